//! What a warehouse does with its record: it books movements, takes records over, and stores what
//! people decide.

use super::message::Message;
use super::note::{Booking, By, Comparison, Note, Read, What};
use super::params::{Context, Mistake, Resolve, Scheme};
use super::protocol::{VersionVectors, Warehouse};
use super::record::{Kind, Record, Stamped, Write};
use super::resolve::merge_movements;
use super::vectors::{Occurred, by_sum, occurred};
use super::version::{Value, Vector, Version, Writer};
use crate::sim::{Dot, Io, NodeId, OpId, VectorClock};
use std::cmp::Ordering;

/// A write before it has a dot.
pub(super) struct Draft {
    pub op: OpId,
    pub what: What,
    pub by: Writer,
    pub read: Read,
    pub context: Option<VectorClock>,
    pub base: Value,
}

impl VersionVectors {
    /// The people of a warehouse book a movement on top of what its record says.
    pub(super) fn move_here(&self, it: &mut Warehouse, delta: i64, io: &mut Io<'_, Self>) {
        let versions = it.record.versions();
        let seen = match self.context {
            Context::Keep => self.value(io.me(), &versions),
            Context::Omit => None,
        };
        // While versions wait for a person, nobody can say that a movement replaces them.
        let (read, base) = match seen {
            Some(value) => (Read::Here(it.record.dots()), value),
            None => (Read::Nothing, Value::opening(self.opening)),
        };
        if base.stock.saturating_add(delta) < 0 {
            io.note(Note::TooFew { asked: -delta, known: base.stock });
            return;
        }
        self.store(it, What::Movement(delta), read, base, io);
    }

    /// A person keeps one of the versions in conflict.
    pub(super) fn pick(&self, it: &mut Warehouse, number: u16, io: &mut Io<'_, Self>) {
        let versions = it.record.versions();
        let at = usize::from(number).wrapping_sub(1);
        let Some(kept) = versions.get(at).filter(|_| versions.len() > 1) else {
            io.note(Note::NoConflict { has: versions.len() });
            return;
        };
        let (what, base) = (What::Picked(kept.dot), kept.value.clone());
        self.store(it, what, Read::Here(it.record.dots()), base, io);
    }

    /// A person makes one version of all movements.
    pub(super) fn merge(&self, it: &mut Warehouse, io: &mut Io<'_, Self>) {
        let versions = it.record.versions();
        if versions.len() < 2 {
            io.note(Note::NoConflict { has: versions.len() });
            return;
        }
        let base = merge_movements(self.opening, &versions);
        self.store(it, What::Merged, Read::Here(it.record.dots()), base, io);
    }

    /// The shelves have been counted: the difference to what the movements say is one more.
    pub(super) fn count(&self, it: &mut Warehouse, stock: i64, io: &mut Io<'_, Self>) {
        let versions = it.record.versions();
        let base = merge_movements(self.opening, &versions);
        let delta = stock.saturating_sub(base.stock);
        self.store(it, What::Counted(delta), Read::Here(it.record.dots()), base, io);
    }

    fn store(
        &self,
        it: &mut Warehouse,
        what: What,
        read: Read,
        base: Value,
        io: &mut Io<'_, Self>,
    ) {
        it.asked = it.asked.saturating_add(1);
        let op = OpId { at: io.me(), number: it.asked };
        let context = match read {
            Read::Here(_) => Some(it.record.context().counts.0),
            Read::Nothing | Read::Before => None,
        };
        let by = Writer::Warehouse(io.me());
        self.write(it, Draft { op, what, by, read, context, base }, io);
    }

    /// A clerk's movement. A copy of one that is stored is not booked again.
    pub(super) fn book(
        &self,
        it: &mut Warehouse,
        from: NodeId,
        (op, delta): (OpId, i64),
        base: Value,
        context: Option<Vector>,
        io: &mut Io<'_, Self>,
    ) {
        let dot = match it.done.get(&op) {
            Some(dot) => {
                io.note(Note::Again { dot: *dot });
                *dot
            }
            None => {
                let by = Writer::Clerk(from.0 + 1 - self.warehouses);
                let read = if context.is_some() { Read::Before } else { Read::Nothing };
                let context = context.map(|context| context.counts.0);
                let what = What::Movement(delta);
                let dot = self.write(it, Draft { op, what, by, read, context, base }, io);
                it.done.insert(op, dot);
                dot
            }
        };
        io.send(from, Message::Booked { op, dot });
    }

    /// Gives a write its dot and stores it.
    fn write(&self, it: &mut Warehouse, draft: Draft, io: &mut Io<'_, Self>) -> Dot {
        let Draft { op, what, by, read, context, base } = draft;
        it.counted += 1;
        let dot = Dot { who: io.me(), count: it.counted };
        let value = match what {
            What::Movement(delta) | What::Counted(delta) => base.moved(dot, delta),
            What::Merged | What::Picked(_) => base,
        };
        let before = it.record.dots();
        let version = Version { dot, by, value };
        it.record.write(Write { version, context, at: io.now() }, self.mistake);
        it.changes += 1;
        let pruned = self.tidy(it, Some(dot.who), io);
        let held = self.held(it, dot.who);
        let gone = before.into_iter().filter(|old| !held.dots.contains(old)).collect();
        let tag = held.dots.contains(&dot).then(|| it.record.tag(dot));
        io.note(Note::Booked(Booking { op, what, by, dot, tag, read, gone, held }));
        pruned.into_iter().for_each(|note| io.note(note));
        dot
    }

    /// Prunes the vectors, if that is wanted; what is to be said of it.
    fn tidy(&self, it: &mut Warehouse, counted: Option<NodeId>, io: &Io<'_, Self>) -> Option<Note> {
        let most = self.prune.filter(|_| self.scheme != Scheme::LastWriterWins)?;
        if let Some(who) = counted {
            it.record.counted(who, io.now());
        }
        let gone = it.record.prune(usize::from(most));
        let vector = it.record.context();
        (!gone.is_empty()).then_some(Note::Pruned { gone, vector })
    }

    /// Takes over what another warehouse has.
    pub(super) fn take_over(
        &self,
        it: &mut Warehouse,
        from: NodeId,
        theirs: &Record,
        io: &mut Io<'_, Self>,
    ) {
        let (before, had) = (it.record.clone(), it.record.dots());
        it.record.sync(theirs, self.mistake);
        let pruned = self.tidy(it, None, io);
        if it.record != before {
            it.changes += 1;
        }
        if it.record == *theirs {
            it.known.insert(from, it.revision());
        }
        let held = self.held(it, io.me());
        let (mine, came) = (newness(&before), theirs.dots());
        io.note(Note::Compared(Comparison {
            from,
            found: self.compare(theirs, &before),
            by: self.by(),
            mine,
            theirs: newness(theirs),
            came,
            had,
            held,
        }));
        if it.record != before {
            pruned.into_iter().for_each(|note| io.note(note));
        }
    }

    /// By what this pattern compares records.
    fn by(&self) -> By {
        match (self.scheme, self.mistake) {
            (Scheme::LastWriterWins, _) => By::Time,
            (Scheme::VersionVector, Mistake::CompareBySum) => By::Sum,
            (Scheme::VersionVector | Scheme::Dotted, _) => By::Vector,
        }
    }

    /// How the record that came is related to the own one.
    fn compare(&self, theirs: &Record, mine: &Record) -> Occurred {
        match (&theirs.kind, &mine.kind) {
            (Kind::Newest(theirs), Kind::Newest(mine)) => {
                let key = |one: &Option<Stamped>| {
                    one.as_ref().map(|stamped| (stamped.at, stamped.version.dot))
                };
                match key(theirs).cmp(&key(mine)) {
                    Ordering::Less => Occurred::Before,
                    Ordering::Equal => Occurred::Same,
                    Ordering::Greater => Occurred::After,
                }
            }
            _ => {
                let compare = match self.by() {
                    By::Sum => by_sum,
                    By::Time | By::Vector => occurred,
                };
                compare(&theirs.context().counts.0, &mine.context().counts.0)
            }
        }
    }

    /// A clerk looks at the record.
    pub(super) fn show(&self, it: &Warehouse, from: NodeId, op: OpId, io: &mut Io<'_, Self>) {
        let versions = it.record.versions();
        let value = match self.resolve {
            Resolve::KeepSiblings if versions.len() > 1 => None,
            _ => self.value(io.me(), &versions),
        };
        let versions = versions.into_iter().cloned().collect();
        let context = it.record.context();
        io.send(from, Message::Stock { op, versions, value, context });
    }
}

/// What tells how new a record is: its vector, or the time of its version.
fn newness(record: &Record) -> String {
    match &record.kind {
        Kind::Newest(None) => "nothing written".to_string(),
        Kind::Newest(Some(stamped)) => format!("at {}", stamped.at),
        Kind::Vectors(_) | Kind::Dotted(_) => record.context().to_string(),
    }
}
