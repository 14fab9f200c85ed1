//! The recent gaps between heartbeats of one service: a ring, and exact sums over it.

use crate::sim::Span;
use std::collections::VecDeque;

/// The last gaps, at most a window of them, in whole microseconds. Sums are kept as integers, so
/// that the variance is the population variance of exactly these gaps, however long the run is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Gaps {
    kept: VecDeque<u64>,
    sum: u128,
    squares: u128,
}

impl Gaps {
    /// Two invented gaps around a first estimate, a quarter of it below and above, as in Akka and
    /// Pekko: something to judge by before anything has been measured.
    pub fn around(estimate: Span) -> Gaps {
        let quarter = estimate.0 / 4;
        let mut gaps = Gaps::default();
        gaps.push(Span(estimate.0 - quarter), 2);
        gaps.push(Span(estimate.0 + quarter), 2);
        gaps
    }

    /// Adds a gap; beyond `window` gaps the oldest is forgotten.
    pub fn push(&mut self, gap: Span, window: u32) {
        let square = |gap: u64| u128::from(gap) * u128::from(gap);
        self.kept.push_back(gap.0);
        self.sum += u128::from(gap.0);
        self.squares += square(gap.0);
        while self.kept.len() > window.max(1) as usize {
            let old = self.kept.pop_front().expect("more than none");
            self.sum -= u128::from(old);
            self.squares -= square(old);
        }
    }

    /// The gaps, oldest first.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = Span> {
        self.kept.iter().map(|gap| Span(*gap))
    }

    /// Their mean in microseconds; 0 of none.
    pub fn mean_us(&self) -> f64 {
        self.sum as f64 / self.kept.len().max(1) as f64
    }

    /// Their population variance in µs²: (n Σx² − (Σx)²) / n², exact before the division.
    pub fn variance_us2(&self) -> f64 {
        let n = self.kept.len().max(1) as u128;
        (n * self.squares - self.sum * self.sum) as f64 / (n * n) as f64
    }

    /// The gap that `percent` of all do not exceed (nearest rank); zero of none.
    pub fn quantile(&self, percent: u32) -> Span {
        let mut gaps: Vec<u64> = self.kept.iter().copied().collect();
        let rank = (gaps.len() * percent as usize).div_ceil(100).saturating_sub(1);
        match gaps.is_empty() {
            true => Span(0),
            false => Span(*gaps.select_nth_unstable(rank).1),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sim::random::{Random, Tag, below};

    fn of(gaps: &[u64], window: u32) -> Gaps {
        let mut kept = Gaps::default();
        gaps.iter().for_each(|gap| kept.push(Span(*gap), window));
        kept
    }

    #[test]
    fn mean_and_population_variance() {
        let gaps = of(&[100, 200, 125, 340, 130], 10);
        assert_eq!((gaps.mean_us(), gaps.variance_us2()), (179.0, 7584.0));
        let invented = Gaps::around(Span(1000));
        assert_eq!((invented.mean_us(), invented.variance_us2()), (1000.0, 62_500.0));
        assert_eq!(Gaps::default().variance_us2(), 0.0);
    }

    /// The sums of a ring that went round thousands of times are those of what is in it.
    #[test]
    fn a_ring_is_what_is_in_it() {
        let mut rng = Random::stream(5, Tag::Test, [0; 3]);
        let all: Vec<u64> = (0..5_000).map(|_| below(&mut rng, 600_000_000)).collect();
        let (ring, last) = (of(&all, 37), of(&all[all.len() - 37..], 37));
        assert_eq!(ring, last);
    }

    #[test]
    fn quantiles_are_gaps() {
        let gaps = of(&[5, 1, 4, 2, 3], 10);
        for (percent, expected) in [(1, 1), (20, 1), (21, 2), (50, 3), (99, 5), (100, 5)] {
            assert_eq!(gaps.quantile(percent), Span(expected), "{percent}");
        }
        assert_eq!(Gaps::default().quantile(99), Span(0));
    }
}
