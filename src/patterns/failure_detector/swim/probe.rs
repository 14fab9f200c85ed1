//! One period of a member: judge the last probe, ping the next one, ask others when it is silent.
//!
//! ```text
//! ├──────── PING ───▶ silent … │ PING-REQ ─▶ k others ─▶ PING … │ suspect
//! 0                        period/3                          period
//! ```
//!
//! An answer through anybody at any time of the period will do. The period's end judges, so that a
//! member pings once a period whatever happens: its load does not depend on the size of the group
//! (Das, Gupta and Motivala 2002, section 3.1).

use super::gossip::{News, tellings};
use super::member::{Errand, Member, Phase, Probe, Route};
use super::message::{Message, Note, Timer};
use super::params::{Config, Order};
use super::round::pick;
use super::standing::{Incarnation, State};
use crate::patterns::failure_detector::message;
use crate::patterns::failure_detector::params::Mistake;
use crate::patterns::failure_detector::protocol::FailureDetector;
use crate::sim::{Io, NodeId, Span};
use std::rc::Rc;

/// A member at its turn.
pub(super) struct Turn<'t, 'i> {
    pub(super) rules: &'t FailureDetector,
    pub(super) member: &'t mut Member,
    pub(super) io: &'t mut Io<'i, FailureDetector>,
}

impl Turn<'_, '_> {
    pub(super) fn config(&self) -> &Config {
        &self.rules.swim
    }

    pub(super) fn mistaken(&self, mistake: Mistake) -> bool {
        self.rules.mistake == mistake
    }

    pub(super) fn send(&mut self, to: NodeId, message: Message) {
        self.io.send(to, message::Message::Swim(message));
    }

    pub(super) fn note(&mut self, note: Note) {
        self.io.note(message::Note::Swim(note));
    }

    pub(super) fn arm(&mut self, timer: Timer, wait: Span) {
        self.io.arm(message::Timer::Swim(timer), wait);
    }

    pub(super) fn disarm(&mut self, timer: Timer) {
        self.io.disarm(message::Timer::Swim(timer));
    }

    /// The first period begins at any moment of the next one, so that members do not keep step.
    pub(super) fn begin(&mut self) {
        let period = self.config().period;
        self.member.phase = Phase::In;
        self.member.due = later(self.io.now(), period);
        self.io.arm_between(message::Timer::Swim(Timer::Period), Span(0), period);
    }

    pub(super) fn period(&mut self) {
        let (period, last) = (self.config().period, self.config().periods);
        if self.member.phase != Phase::In {
            return;
        }
        let late = self.io.now().since(self.member.due);
        let asleep = late > self.config().asleep();
        if asleep {
            self.note(Note::Asleep { late });
        }
        if let Some(probe) = self.member.probe.take() {
            self.disarm(Timer::Answer);
            // Whoever slept through the answer does not know whether there was one.
            if !asleep {
                self.suspect(probe.target, probe.life);
            }
        }
        if last > 0 && self.member.periods >= last {
            return;
        }
        self.member.periods += 1;
        self.member.due = later(self.io.now(), period);
        self.arm(Timer::Period, period);
        if self.config().probe == Order::Everybody {
            return self.beat(asleep);
        }
        let now = self.member.periods;
        self.member.errands.retain(|_, errand| errand.period + 1 >= now);
        self.ping_next();
        self.look_again();
    }

    fn ping_next(&mut self) {
        let living = self.member.living();
        let random = self.config().probe == Order::Random;
        let io = &mut *self.io;
        let target = match random {
            true if living.is_empty() => None,
            true => Some(living[io.roll(living.len() as u32) as usize]),
            false => self.member.round.next(&living, |sides| io.roll(sides)),
        };
        let (Some(target), Some((longest, waited))) = (target, self.member.longest_wait()) else {
            return;
        };
        self.note(Note::Probes { target, longest, waited });
        let period = self.member.periods;
        Rc::make_mut(&mut self.member.attended).insert(target, period);
        let number = self.ping(target);
        let life = self.member.roster[&target].incarnation.life;
        self.member.probe = Some(Probe { target, life, number, route: Route::Straight });
        if self.config().k > 0 {
            let answer = self.config().answer();
            self.arm(Timer::Answer, answer);
        }
    }

    /// Once in as many periods as there are other members, one that was declared dead, or a seed
    /// that it does not know, is pinged, and nothing is concluded from its silence: so the two
    /// sides of a partition find each other again. memberlist and Serf have similar ways back; the
    /// paper has none.
    fn look_again(&mut self) {
        let others = (self.member.roster.len() as u32).max(1);
        if !self.member.periods.is_multiple_of(others) {
            return;
        }
        let gone = self.member.roster.iter().filter(|(_, is)| is.state == State::Dead);
        let mut gone: Vec<NodeId> = gone.map(|(id, _)| *id).collect();
        let unknown = self.seeds().into_iter().filter(|id| !self.member.roster.contains_key(id));
        gone.extend(unknown);
        if gone.is_empty() {
            return;
        }
        let target = gone[self.io.roll(gone.len() as u32) as usize];
        self.note(Note::LooksAgain { target });
        self.ping(target);
    }

    /// Sends a ping; its number.
    fn ping(&mut self, to: NodeId) -> u32 {
        self.member.pings += 1;
        let (number, of) = (self.member.pings, self.member.incarnation);
        let news = self.news_for(to);
        self.send(to, Message::Ping { number, of, news });
        number
    }

    /// What rides on a message to `to`: first of all what it is taken for itself, if that is not
    /// alive. It must know in order to refute (Lifeguard calls that the buddy system).
    pub(super) fn news_for(&mut self, to: NodeId) -> Vec<News> {
        let most = tellings(self.config().gossip, self.member.group());
        let by = self.io.me();
        let standing = self.member.roster.get(&to).copied();
        let first = standing.filter(|standing| standing.state != State::Alive);
        let first = first.map(|standing| News { about: to, standing, by });
        self.member.gossip.ride(first, most)
    }

    /// No answer yet: `k` others shall try.
    pub(super) fn unanswered(&mut self) {
        let Some(probe) = self.member.probe else { return };
        let others = self.member.roster.iter();
        let others = others.filter(|(id, is)| **id != probe.target && is.state == State::Alive);
        let others: Vec<NodeId> = others.map(|(id, _)| *id).collect();
        let k = self.config().k as usize;
        let io = &mut *self.io;
        let relays = pick(others, k, |sides| io.roll(sides));
        if relays.is_empty() {
            return;
        }
        let target = probe.target;
        self.member.probe = Some(Probe { route: Route::Around, ..probe });
        self.note(Note::AsksOthers { target, relays: relays.clone() });
        for relay in relays {
            let news = self.news_for(relay);
            self.send(relay, Message::PingReq { number: probe.number, target, news });
        }
    }

    pub(super) fn pinged(&mut self, from: NodeId, number: u32, of: Incarnation, news: &[News]) {
        self.hear_of(from, of);
        self.hear(from, news);
        if self.member.phase != Phase::In {
            return;
        }
        let (by, of) = (self.io.me(), self.member.incarnation);
        let news = self.news_for(from);
        self.send(from, Message::Ack { number, by, of, news });
    }

    pub(super) fn asked(&mut self, asker: NodeId, number: u32, target: NodeId, news: &[News]) {
        self.hear(asker, news);
        let period = self.member.periods;
        let own = self.ping(target);
        self.member.errands.insert(own, Errand { asker, number, period });
    }

    pub(super) fn answered(
        &mut self,
        (from, by): (NodeId, NodeId),
        number: u32,
        of: Incarnation,
        news: &[News],
    ) {
        self.hear_of(by, of);
        self.hear(from, news);
        match self.member.probe {
            Some(probe) if probe.number == number && probe.target == by => {
                self.member.probe = None;
                self.disarm(Timer::Answer);
            }
            _ => {}
        }
        if by == from
            && let Some(errand) = self.member.errands.remove(&number)
        {
            let news = self.news_for(errand.asker);
            let number = errand.number;
            self.send(errand.asker, Message::Ack { number, by, of, news });
        }
    }
}

pub(super) fn later(now: crate::sim::LocalTime, span: Span) -> crate::sim::LocalTime {
    crate::sim::LocalTime(now.0.saturating_add_unsigned(span.0))
}
