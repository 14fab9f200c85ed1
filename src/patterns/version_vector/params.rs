//! The parameters of the pattern.

use crate::lesson::{Choice, Group, Param, Params, Value, choice};
use crate::sim::{Delay, Span};

pub(super) fn params() -> Params {
    let small = |name, label, about| Param::number(name, label, 0, "").about(about);
    let more = |param: Param| param.group(Group::More);
    Params::new(vec![
        small("warehouses", "Warehouses", "Warehouses that keep the record of the item's stock")
            .range(|_| (2, 7))
            .default(|_| Value::Number(3)),
        Param::choice::<Scheme>("scheme", "Scheme")
            .about("How it is told which version of the record is newer")
            .default(|_| Value::Choice(Scheme::VersionVector.word())),
        Param::choice::<Resolve>("resolve", "Resolution")
            .about("What stock is shown when versions are in conflict"),
        Param::span("sync", "Sync")
            .about("How often a warehouse tells those that are not known to have its record")
            .or_off()
            .range(|_| (50_000, 5_000_000))
            .default(|_| Value::Span(Span::seconds(1))),
        Param::choice::<Context>("context", "Context")
            .about("Whether a write says what its writer had read"),
        small("prune", "Prune", "A vector keeps only so many entries, those counted in last")
            .or_off()
            .range(|_| (2, 10))
            .default(|_| Value::Off),
        small("clerks", "Clerks", "Clerks who read and write the record through a warehouse")
            .range(|_| (0, 3))
            .default(|_| Value::Number(0)),
        more(small("opening", "Opening stock", "The stock that every warehouse starts from"))
            .range(|_| (0, 1_000))
            .default(|_| Value::Number(100)),
        more(Param::choice::<Workload>("workload", "Workload").about("What happens by itself")),
        Param::choice::<Latency>("latency", "Latency")
            .about("How long messages take")
            .group(Group::Network)
            .default(|_| Value::Choice(Latency::Uniform.word())),
        Param::span("delay", "Mean delay")
            .about("Mean one-way delay")
            .group(Group::Network)
            .range(|_| (100, 1_000_000))
            .default(|_| Value::Span(Span::ms(5))),
        Param::choice::<Mistake>("mistake", "Mistake")
            .about("A rule left out on purpose")
            .group(Group::Mistake),
    ])
}

choice! {
    /// How it is told which version of the record is newer.
    pub enum Scheme {
        LastWriterWins = "last-writer-wins", "by the time of writing, on the writer's own clock";
        VersionVector = "version-vector", "each version has a vector: an entry for each warehouse";
        Dotted = "dotted", "one vector for all versions, and a dot for each (DVVSet)";
    }
}

choice! {
    /// What stock is shown when versions are in conflict.
    pub enum Resolve {
        MergeMovements = "merge-movements", "the opening stock and every movement of every version";
        Priority = "priority", "the version of the first warehouse: A over B over C";
        KeepHighest = "keep-highest", "the version with the highest stock";
        KeepSiblings = "keep-siblings", "none: all versions stand until a person decides";
    }
}

choice! {
    /// Whether a write says what its writer had read.
    pub enum Context {
        Keep = "keep", "a write carries the vector that came with what its writer read";
        Omit = "omit", "it does not: every write is a blind one, made without reading";
    }
}

choice! {
    /// What the script does.
    pub enum Workload {
        Scenario = "scenario", "the story";
        Busy = "busy", "every warehouse books three movements, then the first one more";
        Empty = "empty", "nothing";
    }
}

choice! {
    /// How long messages take.
    pub enum Latency {
        Constant = "constant", "always the mean";
        Uniform = "uniform", "between half the mean and one and a half";
        Exponential = "exponential", "exponential: messages overtake each other";
    }
}

choice! {
    /// A rule left out on purpose.
    pub enum Mistake {
        None = "none", "every rule is kept";
        SumStocks = "sum-stocks", "resolves a conflict by adding the stocks of the versions";
        ReplaceAll = "replace-all", "a write replaces all that is there, read or not";
        PreferOwn = "prefer-own", "in a conflict each warehouse shows its own version";
        CompareBySum = "compare-by-sum", "compares version vectors by their sums";
    }
}

/// The distribution with this mean.
pub(super) fn delay(latency: Latency, mean: Span) -> Delay {
    match latency {
        Latency::Constant => Delay::Constant(mean),
        Latency::Uniform => Delay::Uniform(Span(mean.0 / 2), Span(mean.0 * 3 / 2)),
        Latency::Exponential => Delay::Exponential(mean),
    }
}
