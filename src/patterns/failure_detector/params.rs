//! The parameters of the pattern, and the legs of its network.

use super::swim;
use crate::lesson::{Choice, Group, Param, Params, Value, Values, choice};
use crate::sim::{Delay, Span};

pub(super) fn params() -> Params {
    let more = |param: Param| param.group(Group::More);
    let span = |name, label, about, default: fn(&Values) -> Value| {
        Param::span(name, label).about(about).default(default)
    };
    let tenths = |name, label, about| Param::number(name, label, 1, "").about(about);
    let mut all = vec![
        Param::choice::<Detector>("detector", "Detector").about("Who watches whom, and how"),
        tenths("phi", "Failover threshold φ", "From this suspicion on, traffic is moved away")
            .range(|_| (5, 160))
            .default(|_| Value::Number(80)),
        tenths("alert", "Alert threshold φ", "From this suspicion on, people are told")
            .range(|values| (5, values.number("phi")))
            .default(|values| Value::Number(values.number("phi").min(30))),
        Param::choice::<Model>("model", "Model").about("What turns silence into suspicion"),
        span("heartbeat", "Heartbeat", "How often a service says that it is alive", |_| {
            Value::Span(Span::seconds(1))
        })
        .range(|_| (50_000, 5_000_000)),
        Param::number("services", "Services", 0, "")
            .about("Services that the monitor watches")
            .range(|_| (1, 16))
            .default(|_| Value::Number(4)),
        Param::choice::<Action>("action", "Action")
            .about("What is done about a service that is taken for dead"),
        span("pause", "Acceptable pause", "Silence forgiven: added to the mean gap", |_| {
            Value::Span(Span(0))
        })
        .range(|_| (0, 10_000_000)),
        more(Param::number("window", "Window", 0, "").about("So many gaps are remembered"))
            .range(|_| (5, 1_000))
            .default(|_| Value::Number(100)),
        more(span(
            "sigma_min",
            "Least σ",
            "The standard deviation is never taken as less",
            |_| Value::Span(Span::ms(100)),
        ))
        .range(|_| (1_000, 5_000_000)),
        more(span("timeout", "Timeout", "Model timeout: silence that convicts", |_| {
            Value::Span(Span::seconds(5))
        }))
        .range(|_| (10_000, 600_000_000)),
        more(
            Param::number("margin", "Margin", 0, "%")
                .about("Model adaptive: so much above the quantile of the recent gaps"),
        )
        .range(|_| (0, 2_000))
        .default(|_| Value::Number(50)),
        more(span("start", "Start", "How long a service needs to start", |_| {
            Value::Span(Span::ms(1_200))
        }))
        .range(|_| (1_000, 600_000_000)),
    ];
    all.extend(swim::Config::params());
    all.extend([
        Param::choice::<Latency>("latency", "Latency")
            .about("How long messages take")
            .group(Group::Network)
            .default(|_| Value::Choice(Latency::Uniform.word())),
        span("delay", "Mean delay", "Mean one-way delay", |_| Value::Span(Span::ms(20)))
            .group(Group::Network)
            .range(|_| (100, 5_000_000)),
        span("slow", "Slow spell", "How much longer messages take on a slow link", |_| {
            Value::Span(Span::ms(600))
        })
        .group(Group::Network)
        .range(|_| (0, 60_000_000)),
        span("jitter", "Jitter", "How much longer, on average, on a jittery link", |_| {
            Value::Span(Span::ms(300))
        })
        .group(Group::Network)
        .range(|_| (0, 60_000_000)),
        more(Param::choice::<Workload>("workload", "Workload").about("What happens by itself")),
        more(span("after", "Fails after", "Probe: a service fails about then", |_| {
            Value::Span(Span::seconds(60))
        }))
        .range(|_| (0, 3_600_000_000)),
        Param::choice::<Mistake>("mistake", "Mistake")
            .about("A rule left out on purpose")
            .group(Group::Mistake),
    ]);
    Params::new(all)
}

choice! {
    /// Who watches whom.
    pub enum Detector {
        Phi = "phi", "one monitor, heartbeats, and a level of suspicion for each service";
        Swim = "swim", "all members watch each other by random probes, and spread the news";
    }
}

choice! {
    /// What turns silence into suspicion.
    pub enum Model {
        Normal = "normal", "φ of normally distributed gaps, exact (Hayashibara and others 2004)";
        Logistic = "logistic", "φ of a logistic curve that is close to it (Akka, Pekko)";
        Exponential = "exponential", "φ of exponential gaps (Cassandra)";
        Timeout = "timeout", "a fixed time of silence";
        Adaptive = "adaptive", "a high quantile of the recent gaps, and a margin";
    }
}

choice! {
    /// What is done about a service that is taken for dead.
    pub enum Action {
        Failover = "failover", "traffic moves to the standby, and the service is restarted";
        Restart = "restart", "the service is restarted; traffic waits";
        Alert = "alert", "only people are told";
    }
}

choice! {
    /// The one-way delays of the network.
    pub enum Latency {
        Constant = "constant", "always the mean";
        Uniform = "uniform", "between half the mean and one and a half";
        Exponential = "exponential", "exponential";
        Pareto = "pareto", "mostly short, sometimes very long (Pareto, tail index 1.5)";
    }
}

choice! {
    /// What happens by itself.
    pub enum Workload {
        Scenario = "scenario", "the story";
        Probe = "probe", "heartbeats, and then one failure at a moment that chance picks";
        Empty = "empty", "heartbeats, and nothing else";
    }
}

choice! {
    /// A rule left out on purpose.
    pub enum Mistake {
        None = "none", "every rule is kept";
        LearnsOutage = "learns-outage", "learns from the gap that contained an outage";
        NoPauseGuard = "no-pause-guard", "trusts its clock after a pause of its own";
        NaiveTail = "naive-tail", "computes the tail as 1 − cdf";
        CountsDuplicates = "counts-duplicates", "takes every copy of a heartbeat for a new one";
        ActsOnAlert = "acts-on-alert", "fails over at the alert threshold";
        RaiseOthers = "raise-others", "SWIM: who hears a suspect raises its incarnation for it";
        NoRefutation = "no-refutation", "SWIM: who hears that it is suspected does nothing";
        AliveAgain = "alive-again", "SWIM: alive(i) overrides suspect(i)";
        SameLife = "same-life", "SWIM: a member comes back in the life that it had";
    }
}

/// The leg of a calm link, a slow one, and a jittery one.
pub(super) fn legs(latency: Latency, mean: Span, slow: Span, jitter: Span) -> Vec<Delay> {
    let calm = match latency {
        Latency::Constant => Delay::Constant(mean),
        Latency::Uniform => Delay::Uniform(Span(mean.0 / 2), Span(mean.0 * 3 / 2)),
        Latency::Exponential => Delay::Exponential(mean),
        // The mean of a Pareto distribution is α / (α − 1) times its least value: three times.
        Latency::Pareto => Delay::Pareto { least: Span(mean.0 / 3), alpha: 1.5 },
    };
    // Exponential on top of the usual delay; of a sum of two draws there is no need.
    let jittery = Delay::Plus(mean, Box::new(Delay::Exponential(jitter)));
    vec![calm.clone(), Delay::Plus(slow, Box::new(calm)), jittery]
}
