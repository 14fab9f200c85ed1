//! A version of the record: the stock, the movements it is made of, and who wrote it.
//!
//! Every write is named by a dot: `A.2` is the second that Node A coordinated. The movement
//! that a write books has the same name, so that two versions that hold it hold it once.

use crate::sim::vector::{row, short_row};
use crate::sim::{Dot, Listed, NodeId, SortedMap, VectorClock};
use std::fmt;

/// What the stock of the item is, and what made it so.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Value {
    /// How many pieces there are.
    pub stock: i64,
    /// What came in (above 0) and went out (below), by the write that booked it.
    pub movements: SortedMap<Dot, i64>,
}

/// Who wrote a version.
#[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Writer {
    /// The warehouse itself.
    Warehouse(NodeId),
    /// A clerk, by number from 1, through a warehouse.
    Clerk(u16),
}

/// A version of the record.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Version {
    /// Which write it is: the warehouse that coordinated it, and its how manieth.
    pub dot: Dot,
    /// Whose write it is.
    pub by: Writer,
    /// What it says.
    pub value: Value,
}

impl Value {
    /// Before anything moved.
    pub fn opening(stock: i64) -> Value {
        Value { stock, movements: SortedMap::new() }
    }

    /// The same after the movement `delta`, booked by the write `dot`.
    pub fn moved(mut self, dot: Dot, delta: i64) -> Value {
        self.stock = self.stock.saturating_add(delta);
        self.movements.insert(dot, delta);
        self
    }

    /// Bytes on the way: 8 for the stock, 20 for each movement.
    pub fn bytes(&self) -> u64 {
        8 + 20 * self.movements.len() as u64
    }
}

impl Version {
    /// Bytes on the way: 4 for who wrote it, and its value.
    pub fn bytes(&self) -> u64 {
        4 + self.value.bytes()
    }
}

/// A version vector: for each warehouse how many of its writes have been heard of.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Vector {
    /// How many warehouses there are.
    pub warehouses: u16,
    /// The entries above 0.
    pub counts: Listed,
}

impl Vector {
    /// `counts`, of so many warehouses.
    pub fn new(warehouses: u16, counts: VectorClock) -> Vector {
        Vector { warehouses, counts: Listed(counts) }
    }

    /// The entries, in order of the warehouses.
    pub fn entries(&self) -> Vec<u64> {
        (0..self.warehouses).map(|id| self.counts.0.get(NodeId(id))).collect()
    }

    /// `2·0·1·0` from four entries on; of fewer `[2, 0, 1]`.
    pub fn short(&self) -> String {
        short_row(&self.entries())
    }

    /// Bytes on the way: an entry above 0 is 4 for its warehouse and 8 for its count.
    pub fn bytes(&self) -> u64 {
        12 * self.counts.0.len() as u64
    }
}

impl fmt::Display for Vector {
    /// `[2, 0, 1]`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&row(self.entries()))
    }
}

/// "A": the letter of a warehouse.
pub fn letter(id: NodeId) -> char {
    char::from(b'A' + (id.0 % 26) as u8)
}

/// "Node A".
pub fn warehouse(id: NodeId) -> String {
    format!("Node {}", letter(id))
}

/// "A.2": the second write that Node A coordinated.
pub fn dotted(dot: Dot) -> String {
    format!("{}.{}", letter(dot.who), dot.count)
}

/// "A.1, A.2 and B.1".
pub fn dots(all: &[Dot]) -> String {
    let all: Vec<String> = all.iter().copied().map(dotted).collect();
    listed(&all)
}

/// "one, two and three"; "nothing" for none.
pub fn listed(all: &[String]) -> String {
    match all {
        [] => "nothing".to_string(),
        [one] => one.clone(),
        [most @ .., last] => format!("{} and {last}", most.join(", ")),
    }
}

/// "1 version", "2 versions".
pub fn versions(count: usize) -> String {
    if count == 1 { "1 version".to_string() } else { format!("{count} versions") }
}

/// "130", "−1".
pub fn number(stock: i64) -> String {
    let sign = if stock < 0 { "−" } else { "" };
    format!("{sign}{}", stock.unsigned_abs())
}

/// "+20", "−40".
pub fn signed(delta: i64) -> String {
    let sign = if delta < 0 { '−' } else { '+' };
    format!("{sign}{}", delta.unsigned_abs())
}

impl fmt::Display for Writer {
    /// "Node A", "Clerk 2".
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Writer::Warehouse(id) => f.write_str(&warehouse(*id)),
            Writer::Clerk(number) => write!(f, "Clerk {number}"),
        }
    }
}
