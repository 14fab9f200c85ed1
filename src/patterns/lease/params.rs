//! The parameters of the pattern.

use crate::lesson::{Choice, Group, Param, Params, Switch, Value, Values, choice};
use crate::sim::{Delay, Span};

pub(super) fn params() -> Params {
    Params::new([times(), who(), network()].concat())
}

/// A share of a length of time declared before, in hundredths.
fn part(values: &Values, of: &str, hundredths: u64) -> Span {
    Span((values.span(of).0 * hundredths / 100).max(1))
}

fn times() -> Vec<Param> {
    vec![
        Param::span("lease", "Lease")
            .about("How long the coordinator keeps a lease for its holder, on its own clock")
            .range(|_| (500_000, 60_000_000))
            .default(|_| Value::Span(Span::seconds(5))),
        Param::span("renew", "Renew")
            .about("How long after a request the holder sends the next one")
            .range(|values| (part(values, "lease", 2).0 as i64, values.span("lease").0 as i64))
            .default(|values| Value::Span(part(values, "lease", 40))),
        Param::span("deadline", "Deadline")
            .about(
                "How long the holder believes in its lease, on its own clock, counted from before \
                 it asked",
            )
            .range(|values| (part(values, "lease", 2).0 as i64, values.span("lease").0 as i64))
            .default(|values| Value::Span(part(values, "lease", 66))),
        Param::span("retry", "Retry")
            .about("How long to wait for an answer before asking again")
            .group(Group::More)
            // The rule of client-go: deadline > 1.2 · retry.
            .range(|values| {
                let least = part(values, "lease", 1).0 as i64;
                (least, (values.span("deadline").0 as i64 * 5 - 1) / 6)
            })
            .default(|values| {
                let most = (values.span("deadline").0 * 5 - 1) / 6;
                let least = part(values, "lease", 1).0;
                Value::Span(Span((values.span("renew").0 / 4).clamp(least, most)))
            }),
    ]
}

fn who() -> Vec<Param> {
    vec![
        Param::number("nodes", "Nodes", 0, "")
            .about("Nodes that show the price and would like to set it")
            .range(|_| (2, 5))
            .default(|_| Value::Number(2)),
        Param::number("skew", "Clock of Node A: rate", 4, "%")
            .about("By how much the clock of Node A runs too fast, or, below 0, too slowly")
            .range(|_| (-500_000, 500_000))
            .default(|_| Value::Number(0)),
        Param::number("offset", "Clock of Node A: offset", 3, "s")
            .about("By how much the clock of Node A is ahead, or, below 0, behind")
            .range(|_| (-10_000, 10_000))
            .default(|_| Value::Number(0)),
        Param::choice::<Switch>("fencing", "Fencing")
            .about("Whether the store rejects a token lower than the highest that it has seen"),
        Param::choice::<Keeping>("coordinator", "Coordinator")
            .about("What the coordinator is made of, and what it remembers after a crash"),
        Param::choice::<Coordination>("coordination", "Coordination")
            .about("Whether nodes ask for a lease before they set the price"),
        Param::span("work", "Work")
            .about("How long a node works between looking at its lease and sending the write")
            .group(Group::More)
            .range(|_| (0, 1_000_000))
            .default(|_| Value::Span(Span::ms(20))),
        Param::choice::<Workload>("workload", "What happens")
            .about("What happens by itself")
            .group(Group::More),
    ]
}

fn network() -> Vec<Param> {
    vec![
        Param::choice::<Latency>("latency", "Latency")
            .about("How long messages take")
            .group(Group::Network)
            .default(|_| Value::Choice(Latency::Uniform.word())),
        Param::span("delay", "Mean delay")
            .about("Mean one-way delay")
            .group(Group::Network)
            .range(|_| (100, 1_000_000))
            .default(|_| Value::Span(Span::ms(20))),
        Param::span("force", "Forced write")
            .about("How long a durable coordinator takes to write a lease to its disk")
            .group(Group::More)
            .range(|_| (0, 1_000_000))
            .default(|_| Value::Span(Span::ms(10))),
        Param::choice::<Mistake>("mistake", "Mistake")
            .about("A rule left out on purpose")
            .group(Group::Mistake),
    ]
}

choice! {
    /// What the coordinator is made of.
    pub enum Keeping {
        Single = "single", "one, with its table in memory; after a crash it waits out a lease";
        Durable = "durable", "one, which forces every new lease to its disk before it grants it";
        Replicated = "replicated", "three; a lease needs two of them, so that one may be down";
    }
}

choice! {
    /// Whether there are leases.
    pub enum Coordination {
        Lease = "lease", "only the holder of the lease sets the price";
        None = "none", "every node sets and shows its own copy";
    }
}

choice! {
    /// What happens by itself.
    pub enum Workload {
        Story = "story", "the story's script";
        Crash = "crash", "the first holder fails at a moment drawn by chance, to be measured";
    }
}

choice! {
    /// The one-way delays of the network.
    pub enum Latency {
        Constant = "constant", "always the mean";
        Uniform = "uniform", "between half the mean and one and a half";
        Exponential = "exponential", "exponential";
    }
}

choice! {
    /// A rule left out on purpose.
    pub enum Mistake {
        None = "none", "every rule is kept";
        FromAnswer = "from-answer", "the holder counts from the answer, not from before it asked";
        WallClock = "wall-clock", "the holder compares the coordinator's clock with its own";
        NoWait = "no-wait", "a coordinator that forgot its table grants at once";
        RenewExpired = "renew-expired", "a lease that has run out is renewed all the same";
        LowerTokens = "lower-tokens", "the store does not compare tokens";
        SameToken = "same-token", "every grant carries the same token";
    }
}

/// The delays that the word for a latency stands for.
pub(super) fn delay(latency: Latency, mean: Span) -> Delay {
    match latency {
        Latency::Constant => Delay::Constant(mean),
        Latency::Uniform => Delay::Uniform(Span(mean.0 / 2), Span(mean.0 * 3 / 2)),
        Latency::Exponential => Delay::Exponential(mean),
    }
}
