//! What statistics count over many runs, and what a run costs.

use crate::sim::OpId;
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

/// Where in its life an operation is that a person asked for.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum Milestone {
    /// It is taken up: the step that announces this is the asking.
    Begins(OpId),
    /// It is done, as the person wished.
    Completes(OpId),
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
    /// Operations that were completed ([`Milestone::Completes`]).
    pub operations: u64,
    /// Messages on the chain of causes that led to a completion, back to the moment of the asking;
    /// summed over operations. Waiting for a timer adds none.
    pub message_delays: u64,
}
