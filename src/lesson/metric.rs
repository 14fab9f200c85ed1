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
    /// It is done: as the person wished, or refused for good.
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

impl Costs {
    /// Every cost with its name, also those for each operation; `None` when none was completed.
    pub fn figures(&self) -> [(&'static str, Option<f64>); 7] {
        let each =
            |total: u64| (self.operations > 0).then(|| total as f64 / self.operations as f64);
        [
            ("messages sent", Some(self.messages as f64)),
            ("messages lost", Some(self.lost as f64)),
            ("bytes sent", Some(self.bytes as f64)),
            ("forced writes", Some(self.forced_writes as f64)),
            ("operations completed", Some(self.operations as f64)),
            ("messages per operation", each(self.messages)),
            ("message delays per operation", each(self.message_delays)),
        ]
    }
}

/// A figure to three digits after the point at most, a narrow space between thousands; a dash
/// when there is none.
pub fn figure(value: Option<f64>) -> String {
    let Some(value) = value else { return "–".to_string() };
    let text = format!("{value:.3}");
    let text = text.trim_end_matches('0').trim_end_matches('.');
    let (whole, rest) = text.split_at(text.find('.').unwrap_or(text.len()));
    let (sign, digits) = match whole.strip_prefix('-') {
        // What is rounded to nothing has no sign.
        Some("0") if rest.is_empty() => ("", "0"),
        Some(digits) => ("−", digits),
        None => ("", whole),
    };
    let mut out = sign.to_string();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push('\u{202f}');
        }
        out.push(digit);
    }
    out + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_short_and_have_groups_of_three() {
        for (value, text) in [
            (Some(0.0), "0"),
            (Some(0.12345), "0.123"),
            (Some(12.5), "12.5"),
            (Some(-3.0), "−3"),
            (Some(-0.0), "0"),
            (Some(-0.0004), "0"),
            (Some(-0.5), "−0.5"),
            (Some(999.0), "999"),
            (Some(1_234_567.25), "1\u{202f}234\u{202f}567.25"),
            (None, "–"),
        ] {
            assert_eq!(figure(value), text, "{value:?}");
        }
    }

    #[test]
    fn costs_for_each_operation_need_an_operation() {
        let costs = Costs { messages: 30, operations: 4, message_delays: 8, ..Costs::default() };
        let each = |costs: Costs| costs.figures().map(|(_, value)| value)[5..].to_vec();
        assert_eq!(each(costs), [Some(7.5), Some(2.0)]);
        assert_eq!(each(Costs { operations: 0, ..costs }), [None, None]);
    }
}
