//! A clinic as a card, and the figures of a run.

use super::history::Ended;
use super::message::Ask;
use super::properties::owed;
use super::protocol::{Clinic, Op, Phase, Quorum};
use super::record::letter;
use crate::lesson::{Card, Keep, Metric, Row, Run, Tone};
use crate::sim::sorted::sort_by_key;
use crate::sim::{NodeId, Status, World};

/// Whether a confirmed write is missing from this copy.
fn is_stale(quorum: &Quorum, world: &World<Quorum>, node: NodeId) -> bool {
    let mine = &world.node(node).copy;
    owed(quorum, world).iter().any(|version| !mine.covers(*version, quorum.conflict))
}

/// A clinic's version; stale when a confirmed write is missing from it.
pub(super) fn badge(quorum: &Quorum, world: &World<Quorum>, node: NodeId) -> (String, Tone) {
    let clinic = world.node(node);
    if node.0 >= quorum.n {
        return match clinic.hints.len() {
            0 => (String::new(), Tone::Plain),
            hints => (format!("{hints} kept"), Tone::Warn),
        };
    }
    let tone = if is_stale(quorum, world, node) { Tone::Warn } else { Tone::Good };
    (clinic.copy.to_string(), tone)
}

fn waits(quorum: &Quorum, op: &Op) -> Option<String> {
    let what = match op.ask {
        Ask::Read => "read",
        Ask::Write => "write",
    };
    match op.phase {
        Phase::Query => Some(format!("{what}: {} of R = {}", op.counted, quorum.r)),
        Phase::Update => Some(format!("{what}: {} of W = {}", op.counted, quorum.w)),
        Phase::Over => None,
    }
}

/// A clinic for the inspector.
pub(super) fn card(quorum: &Quorum, world: &World<Quorum>, node: NodeId) -> Card {
    let seat = world.seat(node);
    let clinic: &Clinic = &seat.node;
    let replica = node.0 < quorum.n;
    let busy = clinic.ops.values().any(|op| waits(quorum, op).is_some());
    let stale = replica && is_stale(quorum, world, node);
    let tone = match seat.status {
        Status::Down => Tone::Bad,
        _ if busy => Tone::Active,
        _ if stale => Tone::Warn,
        _ => Tone::Plain,
    };
    let line = match replica {
        true => format!("Allergy: {}", clinic.copy.value()),
        false => "Stand-in: no copy".to_string(),
    };
    let mut rows = Vec::new();
    if replica {
        let tone = if stale { Tone::Warn } else { Tone::Plain };
        rows.push(Row::durable("version", &clinic.copy).tone(tone));
        rows.push(Row::durable("allergies", clinic.copy.value()));
        rows.push(Row::durable("last version given", clinic.issued));
    }
    for (number, op) in &clinic.ops {
        let Some(waits) = waits(quorum, op) else { continue };
        rows.push(Row::volatile(&format!("request {number}"), waits).tone(Tone::Active));
        let from: Vec<String> = match op.phase {
            Phase::Query => op.heard.iter().map(|(who, copy)| answer(*who, copy)).collect(),
            _ => op.acks.iter().map(|who| letter(who.0).to_string()).collect(),
        };
        let from = if from.is_empty() { "nobody yet".to_string() } else { from.join(", ") };
        rows.push(Row::volatile(&format!("answers to {number}"), from));
    }
    for (owner, copy) in &clinic.hints {
        let name = format!("hint for {}", letter(owner.0));
        rows.push(Row::volatile(&name, copy).tone(Tone::Warn));
    }
    if seat.status == Status::Down {
        // What a crash lost is gone; only the disk is left.
        rows.retain(|row| row.keep == Keep::Durable);
    }
    Card { line, tone, rows, ..Card::default() }
}

fn answer(who: NodeId, copy: &super::record::Copy) -> String {
    format!("{} {copy}", letter(who.0))
}

/// Figures of a run. Latencies are of the first write and the first read that ended well.
pub(super) fn metrics(quorum: &Quorum, run: &Run<'_, Quorum>) -> Vec<Metric> {
    let history = run.world.history();
    let latency = |ask| {
        let mut ended: Vec<_> = history
            .entries()
            .filter(|(_, entry)| entry.ask == ask)
            .filter_map(|(_, entry)| Some((entry.began, entry.latency()?)))
            .collect();
        sort_by_key(&mut ended, |(began, _)| *began);
        ended.first().map(|(_, latency)| latency.as_ms())
    };
    let reads = history.reads();
    let behind: Vec<usize> = reads
        .iter()
        .map(|(_, entry, copy, _)| {
            let missed = |version: &_| !copy.covers(*version, quorum.conflict);
            history.saved_before(entry.began).filter(missed).count()
        })
        .collect();
    let stale = behind.iter().filter(|missed| **missed > 0).count();
    let refused =
        history.entries().filter(|(_, entry)| matches!(entry.ended, Some((_, _, Ended::Refused))));
    let count = |number: usize| Some(number as f64);
    let first_behind = behind.first().map(|missed| *missed as f64);
    let fresh = behind.first().map(|missed| if *missed == 0 { 1.0 } else { 0.0 });
    vec![
        Metric::new("write_latency_ms", "Write latency, ms", latency(Ask::Write)),
        Metric::new("read_latency_ms", "Read latency, ms", latency(Ask::Read)),
        Metric::new("fresh", "First read is fresh", fresh),
        Metric::new("versions_behind", "Versions the first read is behind", first_behind),
        Metric::new("reads", "Reads answered", count(reads.len())),
        Metric::new("stale_reads", "Stale reads", count(stale)),
        Metric::new("writes", "Writes confirmed", count(history.saved().len())),
        Metric::new("refused", "Requests refused", count(refused.count())),
    ]
}
