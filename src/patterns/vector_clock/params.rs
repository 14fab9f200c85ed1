//! The parameters of the pattern.

use crate::lesson::{Choice, Group, Param, Params, Value, choice};
use crate::sim::{Delay, Span};

/// The users there may be; the first wrote the post.
pub const USERS: &[&str] = &["A", "B", "C", "D", "E", "F", "G", "H"];

pub(super) fn params() -> Params {
    let small = |name, label, about| Param::number(name, label, 0, "").about(about);
    Params::new(vec![
        small("servers", "Servers", "Servers that keep the post and its likes")
            .range(|_| (2, 6))
            .default(|_| Value::Number(2)),
        small("users", "Users", "The first wrote the post; the others like it")
            .range(|_| (2, USERS.len() as i64))
            .default(|_| Value::Number(3)),
        Param::choice::<Merge>("merge", "Merge").about("How two counts of likes become one"),
        Param::span("gossip", "Gossip")
            .about("How often a server tells neighbours that are not known to have its state")
            .or_off()
            .range(|_| (50_000, 5_000_000))
            .default(|_| Value::Span(Span::seconds(1))),
        Param::choice::<Topology>("topology", "Topology").about("Who tells whom"),
        Param::choice::<Delivery>("causal", "Causal delivery")
            .about("Whether a comment waits for those it was written after"),
        Param::choice::<Disk>("disk", "Disk").about("What becomes of it in a crash"),
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
    /// How two counts become one.
    pub enum Merge {
        PerSlotMax = "per-slot-max", "one count for each server, the larger stays (PN-counter)";
        SetOfUsers = "set-of-users", "the users who like, each with the likes seen (OR-set)";
        LastWriterWins = "last-writer-wins", "one number, the one written later stays";
        Add = "add", "one number, the arriving one is added: wrong";
    }
}

choice! {
    /// Who tells whom.
    pub enum Topology {
        Full = "full", "everybody tells everybody";
        Ring = "ring", "everybody tells the two beside it, the last the first";
        Line = "line", "everybody tells the one or two beside it";
    }
}

choice! {
    /// Whether a comment waits for those it was written after.
    pub enum Delivery {
        Causal = "on", "a comment waits until those it was written after are shown";
        AsItComes = "off", "a comment is shown as soon as it comes";
    }
}

choice! {
    /// What becomes of the disk in a crash.
    pub enum Disk {
        Kept = "kept", "the post is still there after a restart";
        Lost = "lost", "the post comes back without likes and comments";
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
        CompareBySum = "compare-by-sum", "compares clocks by their sums: concurrent looks equal";
        Overwrite = "overwrite", "takes an arriving state for its own instead of merging it";
        ReuseSlot = "reuse-slot", "a server that lost its disk goes on in its old slot";
        SharedSlot = "shared-slot", "everybody counts in the slot of the first server";
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
