//! What a learner does, told as a list of actions over the quorum pattern.

use super::*;
use crate::patterns::catalog;

fn open(text: &str) -> Session {
    Session::open(&catalog(), Link::parse(text)).expect("a known pattern")
}

fn after(text: &str, actions: &[Action]) -> Session {
    let catalog = catalog();
    let first = open(text);
    actions.iter().fold(first, |session, action| session.update(&catalog, action.clone()))
}

#[test]
fn an_unknown_pattern_leads_home_with_a_complaint() {
    match Place::open(&catalog(), Link::parse("#/nothing?n=3")) {
        Place::Home(link, Some(complaint)) => {
            assert_eq!(link.to_string(), "/nothing?n=3", "what was typed is kept");
            assert_eq!(complaint.part, "nothing");
        }
        _ => panic!("home was expected"),
    }
    assert!(matches!(Place::open(&catalog(), Link::parse("")), Place::Home(_, None)));
}

#[test]
fn the_view_half_is_read_or_complained_about() {
    for (text, cursor, selected, complaints) in [
        ("quorum", 0, None, 0),
        ("quorum?at=4", 4, None, 0),
        ("quorum?at=4&select=B", 4, Some(Target::Node(NodeId(1))), 0),
        ("quorum?select=event.3", 0, Some(Target::Event(3)), 0),
        ("quorum?at=soon", 0, None, 1),
        ("quorum?at=-1&select=Z", 0, None, 2),
        ("quorum?select=event.99999", 0, None, 1),
        ("quorum?n=0&at=2", 2, None, 1),
    ] {
        let session = open(text);
        assert_eq!(session.cursor, cursor, "{text}");
        assert_eq!(session.selected, selected, "{text}");
        assert_eq!(session.complaints().count(), complaints, "{text}");
        assert_eq!(session.link, Link::parse(text), "nothing typed is lost");
    }
    let beyond = open("quorum?at=99999");
    assert_eq!(beyond.cursor, beyond.trace.last());
    assert_eq!(beyond.complaints().count(), 1);
}

#[test]
fn looking_around_runs_nothing_and_is_written_into_the_link() {
    let first = open("quorum?n=4");
    let catalog = catalog();
    for (action, link) in [
        (Action::Go(3), "/quorum?n=4&at=3"),
        (Action::Step(1), "/quorum?n=4&at=1"),
        (Action::Step(-1), "/quorum?n=4"),
        (Action::Select(Some(Target::Node(NodeId(2)))), "/quorum?n=4&select=C"),
        (Action::Select(Some(Target::Event(2))), "/quorum?n=4&select=event.2"),
        (Action::Hover(Some(Target::Node(NodeId(2)))), "/quorum?n=4"),
        (Action::Speed(400), "/quorum?n=4"),
    ] {
        let next = first.update(&catalog, action.clone());
        assert_eq!(next.link.to_string(), link, "{action:?}");
        assert!(Rc::ptr_eq(&next.trace, &first.trace), "{action:?}");
    }
    let end = first.update(&catalog, Action::End);
    assert_eq!(end.cursor, first.trace.last());
    assert_eq!(end.update(&catalog, Action::Step(1)).cursor, end.cursor);
}

#[test]
fn a_message_is_called_by_its_name() {
    let session = open("quorum?dup=50%");
    for at in 0..session.trace.letters.len() as u32 {
        let text = pointer::text(&session.trace, Target::Letter(at));
        let read = pointer::read(&session.trace, &text);
        assert_eq!(read, Some(Target::Letter(at)), "{text}");
    }
}

#[test]
fn a_change_keeps_the_moment_and_knows_where_the_runs_part() {
    let before = after("quorum", &[Action::Go(9)]);
    let now = before.trace.record(9).time;
    let changed = before.update(&catalog(), Action::SetParam("w", Some("5".to_string())));
    assert_eq!(changed.link.param("w"), Some("5"));
    let (_, differs) = changed.previous.clone().expect("there was a run before");
    let differs = differs.expect("waiting for five is not waiting for three");
    assert_eq!(Some(differs), first_difference(&before.trace, &changed.trace));
    assert!(changed.trace.record(changed.cursor).time <= now);
    let same = changed.update(&catalog(), Action::SetParam("w", Some("5".to_string())));
    assert_eq!(same.previous.map(|(_, differs)| differs), Some(None));
}

#[test]
fn an_intervention_is_made_now_and_changes_nothing_before() {
    let catalog = catalog();
    let first = open("quorum?skip=all&do=6ms.write.A.penicillin");
    for at in 0..=first.trace.last() {
        let before = first.update(&catalog, Action::Go(at));
        let act = Action::AddAct("crash.C".to_string());
        let after = before.update(&catalog, act);
        let parts = first_difference(&before.trace, &after.trace).expect("C crashes");
        assert!(parts > at, "at event {at} the past changed from {parts} on");
        assert_eq!(after.link.acts.len(), 2);
        let record = after.trace.record(after.cursor);
        assert_eq!(record.node, after.trace.node("C"), "the crash itself is shown");
        let back = after.update(&catalog, Action::RemoveAct(1));
        assert_eq!(first_difference(&before.trace, &back.trace), None);
    }
}

#[test]
fn standing_on_a_line_of_the_script_the_intervention_comes_after_it() {
    let catalog = catalog();
    let first = open("quorum");
    for at in 0..=first.trace.last() {
        let before = first.update(&catalog, Action::Go(at));
        let after = before.update(&catalog, Action::AddAct("pause.B".to_string()));
        let parts = first_difference(&before.trace, &after.trace);
        assert!(parts.is_some_and(|parts| parts > at), "event {at}: {parts:?}");
    }
}

#[test]
fn a_message_let_go_is_seen_to_arrive() {
    let catalog = catalog();
    let act = |text: &str| Action::AddAct(text.to_string());
    let session = after(
        "quorum?skip=all&do=6ms.write.A.penicillin",
        &[Action::Go(1), act("hold.A-B.1"), Action::End, act("deliver.A-B.1")],
    );
    let record = session.trace.record(session.cursor);
    assert_eq!(record.kind, crate::lesson::trace::RecordKind::Deliver);
    let name = pointer::read(&session.trace, "A-B.1").expect("the message");
    assert_eq!(record.message.map(Target::Letter), Some(name));
    let back = session.update(&catalog, Action::RemoveAct(2));
    assert_eq!(back.link.acts.len(), 2);
}

#[test]
fn an_arrow_is_dragged_to_another_time_again_and_again() {
    let catalog = catalog();
    let mut session = open("quorum?skip=all&do=6ms.write.A.penicillin");
    let arrival = |session: &Session| {
        let Some(Target::Letter(letter)) = pointer::read(&session.trace, "A-B.1") else {
            panic!("the message is there");
        };
        let time = session.trace.end_time(&session.trace.letters[letter as usize]);
        (letter, time.expect("it arrives"))
    };
    let sent = session.trace.letters[arrival(&session).0 as usize].sent;
    for (asked, got) in
        [(Time(50_000), Time(50_000)), (Time(7_500), Time(7_500)), (Time(0), sent.after(Span(1)))]
    {
        let (letter, _) = arrival(&session);
        session = session.update(&catalog, Action::Arrive(letter, asked));
        assert_eq!(arrival(&session).1, got);
        assert_eq!(session.link.acts.len(), 2, "one order, replaced: {}", session.link);
    }
}

#[test]
fn the_past_is_edited_from_the_present() {
    let catalog = catalog();
    let before = after("quorum?do=2ms.pause.B~9ms.resume.B", &[Action::End, Action::Step(-3)]);
    let now = before.trace.record(before.cursor).time;
    for action in [
        Action::EditAct(0, "3ms.pause.C".to_string()),
        Action::EditAct(1, "11ms.resume.B".to_string()),
        Action::RemoveAct(0),
        Action::Insert("1ms.crash.D".to_string()),
    ] {
        let next = before.update(&catalog, action.clone());
        let (_, differs) = next.previous.clone().expect("a run before");
        assert!(differs.is_some_and(|first| first < before.cursor), "{action:?}");
        let (here, after) = (next.trace.record(next.cursor), next.trace.record(next.cursor + 1));
        assert!(here.time <= now, "{action:?}");
        assert!(after.time > now || next.cursor == next.trace.last(), "{action:?}");
    }
}

#[test]
fn what_cannot_be_read_is_listed_to_be_mended() {
    let catalog = catalog();
    let session = open("quorum?do=12ms.crash.Z~40ms.restart.E");
    let unread = session.trace.acts.iter().find(|act| act.unread.is_some()).expect("listed");
    assert_eq!(unread.text, "12ms.crash.Z");
    let mended = session.update(&catalog, Action::EditAct(0, "12ms.crash.E".to_string()));
    assert_eq!(mended.complaints().count(), 0);
    let removed = session.update(&catalog, Action::RemoveAct(0));
    assert_eq!(removed.link.acts, ["40ms.restart.E"]);
}

#[test]
fn two_events_are_told_how_they_are_related() {
    use crate::lesson::trace::Relation;
    let catalog = catalog();
    let session = open("quorum?skip=all&do=6ms.write.A.penicillin");
    let last = session.trace.last();
    let mut seen = Vec::new();
    for (a, b) in (0..=last).flat_map(|a| (0..=last).map(move |b| (a, b))) {
        let session = session.update(&catalog, Action::Select(Some(Target::Event(a))));
        let session = session.update(&catalog, Action::Compare(Some(b)));
        let related = session.related().expect("two events");
        assert_eq!(related.relation, session.trace.relation(a, b));
        let concurrent = related.words.contains("neither could have known of the other");
        assert_eq!(concurrent, related.relation == Relation::Concurrent);
        let ordered = matches!(related.relation, Relation::Before | Relation::After);
        assert_eq!(related.chain.len() > 1, ordered);
        let reopened = Session::open(&catalog, session.link.clone()).expect("the same page");
        assert_eq!((reopened.selected, reopened.compared), (session.selected, Some(b)));
        seen.push(related.relation);
    }
    for relation in [Relation::Same, Relation::Before, Relation::After, Relation::Concurrent] {
        assert!(seen.contains(&relation), "{relation:?}");
    }
    let none = session.update(&catalog, Action::Compare(Some(3)));
    assert_eq!((none.selected, none.compared), (Some(Target::Event(0)), Some(3)));
}

#[test]
fn a_cut_is_part_of_the_link_and_of_no_run() {
    let catalog = catalog();
    let session = after("quorum", &[Action::Go(9), Action::ToggleCut]);
    assert_eq!(session.link.to_string(), "/quorum?at=9&cut=9");
    let cut = session.cut.clone().expect("a cut");
    let session = session.update(&catalog, Action::Cut(Some(cut.with(NodeId(0), 3))));
    assert_eq!(session.link.to_string(), "/quorum?at=9&cut=3,9,9,9,9");
    let reopened = Session::open(&catalog, session.link.clone()).expect("the same page");
    assert_eq!(reopened.cut, session.cut);
    assert_eq!(reopened.complaints().count(), 0);
    assert_eq!(session.update(&catalog, Action::Escape).cut, None);
    assert_eq!(open("quorum?cut=1,2&with=x&embed=yes").complaints().count(), 3);
}

#[test]
fn the_order_of_the_story_gives_nothing_away() {
    let titles = |text: &str| -> Vec<&'static str> {
        open(text).beats_now().iter().map(|told| told.title).collect()
    };
    // With nobody to confirm it, the write is refused; at the start nobody knows.
    let (usual, refused) = ("quorum", "quorum?do=3ms.split.A,B.C,D,E");
    assert_eq!(titles(usual), titles(refused));
    let end = format!("{refused}&at=9999");
    assert_ne!(titles(&end), titles(refused));
}

#[test]
fn a_question_is_asked_only_when_what_it_assumes_is_so() {
    for (text, asked) in [("quorum", true), ("quorum?n=1", false), ("quorum?skip=1~2", true)] {
        let session = open(text);
        let down = session.trace.beats.iter().filter_map(|told| told.predict.as_ref());
        let about_down = down.filter(|puzzle| puzzle.question.contains("is down")).count();
        let crashed = session
            .trace
            .stretches
            .iter()
            .any(|stretch| matches!(stretch.kind, crate::lesson::trace::StretchKind::Down(_)));
        assert_eq!(about_down == 1, asked && crashed, "{text}");
    }
}

#[test]
fn free_play_asks_nothing_and_leads_back() {
    let catalog = catalog();
    let tour = after("quorum", &[Action::Beat(1)]);
    let crash = Action::AddAct("crash.B".to_string());
    let mut free = [Action::Explore, crash, Action::TogglePlay]
        .into_iter()
        .fold(tour.clone(), |session, action| session.update(&catalog, action));
    for _ in 0..=free.trace.last() {
        assert!(free.question().is_none());
        free = free.update(&catalog, Action::Tick);
    }
    assert_eq!(free.cursor, free.trace.last(), "nothing stopped it");
    let back = free.update(&catalog, Action::BackToStory);
    assert_eq!(back.link, tour.link);
    assert_eq!((back.cursor, back.story), (tour.cursor, None));
}

#[test]
fn keys_go_through_nodes_and_messages() {
    let session = after("quorum?skip=all&do=6ms.write.A.penicillin", &[Action::Go(1)]);
    let nodes = session.trace.cast.len();
    let mut now = session.clone();
    for turn in 0..2 * nodes {
        now = now.update(&catalog(), Action::Next(Kind::Node));
        let expected = NodeId((turn % nodes) as u16);
        assert_eq!(now.selected, Some(Target::Node(expected)));
    }
    let flying: Vec<u32> = session.trace.in_flight(1).map(|(id, _)| id).collect();
    assert!(flying.len() > 1);
    for letter in flying.iter().chain(&flying) {
        now = now.update(&catalog(), Action::Next(Kind::Letter));
        assert_eq!(now.selected, Some(Target::Letter(*letter)));
    }
}

#[test]
fn the_change_of_a_step_is_a_sentence() {
    let session = open("quorum?skip=all&do=6ms.write.A.penicillin");
    let (mut changed, mut quiet) = (0, 0);
    for at in 1..=session.trace.last() {
        let here = session.update(&catalog(), Action::Go(at));
        let Some(node) = here.trace.record(at).node else { continue };
        let words = here.change_words(node);
        match here.changes(node).is_empty() {
            true => quiet += usize::from(words.contains("nothing")),
            false => changed += usize::from(words.starts_with("This step changed ")),
        }
    }
    assert!(changed > 3, "{changed} {quiet}");
}

#[test]
fn script_lines_are_left_out_and_put_back() {
    let session = after("quorum", &[Action::Skip(2), Action::Skip(1)]);
    assert_eq!(session.link.to_string(), "/quorum?skip=2~1");
    let session = session.update(&catalog(), Action::Unskip(2));
    assert_eq!(session.link.to_string(), "/quorum?skip=1");
    let none = open("quorum?skip=all");
    assert_eq!(none.trace.acts.iter().filter(|act| act.skipped).count(), 5);
    let one = none.update(&catalog(), Action::Unskip(3));
    assert_eq!(one.link.to_string(), "/quorum?skip=1~2~4~5");
    assert_eq!(session.update(&catalog(), Action::Reset).link, Link::of("quorum"));
}

#[test]
fn the_player_stops_at_questions_and_at_the_end() {
    let catalog = catalog();
    let mut session = after("quorum", &[Action::TogglePlay]);
    let asked = session
        .trace
        .beats
        .iter()
        .filter(|told| told.at.is_some_and(|at| at > 0) && told.predict.is_some());
    let (asked, mut stops) = (asked.count(), 0);
    for _ in 0..2 * session.trace.last() {
        session = session.update(&catalog, Action::Tick);
        if !session.playing && session.cursor < session.trace.last() {
            assert!(session.question().is_some());
            stops += 1;
            session = session.update(&catalog, Action::TogglePlay);
        }
    }
    assert!(asked >= 2 && stops == asked, "{stops} stops at {asked} questions");
    assert_eq!((session.cursor, session.playing), (session.trace.last(), false));
    let again = session.update(&catalog, Action::TogglePlay);
    assert_eq!((again.cursor, again.playing), (0, true));
}

#[test]
fn a_shared_link_says_whether_it_came_out_the_same() {
    let session = after("quorum?seed=7", &[Action::Go(5)]);
    let shared = session.share();
    let opened = open(&shared.to_string());
    assert_eq!(opened.shared, Some(Reproduced::Yes));
    assert_eq!(opened.cursor, 5);
    let other = shared.with_param("seed", Some("8"));
    assert!(matches!(open(&other.to_string()).shared, Some(Reproduced::Differs(..))));
    assert_eq!(open("quorum?run=x").shared, Some(Reproduced::Unreadable));
}

#[test]
fn back_and_forward_change_only_what_they_must() {
    let catalog = catalog();
    let before = after("quorum", &[Action::Go(9)]);
    let looked = before.update(&catalog, Action::Open(Link::parse("quorum?at=3")));
    assert!(Rc::ptr_eq(&before.trace, &looked.trace));
    assert_eq!(looked.cursor, 3);
    let other = looked.update(&catalog, Action::Open(Link::parse("quorum?seed=9&at=2")));
    assert!(!Rc::ptr_eq(&before.trace, &other.trace));
    assert_eq!(other.cursor, 2);
}

#[test]
fn a_guarantee_does_not_tell_the_end_early() {
    use super::verdict::Sign;
    let catalog = catalog();
    let session = after(
        "quorum?n=3&r=1&w=1&workload=probe&latency=exponential\
        &read_repair=off&seed=2",
        &[],
    );
    let end = session.update(&catalog, Action::End);
    for verdict in &session.trace.verdicts {
        assert_ne!(session.stands(verdict).sign, Sign::Broken, "{}", verdict.name);
    }
    let broken = end.trace.verdicts.iter().filter(|v| end.stands(v).sign == Sign::Broken);
    assert!(broken.count() > 0, "a stale read breaks something");
}

#[test]
fn gaps_on_the_screen_are_bounded() {
    let catalog = catalog();
    let mut session = open("quorum?latency=yammer&workload=busy&timeout=2s");
    for at in 0..session.trace.last().min(300) {
        session = session.update(&catalog, Action::Go(at));
        assert!((120.0..=1_200.0).contains(&session.gap_ms()), "event {at}");
    }
    let fast = session.update(&catalog, Action::Speed(400));
    assert!(fast.gap_ms() < session.gap_ms());
}
