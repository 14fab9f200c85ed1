//! What doctors asked and what they were told, in order: the material of the guarantees.

use super::message::{Ask, Note, OpId};
use super::record::{Copy, Version};
use crate::sim::linearizable::{Operation, Register, RegisterCall, Verdict, judge};
use crate::sim::{NodeId, Span, Time};
use std::collections::BTreeMap;

/// How an operation ended.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Ended {
    /// The write was confirmed.
    Saved,
    /// The read was answered with this; the newest among its answers was that.
    Answered { copy: Copy, newest: Copy },
    /// It was given up. A write may have taken effect all the same.
    Refused,
}

/// One operation.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Entry {
    /// Read or write.
    pub ask: Ask,
    /// For a write, what.
    pub value: String,
    /// For a write that has left, its version.
    pub version: Option<Version>,
    /// Its place in the order of all beginnings and endings.
    pub began: u32,
    /// When it began.
    pub began_at: Time,
    /// Its ending: place, time, how.
    pub ended: Option<(u32, Time, Ended)>,
}

/// Every operation.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct History {
    entries: BTreeMap<OpId, Entry>,
    /// Confirmed writes in the order of confirmation: version and place.
    saved: Vec<(Version, u32)>,
    /// The operation that has just ended, if the latest announcement was an ending.
    ended: Option<OpId>,
    clock: u32,
}

/// Configurations tried for each question; enough for every history a person makes by hand.
const BOUND: u32 = 20_000;
/// The longest history that is judged, in operations.
const JUDGED: usize = 150;

impl History {
    pub(super) fn record(&mut self, now: Time, _who: NodeId, note: &Note) {
        match note {
            Note::Reading { op, .. } => self.begin(*op, now, Ask::Read, ""),
            Note::Asking { op, value, .. } => self.begin(*op, now, Ask::Write, value),
            Note::Writing { op, version, value, .. } => {
                self.begin(*op, now, Ask::Write, value);
                let entry = self.entries.get_mut(op).expect("just begun");
                entry.version = Some(*version);
            }
            Note::Saved { op, .. } => self.end(*op, now, Ended::Saved),
            Note::Answered { op, copy, newest, .. } => {
                let (copy, newest) = (copy.clone(), newest.clone());
                self.end(*op, now, Ended::Answered { copy, newest });
            }
            Note::Refused { op, .. } => self.end(*op, now, Ended::Refused),
            Note::WritingBack { .. }
            | Note::Stale { .. }
            | Note::Hinted { .. }
            | Note::HandedOver { .. } => {}
        }
    }

    /// A write with `write_back` is announced twice: as a question and as a version.
    fn begin(&mut self, op: OpId, now: Time, ask: Ask, value: &str) {
        self.clock += 1;
        self.ended = None;
        self.entries.entry(op).or_insert(Entry {
            ask,
            value: value.to_string(),
            version: None,
            began: self.clock,
            began_at: now,
            ended: None,
        });
    }

    fn end(&mut self, op: OpId, now: Time, ended: Ended) {
        self.clock += 1;
        self.ended = Some(op);
        let entry = self.entries.get_mut(&op).expect("what ends has begun");
        if let (Ended::Saved, Some(version)) = (&ended, entry.version) {
            self.saved.push((version, self.clock));
        }
        entry.ended.get_or_insert((self.clock, now, ended));
    }

    /// Every operation, by name.
    pub fn entries(&self) -> impl Iterator<Item = (OpId, &Entry)> {
        self.entries.iter().map(|(id, entry)| (*id, entry))
    }

    /// Answered reads, in the order in which they began: name, entry, what was returned, and the
    /// newest among the answers.
    pub fn reads(&self) -> Vec<(OpId, &Entry, &Copy, &Copy)> {
        let mut reads: Vec<_> = self
            .entries()
            .filter_map(|(id, entry)| match &entry.ended {
                Some((_, _, Ended::Answered { copy, newest })) => Some((id, entry, copy, newest)),
                _ => None,
            })
            .collect();
        reads.sort_by_key(|(_, entry, ..)| entry.began);
        reads
    }

    /// Confirmed writes, in the order in which they were confirmed: version and place.
    pub fn saved(&self) -> &[(Version, u32)] {
        &self.saved
    }

    /// The read that has just been answered: name, entry, what was returned, and the newest among
    /// the answers. Properties look at this one alone; earlier ones were looked at in their time.
    pub fn last_read(&self) -> Option<(OpId, &Entry, &Copy, &Copy)> {
        let op = self.ended?;
        let entry = &self.entries[&op];
        match &entry.ended {
            Some((_, _, Ended::Answered { copy, newest })) => Some((op, entry, copy, newest)),
            _ => None,
        }
    }

    /// The versions confirmed before `place`.
    pub fn saved_before(&self, place: u32) -> impl Iterator<Item = Version> {
        let saved = self.saved.iter();
        saved.take_while(move |(_, saved)| *saved < place).map(|(version, _)| *version)
    }

    /// Whether some order of all operations explains what was seen; if not, the smallest set of
    /// operations that has none, in words.
    pub fn linearizable(&self) -> Result<(), String> {
        // A beginning cannot break what held before it, and a long history has been judged while
        // it was short.
        if self.ended.is_none() || self.entries.len() > JUDGED {
            return Ok(());
        }
        let mut entries: Vec<&Entry> = self.entries.values().collect();
        entries.sort_by_key(|entry| entry.began);
        entries.retain(|entry| match (&entry.ended, entry.ask) {
            // A read that was not answered and a write that never left say nothing.
            (None | Some((_, _, Ended::Refused)), Ask::Read) => false,
            (Some((_, _, Ended::Refused)), Ask::Write) => entry.version.is_some(),
            _ => true,
        });
        // Values may repeat; what a read saw is a set of versions. Numbers are quick to compare.
        let mut names: BTreeMap<String, u32> = BTreeMap::new();
        let mut name = |text: String| {
            let next = names.len() as u32;
            *names.entry(text).or_insert(next)
        };
        let start = name(Copy::default().to_string());
        let ops: Vec<_> = entries.iter().map(|entry| entry.operation(&mut name)).collect();
        match judge(&Register { start }, &ops, BOUND) {
            Verdict::Linearizable | Verdict::Unknown => Ok(()),
            Verdict::Not(set) => {
                let words: Vec<String> = set.iter().map(|at| entries[*at].words()).collect();
                Err(format!("no order explains: {}", words.join("; ")))
            }
        }
    }
}

impl Entry {
    fn operation(
        &self,
        name: &mut impl FnMut(String) -> u32,
    ) -> Operation<RegisterCall<u32>, Option<u32>> {
        let call = match (self.ask, self.version) {
            (Ask::Write, Some(version)) => RegisterCall::Write(name(version.to_string())),
            // A write that has not left yet has no version, and nobody has read it.
            (Ask::Write, None) => RegisterCall::Write(u32::MAX),
            (Ask::Read, _) => RegisterCall::Read,
        };
        let returned = match &self.ended {
            Some((place, _, Ended::Saved)) => Some((*place, None)),
            Some((place, _, Ended::Answered { copy, .. })) => {
                Some((*place, Some(name(copy.to_string()))))
            }
            Some((_, _, Ended::Refused)) | None => None,
        };
        Operation { call, invoked: self.began, returned }
    }

    fn words(&self) -> String {
        let until = match &self.ended {
            Some((_, at, Ended::Saved | Ended::Answered { .. })) => format!("to {at}"),
            _ => "on, never confirmed".to_string(),
        };
        let what = match (&self.ended, self.version) {
            (Some((_, _, Ended::Answered { copy, .. })), _) => format!("a read that saw {copy}"),
            (_, Some(version)) => format!("the write of {version}"),
            (_, None) => "an operation".to_string(),
        };
        format!("{what} (from {} {until})", self.began_at)
    }

    /// How long it took, when it ended well.
    pub fn latency(&self) -> Option<Span> {
        match &self.ended {
            Some((_, at, Ended::Saved | Ended::Answered { .. })) => Some(at.since(self.began_at)),
            _ => None,
        }
    }
}
