//! Replay: key frames, and the events between them.

use crate::lesson::chart::{Distribution, Walk};
use crate::lesson::inspect::Card;
use crate::lesson::lesson::Lesson;
use crate::lesson::trace::Stage;
use crate::sim::random::Random;
use crate::sim::simulation::Step;
use crate::sim::sorted::SortedSet;
use crate::sim::time::{LocalTime, NodeId, Time};
use crate::sim::world::{Event, Outcome, Status, World};
use std::hash::{DefaultHasher, Hash, Hasher};

/// A key frame is kept every so many events.
const FRAME_EVERY: usize = 128;

/// What replay needs: key frames, and every event between them with its time and its rolls.
pub(super) struct Play<L: Lesson> {
    pub(super) lesson: L,
    pub(super) frames: Vec<World<L>>,
    pub(super) log: Vec<(Option<Event<L>>, Time, Vec<u32>)>,
}

impl<L: Lesson> Play<L> {
    pub(super) fn keep(&mut self, step: &Step<L>, after: &World<L>) {
        // A message that the network lost never touched the world.
        let touched = !matches!(
            (&step.event, step.applied.outcome),
            (Some(Event::Deliver { .. }), Outcome::Lost(_))
        );
        let event = step.event.clone().filter(|_| touched);
        if self.log.len().is_multiple_of(FRAME_EVERY) {
            self.frames.push(after.clone());
        }
        self.log.push((event, step.time, step.applied.rolls.clone()));
    }

    /// The run at event `at`.
    fn seek(&self, at: u32) -> Walker<'_, L> {
        let at = (at as usize).min(self.log.len() - 1);
        let frame = at / FRAME_EVERY;
        let world = self.frames[frame].clone();
        let mut walker = Walker { play: self, world, at: frame * FRAME_EVERY };
        while walker.at < at {
            walker.step();
        }
        walker
    }

    /// The cluster after event `at`.
    fn world(&self, at: u32) -> World<L> {
        self.seek(at).world
    }

    fn time(&self, at: u32) -> Time {
        self.log[(at as usize).min(self.log.len() - 1)].1
    }
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
        let Some((event, time, rolls)) = self.play.log.get(self.at + 1) else { return false };
        self.at += 1;
        let Some(event) = event else { return false };
        let mut random = Random::Recorded(rolls.clone().into_iter());
        self.world.apply(&self.play.lesson, event, *time, &mut random).outcome == Outcome::Done
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

    fn distribution(&self, chart: &str, line: usize, now: Time) -> Option<Distribution> {
        self.play.lesson.distribution(chart, line, &self.world, now)
    }
}

impl<L: Lesson> Stage for Play<L> {
    fn cards(&self, at: u32) -> Vec<Card> {
        let world = self.world(at);
        let ids = world.nodes().map(|(id, _)| id);
        let card = |id| {
            let (badge, badge_tone) = self.lesson.badge(&world, id);
            Card { badge, badge_tone, ..self.lesson.card(&world, id) }
        };
        ids.map(card).collect()
    }

    fn statuses(&self, at: u32) -> Vec<Status> {
        self.world(at).seats().iter().map(|seat| seat.status).collect()
    }

    fn clocks(&self, at: u32) -> Vec<LocalTime> {
        let now = self.time(at);
        self.world(at).seats().iter().map(|seat| seat.clock.local(now)).collect()
    }

    fn cuts(&self, at: u32) -> SortedSet<(NodeId, NodeId)> {
        self.world(at).cuts().clone()
    }

    fn digest(&self, at: u32) -> u64 {
        let mut hasher = DefaultHasher::new();
        self.world(at).hash(&mut hasher);
        hasher.finish()
    }

    fn walk(&self, at: u32) -> Box<dyn Walk + '_> {
        Box::new(self.seek(at))
    }
}
