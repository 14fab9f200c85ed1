//! How two events are related by happened-before (Lamport 1978), in a sentence with its proof; and
//! what their logical clocks say of it (Fidge 1988, Mattern 1989).

use super::Session;
use super::columns::{Column, by_entries, capital, order};
use crate::lesson::Trace;
use crate::lesson::trace::{Record, RecordKind, Relation};
use crate::sim::time::NodeId;
use crate::view::Target;
use std::cmp::Ordering;

/// How the selected event and the one it is compared with are related.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Related {
    /// The selected event to the other one.
    pub relation: Relation,
    /// The two, the earlier number first.
    pub events: (u32, u32),
    /// The whole thing as a sentence.
    pub words: String,
    /// The events that lead from the one to the other, both included; empty when none do.
    pub chain: Vec<u32>,
    /// What their clocks say; `None` in a run without clocks.
    pub clocks: Option<Clocks>,
}

/// What the clocks of two events say, and whether the run's own record says the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Clocks {
    /// The two clocks entry by entry; empty when an event has none.
    pub columns: Vec<Column>,
    /// What the clocks say, in words.
    pub verdict: String,
    /// What the record says to that, in words.
    pub record: String,
    /// How the two agree.
    pub accord: Accord,
}

/// How clocks and record agree.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum Accord {
    /// They say the same.
    Agrees,
    /// The one event led to the other by a way that no clock carries.
    Unseen,
    /// An event has no clock.
    Missing,
    /// They contradict each other: the clocks are kept wrongly.
    Differs,
}

impl Session {
    /// How the selected event and the one it is compared with are related.
    pub fn related(&self) -> Option<Related> {
        match (self.selected, self.compared) {
            (Some(Target::Event(a)), Some(b)) => Some(related(&self.trace, a, b)),
            _ => None,
        }
    }
}

/// How `a` and `b` are related.
pub fn related(trace: &Trace, a: u32, b: u32) -> Related {
    let relation = trace.relation(a, b);
    let (first, second) = (a.min(b), a.max(b));
    let chain = trace.chain(first, second).unwrap_or_default();
    let words = match relation {
        Relation::Same => format!("Both are event {a}."),
        Relation::Concurrent => format!(
            "Events {first} and {second} are concurrent: neither could have known of the other."
        ),
        Relation::Before | Relation::After => {
            format!(
                "Event {first} happened before event {second}, {}: it may have influenced it.",
                how(trace, &chain)
            )
        }
    };
    let clocks = (first != second && !trace.counters().is_empty())
        .then(|| clocks(trace, first, second, !chain.is_empty()));
    Related { relation, events: (first, second), words, chain, clocks }
}

/// What carries the influence along `chain`: messages, people, or only the order at one node.
fn how(trace: &Trace, chain: &[u32]) -> String {
    let (mut messages, mut people) = (0, 0);
    for pair in chain.windows(2) {
        let after = trace.record(pair[1]);
        if by_a_person(trace, pair[0], pair[1]) {
            people += 1;
        } else if after.kind == RecordKind::Deliver && crosses(trace, pair[0], pair[1]) {
            messages += 1;
        }
    }
    match (messages, people) {
        (0, 0) => "at the same node".to_string(),
        (1, 0) => "through one message".to_string(),
        (0, _) => "through a person who saw the one and asked for the other".to_string(),
        (many, 0) => format!("through a chain of {many} messages"),
        (1, _) => "through one message and a person".to_string(),
        (many, _) => format!("through {many} messages and a person"),
    }
}

/// Whether the later event follows from the earlier one although it is at another node.
fn crosses(trace: &Trace, before: u32, after: u32) -> bool {
    let (earlier, later) = (trace.record(before), trace.record(after));
    later.cause == Some(before) && earlier.node != later.node
}

/// Whether a person saw the one event and asked for the other.
fn by_a_person(trace: &Trace, before: u32, after: u32) -> bool {
    let asked = matches!(
        trace.record(after).kind,
        RecordKind::Command | RecordKind::Fault | RecordKind::Fate
    );
    asked && crosses(trace, before, after)
}

/// What the clocks of two events say; `led`: whether the first happened before the second.
fn clocks(trace: &Trace, first: u32, second: u32, led: bool) -> Clocks {
    let (Some(one), Some(other)) = (trace.counts(first), trace.counts(second)) else {
        return missing(trace, first, second);
    };
    let entries = trace.counters().iter().zip(one.into_iter().zip(other));
    let column = |(who, (first, second)): (&NodeId, (u64, u64))| Column {
        label: trace.cast[who.index()].code.clone(),
        first,
        second,
    };
    let columns: Vec<Column> = entries.map(column).collect();
    let order = order(&columns);
    let (accord, record) = match (order, led) {
        (Some(Ordering::Less), true) | (None, false) => {
            (Accord::Agrees, "The clocks say the same as the run's own record.".to_string())
        }
        (Some(Ordering::Less), false) => {
            (Accord::Differs, format!("But nothing led from event {first} to event {second}."))
        }
        (_, true) => match unseen(trace, first, second) {
            Some(way) => (Accord::Unseen, way),
            None => (
                Accord::Differs,
                format!(
                    "But event {first} happened before event {second}: a step was not counted, or \
                     a clock was not taken over."
                ),
            ),
        },
        (Some(Ordering::Equal), false) => (
            Accord::Differs,
            "But these are two events, and neither led to the other: a step was not counted."
                .to_string(),
        ),
        (Some(Ordering::Greater), false) => {
            (Accord::Differs, format!("But event {second} came later and led to nothing earlier."))
        }
    };
    let says = match order {
        Some(Ordering::Less) => format!(": event {first} happened before event {second}."),
        Some(Ordering::Greater) => format!(": event {second} happened before event {first}."),
        Some(Ordering::Equal) => ": equal, as if they were one event.".to_string(),
        None => ": concurrent.".to_string(),
    };
    let verdict = capital(&(by_entries(&columns) + &says));
    Clocks { columns, verdict, record, accord }
}

/// The way from `first` to `second` when there is none that the clocks could have gone: a sentence.
fn unseen(trace: &Trace, first: u32, second: u32) -> Option<String> {
    let keeps = |at: u32| trace.record(at).node.is_some_and(|node| trace.keeps_clock(node));
    if leads(trace, first, second, |a, b| !by_a_person(trace, a, b) && keeps(a) && keeps(b)) {
        return None;
    }
    if !leads(trace, first, second, |a, b| !by_a_person(trace, a, b)) {
        return Some(
            "But a person saw the one and asked for the other, which no clock in the system \
             carries."
                .to_string(),
        );
    }
    let chain = trace.chain(first, second)?;
    let silent = |at: &u32| trace.record(*at).node.filter(|node| !trace.keeps_clock(*node));
    let through = chain.iter().find_map(silent);
    let through = through.map_or("somebody", |node| trace.name(node));
    Some(format!("But the way leads through {through}, where no clock is kept."))
}

/// Whether a chain of reasons leads from `first` to `second` that has only links like `carries`.
fn leads(trace: &Trace, first: u32, second: u32, carries: impl Fn(u32, u32) -> bool) -> bool {
    let mut reached = vec![false; (second - first) as usize + 1];
    reached[(second - first) as usize] = true;
    for at in (first + 1..=second).rev() {
        if reached[(at - first) as usize] {
            let reasons = trace.reasons(at).filter(|reason| (first..at).contains(reason));
            for reason in reasons.filter(|reason| carries(*reason, at)) {
                reached[(reason - first) as usize] = true;
            }
        }
    }
    reached[0]
}

fn missing(trace: &Trace, first: u32, second: u32) -> Clocks {
    let lacks = [first, second].into_iter().filter(|at| trace.record(*at).clock.is_none());
    let why = |at: u32| match trace.record(at) {
        Record { node: Some(node), kind, .. } if kind.is_a_step() => {
            format!("event {at} has no clock: {} keeps none", trace.name(*node))
        }
        _ => format!("event {at} has no clock: it is no step of a node"),
    };
    let verdict = capital(&lacks.map(why).collect::<Vec<String>>().join("; ")) + ".";
    let record = "Only the run's own record can tell.".to_string();
    Clocks { columns: Vec::new(), verdict, record, accord: Accord::Missing }
}
