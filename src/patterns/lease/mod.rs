//! Leases, on the price of a stock that one node at a time may set.
//!
//! ```text
//! Node A   asks ├──────── deadline ────────┤                    A counts from before it asks
//! L             grants ├──────────────── lease ─────────────────┤    L counts from its grant
//! Node B                                                          asks, and is granted token 34
//! Store         33 … 34: from now on 33 is rejected
//! ```
//!
//! A lease is a right with an end (Gray and Cheriton 1989). Whoever holds it needs nobody's leave
//! to write or to show its own copy; when it falls silent, waiting is enough to be rid of it. Both
//! sides measure durations, each on its own clock: offsets do not matter, rates do. It is safe if
//! and only if lease / deadline ≥ fastest rate / slowest rate. A pause between the look at the
//! lease and the write is beyond any clock: the store must compare fencing tokens (Kleppmann 2016;
//! the sequencers of Burrows 2006).
//!
//! Left out: one lease on one price; leases that are shared by readers; a limit on how many ask at
//! once. The pause is made visible by a stated time of work between look and write. Numbers of
//! requests, updates and tokens survive every crash, because they are reserved ahead of their use,
//! and the disk that this takes is not counted.
//!
//! The replicated coordinator is three coordinators that do not talk to each other: a lease needs
//! two of them, and a new one a second round that makes its token higher than any before. What it
//! leaves out is everything that state machine replication is for: there is no leader and no log,
//! the three are fixed, and the nodes do the work of asking all of them.

mod asking;
mod beats;
mod checks;
pub mod history;
pub mod inspect;
pub mod message;
mod metrics;
pub mod params;
pub mod presets;
mod pricing;
pub mod properties;
pub mod protocol;
mod registry;
pub mod rules;
pub mod state;
pub mod story;
#[cfg(test)]
mod tests;
mod trouble;
pub mod words;

use crate::lesson::inspect::Lasting;
use crate::lesson::{
    About, Arg, ArgKind, ArgSpec, Beat, Card, Check, Checking, Citation, CommandSpec, Cue, Lesson,
    Look, Metric, Milestone, Params, Preset, Run, Study, Theory, Tone, TradeOff, Values,
};
use crate::sim::{Delay, Network, NodeId, Span, World};
use message::{Command, Message, Note, Tenure};

pub use protocol::Lease;

impl Lesson for Lease {
    fn about() -> About {
        ABOUT
    }

    fn params() -> Params {
        params::params()
    }

    fn presets() -> &'static [Preset] {
        presets::ALL
    }

    fn study() -> Study {
        Study { compare: Some("coordinator"), measure: "workload=crash" }
    }

    fn checks() -> &'static [Check] {
        checks::ALL
    }

    fn begin_check(check: &Check) -> Box<dyn Checking> {
        crate::lesson::check::begin_counted::<Lease>(check)
    }

    fn new(values: &Values) -> Lease {
        Lease {
            lease: values.span("lease"),
            renew: values.span("renew"),
            deadline: values.span("deadline"),
            retry: values.span("retry"),
            nodes: values.count("nodes") as u16,
            skew_ppm: values.number("skew") as i32,
            offset_us: values.number("offset") * 1_000,
            fencing: values.choice("fencing"),
            keeping: values.choice("coordinator"),
            coordination: values.choice("coordination"),
            work: values.span("work"),
            workload: values.choice("workload"),
            latency: values.choice("latency"),
            delay: values.span("delay"),
            force: values.span("force"),
            mistake: values.choice("mistake"),
        }
    }

    fn network(&self) -> Network {
        Network {
            force: Delay::Constant(self.force),
            ..Network::calm(params::delay(self.latency, self.delay))
        }
    }

    /// Long enough for a lease to run out, or to be waited for, and to be taken over.
    fn settle(&self) -> Span {
        Span(self.lease.0 + self.renew.0 + self.delay.0 * 10)
    }

    /// Nodes talk to everybody; nobody else talks to anybody but nodes.
    fn linked(&self, a: NodeId, b: NodeId) -> bool {
        let shop = |id: NodeId| id.0 < self.nodes;
        shop(a) != shop(b)
    }

    fn script(&self) -> Vec<Cue<Self>> {
        story::script(self)
    }

    fn beats(&self) -> Vec<Beat<Self>> {
        beats::beats()
    }

    fn commands(&self) -> Vec<CommandSpec> {
        const PRICE: ArgSpec = ArgSpec { label: "price", kind: ArgKind::Number(1, 1_000_000, 95) };
        const AT: ArgSpec = ArgSpec { label: "at", kind: ArgKind::Node("node") };
        let spec = |verb, label, to, args| CommandSpec { verb, label, to, args };
        vec![
            spec("update", "Set the price", "node", &[PRICE]),
            spec("release", "Give the lease back", "node", &[]),
            spec("read", "Read the price and buy", "trader", &[AT]),
        ]
    }

    fn command(&self, verb: &str, args: &[Arg]) -> Result<Command, String> {
        match (verb, args) {
            ("update", [Arg::Number(price)]) => Ok(Command::Update(*price)),
            ("release", []) => Ok(Command::Release),
            ("read", [Arg::Node(at)]) => Ok(Command::Read(*at)),
            _ => Err(format!("“{verb}” is not understood")),
        }
    }

    fn look(message: &Message) -> Look {
        match message {
            Message::Acquire { .. }
            | Message::Renew { .. }
            | Message::Confirm { .. }
            | Message::Release { .. }
            | Message::Write { .. } => Look::Request,
            Message::Promise { .. }
            | Message::Grant { .. }
            | Message::Refuse { .. }
            | Message::Free
            | Message::Loaded { .. }
            | Message::Wrote { .. }
            | Message::Reject { .. }
            | Message::Fetched { .. }
            | Message::Price { .. } => Look::Answer,
            Message::Load { .. } | Message::Ask { .. } | Message::Fetch { .. } => Look::Question,
        }
    }

    /// A header of 20 bytes (from, to, kind, number), 8 for a price or a time, 4 for a token, 2 for
    /// a name.
    fn bytes(message: &Message) -> u64 {
        20 + match message {
            Message::Acquire { .. }
            | Message::Release { .. }
            | Message::Free
            | Message::Wrote { .. }
            | Message::Ask { .. } => 0,
            Message::Renew { .. }
            | Message::Promise { .. }
            | Message::Confirm { .. }
            | Message::Load { .. }
            | Message::Grant { until: None, .. } => 4,
            Message::Grant { until: Some(_), .. }
            | Message::Loaded { .. }
            | Message::Write { .. } => 12,
            Message::Reject { .. } | Message::Price { .. } => 8,
            Message::Refuse { .. } | Message::Fetch { .. } => 2,
            Message::Fetched { .. } => 10,
        }
    }

    /// An update is done when its node knows that it is set, a trade when it is made.
    fn milestone(&self, note: &Note) -> Option<Milestone> {
        match note {
            Note::Checked { op, .. } | Note::Asked { op, .. } => Some(Milestone::Begins(*op)),
            Note::Changed { op, .. } | Note::Updated { op, .. } | Note::Traded { op, .. } => {
                Some(Milestone::Completes(*op))
            }
            _ => None,
        }
    }

    fn flag(&self, note: &Note) -> Option<String> {
        match note {
            Note::Holds { token, tenure: Tenure::New, .. } => Some(token.to_string()),
            Note::Lost { .. } => Some("steps down".to_string()),
            Note::Rejected { token, highest, .. } => Some(format!("rejects {token} < {highest}")),
            Note::Accepted { price, .. } => Some(words::price(*price)),
            Note::NotHolder { .. } => Some("no lease".to_string()),
            Note::Traded { price, .. } => Some(words::price(*price)),
            Note::RanOut { .. } => Some("ran out".to_string()),
            _ => None,
        }
    }

    fn badge(&self, world: &World<Self>, node: NodeId) -> (String, Tone) {
        inspect::badge(self, world, node)
    }

    fn lasting(&self, world: &World<Self>, node: NodeId) -> Vec<Lasting> {
        inspect::lasting(world, node)
    }

    fn card(&self, world: &World<Self>, node: NodeId) -> Card {
        inspect::card(self, world, node)
    }

    fn metrics(&self, run: &Run<'_, Self>) -> Vec<Metric> {
        metrics::metrics(self, run)
    }

    fn theory(&self) -> Vec<Theory> {
        metrics::theory(self)
    }
}

const ABOUT: About = About {
    name: "lease",
    title: "Leases",
    scenario: "Stock trading",
    idea: "A coordinator lends one node the right to set a price, for a limited time. The node \
           renews it while it lives; when it falls silent, the right ends by itself and goes to \
           another. Each side counts on its own clock, and a token on every write keeps out who \
           has not noticed that its time is over.",
    omitted: "One lease on one price, and no leases shared by readers. The replicated coordinator \
              is a majority of three that do not talk to each other: no leader, no log. Numbers \
              survive every crash, and the disk that this takes is not counted.",
    trade_offs: &[
        TradeOff { text: "One writer, and reads from its own copy", good: true, claim: 1 },
        TradeOff { text: "Who fails is replaced by waiting", good: true, claim: 3 },
        TradeOff { text: "Clocks may show different times", good: true, claim: 6 },
        TradeOff { text: "Fencing rejects who woke too late", good: true, claim: 5 },
        TradeOff { text: "The holder steps down before another begins", good: true, claim: 11 },
        TradeOff { text: "Nobody writes while a lease runs out", good: false, claim: 3 },
        TradeOff { text: "Shorter leases cost more renewals", good: false, claim: 7 },
        TradeOff { text: "Clocks must not drift beyond the ratio", good: false, claim: 6 },
        TradeOff { text: "A lease alone does not exclude two writers", good: false, claim: 5 },
        TradeOff { text: "A single coordinator stops everybody", good: false, claim: 8 },
    ],
    sources: &[
        Citation {
            authors: "Gray, Cheriton",
            title: "Leases: an efficient fault-tolerant mechanism for distributed file cache \
                    consistency",
            year: 1989,
        },
        Citation {
            authors: "Burrows",
            title: "The Chubby lock service for loosely-coupled distributed systems",
            year: 2006,
        },
        Citation { authors: "Kleppmann", title: "How to do distributed locking", year: 2016 },
        Citation {
            authors: "The Kubernetes authors",
            title: "client-go, package leaderelection",
            year: 2016,
        },
        Citation {
            authors: "Lampson",
            title: "How to build a highly available system using consensus",
            year: 1996,
        },
    ],
};
