//! A state of the search: the cluster, its mail, and what has been done to it.

use super::Mail;
use super::index::Table;
use crate::sim::protocol::{Effect, Protocol};
use crate::sim::sorted::SortedMap;
use crate::sim::time::NodeId;
use crate::sim::world::{Applied, Outcome, Seat, World};
use std::rc::Rc;

/// What is on its way from whom to whom, and how often.
pub(super) type Letters<P> = SortedMap<(NodeId, NodeId, <P as Protocol>::Message), u8>;

/// A cluster, its mail, and what has been done to it. Parts that are alike are shared.
pub(super) struct State<P: Protocol> {
    pub(super) world: World<P>,
    pub(super) mail: Rc<Letters<P>>,
    pub(super) spent: Rc<Spent>,
}

/// So much of what may be done has been done.
#[derive(Clone, Default, PartialEq, Eq, Hash)]
pub(super) struct Spent {
    pub(super) commands: u8,
    pub(super) crashes: u8,
    /// Of each node, where that is bounded.
    pub(super) crashed: SortedMap<NodeId, u8>,
    pub(super) restarts: u8,
    pub(super) drops: u8,
    pub(super) duplicates: u8,
}

impl<P: Protocol> Clone for State<P> {
    fn clone(&self) -> Self {
        let (mail, spent) = (Rc::clone(&self.mail), Rc::clone(&self.spent));
        State { world: self.world.clone(), mail, spent }
    }
}

impl<P: Protocol> State<P> {
    /// Before the nodes have booted.
    pub(super) fn start(protocol: &P) -> State<P> {
        State { world: World::new(protocol), mail: Rc::default(), spent: Rc::default() }
    }

    /// What has been done, to be counted up.
    pub(super) fn spent(&mut self) -> &mut Spent {
        Rc::make_mut(&mut self.spent)
    }

    pub(super) fn take(&mut self, from: NodeId, to: NodeId, message: &P::Message) {
        let key = (from, to, message.clone());
        let mail = Rc::make_mut(&mut self.mail);
        match mail.get_mut(&key) {
            Some(count) if *count > 1 => *count -= 1,
            _ => {
                mail.remove(&key);
            }
        }
    }

    pub(super) fn add(&mut self, key: (NodeId, NodeId, P::Message)) {
        let count = Rc::make_mut(&mut self.mail).entry(key).or_insert(0);
        *count = count.saturating_add(1);
    }

    pub(super) fn post(&mut self, applied: Applied<P>, mail: Mail) {
        debug_assert!(!matches!(applied.outcome, Outcome::Void(_)), "only enabled moves are made");
        for (from, effect) in applied.effects {
            if let Effect::Send { to, message } = effect
                && self.world.reaches(from, to)
            {
                let key = (from, to, message);
                match mail {
                    Mail::Taken => self.add(key),
                    Mail::Kept if self.mail.contains_key(&key) => {}
                    Mail::Kept => self.add(key),
                }
            }
        }
    }
}

/// The parts of all states. A state is the numbers of its parts: every seat, then the rest.
pub(super) struct Parts<P: Protocol> {
    /// Links are never cut here, so every world has this one's.
    first: World<P>,
    seats: Table<Seat<P>>,
    histories: Table<P::History>,
    mails: Table<Letters<P>>,
    spents: Table<Spent>,
}

impl<P: Protocol> Parts<P> {
    pub(super) fn new(first: World<P>) -> Self {
        let (seats, histories) = (Table::new(), Table::new());
        Parts { first, seats, histories, mails: Table::new(), spents: Table::new() }
    }

    /// How many numbers a state is.
    pub(super) fn width(&self) -> usize {
        self.first.seats().len() + 3
    }

    /// Writes the numbers of `state` into `key`; `was` are those of the state it came of.
    pub(super) fn number(&mut self, state: &State<P>, was: Option<&[u32]>, key: &mut Vec<u32>) {
        let at = |place: usize| was.map(|was| was[place]);
        let (seats, history) = state.world.parts();
        let rest = seats.len();
        key.clear();
        for (place, seat) in seats.iter().enumerate() {
            key.push(self.seats.number(seat, at(place)));
        }
        key.push(self.histories.number(history, at(rest)));
        key.push(self.mails.number(&state.mail, at(rest + 1)));
        key.push(self.spents.number(&state.spent, at(rest + 2)));
    }

    /// The state that is these numbers.
    pub(super) fn state(&self, key: &[u32]) -> State<P> {
        let rest = key.len() - 3;
        let seats = key[..rest].iter().map(|seat| self.seats.get(*seat)).collect();
        let world = self.first.with_parts(seats, self.histories.get(key[rest]));
        let (mail, spent) = (self.mails.get(key[rest + 1]), self.spents.get(key[rest + 2]));
        State { world, mail, spent }
    }

    /// How many histories there are.
    pub(super) fn histories(&self) -> u32 {
        self.histories.len()
    }
}
