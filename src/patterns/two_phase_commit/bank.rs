//! A participant: lock, force PREPARED, vote; then do as it is told, once.
//!
//! A decision takes effect when its record is written and is acknowledged when that is durable.
//! The lock may go at once: whoever takes it next forces a record behind this one in the same log.

use super::message::{Message, Note, Timer, Vote, Why};
use super::params::{Mistake, Variant};
use super::protocol::{Bank, Boot, COORDINATOR, Hold, Since, Stage, TwoPhaseCommit, Waiting};
use super::record::{Decision, Log, Record, Tx};
use crate::sim::sorted::SortedSet;
use crate::sim::{Input, Io, NodeId};

type Door<'a> = Io<'a, TwoPhaseCommit>;

impl Bank {
    /// The transactions that the log says are prepared and undecided, in order.
    pub fn undecided(&self) -> SortedSet<Tx> {
        let mut open = SortedSet::new();
        for record in self.log.records() {
            match record {
                Record::Prepared { tx, .. } => {
                    open.insert(*tx);
                }
                _ if record.decision().is_some() => {
                    open.remove(&record.tx());
                }
                _ => {}
            }
        }
        open
    }

    /// Whether the log says durably how `tx` ended.
    pub fn decided_durably(&self, tx: Tx, decision: Decision) -> bool {
        let mut mine = self.log.durable().filter(|record| record.tx() == tx);
        mine.any(|record| record.decision() == Some(decision))
    }

    /// Whether its log says durably that it is bound to `tx`.
    pub fn prepared_durably(&self, tx: Tx) -> bool {
        let mut mine = self.log.durable().filter(|record| record.tx() == tx);
        mine.any(|record| matches!(record, Record::Prepared { .. }))
    }

    /// Whether its log says durably that it is ready to commit.
    pub fn ready_durably(&self, tx: Tx) -> bool {
        self.log.durable().any(|record| *record == Record::Precommit { tx })
    }
}

impl TwoPhaseCommit {
    /// What a participant knows from its log: it is read from the front.
    pub(super) fn recovered(&self, log: Log) -> Bank {
        let mut bank = Bank { balance: self.balance, ..Bank::default() };
        for record in log.records() {
            let tx = record.tx();
            match record {
                Record::Prepared { change, peers, .. } => {
                    let hold = Hold::new(*change, peers.clone(), Since::Recovery);
                    bank.held.insert(tx, Hold { stage: Stage::Prepared, ..hold });
                }
                Record::Precommit { .. } => {
                    if let Some(hold) = bank.held.get_mut(&tx) {
                        hold.stage = Stage::Precommitted;
                    }
                }
                Record::Commit { .. } => {
                    bank.balance += bank.held.remove(&tx).map_or(0, |hold| hold.change);
                }
                Record::Abort { .. } => {
                    bank.held.remove(&tx);
                }
                Record::Moved { change, .. } => bank.balance += change,
                Record::Refused { .. } | Record::Begin { .. } | Record::End { .. } => {}
            }
            if let Some(decision) = record.decision() {
                bank.done.insert(tx, decision);
            }
        }
        if self.mistake == Mistake::ForgetPrepared {
            bank.held.clear();
        }
        if self.mistake != Mistake::NoLocks {
            bank.lock = bank.held.keys().next().copied();
        }
        Bank { log, ..bank }
    }

    pub(super) fn bank(&self, bank: &mut Bank, input: Input<Self>, io: &mut Door<'_>) {
        match input {
            Input::Boot => self.wake(bank, io),
            Input::Message { from, message } => self.told(bank, from, message, io),
            Input::Timer(Timer::Ask(tx)) => self.still_in_doubt(bank, tx, io),
            Input::Timer(Timer::Silence(tx)) => self.take_over(bank, tx, io),
            Input::Timer(Timer::Tally(tx)) => self.conclude(bank, tx, io),
            Input::Timer(Timer::Deadline(_) | Timer::Resend(_)) | Input::Command(_) => {}
            Input::Forced(token) => {
                for record in bank.log.forced(token) {
                    self.bank_record_is_durable(bank, &record, io);
                }
            }
        }
    }

    /// Back after a crash, who is in doubt asks at once.
    fn wake(&self, bank: &mut Bank, io: &mut Door<'_>) {
        if bank.boot == Boot::Again {
            io.note(Note::Recovered { open: bank.held.len() as u32 });
        }
        let open: Vec<Tx> = bank.held.keys().copied().collect();
        for tx in open {
            self.still_in_doubt(bank, tx, io);
        }
    }

    fn told(&self, bank: &mut Bank, from: NodeId, message: Message, io: &mut Door<'_>) {
        match message {
            Message::Prepare { tx, change, peers } => self.prepare(bank, tx, change, peers, io),
            Message::Commit { tx } => self.commit(bank, tx, Why::Told(from), io),
            Message::Abort { tx } => self.abort(bank, tx, Why::Told(from), io),
            Message::Ask { tx } => self.say_state(bank, tx, from, io),
            Message::Uncertain { tx } => self.heard(bank, tx, from, Stage::Prepared, io),
            Message::Precommit { tx } => self.precommit(bank, tx, from, io),
            Message::Ready { tx } => self.heard(bank, tx, from, Stage::Precommitted, io),
            Message::Move { tx, change } => self.make_move(bank, tx, change, io),
            Message::Yes { .. }
            | Message::No { .. }
            | Message::Ack { .. }
            | Message::Moved { .. }
            | Message::Refused { .. } => {}
        }
    }

    /// A request to prepare. A second one with the same number is a duplicate: it is answered as
    /// the first one was, or will be. While another transaction holds the lock it waits.
    fn prepare(&self, bank: &mut Bank, tx: Tx, change: i64, peers: Vec<NodeId>, io: &mut Door<'_>) {
        if bank.done.contains_key(&tx) {
            let refused = Record::Refused { tx };
            if bank.log.durable().any(|record| *record == refused) {
                self.vote_no(bank, tx, io);
            }
        } else if let Some(hold) = bank.held.get(&tx) {
            if hold.stage != Stage::Preparing {
                // Its first yes may never have left: a crash can come between record and message.
                io.note(Note::Voted { tx, vote: Vote::Yes });
                io.send(COORDINATOR, Message::Yes { tx, balance: bank.balance });
            }
        } else if let Some(behind) = bank.lock {
            if bank.queue.insert(tx, Waiting { change, peers }).is_none() {
                io.note(Note::Queued { tx, behind });
            }
        } else {
            self.validate(bank, tx, Waiting { change, peers }, io);
        }
    }

    /// Validates and writes the vote down. Both votes are forced before they are sent, also under
    /// presumed abort, where Mohan et al. force no abort of a participant: here the network may
    /// repeat an old PREPARE after a crash. It must not find a node that forgot its no, has more
    /// money by now, and says yes.
    fn validate(&self, bank: &mut Bank, tx: Tx, asked: Waiting, io: &mut Door<'_>) {
        let Waiting { change, peers } = asked;
        if bank.balance + change < 0 {
            return self.refuse(bank, tx, io);
        }
        bank.log.force(Record::Prepared { tx, change, peers: peers.clone() }, io);
        bank.held.insert(tx, Hold::new(change, peers, Since::Vote));
        let locks = self.mistake != Mistake::NoLocks;
        if locks {
            bank.lock = Some(tx);
        }
        io.note(Note::Preparing { tx, locks });
        if self.mistake == Mistake::VoteEarly {
            self.vote_yes(bank, tx, io);
        }
    }

    /// It aborts on its own, which it may because it has not voted yes; and it never will.
    pub(super) fn refuse(&self, bank: &mut Bank, tx: Tx, io: &mut Door<'_>) {
        bank.log.force(Record::Refused { tx }, io);
        bank.done.insert(tx, Decision::Abort);
        bank.queue.remove(&tx);
    }

    /// From here on it may not decide alone.
    fn vote_yes(&self, bank: &mut Bank, tx: Tx, io: &mut Door<'_>) {
        let Some(hold) = bank.held.get_mut(&tx) else { return };
        if hold.stage != Stage::Preparing {
            return;
        }
        hold.stage = Stage::Prepared;
        io.note(Note::Voted { tx, vote: Vote::Yes });
        io.send(COORDINATOR, Message::Yes { tx, balance: bank.balance });
        match self.variant {
            Variant::ThreePhase => self.bear_silence(bank, tx, io),
            _ => io.arm(Timer::Ask(tx), self.retry),
        }
    }

    fn vote_no(&self, bank: &Bank, tx: Tx, io: &mut Door<'_>) {
        let (decision, why) = (Decision::Abort, Why::OwnWill);
        io.note(Note::Voted { tx, vote: Vote::No });
        io.note(Note::Applied { tx, decision, why, balance: bank.balance });
        io.send(COORDINATOR, Message::No { tx });
    }

    fn bank_record_is_durable(&self, bank: &mut Bank, record: &Record, io: &mut Door<'_>) {
        let tx = record.tx();
        match record {
            Record::Prepared { .. } => self.vote_yes(bank, tx, io),
            Record::Refused { .. } if self.variant == Variant::None => {
                self.say_moved(bank, tx, Decision::Abort, io);
            }
            Record::Refused { .. } => {
                self.vote_no(bank, tx, io);
                self.answer_those_that_asked(bank, tx, io);
            }
            Record::Commit { .. } => {
                io.send(COORDINATOR, Message::Ack { tx, decision: Decision::Commit });
                self.answer_those_that_asked(bank, tx, io);
            }
            Record::Abort { .. } => {
                io.send(COORDINATOR, Message::Ack { tx, decision: Decision::Abort });
                self.answer_those_that_asked(bank, tx, io);
            }
            Record::Moved { .. } => self.say_moved(bank, tx, Decision::Commit, io),
            Record::Precommit { .. } => self.say_ready(bank, tx, io),
            Record::Begin { .. } | Record::End { .. } => {}
        }
    }

    /// Decisions are idempotent: only the first has an effect, and every one is acknowledged.
    pub(super) fn commit(&self, bank: &mut Bank, tx: Tx, why: Why, io: &mut Door<'_>) {
        match bank.held.get(&tx) {
            Some(hold) => {
                bank.balance += hold.change;
                bank.log.force(Record::Commit { tx }, io);
                self.finish(bank, tx, Decision::Commit, why, io);
            }
            // Known already, or, where a rule is left out, forgotten. Who has decided otherwise
            // does not acknowledge: it cannot do as it is told.
            None if !bank.done.contains_key(&tx) || bank.decided_durably(tx, Decision::Commit) => {
                io.send(COORDINATOR, Message::Ack { tx, decision: Decision::Commit });
            }
            None => {}
        }
    }

    pub(super) fn abort(&self, bank: &mut Bank, tx: Tx, why: Why, io: &mut Door<'_>) {
        let lazy = self.variant == Variant::PresumedAbort;
        if bank.done.contains_key(&tx) {
            if !lazy && bank.decided_durably(tx, Decision::Abort) {
                io.send(COORDINATOR, Message::Ack { tx, decision: Decision::Abort });
            }
            return;
        }
        match lazy {
            true => bank.log.write(Record::Abort { tx }),
            false => bank.log.force(Record::Abort { tx }, io),
        }
        self.finish(bank, tx, Decision::Abort, why, io);
    }

    /// A transaction is over here: the lock goes to the next in the queue.
    fn finish(&self, bank: &mut Bank, tx: Tx, decision: Decision, why: Why, io: &mut Door<'_>) {
        for timer in [Timer::Ask(tx), Timer::Silence(tx), Timer::Tally(tx)] {
            if bank.held.contains_key(&tx) {
                io.disarm(timer);
            }
        }
        bank.held.remove(&tx);
        bank.queue.remove(&tx);
        bank.done.insert(tx, decision);
        if bank.lock == Some(tx) {
            bank.lock = None;
        }
        io.note(Note::Applied { tx, decision, why, balance: bank.balance });
        while bank.lock.is_none()
            && let Some((next, waiting)) = bank.queue.pop_first()
        {
            self.validate(bank, next, waiting, io);
        }
    }

    /// The record is durable, so nobody that hears of it hears of something that can be forgotten.
    fn answer_those_that_asked(&self, bank: &mut Bank, tx: Tx, io: &mut Door<'_>) {
        let Some(decision) = bank.done.get(&tx).copied() else { return };
        let asked: Vec<NodeId> = bank.asked.iter().filter(|(t, _)| *t == tx).map(|a| a.1).collect();
        for who in asked {
            bank.asked.remove(&(tx, who));
            io.send(who, Message::of(decision, tx));
        }
    }
}

impl Hold {
    /// What a participant is bound to when it begins to force PREPARED.
    pub fn new(change: i64, peers: Vec<NodeId>, since: Since) -> Hold {
        Hold {
            change,
            peers,
            stage: Stage::Preparing,
            since,
            asked: false,
            uncertain: SortedSet::new(),
            backup: None,
            tally: None,
        }
    }
}
