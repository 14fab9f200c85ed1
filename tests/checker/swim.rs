//! What the checker proves of SWIM, over the very handlers that the page runs.
//!
//! Three members, every order of messages and timers, every order in which chance lets them probe.
//! Time is out of the picture: a suspicion may end at any moment, so whatever a false death leads
//! to is among the stories. What is bounded is the number of periods that each member begins.
//!
//! ```text
//! to refute   gossip   periods   crashes
//! no time     λ = 4    1         none
//! m = 4       none     1         none      suspicions, refutations, deaths and new lives
//! m = 4       λ = 4    2         1         and indirect probes; a first part only
//! m = 4       λ = 4    0         3         and as many restarts
//! ```

use patternscope::lesson::{Lesson, Link};
use patternscope::patterns::failure_detector::FailureDetector;
use patternscope::patterns::failure_detector::swim::properties::{
    FORWARD, LIVES, OWNER, REFUTES, SUICIDE,
};
use patternscope::sim::{Checker, Explored, Mail};

/// What is promised whatever happens.
const SAFE: [&str; 5] = [OWNER, SUICIDE, FORWARD, REFUTES, LIVES];

fn checker(query: &str) -> Checker<FailureDetector> {
    let link = Link::parse(&format!("failure-detector?detector=swim&members=3&{query}"));
    let (values, complaints) = FailureDetector::params().resolve(&link.params);
    assert_eq!(complaints, []);
    Checker::new(FailureDetector::new(&values), Vec::new())
}

fn words(explored: &Explored<FailureDetector>, protocol: &FailureDetector) -> Vec<String> {
    let violation = explored.violation.as_ref().expect("a violation");
    violation.path.iter().map(|step| step.words(protocol)).collect()
}

/// Every story within the bounds, and exactly so many states.
#[track_caller]
fn proves(checker: &Checker<FailureDetector>, states: u32) {
    let explored = checker.explore(&SAFE);
    if let Some(violation) = &explored.violation {
        panic!("{violation}: {:#?}", words(&explored, &checker.protocol));
    }
    assert!(explored.complete, "gave up after {} states", explored.states);
    assert_eq!(explored.states, states);
}

#[test]
fn a_period_without_time_to_refute_is_safe() {
    proves(&checker("periods=1&k=0&suspicion=0"), 57_199);
}

#[test]
fn a_period_with_suspicions_and_refutations_is_safe() {
    proves(&checker("periods=1&k=0&gossip=0"), 172_417);
}

/// With indirect probes there are more states than there is time for: no story of up to some
/// length breaks anything, and that is all that is said.
#[test]
fn indirect_probes_and_gossip_are_safe_as_far_as_was_looked() {
    let checker = Checker { crashes: 1, restarts: 1, ..checker("periods=2") };
    let explored = Checker { states_max: 100_000, ..checker }.explore(&SAFE);
    assert!(explored.violation.is_none() && !explored.complete, "{:?}", explored.violation);
    assert!(explored.depth >= 7, "only {} moves deep", explored.depth);
}

/// Coming back, three times and at any moment, also while the disk is being written.
#[test]
fn no_life_is_used_twice() {
    let calm = Checker { timers: false, ..checker("") };
    proves(&Checker { crashes: 3, restarts: 3, ..calm.clone() }, 2_853);
    proves(&Checker { crashes: 2, restarts: 2, mail: Mail::Kept, ..calm }, 241);
}

/// Every rule that is left out is found out, by a shortest run.
#[test]
fn every_mistake_is_found() {
    for (mistake, property, moves) in [
        ("raise-others", OWNER, 4),
        ("no-refutation", REFUTES, 4),
        ("alive-again", FORWARD, 4),
        ("same-life", LIVES, 2),
    ] {
        let checker = checker(&format!("mistake={mistake}"));
        let checker = Checker { crashes: 1, restarts: 1, ..checker };
        let explored = checker.explore(&[property]);
        let path = words(&explored, &checker.protocol);
        assert_eq!(path.len(), moves, "{mistake}: {path:#?}");
    }
    // With no time to refute the first news is that of its death.
    let checker = checker("mistake=no-refutation&suspicion=0&k=0");
    let path = words(&checker.explore(&[SUICIDE]), &checker.protocol);
    assert_eq!(path.len(), 3, "{path:#?}");
}
