//! What the checker proves of two-phase commit, over the very handlers that the page runs.
//!
//! Proofs keep every message that was ever sent: it may arrive late, again, or never, so any loss
//! and any duplication is among the stories. Timers go off at any moment. What is bounded is the
//! number of crashes and recoveries, at any moment, and in a crash the disk finishes any number of
//! the writes that were under way. All eight promises are judged in every state:
//!
//! ```text
//!                    2 participants          3 participants
//! basic              3 crashes, of anybody   1 crash, of anybody
//! presumed abort     3 crashes, of anybody   1 of each of 2; of each of all 4 by hand (ignored)
//! cooperative        1 crash of each node    1 crash, and no more than a first part
//! ```
//!
//! With three participants and a crash of each node, basic has more than a million and a half
//! states after two crashes: that is not proved here.

use patternscope::lesson::{Lesson, Link};
use patternscope::patterns::two_phase_commit::TwoPhaseCommit;
use patternscope::patterns::two_phase_commit::message::Command;
use patternscope::patterns::two_phase_commit::properties::{
    AC1, AC2, AC3, AC4, AC5, LOCKED, LOGGED, MONEY, OVERDRAFT,
};
use patternscope::sim::{Checker, Explored, Mail, NodeId};

const C: NodeId = NodeId(0);

/// What is promised whatever happens.
const SAFE: [&str; 8] = [AC1, AC2, AC3, AC4, MONEY, OVERDRAFT, LOGGED, LOCKED];

/// One transfer in which every participant takes part; nothing goes wrong yet.
fn checker(query: &str) -> Checker<TwoPhaseCommit> {
    let link = Link::parse(&format!("two-phase-commit?{query}"));
    let (values, complaints) = TwoPhaseCommit::params().resolve(&link.params);
    assert_eq!(complaints, []);
    let protocol = TwoPhaseCommit::new(&values);
    let (from, amount) = (NodeId(1), protocol.amount);
    Checker::new(protocol, vec![(C, Command::Share { from, amount })])
}

/// As many crashes as recoveries, and messages that may do anything.
fn stormy(query: &str, crashes: u8) -> Checker<TwoPhaseCommit> {
    Checker { mail: Mail::Kept, crashes, restarts: crashes, ..checker(query) }
}

/// The same, and nobody crashes twice.
fn each_once(query: &str, crashes: u8) -> Checker<TwoPhaseCommit> {
    Checker { crashes_each: 1, ..stormy(query, crashes) }
}

fn words(explored: &Explored<TwoPhaseCommit>, protocol: &TwoPhaseCommit) -> Vec<String> {
    let violation = explored.violation.as_ref().expect("a violation");
    violation.path.iter().map(|step| step.words(protocol)).collect()
}

/// Every story within the bounds, and so many states at least.
#[track_caller]
fn proves(checker: &Checker<TwoPhaseCommit>, least: u32) {
    let explored = checker.explore(&SAFE);
    if let Some(violation) = &explored.violation {
        panic!("{violation}: {:#?}", words(&explored, &checker.protocol));
    }
    assert!(explored.complete, "gave up after {} states", explored.states);
    assert!(explored.states >= least, "only {} states", explored.states);
}

/// Looks at so many states, and no further; finds nothing wrong, at least so many moves deep.
#[track_caller]
fn finds_nothing(checker: Checker<TwoPhaseCommit>, only: &[&str], states_max: u32, depth: u32) {
    let explored = Checker { states_max, ..checker }.explore(only);
    assert!(explored.violation.is_none(), "{:?}", explored.violation);
    assert!(explored.depth >= depth, "only {} moves deep", explored.depth);
}

#[test]
fn basic_is_safe_with_two_participants_and_three_crashes() {
    proves(&stormy("protocol=basic", 3), 100_000);
}

#[test]
fn basic_is_safe_with_three_participants_and_a_crash() {
    proves(&stormy("protocol=basic&participants=3", 1), 200_000);
}

#[test]
fn presumed_abort_is_safe() {
    proves(&stormy("protocol=presumed-abort", 3), 25_000);
    proves(&each_once("protocol=presumed-abort&participants=3", 2), 100_000);
}

/// Every node crashes and comes back: 793,273 states, for which three gigabytes and more than a
/// minute are needed. `cargo test --test checker -- --ignored`
#[test]
#[ignore = "needs three gigabytes"]
fn presumed_abort_is_safe_with_three_participants_when_everybody_crashes() {
    proves(&each_once("protocol=presumed-abort&participants=3", 4), 793_273);
}

#[test]
fn cooperative_is_safe_with_two_participants_when_everybody_crashes() {
    proves(&each_once("protocol=cooperative", 3), 300_000);
}

/// Three participants that ask each other have more states than there is time for: no story of up
/// to some length breaks anything, and that is all that is said.
#[test]
fn cooperative_is_safe_with_three_participants_as_far_as_was_looked() {
    finds_nothing(stormy("protocol=cooperative&participants=3", 1), &SAFE, 100_000, 12);
}

/// What three-phase commit promises whatever happens: not agreement.
#[test]
fn three_phase_keeps_what_it_promises_as_far_as_was_looked() {
    let promised = [AC2, AC3, OVERDRAFT, LOGGED, LOCKED];
    finds_nothing(stormy("protocol=three-phase", 1), &promised, 60_000, 10);
}

/// Two transfers at once: the second waits for the lock, and finds too little.
#[test]
fn two_transfers_at_once_cannot_overdraw() {
    let checker = stormy("protocol=presumed-abort&amount=1500", 0);
    let commands = [checker.commands.clone(), checker.commands.clone()].concat();
    finds_nothing(Checker { commands, ..checker }, &SAFE, 60_000, 14);
}

/// A refusal is safe, too.
#[test]
fn a_transfer_that_is_refused_is_safe() {
    for protocol in ["basic", "presumed-abort", "cooperative"] {
        proves(&stormy(&format!("protocol={protocol}&amount=3000"), 1), 500);
    }
}

/// The crash of its coordinator blocks whoever has voted: nothing is left to happen but asking.
#[test]
fn the_shortest_blocked_run_of_basic() {
    for (protocol, moves) in [("basic", 8), ("presumed-abort", 8), ("cooperative", 8)] {
        let checker = checker(&format!("protocol={protocol}"));
        let checker = Checker { crashes: 1, ..checker };
        let explored = checker.explore(&[AC5]);
        let path = words(&explored, &checker.protocol);
        assert_eq!(path.len(), moves, "{protocol}: {path:#?}");
        assert!(path.iter().any(|step| step == "Coordinator crashes"), "{path:#?}");
    }
}

/// Messages that do not arrive in time are what a partition is. Nobody crashes.
#[test]
fn the_shortest_disagreement_of_three_phase() {
    let checker = checker("protocol=three-phase");
    let explored = checker.explore(&[AC1]);
    let path = words(&explored, &checker.protocol);
    assert!(path.iter().any(|step| step.contains("is silent about T1")), "{path:#?}");
    assert!(!path.iter().any(|step| step.contains("crashes")), "{path:#?}");
    assert_eq!(path.len(), 12, "{path:#?}");
}

/// Every rule that is left out is found out, by a shortest run.
#[test]
fn every_mistake_is_found() {
    for (mistake, property, moves) in [
        ("vote-early", LOGGED, 2),
        ("decide-alone", AC1, 9),
        ("decide-alone", AC3, 4),
        ("send-early", AC1, 11),
        ("send-early", AC3, 11),
        ("forget-prepared", LOCKED, 4),
    ] {
        let checker = stormy(&format!("mistake={mistake}"), 1);
        let explored = checker.explore(&[property]);
        let path = words(&explored, &checker.protocol);
        assert_eq!(path.len(), moves, "{mistake}: {path:#?}");
    }
    let checker = Checker { timers: false, ..checker("mistake=no-locks&amount=1500") };
    let commands = [checker.commands.clone(), checker.commands.clone()].concat();
    let checker = Checker { commands, ..checker };
    let explored = checker.explore(&[OVERDRAFT]);
    let path = words(&explored, &checker.protocol);
    assert_eq!(path.len(), 18, "two transfers overdraw without locks: {path:#?}");
}
