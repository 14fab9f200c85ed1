//! The parameters of SWIM.

use crate::lesson::{Group, Param, Value, Values};
use crate::sim::Span;

/// SWIM, configured.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Config {
    /// How many members there are.
    pub members: u16,
    /// How often a member probes another one.
    pub period: Span,
    /// How many others are asked to probe whom a member cannot reach.
    pub k: u32,
    /// How many times the logarithm of the group's size a suspicion lasts, in periods.
    pub suspicion: u32,
    /// How many pieces of news ride on one message.
    pub gossip: u32,
}

impl Config {
    pub(in super::super) fn params() -> Vec<Param> {
        let number =
            |name, label, about| Param::number(name, label, 0, "").about(about).group(Group::More);
        vec![
            number("members", "SWIM: members", "Members that watch each other")
                .range(|_| (3, 200))
                .default(|_| Value::Number(8)),
            Param::span("period", "SWIM: period")
                .about("How often a member probes another one")
                .group(Group::More)
                .range(|_| (50_000, 60_000_000))
                .default(|_| Value::Span(Span::seconds(1))),
            number("k", "SWIM: indirect probes", "Others asked to probe who does not answer")
                .range(|_| (0, 10))
                .default(|_| Value::Number(3)),
            number("suspicion", "SWIM: suspicion", "Multiplier of the time to refute a suspicion")
                .range(|_| (1, 20))
                .default(|_| Value::Number(4)),
            number("gossip", "SWIM: gossip", "Pieces of news that ride on one message")
                .range(|_| (0, 20))
                .default(|_| Value::Number(6)),
        ]
    }

    pub(in super::super) fn read(values: &Values) -> Config {
        Config {
            members: values.count("members") as u16,
            period: values.span("period"),
            k: values.count("k"),
            suspicion: values.count("suspicion"),
            gossip: values.count("gossip"),
        }
    }
}
