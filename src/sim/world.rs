//! What a cluster is now, and what one event does to it. No agenda, no chance of its own.

use super::fault::Fault;
use super::protocol::{Effect, Input, Io, Protocol};
use super::random::Random;
use super::sorted::SortedSet;
use super::time::{Clock, NodeId, Span, Time};
use std::collections::VecDeque;
use std::rc::Rc;

/// Whether a node is working.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Hash)]
pub enum Status {
    /// It works.
    Up,
    /// It does nothing; its mail waits.
    Paused,
    /// It has crashed; its mail is lost.
    Down,
}

/// A node and what the world knows of it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Seat<P: Protocol> {
    /// Its state; while it is down, the state at the crash.
    pub node: P::Node,
    /// Whether it is working.
    pub status: Status,
    /// Its clock.
    pub clock: Clock,
    /// How long a forced write takes; `None` when as long as the network says.
    pub disk: Option<Span>,
    /// The timers that are armed.
    pub timers: SortedSet<P::Timer>,
    /// Forced writes not yet durable, oldest first.
    pub forcing: VecDeque<u64>,
    /// It will crash when so many more messages have left.
    pub fuse: Option<u32>,
}

/// The cluster. A copy shares what neither it nor the original changes.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct World<P: Protocol> {
    seats: Vec<Rc<Seat<P>>>,
    cuts: SortedSet<(NodeId, NodeId)>,
    history: Rc<P::History>,
}

/// What can happen to a cluster.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Event<P: Protocol> {
    /// Every node boots for the first time.
    Start,
    /// A message arrives.
    Deliver { from: NodeId, to: NodeId, message: P::Message },
    /// A timer goes off.
    Timer { node: NodeId, timer: P::Timer },
    /// A forced write is durable.
    Forced { node: NodeId, token: u64 },
    /// A person asks a node for something.
    Command { node: NodeId, command: P::Command },
    /// Something breaks or is mended.
    Fault(Fault),
}

/// Whether an event had its effect.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It had.
    Done,
    /// A message, timer or command reached a node that is down, or a link that is cut.
    Lost(&'static str),
    /// A fault that was already so, or cannot be.
    Void(&'static str),
}

/// What applying an event brought about.
#[derive(Clone, Debug)]
pub struct Applied<P: Protocol> {
    /// Effects in order, each with the node that wants it.
    pub effects: Vec<(NodeId, Effect<P>)>,
    /// The rolls drawn, for replay.
    pub rolls: Vec<u32>,
    /// Whether it had its effect.
    pub outcome: Outcome,
    /// A node that crashed in the middle of this step (a fuse burnt down).
    pub crashed: Option<NodeId>,
}

impl<P: Protocol> Applied<P> {
    fn nothing(outcome: Outcome) -> Self {
        Applied { effects: Vec::new(), rolls: Vec::new(), outcome, crashed: None }
    }
}

impl<P: Protocol> World<P> {
    /// A cluster whose nodes have been made but not yet booted: apply [`Event::Start`] next.
    pub fn new(protocol: &P) -> Self {
        let count = u16::try_from(protocol.cast().len()).expect("a cast of at most 65,535");
        let seat = |id| Seat {
            node: protocol.boot(NodeId(id), None),
            status: Status::Up,
            clock: protocol.dial(NodeId(id)),
            disk: None,
            timers: SortedSet::new(),
            forcing: VecDeque::new(),
            fuse: None,
        };
        let seats = (0..count).map(seat).map(Rc::new).collect();
        World { seats, cuts: SortedSet::new(), history: Rc::default() }
    }

    /// All seats, in order of ids.
    pub fn seats(&self) -> &[Rc<Seat<P>>] {
        &self.seats
    }

    /// The seat of `id`.
    pub fn seat(&self, id: NodeId) -> &Seat<P> {
        &self.seats[id.index()]
    }

    /// The state of `id`; of a node that is down, the state at the crash.
    pub fn node(&self, id: NodeId) -> &P::Node {
        &self.seats[id.index()].node
    }

    /// Every node with its id.
    pub fn nodes(&self) -> impl Iterator<Item = (NodeId, &P::Node)> {
        (0..).map(NodeId).zip(self.seats.iter().map(|seat| &seat.node))
    }

    /// The seats and the history, shared.
    pub(super) fn parts(&self) -> (&[Rc<Seat<P>>], &Rc<P::History>) {
        (&self.seats, &self.history)
    }

    /// This cluster with other seats and another history.
    pub(super) fn with_parts(&self, seats: Vec<Rc<Seat<P>>>, history: Rc<P::History>) -> World<P> {
        World { seats, cuts: self.cuts.clone(), history }
    }

    fn seat_mut(&mut self, id: NodeId) -> &mut Seat<P> {
        Rc::make_mut(&mut self.seats[id.index()])
    }

    /// What the properties remember.
    pub fn history(&self) -> &P::History {
        &self.history
    }

    /// The directed links that are cut.
    pub fn cuts(&self) -> &SortedSet<(NodeId, NodeId)> {
        &self.cuts
    }

    /// Whether the link from `from` to `to` is whole.
    pub fn reaches(&self, from: NodeId, to: NodeId) -> bool {
        !self.cuts.contains(&(from, to))
    }

    /// Whether `id` is working (neither crashed nor paused).
    pub fn is_up(&self, id: NodeId) -> bool {
        self.seat(id).status == Status::Up
    }

    /// Those of `members` that are up, in groups: who can reach each other both ways, directly or
    /// by way of other members. `near` says whom a member talks to.
    pub fn groups(
        &self,
        members: impl Iterator<Item = NodeId>,
        near: impl Fn(NodeId) -> Vec<NodeId>,
    ) -> Vec<Vec<NodeId>> {
        let linked = |a: NodeId, b: NodeId| self.reaches(a, b) && self.reaches(b, a);
        let mut left: SortedSet<NodeId> = members.filter(|id| self.is_up(*id)).collect();
        let mut groups = Vec::new();
        while let Some(first) = left.pop_first() {
            let mut group = vec![first];
            let mut at = 0;
            while let Some(one) = group.get(at).copied() {
                let near = near(one).into_iter().filter(|id| linked(one, *id));
                group.extend(near.filter(|id| left.remove(id)));
                at += 1;
            }
            groups.push(group);
        }
        groups
    }

    /// The single meaning of an event. `now` is true time; rolls come from `random`.
    pub fn apply(
        &mut self,
        protocol: &P,
        event: &Event<P>,
        now: Time,
        random: &mut Random,
    ) -> Applied<P> {
        match event {
            Event::Start => self.start(protocol, now, random),
            Event::Deliver { from, to, message } => {
                if !self.reaches(*from, *to) {
                    return Applied::nothing(Outcome::Lost("the link is cut"));
                }
                let input = Input::Message { from: *from, message: message.clone() };
                self.step(protocol, *to, input, now, random)
            }
            Event::Timer { node, timer } => {
                self.seat_mut(*node).timers.remove(timer);
                self.step(protocol, *node, Input::Timer(*timer), now, random)
            }
            Event::Forced { node, token } => {
                self.seat_mut(*node).forcing.retain(|waiting| waiting != token);
                self.step(protocol, *node, Input::Forced(*token), now, random)
            }
            Event::Command { node, command } => {
                self.step(protocol, *node, Input::Command(command.clone()), now, random)
            }
            Event::Fault(fault) => self.fault(protocol, fault, now, random),
        }
    }

    fn start(&mut self, protocol: &P, now: Time, random: &mut Random) -> Applied<P> {
        let mut all = Applied::nothing(Outcome::Done);
        for id in 0..self.seats.len() {
            let id = NodeId(u16::try_from(id).expect("checked in new"));
            let one = self.step(protocol, id, Input::Boot, now, random);
            all.effects.extend(one.effects);
            all.rolls.extend(one.rolls);
        }
        all
    }

    fn step(
        &mut self,
        protocol: &P,
        id: NodeId,
        input: Input<P>,
        now: Time,
        random: &mut Random,
    ) -> Applied<P> {
        match self.seat(id).status {
            Status::Up => {}
            Status::Down => return Applied::nothing(Outcome::Lost("the node is down")),
            Status::Paused => return Applied::nothing(Outcome::Lost("the node is paused")),
        }
        let seat = Rc::make_mut(&mut self.seats[id.index()]);
        let mut io = Io::at(id, &seat.clock, now, random);
        protocol.step(&mut seat.node, input, &mut io);
        let (mut effects, mut rolls) = io.finish();
        let burnt = seat.burn(&mut effects);
        for effect in &effects {
            seat.record(effect);
            if let Effect::Note(note) = effect {
                P::remember(Rc::make_mut(&mut self.history), now, id, note);
            }
        }
        let crashed = burnt.then_some(id);
        if burnt {
            rolls.extend(self.crash(protocol, id, now, random));
            P::befalls(Rc::make_mut(&mut self.history), now, &Fault::Crash(id));
        }
        let effects = effects.into_iter().map(|effect| (id, effect)).collect();
        Applied { effects, rolls, outcome: Outcome::Done, crashed }
    }

    fn fault(&mut self, protocol: &P, fault: &Fault, now: Time, random: &mut Random) -> Applied<P> {
        let applied = self.strike(protocol, fault, now, random);
        if applied.outcome == Outcome::Done {
            P::befalls(Rc::make_mut(&mut self.history), now, fault);
        }
        applied
    }

    fn strike(
        &mut self,
        protocol: &P,
        fault: &Fault,
        now: Time,
        random: &mut Random,
    ) -> Applied<P> {
        let status = |id: &NodeId| self.seats[id.index()].status;
        let mut applied = Applied::nothing(Outcome::Done);
        match fault {
            Fault::Crash(id) if status(id) == Status::Down => {
                applied.outcome = Outcome::Void("it is down already");
            }
            Fault::Crash(id) => applied.rolls = self.crash(protocol, *id, now, random),
            Fault::CrashAfter(id, _) if status(id) == Status::Down => {
                applied.outcome = Outcome::Void("it is down already");
            }
            Fault::CrashAfter(id, sends) => self.seat_mut(*id).fuse = Some(*sends),
            Fault::Restart(id) if status(id) != Status::Down => {
                applied.outcome = Outcome::Void("it is not down");
            }
            Fault::Restart(id) => {
                let seat = self.seat_mut(*id);
                seat.node = protocol.boot(*id, Some(&seat.node));
                seat.status = Status::Up;
                applied = self.step(protocol, *id, Input::Boot, now, random);
            }
            Fault::Pause(id) if status(id) != Status::Up => {
                applied.outcome = Outcome::Void("it is not running");
            }
            Fault::Pause(id) => self.seat_mut(*id).status = Status::Paused,
            Fault::Resume(id) if status(id) != Status::Paused => {
                applied.outcome = Outcome::Void("it is not paused");
            }
            Fault::Resume(id) => self.seat_mut(*id).status = Status::Up,
            Fault::Cut(pairs) => self.cuts.extend(pairs),
            Fault::Heal if self.cuts.is_empty() => {
                applied.outcome = Outcome::Void("no link is cut");
            }
            Fault::Heal => self.cuts.clear(),
            Fault::Clock(id, offset_us, rate_ppm) => {
                self.seat_mut(*id).clock.set(now, *offset_us, *rate_ppm);
            }
            Fault::Disk(id, None) if self.seats[id.index()].disk.is_none() => {
                applied.outcome = Outcome::Void("it is so already");
            }
            Fault::Disk(id, span) => self.seat_mut(*id).disk = *span,
        }
        applied
    }

    /// Stops a node. Of the forced writes under way the disk finishes the first few, as chance
    /// has it; the node's own handler marks them durable, and whatever else it wants is unheard.
    fn crash(&mut self, protocol: &P, id: NodeId, now: Time, random: &mut Random) -> Vec<u32> {
        let seat = self.seat_mut(id);
        let forcing = std::mem::take(&mut seat.forcing);
        let mut rolls = Vec::new();
        if !forcing.is_empty() {
            let kept = random.roll(u32::try_from(forcing.len()).unwrap_or(u32::MAX - 1) + 1);
            rolls.push(kept);
            for token in forcing.into_iter().take(kept as usize) {
                let mut io = Io::at(id, &seat.clock, now, random);
                protocol.step(&mut seat.node, Input::Forced(token), &mut io);
                rolls.extend(io.finish().1);
            }
        }
        seat.timers.clear();
        seat.fuse = None;
        seat.status = Status::Down;
        rolls
    }
}

impl<P: Protocol> Seat<P> {
    /// Lets the fuse burn by the messages among `effects`; true when the node crashes, and then
    /// `effects` ends where it did.
    fn burn(&mut self, effects: &mut Vec<Effect<P>>) -> bool {
        let Some(left) = self.fuse else { return false };
        let mut sent = 0;
        for at in 0..effects.len() {
            if !matches!(effects[at], Effect::Send { .. }) {
                continue;
            }
            if left == 0 {
                effects.truncate(at);
                return true;
            }
            sent += 1;
            if sent == left {
                effects.truncate(at + 1);
                return true;
            }
        }
        self.fuse = Some(left - sent);
        false
    }

    /// Books what `effect` means for this seat.
    fn record(&mut self, effect: &Effect<P>) {
        match effect {
            Effect::Arm { timer, .. } => {
                self.timers.insert(*timer);
            }
            Effect::Disarm(timer) => {
                self.timers.remove(timer);
            }
            Effect::Force(token) => {
                let again = self.forcing.contains(token);
                assert!(!again, "write {token} is asked for again before it is durable");
                self.forcing.push_back(*token);
            }
            Effect::Send { .. } | Effect::Note(_) => {}
        }
    }
}
