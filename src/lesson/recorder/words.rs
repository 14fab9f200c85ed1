//! What a step is, in words and as a record.

use super::Recorder;
use crate::lesson::act;
use crate::lesson::inspect::Tone;
use crate::lesson::lesson::Lesson;
use crate::lesson::story::Moment;
use crate::lesson::trace::{Announcement, Ending, Letter, Record, RecordKind};
use crate::sim::fault::Act;
use crate::sim::simulation::{Flight, Journey, Step};
use crate::sim::time::NodeId;
use crate::sim::world::{Event, Outcome};

impl<L: Lesson> Recorder<'_, L> {
    pub(super) fn describe(&mut self, moment: &Moment<'_, L>) -> Record {
        let step = moment.step;
        let (kind, node) = place(step, moment);
        let chip = self.chip(moment, node);
        let lesson = self.lesson;
        let stepped = node.filter(|_| step.applied.outcome == Outcome::Done);
        let clock =
            stepped.filter(|_| kind.is_a_step()).and_then(|node| lesson.clock(moment.world, node));
        let text = lesson.tell(moment).unwrap_or_else(|| self.sentence(moment));
        let text = match step.applied.crashed {
            Some(id) => {
                let name = &self.cast[id.index()].name;
                format!("{text} {name} crashes in the middle of it.")
            }
            None => text,
        };
        let notes = moment.notes().map(|(node, note)| Announcement {
            node,
            text: note.to_string(),
            flag: lesson.flag(note),
        });
        let act = step.act;
        Record {
            time: step.time,
            kind,
            node,
            text,
            cause: step.cause,
            before: None,
            message: step.flight,
            sent: step.sent.clone(),
            notes: notes.collect(),
            chip,
            clock,
            act,
            breaks: Vec::new(),
            chain: 0,
        }
    }

    /// What a step is in general words.
    pub(super) fn sentence(&self, moment: &Moment<'_, L>) -> String {
        let name = |id: &NodeId| self.cast[id.index()].name.as_str();
        let step = moment.step;
        let why = match step.applied.outcome {
            Outcome::Done => None,
            Outcome::Lost(why) | Outcome::Void(why) => Some(why),
        };
        match (&step.event, &step.fate) {
            (Some(Event::Start), _) => "The cluster starts.".to_string(),
            (Some(Event::Deliver { from, to, message }), _) => match why {
                None => format!("{} receives {message} from {}.", name(to), name(from)),
                Some(why) => {
                    format!("{message} from {} never reaches {}: {why}.", name(from), name(to))
                }
            },
            (Some(Event::Timer { node, timer }), _) => format!("{}: {timer}.", name(node)),
            (Some(Event::Forced { node, .. }), _) => {
                format!("A forced write of {} is durable.", name(node))
            }
            (Some(Event::Command { node, command }), _) => match why {
                None => format!("{} is asked: {command}.", name(node)),
                Some(why) => format!("{} is asked: {command}. In vain: {why}.", name(node)),
            },
            (Some(Event::Fault(fault)), _) => {
                let words = capital(&act::fault_words(fault, &self.cast));
                match why {
                    None => format!("{words}."),
                    Some(why) => format!("{words}: no effect, {why}."),
                }
            }
            (None, Some((message, fate))) => {
                let act = Act::<L>::Fate(*message, *fate);
                let words = capital(&act::words(&act, &self.cast));
                match why {
                    None => format!("{words}."),
                    Some(why) => format!("{words}: no effect, {why}."),
                }
            }
            (None, None) => String::new(),
        }
    }

    /// The badge of the node that made this step, when the step changed it.
    pub(super) fn chip(
        &mut self,
        moment: &Moment<'_, L>,
        node: Option<NodeId>,
    ) -> Option<(String, Tone)> {
        if moment.step.index == 0 {
            for (id, badge) in (0..).map(NodeId).zip(&mut self.badges) {
                *badge = self.lesson.badge(moment.world, id).0;
            }
        }
        let id = node.filter(|id| moment.world.is_up(*id))?;
        let (badge, tone) = self.lesson.badge(moment.world, id);
        let old = std::mem::replace(&mut self.badges[id.index()], badge.clone());
        (old != badge).then_some((badge, tone))
    }

    /// How many messages had to arrive, one after the other, from event `asked` to this step.
    pub(super) fn hops(&self, moment: &Moment<'_, L>, asked: u32) -> u64 {
        let mut hops = u64::from(moment.arrived().is_some());
        let mut cause = moment.step.cause;
        while let Some(event) = cause.filter(|event| *event > asked) {
            let record = &self.records[event as usize];
            hops += u64::from(record.kind == RecordKind::Deliver);
            cause = record.cause;
        }
        hops
    }
}

/// The kind of a step, and the node at which it is.
pub(super) fn place<L: Lesson>(
    step: &Step<L>,
    moment: &Moment<'_, L>,
) -> (RecordKind, Option<NodeId>) {
    match &step.event {
        None => (RecordKind::Fate, None),
        Some(Event::Start) => (RecordKind::Start, None),
        Some(Event::Deliver { to, .. }) if moment.lost().is_some() => (RecordKind::Lost, Some(*to)),
        Some(Event::Deliver { to, .. }) => (RecordKind::Deliver, Some(*to)),
        Some(Event::Timer { node, .. }) => (RecordKind::Timer, Some(*node)),
        Some(Event::Forced { node, .. }) => (RecordKind::Forced, Some(*node)),
        Some(Event::Command { node, .. }) => (RecordKind::Command, Some(*node)),
        Some(Event::Fault(fault)) => (RecordKind::Fault, fault.node()),
    }
}

pub(super) fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
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
