//! The laws of a sync, tried on the records that there are.

use super::protocol::VersionVectors;
use super::record::Record;
use super::version::dots;
use crate::sim::World;

/// Tries the three laws on all pairs and triples of the different records that there are, synced
/// as warehouses sync.
pub(super) fn lawful(lesson: &VersionVectors, world: &World<VersionVectors>) -> Result<(), String> {
    let mut records: Vec<&Record> = Vec::new();
    for (_, one) in super::properties::all_warehouses(lesson, world) {
        if !records.contains(&&one.record) {
            records.push(&one.record);
        }
    }
    let synced = |a: &Record, b: &Record| {
        let mut both = a.clone();
        both.sync(b, lesson.mistake);
        both
    };
    let told = |record: &Record| format!("{} under {}", dots(&record.dots()), record.context());
    for (at, a) in records.iter().enumerate() {
        for b in &records[at..] {
            let (ab, ba) = (synced(a, b), synced(b, a));
            if ab != ba {
                let (one, other) = (told(&ab), told(&ba));
                let (a, b) = (told(a), told(b));
                return Err(format!(
                    "{a} takes over {b} and holds {one}; the other way round it is {other}"
                ));
            }
            // The same record once more, before and after: idempotent and associative in one.
            if [a, b].iter().any(|again| synced(again, &ab) != ab || synced(&ab, again) != ab) {
                let (a, b) = (told(a), told(b));
                return Err(format!("{a} and {b} synced once more come to something else"));
            }
            for c in &records[at..] {
                // Two of a kind were tried above.
                if a != b && b != c && a != c && synced(&ab, c) != synced(a, &synced(b, c)) {
                    let [a, b, c] = [told(a), told(b), told(c)];
                    return Err(format!("it matters which of {a}; {b}; {c} are synced first"));
                }
            }
        }
    }
    Ok(())
}
