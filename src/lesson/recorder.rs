//! Plays a link from start to end and writes down everything that is worth knowing.

mod bars;
mod plan;
mod play;
mod words;

use super::complaint::Complaint;
use super::digest::{CHAIN_START, chain};
use super::lesson::{Lesson, Run, limits};
use super::link::Link;
use super::metric::{Costs, Milestone};
use super::once::Once;
use super::params::Values;
use super::story::{Beat, Moment};
use super::trace::{
    Actor, Ending, Letter, Planned, Puzzle, Record, RecordKind, Standing, Stretch, StretchKind,
    Told, Trace, Verdict,
};
use crate::sim::fault::Fault;
use crate::sim::protocol::{Effect, OpId, Property, Role, Scope, When};
use crate::sim::simulation::{End, Simulation, Step, Turn};
use crate::sim::sorted::SortedMap;
use crate::sim::sorted::sort_by_key;
use crate::sim::time::{NodeId, TRUE_RATE_PPM, Time};
use crate::sim::world::{Event, Outcome};
use bars::Bars;
use plan::Waiting;
use play::Play;
use words::letter;

/// Derives the run of `link`.
pub fn record<L: Lesson>(link: &Link) -> Trace {
    let (values, mut complaints) = L::params().resolve(&link.params);
    let lesson = L::new(&values);
    let mut network = lesson.network();
    network.loss_ppm = values.count("loss") * 1_000;
    network.duplication_ppm = values.count("dup") * 1_000;
    let seed = values.number("seed").unsigned_abs();
    let mut recorder = Recorder::new(&lesson, &values);
    let mut simulation = Simulation::new(&lesson, network, seed, limits(lesson.settle()));
    recorder.plan_link(link, &mut simulation, &mut complaints);
    recorder.plan_script(link, &mut simulation, &mut complaints);
    let end = loop {
        match simulation.step() {
            Ok(step) => recorder.write(step, &mut simulation),
            Err(end) => break end,
        }
    };
    recorder.finish(simulation, end, shortened(complaints))
}

/// Who is on stage, without their types.
pub(super) fn cast<L: Lesson>(lesson: &L) -> Vec<Actor> {
    let actor = |role: Role| Actor { code: role.code, name: role.name, kind: role.kind };
    lesson.cast().into_iter().map(actor).collect()
}

/// No more complaints than somebody may want to read.
fn shortened(mut complaints: Vec<Complaint>) -> Vec<Complaint> {
    const MOST: usize = 100;
    if complaints.len() > MOST {
        let more = complaints.len() - MOST;
        complaints.truncate(MOST);
        complaints.push(Complaint::new("…", &format!("{more} further parts cannot be used")));
    }
    complaints
}

struct Recorder<'l, L: Lesson> {
    lesson: &'l L,
    cast: Vec<Actor>,
    records: Vec<Record>,
    acts: Vec<Planned>,
    waiting: Vec<Waiting<L>>,
    beats: Vec<(Beat<L>, Told)>,
    properties: Vec<(Property<L>, Verdict)>,
    stretches: Vec<Stretch>,
    bars: Bars,
    costs: Costs,
    asked: SortedMap<OpId, u32>,
    last_at: Vec<Option<u32>>,
    last_nowhere: Option<u32>,
    badges: Vec<String>,
    play: Play<L>,
}

impl<'l, L: Lesson> Recorder<'l, L> {
    fn new(lesson: &'l L, values: &Values) -> Self {
        let cast = cast(lesson);
        let beats = lesson.beats().into_iter().map(|beat| {
            let puzzle = |p: &super::story::Prediction<L>| Puzzle {
                question: p.question,
                options: p.options,
                answer: None,
            };
            let predict = beat.predict.as_ref().map(puzzle);
            let text = beat.absent.to_string();
            let told = Told { title: beat.title, text, at: None, place: 0, predict };
            (beat, told)
        });
        let properties = lesson.properties().into_iter().map(|property| {
            let (name, about) = (property.name, property.about);
            let promised = (property.promised)(lesson);
            let (when, standing) = match property.when {
                When::Always => ("always", Standing::Held),
                When::Sometimes => ("sometimes", Standing::NeverReached),
                When::Finally => {
                    ("finally", Standing::Unjudged("the run did not fall quiet".to_string()))
                }
            };
            (property, Verdict { name, about, when, promised, standing })
        });
        Recorder {
            lesson,
            records: Vec::new(),
            acts: Vec::new(),
            waiting: Vec::new(),
            beats: beats.collect(),
            properties: properties.collect(),
            stretches: Vec::new(),
            bars: Bars::default(),
            costs: Costs::default(),
            asked: SortedMap::new(),
            last_at: vec![None; cast.len()],
            last_nowhere: None,
            badges: vec![String::new(); cast.len()],
            play: Play { lesson: L::new(values), frames: Vec::new(), log: Vec::new() },
            cast,
        }
    }

    fn write(&mut self, step: Step<L>, simulation: &mut Simulation<'_, L>) {
        let moment = Moment {
            protocol: self.lesson,
            world: simulation.world(),
            step: &step,
            flights: simulation.flights(),
        };
        let record = self.describe(&moment);
        self.stretch(&moment);
        match (step.index, record.node) {
            (0, _) => {
                for (node, _) in moment.world.nodes() {
                    self.bars.look(self.lesson, moment.world, node, 0);
                }
            }
            (at, Some(node)) => self.bars.look(self.lesson, moment.world, node, at),
            (_, None) => {}
        }
        self.tell(&moment);
        self.judge(&moment);
        self.count(&moment);
        self.records.push(record);
        self.link_up(&step);
        let due = self.due(&moment);
        self.play.keep(&step, simulation.world());
        for (act, wait, number) in due {
            let time = step.time.after(wait);
            self.acts[number as usize].time = Some(time);
            simulation.post((time, Turn::Script), act, number, Some(step.index));
        }
    }

    /// Fills in what depends on the records before: order at a node, badge, act, digest.
    fn link_up(&mut self, step: &Step<L>) {
        let index = step.index;
        let record = self.records.last_mut().expect("just pushed");
        record.before = match record.node {
            // What concerns no single node is in an order of its own; the start is its first.
            None => self.last_nowhere.replace(index),
            // A message that is lost happens to nobody: nobody knows of it afterwards.
            Some(_) if record.kind == RecordKind::Lost => None,
            Some(node) => self.last_at[node.index()].replace(index).or(Some(0)),
        };
        if let Some(act) = step.act {
            let act = &mut self.acts[act as usize];
            act.event = Some(index);
            if let Outcome::Void(why) | Outcome::Lost(why) = step.applied.outcome {
                act.void = Some(why);
            }
        }
        let before = match index {
            0 => CHAIN_START,
            _ => self.records[index as usize - 1].chain,
        };
        let record = self.records.last_mut().expect("just pushed");
        let mut line = format!("{} {}", record.time, record.text);
        for note in &record.notes {
            line.push(' ');
            line.push_str(&note.text);
        }
        record.chain = chain(before, &line);
    }

    fn stretch(&mut self, moment: &Moment<'_, L>) {
        let step = moment.step;
        let index = step.index;
        let mut end = |ends: &dyn Fn(&StretchKind) -> bool| {
            for stretch in self.stretches.iter_mut().filter(|stretch| stretch.to.is_none()) {
                if ends(&stretch.kind) {
                    stretch.to = Some(index);
                }
            }
        };
        let mut begin = None;
        if let Some(node) = step.applied.crashed {
            begin = Some(StretchKind::Down(node));
        }
        if let (Some(Event::Fault(fault)), Outcome::Done) = (&step.event, step.applied.outcome) {
            match fault {
                Fault::Crash(node) => {
                    end(&|kind| *kind == StretchKind::Paused(*node));
                    begin = Some(StretchKind::Down(*node));
                }
                Fault::Restart(node) => end(&|kind| *kind == StretchKind::Down(*node)),
                Fault::Pause(node) => begin = Some(StretchKind::Paused(*node)),
                Fault::Resume(node) => end(&|kind| *kind == StretchKind::Paused(*node)),
                Fault::Cut(pairs) => begin = Some(StretchKind::Cut(pairs.clone())),
                Fault::Heal => end(&|kind| matches!(kind, StretchKind::Cut(_))),
                Fault::Clock(node, offset_us, rate_ppm) => {
                    end(&|kind| *kind == StretchKind::Skewed(*node));
                    let is_true = (*offset_us, *rate_ppm) == (0, TRUE_RATE_PPM);
                    begin = (!is_true).then_some(StretchKind::Skewed(*node));
                }
                Fault::CrashAfter(..) => {}
            }
        }
        if let Some(kind) = begin {
            self.stretches.push(Stretch { from: index, to: None, kind });
        }
    }

    fn tell(&mut self, moment: &Moment<'_, L>) {
        let index = moment.step.index;
        for (beat, told) in &mut self.beats {
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
        for (property, verdict) in &mut self.properties {
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
                (Err(why), When::Always) => verdict.standing = Standing::Broken(index, why),
                (Ok(()), When::Sometimes) => verdict.standing = Standing::Reached(index),
                _ => {}
            }
        }
    }

    fn count(&mut self, moment: &Moment<'_, L>) {
        for (_, effect) in &moment.step.applied.effects {
            match effect {
                Effect::Send { message, .. } => {
                    self.costs.messages += 1;
                    self.costs.bytes += L::bytes(message);
                }
                Effect::Force(_) => self.costs.forced_writes += 1,
                Effect::Note(note) => match self.lesson.milestone(note) {
                    Some(Milestone::Begins(op)) => {
                        self.asked.entry(op).or_insert(moment.step.index);
                    }
                    Some(Milestone::Completes(op)) => {
                        // What is done where it was asked has no other beginning.
                        let asked = self.asked.get(&op).copied().unwrap_or(moment.step.index);
                        self.costs.operations += 1;
                        self.costs.message_delays += self.hops(moment, asked);
                    }
                    None => {}
                },
                Effect::Arm { .. } | Effect::Disarm(_) => {}
            }
        }
    }

    fn finish(
        mut self,
        simulation: Simulation<'_, L>,
        end: End,
        complaints: Vec<Complaint>,
    ) -> Trace {
        let last = self.records.len() as u32 - 1;
        if matches!(end, End::Quiet | End::Settled) {
            for (property, verdict) in &mut self.properties {
                if property.when == When::Finally {
                    verdict.standing = match (property.holds)(self.lesson, simulation.world()) {
                        Ok(()) => Standing::Held,
                        Err(why) => Standing::Broken(last, why),
                    };
                }
            }
        }
        for (property, verdict) in &mut self.properties {
            if let (Standing::Held, Err(why)) =
                (&verdict.standing, (property.judged)(self.lesson, simulation.world()))
            {
                verdict.standing = Standing::Unjudged(why);
            }
        }
        let verdicts: Vec<Verdict> =
            self.properties.into_iter().map(|(_, verdict)| verdict).collect();
        for (number, verdict) in (0..).zip(&verdicts) {
            if let Standing::Broken(event, _) = verdict.standing {
                self.records[event as usize].breaks.push(number);
            }
        }
        let mut beats: Vec<Told> =
            (0..).zip(self.beats).map(|(place, (_, told))| Told { place, ..told }).collect();
        sort_by_key(&mut beats, |told| told.at.unwrap_or(u32::MAX));
        let times: Vec<Time> = self.records.iter().map(|record| record.time).collect();
        let run = Run { world: simulation.world(), flights: simulation.flights(), times: &times };
        let metrics = self.lesson.metrics(&run);
        let ids = simulation.world().nodes().map(|(id, _)| id);
        let clock = |id: &NodeId| self.lesson.clock(simulation.world(), *id);
        let keepers = ids.filter(|id| clock(id).is_some()).collect();
        let letters: Vec<Letter> = simulation.into_flights().into_iter().map(letter::<L>).collect();
        let lost = letters.iter().filter(|letter| matches!(letter.ending, Ending::Lost(..)));
        self.costs.lost = lost.count() as u64;
        Trace {
            pattern: L::about().name,
            cast: self.cast,
            records: self.records,
            letters,
            stretches: self.stretches,
            bars: self.bars.0,
            beats,
            verdicts,
            acts: self.acts,
            complaints,
            costs: self.costs,
            metrics,
            end,
            stage: Box::new(self.play),
            once: Once::new(keepers),
        }
    }
}
