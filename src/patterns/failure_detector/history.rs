//! What truly happened, in order: the material of the guarantees and of the figures.

use super::message::Note;
use super::swim;
use crate::sim::{Fault, NodeId, Time};

/// Everything that is remembered.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct History {
    /// What members of SWIM did.
    pub swim: swim::History,
}

impl History {
    pub(super) fn record(&mut self, now: Time, who: NodeId, note: &Note) {
        if let Note::Swim(note) = note {
            self.swim.record(now, who, note);
        }
    }

    pub(super) fn befalls(&mut self, now: Time, fault: &Fault) {
        self.swim.befalls(now, fault);
    }
}
