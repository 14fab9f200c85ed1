//! Clinics that keep copies of a record, and coordinate reads and writes of it.
//!
//! Every clinic may coordinate. The coordinator's own copy is one of the N and is asked by
//! message like the others: a copy costs its disk wherever it is (PBS draws all N legs alike).

use super::history::History;
use super::message::{Ask, Command, Message, Note, Timer};
use super::params::{Conflict, Contact, Handoff, Latency, Mistake, Workload};
use super::properties;
use super::record::{Copy, Item, Version, clinic, letter};
use crate::sim::sorted::{SortedMap, SortedSet};
use crate::sim::{Input, Io, NodeId, OpId, Property, Protocol, Role, Routine, Span, Time};

/// The pattern with its parameters.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Quorum {
    /// Clinics that keep a copy.
    pub n: u16,
    /// Answers a read waits for.
    pub r: u16,
    /// Acknowledgements a write waits for.
    pub w: u16,
    /// Whether a read repairs the stale copies it finds.
    pub read_repair: bool,
    /// What happens to writes for clinics that do not answer.
    pub handoff: Handoff,
    /// ABD: reads write back before they answer, writes ask for the newest version first.
    pub write_back: bool,
    /// How often a clinic compares copies with another one.
    pub anti_entropy: Option<Span>,
    /// What to keep when two values meet.
    pub conflict: Conflict,
    /// How many clinics are asked.
    pub contact: Contact,
    /// The delays.
    pub latency: Latency,
    /// The mean one-way delay of the synthetic distributions.
    pub delay: Span,
    /// How long a request may take.
    pub timeout: Span,
    /// How many doctors there are.
    pub clients: u16,
    /// What the script does.
    pub workload: Workload,
    /// Probe: so many writes in a row.
    pub writes: u32,
    /// Probe: the read begins so long after the last write.
    pub after: Span,
    /// A rule left out on purpose.
    pub mistake: Mistake,
}

/// Stand-ins on stage with a sloppy quorum.
pub const STAND_INS: u16 = 2;
/// Answered requests whose late answers a coordinator still listens to.
const REMEMBERED: usize = 8;

/// What an operation is waiting for.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Hash)]
pub enum Phase {
    /// Answers to a question.
    Query,
    /// Acknowledgements of a copy.
    Update,
    /// Nothing; late answers may still be of use.
    Over,
}

/// An operation at its coordinator.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Op {
    /// Read or write.
    pub ask: Ask,
    /// What it waits for.
    pub phase: Phase,
    /// What shall be written.
    pub value: String,
    /// Who is asked.
    pub asked: SortedSet<NodeId>,
    /// Who answered the question, and what.
    pub heard: SortedMap<NodeId, Copy>,
    /// The newest of the answers that made R.
    pub newest: Option<Copy>,
    /// What is being written.
    pub copy: Option<Copy>,
    /// For whom an acknowledgement has come.
    pub acks: SortedSet<NodeId>,
    /// What the coordinator counts, which is the same unless it makes a mistake.
    pub counted: u16,
    /// Who answered first; only a mistake asks.
    pub first: Option<NodeId>,
    /// Who is near (WAN).
    pub near: Option<NodeId>,
}

/// A clinic.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Clinic {
    /// Its copy of the record. Durable.
    pub copy: Copy,
    /// The last version counter it gave out. Durable.
    pub issued: u32,
    /// How many operations it has numbered. Durable.
    pub numbered: u32,
    /// The operations it coordinates. Lost in a crash.
    pub ops: SortedMap<u32, Op>,
    /// What it keeps for others. Lost in a crash.
    pub hints: SortedMap<NodeId, Copy>,
}

impl Protocol for Quorum {
    type Node = Clinic;
    type Message = Message;
    type Timer = Timer;
    type Command = Command;
    type Note = Note;
    type History = History;

    fn cast(&self) -> Vec<Role> {
        let stand_ins = if self.handoff == Handoff::Sloppy { STAND_INS } else { 0 };
        let role = |at: u16| Role {
            code: letter(at).to_string(),
            name: clinic(NodeId(at)),
            kind: if at < self.n { "clinic" } else { "stand-in" },
        };
        (0..self.n + stand_ins).map(role).collect()
    }

    fn boot(&self, _me: NodeId, before: Option<&Clinic>) -> Clinic {
        let Some(before) = before else { return Clinic::default() };
        let copy = match self.mistake {
            Mistake::Forgetful => Copy::default(),
            _ => before.copy.clone(),
        };
        let (issued, numbered) = (before.issued, before.numbered);
        Clinic { copy, issued, numbered, ..Clinic::default() }
    }

    fn step(&self, clinic: &mut Clinic, input: Input<Self>, io: &mut Io<'_, Self>) {
        match input {
            Input::Boot => self.arm_anti_entropy(io),
            Input::Command(Command::Read) => self.begin_read(clinic, io),
            Input::Command(Command::Write(value)) => self.begin_write(clinic, value, io),
            Input::Message { from, message } => self.receive(clinic, from, message, io),
            Input::Timer(Timer::Deadline(number)) => self.give_up(clinic, number, io),
            Input::Timer(Timer::Handoff(number)) => self.hand_off(clinic, number, io),
            Input::Timer(Timer::Replay) => self.replay(clinic, io),
            Input::Timer(Timer::AntiEntropy) => self.compare(clinic, io),
            Input::Forced(_) => {}
        }
    }

    fn remember(history: &mut History, now: Time, who: NodeId, note: &Note) {
        history.record(now, who, note);
    }

    fn properties(&self) -> Vec<Property<Self>> {
        properties::all()
    }

    fn leg(&self, message: &Message) -> usize {
        let (leg, near) = match message {
            Message::Write { near, .. } => (0, *near),
            Message::Hint { .. } | Message::Repair { .. } | Message::Replay { .. } => (0, false),
            Message::Ack { near, .. } => (1, *near),
            Message::Replayed { .. } => (1, false),
            Message::Read { near, .. } => (2, *near),
            Message::Has { near, .. } => (3, *near),
            Message::Sync { .. } => (0, false),
        };
        leg + if near { 4 } else { 0 }
    }

    fn background(&self, routine: Routine<'_, Self>) -> bool {
        match routine {
            Routine::Timer(timer) => matches!(timer, Timer::AntiEntropy | Timer::Replay),
            Routine::Message(message) => {
                use Message::{Replay, Replayed, Sync};
                matches!(message, Sync { .. } | Replay { .. } | Replayed { .. })
            }
        }
    }
}

impl Quorum {
    /// The clinics that keep copies.
    pub fn replicas(&self) -> impl Iterator<Item = NodeId> + use<> {
        (0..self.n).map(NodeId)
    }

    /// Whether every read quorum meets every write quorum.
    pub fn quorums_meet(&self) -> bool {
        self.r + self.w > self.n
    }

    /// How long to wait before hints are kept, and between attempts to replay them.
    pub fn patience(&self) -> Span {
        Span(self.timeout.0 / 4)
    }

    fn arm_anti_entropy(&self, io: &mut Io<'_, Self>) {
        if let (Some(period), true) = (self.anti_entropy, io.me().0 < self.n) {
            io.arm_between(Timer::AntiEntropy, Span(period.0 / 2), Span(period.0 * 3 / 2));
        }
    }

    fn receive(&self, clinic: &mut Clinic, from: NodeId, message: Message, io: &mut Io<'_, Self>) {
        match message {
            Message::Write { op, copy, near } => {
                let version = copy.newest();
                self.keep(clinic, &copy);
                io.send(from, Message::Ack { op, version, owner: io.me(), near });
            }
            Message::Hint { op, copy, owner } => {
                let version = copy.newest();
                self.keep_hint(clinic, owner, &copy, io);
                io.send(from, Message::Ack { op, version, owner, near: false });
            }
            Message::Read { op, near } => {
                io.send(from, Message::Has { op, copy: clinic.copy.clone(), near });
            }
            Message::Ack { op, owner, .. } => self.acknowledged(clinic, op, owner, from, io),
            Message::Has { op, copy, .. } => self.answered(clinic, op, from, copy, io),
            Message::Repair { copy } => self.keep(clinic, &copy),
            Message::Replay { copy } => {
                self.keep(clinic, &copy);
                io.send(from, Message::Replayed { version: copy.newest() });
            }
            Message::Replayed { version } => self.replayed(clinic, from, version, io),
            Message::Sync { copy, answer } => {
                let mine = clinic.copy.clone();
                self.keep(clinic, &copy);
                if !answer && mine != copy {
                    let copy = clinic.copy.clone();
                    io.send(from, Message::Sync { copy, answer: true });
                }
            }
        }
    }

    /// A replica keeps the newest of what it has and what it is told.
    fn keep(&self, clinic: &mut Clinic, copy: &Copy) {
        match self.mistake {
            Mistake::ArrivalOrder => clinic.copy = copy.clone(),
            _ => {
                clinic.copy.merge(copy, self.conflict);
            }
        }
    }

    /// Anti-entropy: push my copy to a clinic drawn by lot; it pushes back if its own differs.
    fn compare(&self, clinic: &Clinic, io: &mut Io<'_, Self>) {
        if self.n > 1 {
            let other = io.roll(u32::from(self.n) - 1) as u16;
            let other = NodeId(if other < io.me().0 { other } else { other + 1 });
            io.send(other, Message::Sync { copy: clinic.copy.clone(), answer: false });
        }
        self.arm_anti_entropy(io);
    }

    /// Keeps a hint for `owner` and tries to replay it from now on.
    pub(super) fn keep_hint(
        &self,
        clinic: &mut Clinic,
        owner: NodeId,
        copy: &Copy,
        io: &mut Io<'_, Self>,
    ) {
        if clinic.hints.is_empty() {
            io.arm(Timer::Replay, self.patience());
        }
        let hint = clinic.hints.entry(owner).or_insert_with(|| copy.clone());
        hint.merge(copy, self.conflict);
        io.note(Note::Hinted { owner, version: copy.newest() });
    }

    fn replay(&self, clinic: &Clinic, io: &mut Io<'_, Self>) {
        for (owner, copy) in &clinic.hints {
            io.send(*owner, Message::Replay { copy: copy.clone() });
        }
        if !clinic.hints.is_empty() {
            io.arm(Timer::Replay, self.patience());
        }
    }

    fn replayed(
        &self,
        clinic: &mut Clinic,
        owner: NodeId,
        version: Version,
        io: &mut Io<'_, Self>,
    ) {
        let done = clinic.hints.get(&owner).is_some_and(|hint| hint.newest() == version);
        if done {
            clinic.hints.remove(&owner);
            io.note(Note::HandedOver { owner, version });
        }
        if clinic.hints.is_empty() {
            io.disarm(Timer::Replay);
        }
    }

    /// The number under which a new operation is known.
    pub(super) fn number(clinic: &mut Clinic, me: NodeId) -> OpId {
        clinic.numbered += 1;
        // Forget the oldest answered operations; nobody waits for them.
        let over: Vec<u32> = clinic
            .ops
            .iter()
            .filter(|(_, op)| op.phase == Phase::Over)
            .map(|(number, _)| *number)
            .collect();
        for number in over.iter().take(over.len().saturating_sub(REMEMBERED)) {
            clinic.ops.remove(number);
        }
        OpId { at: me, number: clinic.numbered }
    }

    /// A new version of the record that says `value`, written with knowledge of `base`.
    pub(super) fn new_version(
        &self,
        clinic: &mut Clinic,
        me: NodeId,
        base: &Copy,
        value: &str,
    ) -> Item {
        let counter = base.newest().counter.max(clinic.issued) + 1;
        clinic.issued = counter;
        let past = match self.conflict {
            Conflict::LastWriterWins => SortedSet::new(),
            Conflict::Siblings => base.known(),
        };
        let version = Version { counter, clinic: me.0 + 1 };
        Item { version, value: value.to_string(), past }
    }
}
