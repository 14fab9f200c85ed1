//! A path of the checker, which knows no time, as a link that takes it.
//!
//! ```text
//! checker   write.A · WRITE arrives at B · read.C · READ arrives at B · HAS arrives at C
//! link      1ms.write.A.x~0.delay.A-B.1.1ms~3ms.read.C~0.delay.C-B.1.1ms~0.delay.B-C.1.1ms
//!           ~0.hold.A-C.1 …      every move has a moment, and what does not arrive is held
//! ```
//!
//! A move takes some milliseconds, unless it waits for a timer or a disk; in a path that counts
//! time it takes some microseconds, so that what happens within a tick happens in order. What is
//! sent is known only when it runs, so the link is made step by step: run what there is, look at
//! what was sent, say when it arrives. In the end the run must break the property, or there is no
//! link.

use super::link::Link;
use super::trace::{RecordKind, Standing, Trace};
use crate::sim::fault::Fault;
use crate::sim::protocol::Protocol;
use crate::sim::search::Move;
use crate::sim::sorted::{SortedMap, SortedSet};
use crate::sim::time::{NodeId, Span, Time};
use crate::sim::world::Event;

/// A move of a path, as a link can say it: nodes by their codes, messages by their labels.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Way {
    /// The next command is given.
    Command,
    /// A message with this label arrives.
    Deliver(String, String, String),
    /// A message is lost.
    Drop(String, String, String),
    /// A message is doubled; what arrives says so.
    Duplicate,
    /// A node's timer goes off, or a write of its is durable.
    Own(String, RecordKind),
    /// `crash` or `restart` and of whom.
    Fault(&'static str, String),
    /// A clock is set before anything happens: `A.0,60%`.
    Clock(String),
    /// It is this time.
    Tick(Time),
}

impl Way {
    pub(super) fn of<P: Protocol>(way: &Move<P>, code: impl Fn(NodeId) -> String) -> Way {
        match way {
            Move::Drop(from, to, message) => Way::Drop(code(*from), code(*to), message.to_string()),
            Move::Duplicate(..) => Way::Duplicate,
            Move::Tick(time) => Way::Tick(*time),
            Move::Event(event) => match event {
                Event::Deliver { from, to, message } => {
                    Way::Deliver(code(*from), code(*to), message.to_string())
                }
                Event::Timer { node, .. } => Way::Own(code(*node), RecordKind::Timer),
                Event::Forced { node, .. } => Way::Own(code(*node), RecordKind::Forced),
                Event::Fault(Fault::Crash(node)) => Way::Fault("crash", code(*node)),
                Event::Fault(Fault::Restart(node)) => Way::Fault("restart", code(*node)),
                Event::Fault(Fault::Pause(node)) => Way::Fault("pause", code(*node)),
                Event::Fault(Fault::Resume(node)) => Way::Fault("resume", code(*node)),
                Event::Fault(Fault::Clock(node, offset_us, rate_ppm)) => {
                    let (sign, offset) = (if *offset_us < 0 { "-" } else { "" }, offset_us);
                    let (offset, rate) = (Span(offset.unsigned_abs()), f64::from(*rate_ppm));
                    Way::Clock(format!("{}.{sign}{offset},{}%", code(*node), rate / 10_000.0))
                }
                Event::Command { .. } => Way::Command,
                Event::Start | Event::Fault(_) => unreachable!("the checker does not do that"),
            },
        }
    }
}

/// How a message is named in a link: `A-B.3`.
type Name = String;

/// A link on its way.
struct Draft<'d> {
    base: &'d Link,
    run: &'d dyn Fn(&Link) -> Trace,
    /// What is done and when, in order.
    done: Vec<String>,
    /// When each message was sent, and when it arrives, the copy included.
    arrivals: SortedMap<Name, (Time, Vec<Time>)>,
    /// Messages that are lost.
    lost: SortedSet<Name>,
    now: Time,
    /// The last tick and this one, in counted time.
    ticks: Option<(Time, Time)>,
    step_us: u64,
}

/// How long a move is, in microseconds; the longest with which no timer comes in between.
const STEPS_US: [u64; 4] = [10_000, 5_000, 2_000, 1_000];
/// The same in counted time, where ticks are long.
const TICKING_US: [u64; 2] = [100, 10];

/// The link whose run takes this path and breaks `property`, the event at which, and what is wrong;
/// `None` when there is none. `run` derives the run of a link.
pub(super) fn link_of(
    run: &dyn Fn(&Link) -> Trace,
    base: &Link,
    commands: &[&str],
    ways: &[Way],
    property: &str,
) -> Option<(Link, u32, String)> {
    let base = Link { skips: vec!["all".to_string()], ..base.clone() };
    let counts = ways.iter().any(|way| matches!(way, Way::Tick(_)));
    let steps = if counts { &TICKING_US[..] } else { &STEPS_US };
    steps.iter().copied().find_map(|step_us| {
        let draft = Draft {
            base: &base,
            run,
            done: Vec::new(),
            arrivals: SortedMap::new(),
            lost: SortedSet::new(),
            now: Time(0),
            ticks: None,
            step_us,
        };
        drafted(draft, commands, ways, property)
    })
}

fn drafted(
    mut draft: Draft<'_>,
    commands: &[&str],
    ways: &[Way],
    property: &str,
) -> Option<(Link, u32, String)> {
    let mut commands = commands.iter();
    for way in ways {
        draft.take(way, &mut commands)?;
    }
    let (link, trace) = draft.played();
    let broken = trace.verdicts.iter().find(|verdict| verdict.name == property)?;
    match &broken.standing {
        Standing::Broken(event, why) => Some((link, *event, why.clone())),
        _ => None,
    }
}

impl Draft<'_> {
    fn take<'c>(
        &mut self,
        way: &Way,
        commands: &mut impl Iterator<Item = &'c &'c str>,
    ) -> Option<()> {
        let next = Time(self.now.0 + self.step_us);
        match way {
            Way::Command => self.done.push(format!("{next}.{}", commands.next()?)),
            Way::Fault(verb, code) => self.done.push(format!("{next}.{verb}.{code}")),
            Way::Clock(setting) => {
                self.done.push(format!("0.clock.{setting}"));
                return Some(());
            }
            Way::Tick(time) => {
                self.ticks = Some((self.ticks.map_or(Time(0), |(_, last)| last), *time));
                self.now = self.now.max(*time);
                return Some(());
            }
            Way::Deliver(from, to, label) => {
                let (name, sent) = self.open(from, to, label)?;
                self.arrivals.entry(name).or_insert((sent, Vec::new())).1.push(next);
            }
            Way::Drop(from, to, label) => {
                let (name, _) = self.open(from, to, label)?;
                self.lost.insert(name);
            }
            Way::Duplicate => return Some(()),
            Way::Own(code, kind) => {
                let (_, trace) = self.played();
                let node = trace.node(code);
                // In counted time a timer goes off by itself, between the last tick and this one,
                // and perhaps before what the path puts before it.
                let from = self.ticks.map_or(self.now, |(before, _)| before);
                let from = Time(from.0 + 1);
                let mine = |at: &&super::trace::Record| {
                    at.time >= from && at.kind == *kind && at.node == node
                };
                self.now = self.now.max(trace.records.iter().find(mine)?.time);
                return Some(());
            }
        }
        self.now = next;
        Some(())
    }

    /// A message with this label that may still arrive, or whose copy may; and when it was sent.
    fn open(&self, from: &str, to: &str, label: &str) -> Option<(Name, Time)> {
        let (_, trace) = self.played();
        let code = |node: NodeId| trace.cast[node.index()].code.as_str();
        let fits = trace.letters.iter().filter(|letter| {
            let ends = (code(letter.name.from), code(letter.name.to));
            let sent = letter.sent <= self.now;
            ends == (from, to) && letter.label == label && letter.copy_of.is_none() && sent
        });
        let name = |ordinal: u32| format!("{from}-{to}.{ordinal}");
        let names: Vec<(Name, Time)> = fits
            .map(|letter| (name(letter.name.ordinal), letter.sent))
            .filter(|(name, _)| !self.lost.contains(name))
            .collect();
        let times = |name: &Name| self.arrivals.get(name).map_or(0, |(_, times)| times.len());
        let with = |count: usize| names.iter().find(|(name, _)| times(name) == count);
        with(0).or_else(|| with(1)).cloned()
    }

    /// What there is so far as a link, and its run. Messages that nobody spoke of are held.
    fn played(&self) -> (Link, Trace) {
        let mut held: SortedSet<Name> = SortedSet::new();
        loop {
            let (link, trace) = self.try_with(&held);
            let code = |node: NodeId| trace.cast[node.index()].code.as_str();
            let names = trace.letters.iter().filter(|letter| letter.copy_of.is_none());
            let names = names.map(|letter| {
                let name = letter.name;
                format!("{}-{}.{}", code(name.from), code(name.to), name.ordinal)
            });
            let known = |name: &Name| {
                held.contains(name) || self.lost.contains(name) || self.arrivals.contains_key(name)
            };
            let new: Vec<Name> = names.filter(|name| !known(name)).collect();
            if new.is_empty() {
                return (link, trace);
            }
            held.extend(new);
        }
    }

    fn try_with(&self, held: &SortedSet<Name>) -> (Link, Trace) {
        let mut acts = Vec::new();
        let all = held.iter().map(|name| format!("0.hold.{name}"));
        acts.extend(all.chain(self.lost.iter().map(|name| format!("0.drop.{name}"))));
        for (name, (sent, times)) in &self.arrivals {
            match times.as_slice() {
                [once] => acts.push(format!("0.delay.{name}.{}", once.since(*sent))),
                // A copy of what is held arrives at once.
                [first, again] => {
                    acts.push(format!("0.hold.{name}"));
                    acts.push(format!("{first}.dup.{name}"));
                    acts.push(format!("{again}.deliver.{name}"));
                }
                _ => unreachable!("a message arrives once or twice"),
            }
        }
        acts.extend(self.done.iter().cloned());
        let link = Link { acts, ..self.base.clone() };
        let trace = (self.run)(&link);
        (link, trace)
    }
}
