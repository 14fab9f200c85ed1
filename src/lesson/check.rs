//! What a pattern has proved about it: every story within bounds, and the shortest that breaks.
//!
//! A check names parameters, what people ask for, and how much may go wrong. The checker then tries
//! every order in which messages arrive, timers go off and faults strike. A broken guarantee comes
//! back as the shortest run that breaks it, in words and as a link that anybody can open.

use super::act;
use super::counterexample::{Way, link_of};
use super::lesson::Lesson;
use super::link::Link;
use super::recorder::record;
use super::trace::Actor;
pub use crate::sim::checker::Mail;
use crate::sim::checker::{Checker, Move, Search};
use crate::sim::fault::Act;

/// Something to be checked.
#[derive(Copy, Clone, Debug)]
pub struct Check {
    /// What is to be seen, as a sentence.
    pub title: &'static str,
    /// The parameters, as in a link: `n=3&r=1&w=1`.
    pub params: &'static str,
    /// What people ask for, each once, in this order but at any moment: `write.A.penicillin`.
    pub commands: &'static [&'static str],
    /// How much may go wrong.
    pub bounds: Bounds,
    /// The property that is judged.
    pub property: &'static str,
    /// What comes of it.
    pub expected: Expected,
}

/// How much may go wrong, in all.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub struct Bounds {
    /// Crashes.
    pub crashes: u8,
    /// Restarts.
    pub restarts: u8,
    /// Messages lost.
    pub drops: u8,
    /// Messages doubled.
    pub duplicates: u8,
    /// What becomes of a message that has arrived.
    pub mail: Mail,
    /// Whether timers go off, at any moment.
    pub timers: Timers,
}

/// Whether timers go off.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum Timers {
    /// At any moment.
    Any,
    /// Never.
    Never,
}

impl Bounds {
    /// Nothing goes wrong, and no timer goes off.
    pub const CALM: Bounds = Bounds {
        crashes: 0,
        restarts: 0,
        drops: 0,
        duplicates: 0,
        mail: Mail::Taken,
        timers: Timers::Never,
    };
}

/// What comes of a check.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum Expected {
    /// The property holds in every story; so many distinct states.
    Holds(u32),
    /// The shortest story that breaks it has so many moves.
    Breaks(usize),
}

/// How far a check has come.
#[derive(Clone, Debug)]
pub struct Checked {
    /// Distinct states seen.
    pub states: u32,
    /// The longest shortest way to any of them, in moves.
    pub depth: u32,
    /// What was found; `None` while there is more to look at.
    pub found: Option<Found>,
}

/// What a check found.
#[derive(Clone, Debug)]
pub enum Found {
    /// The property holds in every story within the bounds.
    Holds,
    /// It held so far, and there are more states than may be looked at.
    TooMany,
    /// It is broken.
    Broken(Box<Counterexample>),
}

/// The shortest way to break a property.
#[derive(Clone, Debug)]
pub struct Counterexample {
    /// What is wrong.
    pub why: String,
    /// Every move in words.
    pub moves: Vec<String>,
    /// A run in which it happens, and the event at which; `None` when no run can be made to go
    /// exactly this way.
    pub run: Option<(Link, u32)>,
}

/// A check under way.
pub trait Checking {
    /// Goes on until about so many more states are known.
    fn go(&mut self, more: u32) -> Checked;
}

/// Distinct states that are looked at at most.
pub const STATES_MAX: u32 = 200_000;

/// What people ask for in `check`, in words.
pub fn asked<L: Lesson>(check: &Check) -> Vec<String> {
    let base = Link::parse(&format!("{}?{}", L::about().name, check.params));
    let lesson = L::new(&L::params().resolve(&base.params).0);
    let cast = super::recorder::cast(&lesson);
    let words = |text: &&str| match act::parse(&lesson, &cast, &format!("0.{text}")) {
        Ok((_, act)) => act::words(&act, &cast),
        Err(why) => why,
    };
    check.commands.iter().map(words).collect()
}

/// Begins `check` on `L`.
///
/// # Panics
/// When its parameters or commands cannot be read, or no property has its name: that is a mistake
/// in a pattern, found by its first test.
pub fn begin<L: Lesson>(check: &Check) -> Box<dyn Checking> {
    let base = Link::parse(&format!("{}?{}", L::about().name, check.params));
    let (values, complaints) = L::params().resolve(&base.params);
    assert_eq!(complaints, [], "{}", check.title);
    let lesson = L::new(&values);
    let named = lesson.properties().iter().any(|property| property.name == check.property);
    assert!(named, "{}: no property is called “{}”", check.title, check.property);
    let cast = super::recorder::cast(&lesson);
    let command = |text: &&str| match act::parse(&lesson, &cast, &format!("0.{text}")) {
        Ok((_, Act::Command(node, command))) => (node, command),
        other => panic!("{}: {text} is no command: {other:?}", check.title),
    };
    let commands = check.commands.iter().map(command).collect();
    let Bounds { crashes, restarts, drops, duplicates, mail, timers } = check.bounds;
    let checker = Checker {
        crashes,
        restarts,
        drops,
        duplicates,
        mail,
        timers: timers == Timers::Any,
        states_max: STATES_MAX,
        ..Checker::new(lesson.clone(), commands)
    };
    let search = Search::new(checker, &[check.property]);
    Box::new(Run { lesson, cast, check: *check, base, search, found: None })
}

struct Run<L: Lesson> {
    lesson: L,
    cast: Vec<Actor>,
    check: Check,
    base: Link,
    search: Search<L>,
    found: Option<Found>,
}

impl<L: Lesson> Checking for Run<L> {
    fn go(&mut self, more: u32) -> Checked {
        if self.found.is_none() && self.search.go(more) {
            self.found = Some(self.judge());
        }
        let explored = &self.search.explored;
        Checked { states: explored.states, depth: explored.depth, found: self.found.clone() }
    }
}

impl<L: Lesson> Run<L> {
    fn judge(&self) -> Found {
        let explored = &self.search.explored;
        let Some(violation) = &explored.violation else {
            return if explored.complete { Found::Holds } else { Found::TooMany };
        };
        let ways: Vec<Way> = violation.path.iter().map(|way| self.way(way)).collect();
        let commands = self.check.commands;
        let moves = violation.path.iter().map(|way| way.words(&self.lesson)).collect();
        let (run, why) =
            match link_of(&record::<L>, &self.base, commands, &ways, violation.property) {
                // The run knows times, which the path does not.
                Some((link, event, why)) => (Some((link, event)), why),
                None => (None, violation.why.clone()),
            };
        Found::Broken(Box::new(Counterexample { why, moves, run }))
    }

    fn way(&self, way: &Move<L>) -> Way {
        Way::of(way, |node| self.cast[node.index()].code.clone())
    }
}
