//! What clinics say to each other, ask of themselves, and announce.

use super::record::{Copy, Version, clinic, letter};
use crate::sim::{NodeId, OpId};
use std::fmt;

/// A message.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Message {
    /// Keep this copy, and say so.
    Write { op: OpId, copy: Copy, near: bool },
    /// Keep this copy for `owner`, who does not answer, and say so.
    Hint { op: OpId, copy: Copy, owner: NodeId },
    /// Kept; for a hint, `owner` is whom it is kept for.
    Ack { op: OpId, version: Version, owner: NodeId, near: bool },
    /// What do you have?
    Read { op: OpId, near: bool },
    /// This.
    Has { op: OpId, copy: Copy, near: bool },
    /// Your copy is old; here is a newer one.
    Repair { copy: Copy },
    /// This was written while you did not answer.
    Replay { copy: Copy },
    /// Thank you; forget the hint, if you still have exactly this.
    Replayed { version: Version },
    /// Anti-entropy: this is what I have.
    Sync { copy: Copy, answer: bool },
}

impl fmt::Display for Message {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Message::Write { copy, .. } => write!(f, "WRITE {copy}"),
            Message::Hint { copy, owner, .. } => write!(f, "HINT {copy} for {}", letter(owner.0)),
            Message::Ack { version, .. } => write!(f, "ACK {version}"),
            Message::Read { .. } => f.write_str("READ"),
            Message::Has { copy, .. } => write!(f, "HAS {copy}"),
            Message::Repair { copy } => write!(f, "REPAIR {copy}"),
            Message::Replay { copy } => write!(f, "REPLAY {copy}"),
            Message::Replayed { version } => write!(f, "REPLAYED {version}"),
            Message::Sync { copy, .. } => write!(f, "SYNC {copy}"),
        }
    }
}

/// A timer.
#[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Timer {
    /// An operation has waited long enough.
    Deadline(u32),
    /// Who has not acknowledged by now gets a hint instead.
    Handoff(u32),
    /// Try to replay hints.
    Replay,
    /// Compare copies with somebody.
    AntiEntropy,
}

impl fmt::Display for Timer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Timer::Deadline(number) => write!(f, "the time for request {number} is up"),
            Timer::Handoff(number) => write!(f, "who has not answered request {number}?"),
            Timer::Replay => f.write_str("time to try the kept hints"),
            Timer::AntiEntropy => f.write_str("time to compare copies"),
        }
    }
}

/// What a doctor asks of a clinic.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Command {
    /// Write this allergy into the record.
    Write(String),
    /// Read the record.
    Read,
}

impl fmt::Display for Command {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Command::Write(value) => write!(f, "write “{value}”"),
            Command::Read => f.write_str("read the record"),
        }
    }
}

/// Whether an operation reads or writes.
#[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Ask {
    /// It reads.
    Read,
    /// It writes.
    Write,
}

/// An announcement.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Note {
    /// A read begins.
    Reading { op: OpId, needs: u16 },
    /// A write begins by asking for the newest version (`write_back` only).
    Asking { op: OpId, value: String, needs: u16 },
    /// A write leaves under this version.
    Writing { op: OpId, version: Version, value: String, to: u16, needs: u16 },
    /// A read has heard enough and writes back before it answers.
    WritingBack { op: OpId, copy: Copy, needs: u16 },
    /// A write is confirmed, by `last`.
    Saved { op: OpId, version: Version, last: NodeId, needs: u16 },
    /// A read is answered.
    Answered { op: OpId, copy: Copy, newest: Copy, last: NodeId, needs: u16 },
    /// An operation is given up.
    Refused { op: OpId, ask: Ask, had: u16, needs: u16, sent: bool },
    /// A stale copy was found.
    Stale { owner: NodeId, had: Copy, newest: Copy },
    /// A hint is kept here for somebody.
    Hinted { owner: NodeId, version: Version },
    /// A hint has reached its owner.
    HandedOver { owner: NodeId, version: Version },
}

impl fmt::Display for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Note::Reading { needs, .. } => {
                write!(f, "It asks for the newest version and waits for R = {needs} answers.")
            }
            Note::Asking { value, needs, .. } => write!(
                f,
                "Before it writes “{value}” it asks R = {needs} clinics for the newest version."
            ),
            Note::Writing { version, value, to, needs, .. } => write!(
                f,
                "“{value}” becomes {version} and goes to {to} {}; W = {needs} must acknowledge.",
                if *to == 1 { "clinic" } else { "clinics" }
            ),
            Note::WritingBack { copy, needs, .. } => write!(
                f,
                "Before it answers it writes {copy} back and waits for W = {needs} clinics."
            ),
            Note::Saved { version, last, needs, .. } => {
                write!(f, "{}'s acknowledgement makes {needs}: {version} is saved.", clinic(*last))
            }
            Note::Answered { copy, last, needs, .. } => write!(
                f,
                "{}'s answer makes {needs}: the doctor sees {copy}, “{}”.",
                clinic(*last),
                copy.value()
            ),
            Note::Refused { ask, had, needs, sent, .. } => match ask {
                Ask::Read => write!(f, "Only {had} of R = {needs} answered: the read is refused."),
                Ask::Write if *sent => write!(
                    f,
                    "Only {had} of W = {needs} acknowledged: the write is refused. What reached \
                     some clinics stays there and may show later."
                ),
                Ask::Write => write!(
                    f,
                    "Only {had} of R = {needs} answered: the write is refused before it left."
                ),
            },
            Note::Stale { owner, had, newest } => {
                write!(f, "{}'s copy {had} is stale: {newest} is sent to it.", clinic(*owner))
            }
            Note::Hinted { owner, version } => {
                write!(f, "{version} is kept here for {}, who does not answer.", clinic(*owner))
            }
            Note::HandedOver { owner, version } => {
                write!(f, "{} has {version} now; the hint is done.", clinic(*owner))
            }
        }
    }
}
