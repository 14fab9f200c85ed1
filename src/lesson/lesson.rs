//! A lesson (typed, one per pattern) and the one place where its types are forgotten.

use super::act::{Arg, CommandSpec};
use super::chart::{Chart, Distribution};
use super::check::{Check, Checking};
use super::inspect::{Card, Lasting, Tone};
use super::link::Link;
use super::metric::{Costs, Metric, Milestone, Theory};
use super::params::{Params, Values};
use super::story::{Beat, Cue, Moment};
use super::study::Study;
use super::trace::{Look, Trace};
use crate::sim::network::Network;
use crate::sim::protocol::Protocol;
use crate::sim::simulation::{Flight, Limits};
use crate::sim::time::{NodeId, Span, Time};
use crate::sim::vector::VectorClock;
use crate::sim::world::{Event, World};
use std::marker::PhantomData;

/// What a pattern says of itself.
#[derive(Copy, Clone, Debug)]
pub struct About {
    /// Its name in links: `two-phase-commit`.
    pub name: &'static str,
    /// Its name for people: "Quorum reads & writes".
    pub title: &'static str,
    /// Its scenario in two words: "Healthcare records".
    pub scenario: &'static str,
    /// The idea in two or three sentences.
    pub idea: &'static str,
    /// What the model leaves out, said plainly.
    pub omitted: &'static str,
    /// Advantages and limits.
    pub trade_offs: &'static [TradeOff],
    /// Where it comes from.
    pub sources: &'static [Citation],
}

/// An advantage or a limit.
#[derive(Copy, Clone, Debug)]
pub struct TradeOff {
    /// The sentence.
    pub text: &'static str,
    /// Whether it speaks for the pattern.
    pub good: bool,
    /// The claim that shows it.
    pub claim: u8,
}

/// A source.
#[derive(Copy, Clone, Debug)]
pub struct Citation {
    /// Who.
    pub authors: &'static str,
    /// What.
    pub title: &'static str,
    /// When.
    pub year: u16,
}

/// What a what-if is there to show.
#[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Shows {
    /// The claim of this number, from 1.
    Claim(u8),
    /// What breaks when a rule is left out.
    Mistake,
}

/// A what-if: a link with a title.
#[derive(Copy, Clone, Debug)]
pub struct Preset {
    /// What it is there to show.
    pub shows: Shows,
    /// A question or a statement.
    pub title: &'static str,
    /// What to look at.
    pub watch: &'static str,
    /// The link without the pattern's name: `r=1&w=1`.
    pub link: &'static str,
}

impl Preset {
    /// A what-if that shows the claim of this number.
    pub const fn claim(
        claim: u8,
        title: &'static str,
        watch: &'static str,
        link: &'static str,
    ) -> Preset {
        Preset { shows: Shows::Claim(claim), title, watch, link }
    }

    /// A what-if in which a missing rule breaks a property.
    pub const fn mistake(title: &'static str, watch: &'static str, link: &'static str) -> Preset {
        Preset { shows: Shows::Mistake, title, watch, link }
    }
}

/// A finished run with its types.
pub struct Run<'r, L: Lesson> {
    /// The cluster at the end.
    pub world: &'r World<L>,
    /// Every message.
    pub flights: &'r [Flight<L>],
    /// The time of every event.
    pub times: &'r [Time],
    /// What it cost.
    pub costs: Costs,
}

/// A pattern with its parameters: a protocol and everything a page needs to teach it.
pub trait Lesson: Protocol {
    /// What it says of itself.
    fn about() -> About;
    /// Its parameters.
    fn params() -> Params;
    /// Its what-ifs: every claim, every mistake.
    fn presets() -> &'static [Preset];
    /// What is worth comparing and measuring.
    fn study() -> Study {
        Study::default()
    }
    /// What is proved about it, and what breaks it.
    fn checks() -> &'static [Check] {
        &[]
    }
    /// Begins one of them.
    fn begin_check(check: &Check) -> Box<dyn Checking> {
        super::check::begin::<Self>(check)
    }
    /// The pattern under these values.
    fn new(values: &Values) -> Self;
    /// The network; loss and duplication are set from the common parameters.
    fn network(&self) -> Network;
    /// How long to go on after the last act when only [background](Protocol::background) is left.
    fn settle(&self) -> Span {
        Span(0)
    }
    /// Whether `a` and `b` may talk to each other: whether there is a link between them on stage.
    /// What is sent all the same is drawn, too.
    fn linked(&self, _a: NodeId, _b: NodeId) -> bool {
        true
    }
    /// What happens by default.
    fn script(&self) -> Vec<Cue<Self>>;
    /// The story.
    fn beats(&self) -> Vec<Beat<Self>>;
    /// What a person may ask for.
    fn commands(&self) -> Vec<CommandSpec>;
    /// A command from its word and its arguments, which fit its spec.
    fn command(&self, verb: &str, args: &[Arg]) -> Result<Self::Command, String>;
    /// What a message is for.
    fn look(message: &Self::Message) -> Look;
    /// Its size in bytes, at the stated size per field.
    fn bytes(message: &Self::Message) -> u64;
    /// A sentence for this step, where the general one would not do.
    fn tell(&self, _moment: &Moment<'_, Self>) -> Option<String> {
        None
    }
    /// What this announcement means for an operation that a person asked for: its costs and its
    /// message delays are counted from the one milestone to the other.
    fn milestone(&self, _note: &Self::Note) -> Option<Milestone> {
        None
    }
    /// A few characters for a flag on the diagram.
    fn flag(&self, _note: &Self::Note) -> Option<String> {
        None
    }
    /// A few characters that tell a node's state: a version, a term; and what they mean.
    fn badge(&self, world: &World<Self>, node: NodeId) -> (String, Tone);
    /// What lasts at a node now, such as being in doubt or holding a lease. It may depend on what
    /// the node itself knows and on whether it is up; it is looked at when the node acts.
    fn lasting(&self, _world: &World<Self>, _node: NodeId) -> Vec<Lasting> {
        Vec::new()
    }
    /// The logical clock that a node carries and counts every step with, if the pattern has one:
    /// events in the order of happened-before are in the order of their clocks.
    fn clock(&self, _world: &World<Self>, _node: NodeId) -> Option<VectorClock> {
        None
    }
    /// What there is to draw over time.
    fn charts(&self) -> Vec<Chart> {
        Vec::new()
    }
    /// The value of a line (by its number) of the chart of this name at true time `now`, when the
    /// cluster is `world` since its last event. A line moves between events because `now` does.
    fn sample(&self, _: &str, _line: usize, _: &World<Self>, _now: Time) -> Option<f64> {
        None
    }
    /// Whether this event may make a line of the chart of this name jump. It is asked to leave
    /// samples out: "yes" is always right.
    fn jumps(&self, _chart: &str, _line: usize, _event: &Event<Self>) -> bool {
        true
    }
    /// The line of the chart of this name on which this event, if it has its effect, is a tick:
    /// of a heartbeat that arrives the line of its sender.
    fn tick(&self, _chart: &str, _event: &Event<Self>) -> Option<usize> {
        None
    }
    /// How that which a line is about is distributed at true time `now`, as [`Lesson::sample`]
    /// sees it.
    fn distribution(
        &self,
        _chart: &str,
        _line: usize,
        _world: &World<Self>,
        _now: Time,
    ) -> Option<Distribution> {
        None
    }
    /// A node for the inspector; its badge is filled in from [`Lesson::badge`].
    fn card(&self, world: &World<Self>, node: NodeId) -> Card;
    /// The same without what the stage does not show: its rows. Worth saying where a cast is large
    /// and a card is long.
    fn glance(&self, world: &World<Self>, node: NodeId) -> Card {
        self.card(world, node)
    }
    /// Figures of a finished run.
    fn metrics(&self, run: &Run<'_, Self>) -> Vec<Metric>;
    /// What theory, worked out without running the protocol, expects of the metrics.
    fn theory(&self) -> Vec<Theory> {
        Vec::new()
    }
}

/// The most events a run may have. Reaching it is told, not hidden.
pub const EVENTS_MAX: u32 = 20_000;
/// The most interventions a link may carry; further ones are complained about.
pub const ACTS_MAX: usize = 1_000;

/// The bounds of every run.
pub fn limits(settle: Span) -> Limits {
    let time = Time(7 * 86_400_000_000);
    Limits { events: EVENTS_MAX, messages: 4 * EVENTS_MAX, time, settle }
}

/// A lesson without its types.
pub trait AnyLesson: Sync {
    /// What it says of itself.
    fn about(&self) -> About;
    /// Its parameters.
    fn params(&self) -> Params;
    /// Its what-ifs.
    fn presets(&self) -> &'static [Preset];
    /// What is worth comparing and measuring.
    fn study(&self) -> Study;
    /// Its commands under these values.
    fn commands(&self, values: &Values) -> Vec<CommandSpec>;
    /// What theory expects of the metrics under these values.
    fn theory(&self, values: &Values) -> Vec<Theory>;
    /// What is proved about it, and what breaks it.
    fn checks(&self) -> &'static [Check];
    /// What people ask for in a check, in words.
    fn asked(&self, check: &Check) -> Vec<String>;
    /// Begins a check.
    fn check(&self, check: &Check) -> Box<dyn Checking>;
    /// Derives the run of `link` (whose pattern is taken to be this one).
    fn run(&self, link: &Link) -> Trace;
    /// Compares every step of a run that is replayed with the run as it lived.
    #[cfg(test)]
    fn replays(&self, link: &Link) -> Result<(), String>;
}

/// A lesson in a catalog.
pub struct Entry<L>(PhantomData<fn() -> L>);

impl<L: Lesson> Entry<L> {
    /// The entry of `L`.
    pub const fn new() -> Entry<L> {
        Entry(PhantomData)
    }
}

impl<L: Lesson> Default for Entry<L> {
    fn default() -> Self {
        Entry::new()
    }
}

impl<L: Lesson> AnyLesson for Entry<L> {
    fn about(&self) -> About {
        L::about()
    }

    fn params(&self) -> Params {
        L::params()
    }

    fn presets(&self) -> &'static [Preset] {
        L::presets()
    }

    fn study(&self) -> Study {
        L::study()
    }

    fn commands(&self, values: &Values) -> Vec<CommandSpec> {
        L::new(values).commands()
    }

    fn theory(&self, values: &Values) -> Vec<Theory> {
        L::new(values).theory()
    }

    fn checks(&self) -> &'static [Check] {
        L::checks()
    }

    fn asked(&self, check: &Check) -> Vec<String> {
        super::check::asked::<L>(check)
    }

    fn check(&self, check: &Check) -> Box<dyn Checking> {
        L::begin_check(check)
    }

    fn run(&self, link: &Link) -> Trace {
        super::recorder::record::<L>(link)
    }

    #[cfg(test)]
    fn replays(&self, link: &Link) -> Result<(), String> {
        super::replay_tests::replays::<L>(link)
    }
}

/// Every lesson there is, in teaching order.
pub struct Catalog {
    entries: Vec<Box<dyn AnyLesson>>,
}

impl Catalog {
    /// A catalog of these.
    pub fn new(entries: Vec<Box<dyn AnyLesson>>) -> Catalog {
        Catalog { entries }
    }

    /// All of them.
    pub fn iter(&self) -> impl Iterator<Item = &dyn AnyLesson> {
        self.entries.iter().map(AsRef::as_ref)
    }

    /// The one with this name in links.
    pub fn get(&self, name: &str) -> Option<&dyn AnyLesson> {
        self.iter().find(|lesson| lesson.about().name == name)
    }
}
