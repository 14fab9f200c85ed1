//! One test per claim: it opens the preset that shows the claim, and asserts what must be seen.
//! Claims that need statistics are asserted over many seeds.

mod claims;
mod costs;
mod grounds;
mod logs;
mod money;
mod rules;
mod story;
mod wrong;

use super::TwoPhaseCommit;
use crate::lesson::{Shows, Trace};

fn run(query: &str) -> Trace {
    crate::patterns::testing::run::<TwoPhaseCommit>(query)
}

fn preset(shows: Shows, title: &str) -> Trace {
    crate::patterns::testing::preset::<TwoPhaseCommit>(shows, title)
}

/// The time of the first event that says or announces this.
#[track_caller]
fn time_of(trace: &Trace, words: &str) -> u64 {
    let says = |record: &&crate::lesson::trace::Record| {
        record.text.contains(words) || record.notes.iter().any(|note| note.text.contains(words))
    };
    let found = trace.records.iter().find(says);
    found.unwrap_or_else(|| panic!("nobody says “{words}”")).time.0
}
