//! What warehouses and clerks say to each other, and what people ask of them.

use super::record::{Kind, Record};
use super::version::{Value, Vector, Version, dotted, number, signed, versions};
use crate::sim::{Dot, NodeId, OpId};
use std::fmt;

/// Which state of a warehouse is meant: how often it has booted, and how often its record changed
/// since.
#[derive(Copy, Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Revision {
    /// Boots after the first.
    pub boots: u16,
    /// Changes since.
    pub changes: u32,
}

/// A message.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Message {
    /// This is my record; it is my `revision`.
    Sync { record: Record, revision: Revision },
    /// You lacked something: this is my record after taking over yours, which was your `heard`.
    Back { record: Record, revision: Revision, heard: Revision },
    /// I have what your `revision` had.
    Have { revision: Revision },
    /// What is the stock?
    Look { op: OpId },
    /// The versions that there are, what they come to, and what was heard of.
    Stock { op: OpId, versions: Vec<Version>, value: Option<Value>, context: Vector },
    /// Book this movement on top of what I know, and replace what I had read.
    Book { op: OpId, delta: i64, base: Value, context: Option<Vector> },
    /// It is booked.
    Booked { op: OpId, dot: Dot },
}

impl Message {
    /// Bytes of vectors in it.
    pub fn vector_bytes(&self) -> u64 {
        match self {
            Message::Sync { record, .. } | Message::Back { record, .. } => record.vector_bytes(),
            Message::Stock { context, .. } => context.bytes(),
            Message::Book { context, .. } => context.as_ref().map_or(0, Vector::bytes),
            Message::Have { .. } | Message::Look { .. } | Message::Booked { .. } => 0,
        }
    }

    /// Whether warehouses synchronise by it.
    pub fn is_sync(&self) -> bool {
        matches!(self, Message::Sync { .. } | Message::Back { .. } | Message::Have { .. })
    }

    /// All bytes: a header of 24 (from, to, kind, item), 6 for a revision or an operation, 12 for
    /// a dot, 8 for a movement, and what is carried.
    pub fn bytes(&self) -> u64 {
        let carried = match self {
            Message::Sync { record, .. } => 6 + record.bytes(),
            Message::Back { record, .. } => 12 + record.bytes(),
            Message::Have { .. } | Message::Look { .. } => 6,
            Message::Stock { versions, .. } => {
                6 + self.vector_bytes() + versions.iter().map(Version::bytes).sum::<u64>()
            }
            Message::Book { base, .. } => 14 + self.vector_bytes() + base.bytes(),
            Message::Booked { .. } => 18,
        };
        24 + carried
    }
}

/// "130", "130 and 60", each with what tells how new it is: "130 at [2, 0, 0]".
pub(super) fn told(record: &Record) -> String {
    let all = record.versions();
    let one = |version: &&Version| {
        // A time says nothing that would be the same in every run; the write's name does.
        let tag = match record.kind {
            Kind::Newest(_) => dotted(version.dot),
            Kind::Vectors(_) | Kind::Dotted(_) => record.tag(version.dot),
        };
        format!("{} at {tag}", number(version.value.stock))
    };
    match all.len() {
        0 => "the opening stock".to_string(),
        1..4 => {
            let all: Vec<String> = all.iter().map(one).collect();
            all.join(" | ")
        }
        many => format!("{} under {}", versions(many), record.context()),
    }
}

impl fmt::Display for Message {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Message::Sync { record, .. } => write!(f, "RECORD {}", told(record)),
            Message::Back { record, .. } => write!(f, "MERGED {}", told(record)),
            Message::Have { .. } => f.write_str("HAVE IT"),
            Message::Look { .. } => f.write_str("LOOK"),
            Message::Stock { versions, context, .. } => {
                let stocks: Vec<String> =
                    versions.iter().map(|version| number(version.value.stock)).collect();
                match (stocks.is_empty(), context.counts.0.is_empty()) {
                    (true, _) => f.write_str("STOCK as at the opening"),
                    (_, true) => write!(f, "STOCK {}", stocks.join(" | ")),
                    (_, false) => write!(f, "STOCK {}, context {context}", stocks.join(" | ")),
                }
            }
            Message::Book { delta, context, .. } => match context {
                Some(context) => write!(f, "BOOK {}, having read {context}", signed(*delta)),
                None => write!(f, "BOOK {}, blind", signed(*delta)),
            },
            Message::Booked { dot, .. } => write!(f, "BOOKED {}", dotted(*dot)),
        }
    }
}

/// A timer.
#[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Timer {
    /// Send the record to every warehouse that is not known to have it.
    Sync,
}

impl fmt::Display for Timer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("time to sync")
    }
}

/// What people ask for.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Command {
    /// Of a warehouse: so many pieces have come in.
    Receive(i64),
    /// Of a warehouse: so many pieces go out.
    Ship(i64),
    /// Of a warehouse: say what the record says.
    Read,
    /// Of a warehouse: send the record to all others now.
    Sync,
    /// Of a warehouse: of the versions in conflict keep this one, counted from 1.
    Pick(u16),
    /// Of a warehouse: make one version of all movements of the versions in conflict.
    Merge,
    /// Of a warehouse: the shelves have been counted, and this is the stock.
    Count(i64),
    /// Of a clerk: look at the record of this warehouse, and remember what was read.
    Look(NodeId),
    /// Of a clerk: book this movement, above or below 0, through this warehouse.
    Book(NodeId, i64),
    /// Of a clerk: forget what was read.
    Forget,
}

impl fmt::Display for Command {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let at = super::version::warehouse;
        match self {
            Command::Receive(pieces) => write!(f, "receive {pieces}"),
            Command::Ship(pieces) => write!(f, "ship {pieces}"),
            Command::Read => f.write_str("read the record"),
            Command::Sync => f.write_str("sync now"),
            Command::Pick(number) => write!(f, "keep version {number} of those in conflict"),
            Command::Merge => f.write_str("merge the versions in conflict"),
            Command::Count(stock) => write!(f, "the shelves have been counted: {stock}"),
            Command::Look(id) => write!(f, "look at the record of {}", at(*id)),
            Command::Book(id, delta) if *delta < 0 => {
                write!(f, "ship {} through {}", delta.unsigned_abs(), at(*id))
            }
            Command::Book(id, delta) => write!(f, "receive {delta} through {}", at(*id)),
            Command::Forget => f.write_str("forget what was read"),
        }
    }
}
