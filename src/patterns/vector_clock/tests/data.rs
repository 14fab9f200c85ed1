//! The replicated data types: published vectors, the laws of a merge, and an oracle.

use crate::patterns::vector_clock::crdt::{Dot, GCounter, OrSet, PNCounter};
use crate::sim::SortedSet;
use crate::sim::random::{Random, Tag, below};
use crate::sim::{NodeId, VectorClock};
use crdts::{CmRDT, CvRDT, Orswot};
use rand_pcg::Pcg32;
use std::cmp::Ordering::{Equal, Greater, Less};

fn merged<T: Clone>(a: &T, b: &T, merge: fn(&mut T, &T)) -> T {
    let mut both = a.clone();
    merge(&mut both, b);
    both
}

fn counter(slots: &[u64]) -> GCounter<u32> {
    (1..).zip(slots.iter().copied()).collect()
}

/// Apache Pekko, `GCounterSpec`.
#[test]
fn g_counters_merge_as_pekko_says() {
    for (a, b, slots, value) in [
        (&[7, 10][..], &[4, 6][..], [7, 10], 17),
        (&[4, 10], &[7, 6], [7, 10], 17),
        (&[7], &[0, 6], [7, 6], 13),
    ] {
        let (a, b) = (counter(a), counter(b));
        for both in [merged(&a, &b, GCounter::merge), merged(&b, &a, GCounter::merge)] {
            assert_eq!((both.get(1), both.get(2), both.value()), (slots[0], slots[1], value));
        }
    }
    let mut stepwise = GCounter::new();
    for (who, amount) in [(1, 3), (1, 4), (2, 2), (2, 7)] {
        stepwise.add(who, amount);
    }
    stepwise.increment(2);
    assert_eq!(stepwise, counter(&[7, 10]));
}

/// Apache Pekko, `PNCounterSpec`.
#[test]
fn pn_counters_merge_as_pekko_says() {
    let count = |steps: [(u32, i64); 5]| {
        let mut counter = PNCounter::new();
        for (who, step) in steps {
            match step {
                1 => counter.increment(who),
                2.. => counter.add(who, step.unsigned_abs()),
                _ => counter.subtract(who, step.unsigned_abs()),
            }
        }
        counter
    };
    let a = count([(1, 3), (1, -2), (2, 5), (2, -2), (2, 1)]);
    let b = count([(1, 2), (1, -3), (2, 3), (2, -2), (2, 1)]);
    let parts = |c: &PNCounter<u32>| (c.up().value(), c.down().value(), c.value());
    assert_eq!((parts(&a), parts(&b)), ((9, 4, 5), (6, 5, 1)));
    assert_eq!(parts(&merged(&a, &b, PNCounter::merge)), (9, 5, 4));
    assert_eq!(parts(&merged(&b, &a, PNCounter::merge)), (9, 5, 4));
    let mut below_zero = PNCounter::new();
    below_zero.decrement(1);
    assert_eq!(below_zero.value(), -1);
}

/// riak_core, `vclock.erl`: `example_test`, `equals_or_dominates_test`, `merge_test`.
#[test]
fn clocks_are_those_of_riak() {
    let tick = |clock: &VectorClock, who| {
        let mut next = clock.clone();
        next.tick(NodeId(who));
        next
    };
    let empty = VectorClock::new();
    let (a1, b1) = (tick(&empty, 0), tick(&empty, 1));
    assert!(a1.covers(&empty) && b1.covers(&empty) && !a1.covers(&b1));
    let c1 = tick(&merged(&tick(&a1, 0), &b1, VectorClock::merge), 2);
    assert!(c1.covers(&tick(&a1, 0)) && c1.covers(&b1) && !b1.covers(&c1) && !b1.covers(&a1));
    let a3 = tick(&tick(&a1, 1), 0);
    let (b4, b5) = (tick(&a3, 1), tick(&a3, 1));
    assert_eq!((b4.partial_cmp(&a3), a3.partial_cmp(&b4)), (Some(Greater), Some(Less)));
    assert_eq!((b4.partial_cmp(&b5), &b4), (Some(Equal), &b5));
    let (one, other) = (VectorClock::from(&[1, 2, 0, 4][..]), VectorClock::from(&[0, 0, 3, 3][..]));
    assert_eq!(merged(&one, &other, VectorClock::merge), VectorClock::from(&[1, 2, 3, 4][..]));
}

fn holds<T: Ord + Clone>(set: &OrSet<T, u8>) -> Vec<T> {
    set.elements().cloned().collect()
}

#[test]
fn of_an_addition_and_a_removal_that_do_not_know_each_other_the_addition_wins() {
    let mut here = OrSet::new();
    assert_eq!(here.add(1, "B"), Dot { who: 1, count: 1 });
    let mut there = here.clone();
    assert_eq!(there.remove(&"B"), SortedSet::from([Dot { who: 1, count: 1 }]));
    here.add(1, "B");
    for both in [merged(&here, &there, OrSet::merge), merged(&there, &here, OrSet::merge)] {
        assert_eq!(holds(&both), ["B"]);
    }
    let mut knows = merged(&here, &there, OrSet::merge);
    knows.remove(&"B");
    assert_eq!(holds(&merged(&knows, &here, OrSet::merge)), Vec::<&str>::new());
    assert!(knows.remove(&"B").is_empty(), "there is nothing left to remove");
    let mut all = OrSet::new();
    for user in ["B", "C"] {
        all.add(2, user);
    }
    let before = all.clone();
    all.clear();
    assert!(all.is_empty() && merged(&before, &all, OrSet::merge).is_empty());
    assert_eq!((before.len(), before.contains(&"C"), all.seen().get(2)), (2, true, 2));
}

/// A replica of everything, ours beside those of the `crdts` crate.
#[derive(Clone, Default)]
struct Replica {
    ups: GCounter<u8>,
    both: PNCounter<u8>,
    set: OrSet<u8, u8>,
    their_ups: crdts::GCounter<u8>,
    their_both: crdts::PNCounter<u8>,
    their_set: Orswot<u8, u8>,
}

impl Replica {
    fn change(&mut self, me: u8, rng: &mut Pcg32) {
        let element = below(rng, 5) as u8;
        match below(rng, 5) {
            0 => {
                self.ups.increment(me);
                self.their_ups.apply(self.their_ups.inc(me));
            }
            1 => {
                self.both.increment(me);
                self.their_both.apply(self.their_both.inc(me));
            }
            2 => {
                self.both.decrement(me);
                self.their_both.apply(self.their_both.dec(me));
            }
            3 => {
                self.set.add(me, element);
                let context = self.their_set.read_ctx().derive_add_ctx(me);
                self.their_set.apply(self.their_set.add(element, context));
            }
            _ => {
                self.set.remove(&element);
                let context = self.their_set.contains(&element).derive_rm_ctx();
                self.their_set.apply(self.their_set.rm(element, context));
            }
        }
    }

    fn merge(&mut self, other: &Replica) {
        self.ups.merge(&other.ups);
        self.both.merge(&other.both);
        self.set.merge(&other.set);
        self.their_ups.merge(other.their_ups.clone());
        self.their_both.merge(other.their_both.clone());
        self.their_set.merge(other.their_set.clone());
    }

    fn ours(&self) -> (GCounter<u8>, PNCounter<u8>, OrSet<u8, u8>) {
        (self.ups.clone(), self.both.clone(), self.set.clone())
    }

    #[track_caller]
    fn agrees(&self, number: u64) {
        assert_eq!(self.ups.value().to_string(), self.their_ups.read().to_string(), "{number}");
        assert_eq!(self.both.value().to_string(), self.their_both.read().to_string(), "{number}");
        let theirs: SortedSet<u8> = self.their_set.read().val.into_iter().collect();
        let ours: SortedSet<u8> = self.set.elements().copied().collect();
        assert_eq!(ours, theirs, "{number}");
    }
}

#[test]
fn random_operations_agree_with_the_crdts_crate() {
    let (mut removed, mut merges) = (0, 0);
    for number in 0..2_000 {
        let mut rng = Random::stream(0xc2d7, Tag::Test, [number, 0, 0]);
        let mut replicas = vec![Replica::default(); 4];
        for _ in 0..60 {
            let at = below(&mut rng, 4) as usize;
            if below(&mut rng, 3) == 0 {
                let other = replicas[below(&mut rng, 4) as usize].clone();
                replicas[at].merge(&other);
                merges += 1;
            } else {
                let before = replicas[at].set.len();
                replicas[at].change(at as u8, &mut rng);
                removed += usize::from(replicas[at].set.len() < before);
            }
            replicas[at].agrees(number);
        }
        laws(&replicas);
    }
    assert!(removed > 1_000 && merges > 10_000, "{removed} removals, {merges} merges");
}

/// Commutative, associative, idempotent, whatever the replicas are.
fn laws(replicas: &[Replica]) {
    let both = |a: &Replica, b: &Replica| merged(a, b, Replica::merge);
    let [a, b, c, ..] = replicas else { panic!("three at least") };
    assert_eq!(both(a, b).ours(), both(b, a).ours());
    assert_eq!(both(&both(a, b), c).ours(), both(a, &both(b, c)).ours());
    assert_eq!(both(a, a).ours(), a.ours());
    assert_eq!(both(&both(a, b), b).ours(), both(a, b).ours());
}
