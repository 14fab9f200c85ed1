//! The coordinator: collect votes, force the decision, tell it until everybody has it.

use super::message::{Command, Message, Note, Timer, Why};
use super::params::{Mistake, Variant};
use super::protocol::{Boot, Deal, Desk, Phase, TwoPhaseCommit};
use super::record::{Decision, Record, Task, Tx};
use crate::sim::sorted::{SortedMap, SortedSet};
use crate::sim::{Input, Io, NodeId};

type Door<'a> = Io<'a, TwoPhaseCommit>;

impl Desk {
    /// How the log says that `tx` ended; a decision that is not yet durable is none.
    pub fn decision(&self, tx: Tx) -> Option<Decision> {
        let mine = self.log.durable().filter(|record| record.tx() == tx);
        mine.filter_map(Record::decision).next()
    }
}

impl Deal {
    /// Whether everybody has voted yes.
    pub fn all_yes(&self) -> bool {
        self.changes.keys().all(|who| self.yes.contains_key(who))
    }

    /// Who must be told the decision: everybody that has not decided alone.
    fn told(&self) -> impl Iterator<Item = NodeId> {
        self.changes.keys().copied().filter(|who| !self.no.contains(who))
    }
}

impl TwoPhaseCommit {
    pub(super) fn desk(&self, desk: &mut Desk, input: Input<Self>, io: &mut Door<'_>) {
        match input {
            Input::Boot => self.reopen(desk, io),
            Input::Command(command) => self.begin(desk, &command, io),
            Input::Message { from, message } => self.hear(desk, from, message, io),
            Input::Timer(Timer::Deadline(tx)) => self.votes_are_late(desk, tx, io),
            Input::Timer(Timer::Resend(tx)) => self.tell_again(desk, tx, io),
            Input::Timer(Timer::Tally(tx)) => self.ready(desk, tx, io),
            Input::Timer(Timer::Ask(tx)) => self.ask_everybody(desk, tx, io),
            Input::Timer(Timer::Silence(_)) => {}
            Input::Forced(token) => {
                for record in desk.log.forced(token) {
                    self.desk_record_is_durable(desk, &record, io);
                }
            }
        }
    }

    fn begin(&self, desk: &mut Desk, command: &Command, io: &mut Door<'_>) {
        if let Command::Transfer { from, to, .. } = command
            && from == to
        {
            return io.note(Note::Pointless { bank: *from });
        }
        desk.numbered += 1;
        let tx = Tx(desk.numbered);
        let (task, changes) = self.changes(command);
        io.note(Note::Begun { tx, task, changes: changes.clone() });
        let deal = Deal {
            task,
            changes: changes.clone(),
            phase: Phase::Voting,
            yes: SortedMap::new(),
            no: SortedSet::new(),
            answered: SortedSet::new(),
            why: Why::AllYes,
        };
        desk.deals.insert(tx, deal);
        if self.variant == Variant::None {
            return self.debit(desk, tx, io);
        }
        let peers: Vec<NodeId> = changes.keys().copied().collect();
        desk.log.write(Record::Begin { tx, task, changes: changes.clone() });
        for (who, change) in changes {
            io.send(who, Message::Prepare { tx, change, peers: peers.clone() });
        }
        io.arm(Timer::Deadline(tx), self.vote_timeout);
    }

    fn hear(&self, desk: &mut Desk, from: NodeId, message: Message, io: &mut Door<'_>) {
        match message {
            Message::Yes { tx, balance } => self.yes(desk, tx, from, balance, io),
            Message::No { tx } => self.no(desk, tx, from, io),
            Message::Ack { tx, decision } => self.acknowledged(desk, tx, decision, from, io),
            Message::Ask { tx } => self.answer(desk, tx, from, io),
            Message::Ready { tx } => {
                let Some(deal) = desk.deals.get_mut(&tx) else { return };
                if deal.phase == Phase::Readying {
                    deal.answered.insert(from);
                    if deal.answered.len() == deal.changes.len() {
                        self.ready(desk, tx, io);
                    }
                }
            }
            // Three-phase: the participants have decided by themselves.
            Message::Commit { tx } => self.adopt(desk, tx, Decision::Commit, from, io),
            Message::Abort { tx } => self.adopt(desk, tx, Decision::Abort, from, io),
            Message::Moved { tx, balance } => self.moved(desk, tx, from, balance, io),
            Message::Refused { tx } => self.denied(desk, tx, io),
            Message::Prepare { .. }
            | Message::Uncertain { .. }
            | Message::Precommit { .. }
            | Message::Move { .. } => {}
        }
    }

    /// A yes on what was begun before a crash and is forgotten is a question: what became of it?
    /// Whoever took part in what was begun since then has been told.
    fn yes(&self, desk: &mut Desk, tx: Tx, from: NodeId, balance: i64, io: &mut Door<'_>) {
        if tx.0 <= desk.before && !desk.deals.contains_key(&tx) {
            return self.answer(desk, tx, from, io);
        }
        let Some(deal) = desk.deals.get_mut(&tx) else { return };
        if deal.phase != Phase::Voting {
            return;
        }
        deal.yes.insert(from, balance);
        if !deal.all_yes() {
            return;
        }
        io.disarm(Timer::Deadline(tx));
        if self.variant == Variant::ThreePhase {
            deal.phase = Phase::Readying;
            desk.log.force(Record::Precommit { tx }, io);
            return;
        }
        self.decide(desk, tx, Decision::Commit, Why::AllYes, io);
        if self.mistake == Mistake::SendEarly {
            self.tell(desk, tx, Decision::Commit, io);
        }
    }

    fn no(&self, desk: &mut Desk, tx: Tx, from: NodeId, io: &mut Door<'_>) {
        let Some(deal) = desk.deals.get_mut(&tx) else { return };
        deal.no.insert(from);
        match deal.phase {
            Phase::Voting => self.decide(desk, tx, Decision::Abort, Why::Refused(from), io),
            // Who voted no has aborted already, and that is as good as an acknowledgement.
            _ => self.acknowledged(desk, tx, Decision::Abort, from, io),
        }
    }

    /// A timeout while waiting for votes aborts.
    fn votes_are_late(&self, desk: &mut Desk, tx: Tx, io: &mut Door<'_>) {
        let Some(deal) = desk.deals.get(&tx) else { return };
        if deal.phase == Phase::Voting {
            let (had, of) = (deal.yes.len() as u16, deal.changes.len() as u16);
            let why = Why::TimedOut { had, of, waited: self.vote_timeout };
            self.decide(desk, tx, Decision::Abort, why, io);
        }
    }

    /// Writes the decision down. The forced COMMIT record is the commit point: nobody hears of the
    /// decision before it is durable. Presumed abort forces no abort, since a log without a
    /// decision says the same.
    fn decide(&self, desk: &mut Desk, tx: Tx, decision: Decision, why: Why, io: &mut Door<'_>) {
        let Some(deal) = desk.deals.get_mut(&tx) else { return };
        deal.why = why;
        deal.phase = Phase::Deciding(decision);
        for timer in [Timer::Deadline(tx), Timer::Ask(tx), Timer::Tally(tx)] {
            io.disarm(timer);
        }
        match (decision, self.variant) {
            (Decision::Commit, _) => desk.log.force(Record::Commit { tx }, io),
            (Decision::Abort, Variant::PresumedAbort) => {
                desk.log.write(Record::Abort { tx });
                io.note(Note::Verdict { tx, decision, why });
                let deal = desk.deals.remove(&tx).expect("looked at above");
                for who in deal.told() {
                    io.send(who, Message::Abort { tx });
                }
            }
            (Decision::Abort, _) => desk.log.force(Record::Abort { tx }, io),
        }
    }

    fn desk_record_is_durable(&self, desk: &mut Desk, record: &Record, io: &mut Door<'_>) {
        let tx = record.tx();
        let Some(phase) = desk.deals.get(&tx).map(|deal| deal.phase) else { return };
        match (record, phase) {
            (Record::Precommit { .. }, Phase::Readying) => {
                for who in desk.deals[&tx].changes.keys() {
                    io.send(*who, Message::Precommit { tx });
                }
                io.arm(Timer::Tally(tx), self.retry);
            }
            (_, Phase::Deciding(decision)) if record.decision() == Some(decision) => {
                self.tell(desk, tx, decision, io);
            }
            _ => {}
        }
    }

    /// Three-phase: who has not said that it is ready has failed, and will ask when it is back.
    fn ready(&self, desk: &mut Desk, tx: Tx, io: &mut Door<'_>) {
        if desk.deals.get(&tx).is_some_and(|deal| deal.phase == Phase::Readying) {
            self.decide(desk, tx, Decision::Commit, Why::AllYes, io);
        }
    }

    /// The decision leaves, and is told again until everybody has acknowledged it.
    fn tell(&self, desk: &mut Desk, tx: Tx, decision: Decision, io: &mut Door<'_>) {
        let Some(deal) = desk.deals.get_mut(&tx) else { return };
        deal.phase = Phase::Telling(decision);
        deal.answered.clear();
        io.note(Note::Verdict { tx, decision, why: deal.why });
        if (deal.task, decision) == (Task::Audit, Decision::Commit) && deal.all_yes() {
            io.note(Note::Audited { tx, sum: deal.yes.values().sum() });
        }
        for who in deal.told() {
            io.send(who, Message::of(decision, tx));
        }
        io.arm(Timer::Resend(tx), self.retry);
        self.end_if_all_know(desk, tx, io);
    }

    fn tell_again(&self, desk: &mut Desk, tx: Tx, io: &mut Door<'_>) {
        let Some(deal) = desk.deals.get(&tx) else { return };
        match deal.phase {
            Phase::Telling(decision) => {
                for who in deal.told().filter(|who| !deal.answered.contains(who)) {
                    io.send(who, Message::of(decision, tx));
                }
                io.arm(Timer::Resend(tx), self.retry);
            }
            Phase::Debiting | Phase::Crediting => self.move_again(desk, tx, io),
            _ => {}
        }
    }

    /// Who has done otherwise, which a missing rule or three-phase commit allows, has not done it.
    fn acknowledged(
        &self,
        desk: &mut Desk,
        tx: Tx,
        done: Decision,
        from: NodeId,
        io: &mut Door<'_>,
    ) {
        let Some(deal) = desk.deals.get_mut(&tx) else { return };
        if deal.phase == Phase::Telling(done) {
            deal.answered.insert(from);
            self.end_if_all_know(desk, tx, io);
        }
    }

    /// END when all acknowledgements are in. Nobody waits for that record.
    fn end_if_all_know(&self, desk: &mut Desk, tx: Tx, io: &mut Door<'_>) {
        let Some(deal) = desk.deals.get(&tx) else { return };
        let Phase::Telling(decision) = deal.phase else { return };
        if deal.told().all(|who| deal.answered.contains(&who)) {
            desk.log.write(Record::End { tx });
            desk.deals.remove(&tx);
            io.disarm(Timer::Resend(tx));
            io.note(Note::Ended { tx, decision });
        }
    }

    /// What became of it? While it is open there is no answer; of what the log does not know, the
    /// answer is abort, because no COMMIT record was ever durable.
    fn answer(&self, desk: &Desk, tx: Tx, from: NodeId, io: &mut Door<'_>) {
        let open = desk.deals.get(&tx).map(|deal| deal.phase);
        let decision = match open {
            Some(Phase::Telling(decision)) => Some(decision),
            Some(_) => None,
            None => Some(desk.decision(tx).unwrap_or(Decision::Abort)),
        };
        if let Some(decision) = decision {
            io.send(from, Message::of(decision, tx));
        }
    }

    /// Three-phase: participants that have decided by themselves say so.
    fn adopt(&self, desk: &mut Desk, tx: Tx, to: Decision, from: NodeId, io: &mut Door<'_>) {
        let Some(deal) = desk.deals.get_mut(&tx) else { return };
        match deal.phase {
            Phase::Voting | Phase::Readying | Phase::Asking => {
                self.decide(desk, tx, to, Why::Told(from), io);
            }
            Phase::Telling(_) => self.acknowledged(desk, tx, to, from, io),
            _ => {}
        }
    }

    fn ask_everybody(&self, desk: &Desk, tx: Tx, io: &mut Door<'_>) {
        let Some(deal) = desk.deals.get(&tx) else { return };
        if deal.phase == Phase::Asking {
            for who in deal.changes.keys() {
                io.send(*who, Message::Ask { tx });
            }
            io.arm(Timer::Ask(tx), self.retry);
        }
    }

    /// Recovery: what is open in the log decides. COMMIT without END is told again; a decision
    /// that is missing is abort, and so is what was aborted.
    fn reopen(&self, desk: &mut Desk, io: &mut Door<'_>) {
        let records: Vec<Record> = desk.log.records().cloned().collect();
        let says = |tx: Tx, what: &Record| records.contains(what) && what.tx() == tx;
        let mut open = 0;
        for record in &records {
            let Record::Begin { tx, task, changes } = record else { continue };
            let (tx, decision) = (*tx, desk.decision(*tx));
            let forgets = self.variant == Variant::PresumedAbort;
            if says(tx, &Record::End { tx }) || (forgets && decision != Some(Decision::Commit)) {
                continue;
            }
            open += 1;
            let asks = says(tx, &Record::Precommit { tx }) && decision.is_none();
            let phase = match decision {
                Some(decision) => Phase::Deciding(decision),
                None if asks => Phase::Asking,
                None => Phase::Voting,
            };
            let deal = Deal {
                task: *task,
                changes: changes.clone(),
                phase,
                yes: SortedMap::new(),
                no: SortedSet::new(),
                answered: SortedSet::new(),
                why: Why::Logged,
            };
            desk.deals.insert(tx, deal);
        }
        if desk.boot == Boot::Again {
            io.note(Note::Recovered { open });
        }
        let deals: Vec<(Tx, Phase)> =
            desk.deals.iter().map(|(tx, deal)| (*tx, deal.phase)).collect();
        for (tx, phase) in deals {
            match phase {
                Phase::Deciding(decision) => self.tell(desk, tx, decision, io),
                Phase::Asking => self.ask_everybody(desk, tx, io),
                _ => self.decide(desk, tx, Decision::Abort, Why::Recovered, io),
            }
        }
    }
}
