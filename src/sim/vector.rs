//! Vector clocks: how much of what everybody did has been heard of (Fidge 1988, Mattern 1989).
//!
//! ```text
//! [S1:1, S2:0] ≤ [S1:1, S2:1]      whoever knows the second knows the first: it happened before
//! [S1:1, S2:0] ∥ [S1:0, S2:1]      neither is ahead: concurrent
//! ```

use super::sorted::SortedMap;
use super::time::NodeId;
use std::cmp::Ordering;
use std::fmt::{self, Debug, Display};

/// A counter for each of those that count; a missing one is 0.
///
/// Equality, order and hash look at values alone: an entry that is 0 is never kept. The order is
/// partial: [`partial_cmp`](PartialOrd::partial_cmp) is `None` for concurrent clocks.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct VectorClock<K: Ord = NodeId>(SortedMap<K, u64>);

impl<K: Ord + Copy> VectorClock<K> {
    /// A clock that has counted nothing.
    pub fn new() -> Self {
        VectorClock(SortedMap::new())
    }

    /// How far `who` has been counted; 0 when it was never heard of.
    pub fn get(&self, who: K) -> u64 {
        self.0.get(&who).copied().unwrap_or(0)
    }

    /// Sets the entry of `who`.
    pub fn set(&mut self, who: K, count: u64) {
        if count == 0 {
            self.0.remove(&who);
        } else {
            self.0.insert(who, count);
        }
    }

    /// Counts one event of `who`; the new count.
    ///
    /// # Panics
    /// When the count does not fit into 64 bits.
    pub fn tick(&mut self, who: K) -> u64 {
        let count = self.get(who).checked_add(1).expect("a count fits into 64 bits");
        self.0.insert(who, count);
        count
    }

    /// Takes the larger of every entry: the least clock that is not behind either.
    pub fn merge(&mut self, other: &Self) {
        for (who, count) in &other.0 {
            let mine = self.0.entry(*who).or_insert(0);
            *mine = (*mine).max(*count);
        }
    }

    /// Whether no entry is behind `other`'s; equal clocks cover each other.
    pub fn covers(&self, other: &Self) -> bool {
        other.0.iter().all(|(who, count)| self.get(*who) >= *count)
    }

    /// Whether neither covers the other.
    pub fn is_concurrent_with(&self, other: &Self) -> bool {
        !self.covers(other) && !other.covers(self)
    }

    /// The entries above 0, in order.
    pub fn entries(&self) -> impl Iterator<Item = (K, u64)> {
        self.0.iter().map(|(who, count)| (*who, *count))
    }

    /// How many entries are above 0: what a clock costs to send grows with it.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether nothing has been counted.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl<K: Ord + Copy> Default for VectorClock<K> {
    fn default() -> Self {
        VectorClock::new()
    }
}

impl<K: Ord + Copy> FromIterator<(K, u64)> for VectorClock<K> {
    /// Of a key that comes twice the last counts.
    fn from_iter<I: IntoIterator<Item = (K, u64)>>(entries: I) -> Self {
        let mut clock = VectorClock::new();
        for (who, count) in entries {
            clock.set(who, count);
        }
        clock
    }
}

impl From<&[u64]> for VectorClock {
    /// The entries of the nodes 0, 1, 2 …
    fn from(counts: &[u64]) -> Self {
        (0..).map(NodeId).zip(counts.iter().copied()).collect()
    }
}

impl<K: Ord + Copy> PartialOrd for VectorClock<K> {
    /// `Less`: happened before. `None`: concurrent.
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        match (other.covers(self), self.covers(other)) {
            (true, true) => Some(Ordering::Equal),
            (true, false) => Some(Ordering::Less),
            (false, true) => Some(Ordering::Greater),
            (false, false) => None,
        }
    }
}

impl<K: Ord + Copy + Display> Display for VectorClock<K> {
    /// `[S1:2, S2:1]`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[")?;
        for (at, (who, count)) in self.0.iter().enumerate() {
            let gap = if at == 0 { "" } else { ", " };
            write!(f, "{gap}{who}:{count}")?;
        }
        f.write_str("]")
    }
}

impl<K: Ord + Debug> Debug for VectorClock<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(&self.0).finish()
    }
}

/// Names one event for ever: the `count`-th of `who`.
#[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Dot<K = NodeId> {
    /// Whose event it is.
    pub who: K,
    /// Counted from 1.
    pub count: u64,
}

/// The entries of a clock side by side, in an order that is known: `[2, 0, 1]`.
pub fn row<T: Display>(entries: impl IntoIterator<Item = T>) -> String {
    format!("[{}]", joined(entries, ", "))
}

/// The same in as few characters as it takes: `2·0·0·1` from four entries on.
pub fn short_row<T: Display>(entries: &[T]) -> String {
    match entries.len() {
        0..4 => row(entries),
        _ => joined(entries, "·"),
    }
}

fn joined<T: Display>(entries: impl IntoIterator<Item = T>, between: &str) -> String {
    let entries: Vec<String> = entries.into_iter().map(|entry| entry.to_string()).collect();
    entries.join(between)
}

/// A clock as a mere value, for messages and keys: in the order of its entries, which is total and
/// says nothing of what happened first. The clock inside compares as clocks do.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Listed<K: Ord = NodeId>(pub VectorClock<K>);

impl<K: Ord + Copy> Default for Listed<K> {
    fn default() -> Self {
        Listed(VectorClock::new())
    }
}

impl<K: Ord> Ord for Listed<K> {
    fn cmp(&self, other: &Self) -> Ordering {
        self.0.0.cmp(&other.0.0)
    }
}

impl<K: Ord> PartialOrd for Listed<K> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn clock(counts: &[u64]) -> VectorClock {
        VectorClock::from(counts)
    }

    /// Stateright's `vector_clock.rs`.
    #[test]
    fn clocks_compare_as_stateright_says() {
        const LESS: Option<Ordering> = Some(Ordering::Less);
        const EQUAL: Option<Ordering> = Some(Ordering::Equal);
        for (a, b, expected) in [
            (&[1, 2, 3][..], &[1, 3, 4][..], LESS),
            (&[1, 2, 3], &[1, 3, 3], LESS),
            (&[1, 2, 3], &[2, 3, 3], LESS),
            (&[0, 1, 3], &[1, 2, 4], LESS),
            (&[1, 2, 3], &[1, 3, 2], None),
            (&[1, 2, 2], &[2, 1, 2], None),
            (&[], &[0, 0], EQUAL),
            (&[1, 2, 0], &[1, 2], EQUAL),
            (&[], &[1], LESS),
        ] {
            let (a, b) = (clock(a), clock(b));
            assert_eq!(a.partial_cmp(&b), expected, "{a:?} {b:?}");
            assert_eq!(b.partial_cmp(&a), expected.map(Ordering::reverse), "{b:?} {a:?}");
            assert_eq!(a.is_concurrent_with(&b), expected.is_none());
            assert_eq!(a == b, expected == EQUAL);
        }
    }

    #[test]
    fn a_merge_takes_the_larger_of_every_entry() {
        let mut merged = clock(&[1, 2, 3, 4]);
        merged.merge(&clock(&[5, 6, 0]));
        assert_eq!(merged, clock(&[5, 6, 3, 4]));
    }

    #[test]
    fn an_entry_of_nothing_is_no_entry() {
        let mut a = clock(&[1, 2]);
        a.set(NodeId(1), 0);
        assert_eq!((a.len(), a.get(NodeId(1)), a.tick(NodeId(1))), (1, 0, 1));
        assert!(clock(&[0, 0]).is_empty());
    }

    #[test]
    fn listed_clocks_are_in_one_order_whatever_happened_first() {
        let listed = |counts| Listed(clock(counts));
        assert!(listed(&[0, 1]) > listed(&[1, 0]), "node 0 has no entry in the first");
        assert_eq!(listed(&[1, 2, 0]).cmp(&listed(&[1, 2])), Ordering::Equal);
        assert!(listed(&[]) < listed(&[1]));
    }
}
