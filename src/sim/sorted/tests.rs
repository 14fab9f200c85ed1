//! Whatever is done to them, they are what the standard library's are.

use super::{SortedMap, SortedSet, sort_by_key};
use crate::sim::random::{Random, Tag, below};
use std::collections::{BTreeMap, BTreeSet};
use std::hash::{DefaultHasher, Hash, Hasher};

fn digest(of: &impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    of.hash(&mut hasher);
    hasher.finish()
}

#[test]
fn a_map_does_what_a_tree_does() {
    for seed in 0..50 {
        let mut rng = Random::stream(seed, Tag::Node, [0, 0, 0]);
        let (mut map, mut tree) = (SortedMap::new(), BTreeMap::new());
        for step in 0..200_u32 {
            let key = below(&mut rng, 20).to_string();
            match below(&mut rng, 9) {
                0 => assert_eq!(map.remove(key.as_str()), tree.remove(key.as_str())),
                1 => {
                    *map.entry(key.clone()).or_insert(7) += step;
                    *tree.entry(key).or_insert(7) += step;
                }
                2 => {
                    map.retain(|other, value| *other != key && !value.is_multiple_of(13));
                    tree.retain(|other, value| *other != key && !value.is_multiple_of(13));
                }
                3 => assert_eq!(map.pop_first(), tree.pop_first()),
                4 => assert_eq!(map.get_mut(&key), tree.get_mut(&key)),
                _ => assert_eq!(map.insert(key.clone(), step), tree.insert(key, step)),
            }
            assert!(map.iter().eq(tree.iter()) && map.keys().eq(tree.keys()));
            assert!(map.values().eq(tree.values()) && map.len() == tree.len());
            assert_eq!(map.first_key_value(), tree.first_key_value());
            assert_eq!(map.last_key_value(), tree.last_key_value());
            let probe = below(&mut rng, 20).to_string();
            assert_eq!(map.get(&probe), tree.get(&probe));
            assert_eq!(map.contains_key(&probe), tree.contains_key(&probe));
            assert_eq!(digest(&map), digest(&tree));
            assert_eq!(format!("{map:?}"), format!("{tree:?}"));
        }
    }
}

#[test]
fn a_set_does_what_a_tree_does() {
    for seed in 0..50 {
        let mut rng = Random::stream(seed, Tag::Node, [1, 0, 0]);
        let (mut set, mut tree) = (SortedSet::new(), BTreeSet::new());
        let (mut before, mut tree_before) = (set.clone(), tree.clone());
        for _ in 0..200 {
            let item = below(&mut rng, 20);
            match below(&mut rng, 6) {
                0 => assert_eq!(set.remove(&item), tree.remove(&item)),
                1 => assert_eq!(set.pop_first(), tree.pop_first()),
                2 => {
                    set.extend([item, item + 5]);
                    tree.extend([item, item + 5]);
                }
                3 => (before, tree_before) = (set.clone(), tree.clone()),
                _ => assert_eq!(set.insert(item), tree.insert(item)),
            }
            assert!(set.iter().eq(tree.iter()) && set.len() == tree.len());
            assert_eq!((set.first(), set.last()), (tree.first(), tree.last()));
            assert!(set.difference(&before).eq(tree.difference(&tree_before)));
            assert!(set.intersection(&before).eq(tree.intersection(&tree_before)));
            assert_eq!(set.is_subset(&before), tree.is_subset(&tree_before));
            assert_eq!(set.cmp(&before), tree.cmp(&tree_before));
            let probe = below(&mut rng, 20);
            assert_eq!(set.contains(&probe), tree.contains(&probe));
            assert_eq!(digest(&set), digest(&tree));
        }
    }
}

#[test]
fn of_a_key_that_comes_twice_the_last_value_counts() {
    let map = SortedMap::from([("b", 1), ("a", 2), ("b", 3)]);
    assert!(map.into_iter().eq([("a", 2), ("b", 3)]));
    assert!(SortedSet::from([3, 1, 3, 2]).into_iter().eq([1, 2, 3]));
}

#[test]
fn sorting_is_stable_sorting() {
    let mut rng = Random::stream(1, Tag::Node, [2, 0, 0]);
    for count in 0..200 {
        let mut ours: Vec<(u64, usize)> = (0..count).map(|at| (below(&mut rng, 30), at)).collect();
        let mut theirs = ours.clone();
        sort_by_key(&mut ours, |item| item.0);
        theirs.sort_by_key(|item| item.0);
        assert_eq!(ours, theirs);
    }
}
