//! What doctors asked and what they were told, in order: the material of the guarantees.

use super::message::{Ask, Note};
use super::record::{Copy, Version};
use crate::sim::linearizable::{Operation, Register, RegisterCall, Verdict, judge};
use crate::sim::sorted::SortedMap;
use crate::sim::sorted::sort_by_key;
use crate::sim::{NodeId, OpId, Span, Time};
use std::rc::Rc;

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
    entries: SortedMap<OpId, Rc<Entry>>,
    /// Confirmed writes in the order of confirmation: version and place.
    saved: Vec<(Version, u32)>,
    /// The highest of them.
    highest: Option<Version>,
    /// The operation that has just ended, if the latest announcement was an ending.
    ended: Option<OpId>,
    clock: u32,
}

/// Steps of the search for each question; enough for every history a person makes by hand.
const BOUND: u32 = 5_000;
/// The longest history that is judged, in operations.
const JUDGED: usize = 150;
/// An operation as the judge knows it: versions are numbers.
type Judged = Operation<RegisterCall<u32>, Option<u32>>;
/// The number that stands for the record as it was at the start.
const OPENING_NAME: u32 = 0;

impl History {
    pub(super) fn record(&mut self, now: Time, _who: NodeId, note: &Note) {
        match note {
            Note::Reading { op, .. } => self.begin(*op, now, Ask::Read, ""),
            Note::Asking { op, value, .. } => self.begin(*op, now, Ask::Write, value),
            Note::Writing { op, version, value, .. } => {
                self.begin(*op, now, Ask::Write, value);
                let entry = Rc::make_mut(self.entries.get_mut(op).expect("just begun"));
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
        let clock = self.clock;
        self.entries.entry(op).or_insert_with(|| {
            Rc::new(Entry {
                ask,
                value: value.to_string(),
                version: None,
                began: clock,
                began_at: now,
                ended: None,
            })
        });
    }

    fn end(&mut self, op: OpId, now: Time, ended: Ended) {
        self.clock += 1;
        self.ended = Some(op);
        let entry = Rc::make_mut(self.entries.get_mut(&op).expect("what ends has begun"));
        if let (Ended::Saved, Some(version)) = (&ended, entry.version) {
            self.saved.push((version, self.clock));
            self.highest = self.highest.max(Some(version));
        }
        entry.ended.get_or_insert((self.clock, now, ended));
    }

    /// Every operation, by name.
    pub fn entries(&self) -> impl Iterator<Item = (OpId, &Entry)> {
        self.entries.iter().map(|(id, entry)| (*id, &**entry))
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
        sort_by_key(&mut reads, |(_, entry, ..)| entry.began);
        reads
    }

    /// Confirmed writes, in the order in which they were confirmed: version and place.
    pub fn saved(&self) -> &[(Version, u32)] {
        &self.saved
    }

    /// The highest confirmed version.
    pub fn highest(&self) -> Option<Version> {
        self.highest
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
    /// operations that has none, in words. What could not be judged counts as explained here, and
    /// [`judged`](History::judged) says so.
    pub fn linearizable(&self) -> Result<(), String> {
        // A beginning cannot break what held before it, and a long history has been judged while
        // it was short.
        if self.ended.is_none() || self.entries.len() > JUDGED {
            return Ok(());
        }
        let (entries, ops) = self.operations();
        match judge(&Register { start: OPENING_NAME }, &ops, BOUND) {
            Verdict::Linearizable | Verdict::Unknown => Ok(()),
            Verdict::Not(set) => {
                let words: Vec<String> = set.iter().map(|at| entries[*at].words()).collect();
                Err(format!("no order explains: {}", words.join("; ")))
            }
        }
    }

    /// Whether the whole history could be judged; if not, which bound was reached.
    pub fn judged(&self) -> Result<(), String> {
        if self.entries.len() > JUDGED {
            return Err(format!("only histories of up to {JUDGED} operations are judged"));
        }
        let (_, ops) = self.operations();
        match judge(&Register { start: OPENING_NAME }, &ops, BOUND) {
            Verdict::Unknown => Err("so many operations overlap that not every order could be \
                                     tried"
                .to_string()),
            Verdict::Linearizable | Verdict::Not(_) => Ok(()),
        }
    }

    /// What the judge is given: the operations that say something, in order of their beginnings.
    fn operations(&self) -> (Vec<&Entry>, Vec<Judged>) {
        let mut entries: Vec<&Entry> = self.entries.values().map(|entry| &**entry).collect();
        sort_by_key(&mut entries, |entry| entry.began);
        entries.retain(|entry| match (&entry.ended, entry.ask) {
            // A read that was not answered and a write that never left say nothing.
            (None | Some((_, _, Ended::Refused)), Ask::Read) => false,
            (Some((_, _, Ended::Refused)), Ask::Write) => entry.version.is_some(),
            _ => true,
        });
        // Values may repeat; what a read saw is a set of versions. Numbers are quick to compare.
        let mut names = SortedMap::new();
        names.insert(Copy::default().to_string(), OPENING_NAME);
        let mut name = |text: String| {
            let next = names.len() as u32;
            *names.entry(text).or_insert(next)
        };
        let ops = entries.iter().map(|entry| entry.operation(&mut name)).collect();
        (entries, ops)
    }
}

impl Entry {
    fn operation(&self, name: &mut impl FnMut(String) -> u32) -> Judged {
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
