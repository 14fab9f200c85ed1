//! The parameters of SWIM.

use crate::lesson::{Group, Param, Value, Values, choice};
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
    /// How many times the logarithm of the group's size a suspicion lasts at least, in periods;
    /// with 0 nobody is suspected before being declared dead.
    pub suspicion: u32,
    /// λ: how many times the logarithm of the group's size a piece of news is told; with 0 never.
    pub gossip: u32,
    /// Whom a member turns to in a period.
    pub probe: Order,
    /// So many periods, and a member does no more; 0: it never stops.
    pub periods: u32,
}

choice! {
    /// Whom a member turns to in a period.
    pub enum Order {
        RoundRobin = "round-robin", "everybody once a round, in an order drawn anew every round";
        Random = "random", "anybody, drawn anew every period";
        Everybody = "everybody", "no probes: a heartbeat to everybody, for comparison";
    }
}

impl Config {
    pub(in crate::patterns::failure_detector) fn params() -> Vec<Param> {
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
            number("suspicion", "SWIM: suspicion", "Multiplier of the time to refute; 0: no time")
                .range(|_| (0, 20))
                .default(|_| Value::Number(4)),
            number("gossip", "SWIM: gossip λ", "Multiplier of how often news is told; 0: never")
                .range(|_| (0, 20))
                .default(|_| Value::Number(4)),
            Param::choice::<Order>("probe", "SWIM: probes")
                .about("Whom a member turns to in a period")
                .group(Group::More),
            number("periods", "SWIM: periods", "Members stop after so many periods; 0: never")
                .range(|_| (0, 10_000))
                .default(|_| Value::Number(0)),
        ]
    }

    pub(in crate::patterns::failure_detector) fn read(values: &Values) -> Config {
        Config {
            members: values.count("members") as u16,
            period: values.span("period"),
            k: values.count("k"),
            suspicion: values.count("suspicion"),
            gossip: values.count("gossip"),
            probe: values.choice("probe"),
            periods: values.count("periods"),
        }
    }

    /// How long a ping may go unanswered before others are asked: a third of the period, which the
    /// SWIM paper wants to be at least three round trips.
    pub fn answer(&self) -> Span {
        Span(self.period.0 / 3)
    }

    /// From here on a timer is late because the member itself was asleep.
    pub fn asleep(&self) -> Span {
        self.answer()
    }
}
