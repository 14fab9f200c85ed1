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
            let arrived = |event: &&u32| trace.record(**event).kind == RecordKind::Deliver;
            let how = match chain.iter().skip(1).filter(arrived).count() {
                0 => "without any message between them".to_string(),
                1 => "through one message".to_string(),
                many => format!("through a chain of {many} messages"),
            };
            format!(
                "Event {first} happened before event {second}, {how}: it may have influenced it."
            )
        }
    };
    Related { relation, events: (first, second), words, chain }
}
