//! What is planned, the earliest first.
//!
//! ```text
//! heap   (3 ms, protocol, 4) (5 ms, person, 0) …      when, whose turn, and which item
//! items  [0] act  [1] —  [2] —  [3] —  [4] flight     what was taken back leaves a gap
//! ```
//!
//! Items are counted in the order in which they are planned, which also is their order among
//! equals. One that is taken back is forgotten here and passed over when its key comes up.

use super::Turn;
use crate::sim::sorted::sort_by_key;
use crate::sim::time::Time;
use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// When an item is due, whose turn it is then, and which item it is.
pub(super) type Key = (Time, Turn, u64);

pub(super) struct Agenda<T> {
    heap: BinaryHeap<Reverse<Key>>,
    items: Vec<Option<T>>,
}

impl<T> Agenda<T> {
    pub(super) fn new() -> Self {
        Agenda { heap: BinaryHeap::new(), items: Vec::new() }
    }

    /// Plans `item`.
    pub(super) fn plan(&mut self, time: Time, turn: Turn, item: T) -> Key {
        let key = (time, turn, self.items.len() as u64);
        self.items.push(Some(item));
        self.heap.push(Reverse(key));
        key
    }

    /// Takes an item back, if it is still planned.
    pub(super) fn remove(&mut self, key: &Key) {
        self.items[key.2 as usize] = None;
    }

    /// Takes back the items of which `wanted` is true, in the order in which they were planned.
    pub(super) fn take(&mut self, wanted: impl Fn(&T) -> bool) -> Vec<T> {
        let planned = self.heap.iter().map(|Reverse(key)| key.2 as usize);
        let wanted = |at: &usize| self.items[*at].as_ref().is_some_and(&wanted);
        let mut places: Vec<usize> = planned.filter(wanted).collect();
        sort_by_key(&mut places, |at| *at);
        places.into_iter().filter_map(|at| self.items[at].take()).collect()
    }

    /// What is next, and when.
    pub(super) fn first(&mut self) -> Option<(Key, &T)> {
        while let Some(Reverse(key)) = self.heap.peek().copied() {
            if self.items[key.2 as usize].is_some() {
                return self.items[key.2 as usize].as_ref().map(|item| (key, item));
            }
            self.heap.pop();
        }
        None
    }

    /// Takes what is next.
    pub(super) fn pop(&mut self) -> Option<(Key, T)> {
        while let Some(Reverse(key)) = self.heap.pop() {
            if let Some(item) = self.items[key.2 as usize].take() {
                return Some((key, item));
            }
        }
        None
    }

    /// What is planned, in no particular order.
    pub(super) fn items(&self) -> impl Iterator<Item = &T> {
        self.heap.iter().filter_map(|Reverse(key)| self.items[key.2 as usize].as_ref())
    }
}
