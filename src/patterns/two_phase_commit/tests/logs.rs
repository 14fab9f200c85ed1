//! Logs: what a crash leaves, and that cards show it beforehand.

use super::{preset, run};
use crate::lesson::Shows::Claim;
use crate::lesson::trace::Trace;
use crate::lesson::{Keep, Tone};
use crate::patterns::testing::{holds, metric};
use crate::patterns::two_phase_commit::properties::AC5;
use crate::patterns::two_phase_commit::record::{Log, Record, Tx};

/// The strip of `node` after event `at`: what it says, whether a crash loses it, and how.
fn strip(trace: &Trace, at: u32, node: usize) -> Vec<(String, Keep, Tone)> {
    let cards = trace.stage().cards(at);
    let row = cards[node].rows.iter().find(|row| row.name == "log").expect("a log");
    row.cells.iter().map(|cell| (cell.value.clone(), cell.keep, cell.tone)).collect()
}

/// The last event at or before this time.
fn at(trace: &Trace, us: u64) -> u32 {
    trace.records.partition_point(|record| record.time.0 <= us) as u32 - 1
}

#[test]
fn a_strip_tells_durable_from_forced_and_lazy() {
    let trace = run("latency=constant");
    let cell = |what: &str, keep, tone| (what.to_string(), keep, tone);
    let (durable, volatile) = (Keep::Durable, Keep::Volatile);
    for (us, node, expected) in [
        (5_000, 0, vec![cell("BEGIN T1", volatile, Tone::Plain)]),
        (15_000, 1, vec![cell("PREPARED T1", volatile, Tone::Active)]),
        (25_000, 1, vec![cell("PREPARED T1", durable, Tone::Plain)]),
        (
            35_000,
            0,
            vec![
                cell("BEGIN T1", volatile, Tone::Plain),
                cell("COMMIT T1", volatile, Tone::Active),
            ],
        ),
        (
            75_000,
            0,
            vec![
                cell("BEGIN T1", durable, Tone::Plain),
                cell("COMMIT T1", durable, Tone::Plain),
                cell("END T1", volatile, Tone::Plain),
            ],
        ),
    ] {
        assert_eq!(strip(&trace, at(&trace, us), node), expected, "at {us} us");
    }
}

/// Whatever the crash takes, the strip showed as volatile just before; what was durable stays.
#[test]
fn a_crash_loses_exactly_the_volatile_cells() {
    for us in [10_000_u64, 30_000, 60_000, 76_000, 90_000] {
        for node in ["C", "N1", "N2"] {
            let query =
                format!("latency=constant&concurrent=2&do={us}us.crash.{node}~1s.restart.{node}");
            let trace = run(&query);
            let place = ["C", "N1", "N2"].iter().position(|code| *code == node).expect("one");
            let crash = trace.records.iter().position(|r| r.text.contains("crashes"));
            let crash = crash.expect("a crash") as u32;
            let back = trace.records.iter().position(|r| r.text.contains("restarts"));
            let before = strip(&trace, crash - 1, place);
            // At its boot a coordinator may write; only what was there before is looked at.
            let after = strip(&trace, back.expect("a restart") as u32, place);
            for (index, (what, keep, tone)) in before.iter().enumerate() {
                let kept =
                    after.get(index).is_some_and(|cell| cell.0 == *what && cell.1 == Keep::Durable);
                match (keep, tone) {
                    (Keep::Durable, _) => assert!(kept, "{query}: {what} was durable"),
                    // A write under way may have reached the disk, with all before it.
                    (Keep::Volatile, Tone::Active) => {}
                    (Keep::Volatile, _) => {
                        let forced_behind =
                            before[index..].iter().any(|cell| cell.2 == Tone::Active);
                        assert!(!kept || forced_behind, "{query}: {what} was in memory");
                    }
                }
            }
        }
    }
}

#[test]
fn a_forced_write_takes_everything_before_it_along() {
    let mut log = Log::default();
    log.write(Record::End { tx: Tx(1) });
    log.write(Record::Abort { tx: Tx(2) });
    assert_eq!(log.survivor().records().count(), 0);
    assert_eq!(log.forced(2), [], "nobody waited for these");
    assert_eq!(log.survivor().records().count(), 2);
    assert_eq!(log.forced(1), [], "an earlier write that ends later changes nothing");
    assert_eq!(log.survivor().records().count(), 2);
}

/// END is written lazily: a crash before it is durable makes the coordinator tell again, and who
/// has decided acknowledges again and changes nothing.
#[test]
fn a_lost_end_is_told_again() {
    let trace = run("latency=constant&do=80ms.crash.C~200ms.restart.C");
    let commits = trace.records.iter().filter(|r| r.text.contains("receives COMMIT T1")).count();
    assert_eq!(commits, 4, "twice to each");
    assert_eq!(metric(&trace, "money"), Some(5_000.0));
    assert_eq!(trace.costs.messages, 12);
    holds(&trace, AC5);
}

/// What is in doubt lasts from the vote to the decision, in the middle of everything.
#[test]
fn in_doubt_is_a_bar_under_the_lane() {
    let trace = preset(Claim(12), "A transfer waits");
    let has = |words: &str| trace.bars.iter().any(|bar| bar.what.words == words);
    assert!(has("in doubt: T1") && has("T2 waits for the lock"), "{:?}", trace.bars);
}

#[test]
fn the_default_story_is_the_scenario() {
    let trace = run("");
    let titles: Vec<&str> =
        trace.beats.iter().filter(|beat| beat.at.is_some()).map(|beat| beat.title).collect();
    assert_eq!(
        titles,
        [
            "Every node keeps an account",
            "A customer asks for a transfer",
            "A node prepares",
            "A node votes yes",
            "All votes are in",
            "The commit point",
            "A node does as decided",
            "The coordinator may forget it",
        ]
    );
    assert!(trace.records.len() <= 40);
    let asked = trace.beats.iter().filter(|beat| beat.at.is_some());
    let answers: Vec<Option<usize>> = asked
        .filter_map(|beat| beat.predict.as_ref())
        .map(|puzzle| puzzle.answer.map(|(option, _)| option))
        .collect();
    assert_eq!(answers, [Some(0); 3]);
}
