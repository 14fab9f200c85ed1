//! Quorum reads and writes: what is proved of them, and the shortest runs that go wrong.

use patternscope::lesson::{Lesson, Link};
use patternscope::patterns::quorum::message::Command;
use patternscope::patterns::quorum::{Quorum, properties};
use patternscope::sim::{Checker, Explored, NodeId};

const A: NodeId = NodeId(0);
const B: NodeId = NodeId(1);
const C: NodeId = NodeId(2);

fn write(at: NodeId, value: &str) -> (NodeId, Command) {
    (at, Command::Write(value.to_string()))
}

fn read(at: NodeId) -> (NodeId, Command) {
    (at, Command::Read)
}

fn checker(query: &str, commands: Vec<(NodeId, Command)>) -> Checker<Quorum> {
    let link = Link::parse(&format!("quorum?{query}"));
    let (values, complaints) = Quorum::params().resolve(&link.params);
    assert_eq!(complaints, []);
    let checker = Checker::new(Quorum::new(&values), commands);
    Checker { timers: false, ..checker }
}

/// The shortest run that breaks `property`, in words.
fn shortest(explored: &Explored<Quorum>, quorum: &Quorum) -> Vec<String> {
    let violation = explored.violation.as_ref().expect("a violation");
    violation.path.iter().map(|step| step.words(quorum)).collect()
}

#[track_caller]
fn proves(checker: &Checker<Quorum>, property: &str) -> u32 {
    let explored = checker.explore(&[property]);
    assert!(explored.complete, "gave up after {} states", explored.states);
    if let Some(violation) = &explored.violation {
        panic!("{violation}: {:?}", shortest(&explored, &checker.protocol));
    }
    explored.states
}

#[test]
fn meeting_quorums_never_read_stale_in_any_order_with_loss_and_duplication() {
    let story = vec![write(A, "penicillin"), read(B)];
    for query in ["n=3&r=2&w=2&read_repair=off", "n=2&r=1&w=2", "n=2&r=2&w=1"] {
        for (drops, duplicates) in [(0, 0), (1, 0), (0, 1)] {
            let checker = Checker { drops, duplicates, ..checker(query, story.clone()) };
            let states = proves(&checker, properties::FRESH);
            assert!(states > 50, "{query}: only {states} states");
        }
    }
}

#[test]
fn a_crash_and_a_restart_lose_no_confirmed_write() {
    let checker = checker("n=3&r=2&w=2&read_repair=off", vec![write(A, "penicillin")]);
    let checker = Checker { crashes: 1, restarts: 1, ..checker };
    proves(&checker, properties::DURABLE);
    let forgetful = Checker {
        protocol: Quorum {
            mistake: patternscope::patterns::quorum::params::Mistake::Forgetful,
            ..checker.protocol.clone()
        },
        ..checker
    };
    let explored = forgetful.explore(&[properties::DURABLE]);
    let path = shortest(&explored, &forgetful.protocol);
    assert_eq!(path[path.len() - 2..].iter().filter(|step| step.contains("restarts")).count(), 1);
}

#[test]
fn quorums_that_do_not_meet_read_stale_and_the_shortest_way_is_short() {
    let checker = checker("n=3&r=1&w=1", vec![write(A, "penicillin"), read(B)]);
    let explored = checker.explore(&[properties::FRESH]);
    // Write; one clinic keeps it and acknowledges; read; another clinic answers: 6 moves.
    assert_eq!(shortest(&explored, &checker.protocol).len(), 6);
}

#[test]
fn without_write_back_a_second_read_can_miss_what_the_first_saw() {
    let story = || vec![write(A, "penicillin"), read(B), read(C)];
    let plain = checker("n=3&r=2&w=2&read_repair=off", story());
    let explored = plain.explore(&[properties::LINEARIZABLE]);
    let path = shortest(&explored, &plain.protocol);
    assert!(path.iter().any(|step| step.starts_with("Clinic B: read")), "{path:?}");
    assert!(path.iter().any(|step| step.starts_with("Clinic C: read")), "{path:?}");
    // One copy reached, two answers, two more answers: 3 commands and 9 arrivals.
    assert_eq!(path.len(), 12, "{path:?}");
}

#[test]
fn with_write_back_two_clinics_are_linearizable_in_every_order() {
    for query in ["n=2&r=1&w=2&write_back=on", "n=2&r=2&w=1&write_back=on"] {
        let checker = checker(query, vec![write(A, "penicillin"), read(B)]);
        let states = proves(&checker, properties::LINEARIZABLE);
        assert!(states > 500, "{query}: only {states} states");
    }
}

#[test]
fn the_bound_on_states_is_an_outcome() {
    let checker = checker("n=3", vec![write(A, "penicillin"), read(B)]);
    let explored = Checker { states_max: 100, ..checker }.explore(&[properties::FRESH]);
    assert!(!explored.complete);
}
