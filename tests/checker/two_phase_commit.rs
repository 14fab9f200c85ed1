//! What the checker proves of two-phase commit, over the very handlers that the page runs.
//!
//! Proofs keep every message that was ever sent: it may arrive late, again, or never, so any loss
//! and any duplication is among the stories. Timers go off at any moment. What is bounded is the
//! number of crashes and recoveries in all, each of any node at any moment, and in a crash the disk
//! finishes any number of the writes that were under way:
//!
//! ```text
//!                    2 participants        3 participants
//! basic              3 crashes             1 crash
//! presumed abort     3 crashes             1 crash
//! cooperative        2 crashes             none; a first part only
//! ```

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

fn words(explored: &Explored<TwoPhaseCommit>, protocol: &TwoPhaseCommit) -> Vec<String> {
    let violation = explored.violation.as_ref().expect("a violation");
    violation.path.iter().map(|step| step.words(protocol)).collect()
}

/// Every story within the bounds, and so many states at least.
#[track_caller]
fn proves(checker: &Checker<TwoPhaseCommit>, least: u32) {
    // Where there are many states, only atomic commitment itself is judged.
    let most = if least > 50_000 { 4 } else { SAFE.len() };
    let explored = checker.explore(&SAFE[..most]);
    if let Some(violation) = &explored.violation {
        panic!("{violation}: {:#?}", words(&explored, &checker.protocol));
    }
    assert!(explored.complete, "gave up after {} states", explored.states);
    assert!(explored.states >= least, "only {} states", explored.states);
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
    proves(&stormy("protocol=presumed-abort&participants=3", 1), 20_000);
}

#[test]
fn cooperative_is_safe_with_two_participants_and_two_crashes() {
    proves(&stormy("protocol=cooperative", 2), 200_000);
}

/// Three participants that ask each other have more states than there is time for: no story of up
/// to some length breaks anything, and that is all that is said.
#[test]
fn cooperative_is_safe_with_three_participants_as_far_as_was_looked() {
    let checker = stormy("protocol=cooperative&participants=3", 1);
    let explored = Checker { states_max: 100_000, ..checker }.explore(&SAFE);
    assert!(explored.violation.is_none() && !explored.complete, "{:?}", explored.violation);
    assert!(explored.depth >= 12, "only {} moves deep", explored.depth);
}

/// Two transfers at once: the second waits for the lock, and finds too little.
#[test]
fn two_transfers_at_once_cannot_overdraw() {
    let checker = stormy("protocol=presumed-abort&amount=1500", 0);
    let commands = [checker.commands.clone(), checker.commands.clone()].concat();
    let explored = Checker { commands, states_max: 60_000, ..checker }.explore(&SAFE);
    assert!(explored.violation.is_none(), "{:?}", explored.violation);
    assert!(explored.depth >= 15, "only {} moves deep", explored.depth);
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
        ("send-early", AC1, 12),
        ("forget-prepared", LOCKED, 4),
    ] {
        let checker = stormy(&format!("mistake={mistake}"), 1);
        let explored = checker.explore(&[property]);
        let path = words(&explored, &checker.protocol);
        assert_eq!(path.len(), moves, "{mistake}: {path:#?}");
    }
    let checker = Checker { timers: false, ..checker("mistake=no-locks&amount=1500") };
    let commands = [checker.commands.clone(), checker.commands.clone()].concat();
    let explored = Checker { commands, ..checker }.explore(&[OVERDRAFT]);
    assert!(explored.violation.is_some(), "two transfers overdraw without locks");
}
