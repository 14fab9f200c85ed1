//! The world out of time: every enabled event next. Finds the shortest run that breaks a property.
//!
//! Breadth-first over the same [`World::apply`] the simulation uses. Messages may arrive in any
//! order and timers go off at any moment, so whatever is proved here holds for every timing.

use super::fault::Fault;
use super::protocol::{Effect, Protocol, Routine};
use super::random::{Odometer, Random};
pub use super::search::{Explored, Move, Search, Violation};
use super::search::{Place, Space, Start};
use super::sorted::SortedMap;
use super::time::{NodeId, Time};
use super::world::{Applied, Event, Outcome, Status};

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

/// What is on its way from whom to whom, and how often.
type Letters<P> = SortedMap<(NodeId, NodeId, <P as Protocol>::Message), u8>;

type State<P> = Place<P, Letters<P>, Spent>;

/// What has been used up.
#[derive(Clone, Default, PartialEq, Eq, Hash)]
pub struct Spent {
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
    type Mail = Letters<P>;
    type Rest = Spent;

    fn protocol(&self) -> &P {
        &self.protocol
    }

    fn starts(&self) -> Vec<Start<Self>> {
        let start = Place::start(&self.protocol);
        let all = self.successors(&start, &Move::Event(Event::Start));
        all.into_iter().map(|state| (Vec::new(), state)).collect()
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
        let (world, spent) = (&state.world, &state.rest);
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

    fn successors(&self, state: &State<P>, way: &Move<P>) -> Vec<State<P>> {
        let mut next = state.clone();
        let event = match way {
            Move::Drop(from, to, message) => {
                next.take(*from, *to, message);
                next.rest_mut().drops += 1;
                return vec![next];
            }
            Move::Duplicate(from, to, message) => {
                next.add((*from, *to, message.clone()));
                next.rest_mut().duplicates += 1;
                return vec![next];
            }
            Move::Event(event) => event,
            Move::Tick(_) => unreachable!("here no time passes"),
        };
        match event {
            Event::Deliver { from, to, message } if self.mail == Mail::Taken => {
                next.take(*from, *to, message);
            }
            Event::Command { .. } => next.rest_mut().commands += 1,
            Event::Fault(Fault::Crash(node)) => {
                let spent = next.rest_mut();
                spent.crashes += 1;
                if self.crashes_each < u8::MAX {
                    *spent.crashed.entry(*node).or_insert(0) += 1;
                }
            }
            Event::Fault(Fault::Restart(_)) => next.rest_mut().restarts += 1,
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
        let mail = self.mail_mut();
        match mail.get_mut(&key) {
            Some(count) if *count > 1 => *count -= 1,
            _ => {
                mail.remove(&key);
            }
        }
    }

    fn add(&mut self, key: (NodeId, NodeId, P::Message)) {
        let count = self.mail_mut().entry(key).or_insert(0);
        *count = count.saturating_add(1);
    }

    fn post(&mut self, applied: Applied<P>, mail: Mail) {
        debug_assert!(!matches!(applied.outcome, Outcome::Void(_)), "only enabled moves are made");
        for (from, effect) in applied.effects {
            if let Effect::Send { to, message } = effect
                && self.world.reaches(from, to)
            {
                let key = (from, to, message);
                match mail {
                    Mail::Kept if self.mail.contains_key(&key) => {}
                    Mail::Taken | Mail::Kept => self.add(key),
                }
            }
        }
    }
}
