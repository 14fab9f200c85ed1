//! The claims 1 to 10 and 12: what is seen when things go well, and when they do not.

use super::{preset, run, time_of};
use crate::lesson::Shows::Claim;
use crate::lesson::Trace;
use crate::patterns::testing::{
    announced, badges, breaks, holds, keeps_its_promises, metric, promised,
};
use crate::patterns::two_phase_commit::properties::{AC1, AC3, AC5, MONEY, OVERDRAFT};
use crate::sim::End;

/// The badges of the nodes of the bank at the end.
fn balances(trace: &Trace) -> Vec<String> {
    badges(trace).split_off(1)
}

#[track_caller]
fn figures(trace: &Trace, expected: &[(&str, f64)]) {
    for (name, value) in expected {
        assert_eq!(metric(trace, name), Some(*value), "{name}");
    }
}

#[test]
fn claim_1_both_commit() {
    let trace = preset(Claim(1), "Both nodes");
    assert_eq!(balances(&trace), ["$1,500", "$3,500"]);
    figures(&trace, &[("committed", 1.0), ("aborted", 0.0), ("money", 5_000.0)]);
    // Asked at 5 ms; the commit point is at 45 ms, after one round trip and two forced writes.
    figures(&trace, &[("commit_ms", 40.0), ("everywhere_ms", 50.0), ("in_doubt_ms", 60.0)]);
    assert_eq!(trace.end, End::Quiet);
    keeps_its_promises(&trace);
}

#[test]
fn claim_2_one_no_stops_it() {
    let trace = preset(Claim(2), "Not enough");
    assert!(announced(&trace, "T1 is aborted: Node 1 voted no"));
    assert_eq!(balances(&trace), ["$2,500", "$2,500"]);
    figures(&trace, &[("committed", 0.0), ("aborted", 1.0), ("lowest", 2_500.0)]);
    keeps_its_promises(&trace);
}

#[test]
fn claim_3_a_crash_between_debit_and_credit() {
    let lost = preset(Claim(3), "Without a protocol");
    assert_eq!(breaks(&lost, MONEY), "$1,000 of $5,000 are lost");
    assert_eq!(balances(&lost), ["$1,500", "$2,500"]);
    figures(&lost, &[("money", 4_000.0), ("audit", 4_000.0)]);
    let kept = preset(Claim(3), "The same crash");
    holds(&kept, MONEY);
    assert_eq!(balances(&kept), ["$1,500", "$3,500"]);
    figures(&kept, &[("money", 5_000.0), ("audit", 5_000.0)]);
}

#[test]
fn claim_4_a_crash_during_prepare_aborts() {
    for title in ["A node crashes while", "A node crashes between"] {
        let trace = preset(Claim(4), title);
        assert!(announced(&trace, "T1 is aborted: only 1 of 2 votes came in time"), "{title}");
        assert_eq!(balances(&trace), ["$2,500", "$2,500"]);
        figures(&trace, &[("aborted", 1.0), ("undecided", 0.0)]);
        keeps_its_promises(&trace);
    }
    let between = preset(Claim(4), "A node crashes between");
    let yes = |letter: &&crate::lesson::trace::Letter| {
        letter.label.starts_with("YES") && letter.name.from == crate::sim::NodeId(2)
    };
    assert_eq!(between.letters.iter().filter(yes).count(), 0, "Node 2's vote never leaves");
    assert!(announced(&between, "It finds one open transaction"), "the record was forced");
    // Whether the disk finished the write that was under way is chance: both must end well.
    let (mut empty, mut prepared) = (0, 0);
    for seed in 0..40 {
        let query = "latency=constant&do=20ms.crash.N2~500ms.restart.N2";
        let trace = run(&format!("{query}&seed={seed}"));
        figures(&trace, &[("aborted", 1.0), ("undecided", 0.0), ("money", 5_000.0)]);
        match announced(&trace, "It finds one open transaction") {
            true => prepared += 1,
            false => empty += 1,
        }
    }
    assert!(empty > 0 && prepared > 0, "{empty} without, {prepared} with the record");
}

#[test]
fn claim_5_in_doubt_and_blocked() {
    let trace = preset(Claim(5), "The coordinator crashes");
    assert!(breaks(&trace, AC5).contains("is in doubt about T1, and its account is locked"));
    assert!(promised(&trace, AC5).is_err());
    figures(&trace, &[("undecided", 2.0), ("committed", 0.0), ("aborted", 0.0)]);
    assert_eq!(trace.end, End::Settled, "they go on asking for ever");
    let asked = |record: &&crate::lesson::trace::Record| record.text.contains("still no word");
    assert!(trace.records.iter().filter(asked).count() >= 10);
    let cards = trace.stage().cards(trace.last());
    let locked = cards[1].rows.iter().find(|row| row.name == "locked").expect("a row");
    assert_eq!(locked.value, "$1,000 for T1");
    keeps_its_promises(&trace);
}

#[test]
fn claim_6_the_log_decides() {
    for (title, balance) in [
        ("COMMIT was forced, and nobody", ["$1,500", "$3,500"]),
        ("COMMIT was forced, and one", ["$1,500", "$3,500"]),
        ("Nothing was forced", ["$2,500", "$2,500"]),
    ] {
        let trace = preset(Claim(6), title);
        assert_eq!(balances(&trace), balance, "{title}");
        figures(&trace, &[("undecided", 0.0), ("money", 5_000.0)]);
        assert_eq!(trace.end, End::Quiet);
        keeps_its_promises(&trace);
    }
    // The crash is at 45 ms, with COMMIT durable and nothing sent: nobody hears before 400 ms.
    let trace = preset(Claim(6), "COMMIT was forced, and nobody");
    assert_eq!(time_of(&trace, "The coordinator has BEGIN T1 and COMMIT T1"), 45_000);
    assert_eq!(time_of(&trace, "It commits T1"), 410_000);
    let trace = preset(Claim(6), "COMMIT was forced, and one");
    assert_eq!(time_of(&trace, "It commits T1"), 55_000, "Node 1 was told");
}

#[test]
fn claim_7_lost_messages() {
    let vote = preset(Claim(7), "A lost vote");
    assert_eq!(
        time_of(&vote, "T1 is aborted: only 1 of 2 votes"),
        315_000,
        "at 305 ms, and 10 ms to force it"
    );
    figures(&vote, &[("aborted", 1.0), ("undecided", 0.0)]);
    let decision = preset(Claim(7), "A lost decision");
    assert!(announced(&decision, "It is in doubt about T1 and asks the coordinator"));
    assert_eq!(balances(&decision), ["$1,500", "$3,500"]);
    // A fifth of all messages is lost, and still nobody is left in doubt or disagrees.
    for seed in 0..150 {
        let query = "concurrent=3&participants=3&amount=500&loss=20%&dup=10%";
        let trace = run(&format!("{query}&seed={seed}"));
        keeps_its_promises(&trace);
        figures(&trace, &[("undecided", 0.0), ("money", 7_500.0)]);
    }
}

#[test]
fn claim_8_two_transfers_cannot_overdraw() {
    let trace = preset(Claim(8), "Two transfers");
    assert!(announced(&trace, "The account is locked by T1: T2 waits"));
    assert_eq!(balances(&trace), ["$1,000", "$4,000"]);
    figures(&trace, &[("committed", 1.0), ("aborted", 1.0), ("lowest", 1_000.0)]);
    for seed in 0..300 {
        let query = "latency=exponential&concurrent=4&amount=1000&dup=10%";
        let trace = run(&format!("{query}&seed={seed}"));
        holds(&trace, OVERDRAFT);
        let committed = metric(&trace, "committed").expect("a count");
        assert!(committed <= 2.0, "seed {seed}: {committed} of $1,000 from $2,500");
        let lowest = metric(&trace, "lowest").unwrap_or(0.0);
        assert!(lowest >= 500.0, "seed {seed}: {lowest}");
    }
}

#[test]
fn claim_9_cooperative_termination() {
    let knows = preset(Claim(9), "Asking peers helps when one knows");
    assert!(announced(&knows, "It commits T1: Node 1 says so"));
    assert_eq!(balances(&knows), ["$1,500", "$3,500"]);
    holds(&knows, AC5);
    let unasked = preset(Claim(9), "Asking peers helps when one has not");
    assert!(announced(&unasked, "It aborts T1: Node 2 says so"));
    holds(&unasked, AC5);
    let blocked = preset(Claim(9), "Asking peers does not help");
    assert!(announced(&blocked, "All its peers are in doubt about T1, too"));
    breaks(&blocked, AC5);
    figures(&blocked, &[("undecided", 2.0)]);
    // Without asking peers both of the first are blocked too.
    for query in ["do=20ms.crash.C.1", "do=0.drop.C-N2.1~30ms.crash.C"] {
        breaks(&run(&format!("latency=constant&{query}")), AC5);
    }
    for trace in [knows, unasked, blocked] {
        keeps_its_promises(&trace);
    }
}

#[test]
fn claim_10_three_phase() {
    let crash = preset(Claim(10), "Three-phase commit does not block");
    holds(&crash, AC5);
    holds(&crash, AC1);
    assert_eq!(promised(&crash, AC5), Ok(()));
    figures(&crash, &[("undecided", 0.0), ("aborted", 1.0)]);
    let split = preset(Claim(10), "Three-phase commit disagrees");
    assert_eq!(breaks(&split, AC1), "the coordinator commits T1 and Node 2 aborts it");
    assert!(promised(&split, AC1).unwrap_err().contains("takes silence for a crash"));
    assert_eq!(balances(&split), ["$1,500", "$2,500"]);
    breaks(&split, MONEY);
    // Whenever its coordinator crashes, and nothing else happens: it agrees, and nobody blocks.
    for after_us in (1..24).map(|step| step * 4_000) {
        for nodes in [2, 3] {
            let query = "protocol=three-phase&latency=constant";
            let crash = format!("{query}&participants={nodes}&do={after_us}us.crash.C");
            for crash in [crash.clone(), format!("{crash}~3s.restart.C")] {
                let trace = run(&crash);
                holds(&trace, AC1);
                holds(&trace, AC5);
                holds(&trace, AC3);
            }
        }
    }
    // And whenever a participant crashes, for a while or for good.
    for after_us in (1..30).map(|step| step * 4_000) {
        for (nodes, who) in [(2, "N1"), (2, "N2"), (3, "N2")] {
            let query = "protocol=three-phase&latency=constant";
            let crash = format!("{query}&participants={nodes}&do={after_us}us.crash.{who}");
            for crash in [crash.clone(), format!("{crash}~3s.restart.{who}")] {
                let trace = run(&crash);
                for property in [AC1, AC3, AC5, MONEY] {
                    holds(&trace, property);
                }
                let back = crash.contains("restart");
                assert!(!back || metric(&trace, "undecided") == Some(0.0), "{crash}");
            }
        }
    }
    // The same crash blocks basic two-phase commit.
    breaks(&run("latency=constant&do=30ms.crash.C"), AC5);
}

#[test]
fn claim_12_a_transfer_waits_as_long_as_the_coordinator_is_down() {
    let trace = preset(Claim(12), "A transfer waits");
    assert!(announced(&trace, "The account is locked by T1: T2 waits"));
    keeps_its_promises(&trace);
    for (restart_ms, seed) in [(500_u32, 1), (2_000, 2), (8_000, 3)] {
        let query = "latency=constant&concurrent=2";
        let do_ = format!("do=30ms.crash.C~{restart_ms}ms.restart.C");
        let trace = run(&format!("{query}&seed={seed}&{do_}"));
        let waited = metric(&trace, "longest_queued_ms").expect("it waited");
        let down = f64::from(restart_ms - 30);
        assert!((down..down + 150.0).contains(&waited), "down {down} ms, waited {waited} ms");
        assert!(metric(&trace, "longest_doubt_ms") >= Some(down - 15.0));
    }
    let without = run("latency=constant&concurrent=2");
    assert!(metric(&without, "longest_queued_ms") < Some(60.0));
}
