//! Crashes: what the disk keeps, what memory loses, and how a card shows it.

use super::{events, run, shown};
use crate::lesson::{Keep, Lesson};
use crate::patterns::testing::{badges, breaks, holds, keeps_its_promises, metric};
use crate::patterns::vector_clock::VectorClocks;
use crate::patterns::vector_clock::feed::Feed;
use crate::patterns::vector_clock::message::{Body, Command, Message, Revision};
use crate::patterns::vector_clock::properties::{EXACT, OWNER, SAME};
use crate::patterns::vector_clock::slot::Slot;
use crate::sim::random::Tag;
use crate::sim::{Event, Fault, Listed, NodeId, Protocol, Random, Time, World};

#[test]
fn a_crash_takes_nothing_from_a_disk_that_is_kept() {
    let story = "skip=all&users=4&do=10ms.like.S1.B~11ms.comment.S1.B.Hi~12ms.unlike.S1.B~\
                 13ms.like.S1.C~20ms.crash.S1";
    for merge in ["per-slot-max", "set-of-users", "last-writer-wins"] {
        let down = run(&format!("merge={merge}&gossip=off&{story}"));
        let up = run(&format!("merge={merge}&gossip=off&{story}~40ms.restart.S1"));
        let disk = |trace: &crate::lesson::Trace, event: u32| {
            let card = trace.stage().cards(event).remove(0);
            let rows = card.rows.into_iter().filter(|row| row.keep == Keep::Durable);
            let rows = rows.filter(|row| row.name != "event clock");
            rows.map(|row| (row.name, row.value)).collect::<Vec<_>>()
        };
        let before = events(&up, "likes the post.")[1];
        assert_eq!(disk(&up, before), disk(&up, up.last()), "{merge}");
        assert_eq!(disk(&up, before), disk(&down, down.last()), "{merge}");
        assert!(disk(&up, before).iter().any(|(name, _)| name == "comment S1.1"), "{merge}");
    }
    let story = format!("{story}~40ms.restart.S1~50ms.like.S1.D");
    let trace = run(&story);
    assert_eq!(
        (badges(&trace), shown(&trace)),
        (vec!["[4, 0]".into(); 2], vec!["2 likes".into(); 2])
    );
    holds(&trace, EXACT);
    keeps_its_promises(&trace);
}

#[test]
fn a_lost_disk_is_seen_on_the_card() {
    let story = "disk=lost&gossip=off&skip=all&do=10ms.like.S1.B~30ms.crash.S1";
    let trace = run(story);
    let before = &trace.stage().cards(1)[0];
    for name in ["likes", "post's clock", "liked here by"] {
        let row = before.rows.iter().find(|row| row.name == name).expect(name);
        assert_eq!(row.keep, Keep::Volatile, "{name}");
    }
    let down = &trace.stage().cards(trace.last())[0];
    assert_eq!((down.badge.as_str(), down.line.as_str()), ("lost", "its disk is lost"));
    assert!(down.cells.is_empty() && down.rows.iter().all(|row| row.name != "likes"));
    let back = run(&format!("{story}~40ms.restart.S1"));
    let card = &back.stage().cards(back.last())[0];
    let own = card.cells.last().expect("cells");
    assert_eq!((own.label.as_str(), own.value.as_str()), ("S1#2", "0"));
    assert!(own.about.contains("counts now"), "{}", own.about);
}

#[test]
fn comments_that_wait_are_lost_in_a_crash_and_come_again_by_gossip() {
    let story = "servers=3&skip=all&do=0.delay.S1-S3.1.80ms~10ms.comment.S1.B.Where to?~\
                 30ms.comment.S2.C.To the lake!~50ms.crash.S3";
    let waits = |trace: &crate::lesson::Trace, event: u32| {
        let card = &trace.stage().cards(event)[2];
        let row = card.rows.iter().find(|row| row.name == "waiting S2.1");
        row.map(|row| (row.value.clone(), row.keep))
    };
    let trace = run(&format!("{story}~60ms.restart.S3"));
    assert_eq!(metric(&trace, "comments_waited"), Some(1.0));
    let crash = events(&trace, "Server 3 crashes.")[0];
    let needs = "user C's “To the lake!”, needs S1.1".to_string();
    assert_eq!(waits(&trace, crash - 1), Some((needs, Keep::Volatile)));
    assert_eq!(waits(&trace, crash), None);
    let cards = trace.stage().cards(trace.last());
    let comments = cards[2].rows.iter().filter(|row| row.name.starts_with("comment ")).count();
    assert_eq!(comments, 2, "gossip brings both");
    keeps_its_promises(&trace);
}

#[test]
fn what_is_broken_is_told_with_the_users() {
    let trace = run("merge=set-of-users&mistake=shared-slot");
    let said = breaks(&trace, SAME);
    assert!(said.contains("1 like (user B) and 1 like (user C)"), "{said}");
}

/// In a slot of before the disk was lost nobody can know of more than was ever counted there. No
/// run of a right server shows it, so a state that says otherwise is forged.
#[test]
fn nobody_knows_more_of_an_old_slot_than_was_counted_there() {
    let words = [("disk".to_string(), "lost".to_string())];
    let (values, _) = VectorClocks::params().resolve(&words);
    let protocol = VectorClocks::new(&values);
    let (s1, s2) = (NodeId(0), NodeId(1));
    let judged = |claimed: u64| {
        let mut world = World::new(&protocol);
        let mut random = Random::Seeded(Random::stream(0, Tag::Test, [0; 3]));
        let mut feed = Feed::new(2, protocol.merge);
        (0..claimed).for_each(|_| {
            feed.post.clock.tick(Slot::first(s1));
        });
        let body = Body::State { feed, revision: Revision::default() };
        let message = Message { stamp: Listed::default(), body };
        for event in [
            Event::Start,
            Event::Command { node: s1, command: Command::Like("B".to_string()) },
            Event::Fault(Fault::Crash(s1)),
            Event::Fault(Fault::Restart(s1)),
            Event::Deliver { from: s1, to: s2, message },
        ] {
            world.apply(&protocol, &event, Time(0), &mut random);
        }
        let properties = protocol.properties();
        let owner = properties.iter().find(|property| property.name == OWNER).expect("declared");
        (owner.holds)(&protocol, &world)
    };
    assert_eq!(judged(1), Ok(()), "as many as were counted, in a slot that is not used any more");
    let why = "Server 2 knows of 2 in slot S1, where only 1 were counted";
    assert_eq!(judged(2), Err(why.to_string()));
}
