//! Whom to probe next: everybody once a round, in an order that chance draws anew every round.
//!
//! ```text
//! … │ C A D B │ B D A C │ …      between two probes of one member at most 2(n − 1) − 1 periods
//!       ▲─────────────▲
//! ```
//!
//! The SWIM paper (section 4.3) bounds the time to the next probe of any member so, which a random
//! pick each period cannot. Who joins is put at a random place of the round under way.

use crate::sim::NodeId;
use crate::sim::sorted::sort_by_key;
use std::rc::Rc;

/// A round under way.
///
/// The order is shared between copies of a state until one of them changes it: a group of 200 has
/// 200 orders of 199.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Round {
    order: Rc<Vec<NodeId>>,
    next: u16,
}

/// Puts `all` into an order that `roll` draws, each equally likely (Fisher and Yates).
pub fn shuffle(all: &mut [NodeId], mut roll: impl FnMut(u32) -> u32) {
    for last in (1..all.len()).rev() {
        all.swap(last, roll(last as u32 + 1) as usize);
    }
}

impl Round {
    /// The next of `living` (in order of ids); a new round begins when this one is over. Who is in
    /// the round but not living is passed over.
    pub fn next(&mut self, living: &[NodeId], mut roll: impl FnMut(u32) -> u32) -> Option<NodeId> {
        if living.is_empty() {
            return None;
        }
        loop {
            while let Some(id) = self.order.get(usize::from(self.next)) {
                self.next += 1;
                if living.binary_search(id).is_ok() {
                    return Some(*id);
                }
            }
            let mut order = living.to_vec();
            shuffle(&mut order, &mut roll);
            *self = Round { order: Rc::new(order), next: 0 };
        }
    }

    /// `who` joins the round under way at a place that `roll` draws; whoever is in it keeps its
    /// place, so that a round is never longer than the group.
    pub fn join(&mut self, who: NodeId, mut roll: impl FnMut(u32) -> u32) {
        if self.order.contains(&who) {
            return;
        }
        let place = roll(self.order.len() as u32 + 1) as usize;
        Rc::make_mut(&mut self.order).insert(place, who);
        if place < usize::from(self.next) {
            self.next += 1;
        }
    }

    /// Who is still to be probed in this round, in order.
    pub fn ahead(&self) -> &[NodeId] {
        self.order.get(usize::from(self.next)..).unwrap_or(&[])
    }
}

/// `count` of `all`, or all if there are fewer, as `roll` draws them; in order of ids.
pub fn pick(mut all: Vec<NodeId>, count: usize, mut roll: impl FnMut(u32) -> u32) -> Vec<NodeId> {
    let count = count.min(all.len());
    for at in 0..count {
        let other = at + roll((all.len() - at) as u32) as usize;
        all.swap(at, other);
    }
    all.truncate(count);
    sort_by_key(&mut all, |id| *id);
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sim::random::{Random, Tag};

    fn ids(range: std::ops::Range<u16>) -> Vec<NodeId> {
        range.map(NodeId).collect()
    }

    fn dice(seed: u64) -> Random {
        Random::Seeded(Random::stream(seed, Tag::Test, [0; 3]))
    }

    #[test]
    fn every_round_is_a_permutation_and_rounds_differ() {
        let (living, mut random) = (ids(1..9), dice(1));
        let mut round = Round::default();
        let mut rounds = Vec::new();
        for _ in 0..50 {
            let mut one: Vec<NodeId> =
                (0..8).map(|_| round.next(&living, |n| random.roll(n)).unwrap()).collect();
            rounds.push(one.clone());
            sort_by_key(&mut one, |id| *id);
            assert_eq!(one, living);
        }
        sort_by_key(&mut rounds, Clone::clone);
        rounds.dedup();
        assert!(rounds.len() >= 49, "{} of 50 orders differ", rounds.len());
    }

    /// The bound of the paper, with members that come and go at any time.
    #[test]
    fn nobody_waits_for_longer_than_two_rounds() {
        for n in [3_u16, 4, 8, 30] {
            let (mut random, mut round) = (dice(n.into()), Round::default());
            let mut living = ids(1..n);
            let (mut waited, mut longest) = (vec![0_u16; n.into()], 0);
            for _ in 0..20_000 {
                let who = NodeId(1 + random.roll(u32::from(n) - 1) as u16);
                match living.binary_search(&who) {
                    Ok(at) if random.roll(4) == 0 && living.len() > 1 => {
                        living.remove(at);
                    }
                    Err(at) if random.roll(4) == 0 => {
                        living.insert(at, who);
                        waited[who.index()] = 0;
                        round.join(who, |sides| random.roll(sides));
                    }
                    _ => {}
                }
                let probed = round.next(&living, |sides| random.roll(sides)).unwrap();
                for id in &living {
                    waited[id.index()] += 1;
                    longest = longest.max(waited[id.index()]);
                }
                waited[probed.index()] = 0;
            }
            assert!(longest < 2 * (n - 1), "{longest} of {n}");
            assert!(longest > n - 1, "the bound of one round alone would not hold: {longest}");
        }
    }

    #[test]
    fn orders_are_equally_likely() {
        let mut random = dice(5);
        let mut counts = [0_u32; 6];
        for _ in 0..6_000 {
            let mut all = ids(0..3);
            shuffle(&mut all, |sides| random.roll(sides));
            counts[usize::from(all[0].0) * 2 + usize::from(all[1].0 > all[2].0)] += 1;
        }
        // Five standard deviations of a binomial count: √(6000 · 1/6 · 5/6) = 28.9.
        assert!(counts.iter().all(|count| count.abs_diff(1_000) < 145), "{counts:?}");
    }

    #[test]
    fn a_pick_has_nobody_twice() {
        let mut random = dice(6);
        for count in 0..6 {
            let picked = pick(ids(0..4), count, |sides| random.roll(sides));
            assert_eq!(picked.len(), count.min(4));
            assert!(picked.windows(2).all(|pair| pair[0] < pair[1]));
        }
        assert_eq!(Round::default().next(&[], |_| 0), None);
    }
}
