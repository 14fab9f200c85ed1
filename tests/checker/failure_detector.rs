//! The monitor of failure detectors: what many orders of events do not break, and what few do.
//!
//! Heartbeats are numbered without end, so no search is ever complete: each looks at so many
//! states, those that fewer moves lead to first.

use patternscope::lesson::{Lesson, Link};
use patternscope::patterns::failure_detector::FailureDetector;
use patternscope::patterns::failure_detector::message::{Command, FIRST};
use patternscope::patterns::failure_detector::properties::{FOUNDED, LEARNT, NEWER, RESET};
use patternscope::sim::{Checker, NodeId};

const STATES: u32 = 40_000;

fn checker(query: &str, commands: Vec<(NodeId, Command)>) -> Checker<FailureDetector> {
    let link = Link::parse(&format!("failure-detector?workload=empty&{query}"));
    let (values, complaints) = FailureDetector::params().resolve(&link.params);
    assert_eq!(complaints, []);
    let checker = Checker::new(FailureDetector::new(&values), commands);
    Checker { timers: true, states_max: STATES, ..checker }
}

#[test]
fn no_order_of_events_moves_traffic_without_ground() {
    let stop = vec![(NodeId(FIRST), Command::Stop), (NodeId(FIRST), Command::Restore)];
    for (query, crashes, duplicates) in [("services=1", 0, 1), ("services=1", 1, 0)] {
        let checker =
            Checker { crashes, restarts: crashes, duplicates, ..checker(query, stop.clone()) };
        let explored = checker.explore(&[FOUNDED, LEARNT, NEWER, RESET]);
        assert!(explored.violation.is_none(), "{}", explored.violation.expect("one"));
        assert!(explored.states >= STATES, "{} states", explored.states);
        assert!(explored.depth > 8, "{} moves", explored.depth);
    }
}

#[test]
fn the_shortest_failover_without_ground() {
    let checker = checker("services=1&mistake=acts-on-alert", Vec::new());
    let explored = checker.explore(&[FOUNDED]);
    let violation = explored.violation.expect("a violation");
    let words: Vec<String> =
        violation.path.iter().map(|step| step.words(&checker.protocol)).collect();
    assert_eq!(words.len(), 3, "{words:?}");
    assert!(words[2].contains("alert"), "{words:?}");
}
