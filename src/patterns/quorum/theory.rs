//! What theory says of the probe: one write, and a read so long after it was confirmed.
//!
//! Two models, neither of which runs the protocol: the closed form for quorums that are contacted
//! at random, and the WARS model of PBS (Bailis and others 2012) for quorums that everybody is
//! asked to join: a read is fresh when one of the first R answers left after the write came there,
//! w_t + t + R_i ≥ W_i.

use super::params::{Contact, Handoff, Latency, Mistake, Workload};
use super::protocol::Quorum;
use crate::lesson::{Lesson, Theory};
use crate::sim::random::{Random, Tag, below};
use crate::sim::sorted::{sort_by, sort_by_key};
use crate::sim::{Delay, Span};

/// The chance that R clinics, chosen at random, miss W clinics chosen at random: C(N−W,R) / C(N,R).
pub fn miss(n: u16, r: u16, w: u16) -> f64 {
    (0..r)
        .map(|k| (f64::from(n) - f64::from(w) - f64::from(k)).max(0.0) / f64::from(n - k))
        .product()
}

/// What WARS expects of one write and one read.
#[derive(Clone, Debug)]
pub struct Wars {
    /// The share of fresh reads.
    pub fresh: f64,
    /// Latencies of reads in ms, sorted.
    pub reads_ms: Vec<f64>,
    /// Latencies of writes in ms, sorted.
    pub writes_ms: Vec<f64>,
}

/// Draws `runs` writes and reads from the delays of the pattern, by the WARS model.
pub fn wars(quorum: &Quorum, after: Span, runs: u32) -> Wars {
    let network = quorum.network();
    let near = quorum.latency == Latency::Wan;
    let mut rng = Random::stream(0, Tag::Test, [0; 3]);
    let (mut fresh, mut reads, mut writes) = (0_u32, Vec::new(), Vec::new());
    for _ in 0..runs {
        let mut pair = |first: usize| -> Vec<(u64, u64)> {
            let close = below(&mut rng, quorum.n.into()) as u16;
            let legs = |at: u16| if near && at == close { 4 } else { 0 };
            let mut draw = |leg: usize| -> u64 {
                let delay: &Delay = network.leg(leg);
                delay.draw(&mut rng).0
            };
            (0..quorum.n).map(|at| (draw(first + legs(at)), draw(first + 1 + legs(at)))).collect()
        };
        let (write, read) = (pair(0), pair(2));
        let order = |legs: &[(u64, u64)]| {
            let mut order: Vec<usize> = (0..legs.len()).collect();
            sort_by_key(&mut order, |at| legs[*at].0 + legs[*at].1);
            order
        };
        let total = |legs: &[(u64, u64)], at: usize| legs[at].0 + legs[at].1;
        let commit = total(&write, order(&write)[usize::from(quorum.w) - 1]);
        let first = &order(&read)[..usize::from(quorum.r)];
        let sees = |at: &usize| commit + after.0 + read[*at].0 >= write[*at].0;
        fresh += u32::from(first.iter().any(sees));
        writes.push(Span(commit).as_ms());
        reads.push(Span(total(&read, first[first.len() - 1])).as_ms());
    }
    sort_by(&mut reads, f64::total_cmp);
    sort_by(&mut writes, f64::total_cmp);
    Wars { fresh: f64::from(fresh) / f64::from(runs), reads_ms: reads, writes_ms: writes }
}

const RUNS: u32 = 5_000;

/// What to expect of the metrics of this pattern; nothing where neither model applies.
pub(super) fn expected(quorum: &Quorum) -> Vec<Theory> {
    let (Workload::Probe, 1, after) = (quorum.workload, quorum.writes, quorum.after) else {
        return Vec::new();
    };
    let plain = quorum.mistake == Mistake::None
        && !quorum.write_back
        && quorum.anti_entropy.is_none()
        && quorum.handoff == Handoff::Off;
    if !plain {
        return Vec::new();
    }
    let theory = |metric, mean, source| Theory { metric, mean, source };
    match quorum.contact {
        Contact::Quorum => {
            let fresh = 1.0 - miss(quorum.n, quorum.r, quorum.w);
            vec![theory("fresh", fresh, "1 − C(N−W, R) / C(N, R)")]
        }
        Contact::All => {
            let Wars { fresh, reads_ms, writes_ms } = wars(quorum, after, RUNS);
            let mean = |values: Vec<f64>| values.iter().sum::<f64>() / f64::from(RUNS);
            let source = "the WARS model of PBS";
            vec![
                theory("fresh", fresh, source),
                theory("read_latency_ms", mean(reads_ms), source),
                theory("write_latency_ms", mean(writes_ms), source),
            ]
        }
    }
}
