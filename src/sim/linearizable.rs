//! Is there an order? Linearizability of a recorded history, and the smallest set of operations
//! that has none.
//!
//! The search is Wing and Gong's (1993) with Lowe's memory of visited configurations (2017): take
//! any operation that nothing unfinished precedes, apply it to the model, go on; remember the pair
//! (operations taken, state) so that no dead end is walked twice.

use super::sorted::SortedSet;
use crate::sim::sorted::sort_by_key;
use std::collections::BTreeSet;

/// What the object should do, one call at a time.
pub trait Model {
    /// The object's state.
    type State: Clone + Ord;
    /// What is asked of it.
    type Call: Clone;
    /// What it answers.
    type Answer: Clone + PartialEq;

    /// The state before any call.
    fn start(&self) -> Self::State;
    /// The state after `call`, and the right answer.
    fn step(&self, state: &Self::State, call: &Self::Call) -> (Self::State, Self::Answer);
    /// Whether `call` can be the reason for `answer`. A call of unknown outcome that explains no
    /// answer need not be tried; saying `true` too often costs time, nothing else.
    fn explains(&self, _call: &Self::Call, _answer: &Self::Answer) -> bool {
        true
    }
}

/// A call that was made, and what came of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Operation<C, A> {
    /// What was asked.
    pub call: C,
    /// Its place in the order of all invocations and responses.
    pub invoked: u32,
    /// The place of its response, and the answer; `None` if nobody knows whether it took effect.
    pub returned: Option<(u32, A)>,
}

/// What the search found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Some order explains everything.
    Linearizable,
    /// None does. These operations, by index, have none whatever the others did; without any one
    /// of them there is one.
    Not(Vec<usize>),
    /// The bound on configurations was reached first.
    Unknown,
}

/// A history of operations on `M`.
pub type History<M> = [Operation<<M as Model>::Call, <M as Model>::Answer>];

/// Judges `history`, trying at most `bound` steps for the verdict and a few times as many for the
/// smallest set; when those run out, the set is right but may not be the smallest.
pub fn judge<M: Model>(model: &M, history: &History<M>, bound: u32) -> Verdict {
    let every = vec![true; history.len()];
    let mut left = bound;
    match orderable(model, history, &every, &mut left) {
        Some(true) => Verdict::Linearizable,
        Some(false) => Verdict::Not(smallest(model, history, bound.saturating_mul(5))),
        None => Verdict::Unknown,
    }
}

/// Whether the `kept` operations have an order when every other one may have taken effect at any
/// time or never. `None` when no steps are `left`.
fn orderable<M: Model>(
    model: &M,
    history: &History<M>,
    kept: &[bool],
    left: &mut u32,
) -> Option<bool> {
    let mut ops: Vec<Operation<M::Call, M::Answer>> = history.to_vec();
    for (op, kept) in ops.iter_mut().zip(kept) {
        if !kept {
            (op.invoked, op.returned) = (0, None);
        }
    }
    let answers: Vec<M::Answer> = ops
        .iter()
        .filter_map(|op| op.returned.as_ref().map(|(_, answer)| answer.clone()))
        .collect();
    ops.retain(|op| {
        let needed = || answers.iter().any(|answer| model.explains(&op.call, answer));
        op.returned.is_some() || needed()
    });
    sort_by_key(&mut ops, |op| op.invoked);
    let mut states = SortedSet::from([model.start()]);
    for ops in stretches(&ops) {
        let mut after = SortedSet::new();
        for state in states {
            let mut search = Search { model, ops, seen: BTreeSet::new(), left: &mut *left };
            after.extend(search.run(state)?);
        }
        states = after;
    }
    Some(!states.is_empty())
}

/// Cuts operations, sorted by invocation, wherever everything before has returned before anything
/// after was invoked. An order of the whole is an order of every stretch, one after the other.
fn stretches<C, A>(ops: &[Operation<C, A>]) -> impl Iterator<Item = &[Operation<C, A>]> {
    let mut open_until = 0;
    let mut cuts = vec![0];
    for (at, op) in ops.iter().enumerate() {
        if at > 0 && op.invoked > open_until {
            cuts.push(at);
        }
        open_until = open_until.max(op.returned.as_ref().map_or(u32::MAX, |(at, _)| *at));
    }
    cuts.push(ops.len());
    cuts.windows(2).map(|cut| &ops[cut[0]..cut[1]]).collect::<Vec<_>>().into_iter()
}

struct Search<'s, M: Model> {
    model: &'s M,
    ops: &'s [Operation<M::Call, M::Answer>],
    /// Many thousands when it takes long, in no order: a tree.
    seen: BTreeSet<(Vec<u64>, M::State)>,
    left: &'s mut u32,
}

impl<M: Model> Search<'_, M> {
    /// Every state in which some order of these operations can end, starting from `state`.
    fn run(&mut self, state: M::State) -> Option<SortedSet<M::State>> {
        let words = self.ops.len().div_ceil(64);
        let mut ends = SortedSet::new();
        let mut open = vec![(vec![0_u64; words], state)];
        while let Some((taken, state)) = open.pop() {
            let (next, finished) = self.candidates(&taken);
            if finished {
                ends.insert(state.clone());
            }
            let mut ways = Vec::new();
            for at in next {
                *self.left = self.left.checked_sub(1)?;
                let op = &self.ops[at];
                let (after, answer) = self.model.step(&state, &op.call);
                if op.returned.as_ref().is_some_and(|(_, seen)| *seen != answer) {
                    continue;
                }
                let mut taken = taken.clone();
                taken[at / 64] |= 1 << (at % 64);
                if op.returned.is_some() && after == state {
                    // It changes nothing and fits here, so no order needs it later.
                    ways = vec![(taken, after)];
                    break;
                }
                ways.push((taken, after));
            }
            // Last in, first out: push in reverse so that the earliest call is tried first.
            for way in ways.into_iter().rev() {
                if self.seen.insert(way.clone()) {
                    open.push(way);
                }
            }
        }
        Some(ends)
    }

    /// What may come next, and whether everything that returned has been taken.
    fn candidates(&self, taken: &[u64]) -> (Vec<usize>, bool) {
        let mut first_return = u32::MAX;
        let mut next = Vec::new();
        let mut finished = true;
        for (at, op) in self.ops.iter().enumerate() {
            if taken[at / 64] >> (at % 64) & 1 == 1 {
                continue;
            }
            if op.invoked > first_return {
                break;
            }
            if let Some((returned, _)) = op.returned {
                first_return = first_return.min(returned);
                finished = false;
            }
            next.push(at);
        }
        next.retain(|at| self.ops[*at].invoked < first_return);
        (next, finished)
    }
}

/// The smallest set without an order: first a set that cannot be made smaller by leaving out any
/// one operation, then, while that is affordable, every smaller set.
fn smallest<M: Model>(model: &M, history: &History<M>, mut left: u32) -> Vec<usize> {
    let mut broken = |kept: &[bool]| orderable(model, history, kept, &mut left) == Some(false);
    let mut kept = vec![true; history.len()];
    for at in 0..history.len() {
        kept[at] = false;
        if !broken(&kept) {
            kept[at] = true;
        }
    }
    let mut best: Vec<usize> = (0..kept.len()).filter(|at| kept[*at]).collect();
    const AFFORDABLE: u64 = 2_000;
    let count = history.len() as u64;
    for size in 1..best.len() {
        let sets = (0..size as u64).fold(1_u64, |sets, k| sets.saturating_mul(count - k) / (k + 1));
        if sets > AFFORDABLE {
            break;
        }
        if let Some(found) = subset(history.len(), size, &mut broken) {
            best = found;
            break;
        }
    }
    best
}

/// The first set of `size` out of `count` for which `broken` is true, in lexicographic order.
fn subset(
    count: usize,
    size: usize,
    broken: &mut dyn FnMut(&[bool]) -> bool,
) -> Option<Vec<usize>> {
    let mut chosen: Vec<usize> = (0..size).collect();
    loop {
        let mut kept = vec![false; count];
        chosen.iter().for_each(|at| kept[*at] = true);
        if broken(&kept) {
            return Some(chosen);
        }
        let turn = (0..size).rev().find(|k| chosen[*k] < count - size + k)?;
        chosen[turn] += 1;
        for k in turn + 1..size {
            chosen[k] = chosen[k - 1] + 1;
        }
    }
}

/// A register that holds one value, for histories of reads and writes.
#[derive(Copy, Clone, Debug)]
pub struct Register<V> {
    /// What it holds at first.
    pub start: V,
}

/// What is asked of a register.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RegisterCall<V> {
    /// What does it hold?
    Read,
    /// Hold this.
    Write(V),
}

impl<V: Clone + Ord> Model for Register<V> {
    type State = V;
    type Call = RegisterCall<V>;
    /// What a read saw; a write answers nothing.
    type Answer = Option<V>;

    fn start(&self) -> V {
        self.start.clone()
    }

    fn step(&self, state: &V, call: &RegisterCall<V>) -> (V, Option<V>) {
        match call {
            RegisterCall::Read => (state.clone(), Some(state.clone())),
            RegisterCall::Write(value) => (value.clone(), None),
        }
    }

    fn explains(&self, call: &RegisterCall<V>, answer: &Option<V>) -> bool {
        matches!(call, RegisterCall::Write(value) if answer.as_ref() == Some(value))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `w1 0-3`: a write of 1 from 0 to 3. `r1 2-5`: a read that saw 1. `w1 0-`: never returned.
    fn check(text: &str, expected: Verdict) {
        let op = |line: &str| {
            let (call, span) = line.split_once(' ').unwrap();
            let (from, to) = span.split_once('-').unwrap();
            let value: u8 = call[1..].parse().unwrap();
            let (call, answer) = match &call[..1] {
                "w" => (RegisterCall::Write(value), None),
                _ => (RegisterCall::Read, Some(value)),
            };
            let returned = to.parse().ok().map(|to: u32| (to, answer));
            Operation { call, invoked: from.parse().unwrap(), returned }
        };
        let history: Vec<_> = text.split(", ").map(op).collect();
        assert_eq!(judge(&Register { start: 0 }, &history, 100_000), expected, "{text}");
    }

    #[test]
    fn registers() {
        use Verdict::{Linearizable, Not};
        check("w1 1-2, r1 3-4", Linearizable);
        check("w1 1-2, r0 3-4", Not(vec![0, 1]));
        check("w1 1-6, r1 2-3, r0 4-5", Not(vec![1, 2]));
        check("w1 1-6, r0 2-3, r1 4-5", Linearizable);
        check("w1 1-, r0 2-3, r1 4-5, r1 6-7", Linearizable);
        check("w1 1-, r1 2-3, r0 4-5", Not(vec![1, 2]));
        check("w1 1-2, w2 3-12, r2 4-5, r1 6-7, r2 8-9", Not(vec![2, 3, 4]));
        check("w1 1-4, w2 2-3, r1 5-6, r2 7-8", Not(vec![1, 2, 3]));
        check("r7 1-2", Not(vec![0]));
        check("w1 1-4, w2 2-3, r1 5-6, r1 7-8", Linearizable);
    }

    #[test]
    fn a_bound_is_an_outcome() {
        let write = |value: u8| Operation {
            call: RegisterCall::Write(value),
            invoked: 1,
            returned: Some((100, None)),
        };
        let mut history: Vec<_> = (1..12).map(write).collect();
        let (invoked, returned) = (200, Some((201, Some(77))));
        history.push(Operation { call: RegisterCall::Read, invoked, returned });
        assert_eq!(judge(&Register { start: 0 }, &history, 50), Verdict::Unknown);
    }
}
