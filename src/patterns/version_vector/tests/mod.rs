//! One test per claim: it opens the preset that shows the claim, and asserts what must be seen.

mod claims;
mod data;
mod oracle;
mod story;
mod wrong;

use super::VersionVectors;
use crate::lesson::{Shows, Trace};

fn run(query: &str) -> Trace {
    crate::patterns::testing::run::<VersionVectors>(query)
}

fn preset(shows: Shows, title: &str) -> Trace {
    crate::patterns::testing::preset::<VersionVectors>(shows, title)
}

fn mean(query: &str, name: &str, seeds: u64) -> f64 {
    crate::patterns::testing::mean::<VersionVectors>(query, name, seeds)
}

/// The stock that every warehouse shows at the end.
fn shown(trace: &Trace) -> Vec<String> {
    stocks(trace, trace.last())
}

fn stocks(trace: &Trace, at: u32) -> Vec<String> {
    let cards = trace.stage().cards(at).into_iter();
    let stock = |line: String| {
        let stock = line.strip_prefix("stock ")?;
        Some(stock.split(" (").next().unwrap_or_default().to_string())
    };
    cards.filter_map(|card| stock(card.line)).collect()
}

/// The versions that the warehouse `who` holds after event `at`.
fn versions(trace: &Trace, who: usize, at: u32) -> Vec<String> {
    let rows = trace.stage().cards(at).swap_remove(who).rows;
    let names = rows.iter().filter_map(|row| row.name.strip_prefix("version "));
    names.map(str::to_string).collect()
}

/// The first event of which something was announced in these words.
#[track_caller]
fn event(trace: &Trace, words: &str) -> u32 {
    let says = |record: &crate::lesson::trace::Record| {
        record.text.contains(words) || record.notes.iter().any(|note| note.text.contains(words))
    };
    let at = trace.records.iter().position(says);
    at.unwrap_or_else(|| panic!("nobody says “{words}”")) as u32
}

/// What is told at the beat of this title.
#[track_caller]
fn told<'t>(trace: &'t Trace, title: &str) -> &'t str {
    let beat = trace.beats.iter().find(|beat| beat.title == title && beat.at.is_some());
    &beat.unwrap_or_else(|| panic!("“{title}” is not told")).text
}
