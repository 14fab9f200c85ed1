//! The data types against published vectors and against causal histories written down in full:
//! dotted version vector sets (`dvvset.erl`), version vectors (Voldemort's `VectorClockTest`), the
//! rules of resolution, and pruning.

use crate::patterns::version_vector::dvvset::DvvSet;
use crate::patterns::version_vector::params::Resolve;
use crate::patterns::version_vector::resolve::resolve;
use crate::patterns::version_vector::vectors::{Occurred, counted, occurred, prune};
use crate::patterns::version_vector::version::{Value, Version, Writer};
use crate::sim::random::{Random, Tag, below};
use crate::sim::{Dot, LocalTime, NodeId, SortedMap, VectorClock};
use std::collections::BTreeSet;

type Set = DvvSet<char, &'static str>;
type Entries = &'static [(char, u64, &'static [&'static str])];

fn set(entries: Entries) -> Set {
    with(entries, &[])
}

fn with(entries: Entries, anonymous: &[&'static str]) -> Set {
    let entries = entries.iter().map(|(id, count, values)| (*id, *count, values.to_vec()));
    DvvSet::of(entries, anonymous.to_vec())
}

fn context(set: &Set, value: &'static str) -> Set {
    DvvSet::with_context(&set.join(), value)
}

/// The tests of `dvvset.erl`.
#[test]
fn updates_are_those_of_dvvset() {
    let a0 = DvvSet::new("v1").update('a');
    let a1 = context(&a0, "v2").update_at(&a0, 'a');
    let a2 = context(&a1, "v3").update_at(&a1, 'b');
    let a3 = context(&a0, "v4").update_at(&a1, 'b');
    let a4 = context(&a0, "v5").update_at(&a1, 'a');
    assert_eq!(a0, set(&[('a', 1, &["v1"])]));
    assert_eq!(a1, set(&[('a', 2, &["v2"])]));
    assert_eq!(a2, set(&[('a', 2, &[]), ('b', 1, &["v3"])]));
    assert_eq!(a3, set(&[('a', 2, &["v2"]), ('b', 1, &["v4"])]));
    assert_eq!(a4, set(&[('a', 3, &["v5", "v2"])]));
    let blind = DvvSet::new("v2").update_at(&a0, 'a');
    assert_eq!(blind, set(&[('a', 2, &["v2", "v1"])]));
    let peter = context(&a0, "v3").update_at(&blind, 'a');
    assert_eq!(peter, set(&[('a', 3, &["v3", "v2"])]), "v3 had read v1 and not v2");
    let b1 = context(&a0, "v2").update_at(&a0, 'b');
    let entries: Vec<(char, u64)> = b1.join().entries().collect();
    assert_eq!(entries, [('a', 1), ('b', 1)]);
    assert!(DvvSet::<char, &str>::new("v1").join().is_empty());
}

#[test]
fn events_count_on_in_their_own_entry() {
    let mut a = DvvSet::new("v1").update('a');
    let mut b = a.clone();
    a.event('a', "v2");
    b.event('b', "v2");
    assert_eq!(a, set(&[('a', 2, &["v2", "v1"])]));
    assert_eq!(b, set(&[('a', 1, &["v1"]), ('b', 1, &["v2"])]));
}

#[test]
fn syncs_are_those_of_dvvset() {
    let a = DvvSet::new("v1").update('a');
    let y = DvvSet::new_list(vec!["v2"]).update('b');
    let x = set(&[('x', 1, &[])]);
    let a1 = context(&a, "v2").update('a');
    let (a3, a4) = (context(&a1, "v3").update('b'), context(&a1, "v3").update('c'));
    let (w, z) = (set(&[('a', 1, &[])]), set(&[('a', 2, &["v2", "v1"])]));
    for (one, other, both) in [
        (&w, &z, set(&[('a', 2, &["v2"])])),
        (&a, &a1, set(&[('a', 2, &["v2"])])),
        (&a4, &a3, set(&[('a', 2, &[]), ('b', 1, &["v3"]), ('c', 1, &["v3"])])),
        (&x, &a, set(&[('a', 1, &["v1"]), ('x', 1, &[])])),
        (&a, &y, set(&[('a', 1, &["v1"]), ('b', 1, &["v2"])])),
    ] {
        assert_eq!(one.sync(other), both);
        assert_eq!(other.sync(one), both);
        assert_eq!(DvvSet::sync_all([one, other, one]), both);
    }
    // Anonymous values: of the set that has heard of more; of both when neither has.
    let (old, new) = (with(&[('a', 1, &[])], &["p"]), with(&[('a', 2, &[])], &["q"]));
    assert_eq!(old.sync(&new), new);
    let other = with(&[('b', 1, &[])], &["q", "p"]);
    let both = with(&[('a', 1, &[]), ('b', 1, &[])], &["p", "q"]);
    assert_eq!((old.sync(&other), other.sync(&old)), (both.clone(), both));
}

#[test]
fn sets_compare_by_what_they_have_heard_of() {
    let list = |values: &[&'static str]| DvvSet::<char, _>::new_list(values.to_vec());
    let a = list(&["v1", "v2"]).map(|value| *value);
    assert_eq!((a.len(), a.values().count()), (2, 2));
    let one = DvvSet::new_list(vec!["v1"]).update('a');
    let two = context(&one, "v2").update('a');
    let three = context(&two, "v3").update('b');
    let four = context(&two, "v4").update('c');
    let both = DvvSet::sync_all([&three, &four]);
    for (less, more) in
        [(&one, &two), (&one, &three), (&two, &three), (&two, &both), (&three, &both)]
    {
        assert!(less.less(more) && !more.less(less));
    }
    for (a, b) in [(&one, &one), (&three, &four), (&four, &three)] {
        assert!(!a.less(b));
    }
    assert_eq!(three.ordering(&four), None);
    let (p, q) = (
        set(&[('a', 4, &["x", "y"]), ('b', 1, &[])]),
        set(&[('a', 4, &["u", "v"]), ('b', 1, &[])]),
    );
    assert!(p.equal(&q) && p != q, "values do not count");
    assert!(!p.equal(&set(&[('a', 4, &["x"]), ('b', 1, &[])])), "how many there are does");
    assert_eq!(p.ids().collect::<Vec<_>>(), ['a', 'b']);
}

#[test]
fn values_are_reconciled_as_in_dvvset() {
    type Numbers = DvvSet<char, i64>;
    let x = Numbers::of([('a', 4, vec![5, 2]), ('b', 1, vec![]), ('c', 1, vec![3])], vec![]);
    let y = Numbers::of([('a', 4, vec![5, 2]), ('b', 1, vec![]), ('c', 1, vec![3])], vec![10, 0]);
    let z = Numbers::of([('a', 4, vec![5, 2]), ('b', 1, vec![1])], vec![3]);
    let rest = |a: Vec<i64>, anonymous: Vec<i64>| {
        Numbers::of([('a', 4, a), ('b', 1, vec![]), ('c', 1, vec![])], anonymous)
    };
    let at_most = |a: &i64, b: &i64| a <= b;
    assert_eq!((x.last(at_most), y.last(at_most)), (Some(&5), Some(&10)));
    assert_eq!(x.lww(at_most), rest(vec![5], vec![]));
    assert_eq!(y.lww(at_most), rest(vec![], vec![10]));
    assert_eq!(z.lww(at_most), Numbers::of([('a', 4, vec![5]), ('b', 1, vec![])], vec![]));
    let sum = |values: Vec<&i64>| values.into_iter().sum();
    assert_eq!(x.reconcile(sum), rest(vec![], vec![10]));
    assert_eq!(y.reconcile(sum), rest(vec![], vec![20]));
    let values: Vec<i64> = y.values().copied().collect();
    assert_eq!(values, [10, 0, 5, 2, 3], "anonymous first, then newest first");
    assert_eq!(x.map(|value| value * 2).len(), 3);
}

/// A causal history written down in full: every value with the dots of all it had read.
type Full = Vec<(Dot<char>, BTreeSet<Dot<char>>)>;

/// Random writes at four replicas, by clients that read one of them at some time, and syncs:
/// the sets hold the values that the full histories leave standing.
#[test]
fn dvvsets_agree_with_histories_written_down_in_full() {
    let mut siblings = 0;
    for number in 0..2_000 {
        let mut rng = Random::stream(0xd5e7, Tag::Test, [number, 0, 0]);
        let mut draw = |sides: u64| below(&mut rng, sides) as usize;
        let mut sets = vec![DvvSet::<char, Dot<char>>::default(); 4];
        let mut full: Vec<(Full, BTreeSet<Dot<char>>)> = vec![Default::default(); 4];
        let mut clients = vec![(VectorClock::<char>::new(), BTreeSet::new()); 3];
        for _ in 0..40 {
            let (at, client) = (draw(4), draw(3));
            let id = char::from(b'a' + at as u8);
            match draw(6) {
                0 | 1 => {
                    clients[client] = (sets[at].join(), full[at].1.clone());
                }
                2..4 => {
                    let (context, read) = match draw(4) {
                        0 => Default::default(),
                        _ => clients[client].clone(),
                    };
                    let dot = Dot { who: id, count: sets[at].join().get(id) + 1 };
                    sets[at] = DvvSet::with_context(&context, dot).update_at(&sets[at], id);
                    let (values, heard) = &mut full[at];
                    values.retain(|(old, _)| !read.contains(old));
                    heard.extend(read.iter().copied().chain([dot]));
                    values.push((dot, read));
                }
                _ => {
                    let from = draw(4);
                    let (one, news) = (sets[from].clone(), full[from].clone());
                    sets[at] = sets[at].sync(&one);
                    let (values, heard) = &mut full[at];
                    values.retain(|(dot, _)| {
                        !news.1.contains(dot) || news.0.iter().any(|(other, _)| other == dot)
                    });
                    for value in news.0 {
                        if !heard.contains(&value.0) {
                            values.push(value);
                        }
                    }
                    heard.extend(news.1);
                }
            }
            let held: BTreeSet<Dot<char>> = sets[at].values().copied().collect();
            let must: BTreeSet<Dot<char>> = full[at].0.iter().map(|(dot, _)| *dot).collect();
            assert_eq!(held, must, "{number}");
            assert_eq!(sets[at].len(), must.len(), "no value twice");
            siblings += u64::from(must.len() > 1);
        }
        laws(&sets);
    }
    assert!(siblings > 20_000, "{siblings}");
}

fn laws(sets: &[DvvSet<char, Dot<char>>]) {
    for a in sets {
        assert_eq!(a.sync(a), *a);
        for b in sets {
            let ab = a.sync(b);
            assert_eq!(ab, b.sync(a));
            assert_eq!(ab.sync(b), ab);
            assert!(ab.join().covers(&a.join()) && ab.join().covers(&b.join()), "contexts grow");
            for c in sets {
                assert_eq!(ab.sync(c), a.sync(&b.sync(c)));
            }
        }
    }
}

/// Every story of up to four writes and syncs at two replicas, and the laws over whatever states
/// any of the stories reaches at one time.
#[test]
fn the_laws_hold_in_every_short_story() {
    type State = (DvvSet<char, Dot<char>>, DvvSet<char, Dot<char>>, VectorClock<char>);
    let mut states: BTreeSet<Vec<u8>> = BTreeSet::new();
    let mut queue: Vec<(Vec<u8>, State)> = vec![(Vec::new(), Default::default())];
    while let Some((story, (a, b, read))) = queue.pop() {
        laws(&[a.clone(), b.clone(), a.sync(&b)]);
        states.insert(story.clone());
        if story.len() == 5 {
            continue;
        }
        for step in 0..7_u8 {
            let (mut a, mut b, mut read) = (a.clone(), b.clone(), read.clone());
            let write = |set: &DvvSet<char, Dot<char>>, id: char, context: &VectorClock<char>| {
                let dot = Dot { who: id, count: set.join().get(id) + 1 };
                DvvSet::with_context(context, dot).update_at(set, id)
            };
            match step {
                0 => read = a.join(),
                1 => read = b.join(),
                2 => a = write(&a, 'a', &read),
                3 => b = write(&b, 'b', &read),
                4 => a = write(&a, 'a', &VectorClock::new()),
                5 => a = a.sync(&b),
                _ => b = b.sync(&a),
            }
            let story = [story.clone(), vec![step]].concat();
            queue.push((story, (a, b, read)));
        }
    }
    assert_eq!(states.len(), (7_usize.pow(6) - 1) / 6);
}

/// Voldemort's `VectorClockTest`: clocks as multisets of increments.
#[test]
fn vectors_compare_as_voldemort_says() {
    use Occurred::{After, Before, Concurrent, Same};
    for (one, other, expected) in [
        (&[][..], &[][..], Same),
        (&[1, 1, 2], &[1, 1, 2], Same),
        (&[1, 2, 1], &[2, 1, 1], Same),
        (&[], &[1], Before),
        (&[1, 1, 2], &[1, 1, 2, 3], Before),
        (&[1], &[2], Concurrent),
        (&[1, 1, 2], &[1, 1, 3], Concurrent),
        (&[1, 2, 3, 3], &[1, 1, 2, 3], Concurrent),
        (&[1, 2, 2, 3], &[1, 2, 3], After),
    ] {
        let (a, b) = (counted(one.iter().copied()), counted(other.iter().copied()));
        assert_eq!(occurred::<u16>(&a, &b), expected, "{one:?} {other:?}");
        let back = match expected {
            Before => After,
            After => Before,
            same => same,
        };
        assert_eq!(occurred(&b, &a), back, "{other:?} {one:?}");
    }
}

#[test]
fn pruning_keeps_what_was_counted_in_last() {
    let ages: SortedMap<u16, LocalTime> = [(1, 30), (2, 10), (3, 20), (4, 10)]
        .map(|(who, at)| (who, LocalTime(at)))
        .into_iter()
        .collect();
    let whole = counted([1, 2, 2, 3, 4]);
    for (most, keep, gone) in [
        (4, None, &[][..]),
        (3, None, &[2]),
        (2, None, &[2, 4]),
        (1, None, &[2, 4, 3]),
        (2, Some(2), &[4, 3]),
        (0, Some(1), &[2, 4, 3]),
    ] {
        let mut vector = whole.clone();
        let went = prune(&mut vector, &ages, most, |who| Some(who) == keep);
        assert_eq!(went, gone, "{most} {keep:?}");
        assert!(whole.covers(&vector) && went.iter().all(|who| vector.get(*who) == 0));
        assert_eq!(vector.len(), 4 - went.len());
    }
    // Nothing is known of the age of 9: it goes first.
    let mut vector = counted([1, 9]);
    assert_eq!(prune(&mut vector, &ages, 1, |_| false), [9]);
}

fn version(who: u16, count: u64, stock: i64, movements: &[(u16, u64, i64)]) -> Version {
    let dot = |who: u16, count| Dot { who: NodeId(who), count };
    let movements = movements.iter().map(|(who, count, delta)| (dot(*who, *count), *delta));
    let value = Value { stock, movements: movements.collect() };
    Version { dot: dot(who, count), by: Writer::Warehouse(NodeId(who)), value }
}

#[test]
fn rules_are_the_same_in_every_order() {
    use Resolve::{KeepHighest, KeepSiblings, MergeMovements, Priority};
    let a2 = version(0, 2, 130, &[(0, 1, 20), (0, 2, 10)]);
    let b1 = version(1, 1, 60, &[(1, 1, -40)]);
    let c1 = version(2, 1, 145, &[(0, 1, 20), (2, 1, 25)]);
    let a3 = version(0, 3, 130, &[(0, 3, 30)]);
    let stock = |rule, all: &[&Version]| resolve(rule, 100, all).map(|value| value.stock);
    for all in [[&a2, &b1, &c1], [&c1, &b1, &a2], [&b1, &a2, &c1]] {
        assert_eq!(stock(MergeMovements, &all), Some(115), "A.1 counts once");
        assert_eq!(stock(Priority, &all), Some(130));
        assert_eq!(stock(KeepHighest, &all), Some(145));
        assert_eq!(stock(KeepSiblings, &all), None);
    }
    for rule in [MergeMovements, Priority, KeepHighest, KeepSiblings] {
        assert_eq!(stock(rule, &[]), Some(100), "nothing moved");
        assert_eq!(stock(rule, &[&b1]), Some(60), "one version is what it says");
    }
    // Of two by one warehouse the newer has priority; of equal stocks the one of higher rank.
    for all in [[&a2, &a3], [&a3, &a2]] {
        assert_eq!(resolve(Priority, 100, &all).as_ref(), Some(&a3.value));
        assert_eq!(resolve(KeepHighest, 100, &all).as_ref(), Some(&a3.value));
        assert_eq!(stock(MergeMovements, &all), Some(160));
    }
}
