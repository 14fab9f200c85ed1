//! Beats of what happens when somebody is silent, slow or down, and of what a node does when told.

use super::beats::{beat, capital};
use super::message::{Note, Why};
use super::protocol::TwoPhaseCommit;
use super::record::{Decision, account, money, node};
use crate::lesson::Beat;

pub(super) fn in_doubt() -> Beat<TwoPhaseCommit> {
    beat("In doubt", "Nobody had to ask for a decision this time.", |now| {
        now.notes().find_map(|(who, note)| match note {
            Note::InDoubt { tx, .. } => Some(format!(
                "{} has voted yes on {tx} and has not heard the decision. It may not guess: it \
                 asks, and its account stays locked.",
                node(who)
            )),
            _ => None,
        })
    })
}

pub(super) fn blocked() -> Beat<TwoPhaseCommit> {
    beat("Nobody knows", "Nobody found that all are in doubt this time.", |now| {
        now.notes().find_map(|(who, note)| match note {
            Note::Blocked { tx } => Some(format!(
                "All that {} can ask have voted yes on {tx}, and none knows the decision. The \
                 coordinator may have decided either way before it fell silent: they wait.",
                node(who)
            )),
            _ => None,
        })
    })
}

pub(super) fn taking_over() -> Beat<TwoPhaseCommit> {
    beat("A participant takes over", "No participant took over this time.", |now| {
        now.notes().find_map(|(who, note)| match note {
            Note::TakesOver { tx } => Some(format!(
                "{} takes the silence for a crash. It asks the others how far they are with {tx}, \
                 and will decide by what those say that answer.",
                node(who)
            )),
            _ => None,
        })
    })
}

pub(super) fn waiting() -> Beat<TwoPhaseCommit> {
    beat("A transfer waits for a lock", "No transfer had to wait for a lock this time.", |now| {
        now.notes().find_map(|(who, note)| match note {
            Note::Queued { tx, behind } => Some(format!(
                "{behind} has locked account {} at {}: {tx} waits behind it.",
                account(who),
                node(who)
            )),
            _ => None,
        })
    })
}

pub(super) fn returning() -> Beat<TwoPhaseCommit> {
    beat("Back after a crash", "Nobody came back from a crash this time.", |now| {
        now.notes().find_map(|(who, note)| match note {
            Note::Recovered { .. } => {
                let log = now.world.node(who).journal();
                let says: Vec<String> = log.durable().map(ToString::to_string).collect();
                let says = if says.is_empty() { "nothing".to_string() } else { says.join(", ") };
                Some(format!("{} reads its log. It says: {says}.", capital(node(who))))
            }
            _ => None,
        })
    })
}

pub(super) fn following() -> Beat<TwoPhaseCommit> {
    beat("A node does as decided", "No node was told a decision this time.", |now| {
        now.notes().find_map(|(who, note)| match note {
            Note::Applied { tx, decision, why, balance } if *why != Why::OwnWill => Some(format!(
                "{} {} {tx} and unlocks {}, which holds {} now.",
                node(who),
                match decision {
                    Decision::Commit => "commits",
                    Decision::Abort => "aborts",
                },
                account(who),
                money(*balance)
            )),
            _ => None,
        })
    })
}
