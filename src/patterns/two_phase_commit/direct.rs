//! Without a protocol: debit, wait, credit. Nothing is written down at the coordinator, so a crash
//! between the two forgets the money on its way.

use super::message::{Message, Note, Timer};
use super::protocol::{Bank, COORDINATOR, Desk, Phase, TwoPhaseCommit};
use super::record::{Decision, Record, Task, Tx};
use crate::sim::sorted::SortedSet;
use crate::sim::{Io, NodeId};

type Door<'a> = Io<'a, TwoPhaseCommit>;

impl Phase {
    /// Without a protocol: whether a change like this is made now.
    pub(super) fn makes(self, change: i64) -> bool {
        match self {
            Phase::Debiting => change <= 0,
            Phase::Crediting => change > 0,
            _ => false,
        }
    }
}

impl TwoPhaseCommit {
    /// First all debits.
    pub(super) fn debit(&self, desk: &mut Desk, tx: Tx, io: &mut Door<'_>) {
        let deal = desk.deals.get_mut(&tx).expect("it has just begun");
        deal.phase = Phase::Debiting;
        self.move_again(desk, tx, io);
    }

    /// Who has not answered is told again, or for the first time.
    pub(super) fn move_again(&self, desk: &Desk, tx: Tx, io: &mut Door<'_>) {
        let deal = &desk.deals[&tx];
        for (who, change) in &deal.changes {
            if deal.phase.makes(*change) && !deal.answered.contains(who) {
                io.send(*who, Message::Move { tx, change: *change });
            }
        }
        io.arm(Timer::Resend(tx), self.retry);
    }

    /// A debit or credit is made; after all debits come the credits.
    pub(super) fn moved(
        &self,
        desk: &mut Desk,
        tx: Tx,
        from: NodeId,
        balance: i64,
        io: &mut Door<'_>,
    ) {
        let Some(deal) = desk.deals.get_mut(&tx) else { return };
        deal.answered.insert(from);
        deal.yes.insert(from, balance);
        let open = |phase: Phase, answered: &SortedSet<NodeId>| {
            let mut changes = deal.changes.iter();
            changes.any(|(who, change)| phase.makes(*change) && !answered.contains(who))
        };
        if open(deal.phase, &deal.answered) {
            return;
        }
        if deal.phase == Phase::Debiting && open(Phase::Crediting, &deal.answered) {
            deal.phase = Phase::Crediting;
            return self.move_again(desk, tx, io);
        }
        if deal.task == Task::Audit {
            io.note(Note::Audited { tx, sum: deal.yes.values().sum() });
        }
        desk.deals.remove(&tx);
        io.disarm(Timer::Resend(tx));
        io.note(Note::Ended { tx, decision: Decision::Commit });
    }

    /// The debit was refused: nothing has happened yet.
    pub(super) fn denied(&self, desk: &mut Desk, tx: Tx, io: &mut Door<'_>) {
        if desk.deals.remove(&tx).is_some() {
            io.disarm(Timer::Resend(tx));
            io.note(Note::Denied { tx });
        }
    }

    /// A node makes the change unless it has made it before, and answers when that is durable.
    pub(super) fn make_move(&self, bank: &mut Bank, tx: Tx, change: i64, io: &mut Door<'_>) {
        let durable = bank.log.durable().any(|record| record.tx() == tx);
        if let Some(done) = bank.done.get(&tx) {
            if durable {
                self.say_moved(bank, tx, *done, io);
            }
        } else if bank.balance + change < 0 {
            bank.log.force(Record::Refused { tx }, io);
            bank.done.insert(tx, Decision::Abort);
        } else {
            bank.log.force(Record::Moved { tx, change }, io);
            bank.balance += change;
            bank.done.insert(tx, Decision::Commit);
            io.note(Note::Moved { tx, change, balance: bank.balance });
        }
    }
    /// The record is durable, so the coordinator may count on it.
    pub(super) fn say_moved(&self, bank: &Bank, tx: Tx, done: Decision, io: &mut Door<'_>) {
        let answer = match done {
            Decision::Commit => Message::Moved { tx, balance: bank.balance },
            Decision::Abort => Message::Refused { tx },
        };
        io.send(COORDINATOR, answer);
    }
}
