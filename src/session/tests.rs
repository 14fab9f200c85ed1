//! What a learner does, told as a list of actions over the quorum pattern.

mod hands;

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
    let looked = before.update(&catalog, Action::Open(Box::new(Link::parse("quorum?at=3"))));
    assert!(Rc::ptr_eq(&before.trace, &looked.trace));
    assert_eq!(looked.cursor, 3);
    let other = looked.update(&catalog, Action::Open(Box::new(Link::parse("quorum?seed=9&at=2"))));
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
