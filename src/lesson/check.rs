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
use crate::sim::checker::Checker;
pub use crate::sim::checker::Mail;
use crate::sim::counted::Counted;
use crate::sim::fault::Act;
use crate::sim::search::{Explored, Move, Search, Space};
use crate::sim::time::{NodeId, Span};

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
    /// When timers go off.
    pub timers: Timers,
}

/// When timers go off.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum Timers {
    /// At any moment.
    Any,
    /// Never.
    Never,
    /// When they are due, in counted time; only a lesson whose [`Lesson::begin_check`] says so.
    Counted(&'static Pace),
}

/// Counted time.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub struct Pace {
    /// A step of true time.
    pub tick: Span,
    /// The last tick that is looked at.
    pub ticks: u32,
    /// A message takes at most so many ticks, and so does a forced write.
    pub longest: u32,
    /// Clocks by the codes of their nodes, and the rates (parts per million) of which each has one.
    pub rates: &'static [(&'static str, &'static [u32])],
    /// Who may crash and pause, by their codes; everybody, when nobody is named.
    pub failing: &'static [&'static str],
    /// Pauses.
    pub pauses: u8,
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

/// What a check is about, read.
struct Plan<L: Lesson> {
    lesson: L,
    cast: Vec<Actor>,
    check: Check,
    base: Link,
    commands: Vec<(NodeId, L::Command)>,
}

/// Reads `check` on `L`.
///
/// # Panics
/// When its parameters or commands cannot be read, or no property has its name: that is a mistake
/// in a pattern, found by its first test.
fn plan<L: Lesson>(check: &Check) -> Plan<L> {
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
    Plan { lesson, cast, check: *check, base, commands }
}

/// Begins `check` on `L`, in any order and out of time. Panics as [`asked`] does on what cannot be
/// read, and when the check counts time.
pub fn begin<L: Lesson>(check: &Check) -> Box<dyn Checking> {
    let plan = plan::<L>(check);
    let Bounds { crashes, restarts, drops, duplicates, mail, timers } = check.bounds;
    let counts = matches!(timers, Timers::Counted(_));
    assert!(!counts, "{}: this lesson does not begin checks that count time", check.title);
    let checker = Checker {
        crashes,
        restarts,
        drops,
        duplicates,
        mail,
        timers: timers == Timers::Any,
        states_max: STATES_MAX,
        ..Checker::new(plan.lesson.clone(), plan.commands.clone())
    };
    plan.begin(checker)
}

/// Begins `check` on `L`, in counted time if it says so. A lesson that rests on time overrides
/// [`Lesson::begin_check`] with this; the others do without its code in the page.
pub fn begin_counted<L: Lesson>(check: &Check) -> Box<dyn Checking> {
    let Timers::Counted(pace) = check.bounds.timers else { return begin::<L>(check) };
    let plan = plan::<L>(check);
    let node = |code: &str| {
        let at = plan.cast.iter().position(|actor| actor.code == code);
        let at = at.unwrap_or_else(|| panic!("{}: {code} is no node", check.title));
        NodeId(u16::try_from(at).expect("a cast of at most 65,535"))
    };
    let rates = pace.rates.iter().map(|(code, rates)| (node(code), rates.to_vec())).collect();
    let Bounds { crashes, restarts, drops, .. } = check.bounds;
    let counted = Counted {
        tick: pace.tick,
        ticks: pace.ticks,
        longest: pace.longest,
        rates,
        failing: pace.failing.iter().map(|code| node(code)).collect(),
        crashes,
        restarts,
        drops,
        pauses: pace.pauses,
        states_max: STATES_MAX,
        ..Counted::new(plan.lesson.clone(), plan.commands.clone())
    };
    plan.begin(counted)
}

struct Run<L: Lesson, S: Space<Protocol = L>> {
    plan: Plan<L>,
    search: Search<S>,
    found: Option<Found>,
}

impl<L: Lesson, S: Space<Protocol = L> + 'static> Checking for Run<L, S> {
    fn go(&mut self, more: u32) -> Checked {
        if self.found.is_none() && self.search.go(more) {
            self.found = Some(self.plan.judge(&self.search.explored));
        }
        let explored = &self.search.explored;
        Checked { states: explored.states, depth: explored.depth, found: self.found.clone() }
    }
}

impl<L: Lesson> Plan<L> {
    fn begin<S: Space<Protocol = L> + 'static>(self, space: S) -> Box<dyn Checking> {
        let search = Search::new(space, &[self.check.property]);
        Box::new(Run { plan: self, search, found: None })
    }

    fn judge(&self, explored: &Explored<L>) -> Found {
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
