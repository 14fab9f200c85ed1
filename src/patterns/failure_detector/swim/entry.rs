//! Coming back: a new life on the disk, then a seed that lets the member in.
//!
//! ```text
//! returner  ═ life 2 ═▶ disk │ JOIN alive(0 in life 2) ─▶ seed    the news spreads by gossip
//!                            │ ◀── WELCOME all I know of ─ seed
//! ```
//!
//! Dead wins within a life, so a member that was declared dead cannot refute that; and after a
//! crash it does not know how high its incarnation was. Both are solved by a count of lives that
//! is forced to the disk before it is used: no life is ever used twice. Where the first members are
//! to be found is configuration and survives, who is in the group does not.

use super::gossip::News;
use super::member::{Member, Phase};
use super::message::{Message, Note, Source, Timer};
use super::params::Order;
use super::probe::Turn;
use super::round::pick;
use super::standing::{Incarnation, Standing, State};
use crate::patterns::failure_detector::params::Mistake;
use crate::sim::NodeId;
use std::rc::Rc;

/// So many others hear the goodbye of a member that leaves.
const GOODBYES: usize = 3;
/// So many of the first members are asked to let a returner in.
const SEEDS: u16 = 3;

impl Turn<'_, '_> {
    pub(super) fn boot(&mut self) {
        match self.member.phase {
            Phase::In => self.begin(),
            // All-to-all has no list to join.
            _ if self.config().probe == Order::Everybody => self.begin(),
            // It comes back as the one it was, and what it has on its disk is of no use.
            _ if self.mistaken(Mistake::SameLife) => self.born(self.member.life_on_disk),
            _ => self.begin_anew(),
        }
    }

    /// Says goodbye to a few that will pass it on, and does nothing more. If all of that is lost,
    /// it will be declared dead like any that is silent.
    pub(super) fn leave(&mut self) {
        if self.member.phase != Phase::In {
            return self.note(Note::Idle);
        }
        let living = match self.config().probe {
            Order::Everybody => Vec::new(),
            Order::RoundRobin | Order::Random => self.member.living(),
        };
        let (io, of) = (&mut *self.io, self.member.incarnation);
        let told = pick(living, GOODBYES, |sides| io.roll(sides));
        self.note(Note::Leaves { told: told.clone() });
        for to in told {
            self.send(to, Message::Leave { of });
        }
        self.member.phase = Phase::Out;
        for timer in [Timer::Period, Timer::Answer] {
            self.disarm(timer);
        }
        self.member.probe = None;
        let suspects = std::mem::take(&mut self.member.suspicions);
        suspects.keys().for_each(|who| self.disarm(Timer::Suspicion(*who)));
    }

    /// Asked to join again, it does as after a crash.
    pub(super) fn join(&mut self) {
        if self.member.phase != Phase::Out {
            return self.note(Note::Idle);
        }
        let me = self.io.me();
        let (life, writing) = (self.member.life_on_disk, self.member.life_in_writing);
        let mut member = match self.config().probe {
            Order::Everybody => Member::founder(me, self.config().members),
            Order::RoundRobin | Order::Random => Member::returner(life),
        };
        member.life_in_writing = writing;
        *self.member = member;
        self.boot();
    }

    pub(super) fn says_goodbye(&mut self, who: NodeId, of: Incarnation) {
        self.learn(News { about: who, standing: Standing::left(of), by: who }, Source::Itself);
    }

    /// Writes down that a new life begins, unless one is being written down already.
    pub(super) fn begin_anew(&mut self) {
        if self.member.life_in_writing.is_some() {
            return;
        }
        let life = self.member.life_on_disk + 1;
        self.member.life_in_writing = Some(life);
        self.io.force(u64::from(life));
    }

    /// It is written down.
    pub(super) fn born(&mut self, life: u32) {
        self.member.life_on_disk = life;
        self.member.life_in_writing = None;
        let of = Incarnation { life, number: 0 };
        self.member.incarnation = of;
        self.note(Note::Begins { of });
        match self.member.phase {
            Phase::Starting => self.seek(0),
            _ => self.announce(),
        }
    }

    /// Asks one seed after the other; after two times around there is no group to be found.
    pub(super) fn seek(&mut self, asked: u32) {
        let seeds = self.seeds();
        if asked >= 2 * seeds.len() as u32 {
            self.note(Note::Founds);
            return self.begin();
        }
        self.member.phase = Phase::Joining(asked + 1);
        let seed = seeds[asked as usize % seeds.len()];
        self.note(Note::Seeks { seed });
        let of = self.member.incarnation;
        self.send(seed, Message::Join { of });
        let period = self.config().period;
        self.arm(Timer::Join, period);
    }

    /// The first members but itself.
    pub(super) fn seeds(&self) -> Vec<NodeId> {
        let all = (0..self.config().members).map(NodeId).filter(|id| *id != self.io.me());
        all.take(usize::from(SEEDS)).collect()
    }

    pub(super) fn lets_in(&mut self, who: NodeId, of: Incarnation) {
        self.learn(News { about: who, standing: Standing::alive(of), by: who }, Source::Joins);
        let me = (self.io.me(), Standing::alive(self.member.incarnation));
        let others = self.member.roster.iter().map(|(id, standing)| (*id, *standing));
        let others = others.filter(|(id, _)| *id != who);
        let roster = std::iter::once(me).chain(others).collect();
        self.send(who, Message::Welcome { roster });
    }

    pub(super) fn welcomed(&mut self, by: NodeId, all: &[(NodeId, Standing)]) {
        self.disarm(Timer::Join);
        let now = self.member.periods;
        for (id, standing) in all {
            Rc::make_mut(&mut self.member.roster).insert(*id, *standing);
            if standing.is_living() {
                Rc::make_mut(&mut self.member.attended).insert(*id, now);
            }
        }
        self.note(Note::Joined { known: all.len() as u32 });
        for (id, _) in all.iter().filter(|(_, standing)| standing.state == State::Suspect) {
            self.doubt(*id, by);
        }
        self.announce();
        self.begin();
    }
}
