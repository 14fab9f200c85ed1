//! Version vectors: dots keep exactly what true causal histories leave standing, in every order of
//! writes, syncs and arrivals, with loss and duplication; the others go wrong as soon as they can.
//!
//! Periodic syncs are off, so that a run ends. Messages may arrive in any order, which takes in
//! every order of syncs as well.

use patternscope::lesson::{Lesson, Link};
use patternscope::patterns::version_vector::message::Command;
use patternscope::patterns::version_vector::{VersionVectors, properties};
use patternscope::sim::checker::Move;
use patternscope::sim::{Checker, Explored, NodeId, Protocol, Random, Time, World};

const A: NodeId = NodeId(0);
const B: NodeId = NodeId(1);
const C: NodeId = NodeId(2);

type Asked = (NodeId, Command);

fn receive(at: NodeId, pieces: i64) -> Asked {
    (at, Command::Receive(pieces))
}

fn ship(at: NodeId, pieces: i64) -> Asked {
    (at, Command::Ship(pieces))
}

fn sync(at: NodeId) -> Asked {
    (at, Command::Sync)
}

fn checker(query: &str, commands: Vec<Asked>) -> Checker<VersionVectors> {
    let link = Link::parse(&format!("version-vector?sync=off&{query}"));
    let (values, complaints) = VersionVectors::params().resolve(&link.params);
    assert_eq!(complaints, []);
    Checker::new(VersionVectors::new(&values), commands)
}

/// Proves everything that these parameters promise; the number of states there are.
#[track_caller]
fn proves(checker: &Checker<VersionVectors>) -> u32 {
    let explored = checker.explore(&[]);
    assert!(explored.complete, "gave up after {} states", explored.states);
    if let Some(violation) = &explored.violation {
        panic!("{violation}: {:?}", words(&explored, &checker.protocol));
    }
    explored.states
}

fn words(explored: &Explored<VersionVectors>, lesson: &VersionVectors) -> Vec<String> {
    let violation = explored.violation.as_ref().expect("a violation");
    violation.path.iter().map(|step| step.words(lesson)).collect()
}

/// Finds `property` broken by a shortest run, and plays that run again, move by move, in a world
/// of its own: the property holds until the last move, and then it does not.
#[track_caller]
fn breaks(checker: &Checker<VersionVectors>, property: &str) -> Vec<String> {
    let explored = checker.explore(&[property]);
    let violation = explored.violation.as_ref().expect("a violation");
    let lesson = &checker.protocol;
    let judged = lesson.properties().into_iter().find(|one| one.name == property);
    let holds = judged.expect("a property of this name").holds;
    let mut world = World::new(lesson);
    let mut random = Random::Recorded(Vec::new().into_iter());
    world.apply(lesson, &patternscope::sim::Event::Start, Time(0), &mut random);
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
fn orders(commands: &[Asked]) -> Vec<Vec<Asked>> {
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

/// Every property that is promised, in every order of these commands; states in all.
fn proves_in_every_order(query: &str, commands: &[Asked], (drops, duplicates): (u8, u8)) -> u32 {
    let one = |order: Vec<Asked>| proves(&Checker { drops, duplicates, ..checker(query, order) });
    orders(commands).into_iter().map(one).sum()
}

#[test]
fn two_warehouses_keep_every_promise_in_every_order() {
    let story = [receive(A, 20), receive(A, 10), ship(B, 40), sync(A), sync(B)];
    for scheme in ["version-vector", "dotted"] {
        let states = [(0, 0), (1, 0), (0, 1)].map(|bounds| {
            proves_in_every_order(&format!("warehouses=2&scheme={scheme}"), &story, bounds)
        });
        assert_eq!(states, [5_620, 8_362, 29_694], "{scheme}");
    }
}

#[test]
fn three_warehouses_keep_every_promise() {
    let story = vec![receive(A, 20), ship(B, 40), sync(A), ship(C, 25), sync(C)];
    let states = [
        "scheme=version-vector",
        "scheme=version-vector&resolve=priority",
        "scheme=dotted&resolve=keep-siblings",
        "scheme=dotted&resolve=keep-highest",
    ]
    .map(|query| proves(&Checker { drops: 1, ..checker(query, story.clone()) }));
    assert_eq!(states, [1_010; 4]);
}

#[test]
fn clerks_and_people_who_decide_break_no_promise_of_dots() {
    let (k1, k2) = (NodeId(2), NodeId(3));
    let clerks = vec![
        (k1, Command::Look(A)),
        (k2, Command::Book(A, -5)),
        (k1, Command::Book(A, 20)),
        sync(A),
        (B, Command::Merge),
        sync(B),
    ];
    let query = "warehouses=2&clerks=2&scheme=dotted&resolve=keep-siblings";
    assert_eq!(proves(&Checker { duplicates: 1, ..checker(query, clerks) }), 37_864);
    let decided = vec![receive(A, 20), ship(B, 40), sync(A), (B, Command::Pick(1)), sync(B)];
    let query = "warehouses=2&scheme=dotted&resolve=keep-siblings";
    let crashes = Checker { crashes: 1, restarts: 1, drops: 1, ..checker(query, decided) };
    assert_eq!(proves(&crashes), 520);
}

#[test]
fn two_clerks_with_one_context_lose_a_write_of_a_version_vector_and_none_of_dots() {
    let (k1, k2) = (NodeId(2), NodeId(3));
    let story = vec![
        (k1, Command::Look(A)),
        (k2, Command::Look(A)),
        (k1, Command::Book(A, 20)),
        (k2, Command::Book(A, -40)),
    ];
    let words = breaks(&checker("warehouses=2&clerks=2", story.clone()), properties::KEEPS);
    assert_eq!(words.len(), 6);
    assert_eq!(words[5], "Clerk 2 → Node A: BOOK −40, blind arrives");
    let query = "warehouses=2&clerks=2&scheme=dotted";
    assert_eq!(proves(&Checker { drops: 1, duplicates: 1, ..checker(query, story) }), 14_015);
}

#[test]
fn a_time_loses_a_write_after_four_moves() {
    let story = vec![receive(A, 20), ship(B, 40), sync(A), sync(B)];
    let lww = "warehouses=2&scheme=last-writer-wins";
    let words = breaks(&checker(lww, story.clone()), properties::KEEPS);
    assert_eq!(
        words,
        [
            "Node A: receive 20",
            "Node B: ship 40",
            "Node A: sync now",
            "Node A → Node B: RECORD 120 at A.1 arrives",
        ]
    );
    // What is promised of it is kept all the same.
    assert_eq!(proves_in_every_order(lww, &story, (1, 1)), 3_842);
}

#[test]
fn a_pruned_vector_finds_a_conflict_that_is_none_and_loses_nothing() {
    let story = vec![receive(A, 20), sync(A), receive(B, 10), sync(B), ship(C, 30)];
    let words = breaks(&checker("prune=2", story.clone()), properties::TRUE_CONFLICTS);
    assert_eq!(words.len(), 8);
    for scheme in ["version-vector", "dotted"] {
        let checker = checker(&format!("prune=2&scheme={scheme}"), story.clone());
        let explored = checker.explore(&[properties::KEEPS, properties::COUNTED]);
        assert!(explored.complete && explored.violation.is_none(), "{:?}", explored.violation);
    }
}

#[test]
fn when_everything_has_been_exchanged_all_warehouses_hold_the_same() {
    let story = vec![receive(A, 20), ship(B, 40), sync(A), sync(B), sync(C)];
    for scheme in ["last-writer-wins", "version-vector", "dotted"] {
        for prune in ["off", "2"] {
            let query = format!("scheme={scheme}&prune={prune}");
            let explored = checker(&query, story.clone()).explore(&[properties::CONVERGED]);
            assert!(explored.complete && explored.violation.is_none(), "{:?}", explored.violation);
        }
    }
}
