//! A coordinator and the nodes of a bank: who is on stage, what they know, who handles what.
//!
//! What a node knows is what its log says, read from the front; the rest is waiting. A crash
//! therefore loses exactly the tail of the log that was not durable, and who waits for whom.

use super::history::History;
use super::message::{Command, Message, Note, Timer};
use super::params::{Latency, Mistake, Variant};
use super::properties;
use super::record::{Changes, Decision, Log, Task, Tx};
use crate::sim::sorted::{SortedMap, SortedSet};
use crate::sim::{Input, Io, NodeId, Property, Protocol, Role, Routine, Span, Time};

/// The pattern with its parameters.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct TwoPhaseCommit {
    /// How a transfer is made.
    pub variant: Variant,
    /// Nodes that keep an account.
    pub participants: u16,
    /// What a transfer of the story moves.
    pub amount: i64,
    /// What every account holds at first.
    pub balance: i64,
    /// So many transfers of the story begin at once.
    pub concurrent: u32,
    /// How delays are spread.
    pub latency: Latency,
    /// The mean one-way delay.
    pub delay: Span,
    /// How long a forced write takes.
    pub force: Span,
    /// How long the coordinator waits for votes.
    pub vote_timeout: Span,
    /// How long to wait for an answer before asking again.
    pub retry: Span,
    /// A rule left out on purpose.
    pub mistake: Mistake,
}

/// The coordinator.
pub const COORDINATOR: NodeId = NodeId(0);

/// Where a transaction is at its coordinator.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Hash)]
pub enum Phase {
    /// Votes are awaited.
    Voting,
    /// Three-phase: everybody is being told to get ready.
    Readying,
    /// The decision is being forced.
    Deciding(Decision),
    /// The decision is durable and is being told.
    Telling(Decision),
    /// Three-phase: back after a crash, it asks what the participants decided.
    Asking,
    /// Without a protocol: debits are being made.
    Debiting,
    /// Without a protocol: credits are being made.
    Crediting,
}

/// A transaction at its coordinator. In memory.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Deal {
    /// What it is for.
    pub task: Task,
    /// Who takes part.
    pub changes: Changes,
    /// Where it is.
    pub phase: Phase,
    /// Who voted yes, and with which balance.
    pub yes: SortedMap<NodeId, i64>,
    /// Who voted no.
    pub no: SortedSet<NodeId>,
    /// Who has answered in this phase.
    pub answered: SortedSet<NodeId>,
    /// Why it was decided as it was.
    pub why: Why,
}

pub use super::message::Why;

/// How often a node has booted.
#[derive(Copy, Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Boot {
    /// Once.
    #[default]
    First,
    /// Again, after a crash.
    Again,
}

/// The coordinator's desk.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Desk {
    /// Whether it is back after a crash.
    pub boot: Boot,
    /// Its log.
    pub log: Log,
    /// The last number given to a transaction. Numbers are reserved in blocks ahead of their use,
    /// so a crash repeats none; that write is not counted.
    pub numbered: u32,
    /// The last number that had been given when it booted.
    pub before: u32,
    /// The transactions that are open.
    pub deals: SortedMap<Tx, Deal>,
}

/// How far a participant has gone with a transaction that it does not know the end of.
#[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Stage {
    /// PREPARED is being forced.
    Preparing,
    /// It has voted yes.
    Prepared,
    /// Three-phase: it has been told that everybody voted yes.
    Precommitted,
}

/// Whether a participant has been up since it voted.
#[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Since {
    /// It has.
    Vote,
    /// It has crashed in between.
    Recovery,
}

/// Three-phase: what a participant that took over has heard.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Tally {
    /// The stages of those that answered.
    pub heard: SortedMap<NodeId, Stage>,
    /// Who has been told to get ready and has not said so; `None` while states are awaited.
    pub readying: Option<SortedSet<NodeId>>,
}

/// A transaction that a participant is bound to: prepared and undecided.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Hold {
    /// What commit will do to the balance.
    pub change: i64,
    /// Who takes part.
    pub peers: Vec<NodeId>,
    /// How far it is.
    pub stage: Stage,
    /// Since when it has been up.
    pub since: Since,
    /// Whether it has asked, and nobody has answered.
    pub asked: bool,
    /// Peers that do not know either.
    pub uncertain: SortedSet<NodeId>,
    /// Three-phase: who it has answered to, which took over.
    pub backup: Option<NodeId>,
    /// Three-phase: what it has heard since it took over itself.
    pub tally: Option<Tally>,
}

/// A request to prepare that waits for the lock. In memory.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Waiting {
    /// What commit would do to the balance.
    pub change: i64,
    /// Who takes part.
    pub peers: Vec<NodeId>,
}

/// A node of the bank, with one account.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Bank {
    /// Whether it is back after a crash.
    pub boot: Boot,
    /// Its log.
    pub log: Log,
    /// What its account holds, by its log.
    pub balance: i64,
    /// Who has locked the account.
    pub lock: Option<Tx>,
    /// What it is bound to.
    pub held: SortedMap<Tx, Hold>,
    /// How transactions ended here, by its log.
    pub done: SortedMap<Tx, Decision>,
    /// Who waits for the lock, first come by number.
    pub queue: SortedMap<Tx, Waiting>,
    /// Peers that asked, and are answered when the record is durable.
    pub asked: SortedSet<(Tx, NodeId)>,
}

/// Somebody on stage.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Node {
    /// The coordinator.
    Desk(Desk),
    /// A node of the bank.
    Bank(Bank),
}

impl Node {
    /// Its log.
    pub fn journal(&self) -> &Log {
        match self {
            Node::Desk(desk) => &desk.log,
            Node::Bank(bank) => &bank.log,
        }
    }

    /// The bank, if it is one.
    pub fn bank(&self) -> Option<&Bank> {
        match self {
            Node::Bank(bank) => Some(bank),
            Node::Desk(_) => None,
        }
    }

    /// The coordinator's desk, if it is that.
    pub fn desk(&self) -> Option<&Desk> {
        match self {
            Node::Desk(desk) => Some(desk),
            Node::Bank(_) => None,
        }
    }
}

impl Protocol for TwoPhaseCommit {
    type Node = Node;
    type Message = Message;
    type Timer = Timer;
    type Command = Command;
    type Note = Note;
    type History = History;

    fn cast(&self) -> Vec<Role> {
        let role = |at: u16| match at {
            0 => Role { code: "C".into(), name: "Coordinator".into(), kind: "coordinator" },
            _ => Role { code: format!("N{at}"), name: format!("Node {at}"), kind: "bank" },
        };
        (0..=self.participants).map(role).collect()
    }

    fn boot(&self, me: NodeId, before: Option<&Node>) -> Node {
        match (me, before) {
            (COORDINATOR, None) => Node::Desk(Desk::default()),
            (_, None) => Node::Bank(self.recovered(Log::default())),
            (_, Some(Node::Desk(desk))) => Node::Desk(Desk {
                boot: Boot::Again,
                log: desk.log.survivor(),
                numbered: desk.numbered,
                before: desk.numbered,
                deals: SortedMap::new(),
            }),
            (_, Some(Node::Bank(bank))) => {
                let bank = self.recovered(bank.log.survivor());
                Node::Bank(Bank { boot: Boot::Again, ..bank })
            }
        }
    }

    fn step(&self, node: &mut Node, input: Input<Self>, io: &mut Io<'_, Self>) {
        match node {
            Node::Desk(desk) => self.desk(desk, input, io),
            Node::Bank(bank) => self.bank(bank, input, io),
        }
    }

    fn remember(history: &mut History, now: Time, who: NodeId, note: &Note) {
        history.record(now, who, note);
    }

    fn properties(&self) -> Vec<Property<Self>> {
        properties::all()
    }

    /// Whoever waits for somebody that may stay down asks for ever.
    fn background(&self, routine: Routine<'_, Self>) -> bool {
        match routine {
            Routine::Timer(timer) => matches!(timer, Timer::Ask(_) | Timer::Resend(_)),
            Routine::Message(message) => {
                use Message::{Abort, Ack, Ask, Commit, Move, Moved, Uncertain};
                matches!(
                    message,
                    Ask { .. }
                        | Uncertain { .. }
                        | Commit { .. }
                        | Abort { .. }
                        | Ack { .. }
                        | Move { .. }
                        | Moved { .. }
                )
            }
        }
    }
}

impl TwoPhaseCommit {
    /// The nodes of the bank.
    pub fn banks(&self) -> impl Iterator<Item = NodeId> + use<> {
        (1..=self.participants).map(NodeId)
    }

    /// Three-phase: how long a participant bears the coordinator's silence. Longer than votes may
    /// take, or a slow vote would be taken for a crash.
    pub fn patience(&self) -> Span {
        Span(self.vote_timeout.0.saturating_add(self.retry.0))
    }

    /// What a transfer or an audit changes where.
    pub fn changes(&self, command: &Command) -> (Task, Changes) {
        let mut changes = Changes::new();
        match command {
            Command::Transfer { from, to, amount } => {
                *changes.entry(*from).or_insert(0) -= amount;
                *changes.entry(*to).or_insert(0) += amount;
            }
            Command::Share { from, amount } => {
                changes.insert(*from, -amount);
                let others = self.banks().filter(|id| id != from);
                let parts = i64::from(self.participants) - 1;
                for (at, other) in (0_i64..).zip(others) {
                    let rest = i64::from(at < amount % parts);
                    changes.insert(other, amount / parts + rest);
                }
            }
            Command::Audit => {
                changes.extend(self.banks().map(|id| (id, 0)));
                return (Task::Audit, changes);
            }
        }
        (Task::Transfer, changes)
    }
}
