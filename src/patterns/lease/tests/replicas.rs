//! Claim 9: a majority of three survives one crash, also one after the other.

use super::{preset, run, time_of, times_of};
use crate::lesson::Shows::Claim;
use crate::patterns::testing::{announced, keeps_its_promises};

#[test]
fn claim_9_one_of_three_may_be_down() {
    let trace = preset(Claim(9), "Three coordinators: one");
    assert_eq!(times_of(&trace, "A", "It steps down"), [0_u64; 0]);
    time_of(&trace, "B", "It holds the lease with token 34");
    assert!(announced(&trace, "The price is $96, set with token 34"));
    keeps_its_promises(&trace);
    let two = preset(Claim(9), "Three coordinators: two");
    assert_eq!(time_of(&two, "A", "It steps down"), 3_300_000);
    assert_eq!(times_of(&two, "B", "It holds"), [0_u64; 0]);
    keeps_its_promises(&two);
}

#[test]
fn one_after_the_other_may_be_down() {
    let acts = "do=1s.crash.L1~1.5s.restart.L1~8s.crash.L2~8.5s.restart.L2~15s.crash.L3";
    let trace = run(&format!("coordinator=replicated&latency=constant&skip=all&{acts}"));
    // Each waits for five seconds, and then joins in when A renews.
    assert!(announced(&trace, "has forgotten whom it granted the lease"));
    assert_eq!(times_of(&trace, "A", "It steps down"), [0_u64; 0]);
    let joined = times_of(&trace, "L1", "It keeps the lease for Node A, token 33");
    assert_eq!(joined[0], 8_020_000, "after 6.5 s, when A next renews");
    keeps_its_promises(&trace);
}

#[test]
fn a_token_that_only_one_has_heard_of_is_not_given_twice() {
    // A has two promises; its confirmation reaches one coordinator only, and it crashes.
    let acts = "do=0.drop.A-L2.2~0.drop.A-L3.2~70ms.crash.A";
    let trace = run(&format!("coordinator=replicated&latency=constant&skip=all&{acts}"));
    time_of(&trace, "B", "It holds the lease with token 34");
    keeps_its_promises(&trace);
}

#[test]
fn five_that_ask_at_once_come_to_one() {
    let mut held = 0;
    for seed in 0..30 {
        let acts = "do=1s.crash.A~1.5s.crash.L2";
        let query = format!("coordinator=replicated&nodes=5&skip=all&seed={seed}&{acts}");
        let trace = run(&query);
        keeps_its_promises(&trace);
        let others = ["B", "C", "D", "E"];
        held += others.iter().filter(|code| !times_of(&trace, code, "It holds").is_empty()).count();
    }
    assert!(held >= 30, "{held} of 30 runs had another holder");
}
