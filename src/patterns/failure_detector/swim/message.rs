//! What members say to each other, ask of themselves, and announce.

use super::gossip::News;
use super::standing::{Incarnation, Standing, State};
use crate::sim::{NodeId, Span};
use std::fmt;

/// A message.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Message {
    /// Are you there? This is what I am now.
    Ping { number: u32, of: Incarnation, news: Vec<News> },
    /// `by` is there, and is this now; perhaps passed on for it.
    Ack { number: u32, by: NodeId, of: Incarnation, news: Vec<News> },
    /// I cannot reach it: ping it for me.
    PingReq { number: u32, target: NodeId, news: Vec<News> },
    /// Let me in.
    Join { of: Incarnation },
    /// You are in; these are all I know of.
    Welcome { roster: Vec<(NodeId, Standing)> },
    /// I leave.
    Leave { of: Incarnation },
    /// All-to-all: I am there.
    Heartbeat { of: Incarnation },
}

impl Message {
    /// The news that rides on it.
    pub fn news(&self) -> &[News] {
        match self {
            Message::Ping { news, .. }
            | Message::Ack { news, .. }
            | Message::PingReq { news, .. } => news,
            Message::Join { .. }
            | Message::Welcome { .. }
            | Message::Leave { .. }
            | Message::Heartbeat { .. } => &[],
        }
    }
}

/// "Member 3".
pub(super) fn member(id: NodeId) -> String {
    format!("Member {}", id.0 + 1)
}

/// "Member 3, Member 4".
pub(super) fn members(ids: &[NodeId]) -> String {
    let names: Vec<String> = ids.iter().map(|id| member(*id)).collect();
    names.join(", ")
}

/// `PING`, `PING +M8 suspect(0)`, `PING +M8 suspect(0) +2`.
impl fmt::Display for Message {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Message::Ping { .. } => f.write_str("PING")?,
            Message::Ack { .. } => f.write_str("ACK")?,
            Message::PingReq { target, .. } => write!(f, "PING-REQ M{}", target.0 + 1)?,
            Message::Join { .. } => f.write_str("JOIN")?,
            Message::Welcome { roster } => write!(f, "WELCOME {}", roster.len())?,
            Message::Leave { .. } => f.write_str("LEAVE")?,
            Message::Heartbeat { .. } => f.write_str("HEARTBEAT")?,
        }
        match self.news() {
            [] => Ok(()),
            [only] => write!(f, " +{only}"),
            [first, rest @ ..] => write!(f, " +{first} +{}", rest.len()),
        }
    }
}

/// A timer.
#[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Timer {
    /// A new period begins, and the last probe is judged.
    Period,
    /// No answer has come straight: others shall try.
    Answer,
    /// The time to refute is up.
    Suspicion(NodeId),
    /// Nobody has let it in.
    Join,
}

impl fmt::Display for Timer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Timer::Period => f.write_str("a new period begins"),
            Timer::Answer => f.write_str("no answer to the ping"),
            Timer::Suspicion(who) => {
                write!(f, "the time of {} to refute is up", member(*who))
            }
            Timer::Join => f.write_str("nobody has let it in"),
        }
    }
}

/// Where somebody knows something from.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Hash)]
pub enum Source {
    /// Its own probe was not answered, neither straight nor through others.
    Silence,
    /// It was not refuted for so long.
    Unrefuted(Span),
    /// The member itself says so.
    Itself,
    /// It has asked to be let in.
    Joins,
    /// This one passed it on.
    Told(NodeId),
    /// A mistake: it thinks so, and raises the incarnation of another member.
    Raised,
}

/// An announcement.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Note {
    /// It probes one member; `longest` has waited longest, for so many periods.
    Probes { target: NodeId, longest: NodeId, waited: u32 },
    /// It has no answer and asks these to try.
    AsksOthers { target: NodeId, relays: Vec<NodeId> },
    /// It looks whether one that was declared dead, or a seed that it does not know, is there.
    LooksAgain { target: NodeId },
    /// What it knows of a member changes.
    Learns { about: NodeId, was: Option<Standing>, is: Standing, from: Source },
    /// Another one suspects the same member; so much time is left to refute.
    Confirmed { about: NodeId, by: NodeId, confirmations: u32, left: Span },
    /// It hears what it is taken for itself.
    Accused { is: Standing, by: NodeId },
    /// It raises its own incarnation.
    Refutes { of: Incarnation },
    /// It leaves, and tells these.
    Leaves { told: Vec<NodeId> },
    /// What it was asked for changes nothing.
    Idle,
    /// A mistake: it hears that it is dead, and stops.
    Believes,
    /// It begins anew; that is on its disk.
    Begins { of: Incarnation },
    /// It asks to be let in.
    Seeks { seed: NodeId },
    /// It is in, and knows so many members.
    Joined { known: u32 },
    /// Nobody answers: it begins a group of its own.
    Founds,
    /// Its timer is late: it was asleep itself, and convicts nobody for it.
    Asleep { late: Span },
    /// All-to-all: it sends a heartbeat to so many.
    Beats { to: u32 },
    /// All-to-all: nothing heard for so many periods.
    Misses { about: NodeId, periods: u32 },
    /// All-to-all: it is heard again.
    HearsAgain { about: NodeId },
}

impl fmt::Display for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Note::Probes { target, .. } => write!(f, "It probes {}.", member(*target)),
            Note::AsksOthers { target, relays } => {
                let (target, relays) = (member(*target), members(relays));
                write!(f, "{target} has not answered: it asks {relays} to ping it.")
            }
            Note::LooksAgain { target } => {
                write!(f, "It looks whether {} is there.", member(*target))
            }
            Note::Learns { about, is, from, .. } => learns(f, &member(*about), *is, *from),
            Note::Confirmed { about, by, left, .. } => {
                let (about, by) = (member(*about), member(*by));
                write!(f, "{by} suspects {about} too: {left} left to refute.")
            }
            Note::Accused { is, by } => {
                write!(f, "It hears from {} that it is {}.", member(*by), says(is.state))
            }
            Note::Refutes { of } => write!(f, "It raises its incarnation to {of} and says so."),
            Note::Leaves { told } if told.is_empty() => f.write_str("It leaves."),
            Note::Leaves { told } => write!(f, "It leaves, and tells {}.", members(told)),
            Note::Idle => f.write_str("That changes nothing."),
            Note::Believes => f.write_str("It takes itself for dead and stops."),
            Note::Begins { of } => write!(f, "It begins life {}.", of.life),
            Note::Seeks { seed } => write!(f, "It asks {} to let it in.", member(*seed)),
            Note::Joined { known } => write!(f, "It is in, and knows {known} other members."),
            Note::Founds => f.write_str("Nobody lets it in: it begins a group of its own."),
            Note::Asleep { late } => {
                write!(f, "It is {late} late itself, and convicts nobody for that.")
            }
            Note::Beats { to: 1 } => f.write_str("It sends one heartbeat."),
            Note::Beats { to } => write!(f, "It sends {to} heartbeats."),
            Note::Misses { about, periods } => {
                let about = member(*about);
                write!(f, "Nothing from {about} for {periods} periods: taken for dead.")
            }
            Note::HearsAgain { about } => write!(f, "{} is heard again.", member(*about)),
        }
    }
}

fn says(state: State) -> &'static str {
    match state {
        State::Alive => "alive",
        State::Suspect => "suspected",
        State::Dead => "declared dead",
        State::Left => "gone",
    }
}

fn learns(f: &mut fmt::Formatter<'_>, about: &str, is: Standing, from: Source) -> fmt::Result {
    let incarnation = is.incarnation;
    match (is.state, from) {
        (State::Suspect, Source::Silence) => {
            write!(f, "No answer from {about}: it suspects incarnation {incarnation}.")
        }
        (State::Dead, Source::Silence) => write!(f, "No answer from {about}: declared dead."),
        (State::Dead, Source::Unrefuted(after)) => {
            write!(f, "{about} has not refuted for {after}: declared dead.")
        }
        (_, Source::Raised) => {
            write!(f, "{about} answers: it raises the incarnation of {about} to {incarnation}.")
        }
        (_, Source::Joins) => write!(f, "It lets {about} in: alive({incarnation})."),
        (_, Source::Told(by)) => write!(f, "It hears from {}: {about} is {is}.", member(by)),
        _ => write!(f, "{about} says that it is {is}."),
    }
}
