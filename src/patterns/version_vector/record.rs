//! The record of an item's stock as a warehouse keeps it, in each of the three schemes.
//!
//! ```text
//! last-writer-wins   130 by A at 18ms                          the later time replaces the earlier
//! version-vector     130 by A [2, 0, 0]  |  60 by B [0, 1, 0]  a vector for each version
//! dotted             {A:2 → 130 | B:1 → 60}                    one vector, and a dot for each
//! ```

use super::dvvset::DvvSet;
use super::params::{Mistake, Scheme};
use super::vectors::{self, Sibling};
use super::version::{Vector, Version};
use crate::sim::{Dot, Listed, LocalTime, NodeId, SortedMap, VectorClock};

/// A version with the time of its writing, on the clock of the warehouse that coordinated it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Stamped {
    /// When it was written.
    pub at: LocalTime,
    /// The version. Of equal times the higher dot counts as later.
    pub version: Version,
}

/// What a record is made of.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// The version that was written last.
    Newest(Option<Stamped>),
    /// Every version from which no other descends, in order of dots.
    Vectors(Vec<Sibling>),
    /// The same under one vector.
    Dotted(DvvSet<NodeId, Version>),
}

/// The record.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Record {
    /// How many warehouses there are.
    pub warehouses: u16,
    /// Its versions.
    pub kind: Kind,
    /// When each warehouse counted last, by its own clock; kept only to prune by.
    pub ages: SortedMap<NodeId, LocalTime>,
}

/// What a write brings along.
#[derive(Clone, Debug)]
pub struct Write {
    /// The new version.
    pub version: Version,
    /// What its writer had read; `None` for a blind write.
    pub context: Option<VectorClock>,
    /// The coordinator's clock.
    pub at: LocalTime,
}

impl Record {
    /// Nobody has written anything.
    pub fn new(warehouses: u16, scheme: Scheme) -> Record {
        let kind = match scheme {
            Scheme::LastWriterWins => Kind::Newest(None),
            Scheme::VersionVector => Kind::Vectors(Vec::new()),
            Scheme::Dotted => Kind::Dotted(DvvSet::default()),
        };
        Record { warehouses, kind, ages: SortedMap::new() }
    }

    /// The versions it holds, in order of dots.
    pub fn versions(&self) -> Vec<&Version> {
        let mut all: Vec<&Version> = match &self.kind {
            Kind::Newest(newest) => newest.iter().map(|stamped| &stamped.version).collect(),
            Kind::Vectors(siblings) => siblings.iter().map(|one| &one.version).collect(),
            Kind::Dotted(set) => set.values().collect(),
        };
        crate::sim::sorted::sort_by_key(&mut all, |version| version.dot);
        all
    }

    /// The dots of the versions it holds, in order.
    pub fn dots(&self) -> Vec<Dot> {
        self.versions().into_iter().map(|version| version.dot).collect()
    }

    /// What it has heard of: the context that a reader takes along. Without vectors it is empty.
    pub fn context(&self) -> Vector {
        let counts = match &self.kind {
            Kind::Newest(_) => VectorClock::new(),
            Kind::Vectors(siblings) => vectors::join(siblings),
            Kind::Dotted(set) => set.join(),
        };
        Vector::new(self.warehouses, counts)
    }

    /// What tells how new the version `dot` is: its vector, its dot or its time.
    pub fn tag(&self, dot: Dot) -> String {
        match &self.kind {
            Kind::Newest(newest) => {
                newest.as_ref().map_or_else(String::new, |stamped| stamped.at.to_string())
            }
            Kind::Vectors(siblings) => {
                let one = siblings.iter().find(|one| one.version.dot == dot);
                one.map_or_else(String::new, |one| self.vector(&one.vector.0).to_string())
            }
            Kind::Dotted(_) => super::version::dotted(dot),
        }
    }

    /// `counts` as a vector of this many warehouses.
    pub fn vector(&self, counts: &VectorClock) -> Vector {
        Vector::new(self.warehouses, counts.clone())
    }

    /// Stores a write. By last-writer-wins an older one is no sooner stored than gone.
    pub fn write(&mut self, write: Write, mistake: Mistake) {
        let Write { version, context, at } = write;
        let Dot { who, count } = version.dot;
        // A rule left out: whatever is there counts as read.
        let context = match mistake {
            Mistake::ReplaceAll => Some(self.context().counts.0),
            _ => context,
        };
        let context = context.unwrap_or_default();
        match &mut self.kind {
            Kind::Newest(newest) => {
                let stamped = Stamped { at, version };
                if newest.as_ref().is_none_or(|held| later(&stamped, held)) {
                    *newest = Some(stamped);
                }
            }
            Kind::Vectors(siblings) => vectors::write(siblings, version, &context),
            Kind::Dotted(set) => {
                let known = count - 1;
                if set.join().get(who) < known {
                    // The own entry was pruned; the own writes are known all the same.
                    let own: VectorClock = [(who, known)].into_iter().collect();
                    *set = set.sync(&DvvSet::with_context_list(&own, Vec::new()));
                }
                *set = DvvSet::with_context(&context, version).update_at(set, who);
            }
        }
    }

    /// Takes over what `other` holds and knows.
    pub fn sync(&mut self, other: &Record, mistake: Mistake) {
        for (who, age) in &other.ages {
            let mine = self.ages.entry(*who).or_insert(*age);
            *mine = (*mine).max(*age);
        }
        match (&mut self.kind, &other.kind) {
            (Kind::Newest(mine), Kind::Newest(Some(theirs)))
                if mine.as_ref().is_none_or(|mine| later(theirs, mine)) =>
            {
                *mine = Some(theirs.clone());
            }
            (Kind::Vectors(mine), Kind::Vectors(theirs)) => {
                let compare = match mistake {
                    Mistake::CompareBySum => vectors::by_sum,
                    _ => vectors::occurred,
                };
                *mine = vectors::sync(mine, theirs, compare);
            }
            (Kind::Dotted(mine), Kind::Dotted(theirs)) => *mine = mine.sync(theirs),
            _ => {}
        }
    }

    /// Notes, to prune by, that `who` has counted at `at` on its own clock.
    pub fn counted(&mut self, who: NodeId, at: LocalTime) {
        self.ages.insert(who, at);
    }

    /// Vectors keep `most` entries, those counted in last, and those without which a version
    /// would have no name; the warehouses whose entries went.
    pub fn prune(&mut self, most: usize) -> Vec<NodeId> {
        let mut gone = match &mut self.kind {
            Kind::Newest(_) => Vec::new(),
            Kind::Vectors(siblings) => vectors::prune_all(siblings, &self.ages, most),
            Kind::Dotted(set) => {
                let named = |who: NodeId| {
                    set.entries().iter().any(|entry| entry.id == who && !entry.values.is_empty())
                };
                let mut all = set.join();
                let gone = vectors::prune(&mut all, &self.ages, most, named);
                let kept = set.entries().iter().filter(|entry| !gone.contains(&entry.id));
                let kept = kept.map(|entry| (entry.id, entry.count, entry.values.clone()));
                *set = DvvSet::of(kept, Vec::new());
                gone
            }
        };
        let left = self.context().counts.0;
        self.ages.retain(|who, _| left.get(*who) > 0);
        crate::sim::sorted::sort_by_key(&mut gone, |who| *who);
        gone.dedup();
        gone
    }

    /// Bytes of times and vectors: a time with its writer is 12, an entry of a vector is 12, and an
    /// age 8. A version's dot is the name of its movement and needs nothing more.
    pub fn vector_bytes(&self) -> u64 {
        let entries = |vector: &Listed| 12 * vector.0.len() as u64;
        let tags = match &self.kind {
            Kind::Newest(newest) => {
                if newest.is_some() {
                    12
                } else {
                    0
                }
            }
            Kind::Vectors(siblings) => siblings.iter().map(|one| entries(&one.vector)).sum(),
            Kind::Dotted(set) => 12 * set.entries().len() as u64,
        };
        tags + 8 * self.ages.len() as u64
    }

    /// All bytes: the vectors and the versions.
    pub fn bytes(&self) -> u64 {
        let versions = self.versions().into_iter().map(Version::bytes);
        self.vector_bytes() + versions.sum::<u64>()
    }
}

/// Whether `one` was written later than `other`; of equal times the higher dot decides.
fn later(one: &Stamped, other: &Stamped) -> bool {
    (one.at, one.version.dot) > (other.at, other.version.dot)
}
