//! Tests.
use super::super::protocol::FailureDetector;
use crate::patterns::testing::run;

#[test]
fn show() {
    let query = std::env::var("Q").unwrap_or("detector=swim".into());
    let start = std::time::Instant::now();
    let trace = run::<FailureDetector>(&query);
    let took = start.elapsed();
    let n: usize = std::env::var("N").map_or(150, |n| n.parse().unwrap());
    for record in trace.records.iter().take(n) {
        let notes: Vec<&str> = record.notes.iter().map(|n| n.text.as_str()).collect();
        println!("{} {} {}", record.time, record.text, notes.join(" "));
    }
    for verdict in &trace.verdicts {
        println!("{}: {:?}", verdict.name, verdict.standing);
    }
    for told in &trace.beats {
        println!("{} @{:?}: {} {:?}", told.title, told.at, told.text, told.predict);
    }
    for m in &trace.metrics {
        println!("{} {:?}", m.name, m.value);
    }
    println!("{:?} {} events, {:?}", trace.end, trace.records.len(), took);
}

#[test]
fn explore() {
    use crate::lesson::{Lesson, Link};
    use crate::sim::{Checker, Mail};
    let spec = std::env::var("X").unwrap_or_default();
    for line in spec.split(';').filter(|l| !l.is_empty()) {
        let parts: Vec<&str> = line.split(' ').collect();
        let link = Link::parse(&format!("failure-detector?detector=swim&members=3&{}", parts[0]));
        let (values, complaints) = FailureDetector::params().resolve(&link.params);
        assert_eq!(complaints, []);
        let n = |i: usize| parts.get(i).map_or(0, |p| p.parse().unwrap());
        let checker = Checker {
            crashes: n(1),
            restarts: n(2),
            drops: n(3),
            mail: if n(4) == 1 { Mail::Kept } else { Mail::Taken },
            timers: n(5) == 0,
            states_max: 300_000,
            ..Checker::new(FailureDetector::new(&values), vec![])
        };
        use super::properties::*;
        let start = std::time::Instant::now();
        let explored = checker.explore(&[OWNER, SUICIDE, FORWARD, REFUTES, LIVES]);
        println!(
            "{line}: {} states, depth {}, complete {}, {:?}",
            explored.states,
            explored.depth,
            explored.complete,
            start.elapsed()
        );
        if let Some(v) = explored.violation {
            println!("{v}");
            for m in &v.path {
                println!("  {}", m.words(&checker.protocol));
            }
        }
    }
}
