//! The beats of a conflict: found, resolved by rule or by hand, and what is lost of it.

use super::beats::movements;
use super::note::{Note, Read, Shows, What};
use super::params::{Mistake, Resolve, Scheme};
use super::properties::knows_all;
use super::protocol::VersionVectors;
use super::resolve::{keep_highest, priority};
use super::story::{Now, at, booked, conflict, due_at, sides};
use super::version::{dots, dotted, listed, number, warehouse};
use crate::lesson::Beat;
use crate::sim::NodeId;

pub(super) fn beats() -> Vec<Beat<VersionVectors>> {
    vec![
        Beat {
            title: "A conflict is found",
            when: |now| {
                let (who, it) = conflict(now)?;
                Some(format!(
                    "{} came to {}, which had {}: each counts a write that the other does not. \
                     Neither descends from the other, so both stay: {}.",
                    it.theirs,
                    warehouse(who),
                    it.mine,
                    sides(now, who)
                ))
            },
            absent: "No conflict was found this time.",
            predict: None,
        },
        beside(),
        blind(),
        Beat {
            title: "What the versions come to",
            when: |now| {
                let beside = booked(now).filter(|(_, it)| it.held.dots.len() > 1);
                let met = conflict(now).map(|(who, _)| who);
                met.or(beside.map(|(who, _)| who)).map(|who| comes_to(now, who))
            },
            absent: "There was no conflict to resolve this time.",
            predict: None,
        },
        Beat {
            title: "A write is lost",
            when: |now| {
                let history = now.world.history();
                let (who, dot) = history.forgotten()?;
                let name = dotted(dot);
                let held = at(now, who).record.dots();
                let why = match now.protocol.scheme {
                    Scheme::LastWriterWins => format!(
                        "{} counts as written later, and that is all that was asked",
                        dots(&held)
                    ),
                    _ if now.protocol.mistake == Mistake::ReplaceAll => {
                        format!("{} was taken for the successor of all that was there", dots(&held))
                    }
                    _ if now.protocol.mistake == Mistake::CompareBySum => {
                        "the sum of its vector was smaller".to_string()
                    }
                    _ => format!(
                        "the vector of {} counts above it in the same entry, and so seems to \
                         descend from it",
                        dots(&held)
                    ),
                };
                Some(format!(
                    "{name} was acknowledged, and at {} it is gone: {why}. Yet nobody who wrote \
                     what is there had read {name}.",
                    warehouse(who)
                ))
            },
            absent: "No acknowledged write was lost this time.",
            predict: None,
        },
        Beat {
            title: "The stock is wrong although everything is known",
            when: |now| {
                let lost = now.world.history().forgotten().is_some();
                if lost || now.world.history().picks() > 0 {
                    return None;
                }
                let wrong = |id: &NodeId| match now.protocol.shows(at(now, *id), *id) {
                    Shows::One(stock) => knows_all(now.world, *id) && stock != due_at(now, *id),
                    Shows::Open(_) => false,
                };
                let who = now.protocol.ids().find(wrong)?;
                Some(format!(
                    "{} has heard of every movement, {}. With the opening stock of {} that makes \
                     {}, and it shows {}.",
                    warehouse(who),
                    movements(now, who),
                    now.protocol.opening,
                    number(due_at(now, who)),
                    now.protocol.shows(at(now, who), who)
                ))
            },
            absent: "Nobody who knew everything showed a wrong stock this time.",
            predict: None,
        },
        by_hand(),
    ]
}

/// How the stock comes about that a warehouse shows of versions in conflict.
fn comes_to(now: &Now, who: NodeId) -> String {
    let it = at(now, who);
    let versions = it.record.versions();
    let (shows, vector) = (now.protocol.shows(it, who), it.record.context());
    let stocks: Vec<String> = versions.iter().map(|version| number(version.value.stock)).collect();
    let (stocks, name) = (listed(&stocks), warehouse(who));
    let opening = now.protocol.opening;
    let all = format!("All under one vector, {vector}, which descends from every version.");
    match (now.protocol.mistake, now.protocol.resolve) {
        (Mistake::SumStocks, _) => format!(
            "{name} adds the stocks {stocks} and shows {shows}. But each of them holds the opening \
             stock of {opening}."
        ),
        (Mistake::PreferOwn, _) => {
            format!("{name} shows {shows}: a version of its own, if it has one. {all}")
        }
        (_, Resolve::MergeMovements) => format!(
            "{name} does not add {stocks}, which all hold the opening stock. It starts from \
             {opening} and counts every movement once, {}: {shows}. {all}",
            movements(now, who)
        ),
        (_, Resolve::Priority) => format!(
            "Of {stocks} it shows {shows}, the version of Node {}, the first in rank here. \
             What the others booked does not count. {all}",
            priority(&versions).map_or('A', |version| super::version::letter(version.dot.who))
        ),
        (_, Resolve::KeepHighest) => format!(
            "Of {stocks} it shows the highest, {shows}, of {}. What the others booked does not \
             count. {all}",
            keep_highest(&versions).map_or(String::new(), |version| dotted(version.dot))
        ),
        (_, Resolve::KeepSiblings) => format!(
            "{name} chooses none of {stocks}. They stand side by side until a person keeps one, \
             merges them, or counts the shelves. {all}"
        ),
    }
}

fn by_hand() -> Beat<VersionVectors> {
    Beat {
        title: "A person decides",
        when: |now| {
            let (who, booking) = booked(now)?;
            let how = match booking.what {
                What::Movement(_) => return None,
                What::Picked(kept) => format!(
                    "keeps {}, and gives up the movements that are only in the others",
                    dotted(kept)
                ),
                What::Merged => "makes one version of all movements".to_string(),
                What::Counted(delta) => format!(
                    "has counted the shelves; the difference to the movements, {}, is booked like \
                     one of them",
                    super::version::signed(delta)
                ),
            };
            let left = match booking.held.dots.len() {
                1 => format!("{} replaces what was there", dotted(booking.dot)),
                _ => format!("{} does not replace all that was there", dotted(booking.dot)),
            };
            Some(format!(
                "A person at {} {how}. {left}, and the record shows {}.",
                warehouse(who),
                booking.held.shows
            ))
        },
        absent: "Nobody resolved a conflict by hand this time.",
        predict: None,
    }
}

fn beside() -> Beat<VersionVectors> {
    Beat {
        title: "A write does not replace what was not read",
        when: |now| {
            let (_, booking) = booked(now)?;
            let mut others = booking.held.dots.clone();
            others.retain(|dot| *dot != booking.dot);
            if booking.read == Read::Nothing || others.is_empty() || booking.tag.is_none() {
                return None;
            }
            Some(format!(
                "The write {} says what its writer had read, and {} is not among it. So it does \
                 not replace that: {} stand side by side.",
                dotted(booking.dot),
                dots(&others),
                super::version::versions(booking.held.dots.len())
            ))
        },
        absent: "No write came from somebody who had read only a part this time.",
        predict: None,
    }
}

fn blind() -> Beat<VersionVectors> {
    Beat {
        title: "A write says nothing of what was read",
        when: |now| {
            let (who, booking) = now.notes().find_map(|(who, note)| match note {
                Note::Booked(booking) if booking.read == Read::Nothing => Some((who, booking)),
                _ => None,
            })?;
            if booking.gone.is_empty() && booking.held.dots.len() < 2 {
                return None;
            }
            let name = dotted(booking.dot);
            let became = match (booking.gone.as_slice(), booking.tag.is_some()) {
                ([], true) => format!("{name} stands beside {}", {
                    let mut others = booking.held.dots.clone();
                    others.retain(|dot| *dot != booking.dot);
                    dots(&others)
                }),
                ([], false) => format!("{name} is gone at once"),
                (gone, _) => {
                    format!("{name} replaces {}, which its writer may not know", dots(gone))
                }
            };
            Some(format!(
                "{} stores a write without a context. It may replace nothing, for it is \
                 concurrent with everything. {became}.",
                warehouse(who)
            ))
        },
        absent: "No write without a context met other versions this time.",
        predict: None,
    }
}
