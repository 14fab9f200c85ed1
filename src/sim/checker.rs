//! The world out of time: every enabled event next. Finds the shortest run that breaks a property.
//!
//! Breadth-first over the same [`World::apply`] the simulation uses. Messages may arrive in any
//! order and timers go off at any moment, so whatever is proved here holds for every timing.

use super::fault::Fault;
use super::protocol::{Effect, Protocol, Routine};
use super::random::{Odometer, Random};
pub use super::search::{Explored, Move, Search, Violation};
use super::search::{Space, Start};
use super::sorted::SortedMap;
use super::time::{NodeId, Time};
use super::world::{Applied, Event, Outcome, Status, World};

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

/// Where a story is: the cluster, what is on its way, and what has been used up.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct State<P: Protocol> {
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
        Search::new(self.clone(), only).finish()
    }
}

impl<P: Protocol> Space for Checker<P> {
    type Protocol = P;
    type State = State<P>;

    fn protocol(&self) -> &P {
        &self.protocol
    }

    fn starts(&self) -> Vec<Start<Self>> {
        let world = World::new(&self.protocol);
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
        let all = self.successors(&start, &Move::Event(Event::Start));
        all.into_iter().map(|state| (Vec::new(), state)).collect()
    }

    fn world(state: &State<P>) -> &World<P> {
        &state.world
    }

    /// A timer that comes round for ever is waiting.
    fn is_idle(&self, way: &Move<P>) -> bool {
        let Move::Event(Event::Timer { timer, .. }) = way else { return false };
        self.protocol.background(Routine::Timer(timer))
    }

    fn states_max(&self) -> u32 {
        self.states_max
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
            Move::Tick(_) => unreachable!("here no time passes"),
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
