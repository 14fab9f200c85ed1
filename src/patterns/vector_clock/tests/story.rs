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
            "A state is sent once more",
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

/// What was asked in this run, and what answered it: the option, and the event.
fn asked(trace: &crate::lesson::Trace) -> Vec<(&'static str, Option<(usize, u32)>)> {
    let told = trace.beats.iter().filter(|beat| beat.at.is_some());
    let puzzles = told.filter_map(|beat| beat.predict.as_ref());
    puzzles.map(|puzzle| (puzzle.question, puzzle.answer)).collect()
}

#[test]
fn a_prediction_is_settled_by_what_it_asks_about() {
    // The second state is not the first once more: nothing is asked about that.
    let newer = "skip=all&do=10ms.like.S1.B~30ms.sync.S1~60ms.like.S2.C~70ms.sync.S2";
    assert_eq!(asked(&run(newer)), []);
    // Then it comes again, and only that answers; the new like before it does not.
    let again = format!("{newer}~90ms.sync.S2~91ms.like.S1.B");
    let trace = run(&format!("{again}&gossip=off&merge=add"));
    let [(_, Some((0, at)))] = asked(&trace)[..] else { panic!("{:?}", asked(&trace)) };
    assert!(trace.record(at).text.contains("receives STATE [1, 1]"), "{at}");
    // Server 1 and Server 2 count apart; Server 3, between the two, is another pair.
    for (like, others) in [("", 0), ("~14ms.like.S3.D", 1)] {
        let trace = run(&format!(
            "servers=3&users=4&topology=line&gossip=off&skip=all&do=10ms.like.S1.B~\
             12ms.like.S2.C{like}~30ms.sync.S3~60ms.sync.S1"
        ));
        let all = asked(&trace);
        assert_eq!(all.len(), 1 + others, "{all:?}");
        let (question, answer) = all[0];
        assert_eq!(question, "When the two clocks are compared, what will they say?");
        let (option, at) = answer.expect("answered");
        assert_eq!(option, 2);
        assert!(trace.record(at).text.ends_with("from Server 1."), "{}", trace.record(at).text);
        for (_, answer) in &all[1..] {
            let (option, at) = answer.expect("answered");
            assert_eq!(option, 1);
            assert!(trace.record(at).text.ends_with("from Server 3."), "at {at}");
        }
    }
}

/// A question that its run does not answer is rare.
#[test]
fn what_ifs_answer_what_they_ask() {
    let mut open = Vec::new();
    for preset in crate::patterns::vector_clock::presets::ALL {
        let unanswered = asked(&run(preset.link)).into_iter().filter(|one| one.1.is_none());
        open.extend(unanswered.map(|(question, _)| (preset.title, question)));
    }
    assert_eq!(
        open,
        [
            // The split ends, and others of the two sides are the first to meet.
            (
                "Both sides of a split go on",
                "When the two clocks are compared, what will they say?"
            ),
            // Nobody merges.
            (
                "Mistake: clocks are compared by their sums",
                "How many likes will a server show that has others and merges this?"
            ),
        ]
    );
}

#[test]
fn only_the_users_there_are_are_suggested() {
    use crate::lesson::{ArgKind, Lesson};
    let params = super::VectorClocks::params();
    for users in 2..=8 {
        let link = crate::lesson::Link::parse(&format!("vector-clock?users={users}"));
        let (values, _) = params.resolve(&link.params);
        for spec in super::VectorClocks::new(&values).commands() {
            let Some(first) = spec.args.first() else { continue };
            let ArgKind::Word(suggested) = first.kind else { panic!("{}", spec.verb) };
            assert_eq!(suggested.len(), users, "{}", spec.verb);
        }
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

/// The question is about one reply and is settled where that comes first, wherever else it has
/// been shown by then: at Server 1, which has what it answers, before Server 3 as often as not.
#[test]
fn a_reply_is_settled_where_it_comes_first() {
    const OVERTAKES: &str = "A reply overtakes what it answers";
    let answer = |query: &str| {
        let trace = run(query);
        let beat = trace.beats.iter().find(|beat| beat.title == OVERTAKES).expect("listed");
        let puzzle = beat.predict.as_ref().unwrap_or_else(|| panic!("{query}: nothing asked"));
        puzzle.answer.map(|(option, _)| option)
    };
    let story = "servers=3&gossip=off&skip=all";
    let acts = "0.delay.S1-S3.1.80ms~10ms.comment.S1.B.Where to?~30ms.comment.S2.C.To the lake!";
    for seed in 0..12 {
        let on = format!("{story}&seed={seed}&do={acts}");
        assert_eq!(answer(&on), Some(1), "{on}");
        assert_eq!(answer(&format!("causal=off&{on}")), Some(0), "{on}");
        // What it answers is there in time after all, though not when it is written.
        let mended = on.replace("80ms", "25ms");
        assert_eq!(answer(&format!("{mended}~0.delay.S2-S3.1.60ms")), Some(2), "{mended}");
    }
}
