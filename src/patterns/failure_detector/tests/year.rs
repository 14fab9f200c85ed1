//! Claim 13: a year of faults, and how much of it clients are without answers.
//!
//! A run is bounded to 20,000 events, some hours of heartbeats. So the year is put together: of
//! every kind of fault some episodes are run, each with its own luck, and their mean downtime is
//! taken as often as the fault comes in a year. Between faults nothing happens that costs time.

use super::{mean, run};
use crate::patterns::failure_detector::metrics::nines;
use crate::patterns::testing::metric;

const YEAR_S: f64 = 365.0 * 86_400.0;

/// What happens to a service in a year, how often, and as a script; `person` is when a person has
/// come to restore what nobody else has.
const FAULTS: &[(&str, f64, &str)] = &[
    ("its process dies", 26.0, "30400ms.stop.S1~630400ms.restore.S1"),
    ("its machine crashes and boots again", 4.0, "30400ms.crash.S1~150400ms.restart.S1"),
    ("its link is jittery for a minute", 50.0, "30s.jitter.S1~90s.calm.S1"),
    ("it collects garbage for 500 ms", 200.0, "30400ms.gc.S1.500"),
];

/// Seconds without answers in a year.
fn downtime_s(settings: &str) -> f64 {
    let year = FAULTS.iter().map(|(_, times, script)| {
        let query = format!("services=1&workload=empty&jitter=300ms&{settings}&do={script}");
        times * mean(&query, "downtime_ms", 8) / 1e3
    });
    year.sum()
}

fn of_a_year(downtime_s: f64) -> f64 {
    nines(1.0 - downtime_s / YEAR_S)
}

#[test]
fn claim_13_failover_lowers_downtime() {
    let alone = downtime_s("action=alert");
    let restarts = downtime_s("action=restart&start=30s");
    let moves = downtime_s("action=failover&start=30s");
    assert!(moves < restarts && restarts < alone, "{moves} s, {restarts} s, {alone} s");
    // People come after ten minutes: 26 deaths of 600 s and 4 of 120 s are 16,080 s, 3.3 nines.
    assert!((3.2..3.4).contains(&of_a_year(alone)), "{alone}");
    assert!((3.8..4.3).contains(&of_a_year(restarts)), "{restarts}");
    // What is left: 30 times the second until death is noticed, and garbage, on which nobody acts.
    assert!((5.2..5.5).contains(&of_a_year(moves)), "{moves}");
}

/// A false alarm costs clients nothing when traffic moves first, and a whole restart when not.
#[test]
fn without_failover_a_false_alarm_is_an_outage() {
    let jitter = "services=1&workload=empty&jitter=300ms&start=30s&do=30s.jitter.S1~90s.calm.S1";
    let cost = |action: &str| {
        let query = format!("{jitter}&action={action}");
        (mean(&query, "needless", 20), mean(&query, "downtime_ms", 20))
    };
    let (moves, restarts) = (cost("failover"), cost("restart"));
    assert_eq!(moves.0, restarts.0, "the same false alarms");
    assert!(restarts.1 > 10_000.0 && moves.1 < 50.0, "{moves:?} {restarts:?}");
}

#[test]
fn claim_13_each_detector_has_its_nines() {
    let settings = ["normal", "logistic", "exponential", "timeout", "adaptive"];
    let years: Vec<f64> = settings
        .iter()
        .map(|model| downtime_s(&format!("action=failover&start=30s&model={model}")))
        .collect();
    // Whoever takes 18 s to notice costs its clients that much with every death.
    assert!(years[2] > years[3] && years[3] > years[0], "{years:?}");
    assert!(years[2] - years[0] > 30.0 * 12.0, "{years:?}");
}

#[test]
fn the_figures_of_the_what_ifs() {
    let two = |action: &str| {
        let query = format!("services=1&workload=empty&start=30s&action={action}&do=20s.stop.S1");
        metric(&run(&query), "downtime_ms").expect("downtime")
    };
    let (moves, restarts) = (two("failover"), two("restart"));
    assert!(moves < 1_500.0 && restarts > 31_000.0, "{moves} {restarts}");
    // Five nines leave 5.26 minutes a year.
    assert!((nines(1.0 - 315.36 / YEAR_S) - 5.0).abs() < 1e-9);
}
