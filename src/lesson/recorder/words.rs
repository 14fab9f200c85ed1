//! What only the pattern can say of a step and of a message.

use super::Recorder;
use super::book::Said;
use super::happened::Happened;
use crate::lesson::lesson::Lesson;
use crate::lesson::story::Moment;
use crate::lesson::trace::{Announcement, Ending, Letter};
use crate::sim::simulation::{Flight, Journey};
use crate::sim::world::Outcome;

impl<L: Lesson> Recorder<'_, L> {
    pub(super) fn describe(&mut self, moment: &Moment<'_, L>, step: &Happened<'_>) -> Said {
        let (kind, node) = step.place();
        let (lesson, world) = (self.lesson, moment.world);
        if step.index == 0 {
            let badges = world.nodes().map(|(id, _)| lesson.badge(world, id).0);
            self.book.badges = badges.collect();
        }
        let up = node.filter(|id| world.is_up(*id));
        let chip = up.and_then(|id| self.book.chip(id, lesson.badge(world, id)));
        let stepped = node.filter(|_| step.outcome == Outcome::Done && kind.is_a_step());
        let clock = stepped.and_then(|node| lesson.clock(world, node));
        let text = lesson.tell(moment).unwrap_or_else(|| step.sentence(&self.book.cast));
        let text = match step.crashed {
            Some(id) => {
                let name = &self.book.cast[id.index()].name;
                format!("{text} {name} crashes in the middle of it.")
            }
            None => text,
        };
        let notes = moment.notes().map(|(node, note)| Announcement {
            node,
            text: note.to_string(),
            flag: lesson.flag(note),
        });
        Said { text, notes: notes.collect(), chip, clock }
    }
}

pub(super) fn letter<L: Lesson>(flight: Flight<L>) -> Letter {
    Letter {
        name: flight.name,
        label: flight.message.to_string(),
        look: L::look(&flight.message),
        sent_by: flight.sent_by,
        sent: flight.sent,
        held: flight.held,
        copy_of: flight.copy_of,
        ending: match flight.journey {
            Journey::Arrived(event) => Ending::Arrived(event),
            Journey::Lost(event, loss) => Ending::Lost(event, loss),
            Journey::Due(due) => Ending::Open(Some(due)),
            Journey::Held | Journey::Waiting => Ending::Open(None),
        },
    }
}
