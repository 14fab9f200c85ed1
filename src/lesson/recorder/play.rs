//! Replay: key frames, and the events between them.

use crate::lesson::inspect::Card;
use crate::lesson::lesson::Lesson;
use crate::lesson::trace::Stage;
use crate::sim::checker::hash;
use crate::sim::random::Random;
use crate::sim::simulation::Step;
use crate::sim::sorted::SortedSet;
use crate::sim::time::{LocalTime, NodeId, Span, Time};
use crate::sim::world::{Event, Outcome, Status, World};

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

    /// The cluster after event `at`.
    fn seek(&self, at: u32) -> World<L> {
        let at = (at as usize).min(self.log.len() - 1);
        let frame = at / FRAME_EVERY;
        let mut world = self.frames[frame].clone();
        for (event, time, rolls) in &self.log[frame * FRAME_EVERY + 1..=at] {
            if let Some(event) = event {
                let mut random = Random::Recorded(rolls.clone().into_iter());
                world.apply(&self.lesson, event, *time, &mut random);
            }
        }
        world
    }

    fn time(&self, at: u32) -> Time {
        self.log[(at as usize).min(self.log.len() - 1)].1
    }
}

impl<L: Lesson> Stage for Play<L> {
    fn cards(&self, at: u32) -> Vec<Card> {
        let world = self.seek(at);
        let ids = world.nodes().map(|(id, _)| id);
        let card = |id| {
            let (badge, badge_tone) = self.lesson.badge(&world, id);
            Card { badge, badge_tone, ..self.lesson.card(&world, id) }
        };
        ids.map(card).collect()
    }

    fn statuses(&self, at: u32) -> Vec<Status> {
        self.seek(at).seats().iter().map(|seat| seat.status).collect()
    }

    fn clocks(&self, at: u32) -> Vec<LocalTime> {
        let now = self.time(at);
        self.seek(at).seats().iter().map(|seat| seat.clock.local(now)).collect()
    }

    fn disks(&self, at: u32) -> Vec<Option<Span>> {
        self.seek(at).seats().iter().map(|seat| seat.disk).collect()
    }

    fn cuts(&self, at: u32) -> SortedSet<(NodeId, NodeId)> {
        self.seek(at).cuts().clone()
    }

    fn digest(&self, at: u32) -> u64 {
        hash(&self.seek(at))
    }
}
