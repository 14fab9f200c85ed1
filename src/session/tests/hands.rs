//! What is done by hand: messages, the past, cuts, comparisons, free play, keys.

use super::*;

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
