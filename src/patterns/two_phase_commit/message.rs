//! What coordinator and participants say to each other, ask of themselves, and announce.

use super::record::{Changes, Decision, Task, Tx, account, money, node, signed};
use crate::sim::{NodeId, Span};
use std::fmt;

/// A message.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Message {
    /// Can you make this change to your account? These take part.
    Prepare { tx: Tx, change: i64, peers: Vec<NodeId> },
    /// I can, and will if told to. My balance is this.
    Yes { tx: Tx, balance: i64 },
    /// I cannot, and have aborted.
    No { tx: Tx },
    /// It is decided: commit.
    Commit { tx: Tx },
    /// It is decided: abort.
    Abort { tx: Tx },
    /// This decision is in my log.
    Ack { tx: Tx, decision: Decision },
    /// What became of it?
    Ask { tx: Tx },
    /// I am prepared too, and do not know either.
    Uncertain { tx: Tx },
    /// Three-phase: everybody has voted yes; get ready to commit.
    Precommit { tx: Tx },
    /// Three-phase: that is in my log.
    Ready { tx: Tx },
    /// Without a protocol: make this change to your account.
    Move { tx: Tx, change: i64 },
    /// Without a protocol: made. My balance is this.
    Moved { tx: Tx, balance: i64 },
    /// Without a protocol: there is not enough money.
    Refused { tx: Tx },
}

impl Message {
    /// The message that tells `decision`.
    pub fn of(decision: Decision, tx: Tx) -> Message {
        match decision {
            Decision::Commit => Message::Commit { tx },
            Decision::Abort => Message::Abort { tx },
        }
    }
}

impl fmt::Display for Message {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Message::Prepare { tx, change, .. } => write!(f, "PREPARE {tx} {}", signed(*change)),
            Message::Yes { tx, .. } => write!(f, "YES {tx}"),
            Message::No { tx } => write!(f, "NO {tx}"),
            Message::Commit { tx } => write!(f, "COMMIT {tx}"),
            Message::Abort { tx } => write!(f, "ABORT {tx}"),
            Message::Ack { tx, decision } => write!(f, "ACK {decision} {tx}"),
            Message::Ask { tx } => write!(f, "DECISION {tx}?"),
            Message::Uncertain { tx } => write!(f, "UNCERTAIN {tx}"),
            Message::Precommit { tx } => write!(f, "PRECOMMIT {tx}"),
            Message::Ready { tx } => write!(f, "READY {tx}"),
            Message::Move { tx, change } if *change < 0 => {
                write!(f, "DEBIT {tx} {}", money(-change))
            }
            Message::Move { tx, change } => write!(f, "CREDIT {tx} {}", money(*change)),
            Message::Moved { tx, .. } => write!(f, "DONE {tx}"),
            Message::Refused { tx } => write!(f, "REFUSED {tx}"),
        }
    }
}

/// A timer.
#[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Timer {
    /// Coordinator: votes have been waited for long enough.
    Deadline(Tx),
    /// Coordinator: whoever has not answered is told again.
    Resend(Tx),
    /// In doubt: ask what became of it.
    Ask(Tx),
    /// Three-phase: the coordinator has been silent for too long.
    Silence(Tx),
    /// Three-phase: answers have been waited for long enough.
    Tally(Tx),
}

impl fmt::Display for Timer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Timer::Deadline(tx) => write!(f, "the time for votes on {tx} is up"),
            Timer::Resend(tx) => write!(f, "not everybody has answered about {tx}"),
            Timer::Ask(tx) => write!(f, "still no word about {tx}"),
            Timer::Silence(tx) => write!(f, "the coordinator is silent about {tx}"),
            Timer::Tally(tx) => write!(f, "the time for answers about {tx} is up"),
        }
    }
}

/// What a customer asks of the coordinator.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Command {
    /// Move so much from one account to another.
    Transfer { from: NodeId, to: NodeId, amount: i64 },
    /// Move so much from one account to all others, in equal parts.
    Share { from: NodeId, amount: i64 },
    /// Add up all balances.
    Audit,
}

impl fmt::Display for Command {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Command::Transfer { from, to, amount } => {
                let (from, to) = (account(*from), account(*to));
                write!(f, "transfer {} from {from} to {to}", money(*amount))
            }
            Command::Share { from, amount } => {
                write!(f, "share {} of {} among the others", money(*amount), account(*from))
            }
            Command::Audit => f.write_str("add up all balances"),
        }
    }
}

/// A vote.
#[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Vote {
    /// It can commit.
    Yes,
    /// It cannot.
    No,
}

/// Why something was decided.
#[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Why {
    /// Everybody voted yes.
    AllYes,
    /// This one voted no.
    Refused(NodeId),
    /// So many of so many votes came in so long.
    TimedOut { had: u16, of: u16, waited: Span },
    /// The log has no decision after a crash.
    Recovered,
    /// The log has this decision after a crash.
    Logged,
    /// This one said so.
    Told(NodeId),
    /// It voted no, or had not voted when it was asked.
    OwnWill,
    /// Three-phase: the answers of those that answered.
    Terminated,
    /// A mistake: its patience ended.
    Impatience,
}

/// An announcement.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Note {
    /// A transaction begins.
    Begun { tx: Tx, task: Task, changes: Changes },
    /// A participant waits for the account's lock.
    Queued { tx: Tx, behind: Tx },
    /// A participant writes PREPARED and, unless that rule is left out, locks the account.
    Preparing { tx: Tx, locks: bool },
    /// A participant votes.
    Voted { tx: Tx, vote: Vote },
    /// The coordinator has decided, and it is durable if it must be.
    Verdict { tx: Tx, decision: Decision, why: Why },
    /// A participant carries out a decision, and has this balance.
    Applied { tx: Tx, decision: Decision, why: Why, balance: i64 },
    /// A participant that is in doubt asks.
    InDoubt { tx: Tx, peers: bool },
    /// Asked to move money from an account to itself.
    Pointless { bank: NodeId },
    /// Nobody that can be asked knows.
    Blocked { tx: Tx },
    /// Three-phase: ready to commit.
    Precommitted { tx: Tx },
    /// Three-phase: a participant takes over from the coordinator.
    TakesOver { tx: Tx },
    /// Everybody has acknowledged.
    Ended { tx: Tx, decision: Decision },
    /// Back after a crash; so many transactions are open in the log.
    Recovered { open: u32 },
    /// Without a protocol: a debit or credit is done.
    Moved { tx: Tx, change: i64, balance: i64 },
    /// Without a protocol: the debit was refused.
    Denied { tx: Tx },
    /// What the balances add up to.
    Audited { tx: Tx, sum: i64 },
}

impl fmt::Display for Why {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Why::AllYes => f.write_str("everybody voted yes"),
            Why::Refused(who) => write!(f, "{} voted no", node(*who)),
            Why::TimedOut { had, of, .. } => write!(f, "only {had} of {of} votes came in time"),
            Why::Recovered => f.write_str("the log has no decision"),
            Why::Logged => f.write_str("the log says so"),
            Why::Told(who) => write!(f, "{} says so", node(*who)),
            Why::OwnWill => f.write_str("it does not prepare, so it may decide alone"),
            Why::Terminated => f.write_str("that follows from the states of those that answered"),
            Why::Impatience => f.write_str("it will not wait any longer"),
        }
    }
}

impl fmt::Display for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Note::Begun { tx, task, changes } => {
                let what = match task {
                    Task::Transfer => "changes",
                    Task::Audit => "reads",
                };
                let accounts: Vec<String> = changes
                    .iter()
                    .map(|(who, change)| match task {
                        Task::Transfer => format!("{} by {}", account(*who), signed(*change)),
                        Task::Audit => account(*who).to_string(),
                    })
                    .collect();
                write!(f, "{tx} {what} {}.", accounts.join(", "))
            }
            Note::Queued { tx, behind } => {
                write!(f, "The account is locked by {behind}: {tx} waits.")
            }
            Note::Preparing { tx, locks: true } => {
                write!(f, "It locks the account and forces PREPARED {tx} to its log.")
            }
            Note::Preparing { tx, locks: false } => {
                write!(f, "It forces PREPARED {tx} to its log, and locks nothing.")
            }
            Note::Voted { tx, vote: Vote::Yes } => write!(f, "It votes yes on {tx}."),
            Note::Voted { tx, vote: Vote::No } => write!(f, "It votes no on {tx}."),
            Note::Verdict { tx, decision: Decision::Commit, why } => {
                write!(f, "{tx} is committed: {why}.")
            }
            Note::Verdict { tx, decision: Decision::Abort, why } => {
                write!(f, "{tx} is aborted: {why}.")
            }
            Note::Applied { tx, decision, why, balance } => {
                let does = match decision {
                    Decision::Commit => "commits",
                    Decision::Abort => "aborts",
                };
                write!(f, "It {does} {tx}: {why}. Its balance is {}.", money(*balance))
            }
            Note::InDoubt { tx, peers: false } => {
                write!(f, "It is in doubt about {tx} and asks the coordinator.")
            }
            Note::InDoubt { tx, peers: true } => {
                write!(f, "It is in doubt about {tx} and asks everybody.")
            }
            Note::Pointless { bank } => {
                write!(f, "It refuses: both accounts are {}, nothing would move.", account(*bank))
            }
            Note::Blocked { tx } => {
                write!(f, "All its peers are in doubt about {tx}, too: it stays blocked.")
            }
            Note::Precommitted { tx } => write!(f, "It is ready to commit {tx}."),
            Note::TakesOver { tx } => {
                write!(f, "It takes over {tx} and asks the others for their states.")
            }
            Note::Ended { tx, .. } => write!(f, "Everybody has acknowledged {tx}: it is over."),
            Note::Recovered { open: 0 } => f.write_str("It finds nothing open."),
            Note::Recovered { open: 1 } => f.write_str("It finds one open transaction."),
            Note::Recovered { open } => write!(f, "It finds {open} open transactions."),
            Note::Moved { tx, change, balance } => {
                write!(f, "{tx} changes the account by {} to {}.", signed(*change), money(*balance))
            }
            Note::Denied { tx } => write!(f, "{tx} is refused: there is not enough money."),
            Note::Audited { sum, .. } => write!(f, "The balances add up to {}.", money(*sum)),
        }
    }
}
