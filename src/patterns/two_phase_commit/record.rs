//! Log records, and an honest log: what has been forced is durable, its tail is in memory.
//!
//! ```text
//!   BEGIN T1   COMMIT T1 │ END T1        a crash loses everything right of the bar;
//!   └── durable ─────────┘└ in memory    a forced write moves the bar behind itself
//! ```

use crate::sim::sorted::SortedMap;
use crate::sim::{Io, NodeId, Protocol};
use std::fmt;

/// The number of a transaction.
#[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Tx(pub u32);

impl fmt::Display for Tx {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "T{}", self.0)
    }
}

/// Who takes part in a transaction, and by how many dollars the balance of each changes.
pub type Changes = SortedMap<NodeId, i64>;

/// What a transaction is for.
#[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Task {
    /// It moves money.
    Transfer,
    /// It changes nothing and adds up the balances that come with the votes.
    Audit,
}

/// How a transaction ends.
#[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Decision {
    /// Everywhere.
    Commit,
    /// Nowhere.
    Abort,
}

impl fmt::Display for Decision {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Decision::Commit => "COMMIT",
            Decision::Abort => "ABORT",
        })
    }
}

/// `$1,000`.
pub fn money(dollars: i64) -> String {
    let digits = dollars.unsigned_abs().to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    let sign = if dollars < 0 { "−" } else { "" };
    format!("{sign}${text}")
}

/// `+$1,000`, `−$1,000`.
pub fn signed(dollars: i64) -> String {
    let sign = if dollars < 0 { "" } else { "+" };
    format!("{sign}{}", money(dollars))
}

/// "Node 1".
pub fn node(id: NodeId) -> String {
    match id.0 {
        0 => "the coordinator".to_string(),
        at => format!("Node {at}"),
    }
}

/// The account that a participant keeps: Node 1 keeps A.
pub fn account(id: NodeId) -> char {
    char::from(b'A' + (id.0.saturating_sub(1) % 26) as u8)
}

/// An entry of a log.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Record {
    /// Coordinator: votes are being collected.
    Begin { tx: Tx, task: Task, changes: Changes },
    /// Participant: it will commit or abort, as it is told.
    Prepared { tx: Tx, change: i64, peers: Vec<NodeId> },
    /// Participant: it will not prepare; it aborts on its own.
    Refused { tx: Tx },
    /// Three-phase: everybody has voted yes, and everybody is told so before anybody commits.
    Precommit { tx: Tx },
    /// Committed. At the coordinator: the commit point.
    Commit { tx: Tx },
    /// Aborted.
    Abort { tx: Tx },
    /// Coordinator: everybody has acknowledged; nothing is left to do.
    End { tx: Tx },
    /// Without a protocol: a debit or a credit is done.
    Moved { tx: Tx, change: i64 },
}

impl Record {
    /// The transaction it is about.
    pub fn tx(&self) -> Tx {
        match self {
            Record::Begin { tx, .. }
            | Record::Prepared { tx, .. }
            | Record::Refused { tx }
            | Record::Precommit { tx }
            | Record::Commit { tx }
            | Record::Abort { tx }
            | Record::End { tx }
            | Record::Moved { tx, .. } => *tx,
        }
    }

    /// The decision that it records, if any.
    pub fn decision(&self) -> Option<Decision> {
        match self {
            Record::Commit { .. } | Record::Moved { .. } => Some(Decision::Commit),
            Record::Abort { .. } | Record::Refused { .. } => Some(Decision::Abort),
            _ => None,
        }
    }
}

impl fmt::Display for Record {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let word = match self {
            Record::Begin { .. } => "BEGIN",
            Record::Prepared { .. } => "PREPARED",
            Record::Refused { .. } => "REFUSED",
            Record::Precommit { .. } => "PRECOMMIT",
            Record::Commit { .. } => "COMMIT",
            Record::Abort { .. } => "ABORT",
            Record::End { .. } => "END",
            Record::Moved { change, .. } if *change < 0 => "DEBIT",
            Record::Moved { .. } => "CREDIT",
        };
        write!(f, "{word} {}", self.tx())
    }
}

/// How a record is written.
#[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Writing {
    /// Somebody waits until it is durable.
    Forced,
    /// Nobody waits; it becomes durable with the next forced write.
    Lazy,
}

/// A record in a log.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Line {
    /// What it says.
    pub record: Record,
    /// How it was written.
    pub writing: Writing,
}

/// A log: a durable part, and a tail in memory.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Log {
    lines: Vec<Line>,
    durable: u32,
}

impl Log {
    /// Appends `record`; a crash may lose it until a later forced write.
    pub fn write(&mut self, record: Record) {
        self.lines.push(Line { record, writing: Writing::Lazy });
    }

    /// Appends `record` and forces it, with everything before it. The write is named by the
    /// length of the log, so no two have one name.
    pub fn force<P: Protocol>(&mut self, record: Record, io: &mut Io<'_, P>) {
        self.lines.push(Line { record, writing: Writing::Forced });
        io.force(self.lines.len() as u64);
    }

    /// The write called `token` is durable, and with it all before it. What was waited for.
    pub fn forced(&mut self, token: u64) -> Vec<Record> {
        let upto = u32::try_from(token).expect("a log of fewer than 2^32 records");
        let fresh = self.durable.min(upto) as usize..upto as usize;
        self.durable = self.durable.max(upto);
        let waited = self.lines[fresh].iter().filter(|line| line.writing == Writing::Forced);
        waited.map(|line| line.record.clone()).collect()
    }

    /// What a crash leaves.
    pub fn survivor(&self) -> Log {
        Log { lines: self.lines[..self.durable as usize].to_vec(), durable: self.durable }
    }

    /// Every record with its place, from 1, and whether it is durable.
    pub fn lines(&self) -> impl DoubleEndedIterator<Item = (u32, &Line, bool)> + ExactSizeIterator {
        let numbered = self.lines.iter().enumerate();
        numbered.map(|(at, line)| (at as u32 + 1, line, (at as u32) < self.durable))
    }

    /// Every record.
    pub fn records(&self) -> impl Iterator<Item = &Record> {
        self.lines.iter().map(|line| &line.record)
    }

    /// The durable records.
    pub fn durable(&self) -> impl Iterator<Item = &Record> {
        self.lines[..self.durable as usize].iter().map(|line| &line.record)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn money_is_written_with_commas() {
        for (dollars, text) in
            [(0, "$0"), (999, "$999"), (1_000, "$1,000"), (-1_234_567, "−$1,234,567")]
        {
            assert_eq!(money(dollars), text);
        }
        assert_eq!((signed(5), signed(-5)), ("+$5".to_string(), "−$5".to_string()));
    }
}
