//! In doubt: prepared, and no word of the decision. Ask the coordinator; then, if the protocol
//! allows it and the time for votes is over, the peers; and in three-phase commit decide by what
//! those say that answer.
//!
//! ```text
//!  a peer has committed            → commit
//!  a peer has aborted              → abort
//!  a peer has not voted yet        → it aborts, and never votes yes; abort
//!  all are prepared                → blocked; in three-phase commit: abort
//!  three-phase: one is precommitted → all are made so, then commit
//! ```
//!
//! The last two lines take silence for a crash. When it is a partition, the other side may decide
//! otherwise (Skeen 1981; the termination protocol of Bernstein, Hadzilacos and Goodman 1987).

use super::message::{Message, Note, Timer, Why};
use super::params::{Mistake, Variant};
use super::protocol::{Bank, COORDINATOR, Hold, Since, Stage, Tally, TwoPhaseCommit};
use super::record::{Decision, Record, Tx};
use crate::sim::sorted::SortedSet;
use crate::sim::{Io, NodeId, Span};

type Door<'a> = Io<'a, TwoPhaseCommit>;

impl Hold {
    /// Who else takes part.
    fn others(&self, me: NodeId) -> Vec<NodeId> {
        self.peers.iter().copied().filter(|peer| *peer != me).collect()
    }
}

impl TwoPhaseCommit {
    /// Asks, and will ask again. A timeout while prepared decides nothing.
    pub(super) fn still_in_doubt(&self, bank: &mut Bank, tx: Tx, io: &mut Door<'_>) {
        let me = io.me();
        if self.mistake == Mistake::DecideAlone && bank.held.contains_key(&tx) {
            return self.abort(bank, tx, Why::Impatience, io);
        }
        let Some(hold) = bank.held.get_mut(&tx) else { return };
        let peers = match self.variant {
            Variant::Cooperative => hold.asked,
            Variant::ThreePhase => true,
            Variant::None | Variant::Basic | Variant::PresumedAbort => false,
        };
        io.note(Note::InDoubt { tx, peers });
        io.send(COORDINATOR, Message::Ask { tx });
        if peers {
            hold.uncertain.clear();
            for peer in hold.others(me) {
                io.send(peer, Message::Ask { tx });
            }
        }
        // A peer that is asked before it has voted aborts. It is not asked while its vote may still
        // count, so a transfer that waits for a lock there is not given up before its time.
        let wait = match (self.variant, peers) {
            (Variant::Cooperative, false) => self.vote_timeout.max(self.retry),
            _ => self.retry,
        };
        hold.asked = self.variant == Variant::Cooperative;
        io.arm(Timer::Ask(tx), wait);
    }

    /// A peer asks. Who has not voted yet aborts, so that it cannot vote yes later, and answers
    /// when that is durable.
    pub(super) fn say_state(&self, bank: &mut Bank, tx: Tx, from: NodeId, io: &mut Door<'_>) {
        let three = self.variant == Variant::ThreePhase;
        let ready = bank.ready_durably(tx);
        if let Some(hold) = bank.held.get_mut(&tx) {
            match hold.stage {
                Stage::Precommitted if ready => io.send(from, Message::Ready { tx }),
                // What is not on the disk is not said; whoever asks will ask again.
                Stage::Precommitted => return,
                Stage::Prepared => io.send(from, Message::Uncertain { tx }),
                // It votes in a moment; whoever asks will ask again.
                Stage::Preparing => return,
            }
            if three && from != COORDINATOR {
                hold.backup = Some(from);
                if hold.since == Since::Vote && hold.tally.is_none() {
                    self.bear_silence(bank, tx, io);
                }
            }
            return;
        }
        match bank.done.get(&tx) {
            Some(decision) if bank.decided_durably(tx, *decision) => {
                io.send(from, Message::of(*decision, tx));
            }
            Some(_) => {
                bank.asked.insert((tx, from));
            }
            None => {
                bank.asked.insert((tx, from));
                self.refuse(bank, tx, io);
            }
        }
    }

    /// A peer says how far it is.
    pub(super) fn heard(
        &self,
        bank: &mut Bank,
        tx: Tx,
        from: NodeId,
        stage: Stage,
        io: &mut Door<'_>,
    ) {
        let me = io.me();
        let Some(hold) = bank.held.get_mut(&tx) else { return };
        if let Some(tally) = &mut hold.tally {
            match &mut tally.readying {
                Some(waiting) => {
                    if stage == Stage::Precommitted {
                        waiting.remove(&from);
                    }
                    if waiting.is_empty() {
                        self.settle_for(bank, tx, Decision::Commit, io);
                    }
                }
                None => {
                    tally.heard.insert(from, stage);
                    if hold.others(me).iter().all(|peer| hold.heard_from(*peer)) {
                        self.conclude(bank, tx, io);
                    }
                }
            }
            return;
        }
        if stage == Stage::Prepared && hold.uncertain.insert(from) {
            let all = hold.others(me).iter().all(|peer| hold.uncertain.contains(peer));
            if all {
                io.note(Note::Blocked { tx });
            }
        }
    }

    /// Three-phase: everybody has voted yes. Who has answered somebody that took over does not
    /// listen to the old coordinator any more.
    pub(super) fn precommit(&self, bank: &mut Bank, tx: Tx, from: NodeId, io: &mut Door<'_>) {
        let ready = bank.ready_durably(tx);
        let Some(hold) = bank.held.get_mut(&tx) else { return };
        if from == COORDINATOR && hold.backup.is_some() {
            return;
        }
        match hold.stage {
            Stage::Preparing => {}
            Stage::Prepared => {
                if from != COORDINATOR {
                    hold.backup = Some(from);
                }
                hold.stage = Stage::Precommitted;
                bank.log.force(Record::Precommit { tx }, io);
                io.note(Note::Precommitted { tx });
            }
            Stage::Precommitted if ready => io.send(from, Message::Ready { tx }),
            // It says so as soon as that is on the disk.
            Stage::Precommitted => {}
        }
    }

    pub(super) fn say_ready(&self, bank: &mut Bank, tx: Tx, io: &mut Door<'_>) {
        let Some(hold) = bank.held.get(&tx) else { return };
        match (&hold.tally, hold.backup) {
            (Some(_), _) => {}
            (None, Some(backup)) => io.send(backup, Message::Ready { tx }),
            (None, None) => io.send(COORDINATOR, Message::Ready { tx }),
        }
        if hold.tally.is_none() && hold.since == Since::Vote {
            self.bear_silence(bank, tx, io);
        }
    }

    /// Three-phase: who comes first in the list of participants takes over first.
    pub(super) fn bear_silence(&self, bank: &Bank, tx: Tx, io: &mut Door<'_>) {
        let Some(hold) = bank.held.get(&tx) else { return };
        let rank = hold.peers.iter().position(|peer| *peer == io.me()).unwrap_or(0) as u64;
        io.arm(Timer::Silence(tx), Span(self.patience().0 + self.retry.0 * 2 * rank));
    }

    /// Three-phase: the coordinator is taken for dead; the others are asked how far they are.
    pub(super) fn take_over(&self, bank: &mut Bank, tx: Tx, io: &mut Door<'_>) {
        let me = io.me();
        let Some(hold) = bank.held.get_mut(&tx) else { return };
        hold.tally = Some(Tally::default());
        hold.backup = Some(me);
        io.note(Note::TakesOver { tx });
        let others = hold.others(me);
        for peer in &others {
            io.send(*peer, Message::Ask { tx });
        }
        match others.is_empty() {
            true => self.conclude(bank, tx, io),
            false => io.arm(Timer::Tally(tx), self.retry),
        }
    }

    /// Three-phase: the termination rule, for those that answered.
    pub(super) fn conclude(&self, bank: &mut Bank, tx: Tx, io: &mut Door<'_>) {
        let Some(hold) = bank.held.get_mut(&tx) else { return };
        let Some(tally) = &mut hold.tally else { return };
        if tally.readying.is_some() {
            return self.settle_for(bank, tx, Decision::Commit, io);
        }
        let mine = hold.stage == Stage::Precommitted;
        let precommitted = mine || tally.heard.values().any(|s| *s == Stage::Precommitted);
        if !precommitted {
            return self.settle_for(bank, tx, Decision::Abort, io);
        }
        let behind = tally.heard.iter().filter(|(_, stage)| **stage == Stage::Prepared);
        let behind: SortedSet<NodeId> = behind.map(|(who, _)| *who).collect();
        if behind.is_empty() {
            return self.settle_for(bank, tx, Decision::Commit, io);
        }
        for who in &behind {
            io.send(*who, Message::Precommit { tx });
        }
        tally.readying = Some(behind);
        if !mine {
            hold.stage = Stage::Precommitted;
            bank.log.force(Record::Precommit { tx }, io);
            io.note(Note::Precommitted { tx });
        }
        io.arm(Timer::Tally(tx), self.retry);
    }

    /// Three-phase: decides, and tells everybody.
    fn settle_for(&self, bank: &mut Bank, tx: Tx, decision: Decision, io: &mut Door<'_>) {
        let Some(hold) = bank.held.get(&tx) else { return };
        let mut everybody = hold.others(io.me());
        everybody.push(COORDINATOR);
        for who in everybody {
            io.send(who, Message::of(decision, tx));
        }
        match decision {
            Decision::Commit => self.commit(bank, tx, Why::Terminated, io),
            Decision::Abort => self.abort(bank, tx, Why::Terminated, io),
        }
    }
}

impl Hold {
    fn heard_from(&self, peer: NodeId) -> bool {
        self.tally.as_ref().is_some_and(|tally| tally.heard.contains_key(&peer))
    }
}
