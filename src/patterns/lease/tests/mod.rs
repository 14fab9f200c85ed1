//! One test per claim: it opens the what-if that shows the claim, and asserts what must be seen.
//! Claims that need statistics are asserted over many seeds.

mod claims;
mod drift;
mod failures;
mod figures;
mod replicas;
mod wrong;

use super::Lease;
use crate::lesson::trace::Record;
use crate::lesson::{Shows, Trace};

fn run(query: &str) -> Trace {
    crate::patterns::testing::run::<Lease>(query)
}

fn preset(shows: Shows, title: &str) -> Trace {
    crate::patterns::testing::preset::<Lease>(shows, title)
}

/// The times, in microseconds, of all events at the node of this code that announce this.
fn times_of(trace: &Trace, code: &str, words: &str) -> Vec<u64> {
    let node = trace.node(code);
    let says = |record: &&Record| {
        record.node == node && record.notes.iter().any(|note| note.text.contains(words))
    };
    trace.records.iter().filter(says).map(|record| record.time.0).collect()
}

/// The time of the first of them.
#[track_caller]
fn time_of(trace: &Trace, code: &str, words: &str) -> u64 {
    let found = times_of(trace, code, words).first().copied();
    found.unwrap_or_else(|| panic!("{code} never says “{words}”"))
}

/// What lasted at the node of this code, from when to when, in microseconds; the end of the run
/// when it lasted until then.
fn bars(trace: &Trace, code: &str) -> Vec<(String, u64, u64)> {
    let node = trace.node(code).expect("a node");
    let mine = trace.bars.iter().filter(|bar| bar.node == node);
    let time = |at: u32| trace.record(at).time.0;
    mine.map(|bar| {
        let to = bar.to.unwrap_or(trace.last());
        (bar.what.words.clone(), time(bar.from), time(to))
    })
    .collect()
}
