//! A path of the checker, which knows no time, as a link that takes it.
//!
//! ```text
//! checker   write.A · WRITE arrives at B · read.C · READ arrives at B · HAS arrives at C
//! link      1ms.write.A.x~0.delay.A-B.1.1ms~3ms.read.C~0.delay.C-B.1.1ms~0.delay.B-C.1.1ms
//!           ~0.hold.A-C.1 …      every move has a moment, and what does not arrive is held
//! ```
//!
//! A move takes some milliseconds, unless it waits for a timer or a disk. A timer that would go off
//! before its turn, or a write that would be durable, is made to wait: until then that node's clock
//! or disk is slow. Where that is in vain (two timers of one node keep the order of its clock) they
//! come when they come, and the run may differ from the path in between. In a path that counts time
//! nothing is made to wait, and a move takes some microseconds, so that what happens within a tick
//! happens in order. What is sent is known only when it runs, so the link is made step by step: run
//! what there is, look at what was sent, say when it arrives. In the end the run must break the
//! property, or there is no link.

use super::link::Link;
use super::trace::{Record, RecordKind, Standing, Trace};
use crate::sim::fault::Fault;
use crate::sim::protocol::Protocol;
use crate::sim::search::Move;
use crate::sim::sorted::{SortedMap, SortedSet, sort_by_key};
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
    base: Link,
    run: &'d dyn Fn(&Link) -> Trace,
    /// What is done and when; at one time, in order.
    done: Vec<(Time, String)>,
    /// When each message was sent, and when it arrives, the copy included.
    arrivals: SortedMap<Name, (Time, Vec<Time>)>,
    /// Messages that are lost.
    lost: SortedSet<Name>,
    /// Whose disk or clock is slow, so that a write or a timer waits for its turn.
    slow: SortedSet<(String, RecordKind)>,
    early: Early,
    now: Time,
    /// The last tick and this one, in counted time.
    ticks: Option<(Time, Time)>,
    step_us: u64,
}

/// How a node is kept from a write (or else from a timer) before its turn: slow, and as usual.
fn settings(kind: RecordKind) -> (&'static str, [&'static str; 2]) {
    match kind {
        RecordKind::Forced => ("disk", ["10s", "normal"]),
        _ => ("clock", ["0,10%", "0,100%"]),
    }
}

/// What becomes of writes and timers that would come before their turn.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
enum Early {
    /// They wait, and the run takes the very path.
    Waits,
    /// They come, which may not matter.
    Comes,
}

/// What a crash leaves of the writes under way is chance, so some of it is tried. The first seed is
/// the one that links need not say.
const SEEDS: std::ops::RangeInclusive<u32> = 1..=8;

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
    let counts = ways.iter().any(|way| matches!(way, Way::Tick(_)));
    let steps = if counts { &TICKING_US[..] } else { &STEPS_US };
    let all = |early| {
        SEEDS.flat_map(move |seed| steps.iter().map(move |step_us| (early, seed, *step_us)))
    };
    let waiting = all(Early::Waits).filter(|_| !counts);
    waiting.chain(all(Early::Comes)).find_map(|(early, seed, step_us)| {
        let mut base = Link { skips: vec!["all".to_string()], ..base.clone() };
        if seed != *SEEDS.start() {
            base.params.push(("seed".to_string(), seed.to_string()));
        }
        let draft = Draft {
            base,
            run,
            done: Vec::new(),
            arrivals: SortedMap::new(),
            lost: SortedSet::new(),
            slow: SortedSet::new(),
            early,
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
    for (code, kind) in std::mem::take(&mut draft.slow) {
        let (verb, [_, usual]) = settings(kind);
        draft.done.push((draft.now, format!("{verb}.{code}.{usual}")));
    }
    // What is sent after the last move is nobody's business: a story may fall quiet.
    let (link, trace) = draft.played(draft.now);
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
        let own = match way {
            Way::Duplicate => return Some(()),
            Way::Own(code, kind) => {
                if self.slow.remove(&(code.clone(), *kind)) {
                    let (verb, [_, usual]) = settings(*kind);
                    self.done.push((next, format!("{verb}.{code}.{usual}")));
                }
                Some((code, *kind))
            }
            _ => None,
        };
        let next = self.in_turn(own, next)?;
        match way {
            Way::Command => self.done.push((next, commands.next()?.to_string())),
            Way::Fault(verb, code) => self.done.push((next, format!("{verb}.{code}"))),
            Way::Clock(setting) => {
                self.done.push((Time(0), format!("clock.{setting}")));
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
            // In counted time it goes off by itself, perhaps before what the path puts before it.
            Way::Own(..) if self.ticks.is_some() => {
                self.now = self.now.max(next);
                return Some(());
            }
            Way::Duplicate | Way::Own(..) => {}
        }
        self.now = next;
        Some(())
    }

    /// When the move comes that is a timer or a write of `own`, or else comes at `next`. Other
    /// writes and timers that would come earlier wait: their disks and clocks become slow now.
    fn in_turn(&mut self, own: Option<(&String, RecordKind)>, next: Time) -> Option<Time> {
        loop {
            let (_, trace) = self.played(Time::MAX);
            let mine = |record: &&Record| match own {
                Some((code, kind)) => record.kind == kind && record.node == trace.node(code),
                None => false,
            };
            // In counted time it is between the last tick and this one.
            let from = match (own, self.ticks) {
                (Some(_), Some((before, _))) => before,
                _ => self.now,
            };
            let to_come = || trace.records.iter().filter(|record| record.time > from);
            let turn = match own {
                Some(_) => to_come().find(mine)?.time,
                None => next,
            };
            let early = |record: &&Record| {
                matches!(record.kind, RecordKind::Forced | RecordKind::Timer) && !mine(record)
            };
            let early = to_come().find(early).filter(|record| record.time <= turn);
            let early = early.filter(|_| self.early == Early::Waits);
            let Some((node, kind)) = early.and_then(|record| Some((record.node?, record.kind)))
            else {
                return Some(turn);
            };
            let code = trace.cast[node.index()].code.clone();
            if !self.slow.insert((code.clone(), kind)) {
                return None;
            }
            let (verb, [slow, _]) = settings(kind);
            self.done.push((self.now, format!("{verb}.{code}.{slow}")));
        }
    }

    /// A message with this label that may still arrive, or whose copy may; and when it was sent.
    fn open(&self, from: &str, to: &str, label: &str) -> Option<(Name, Time)> {
        let (_, trace) = self.played(Time::MAX);
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

    /// What there is so far as a link, and its run. Messages that were sent up to `until` and that
    /// nobody spoke of are held.
    fn played(&self, until: Time) -> (Link, Trace) {
        let mut held: SortedSet<Name> = SortedSet::new();
        loop {
            let (link, trace) = self.try_with(&held);
            let code = |node: NodeId| trace.cast[node.index()].code.as_str();
            let names = trace.letters.iter();
            let names = names.filter(|letter| letter.copy_of.is_none() && letter.sent <= until);
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
        let mut done: Vec<&(Time, String)> = self.done.iter().collect();
        sort_by_key(&mut done, |(time, _)| *time);
        acts.extend(done.into_iter().map(|(time, act)| format!("{time}.{act}")));
        let link = Link { acts, ..self.base.clone() };
        let trace = (self.run)(&link);
        (link, trace)
    }
}
