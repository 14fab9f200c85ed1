//! The beats about what goes wrong: splits, crashes, likes lost and likes counted twice.

use super::message::Note;
use super::params::Disk;
use super::properties::due;
use super::protocol::VectorClocks;
use super::slot::{likes, server};
use super::story::{clock, compared, count};
use crate::lesson::Beat;
use crate::sim::{Event, Fault, NodeId, VectorClock};

pub(super) fn beats() -> Vec<Beat<VectorClocks>> {
    vec![
        Beat {
            title: "The network is split",
            when: |now| {
                matches!(now.step.event, Some(Event::Fault(Fault::Cut(_)))).then(|| {
                    "Some servers cannot reach others. Each goes on counting likes, for a like \
                     needs no other server."
                        .to_string()
                })
            },
            absent: "No link was cut this time.",
            predict: None,
        },
        Beat {
            title: "A server comes back",
            when: |now| {
                now.notes().find_map(|(who, note)| match note {
                    Note::Booted { slot, clock, disk: Disk::Kept } => Some(format!(
                        "{} has {clock} on its disk and goes on in its slot {slot}.",
                        server(who)
                    )),
                    Note::Booted { slot, clock, disk: Disk::Lost } if slot.life > 0 => {
                        Some(format!(
                            "{} has lost its disk and begins at {clock}. It does not know how far \
                             its old slot had come, so it counts in a new one: {slot}.",
                            server(who)
                        ))
                    }
                    Note::Booted { slot, clock, .. } => Some(format!(
                        "{} has lost its disk and begins at {clock}, in its old slot {slot}. What \
                         it counts there now looks old to those who knew it before.",
                        server(who)
                    )),
                    _ => None,
                })
            },
            absent: "No server crashed and came back this time.",
            predict: None,
        },
        Beat {
            title: "A like is lost",
            when: |now| {
                let given = now.world.history().given();
                let mut known = VectorClock::new();
                now.protocol.ids().for_each(|id| known.merge(clock(now, id).counts()));
                if !known.covers(given) {
                    return Some(
                        "A like that its user was told is counted is on no server any more."
                            .to_string(),
                    );
                }
                let right = due(now.protocol, now.world);
                compared(now)?;
                let lost =
                    |id: &NodeId| clock(now, *id).counts().covers(given) && count(now, *id) < right;
                let who = now.protocol.ids().find(lost)?;
                Some(format!(
                    "{} has heard of everything, {}, and shows {} where {right} would be right.",
                    server(who),
                    clock(now, who),
                    likes(count(now, who))
                ))
            },
            absent: "No like was lost this time.",
            predict: None,
        },
        Beat {
            title: "A like is counted twice",
            when: |now| {
                let given = i128::from(now.world.history().likes());
                let who = now.protocol.ids().find(|id| count(now, *id) > given)?;
                Some(format!(
                    "{} shows {}, and only {given} were given: a number that already held the \
                     like was added to one that held it too.",
                    server(who),
                    likes(count(now, who))
                ))
            },
            absent: "No like was counted twice this time.",
            predict: None,
        },
    ]
}
