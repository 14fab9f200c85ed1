//! How two events are related by happened-before (Lamport 1978), in a sentence with its proof.

use super::Session;
use crate::lesson::Trace;
use crate::lesson::trace::{RecordKind, Relation};
use crate::view::Target;

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
    Related { relation, events: (first, second), words, chain }
}

/// What carries the influence along `chain`: messages, people, or only the order at one node.
fn how(trace: &Trace, chain: &[u32]) -> String {
    let (mut messages, mut people) = (0, 0);
    for pair in chain.windows(2) {
        let (before, after) = (trace.record(pair[0]), trace.record(pair[1]));
        if after.cause != Some(pair[0]) || before.node == after.node {
            continue;
        }
        match after.kind {
            RecordKind::Deliver => messages += 1,
            RecordKind::Command | RecordKind::Fault | RecordKind::Fate => people += 1,
            _ => {}
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
