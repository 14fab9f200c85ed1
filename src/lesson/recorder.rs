//! Plays a link from start to end and writes down everything that is worth knowing.
//!
//! ```text
//! Recorder<L>  asks the pattern: words, badge, clock, beats, properties      once per pattern
//! Book         keeps the answers: records, order, stretches, costs, digest   once
//! ```
//!
//! What knows the pattern's types is in the page once for every pattern, so it is kept thin.

mod bars;
mod book;
mod happened;
mod links;
mod plan;
mod play;
mod words;

use super::lesson::{Lesson, Run, limits};
use super::link::Link;
use super::params::Values;
use super::story::{Beat, Moment};
use super::trace::{Actor, Puzzle, Standing, Stretch, StretchKind, Told, Trace, Verdict};
use crate::sim::protocol::{Effect, Property, Role, Scope, When};
use crate::sim::simulation::{End, Simulation, Step, Turn};
use crate::sim::time::{Clock, NodeId, Time};
use crate::sim::world::World;
use book::{Book, Closed};
use happened::Happened;
use plan::Waiting;
use play::Play;
use words::letter;

/// Derives the run of `link`.
pub fn record<L: Lesson>(link: &Link) -> Trace {
    let (values, complaints) = L::params().resolve(&link.params);
    let lesson = L::new(&values);
    let mut network = lesson.network();
    network.loss_ppm = values.count("loss") * 1_000;
    network.duplication_ppm = values.count("dup") * 1_000;
    let seed = values.number("seed").unsigned_abs();
    let mut recorder = Recorder::new(&lesson, &values);
    recorder.book.complaints = complaints;
    let mut simulation = Simulation::new(&lesson, network, seed, limits(lesson.settle()));
    recorder.plan_link(link, &mut simulation);
    recorder.plan_script(link, &mut simulation);
    let end = loop {
        match simulation.step() {
            Ok(step) => recorder.write(step, &mut simulation),
            Err(end) => break end,
        }
    };
    recorder.finish(simulation, end)
}

/// Who is on stage, without their types.
pub(super) fn cast<L: Lesson>(lesson: &L) -> Vec<Actor> {
    let actor = |role: Role| Actor { code: role.code, name: role.name, kind: role.kind };
    lesson.cast().into_iter().map(actor).collect()
}

/// The part that knows the pattern's types: it asks the pattern, and the book keeps the answers.
struct Recorder<'l, L: Lesson> {
    lesson: &'l L,
    book: Book,
    waiting: Vec<Waiting<L>>,
    beats: Vec<Beat<L>>,
    properties: Vec<Property<L>>,
    play: Play<L>,
}

impl<'l, L: Lesson> Recorder<'l, L> {
    fn new(lesson: &'l L, values: &Values) -> Self {
        let (beats, properties) = (lesson.beats(), lesson.properties());
        let told = beats.iter().map(untold).collect();
        let verdicts = properties.iter().map(|property| unjudged(lesson, property)).collect();
        Recorder {
            lesson,
            book: Book::new(cast(lesson), told, verdicts),
            waiting: Vec::new(),
            beats,
            properties,
            play: Play::new(L::new(values)),
        }
    }

    fn write(&mut self, step: Step<L>, simulation: &mut Simulation<'_, L>) {
        let world = simulation.world();
        let moment =
            Moment { protocol: self.lesson, world, step: &step, flights: simulation.flights() };
        let happened = Happened::of(&step);
        let said = self.describe(&moment, &happened);
        let nodes = match happened.place().1 {
            _ if step.index == 0 => (0..).map(NodeId).take(world.seats().len()),
            Some(node) => (node.0..).map(NodeId).take(1),
            None => (0..).map(NodeId).take(0),
        };
        for node in nodes {
            self.book.bars.look(self.lesson.lasting(world, node), node, step.index);
        }
        self.tell(&moment);
        self.judge(&moment);
        self.count(&moment, &happened);
        self.book.write(&happened, said);
        if step.index == 0 {
            let clocks = (0..).map(NodeId).zip(world.seats().iter().map(|seat| &seat.clock));
            let skewed = clocks.filter(|(_, clock)| **clock != Clock::default());
            let skewed = skewed.map(|(node, _)| StretchKind::Skewed(node));
            self.book.stretches.extend(skewed.map(|kind| Stretch { from: 0, to: None, kind }));
        }
        let due = self.due(&moment);
        self.play.keep(&step, simulation.world());
        for (act, wait, number) in due {
            let time = step.time.after(wait);
            self.book.acts[number as usize].time = Some(time);
            simulation.post((time, Turn::Script), act, number, Some(step.index));
        }
    }

    fn tell(&mut self, moment: &Moment<'_, L>) {
        let index = moment.step.index;
        for (beat, told) in self.beats.iter().zip(&mut self.book.told) {
            if told.at.is_none() {
                if let Some(text) = (beat.when)(moment) {
                    told.at = Some(index);
                    told.text = text;
                    let premise = beat.predict.as_ref().map(|prediction| prediction.premise);
                    if premise.is_some_and(|holds| !holds(moment)) {
                        told.predict = None;
                    }
                }
            } else if let (Some(prediction), Some(puzzle)) = (&beat.predict, &mut told.predict)
                && puzzle.answer.is_none()
            {
                puzzle.answer = (prediction.settle)(moment).map(|option| (option, index));
            }
        }
    }

    fn judge(&mut self, moment: &Moment<'_, L>) {
        let index = moment.step.index;
        let grew = index == 0 || moment.notes().next().is_some();
        for (property, verdict) in self.properties.iter().zip(&mut self.book.verdicts) {
            let look = property.scope == Scope::World || grew;
            let open = match property.when {
                When::Always => verdict.standing == Standing::Held,
                When::Sometimes => verdict.standing == Standing::NeverReached,
                When::Finally => false,
            };
            if !look || !open {
                continue;
            }
            match ((property.holds)(self.lesson, moment.world), property.when) {
                (Err(why), When::Always) => {
                    verdict.standing = Standing::Broken(index, why);
                    excuse(self.lesson, moment.world, verdict);
                }
                (Ok(()), When::Sometimes) => verdict.standing = Standing::Reached(index),
                _ => {}
            }
        }
    }

    fn count(&mut self, moment: &Moment<'_, L>, happened: &Happened<'_>) {
        for (_, effect) in &moment.step.applied.effects {
            match effect {
                Effect::Send { message, .. } => {
                    self.book.costs.messages += 1;
                    self.book.costs.bytes += L::bytes(message);
                }
                Effect::Force(_) => self.book.costs.forced_writes += 1,
                Effect::Note(note) => {
                    if let Some(milestone) = self.lesson.milestone(note) {
                        self.book.reach(milestone, happened);
                    }
                }
                Effect::Arm { .. } | Effect::Disarm(_) => {}
            }
        }
    }

    fn finish(mut self, simulation: Simulation<'_, L>, end: End) -> Trace {
        let world = simulation.world();
        let last = self.book.records.len() as u32 - 1;
        for (property, verdict) in self.properties.iter().zip(&mut self.book.verdicts) {
            if property.when == When::Finally && matches!(end, End::Quiet | End::Settled) {
                verdict.standing = match (property.holds)(self.lesson, world) {
                    Ok(()) => Standing::Held,
                    Err(why) => Standing::Broken(last, why),
                };
            }
            if !matches!(verdict.standing, Standing::Broken(..)) || property.when == When::Finally {
                excuse(self.lesson, world, verdict);
            }
            if let (Standing::Held, Err(why)) =
                (&verdict.standing, (property.judged)(self.lesson, world))
            {
                verdict.standing = Standing::Unjudged(why);
            }
        }
        let times: Vec<Time> = self.book.records.iter().map(|record| record.time).collect();
        let costs = self.book.costs;
        let run = Run { world, flights: simulation.flights(), times: &times, costs };
        let metrics = self.lesson.metrics(&run);
        let ids = world.nodes().map(|(id, _)| id);
        let keepers = ids.filter(|id| self.lesson.clock(world, *id).is_some()).collect();
        let letters = simulation.into_flights().into_iter().map(letter::<L>).collect();
        let allowed = links::allowed(self.lesson, self.book.cast.len());
        let (pattern, charts) = (L::about().name, self.lesson.charts());
        let closed = Closed { pattern, letters, allowed, metrics, charts, end, keepers };
        self.book.close(closed, Box::new(self.play))
    }
}

/// A beat before its moment.
fn untold<L: Lesson>(beat: &Beat<L>) -> Told {
    let predict = beat.predict.as_ref().map(|prediction| Puzzle {
        question: prediction.question,
        options: prediction.options,
        answer: None,
    });
    Told { title: beat.title, text: beat.absent.to_string(), at: None, place: 0, predict }
}

/// Takes a promise back that does not bind in this run.
fn excuse<L: Lesson>(lesson: &L, world: &World<L>, verdict: &mut Verdict) {
    if verdict.promised.is_ok()
        && let Some(why) = lesson.excuse(world, verdict.name)
    {
        verdict.promised = Err(why);
    }
}

/// A property before the first event.
fn unjudged<L: Lesson>(lesson: &L, property: &Property<L>) -> Verdict {
    let (when, standing) = match property.when {
        When::Always => ("always", Standing::Held),
        When::Sometimes => ("sometimes", Standing::NeverReached),
        When::Finally => ("finally", Standing::Unjudged("the run did not fall quiet".to_string())),
    };
    let (name, about) = (property.name, property.about);
    Verdict { name, about, when, promised: (property.promised)(lesson), standing }
}
