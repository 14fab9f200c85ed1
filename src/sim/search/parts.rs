//! Where a story is, in parts that are shared and numbered.

use super::Space;
use super::index::Table;
use crate::sim::protocol::Protocol;
use crate::sim::world::{Seat, World};
use std::rc::Rc;

/// Where a story is: the cluster, what is on its way, and what else counts. A copy shares what
/// neither it nor the original changes.
pub struct Place<P: Protocol, M, R> {
    /// The cluster.
    pub world: World<P>,
    /// What is on its way.
    pub mail: Rc<M>,
    /// What has been used up, and whatever else tells two states apart.
    pub rest: Rc<R>,
}

/// Where one can be in a space.
pub type State<S> = Place<<S as Space>::Protocol, <S as Space>::Mail, <S as Space>::Rest>;

impl<P: Protocol, M, R> Clone for Place<P, M, R> {
    fn clone(&self) -> Self {
        let (mail, rest) = (Rc::clone(&self.mail), Rc::clone(&self.rest));
        Place { world: self.world.clone(), mail, rest }
    }
}

impl<P: Protocol, M: Clone + Default, R: Clone + Default> Place<P, M, R> {
    /// Before the nodes have booted.
    pub fn start(protocol: &P) -> Self {
        Place { world: World::new(protocol), mail: Rc::default(), rest: Rc::default() }
    }

    /// What is on its way, to be changed.
    pub fn mail_mut(&mut self) -> &mut M {
        Rc::make_mut(&mut self.mail)
    }

    /// What else counts, to be changed.
    pub fn rest_mut(&mut self) -> &mut R {
        Rc::make_mut(&mut self.rest)
    }
}

/// The parts of all states. A state is the numbers of its parts: every seat, then the others.
pub(super) struct Parts<S: Space> {
    /// Links are never cut in a space, so every world has this one's.
    first: World<S::Protocol>,
    seats: Table<Seat<S::Protocol>>,
    histories: Table<<S::Protocol as Protocol>::History>,
    mails: Table<S::Mail>,
    rests: Table<S::Rest>,
}

impl<S: Space> Parts<S> {
    pub(super) fn new(protocol: &S::Protocol) -> Self {
        let (seats, histories) = (Table::new(), Table::new());
        let first = World::new(protocol);
        Parts { first, seats, histories, mails: Table::new(), rests: Table::new() }
    }

    /// How many numbers a state is.
    pub(super) fn width(&self) -> usize {
        self.first.seats().len() + 3
    }

    /// The numbers of `state`; `was` are those of the state it came of.
    pub(super) fn number(&mut self, state: &State<S>, was: Option<&[u32]>) -> Vec<u32> {
        debug_assert!(state.world.cuts() == self.first.cuts(), "links are never cut");
        let at = |place: usize| was.map(|was| was[place]);
        let (seats, history) = state.world.parts();
        let others = seats.len();
        let mut key = Vec::with_capacity(self.width());
        for (place, seat) in seats.iter().enumerate() {
            key.push(self.seats.number(seat, at(place)));
        }
        key.push(self.histories.number(history, at(others)));
        key.push(self.mails.number(&state.mail, at(others + 1)));
        key.push(self.rests.number(&state.rest, at(others + 2)));
        key
    }

    /// The state that is these numbers.
    pub(super) fn state(&self, key: &[u32]) -> State<S> {
        let others = key.len() - 3;
        let seats = key[..others].iter().map(|seat| self.seats.get(*seat)).collect();
        let world = self.first.with_parts(seats, self.histories.get(key[others]));
        let (mail, rest) = (self.mails.get(key[others + 1]), self.rests.get(key[others + 2]));
        Place { world, mail, rest }
    }

    /// How many histories there are.
    pub(super) fn histories(&self) -> u32 {
        self.histories.len()
    }
}
