//! Breadth first through everything that can happen: the shortest way to what is broken.
//!
//! ```text
//! Checker   messages in any order, timers at any moment        no time
//! Counted   messages and timers when they are due              time in ticks
//!     └── a Space: where it starts, what may happen next ──▶ Search
//! ```

mod index;
mod parts;

pub use index::hash;
pub use parts::{Place, State};

use super::fault::Fault;
use super::protocol::{Property, Protocol, Scope, When};
use super::sorted::SortedMap;
use super::time::{NodeId, Time};
use super::world::Event;
use index::Index;
use parts::Parts;
use std::fmt::{self, Display};
use std::hash::Hash;

/// A state in which a space starts, and the choices that led there.
pub type Start<S> = (Vec<Move<<S as Space>::Protocol>>, State<S>);

/// What can happen, one choice after the other.
pub trait Space: Sized {
    /// The protocol it happens to.
    type Protocol: Protocol;
    /// What is on its way.
    type Mail: Clone + Eq + Hash;
    /// What has been used up, and whatever else tells two states apart.
    type Rest: Clone + Eq + Hash;

    /// The protocol.
    fn protocol(&self) -> &Self::Protocol;
    /// Where it starts, after every node has booted, and the choices that led there.
    fn starts(&self) -> Vec<Start<Self>>;
    /// What may happen next, without repetition; the same, in the same order, whenever asked.
    fn moves(&self, state: &State<Self>) -> Vec<Move<Self::Protocol>>;
    /// Every state that `way` can lead to, one for each sequence of rolls.
    fn successors(&self, state: &State<Self>, way: &Move<Self::Protocol>) -> Vec<State<Self>>;
    /// Whether a move is no more than waiting. With nothing else left a story has fallen quiet.
    fn is_idle(&self, way: &Move<Self::Protocol>) -> bool;
    /// How many distinct states are looked at at most.
    fn states_max(&self) -> u32;
}

/// One choice on a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Move<P: Protocol> {
    /// An event of the cluster.
    Event(Event<P>),
    /// A message is lost.
    Drop(NodeId, NodeId, P::Message),
    /// A message is doubled.
    Duplicate(NodeId, NodeId, P::Message),
    /// Time passes: it is this time now.
    Tick(Time),
}

/// What was found.
#[derive(Debug)]
pub struct Explored<P: Protocol> {
    /// Distinct states seen.
    pub states: u32,
    /// The longest shortest path, in moves.
    pub depth: u32,
    /// Whether everything within the bounds was seen.
    pub complete: bool,
    /// The first promised property found broken, by a shortest path.
    pub violation: Option<Violation<P>>,
    /// The `Sometimes` properties that some state satisfies.
    pub reached: Vec<&'static str>,
}

/// A broken property and the shortest way there.
#[derive(Debug)]
pub struct Violation<P: Protocol> {
    /// The property's name.
    pub property: &'static str,
    /// What is wrong.
    pub why: String,
    /// From the start, without the booting.
    pub path: Vec<Move<P>>,
}

/// An exploration under way.
pub struct Search<S: Space> {
    space: S,
    properties: Vec<Property<S::Protocol>>,
    parts: Parts<S>,
    index: Index,
    /// The numbers of all states, one after the other.
    keys: Vec<u32>,
    known: Vec<Known>,
    starts: SortedMap<u32, Vec<Move<S::Protocol>>>,
    /// The next state to go on from.
    next: u32,
    /// What has been found so far.
    pub explored: Explored<S::Protocol>,
}

/// How a state was met first.
struct Known {
    /// Of which state, and by which of its moves; `None` for a start.
    from: Option<(u32, u32)>,
    depth: u32,
}

impl<S: Space> Search<S> {
    /// An exploration of `space` at its start; judges the properties in `only`, or every promised
    /// one when it is empty.
    pub fn new(space: S, only: &[&str]) -> Self {
        let mut properties = space.protocol().properties();
        properties.retain(|property| match only {
            [] => (property.promised)(space.protocol()).is_ok(),
            _ => only.contains(&property.name),
        });
        let explored =
            Explored { states: 0, depth: 0, complete: true, violation: None, reached: Vec::new() };
        let starts = space.starts();
        let mut search = Search {
            parts: Parts::new(space.protocol()),
            space,
            properties,
            index: Index::default(),
            keys: Vec::new(),
            known: Vec::new(),
            starts: SortedMap::new(),
            next: 0,
            explored,
        };
        for (ways, state) in starts {
            search.starts.insert(search.index.len(), ways);
            search.meet(&state, None, None, 0);
        }
        search
    }

    /// Goes to the end.
    pub fn finish(mut self) -> Explored<S::Protocol> {
        while !self.go(u32::MAX) {}
        self.explored
    }

    /// Goes on until about so many more states are known; true when there is nothing left to do.
    pub fn go(&mut self, more: u32) -> bool {
        let enough = self.explored.states.saturating_add(more);
        while self.explored.violation.is_none() {
            if self.explored.states >= enough {
                return false;
            }
            let done = self.next == self.index.len();
            if self.explored.states >= self.space.states_max() {
                self.explored.complete = done;
                return true;
            }
            if done {
                return true;
            }
            self.next += 1;
            self.go_on_from(self.next - 1);
        }
        true
    }

    fn go_on_from(&mut self, id: u32) {
        let key = self.key(id).to_vec();
        let state = self.parts.state(&key);
        let depth = self.known[id as usize].depth + 1;
        let moves = self.space.moves(&state);
        if moves.iter().all(|way| self.space.is_idle(way)) {
            self.judge(&state, When::Finally, Scope::World, id);
        }
        for (number, way) in (0..).zip(&moves) {
            for next in self.space.successors(&state, way) {
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
        state: &State<S>,
        from: Option<(u32, u32)>,
        was: Option<&[u32]>,
        depth: u32,
    ) {
        if self.explored.violation.is_some() {
            return;
        }
        let histories = self.parts.histories();
        let key = self.parts.number(state, was);
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

    /// Judges the properties that are due `when`. With a history that was met before, `scope` is
    /// the world: what looks at the history alone is judged once for every history.
    fn judge(&mut self, state: &State<S>, when: When, scope: Scope, id: u32) {
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
            match ((property.holds)(self.space.protocol(), &state.world), property.when) {
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

    fn path(&self, mut id: u32) -> Vec<Move<S::Protocol>> {
        let mut path = Vec::new();
        while let Some((from, number)) = self.known[id as usize].from {
            let moves = self.space.moves(&self.parts.state(self.key(from)));
            path.push(moves.into_iter().nth(number as usize).expect("the same moves as before"));
            id = from;
        }
        path.extend(self.starts.get(&id).into_iter().flatten().rev().cloned());
        path.reverse();
        path
    }
}

impl<P: Protocol> Move<P> {
    /// The move in words, with the names of `cast`.
    pub fn words(&self, protocol: &P) -> String {
        let cast = protocol.cast();
        let name = |id: &NodeId| cast[id.index()].name.clone();
        let between = |what: &str, from, to, message: &dyn Display| {
            format!("{} → {}: {message} {what}", name(from), name(to))
        };
        match self {
            Move::Drop(from, to, message) => between("is lost", from, to, message),
            Move::Duplicate(from, to, message) => between("is doubled", from, to, message),
            Move::Tick(time) => format!("it is {time}"),
            Move::Event(event) => match event {
                Event::Start => "the cluster starts".to_string(),
                Event::Deliver { from, to, message } => between("arrives", from, to, message),
                Event::Timer { node, timer } => format!("{}: {timer} goes off", name(node)),
                Event::Forced { node, token } => format!("{}: {token} is durable", name(node)),
                Event::Command { node, command } => format!("{}: {command}", name(node)),
                Event::Fault(Fault::Crash(node)) => format!("{} crashes", name(node)),
                Event::Fault(Fault::Restart(node)) => format!("{} restarts", name(node)),
                Event::Fault(Fault::Pause(node)) => format!("{} pauses", name(node)),
                Event::Fault(Fault::Resume(node)) => format!("{} goes on", name(node)),
                Event::Fault(Fault::Clock(node, _, rate)) => {
                    let percent = f64::from(*rate) / 10_000.0;
                    format!("{}'s clock runs at {percent}%", name(node))
                }
                Event::Fault(fault) => format!("{fault:?}"),
            },
        }
    }
}

impl<P: Protocol> Display for Violation<P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} is broken after {} moves: {}", self.property, self.path.len(), self.why)
    }
}
