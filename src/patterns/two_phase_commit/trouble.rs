//! Beats of what happens when somebody is silent, slow or down, and of what a node does when told.

use super::beats::{beat, capital};
use super::message::{Note, Why};
use super::params::Mistake;
use super::protocol::TwoPhaseCommit;
use super::record::{Decision, Record, account, money, node};
use crate::lesson::Beat;

pub(super) fn in_doubt() -> Beat<TwoPhaseCommit> {
    beat("In doubt", "Nobody had to ask for a decision this time.", |now| {
        now.notes().find_map(|(who, note)| match note {
            Note::InDoubt { tx, .. } => Some(format!(
                "{} has voted yes on {tx} and does not know the decision. It may not guess: it \
                 asks{}.",
                node(who),
                match now.world.node(who).bank()?.lock {
                    Some(_) => ", and its account stays locked",
                    None => "",
                }
            )),
            _ => None,
        })
    })
}

pub(super) fn blocked() -> Beat<TwoPhaseCommit> {
    beat(
        "All peers are in doubt",
        "Nobody heard that all its peers are in doubt this time.",
        |now| {
            now.notes().find_map(|(who, note)| match note {
            Note::Blocked { tx } => Some(format!(
                "All peers of {} have voted yes on {tx}, too, and none knows the decision. Only \
                 the coordinator can know it: they wait.",
                node(who)
            )),
            _ => None,
        })
        },
    )
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

/// A lock is free, and who waited longest has it.
pub(super) fn released() -> Beat<TwoPhaseCommit> {
    beat("The lock is free", "No transfer got a lock that it had waited for this time.", |now| {
        now.notes().find_map(|(who, note)| {
            let Note::Preparing { tx, .. } = note else { return None };
            let waited = now.world.history().deed(*tx)?.queued.get(&who)?.until(now.step.time);
            let (node, account) = (node(who), account(who));
            Some(format!(
                "{tx} has waited {waited} for account {account} at {node}. It has it now."
            ))
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
    beat("A node does as decided", "No node carried out a decision this time.", |now| {
        now.notes().find_map(|(who, note)| match note {
            Note::Applied { tx, decision, why, balance } if *why != Why::OwnWill => {
                let does = match decision {
                    Decision::Commit => "commits",
                    Decision::Abort => "aborts",
                };
                // Who had prepared had locked, unless that rule is left out.
                let log = now.world.node(who).journal();
                let prepared = |record: &Record| matches!(record, Record::Prepared { .. });
                let mut mine = log.records().filter(|record| record.tx() == *tx);
                let keeps =
                    !matches!(now.protocol.mistake, Mistake::NoLocks | Mistake::ForgetPrepared);
                let unlocks = match keeps && mine.any(prepared) {
                    true => format!(" and unlocks {}", account(who)),
                    false => String::new(),
                };
                let (account, balance) = (account(who), money(*balance));
                Some(format!("{} {does} {tx}{unlocks}. {account}: {balance}.", node(who)))
            }
            _ => None,
        })
    })
}
