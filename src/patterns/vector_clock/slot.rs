//! A slot of a post's clock, and the clock.
//!
//! A server counts only in a slot of its own. When it loses its disk it no longer knows how far it
//! had counted, so it goes on in a new slot: S1, then S1#2.

use crate::sim::vector::{row, short_row};
use crate::sim::{Listed, NodeId, VectorClock};
use std::cmp::Ordering;
use std::fmt;

/// A place to count in.
#[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Slot {
    /// How many disks its owner had lost before.
    pub life: u16,
    /// Whose it is.
    pub server: NodeId,
}

impl Slot {
    /// The first slot of `server`.
    pub fn first(server: NodeId) -> Slot {
        Slot { life: 0, server }
    }
}

/// "Server 1".
pub fn server(id: NodeId) -> String {
    format!("Server {}", id.0 + 1)
}

/// "S1": the short name of a server, and of its first slot.
pub fn code(id: NodeId) -> String {
    format!("S{}", id.0 + 1)
}

/// "1 like".
pub fn likes(count: i128) -> String {
    match count {
        1 => "1 like".to_string(),
        count => format!("{count} likes"),
    }
}

impl fmt::Display for Slot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.life {
            0 => f.write_str(&code(self.server)),
            life => write!(f, "{}#{}", code(self.server), u32::from(life) + 1),
        }
    }
}

/// The clock of a post: how many likes and unlikes were counted in each slot. It says which state
/// is the newer one; an event clock, which every step ticks, says which step came first.
///
/// `<` is an order of values, for messages; [`relation`](PostClock::relation) compares clocks.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PostClock {
    servers: u16,
    counts: Listed<Slot>,
}

impl PostClock {
    /// `[0, 0]`, for so many servers.
    pub fn new(servers: u16) -> PostClock {
        PostClock { servers, counts: Listed::default() }
    }

    /// Every slot's count.
    pub fn counts(&self) -> &VectorClock<Slot> {
        &self.counts.0
    }

    /// One more in `slot`; its new count.
    pub fn tick(&mut self, slot: Slot) -> u64 {
        self.counts.0.tick(slot)
    }

    /// Takes the larger of every slot.
    pub fn merge(&mut self, other: &PostClock) {
        self.counts.0.merge(&other.counts.0);
    }

    /// `Less`: the other is newer. `None`: concurrent.
    pub fn relation(&self, other: &PostClock) -> Option<Ordering> {
        self.counts.0.partial_cmp(&other.counts.0)
    }

    /// Every slot there is to show: the first of every server, then those of later lives.
    pub fn slots(&self) -> Vec<(Slot, u64)> {
        let firsts = (0..self.servers).map(|id| Slot::first(NodeId(id)));
        let firsts = firsts.map(|slot| (slot, self.counts.0.get(slot)));
        firsts.chain(self.counts.0.entries().filter(|(slot, _)| slot.life > 0)).collect()
    }

    /// All counts together; only a mistake compares by it.
    pub fn sum(&self) -> u64 {
        self.counts.0.entries().map(|(_, count)| count).sum()
    }

    /// Bytes on the way: a slot that has counted is 4 and its count 8; a missing one is 0.
    pub fn bytes(&self) -> u64 {
        12 * self.counts.0.len() as u64
    }
}

impl PostClock {
    /// The clock in as few characters as it takes: `[1, 0]`, and `1·0·0·2` from four slots on,
    /// with the name of a slot of a later life: `1·0·0·S1#2:1`.
    pub fn short(&self) -> String {
        match self.slots().len() {
            0..4 => self.to_string(),
            _ => self.in_a_row(":", short_row),
        }
    }

    /// Every slot's count, those of later lives after their names and `colon`, put side by side.
    fn in_a_row(&self, colon: &str, put: impl Fn(&[String]) -> String) -> String {
        let entry = |(slot, count): (Slot, u64)| match slot.life {
            0 => count.to_string(),
            _ => format!("{slot}{colon}{count}"),
        };
        let entries: Vec<String> = self.slots().into_iter().map(entry).collect();
        put(&entries)
    }
}

impl fmt::Display for PostClock {
    /// `[1, 0]`, in the order of servers; `[1, 0, S1#2: 3]` when a server has a later slot.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.in_a_row(": ", |entries| row(entries)))
    }
}
