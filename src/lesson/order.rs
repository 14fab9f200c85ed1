//! Happened-before over a run: what each event could have known (Lamport 1978).
//!
//! ```text
//! A  ──●─────────●────────▶     an event follows from what was before it at its node,
//!       ╲       ╱               and from what brought it about: a sending, an arming, an asking
//! B  ────●─────●──────●───▶
//! ```
//!
//! Every event's reasons are earlier events, so one pass over the records in order is enough.

use super::trace::{Ending, Letter, Record, RecordKind, Relation, Trace};
use crate::sim::sorted::SortedSet;
use std::collections::VecDeque;

impl Trace {
    /// Messages on their way after event `at`: sent by then, and not yet arrived or lost.
    pub fn in_flight(&self, at: u32) -> impl Iterator<Item = (u32, &Letter)> {
        // Letters are in order of sending.
        let sent = self.letters.partition_point(|letter| letter.sent_by <= at);
        (0..).zip(&self.letters[..sent]).filter(move |(_, letter)| match letter.ending {
            Ending::Arrived(event) | Ending::Lost(event, _) => event > at,
            Ending::Open(_) => true,
        })
    }

    /// Every event that `event` could have known of, itself included.
    pub fn past(&self, event: u32) -> SortedSet<u32> {
        let past = self.known_by(event, 0);
        (0..=self.last()).filter(|at| past[*at as usize]).collect()
    }

    /// Every event that could have known of `event`, itself included.
    pub fn future(&self, event: u32) -> SortedSet<u32> {
        let future = self.knowing(event);
        let later = event..=self.last();
        later.filter(|at| future[*at as usize]).collect()
    }

    /// How `a` and `b` are related by happened-before.
    pub fn relation(&self, a: u32, b: u32) -> Relation {
        let (first, second) = (a.min(b), a.max(b));
        match self.known_by(second, first)[first.min(self.last()) as usize] {
            _ if a == b => Relation::Same,
            false => Relation::Concurrent,
            true if a < b => Relation::Before,
            true => Relation::After,
        }
    }

    /// How every event is related to `event`, in order of events.
    pub fn relations(&self, event: u32) -> Vec<Relation> {
        let event = event.min(self.last());
        let past = self.known_by(event, 0);
        let future = self.knowing(event);
        let relation = |(at, (past, future)): (u32, (bool, bool))| match (past, future) {
            _ if at == event => Relation::Same,
            (true, _) => Relation::Before,
            (_, true) => Relation::After,
            _ => Relation::Concurrent,
        };
        (0..).zip(past.into_iter().zip(future)).map(relation).collect()
    }

    /// A shortest chain of causes from `a` to `b`, both included; `None` when `a` did not happen
    /// before `b`.
    pub fn chain(&self, a: u32, b: u32) -> Option<Vec<u32>> {
        let last = self.last();
        if a >= b || b > last {
            return None;
        }
        // From `b` back; what was reached remembers what it was reached from.
        let mut next: Vec<Option<u32>> = vec![None; b as usize + 1];
        let mut open = VecDeque::from([b]);
        while let Some(at) = open.pop_front() {
            if at == a {
                let chain = std::iter::successors(Some(a), |at| next[*at as usize]);
                return Some(chain.collect());
            }
            for reason in self.reasons(at).filter(|reason| *reason >= a) {
                if next[reason as usize].is_none() {
                    next[reason as usize] = Some(at);
                    open.push_back(reason);
                }
            }
        }
        None
    }

    /// What an event follows from directly: its cause, and what was before it at its node. A copy
    /// made by hand also follows from the sending of what it is a copy of.
    pub fn reasons(&self, event: u32) -> impl Iterator<Item = u32> + use<> {
        let record = self.record(event);
        let copied = self.copied(record).filter(|sent_by| *sent_by < event);
        [record.cause, record.before, copied].into_iter().flatten()
    }

    /// The sending of what a person made a copy of in this event.
    fn copied(&self, record: &Record) -> Option<u32> {
        if record.kind != RecordKind::Fate || record.sent.is_empty() {
            return None;
        }
        Some(self.letters.get(record.message? as usize)?.sent_by)
    }

    /// Whether each event could be known by `event`; those before `least` are not looked at.
    fn known_by(&self, event: u32, least: u32) -> Vec<bool> {
        let event = event.min(self.last());
        let mut known = vec![false; self.records.len()];
        known[event as usize] = true;
        for at in (least..=event).rev() {
            if known[at as usize] {
                for reason in self.reasons(at) {
                    known[reason as usize] = true;
                }
            }
        }
        known
    }

    /// Whether each event could know of `event`.
    fn knowing(&self, event: u32) -> Vec<bool> {
        let event = event.min(self.last());
        let mut knowing = vec![false; self.records.len()];
        knowing[event as usize] = true;
        for later in event + 1..=self.last() {
            knowing[later as usize] = self.reasons(later).any(|reason| knowing[reason as usize]);
        }
        knowing
    }
}
