//! The world out of time: every enabled event next. Finds the shortest run that breaks a property.
//!
//! Breadth-first over the same [`World::apply`] the simulation uses. Messages may arrive in any
//! order and timers go off at any moment, so whatever is proved here holds for every timing.

mod index;
mod search;
mod state;

pub use index::hash;
pub use search::Search;

use super::fault::Fault;
use super::protocol::Protocol;
use super::random::{Odometer, Random};
use super::time::{NodeId, Time};
use super::world::{Event, Status};
use state::State;
use std::fmt::{self, Display};

/// What shall be explored, and how far.
#[derive(Clone, Debug)]
pub struct Checker<P: Protocol> {
    /// The protocol.
    pub protocol: P,
    /// What people ask for, each once, in this order but at any moment.
    pub commands: Vec<(NodeId, P::Command)>,
    /// At most so many crashes in all.
    pub crashes: u8,
    /// At most so many crashes of one node.
    pub crashes_each: u8,
    /// At most so many restarts in all.
    pub restarts: u8,
    /// At most so many messages lost.
    pub drops: u8,
    /// At most so many messages doubled.
    pub duplicates: u8,
    /// What becomes of a message that has arrived.
    pub mail: Mail,
    /// Whether timers may go off.
    pub timers: bool,
    /// Give up after so many distinct states.
    pub states_max: u32,
}

/// What becomes of a message that has arrived.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum Mail {
    /// It is gone. What is lost or doubled is counted.
    Taken,
    /// It may arrive again at any time, as what was once sent always may: any loss, any number of
    /// copies, any delay. Makes finite what timers repeat for ever. Nothing ever falls quiet.
    Kept,
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

impl<P: Protocol> Checker<P> {
    /// No faults, timers on, a million states.
    pub fn new(protocol: P, commands: Vec<(NodeId, P::Command)>) -> Self {
        Checker {
            protocol,
            commands,
            crashes: 0,
            crashes_each: u8::MAX,
            restarts: 0,
            drops: 0,
            duplicates: 0,
            mail: Mail::Taken,
            timers: true,
            states_max: 1_000_000,
        }
    }

    /// Explores; judges the properties in `only`, or every promised one when it is empty.
    pub fn explore(&self, only: &[&str]) -> Explored<P> {
        let mut search = Search::new(self.clone(), only);
        while !search.go(u32::MAX) {}
        search.explored
    }

    fn moves(&self, state: &State<P>) -> Vec<Move<P>> {
        let (world, spent) = (&state.world, &state.spent);
        let mut moves = Vec::new();
        if let Some((node, command)) = self.commands.get(usize::from(spent.commands))
            && world.is_up(*node)
        {
            let command = command.clone();
            moves.push(Move::Event(Event::Command { node: *node, command }));
        }
        for (from, to, message) in state.mail.keys() {
            let (from, to, message) = (*from, *to, message.clone());
            moves.push(Move::Event(Event::Deliver { from, to, message: message.clone() }));
            if spent.drops < self.drops {
                moves.push(Move::Drop(from, to, message.clone()));
            }
            if spent.duplicates < self.duplicates {
                moves.push(Move::Duplicate(from, to, message));
            }
        }
        for (id, seat) in (0..).map(NodeId).zip(world.seats()) {
            if let Some(token) = seat.forcing.front() {
                moves.push(Move::Event(Event::Forced { node: id, token: *token }));
            }
            let timers = seat.timers.iter().filter(|_| self.timers);
            moves.extend(timers.map(|t| Move::Event(Event::Timer { node: id, timer: *t })));
            let mine = spent.crashed.get(&id).copied().unwrap_or(0);
            let may_crash = spent.crashes < self.crashes && mine < self.crashes_each;
            if may_crash && seat.status != Status::Down {
                moves.push(Move::Event(Event::Fault(Fault::Crash(id))));
            }
            if spent.restarts < self.restarts && seat.status == Status::Down {
                moves.push(Move::Event(Event::Fault(Fault::Restart(id))));
            }
        }
        moves
    }

    /// Every state that `way` can lead to, one for each sequence of rolls.
    fn successors(&self, state: &State<P>, way: &Move<P>) -> Vec<State<P>> {
        let mut next = state.clone();
        let event = match way {
            Move::Drop(from, to, message) => {
                next.take(*from, *to, message);
                next.spent().drops += 1;
                return vec![next];
            }
            Move::Duplicate(from, to, message) => {
                next.add((*from, *to, message.clone()));
                next.spent().duplicates += 1;
                return vec![next];
            }
            Move::Event(event) => event,
        };
        match event {
            Event::Deliver { from, to, message } if self.mail == Mail::Taken => {
                next.take(*from, *to, message);
            }
            Event::Command { .. } => next.spent().commands += 1,
            Event::Fault(Fault::Crash(node)) => {
                let spent = next.spent();
                spent.crashes += 1;
                if self.crashes_each < u8::MAX {
                    *spent.crashed.entry(*node).or_insert(0) += 1;
                }
            }
            Event::Fault(Fault::Restart(_)) => next.spent().restarts += 1,
            _ => {}
        }
        let mut all = Vec::new();
        let mut random = Random::Exhaustive(Odometer::default());
        loop {
            let mut one = next.clone();
            let applied = one.world.apply(&self.protocol, event, Time(0), &mut random);
            one.post(applied, self.mail);
            all.push(one);
            let Random::Exhaustive(odometer) = &mut random else { unreachable!() };
            if !odometer.turn() {
                return all;
            }
        }
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
            Move::Event(event) => match event {
                Event::Start => "the cluster starts".to_string(),
                Event::Deliver { from, to, message } => between("arrives", from, to, message),
                Event::Timer { node, timer } => format!("{}: {timer} goes off", name(node)),
                Event::Forced { node, token } => format!("{}: {token} is durable", name(node)),
                Event::Command { node, command } => format!("{}: {command}", name(node)),
                Event::Fault(Fault::Crash(node)) => format!("{} crashes", name(node)),
                Event::Fault(Fault::Restart(node)) => format!("{} restarts", name(node)),
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
