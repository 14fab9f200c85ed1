//! Beats of coming back: new lives, slow members, refutations, and deaths that were none.

use super::beats::{beat, fault, find};
use super::message::{Note, Source, member};
use super::standing::{Standing, State};
use super::story::{Now, notes};
use crate::lesson::{Beat, Prediction};
use crate::patterns::failure_detector::protocol::{FailureDetector, Node};
use crate::sim::{Fault, NodeId, Status};

pub(super) fn returning() -> Beat<FailureDetector> {
    beat("A new life", "Nobody began a new life this time.", |now| {
        find(now, |who, note| match note {
            Note::Begins { of } if of.life > 1 => Some(format!(
                "{} begins life {} and has written that down first. News of its earlier lives \
                 cannot harm it any more.",
                member(who),
                of.life
            )),
            _ => None,
        })
    })
}

pub(super) fn joining() -> Beat<FailureDetector> {
    beat("Let in by a seed", "Nobody had to be let in this time.", |now| {
        find(now, |who, note| match note {
            Note::Learns { about, from: Source::Joins, .. } => Some(format!(
                "{} lets {} in and sends it the whole list. Of the others each puts it at a \
                 random place of its round when the news arrives.",
                member(who),
                member(*about)
            )),
            _ => None,
        })
    })
}

pub(super) fn sleeping() -> Beat<FailureDetector> {
    let sleeps = beat("A member stands still", "No member was paused this time.", |now| {
        let Some(Fault::Pause(who)) = fault(now) else { return None };
        Some(format!(
            "{} stands still, as if it collected garbage. Its mail waits, and the others cannot \
             tell this from a crash.",
            member(*who)
        ))
    });
    Beat {
        predict: Some(Prediction {
            question: "A member stands still. What will the others take it for?",
            premise: |now| matches!(fault(now), Some(Fault::Pause(who)) if living(now, *who)),
            options: &["Suspected first", "Dead at once", "Alive, until it goes on"],
            settle: |now| {
                if matches!(fault(now), Some(Fault::Resume(_))) {
                    return Some(2);
                }
                notes(now).find_map(|(_, note)| {
                    let (about, state) = match note {
                        Note::Learns { about, is, .. } => (*about, is.state),
                        Note::Misses { about, .. } => (*about, State::Dead),
                        _ => return None,
                    };
                    let paused = now.world.seat(about).status == Status::Paused;
                    match state {
                        State::Suspect if paused => Some(0),
                        State::Dead if paused => Some(1),
                        _ => None,
                    }
                })
            },
        }),
        ..sleeps
    }
}

/// Whether everybody that is up takes `who` for alive.
fn living(now: &Now<'_>, who: NodeId) -> bool {
    now.world.nodes().all(|(id, node)| match node {
        Node::Member(list) if id != who && now.world.is_up(id) => {
            list.roster.get(&who).is_none_or(|is: &Standing| is.state == State::Alive)
        }
        _ => true,
    })
}

pub(super) fn refuting() -> Beat<FailureDetector> {
    beat("The suspect refutes", "No suspicion was refuted this time.", |now| {
        find(now, |who, note| match note {
            Note::Refutes { of } => Some(format!(
                "{} hears what it is taken for and raises its incarnation to {of}: \
                 alive({of}) overrides every suspicion of a lower one. Only it may do that, so \
                 nobody else can clear or blame it by mistake.",
                member(who)
            )),
            _ => None,
        })
    })
}

pub(super) fn killing() -> Beat<FailureDetector> {
    beat("A live member is declared dead", "No live member was declared dead this time.", |now| {
        if now.world.history().swim.false_deaths == 0 {
            return None;
        }
        let why = now.world.history().swim.offences.mistaken.clone()?;
        Some(format!("{why}. No detector can rule that out; it can only make it rare."))
    })
}

pub(super) fn waking() -> Beat<FailureDetector> {
    beat("Late itself, it convicts nobody", "No member found itself late this time.", |now| {
        find(now, |who, note| match note {
            Note::Asleep { late } => Some((who, *late)),
            _ => None,
        })
        .map(|(who, late)| {
            let who = member(who);
            format!(
                "{who} is {late} late: it was asleep itself. An answer that it missed proves \
                 nothing about others, so nobody is suspected or declared dead for it now."
            )
        })
    })
}
