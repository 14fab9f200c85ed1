//! The default story: what it tells, how short it is, and what schemes and rules make of it.

use super::{run, shown, stocks};
use crate::lesson::Trace;
use crate::patterns::testing::{badges, keeps_its_promises, metric};
use crate::patterns::version_vector::{VersionVectors, presets};

#[test]
fn the_default_story_is_the_scenario() {
    let trace = run("");
    assert!(trace.records.len() <= 30, "{} events", trace.records.len());
    assert!(trace.record(trace.last()).time.0 < 250_000, "nothing is left for a later round");
    let titles: Vec<&str> =
        trace.beats.iter().filter(|beat| beat.at.is_some()).map(|beat| beat.title).collect();
    assert_eq!(
        titles,
        [
            "Every warehouse has the record",
            "A movement is booked",
            "Two warehouses know of different writes",
            "A write follows another",
            "A record is sent",
            "A conflict is found",
            "What the versions come to",
            "A newer record is taken over",
            "A record brings nothing new",
            "All warehouses hold the same",
            "One write replaces several versions",
        ]
    );
    let badge = |at: u32| -> Vec<String> {
        trace.stage().cards(at).into_iter().map(|card| card.badge).collect()
    };
    assert_eq!(badge(0), ["[0, 0, 0]"; 3]);
    assert_eq!(badge(1), ["[1, 0, 0]", "[0, 0, 0]", "[0, 0, 0]"]);
    assert_eq!(badge(3), ["[2, 0, 0]", "[0, 1, 0]", "[0, 0, 0]"]);
    assert_eq!(stocks(&trace, 3), ["130", "60", "100"]);
    keeps_its_promises(&trace);
    // All hold the same stock, and a vector that dominates both.
    let agreed = super::event(&trace, "shows 90") + 7;
    assert_eq!(badge(agreed), ["[2, 1, 0]"; 3]);
    assert_eq!(stocks(&trace, agreed), ["90"; 3]);
    assert_eq!(
        (badges(&trace), shown(&trace)),
        (vec!["[2, 1, 1]".into(); 3], vec!["65".into(); 3])
    );
}

/// What was asked in this run, and what answered it.
fn asked(trace: &Trace) -> Vec<(&'static str, Option<usize>)> {
    let told = trace.beats.iter().filter(|beat| beat.at.is_some());
    let puzzles = told.filter_map(|beat| beat.predict.as_ref());
    puzzles.map(|puzzle| (puzzle.question, puzzle.answer.map(|(option, _)| option))).collect()
}

#[test]
fn predictions_are_settled_by_the_run() {
    for (query, expected) in [
        ("", &[1, 0, 0][..]),
        ("scheme=dotted", &[1, 0, 0]),
        ("scheme=last-writer-wins", &[2, 1]),
        ("resolve=priority", &[1, 1, 0]),
        ("resolve=keep-siblings", &[1, 2, 1]),
        ("mistake=sum-stocks", &[1, 1, 0]),
        ("mistake=compare-by-sum", &[0, 1]),
    ] {
        let answers: Vec<usize> =
            asked(&run(query)).into_iter().filter_map(|(_, option)| option).collect();
        assert_eq!(answers, expected, "{query}");
    }
    let two = |scheme: &str| {
        let trace = run(&format!(
            "scheme={scheme}&warehouses=2&clerks=2&sync=off&skip=all&do=10ms.look.K1.A~\
             12ms.look.K2.A~30ms.in.K1.A.20~44ms.out.K2.A.40"
        ));
        asked(&trace).into_iter().map(|(_, option)| option).collect::<Vec<_>>()
    };
    assert_eq!(two("dotted"), [Some(0)]);
    assert_eq!(two("version-vector"), [Some(1)]);
    assert_eq!(two("last-writer-wins"), [Some(1)]);
}

/// A question that its run does not answer is rare.
#[test]
fn what_ifs_answer_what_they_ask() {
    let mut open = Vec::new();
    for preset in presets::ALL {
        let unanswered = asked(&run(preset.link)).into_iter().filter(|one| one.1.is_none());
        open.extend(unanswered.map(|(question, _)| (preset.title, question)));
    }
    // Nobody writes any more.
    let next = "What will the next write make of these versions?";
    assert_eq!(
        open,
        [
            ("Both sides of a split go on", next),
            ("Two clerks, one warehouse: dots keep both", next),
            ("Both sell the last piece", next),
            ("Mistake: each warehouse prefers its own version", next),
        ]
    );
}

/// The same events until the schemes come to differ: one flips a parameter and sees what vanishes.
#[test]
fn schemes_and_rules_run_on_the_same_luck() {
    for seed in 1..=20 {
        let of = |query: &str| run(&format!("{query}&seed={seed}"));
        let rules = ["merge-movements", "priority", "keep-highest", "keep-siblings"];
        let traces = rules.map(|rule| of(&format!("resolve={rule}")));
        let times = |trace: &Trace| -> Vec<_> {
            trace.records.iter().map(|record| (record.time, record.kind, record.node)).collect()
        };
        for trace in &traces[1..] {
            assert_eq!(times(&traces[0]), times(trace), "seed {seed}");
        }
        assert_eq!(times(&traces[0]), times(&of("scheme=dotted")), "seed {seed}");
        let ends = traces.map(|trace| shown(&trace)[0].clone());
        assert_eq!(ends, ["65", "105", "105", "130 or 60 or 75"]);
        assert_eq!(shown(&of("scheme=last-writer-wins")), ["105"; 3]);
    }
}

#[test]
fn a_card_shows_versions_as_tables() {
    let trace = run("skip=6~7~8");
    let card = &trace.stage().cards(trace.last())[1];
    let row = |name: &str| card.rows.iter().find(|row| row.name == name).expect("a row");
    assert_eq!(row("stock").value, "90, of 2 versions");
    assert_eq!(row("version A.2").value, "130, by Node A, at [2, 0, 0]");
    let cells = |name: &str| -> Vec<(String, String)> {
        row(name).cells.iter().map(|cell| (cell.label.clone(), cell.value.clone())).collect()
    };
    let pairs = |all: &[(&str, &str)]| -> Vec<(String, String)> {
        all.iter().map(|(label, value)| (label.to_string(), value.to_string())).collect()
    };
    assert_eq!(cells("heard of"), pairs(&[("A", "2"), ("B", "1"), ("C", "0")]));
    let b1 = pairs(&[("A", "0"), ("B", "1"), ("C", "0"), ("stock", "60")]);
    assert_eq!(cells("version B.1"), b1);
    assert_eq!(row("movements").value, "A.1 +20, A.2 +10, B.1 −40");
    let dotted = run("scheme=dotted&skip=6~7~8");
    let card = &dotted.stage().cards(dotted.last())[1];
    let row = card.rows.iter().find(|row| row.name == "version B.1").expect("a row");
    assert_eq!(row.value, "60, by Node B");
}

#[test]
fn a_write_at_a_warehouse_costs_no_message_delay_and_a_clerks_two() {
    let trace = run("");
    assert_eq!((trace.costs.operations, trace.costs.message_delays), (4, 0));
    let clerk = run("clerks=1&sync=off&skip=all&do=10ms.look.K1.A~40ms.in.K1.B.5");
    assert_eq!((clerk.costs.operations, clerk.costs.message_delays), (1, 2));
    assert_eq!(clerk.costs.messages, 4);
    // A copy of a clerk's write is not booked again.
    let twice = run("clerks=1&sync=off&skip=all&do=0.dup.K1-B.1~40ms.in.K1.B.5");
    assert_eq!(metric(&twice, "movements"), Some(1.0));
    assert_eq!(shown(&twice), ["100", "105", "100"]);
    assert!(crate::patterns::testing::announced(&twice, "It is booked already, as B.1"));
}

#[test]
fn theory_meets_what_is_measured() {
    use crate::lesson::{AnyLesson, Entry, Link};
    let entry = Entry::<VersionVectors>::new();
    for scheme in ["last-writer-wins", "version-vector", "dotted"] {
        for warehouses in [2, 4, 7] {
            let query = format!("scheme={scheme}&warehouses={warehouses}&workload=busy&sync=200ms");
            let link = Link::parse(&format!("version-vector?{query}"));
            let (values, _) = entry.params().resolve(&link.params);
            let theory = entry.theory(&values);
            let [expected] = theory.as_slice() else { panic!("{query}") };
            assert_eq!(metric(&run(&query), expected.metric), Some(expected.mean), "{query}");
        }
    }
    let (values, _) = entry.params().resolve(&[]);
    assert!(entry.theory(&values).is_empty(), "the story is no measurement");
}
