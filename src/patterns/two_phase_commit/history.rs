//! What the properties must remember: votes, decisions and their reasons, and how long it took.

use super::message::{Note, Vote};
use super::protocol::COORDINATOR;
use super::record::{Changes, Decision, Task, Tx, node};
use crate::sim::sorted::{SortedMap, SortedSet};
use crate::sim::{NodeId, Span, Time};

/// A state that a node was in for some time, perhaps more than once.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Stay {
    since: Option<Time>,
    before: Span,
}

impl Stay {
    fn begin(&mut self, now: Time) {
        self.since.get_or_insert(now);
    }

    fn end(&mut self, now: Time) {
        if let Some(since) = self.since.take() {
            self.before = Span(self.before.0 + now.since(since).0);
        }
    }

    /// How long, up to `now`.
    pub fn until(&self, now: Time) -> Span {
        Span(self.before.0 + self.since.map_or(0, |since| now.since(since).0))
    }
}

/// A transaction, as whoever sees everything remembers it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Deed {
    /// What it is for.
    pub task: Task,
    /// Who takes part.
    pub changes: Changes,
    /// When it began.
    pub began: Time,
    /// The first vote of each.
    pub votes: SortedMap<NodeId, Vote>,
    /// The first decision of each, the coordinator included.
    pub decisions: SortedMap<NodeId, Decision>,
    /// When and how the coordinator decided.
    pub verdict: Option<(Time, Decision)>,
    /// When the last participant carried out the decision.
    pub applied: Option<Time>,
    /// When everybody had acknowledged.
    pub ended: Option<Time>,
    /// Who has crashed since it began; the coordinator only if that was before it decided.
    pub failed: SortedSet<NodeId>,
    /// Three-phase: who was told that everybody had voted yes.
    pub precommitted: SortedSet<NodeId>,
    /// Three-phase: who took over from the coordinator.
    pub took_over: SortedSet<NodeId>,
    /// Who was in doubt, and for how long.
    pub doubt: SortedMap<NodeId, Stay>,
    /// Who waited for a lock, and for how long.
    pub queued: SortedMap<NodeId, Stay>,
}

/// What has happened.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct History {
    deeds: SortedMap<Tx, Deed>,
    changed: Option<String>,
    groundless: Option<String>,
    audits: Vec<i64>,
    lowest: Option<i64>,
}

impl History {
    pub(super) fn record(&mut self, now: Time, who: NodeId, note: &Note) {
        if let Note::Begun { tx, task, changes } = note {
            self.deeds.insert(*tx, Deed::new(*task, changes.clone(), now));
            return;
        }
        if let Note::Recovered { .. } = note {
            for deed in self.deeds.values_mut() {
                deed.survive(now, who);
            }
            return;
        }
        let Some(tx) = note.tx() else { return };
        let Some(deed) = self.deeds.get_mut(&tx) else { return };
        if self.groundless.is_none() {
            self.groundless = deed.lacks_a_ground(tx, who, note);
        }
        match note {
            Note::Voted { vote, .. } => {
                if let Some(why) = deed.vote(now, who, *vote) {
                    self.changed.get_or_insert(format!("{} {why} on {tx}", node(who)));
                }
            }
            Note::Verdict { decision, .. } => {
                deed.verdict.get_or_insert((now, *decision));
                self.decided(tx, who, *decision);
            }
            Note::Applied { decision, balance, .. } => {
                self.lowest = Some(self.lowest.map_or(*balance, |least| least.min(*balance)));
                deed.carry_out(now, who);
                self.decided(tx, who, *decision);
            }
            Note::Queued { .. } => deed.queued.entry(who).or_default().begin(now),
            Note::Preparing { .. } => deed.leave_queue(now, who),
            Note::InDoubt { .. } => deed.doubt.entry(who).or_default().begin(now),
            Note::Precommitted { .. } => deed.precommit(now, who),
            Note::TakesOver { .. } => {
                deed.took_over.insert(who);
            }
            Note::Moved { balance, .. } => {
                self.lowest = Some(self.lowest.map_or(*balance, |least| least.min(*balance)));
                deed.applied = Some(now);
            }
            Note::Ended { .. } => deed.ended = Some(now),
            Note::Denied { .. } => deed.verdict = Some((now, Decision::Abort)),
            Note::Audited { sum, .. } => self.audits.push(*sum),
            _ => {}
        }
    }

    fn decided(&mut self, tx: Tx, who: NodeId, decision: Decision) {
        let deed = self.deeds.get_mut(&tx).expect("looked up by the caller");
        let first = *deed.decisions.entry(who).or_insert(decision);
        if first != decision {
            let why = format!("{} decided {first} on {tx}, and then {decision}", node(who));
            self.changed.get_or_insert(why);
        }
    }

    /// Every transaction.
    pub fn deeds(&self) -> impl Iterator<Item = (Tx, &Deed)> {
        self.deeds.iter().map(|(tx, deed)| (*tx, deed))
    }

    /// One transaction.
    pub fn deed(&self, tx: Tx) -> Option<&Deed> {
        self.deeds.get(&tx)
    }

    /// Who changed a vote or a decision, if anybody.
    pub fn changed(&self) -> Option<&String> {
        self.changed.as_ref()
    }

    /// Who aborted without a ground, if anybody.
    pub fn groundless_abort(&self) -> Option<&String> {
        self.groundless.as_ref()
    }

    /// The lowest balance that anybody announced.
    pub fn lowest(&self) -> Option<i64> {
        self.lowest
    }

    /// What audits found, in order.
    pub fn audits(&self) -> &[i64] {
        &self.audits
    }
}

impl Deed {
    fn new(task: Task, changes: Changes, began: Time) -> Deed {
        Deed {
            task,
            changes,
            began,
            votes: SortedMap::new(),
            decisions: SortedMap::new(),
            verdict: None,
            applied: None,
            ended: None,
            failed: SortedSet::new(),
            precommitted: SortedSet::new(),
            took_over: SortedSet::new(),
            doubt: SortedMap::new(),
            queued: SortedMap::new(),
        }
    }

    /// A node is back after a crash: the coordinator forgot what was open, a participant forgot
    /// who waited.
    fn survive(&mut self, now: Time, who: NodeId) {
        if who != COORDINATOR || self.verdict.is_none() {
            self.failed.insert(who);
        }
        self.leave_queue(now, who);
    }

    fn leave_queue(&mut self, now: Time, who: NodeId) {
        if let Some(stay) = self.queued.get_mut(&who) {
            stay.end(now);
        }
    }

    /// A vote; says what is wrong when it is not the first one.
    fn vote(&mut self, now: Time, who: NodeId, vote: Vote) -> Option<&'static str> {
        let first = *self.votes.entry(who).or_insert(vote);
        match vote {
            Vote::Yes => self.doubt.entry(who).or_default().begin(now),
            Vote::No => self.leave_queue(now, who),
        }
        (first != vote).then_some("voted first one way and then the other")
    }

    /// Who is told that everybody voted yes knows how it will end, unless it has crashed and the
    /// others may have ended it without it.
    fn precommit(&mut self, now: Time, who: NodeId) {
        self.precommitted.insert(who);
        if !self.failed.contains(&who) {
            self.doubt.entry(who).or_default().end(now);
        }
    }

    fn carry_out(&mut self, now: Time, who: NodeId) {
        self.applied = Some(now);
        for stays in [&mut self.doubt, &mut self.queued] {
            if let Some(stay) = stays.get_mut(&who) {
                stay.end(now);
            }
        }
    }
}

impl Note {
    /// The transaction it is about.
    pub fn tx(&self) -> Option<Tx> {
        match self {
            Note::Begun { tx, .. }
            | Note::Queued { tx, .. }
            | Note::Preparing { tx, .. }
            | Note::Voted { tx, .. }
            | Note::Verdict { tx, .. }
            | Note::Applied { tx, .. }
            | Note::InDoubt { tx, .. }
            | Note::Blocked { tx }
            | Note::Precommitted { tx }
            | Note::TakesOver { tx }
            | Note::Ended { tx, .. }
            | Note::Moved { tx, .. }
            | Note::Denied { tx }
            | Note::Audited { tx, .. } => Some(*tx),
            Note::Recovered { .. } | Note::Pointless { .. } => None,
        }
    }
}
