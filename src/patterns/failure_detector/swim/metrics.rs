//! The figures of a run: how soon a crash is noticed and known, what it costs, who died wrongly.

use super::params::Order;
use super::theory::{first_probe_random, first_probe_round_robin};
use crate::lesson::{Metric, Run, Theory};
use crate::patterns::failure_detector::protocol::FailureDetector;
use crate::sim::Time;

/// Figures of a run.
pub(super) fn metrics(protocol: &FailureDetector, run: &Run<'_, FailureDetector>) -> Vec<Metric> {
    let (config, history) = (&protocol.swim, &run.world.history().swim);
    let crash = history.crash.as_ref();
    let whole = |time: fn(&super::history::Crash) -> Option<Time>| {
        let crash = crash?;
        Some(crash.periods_until(time(crash)?, config.period) as f64)
    };
    let known = crash.and_then(|crash| {
        Some(crash.periods_until(crash.known(config.members)?, config.period) as f64)
    });
    let sent = run.flights.iter().filter(|flight| flight.copy_of.is_none()).count();
    let each = (history.periods > 0).then(|| sent as f64 / history.periods as f64);
    let number = |value: u32| Some(f64::from(value));
    vec![
        Metric::new("first_probe", "Crash to first probe, periods", whole(|c| c.probed)),
        Metric::new("suspected", "Crash to first suspicion, periods", whole(|c| c.suspected)),
        Metric::new("declared", "Crash to first declared dead, periods", whole(|c| c.declared)),
        Metric::new("known", "Crash to known by all, periods", known),
        Metric::new("messages", "Messages per member and period", each),
        Metric::new("false_deaths", "Live members declared dead", number(history.false_deaths)),
        Metric::new("suspicions", "Suspicions", number(history.suspicions)),
        Metric::new("refutations", "Refutations", number(history.refutations)),
        Metric::new(
            "longest_wait",
            "Longest wait for a probe, periods",
            history.longest.map(|(.., waited)| f64::from(waited)),
        ),
    ]
}

/// What theory expects of the story's crash, which comes when two periods have passed.
pub(super) fn theory(protocol: &FailureDetector) -> Vec<Theory> {
    let members = u32::from(protocol.swim.members);
    let passed = super::story::CRASH_AFTER;
    let (mean, source) = match protocol.swim.probe {
        Order::Random => {
            (first_probe_random(members), "1 / (1 − (1 − 1/(n − 1))^(n − 1)), about e/(e − 1)")
        }
        Order::RoundRobin => (
            first_probe_round_robin(members, passed as u32),
            "random orders, drawn independently; about e/(e − 1)",
        ),
        Order::Everybody => return Vec::new(),
    };
    vec![Theory { metric: "first_probe", mean, source }]
}
