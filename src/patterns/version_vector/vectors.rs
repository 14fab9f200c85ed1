//! Plain version vectors: every version has its own, with an entry for each replica that
//! coordinated a write (Parker and others 1983).
//!
//! ```text
//! [2, 0, 0] ∥ [0, 1, 0]      neither descends from the other: a conflict
//! [2, 1, 0] ≥ both           it descends from both: it replaces them
//! ```
//!
//! Their weakness: a write counts in the entry of its coordinator, above everything counted there
//! before. So it descends from whatever the same coordinator wrote, whether its writer had read
//! that or not.

use super::version::Version;
use crate::sim::{Dot, Listed, LocalTime, NodeId, SortedMap, VectorClock};
use std::cmp::Ordering;

/// How a version vector is related to another.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Hash)]
pub enum Occurred {
    /// They are equal.
    Same,
    /// The other descends from it.
    Before,
    /// It descends from the other.
    After,
    /// Neither: the versions are in conflict.
    Concurrent,
}

/// How `one` is related to `other`; an entry that is missing is 0.
pub fn occurred<K: Ord + Copy>(one: &VectorClock<K>, other: &VectorClock<K>) -> Occurred {
    match one.partial_cmp(other) {
        Some(Ordering::Equal) => Occurred::Same,
        Some(Ordering::Less) => Occurred::Before,
        Some(Ordering::Greater) => Occurred::After,
        None => Occurred::Concurrent,
    }
}

/// The vector after these increments, in whatever order: `1, 1, 2` is `{1: 2, 2: 1}`.
pub fn counted<K: Ord + Copy>(increments: impl IntoIterator<Item = K>) -> VectorClock<K> {
    let mut vector = VectorClock::new();
    for who in increments {
        vector.tick(who);
    }
    vector
}

/// Keeps the `most` entries of `vector` that were counted in last, by `ages`, and those of `keep`
/// however old; the entries that went, oldest first. Of equally old ones the lower name goes
/// first (DeCandia and others 2007).
pub fn prune<K: Ord + Copy>(
    vector: &mut VectorClock<K>,
    ages: &SortedMap<K, LocalTime>,
    most: usize,
    keep: impl Fn(K) -> bool,
) -> Vec<K> {
    let age = |who: &K| ages.get(who).copied().unwrap_or(LocalTime(i64::MIN));
    let mut oldest: Vec<K> = vector.entries().map(|(who, _)| who).collect();
    let many = oldest.len().saturating_sub(most);
    oldest.retain(|who| !keep(*who));
    crate::sim::sorted::sort_by_key(&mut oldest, |who| (age(who), *who));
    oldest.truncate(many);
    for who in &oldest {
        vector.set(*who, 0);
    }
    oldest
}

/// A version and its vector.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Sibling {
    /// What it descends from, itself included.
    pub vector: Listed,
    /// The version.
    pub version: Version,
}

/// How two vectors are compared.
pub type Compare = fn(&VectorClock, &VectorClock) -> Occurred;

/// The mistake: by the sums of their entries, which are never concurrent.
pub(super) fn by_sum(one: &VectorClock, other: &VectorClock) -> Occurred {
    let sum = |vector: &VectorClock| vector.entries().map(|(_, count)| count).sum::<u64>();
    match sum(one).cmp(&sum(other)) {
        Ordering::Equal => Occurred::Same,
        Ordering::Less => Occurred::Before,
        Ordering::Greater => Occurred::After,
    }
}

/// What is heard of by all of these together.
pub fn join(siblings: &[Sibling]) -> VectorClock {
    let mut all = VectorClock::new();
    siblings.iter().for_each(|sibling| all.merge(&sibling.vector.0));
    all
}

/// A write at `version.dot.who` in `context`: the vector is the context with the coordinator's
/// entry counted on, and replaces every version that it descends from.
pub fn write(siblings: &mut Vec<Sibling>, version: Version, context: &VectorClock) {
    let Dot { who, count } = version.dot;
    let mut vector = context.clone();
    vector.set(who, count);
    siblings.retain(|sibling| !vector.covers(&sibling.vector.0));
    put(siblings, Sibling { vector: Listed(vector), version });
}

/// The versions of both from which no other descends.
pub fn sync(ours: &[Sibling], theirs: &[Sibling], compare: Compare) -> Vec<Sibling> {
    let older = |one: &Sibling, other: &Sibling| {
        compare(&one.vector.0, &other.vector.0) == Occurred::Before
    };
    let newest = |one: &&Sibling, others: &[Sibling]| !others.iter().any(|it| older(one, it));
    let mut all: Vec<Sibling> = ours.iter().filter(|one| newest(one, theirs)).cloned().collect();
    for one in theirs.iter().filter(|one| newest(one, ours)) {
        let same = |other: &Sibling| compare(&one.vector.0, &other.vector.0) == Occurred::Same;
        if !all.iter().any(same) {
            put(&mut all, one.clone());
        }
    }
    all
}

/// Puts `sibling` where it belongs in the order of dots.
fn put(siblings: &mut Vec<Sibling>, sibling: Sibling) {
    let at = siblings.partition_point(|other| other.version.dot < sibling.version.dot);
    siblings.insert(at, sibling);
}

/// [`prune`] of every vector, each of which keeps the entry of its own writer; what went.
pub fn prune_all(
    siblings: &mut [Sibling],
    ages: &SortedMap<NodeId, LocalTime>,
    most: usize,
) -> Vec<NodeId> {
    let one = |sibling: &mut Sibling| {
        let own = sibling.version.dot.who;
        prune(&mut sibling.vector.0, ages, most, |who| who == own)
    };
    siblings.iter_mut().flat_map(one).collect()
}
