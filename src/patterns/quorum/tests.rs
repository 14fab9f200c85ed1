//! One test per claim: it opens the preset that shows the claim, and asserts what must be seen.
//! Claims that need statistics are asserted over many seeds.

use super::properties::{CONVERGED, DURABLE, FRESH, LINEARIZABLE, NEWEST};
use super::{Quorum, presets};
use crate::lesson::Shows::{Claim, Mistake};
use crate::lesson::trace::Standing;
use crate::lesson::{Shows, Trace};
use crate::patterns::testing::{
    announced, badges, breaks, holds, keeps_its_promises, metric, promised, standing,
};

fn run(query: &str) -> Trace {
    crate::patterns::testing::run::<Quorum>(query)
}

fn preset(shows: Shows, title: &str) -> Trace {
    crate::patterns::testing::preset::<Quorum>(shows, title)
}

fn mean(query: &str, name: &str, seeds: u64) -> f64 {
    crate::patterns::testing::mean::<Quorum>(query, name, seeds)
}

#[test]
fn claim_1_confirmed_with_two_clinics_down() {
    let trace = preset(Claim(1), "Two clinics of five");
    assert_eq!(metric(&trace, "writes"), Some(1.0));
    assert_eq!(badges(&trace), ["v2A", "v2A", "v2A", "v1", "v1"]);
    assert!(announced(&trace, "acknowledgement makes 3: v2A is saved"));
    holds(&trace, DURABLE);
}

#[test]
fn claim_2_refused_in_time_and_indeterminate() {
    let trace = preset(Claim(2), "Three are down");
    assert!(announced(&trace, "Only 2 of W = 3 acknowledged: the write is refused"));
    let refused = trace.records.iter().find(|record| record.text.contains("time for request"));
    assert_eq!(refused.expect("a refusal").time.0, 106_000, "in time: 6 ms + 20 delays of 5 ms");
    assert!(announced(&trace, "the doctor sees v2A"), "it shows later all the same");
    assert_eq!(metric(&trace, "writes"), Some(0.0));
}

#[test]
fn claim_3_no_stale_read_when_quorums_meet() {
    for seed in 0..300 {
        for quorum in ["r=3&w=3", "r=1&w=5", "r=5&w=1", "r=2&w=4&write_back=on"] {
            let query = format!(
                "workload=busy&clients=4&latency=exponential&timeout=2s&loss=3%&{quorum}&\
                 seed={seed}"
            );
            let trace = run(&query);
            holds(&trace, FRESH);
            holds(&trace, NEWEST);
            assert_eq!(metric(&trace, "stale_reads"), Some(0.0));
        }
    }
    holds(&preset(Claim(3), "R + W > N"), FRESH);
}

#[test]
fn claim_4_stale_reads_happen_as_often_as_theory_says() {
    breaks(&preset(Claim(4), "R = 1, W = 1: fast"), FRESH);
    breaks(&preset(Claim(4), "R = 1, W = 1, and only"), FRESH);
    // C(N−W, R) / C(N, R), for quorums contacted at random.
    for (n, r, w, expected) in
        [(3, 1, 1, 0.6667), (3, 1, 2, 0.3333), (5, 2, 2, 0.3), (5, 2, 3, 0.1), (3, 2, 2, 0.0)]
    {
        let query = format!("n={n}&r={r}&w={w}&workload=probe&contact=quorum&read_repair=off");
        let missed = 1.0 - mean(&query, "fresh", 6_000);
        // Three standard deviations of a share over 6,000 runs are at most .0194.
        assert!((missed - expected).abs() < 0.0195, "{query}: {missed} ≠ {expected}");
    }
}

#[test]
fn claim_4_within_k_versions() {
    // 1 − p^k, the chance to see one of the last k versions, for N = 3 and R = W = 1.
    let query = "n=3&r=1&w=1&workload=probe&contact=quorum&read_repair=off&writes=5";
    let behind: Vec<f64> = (0..6_000)
        .filter_map(|seed| metric(&run(&format!("{query}&seed={seed}")), "versions_behind"))
        .collect();
    for (k, expected) in [(2.0, 0.5556), (3.0, 0.7037), (5.0, 0.8683)] {
        let within = behind.iter().filter(|missed| **missed < k).count() as f64;
        let share = within / behind.len() as f64;
        assert!((share - expected).abs() < 0.0195, "k = {k}: {share} ≠ {expected}");
    }
}

#[test]
fn claim_5_read_repair_brings_copies_up() {
    let trace = preset(Claim(5), "A read brings");
    assert!(announced(&trace, "Clinic E's copy v1 is stale: v2A is sent to it"));
    assert_eq!(badges(&trace), ["v2A"; 5]);
    let query = presets::ALL.iter().find(|p| p.shows == Claim(5)).expect("claim 5").link;
    let without = run(&format!("{query}&read_repair=off"));
    assert_eq!(badges(&without)[4], "v1");
}

#[test]
fn claim_6_all_copies_converge() {
    let trace = preset(Claim(6), "After a split");
    holds(&trace, CONVERGED);
    assert_eq!(badges(&trace), ["v2A"; 5]);
    let split = trace.records.iter().position(|record| record.text.contains("whole again"));
    let before = trace.stage().cards(split.expect("it heals") as u32 - 1);
    assert_eq!(before[3].badge, "v1", "they did differ");
}

#[test]
fn claim_7_larger_quorums_cost_latency() {
    let latency = |quorum: u32| {
        let query = format!("r={quorum}&w={quorum}&workload=probe&latency=exponential");
        (mean(&query, "write_latency_ms", 400), mean(&query, "read_latency_ms", 400))
    };
    let all: Vec<(f64, f64)> = (1..=5).map(latency).collect();
    for pair in all.windows(2) {
        assert!(pair[0].0 < pair[1].0 && pair[0].1 < pair[1].1, "{all:?}");
    }
    let (slow, fast) = (preset(Claim(7), "Waiting for all"), preset(Claim(7), "Waiting for one"));
    assert!(metric(&slow, "write_latency_ms") > metric(&fast, "write_latency_ms"));
}

#[test]
fn claim_8_a_sloppy_quorum_reads_stale() {
    let trace = preset(Claim(8), "A sloppy quorum");
    assert!(breaks(&trace, FRESH).contains("returned v1, although v2A was confirmed"));
    assert_eq!(badges(&trace)[..3], ["v2A"; 3], "the hints are replayed in the end");
}

#[test]
fn claim_9_concurrent_writes() {
    let lost = preset(Claim(9), "Two doctors write at once: last");
    assert_eq!(metric(&lost, "writes"), Some(2.0));
    assert!(announced(&lost, "the doctor sees v2B, “latex”"));
    let kept = preset(Claim(9), "Two doctors write at once: siblings");
    assert!(announced(&kept, "“penicillin | latex”"));
    assert!(announced(&kept, "the doctor sees v3D, “both”"), "one contextual write collapses them");
}

#[test]
fn claim_10_one_read_sees_it_and_the_next_does_not() {
    let trace = preset(Claim(10), "One read sees");
    let why = breaks(&trace, LINEARIZABLE);
    assert!(why.contains("a read that saw v2A") && why.contains("a read that saw v1"), "{why}");
    holds(&trace, FRESH);
    let mended = preset(Claim(10), "The same, with write-back");
    holds(&mended, LINEARIZABLE);
    assert_eq!(metric(&mended, "reads"), Some(2.0));
    let busy = "workload=busy&clients=4&latency=exponential&timeout=2s&loss=5%&dup=5%&n=3";
    let broken = |more: &str| {
        let linearizable = |seed| {
            let trace = run(&format!("{busy}{more}&seed={seed}"));
            *standing(&trace, LINEARIZABLE) == Standing::Held
        };
        (0..200).filter(|seed| !linearizable(*seed)).count()
    };
    assert!(broken("&read_repair=off") > 0, "it happens by itself without write-back");
    assert_eq!(broken("&write_back=on"), 0, "never with it");
}

#[test]
fn claim_11_hints() {
    let delivered = preset(Claim(11), "A hint brings");
    assert_eq!(badges(&delivered), ["v2A"; 3]);
    assert!(announced(&delivered, "Clinic C has v2A now; the hint is done"));
    let lost = preset(Claim(11), "The hint dies");
    assert_eq!(badges(&lost), ["v2A", "v2A", "v1"]);
}

#[test]
fn every_mistake_breaks_a_promised_property() {
    for (title, property) in [
        ("Mistake: a duplicate", DURABLE),
        ("Mistake: the first answer", NEWEST),
        ("Mistake: what comes last", FRESH),
        ("Mistake: the acknowledgement", DURABLE),
    ] {
        let trace = preset(Mistake, title);
        breaks(&trace, property);
        assert_eq!(promised(&trace, property), Ok(()), "{title}");
        let link = presets::ALL.iter().find(|p| p.title.starts_with(title)).expect("named").link;
        let word = link.split('&').find(|part| part.starts_with("mistake=")).expect("a mistake");
        keeps_its_promises(&run(&link.replace(word, "mistake=none")));
    }
}

/// PBS (VLDB 2012), N = 3 and R = W = 1: the chance that a read at the moment of the commit is
/// fresh, and the 99.9th percentiles of the latencies in ms.
#[test]
fn measured_latencies_are_those_of_pbs() {
    const RUNS: u64 = 120_000;
    for (fit, fresh, tail_read, tail_write) in [
        ("linkedin-ssd", (0.973, 0.974), 0.66, 0.66),
        ("linkedin-disk", (0.436, 0.439), 0.66, 10.99),
    ] {
        let query = format!("n=3&r=1&w=1&workload=probe&read_repair=off&latency={fit}");
        let (mut reads, mut writes, mut seen) = (Vec::new(), Vec::new(), 0.0);
        for seed in 0..RUNS {
            let trace = run(&format!("{query}&seed={seed}"));
            reads.push(metric(&trace, "read_latency_ms").expect("a read"));
            writes.push(metric(&trace, "write_latency_ms").expect("a write"));
            seen += metric(&trace, "fresh").expect("a read");
        }
        let share = seen / RUNS as f64;
        assert!((fresh.0 - 0.01..=fresh.1 + 0.01).contains(&share), "{fit}: {share}");
        for (measured, expected) in [(tail(reads), tail_read), (tail(writes), tail_write)] {
            assert!((measured - expected).abs() < 0.03 * expected, "{fit}: {measured}");
        }
    }
}

fn tail(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() * 999 / 1_000]
}

#[test]
fn the_default_story_is_the_scenario() {
    let trace = run("");
    let titles: Vec<&str> =
        trace.beats.iter().filter(|beat| beat.at.is_some()).map(|beat| beat.title).collect();
    assert_eq!(
        titles,
        [
            "Every clinic has the record",
            "A clinic is down",
            "A doctor writes an allergy",
            "The write is confirmed",
            "The clinic that was down returns",
            "Another doctor reads",
            "A stale copy is repaired",
            "Every clinic has the new record",
        ]
    );
    let answers: Vec<Option<usize>> = trace
        .beats
        .iter()
        .filter_map(|beat| beat.predict.as_ref())
        .map(|puzzle| puzzle.answer.map(|(option, _)| option))
        .collect();
    assert!(answers.len() >= 3, "at least three predictions");
    assert!(answers.iter().all(Option::is_some), "{answers:?}");
}

/// Copies compared every 5 ms are never all arrived when a message takes 100 ms; the run ends all
/// the same.
#[test]
fn a_run_ends_while_copies_are_still_compared() {
    let trace = run("anti_entropy=5ms&n=9&delay=100ms");
    assert_eq!(trace.end, crate::sim::End::Settled);
    assert!(trace.in_flight(trace.last()).count() > 0, "some are still on their way");
}

/// A write is asked for and answered over one round trip; with write-back over two. Who waits for
/// the slow clinic waits no longer in messages.
#[test]
fn message_delays_are_counted_from_the_asking() {
    for (query, operations, delays) in [
        ("", 2, 4),
        ("write_back=on", 2, 8),
        ("w=5&r=5", 1, 2),
        ("workload=probe&anti_entropy=5ms", 2, 4),
    ] {
        let costs = run(query).costs;
        assert_eq!((costs.operations, costs.message_delays), (operations, delays), "{query}");
    }
}
