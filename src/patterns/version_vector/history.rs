//! What the properties remember: the true causal history of every version, as a set of events.
//!
//! No vector is looked at here. The past of a version is the versions that its writer had read,
//! their pasts, and itself; what a warehouse has heard of is what was in its record and in the
//! records that came, with their pasts. Of that the versions that are in no other's past must stand
//! in the record, and no other: that is what every scheme is measured by.

use super::note::{Booking, Comparison, Held, Note, Read, What};
use super::version::Vector;
use crate::sim::{Dot, NodeId, OpId, SortedMap, SortedSet, Time};

/// A set of writes.
pub type Dots = SortedSet<Dot>;

/// The writes that were acknowledged, and what became of them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct History {
    pasts: SortedMap<Dot, Dots>,
    deltas: SortedMap<Dot, i64>,
    reads: SortedMap<OpId, Vec<Dot>>,
    heard: SortedMap<NodeId, Dots>,
    vectors: SortedMap<NodeId, Vector>,
    forgotten: Option<(NodeId, Dot)>,
    false_conflict: Option<(NodeId, Dot, Dot)>,
    fallen: Option<(NodeId, Vector, Vector)>,
    /// How many versions were forgotten somewhere, and how many false conflicts arose.
    losses: SortedSet<Dot>,
    false_ones: SortedSet<(Dot, Dot)>,
    picks: u32,
    conflicts: u32,
    most: u32,
    booked: Option<Time>,
    changed: Option<Time>,
}

impl History {
    /// Adds what `who` announced at `now`.
    pub(super) fn record(&mut self, now: Time, who: NodeId, note: &Note) {
        match note {
            Note::Sends { op, read, .. } => {
                self.reads.insert(*op, read.clone());
            }
            Note::Booked(booking) => self.booked(now, who, booking),
            Note::Compared(comparison) => self.compared(now, who, comparison),
            Note::Pruned { vector, .. } => self.look(who, vector),
            _ => {}
        }
    }

    fn booked(&mut self, now: Time, who: NodeId, booking: &Booking) {
        let Booking { op, what, dot, read, held, .. } = booking;
        let read = match read {
            Read::Nothing => Vec::new(),
            Read::Here(dots) => dots.clone(),
            Read::Before => self.reads.get(op).cloned().unwrap_or_default(),
        };
        let mut past = self.union(&read);
        past.insert(*dot);
        self.pasts.insert(*dot, past);
        match what {
            What::Movement(delta) | What::Counted(delta) => {
                self.deltas.insert(*dot, *delta);
            }
            What::Picked(_) => self.picks += 1,
            What::Merged => {}
        }
        self.booked = Some(now);
        self.changed = Some(now);
        self.judge(who, &[*dot], held);
    }

    fn compared(&mut self, now: Time, who: NodeId, comparison: &Comparison) {
        let Comparison { came, had, held, .. } = comparison;
        if held.dots != *had {
            self.changed = Some(now);
            if held.dots.len() > 1 && had.len() <= 1 {
                self.conflicts += 1;
            }
        }
        self.judge(who, came, held);
    }

    /// The pasts of these versions, themselves included.
    pub fn union(&self, dots: &[Dot]) -> Dots {
        let pasts = dots.iter().filter_map(|dot| self.pasts.get(dot));
        pasts.flatten().copied().collect()
    }

    /// Compares what `who` holds, after it heard of `news`, with what it must hold.
    fn judge(&mut self, who: NodeId, news: &[Dot], held: &Held) {
        let news = self.union(news);
        let heard = self.heard.entry(who).or_default();
        heard.extend(news);
        let heard = heard.clone();
        let stands = self.union(&held.dots);
        for dot in heard.iter().filter(|dot| !stands.contains(dot)) {
            self.losses.insert(*dot);
            self.forgotten.get_or_insert((who, *dot));
        }
        for old in &held.dots {
            let after = |new: &&Dot| *new != old && self.is_past(*old, **new);
            if let Some(new) = held.dots.iter().find(after) {
                self.false_ones.insert((*old, *new));
                self.false_conflict.get_or_insert((who, *old, *new));
            }
        }
        self.most = self.most.max(held.dots.len() as u32);
        self.look(who, &held.vector);
    }

    fn look(&mut self, who: NodeId, vector: &Vector) {
        if let Some(before) = self.vectors.insert(who, vector.clone())
            && self.fallen.is_none()
            && !vector.counts.0.covers(&before.counts.0)
        {
            self.fallen = Some((who, before, vector.clone()));
        }
    }

    /// Whether `old` is in the past of `new`.
    pub fn is_past(&self, old: Dot, new: Dot) -> bool {
        self.pasts.get(&new).is_some_and(|past| past.contains(&old))
    }

    /// What `who` has heard of.
    pub fn heard(&self, who: NodeId) -> Dots {
        self.heard.get(&who).cloned().unwrap_or_default()
    }

    /// The versions that `who` must hold: those it has heard of that are in no other's past.
    pub fn standing(&self, who: NodeId) -> Vec<Dot> {
        let heard = self.heard(who);
        let over = |old: Dot| heard.iter().any(|new| *new != old && self.is_past(old, *new));
        heard.iter().copied().filter(|dot| !over(*dot)).collect()
    }

    /// Every write that was acknowledged.
    pub fn acknowledged(&self) -> impl DoubleEndedIterator<Item = Dot> {
        self.pasts.keys().copied()
    }

    /// Every movement that was acknowledged.
    pub fn movements(&self) -> &SortedMap<Dot, i64> {
        &self.deltas
    }

    /// The stock that all movements make of `opening`.
    pub fn due(&self, opening: i64) -> i64 {
        self.deltas.values().fold(opening, |stock, delta| stock.saturating_add(*delta))
    }

    /// The first write that a warehouse had heard of and forgot, although nothing it holds was
    /// written by somebody who had read it.
    pub fn forgotten(&self) -> Option<(NodeId, Dot)> {
        self.forgotten
    }

    /// The first two versions side by side of which the second's writer had read the first.
    pub fn false_conflict(&self) -> Option<(NodeId, Dot, Dot)> {
        self.false_conflict
    }

    /// The first vector that fell: whose, from what, to what.
    pub fn fallen(&self) -> Option<&(NodeId, Vector, Vector)> {
        self.fallen.as_ref()
    }

    /// How many writes were forgotten somewhere.
    pub fn losses(&self) -> u32 {
        self.losses.len() as u32
    }

    /// How many pairs of versions were in a false conflict somewhere.
    pub fn false_conflicts(&self) -> u32 {
        self.false_ones.len() as u32
    }

    /// How often a person kept one of several versions.
    pub fn picks(&self) -> u32 {
        self.picks
    }

    /// How often a record that had come left a warehouse with more than one version, where there
    /// was one at most.
    pub fn conflicts(&self) -> u32 {
        self.conflicts
    }

    /// The most versions that were ever side by side.
    pub fn most(&self) -> u32 {
        self.most
    }

    /// When the last write was acknowledged.
    pub fn booked_at(&self) -> Option<Time> {
        self.booked
    }

    /// When the versions that a warehouse holds changed for the last time.
    pub fn changed_at(&self) -> Option<Time> {
        self.changed
    }
}
