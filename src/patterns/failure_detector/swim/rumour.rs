//! News: what a member makes of what it hears, and of an answer that does not come.
//!
//! News about others goes into the list if it overrides what is known, and is told on. News about
//! itself a member answers: suspected, it raises its incarnation and says so (it alone may); dead,
//! it begins a new life.

use super::gossip::News;
use super::member::{Phase, Suspicion};
use super::message::{Note, Source, Timer};
use super::probe::Turn;
use super::standing::{Incarnation, Standing, State};
use super::suspicion::{confirmations, least, most};
use crate::patterns::failure_detector::params::Mistake;
use crate::sim::sorted::SortedSet;
use crate::sim::{NodeId, Span};
use std::rc::Rc;

impl Turn<'_, '_> {
    /// First-hand: `who` says that it is there, in this incarnation.
    pub(super) fn hear_of(&mut self, who: NodeId, of: Incarnation) {
        let standing = Standing::alive(of);
        self.learn(News { about: who, standing, by: who }, Source::Itself);
        self.raise(who);
    }

    /// A mistake: whoever hears a suspect raises the incarnation for it.
    fn raise(&mut self, who: NodeId) {
        let Some(known) = self.member.roster.get(&who).copied() else { return };
        if self.mistaken(Mistake::RaiseOthers) && known.state == State::Suspect {
            let number = known.incarnation.number + 1;
            let standing = Standing::alive(Incarnation { number, ..known.incarnation });
            self.change(News { about: who, standing, by: self.io.me() }, Source::Raised);
        }
    }

    /// What rode on a message.
    pub(super) fn hear(&mut self, from: NodeId, news: &[News]) {
        for one in news {
            self.learn(*one, Source::Told(from));
        }
    }

    pub(super) fn learn(&mut self, news: News, source: Source) {
        if self.member.phase != Phase::In {
            return;
        }
        if news.about == self.io.me() {
            if let Source::Told(by) = source {
                self.accused(news.standing, by);
            }
            return;
        }
        let known = self.member.roster.get(&news.about).copied();
        if news.standing.overrides(known) || self.forgives(news.standing, known) {
            self.change(news, source);
        } else if known == Some(news.standing) && news.standing.state == State::Suspect {
            self.confirm(news);
        }
    }

    /// A mistake: alive(i) overrides suspect(i).
    fn forgives(&self, is: Standing, known: Option<Standing>) -> bool {
        let same =
            |known: Standing| known.state == State::Suspect && known.incarnation == is.incarnation;
        self.mistaken(Mistake::AliveAgain) && is.state == State::Alive && known.is_some_and(same)
    }

    /// A probe of this life of `target` was not answered.
    pub(super) fn suspect(&mut self, target: NodeId, life: u32) {
        let Some(known) = self.member.roster.get(&target).copied() else { return };
        let (of, by) = (known.incarnation, self.io.me());
        if !known.is_living() || of.life != life {
            return;
        }
        let standing = match self.config().suspicion {
            0 => Standing::dead(of),
            _ => Standing::suspect(of),
        };
        let news = News { about: target, standing, by };
        match known.state {
            State::Suspect if self.config().suspicion > 0 => self.confirm(news),
            _ => self.change(news, Source::Silence),
        }
    }

    /// Takes `news` for true, and tells it on.
    pub(super) fn change(&mut self, news: News, source: Source) {
        let News { about, standing, by } = news;
        let was = Rc::make_mut(&mut self.member.roster).insert(about, standing);
        self.note(Note::Learns { about, was, is: standing, from: source });
        self.member.gossip.hear(news);
        if self.member.suspicions.remove(&about).is_some() {
            self.disarm(Timer::Suspicion(about));
        }
        match standing.state {
            State::Alive => {}
            State::Suspect => self.doubt(about, by),
            State::Dead | State::Left => self.bury(about),
        }
        if standing.is_living() && !was.is_some_and(Standing::is_living) {
            let now = self.member.periods;
            Rc::make_mut(&mut self.member.attended).insert(about, now);
            let io = &mut *self.io;
            self.member.round.join(about, |sides| io.roll(sides));
        }
    }

    /// The time to refute begins.
    pub(super) fn doubt(&mut self, about: NodeId, by: NodeId) {
        let (multiplier, period) = (self.config().suspicion, self.config().period);
        let group = self.member.group();
        let suspicion = Suspicion {
            began: self.io.now(),
            accusers: SortedSet::from([by]),
            wanted: confirmations(multiplier, group),
            least: least(multiplier, group, period),
            most: most(multiplier, group, period),
            forgiven: Span(0),
        };
        self.arm(Timer::Suspicion(about), suspicion.timeout());
        self.member.suspicions.insert(about, suspicion);
    }

    fn bury(&mut self, about: NodeId) {
        Rc::make_mut(&mut self.member.attended).remove(&about);
        if self.member.probe.is_some_and(|probe| probe.target == about) {
            self.member.probe = None;
            self.disarm(Timer::Answer);
        }
    }

    /// Another one suspects the same: the time to refute gets shorter, and that is told on.
    fn confirm(&mut self, news: News) {
        let News { about, by, .. } = news;
        let now = self.io.now();
        let Some(suspicion) = self.member.suspicions.get_mut(&about) else { return };
        if suspicion.confirmations() >= suspicion.wanted || !suspicion.accusers.insert(by) {
            return;
        }
        let (confirmations, left) = (suspicion.confirmations(), suspicion.left(now));
        self.member.gossip.hear(news);
        self.arm(Timer::Suspicion(about), left);
        self.note(Note::Confirmed { about, by, confirmations, left });
    }

    /// The time to refute is up.
    pub(super) fn unrefuted(&mut self, about: NodeId) {
        let (now, asleep, period) = (self.io.now(), self.config().asleep(), self.config().period);
        let Some(suspicion) = self.member.suspicions.get_mut(&about) else { return };
        let after = now.since(suspicion.began);
        let late = Span(after.0.saturating_sub(suspicion.timeout().0));
        if late > asleep {
            // The refutation may be among the mail that waited while this member slept.
            suspicion.forgiven = Span(suspicion.forgiven.0 + late.0 + period.0);
            self.arm(Timer::Suspicion(about), period);
            self.note(Note::Asleep { late });
            return;
        }
        let of = self.member.roster[&about].incarnation;
        let news = News { about, standing: Standing::dead(of), by: self.io.me() };
        self.change(news, Source::Unrefuted(after));
    }

    /// It hears what it is taken for itself.
    fn accused(&mut self, is: Standing, by: NodeId) {
        let mine = self.member.incarnation;
        if is.incarnation.life != mine.life || matches!(is.state, State::Alive | State::Left) {
            return;
        }
        if is.state == State::Suspect && is.incarnation.number < mine.number {
            return;
        }
        // Already on its way into a new life, it has heard so before.
        if is.state == State::Dead && self.member.life_in_writing.is_some() {
            return;
        }
        self.note(Note::Accused { is, by });
        if self.mistaken(Mistake::NoRefutation) {
            if is.state == State::Dead {
                self.member.phase = Phase::Out;
                self.note(Note::Believes);
            }
            return;
        }
        match is.state {
            State::Dead if !self.mistaken(Mistake::SameLife) => self.begin_anew(),
            _ => self.refute(is.incarnation.number),
        }
    }

    fn refute(&mut self, number: u32) {
        let number = number.max(self.member.incarnation.number) + 1;
        self.member.incarnation.number = number;
        let of = self.member.incarnation;
        self.note(Note::Refutes { of });
        self.announce();
    }

    /// Tells everybody what it is now.
    pub(super) fn announce(&mut self) {
        let me = self.io.me();
        let standing = Standing::alive(self.member.incarnation);
        self.member.gossip.hear(News { about: me, standing, by: me });
    }
}
