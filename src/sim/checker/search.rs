//! Breadth first: what is nearest to the start is looked at first, so the first path found is a
//! shortest one.

use super::index::{Index, hash};
use super::state::{Parts, State};
use super::{Checker, Explored, Move, Violation};
use crate::sim::protocol::{Property, Protocol, Routine, Scope, When};
use crate::sim::world::Event;

/// An exploration under way.
pub struct Search<P: Protocol> {
    checker: Checker<P>,
    properties: Vec<Property<P>>,
    parts: Parts<P>,
    index: Index,
    /// The numbers of all states, one after the other.
    keys: Vec<u32>,
    known: Vec<Known>,
    /// The next state to go on from.
    next: u32,
    /// What has been found so far.
    pub explored: Explored<P>,
}

/// How a state was met first.
struct Known {
    /// Of which state, and by which of its moves; `None` for the start.
    from: Option<(u32, u32)>,
    depth: u32,
}

impl<P: Protocol> Search<P> {
    /// An exploration of `checker` at its start; judges the properties in `only`, or every
    /// promised one when it is empty.
    pub fn new(checker: Checker<P>, only: &[&str]) -> Self {
        let mut properties = checker.protocol.properties();
        properties.retain(|property| match only {
            [] => (property.promised)(&checker.protocol).is_ok(),
            _ => only.contains(&property.name),
        });
        let explored =
            Explored { states: 0, depth: 0, complete: true, violation: None, reached: Vec::new() };
        let start = State::start(&checker.protocol);
        let parts = Parts::new(start.world.clone());
        let (index, keys, known) = (Index::default(), Vec::new(), Vec::new());
        let mut search =
            Search { checker, properties, parts, index, keys, known, next: 0, explored };
        for state in search.checker.successors(&start, &Move::Event(Event::Start)) {
            search.meet(&state, None, None, 0);
        }
        search
    }

    /// Goes on until about so many more states are known; true when there is nothing left to do.
    pub fn go(&mut self, more: u32) -> bool {
        let enough = self.explored.states.saturating_add(more);
        while self.explored.violation.is_none() {
            if self.explored.states >= enough {
                return false;
            }
            let done = self.next as usize == self.known.len();
            if self.explored.states >= self.checker.states_max {
                self.explored.complete = done;
                return true;
            }
            if done {
                return true;
            }
            let id = self.next;
            self.next += 1;
            self.go_on_from(id);
        }
        true
    }

    fn go_on_from(&mut self, id: u32) {
        let key = self.key(id).to_vec();
        let state = self.parts.state(&key);
        let depth = self.known[id as usize].depth + 1;
        let moves = self.checker.moves(&state);
        if moves.iter().all(|way| self.is_idle(way)) {
            self.judge(&state, When::Finally, Scope::World, id);
        }
        for (number, way) in (0..).zip(&moves) {
            for next in self.checker.successors(&state, way) {
                self.meet(&next, Some((id, number)), Some(&key), depth);
            }
        }
    }

    fn key(&self, id: u32) -> &[u32] {
        let width = self.parts.width();
        &self.keys[id as usize * width..][..width]
    }

    fn meet(
        &mut self,
        state: &State<P>,
        from: Option<(u32, u32)>,
        was: Option<&[u32]>,
        depth: u32,
    ) {
        if self.explored.violation.is_some() {
            return;
        }
        let histories = self.parts.histories();
        let mut key = Vec::with_capacity(self.parts.width());
        self.parts.number(state, was, &mut key);
        let hash = hash(&key[..]);
        if self.index.find(hash, |id| self.key(id) == key).is_some() {
            return;
        }
        let id = self.index.add(hash);
        self.keys.extend(key);
        self.known.push(Known { from, depth });
        self.explored.states += 1;
        self.explored.depth = self.explored.depth.max(depth);
        let grew = self.parts.histories() > histories;
        let scope = if grew { Scope::History } else { Scope::World };
        self.judge(state, When::Always, scope, id);
    }

    /// Whether a move is no more than waiting: a timer that comes round for ever. With nothing else
    /// left to happen a story has fallen quiet.
    fn is_idle(&self, way: &Move<P>) -> bool {
        let Move::Event(Event::Timer { timer, .. }) = way else { return false };
        self.checker.protocol.background(Routine::Timer(timer))
    }

    /// Judges the properties that are due `when`. What looks at the history alone is judged
    /// once for every history.
    fn judge(&mut self, state: &State<P>, when: When, scope: Scope, id: u32) {
        for property in &self.properties {
            let reached = self.explored.reached.contains(&property.name);
            let due = match (property.when, when) {
                (When::Finally, When::Finally) => true,
                (When::Finally, _) | (_, When::Finally) => false,
                (When::Sometimes, _) if reached => false,
                _ => property.scope == Scope::World || scope == Scope::History,
            };
            if !due {
                continue;
            }
            match ((property.holds)(&self.checker.protocol, &state.world), property.when) {
                (Ok(()), When::Sometimes) => self.explored.reached.push(property.name),
                (Err(why), When::Always | When::Finally) => {
                    let path = self.path(id);
                    let property = property.name;
                    self.explored.violation = Some(Violation { property, why, path });
                    return;
                }
                _ => {}
            }
        }
    }

    fn path(&self, mut id: u32) -> Vec<Move<P>> {
        let mut path = Vec::new();
        while let Some((from, number)) = self.known[id as usize].from {
            let state = self.parts.state(self.key(from));
            let way = self.checker.moves(&state).into_iter().nth(number as usize);
            path.push(way.expect("the same moves as before"));
            id = from;
        }
        path.reverse();
        path
    }
}
