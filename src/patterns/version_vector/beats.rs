//! The beats that tell the story: of movements, of records that meet, and of what they come to.

use super::note::{Booking, By, Note, Read, Shows, What};
use super::params::Scheme;
use super::protocol::VersionVectors;
use super::story::{Now, at, booked, compared, due_at, everybody, settled, sides, strangers};
use super::version::{dots, dotted, listed, signed, warehouse};
use crate::lesson::{Beat, Prediction};
use crate::sim::{Event, NodeId};

/// The story. Every beat looks only at what happens, so it tells whatever run it is given.
pub(super) fn beats() -> Vec<Beat<VersionVectors>> {
    let mut beats = booking();
    beats.extend(apart());
    beats.extend(super::conflict::beats());
    beats.extend(after());
    beats.extend(super::trouble::beats());
    beats
}

fn booking() -> Vec<Beat<VersionVectors>> {
    vec![
        Beat {
            title: "Every warehouse has the record",
            when: |now| (now.step.index == 0).then(|| opening(now)),
            absent: "",
            predict: None,
        },
        Beat {
            title: "A movement is booked",
            when: |now| {
                let (who, booking) = booked(now)?;
                let What::Movement(delta) = booking.what else { return None };
                let Booking { by, dot, held, .. } = booking;
                let what = if delta < 0 { "ships" } else { "takes in" };
                let pieces = delta.unsigned_abs();
                let name = dotted(*dot);
                let how = match now.protocol.scheme {
                    Scheme::LastWriterWins => format!(
                        "The write is {name}, and it carries the time on {}'s clock.",
                        warehouse(who)
                    ),
                    Scheme::VersionVector | Scheme::Dotted => format!(
                        "The write is {name}: {} adds one to its own entry and to no other, {}.",
                        warehouse(who),
                        held.vector
                    ),
                };
                Some(format!(
                    "{by} {what} {pieces}, and no other warehouse is asked. {how} The record \
                     shows {} there.",
                    held.shows
                ))
            },
            absent: "Nothing came in or went out this time.",
            predict: None,
        },
        Beat {
            title: "A write follows another",
            when: |now| {
                let (_, booking) = booked(now)?;
                let Booking { read, gone, dot, tag, .. } = booking;
                let [old] = gone.as_slice() else { return None };
                if *read == Read::Nothing || !now.world.history().is_past(*old, *dot) {
                    return None;
                }
                let (new, old) = (dotted(*dot), dotted(*old));
                let why = match (now.protocol.scheme, tag) {
                    (Scheme::VersionVector, Some(tag)) => {
                        format!("Its vector, {tag}, descends from that of {old}")
                    }
                    (Scheme::Dotted, _) => format!("{old} is among what it says it has read"),
                    _ => "Its time is later".to_string(),
                };
                Some(format!(
                    "Who wrote {new} had read {old}. {why}: {new} replaces it, and that is no \
                     conflict."
                ))
            },
            absent: "No write followed on one other this time.",
            predict: None,
        },
    ]
}

fn opening(now: &Now) -> String {
    let VersionVectors { warehouses, opening, scheme, .. } = now.protocol;
    let how = match scheme {
        Scheme::LastWriterWins => "Every version carries the time at which it was written, on \
                                   the clock of its warehouse; nothing else tells which is newer."
            .to_string(),
        Scheme::VersionVector => format!(
            "A version vector counts for each warehouse the writes that it has coordinated; \
             everywhere it is {}.",
            at(now, NodeId(0)).record.context()
        ),
        Scheme::Dotted => format!(
            "One vector counts for each warehouse the writes that it has coordinated, everywhere \
             {}; every version has the dot of its own write.",
            at(now, NodeId(0)).record.context()
        ),
    };
    format!(
        "{warehouses} warehouses, the nodes A to {}, keep the record of one item's stock: \
         {opening}. {how}",
        super::version::letter(NodeId(warehouses - 1))
    )
}

fn apart() -> Vec<Beat<VersionVectors>> {
    vec![
        Beat {
            title: "Two warehouses know of different writes",
            when: |now| {
                booked(now)?;
                let (a, b) = two_apart(now)?;
                let tell = |id| {
                    let held = now.protocol.held(at(now, id), id);
                    match now.protocol.scheme {
                        Scheme::LastWriterWins => {
                            format!("{} shows {}", warehouse(id), held.shows)
                        }
                        _ => {
                            format!("{} shows {} under {}", warehouse(id), held.shows, held.vector)
                        }
                    }
                };
                Some(format!(
                    "{} and {}. Neither has heard of all that the other has.",
                    tell(a),
                    tell(b)
                ))
            },
            absent: "No two warehouses wrote apart from each other this time.",
            predict: Some(Prediction {
                question: "When two such records meet, what will be found?",
                premise: |_| true,
                options: &[
                    "One descends from the other and replaces it",
                    "Neither descends from the other: a conflict",
                    "One has the later time and replaces the other",
                ],
                settle: |now| {
                    use super::vectors::Occurred::Concurrent;
                    let (_, comparison) = strangers(now)?;
                    Some(match (comparison.by, comparison.found) {
                        (By::Time, _) => 2,
                        (_, Concurrent) => 1,
                        _ => 0,
                    })
                },
            }),
        },
        Beat {
            title: "A record is sent",
            when: |now| {
                now.notes().find_map(|(who, note)| match note {
                    Note::Pushed { to, held } => {
                        let to: Vec<String> = to.iter().map(|id| warehouse(*id)).collect();
                        let what = match (held.dots.is_empty(), now.protocol.scheme) {
                            (true, _) => "the opening stock".to_string(),
                            (false, Scheme::LastWriterWins) => {
                                format!("its record, {}", sides(now, who))
                            }
                            (false, _) => {
                                format!("its record, {}, under {}", sides(now, who), held.vector)
                            }
                        };
                        Some(format!("{} sends {what} to {}.", warehouse(who), listed(&to)))
                    }
                    _ => None,
                })
            },
            absent: "No warehouse told another this time.",
            predict: Some(Prediction {
                question: "It meets a record with other writes. Which movements will the stock \
                           shown there count?",
                premise: |now| {
                    now.notes().any(|(who, note)| match note {
                        Note::Pushed { to, .. } => to.iter().any(|id| {
                            now.world.is_up(*id)
                                && now.world.reaches(who, *id)
                                && differ(now, who, *id)
                        }),
                        _ => false,
                    })
                },
                options: &[
                    "All it has heard of, each once",
                    "Not all, or one of them twice",
                    "That is open until a person decides",
                ],
                settle: |now| {
                    let (who, comparison) = strangers(now)?;
                    Some(match comparison.held.shows {
                        Shows::Open(_) => 2,
                        Shows::One(stock) if stock == due_at(now, who) => 0,
                        Shows::One(_) => 1,
                    })
                },
            }),
        },
    ]
}

/// Whether neither has heard of all that the other has.
fn differ(now: &Now, a: NodeId, b: NodeId) -> bool {
    let (mine, theirs) = (now.world.history().heard(a), now.world.history().heard(b));
    mine.iter().any(|dot| !theirs.contains(dot)) && theirs.iter().any(|dot| !mine.contains(dot))
}

fn two_apart(now: &Now) -> Option<(NodeId, NodeId)> {
    let ids: Vec<NodeId> = now.protocol.ids().collect();
    let pairs = ids.iter().flat_map(|a| ids.iter().map(move |b| (*a, *b)));
    pairs.filter(|(a, b)| a < b).find(|(a, b)| differ(now, *a, *b))
}

fn after() -> Vec<Beat<VersionVectors>> {
    vec![
        Beat {
            title: "A newer record is taken over",
            when: |now| {
                let (who, it) = compared(now)?;
                let newer = it.found == super::vectors::Occurred::After && !it.had.is_empty();
                if !newer || it.held.dots != it.came {
                    return None;
                }
                let who = warehouse(who);
                let (mine, theirs) = (&it.mine, &it.theirs);
                Some(match it.by {
                    By::Time => format!(
                        "What comes is of a later time, {theirs}, than what {who} has, {mine}. It \
                         takes it over."
                    ),
                    By::Sum => format!(
                        "{theirs} has a larger sum than {who}'s {mine}. It takes the record over."
                    ),
                    By::Vector => format!(
                        "{theirs} has counted all that {who} had counted, {mine}, and more: it \
                         descends from it. {who} takes the record over, and there is no conflict \
                         between the two."
                    ),
                })
            },
            absent: "No newer record came to a warehouse that had one this time.",
            predict: None,
        },
        Beat {
            title: "All warehouses hold the same",
            when: |now| settled(now).then(|| same(now)),
            absent: "The warehouses never held the same this time.",
            predict: Some(Prediction {
                question: "What will the next write make of these versions?",
                premise: |now| at(now, NodeId(0)).record.versions().len() > 1,
                options: &[
                    "It replaces all of them",
                    "It stands beside them",
                    "It replaces some of them",
                ],
                settle: |now| {
                    let (_, booking) = booked(now)?;
                    Some(match (booking.held.dots.len(), booking.gone.is_empty()) {
                        (1, _) => 0,
                        (_, true) => 1,
                        (_, false) => 2,
                    })
                },
            }),
        },
        Beat {
            title: "One write replaces several versions",
            when: |now| {
                let (_, booking) = booked(now)?;
                let Booking { by, gone, dot, held, read, .. } = booking;
                if gone.len() < 2 || held.dots != [*dot] {
                    return None;
                }
                let why = match read {
                    Read::Nothing => "although it says nothing of what was read".to_string(),
                    _ => format!("for its writer, {by}, had read them"),
                };
                let under = match now.protocol.scheme {
                    Scheme::LastWriterWins => String::new(),
                    _ => format!(" Its vector is {}.", held.vector),
                };
                Some(format!(
                    "{} replaces {}, {why}. One version is left, and shows {}.{under}",
                    dotted(*dot),
                    dots(gone),
                    held.shows
                ))
            },
            absent: "No write replaced several versions this time.",
            predict: None,
        },
        Beat {
            title: "A record brings nothing new",
            when: |now| {
                let (who, it) = compared(now).filter(|(_, it)| it.held.dots == it.had)?;
                let history = now.world.history();
                let (came, had) = (history.union(&it.came), history.union(&it.had));
                let known = !came.is_empty() && came.iter().all(|dot| had.contains(dot));
                known.then(|| {
                    format!(
                        "The record that comes to {} holds nothing that it has not heard of. \
                         Nothing changes: records may come late, twice, and in any order.",
                        warehouse(who)
                    )
                })
            },
            absent: "No record came that brought nothing new this time.",
            predict: None,
        },
    ]
}

fn same(now: &Now) -> String {
    let held = now.protocol.held(at(now, NodeId(0)), NodeId(0));
    let all = everybody(now);
    let what = match (now.protocol.scheme, held.dots.len()) {
        (Scheme::LastWriterWins, _) => dots(&held.dots),
        (_, _) => format!("{} under {}", dots(&held.dots), held.vector),
    };
    let one = |id| now.protocol.shows(at(now, id), id);
    let agree = now.protocol.ids().all(|id| one(id) == held.shows);
    let shows = match (agree, &held.shows) {
        (true, Shows::Open(_)) => format!("; the stock is {}, until a person decides", held.shows),
        (true, Shows::One(stock)) => format!(", and show {stock}"),
        (false, _) => ", and still do not show the same stock".to_string(),
    };
    format!("{all} hold {what}{shows}.")
}

/// A fault of this kind has just struck.
pub(super) fn fault<'m>(now: &Now<'m>) -> Option<&'m crate::sim::Fault> {
    match &now.step.event {
        Some(Event::Fault(fault)) => Some(fault),
        _ => None,
    }
}

/// "+20, +10 and −40": the movements that a warehouse has heard of.
pub(super) fn movements(now: &Now, id: NodeId) -> String {
    let heard = now.world.history().heard(id);
    let all = now.world.history().movements();
    let known = all.iter().filter(|(dot, _)| heard.contains(dot));
    let known: Vec<String> = known.map(|(_, delta)| signed(*delta)).collect();
    listed(&known)
}
