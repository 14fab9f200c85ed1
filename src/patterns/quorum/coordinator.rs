//! What a coordinator does: ask all, count the distinct, answer, and mend what it finds.

use super::message::{Ask, Message, Note, Timer};
use super::params::{Contact, Handoff, Latency, Mistake};
use super::protocol::{Clinic, Op, Phase, Quorum, STAND_INS};
use super::record::Copy;
use crate::sim::sorted::{SortedMap, SortedSet};
use crate::sim::{Io, NodeId, OpId};

impl Quorum {
    pub(super) fn begin_read(&self, clinic: &mut Clinic, io: &mut Io<'_, Self>) {
        let id = Quorum::number(clinic, io.me());
        io.note(Note::Reading { op: id, needs: self.r });
        self.query(clinic, id, Ask::Read, String::new(), io);
    }

    /// With `write_back` a write first asks R clinics for the newest version, so that its own is
    /// newer than every write confirmed before (Lynch and Shvartsman 1997). Otherwise it goes by
    /// the coordinator's own copy and takes one round trip.
    pub(super) fn begin_write(&self, clinic: &mut Clinic, value: String, io: &mut Io<'_, Self>) {
        let id = Quorum::number(clinic, io.me());
        if self.write_back {
            io.note(Note::Asking { op: id, value: value.clone(), needs: self.r });
            self.query(clinic, id, Ask::Write, value, io);
            return;
        }
        let base = clinic.copy.clone();
        let mut op = self.new_op(Ask::Write, value, io);
        self.write(clinic, id, &mut op, &base, io);
        clinic.ops.insert(id.number, op);
        io.arm(Timer::Deadline(id.number), self.timeout);
    }

    fn new_op(&self, ask: Ask, value: String, io: &mut Io<'_, Self>) -> Op {
        let near = (self.latency == Latency::Wan).then(|| NodeId(io.roll(self.n.into()) as u16));
        Op {
            ask,
            phase: Phase::Query,
            value,
            asked: SortedSet::new(),
            heard: SortedMap::new(),
            newest: None,
            copy: None,
            acks: SortedSet::new(),
            counted: 0,
            first: None,
            near,
        }
    }

    /// Who to ask when `needs` answers are needed: all, unless only a quorum is contacted.
    fn choose(&self, needs: u16, io: &mut Io<'_, Self>) -> SortedSet<NodeId> {
        let mut left: Vec<NodeId> = self.replicas().collect();
        if self.contact == Contact::All {
            return left.into_iter().collect();
        }
        let mut chosen = SortedSet::new();
        for _ in 0..needs {
            let lot = io.roll(left.len() as u32);
            chosen.insert(left.swap_remove(lot as usize));
        }
        chosen
    }

    fn query(&self, clinic: &mut Clinic, id: OpId, ask: Ask, value: String, io: &mut Io<'_, Self>) {
        let mut op = self.new_op(ask, value, io);
        op.asked = self.choose(self.r, io);
        for to in &op.asked {
            io.send(*to, Message::Read { op: id, near: op.near == Some(*to) });
        }
        clinic.ops.insert(id.number, op);
        io.arm(Timer::Deadline(id.number), self.timeout);
    }

    /// Gives a write its version and sends it out.
    fn write(
        &self,
        clinic: &mut Clinic,
        id: OpId,
        op: &mut Op,
        base: &Copy,
        io: &mut Io<'_, Self>,
    ) {
        let item = self.new_version(clinic, io.me(), base, &op.value);
        let (version, value) = (item.version, item.value.clone());
        self.update(id, op, Copy::of(item), io);
        let (to, needs) = (op.asked.len() as u16, self.w);
        io.note(Note::Writing { op: id, version, value, to, needs });
    }

    fn update(&self, id: OpId, op: &mut Op, copy: Copy, io: &mut Io<'_, Self>) {
        op.phase = Phase::Update;
        op.asked = self.choose(self.w, io);
        for to in &op.asked {
            let near = op.near == Some(*to);
            io.send(*to, Message::Write { op: id, copy: copy.clone(), near });
        }
        op.copy = Some(copy);
        if self.handoff != Handoff::Off {
            io.arm(Timer::Handoff(id.number), self.patience());
        }
    }

    /// A clinic has answered a question.
    pub(super) fn answered(
        &self,
        clinic: &mut Clinic,
        id: OpId,
        from: NodeId,
        copy: Copy,
        io: &mut Io<'_, Self>,
    ) {
        let Some(mut op) = clinic.ops.remove(&id.number) else { return };
        let again = op.heard.insert(from, copy).is_some();
        op.first.get_or_insert(from);
        if op.phase == Phase::Query && (!again || self.mistake == Mistake::CountDuplicates) {
            op.counted += 1;
            if op.counted >= self.r {
                self.heard_enough(clinic, id, &mut op, from, io);
            }
        } else if op.phase == Phase::Over && op.ask == Ask::Read && !again {
            self.repair(&op, Some(from), io);
        }
        self.file(clinic, id, op, io);
    }

    /// R different clinics have answered.
    fn heard_enough(
        &self,
        clinic: &mut Clinic,
        id: OpId,
        op: &mut Op,
        last: NodeId,
        io: &mut Io<'_, Self>,
    ) {
        let newest = self.newest(op);
        let copy = match (self.mistake, op.first) {
            (Mistake::FirstReply, Some(first)) => op.heard[&first].clone(),
            _ => newest.clone(),
        };
        op.newest = Some(newest.clone());
        if op.ask == Ask::Write {
            let mut base = copy;
            base.merge(&clinic.copy, self.conflict);
            op.counted = 0;
            self.write(clinic, id, op, &base, io);
        } else if self.write_back {
            op.counted = 0;
            io.note(Note::WritingBack { op: id, copy: copy.clone(), needs: self.w });
            self.update(id, op, copy, io);
        } else {
            op.phase = Phase::Over;
            io.disarm(Timer::Deadline(id.number));
            io.note(Note::Answered { op: id, copy, newest, last, needs: self.r });
            self.repair(op, None, io);
        }
    }

    /// Everything that was heard, merged.
    fn newest(&self, op: &Op) -> Copy {
        let mut newest = Copy::default();
        for copy in op.heard.values() {
            newest.merge(copy, self.conflict);
        }
        newest
    }

    /// Read repair: sends the newest to everybody who answered with less. For an answer that
    /// came `late`, only to its sender, or to all others if it was the newest itself.
    fn repair(&self, op: &Op, late: Option<NodeId>, io: &mut Io<'_, Self>) {
        if !self.read_repair {
            return;
        }
        let newest = self.newest(op);
        let news = late.is_some_and(|late| {
            let mut others = Copy::default();
            for (_, copy) in op.heard.iter().filter(|(from, _)| **from != late) {
                others.merge(copy, self.conflict);
            }
            others != newest
        });
        for (owner, had) in &op.heard {
            let concerned = news || late.is_none_or(|late| late == *owner);
            if concerned && *had != newest {
                let (had, owner) = (had.clone(), *owner);
                io.note(Note::Stale { owner, had, newest: newest.clone() });
                io.send(owner, Message::Repair { copy: newest.clone() });
            }
        }
    }

    /// A copy is kept for `owner`: by itself or, in a sloppy quorum, by a stand-in.
    pub(super) fn acknowledged(
        &self,
        clinic: &mut Clinic,
        id: OpId,
        owner: NodeId,
        last: NodeId,
        io: &mut Io<'_, Self>,
    ) {
        let Some(mut op) = clinic.ops.remove(&id.number) else { return };
        let new = op.acks.insert(owner);
        if op.phase == Phase::Update && (new || self.mistake == Mistake::CountDuplicates) {
            op.counted += 1;
            if op.counted >= self.w {
                self.confirm(id, &mut op, last, io);
            }
        }
        self.file(clinic, id, op, io);
    }

    /// W different clinics have acknowledged.
    fn confirm(&self, id: OpId, op: &mut Op, last: NodeId, io: &mut Io<'_, Self>) {
        let copy = op.copy.clone().expect("an update writes something");
        op.phase = Phase::Over;
        io.disarm(Timer::Deadline(id.number));
        match op.ask {
            Ask::Write => {
                let version = copy.newest();
                io.note(Note::Saved { op: id, version, last, needs: self.w });
            }
            Ask::Read => {
                let newest = op.newest.clone().expect("a write-back follows a question");
                io.note(Note::Answered { op: id, copy, newest, last, needs: self.w });
            }
        }
    }

    /// Keeps an operation for late answers, or lets it go when everybody has answered.
    fn file(&self, clinic: &mut Clinic, id: OpId, op: Op, io: &mut Io<'_, Self>) {
        let heard = |node: &NodeId| match op.copy {
            Some(_) => op.acks.contains(node),
            None => op.heard.contains_key(node),
        };
        if op.phase == Phase::Over && op.asked.iter().all(heard) {
            if self.handoff != Handoff::Off {
                io.disarm(Timer::Handoff(id.number));
            }
            return;
        }
        clinic.ops.insert(id.number, op);
    }

    pub(super) fn give_up(&self, clinic: &mut Clinic, number: u32, io: &mut Io<'_, Self>) {
        let Some(op) = clinic.ops.get_mut(&number) else { return };
        let id = OpId { at: io.me(), number };
        let needs = if op.phase == Phase::Query { self.r } else { self.w };
        let (ask, had, sent) = (op.ask, op.counted, op.phase == Phase::Update);
        op.phase = Phase::Over;
        io.note(Note::Refused { op: id, ask, had, needs, sent });
    }

    /// Hints for those who have not acknowledged.
    pub(super) fn hand_off(&self, clinic: &mut Clinic, number: u32, io: &mut Io<'_, Self>) {
        let Some(op) = clinic.ops.get(&number) else { return };
        let Some(copy) = op.copy.clone() else { return };
        let id = OpId { at: io.me(), number };
        let missing: Vec<NodeId> = op.asked.difference(&op.acks).copied().collect();
        for (turn, owner) in (0_u16..).zip(missing) {
            match self.handoff {
                Handoff::Off => {}
                Handoff::Hints => self.keep_hint(clinic, owner, &copy, io),
                Handoff::Sloppy => {
                    let stand_in = NodeId(self.n + turn % STAND_INS);
                    io.send(stand_in, Message::Hint { op: id, copy: copy.clone(), owner });
                }
            }
        }
    }
}
