//! Claim 11: what a transfer costs, counted in runs and compared with the literature.
//!
//! Mohan, Lindsay and Obermarck (1986), for n participants that all write: a commit takes 4n
//! messages, one forced write at the coordinator and two at each participant, in basic and in
//! presumed-abort two-phase commit. In basic an abort is forced wherever a commit is, also by who
//! votes no, and acknowledged by who voted yes. With presumed abort it is neither.
//!
//! One difference is meant: here who votes no forces that under presumed abort, too, which is one
//! forced write more than theirs. `logs` shows what it is good for.

use super::{preset, run};
use crate::lesson::Shows::Claim;
use crate::lesson::{Costs, Trace};
use crate::patterns::testing::{holds, mean, metric};
use crate::patterns::two_phase_commit::properties::AC5;

fn costs(protocol: &str, participants: u64, more: &str) -> Costs {
    let query = format!("protocol={protocol}&participants={participants}&latency=constant{more}");
    let trace: Trace = run(&query);
    holds(&trace, AC5);
    trace.costs
}

#[test]
fn claim_11_a_commit_costs_what_the_literature_says() {
    for n in 2..=6_u64 {
        // Messages, forced writes, message delays until everybody has acknowledged.
        for (protocol, messages, forced, delays) in [
            ("none", 2 * n, n, 4),
            ("basic", 4 * n, 1 + 2 * n, 4),
            ("presumed-abort", 4 * n, 1 + 2 * n, 4),
            ("cooperative", 4 * n, 1 + 2 * n, 4),
            ("three-phase", 6 * n, 2 + 3 * n, 6),
        ] {
            let costs = costs(protocol, n, "");
            let found = (costs.messages, costs.forced_writes, costs.message_delays);
            assert_eq!(found, (messages, forced, delays), "{protocol}, {n} participants");
            assert_eq!(costs.operations, 1);
        }
    }
    let six = preset(Claim(11), "What a commit costs");
    assert_eq!((six.costs.messages, six.costs.forced_writes), (24, 13));
    assert_eq!(metric(&six, "messages"), Some(24.0));
    assert_eq!(metric(&six, "forced_writes"), Some(13.0));
    assert_eq!(preset(Claim(11), "Three-phase commit costs").costs.messages, 12);
}

/// Node 1 has too little: PREPARE to n, n votes, then ABORT to the n − 1 that voted yes.
#[test]
fn claim_11_an_abort_is_cheap_with_presumed_abort() {
    for n in 2..=6_u64 {
        // PREPARED of n − 1 and the no; in basic also ABORT of the coordinator and of n − 1.
        for (protocol, messages, forced, delays) in [
            ("basic", 2 * n + 2 * (n - 1), n + 1 + (n - 1), 4),
            ("presumed-abort", 2 * n + (n - 1), n, 2),
        ] {
            let costs = costs(protocol, n, "&amount=3000");
            let found = (costs.messages, costs.forced_writes, costs.message_delays);
            assert_eq!(found, (messages, forced, delays), "{protocol}, {n} participants");
            assert_eq!(costs.operations, 1, "an abort is an operation, too");
        }
    }
    let cheap = preset(Claim(11), "Presumed abort");
    assert_eq!((cheap.costs.messages, cheap.costs.forced_writes), (5, 2));
}

/// Without a protocol a refusal ends it: one debit, one answer.
#[test]
fn a_refused_debit_is_an_operation() {
    let costs = costs("none", 2, "&amount=3000");
    assert_eq!((costs.messages, costs.operations, costs.message_delays), (2, 1, 2));
}

/// What a crash takes from a log was written all the same: the figure is what the run cost.
#[test]
fn forced_writes_are_counted_when_they_are_asked_for() {
    let trace = run("latency=constant&concurrent=2&do=40ms.crash.C~41ms.crash.N2");
    let each = trace.costs.forced_writes as f64 / 2.0;
    assert_eq!(metric(&trace, "forced_writes"), Some(each));
    assert_eq!(metric(&trace, "messages"), Some(trace.costs.messages as f64 / 2.0));
    assert_eq!(trace.costs.forced_writes, 3, "two PREPARED, and a COMMIT that is lost or not");
}

/// Nothing is nothing, and not the negative zero that a sum of no floats is.
#[test]
fn a_run_without_waiting_waits_for_nothing() {
    let trace = run("skip=all");
    for name in ["in_doubt_ms", "queued_ms", "longest_doubt_ms", "longest_queued_ms"] {
        let value = metric(&trace, name).expect("a figure");
        assert!(value == 0.0 && value.is_sign_positive(), "{name}: {value}");
    }
}

/// The commit point comes after one round trip and two forced writes, whatever n is; when delays
/// vary, the slowest of n decides.
#[test]
fn claim_11_time_is_two_forced_writes_and_the_slowest_round_trip() {
    for force in [0_u32, 10, 50] {
        for n in [2, 6] {
            let query = format!("latency=constant&force={force}ms&participants={n}");
            let query = query.replace("force=0ms", "force=0");
            let commit = metric(&run(&query), "commit_ms");
            assert_eq!(commit, Some(f64::from(20 + 2 * force)), "{query}");
        }
    }
    let commit = |n: u32| {
        let query = format!("latency=exponential&vote_timeout=10s&participants={n}");
        mean::<super::TwoPhaseCommit>(&query, "commit_ms", 300)
    };
    let all: Vec<f64> = [2, 3, 4, 6].into_iter().map(commit).collect();
    for pair in all.windows(2) {
        assert!(pair[0] < pair[1], "{all:?}");
    }
}

/// Five protocols, the same luck: what each gives for its price when the coordinator crashes with
/// all votes on their way.
#[test]
fn five_protocols_on_the_same_luck() {
    for (protocol, undecided, aborted) in [
        ("none", 0.0, 0.0),
        ("basic", 2.0, 0.0),
        ("presumed-abort", 2.0, 0.0),
        ("cooperative", 2.0, 0.0),
        ("three-phase", 0.0, 1.0),
    ] {
        let trace = run(&format!("protocol={protocol}&latency=constant&do=30ms.crash.C"));
        let figures = (metric(&trace, "undecided"), metric(&trace, "aborted"));
        assert_eq!(figures, (Some(undecided), Some(aborted)), "{protocol}");
        let money = metric(&trace, "money").expect("money");
        assert_eq!(money, if protocol == "none" { 4_000.0 } else { 5_000.0 }, "{protocol}");
    }
}
