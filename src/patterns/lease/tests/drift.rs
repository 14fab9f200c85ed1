//! Claim 6: rates matter, offsets do not; and the ratio to the last part per million.

use super::{bars, preset, run, time_of};
use crate::lesson::Shows::Claim;
use crate::lesson::Trace;
use crate::lesson::trace::Standing;
use crate::patterns::lease::properties::{COVERED, FRESH, ONE};
use crate::patterns::testing::{breaks, holds, keeps_its_promises, metric, promised, standing};

#[test]
fn claim_6_a_slow_holder_or_a_fast_coordinator() {
    let slow = preset(Claim(6), "A's clock runs at 60%");
    assert_eq!(
        breaks(&slow, ONE),
        "Node A with token 33 and Node B with token 34 both hold the lease"
    );
    breaks(&slow, COVERED);
    assert!(breaks(&slow, FRESH).contains("a trade at $100, shown by Node A: the price was $97"));
    let why = promised(&slow, ONE).expect_err("beyond the bound");
    assert!(why.contains("a holder's at 60%") && why.contains("5s / 3.3s"), "{why}");
    assert_eq!(metric(&slow, "margin_ms"), Some(-500.0));
    // Both bars in true time: they overlap from 5.08 s to 5.5 s.
    assert_eq!(bars(&slow, "A")[0].2, 5_500_000);
    assert_eq!(bars(&slow, "B")[0].1, 5_080_000);
    let fast = preset(Claim(6), "The coordinator's clock runs at 170%");
    breaks(&fast, ONE);
    let why = promised(&fast, ONE).expect_err("the clock was set beyond the bound");
    assert!(why.contains("a coordinator's clock at 170%"), "{why}");
    // 5 s at 170 %, after 20 ms: the timer is set to the clock's rate when the clock is set.
    assert_eq!(time_of(&fast, "L", "has run out"), 20_000 + 2_941_177);
    let within = preset(Claim(6), "A's clock runs at 70%");
    assert_eq!(time_of(&within, "A", "It steps down"), 4_714_286);
    keeps_its_promises(&within);
    holds(&within, ONE);
}

#[test]
fn claim_6_offsets_never_matter() {
    let set = preset(Claim(6), "A's clock is ten seconds behind");
    assert_eq!(time_of(&set, "A", "It steps down"), 3_300_000, "as if its clock were true");
    holds(&set, ONE);
    assert_eq!(promised(&set, ONE), Ok(()));
    for offset in ["-10s", "-0.5s", "3s", "10s"] {
        for jump in ["-9s", "0ms", "20s"] {
            let cut = format!("do=1s.cut.A-L~2s.clock.A.{jump},100%~2.5s.clock.L.{jump},100%");
            let trace = run(&format!("offset={offset}&latency=constant&skip=all&{cut}"));
            assert_eq!(time_of(&trace, "A", "It steps down"), 3_300_000, "{offset} {jump}");
            assert_eq!(time_of(&trace, "L", "has run out"), 5_020_000, "{offset} {jump}");
            keeps_its_promises(&trace);
        }
    }
}

/// A is cut off while it holds. The delay is as small as it can be, so that nearly all of the
/// margin is what the clocks leave.
fn cut_off(query: &str) -> Trace {
    run(&format!("latency=constant&delay=100us&skip=all&{query}"))
}

#[test]
fn the_ratio_is_exact() {
    // Lease 15 s, deadline 10 s: safe to a ratio of 1.5. Rates in hundredths of a percent of a
    // percent, that is, in parts per million.
    let setting = "lease=15s&deadline=10s&renew=4s";
    for (skew, safe) in
        [("-28.5714%", true), ("-33.3333%", true), ("-33.3334%", false), ("-33.34%", false)]
    {
        let trace = cut_off(&format!("{setting}&skew={skew}&do=1s.cut.A-L"));
        assert_eq!(promised(&trace, ONE).is_ok(), safe, "{skew}");
        if safe {
            keeps_its_promises(&trace);
        }
    }
    // What is beyond the bound by much is seen: 10 s at 66 % end 151 ms after 15 s.
    let trace = cut_off(&format!("{setting}&skew=-34%&do=1s.cut.A-L"));
    breaks(&trace, ONE);
    // Two clocks that differ by 1.4 are fine, whichever is wrong: 120 % and 85.8 %.
    let both = "skew=-14.2%&do=0.clock.L.0,120%~1s.cut.A-L";
    keeps_its_promises(&cut_off(&format!("{setting}&{both}")));
    // A fast holder stops early. That costs time, not safety.
    let fast = cut_off(&format!("{setting}&skew=50%&do=1s.cut.A-L"));
    assert_eq!(time_of(&fast, "A", "It steps down"), 6_666_667);
    keeps_its_promises(&fast);
}

#[test]
fn with_equal_windows_clocks_must_be_true() {
    let equal = "lease=2s&deadline=2s&renew=1.9s&retry=1.6s";
    let trace = cut_off(&format!("{equal}&do=1s.cut.A-L"));
    assert_eq!(promised(&trace, ONE), Ok(()));
    keeps_its_promises(&trace);
    let off = cut_off(&format!("{equal}&skew=-0.0001%&do=1s.cut.A-L"));
    assert!(promised(&off, ONE).is_err());
}

#[test]
fn a_clock_that_was_set_back_within_the_bound_keeps_its_promise() {
    // 130 % is within 1.515, and the excuse is not given for it.
    let trace = run("latency=constant&skip=all&do=0.clock.L.0,130%~1s.cut.A-L");
    assert_eq!(promised(&trace, ONE), Ok(()));
    assert_eq!(*standing(&trace, ONE), Standing::Held);
}
