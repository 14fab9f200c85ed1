//! The likes of a post as a server keeps them, under each rule for merging them.
//!
//! ```text
//! S1 has 1, S2 has 1          merged: S2      back at S1
//! per-slot-max                 {1, 1} = 2      {1, 1} = 2    one count per slot, the larger stays
//! set-of-users                 {B, C} = 2      {B, C} = 2    who likes
//! last-writer-wins             1               1             the later register stays
//! add                          1 + 1 = 2       1 + 2 = 3     right once
//! ```

use super::crdt::{Dot, OrSet, PNCounter};
use super::params::Merge;
use super::slot::{Slot, likes};
use crate::sim::LocalTime;
use crate::sim::sorted::SortedSet;

/// A number, and when and where it was written.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Register {
    /// By the clock of the server that wrote it.
    pub written: LocalTime,
    /// Who; decides between numbers of one time.
    pub by: Slot,
    /// How many that server had written; decides between its own of one time.
    pub ordinal: u64,
    /// The number.
    pub count: i128,
}

/// The likes of the post at one server.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Likes {
    /// For [`Merge::PerSlotMax`].
    PerSlot(PNCounter<Slot>),
    /// For [`Merge::SetOfUsers`].
    Users(OrSet<String, Slot>),
    /// For [`Merge::LastWriterWins`]; nothing before the first like.
    Register(Option<Register>),
    /// For [`Merge::Add`].
    Sum(i128),
}

/// What a like or an unlike did to the dots of a set of users; nothing for counters.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Change {
    /// The dot that is new.
    pub new: Option<Dot<Slot>>,
    /// The dots that are gone.
    pub gone: SortedSet<Dot<Slot>>,
}

impl Likes {
    /// Of a post that nobody likes yet.
    pub fn none(merge: Merge) -> Likes {
        match merge {
            Merge::PerSlotMax => Likes::PerSlot(PNCounter::new()),
            Merge::SetOfUsers => Likes::Users(OrSet::new()),
            Merge::LastWriterWins => Likes::Register(None),
            Merge::Add => Likes::Sum(0),
        }
    }

    /// The number that is shown.
    pub fn count(&self) -> i128 {
        match self {
            Likes::PerSlot(counter) => counter.value(),
            Likes::Users(users) => i128::try_from(users.len()).unwrap_or(i128::MAX),
            Likes::Register(register) => register.map_or(0, |register| register.count),
            Likes::Sum(count) => *count,
        }
    }

    /// The number, and of a set the users as well: "1 like (user B)".
    pub fn told(&self) -> String {
        let shown = likes(self.count());
        match self {
            Likes::Users(users) if !users.is_empty() => {
                let all: Vec<&str> = users.elements().map(String::as_str).collect();
                format!(
                    "{shown} (user{} {})",
                    if all.len() == 1 { "" } else { "s" },
                    all.join(", ")
                )
            }
            _ => shown,
        }
    }

    /// A like of `user`, counted in `slot` as its `ordinal`-th change, at `now` there.
    pub fn like(&mut self, user: &str, slot: Slot, ordinal: u64, now: LocalTime) -> Change {
        match self {
            Likes::PerSlot(counter) => counter.increment(slot),
            Likes::Users(users) => {
                let user = user.to_string();
                let gone = users.dots(&user);
                return Change { new: Some(users.add(slot, user)), gone };
            }
            _ => self.count_on(1, slot, ordinal, now),
        }
        Change::default()
    }

    /// An unlike of `user`; `None` when this server knows of no like to take back. A counter does
    /// not know who likes, so it takes everybody's word.
    pub fn unlike(
        &mut self,
        user: &str,
        slot: Slot,
        ordinal: u64,
        now: LocalTime,
    ) -> Option<Change> {
        match self {
            Likes::PerSlot(counter) => counter.decrement(slot),
            Likes::Users(users) => {
                let gone = users.remove(&user.to_string());
                return (!gone.is_empty()).then_some(Change { new: None, gone });
            }
            _ => self.count_on(-1, slot, ordinal, now),
        }
        Some(Change::default())
    }

    fn count_on(&mut self, step: i128, by: Slot, ordinal: u64, written: LocalTime) {
        let count = self.count() + step;
        match self {
            Likes::Register(register) => {
                // A slow clock writes into the past; then even the own like is not the later one.
                *register = (*register).max(Some(Register { written, by, ordinal, count }));
            }
            Likes::Sum(sum) => *sum = count,
            Likes::PerSlot(_) | Likes::Users(_) => {}
        }
    }

    /// Merges what another server has.
    ///
    /// # Panics
    /// When the two are kept under different rules.
    pub fn merge(&mut self, other: &Likes) {
        match (self, other) {
            (Likes::PerSlot(mine), Likes::PerSlot(theirs)) => mine.merge(theirs),
            (Likes::Users(mine), Likes::Users(theirs)) => mine.merge(theirs),
            (Likes::Register(mine), Likes::Register(theirs)) => *mine = (*mine).max(*theirs),
            (Likes::Sum(mine), Likes::Sum(theirs)) => *mine += theirs,
            (mine, theirs) => panic!("{mine:?} and {theirs:?} are kept under different rules"),
        }
    }

    /// Bytes on the way: a slot is 4, a count 8, a time 8, a user 16.
    pub fn bytes(&self) -> u64 {
        let entries = |number: usize| 12 * number as u64;
        match self {
            Likes::PerSlot(counter) => {
                entries(counter.up().slots().count() + counter.down().slots().count())
            }
            Likes::Users(users) => {
                let dots = users.elements().map(|user| users.dots(user).len()).sum();
                16 * users.len() as u64 + entries(dots) + entries(users.seen().len())
            }
            Likes::Register(_) => 28,
            Likes::Sum(_) => 8,
        }
    }
}
