//! What has been met before: things under numbers, found by their hashes.
//!
//! ```text
//! Node 1 is #17 · Node 2 is #4 · history #230 · mail #51 · spent #9   =   [17, 4, 230, 51, 9]
//! ```
//!
//! Hundreds of thousands of states are made of a few thousand parts. Each part is kept once, and a
//! state is the numbers of its parts: some bytes to keep, to hash and to compare.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hash, Hasher};
use std::rc::Rc;

/// A fast hasher: one rotation, one product for every word. Nobody chooses what is hashed here in
/// order to do harm, and what has equal hashes is compared.
#[derive(Default)]
pub struct Quick(u64);

impl Quick {
    fn mix(&mut self, word: u64) {
        self.0 = (self.0.rotate_left(5) ^ word).wrapping_mul(0x517c_c1b7_2722_0a95);
    }
}

impl Hasher for Quick {
    fn write(&mut self, bytes: &[u8]) {
        for chunk in bytes.chunks(8) {
            let mut word = [0; 8];
            word[..chunk.len()].copy_from_slice(chunk);
            self.mix(u64::from_le_bytes(word));
        }
    }

    fn write_u8(&mut self, value: u8) {
        self.mix(u64::from(value));
    }

    fn write_u16(&mut self, value: u16) {
        self.mix(u64::from(value));
    }

    fn write_u32(&mut self, value: u32) {
        self.mix(u64::from(value));
    }

    fn write_u64(&mut self, value: u64) {
        self.mix(value);
    }

    fn write_usize(&mut self, value: usize) {
        self.mix(value as u64);
    }

    fn finish(&self) -> u64 {
        // The high bits of a product are the good ones, and tables look at the low ones, too.
        let mixed = (self.0 ^ (self.0 >> 32)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        mixed ^ (mixed >> 29)
    }
}

/// The hash of `of`.
pub fn hash(of: &(impl Hash + ?Sized)) -> u64 {
    let mut hasher = Quick::default();
    of.hash(&mut hasher);
    hasher.finish()
}

/// Numbers, from 0, by hash; equal hashes are chained. Knows nothing of what is numbered.
#[derive(Default)]
pub(super) struct Index {
    last: HashMap<u64, u32, BuildHasherDefault<Quick>>,
    before: Vec<u32>,
}

/// No number: the end of a chain.
const NONE: u32 = u32::MAX;

impl Index {
    /// How many numbers there are.
    pub(super) fn len(&self) -> u32 {
        self.before.len() as u32
    }

    /// The number with this hash for which `same` is true.
    pub(super) fn find(&self, hash: u64, same: impl Fn(u32) -> bool) -> Option<u32> {
        let mut number = self.last.get(&hash).copied().unwrap_or(NONE);
        while number != NONE && !same(number) {
            number = self.before[number as usize];
        }
        (number != NONE).then_some(number)
    }

    /// Gives what has this hash the next number.
    pub(super) fn add(&mut self, hash: u64) -> u32 {
        let number = self.len();
        assert!(number < NONE, "there are no more numbers");
        self.before.push(self.last.insert(hash, number).unwrap_or(NONE));
        number
    }
}

/// Things under numbers, each once.
pub(super) struct Table<T> {
    index: Index,
    all: Vec<Rc<T>>,
}

impl<T: Eq + Hash> Table<T> {
    pub(super) fn new() -> Self {
        Table { index: Index::default(), all: Vec::new() }
    }

    /// The number of `item`, a new one if it has none yet. Most often it is still the very one
    /// that has the number `was`.
    pub(super) fn number(&mut self, item: &Rc<T>, was: Option<u32>) -> u32 {
        if let Some(was) = was
            && Rc::ptr_eq(&self.all[was as usize], item)
        {
            return was;
        }
        let (hash, all) = (hash(item), &self.all);
        let known = self.index.find(hash, |number| all[number as usize] == *item);
        known.unwrap_or_else(|| {
            self.all.push(Rc::clone(item));
            self.index.add(hash)
        })
    }

    /// What has this number.
    pub(super) fn get(&self, number: u32) -> Rc<T> {
        Rc::clone(&self.all[number as usize])
    }

    /// How many there are.
    pub(super) fn len(&self) -> u32 {
        self.index.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_equal_has_one_number_whatever_its_hash() {
        let mut index = Index::default();
        let things = ["a", "b", "c"];
        for hash in [7, 7, 9] {
            index.add(hash);
        }
        let find = |hash, thing| index.find(hash, |number| things[number as usize] == thing);
        assert_eq!([find(7, "a"), find(7, "b"), find(9, "c")], [Some(0), Some(1), Some(2)]);
        assert_eq!([find(7, "c"), find(9, "a"), find(8, "a")], [None; 3]);

        let mut table = Table::new();
        let (one, same, other) = (Rc::new("one"), Rc::new("one"), Rc::new("other"));
        assert_eq!([&one, &same, &other].map(|item| table.number(item, None)), [0, 0, 1]);
        assert_eq!([&one, &same, &other].map(|item| table.number(item, Some(0))), [0, 0, 1]);
        assert_eq!((table.len(), *table.get(1)), (2, "other"));
    }

    #[test]
    fn hashes_differ_in_all_their_bits() {
        let hashes: Vec<u64> = (0..4_096_u32).map(|number| hash(&[number, 3, 1])).collect();
        for bit in 0..64 {
            let set = hashes.iter().filter(|hash| *hash >> bit & 1 == 1).count();
            assert!((1_700..2_400).contains(&set), "bit {bit} is set in {set} of 4096");
        }
    }
}
