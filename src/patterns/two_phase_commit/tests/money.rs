//! Over a thousand random runs with concurrent transfers, crashes, loss and partitions: money is
//! neither made nor lost, and no balance is below 0. Without a protocol it is lost.

use super::run;
use crate::lesson::Trace;
use crate::patterns::testing::{holds, metric};
use crate::patterns::two_phase_commit::properties::{
    AC1, AC2, AC3, AC4, AC5, LOCKED, LOGGED, MONEY, OVERDRAFT,
};
use crate::sim::random::{Random, Tag, below};

/// Transfers in all directions, crashes in the middle of steps, splits, lost and doubled messages.
fn stormy(protocol: &str, number: u64) -> String {
    let mut rng = Random::stream(0xba4c, Tag::Test, [number, 0, 0]);
    let mut draw = |sides: u64| below(&mut rng, sides);
    let nodes = 2 + draw(3);
    let mut acts = Vec::new();
    for _ in 0..2 + draw(5) {
        let (from, amount) = (1 + draw(nodes), 1 + draw(2_000));
        let to = 1 + (from + draw(nodes - 1)) % nodes;
        let at = 1 + draw(600);
        acts.push(match draw(4) {
            0 => format!("{at}ms.share.C.N{from}.{amount}"),
            _ => format!("{at}ms.transfer.C.N{from}.N{to}.{amount}"),
        });
    }
    for _ in 0..1 + draw(4) {
        let at = 1 + draw(900);
        let who = match draw(nodes + 1) {
            0 => "C".to_string(),
            node => format!("N{node}"),
        };
        acts.push(match draw(3) {
            0 => format!("{at}ms.crash.{who}"),
            _ => format!("{at}ms.crash.{who}.{}", draw(4)),
        });
        acts.push(format!("{}ms.restart.{who}", at + 1 + draw(900)));
    }
    if draw(2) == 0 {
        let at = draw(700) + 1;
        acts.push(format!("{at}ms.split.C,N1.N2"));
        acts.push(format!("{}ms.heal", at + draw(800)));
    }
    // Whatever fuse still burns: in the end everybody is back.
    let all = (1..=nodes).map(|node| format!("N{node}")).chain(["C".to_string()]);
    acts.extend(all.map(|who| format!("2.5s.crash.{who}~2.6s.restart.{who}")));
    acts.push("4s.audit.C".to_string());
    let (latency, loss) = (["constant", "uniform", "exponential"][draw(3) as usize], draw(20));
    format!(
        "protocol={protocol}&participants={nodes}&concurrent={}&latency={latency}&loss={loss}%&\
         dup={}%&seed={number}&do={}",
        1 + draw(4),
        draw(20),
        acts.join("~")
    )
}

fn opening(trace: &Trace) -> Option<f64> {
    Some((trace.cast.len() - 1) as f64 * 2_500.0)
}

#[test]
fn money_is_neither_made_nor_lost_in_a_thousand_stormy_runs() {
    let (mut committed, mut aborted, mut audits) = (0.0, 0.0, 0);
    for number in 0..1_200 {
        let protocol = ["basic", "presumed-abort", "cooperative"][number as usize % 3];
        let query = stormy(protocol, number);
        let trace = run(&query);
        for property in [MONEY, OVERDRAFT, AC1, AC2, AC3, AC4, LOGGED, LOCKED] {
            holds(&trace, property);
        }
        // Everybody is back and the network is whole: in the end everybody decides.
        holds(&trace, AC5);
        assert_eq!(metric(&trace, "undecided"), Some(0.0), "{query}");
        assert_eq!(metric(&trace, "money"), opening(&trace), "{query}");
        if let Some(found) = metric(&trace, "audit") {
            assert_eq!(Some(found), opening(&trace), "an audit is a transaction: {query}");
            audits += 1;
        }
        committed += metric(&trace, "committed").expect("a count");
        aborted += metric(&trace, "aborted").expect("a count");
    }
    assert!(committed > 1_200.0 && aborted > 1_000.0, "{committed} committed, {aborted} aborted");
    assert!(audits > 400, "only {audits} audits got through");
}

#[test]
fn without_a_protocol_money_is_lost_and_the_audit_says_so() {
    let (mut lost, mut found) = (0, 0);
    for number in 0..300 {
        let trace = run(&stormy("none", number));
        holds(&trace, OVERDRAFT);
        let money = metric(&trace, "money");
        lost += u32::from(money < opening(&trace));
        assert!(money <= opening(&trace), "nothing is ever credited twice");
        found += u32::from(metric(&trace, "audit").is_some_and(|sum| Some(sum) < opening(&trace)));
    }
    assert!(lost > 20, "money was lost in {lost} of 300 runs");
    assert!(found > 10, "{found} audits found less");
}
