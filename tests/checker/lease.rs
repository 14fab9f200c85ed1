//! Leases in counted time: what holds for every clock within the drift bound, and the shortest run
//! just outside it.

use patternscope::lesson::{Lesson, Link};
use patternscope::patterns::lease::{Lease, message::Command, properties};
use patternscope::sim::{Counted, Explored, NodeId, Span};

const A: NodeId = NodeId(0);
const B: NodeId = NodeId(1);
const L: NodeId = NodeId(2);

/// Six ticks of lease, four of deadline: a ratio of 1.5. A tick is 100 ms.
const SIX_TO_FOUR: &str = "lease=600ms&deadline=400ms&retry=300ms&work=0";
const NOT_RENEWED: &str = "renew=600ms";
const RENEWED: &str = "renew=200ms";

fn counted(query: &str, commands: Vec<(NodeId, Command)>) -> Counted<Lease> {
    let link = Link::parse(&format!("lease?{SIX_TO_FOUR}&{query}"));
    let (values, complaints) = Lease::params().resolve(&link.params);
    assert_eq!(complaints, []);
    let lease = Lease::new(&values);
    Counted {
        tick: Span::ms(100),
        ticks: 9,
        longest: 1,
        states_max: 300_000,
        ..Counted::new(lease, commands)
    }
}

/// The shortest run that breaks a property, in words.
#[track_caller]
fn words(explored: &Explored<Lease>, lease: &Lease) -> Vec<String> {
    let violation = explored.violation.as_ref().expect("a violation");
    violation.path.iter().map(|step| step.words(lease)).collect()
}

/// Proves it; so many distinct states.
#[track_caller]
fn proves(counted: &Counted<Lease>, property: &str) -> u32 {
    let explored = counted.explore(&[property]);
    if let Some(violation) = &explored.violation {
        panic!("{violation}: {:#?}", words(&explored, &counted.protocol));
    }
    assert!(explored.complete, "gave up after {} states", explored.states);
    explored.states
}

#[track_caller]
fn shortest(counted: &Counted<Lease>, property: &str) -> Vec<String> {
    words(&counted.explore(&[property]), &counted.protocol)
}

/// A clock of A that is slower by one part per million makes the difference.
#[test]
fn the_bound_is_exact() {
    let with = |rate: u32| Counted {
        rates: vec![(A, vec![rate, 1_000_000])],
        ..counted(NOT_RENEWED, vec![])
    };
    let states =
        [proves(&with(666_667), properties::ONE), proves(&with(666_667), properties::COVERED)];
    assert_eq!(states, [3286, 3286]);
    let path = shortest(&with(666_666), properties::ONE);
    // The grant takes no time, and B's takes none when the lease has run out: for less than two
    // microseconds both hold.
    assert_eq!(path[0], "Node A's clock runs at 66.6666%");
    assert_eq!(path.iter().filter(|step| step.starts_with("it is")).count(), 6, "{path:#?}");
    assert_eq!(path.last().expect("a last"), "Coordinator → Node B: GRANT 34 #2 arrives");
    assert_eq!(path.len(), 18, "{path:#?}");
}

#[test]
fn three_clocks_within_the_bound_never_make_two_holders() {
    let rates = || vec![820_000, 1_000_000, 1_220_000];
    let all = vec![(A, rates()), (B, rates()), (L, rates())];
    let slow = Counted { rates: all.clone(), ..counted(NOT_RENEWED, vec![]) };
    let checked = Counted { rates: all, longest: 0, ..counted(RENEWED, vec![]) };
    let lossy = Counted { drops: 1, ticks: 8, ..checked.clone() };
    let found = [
        proves(&slow, properties::ONE),
        proves(&checked, properties::ONE),
        proves(&lossy, properties::ONE),
        proves(&lossy, properties::COVERED),
    ];
    assert_eq!(found, [37_381, 1_152, 8_321, 8_321]);
    // 75 % and 122 % are 1.63.
    let beyond = Counted { rates: vec![(A, vec![750_000]), (L, vec![1_220_000])], ..slow };
    let path = shortest(&beyond, properties::ONE);
    assert_eq!(path.len(), 18, "{path:#?}");
}

#[test]
fn a_pause_needs_fencing() {
    let story = vec![(A, Command::Update(95)), (B, Command::Update(96))];
    let with = |fencing: &str| Counted {
        pauses: 1,
        failing: vec![A],
        longest: 0,
        ticks: 8,
        ..counted(&format!("{NOT_RENEWED}&fencing={fencing}"), story.clone())
    };
    let states = [proves(&with("on"), properties::ORDER), proves(&with("on"), properties::HIGHEST)];
    assert_eq!(states, [37_082, 37_082]);
    let path = shortest(&with("off"), properties::ORDER);
    assert_eq!(path.last().expect("a last"), "Node A → Store: WRITE $95 33 arrives", "{path:#?}");
    assert_eq!(path.len(), 24, "{path:#?}");
}

#[test]
fn a_coordinator_that_crashes_grants_nothing_twice() {
    for keeping in ["single", "durable"] {
        let checked = Counted {
            crashes: 2,
            restarts: 2,
            longest: 0,
            failing: vec![B, L],
            ..counted(&format!("{NOT_RENEWED}&coordinator={keeping}"), vec![])
        };
        let states = proves(&checked, properties::ONE);
        assert!(states > 1_000, "{keeping}: {states}");
        proves(&checked, properties::TOKENS);
    }
}

#[test]
fn a_majority_of_three_is_exclusive() {
    let checked = Counted {
        ticks: 7,
        longest: 0,
        crashes: 1,
        restarts: 1,
        failing: vec![L],
        ..counted(&format!("{NOT_RENEWED}&coordinator=replicated"), vec![])
    };
    let states = proves(&checked, properties::ONE);
    assert!(states > 1_000, "{states}");
    proves(&checked, properties::TOKENS);
}
