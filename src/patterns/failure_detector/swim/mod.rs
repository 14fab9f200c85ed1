//! SWIM: members probe each other at random and spread the news by gossip.

mod message;
mod params;

pub use message::{Message, Note, Timer};
pub use params::Config;

use super::message::Command;
use super::protocol::FailureDetector;
use crate::lesson::inspect::Lasting;
use crate::lesson::{Beat, Card, Check, CommandSpec, Cue, Look, Metric, Preset, Run, Theory, Tone};
use crate::sim::{Fault, Io, NodeId, Property, Role, Span, Time, World};

/// A member.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Member {}

/// What the properties and the figures remember.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct History {}

/// What reaches a member.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Input {
    /// It has just booted.
    Boot,
    /// A message arrived.
    Message { from: NodeId, message: Message },
    /// A timer went off.
    Timer(Timer),
    /// A person asks for something.
    Command(Command),
}

/// Who is on stage.
pub(super) fn cast(config: &FailureDetector) -> Vec<Role> {
    let role =
        |at: u16| Role { code: format!("N{at}"), name: format!("Node {at}"), kind: "member" };
    (1..=config.swim.members).map(role).collect()
}

/// The state at first boot, or after a crash.
pub(super) fn boot(_config: &FailureDetector, _me: NodeId, _before: Option<&Member>) -> Member {
    Member::default()
}

/// The whole protocol.
pub(super) fn step(
    _config: &FailureDetector,
    _member: &mut Member,
    _input: Input,
    _io: &mut Io<'_, FailureDetector>,
) {
}

impl History {
    /// Adds what `who` announced.
    pub(super) fn record(&mut self, _now: Time, _who: NodeId, _note: &Note) {}

    /// Adds what befell nodes, links or clocks.
    pub(super) fn befalls(&mut self, _now: Time, _fault: &Fault) {}
}

/// Whether this timer comes round for ever.
pub(super) fn is_routine(_timer: &Timer) -> bool {
    true
}

/// Whether messages like this are sent for ever.
pub(super) fn is_chatter(_message: &Message) -> bool {
    true
}

/// Which leg of the network a message takes; see [`params::legs`](super::params).
pub(super) fn leg(_message: &Message) -> usize {
    0
}

/// What shall hold.
pub(super) fn properties() -> Vec<Property<FailureDetector>> {
    Vec::new()
}

/// What-ifs, in the order of their claims; mistakes last.
pub(super) const PRESETS: &[Preset] = &[];

/// What is proved, and what breaks it.
pub(super) const CHECKS: &[Check] = &[];

/// How long to go on after the last act.
pub(super) fn settle(config: &FailureDetector) -> Span {
    config.swim.period.times(10)
}

/// What happens by default.
pub(super) fn script(_config: &FailureDetector) -> Vec<Cue<FailureDetector>> {
    Vec::new()
}

/// The story.
pub(super) fn beats() -> Vec<Beat<FailureDetector>> {
    Vec::new()
}

/// What a person may ask for.
pub(super) fn commands() -> Vec<CommandSpec> {
    Vec::new()
}

/// What a message is for.
pub(super) fn look(_message: &Message) -> Look {
    Look::Question
}

/// Its size in bytes.
pub(super) fn bytes(_message: &Message) -> u64 {
    24
}

/// A few characters for a flag on the diagram.
pub(super) fn flag(_note: &Note) -> Option<String> {
    None
}

/// A few characters that tell a member's state.
pub(super) fn badge(
    _config: &FailureDetector,
    _world: &World<FailureDetector>,
    _node: NodeId,
) -> (String, Tone) {
    (String::new(), Tone::Plain)
}

/// What lasts at a member now.
pub(super) fn lasting(
    _config: &FailureDetector,
    _world: &World<FailureDetector>,
    _node: NodeId,
) -> Vec<Lasting> {
    Vec::new()
}

/// A member for the inspector.
pub(super) fn card(
    _config: &FailureDetector,
    _world: &World<FailureDetector>,
    _node: NodeId,
) -> Card {
    Card::default()
}

/// Figures of a finished run.
pub(super) fn metrics(_config: &FailureDetector, _run: &Run<'_, FailureDetector>) -> Vec<Metric> {
    Vec::new()
}

/// What theory expects of the figures.
pub(super) fn theory(_config: &FailureDetector) -> Vec<Theory> {
    Vec::new()
}
