//! What nodes, coordinators, store and traders say to each other, ask and announce.

use super::words::{node, price};
use crate::sim::{LocalTime, NodeId, OpId, Span};
use std::fmt;

/// A message.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Message {
    /// May I have the lease?
    Acquire { request: u32 },
    /// May I keep it? This is my token.
    Renew { request: u32, token: u32 },
    /// Replicated: I keep it for you. This is the highest token that I know.
    Promise { request: u32, highest: u32 },
    /// Replicated: a majority keeps it for me, and this is my token.
    Confirm { request: u32, token: u32 },
    /// You have it. Only a mistake looks at when my clock will show its end.
    Grant { request: u32, token: u32, until: Option<LocalTime> },
    /// You do not get it.
    Refuse { request: u32, why: Why },
    /// I do not need it, nor what I asked for up to this request.
    Release { request: u32 },
    /// The lease is free: whoever was refused may ask again.
    Free,
    /// What is the price? From now on refuse lower tokens than mine.
    Load { token: u32 },
    /// This.
    Loaded { token: u32, price: i64 },
    /// Set the price.
    Write { number: u32, token: u32, price: i64 },
    /// It is set.
    Wrote { number: u32 },
    /// It is not: there has been a higher token.
    Reject { number: u32, token: u32, highest: u32 },
    /// A trader: what is the price?
    Ask { number: u32 },
    /// A node for a trader: what is the price?
    Fetch { trader: NodeId, number: u32 },
    /// The store to a node for a trader: this.
    Fetched { trader: NodeId, number: u32, price: i64 },
    /// To a trader: this.
    Price { number: u32, price: i64 },
}

impl fmt::Display for Message {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Message::Acquire { request } => write!(f, "ACQUIRE #{request}"),
            Message::Renew { request, token } => write!(f, "RENEW {token} #{request}"),
            Message::Promise { request, highest } => write!(f, "PROMISE {highest} #{request}"),
            Message::Confirm { request, token } => write!(f, "CONFIRM {token} #{request}"),
            Message::Grant { request, token, until: None } => {
                write!(f, "GRANT {token} #{request}")
            }
            Message::Grant { request, token, until: Some(until) } => {
                write!(f, "GRANT {token} #{request} until {until}")
            }
            Message::Refuse { request, .. } => write!(f, "REFUSE #{request}"),
            Message::Release { request } => write!(f, "RELEASE #{request}"),
            Message::Free => f.write_str("FREE"),
            Message::Load { token } => write!(f, "LOAD {token}"),
            Message::Loaded { price: p, .. } => write!(f, "LOADED {}", price(*p)),
            Message::Write { token: 0, price: p, .. } => write!(f, "WRITE {}", price(*p)),
            Message::Write { token, price: p, .. } => write!(f, "WRITE {} {token}", price(*p)),
            Message::Wrote { .. } => f.write_str("WROTE"),
            Message::Reject { token, highest, .. } => write!(f, "REJECT {token} < {highest}"),
            Message::Ask { .. } => f.write_str("PRICE?"),
            Message::Fetch { .. } => f.write_str("FETCH"),
            Message::Fetched { price: p, .. } => write!(f, "FETCHED {}", price(*p)),
            Message::Price { price: p, .. } => write!(f, "{}", price(*p)),
        }
    }
}

/// A timer.
#[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Timer {
    /// A node: time for the next request.
    Ask,
    /// A node: its lease is over as it counts.
    Deadline,
    /// A node: the work for this update is done, and it may be written.
    Work(u32),
    /// Whoever asked for something: no answer yet.
    Patience(u32),
    /// A node, when failures are measured: it is about to fail.
    Fail,
    /// A coordinator: the lease is over as it counts.
    Expiry,
    /// A coordinator: whatever was granted before its crash is over.
    Waited,
}

impl fmt::Display for Timer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Timer::Ask => f.write_str("time to ask the coordinator"),
            Timer::Deadline => f.write_str("its own count of the lease is over"),
            Timer::Work(number) => write!(f, "the work for update {number} is done"),
            Timer::Patience(number) => write!(f, "no answer to {number} yet"),
            Timer::Fail => f.write_str("something in it breaks"),
            Timer::Expiry => f.write_str("its count of the lease is over"),
            Timer::Waited => f.write_str("it has waited for a whole lease"),
        }
    }
}

/// What a person asks for.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Command {
    /// Of a node: set the price.
    Update(i64),
    /// Of a node: give the lease back.
    Release,
    /// Of a trader: read the price at this node, and trade.
    Read(NodeId),
}

/// So much a trader buys at a time.
pub const SHARES: i64 = 100;

/// Why a coordinator refuses.
#[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Why {
    /// This one has the lease.
    Held(NodeId),
    /// The lease has run out, or another token has been given since.
    Over,
    /// It does not know what it granted before its crash, and waits.
    Waiting,
}

/// Why a node no longer holds.
#[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Loss {
    /// Its own count is over.
    Expired,
    /// It was told that it is over.
    Refused,
    /// It gave the lease back.
    Released,
    /// The store has seen a higher token.
    Fenced,
}

/// Whether a holder held before.
#[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Tenure {
    /// A new lease with a new token.
    New,
    /// The same lease, for longer.
    Renewed,
}

/// An announcement.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Note {
    /// A node holds the lease, for so much longer on its own clock.
    Holds { token: u32, tenure: Tenure, left: Span },
    /// An answer came when its window was over already.
    TooLate { request: u32 },
    /// A node no longer holds.
    Lost { token: u32, why: Loss },
    /// A node was refused by so many that it cannot get what it asked for.
    Denied { why: Why },
    /// A node sends a renewal.
    Renewing { token: u32 },
    /// A coordinator grants the lease.
    Granted { to: NodeId, token: u32 },
    /// A coordinator keeps the lease for a node, for longer.
    Extended { to: NodeId, token: u32 },
    /// Replicated: a coordinator keeps the lease for a node, which has no token yet.
    Promised { to: NodeId },
    /// A coordinator refuses.
    Refused { to: NodeId, why: Why },
    /// The lease of a node has run out at a coordinator.
    RanOut { of: NodeId },
    /// A coordinator has the lease back.
    Freed { by: NodeId },
    /// A coordinator is back after a crash, and what it knows.
    Back { holder: Option<NodeId>, waits: Option<Span> },
    /// A node looks at its lease and begins to work.
    Checked { op: OpId, price: i64, token: u32 },
    /// A node refuses to set the price: it does not hold the lease.
    NotHolder { op: OpId, price: i64 },
    /// A node sends a write without looking at its lease again.
    Writing { op: OpId, price: i64, token: u32 },
    /// Without leases: a node sets its own copy.
    Changed { op: OpId, price: i64 },
    /// The store has set the price.
    Accepted { op: OpId, price: i64, token: u32 },
    /// The store rejects a write.
    Rejected { op: OpId, price: i64, token: u32, highest: u32 },
    /// The store knows that there is a holder with this token.
    Fenced { token: u32 },
    /// A node knows that its write was accepted.
    Updated { op: OpId, price: i64 },
    /// A node knows that its write was rejected.
    Failed { op: OpId, price: i64 },
    /// A node does not know what became of its write.
    Unknown { op: OpId, price: i64 },
    /// A node that was asked shows its copy.
    Shown { price: i64 },
    /// A trader asks.
    Asked { op: OpId, at: NodeId },
    /// A trader trades.
    Traded { op: OpId, at: NodeId, price: i64 },
    /// A trader gets no answer.
    Unanswered { op: OpId },
    /// A node is about to fail.
    Fails,
}

impl fmt::Display for Command {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Command::Update(to) => write!(f, "set the price to {}", price(*to)),
            Command::Release => f.write_str("give the lease back"),
            Command::Read(at) => write!(f, "read the price at {} and buy {SHARES}", node(*at)),
        }
    }
}
