//! Claim 7: shorter leases are replaced sooner and cost more, measured over many seeds.

use super::{preset, run};
use crate::lesson::{Lesson, Link, Shows::Claim};
use crate::patterns::lease::Lease;
use crate::patterns::testing::{mean, metric};

const SEEDS: u64 = 60;

#[test]
fn claim_7_shorter_leases_fail_over_faster_and_cost_more() {
    let short = preset(Claim(7), "A short lease");
    assert!(metric(&short, "unavailable_ms").expect("a crash") <= 1_100.0);
    let long = preset(Claim(7), "A long lease");
    assert!(metric(&long, "unavailable_ms").expect("a crash") >= 12_000.0);
    let mut before: Option<(f64, f64)> = None;
    for lease in ["1s", "2.5s", "5s", "10s", "20s"] {
        let query = format!("workload=crash&lease={lease}");
        let gap = mean::<Lease>(&query, "unavailable_ms", SEEDS);
        let rate = mean::<Lease>(&query, "renewals_per_min", SEEDS);
        if let Some((shorter, more)) = before {
            assert!(shorter < gap && more > rate, "{lease}: {gap} ms, {rate} a minute");
        }
        before = Some((gap, rate));
    }
}

#[test]
fn what_is_measured_meets_what_theory_expects() {
    for query in [
        "workload=crash",
        "workload=crash&lease=2s",
        "workload=crash&lease=20s&renew=4s",
        "workload=crash&latency=exponential",
        "workload=crash&coordinator=durable&force=100ms",
    ] {
        let link = Link::parse(&format!("lease?{query}"));
        let lesson = Lease::new(&Lease::params().resolve(&link.params).0);
        let theory = lesson.theory();
        assert_eq!(theory.len(), 2, "{query}");
        for expected in theory {
            let seen = mean::<Lease>(query, expected.metric, 4 * SEEDS);
            // A uniform share of a renewal has this standard error over so many seeds.
            let spread = lesson.renew.as_ms() / 12.0_f64.sqrt() / (4.0 * SEEDS as f64).sqrt();
            let room = match expected.metric {
                "unavailable_ms" => 4.0 * spread,
                _ => 0.02 * expected.mean,
            };
            let off = (seen - expected.mean).abs();
            assert!(off < room, "{query} {}: {seen} ≠ {}", expected.metric, expected.mean);
        }
    }
}

#[test]
fn no_run_is_without_a_holder_for_longer_than_a_lease() {
    for seed in 0..SEEDS {
        let trace = run(&format!("workload=crash&seed={seed}"));
        let gap = metric(&trace, "unavailable_ms").expect("a crash of the holder");
        assert!(gap <= 5_000.0 + 4.0 * 30.0, "seed {seed}: {gap}");
    }
}
