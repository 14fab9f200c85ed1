//! The beats about clerks, splits, overselling and pruned vectors.

use super::beats::fault;
use super::clerk::Reading;
use super::note::{Booking, Note, Shows};
use super::protocol::{Node, VersionVectors};
use super::story::{Now, at, booked};
use super::version::{Writer, dots, dotted, letter, listed, versions, warehouse};
use crate::lesson::{Beat, Prediction};
use crate::sim::{Dot, Fault, NodeId};

pub(super) fn beats() -> Vec<Beat<VersionVectors>> {
    let mut beats = vec![a_clerk_reads(), two_clerks()];
    beats.extend(failures());
    beats.extend(pruning());
    beats
}

fn a_clerk_reads() -> Beat<VersionVectors> {
    Beat {
        title: "A clerk reads the record",
        when: |now| {
            now.notes().find_map(|(who, note)| match note {
                Note::HasRead { at, held } => {
                    let clerk = Writer::Clerk(who.0 + 1 - now.protocol.warehouses);
                    let context = match (held.vector.counts.0.is_empty(), held.dots.len()) {
                        (true, _) => String::new(),
                        (false, _) => format!(
                            ", and the context {}: what a write of this clerk may replace",
                            held.vector
                        ),
                    };
                    let what = match held.dots.len() {
                        0 => "the opening stock".to_string(),
                        many => versions(many),
                    };
                    let at = warehouse(*at);
                    Some(format!("{clerk} has read {} at {at}: {what}{context}.", held.shows))
                }
                _ => None,
            })
        },
        absent: "No clerk read the record this time.",
        predict: None,
    }
}

/// The clerks that have read the same versions, if two have.
fn same_reading<'m>(now: &Now<'m>) -> Option<&'m Reading> {
    let readings = now.world.nodes().filter_map(|(_, node)| match node {
        Node::Clerk(clerk) => clerk.read.as_ref(),
        Node::Warehouse(_) => None,
    });
    let all: Vec<&Reading> = readings.collect();
    let same = |a: &&&Reading, b: &&Reading| a.versions == b.versions && a.op.at != b.op.at;
    all.iter().find(|a| all.iter().any(|b| same(a, b))).copied()
}

/// A clerk's write that has just been stored, and an earlier one through the same warehouse that
/// it had not read.
fn unread<'m>(now: &Now<'m>) -> Option<(&'m Booking, Dot)> {
    let (who, booking) = booked(now)?;
    let Writer::Clerk(_) = booking.by else { return None };
    let history = now.world.history();
    let mut earlier = history
        .acknowledged()
        .filter(|dot| dot.who == who && *dot != booking.dot && !history.is_past(*dot, booking.dot));
    let found = earlier.next_back()?;
    Some((booking, found))
}

fn two_clerks() -> Beat<VersionVectors> {
    Beat {
        title: "Two clerks have read the same",
        when: |now| {
            now.notes().find(|(_, note)| matches!(note, Note::HasRead { .. }))?;
            let reading = same_reading(now)?;
            let what = match reading.versions.as_slice() {
                [] => "the opening stock".to_string(),
                read => dots(read),
            };
            Some(format!("Two clerks have read {what}. Neither knows what the other will write."))
        },
        absent: "No two clerks had read the same this time.",
        predict: Some(Prediction {
            question: "Both write through one warehouse. Which of the two writes will its record \
                       hold?",
            premise: |_| true,
            options: &["Both, side by side", "Only the later one", "Only the earlier one"],
            settle: |now| {
                let (booking, other) = unread(now)?;
                let held = |dot: &Dot| booking.held.dots.contains(dot);
                Some(match (held(&other), held(&booking.dot)) {
                    (true, true) => 0,
                    (false, _) => 1,
                    (true, false) => 2,
                })
            },
        }),
    }
}

fn failures() -> Vec<Beat<VersionVectors>> {
    vec![
        Beat {
            title: "The network is split",
            when: |now| {
                matches!(fault(now)?, Fault::Cut(_)).then(|| {
                    "Some cannot reach others. Each warehouse goes on taking movements, for a \
                     write needs no other warehouse."
                        .to_string()
                })
            },
            absent: "No link was cut this time.",
            predict: None,
        },
        Beat {
            title: "A warehouse comes back",
            when: |now| {
                now.notes().find_map(|(who, note)| match note {
                    Note::Booted { held } => Some(format!(
                        "{} has on its disk what it had, and shows {}. Whom it had told is \
                         forgotten, so it tells all again when it syncs.",
                        warehouse(who),
                        held.shows
                    )),
                    _ => None,
                })
            },
            absent: "No warehouse crashed and came back this time.",
            predict: None,
        },
        Beat {
            title: "A shipment is refused",
            when: |now| {
                now.notes().find_map(|(who, note)| match note {
                    Note::TooFew { asked, known } => {
                        let who = match who.0.checked_sub(now.protocol.warehouses) {
                            None => warehouse(who),
                            Some(number) => Writer::Clerk(number + 1).to_string(),
                        };
                        Some(format!(
                            "{who} knows of {known} and does not ship {asked}. What it does not \
                             know of, it cannot take into account."
                        ))
                    }
                    _ => None,
                })
            },
            absent: "No shipment was refused this time.",
            predict: None,
        },
        Beat {
            title: "More was shipped than there was",
            when: |now| {
                let below =
                    |id: &NodeId| matches!(now.protocol.shows(at(now, *id), *id), Shows::One(..0));
                let who = now.protocol.ids().find(below)?;
                Some(format!(
                    "{} shows {}. Each warehouse had shipped what its own record said was there. \
                     No vector could prevent that; it shows it, afterwards.",
                    warehouse(who),
                    now.protocol.shows(at(now, who), who)
                ))
            },
            absent: "No more was shipped than there was this time.",
            predict: None,
        },
    ]
}

fn pruning() -> Vec<Beat<VersionVectors>> {
    vec![
        Beat {
            title: "A vector is pruned",
            when: |now| {
                now.notes().find_map(|(who, note)| match note {
                    Note::Pruned { gone, vector } => {
                        let most = now.protocol.prune?;
                        let gone: Vec<String> =
                            gone.iter().map(|id| letter(*id).to_string()).collect();
                        Some(format!(
                            "{} keeps {most} entries, those counted in last. What it has heard of \
                             {} is no longer told by its vector, {vector}.",
                            warehouse(who),
                            listed(&gone)
                        ))
                    }
                    _ => None,
                })
            },
            absent: "No vector was pruned this time.",
            predict: None,
        },
        Beat {
            title: "A false conflict",
            when: |now| {
                let (who, old, new) = now.world.history().false_conflict()?;
                Some(format!(
                    "{} holds {} beside {}. But who wrote {} had read {}: the vector that could \
                     tell it has lost that entry.",
                    warehouse(who),
                    dotted(old),
                    dotted(new),
                    dotted(new),
                    dotted(old)
                ))
            },
            absent: "No false conflict arose this time.",
            predict: None,
        },
    ]
}
