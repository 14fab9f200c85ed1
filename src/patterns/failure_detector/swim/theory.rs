//! When a dead member is first probed, worked out without running anything.
//!
//! Every one of the n − 1 others probes once a period, so in every period after the crash each of
//! them draws once. The result is counted in whole periods: 1 when the first period after the crash
//! holds a probe.
//!
//! ```text
//! at random     P(nobody probes it in a period) = (1 − 1/(n − 1))^(n − 1)  →  1/e
//!               E = 1 / (1 − (1 − 1/(n − 1))^(n − 1))                      →  e/(e − 1) = 1.582
//! round-robin   each prober is in a random order of its own; after p periods of a round
//!               E = Σ_j P(one prober has not come to it in j periods)^(n − 1)
//! ```

/// e / (e − 1): the limit of both for large groups.
pub const LIMIT: f64 = 1.581_976_706_869_326_4;

/// Periods to the first probe of a dead member of `members`, each picking at random.
pub fn first_probe_random(members: u32) -> f64 {
    let others = f64::from(members.saturating_sub(1).max(1));
    1.0 / (1.0 - libm::pow(1.0 - 1.0 / others, others))
}

/// Periods to the first probe of a dead member of `members`, each in rounds of random order, when
/// the crash comes after `passed` whole periods of everybody's round (0 to n − 2).
pub fn first_probe_round_robin(members: u32, passed: u32) -> f64 {
    let others = members.saturating_sub(1).max(1);
    let passed = passed % others;
    (0..2 * others).map(|j| libm::pow(not_yet(others, passed, j), f64::from(others))).sum()
}

/// The chance that one prober has not come to a given member in `j` periods, `passed` into a round
/// of `others`, that member being anywhere in it.
fn not_yet(others: u32, passed: u32, j: u32) -> f64 {
    let m = f64::from(others);
    let left = others - passed;
    if j <= left {
        return 1.0 - f64::from(j) / m;
    }
    // It was among those passed, and the next round has not come to it either.
    let into = (j - left).min(others);
    f64::from(passed) / m * (1.0 - f64::from(into) / m)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::patterns::failure_detector::swim::round::Round;
    use crate::sim::NodeId;
    use crate::sim::random::{Random, Tag};

    #[test]
    fn vectors() {
        for (members, expected) in [(3, 1.333_333_333), (5, 1.462_857_143), (2, 1.0)] {
            let found = first_probe_random(members);
            assert!((found - expected).abs() < 1e-9, "{members}: {found}");
        }
        // Three members: of two orders the first has it, 1 + (1/2)²; after one period it may be
        // over for one prober or both: not in the next with 1/2 each, then 1/4 · …
        assert!((first_probe_round_robin(3, 0) - 1.25).abs() < 1e-12);
        assert!((first_probe_round_robin(3, 1) - (1.0 + 0.25 + 0.0625)).abs() < 1e-12);
    }

    #[test]
    fn both_tend_to_e_over_e_minus_one() {
        assert!((LIMIT - libm::exp(1.0) / (libm::exp(1.0) - 1.0)).abs() < 1e-15);
        for (members, within) in [(10, 0.06), (100, 0.006), (10_000, 0.000_06)] {
            assert!((first_probe_random(members) - LIMIT).abs() < within, "{members}");
            assert!((first_probe_round_robin(members, 0) - LIMIT).abs() < 2.0 * within);
        }
    }

    /// The very rounds that members go, drawn many times.
    #[test]
    fn rounds_agree() {
        let mut random = Random::Seeded(Random::stream(11, Tag::Test, [0; 3]));
        for (members, passed) in [(3, 0), (3, 1), (5, 2), (8, 0), (8, 5)] {
            let living: Vec<NodeId> = (0..members as u16 - 1).map(NodeId).collect();
            let runs = 20_000;
            let mut total = 0;
            for _ in 0..runs {
                let first = |_| {
                    let mut round = Round::default();
                    let mut probe = || round.next(&living, |sides| random.roll(sides));
                    (0..passed).for_each(|_| assert!(probe().is_some()));
                    1 + (0..).take_while(|_| probe() != Some(NodeId(0))).count()
                };
                total += (0..members - 1).map(first).min().expect("somebody probes");
            }
            let mean = total as f64 / f64::from(runs);
            let expected = first_probe_round_robin(members, passed);
            // The standard deviation of one run is below 1: five of the mean's are 0.035.
            assert!((mean - expected).abs() < 0.035, "{members} {passed}: {mean} {expected}");
        }
    }
}
