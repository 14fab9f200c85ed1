//! Messages on their way: sent, lost, held, copied, arrived.

use super::{Item, Key, Simulation, Step, Turn};
use crate::sim::fault::{Fate, MessageName};
use crate::sim::protocol::Protocol;
use crate::sim::random::{Random, Tag, below};
use crate::sim::time::{NodeId, Span, Time};
use crate::sim::world::{Applied, Event, Outcome};

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
    pub(super) doom: Option<Loss>,
    pub(super) key: Option<Key>,
}

impl<P: Protocol> Simulation<'_, P> {
    pub(super) fn send(
        &mut self,
        from: NodeId,
        to: NodeId,
        message: &P::Message,
        sent: &mut Vec<u32>,
    ) {
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

    pub(super) fn arrive(&mut self, id: u32) -> Step<P> {
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

    /// The first flight of this name.
    pub(super) fn find(&self, name: MessageName) -> Option<u32> {
        let at = self.flights.iter().position(|flight| flight.name == name)?;
        u32::try_from(at).ok()
    }

    /// Carries out a person's decision about a message; standing orders wait for the sending.
    pub(super) fn decide(&mut self, name: MessageName, fate: Fate) -> (Outcome, Vec<u32>) {
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
        // One more copy at a time: were each copy doubled, twenty orders would make a million.
        let most = if fate == Fate::Duplicate { 1 } else { ids.len() };
        let copies = ids.into_iter().take(most).filter_map(|id| self.redirect(id, fate)).collect();
        (Outcome::Done, copies)
    }

    /// Applies `fate` to a flight that is on its way; the new flight when it makes one.
    pub(super) fn redirect(&mut self, id: u32, fate: Fate) -> Option<u32> {
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
    pub(super) fn rescue(&mut self, id: u32, due: Time) {
        let doom = &mut self.flights[id as usize].doom;
        *doom = doom.filter(|loss| *loss != Loss::Weather);
        self.launch(id, due);
    }

    pub(super) fn copy(&mut self, id: u32) -> u32 {
        let mut copy = self.flights[id as usize].clone();
        copy.copy_of = Some(copy.copy_of.unwrap_or(id));
        copy.key = None;
        copy.held = None;
        self.flights.push(copy);
        self.flights.len() as u32 - 1
    }

    pub(super) fn launch(&mut self, id: u32, due: Time) {
        let key = self.plan(due, Turn::Protocol, Item::Flight(id));
        let flight = &mut self.flights[id as usize];
        flight.journey = Journey::Due(due);
        flight.key = Some(key);
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
