//! Replicated data types whose merge is the least upper bound (Shapiro and others 2011).
//!
//! ```text
//! G-counter   {S1:7, S2:10} ⊔ {S1:4, S2:6} = {S1:7, S2:10}       one slot per replica, larger wins
//! PN-counter  likes and unlikes, a G-counter each
//! OR-set      who likes, each with the dots of the likes; an unlike removes the dots it has seen
//! ```
//!
//! Whatever is merged with whatever, in any order and however often, the same events give the same
//! value. They are generic over the key of a replica; the pattern uses its slots.

pub use crate::sim::Dot;
use crate::sim::sorted::{SortedMap, SortedSet};
use crate::sim::{Listed, VectorClock};

/// A counter that only grows: one slot per replica, and only its owner counts in it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct GCounter<K: Ord>(Listed<K>);

impl<K: Ord + Copy> GCounter<K> {
    /// A counter that has counted nothing.
    pub fn new() -> Self {
        GCounter(Listed::default())
    }

    /// Replica `who` counts one more.
    pub fn increment(&mut self, who: K) {
        self.add(who, 1);
    }

    /// Replica `who` counts `amount` more.
    ///
    /// # Panics
    /// When its slot does not fit into 64 bits.
    pub fn add(&mut self, who: K, amount: u64) {
        let count = self.get(who).checked_add(amount).expect("a slot fits into 64 bits");
        self.0.0.set(who, count);
    }

    /// What replica `who` has counted.
    pub fn get(&self, who: K) -> u64 {
        self.0.0.get(who)
    }

    /// What all have counted together.
    pub fn value(&self) -> u128 {
        self.0.0.entries().map(|(_, count)| u128::from(count)).sum()
    }

    /// The slots above 0, in order.
    pub fn slots(&self) -> impl Iterator<Item = (K, u64)> {
        self.0.0.entries()
    }

    /// Takes the larger of every slot.
    pub fn merge(&mut self, other: &Self) {
        self.0.0.merge(&other.0.0);
    }
}

impl<K: Ord + Copy> Default for GCounter<K> {
    fn default() -> Self {
        GCounter::new()
    }
}

impl<K: Ord + Copy> FromIterator<(K, u64)> for GCounter<K> {
    /// Of a replica that comes twice the last counts.
    fn from_iter<I: IntoIterator<Item = (K, u64)>>(slots: I) -> Self {
        GCounter(Listed(slots.into_iter().collect()))
    }
}

/// A counter that also counts down: what was counted up, less what was counted down.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PNCounter<K: Ord> {
    up: GCounter<K>,
    down: GCounter<K>,
}

impl<K: Ord + Copy> PNCounter<K> {
    /// A counter that has counted nothing.
    pub fn new() -> Self {
        PNCounter::from_counters(GCounter::new(), GCounter::new())
    }

    /// The counter that counted so much up and so much down.
    pub fn from_counters(up: GCounter<K>, down: GCounter<K>) -> Self {
        PNCounter { up, down }
    }

    /// Replica `who` counts one up.
    pub fn increment(&mut self, who: K) {
        self.up.increment(who);
    }

    /// Replica `who` counts one down.
    pub fn decrement(&mut self, who: K) {
        self.down.increment(who);
    }

    /// Replica `who` counts `amount` up.
    ///
    /// # Panics
    /// When its slot does not fit into 64 bits.
    pub fn add(&mut self, who: K, amount: u64) {
        self.up.add(who, amount);
    }

    /// Replica `who` counts `amount` down.
    ///
    /// # Panics
    /// When its slot does not fit into 64 bits.
    pub fn subtract(&mut self, who: K, amount: u64) {
        self.down.add(who, amount);
    }

    /// What was counted up.
    pub fn up(&self) -> &GCounter<K> {
        &self.up
    }

    /// What was counted down.
    pub fn down(&self) -> &GCounter<K> {
        &self.down
    }

    /// Up less down; below 0 when more was taken back than was ever given.
    pub fn value(&self) -> i128 {
        let wide = |counter: &GCounter<K>| i128::try_from(counter.value()).unwrap_or(i128::MAX);
        wide(&self.up) - wide(&self.down)
    }

    /// Takes the larger of every slot, up and down apart.
    pub fn merge(&mut self, other: &Self) {
        self.up.merge(&other.up);
        self.down.merge(&other.down);
    }
}

impl<K: Ord + Copy> Default for PNCounter<K> {
    fn default() -> Self {
        PNCounter::new()
    }
}

/// A set to which an element can be added and from which it can be removed, again and again. Of
/// an addition and a removal that did not know of each other the addition wins.
///
/// No tombstones: whatever dot `seen` covers and no element carries was removed (Bieniusa and
/// others 2012).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OrSet<T: Ord, K: Ord> {
    dots: SortedMap<T, SortedSet<Dot<K>>>,
    seen: Listed<K>,
}

impl<T: Ord + Clone, K: Ord + Copy> OrSet<T, K> {
    /// A set that never held anything.
    pub fn new() -> Self {
        OrSet { dots: SortedMap::new(), seen: Listed::default() }
    }

    /// Adds `element` at replica `who`; the dot of this addition, which stands in for every
    /// earlier one that this replica has seen.
    pub fn add(&mut self, who: K, element: T) -> Dot<K> {
        let dot = Dot { who, count: self.seen.0.tick(who) };
        self.dots.insert(element, SortedSet::from([dot]));
        dot
    }

    /// Removes every addition of `element` that this replica has seen; their dots.
    pub fn remove(&mut self, element: &T) -> SortedSet<Dot<K>> {
        self.dots.remove(element).unwrap_or_default()
    }

    /// Removes everything that this replica has seen.
    pub fn clear(&mut self) {
        self.dots.clear();
    }

    /// Whether `element` is in the set.
    pub fn contains(&self, element: &T) -> bool {
        self.dots.contains_key(element)
    }

    /// The elements, in order.
    pub fn elements(&self) -> impl Iterator<Item = &T> {
        self.dots.keys()
    }

    /// The additions that keep `element` in the set; none when it is not there.
    pub fn dots(&self, element: &T) -> SortedSet<Dot<K>> {
        self.dots.get(element).cloned().unwrap_or_default()
    }

    /// Every addition that was seen, the removed ones included.
    pub fn seen(&self) -> &VectorClock<K> {
        &self.seen.0
    }

    /// How many elements there are.
    pub fn len(&self) -> usize {
        self.dots.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.dots.is_empty()
    }

    /// Keeps a dot that both have, and one that only one of them has and the other never saw:
    /// what the other saw and does not have, it has removed.
    pub fn merge(&mut self, other: &Self) {
        let unseen = |seen: &VectorClock<K>, dot: &Dot<K>| seen.get(dot.who) < dot.count;
        for (element, mine) in &mut self.dots {
            let theirs = other.dots.get(element);
            mine.retain(|dot| {
                theirs.is_some_and(|theirs| theirs.contains(dot)) || unseen(&other.seen.0, dot)
            });
        }
        for (element, theirs) in &other.dots {
            for dot in theirs.iter().filter(|dot| unseen(&self.seen.0, dot)) {
                self.dots.entry(element.clone()).or_default().insert(*dot);
            }
        }
        self.dots.retain(|_, dots| !dots.is_empty());
        self.seen.0.merge(&other.seen.0);
    }
}

impl<T: Ord + Clone, K: Ord + Copy> Default for OrSet<T, K> {
    fn default() -> Self {
        OrSet::new()
    }
}
