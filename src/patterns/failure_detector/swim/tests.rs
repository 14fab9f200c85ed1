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
