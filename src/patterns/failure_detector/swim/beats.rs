//! The beats. Every one looks only at what happens, so it tells whatever run it is given.

use super::message::{Message, Note, Source, member, members};
use super::params::Order;
use super::recovery::{joining, killing, refuting, returning, sleeping, waking};
use super::standing::State;
use super::story::{Now, buried, notes};
use crate::lesson::{Beat, Prediction};
use crate::patterns::failure_detector::protocol::{FailureDetector, Node};
use crate::sim::{Event, Fault, NodeId, Outcome};

/// The story.
pub(super) fn beats() -> Vec<Beat<FailureDetector>> {
    vec![
        group(),
        probing(),
        crashing(),
        asking(),
        suspecting(),
        confirming(),
        dying(),
        knowing(),
        returning(),
        joining(),
        sleeping(),
        refuting(),
        killing(),
        waking(),
    ]
}

pub(super) fn beat(
    title: &'static str,
    absent: &'static str,
    when: fn(&Now<'_>) -> Option<String>,
) -> Beat<FailureDetector> {
    Beat { title, when, absent, predict: None }
}

pub(super) fn find<T>(now: &Now<'_>, pick: fn(NodeId, &Note) -> Option<T>) -> Option<T> {
    notes(now).find_map(|(who, note)| pick(who, note))
}

pub(super) fn fault<'m>(now: &Now<'m>) -> Option<&'m Fault> {
    match (&now.step.event, now.step.applied.outcome) {
        (Some(Event::Fault(fault)), Outcome::Done) => Some(fault),
        _ => None,
    }
}

fn crashed(now: &Now<'_>) -> Option<NodeId> {
    match fault(now) {
        Some(Fault::Crash(who)) => Some(*who),
        _ => now.step.applied.crashed,
    }
}

fn group() -> Beat<FailureDetector> {
    beat("Everybody watches everybody", "", |now| {
        let (config, n) = (&now.protocol.swim, now.protocol.swim.members);
        (now.step.index == 0).then(|| match config.probe {
            Order::Everybody => format!(
                "{n} members, and no probes: each sends a heartbeat to all {} others every {}. \
                 That is {} messages a period.",
                n - 1,
                config.period,
                u32::from(n) * u32::from(n - 1)
            ),
            Order::RoundRobin | Order::Random => format!(
                "{n} members, and no monitor: each pings one other every {}. That is {n} pings a \
                 period, and one for each member whatever the size of the group.",
                config.period
            ),
        })
    })
}

fn probing() -> Beat<FailureDetector> {
    beat("A member probes another", "No member was probed this time.", |now| {
        let (who, target) = find(now, |who, note| match note {
            Note::Probes { target, .. } => Some((who, *target)),
            _ => None,
        })?;
        let (who, target) = (member(who), member(target));
        let next = match now.protocol.swim.probe {
            Order::Random => "Next period it draws again, perhaps the same one.",
            _ => {
                "It goes on to the others in an order that it has drawn, and draws another one \
                 when all have had their turn."
            }
        };
        Some(format!("{who} pings {target}. {next}"))
    })
}

fn crashing() -> Beat<FailureDetector> {
    let crash = beat("A member crashes", "No member crashed this time.", |now| {
        let who = member(crashed(now)?);
        Some(match now.protocol.swim.probe {
            Order::Everybody => format!("{who} is gone. Its heartbeats stop, for everybody."),
            _ => format!(
                "{who} is gone, and nobody is told. It shows only when somebody comes to probe it \
                 and gets no answer."
            ),
        })
    });
    Beat {
        predict: Some(Prediction {
            question: "A member has crashed. When does somebody first probe it?",
            premise: |now| {
                now.protocol.swim.probe != Order::Everybody
                    && now.world.history().swim.crash.as_ref().map(|c| c.who) == crashed(now)
            },
            options: &["Within one period", "In the second period", "Later"],
            settle: |now| {
                let crash = now.world.history().swim.crash.as_ref()?;
                match crash.periods_until(crash.probed?, now.protocol.swim.period) {
                    0 | 1 => Some(0),
                    2 => Some(1),
                    _ => Some(2),
                }
            },
        }),
        ..crash
    }
}

fn asking() -> Beat<FailureDetector> {
    let asks = beat("No answer: others try", "Nobody had to ask others this time.", |now| {
        let (who, target, relays) = find(now, |who, note| match note {
            Note::AsksOthers { target, relays } => Some((who, *target, relays.clone())),
            _ => None,
        })?;
        let (who, target, relays) = (member(who), member(target), members(&relays));
        Some(format!(
            "{target} has not answered {who} within a third of the period. Perhaps it is only \
             their link: {relays} shall try."
        ))
    });
    Beat {
        predict: Some(Prediction {
            question: "Others are asked to ping the silent member. What comes of it?",
            premise: |_| true,
            options: &["An answer comes on another way", "Nothing: it is suspected or dead"],
            settle: |now| {
                let around = matches!(
                    now.arrived(),
                    Some((from, _, crate::patterns::failure_detector::message::Message::Swim(
                        Message::Ack { by, .. }
                    ))) if *by != from
                );
                let silent = find(now, |_, note| match note {
                    Note::Learns { from: Source::Silence, .. } => Some(()),
                    Note::Confirmed { .. } => Some(()),
                    _ => None,
                });
                if around { Some(0) } else { silent.map(|()| 1) }
            },
        }),
        ..asks
    }
}

fn suspecting() -> Beat<FailureDetector> {
    let suspects = beat("Suspected, not dead", "Nobody was suspected this time.", |now| {
        let (who, about) = find(now, |who, note| match note {
            Note::Learns { about, is, from: Source::Silence, .. } if is.state == State::Suspect => {
                Some((who, *about))
            }
            _ => None,
        })?;
        let Node::Member(list) = now.world.node(who) else { return None };
        let time = list.suspicions.get(&about)?.timeout();
        let tells = match now.protocol.swim.gossip {
            0 => "With λ = 0 it tells nobody but the suspect.",
            _ => "The news rides on its pings and acks.",
        };
        let (who, about) = (member(who), member(about));
        Some(format!("{who} suspects {about}, which has {time} to refute that. {tells}"))
    });
    Beat {
        predict: Some(Prediction {
            question: "A member is suspected. What will become of it?",
            premise: |_| true,
            options: &["It is declared dead", "It refutes"],
            settle: |now| {
                find(now, |_, note| match note {
                    Note::Learns { is, .. } if is.state == State::Dead => Some(0),
                    Note::Refutes { .. } => Some(1),
                    _ => None,
                })
            },
        }),
        ..suspects
    }
}

fn confirming() -> Beat<FailureDetector> {
    beat("Another one suspects it, too", "No suspicion was confirmed this time.", |now| {
        find(now, |who, note| match note {
            Note::Confirmed { about, by, left, .. } => Some(format!(
                "{} hears that {} suspects {} on its own account. Two that find the same are \
                 hardly both wrong, so the time to refute gets shorter: {left} are left.",
                member(who),
                member(*by),
                member(*about)
            )),
            _ => None,
        })
    })
}

fn dying() -> Beat<FailureDetector> {
    beat("Declared dead", "Nobody was declared dead this time.", |now| {
        find(now, |who, note| match note {
            Note::Learns { about, is, from, .. } if is.state == State::Dead => {
                let (who, about) = (member(who), member(*about));
                match from {
                    Source::Unrefuted(after) => Some(format!(
                        "{about} has not refuted for {after}: {who} declares it dead and does not \
                         wait for its answers any more. Dead wins over any other news of this \
                         life."
                    )),
                    Source::Silence => Some(format!(
                        "No answer, and no time to refute: {who} declares {about} dead at once."
                    )),
                    _ => None,
                }
            }
            Note::Misses { about, periods } => Some(format!(
                "{} has heard nothing from {} for {periods} periods.",
                member(who),
                member(*about)
            )),
            _ => None,
        })
    })
}

fn knowing() -> Beat<FailureDetector> {
    beat("Everybody knows", "No death was known to everybody this time.", |now| {
        let about = find(now, |_, note| match note {
            Note::Learns { about, is, .. } if is.state == State::Dead => Some(*about),
            Note::Misses { about, .. } => Some(*about),
            _ => None,
        })?;
        if !buried(now, about) {
            return None;
        }
        let crash = now.world.history().swim.crash.as_ref();
        let since = crash.filter(|crash| crash.who == about);
        let since = since.map_or(String::new(), |crash| {
            let periods = crash.periods_until(now.step.time, now.protocol.swim.period);
            format!(", {periods} periods after the crash")
        });
        let about = member(about);
        Some(format!("The last of those that are up takes {about} for dead{since}."))
    })
}
