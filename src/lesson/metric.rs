//! What statistics count over many runs, and what a run costs.

use serde::Serialize;

/// One measured figure of a run.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Metric {
    /// Its name in JSON: `write_latency_ms`. Unit last.
    pub name: &'static str,
    /// How the page calls it.
    pub label: &'static str,
    /// The figure; `None` when the run has none (nothing was read, say).
    pub value: Option<f64>,
}

impl Metric {
    /// A figure.
    pub fn new(name: &'static str, label: &'static str, value: Option<f64>) -> Metric {
        Metric { name, label, value }
    }
}

/// What theory expects of a metric over many seeds.
#[derive(Clone, Debug, PartialEq)]
pub struct Theory {
    /// The metric.
    pub metric: &'static str,
    /// The mean expected.
    pub mean: f64,
    /// Where that comes from, in a few words.
    pub source: &'static str,
}

/// What a run cost.
#[derive(Copy, Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Costs {
    /// Messages sent, copies made by the network not counted.
    pub messages: u64,
    /// Messages and copies that never arrived.
    pub lost: u64,
    /// Bytes sent, at the stated size per field.
    pub bytes: u64,
    /// Forced writes asked for.
    pub forced_writes: u64,
    /// Operations that were completed ([`Lesson::completes`](super::Lesson::completes)).
    pub operations: u64,
    /// Message delays on the way from the command to the completion, summed over operations.
    pub message_delays: u64,
}
