//! Breadth first through everything that can happen: the shortest way to what is broken.
//!
//! ```text
//! Checker   messages in any order, timers at any moment        no time
//! Counted   messages and timers when they are due              time in ticks
//!     └── a Space: where it starts, what may happen next ──▶ Search
//! ```

use super::fault::Fault;
use super::protocol::{Property, Protocol, When};
use super::sorted::SortedMap;
use super::time::{NodeId, Time};
use super::world::{Event, World};
use std::collections::{HashMap, VecDeque};
use std::fmt::{self, Display};
use std::hash::Hash;
use std::rc::Rc;

/// A state in which a space starts, and the choices that led there.
pub type Start<S> = (Vec<Move<<S as Space>::Protocol>>, <S as Space>::State);

/// What can happen, one choice after the other.
pub trait Space: Sized {
    /// The protocol it happens to.
    type Protocol: Protocol;
    /// Where one can be.
    type State: Clone + Eq + Hash;

    /// The protocol.
    fn protocol(&self) -> &Self::Protocol;
    /// Where it starts, after every node has booted, and the choices that led there.
    fn starts(&self) -> Vec<Start<Self>>;
    /// What may happen next, without repetition.
    fn moves(&self, state: &Self::State) -> Vec<Move<Self::Protocol>>;
    /// Every state that `way` can lead to, one for each sequence of rolls.
    fn successors(&self, state: &Self::State, way: &Move<Self::Protocol>) -> Vec<Self::State>;
    /// The cluster in this state.
    fn world(state: &Self::State) -> &World<Self::Protocol>;
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
    seen: HashMap<Rc<S::State>, u32>,
    back: Vec<(u32, Option<Move<S::Protocol>>)>,
    starts: SortedMap<u32, Vec<Move<S::Protocol>>>,
    queue: VecDeque<(Rc<S::State>, u32, u32)>,
    /// What has been found so far.
    pub explored: Explored<S::Protocol>,
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
            space,
            properties,
            seen: HashMap::new(),
            back: Vec::new(),
            starts: SortedMap::new(),
            queue: VecDeque::new(),
            explored,
        };
        for (ways, state) in starts {
            let id = search.back.len() as u32;
            search.starts.insert(id, ways);
            search.meet(state, 0, None, 0);
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
            if self.explored.states >= self.space.states_max() {
                self.explored.complete = self.queue.is_empty();
                return true;
            }
            let Some((state, id, depth)) = self.queue.pop_front() else { return true };
            let moves = self.space.moves(&state);
            if moves.iter().all(|way| self.space.is_idle(way)) {
                self.judge(&state, When::Finally, id);
            }
            for way in moves {
                for next in self.space.successors(&state, &way) {
                    self.meet(next, id, Some(way.clone()), depth + 1);
                }
            }
        }
        true
    }

    fn meet(&mut self, state: S::State, from: u32, way: Option<Move<S::Protocol>>, depth: u32) {
        if self.seen.contains_key(&state) || self.explored.violation.is_some() {
            return;
        }
        let state = Rc::new(state);
        let id = self.back.len() as u32;
        self.back.push((from, way));
        self.seen.insert(Rc::clone(&state), id);
        self.explored.states += 1;
        self.explored.depth = self.explored.depth.max(depth);
        self.judge(&state, When::Always, id);
        self.queue.push_back((state, id, depth));
    }

    fn judge(&mut self, state: &S::State, when: When, id: u32) {
        for property in &self.properties {
            let held = (property.holds)(self.space.protocol(), S::world(state));
            match (property.when, held) {
                (When::Sometimes, Ok(())) if !self.explored.reached.contains(&property.name) => {
                    self.explored.reached.push(property.name);
                }
                (judged, Err(why)) if judged == when && judged != When::Sometimes => {
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
        while let (from, Some(way)) = &self.back[id as usize] {
            path.push(way.clone());
            id = *from;
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
