//! A step without the pattern's types, so that what is said of it is written once for all patterns.

use crate::lesson::act;
use crate::lesson::trace::{Actor, RecordKind, StretchKind};
use crate::sim::fault::{Fate, Fault, MessageName};
use crate::sim::protocol::Protocol;
use crate::sim::simulation::Step;
use crate::sim::time::{NodeId, TRUE_RATE_PPM, Time};
use crate::sim::world::{Event, Outcome};
use std::fmt::Display;

/// A step, and what it was about.
pub(super) struct Happened<'m> {
    pub(super) index: u32,
    pub(super) time: Time,
    pub(super) cause: Option<u32>,
    pub(super) act: Option<u32>,
    pub(super) flight: Option<u32>,
    pub(super) sent: &'m [u32],
    pub(super) outcome: Outcome,
    pub(super) crashed: Option<NodeId>,
    pub(super) what: What<'m>,
}

pub(super) enum What<'m> {
    Start,
    Deliver(NodeId, NodeId, &'m dyn Display),
    Timer(NodeId, &'m dyn Display),
    Forced(NodeId),
    Command(NodeId, &'m dyn Display),
    Fault(&'m Fault),
    Fate(MessageName, Fate),
}

impl<'m> Happened<'m> {
    pub(super) fn of<P: Protocol>(step: &'m Step<P>) -> Happened<'m> {
        let what = match (&step.event, step.fate) {
            (Some(Event::Start), _) => What::Start,
            (Some(Event::Deliver { from, to, message }), _) => What::Deliver(*from, *to, message),
            (Some(Event::Timer { node, timer }), _) => What::Timer(*node, timer),
            (Some(Event::Forced { node, .. }), _) => What::Forced(*node),
            (Some(Event::Command { node, command }), _) => What::Command(*node, command),
            (Some(Event::Fault(fault)), _) => What::Fault(fault),
            (None, Some((message, fate))) => What::Fate(message, fate),
            (None, None) => unreachable!("a step is an event or decides about a message"),
        };
        Happened {
            index: step.index,
            time: step.time,
            cause: step.cause,
            act: step.act,
            flight: step.flight,
            sent: &step.sent,
            outcome: step.applied.outcome,
            crashed: step.applied.crashed,
            what,
        }
    }

    /// Whether a message arrived.
    pub(super) fn arrived(&self) -> bool {
        matches!((&self.what, self.outcome), (What::Deliver(..), Outcome::Done))
    }

    /// The kind of the step, and the node at which it is.
    pub(super) fn place(&self) -> (RecordKind, Option<NodeId>) {
        match self.what {
            What::Fate(..) => (RecordKind::Fate, None),
            What::Start => (RecordKind::Start, None),
            What::Deliver(_, to, _) => match self.outcome {
                Outcome::Lost(_) => (RecordKind::Lost, Some(to)),
                _ => (RecordKind::Deliver, Some(to)),
            },
            What::Timer(node, _) => (RecordKind::Timer, Some(node)),
            What::Forced(node) => (RecordKind::Forced, Some(node)),
            What::Command(node, _) => (RecordKind::Command, Some(node)),
            What::Fault(fault) => (RecordKind::Fault, fault.node()),
        }
    }

    /// The step in general words.
    pub(super) fn sentence(&self, cast: &[Actor]) -> String {
        let name = |id: NodeId| cast[id.index()].name.as_str();
        let why = match self.outcome {
            Outcome::Done => None,
            Outcome::Lost(why) | Outcome::Void(why) => Some(why),
        };
        let decided = |words: String| {
            let words = capital(&words);
            match why {
                None => format!("{words}."),
                Some(why) => format!("{words}: no effect, {why}."),
            }
        };
        match self.what {
            What::Start => "The cluster starts.".to_string(),
            What::Deliver(from, to, message) => match why {
                None => format!("{} receives {message} from {}.", name(to), name(from)),
                Some(why) => {
                    format!("{message} from {} never reaches {}: {why}.", name(from), name(to))
                }
            },
            What::Timer(node, timer) => format!("{}: {timer}.", name(node)),
            What::Forced(node) => format!("A forced write of {} is durable.", name(node)),
            What::Command(node, command) => match why {
                None => format!("{} is asked: {command}.", name(node)),
                Some(why) => format!("{} is asked: {command}. In vain: {why}.", name(node)),
            },
            What::Fault(fault) => decided(act::fault_words(fault, cast)),
            What::Fate(message, fate) => decided(act::fate_words(message, fate, cast)),
        }
    }

    /// Whether this step ends a stretch of this kind.
    pub(super) fn ends(&self, kind: &StretchKind) -> bool {
        let (What::Fault(fault), Outcome::Done) = (&self.what, self.outcome) else { return false };
        match fault {
            Fault::Crash(node) | Fault::Resume(node) => *kind == StretchKind::Paused(*node),
            Fault::Restart(node) => *kind == StretchKind::Down(*node),
            Fault::Heal => matches!(kind, StretchKind::Cut(_)),
            Fault::Clock(node, ..) => *kind == StretchKind::Skewed(*node),
            Fault::Disk(node, _) => *kind == StretchKind::Slow(*node),
            Fault::Pause(_) | Fault::Cut(_) | Fault::CrashAfter(..) => false,
        }
    }

    /// The stretch that begins with this step.
    pub(super) fn begins(&self) -> Option<StretchKind> {
        let (What::Fault(fault), Outcome::Done) = (&self.what, self.outcome) else {
            return self.crashed.map(StretchKind::Down);
        };
        match fault {
            Fault::Crash(node) => Some(StretchKind::Down(*node)),
            Fault::Pause(node) => Some(StretchKind::Paused(*node)),
            Fault::Cut(pairs) => Some(StretchKind::Cut(pairs.clone())),
            Fault::Clock(_, 0, TRUE_RATE_PPM) => None,
            Fault::Clock(node, ..) => Some(StretchKind::Skewed(*node)),
            Fault::Disk(_, None) => None,
            Fault::Disk(node, Some(_)) => Some(StretchKind::Slow(*node)),
            Fault::Restart(_) | Fault::Resume(_) | Fault::Heal | Fault::CrashAfter(..) => {
                self.crashed.map(StretchKind::Down)
            }
        }
    }
}

fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}
