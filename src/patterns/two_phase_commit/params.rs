//! The parameters of the pattern.

use crate::lesson::{Choice, Group, Param, Params, Value, Values, choice};
use crate::sim::{Delay, Span};

pub(super) fn params() -> Params {
    let dollars = |name, label, about| Param::number(name, label, 0, "").about(about);
    let more = |param: Param| param.group(Group::More);
    let patience: fn(&Values) -> (i64, i64) = |_| (1_000, 60_000_000);
    Params::new(vec![
        Param::choice::<Variant>("protocol", "Protocol")
            .about("Who decides, what is logged, and who is asked when nobody answers")
            .default(|_| Value::Choice(Variant::Basic.word())),
        Param::number("participants", "Participants", 0, "")
            .about("Nodes that keep one account each")
            .range(|_| (2, 6))
            .default(|_| Value::Number(2)),
        dollars("amount", "Amount, $", "How much a transfer of the story moves")
            .range(|_| (1, 1_000_000))
            .default(|_| Value::Number(1_000)),
        dollars("balance", "Balance, $", "What every account holds at first")
            .range(|_| (0, 1_000_000))
            .default(|_| Value::Number(2_500)),
        Param::number("concurrent", "Transfers at once", 0, "")
            .about("So many transfers of the story begin at one moment")
            .range(|_| (1, 4))
            .default(|_| Value::Number(1)),
        Param::choice::<Latency>("latency", "Latency")
            .about("How long messages take")
            .group(Group::Network)
            .default(|_| Value::Choice(Latency::Uniform.word())),
        Param::span("delay", "Mean delay")
            .about("Mean one-way delay")
            .group(Group::Network)
            .range(|_| (100, 1_000_000))
            .default(|_| Value::Span(Span::ms(10))),
        Param::span("force", "Forced write")
            .about("How long a forced write to the log takes")
            .range(|_| (0, 1_000_000))
            .default(|_| Value::Span(Span::ms(10))),
        more(Param::span("vote_timeout", "Vote timeout"))
            .about("How long the coordinator waits for votes before it aborts")
            .range(patience)
            .default(|values| {
                let (delay, force) = (values.span("delay"), values.span("force"));
                Value::Span(Span((delay.0 * 20 + force.0 * 10).clamp(1_000, 60_000_000)))
            }),
        more(Param::span("retry", "Retry"))
            .about("How long to wait for an answer before asking again")
            .range(patience)
            .default(|values| {
                let (delay, force) = (values.span("delay"), values.span("force"));
                Value::Span(Span((delay.0 * 8 + force.0 * 2).clamp(1_000, 60_000_000)))
            }),
        Param::choice::<Mistake>("mistake", "Mistake")
            .about("A rule left out on purpose")
            .group(Group::Mistake),
    ])
}

choice! {
    /// How a transfer is made.
    pub enum Variant {
        None = "none", "debit, then credit: no votes, no decision";
        Basic = "basic", "two-phase commit; every decision is forced and acknowledged";
        PresumedAbort = "presumed-abort", "a decided abort is neither forced nor acknowledged";
        Cooperative = "cooperative", "basic; who is in doubt also asks the other participants";
        ThreePhase = "three-phase", "a third phase, and participants that decide by themselves";
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
        VoteEarly = "vote-early", "votes yes before its PREPARED record is durable";
        DecideAlone = "decide-alone", "aborts after a timeout although it is prepared";
        SendEarly = "send-early", "sends COMMIT before the COMMIT record is durable";
        ForgetPrepared = "forget-prepared", "forgets on recovery what it had prepared";
        NoLocks = "no-locks", "validates a transfer without locking the account";
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
