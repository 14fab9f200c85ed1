//! Dotted version vector sets: all concurrent values of a record under one vector (Almeida,
//! Baquero, Gonçalves, Preguiça and Fonte 2012, 2014).
//!
//! ```text
//! {(a, 3, [v5, v2]), (b, 1, [])}      the dots a1, a2, a3 and b1 have been heard of;
//!                                     v5 is a3, v2 is a2, and what a1 and b1 wrote is overwritten
//! ```
//!
//! The values of an entry are the newest ones of its replica, newest first: their dots need not be
//! written down. So two values that one replica took from two writers with the same context stand
//! side by side, where a version vector would take the later one for a successor of the earlier.
//! Values without a dot, in the *anonymous list*, are those of a client that are not stored yet,
//! and those into which others were reconciled.

use crate::sim::VectorClock;
use std::cmp::Ordering;

/// What is known of one replica.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Entry<I, V> {
    /// Whose it is.
    pub id: I,
    /// How many of its writes have been heard of.
    pub count: u64,
    /// The values of its last writes that nothing has overwritten, newest first; never more than
    /// `count`.
    pub values: Vec<V>,
}

/// A set of concurrent values with what they have heard of.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DvvSet<I, V> {
    /// One entry for each replica that wrote, in order of their names.
    entries: Vec<Entry<I, V>>,
    /// Values without a dot.
    anonymous: Vec<V>,
}

impl<I, V> Default for DvvSet<I, V> {
    /// Nothing written, nothing heard of.
    fn default() -> Self {
        DvvSet { entries: Vec::new(), anonymous: Vec::new() }
    }
}

impl<I: Ord + Copy, V: Clone> DvvSet<I, V> {
    /// A value that has heard of nothing: what a client sends that has read nothing.
    pub fn new(value: V) -> Self {
        DvvSet::new_list(vec![value])
    }

    /// Several values that have heard of nothing.
    pub fn new_list(values: Vec<V>) -> Self {
        DvvSet { entries: Vec::new(), anonymous: values }
    }

    /// A value written by a client that has read what `context` tells; take it from
    /// [`join`](Self::join).
    pub fn with_context(context: &VectorClock<I>, value: V) -> Self {
        DvvSet::with_context_list(context, vec![value])
    }

    /// Several values under one context.
    pub fn with_context_list(context: &VectorClock<I>, values: Vec<V>) -> Self {
        let entry = |(id, count)| Entry { id, count, values: Vec::new() };
        DvvSet { entries: context.entries().map(entry).collect(), anonymous: values }
    }

    /// A set of these entries, each `(replica, count, values newest first)`, and these anonymous
    /// values.
    ///
    /// # Panics
    /// When a replica comes twice, or an entry has more values than it counts.
    pub fn of(entries: impl IntoIterator<Item = (I, u64, Vec<V>)>, anonymous: Vec<V>) -> Self {
        let mut set = DvvSet { entries: Vec::new(), anonymous };
        for (id, count, values) in entries {
            assert!(values.len() as u64 <= count, "every value has a dot");
            let at = set.find(id).expect_err("a replica has one entry");
            set.entries.insert(at, Entry { id, count, values });
        }
        set
    }

    /// The entries, in order of their replicas.
    pub fn entries(&self) -> &[Entry<I, V>] {
        &self.entries
    }

    /// The values without a dot.
    pub fn anonymous(&self) -> &[V] {
        &self.anonymous
    }

    fn find(&self, id: I) -> Result<usize, usize> {
        self.entries.binary_search_by(|entry| entry.id.cmp(&id))
    }

    /// The version vector of all that has been heard of: the context that a reader takes along.
    pub fn join(&self) -> VectorClock<I> {
        self.entries.iter().map(|entry| (entry.id, entry.count)).collect()
    }

    /// The replicas that wrote.
    pub fn ids(&self) -> impl Iterator<Item = I> {
        self.entries.iter().map(|entry| entry.id)
    }

    /// Every value: the anonymous ones, then those of each replica, newest first.
    pub fn values(&self) -> impl Iterator<Item = &V> {
        self.anonymous.iter().chain(self.entries.iter().flat_map(|entry| &entry.values))
    }

    /// How many values there are.
    pub fn len(&self) -> usize {
        self.values().count()
    }

    /// Whether there is no value.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// How what was heard of is related, whatever the values: `Less` means that every value here
    /// is outdated; `None` is concurrent.
    pub fn ordering(&self, other: &Self) -> Option<Ordering> {
        self.join().partial_cmp(&other.join())
    }

    /// Whether this has heard of less than `other`.
    pub fn less(&self, other: &Self) -> bool {
        self.ordering(other) == Some(Ordering::Less)
    }

    /// Whether both have heard of the same and keep as many values of every replica.
    pub fn equal(&self, other: &Self) -> bool {
        let shape = |entry: &Entry<I, V>| (entry.id, entry.count, entry.values.len());
        self.entries.iter().map(shape).eq(other.entries.iter().map(shape))
    }

    /// Replica `id` counts one more, and `value` is what it wrote.
    pub fn event(&mut self, id: I, value: V) {
        match self.find(id) {
            Ok(at) => {
                self.entries[at].count += 1;
                self.entries[at].values.insert(0, value);
            }
            Err(at) => self.entries.insert(at, Entry { id, count: 1, values: vec![value] }),
        }
    }

    /// The first write at replica `id`, of a client's one value.
    ///
    /// # Panics
    /// When this is not a client's set, with one anonymous value and no other.
    pub fn update(mut self, id: I) -> Self {
        let value = self.take_one();
        self.event(id, value);
        self
    }

    fn take_one(&mut self) -> V {
        assert!(self.anonymous.len() == 1, "a client writes one value");
        self.anonymous.remove(0)
    }

    /// The same histories with every value turned into another.
    pub fn map<W>(&self, turn: impl Fn(&V) -> W) -> DvvSet<I, W> {
        let entry = |entry: &Entry<I, V>| Entry {
            id: entry.id,
            count: entry.count,
            values: entry.values.iter().map(&turn).collect(),
        };
        let entries = self.entries.iter().map(entry).collect();
        DvvSet { entries, anonymous: self.anonymous.iter().map(&turn).collect() }
    }

    /// All values made one, which is anonymous: it stands for everything heard of.
    pub fn reconcile(&self, make: impl FnOnce(Vec<&V>) -> V) -> Self {
        DvvSet::with_context(&self.join(), make(self.values().collect()))
    }

    /// The newest value by an order of values, in which `at_most(a, b)` says that `a` is not newer
    /// than `b`; of equal ones the last. Only the newest write of each replica is looked at, as its
    /// older ones cannot be newer. `None` when there is no value.
    pub fn last(&self, at_most: impl Fn(&V, &V) -> bool) -> Option<&V> {
        self.newest(at_most).map(|(_, value)| value)
    }

    /// Only the newest value by an order of values, where it was; see [`last`](Self::last).
    pub fn lww(&self, at_most: impl Fn(&V, &V) -> bool) -> Self {
        let Some((id, value)) = self.newest(at_most) else { return self.clone() };
        let mut set = DvvSet::with_context_list(&self.join(), Vec::new());
        match id.map(|id| set.find(id).expect("it has an entry")) {
            Some(at) => set.entries[at].values.push(value.clone()),
            None => set.anonymous.push(value.clone()),
        }
        set
    }

    fn newest(&self, at_most: impl Fn(&V, &V) -> bool) -> Option<(Option<I>, &V)> {
        let first = |entry| -> Option<(Option<I>, &V)> {
            let Entry { id, values, .. }: &Entry<I, V> = entry;
            Some((Some(*id), values.first()?))
        };
        let dotted = self.entries.iter().filter_map(first);
        let all = dotted.chain(self.anonymous.iter().map(|value| (None, value)));
        all.reduce(|a, b| if at_most(a.1, b.1) { b } else { a })
    }
}

impl<I: Ord + Copy, V: Clone + Ord> DvvSet<I, V> {
    /// Everything that both have heard of, with every value that is in both, or in one and not
    /// heard of by the other. Commutative, associative and idempotent for sets that replicas make
    /// by [`update_at`](Self::update_at).
    pub fn sync(&self, other: &Self) -> Self {
        let anonymous = match self.ordering(other) {
            Some(Ordering::Less) => other.anonymous.clone(),
            Some(Ordering::Greater) => self.anonymous.clone(),
            _ => {
                let mut both = [self.anonymous.clone(), other.anonymous.clone()].concat();
                crate::sim::sorted::sort_by(&mut both, Ord::cmp);
                both.dedup();
                both
            }
        };
        let mut set = DvvSet { entries: self.entries.clone(), anonymous };
        for theirs in &other.entries {
            match set.find(theirs.id) {
                Ok(at) => set.entries[at] = merged(&set.entries[at], theirs),
                Err(at) => set.entries.insert(at, theirs.clone()),
            }
        }
        set
    }

    /// [`sync`](Self::sync) of all of these; nothing for none.
    pub fn sync_all<'s>(sets: impl IntoIterator<Item = &'s Self>) -> Self
    where
        Self: 's,
    {
        sets.into_iter().fold(DvvSet::default(), |all, one| all.sync(one))
    }

    /// A client's write, `self` (one value and the context it was written in), at replica `id`,
    /// which has `server`: the value replaces what its context has heard of, and nothing else.
    ///
    /// # Panics
    /// When `self` is not a client's set, with one anonymous value and no other.
    pub fn update_at(mut self, server: &Self, id: I) -> Self {
        let value = self.take_one();
        let mut set = self.sync(server);
        set.event(id, value);
        set
    }
}

/// One replica's entry from two: of the values those that both have, and those above what the
/// other has heard of.
fn merged<I: Copy, V: Clone>(a: &Entry<I, V>, b: &Entry<I, V>) -> Entry<I, V> {
    let (newer, older) = if a.count >= b.count { (a, b) } else { (b, a) };
    // Up to here everything is overwritten, as the one or the other knows.
    let gone = |entry: &Entry<I, V>| entry.count - entry.values.len() as u64;
    let keep = newer.count - gone(newer).max(gone(older)).min(newer.count);
    let values = newer.values.iter().take(keep as usize).cloned().collect();
    Entry { id: newer.id, count: newer.count, values }
}
