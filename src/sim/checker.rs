//! The world out of time: every enabled event next. Finds the shortest run that breaks a property.
//!
//! Breadth-first over the same [`World::apply`] the simulation uses. Messages may arrive in any
//! order and timers go off at any moment, so whatever is proved here holds for every timing.

use super::fault::Fault;
use super::protocol::{Effect, Protocol, Routine, When};
use super::random::{Odometer, Random};
use super::sorted::SortedMap;
use super::time::{NodeId, Time};
use super::world::{Applied, Event, Outcome, Status, World};
use std::collections::{HashMap, VecDeque};
use std::fmt::{self, Display};
use std::rc::Rc;

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

#[derive(Clone, PartialEq, Eq, Hash)]
struct State<P: Protocol> {
    world: World<P>,
    mail: SortedMap<(NodeId, NodeId, P::Message), u8>,
    commands: u8,
    crashes: u8,
    /// Of each node, where that is bounded.
    crashed: SortedMap<NodeId, u8>,
    restarts: u8,
    drops: u8,
    duplicates: u8,
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
        let world = &state.world;
        let mut moves = Vec::new();
        if let Some((node, command)) = self.commands.get(usize::from(state.commands))
            && world.is_up(*node)
        {
            let command = command.clone();
            moves.push(Move::Event(Event::Command { node: *node, command }));
        }
        for (from, to, message) in state.mail.keys() {
            let (from, to, message) = (*from, *to, message.clone());
            moves.push(Move::Event(Event::Deliver { from, to, message: message.clone() }));
            if state.drops < self.drops {
                moves.push(Move::Drop(from, to, message.clone()));
            }
            if state.duplicates < self.duplicates {
                moves.push(Move::Duplicate(from, to, message));
            }
        }
        for (id, seat) in (0..).map(NodeId).zip(world.seats()) {
            if let Some(token) = seat.forcing.front() {
                moves.push(Move::Event(Event::Forced { node: id, token: *token }));
            }
            let timers = seat.timers.iter().filter(|_| self.timers);
            moves.extend(timers.map(|t| Move::Event(Event::Timer { node: id, timer: *t })));
            let mine = state.crashed.get(&id).copied().unwrap_or(0);
            let spent = state.crashes >= self.crashes || mine >= self.crashes_each;
            if !spent && seat.status != Status::Down {
                moves.push(Move::Event(Event::Fault(Fault::Crash(id))));
            }
            if state.restarts < self.restarts && seat.status == Status::Down {
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
                next.drops += 1;
                return vec![next];
            }
            Move::Duplicate(from, to, message) => {
                next.add((*from, *to, message.clone()));
                next.duplicates += 1;
                return vec![next];
            }
            Move::Event(event) => event,
        };
        match event {
            Event::Deliver { from, to, message } if self.mail == Mail::Taken => {
                next.take(*from, *to, message);
            }
            Event::Command { .. } => next.commands += 1,
            Event::Fault(Fault::Crash(node)) => {
                next.crashes += 1;
                if self.crashes_each < u8::MAX {
                    *next.crashed.entry(*node).or_insert(0) += 1;
                }
            }
            Event::Fault(Fault::Restart(_)) => next.restarts += 1,
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

impl<P: Protocol> State<P> {
    fn take(&mut self, from: NodeId, to: NodeId, message: &P::Message) {
        let key = (from, to, message.clone());
        match self.mail.get_mut(&key) {
            Some(count) if *count > 1 => *count -= 1,
            _ => {
                self.mail.remove(&key);
            }
        }
    }

    fn add(&mut self, key: (NodeId, NodeId, P::Message)) {
        let count = self.mail.entry(key).or_insert(0);
        *count = count.saturating_add(1);
    }

    fn post(&mut self, applied: Applied<P>, mail: Mail) {
        debug_assert!(!matches!(applied.outcome, Outcome::Void(_)), "only enabled moves are made");
        for (from, effect) in applied.effects {
            if let Effect::Send { to, message } = effect
                && self.world.reaches(from, to)
            {
                match mail {
                    Mail::Taken => self.add((from, to, message)),
                    Mail::Kept => {
                        self.mail.insert((from, to, message), 1);
                    }
                }
            }
        }
    }
}

/// An exploration under way.
pub struct Search<P: Protocol> {
    checker: Checker<P>,
    properties: Vec<super::protocol::Property<P>>,
    seen: HashMap<Rc<State<P>>, u32>,
    back: Vec<(u32, Option<Move<P>>)>,
    queue: VecDeque<(Rc<State<P>>, u32, u32)>,
    /// What has been found so far.
    pub explored: Explored<P>,
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
        let (seen, queue) = (HashMap::new(), VecDeque::new());
        let mut search = Search { checker, properties, seen, back: Vec::new(), queue, explored };
        search.start();
        search
    }

    fn start(&mut self) {
        let world = World::new(&self.checker.protocol);
        let (mail, zero) = (SortedMap::new(), 0);
        let start = State {
            world,
            mail,
            commands: zero,
            crashes: zero,
            crashed: SortedMap::new(),
            restarts: zero,
            drops: zero,
            duplicates: zero,
        };
        for state in self.checker.successors(&start, &Move::Event(Event::Start)) {
            self.meet(state, 0, None, 0);
        }
    }

    /// Goes on until about so many more states are known; true when there is nothing left to do.
    pub fn go(&mut self, more: u32) -> bool {
        let enough = self.explored.states.saturating_add(more);
        while self.explored.violation.is_none() {
            if self.explored.states >= enough {
                return false;
            }
            if self.explored.states >= self.checker.states_max {
                self.explored.complete = self.queue.is_empty();
                return true;
            }
            let Some((state, id, depth)) = self.queue.pop_front() else { return true };
            let moves = self.checker.moves(&state);
            if moves.iter().all(|way| self.is_idle(way)) {
                self.judge(&state, When::Finally, id);
            }
            for way in moves {
                for next in self.checker.successors(&state, &way) {
                    self.meet(next, id, Some(way.clone()), depth + 1);
                }
            }
        }
        true
    }

    fn meet(&mut self, state: State<P>, from: u32, way: Option<Move<P>>, depth: u32) {
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

    /// Whether a move is no more than waiting: a timer that comes round for ever. With nothing else
    /// left to happen a story has fallen quiet.
    fn is_idle(&self, way: &Move<P>) -> bool {
        let Move::Event(Event::Timer { timer, .. }) = way else { return false };
        self.checker.protocol.background(Routine::Timer(timer))
    }

    fn judge(&mut self, state: &State<P>, when: When, id: u32) {
        for property in &self.properties {
            let held = (property.holds)(&self.checker.protocol, &state.world);
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

    fn path(&self, mut id: u32) -> Vec<Move<P>> {
        let mut path = Vec::new();
        while let (from, Some(way)) = &self.back[id as usize] {
            path.push(way.clone());
            id = *from;
        }
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
