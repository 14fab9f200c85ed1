//! Claims 4 and 5: quality of service over many seeds, on the same heartbeats for all detectors.
//!
//! Nobody acts here (`action=alert`), so that every detector judges the same heartbeats. The bench
//! `detectors` prints the whole tables of which these are a few rows.

use super::{mean, run};
use crate::patterns::testing::metric;

/// False alarms of a service in an hour, and the mean time from death to suspicion in ms.
fn quality(settings: &str, weather: fn(u64) -> String, seeds: u64) -> (f64, f64) {
    let (mut alarms, mut detection) = (0.0, 0.0);
    for seed in 0..seeds {
        let query = format!(
            "workload=probe&action=alert&after=200s&{}&{settings}&seed={seed}",
            weather(seed)
        );
        let trace = run(&query);
        alarms += metric(&trace, "false_alarms_per_hour").expect("time goes by");
        detection += metric(&trace, "detection_ms").expect("a death that was found");
    }
    (alarms / seeds as f64, detection / seeds as f64)
}

/// Hayashibara and others (2004): the higher the threshold, the fewer mistakes and the later.
#[test]
fn claim_4_lower_thresholds_detect_faster_and_err_more() {
    let noisy = "services=2&workload=probe&action=alert&after=120s&latency=exponential&delay=250ms";
    let curve: Vec<(f64, f64)> = [0.5, 1.0, 2.0, 4.0, 8.0, 14.0]
        .iter()
        .map(|phi| {
            let query = format!("{noisy}&phi={phi}");
            (mean(&query, "detection_ms", 60), mean(&query, "false_alarms_per_hour", 60))
        })
        .collect();
    assert!(curve.is_sorted_by(|a, b| a.0 < b.0 && a.1 > b.1), "{curve:?}");
    let (first, last) = (curve[0], curve[curve.len() - 1]);
    assert!(first.1 > 500.0 && last.1 < 2.0, "false alarms of a service in an hour: {curve:?}");
    assert!(last.0 > 3.0 * first.0, "detection in ms: {curve:?}");
}

/// Two links of four are noisy, and the service that dies is behind either kind of link.
fn unlike(seed: u64) -> String {
    match seed % 2 {
        0 => "jitter=400ms&do=0.jitter.S1~0.jitter.S2".to_string(),
        _ => "jitter=400ms&do=0.jitter.S3~0.jitter.S4".to_string(),
    }
}

/// All links are noisy in the same way, all the time.
fn alike(_: u64) -> String {
    "latency=exponential&delay=250ms".to_string()
}

/// False alarms of a fixed timeout that takes `detection` to find a death, between those tried.
fn timeout_at(weather: fn(u64) -> String, detection: f64) -> f64 {
    let tried: Vec<(f64, f64)> = [1_400, 1_700, 2_000, 2_300, 2_600]
        .iter()
        .map(|ms| quality(&format!("model=timeout&timeout={ms}ms"), weather, 24))
        .collect();
    let pair = tried.windows(2).find(|pair| pair[0].1 <= detection && detection <= pair[1].1);
    let [a, b] = pair.unwrap_or_else(|| panic!("{detection} is not in {tried:?}")) else {
        unreachable!("windows of two");
    };
    let share = (detection - a.1) / (b.1 - a.1);
    a.0 * (1.0 - share) + b.0 * share
}

/// What is honest about "up to 70 % fewer false alarms": where links differ, more than that; where
/// one timeout fits all links, nothing.
#[test]
fn claim_5_learning_helps_where_links_differ() {
    for (model, most) in [("model=normal&phi=4", 0.4), ("model=adaptive&margin=30", 0.6)] {
        let (alarms, detection) = quality(model, unlike, 24);
        let theirs = timeout_at(unlike, detection);
        assert!(alarms < most * theirs, "{model}: {alarms} of {theirs} at {detection} ms");
    }
    let (alarms, detection) = quality("model=normal&phi=3", alike, 24);
    let theirs = timeout_at(alike, detection);
    assert!(alarms > theirs, "alike: {alarms}, and a timeout {theirs}, at {detection} ms");
}
