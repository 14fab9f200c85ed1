//! All-to-all heartbeats, for comparison: every member tells every other one that it is there.
//!
//! Nothing is asked, told on or refuted; n(n − 1) messages a period. Who is silent for more than
//! three periods is taken for dead by whoever does not hear it, and for alive when heard again.

use super::message::{Message, Note};
use super::probe::Turn;
use super::standing::{Incarnation, Standing, State};
use crate::sim::NodeId;
use std::rc::Rc;

/// So many periods of silence are forgiven.
pub const MISSES: u32 = 3;

impl Turn<'_, '_> {
    pub(super) fn beat(&mut self, asleep: bool) {
        let others: Vec<NodeId> = self.member.roster.keys().copied().collect();
        self.note(Note::Beats { to: others.len() as u32 });
        let of = self.member.incarnation;
        for other in &others {
            self.send(*other, Message::Heartbeat { of });
        }
        let now = self.member.periods;
        if asleep {
            // What it slept through it cannot have heard.
            let attended = others.into_iter().map(|id| (id, now)).collect();
            self.member.attended = Rc::new(attended);
            return;
        }
        for about in others {
            let periods = now - self.member.attended.get(&about).copied().unwrap_or(now);
            let known = self.member.roster[&about];
            if periods > MISSES && known.is_living() {
                let dead = Standing::dead(known.incarnation);
                Rc::make_mut(&mut self.member.roster).insert(about, dead);
                self.note(Note::Misses { about, periods });
            }
        }
    }

    pub(super) fn heard(&mut self, from: NodeId, of: Incarnation) {
        let now = self.member.periods;
        Rc::make_mut(&mut self.member.attended).insert(from, now);
        if self.member.roster.get(&from).is_none_or(|known| known.state == State::Dead) {
            Rc::make_mut(&mut self.member.roster).insert(from, Standing::alive(of));
            self.note(Note::HearsAgain { about: from });
        }
    }
}
