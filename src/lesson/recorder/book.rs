//! What is written down about a run. Nothing here knows the pattern's types.

use super::bars::Bars;
use super::happened::Happened;
use super::links;
use crate::lesson::chart::Chart;
use crate::lesson::complaint::Complaint;
use crate::lesson::digest::{CHAIN_START, chain};
use crate::lesson::inspect::Tone;
use crate::lesson::lesson::ACTS_MAX;
use crate::lesson::metric::{Costs, Metric, Milestone};
use crate::lesson::once::Once;
use crate::lesson::trace::{
    Actor, Announcement, Ending, Letter, Planned, Record, RecordKind, Source, Stage, Standing,
    Stretch, Told, Trace, Verdict,
};
use crate::sim::protocol::OpId;
use crate::sim::simulation::End;
use crate::sim::sorted::{SortedMap, SortedSet, sort_by_key};
use crate::sim::time::{NodeId, Time};
use crate::sim::vector::VectorClock;
use crate::sim::world::Outcome;

pub(super) struct Book {
    pub(super) cast: Vec<Actor>,
    pub(super) records: Vec<Record>,
    pub(super) acts: Vec<Planned>,
    /// One for each beat.
    pub(super) told: Vec<Told>,
    /// One for each property.
    pub(super) verdicts: Vec<Verdict>,
    pub(super) stretches: Vec<Stretch>,
    pub(super) bars: Bars,
    pub(super) costs: Costs,
    pub(super) complaints: Vec<Complaint>,
    asked: SortedMap<OpId, u32>,
    last_at: Vec<Option<u32>>,
    last_nowhere: Option<u32>,
    pub(super) badges: Vec<String>,
}

/// What only the pattern can say of a step.
pub(super) struct Said {
    pub(super) text: String,
    pub(super) notes: Vec<Announcement>,
    pub(super) chip: Option<(String, Tone)>,
    pub(super) clock: Option<VectorClock>,
}

/// What only the pattern can say at the end.
pub(super) struct Closed {
    pub(super) pattern: &'static str,
    pub(super) letters: Vec<Letter>,
    pub(super) allowed: Vec<(NodeId, NodeId)>,
    pub(super) metrics: Vec<Metric>,
    pub(super) charts: Vec<Chart>,
    pub(super) end: End,
    pub(super) keepers: Vec<NodeId>,
}

impl Book {
    pub(super) fn new(cast: Vec<Actor>, told: Vec<Told>, verdicts: Vec<Verdict>) -> Book {
        Book {
            records: Vec::new(),
            acts: Vec::new(),
            told,
            verdicts,
            stretches: Vec::new(),
            bars: Bars::default(),
            costs: Costs::default(),
            complaints: Vec::new(),
            asked: SortedMap::new(),
            last_at: vec![None; cast.len()],
            last_nowhere: None,
            badges: vec![String::new(); cast.len()],
            cast,
        }
    }

    /// Lists an act; its number.
    pub(super) fn list(&mut self, source: Source, text: String, time: Option<Time>) -> u32 {
        let planned =
            Planned { source, text, time, event: None, void: None, skipped: false, unread: None };
        self.acts.push(planned);
        self.acts.len() as u32 - 1
    }

    /// Lists an intervention that cannot be read, and why.
    pub(super) fn list_unread(&mut self, place: u32, text: &str, why: String) {
        self.complaints.push(Complaint::new(text, &format!("{why}; it is left out")));
        let number = self.list(Source::Link(place), text.to_string(), None);
        self.acts[number as usize].unread = Some(why);
    }

    /// Complains of the interventions that are too many.
    pub(super) fn complain_of_more(&mut self, acts: &[String]) {
        if let Some(first) = acts.get(ACTS_MAX) {
            let more = acts.len() - ACTS_MAX;
            let why = format!(
                "a run takes at most {ACTS_MAX} interventions; this and {} more are left out",
                more - 1
            );
            self.complaints.push(Complaint::new(first, &why));
        }
    }

    /// The lines of a script of `count` lines that a link leaves out.
    pub(super) fn skipped(&mut self, skips: &[String], count: u32) -> SortedSet<u32> {
        let mut skipped = SortedSet::new();
        for text in skips {
            match text.parse::<u32>() {
                Ok(line) if (1..=count).contains(&line) => {
                    skipped.insert(line);
                }
                _ if text == "all" => skipped.extend(1..=count),
                _ => {
                    let why = format!("the script has lines 1 to {count}");
                    self.complaints.push(Complaint::new(&format!("skip={text}"), &why));
                }
            }
        }
        skipped
    }

    /// Writes a step down.
    pub(super) fn write(&mut self, step: &Happened<'_>, said: Said) {
        self.stretch(step);
        let (kind, node) = step.place();
        let before = match node {
            // What concerns no single node is in an order of its own; the start is its first.
            None => self.last_nowhere.replace(step.index),
            // A message that is lost happens to nobody: nobody knows of it afterwards.
            Some(_) if kind == RecordKind::Lost => None,
            Some(node) => self.last_at[node.index()].replace(step.index).or(Some(0)),
        };
        if let Some(act) = step.act {
            let act = &mut self.acts[act as usize];
            act.event = Some(step.index);
            if let Outcome::Void(why) | Outcome::Lost(why) = step.outcome {
                act.void = Some(why);
            }
        }
        let mut line = format!("{} {}", step.time, said.text);
        for note in &said.notes {
            line.push(' ');
            line.push_str(&note.text);
        }
        let chained = self.records.last().map_or(CHAIN_START, |record| record.chain);
        self.records.push(Record {
            time: step.time,
            kind,
            node,
            text: said.text,
            cause: step.cause,
            before,
            message: step.flight,
            sent: step.sent.to_vec(),
            notes: said.notes,
            chip: said.chip,
            clock: said.clock,
            act: step.act,
            breaks: Vec::new(),
            chain: chain(chained, &line),
        });
    }

    fn stretch(&mut self, step: &Happened<'_>) {
        for stretch in self.stretches.iter_mut().filter(|stretch| stretch.to.is_none()) {
            if step.ends(&stretch.kind) {
                stretch.to = Some(step.index);
            }
        }
        if let Some(kind) = step.begins() {
            self.stretches.push(Stretch { from: step.index, to: None, kind });
        }
    }

    /// The badge of the node that made this step, when the step changed it.
    pub(super) fn chip(
        &mut self,
        node: NodeId,
        (badge, tone): (String, Tone),
    ) -> Option<(String, Tone)> {
        let old = std::mem::replace(&mut self.badges[node.index()], badge.clone());
        (old != badge).then_some((badge, tone))
    }

    /// Counts what an operation costs, from its one milestone to the other.
    pub(super) fn reach(&mut self, milestone: Milestone, step: &Happened<'_>) {
        match milestone {
            Milestone::Begins(op) => {
                self.asked.entry(op).or_insert(step.index);
            }
            Milestone::Completes(op) => {
                // What is done where it was asked has no other beginning.
                let asked = self.asked.get(&op).copied().unwrap_or(step.index);
                self.costs.operations += 1;
                self.costs.message_delays += self.hops(step, asked);
            }
        }
    }

    /// How many messages had to arrive, one after the other, from event `asked` to this step.
    fn hops(&self, step: &Happened<'_>, asked: u32) -> u64 {
        let mut hops = u64::from(step.arrived());
        let mut cause = step.cause;
        while let Some(event) = cause.filter(|event| *event > asked) {
            let record = &self.records[event as usize];
            hops += u64::from(record.kind == RecordKind::Deliver);
            cause = record.cause;
        }
        hops
    }

    /// Marks the events that broke a property, and puts the beats into the order of events.
    pub(super) fn close(mut self, closed: Closed, stage: Box<dyn Stage>) -> Trace {
        for (number, verdict) in (0..).zip(&self.verdicts) {
            if let Standing::Broken(event, _) = verdict.standing {
                self.records[event as usize].breaks.push(number);
            }
        }
        for (place, told) in (0..).zip(&mut self.told) {
            told.place = place;
        }
        sort_by_key(&mut self.told, |told| told.at.unwrap_or(u32::MAX));
        let Closed { pattern, letters, allowed, metrics, charts, end, keepers } = closed;
        let lost = letters.iter().filter(|letter| matches!(letter.ending, Ending::Lost(..)));
        self.costs.lost = lost.count() as u64;
        let links = links::links(&allowed, self.cast.len(), &letters);
        Trace {
            pattern,
            cast: self.cast,
            links,
            records: self.records,
            letters,
            stretches: self.stretches,
            bars: self.bars.all,
            beats: self.told,
            verdicts: self.verdicts,
            acts: self.acts,
            complaints: shortened(self.complaints),
            charts,
            costs: self.costs,
            metrics,
            end,
            stage,
            once: Once::new(keepers),
        }
    }
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
