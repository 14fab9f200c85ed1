//! What a member knows: of itself, of the others, of the probe it waits for, and what it must tell.

use super::gossip::Gossip;
use super::round::Round;
use super::standing::{Incarnation, Standing};
use super::suspicion;
use crate::sim::sorted::{SortedMap, SortedSet};
use crate::sim::{LocalTime, NodeId, Span};
use std::rc::Rc;

/// Where a member is on its way into the group.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Hash)]
pub enum Phase {
    /// It writes to its disk that a new life begins.
    Starting,
    /// It has asked so many times to be let in.
    Joining(u32),
    /// It is in.
    In,
    /// It has left, or, a mistake, takes itself for dead.
    Out,
}

/// A probe under way.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Hash)]
pub struct Probe {
    /// Who is probed.
    pub target: NodeId,
    /// In which of its lives.
    pub life: u32,
    /// The number of the ping.
    pub number: u32,
    /// Whether others have been asked, too.
    pub route: Route,
}

/// How an answer may come.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Hash)]
pub enum Route {
    /// Straight.
    Straight,
    /// Straight, or through others.
    Around,
}

/// A ping on behalf of another member.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Hash)]
pub struct Errand {
    /// Who wants to know.
    pub asker: NodeId,
    /// The number it wants to hear.
    pub number: u32,
    /// The period in which that was.
    pub period: u32,
}

/// A suspicion that may still be refuted.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Suspicion {
    /// Since when, on the member's own clock.
    pub began: LocalTime,
    /// Who suspects, each on its own account.
    pub accusers: SortedSet<NodeId>,
    /// So many confirmations make the time shortest.
    pub wanted: u32,
    /// The shortest time.
    pub least: Span,
    /// The longest time.
    pub most: Span,
    /// Time added because the member was asleep when the time was up.
    pub forgiven: Span,
}

impl Suspicion {
    /// Confirmations: those that suspect beside the first.
    pub fn confirmations(&self) -> u32 {
        (self.accusers.len() as u32).saturating_sub(1)
    }

    /// The whole time to refute.
    pub fn timeout(&self) -> Span {
        let (wanted, least, most) = (self.wanted, self.least, self.most);
        let plain = suspicion::timeout(self.confirmations(), wanted, least, most);
        Span(plain.0.saturating_add(self.forgiven.0))
    }

    /// What is left of it.
    pub fn left(&self, now: LocalTime) -> Span {
        Span(self.timeout().0.saturating_sub(now.since(self.began).0))
    }
}

/// A member.
///
/// The two maps over all others are shared between copies of a state until one of them changes:
/// replay keeps many copies, and a group of 200 has 200 lists of 199.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Member {
    /// Its own incarnation.
    pub incarnation: Incarnation,
    /// The life its disk knows of: all that a crash leaves.
    pub life_on_disk: u32,
    /// A life that is being written to the disk.
    pub life_in_writing: Option<u32>,
    /// Where it is on its way into the group.
    pub phase: Phase,
    /// What it takes the others for.
    pub roster: Rc<SortedMap<NodeId, Standing>>,
    /// The period in which it last probed each living one, or got to know it; all-to-all: in which
    /// it last heard of it.
    pub attended: Rc<SortedMap<NodeId, u32>>,
    /// Whom it probes next.
    pub round: Round,
    /// Periods it has begun since it booted.
    pub periods: u32,
    /// When the next one shall begin at the latest, on its own clock.
    pub due: LocalTime,
    /// The probe it waits for.
    pub probe: Option<Probe>,
    /// Pings on behalf of others, by their number.
    pub errands: SortedMap<u32, Errand>,
    /// Pings sent.
    pub pings: u32,
    /// What it must tell.
    pub gossip: Gossip,
    /// Who may still refute.
    pub suspicions: SortedMap<NodeId, Suspicion>,
}

impl Member {
    /// A member that was there from the beginning: it knows all the others.
    pub fn founder(me: NodeId, members: u16) -> Member {
        let others = || (0..members).map(NodeId).filter(|id| *id != me);
        let alive = Standing::alive(Incarnation::FIRST);
        Member {
            incarnation: Incarnation::FIRST,
            life_on_disk: Incarnation::FIRST.life,
            life_in_writing: None,
            phase: Phase::In,
            roster: Rc::new(others().map(|id| (id, alive)).collect()),
            attended: Rc::new(others().map(|id| (id, 0)).collect()),
            round: Round::default(),
            periods: 0,
            due: LocalTime(0),
            probe: None,
            errands: SortedMap::new(),
            pings: 0,
            gossip: Gossip::default(),
            suspicions: SortedMap::new(),
        }
    }

    /// One that is back after a crash: it knows its last life, and nobody.
    pub fn returner(life_on_disk: u32) -> Member {
        let incarnation = Incarnation { life: life_on_disk, number: 0 };
        Member {
            incarnation,
            life_on_disk,
            phase: Phase::Starting,
            ..Member::founder(NodeId(0), 0)
        }
    }

    /// Those it takes for living, in order of ids.
    pub fn living(&self) -> Vec<NodeId> {
        let living = self.roster.iter().filter(|(_, standing)| standing.is_living());
        living.map(|(id, _)| *id).collect()
    }

    /// How many it takes for living, itself included.
    pub fn group(&self) -> u32 {
        1 + self.roster.values().filter(|standing| standing.is_living()).count() as u32
    }

    /// Who has waited longest for its probe, and for how many periods.
    pub fn longest_wait(&self) -> Option<(NodeId, u32)> {
        let waits = self.attended.iter().map(|(id, at)| (self.periods - at, *id));
        let (waited, id) = waits.max_by_key(|(waited, _)| *waited)?;
        Some((id, waited))
    }
}
