//! Two-phase commit, on transfers between accounts that different nodes keep.
//!
//! ```text
//!             C ──PREPARE──▶ N1 N2     each validates, locks, forces PREPARED …
//!             C ◀────YES──── N1 N2     … and may from now on not decide alone
//!  COMMIT ═▶ log                       the commit point: forced before anybody is told
//!             C ──COMMIT───▶ N1 N2     each forces COMMIT and unlocks
//!             C ◀────ACK──── N1 N2     END: nobody will ask again
//! ```
//!
//! All commit or none does (Gray 1978; Lampson and Sturgis 1979). The price is the window between
//! the vote and the decision: whoever is in it when the coordinator crashes is blocked, with its
//! account locked. Presumed abort saves messages and forced writes (Mohan, Lindsay and Obermarck
//! 1986); asking peers unblocks some (Bernstein, Hadzilacos and Goodman 1987); three-phase commit
//! never blocks, and pays with disagreement when a partition looks like a crash (Skeen 1981).
//!
//! Left out: one account a node, locked as a whole; no read-only optimisation, so an audit is a
//! transaction that changes nothing; logs that grow for ever; a coordinator that is replicated
//! (Gray and Lamport 2006) instead of waited for. A deadlock ends by the vote timeout.

mod bank;
mod beats;
mod checks;
mod desk;
mod direct;
mod doubt;
mod grounds;
pub mod history;
pub mod inspect;
pub mod message;
mod metrics;
mod missing;
pub mod params;
pub mod presets;
pub mod properties;
pub mod protocol;
pub mod record;
pub mod story;
#[cfg(test)]
mod tests;
mod trouble;

use crate::lesson::inspect::Lasting;
use crate::lesson::{
    About, Arg, ArgKind, ArgSpec, Beat, Card, Check, Citation, CommandSpec, Cue, Lesson, Look,
    Metric, Milestone, Moment, Params, Preset, Run, Study, Tone, TradeOff, Values,
};
use crate::sim::{Delay, Network, NodeId, OpId, Span, World};
use message::{Command, Message, Note, Vote};
use params::Variant;
use protocol::COORDINATOR;
use record::{Decision, Tx};

pub use protocol::TwoPhaseCommit;

impl Lesson for TwoPhaseCommit {
    fn about() -> About {
        ABOUT
    }

    fn params() -> Params {
        params::params()
    }

    fn presets() -> &'static [Preset] {
        presets::ALL
    }

    fn checks() -> &'static [Check] {
        checks::ALL
    }

    fn study() -> Study {
        Study { compare: Some("protocol"), measure: "latency=exponential&concurrent=2" }
    }

    fn new(values: &Values) -> TwoPhaseCommit {
        TwoPhaseCommit {
            variant: values.choice("protocol"),
            participants: values.count("participants") as u16,
            amount: values.number("amount"),
            balance: values.number("balance"),
            concurrent: values.count("concurrent"),
            latency: values.choice("latency"),
            delay: values.span("delay"),
            force: values.span("force"),
            vote_timeout: values.span("vote_timeout"),
            retry: values.span("retry"),
            mistake: values.choice("mistake"),
        }
    }

    fn network(&self) -> Network {
        Network {
            force: Delay::Constant(self.force),
            ..Network::calm(params::delay(self.latency, self.delay))
        }
    }

    /// Long enough to ask several times for a decision that was lost.
    fn settle(&self) -> Span {
        Span(self.vote_timeout.0 + self.retry.0 * 10)
    }

    fn script(&self) -> Vec<Cue<Self>> {
        story::script(self)
    }

    fn beats(&self) -> Vec<Beat<Self>> {
        story::beats(self)
    }

    fn commands(&self) -> Vec<CommandSpec> {
        const FROM: ArgSpec = ArgSpec { label: "from", kind: ArgKind::Node("bank") };
        const TO: ArgSpec = ArgSpec { label: "to", kind: ArgKind::Node("bank") };
        const AMOUNT: ArgSpec =
            ArgSpec { label: "amount", kind: ArgKind::Number(1, 1_000_000, 1_000) };
        let spec = |verb, label, args| CommandSpec { verb, label, to: "coordinator", args };
        vec![
            spec("transfer", "Transfer", &[FROM, TO, AMOUNT]),
            spec("share", "Share among all others", &[FROM, AMOUNT]),
            spec("audit", "Add up all balances", &[]),
        ]
    }

    fn command(&self, verb: &str, args: &[Arg]) -> Result<Command, String> {
        match (verb, args) {
            ("transfer", [Arg::Node(from), Arg::Node(to), Arg::Number(amount)]) => {
                Ok(Command::Transfer { from: *from, to: *to, amount: *amount })
            }
            ("share", [Arg::Node(from), Arg::Number(amount)]) => {
                Ok(Command::Share { from: *from, amount: *amount })
            }
            ("audit", []) => Ok(Command::Audit),
            _ => Err(format!("“{verb}” is not understood")),
        }
    }

    fn look(message: &Message) -> Look {
        match message {
            Message::Prepare { .. }
            | Message::Commit { .. }
            | Message::Abort { .. }
            | Message::Precommit { .. }
            | Message::Move { .. } => Look::Request,
            Message::Yes { .. }
            | Message::No { .. }
            | Message::Ack { .. }
            | Message::Uncertain { .. }
            | Message::Ready { .. }
            | Message::Moved { .. }
            | Message::Refused { .. } => Look::Answer,
            Message::Ask { .. } => Look::Question,
        }
    }

    /// A header of 24 bytes (from, to, kind, transaction), 8 for an amount, 2 for a name.
    fn bytes(message: &Message) -> u64 {
        24 + match message {
            Message::Prepare { peers, .. } => 8 + 2 * peers.len() as u64,
            Message::Yes { .. } | Message::Move { .. } | Message::Moved { .. } => 8,
            _ => 0,
        }
    }

    fn tell(&self, moment: &Moment<'_, Self>) -> Option<String> {
        story::tell(moment)
    }

    /// A transfer is done, one way or the other, when its coordinator may forget it.
    fn milestone(&self, note: &Note) -> Option<Milestone> {
        let op = |tx: &Tx| OpId { at: COORDINATOR, number: tx.0 };
        let presumes = self.variant == Variant::PresumedAbort;
        match note {
            Note::Begun { tx, .. } => Some(Milestone::Begins(op(tx))),
            Note::Verdict { tx, decision: Decision::Abort, .. } if presumes => {
                Some(Milestone::Completes(op(tx)))
            }
            Note::Ended { tx, .. } | Note::Denied { tx } => Some(Milestone::Completes(op(tx))),
            _ => None,
        }
    }

    fn flag(&self, note: &Note) -> Option<String> {
        match note {
            Note::Verdict { tx, decision, .. } => Some(format!("{decision} {tx}")),
            Note::Voted { vote: Vote::No, .. } => Some("no".to_string()),
            Note::Blocked { .. } => Some("blocked".to_string()),
            Note::TakesOver { .. } => Some("takes over".to_string()),
            Note::Audited { sum, .. } => Some(record::money(*sum)),
            _ => None,
        }
    }

    fn badge(&self, world: &World<Self>, node: NodeId) -> (String, Tone) {
        inspect::badge(self, world, node)
    }

    fn lasting(&self, world: &World<Self>, node: NodeId) -> Vec<Lasting> {
        inspect::lasting(self, world, node)
    }

    fn card(&self, world: &World<Self>, node: NodeId) -> Card {
        inspect::card(self, world, node)
    }

    fn metrics(&self, run: &Run<'_, Self>) -> Vec<Metric> {
        metrics::metrics(self, run)
    }
}

const ABOUT: About = About {
    name: "two-phase-commit",
    title: "Two-phase commit",
    scenario: "Bank transfers",
    idea: "A transfer changes accounts on several nodes. First every node promises, durably, that \
           it can make its change; then the coordinator decides, durably, and all do as it says. \
           So all change or none does, whatever crashes in between.",
    omitted: "One account a node, locked as a whole. An audit is an ordinary transaction that \
              changes nothing. Logs grow for ever. A deadlock ends by the vote timeout. Under \
              presumed abort a no is forced, too, where Mohan, Lindsay and Obermarck force none: \
              here the network may repeat a request after a crash.",
    trade_offs: &[
        TradeOff { text: "All nodes change or none does", good: true, claim: 1 },
        TradeOff { text: "A no from anybody stops it everywhere", good: true, claim: 2 },
        TradeOff { text: "Nothing is lost between debit and credit", good: true, claim: 3 },
        TradeOff { text: "A crash at any moment: the logs decide", good: true, claim: 6 },
        TradeOff { text: "Locks keep transfers apart", good: true, claim: 8 },
        TradeOff { text: "Blocked while the coordinator is down", good: false, claim: 5 },
        TradeOff { text: "Asking peers helps only if one knows", good: false, claim: 9 },
        TradeOff { text: "Not blocking means disagreeing when split", good: false, claim: 10 },
        TradeOff { text: "Two round trips and forced writes everywhere", good: false, claim: 11 },
        TradeOff { text: "Others queue behind locks in doubt", good: false, claim: 12 },
    ],
    sources: &[
        Citation { authors: "Gray", title: "Notes on data base operating systems", year: 1978 },
        Citation {
            authors: "Lampson, Sturgis",
            title: "Crash recovery in a distributed data storage system",
            year: 1979,
        },
        Citation { authors: "Skeen", title: "Nonblocking commit protocols", year: 1981 },
        Citation {
            authors: "Mohan, Lindsay, Obermarck",
            title: "Transaction management in the R* distributed database management system",
            year: 1986,
        },
        Citation {
            authors: "Bernstein, Hadzilacos, Goodman",
            title: "Concurrency control and recovery in database systems",
            year: 1987,
        },
        Citation { authors: "Gray, Lamport", title: "Consensus on transaction commit", year: 2006 },
    ],
};
