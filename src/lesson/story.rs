//! A story: a script of acts, and beats that wait for their moment.

use crate::sim::fault::{Act, Fate};
use crate::sim::protocol::{Effect, Protocol};
use crate::sim::simulation::{Flight, Step};
use crate::sim::time::{NodeId, Span, Time};
use crate::sim::world::{Event, Outcome, World};

/// Something a cue waits for.
pub type Condition<P> = Box<dyn Fn(&Moment<'_, P>) -> bool>;

/// Picks a message by its sender, its receiver and what it says.
pub type Pick<P> = Box<dyn Fn(NodeId, NodeId, &<P as Protocol>::Message) -> bool>;

/// A line of the script: something that happens by default and costs a link nothing.
pub enum Cue<P: Protocol> {
    /// Something at a time.
    At(Time, Act<P>),
    /// Something so long after the first moment at which the condition is true.
    Once(Condition<P>, Span, Act<P>),
    /// Something with the first message that is picked when it is sent, whatever its number; and
    /// how that is said beforehand: "the write to Clinic D is slow".
    Sent(Pick<P>, Fate, String),
}

impl<P: Protocol> Cue<P> {
    /// `act` at `time`.
    pub fn at(time: Time, act: Act<P>) -> Cue<P> {
        Cue::At(time, act)
    }

    /// `act`, `wait` after the first moment at which `when` is true.
    pub fn once(
        when: impl Fn(&Moment<'_, P>) -> bool + 'static,
        wait: Span,
        act: Act<P>,
    ) -> Cue<P> {
        Cue::Once(Box::new(when), wait, act)
    }

    /// `fate` for the first message that `pick` picks; `words` say beforehand what that is.
    pub fn sent(
        pick: impl Fn(NodeId, NodeId, &P::Message) -> bool + 'static,
        fate: Fate,
        words: String,
    ) -> Cue<P> {
        Cue::Sent(Box::new(pick), fate, words)
    }

    /// When this is the moment that the cue waited for: what shall be done, and how much later.
    pub fn due(&self, moment: &Moment<'_, P>) -> Option<(Act<P>, Span)> {
        match self {
            Cue::At(..) => None,
            Cue::Once(when, wait, act) => when(moment).then(|| (act.clone(), *wait)),
            Cue::Sent(pick, fate, _) => {
                let mut sent = moment.step.sent.iter().map(|id| &moment.flights[*id as usize]);
                let picked =
                    sent.find(|flight| pick(flight.name.from, flight.name.to, &flight.message))?;
                Some((Act::Fate(picked.name, *fate), Span(0)))
            }
        }
    }
}

/// A moment of a run: the step that has just been made, and the cluster after it.
pub struct Moment<'m, P: Protocol> {
    /// The pattern with its parameters.
    pub protocol: &'m P,
    /// The cluster after the step.
    pub world: &'m World<P>,
    /// The step.
    pub step: &'m Step<P>,
    /// Every message sent so far.
    pub flights: &'m [Flight<P>],
}

impl<'m, P: Protocol> Moment<'m, P> {
    /// What was announced in this step, and by whom.
    pub fn notes(&self) -> impl Iterator<Item = (NodeId, &'m P::Note)> {
        self.step.applied.effects.iter().filter_map(|(who, effect)| match effect {
            Effect::Note(note) => Some((*who, note)),
            _ => None,
        })
    }

    /// The message that arrived in this step, and from whom to whom.
    pub fn arrived(&self) -> Option<(NodeId, NodeId, &'m P::Message)> {
        match (&self.step.event, self.step.applied.outcome) {
            (Some(Event::Deliver { from, to, message }), Outcome::Done) => {
                Some((*from, *to, message))
            }
            _ => None,
        }
    }

    /// The message that was lost in this step, and between whom.
    pub fn lost(&self) -> Option<(NodeId, NodeId, &'m P::Message)> {
        match (&self.step.event, self.step.applied.outcome) {
            (Some(Event::Deliver { from, to, message }), Outcome::Lost(_)) => {
                Some((*from, *to, message))
            }
            _ => None,
        }
    }

    /// The command that was given in this step, and to whom.
    pub fn command(&self) -> Option<(NodeId, &'m P::Command)> {
        match &self.step.event {
            Some(Event::Command { node, command }) => Some((*node, command)),
            _ => None,
        }
    }
}

/// A part of the story. It waits for its moment and says what was seen; if the moment never
/// comes, the story says so.
pub struct Beat<P: Protocol> {
    /// A title that is true whatever the parameters are.
    pub title: &'static str,
    /// What to say when this is the moment.
    pub when: fn(&Moment<'_, P>) -> Option<String>,
    /// What to say when it never came.
    pub absent: &'static str,
    /// A question to stop at.
    pub predict: Option<Prediction<P>>,
}

/// A question about what happens next. Nobody knows the answer before it has been played.
pub struct Prediction<P: Protocol> {
    /// The question.
    pub question: &'static str,
    /// Whether what the question takes for granted is so; else it is not asked.
    pub premise: fn(&Moment<'_, P>) -> bool,
    /// The answers to choose from.
    pub options: &'static [&'static str],
    /// Looked at on every step after the beat: the option this step shows to be right.
    pub settle: fn(&Moment<'_, P>) -> Option<usize>,
}
