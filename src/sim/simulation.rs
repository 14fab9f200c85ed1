//! The world in time: an agenda, the earliest first. One seed, one story.

mod agenda;
mod doors;
mod mail;

pub use mail::{Flight, Journey, Loss};

use super::fault::{Act, Fate, Fault, MessageName};
use super::network::Network;
use super::protocol::{Effect, Protocol, Routine};
use super::random::{Random, Tag};
use super::sorted::SortedMap;
use super::time::{LocalTime, NodeId, Span, Time};
use super::world::{Applied, Event, Outcome, Status, World};
use agenda::{Agenda, Key};
use rand_pcg::Pcg32;

/// How far a run may go.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub struct Limits {
    /// At most so many steps.
    pub events: u32,
    /// At most so many messages, copies included.
    pub messages: u32,
    /// Not beyond this time.
    pub time: Time,
    /// With only background left, go on for so long after the last act.
    pub settle: Span,
}

/// Why a run ended.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum End {
    /// Nothing more can happen.
    Quiet,
    /// Only background timers and messages are left, and the cluster had time to settle.
    Settled,
    /// Messages are held or wait at a paused node, and nothing else can happen.
    Waiting,
    /// The bound on steps was reached.
    Events,
    /// The bound on messages was reached.
    Messages,
    /// The bound on time was reached.
    Time,
}

/// One step of a run.
#[derive(Clone, Debug)]
pub struct Step<P: Protocol> {
    /// Its number, from 0 (the start).
    pub index: u32,
    /// When it happened.
    pub time: Time,
    /// What happened; `None` when the step concerns only a message's fate.
    pub event: Option<Event<P>>,
    /// A decision about a message.
    pub fate: Option<(MessageName, Fate)>,
    /// The message that arrived or was lost.
    pub flight: Option<u32>,
    /// The step without which this one would not be: the sending, the arming, the asking.
    pub cause: Option<u32>,
    /// The act that this step is, by the number [`Simulation::post`] was given.
    pub act: Option<u32>,
    /// What it brought about.
    pub applied: Applied<P>,
    /// The messages it sent, in order, copies included.
    pub sent: Vec<u32>,
}

/// Whose turn it is of several things at one time: a person comes last, so that an intervention
/// made at a moment finds everything done that is seen at that moment.
#[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Turn {
    /// What the protocol and the network do.
    Protocol,
    /// A line of the story's script.
    Script,
    /// A person's intervention.
    Person,
}

#[derive(Clone, Debug)]
enum Item<P: Protocol> {
    Flight(u32),
    Timer { node: NodeId, timer: P::Timer },
    Forced(Write),
    Act { act: Act<P>, number: u32, cause: Option<u32> },
}

/// A forced write under way.
#[derive(Copy, Clone, Debug)]
struct Write {
    node: NodeId,
    token: u64,
    cause: u32,
    asked: Time,
    /// How long it takes, as the network says.
    usual: Span,
}

#[derive(Clone, Debug)]
struct Armed {
    key: Option<Key>,
    deadline: LocalTime,
    cause: u32,
}

/// A running cluster.
pub struct Simulation<'p, P: Protocol> {
    protocol: &'p P,
    network: Network,
    seed: u64,
    limits: Limits,
    world: World<P>,
    now: Time,
    last_act: Time,
    steps: u32,
    agenda: Agenda<Item<P>>,
    timers: SortedMap<(NodeId, P::Timer), Armed>,
    flights: Vec<Flight<P>>,
    ordinals: SortedMap<(NodeId, NodeId), u32>,
    orders: SortedMap<MessageName, Vec<Fate>>,
    waiting: Vec<Vec<Item<P>>>,
    dice: Vec<Random>,
    draws: Vec<u64>,
}

impl<'p, P: Protocol> Simulation<'p, P> {
    /// A cluster before its first step; the first [`step`](Self::step) boots every node.
    pub fn new(protocol: &'p P, network: Network, seed: u64, limits: Limits) -> Self {
        let world = World::new(protocol);
        let dice: Vec<Random> = (0..world.seats().len() as u64)
            .map(|id| Random::Seeded(Random::stream(seed, Tag::Node, [id, 0, 0])))
            .collect();
        let draws = vec![0; dice.len()];
        Simulation {
            protocol,
            network,
            seed,
            limits,
            world,
            now: Time(0),
            last_act: Time(0),
            steps: 0,
            agenda: Agenda::new(),
            timers: SortedMap::new(),
            flights: Vec::new(),
            ordinals: SortedMap::new(),
            orders: SortedMap::new(),
            waiting: dice.iter().map(|_| Vec::new()).collect(),
            dice,
            draws,
        }
    }

    /// The cluster as it is now.
    pub fn world(&self) -> &World<P> {
        &self.world
    }

    /// The time of the last step.
    pub fn now(&self) -> Time {
        self.now
    }

    /// Every message sent so far.
    pub fn flights(&self) -> &[Flight<P>] {
        &self.flights
    }

    /// Gives up the messages when the run is over.
    pub fn into_flights(self) -> Vec<Flight<P>> {
        self.flights
    }

    /// Plans `act` for `time`, at its `turn` among what happens then. A time that has passed
    /// means now. `number` comes back in [`Step::act`]; `cause` is the step that prompted it.
    pub fn post(
        &mut self,
        (time, turn): (Time, Turn),
        act: Act<P>,
        number: u32,
        cause: Option<u32>,
    ) {
        self.plan(time.max(self.now), turn, Item::Act { act, number, cause });
    }

    /// The next step, or why there is none.
    pub fn step(&mut self) -> Result<Step<P>, End> {
        if self.steps == 0 {
            let applied = self.apply(&Event::Start, NodeId(0));
            return Ok(self.finish(Some(Event::Start), None, None, None, applied));
        }
        loop {
            let (key, item) = self.next()?;
            self.now = key.0;
            if let Some(step) = self.take(item) {
                return Ok(step);
            }
        }
    }

    fn next(&mut self) -> Result<(Key, Item<P>), End> {
        if self.steps >= self.limits.events {
            return Err(End::Events);
        }
        if self.flights.len() >= self.limits.messages as usize {
            return Err(End::Messages);
        }
        let Some((key, item)) = self.agenda.first() else {
            let stuck =
                |flight: &Flight<P>| matches!(flight.journey, Journey::Held | Journey::Waiting);
            let stuck = self.flights.iter().any(stuck);
            return Err(if stuck { End::Waiting } else { End::Quiet });
        };
        if key.0 > self.limits.time {
            return Err(End::Time);
        }
        let settled = self.last_act.after(self.limits.settle);
        if key.0 > settled && is_background(self.protocol, &self.flights, item) {
            let background = |item| is_background(self.protocol, &self.flights, item);
            if self.agenda.items().all(background) {
                return Err(End::Settled);
            }
        }
        Ok(self.agenda.pop().expect("looked at above"))
    }

    /// Lets one item of the agenda happen; `None` when it only moved to a paused node's door.
    fn take(&mut self, item: Item<P>) -> Option<Step<P>> {
        let door = match &item {
            Item::Flight(id) => Some(self.flights[*id as usize].name.to),
            Item::Timer { node, .. } | Item::Forced(Write { node, .. }) => Some(*node),
            Item::Act { act: Act::Command(node, _), .. } => Some(*node),
            Item::Act { .. } => None,
        };
        if let Some(node) = door
            && self.world.seat(node).status == Status::Paused
        {
            self.wait_at(node, item);
            return None;
        }
        Some(match item {
            Item::Flight(id) => self.arrive(id),
            Item::Timer { node, timer } => {
                let armed = self.timers.remove(&(node, timer)).expect("armed");
                let event = Event::Timer { node, timer };
                let applied = self.apply(&event, node);
                self.finish(Some(event), None, Some(armed.cause), None, applied)
            }
            Item::Forced(Write { node, token, cause, .. }) => {
                let event = Event::Forced { node, token };
                let applied = self.apply(&event, node);
                self.finish(Some(event), None, Some(cause), None, applied)
            }
            Item::Act { act, number, cause } => self.act(act, number, cause),
        })
    }

    fn act(&mut self, act: Act<P>, number: u32, cause: Option<u32>) -> Step<P> {
        self.last_act = self.now;
        let event = match act {
            Act::Command(node, command) => Event::Command { node, command },
            Act::Fault(fault) => Event::Fault(fault),
            Act::Fate(name, fate) => {
                let (outcome, sent) = self.decide(name, fate);
                let applied =
                    Applied { effects: Vec::new(), rolls: Vec::new(), outcome, crashed: None };
                let mut step = self.finish(None, None, cause, Some(number), applied);
                step.fate = Some((name, fate));
                step.flight = self.find(name);
                step.sent = sent;
                return step;
            }
        };
        let node = match &event {
            Event::Command { node, .. } => *node,
            Event::Fault(fault) => fault.node().unwrap_or(NodeId(0)),
            _ => unreachable!("made just above"),
        };
        let applied = self.apply(&event, node);
        if let (Event::Fault(fault), Outcome::Done) = (&event, applied.outcome) {
            self.follow(fault);
        }
        self.finish(Some(event), None, cause, Some(number), applied)
    }

    /// What a fault means for the agenda.
    fn follow(&mut self, fault: &Fault) {
        match fault {
            Fault::Crash(node) => self.silence(*node),
            Fault::Resume(node) => self.open_door(*node),
            Fault::Clock(node, ..) => self.wind(*node),
            Fault::Disk(node, _) => self.spin(*node),
            _ => {}
        }
    }

    fn plan(&mut self, time: Time, turn: Turn, item: Item<P>) -> Key {
        self.agenda.plan(time, turn, item)
    }

    fn apply(&mut self, event: &Event<P>, node: NodeId) -> Applied<P> {
        let random = &mut self.dice[node.index()];
        self.world.apply(self.protocol, event, self.now, random)
    }

    /// Turns effects into plans and closes the step.
    fn finish(
        &mut self,
        event: Option<Event<P>>,
        flight: Option<u32>,
        cause: Option<u32>,
        act: Option<u32>,
        applied: Applied<P>,
    ) -> Step<P> {
        let mut sent = Vec::new();
        for (node, effect) in &applied.effects {
            match effect {
                Effect::Send { to, message } => self.send(*node, *to, message, &mut sent),
                Effect::Arm { timer, least, most } => self.arm(*node, *timer, *least, *most),
                Effect::Disarm(timer) => self.disarm(*node, *timer),
                Effect::Force(token) => {
                    self.force(*node, *token);
                }
                Effect::Note(_) => {}
            }
        }
        if let Some(node) = applied.crashed {
            self.silence(node);
        }
        let index = self.steps;
        self.steps += 1;
        Step { index, time: self.now, event, fate: None, flight, cause, act, applied, sent }
    }

    /// A stream for the next draw the world makes on behalf of `node`.
    fn draw(&mut self, tag: Tag, node: NodeId) -> Pcg32 {
        let count = &mut self.draws[node.index()];
        *count += 1;
        Random::stream(self.seed, tag, [u64::from(node.0), *count, 0])
    }
}

fn is_background<P: Protocol>(protocol: &P, flights: &[Flight<P>], item: &Item<P>) -> bool {
    match item {
        Item::Timer { timer, .. } => protocol.background(Routine::Timer(timer)),
        Item::Flight(id) => protocol.background(Routine::Message(&flights[*id as usize].message)),
        Item::Forced(_) | Item::Act { .. } => false,
    }
}
