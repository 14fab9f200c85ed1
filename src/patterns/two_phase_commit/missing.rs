//! The beat of a rule that is left out: it waits for the moment at which the rule would have made
//! a difference, and names it.

use super::beats::{beat, capital};
use super::message::{Note, Vote, Why};
use super::params::Mistake;
use super::protocol::TwoPhaseCommit;
use super::record::{Decision, Tx, account, node};
use super::story::Now;
use crate::lesson::Beat;
use crate::sim::NodeId;

pub(super) fn missing() -> Beat<TwoPhaseCommit> {
    beat("A rule is missing", "The missing rule made no difference this time.", |now| {
        now.notes().find_map(|(who, note)| match now.protocol.mistake {
            Mistake::None => None,
            Mistake::VoteEarly => votes_early(now, who, note),
            Mistake::DecideAlone => decides_alone(who, note),
            Mistake::SendEarly => sends_early(now, note),
            Mistake::ForgetPrepared => forgets(now, who, note),
            Mistake::NoLocks => locks_nothing(now, who, note),
        })
    })
}

fn votes_early(now: &Now<'_>, who: NodeId, note: &Note) -> Option<String> {
    let Note::Voted { tx, vote: Vote::Yes } = note else { return None };
    let durable = now.world.node(who).bank()?.prepared_durably(*tx);
    (!durable).then(|| {
        format!(
            "{} votes yes on {tx}, and its disk does not say so yet: a crash now forgets the \
             promise. The rule that is missing: PREPARED is durable before YES is sent.",
            node(who)
        )
    })
}

fn decides_alone(who: NodeId, note: &Note) -> Option<String> {
    let Note::Applied { tx, why: Why::Impatience, .. } = note else { return None };
    Some(format!(
        "{} has voted yes on {tx}, hears nothing, and aborts it, whatever the decision is. The \
         rule that is missing: a timeout while prepared decides nothing.",
        node(who)
    ))
}

fn sends_early(now: &Now<'_>, note: &Note) -> Option<String> {
    let Note::Verdict { tx, decision: Decision::Commit, .. } = note else { return None };
    let durable = now.world.nodes().next()?.1.desk()?.decision(*tx).is_some();
    (!durable).then(|| {
        format!(
            "COMMIT {tx} is on its way and not on the coordinator's disk. The rule that is \
             missing: the commit point comes before the messages."
        )
    })
}

fn forgets(now: &Now<'_>, who: NodeId, note: &Note) -> Option<String> {
    let Note::Recovered { .. } = note else { return None };
    let open = now.world.node(who).bank()?.undecided();
    let open: Vec<String> = open.iter().map(Tx::to_string).collect();
    (!open.is_empty()).then(|| {
        format!(
            "{}'s log says PREPARED {}, and it neither locks nor asks. The rule that is missing: \
             PREPARED without a decision is in doubt, and locked.",
            capital(node(who)),
            open.join(", ")
        )
    })
}

fn locks_nothing(now: &Now<'_>, who: NodeId, note: &Note) -> Option<String> {
    let Note::Preparing { tx, .. } = note else { return None };
    let held = &now.world.node(who).bank()?.held;
    let other = held.keys().find(|other| *other != tx)?;
    Some(format!(
        "{tx} is validated at {} while {other}, which is not decided, has been promised money of \
         {}. The rule that is missing: what was validated stays locked until it is decided.",
        node(who),
        account(who)
    ))
}
