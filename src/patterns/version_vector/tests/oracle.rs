//! An oracle of true causal histories: sets of events, kept beside the run and asked after every
//! step which versions a warehouse must hold.
//!
//! It looks at no vector, no dot of a record that travels and no announcement: a warehouse has
//! heard of what it wrote itself and of what whoever sent it a record had heard of when it did.
//! The past of a write is what its writer had read, with the pasts of that.

use crate::lesson::{Lesson, Link, limits};
use crate::patterns::version_vector::VersionVectors;
use crate::patterns::version_vector::message::{Command, Message};
use crate::patterns::version_vector::params::{Context, Resolve};
use crate::patterns::version_vector::protocol::Node;
use crate::sim::random::{Random, Tag, below};
use crate::sim::simulation::{Simulation, Step, Turn};
use crate::sim::{Act, Dot, Event, Fault, NodeId, OpId, Outcome, Time, World};
use std::collections::{BTreeMap, BTreeSet};

type Dots = BTreeSet<Dot>;

#[derive(Default)]
struct Oracle {
    pasts: BTreeMap<Dot, Dots>,
    heard: BTreeMap<NodeId, Dots>,
    /// What the senders of messages had heard of, by flight.
    sent: BTreeMap<u32, Dots>,
    /// What each clerk has read, and by which answer.
    read: BTreeMap<NodeId, (OpId, Vec<Dot>, bool)>,
    /// What the writers of writes under way had read.
    writes: BTreeMap<OpId, Vec<Dot>>,
    /// Before the step: what each warehouse had counted and held.
    before: BTreeMap<NodeId, (u64, Vec<Dot>)>,
}

impl Oracle {
    fn look(&mut self, lesson: &VersionVectors, world: &World<VersionVectors>) {
        for id in lesson.ids() {
            let it = world.node(id).as_warehouse().expect("a warehouse");
            self.before.insert(id, (it.counted, it.record.dots()));
        }
    }

    fn union(&self, dots: &[Dot]) -> Dots {
        dots.iter().flat_map(|dot| &self.pasts[dot]).copied().collect()
    }

    /// A write was stored at `at` if that has counted one more.
    fn wrote(&mut self, world: &World<VersionVectors>, at: NodeId, read: &[Dot]) {
        let counted = world.node(at).as_warehouse().expect("a warehouse").counted;
        if counted == self.before[&at].0 {
            return;
        }
        let dot = Dot { who: at, count: counted };
        let mut past = self.union(read);
        past.insert(dot);
        self.heard.entry(at).or_default().extend(past.iter().copied());
        assert!(self.pasts.insert(dot, past).is_none(), "a dot names one write");
    }

    fn step(
        &mut self,
        lesson: &VersionVectors,
        step: &Step<VersionVectors>,
        world: &World<VersionVectors>,
        sent: impl Fn(u32) -> (NodeId, Message),
    ) {
        let done = step.applied.outcome == Outcome::Done;
        match step.event.as_ref().filter(|_| done) {
            Some(Event::Command { node, command }) => self.command(lesson, world, *node, command),
            Some(Event::Deliver { from, to, message }) => match message {
                Message::Sync { .. } | Message::Back { .. } => {
                    let news = self.sent[&step.flight.expect("a flight")].clone();
                    self.heard.entry(*to).or_default().extend(news);
                }
                Message::Stock { op, versions, value, .. } => {
                    let read = versions.iter().map(|version| version.dot).collect();
                    let newer = self.read.get(to).is_none_or(|(old, ..)| op > old);
                    if newer {
                        self.read.insert(*to, (*op, read, value.is_some()));
                    }
                }
                Message::Book { op, .. } => {
                    let read = self.writes[op].clone();
                    self.wrote(world, *to, &read);
                    assert!(from.0 >= lesson.warehouses);
                }
                _ => {}
            },
            Some(Event::Fault(Fault::Crash(node))) => {
                self.read.remove(node);
            }
            _ => {}
        }
        for id in &step.sent {
            let (from, message) = sent(*id);
            self.sent.insert(*id, self.heard.get(&from).cloned().unwrap_or_default());
            if let Message::Book { op, .. } = message {
                let known = self.read.get(&from).filter(|(_, _, decided)| *decided);
                let known = known.filter(|_| lesson.context == Context::Keep);
                let read = known.map(|(_, read, _)| read.clone()).unwrap_or_default();
                self.writes.insert(op, read);
            }
        }
        self.look(lesson, world);
    }

    fn command(
        &mut self,
        lesson: &VersionVectors,
        world: &World<VersionVectors>,
        node: NodeId,
        command: &Command,
    ) {
        match command {
            Command::Receive(_) | Command::Ship(_) => {
                let held = self.before[&node].1.clone();
                let waits = lesson.resolve == Resolve::KeepSiblings && held.len() > 1;
                let blind = lesson.context == Context::Omit || waits;
                self.wrote(world, node, if blind { &[] } else { &held });
            }
            Command::Pick(_) | Command::Merge | Command::Count(_) => {
                let held = self.before[&node].1.clone();
                self.wrote(world, node, &held);
            }
            Command::Forget => {
                self.read.remove(&node);
            }
            Command::Read | Command::Sync | Command::Look(_) | Command::Book(..) => {}
        }
    }

    /// The versions that `who` must hold: what it has heard of and nothing it has heard of follows.
    fn must(&self, who: NodeId) -> Vec<Dot> {
        let heard = self.heard.get(&who).cloned().unwrap_or_default();
        let over = |old: &Dot| heard.iter().any(|new| new != old && self.pasts[new].contains(old));
        heard.iter().filter(|dot| !over(dot)).copied().collect()
    }
}

/// A random run: splits, crashes, loss and copies; clerks who share warehouses, look seldom, and
/// forget; people who resolve by hand.
fn acts(
    lesson: &VersionVectors,
    draw: &mut impl FnMut(u64) -> u64,
) -> Vec<(Time, Act<VersionVectors>)> {
    let mut all = Vec::new();
    for _ in 0..6 + draw(18) {
        let at = NodeId(draw(u64::from(lesson.warehouses)) as u16);
        let clerk = NodeId(lesson.warehouses + draw(u64::from(lesson.clerks.max(1))) as u16);
        let some = lesson.clerks > 0;
        let pieces = 1 + draw(30) as i64;
        let act = match draw(16) {
            0..3 => Act::Command(at, Command::Receive(pieces)),
            3..5 => Act::Command(at, Command::Ship(pieces)),
            5 | 6 => Act::Command(at, Command::Sync),
            7 if draw(2) == 0 => Act::Command(at, Command::Merge),
            7 => Act::Command(at, Command::Count(pieces + 50)),
            8 => Act::Command(at, Command::Pick(1 + draw(3) as u16)),
            9 | 10 if some => Act::Command(clerk, Command::Look(at)),
            11..14 if some => Act::Command(clerk, Command::Book(at, pieces - 10)),
            14 if some => Act::Command(clerk, Command::Forget),
            15 => {
                let apart = |a: &NodeId, b: &NodeId| (a.0 <= at.0) != (b.0 <= at.0);
                let ids: Vec<NodeId> = lesson.ids().collect();
                let pairs = ids.iter().flat_map(|a| ids.iter().map(move |b| (*a, *b)));
                Act::Fault(Fault::Cut(pairs.filter(|(a, b)| apart(a, b)).collect()))
            }
            _ => match draw(4) {
                0 => Act::Fault(Fault::Crash(at)),
                1 => Act::Fault(Fault::Restart(at)),
                _ => Act::Fault(Fault::Heal),
            },
        };
        all.push((Time(1_000 + draw(400_000)), act));
    }
    all.push((Time(500_000), Act::Fault(Fault::Heal)));
    all
}

/// What a run came to: steps looked at, versions that were missing, versions too many.
#[derive(Default, Debug)]
struct Tally {
    compared: u64,
    conflicts: u64,
    writes: u64,
    missing: u64,
    extra: u64,
}

fn play(query: &str, number: u64, tally: &mut Tally) {
    let mut rng = Random::stream(0x0dac, Tag::Test, [number, 0, 0]);
    let mut draw = |sides: u64| below(&mut rng, sides);
    let warehouses = 2 + draw(4);
    let resolve = ["merge-movements", "priority", "keep-highest", "keep-siblings"];
    let context = if draw(5) == 0 { "omit" } else { "keep" };
    let link = Link::parse(&format!(
        "version-vector?warehouses={warehouses}&resolve={}&context={context}&clerks={}&\
         sync={}&latency=exponential&delay=10ms&workload=empty&{query}",
        resolve[draw(4) as usize],
        draw(4),
        ["off", "50ms", "200ms"][draw(3) as usize],
    ));
    let (values, complaints) = VersionVectors::params().resolve(&link.params);
    assert_eq!(complaints, []);
    let lesson = VersionVectors::new(&values);
    let mut network = lesson.network();
    network.loss_ppm = draw(3) as u32 * 100_000;
    network.duplication_ppm = draw(3) as u32 * 100_000;
    let mut simulation = Simulation::new(&lesson, network, number, limits(lesson.settle()));
    for (at, (time, act)) in (0..).zip(acts(&lesson, &mut draw)) {
        simulation.post((time, Turn::Person), act, at, None);
    }
    let mut oracle = Oracle::default();
    oracle.look(&lesson, simulation.world());
    while let Ok(step) = simulation.step() {
        let (world, flights) = (simulation.world(), simulation.flights());
        oracle.step(&lesson, &step, world, |id| {
            let flight = &flights[id as usize];
            (flight.name.from, flight.message.clone())
        });
        for id in lesson.ids() {
            let Node::Warehouse(it) = world.node(id) else { panic!("a warehouse") };
            let (held, must) = (it.record.dots(), oracle.must(id));
            tally.compared += 1;
            tally.conflicts += u64::from(must.len() > 1);
            tally.missing += must.iter().filter(|dot| !held.contains(dot)).count() as u64;
            tally.extra += held.iter().filter(|dot| !must.contains(dot)).count() as u64;
            if lesson.resolve == Resolve::MergeMovements && query == "scheme=dotted" {
                moved(&oracle, it.record.versions());
            }
        }
    }
    tally.writes += oracle.pasts.len() as u64;
}

/// With merged movements a version holds exactly the movements of its past.
fn moved(oracle: &Oracle, versions: Vec<&crate::patterns::version_vector::version::Version>) {
    for version in versions {
        let sum: i64 = version.value.movements.values().sum();
        assert_eq!(version.value.stock, 100 + sum);
        for dot in version.value.movements.keys() {
            assert!(oracle.pasts[&version.dot].contains(dot), "nothing that was not read");
        }
    }
}

fn tally(query: &str, runs: u64) -> Tally {
    let mut tally = Tally::default();
    (0..runs).for_each(|number| play(query, number, &mut tally));
    tally
}

#[test]
fn dots_keep_exactly_what_true_histories_leave_standing() {
    let found = tally("scheme=dotted", 1_200);
    assert_eq!((found.missing, found.extra), (0, 0), "{found:?}");
    assert!(found.writes > 8_000 && found.conflicts > 25_000, "not much to see: {found:?}");
}

/// A version vector never keeps what was overwritten, and loses what one warehouse took from two
/// writers; a time loses whatever is concurrent.
#[test]
fn the_other_schemes_lose_what_must_stand() {
    let vectors = tally("scheme=version-vector", 250);
    assert!(vectors.missing > 500, "{vectors:?}");
    let times = tally("scheme=last-writer-wins", 250);
    assert!(times.missing > 2 * vectors.missing, "{times:?} {vectors:?}");
}

/// A pruned vector forgets what was overwritten, never what stands.
#[test]
fn pruning_brings_back_what_was_overwritten_and_loses_nothing() {
    let pruned = tally("scheme=dotted&prune=2", 250);
    assert!(pruned.extra > 500, "{pruned:?}");
    assert_eq!(pruned.missing, 0, "{pruned:?}");
}
