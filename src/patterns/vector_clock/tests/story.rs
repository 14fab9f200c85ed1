//! The default story: what it tells, how short it is, and what the ways to merge make of it.

use super::{badges, events, keeps_its_promises, run, shown};
use crate::patterns::testing::metric;

#[test]
fn the_default_story_is_the_scenario() {
    let trace = run("");
    assert!(trace.records.len() <= 40, "{} events", trace.records.len());
    let titles: Vec<&str> =
        trace.beats.iter().filter(|beat| beat.at.is_some()).map(|beat| beat.title).collect();
    assert_eq!(
        titles,
        [
            "Every server has the post",
            "A user likes the post",
            "Two servers know of different likes",
            "A server sends what it has",
            "The two clocks are concurrent",
            "The merged state comes back",
            "Every server has heard of every like",
            "A state comes again",
        ]
    );
    let at = |event: u32| -> Vec<(String, String)> {
        let cards = trace.stage().cards(event);
        cards.into_iter().map(|card| (card.badge, card.line)).collect()
    };
    let pair = |badge: &str, line: &str| (badge.to_string(), line.to_string());
    assert_eq!(at(0), [pair("[0, 0]", "0 likes"), pair("[0, 0]", "0 likes")]);
    assert_eq!(at(2), [pair("[1, 0]", "1 like"), pair("[0, 1]", "1 like")]);
    assert_eq!(at(trace.last()), [pair("[1, 1]", "2 likes"), pair("[1, 1]", "2 likes")]);
    keeps_its_promises(&trace);
}

#[test]
fn predictions_are_settled_by_the_run() {
    for (query, expected) in [
        ("", [2, 1, 0]),
        ("merge=set-of-users", [2, 1, 0]),
        ("merge=last-writer-wins", [2, 0, 0]),
        ("merge=add", [2, 1, 0]),
    ] {
        let trace = run(query);
        let puzzles = trace.beats.iter().filter_map(|beat| beat.predict.as_ref());
        let answers: Vec<usize> =
            puzzles.filter_map(|puzzle| puzzle.answer.map(|(option, _)| option)).collect();
        assert_eq!(answers, expected, "{query}");
    }
}

/// The same events, four ways to merge: 1, 2, 2 or 3 likes.
#[test]
fn ways_to_merge_run_on_the_same_luck() {
    for seed in 1..=20 {
        let run = |merge: &str| run(&format!("merge={merge}&seed={seed}"));
        let [right, set] = ["per-slot-max", "set-of-users"].map(run);
        let [last, add] = ["last-writer-wins", "add"].map(run);
        let times = |trace: &crate::lesson::Trace| -> Vec<_> {
            trace.records.iter().map(|record| (record.time, record.kind, record.node)).collect()
        };
        for other in [&set, &last, &add] {
            assert_eq!(times(&right), times(other), "seed {seed}");
            assert_eq!(badges(&right), badges(other), "seed {seed}");
        }
        assert_eq!(shown(&right), ["2 likes", "2 likes"]);
        assert_eq!(shown(&set), ["2 likes", "2 likes"]);
        assert_eq!(shown(&last), ["1 like", "1 like"]);
        assert_eq!(shown(&add), ["3 likes", "2 likes"]);
    }
}

#[test]
fn the_card_shows_post_likes_and_clock_in_cells() {
    let trace = run("merge=set-of-users");
    let card = &trace.stage().cards(trace.last())[0];
    let row = |name: &str| card.rows.iter().find(|row| row.name == name).expect("a row");
    assert_eq!(row("post").value, "“Excited for the weekend!” by user A");
    assert_eq!((row("likes").value.as_str(), row("liked by").value.as_str()), ("2", "B, C"));
    let cells = |cells: &[crate::lesson::Cell]| -> Vec<(String, String)> {
        cells.iter().map(|cell| (cell.label.clone(), cell.value.clone())).collect()
    };
    let expected = [("S1", "1"), ("S2", "1")].map(|(k, v)| (k.to_string(), v.to_string()));
    assert_eq!(cells(&row("post's clock").cells), expected);
    assert_eq!(cells(&card.cells), expected);
    // Server 1 made five steps: a like, two syncs, and two receipts besides Server 2's state.
    let own: u32 =
        trace.records.iter().filter(|r| r.node.is_some_and(|id| id.0 == 0)).count() as u32;
    assert_eq!(row("event clock").cells[0].value, own.to_string());
}

#[test]
fn likes_cost_no_message_delay_and_each_click_is_an_operation() {
    let trace = run("");
    assert_eq!((trace.costs.operations, trace.costs.message_delays), (2, 0));
    assert_eq!(trace.costs.messages, 6, "three states, each answered");
    let twice = run("skip=all&do=10ms.double.S1.B~20ms.unlike.S2.B");
    assert_eq!(twice.costs.operations, 3);
    assert_eq!(metric(&twice, "likes_due"), Some(1.0));
    let set = run("merge=set-of-users&skip=all&do=10ms.like.S1.B~20ms.unlike.S2.B~30ms.sync.S1");
    assert_eq!(set.costs.operations, 1, "Server 2 knows of no like to take back");
    assert_eq!(shown(&set), ["1 like", "1 like"]);
    assert_eq!(events(&set, "takes the like back.").len(), 1);
}
