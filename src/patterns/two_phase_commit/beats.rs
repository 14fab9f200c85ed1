//! The beats. Every one looks only at what happens, so it tells whatever run it is given.

use super::message::{Note, Vote, Why};
use super::params::{Mistake, Variant};
use super::protocol::{COORDINATOR, Hold, TwoPhaseCommit};
use super::record::{Decision, Tx, account, money, node};
use super::story::{Now, forced};
use crate::lesson::{Beat, Prediction};
use crate::sim::{Event, Fault, NodeId};

pub(super) fn beat(
    title: &'static str,
    absent: &'static str,
    when: fn(&Now<'_>) -> Option<String>,
) -> Beat<TwoPhaseCommit> {
    Beat { title, when, absent, predict: None }
}

pub(super) fn capital(text: String) -> String {
    let mut letters = text.chars();
    match letters.next() {
        Some(first) => first.to_uppercase().chain(letters).collect(),
        None => text,
    }
}

fn crashed(now: &Now<'_>) -> Option<NodeId> {
    match &now.step.event {
        Some(Event::Fault(Fault::Crash(node))) => Some(*node),
        _ => now.step.applied.crashed,
    }
}

/// Participants that have voted yes and do not know the decision.
fn doubtful(now: &Now<'_>) -> Vec<NodeId> {
    let bank = |id: &NodeId| now.world.node(*id).bank();
    let in_doubt =
        |id: &NodeId| bank(id).is_some_and(|bank| bank.held.values().any(Hold::in_doubt));
    now.protocol.banks().filter(in_doubt).collect()
}

pub(super) fn accounts() -> Beat<TwoPhaseCommit> {
    beat("Every node keeps an account", "", |now| {
        let last = account(NodeId(now.protocol.participants));
        let to = if now.protocol.participants == 2 { "and" } else { "to" };
        (now.step.index == 0).then(|| {
            format!(
                "Accounts A {to} {last} are on nodes of their own, with {} each. A transfer must \
                 happen at all its nodes or at none, whatever breaks in between.",
                money(now.protocol.balance)
            )
        })
    })
}

pub(super) fn asking() -> Beat<TwoPhaseCommit> {
    let asked =
        beat("A customer asks for a transfer", "Nobody asked for anything this time.", |now| {
            let (_, command) = now.command()?;
            let begun = now.notes().any(|(_, note)| matches!(note, Note::Begun { .. }));
            let how = match now.protocol.variant {
                Variant::None => "There are no votes: it simply sends the debit first.",
                _ => "It writes BEGIN and asks every node that takes part to prepare.",
            };
            begun.then(|| format!("The coordinator is asked: {command}. {how}"))
        });
    Beat {
        predict: Some(Prediction {
            question: "The request reaches a node. What does that node do first?",
            premise: |now| now.protocol.banks().any(|id| now.world.is_up(id)),
            options: &[
                "It forces to its log that it can do its part",
                "It changes the balance at once",
                "It refuses",
            ],
            settle: |now| {
                now.notes().find_map(|(_, note)| match note {
                    Note::Preparing { .. } => Some(0),
                    Note::Moved { .. } => Some(1),
                    Note::Voted { vote: Vote::No, .. } | Note::Denied { .. } => Some(2),
                    _ => None,
                })
            },
        }),
        ..asked
    }
}

pub(super) fn debited() -> Beat<TwoPhaseCommit> {
    beat("The money is on its way", "No money was between accounts this time.", |now| {
        now.notes().find_map(|(who, note)| match note {
            Note::Moved { tx, change, .. } if *change < 0 => Some(format!(
                "{} has taken {} from {} for {tx}. Until it is credited it is in no account, and \
                 only the coordinator's memory knows where it belongs.",
                node(who),
                money(-change),
                account(who)
            )),
            _ => None,
        })
    })
}

pub(super) fn preparing() -> Beat<TwoPhaseCommit> {
    beat("A node prepares", "No node prepared this time.", |now| {
        now.notes().find_map(|(who, note)| {
            let Note::Preparing { tx, locks } = note else { return None };
            let gives = now.world.node(who).bank()?.held.get(tx)?.change < 0;
            let (node, account) = (node(who), account(who));
            let can = match gives {
                true => format!("{node} has enough in {account}"),
                false => format!("{node} can make its change to {account}"),
            };
            let lock = if *locks { "locks the account" } else { "locks nothing" };
            let then = match now.protocol.mistake {
                Mistake::VoteEarly => "It does not wait for its disk: it votes at once.",
                _ => {
                    "It says nothing before that is on its disk: what it will promise must \
                     survive a crash."
                }
            };
            Some(format!("{can}. For {tx} it {lock} and forces PREPARED to its log. {then}"))
        })
    })
}

pub(super) fn voting() -> Beat<TwoPhaseCommit> {
    let voted = beat("A node votes yes", "No node voted yes this time.", |now| {
        now.notes().find_map(|(who, note)| match note {
            Note::Voted { tx, vote: Vote::Yes } => Some(format!(
                "{} votes yes on {tx}. From here on it may neither commit nor abort on its own: \
                 it is in doubt until it hears more.",
                node(who)
            )),
            _ => None,
        })
    });
    Beat {
        predict: Some(Prediction {
            question: "A node has voted yes. How will it learn what to do?",
            premise: |_| true,
            options: &[
                "It is told the decision",
                "It works it out with the other nodes",
                "It gives up waiting and decides alone",
            ],
            settle: |now| {
                now.notes().find_map(|(_, note)| match note {
                    Note::Applied { why: Why::Told(COORDINATOR), .. } => Some(0),
                    Note::Applied { why: Why::Told(_) | Why::Terminated, .. } => Some(1),
                    Note::Applied { why: Why::Impatience, .. } => Some(2),
                    _ => None,
                })
            },
        }),
        ..voted
    }
}

pub(super) fn refusing() -> Beat<TwoPhaseCommit> {
    beat("A node votes no", "No node voted no this time.", |now| {
        now.notes().find_map(|(who, note)| match note {
            Note::Voted { tx, vote: Vote::No } => Some(format!(
                "{} does not prepare {tx}. It writes that down, aborts on its own and votes no: \
                 who has not voted yes may.",
                node(who)
            )),
            Note::Denied { tx } => Some(format!("The debit of {tx} is refused.")),
            _ => None,
        })
    })
}

pub(super) fn crashing() -> Beat<TwoPhaseCommit> {
    let crash = beat("Somebody crashes", "Nobody crashed this time.", |now| {
        let who = crashed(now)?;
        let doubt = doubtful(now);
        let doubt: Vec<String> = doubt.into_iter().map(node).collect();
        let after = match (who, doubt.as_slice()) {
            (COORDINATOR, [_, ..]) => format!(" In doubt: {}.", doubt.join(", ")),
            _ => String::new(),
        };
        Some(format!(
            "{} stops. What was forced to its log stays; the rest is gone.{after}",
            capital(node(who))
        ))
    });
    Beat {
        predict: Some(Prediction {
            question: "The coordinator is down, and nodes have voted yes. What do they do?",
            premise: |now| crashed(now) == Some(COORDINATOR) && !doubtful(now).is_empty(),
            options: &["They wait and ask", "They abort", "They commit"],
            settle: |now| {
                if now.world.is_up(COORDINATOR) {
                    return None;
                }
                now.notes().find_map(|(_, note)| match note {
                    Note::InDoubt { .. } => Some(0),
                    Note::Applied { decision: Decision::Abort, .. } => Some(1),
                    Note::Applied { decision: Decision::Commit, .. } => Some(2),
                    _ => None,
                })
            },
        }),
        ..crash
    }
}

pub(super) fn forcing() -> Beat<TwoPhaseCommit> {
    let last =
        beat("All votes are in", "The coordinator did not hear a yes of all this time.", |now| {
            let (_, to, _) = now.arrived()?;
            let desk = now.world.node(to).desk()?;
            let full =
                desk.deals.iter().find(|(_, deal)| deal.all_yes() && deal.answered.is_empty())?;
            let what = match now.protocol.variant {
                Variant::ThreePhase => "PRECOMMIT",
                Variant::None => return None,
                _ => "COMMIT",
            };
            let early = match now.protocol.mistake {
                Mistake::SendEarly => " It is sent already.",
                _ => "",
            };
            Some(format!("Everybody voted yes on {}. {what} is being forced.{early}", full.0))
        });
    Beat {
        predict: Some(Prediction {
            question: "Everybody has voted yes. When is the transfer committed?",
            premise: |now| now.protocol.mistake != Mistake::SendEarly,
            options: &[
                "When COMMIT is on the coordinator's disk",
                "Now, as the last yes arrives",
                "When the coordinator is back, if ever",
            ],
            settle: |now| {
                let verdict = now.notes().any(|(_, note)| {
                    matches!(note, Note::Verdict { decision: Decision::Commit, .. })
                });
                match () {
                    () if verdict && forced(now).is_some() => Some(0),
                    () if crashed(now) == Some(COORDINATOR) => Some(2),
                    () if verdict => Some(1),
                    () => None,
                }
            },
        }),
        ..last
    }
}

pub(super) fn commit_point() -> Beat<TwoPhaseCommit> {
    beat("The commit point", "Nothing was committed this time.", |now| {
        now.notes().find_map(|(_, note)| {
            let Note::Verdict { tx, decision: Decision::Commit, .. } = note else { return None };
            let durable = now.world.node(COORDINATOR).desk()?.decision(*tx).is_some();
            let then = match (durable, now.protocol.variant, now.protocol.mistake) {
                (false, ..) => return Some(format!("{tx} is called committed. {EARLY}")),
                (true, Variant::ThreePhase, _) => {
                    "Who is cut off from everybody that knows may still decide otherwise."
                }
                (true, _, Mistake::None) => {
                    "Nothing that happens from here on can change it, and nobody has heard of it \
                     earlier."
                }
                (true, ..) => "The coordinator will not change it. Nodes that break a rule may.",
            };
            Some(format!("{tx} is committed: the coordinator's disk says so. {then}"))
        })
    })
}

/// What a commit is worth that is told before its record is durable.
const EARLY: &str = "COMMIT is not on the coordinator's disk yet, and it is told already: a crash \
                     now forgets what others act upon.";

/// Who has committed it all the same, if anybody.
fn nowhere(now: &Now<'_>, tx: Tx) -> String {
    let decisions = now.world.history().deed(tx).map(|deed| &deed.decisions);
    let mut all = decisions.into_iter().flatten();
    match all.find(|(_, decision)| **decision == Decision::Commit) {
        Some((who, _)) => format!("But {} has committed it.", node(*who)),
        None => "Nobody has committed it.".to_string(),
    }
}

pub(super) fn aborting() -> Beat<TwoPhaseCommit> {
    beat("The transfer is aborted", "Nothing was aborted this time.", |now| {
        now.notes().find_map(|(who, note)| match note {
            Note::Verdict { tx, decision: Decision::Abort, why } => {
                Some(format!("{tx} is aborted: {why}. {}", nowhere(now, *tx)))
            }
            // A coordinator that lost its memory does not announce what it presumes.
            Note::Applied { tx, decision: Decision::Abort, why, .. } if *why != Why::OwnWill => {
                let silent = now.world.node(COORDINATOR).desk()?.decision(*tx).is_none();
                let said = match why {
                    Why::Told(COORDINATOR) if silent => {
                        "the coordinator's disk knows no decision, so it answers: abort".to_string()
                    }
                    why => why.to_string(),
                };
                let who = capital(node(who));
                Some(format!("{who} aborts {tx}: {said}. {}", nowhere(now, *tx)))
            }
            _ => None,
        })
    })
}

pub(super) fn ending() -> Beat<TwoPhaseCommit> {
    beat(
        "The coordinator may forget it",
        "Not everybody acknowledged a decision this time.",
        |now| {
            let ended = now.notes().find_map(|(_, note)| match note {
                Note::Ended { tx, .. } => Some(*tx),
                _ => None,
            })?;
            let sum = super::properties::audited(now.protocol, now.world);
            let opening = now.protocol.balance * i64::from(now.protocol.participants);
            Some(format!(
                "The last answer about {ended} is in: nothing is left to do. All money: {}; at \
                 first: {}.",
                money(sum),
                money(opening)
            ))
        },
    )
}
