//! What warehouses and clerks announce.

use super::vectors::Occurred;
use super::version::{
    Vector, Writer, dots, dotted, letter, listed, number, signed, versions, warehouse,
};
use crate::sim::{Dot, NodeId, OpId};
use std::fmt;

/// What a record says of the stock.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Shows {
    /// So many pieces.
    One(i64),
    /// Each of these, until a person decides.
    Open(Vec<i64>),
}

impl fmt::Display for Shows {
    /// "90", "60 or 130".
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Shows::One(stock) => f.write_str(&number(*stock)),
            Shows::Open(stocks) => {
                let all: Vec<String> = stocks.iter().copied().map(number).collect();
                f.write_str(&all.join(" or "))
            }
        }
    }
}

/// A record after a step.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Held {
    /// The versions it holds.
    pub dots: Vec<Dot>,
    /// What it has heard of.
    pub vector: Vector,
    /// What it says of the stock.
    pub shows: Shows,
}

/// What a write is.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Hash)]
pub enum What {
    /// Pieces came in or went out.
    Movement(i64),
    /// The shelves were counted; the movement that makes the stock right.
    Counted(i64),
    /// A person merged the versions in conflict.
    Merged,
    /// A person kept this one of them.
    Picked(Dot),
}

/// What the writer of a version had read.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Read {
    /// Nothing, or it does not say.
    Nothing,
    /// These versions, here.
    Here(Vec<Dot>),
    /// What the clerk had read when it sent this.
    Before,
}

/// A write that was stored.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Booking {
    /// The operation.
    pub op: OpId,
    /// What it is.
    pub what: What,
    /// Whose it is.
    pub by: Writer,
    /// The version's dot.
    pub dot: Dot,
    /// What tells how new the version is: its vector, its dot or its time; nothing when it was
    /// no sooner stored than gone.
    pub tag: Option<String>,
    /// What its writer had read.
    pub read: Read,
    /// The versions that it replaced.
    pub gone: Vec<Dot>,
    /// The record afterwards.
    pub held: Held,
}

/// By what two records are compared.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Hash)]
pub enum By {
    /// The times of their versions.
    Time,
    /// Their vectors.
    Vector,
    /// The sums of their vectors, by mistake.
    Sum,
}

/// A record that came, compared with the own one.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Comparison {
    /// Who sent it.
    pub from: NodeId,
    /// How the vector that came is related to the own one; by time, when there are none.
    pub found: Occurred,
    /// By what it was compared.
    pub by: By,
    /// The own vector or time before.
    pub mine: String,
    /// The one that came.
    pub theirs: String,
    /// The versions that came.
    pub came: Vec<Dot>,
    /// The own versions before.
    pub had: Vec<Dot>,
    /// The record afterwards.
    pub held: Held,
}

/// An announcement.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Note {
    /// A write was stored here.
    Booked(Booking),
    /// A write came that is stored already.
    Again { dot: Dot },
    /// So many pieces cannot be shipped: whoever is asked knows of only so many.
    TooFew { asked: i64, known: i64 },
    /// There is nothing to decide.
    NoConflict { has: usize },
    /// Somebody looks at the record.
    Said { held: Held },
    /// The record is sent to these.
    Pushed { to: Vec<NodeId>, held: Held },
    /// A record came.
    Compared(Comparison),
    /// Entries of these warehouses were pruned.
    Pruned { gone: Vec<NodeId>, vector: Vector },
    /// A warehouse has booted again.
    Booted { held: Held },
    /// A clerk has read the record: these versions, and this context.
    HasRead { at: NodeId, held: Held },
    /// A clerk sends a write, having read these versions; the context goes along unless it is
    /// blind.
    Sends { op: OpId, at: NodeId, delta: i64, read: Vec<Dot>, context: Option<Vector> },
    /// A clerk is told that the write is stored.
    Confirmed { op: OpId, dot: Dot },
    /// A clerk no longer knows what was read.
    Forgot,
}

impl Comparison {
    /// Whether the record holds more than one version now, and did not hold the same ones before.
    pub fn is_conflict(&self) -> bool {
        self.held.dots.len() > 1 && self.held.dots != self.had
    }

    /// A few characters for the diagram.
    pub(super) fn flag(&self) -> Option<String> {
        const SHORT: usize = 10;
        // The badge beside it tells the own one.
        let theirs = Some(&self.theirs).filter(|theirs| theirs.chars().count() <= SHORT);
        match (self.found, self.by, theirs) {
            (Occurred::Concurrent, _, Some(theirs)) => Some(format!("∥ {theirs}")),
            (Occurred::Concurrent, ..) => Some("conflict".to_string()),
            (Occurred::After, By::Time, _) => Some("later".to_string()),
            (Occurred::After, _, Some(theirs)) => Some(format!("< {theirs}")),
            (Occurred::After, ..) => Some("newer".to_string()),
            _ if self.is_conflict() => Some("conflict".to_string()),
            _ => None,
        }
    }
}

impl fmt::Display for Comparison {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Comparison { found, by, mine, theirs, came, had, held, .. } = self;
        let new = held.dots != *had;
        match (by, found) {
            (By::Time, Occurred::Same) => write!(f, "It has the same.")?,
            (By::Time, Occurred::After) => {
                write!(f, "{} was written later, {theirs}: it replaces ", dots(came))?;
                match had.is_empty() {
                    true => f.write_str("the opening stock.")?,
                    false => write!(f, "{}, {mine}.", dots(had))?,
                }
            }
            (By::Time, _) => match came.is_empty() {
                true => write!(f, "Nothing was written there: it keeps {}.", dots(had))?,
                false => write!(
                    f,
                    "{} was written earlier, {theirs}, than its own {}, {mine}: it is dropped.",
                    dots(came),
                    dots(had)
                )?,
            },
            (_, Occurred::Same) if mine == theirs => write!(f, "Both vectors are {mine}.")?,
            (By::Sum, Occurred::Same) => {
                write!(f, "{theirs} and its own {mine} have the same sum.")?;
            }
            (By::Sum, Occurred::After) => {
                write!(f, "{theirs} has a larger sum than its own {mine}: newer.")?;
            }
            (By::Sum, _) => write!(f, "{theirs} has a smaller sum than its own {mine}.")?,
            (_, Occurred::Same) => write!(f, "{theirs} is {mine}.")?,
            (_, Occurred::Before) => write!(f, "{theirs} is behind its own {mine}.")?,
            (_, Occurred::After) => write!(f, "{theirs} descends from its own {mine}: newer.")?,
            (_, Occurred::Concurrent) => write!(
                f,
                "{theirs} and its own {mine}: neither descends from the other, a conflict."
            )?,
        }
        match (new, held.dots.len()) {
            (false, _) => f.write_str(" Nothing changes here."),
            (true, 1) => write!(f, " It shows {} now.", held.shows),
            (true, _) => {
                let (all, shows) = (dots(&held.dots), &held.shows);
                write!(f, " It holds {all}, under {}, and shows {shows}.", held.vector)
            }
        }
    }
}

impl fmt::Display for Booking {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Booking { what, by, dot, tag, read, gone, held, .. } = self;
        let name = dotted(*dot);
        match what {
            What::Movement(delta) => write!(f, "{by} books {}, as {name}", signed(*delta))?,
            What::Counted(delta) => {
                write!(f, "The count is booked as {name}, a movement of {}", signed(*delta))?;
            }
            What::Merged => write!(f, "All movements are merged into {name}")?,
            What::Picked(kept) => write!(f, "{} is kept, as {name}", dotted(*kept))?,
        }
        match (tag, gone.is_empty()) {
            (None, _) => {
                write!(f, ". What is here is of a later time, so {name} is gone at once")?;
            }
            (Some(tag), _) if *tag == name => write!(f, ", under {}", held.vector)?,
            (Some(tag), _) => write!(f, ", at {tag}")?,
        }
        match (read, gone.as_slice()) {
            (_, []) => {}
            (Read::Nothing, gone) => write!(f, "; it replaces {}, unread", dots(gone))?,
            (_, gone) => write!(f, "; it replaces {}", dots(gone))?,
        }
        match held.dots.len() {
            0 | 1 => write!(f, ". It shows {} now.", held.shows),
            many => write!(f, ". There are {} now; it shows {}.", versions(many), held.shows),
        }
    }
}

impl fmt::Display for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Note::Booked(booking) => booking.fmt(f),
            Note::Again { dot } => {
                write!(f, "It is booked already, as {}; once is enough.", dotted(*dot))
            }
            Note::TooFew { asked, known } => {
                let known = number(*known);
                write!(f, "{asked} cannot be shipped: it knows of only {known}.")
            }
            Note::NoConflict { has } => {
                write!(f, "There is nothing to decide: the record has {}.", versions(*has))
            }
            Note::Said { held } => match held.dots.len() {
                0 => write!(f, "The stock is {}, as at the opening.", held.shows),
                _ => write!(f, "The stock is {}: {}.", held.shows, dots(&held.dots)),
            },
            Note::Pushed { to, held } => {
                let to: Vec<String> = to.iter().map(|id| warehouse(*id)).collect();
                let what = match held.dots.len() {
                    0 => "the opening stock".to_string(),
                    _ => dots(&held.dots),
                };
                write!(f, "It sends {what} to {}.", listed(&to))
            }
            Note::Compared(comparison) => comparison.fmt(f),
            Note::Pruned { gone, vector } => {
                let gone: Vec<String> = gone.iter().map(|id| letter(*id).to_string()).collect();
                let plural = if gone.len() == 1 { "entry" } else { "entries" };
                write!(f, "The oldest {plural}, {}, is pruned: {vector}.", listed(&gone))
            }
            Note::Booted { held } => match held.dots.len() {
                0 => f.write_str("Its disk has the opening stock."),
                _ => write!(f, "Its disk still has {}.", dots(&held.dots)),
            },
            Note::HasRead { at, held } => match held.dots.len() {
                0 => write!(f, "It has read {}, the opening stock.", held.shows),
                _ => write!(
                    f,
                    "It has read {} at {}: {}.",
                    held.shows,
                    warehouse(*at),
                    dots(&held.dots)
                ),
            },
            Note::Sends { at, delta, context, .. } => match context {
                Some(context) => write!(
                    f,
                    "It sends {} to {}, to replace what it has read, {context}.",
                    signed(*delta),
                    warehouse(*at)
                ),
                None => write!(
                    f,
                    "It sends {} to {}, and says of nothing that it has read it.",
                    signed(*delta),
                    warehouse(*at)
                ),
            },
            Note::Confirmed { dot, .. } => write!(f, "It is told: booked, as {}.", dotted(*dot)),
            Note::Forgot => f.write_str("It no longer knows what it had read."),
        }
    }
}
