//! The world in time: an agenda, the earliest first. One seed, one story.

use super::fault::{Act, Fate, Fault, MessageName};
use super::network::Network;
use super::protocol::{Effect, Protocol};
use super::random::{Random, Tag, below};
use super::time::{LocalTime, NodeId, Span, Time};
use super::world::{Applied, Event, Outcome, Status, World};
use rand_pcg::Pcg32;
use std::collections::BTreeMap;

/// How far a run may go.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub struct Limits {
    /// At most so many steps.
    pub events: u32,
    /// At most so many messages, copies included.
    pub messages: u32,
    /// Not beyond this time.
    pub time: Time,
    /// With only background timers left, go on for so long after the last act.
    pub settle: Span,
}

/// Why a run ended.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum End {
    /// Nothing more can happen.
    Quiet,
    /// Only background timers are left, and the cluster had time to settle.
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

/// Why a message never arrived.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum Loss {
    /// The network lost it by chance.
    Weather,
    /// Its link was cut when it was sent or when it would have arrived.
    Cut,
    /// Its receiver was down.
    Down,
    /// A person dropped it.
    Dropped,
}

/// Where a message is, or how it ended.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum Journey {
    /// On its way, and due then.
    Due(Time),
    /// Held by a person.
    Held,
    /// At a paused node's door.
    Waiting,
    /// Arrived, at this step.
    Arrived(u32),
    /// Gone, at this step.
    Lost(u32, Loss),
}

/// One message (or one copy of it) on its way through the network.
#[derive(Clone, Debug)]
pub struct Flight<P: Protocol> {
    /// Its name; a copy shares it with the original.
    pub name: MessageName,
    /// What it says.
    pub message: P::Message,
    /// The step that sent it.
    pub sent_by: u32,
    /// When it was sent.
    pub sent: Time,
    /// When a person first held it.
    pub held: Option<Time>,
    /// For a copy, the flight it is a copy of.
    pub copy_of: Option<u32>,
    /// Where it is.
    pub journey: Journey,
    doom: Option<Loss>,
    key: Option<Key>,
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

type Key = (Time, u8, u64);
const PROTOCOL: u8 = 0;
const PERSON: u8 = 1;

#[derive(Clone, Debug)]
enum Item<P: Protocol> {
    Flight(u32),
    Timer { node: NodeId, timer: P::Timer },
    Forced { node: NodeId, token: u64, cause: u32 },
    Act { act: Act<P>, number: u32, cause: Option<u32> },
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
    agenda: BTreeMap<Key, Item<P>>,
    sequence: u64,
    timers: BTreeMap<(NodeId, P::Timer), Armed>,
    flights: Vec<Flight<P>>,
    ordinals: BTreeMap<(NodeId, NodeId), u32>,
    orders: BTreeMap<MessageName, Vec<Fate>>,
    waiting: BTreeMap<NodeId, Vec<Item<P>>>,
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
            agenda: BTreeMap::new(),
            sequence: 0,
            timers: BTreeMap::new(),
            flights: Vec::new(),
            ordinals: BTreeMap::new(),
            orders: BTreeMap::new(),
            waiting: BTreeMap::new(),
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

    /// Plans `act` for `time`, after everything the protocol does then. A time that has passed
    /// means now. `number` comes back in [`Step::act`]; `cause` is the step that prompted it.
    pub fn post(&mut self, time: Time, act: Act<P>, number: u32, cause: Option<u32>) {
        self.plan(time.max(self.now), PERSON, Item::Act { act, number, cause });
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
        let Some((key, item)) = self.agenda.first_key_value() else {
            let stuck =
                |flight: &Flight<P>| matches!(flight.journey, Journey::Held | Journey::Waiting);
            let stuck = self.flights.iter().any(stuck);
            return Err(if stuck { End::Waiting } else { End::Quiet });
        };
        if key.0 > self.limits.time {
            return Err(End::Time);
        }
        let settled = self.last_act.after(self.limits.settle);
        if key.0 > settled && self.is_background(item) {
            let only = self.agenda.values().all(|item| self.is_background(item));
            if only {
                return Err(End::Settled);
            }
        }
        Ok(self.agenda.pop_first().expect("looked at above"))
    }

    fn is_background(&self, item: &Item<P>) -> bool {
        matches!(item, Item::Timer { timer, .. } if self.protocol.background(timer))
    }

    /// Lets one item of the agenda happen; `None` when it only moved to a paused node's door.
    fn take(&mut self, item: Item<P>) -> Option<Step<P>> {
        let door = match &item {
            Item::Flight(id) => Some(self.flights[*id as usize].name.to),
            Item::Timer { node, .. } | Item::Forced { node, .. } => Some(*node),
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
            Item::Forced { node, token, cause } => {
                let event = Event::Forced { node, token };
                let applied = self.apply(&event, node);
                self.finish(Some(event), None, Some(cause), None, applied)
            }
            Item::Act { act, number, cause } => self.act(act, number, cause),
        })
    }

    fn wait_at(&mut self, node: NodeId, item: Item<P>) {
        match &item {
            Item::Flight(id) => {
                let flight = &mut self.flights[*id as usize];
                flight.journey = Journey::Waiting;
                flight.key = None;
            }
            Item::Timer { node, timer } => {
                self.timers.get_mut(&(*node, *timer)).expect("armed").key = None;
            }
            Item::Forced { .. } | Item::Act { .. } => {}
        }
        self.waiting.entry(node).or_default().push(item);
    }

    fn arrive(&mut self, id: u32) -> Step<P> {
        let flight = &self.flights[id as usize];
        let MessageName { from, to, .. } = flight.name;
        let (cause, doom) = (Some(flight.sent_by), flight.doom);
        let event = Event::Deliver { from, to, message: flight.message.clone() };
        let (applied, loss) = match doom {
            Some(loss) => (lost(loss), Some(loss)),
            None if !self.world.reaches(from, to) => (lost(Loss::Cut), Some(Loss::Cut)),
            None => {
                let applied = self.apply(&event, to);
                let down = matches!(applied.outcome, Outcome::Lost(_)).then_some(Loss::Down);
                (applied, down)
            }
        };
        let flight = &mut self.flights[id as usize];
        flight.key = None;
        flight.journey = match loss {
            Some(loss) => Journey::Lost(self.steps, loss),
            None => Journey::Arrived(self.steps),
        };
        self.finish(Some(event), Some(id), cause, None, applied)
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
            _ => {}
        }
    }

    fn silence(&mut self, node: NodeId) {
        let gone: Vec<P::Timer> =
            self.timers.keys().filter(|key| key.0 == node).map(|key| key.1).collect();
        for timer in gone {
            self.disarm(node, timer);
        }
        self.agenda.retain(|_, item| !matches!(item, Item::Forced { node: at, .. } if *at == node));
        self.open_door(node);
    }

    /// Puts what waited at a paused node back on the agenda, now and in order.
    fn open_door(&mut self, node: NodeId) {
        for item in self.waiting.remove(&node).unwrap_or_default() {
            let alive = self.world.is_up(node);
            match &item {
                Item::Timer { timer, .. } if !self.timers.contains_key(&(node, *timer)) => continue,
                Item::Forced { .. } if !alive => continue,
                _ => {}
            }
            let key = self.plan(self.now, PROTOCOL, item.clone());
            match item {
                Item::Flight(id) => {
                    let flight = &mut self.flights[id as usize];
                    flight.journey = Journey::Due(self.now);
                    flight.key = Some(key);
                }
                Item::Timer { timer, .. } => {
                    self.timers.get_mut(&(node, timer)).expect("armed").key = Some(key);
                }
                Item::Forced { .. } | Item::Act { .. } => {}
            }
        }
    }

    /// Moves a node's timers to when its changed clock will show their deadlines.
    fn wind(&mut self, node: NodeId) {
        let mine: Vec<P::Timer> = self
            .timers
            .iter()
            .filter(|(key, armed)| key.0 == node && armed.key.is_some())
            .map(|(key, _)| key.1)
            .collect();
        for timer in mine {
            let armed = self.timers[&(node, timer)].clone();
            self.agenda.remove(&armed.key.expect("filtered"));
            let at = self.world.seat(node).clock.reaches(armed.deadline, self.now);
            let key = self.plan(at, PROTOCOL, Item::Timer { node, timer });
            self.timers.insert((node, timer), Armed { key: Some(key), ..armed });
        }
    }

    /// Carries out a person's decision about a message; standing orders wait for the sending.
    fn decide(&mut self, name: MessageName, fate: Fate) -> (Outcome, Vec<u32>) {
        let sent = self.ordinals.get(&(name.from, name.to)).copied().unwrap_or(0);
        if name.ordinal > sent {
            self.orders.entry(name).or_default().push(fate);
            return (Outcome::Done, Vec::new());
        }
        let on_the_way = |flight: &Flight<P>| {
            flight.name == name && matches!(flight.journey, Journey::Due(_) | Journey::Held)
        };
        let ids: Vec<u32> =
            (0..).zip(&self.flights).filter(|(_, f)| on_the_way(f)).map(|(id, _)| id).collect();
        if ids.is_empty() {
            return (Outcome::Void("it is no longer on its way"), Vec::new());
        }
        let copies = ids.into_iter().filter_map(|id| self.redirect(id, fate)).collect();
        (Outcome::Done, copies)
    }

    /// Applies `fate` to a flight that is on its way; the new flight when it makes one.
    fn redirect(&mut self, id: u32, fate: Fate) -> Option<u32> {
        let now = self.now;
        let old = self.flights[id as usize].clone();
        if fate != Fate::Duplicate
            && let Some(key) = self.flights[id as usize].key.take()
        {
            self.agenda.remove(&key);
        }
        match fate {
            Fate::Drop => {
                self.flights[id as usize].journey = Journey::Lost(self.steps, Loss::Dropped);
            }
            Fate::Hold => {
                let flight = &mut self.flights[id as usize];
                flight.journey = Journey::Held;
                flight.held.get_or_insert(now);
            }
            Fate::Deliver => self.rescue(id, now),
            Fate::Delay(span) => self.rescue(id, now.after(span)),
            Fate::Duplicate => {
                let took = match old.journey {
                    Journey::Due(due) => due.since(old.sent),
                    _ => Span(0),
                };
                let copy = self.copy(id);
                self.flights[copy as usize].sent = now;
                self.flights[copy as usize].sent_by = self.steps;
                self.launch(copy, now.after(took));
                return Some(copy);
            }
        }
        None
    }

    /// Sends a flight on by hand: what chance would have lost now arrives.
    fn rescue(&mut self, id: u32, due: Time) {
        let doom = &mut self.flights[id as usize].doom;
        *doom = doom.filter(|loss| *loss != Loss::Weather);
        self.launch(id, due);
    }

    fn copy(&mut self, id: u32) -> u32 {
        let mut copy = self.flights[id as usize].clone();
        copy.copy_of = Some(copy.copy_of.unwrap_or(id));
        copy.key = None;
        copy.held = None;
        self.flights.push(copy);
        self.flights.len() as u32 - 1
    }

    fn launch(&mut self, id: u32, due: Time) {
        let key = self.plan(due, PROTOCOL, Item::Flight(id));
        let flight = &mut self.flights[id as usize];
        flight.journey = Journey::Due(due);
        flight.key = Some(key);
    }

    fn plan(&mut self, time: Time, class: u8, item: Item<P>) -> Key {
        let key = (time, class, self.sequence);
        self.sequence += 1;
        self.agenda.insert(key, item);
        key
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
                    let mut rng = self.draw(Tag::Force, *node);
                    let at = self.now.after(self.network.force.draw(&mut rng));
                    let item = Item::Forced { node: *node, token: *token, cause: self.steps };
                    self.plan(at, PROTOCOL, item);
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

    fn send(&mut self, from: NodeId, to: NodeId, message: &P::Message, sent: &mut Vec<u32>) {
        let ordinal = self.ordinals.entry((from, to)).or_insert(0);
        *ordinal += 1;
        let name = MessageName { from, to, ordinal: *ordinal };
        let key = [u64::from(from.0), u64::from(to.0), u64::from(name.ordinal)];
        let mut rng = Random::stream(self.seed, Tag::Message, key);
        let weather = below(&mut rng, 1_000_000) < u64::from(self.network.loss_ppm);
        let twice = below(&mut rng, 1_000_000) < u64::from(self.network.duplication_ppm);
        let delay = self.network.leg(self.protocol.leg(message)).clone();
        let took = delay.draw(&mut rng);
        let cut = !self.world.reaches(from, to);
        let doom = if cut { Some(Loss::Cut) } else { weather.then_some(Loss::Weather) };
        let id = self.flights.len() as u32;
        self.flights.push(Flight {
            name,
            message: message.clone(),
            sent_by: self.steps,
            sent: self.now,
            held: None,
            copy_of: None,
            journey: Journey::Held,
            doom,
            key: None,
        });
        sent.push(id);
        self.launch(id, self.now.after(took));
        if twice {
            let copy = self.copy(id);
            let again = delay.draw(&mut rng);
            self.flights[copy as usize].doom = cut.then_some(Loss::Cut);
            self.launch(copy, self.now.after(again));
            sent.push(copy);
        }
        for fate in self.orders.remove(&name).unwrap_or_default() {
            if fate == Fate::Drop {
                self.flights[id as usize].doom = Some(Loss::Dropped);
            } else {
                sent.extend(self.redirect(id, fate));
            }
        }
    }

    fn arm(&mut self, node: NodeId, timer: P::Timer, least: Span, most: Span) {
        self.disarm(node, timer);
        let mut wait = least;
        if most > least {
            let mut rng = self.draw(Tag::Timer, node);
            wait = Span(least.0 + below(&mut rng, most.0 - least.0 + 1));
        }
        let clock = &self.world.seat(node).clock;
        let deadline = LocalTime(clock.local(self.now).0.saturating_add_unsigned(wait.0));
        let at = clock.reaches(deadline, self.now);
        let key = Some(self.plan(at, PROTOCOL, Item::Timer { node, timer }));
        self.timers.insert((node, timer), Armed { key, deadline, cause: self.steps });
    }

    fn disarm(&mut self, node: NodeId, timer: P::Timer) {
        if let Some(Armed { key: Some(key), .. }) = self.timers.remove(&(node, timer)) {
            self.agenda.remove(&key);
        }
    }

    /// A stream for the next draw the world makes on behalf of `node`.
    fn draw(&mut self, tag: Tag, node: NodeId) -> Pcg32 {
        let count = &mut self.draws[node.index()];
        *count += 1;
        Random::stream(self.seed, tag, [u64::from(node.0), *count, 0])
    }
}

fn lost<P: Protocol>(loss: Loss) -> Applied<P> {
    let why = match loss {
        Loss::Weather => "lost on the way",
        Loss::Cut => "the link is cut",
        Loss::Down => "the node is down",
        Loss::Dropped => "dropped by hand",
    };
    Applied { effects: Vec::new(), rolls: Vec::new(), outcome: Outcome::Lost(why), crashed: None }
}
