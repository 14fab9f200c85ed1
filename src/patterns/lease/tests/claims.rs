//! The claims 1 to 5, 10 and 11: what is seen when things go well, and when they do not.

use super::{bars, preset, run, time_of, times_of};
use crate::lesson::Shows::Claim;
use crate::lesson::Trace;
use crate::patterns::lease::properties::{FRESH, HIGHEST, ONE, ORDER, TAKEOVER};
use crate::patterns::testing::{
    announced, badges, breaks, holds, keeps_its_promises, metric, promised, standing,
};
use crate::sim::End;

#[track_caller]
fn figures(trace: &Trace, expected: &[(&str, f64)]) {
    for (name, value) in expected {
        assert_eq!(metric(trace, name), Some(*value), "{name}");
    }
}

#[test]
fn the_default_link_tells_the_scenario() {
    let trace = run("");
    keeps_its_promises(&trace);
    for (code, words) in [
        ("L", "It grants the lease to Node A with token 33."),
        ("S", "The price is $95, set with token 33."),
        ("A", "It keeps the lease with token 33"),
        ("B", "It refuses to set the price to $97"),
        ("T2", "It buys 100 shares at $95, shown by Node B."),
        ("L", "The lease of Node A has run out."),
        ("L", "It grants the lease to Node B with token 34."),
        ("S", "The price is $96, set with token 34."),
        ("T1", "It buys 100 shares at $96, shown by Node B."),
    ] {
        time_of(&trace, code, words);
    }
    figures(&trace, &[("stale_trades", 0.0), ("accepted", 2.0), ("price", 96.0)]);
    assert!(matches!(standing(&trace, TAKEOVER), crate::lesson::trace::Standing::Reached(_)));
    assert_eq!(trace.end, End::Settled);
    let asked = trace.beats.iter().filter(|told| told.at.is_some());
    let open = asked.filter_map(|told| told.predict.as_ref());
    let answers: Vec<usize> = open.filter_map(|puzzle| puzzle.answer).map(|(at, _)| at).collect();
    assert_eq!(answers, [0, 0, 1], "three questions, and how the story answers them");
}

#[test]
fn claim_1_one_sets_and_all_show() {
    let trace = preset(Claim(1), "One node sets");
    assert_eq!(time_of(&trace, "L", "It grants the lease to Node A"), 20_000);
    assert_eq!(time_of(&trace, "A", "It holds the lease with token 33, for 3.26s"), 40_000);
    assert_eq!(time_of(&trace, "B", "It refuses to set the price to $97"), 2_500_000);
    assert_eq!(time_of(&trace, "T1", "at $95, shown by Node A"), 1_540_000, "from its own copy");
    assert_eq!(time_of(&trace, "T2", "at $95, shown by Node B"), 1_830_000, "from the store");
    figures(&trace, &[("accepted", 1.0), ("trades", 2.0), ("stale_trades", 0.0)]);
    keeps_its_promises(&trace);
}

#[test]
fn claim_2_renewal_extends() {
    let trace = preset(Claim(2), "As long as");
    let renewed = times_of(&trace, "A", "It keeps the lease with token 33");
    assert_eq!(renewed[..5], [2_040_000, 4_040_000, 6_040_000, 8_040_000, 10_040_000]);
    assert_eq!(times_of(&trace, "L", "has run out"), [0_u64; 0]);
    // Long after a lease of five seconds would have been over.
    assert_eq!(time_of(&trace, "S", "The price is $95, set with token 33"), 11_040_000);
    let held = bars(&trace, "A");
    assert_eq!((held.len(), held[0].1), (1, 40_000), "one bar, however often it is renewed");
}

#[test]
fn claim_3_waiting_is_enough() {
    let trace = preset(Claim(3), "The holder crashes");
    // Asked at 4 s, extended at 4.02 s.
    assert_eq!(time_of(&trace, "L", "The lease of Node A has run out"), 9_020_000);
    assert_eq!(time_of(&trace, "B", "It holds the lease with token 34"), 9_080_000);
    figures(&trace, &[("unavailable_ms", 4_080.0), ("margin_ms", 1_700.0)]);
    keeps_its_promises(&trace);
    // Whenever it crashes: no longer than the lease, one delay that the renewal took, and three
    // until the next holds.
    for (crash, least) in [(1_000, 4_000), (2_010, 5_000), (3_990, 3_000), (4_030, 4_900)] {
        let trace = run(&format!("latency=constant&skip=all&do={crash}ms.crash.A"));
        let gap = metric(&trace, "unavailable_ms").expect("a crash of the holder");
        assert!((f64::from(least)..=5_080.0).contains(&gap), "{crash}: {gap}");
    }
}

#[test]
fn claim_4_two_prices_without_leases() {
    let trace = preset(Claim(4), "Without leases");
    assert!(announced(&trace, "at $95, shown by Node A"));
    assert!(announced(&trace, "at $100, shown by Node B"));
    assert!(breaks(&trace, FRESH).contains("at $100, shown by Node B: the price was $95"));
    assert!(promised(&trace, FRESH).is_err());
    figures(&trace, &[("stale_trades", 1.0), ("stale_dollars", 500.0)]);
    assert_eq!(badges(&trace)[..2], ["$95", "$100"]);
    let leased = run("latency=constant&skip=4~5~6");
    figures(&leased, &[("stale_trades", 0.0), ("stale_dollars", 0.0)]);
}

#[test]
fn claim_5_a_pause_is_beyond_a_lease() {
    let open = preset(Claim(5), "A sleeps");
    assert_eq!(time_of(&open, "S", "The price is $95, set with token 33"), 8_020_000);
    assert!(breaks(&open, ORDER).contains("$95 is set with token 33, after a write with token 34"));
    breaks(&open, HIGHEST);
    assert!(breaks(&open, FRESH).contains("a trade at $96, shown by Node B: the price was $95"));
    assert!(promised(&open, ORDER).is_err());
    figures(&open, &[("accepted", 2.0), ("rejected", 0.0), ("price", 95.0)]);
    // There never were two holders: the lease did what a lease can do.
    holds(&open, ONE);
    let fenced = preset(Claim(5), "The same pause");
    assert_eq!(time_of(&fenced, "S", "It rejects $95: token 33 is lower than 34"), 8_020_000);
    figures(&fenced, &[("accepted", 1.0), ("rejected", 1.0), ("price", 96.0)]);
    figures(&fenced, &[("stale_trades", 0.0)]);
    keeps_its_promises(&fenced);
    let slow = preset(Claim(5), "Fencing with a write");
    assert_eq!(time_of(&slow, "S", "It rejects $95: token 33 is lower than 34"), 8_020_000);
    figures(&slow, &[("accepted", 1.0), ("rejected", 1.0), ("price", 96.0)]);
    keeps_its_promises(&slow);
}

#[test]
fn claim_10_who_forgets_waits() {
    let waits = preset(Claim(10), "The coordinator has forgotten");
    assert!(announced(&waits, "has forgotten whom it granted the lease: it grants nothing for 5s"));
    let grants = times_of(&waits, "L", "It grants the lease");
    assert_eq!(grants[0], 20_000);
    assert!(grants[1] >= 6_500_000, "{grants:?}");
    assert_eq!(time_of(&waits, "A", "It steps down"), 2_040_000, "its renewal is refused");
    keeps_its_promises(&waits);
    let disk = preset(Claim(10), "The coordinator reads");
    assert!(announced(&disk, "Its disk says that Node A has the lease"));
    assert_eq!(times_of(&disk, "A", "It steps down"), [0_u64; 0]);
    assert_eq!(times_of(&disk, "L", "It grants the lease"), [30_000], "forced, then granted");
    assert_eq!(disk.costs.forced_writes, 1, "renewals force nothing");
    keeps_its_promises(&disk);
}

#[test]
fn claim_11_the_holder_steps_down_first() {
    let trace = preset(Claim(11), "Renewals are lost");
    assert_eq!(time_of(&trace, "A", "It steps down from token 33"), 3_300_000);
    assert_eq!(time_of(&trace, "A", "It refuses to set the price to $95"), 4_000_000);
    assert_eq!(time_of(&trace, "L", "The lease of Node A has run out"), 5_020_000);
    assert_eq!(time_of(&trace, "B", "It holds the lease with token 34"), 5_080_000);
    let words = |what: &str, from, to| (what.to_string(), from, to);
    assert_eq!(bars(&trace, "A"), [words("holds, token 33", 40_000, 3_300_000)]);
    let kept = bars(&trace, "L").swap_remove(0);
    assert_eq!(kept, words("Node A has it, token 33", 20_000, 5_020_000));
    keeps_its_promises(&trace);
}
