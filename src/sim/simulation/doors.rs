//! Timers, forced writes, and what waits at the door of a paused node.

use super::{Armed, Item, Journey, Simulation, Turn, Write};
use crate::sim::protocol::Protocol;
use crate::sim::random::{Tag, below};
use crate::sim::time::{LocalTime, NodeId, Span};

impl<P: Protocol> Simulation<'_, P> {
    pub(super) fn arm(&mut self, node: NodeId, timer: P::Timer, least: Span, most: Span) {
        self.disarm(node, timer);
        let mut wait = least;
        if most > least {
            let mut rng = self.draw(Tag::Timer, node);
            wait = Span(least.0 + below(&mut rng, most.0 - least.0 + 1));
        }
        let clock = &self.world.seat(node).clock;
        let deadline = LocalTime(clock.stopwatch(self.now).0.saturating_add_unsigned(wait.0));
        let at = clock.passes(deadline, self.now);
        let key = Some(self.plan(at, Turn::Protocol, Item::Timer { node, timer }));
        self.timers.insert((node, timer), Armed { key, deadline, cause: self.steps });
    }

    pub(super) fn disarm(&mut self, node: NodeId, timer: P::Timer) {
        if let Some(Armed { key: Some(key), .. }) = self.timers.remove(&(node, timer)) {
            self.agenda.remove(&key);
        }
    }

    pub(super) fn wait_at(&mut self, node: NodeId, item: Item<P>) {
        match &item {
            Item::Flight(id) => {
                let flight = &mut self.flights[*id as usize];
                flight.journey = Journey::Waiting;
                flight.key = None;
            }
            Item::Timer { node, timer } => {
                self.timers.get_mut(&(*node, *timer)).expect("armed").key = None;
            }
            Item::Forced(_) | Item::Act { .. } => {}
        }
        self.waiting[node.index()].push(item);
    }

    pub(super) fn silence(&mut self, node: NodeId) {
        let gone: Vec<P::Timer> =
            self.timers.keys().filter(|key| key.0 == node).map(|key| key.1).collect();
        for timer in gone {
            self.disarm(node, timer);
        }
        self.writes(node);
        self.open_door(node);
    }

    /// Puts what waited at a paused node back on the agenda, now and in order.
    pub(super) fn open_door(&mut self, node: NodeId) {
        for item in std::mem::take(&mut self.waiting[node.index()]) {
            let alive = self.world.is_up(node);
            match &item {
                Item::Timer { timer, .. } if !self.timers.contains_key(&(node, *timer)) => continue,
                Item::Forced(_) if !alive => continue,
                _ => {}
            }
            let key = self.plan(self.now, Turn::Protocol, item.clone());
            match item {
                Item::Flight(id) => {
                    let flight = &mut self.flights[id as usize];
                    flight.journey = Journey::Due(self.now);
                    flight.key = Some(key);
                }
                Item::Timer { timer, .. } => {
                    self.timers.get_mut(&(node, timer)).expect("armed").key = Some(key);
                }
                Item::Forced(_) | Item::Act { .. } => {}
            }
        }
    }

    pub(super) fn force(&mut self, node: NodeId, token: u64) {
        // Drawn also when it does not count, so that a set disk does not change other luck.
        let mut rng = self.draw(Tag::Force, node);
        let usual = self.network.force.draw(&mut rng);
        let write = Write { node, token, cause: self.steps, asked: self.now, usual };
        self.plan_write(write);
    }

    fn plan_write(&mut self, write: Write) {
        let takes = self.world.seat(write.node).disk.unwrap_or(write.usual);
        let at = write.asked.after(takes).max(self.now);
        self.plan(at, Turn::Protocol, Item::Forced(write));
    }

    /// Takes back what a node's disk is writing, oldest first.
    fn writes(&mut self, node: NodeId) -> Vec<Item<P>> {
        self.agenda.take(|item| matches!(item, Item::Forced(write) if write.node == node))
    }

    /// Moves a node's forced writes to when its changed disk will be done with them.
    pub(super) fn spin(&mut self, node: NodeId) {
        for item in self.writes(node) {
            let Item::Forced(write) = item else { unreachable!("only writes are taken back") };
            self.plan_write(write);
        }
    }

    /// Moves a node's timers to when its stopwatch, at another rate now, will show their deadlines.
    pub(super) fn wind(&mut self, node: NodeId) {
        let mine: Vec<P::Timer> = self
            .timers
            .iter()
            .filter(|(key, armed)| key.0 == node && armed.key.is_some())
            .map(|(key, _)| key.1)
            .collect();
        for timer in mine {
            let armed = self.timers[&(node, timer)].clone();
            self.agenda.remove(&armed.key.expect("filtered"));
            let at = self.world.seat(node).clock.passes(armed.deadline, self.now);
            let key = self.plan(at, Turn::Protocol, Item::Timer { node, timer });
            self.timers.insert((node, timer), Armed { key: Some(key), ..armed });
        }
    }
}
