//! SWIM: members watch each other by random probes, and spread the news on the probes themselves.
//!
//! ```text
//! M1 ──PING──▶ M8 ✗      M1 ──PING-REQ──▶ M4 ──PING──▶ M8 ✗      M1: suspect(0)
//!                                                         …  gossip  …  alive(1) | dead
//! ```
//!
//! Each member probes one other a period, so its load does not grow with the group; a crashed
//! member is probed by somebody within e/(e − 1) periods on average, whatever the size (Das, Gupta
//! and Motivala 2002). Who does not answer is suspected first and may refute. How long it has is
//! Lifeguard's (Dadgar, Phillips and Currey 2017), as memberlist computes it.
//!
//! Left out: Lifeguard's other parts (probes that slow down at a member that is itself slow, and
//! the negative acknowledgements that tell it so), and forgetting the dead: a list keeps them for
//! ever, so that they can be looked for again. memberlist exchanges whole lists
//! now and then; here only a joiner gets one.

mod beat;
mod beats;
mod checks;
mod entry;
pub mod gossip;
mod history;
mod inspect;
pub mod member;
mod message;
mod metrics;
mod params;
mod presets;
mod probe;
pub mod properties;
mod recovery;
pub mod round;
mod rumour;
pub mod standing;
mod story;
pub mod suspicion;
#[cfg(test)]
mod tests;
pub mod theory;

pub use history::History;
pub use member::Member;
pub use message::{Message, Note, Source, Timer};
pub use params::{Config, Order};

use super::message::Command;
use super::protocol::FailureDetector;
use crate::lesson::inspect::Lasting;
use crate::lesson::{
    Beat, Card, Check, CommandSpec, Cue, Look, Metric, Moment, Preset, Run, Theory, Tone,
};
use crate::sim::{Io, NodeId, Property, Role, Span, World};
use member::Phase;
use probe::Turn;

/// What reaches a member.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Input {
    /// It has just booted.
    Boot,
    /// A message arrived.
    Message { from: NodeId, message: Message },
    /// A timer went off.
    Timer(Timer),
    /// A life is on the disk.
    Forced(u64),
    /// A person asks for something.
    Command(Command),
}

/// Who is on stage.
pub(super) fn cast(protocol: &FailureDetector) -> Vec<Role> {
    let role =
        |at: u16| Role { code: format!("M{at}"), name: format!("Member {at}"), kind: "member" };
    (1..=protocol.swim.members).map(role).collect()
}

/// The state at first boot, or after a crash: all that is left is the life on the disk. Of
/// all-to-all heartbeats the addresses are left, which are its whole list.
pub(super) fn boot(protocol: &FailureDetector, me: NodeId, before: Option<&Member>) -> Member {
    match (before, protocol.swim.probe) {
        (Some(before), Order::RoundRobin | Order::Random) => Member::returner(before.life_on_disk),
        _ => Member::founder(me, protocol.swim.members),
    }
}

/// The whole protocol.
pub(super) fn step(
    protocol: &FailureDetector,
    member: &mut Member,
    input: Input,
    io: &mut Io<'_, FailureDetector>,
) {
    let mut turn = Turn { rules: protocol, member, io };
    match input {
        Input::Boot => turn.boot(),
        Input::Timer(Timer::Period) => turn.period(),
        Input::Timer(Timer::Answer) => turn.unanswered(),
        Input::Timer(Timer::Suspicion(about)) => turn.unrefuted(about),
        Input::Timer(Timer::Join) => {
            if let Phase::Joining(asked) = turn.member.phase {
                turn.seek(asked);
            }
        }
        Input::Forced(life) => {
            if let Ok(life) = u32::try_from(life) {
                turn.born(life);
            }
        }
        Input::Command(Command::Leave) => turn.leave(),
        Input::Command(Command::Join) => turn.join(),
        Input::Command(_) => {}
        Input::Message { from, message } => match (turn.member.phase, message) {
            (Phase::Joining(_), Message::Welcome { roster }) => turn.welcomed(from, &roster),
            (Phase::In, Message::Ping { number, of, news }) => {
                turn.pinged(from, number, of, &news);
            }
            (Phase::In, Message::Ack { number, by, of, news }) => {
                turn.answered((from, by), number, of, &news);
            }
            (Phase::In, Message::PingReq { number, target, news }) => {
                turn.asked(from, number, target, &news);
            }
            (Phase::In, Message::Join { of }) => turn.lets_in(from, of),
            (Phase::In, Message::Leave { of }) => turn.says_goodbye(from, of),
            (Phase::In, Message::Heartbeat { of }) => turn.heard(from, of),
            _ => {}
        },
    }
}

/// Whether this timer comes round for ever.
pub(super) fn is_routine(_timer: &Timer) -> bool {
    true
}

/// Whether messages like this are sent for ever.
pub(super) fn is_chatter(_message: &Message) -> bool {
    true
}

/// Which leg of the network a message takes: all the calm one.
pub(super) fn leg(_message: &Message) -> usize {
    0
}

/// What shall hold.
pub(super) fn properties() -> Vec<Property<FailureDetector>> {
    properties::all()
}

/// What-ifs, in the order of their claims; mistakes last.
pub(super) const PRESETS: &[Preset] = presets::ALL;

/// What is proved, and what breaks it.
pub(super) const CHECKS: &[Check] = checks::ALL;

/// How long to go on after the last act: until everybody must know of a crash.
pub(super) fn settle(protocol: &FailureDetector) -> Span {
    let slack = protocol.swim.period.times(5);
    Span(properties::bound(&protocol.swim).0 + slack.0)
}

/// What happens by default.
pub(super) fn script(protocol: &FailureDetector) -> Vec<Cue<FailureDetector>> {
    story::script(protocol)
}

/// The story.
pub(super) fn beats() -> Vec<Beat<FailureDetector>> {
    beats::beats()
}

/// A sentence for a step for which the general one would not do.
pub(super) fn tell(moment: &Moment<'_, FailureDetector>) -> Option<String> {
    story::tell(moment)
}

/// What a person may ask for. Faults do the rest.
pub(super) fn commands() -> Vec<CommandSpec> {
    let spec = |verb, label| CommandSpec { verb, label, to: "member", args: &[] };
    vec![spec("leave", "Leave the group"), spec("join", "Join it again")]
}

/// What a message is for.
pub(super) fn look(message: &Message) -> Look {
    match message {
        Message::Ping { .. } | Message::Heartbeat { .. } => Look::Question,
        Message::Ack { .. } | Message::Welcome { .. } => Look::Answer,
        Message::PingReq { .. } | Message::Join { .. } | Message::Leave { .. } => Look::Request,
    }
}

/// A header of 24 bytes (from, to, kind, number), 8 for an incarnation, 2 for a name; 13 for a
/// piece of news and for an entry of a list: two names, a state and an incarnation.
pub(super) fn bytes(message: &Message) -> u64 {
    let own = match message {
        Message::Ping { .. }
        | Message::Join { .. }
        | Message::Leave { .. }
        | Message::Heartbeat { .. } => 8,
        Message::Ack { .. } => 2 + 8,
        Message::PingReq { .. } => 2,
        Message::Welcome { roster } => 13 * roster.len() as u64,
    };
    24 + own + 13 * message.news().len() as u64
}

/// A few characters for a flag on the diagram.
pub(super) fn flag(note: &Note) -> Option<String> {
    use standing::State;
    let code = |id: &NodeId| format!("M{}", id.0 + 1);
    match note {
        Note::Learns { about, is, from: Source::Silence, .. } if is.state == State::Suspect => {
            Some(format!("{}?", code(about)))
        }
        Note::Learns { about, is, from: Source::Silence | Source::Unrefuted(_), .. }
            if is.state == State::Dead =>
        {
            Some(format!("{} dead", code(about)))
        }
        Note::Misses { about, .. } => Some(format!("{} dead", code(about))),
        Note::Refutes { of } => Some(format!("refutes: {}", of.number)),
        Note::Begins { of } => Some(format!("life {}", of.life)),
        Note::Joined { .. } => Some("joined".to_string()),
        Note::Asleep { .. } => Some("late".to_string()),
        Note::Leaves { .. } => Some("leaves".to_string()),
        Note::Believes => Some("stops".to_string()),
        _ => None,
    }
}

/// A few characters that tell a member's state.
pub(super) fn badge(
    _protocol: &FailureDetector,
    world: &World<FailureDetector>,
    node: NodeId,
) -> (String, Tone) {
    inspect::badge(world, node)
}

/// What lasts at a member now.
pub(super) fn lasting(
    _protocol: &FailureDetector,
    world: &World<FailureDetector>,
    node: NodeId,
) -> Vec<Lasting> {
    inspect::lasting(world, node)
}

/// A member for the inspector.
pub(super) fn card(
    protocol: &FailureDetector,
    world: &World<FailureDetector>,
    node: NodeId,
) -> Card {
    inspect::card(protocol, world, node)
}

/// Figures of a finished run.
pub(super) fn metrics(protocol: &FailureDetector, run: &Run<'_, FailureDetector>) -> Vec<Metric> {
    metrics::metrics(protocol, run)
}

/// What theory expects of the figures.
pub(super) fn theory(protocol: &FailureDetector) -> Vec<Theory> {
    metrics::theory(protocol)
}
