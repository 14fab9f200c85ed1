//! What the properties remember: every like that a user was told is counted.

use super::crdt::Dot;
use super::message::{Comparison, Counted, Early, Note};
use super::params::Disk;
use super::slot::{PostClock, Slot};
use crate::sim::sorted::{SortedMap, SortedSet};
use crate::sim::{NodeId, Time, VectorClock};

/// Likes acknowledged, and how far each server's clock has come.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct History {
    likes: u64,
    unlikes: u64,
    live: SortedMap<String, SortedSet<Dot<Slot>>>,
    given: VectorClock<Slot>,
    views: SortedMap<NodeId, PostClock>,
    fallen: Option<(NodeId, PostClock, PostClock)>,
    apart: Option<[(NodeId, PostClock); 2]>,
    early: u64,
    held_back: u64,
    liked: Option<Time>,
    changed: Option<Time>,
}

impl History {
    /// Adds what `who` announced at `now`.
    pub(super) fn record(&mut self, now: Time, who: NodeId, note: &Note) {
        match note {
            Note::Liked(Counted { user, slot, clock, change, .. }) => {
                self.likes += 1;
                let dots = self.live.entry(user.clone()).or_default();
                dots.retain(|dot| !change.gone.contains(dot));
                dots.extend(change.new);
                self.count(now, who, *slot, clock);
            }
            Note::Unliked(Counted { user, slot, clock, change, .. }) => {
                self.unlikes += 1;
                if let Some(dots) = self.live.get_mut(user) {
                    dots.retain(|dot| !change.gone.contains(dot));
                }
                self.count(now, who, *slot, clock);
            }
            Note::Compared(Comparison { clock, .. }) => self.see(now, who, clock),
            Note::Booted { clock, disk: Disk::Lost, .. } => {
                // Whoever lost its disk begins again; that is no fall.
                self.views.insert(who, clock.clone());
            }
            Note::Shown { early: Early::Yes, .. } => self.early += 1,
            Note::HeldBack { .. } => self.held_back += 1,
            _ => {}
        }
    }

    fn count(&mut self, now: Time, who: NodeId, slot: Slot, clock: &PostClock) {
        let count = clock.counts().get(slot);
        self.given.set(slot, self.given.get(slot).max(count));
        self.liked = Some(now);
        self.see(now, who, clock);
        if self.apart.is_none() {
            self.apart = self.strangers();
        }
    }

    /// The first two servers neither of which has heard of everything the other has.
    fn strangers(&self) -> Option<[(NodeId, PostClock); 2]> {
        let pairs = self.views.iter().flat_map(|a| self.views.iter().map(move |b| (a, b)));
        let mut pairs = pairs.filter(|(a, b)| a.0 < b.0);
        let (a, b) = pairs.find(|(a, b)| a.1.relation(b.1).is_none())?;
        Some([(*a.0, a.1.clone()), (*b.0, b.1.clone())])
    }

    fn see(&mut self, now: Time, who: NodeId, clock: &PostClock) {
        if let Some(before) = self.views.insert(who, clock.clone()) {
            if before != *clock {
                self.changed = Some(now);
            }
            if self.fallen.is_none() && !clock.counts().covers(before.counts()) {
                self.fallen = Some((who, before, clock.clone()));
            }
        } else if !clock.counts().is_empty() {
            self.changed = Some(now);
        }
    }

    /// Likes that were acknowledged, every click counted.
    pub fn likes(&self) -> u64 {
        self.likes
    }

    /// Likes and unlikes that were acknowledged, by slot.
    pub fn given(&self) -> &VectorClock<Slot> {
        &self.given
    }

    /// Likes less unlikes: what a counter shall show.
    pub fn clicks(&self) -> i128 {
        i128::from(self.likes) - i128::from(self.unlikes)
    }

    /// The users who like the post: what a set shall hold. A like counts while no unlike has
    /// known of it.
    pub fn users(&self) -> i128 {
        self.live.values().filter(|dots| !dots.is_empty()).count() as i128
    }

    /// The first clock that went backwards: whose, from what, to what.
    pub fn fallen(&self) -> Option<&(NodeId, PostClock, PostClock)> {
        self.fallen.as_ref()
    }

    /// The first two servers whose clocks a like made concurrent, with their clocks of then.
    pub fn apart(&self) -> Option<&[(NodeId, PostClock); 2]> {
        self.apart.as_ref()
    }

    /// How often a reply was shown before what it answers.
    pub fn early(&self) -> u64 {
        self.early
    }

    /// How often a comment had to wait.
    pub fn held_back(&self) -> u64 {
        self.held_back
    }

    /// When the last like or unlike was acknowledged.
    pub fn liked(&self) -> Option<Time> {
        self.liked
    }

    /// When a server's clock changed for the last time.
    pub fn changed(&self) -> Option<Time> {
        self.changed
    }
}
