//! The world in counted time: every event that may be due, on clocks that drift.
//!
//! ```text
//! tick        0     1     2     3     4     5     6         true time, in equal steps
//! slow clock  0        1        2        3        4         its timers are due later
//! message     ├── arrives at any tick until the longest delay is over, or is lost ──┤
//! ```
//!
//! Time passes only when nothing is overdue: a timer goes off at the tick at which its node's clock
//! has reached it, a message arrives at the latest after the longest delay, a forced write as well.
//! What one tick holds happens in every order. A paused node lets its timers and its mail wait. So
//! what is proved here holds for protocols that rest on time, within bounds on delays and on rates,
//! up to the last tick that is looked at. The cluster is the same [`World`], and so is its meaning
//! of an event.

use super::fault::Fault;
use super::protocol::{Effect, Protocol};
use super::random::{Odometer, Random};
use super::search::{Explored, Move, Place, Search, Space, Start};
use super::sorted::SortedMap;
use super::time::{LocalTime, NodeId, Span, Time};
use super::world::{Applied, Event, Status, World};

/// What shall be explored, and how far.
#[derive(Clone, Debug)]
pub struct Counted<P: Protocol> {
    /// The protocol.
    pub protocol: P,
    /// What people ask for, each once, in this order but at any tick.
    pub commands: Vec<(NodeId, P::Command)>,
    /// A step of true time.
    pub tick: Span,
    /// The last tick.
    pub ticks: u32,
    /// A message takes at most so many ticks, and so does a forced write.
    pub longest: u32,
    /// Clocks whose rate (parts per million) may be any of these; all others are as the protocol
    /// sets them.
    pub rates: Vec<(NodeId, Vec<u32>)>,
    /// Who may crash and pause; everybody, when nobody is named.
    pub failing: Vec<NodeId>,
    /// At most so many crashes in all.
    pub crashes: u8,
    /// At most so many restarts in all.
    pub restarts: u8,
    /// At most so many messages lost.
    pub drops: u8,
    /// At most so many pauses in all; a paused node goes on at any later tick.
    pub pauses: u8,
    /// Give up after so many distinct states.
    pub states_max: u32,
}

/// A message on its way: from, to, what, and the last tick at which it may arrive.
type Letter<P> = (NodeId, NodeId, <P as Protocol>::Message, u32);

/// What is on its way, and how often.
type Letters<P> = SortedMap<Letter<P>, u8>;

type State<P> = Place<P, Letters<P>, Due<<P as Protocol>::Timer>>;

/// The tick, what is due at which, and what has been used up.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Due<T> {
    tick: u32,
    /// Armed timers, and the first and the last tick at which each goes off.
    timers: SortedMap<(NodeId, T), (u32, u32)>,
    /// Forced writes, and the last tick at which each is durable.
    forcing: SortedMap<(NodeId, u64), u32>,
    commands: u8,
    crashes: u8,
    restarts: u8,
    drops: u8,
    pauses: u8,
}

impl<T> Default for Due<T> {
    fn default() -> Self {
        let (timers, forcing) = (SortedMap::new(), SortedMap::new());
        let (commands, crashes, restarts, drops, pauses) = (0, 0, 0, 0, 0);
        Due { tick: 0, timers, forcing, commands, crashes, restarts, drops, pauses }
    }
}

impl<P: Protocol> Counted<P> {
    /// True clocks, no faults, messages that take no time, ten ticks of a second.
    pub fn new(protocol: P, commands: Vec<(NodeId, P::Command)>) -> Self {
        Counted {
            protocol,
            commands,
            tick: Span::seconds(1),
            ticks: 10,
            longest: 0,
            rates: Vec::new(),
            failing: Vec::new(),
            crashes: 0,
            restarts: 0,
            drops: 0,
            pauses: 0,
            states_max: 1_000_000,
        }
    }

    /// Explores; judges the properties in `only`, or every promised one when it is empty.
    pub fn explore(&self, only: &[&str]) -> Explored<P> {
        Search::new(self.clone(), only).finish()
    }

    fn time(&self, tick: u32) -> Time {
        Time(self.tick.0.saturating_mul(u64::from(tick)))
    }

    /// The first tick at which it is `time` or later.
    fn tick_at(&self, time: Time) -> u32 {
        u32::try_from(time.0.div_ceil(self.tick.0.max(1))).unwrap_or(u32::MAX)
    }

    /// Every choice of rates, as faults at the start. The rate that a clock has anyway is no fault.
    fn clocks(&self, world: &World<P>) -> Vec<Vec<Fault>> {
        let mut all = vec![Vec::new()];
        for (node, rates) in &self.rates {
            let clock = &world.seat(*node).clock;
            let set = |faults: &Vec<Fault>, rate: u32| {
                let fault = Fault::Clock(*node, clock.offset_us(), rate);
                let more = (rate != clock.rate_ppm()).then_some(fault);
                faults.iter().cloned().chain(more).collect()
            };
            all = all
                .iter()
                .flat_map(|faults| rates.iter().map(move |rate| (faults, *rate)))
                .map(|(faults, rate)| set(faults, rate))
                .collect();
        }
        all
    }

    /// Whether nothing has to happen before time passes.
    fn may_wait(&self, state: &State<P>) -> bool {
        let up = |node: &NodeId| state.world.is_up(*node);
        let awake = |node: &NodeId| state.world.seat(*node).status != Status::Paused;
        let mail = state.mail.keys().any(|(_, to, _, last)| *last <= state.rest.tick && awake(to));
        let timer = state
            .rest
            .timers
            .iter()
            .any(|((node, _), (_, last))| *last <= state.rest.tick && up(node));
        let write =
            state.rest.forcing.iter().any(|((node, _), last)| *last <= state.rest.tick && up(node));
        state.rest.tick < self.ticks && !mail && !timer && !write
    }

    fn faults(&self, state: &State<P>) -> Vec<Fault> {
        let mut all = Vec::new();
        let may = |id: NodeId| self.failing.is_empty() || self.failing.contains(&id);
        let seats = (0..).map(NodeId).zip(state.world.seats());
        for (id, seat) in seats.filter(|(id, _)| may(*id)) {
            match seat.status {
                Status::Paused => all.push(Fault::Resume(id)),
                Status::Up if state.rest.pauses < self.pauses => all.push(Fault::Pause(id)),
                _ => {}
            }
            if state.rest.crashes < self.crashes && seat.status != Status::Down {
                all.push(Fault::Crash(id));
            }
            if state.rest.restarts < self.restarts && seat.status == Status::Down {
                all.push(Fault::Restart(id));
            }
        }
        all
    }

    /// Books what a step brought about.
    fn post(&self, state: &mut State<P>, event: &Event<P>, applied: Applied<P>) {
        let now = self.time(state.rest.tick);
        let last = state.rest.tick.saturating_add(self.longest);
        if let Event::Fault(Fault::Crash(id)) = event {
            state.rest_mut().timers.retain(|(node, _), _| node != id);
            state.rest_mut().forcing.retain(|(node, _), _| node != id);
        }
        for (from, effect) in applied.effects {
            match effect {
                Effect::Send { to, message } if state.world.reaches(from, to) => {
                    let count = state.mail_mut().entry((from, to, message, last)).or_insert(0);
                    *count = count.saturating_add(1);
                }
                Effect::Arm { timer, least, most } => {
                    let clock = &state.world.seat(from).clock;
                    let ran = clock.stopwatch(now).0;
                    let due = |wait: Span| {
                        let at = LocalTime(ran.saturating_add_unsigned(wait.0));
                        self.tick_at(clock.passes(at, now))
                    };
                    let due = (due(least), due(most));
                    state.rest_mut().timers.insert((from, timer), due);
                }
                Effect::Disarm(timer) => {
                    state.rest_mut().timers.remove(&(from, timer));
                }
                Effect::Force(token) => {
                    state.rest_mut().forcing.insert((from, token), last);
                }
                Effect::Send { .. } | Effect::Note(_) => {}
            }
        }
    }
}

impl<P: Protocol> Space for Counted<P> {
    type Protocol = P;
    type Mail = Letters<P>;
    type Rest = Due<P::Timer>;

    fn protocol(&self) -> &P {
        &self.protocol
    }

    fn starts(&self) -> Vec<Start<Self>> {
        let blank = Place::start(&self.protocol);
        let mut all = Vec::new();
        for faults in self.clocks(&blank.world) {
            let mut start = blank.clone();
            let ways: Vec<Move<P>> =
                faults.into_iter().map(|fault| Move::Event(Event::Fault(fault))).collect();
            for way in &ways {
                start = self.successors(&start, way).swap_remove(0);
            }
            for state in self.successors(&start, &Move::Event(Event::Start)) {
                all.push((ways.clone(), state));
            }
        }
        all
    }

    fn moves(&self, state: &State<P>) -> Vec<Move<P>> {
        let mut moves = Vec::new();
        let up = |node: NodeId| state.world.is_up(node);
        for ((node, timer), (first, _)) in &state.rest.timers {
            if *first <= state.rest.tick && up(*node) {
                moves.push(Move::Event(Event::Timer { node: *node, timer: *timer }));
            }
        }
        for (node, token) in state.rest.forcing.keys().filter(|(node, _)| up(*node)) {
            moves.push(Move::Event(Event::Forced { node: *node, token: *token }));
        }
        let mut before: Option<&Letter<P>> = None;
        for letter in state.mail.keys() {
            let (from, to, message, _) = letter;
            // Of equal messages the one that is due first stands for all.
            let again = before.is_some_and(|(a, b, c, _)| (a, b, c) == (from, to, message));
            before = Some(letter);
            if again || state.world.seat(*to).status == Status::Paused {
                continue;
            }
            let (from, to, message) = (*from, *to, message.clone());
            if state.rest.drops < self.drops {
                moves.push(Move::Drop(from, to, message.clone()));
            }
            moves.push(Move::Event(Event::Deliver { from, to, message }));
        }
        if let Some((node, command)) = self.commands.get(usize::from(state.rest.commands))
            && up(*node)
        {
            let command = command.clone();
            moves.push(Move::Event(Event::Command { node: *node, command }));
        }
        moves.extend(self.faults(state).into_iter().map(|it| Move::Event(Event::Fault(it))));
        if self.may_wait(state) {
            moves.push(Move::Tick(self.time(state.rest.tick + 1)));
        }
        moves
    }

    fn successors(&self, state: &State<P>, way: &Move<P>) -> Vec<State<P>> {
        let mut next = state.clone();
        let event = match way {
            Move::Tick(_) => {
                next.rest_mut().tick += 1;
                return vec![next];
            }
            Move::Drop(from, to, message) => {
                next.take(*from, *to, message);
                next.rest_mut().drops += 1;
                return vec![next];
            }
            Move::Duplicate(..) => unreachable!("here nothing is doubled"),
            Move::Event(event) => event,
        };
        match event {
            Event::Deliver { from, to, message } => next.take(*from, *to, message),
            Event::Timer { node, timer } => {
                next.rest_mut().timers.remove(&(*node, *timer));
            }
            Event::Forced { node, token } => {
                next.rest_mut().forcing.remove(&(*node, *token));
            }
            Event::Command { .. } => next.rest_mut().commands += 1,
            Event::Fault(Fault::Crash(_)) => next.rest_mut().crashes += 1,
            Event::Fault(Fault::Restart(_)) => next.rest_mut().restarts += 1,
            Event::Fault(Fault::Pause(_)) => next.rest_mut().pauses += 1,
            Event::Start | Event::Fault(_) => {}
        }
        let now = self.time(state.rest.tick);
        let mut all = Vec::new();
        let mut random = Random::Exhaustive(Odometer::default());
        loop {
            let mut one = next.clone();
            let applied = one.world.apply(&self.protocol, event, now, &mut random);
            self.post(&mut one, event, applied);
            all.push(one);
            let Random::Exhaustive(odometer) = &mut random else { unreachable!() };
            if !odometer.turn() {
                return all;
            }
        }
    }

    fn is_idle(&self, way: &Move<P>) -> bool {
        matches!(way, Move::Tick(_))
    }

    fn states_max(&self) -> u32 {
        self.states_max
    }
}

impl<P: Protocol> State<P> {
    /// Takes the message that is due first.
    fn take(&mut self, from: NodeId, to: NodeId, message: &P::Message) {
        let same = |letter: &&Letter<P>| (letter.0, letter.1, &letter.2) == (from, to, message);
        let letter = self.mail.keys().find(same).cloned();
        let Some(letter) = letter else { return };
        let mail = self.mail_mut();
        match mail.get_mut(&letter) {
            Some(count) if *count > 1 => *count -= 1,
            _ => {
                mail.remove(&letter);
            }
        }
    }
}
