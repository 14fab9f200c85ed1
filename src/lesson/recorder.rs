//! Plays a link from start to end and writes down everything that is worth knowing.

use super::act;
use super::complaint::Complaint;
use super::digest::{CHAIN_START, chain};
use super::inspect::{Card, Tone};
use super::lesson::{ACTS_MAX, Lesson, Run, limits};
use super::link::Link;
use super::metric::Costs;
use super::params::Values;
use super::story::{Beat, Cue, Moment, Start};
use super::trace::{
    Actor, Announcement, Ending, Letter, Planned, Puzzle, Record, RecordKind, Source, Stage,
    Standing, Stretch, StretchKind, Told, Trace, Verdict,
};
use crate::sim::fault::{Act, Fault};
use crate::sim::protocol::{Effect, Property, Scope, When};
use crate::sim::random::Random;
use crate::sim::simulation::{End, Journey, Simulation, Step};
use crate::sim::time::{LocalTime, NodeId, Time};
use crate::sim::world::{Event, Outcome, Status, World};
use std::collections::BTreeSet;
use std::hash::{DefaultHasher, Hash, Hasher};

/// A key frame is kept every so many events.
const FRAME_EVERY: usize = 64;

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
    recorder.finish(simulation, end, complaints)
}

/// A line of the script that waits for its moment.
struct Waiting<L: Lesson> {
    number: u32,
    cue: Cue<L>,
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
    costs: Costs,
    last_at: Vec<Option<u32>>,
    badges: Vec<String>,
    play: Play<L>,
}

impl<'l, L: Lesson> Recorder<'l, L> {
    fn new(lesson: &'l L, values: &Values) -> Self {
        let cast: Vec<Actor> = lesson
            .cast()
            .into_iter()
            .map(|role| Actor { code: role.code, name: role.name, kind: role.kind })
            .collect();
        let beats = lesson.beats().into_iter().map(|beat| {
            let puzzle = |p: &super::story::Prediction<L>| Puzzle {
                question: p.question,
                options: p.options,
                answer: None,
            };
            let predict = beat.predict.as_ref().map(puzzle);
            let text = beat.absent.to_string();
            let told = Told { title: beat.title, text, at: None, predict };
            (beat, told)
        });
        let properties = lesson.properties().into_iter().map(|property| {
            let (name, about) = (property.name, property.about);
            let promised = (property.promised)(lesson);
            let (when, standing) = match property.when {
                When::Always => ("always", Standing::Held),
                When::Sometimes => ("sometimes", Standing::NeverReached),
                When::Finally => ("finally", Standing::Unjudged),
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
            costs: Costs::default(),
            last_at: vec![None; cast.len()],
            badges: vec![String::new(); cast.len()],
            play: Play { lesson: L::new(values), frames: Vec::new(), log: Vec::new() },
            cast,
        }
    }

    fn plan(&mut self, source: Source, act: &Act<L>, time: Option<Time>) -> u32 {
        let text = act::words::<L>(act, &self.cast);
        self.acts.push(Planned { source, text, time, event: None, void: None });
        self.acts.len() as u32 - 1
    }

    fn plan_link(
        &mut self,
        link: &Link,
        simulation: &mut Simulation<'_, L>,
        complaints: &mut Vec<Complaint>,
    ) {
        for (place, text) in (0..).zip(link.acts.iter().take(ACTS_MAX)) {
            match act::parse(self.lesson, &self.cast, text) {
                Ok((time, act)) => {
                    let number = self.plan(Source::Link(place), &act, Some(time));
                    simulation.post(time, act, number, None);
                }
                Err(why) => {
                    complaints.push(Complaint::new(text, &format!("{why}; it is left out")));
                }
            }
        }
        if let Some(first) = link.acts.get(ACTS_MAX) {
            let more = link.acts.len() - ACTS_MAX;
            let why = format!(
                "a run takes at most {ACTS_MAX} interventions; this and {} more are left out",
                more - 1
            );
            complaints.push(Complaint::new(first, &why));
        }
    }

    fn plan_script(
        &mut self,
        link: &Link,
        simulation: &mut Simulation<'_, L>,
        complaints: &mut Vec<Complaint>,
    ) {
        let script = self.lesson.script();
        let mut skipped = BTreeSet::new();
        for text in &link.skips {
            match text.parse::<u32>() {
                Ok(line) if (1..=script.len() as u32).contains(&line) => {
                    skipped.insert(line);
                }
                _ if text == "all" => skipped.extend(1..=script.len() as u32),
                _ => {
                    let why = format!("the script has lines 1 to {}", script.len());
                    complaints.push(Complaint::new(&format!("skip={text}"), &why));
                }
            }
        }
        for (line, cue) in (1..).zip(script).filter(|(line, _)| !skipped.contains(line)) {
            let time = match cue.start {
                Start::At(time) => Some(time),
                Start::Once(..) => None,
            };
            let number = self.plan(Source::Script(line), &cue.act, time);
            match time {
                Some(time) => simulation.post(time, cue.act, number, None),
                None => self.waiting.push(Waiting { number, cue }),
            }
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
        self.tell(&moment);
        self.judge(&moment);
        self.count(&moment);
        self.records.push(record);
        self.link_up(&step);
        let due = self.due(&moment);
        self.play.keep(&step, simulation.world());
        for (cue, number) in due {
            let Start::Once(_, wait) = cue.start else {
                continue;
            };
            let time = step.time.after(wait);
            self.acts[number as usize].time = Some(time);
            simulation.post(time, cue.act, number, Some(step.index));
        }
    }

    /// Takes the cues whose moment this is.
    fn due(&mut self, moment: &Moment<'_, L>) -> Vec<(Cue<L>, u32)> {
        let mut due = Vec::new();
        let ready = |waiting: &mut Waiting<L>| match &waiting.cue.start {
            Start::Once(when, _) => when(moment),
            Start::At(_) => false,
        };
        for waiting in self.waiting.extract_if(.., ready) {
            due.push((waiting.cue, waiting.number));
        }
        due
    }

    fn describe(&mut self, moment: &Moment<'_, L>) -> Record {
        let step = moment.step;
        let (kind, node) = place(step, moment);
        let chip = self.chip(moment, node);
        let lesson = self.lesson;
        let text = lesson.tell(moment).unwrap_or_else(|| self.sentence(moment));
        let notes = moment.notes().map(|(node, note)| Announcement {
            node,
            text: note.to_string(),
            flag: lesson.flag(note),
        });
        let act = step.act;
        Record {
            time: step.time,
            kind,
            node,
            text,
            cause: step.cause,
            before: None,
            message: step.flight,
            sent: step.sent.clone(),
            notes: notes.collect(),
            chip,
            act,
            breaks: Vec::new(),
            chain: 0,
        }
    }

    /// What a step is in general words.
    fn sentence(&self, moment: &Moment<'_, L>) -> String {
        let name = |id: &NodeId| self.cast[id.index()].name.as_str();
        let step = moment.step;
        let why = match step.applied.outcome {
            Outcome::Done => None,
            Outcome::Lost(why) | Outcome::Void(why) => Some(why),
        };
        let text = match (&step.event, &step.fate) {
            (Some(Event::Start), _) => "The cluster starts.".to_string(),
            (Some(Event::Deliver { from, to, message }), _) => match why {
                None => format!("{} receives {message} from {}.", name(to), name(from)),
                Some(why) => {
                    format!("{message} from {} never reaches {}: {why}.", name(from), name(to))
                }
            },
            (Some(Event::Timer { node, timer }), _) => format!("{}: {timer}.", name(node)),
            (Some(Event::Forced { node, .. }), _) => {
                format!("A forced write of {} is durable.", name(node))
            }
            (Some(Event::Command { node, command }), _) => match why {
                None => format!("{} is asked: {command}.", name(node)),
                Some(why) => format!("{} is asked: {command}. In vain: {why}.", name(node)),
            },
            (Some(Event::Fault(fault)), _) => {
                let words = capital(&act::fault_words(fault, &self.cast));
                match why {
                    None => format!("{words}."),
                    Some(why) => format!("{words}: no effect, {why}."),
                }
            }
            (None, Some((message, fate))) => {
                let act = Act::<L>::Fate(*message, *fate);
                let words = capital(&act::words(&act, &self.cast));
                match why {
                    None => format!("{words}."),
                    Some(why) => format!("{words}: no effect, {why}."),
                }
            }
            (None, None) => String::new(),
        };
        match step.applied.crashed {
            Some(node) => format!("{text} {} crashes in the middle of it.", name(&node)),
            None => text,
        }
    }

    /// Fills in what depends on the records before: order at a node, badge, act, digest.
    fn link_up(&mut self, step: &Step<L>) {
        let index = step.index;
        let record = self.records.last_mut().expect("just pushed");
        if let (Some(node), true) = (record.node, record.kind != RecordKind::Lost) {
            record.before = self.last_at[node.index()].replace(index).or(Some(0));
        }
        if index == 0 {
            record.before = None;
        }
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
                Fault::CrashAfter(..) | Fault::Clock(..) => {}
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
                Effect::Note(note) if self.lesson.completes(note) => {
                    self.costs.operations += 1;
                    self.costs.message_delays += self.hops(moment);
                }
                _ => {}
            }
        }
    }

    /// How many messages had to arrive, one after the other, from the command to this step.
    fn hops(&self, moment: &Moment<'_, L>) -> u64 {
        let mut hops = u64::from(moment.arrived().is_some());
        let mut cause = moment.step.cause;
        while let Some(record) = cause.map(|event| &self.records[event as usize]) {
            hops += u64::from(record.kind == RecordKind::Deliver);
            cause = record.cause.filter(|_| record.kind != RecordKind::Command);
        }
        hops
    }

    /// The badge of the node that made this step, when the step changed it.
    fn chip(&mut self, moment: &Moment<'_, L>, node: Option<NodeId>) -> Option<(String, Tone)> {
        if moment.step.index == 0 {
            for (id, badge) in (0..).map(NodeId).zip(&mut self.badges) {
                *badge = self.lesson.badge(moment.world, id).0;
            }
        }
        let id = node.filter(|id| moment.world.is_up(*id))?;
        let (badge, tone) = self.lesson.badge(moment.world, id);
        let old = std::mem::replace(&mut self.badges[id.index()], badge.clone());
        (old != badge).then_some((badge, tone))
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
        let verdicts: Vec<Verdict> =
            self.properties.into_iter().map(|(_, verdict)| verdict).collect();
        for (number, verdict) in (0..).zip(&verdicts) {
            if let Standing::Broken(event, _) = verdict.standing {
                self.records[event as usize].breaks.push(number);
            }
        }
        let mut beats: Vec<Told> = self.beats.into_iter().map(|(_, told)| told).collect();
        beats.sort_by_key(|told| told.at.unwrap_or(u32::MAX));
        let times: Vec<Time> = self.records.iter().map(|record| record.time).collect();
        let run = Run { world: simulation.world(), flights: simulation.flights(), times: &times };
        let metrics = self.lesson.metrics(&run);
        let letters: Vec<Letter> = simulation.into_flights().into_iter().map(letter::<L>).collect();
        let lost = letters.iter().filter(|letter| matches!(letter.ending, Ending::Lost(..)));
        self.costs.lost = lost.count() as u64;
        Trace {
            pattern: L::about().name,
            cast: self.cast,
            records: self.records,
            letters,
            stretches: self.stretches,
            beats,
            verdicts,
            acts: self.acts,
            complaints,
            costs: self.costs,
            metrics,
            end,
            stage: Box::new(self.play),
        }
    }
}

/// The kind of a step, and the node at which it is.
fn place<L: Lesson>(step: &Step<L>, moment: &Moment<'_, L>) -> (RecordKind, Option<NodeId>) {
    match &step.event {
        None => (RecordKind::Fate, None),
        Some(Event::Start) => (RecordKind::Start, None),
        Some(Event::Deliver { to, .. }) if moment.lost().is_some() => (RecordKind::Lost, Some(*to)),
        Some(Event::Deliver { to, .. }) => (RecordKind::Deliver, Some(*to)),
        Some(Event::Timer { node, .. }) => (RecordKind::Timer, Some(*node)),
        Some(Event::Forced { node, .. }) => (RecordKind::Forced, Some(*node)),
        Some(Event::Command { node, .. }) => (RecordKind::Command, Some(*node)),
        Some(Event::Fault(fault)) => (RecordKind::Fault, fault.node()),
    }
}

fn letter<L: Lesson>(flight: crate::sim::simulation::Flight<L>) -> Letter {
    Letter {
        name: flight.name,
        label: flight.message.to_string(),
        look: L::look(&flight.message),
        sent_by: flight.sent_by,
        sent: flight.sent,
        held: flight.held,
        copy_of: flight.copy_of,
        ending: match flight.journey {
            Journey::Arrived(event) => Ending::Arrived(event),
            Journey::Lost(event, loss) => Ending::Lost(event, loss),
            Journey::Due(due) => Ending::Open(Some(due)),
            Journey::Held | Journey::Waiting => Ending::Open(None),
        },
    }
}

fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

/// What replay needs: key frames, and every event between them with its time and its rolls.
struct Play<L: Lesson> {
    lesson: L,
    frames: Vec<World<L>>,
    log: Vec<(Option<Event<L>>, Time, Vec<u32>)>,
}

impl<L: Lesson> Play<L> {
    fn keep(&mut self, step: &Step<L>, after: &World<L>) {
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

    fn cuts(&self, at: u32) -> BTreeSet<(NodeId, NodeId)> {
        self.seek(at).cuts().clone()
    }

    fn digest(&self, at: u32) -> u64 {
        let mut hasher = DefaultHasher::new();
        self.seek(at).hash(&mut hasher);
        hasher.finish()
    }
}
