//! Claim 8, and what else may fail: the store, a trader's question, a node that gives back.

use super::{preset, run, time_of, times_of};
use crate::lesson::Shows::Claim;
use crate::patterns::testing::{announced, keeps_its_promises, metric};

#[test]
fn claim_8_a_single_point_of_failure() {
    let trace = preset(Claim(8), "The coordinator is down");
    assert_eq!(time_of(&trace, "A", "It steps down"), 3_300_000);
    assert_eq!(time_of(&trace, "A", "It refuses to set the price to $95"), 4_000_000);
    assert_eq!(time_of(&trace, "B", "It refuses to set the price to $96"), 4_500_000);
    assert_eq!(metric(&trace, "accepted"), Some(0.0));
    assert_eq!(times_of(&trace, "B", "It holds"), [0_u64; 0]);
    keeps_its_promises(&trace);
}

#[test]
fn a_lease_that_is_given_back_is_granted_at_once() {
    let trace = run("latency=constant&skip=all&do=1s.release.A");
    assert_eq!(time_of(&trace, "L", "Node A gives the lease back"), 1_020_000);
    assert_eq!(time_of(&trace, "B", "It holds the lease with token 34"), 1_080_000);
    // Who does not hold has nothing to give back.
    let other = run("latency=constant&skip=all&do=1s.release.B");
    assert_eq!(times_of(&other, "L", "gives the lease back"), [0_u64; 0]);
    keeps_its_promises(&trace);
}

#[test]
fn a_holder_that_comes_back_gets_a_new_token() {
    let trace = run("latency=constant&skip=all&do=1s.update.A.95~1.03s.crash.A~1.5s.restart.A");
    let held: Vec<u64> = times_of(&trace, "A", "It holds the lease with token 34");
    assert_eq!(held, [1_540_000], "it need not wait for itself");
    keeps_its_promises(&trace);
}

#[test]
fn a_write_is_sent_again_and_carried_out_once() {
    let lost = run("latency=constant&skip=all&do=1s.update.A.95~0.drop.S-A.2~3s.read.T1.A");
    assert_eq!(metric(&lost, "accepted"), Some(1.0));
    assert!(announced(&lost, "Its price $95 is set"));
    assert_eq!(metric(&lost, "stale_trades"), Some(0.0));
    // A duplicate of an earlier update of the same holder does not undo a later one.
    let old = "do=1s.update.A.95~1.01s.dup.A-S.2~0.hold.A-S.2~2s.update.A.96~3s.deliver.A-S.2";
    let trace = run(&format!("latency=constant&skip=all&{old}"));
    assert_eq!(metric(&trace, "price"), Some(96.0));
    keeps_its_promises(&trace);
}

#[test]
fn a_holder_with_an_open_write_does_not_show_its_copy() {
    // The store has set $95; the answer is on its way for a second. B is told $95 meanwhile, and so
    // must A be that asks.
    let query = "latency=constant&skip=all&do=1s.update.A.95~0.delay.S-A.2.900ms~\
                 1.2s.read.T1.B~1.5s.read.T2.A";
    let trace = run(query);
    assert!(announced(&trace, "at $95, shown by Node B"));
    assert!(announced(&trace, "at $95, shown by Node A"));
    assert_eq!(times_of(&trace, "A", "from its own copy"), [0_u64; 0]);
    keeps_its_promises(&trace);
}

#[test]
fn whoever_gets_no_answer_says_so() {
    let trace = run("latency=constant&skip=all&do=1s.crash.B~1.5s.read.T1.B");
    assert_eq!(time_of(&trace, "T1", "Nobody answers"), 2_500_000);
    assert_eq!(metric(&trace, "trades"), Some(0.0));
    let store = run("latency=constant&skip=all&do=0.5s.crash.S~1s.update.A.95~1.5s.crash.L");
    assert!(announced(&store, "It does not know whether its price $95 was set"));
}

#[test]
fn a_paused_holder_finds_out_before_it_acts() {
    // The question waits at its door, and so does the reminder of its clock. It looks at the clock.
    let trace = run("latency=constant&skip=all&do=1s.pause.A~2.5s.update.A.95~9s.resume.A");
    assert_eq!(time_of(&trace, "A", "It refuses to set the price to $95"), 9_000_000);
    assert_eq!(metric(&trace, "accepted"), Some(0.0));
    keeps_its_promises(&trace);
}

#[test]
fn the_answer_to_an_old_request_is_too_late() {
    let trace = run("latency=constant&skip=all&do=0.delay.L-A.1.4s~30ms.cut.A-L");
    assert_eq!(times_of(&trace, "A", "It holds"), [0_u64; 0]);
    keeps_its_promises(&trace);
    let slow = run("latency=constant&skip=all&do=0.delay.L-A.1.3.2s~30ms.cut.A-L");
    assert_eq!(time_of(&slow, "A", "It holds the lease with token 33, for 80ms"), 3_220_000);
    assert_eq!(time_of(&slow, "A", "It steps down"), 3_300_000);
}
