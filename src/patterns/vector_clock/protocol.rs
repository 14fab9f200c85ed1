//! Servers that keep a post's likes, and tell each other.
//!
//! A server counts a like at once and alone, in its own slot of the post's clock. States travel
//! to the neighbours when somebody asks, or by gossip until each has said that it has them
//! (Almeida, Shoker and Baquero 2018, without the deltas). A state is compared by its clock and
//! merged unless there is nothing new in it. Beside the post's clock every server has an event
//! clock, which ticks on each step it makes.

use super::feed::{Feed, Found};
use super::history::History;
use super::message::{Body, Command, Comparison, Counted, Message, Note, Revision, Timer};
use super::params::{Delivery, Disk, Latency, Merge, Mistake, Topology};
use super::properties;
use super::slot::{Slot, code, server};
use super::thread::Held;
use crate::sim::sorted::{SortedMap, SortedSet};
use crate::sim::{
    Input, Io, Listed, NodeId, OpId, Property, Protocol, Role, Routine, Span, Time, VectorClock,
};

/// The pattern with its parameters.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct VectorClocks {
    /// How many servers there are.
    pub servers: u16,
    /// How many users there are; the first wrote the post.
    pub users: u16,
    /// How two counts become one.
    pub merge: Merge,
    /// The mean time between two rounds of gossip.
    pub gossip: Option<Span>,
    /// Who tells whom.
    pub topology: Topology,
    /// Whether a comment waits for what it comes after.
    pub delivery: Delivery,
    /// What a crash does to the disk.
    pub disk: Disk,
    /// The distribution of delays.
    pub latency: Latency,
    /// The mean one-way delay.
    pub delay: Span,
    /// So many rounds of gossip are enough at this loss, however unlucky; decides only how long
    /// a run goes on that cannot converge.
    pub rounds: u32,
    /// A rule left out on purpose.
    pub mistake: Mistake,
}

/// A server.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Server {
    /// Its event clock. Kept with its name, where no crash reaches it.
    pub events: VectorClock,
    /// How often it has booted again. Kept with its name.
    pub boots: u16,
    /// Its slot. Kept with its name.
    pub slot: Slot,
    /// The post. On the disk.
    pub feed: Feed,
    /// Who liked it here, for the eyes of the learner only. On the disk.
    pub liked_here: SortedSet<String>,
    /// How often the post changed since the boot. In memory.
    pub changes: u32,
    /// Which of its own states each neighbour is known to have. In memory.
    pub known: SortedMap<NodeId, Revision>,
    /// Comments that wait. In memory.
    pub held: Held,
    /// Whether the gossip timer is armed.
    pub round: Round,
}

/// Whether a round of gossip is due.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Hash)]
pub enum Round {
    /// Everybody is known to have the state.
    Idle,
    /// Somebody is not, and will be told.
    Armed,
}

impl Protocol for VectorClocks {
    type Node = Server;
    type Message = Message;
    type Timer = Timer;
    type Command = Command;
    type Note = Note;
    type History = History;

    fn cast(&self) -> Vec<Role> {
        let ids = (0..self.servers).map(NodeId);
        ids.map(|id| Role { code: code(id), name: server(id), kind: "server" }).collect()
    }

    fn boot(&self, me: NodeId, before: Option<&Server>) -> Server {
        let empty = || Feed::new(self.servers, self.merge);
        let Some(before) = before else {
            // Everybody has the post, and knows that.
            let known = self.neighbours(me).into_iter().map(|id| (id, Revision::default()));
            return Server {
                events: VectorClock::new(),
                boots: 0,
                slot: Slot::first(me),
                feed: empty(),
                liked_here: SortedSet::new(),
                changes: 0,
                known: known.collect(),
                held: Held::default(),
                round: Round::Idle,
            };
        };
        let mut server = before.clone();
        server.boots = before.boots.saturating_add(1);
        server.changes = 0;
        server.known = SortedMap::new();
        server.held = Held::default();
        server.round = Round::Idle;
        if self.disk == Disk::Lost {
            server.feed = empty();
            server.liked_here = SortedSet::new();
            if self.mistake != Mistake::ReuseSlot {
                server.slot.life = server.slot.life.saturating_add(1);
            }
        }
        server
    }

    fn step(&self, server: &mut Server, input: Input<Self>, io: &mut Io<'_, Self>) {
        if let Input::Message { message, .. } = &input {
            server.events.merge(&message.stamp.0);
        }
        // The very first boot is where every clock begins, not an event.
        if input != Input::Boot || server.boots > 0 {
            server.events.tick(io.me());
        }
        match input {
            Input::Boot if server.boots == 0 => {}
            Input::Boot => self.boot_again(server, io),
            Input::Command(Command::Like(user)) => self.like(server, user, io),
            Input::Command(Command::DoubleLike(user)) => {
                self.like(server, user.clone(), io);
                self.like(server, user, io);
            }
            Input::Command(Command::Unlike(user)) => self.unlike(server, user, io),
            Input::Command(Command::Comment { user, text }) => {
                self.comment(server, user, text, io);
            }
            Input::Command(Command::Sync) => self.push(server, self.neighbours(io.me()), io),
            Input::Message { from, message } => match message.body {
                Body::State { feed, revision } => self.receive(server, from, &feed, revision, io),
                Body::Have { revision } => self.acknowledged(server, from, revision),
                Body::Comment(comment) => self.hear(server, from, comment, io),
            },
            Input::Timer(Timer::Gossip) => {
                server.round = Round::Idle;
                let behind = self.behind(server, io.me());
                self.push(server, behind, io);
            }
            Input::Forced(_) => {}
        }
        self.tend(server, io);
    }

    fn remember(history: &mut History, now: Time, who: NodeId, note: &Note) {
        history.record(now, who, note);
    }

    fn properties(&self) -> Vec<Property<Self>> {
        properties::all()
    }

    fn background(&self, routine: Routine<'_, Self>) -> bool {
        matches!(routine, Routine::Timer(Timer::Gossip))
    }
}

impl VectorClocks {
    /// Every server.
    pub fn ids(&self) -> impl Iterator<Item = NodeId> + use<> {
        (0..self.servers).map(NodeId)
    }

    /// Whom `me` tells.
    pub fn neighbours(&self, me: NodeId) -> Vec<NodeId> {
        let apart = |other: &NodeId| {
            let apart = me.0.abs_diff(other.0);
            match self.topology {
                _ if apart == 0 => false,
                Topology::Full => true,
                Topology::Ring => apart == 1 || apart == self.servers - 1,
                Topology::Line => apart == 1,
            }
        };
        self.ids().filter(apart).collect()
    }

    /// The neighbours that are not known to have this server's state.
    fn behind(&self, server: &Server, me: NodeId) -> Vec<NodeId> {
        let now = server.revision();
        let behind = |id: &NodeId| server.known.get(id) != Some(&now);
        self.neighbours(me).into_iter().filter(behind).collect()
    }

    /// The slot in which a server counts: its own, or it is a mistake.
    fn slot(&self, server: &Server) -> Slot {
        match self.mistake {
            Mistake::SharedSlot => Slot::first(NodeId(0)),
            _ => server.slot,
        }
    }

    fn like(&self, server: &mut Server, user: String, io: &mut Io<'_, Self>) {
        let slot = self.slot(server);
        let post = &mut server.feed.post;
        let ordinal = post.clock.tick(slot);
        let change = post.likes.like(&user, slot, ordinal, io.now());
        let (clock, count) = (post.clock.clone(), post.likes.count());
        server.liked_here.insert(user.clone());
        server.changes += 1;
        let op = server.operation(io.me());
        io.note(Note::Liked(Counted { op, user, slot, clock, count, change }));
    }

    fn unlike(&self, server: &mut Server, user: String, io: &mut Io<'_, Self>) {
        let slot = self.slot(server);
        let post = &mut server.feed.post;
        let ordinal = post.clock.counts().get(slot) + 1;
        let Some(change) = post.likes.unlike(&user, slot, ordinal, io.now()) else {
            io.note(Note::NotLiked { user });
            return;
        };
        post.clock.tick(slot);
        let (clock, count) = (post.clock.clone(), post.likes.count());
        server.liked_here.remove(&user);
        server.changes += 1;
        let op = server.operation(io.me());
        io.note(Note::Unliked(Counted { op, user, slot, clock, count, change }));
    }

    /// Sends the whole state to each of `to`.
    fn push(&self, server: &Server, to: Vec<NodeId>, io: &mut Io<'_, Self>) {
        let (feed, revision) = (&server.feed, server.revision());
        let (clock, count) = (feed.post.clock.clone(), feed.post.likes.count());
        let comments = feed.thread.len() as u32;
        io.note(Note::Pushed { to: to.clone(), clock, count, comments });
        for id in to {
            server.send(id, Body::State { feed: feed.clone(), revision }, io);
        }
    }

    /// Compares clocks first; merges only what is new.
    fn receive(
        &self,
        server: &mut Server,
        from: NodeId,
        feed: &Feed,
        revision: Revision,
        io: &mut Io<'_, Self>,
    ) {
        let (mine, had) = (server.feed.post.clock.clone(), server.feed.post.likes.count());
        let found = server.feed.post.absorb(&feed.post, self.mistake);
        let comments = server.take_thread(&feed.thread);
        if matches!(found, Found::Newer | Found::Concurrent) || comments > 0 {
            server.changes += 1;
        }
        let post = &server.feed.post;
        let (theirs, clock) = (feed.post.clock.clone(), post.clock.clone());
        let count = post.likes.count();
        io.note(Note::Compared(Comparison {
            from,
            found,
            mine,
            theirs,
            clock,
            had,
            count,
            comments,
        }));
        self.release(server, io);
        if self.gossip.is_some() {
            // Whoever sends what this server has now needs not be told; whoever sends less does.
            if feed.covers(&server.feed, self.mistake) {
                server.known.insert(from, server.revision());
            } else {
                server.known.remove(&from);
            }
            server.send(from, Body::Have { revision }, io);
        }
    }

    /// An old acknowledgement, of a state before or of a life before, counts for nothing.
    fn acknowledged(&self, server: &mut Server, from: NodeId, revision: Revision) {
        if revision == server.revision() {
            server.known.insert(from, revision);
        }
    }

    fn boot_again(&self, server: &Server, io: &mut Io<'_, Self>) {
        let clock = server.feed.post.clock.clone();
        io.note(Note::Booted { slot: server.slot, clock, disk: self.disk });
    }

    /// Keeps the gossip timer armed while somebody is behind; when all have the state there is
    /// nothing to say.
    fn tend(&self, server: &mut Server, io: &mut Io<'_, Self>) {
        let Some(period) = self.gossip else { return };
        let next = match self.behind(server, io.me()).is_empty() {
            true => Round::Idle,
            false => Round::Armed,
        };
        match (server.round, next) {
            (Round::Idle, Round::Armed) => {
                io.arm_between(Timer::Gossip, Span(period.0 / 2), Span(period.0 * 3 / 2));
            }
            (Round::Armed, Round::Idle) => io.disarm(Timer::Gossip),
            _ => {}
        }
        server.round = next;
    }
}

impl Server {
    /// The name of its present state.
    pub fn revision(&self) -> Revision {
        Revision { boots: self.boots, changes: self.changes }
    }

    /// The operation that this step is; no other step has its number.
    fn operation(&self, me: NodeId) -> OpId {
        OpId { at: me, number: self.events.get(me) as u32 }
    }

    /// Sends `body` with the event clock.
    pub(super) fn send(&self, to: NodeId, body: Body, io: &mut Io<'_, VectorClocks>) {
        io.send(to, Message { stamp: Listed(self.events.clone()), body });
    }
}
