//! A clerk: reads the record at one warehouse, remembers what was read, and books movements
//! through any.
//!
//! A write replaces what its clerk had read and nothing else. A clerk who has read nothing, or does
//! not say what, writes blind: the movement alone, on top of the opening stock.

use super::message::{Command, Message};
use super::note::{Held, Note, Shows};
use super::params::Context;
use super::protocol::VersionVectors;
use super::version::{Value, Vector};
use crate::sim::{Dot, Input, Io, NodeId, OpId};

/// A clerk.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Clerk {
    /// How often it has asked a warehouse for something. Kept with its name.
    pub asked: u32,
    /// What it has read. In memory.
    pub read: Option<Reading>,
}

/// What a clerk has read.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Reading {
    /// Where.
    pub at: NodeId,
    /// Which request that answered; a later answer to an earlier one is not taken.
    pub op: OpId,
    /// The versions that there were.
    pub versions: Vec<Dot>,
    /// What they come to; `None` when a person has to decide.
    pub value: Option<Value>,
    /// What the warehouse had heard of.
    pub context: Vector,
}

impl VersionVectors {
    /// What a clerk does.
    pub(super) fn clerk(&self, it: &mut Clerk, input: Input<Self>, io: &mut Io<'_, Self>) {
        match input {
            Input::Command(Command::Look(at)) => {
                let op = it.ask(io.me());
                io.send(at, Message::Look { op });
            }
            Input::Command(Command::Book(at, delta)) => self.send(it, at, delta, io),
            Input::Command(Command::Forget) => {
                it.read = None;
                io.note(Note::Forgot);
            }
            Input::Message { from, message } => match message {
                Message::Stock { op, versions, value, context } => {
                    if it.read.as_ref().is_some_and(|read| read.op >= op) {
                        return;
                    }
                    let shows = match &value {
                        Some(value) => Shows::One(value.stock),
                        None => Shows::Open(versions.iter().map(|one| one.value.stock).collect()),
                    };
                    let dots: Vec<Dot> = versions.iter().map(|one| one.dot).collect();
                    let held = Held { dots: dots.clone(), vector: context.clone(), shows };
                    it.read = Some(Reading { at: from, op, versions: dots, value, context });
                    io.note(Note::HasRead { at: from, held });
                }
                Message::Booked { op, dot } => io.note(Note::Confirmed { op, dot }),
                _ => {}
            },
            _ => {}
        }
    }

    /// Books a movement through the warehouse `at`.
    fn send(&self, it: &mut Clerk, at: NodeId, delta: i64, io: &mut Io<'_, Self>) {
        let read = it.read.as_ref().filter(|_| self.context == Context::Keep);
        // Of versions that wait for a person a clerk cannot say that this replaces them.
        let decided = read.and_then(|read| Some((read, read.value.clone()?)));
        let blind = || Value::opening(self.opening);
        let (context, versions, base) = match decided {
            Some((read, value)) => (Some(read.context.clone()), read.versions.clone(), value),
            None => (None, Vec::new(), blind()),
        };
        if base.stock.saturating_add(delta) < 0 {
            io.note(Note::TooFew { asked: -delta, known: base.stock });
            return;
        }
        let op = it.ask(io.me());
        io.note(Note::Sends { op, at, delta, read: versions, context: context.clone() });
        io.send(at, Message::Book { op, delta, base, context });
    }
}

impl Clerk {
    fn ask(&mut self, me: NodeId) -> OpId {
        self.asked = self.asked.saturating_add(1);
        OpId { at: me, number: self.asked }
    }
}
