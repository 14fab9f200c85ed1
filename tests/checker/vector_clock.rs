//! Vector clocks: merging per slot converges in every order, with loss and duplication, and the
//! other ways to merge go wrong as soon as they can.
//!
//! Gossip is off, so that a run ends: states travel when somebody asks for a sync. Messages may
//! arrive in any order, which takes in every order of syncs as well.

use patternscope::lesson::{Lesson, Link};
use patternscope::patterns::vector_clock::message::Command;
use patternscope::patterns::vector_clock::{VectorClocks, properties};
use patternscope::sim::checker::Move;
use patternscope::sim::{Checker, Explored, NodeId, Protocol, Random, Time, World};

const S1: NodeId = NodeId(0);
const S2: NodeId = NodeId(1);
const S3: NodeId = NodeId(2);

fn like(at: NodeId, user: &str) -> (NodeId, Command) {
    (at, Command::Like(user.to_string()))
}

fn unlike(at: NodeId, user: &str) -> (NodeId, Command) {
    (at, Command::Unlike(user.to_string()))
}

fn sync(at: NodeId) -> (NodeId, Command) {
    (at, Command::Sync)
}

fn lesson(query: &str) -> VectorClocks {
    let link = Link::parse(&format!("vector-clock?gossip=off&{query}"));
    let (values, complaints) = VectorClocks::params().resolve(&link.params);
    assert_eq!(complaints, []);
    VectorClocks::new(&values)
}

fn checker(query: &str, commands: Vec<(NodeId, Command)>) -> Checker<VectorClocks> {
    Checker::new(lesson(query), commands)
}

/// Proves everything that these parameters promise; the number of states there are.
#[track_caller]
fn proves(checker: &Checker<VectorClocks>) -> u32 {
    let explored = checker.explore(&[]);
    assert!(explored.complete, "gave up after {} states", explored.states);
    if let Some(violation) = &explored.violation {
        panic!("{violation}: {:?}", words(&explored, &checker.protocol));
    }
    explored.states
}

fn words(explored: &Explored<VectorClocks>, lesson: &VectorClocks) -> Vec<String> {
    let violation = explored.violation.as_ref().expect("a violation");
    violation.path.iter().map(|step| step.words(lesson)).collect()
}

/// Finds `property` broken by a shortest run, and plays that run again, move by move, in a world
/// of its own: the property holds until the last move, and then it does not.
#[track_caller]
fn breaks(checker: &Checker<VectorClocks>, property: &str) -> Vec<String> {
    let explored = checker.explore(&[property]);
    let violation = explored.violation.as_ref().expect("a violation");
    let lesson = &checker.protocol;
    let judged = lesson.properties().into_iter().find(|one| one.name == property);
    let holds = judged.expect("a property of this name").holds;
    let mut world = World::new(lesson);
    let mut random = Random::Recorded(Vec::new().into_iter());
    let start = patternscope::sim::Event::Start;
    world.apply(lesson, &start, Time(0), &mut random);
    for step in &violation.path {
        assert_eq!(holds(lesson, &world), Ok(()), "not before {}", step.words(lesson));
        if let Move::Event(event) = step {
            world.apply(lesson, event, Time(0), &mut random);
        }
    }
    assert_eq!(holds(lesson, &world), Err(violation.why.clone()));
    words(&explored, lesson)
}

/// Every order of `commands`.
fn orders(commands: &[(NodeId, Command)]) -> Vec<Vec<(NodeId, Command)>> {
    let Some((first, rest)) = commands.split_first() else { return vec![Vec::new()] };
    let mut all = Vec::new();
    for order in orders(rest) {
        for at in 0..=order.len() {
            let mut one = order.clone();
            one.insert(at, first.clone());
            all.push(one);
        }
    }
    all
}

/// States without losses and copies, with a loss, with a copy, and with both.
const BOUNDS: [(u8, u8); 4] = [(0, 0), (1, 0), (0, 1), (1, 1)];

#[test]
fn two_servers_keep_every_promise_in_every_order() {
    let orders = orders(&[like(S1, "B"), like(S2, "C"), sync(S1), sync(S2), sync(S1)]);
    assert_eq!(orders.len(), 120);
    for (merge, states) in [
        ("per-slot-max", [4_910, 8_932, 24_964, 44_054]),
        ("set-of-users", [4_910, 8_932, 24_964, 44_054]),
    ] {
        let found = BOUNDS.map(|(drops, duplicates)| {
            let one = |order: &Vec<_>| {
                let checker = checker(&format!("merge={merge}"), order.clone());
                proves(&Checker { drops, duplicates, ..checker })
            };
            orders.iter().map(one).sum::<u32>()
        });
        assert_eq!(found, states, "{merge}");
    }
}

#[test]
fn three_servers_keep_every_promise_in_every_order() {
    let story = vec![like(S1, "B"), like(S2, "C"), sync(S1), sync(S2), sync(S3), sync(S1)];
    for (merge, topology, states) in [
        ("per-slot-max", "full", &[2_422, 9_508, 29_411][..]),
        ("set-of-users", "full", &[2_422, 9_508, 29_411]),
        ("per-slot-max", "line", &[161, 412, 1_337, 3_206]),
    ] {
        for ((drops, duplicates), states) in BOUNDS.into_iter().zip(states) {
            let query = format!("servers=3&merge={merge}&topology={topology}");
            let checker = Checker { drops, duplicates, ..checker(&query, story.clone()) };
            assert_eq!(proves(&checker), *states, "{merge}, {topology}, {drops}, {duplicates}");
        }
    }
}

#[test]
fn unlikes_and_a_lost_disk_break_no_promise_either() {
    let story = vec![like(S1, "B"), sync(S1), unlike(S2, "B"), sync(S2), like(S1, "B"), sync(S1)];
    for (merge, states) in [("per-slot-max", 7_056), ("set-of-users", 5_974)] {
        let checker = checker(&format!("disk=lost&merge={merge}"), story.clone());
        let checker = Checker { crashes: 1, restarts: 1, drops: 1, duplicates: 1, ..checker };
        assert_eq!(proves(&checker), states, "{merge}");
    }
}

#[test]
fn when_everything_has_been_exchanged_all_servers_are_equal() {
    // Each server syncs after both likes; nothing is lost, so in the end everybody has everything.
    let story = vec![like(S1, "B"), like(S2, "C"), sync(S1), sync(S2), sync(S1)];
    for merge in ["per-slot-max", "set-of-users"] {
        let checker = checker(&format!("merge={merge}"), story.clone());
        let explored = checker.explore(&[properties::CONVERGED, properties::EXACT]);
        assert!(explored.complete && explored.violation.is_none(), "{:?}", explored.violation);
    }
}

#[test]
fn adding_counts_twice_after_six_moves() {
    let story = vec![like(S1, "B"), like(S2, "C"), sync(S1), sync(S2)];
    let path = breaks(&checker("merge=add", story), properties::NO_MORE);
    assert_eq!(
        path,
        [
            "Server 1: user B likes the post",
            "Server 2: user C likes the post",
            "Server 1: sync now",
            "Server 1 → Server 2: STATE [1, 0] 1 like arrives",
            "Server 2: sync now",
            "Server 2 → Server 1: STATE [1, 1] 2 likes arrives",
        ]
    );
}

#[test]
fn last_writer_wins_loses_a_like_after_four_moves() {
    let story = vec![like(S1, "B"), like(S2, "C"), sync(S1), sync(S2)];
    let path = breaks(&checker("merge=last-writer-wins", story), properties::COMPLETE);
    assert_eq!(
        path,
        [
            "Server 1: user B likes the post",
            "Server 2: user C likes the post",
            "Server 1: sync now",
            "Server 1 → Server 2: STATE [1, 0] 1 like arrives",
        ]
    );
}

#[test]
fn a_slot_used_again_is_found_after_five_moves() {
    let story = vec![like(S1, "B"), sync(S1)];
    let checker = checker("disk=lost&mistake=reuse-slot", story);
    let checker = Checker { crashes: 1, restarts: 1, ..checker };
    let path = breaks(&checker, properties::OWNER);
    assert_eq!(path.len(), 5, "like, sync, arrival, crash, restart: {path:?}");
    let kept = Checker { protocol: lesson("disk=lost"), ..checker };
    proves(&kept);
}

#[test]
fn replies_wait_in_every_order() {
    let comment = |at, user: &str, text: &str| {
        (at, Command::Comment { user: user.to_string(), text: text.to_string() })
    };
    let story = || vec![comment(S1, "B", "Where to?"), comment(S2, "C", "To the lake!"), sync(S2)];
    for topology in ["full", "line"] {
        let checker = checker(&format!("servers=3&topology={topology}"), story());
        proves(&Checker { drops: 1, duplicates: 1, ..checker });
    }
    let early = checker("servers=3&causal=off", story());
    let path = breaks(&early, properties::CAUSAL);
    assert_eq!(path.len(), 4, "two comments, and the second is first at Server 3: {path:?}");
}
