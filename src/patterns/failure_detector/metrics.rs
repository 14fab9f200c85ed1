//! The figures of a run: what a detector is good for (Chen, Toueg, Aguilera 2002), and what the
//! clients notice of it.

use super::gaps::Gaps;
use super::history::{Account, Failure, Suspicion, Truth};
use super::message::Message;
use super::params::{Latency, Mistake, Workload};
use super::protocol::FailureDetector;
use crate::lesson::{Metric, Run, Theory};
use crate::sim::{Span, Time};

/// Requests of clients to each service, a second. They are not sent one by one: what is not
/// served is counted by its time.
pub const REQUESTS_PER_S: f64 = 100.0;

/// Figures of a run.
pub(super) fn metrics(detector: &FailureDetector, run: &Run<'_, FailureDetector>) -> Vec<Metric> {
    let end = run.times.last().copied().unwrap_or(Time(0));
    let accounts: Vec<&Account> = run.world.history().accounts.values().collect();
    let suspicions = || accounts.iter().flat_map(|account| &account.suspicions);
    let wrong: Vec<&Suspicion> = suspicions().filter(|one| one.truth == Truth::Wrong).collect();
    let failures: Vec<&Failure> = accounts.iter().flat_map(|account| &account.failures).collect();
    let found: Vec<f64> = failures
        .iter()
        .filter_map(|failure| Some(failure.found?.since(failure.at).as_ms()))
        .collect();
    let until = |one: Option<Time>| one.unwrap_or(end);
    let lasted: Vec<f64> = wrong.iter().map(|one| until(one.ended).since(one.at).as_ms()).collect();
    let missed = failures.iter().map(|failure| {
        let first = failure.found.into_iter().chain(failure.ended).min();
        until(first).since(failure.at).as_ms()
    });
    let down_us: u64 = accounts.iter().map(|account| account.unserved(end).0).sum();
    let service_us = end.0 as f64 * f64::from(detector.services);
    let heartbeat = |message: &Message| matches!(message, Message::Heartbeat { .. });
    let beats = run.flights.iter().filter(|one| one.copy_of.is_none() && heartbeat(&one.message));
    let periods = service_us / detector.heartbeat.0 as f64;
    let sum = |count: fn(&Account) -> u32| {
        f64::from(accounts.iter().map(|account| count(account)).sum::<u32>())
    };
    let per = |amount: f64, of: f64| (of > 0.0).then(|| amount / of);
    let count = |count: usize| Some(count as f64);
    vec![
        Metric::new("failures", "Services that died", count(failures.len())),
        Metric::new("detected", "Deaths that were found", count(found.len())),
        Metric::new("detection_ms", "From death to suspicion, ms", mean(&found)),
        Metric::new(
            "missed_ms",
            "Time dead and not suspected, ms",
            Some(missed.fold(0.0, |a, b| a + b)),
        ),
        Metric::new("alerts", "Alerts", Some(sum(|account| account.alerts))),
        Metric::new("false_alarms", "Suspected although alive", count(wrong.len())),
        Metric::new(
            "false_alarms_per_hour",
            "False alarms per service and hour",
            per(wrong.len() as f64 * 3.6e9, service_us),
        ),
        Metric::new("mistake_ms", "A false alarm lasts, ms", mean(&lasted)),
        Metric::new("needless", "Restarts of what was alive", Some(sum(|one| one.needless))),
        Metric::new("downtime_ms", "Without answers, all services, ms", Some(down_us as f64 / 1e3)),
        Metric::new(
            "failed_requests",
            "Requests without an answer, at 100/s a service",
            Some(down_us as f64 / 1e6 * REQUESTS_PER_S),
        ),
        Metric::new(
            "availability",
            "Availability, %",
            per(100.0 * (service_us - down_us as f64), service_us),
        ),
        Metric::new(
            "messages",
            "Heartbeats per service and period",
            per(beats.count() as f64, periods),
        ),
    ]
}

fn mean(values: &[f64]) -> Option<f64> {
    (!values.is_empty()).then(|| values.iter().sum::<f64>() / values.len() as f64)
}

/// Availability in nines: 99.9 % are three.
#[cfg(test)]
pub fn nines(availability: f64) -> f64 {
    -libm::log10((1.0 - availability).max(1e-12))
}

/// With heartbeats that all take the same time, a death at any moment of a period is found after
/// what is left of the silence that convicts: half a period less, on average.
pub(super) fn theory(detector: &FailureDetector) -> Vec<Theory> {
    let probe = detector.workload == Workload::Probe && detector.latency == Latency::Constant;
    if !probe || detector.mistake != Mistake::None {
        return Vec::new();
    }
    // The first heartbeat makes no gap, and the one before the death is the last.
    let mut gaps = Gaps::around(detector.heartbeat);
    let beats = detector.after.0 / detector.heartbeat.0;
    for _ in 1..beats.min(2_000) {
        gaps.push(detector.heartbeat, detector.window);
    }
    let needed = detector.crossing(&gaps, detector.threshold());
    let mean = needed.0 as f64 + detector.delay.0 as f64 - detector.heartbeat.0 as f64 / 2.0;
    vec![Theory {
        metric: "detection_ms",
        mean: Span(mean.max(0.0) as u64).as_ms(),
        source: "delay + silence that convicts − half a period",
    }]
}
