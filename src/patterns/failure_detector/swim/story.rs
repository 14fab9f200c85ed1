//! The story: a member crashes and is found out, comes back, and another one is only slow.

use super::member::Phase;
use super::message::Note;
use super::standing::State;
use crate::lesson::{Cue, Moment};
use crate::patterns::failure_detector::message::Note as Said;
use crate::patterns::failure_detector::protocol::{FailureDetector, Node};
use crate::sim::{Act, Event, Fault, NodeId, Outcome, Span, Time};

pub(super) type Now<'m> = Moment<'m, FailureDetector>;

/// The crash comes when every member has begun so many periods.
pub(super) const CRASH_AFTER: u64 = 2;

/// What members announced in this step.
pub(super) fn notes<'m>(now: &Now<'m>) -> impl Iterator<Item = (NodeId, &'m Note)> + use<'m> {
    now.step.applied.effects.iter().filter_map(|(who, effect)| match effect {
        crate::sim::Effect::Note(Said::Swim(note)) => Some((*who, note)),
        _ => None,
    })
}

/// Who crashes: the last one.
pub(super) fn victim(protocol: &FailureDetector) -> NodeId {
    NodeId(protocol.swim.members - 1)
}

/// Who is slow later on.
pub(super) const SLOW: NodeId = NodeId(1);

/// Whether everybody else that is up and in the group takes `who` for dead.
pub(super) fn buried(now: &Now<'_>, who: NodeId) -> bool {
    now.world.nodes().all(|(id, node)| {
        let Node::Member(member) = node else { return true };
        let counts = id != who && now.world.is_up(id) && member.phase == Phase::In;
        !counts || member.roster.get(&who).is_none_or(|is| is.state == State::Dead)
    })
}

fn gives_up(now: &Now<'_>, who: NodeId) -> bool {
    notes(now).any(|(_, note)| match note {
        Note::Learns { about, is, .. } => *about == who && is.state != State::Alive,
        Note::Misses { about, .. } => *about == who,
        _ => false,
    })
}

fn dies(note: &Note, who: NodeId) -> bool {
    match note {
        Note::Learns { about, is, .. } => *about == who && is.state == State::Dead,
        Note::Misses { about, .. } => *about == who,
        _ => false,
    }
}

pub(super) fn script(protocol: &FailureDetector) -> Vec<Cue<FailureDetector>> {
    let (period, victim) = (protocol.swim.period, victim(protocol));
    let fault = |fault| Act::Fault(fault);
    let known =
        move |now: &Now<'_>| notes(now).any(|(_, note)| dies(note, victim)) && buried(now, victim);
    let back = move |now: &Now<'_>| {
        notes(now).any(|(who, note)| {
            let joined = matches!(note, Note::Joined { .. } | Note::Founds);
            let heard = matches!(note, Note::HearsAgain { about } if *about == victim);
            (joined && who == victim) || heard
        })
    };
    vec![
        Cue::at(Time(period.0 * CRASH_AFTER), fault(Fault::Crash(victim))),
        Cue::once(known, period, fault(Fault::Restart(victim))),
        Cue::once(back, period.times(3), fault(Fault::Pause(SLOW))),
        Cue::once(
            |now| !now.world.is_up(SLOW) && gives_up(now, SLOW),
            Span(period.0 / 2),
            fault(Fault::Resume(SLOW)),
        ),
    ]
}

/// A forced write by what it says, instead of by its number.
pub(super) fn tell(now: &Now<'_>) -> Option<String> {
    match (&now.step.event, now.step.applied.outcome) {
        (Some(Event::Forced { node, token }), Outcome::Done) => {
            Some(format!("{} has life {token} on its disk.", super::message::member(*node)))
        }
        _ => None,
    }
}
