//! News that rides on pings and acks: each piece so many times, the least told first.
//!
//! The SWIM paper (section 4.1) lets a piece of news ride λ·log n times and prefers what has ridden
//! least. Logarithm and rounding are memberlist's: λ·⌈log10(n + 1)⌉.

use super::standing::Standing;
use crate::sim::NodeId;
use crate::sim::sorted::{SortedMap, sort_by_key};
use std::fmt;

/// So many pieces of news ride on one message at most.
pub const NEWS_MOST: usize = 6;

/// A piece of news.
#[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct News {
    /// Of whom.
    pub about: NodeId,
    /// What it is.
    pub standing: Standing,
    /// Who found that out; several that suspect the same member independently count.
    pub by: NodeId,
}

impl fmt::Display for News {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "M{} {}", self.about.0 + 1, self.standing)
    }
}

/// How many times each piece of news is told in a group of `members`: λ·⌈log10(n + 1)⌉.
pub fn tellings(lambda: u32, members: u32) -> u32 {
    let digits = (1..10).find(|digits| 10_u64.pow(*digits) > u64::from(members));
    lambda * if members == 0 { 0 } else { digits.unwrap_or(10) }
}

/// News still to be told, the latest of each member, with how often it has been.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Gossip {
    queue: SortedMap<NodeId, (u32, News)>,
}

impl Gossip {
    /// Takes up `news`, in place of what was to be told of the same member.
    pub fn hear(&mut self, news: News) {
        self.queue.insert(news.about, (0, news));
    }

    /// What rides on the next message: what has been told least, of equals the lower member first,
    /// and in front of all `first`. What has been told `most` times is forgotten.
    pub fn ride(&mut self, first: Option<News>, most: u32) -> Vec<News> {
        self.queue.retain(|_, (told, _)| *told < most);
        let mut order: Vec<(u32, NodeId)> =
            self.queue.iter().map(|(about, (told, _))| (*told, *about)).collect();
        sort_by_key(&mut order, |key| *key);
        let mut riding: Vec<News> = first.into_iter().collect();
        for (_, about) in order {
            let (told, news) = self.queue.get_mut(&about).expect("listed just above");
            if first.is_some_and(|first| first.about == about) {
                *told += 1;
            } else if riding.len() < NEWS_MOST {
                *told += 1;
                riding.push(*news);
            }
        }
        self.queue.retain(|_, (told, _)| *told < most);
        riding
    }

    /// What is still to be told, with how often it has been.
    pub fn waiting(&self) -> impl Iterator<Item = (u32, &News)> {
        self.queue.values().map(|(told, news)| (*told, news))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::patterns::failure_detector::swim::standing::Incarnation;

    fn news(about: u16) -> News {
        let standing = Standing::alive(Incarnation::FIRST);
        News { about: NodeId(about), standing, by: NodeId(about) }
    }

    fn ride(gossip: &mut Gossip, most: u32) -> Vec<u16> {
        gossip.ride(None, most).iter().map(|news| news.about.0).collect()
    }

    /// The first three are in memberlist's tests.
    #[test]
    fn tellings_grow_with_the_logarithm() {
        for (lambda, members, expected) in
            [(3, 0, 0), (3, 1, 3), (3, 99, 6), (3, 9, 3), (3, 10, 6), (4, 8, 4), (4, 200, 12)]
        {
            assert_eq!(tellings(lambda, members), expected, "{lambda} {members}");
            let log = f64::from(lambda) * libm::ceil(libm::log10(f64::from(members) + 1.0));
            assert_eq!(f64::from(expected), log, "{lambda} {members}");
        }
    }

    #[test]
    fn the_least_told_rides_first_and_not_for_ever() {
        let mut gossip = Gossip::default();
        (0..8).for_each(|about| gossip.hear(news(about)));
        assert_eq!(ride(&mut gossip, 2), [0, 1, 2, 3, 4, 5]);
        assert_eq!(ride(&mut gossip, 2), [6, 7, 0, 1, 2, 3]);
        gossip.hear(news(0));
        assert_eq!(ride(&mut gossip, 2), [0, 4, 5, 6, 7], "0 is news again, 1 to 3 are told");
        assert_eq!(ride(&mut gossip, 2), [0]);
        assert_eq!(ride(&mut gossip, 2), [0; 0]);
        assert_eq!(gossip.waiting().count(), 0);
    }

    #[test]
    fn what_concerns_the_receiver_rides_in_front_and_once() {
        let mut gossip = Gossip::default();
        (0..8).for_each(|about| gossip.hear(news(about)));
        let riding = gossip.ride(Some(news(7)), 9);
        assert_eq!(riding.iter().map(|news| news.about.0).collect::<Vec<_>>(), [7, 0, 1, 2, 3, 4]);
        assert!(gossip.waiting().any(|(told, news)| told == 1 && news.about == NodeId(7)));
        let none = Gossip::default().ride(Some(news(3)), 0);
        assert_eq!(none, [news(3)], "it needs no queue");
    }
}
