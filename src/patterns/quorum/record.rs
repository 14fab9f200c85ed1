//! The patient's record: versions, values, and what a clinic keeps of them.

use super::params::Conflict;
use crate::sim::NodeId;
use crate::sim::sorted::SortedSet;
use std::fmt;

/// When and where a value was written. Ordered by counter, then by clinic: the order that
/// last-writer-wins goes by.
#[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Version {
    /// Larger than every counter its writer knew of.
    pub counter: u32,
    /// Which clinic coordinated the write, from 1; 0 for the record as it was at the start.
    pub clinic: u16,
}

/// The version every copy starts with.
pub const OPENING: Version = Version { counter: 1, clinic: 0 };
/// The value every copy starts with.
pub const OPENING_VALUE: &str = "none";

/// The letter of a clinic: A, B, C …
pub fn letter(index: u16) -> char {
    char::from(b'A' + u8::try_from(index % 26).expect("below 26"))
}

/// The name of a clinic: "Clinic A".
pub fn clinic(node: NodeId) -> String {
    format!("Clinic {}", letter(node.0))
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "v{}", self.counter)?;
        match self.clinic {
            0 => Ok(()),
            clinic => write!(f, "{}", letter(clinic - 1)),
        }
    }
}

/// A value with its version.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Item {
    /// When and where it was written.
    pub version: Version,
    /// What the record says.
    pub value: String,
    /// With siblings: every version its writer had seen, and so replaced. The exact causal
    /// history; stores in use compress it to a vector.
    pub past: SortedSet<Version>,
}

/// One copy of the record: one value, or with siblings one or more, in order of versions.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Copy {
    items: Vec<Item>,
}

impl Default for Copy {
    fn default() -> Self {
        let value = OPENING_VALUE.to_string();
        Copy { items: vec![Item { version: OPENING, value, past: SortedSet::new() }] }
    }
}

impl Copy {
    /// A copy of exactly this.
    pub fn of(item: Item) -> Copy {
        Copy { items: vec![item] }
    }

    /// Its values, oldest version first; never empty.
    pub fn items(&self) -> &[Item] {
        &self.items
    }

    /// Its newest version.
    pub fn newest(&self) -> Version {
        self.items.last().expect("never empty").version
    }

    /// Everything its holder knows to have been written.
    pub fn known(&self) -> SortedSet<Version> {
        let versions = self.items.iter().map(|item| item.version);
        let past = self.items.iter().flat_map(|item| item.past.iter().copied());
        versions.chain(past).collect()
    }

    /// Whether `version` is here, or something that replaces it.
    pub fn covers(&self, version: Version, conflict: Conflict) -> bool {
        match conflict {
            Conflict::LastWriterWins => self.newest() >= version,
            Conflict::Siblings => {
                let knows = |item: &Item| item.version == version || item.past.contains(&version);
                self.items.iter().any(knows)
            }
        }
    }

    /// Takes in `other`; true when that changed anything. Commutative, associative, idempotent.
    pub fn merge(&mut self, other: &Copy, conflict: Conflict) -> bool {
        let mut all = self.items.clone();
        for item in &other.items {
            if let Err(at) = all.binary_search_by_key(&item.version, |mine| mine.version) {
                all.insert(at, item.clone());
            }
        }
        match conflict {
            Conflict::LastWriterWins => {
                all.drain(..all.len() - 1);
            }
            Conflict::Siblings => {
                let past: SortedSet<Version> =
                    all.iter().flat_map(|item| item.past.iter().copied()).collect();
                all.retain(|item| !past.contains(&item.version));
            }
        }
        let changed = all != self.items;
        self.items = all;
        changed
    }

    /// Its values in words: "penicillin", or "latex | penicillin" for siblings.
    pub fn value(&self) -> String {
        let values: Vec<&str> = self.items.iter().map(|item| item.value.as_str()).collect();
        values.join(" | ")
    }

    /// Its size in bytes: 6 for a version, 1 for a character.
    pub fn bytes(&self) -> u64 {
        let size = |item: &Item| 6 + item.value.len() + 6 * item.past.len();
        self.items.iter().map(size).sum::<usize>() as u64
    }
}

impl fmt::Display for Copy {
    /// Its versions: "v2A", or "v2A+v2B" for siblings.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, item) in self.items.iter().enumerate() {
            if at > 0 {
                f.write_str("+")?;
            }
            write!(f, "{}", item.version)?;
        }
        Ok(())
    }
}
