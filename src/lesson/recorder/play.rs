//! Replay: key frames, and the events between them.
//!
//! A reader goes on event by event and compares each with the one before. So the two clusters that
//! were looked at last are kept: the older one goes on to the next event, and nothing is copied.

use crate::lesson::chart::{Chart, Distribution, Walk};
use crate::lesson::inspect::Card;
use crate::lesson::lesson::Lesson;
use crate::lesson::trace::Stage;
use crate::sim::random::Random;
use crate::sim::search::hash;
use crate::sim::simulation::Step;
use crate::sim::sorted::SortedSet;
use crate::sim::time::{LocalTime, NodeId, Span, Time};
use crate::sim::world::{Event, Outcome, Status, World};
use std::cell::RefCell;

/// A key frame is kept every so many events; of a large cast fewer, because each is large.
const FRAME_EVERY: usize = 128;
const FRAME_EVERY_OF_EACH: usize = 5;

/// What replay needs: key frames, and every event between them with its time and its rolls.
pub(super) struct Play<L: Lesson> {
    lesson: L,
    frames: Vec<World<L>>,
    log: Vec<(Option<Event<L>>, Time, Vec<u32>)>,
    /// The clusters looked at last, each after this event; the latest one last.
    looked: RefCell<Vec<(usize, World<L>)>>,
}

impl<L: Lesson> Play<L> {
    pub(super) fn new(lesson: L) -> Play<L> {
        Play { lesson, frames: Vec::new(), log: Vec::new(), looked: RefCell::default() }
    }

    pub(super) fn keep(&mut self, step: &Step<L>, after: &World<L>) {
        // A message that the network lost never touched the world.
        let touched = !matches!(
            (&step.event, step.applied.outcome),
            (Some(Event::Deliver { .. }), Outcome::Lost(_))
        );
        let event = step.event.clone().filter(|_| touched);
        if self.log.len().is_multiple_of(frame_every(after)) {
            self.frames.push(after.clone());
        }
        self.log.push((event, step.time, step.applied.rolls.clone()));
    }

    /// What `see` says of the cluster after event `at`.
    fn after<T>(&self, at: u32, see: impl FnOnce(&World<L>) -> T) -> T {
        let mut looked = self.looked.borrow_mut();
        self.look(&mut looked, at as usize);
        see(&looked[looked.len() - 1].1)
    }

    /// Makes the cluster after event `at` the one that was looked at last.
    fn look(&self, looked: &mut Vec<(usize, World<L>)>, at: usize) {
        let at = at.min(self.log.len() - 1);
        let frame = at / frame_every(&self.frames[0]);
        let key = frame * frame_every(&self.frames[0]);
        let found = looked.iter().position(|(is, _)| *is == at);
        // What is between the key frame and here is nearer.
        let nearer = || looked.iter().position(|(is, _)| (key..at).contains(is));
        let (mut is, mut world) = match found.or_else(nearer) {
            Some(place) => looked.remove(place),
            None => {
                if looked.len() > 1 {
                    looked.remove(0);
                }
                (key, self.frames[frame].clone())
            }
        };
        while is < at {
            is += 1;
            self.apply(&mut world, is);
        }
        looked.push((is, world));
    }

    /// Lets event `at` happen; whether it had its effect.
    fn apply(&self, world: &mut World<L>, at: usize) -> bool {
        let (event, time, rolls) = &self.log[at];
        let Some(event) = event else { return false };
        let mut random = Random::Recorded(rolls.clone().into_iter());
        world.apply(&self.lesson, event, *time, &mut random).outcome == Outcome::Done
    }

    fn time(&self, at: u32) -> Time {
        self.log[(at as usize).min(self.log.len() - 1)].1
    }

    fn with_badge(&self, world: &World<L>, id: NodeId, card: Card) -> Card {
        let (badge, badge_tone) = self.lesson.badge(world, id);
        Card { badge, badge_tone, ..card }
    }
}

fn frame_every<L: Lesson>(world: &World<L>) -> usize {
    FRAME_EVERY.max(FRAME_EVERY_OF_EACH * world.seats().len())
}

/// A run on its way from event to event.
struct Walker<'p, L: Lesson> {
    play: &'p Play<L>,
    world: World<L>,
    /// The event after which the cluster is as it is.
    at: usize,
}

impl<L: Lesson> Walker<'_, L> {
    /// The next event, if it touches the world.
    fn next(&self) -> Option<&Event<L>> {
        self.play.log.get(self.at + 1)?.0.as_ref()
    }
}

impl<L: Lesson> Walk for Walker<'_, L> {
    fn step(&mut self) -> bool {
        if self.at + 1 == self.play.log.len() {
            return false;
        }
        self.at += 1;
        self.play.apply(&mut self.world, self.at)
    }

    fn sample(&self, chart: &str, line: usize, now: Time) -> Option<f64> {
        self.play.lesson.sample(chart, line, &self.world, now)
    }

    fn jumps(&self, chart: &str, line: usize) -> bool {
        self.next().is_some_and(|event| self.play.lesson.jumps(chart, line, event))
    }

    fn tick(&self, chart: &str) -> Option<usize> {
        self.play.lesson.tick(chart, self.next()?)
    }
}

impl<L: Lesson> Stage for Play<L> {
    fn cards(&self, at: u32) -> Vec<Card> {
        self.after(at, |world| {
            let ids = world.nodes().map(|(id, _)| id);
            ids.map(|id| self.with_badge(world, id, self.lesson.card(world, id))).collect()
        })
    }

    fn glances(&self, at: u32) -> Vec<Card> {
        self.after(at, |world| {
            let ids = world.nodes().map(|(id, _)| id);
            ids.map(|id| self.with_badge(world, id, self.lesson.glance(world, id))).collect()
        })
    }

    fn card(&self, at: u32, node: NodeId) -> Card {
        self.after(at, |world| self.with_badge(world, node, self.lesson.card(world, node)))
    }

    fn statuses(&self, at: u32) -> Vec<Status> {
        self.after(at, |world| world.seats().iter().map(|seat| seat.status).collect())
    }

    fn clocks(&self, at: u32) -> Vec<LocalTime> {
        let now = self.time(at);
        self.after(at, |world| world.seats().iter().map(|seat| seat.clock.local(now)).collect())
    }

    fn disks(&self, at: u32) -> Vec<Option<Span>> {
        self.after(at, |world| world.seats().iter().map(|seat| seat.disk).collect())
    }

    fn cuts(&self, at: u32) -> SortedSet<(NodeId, NodeId)> {
        self.after(at, |world| world.cuts().clone())
    }

    fn digest(&self, at: u32) -> u64 {
        self.after(at, hash)
    }

    fn values(&self, chart: &Chart, at: u32, now: Time) -> Vec<Option<f64>> {
        let lines = 0..chart.lines.len();
        let value = |world: &World<L>, line| self.lesson.sample(chart.name, line, world, now);
        self.after(at, |world| lines.map(|line| value(world, line)).collect())
    }

    fn distribution(&self, line: (&str, usize), at: u32, now: Time) -> Option<Distribution> {
        self.after(at, |world| self.lesson.distribution(line.0, line.1, world, now))
    }

    fn walk(&self, at: u32) -> Box<dyn Walk + '_> {
        let world = self.after(at, World::clone);
        Box::new(Walker { play: self, world, at: (at as usize).min(self.log.len() - 1) })
    }
}
