//! The engine's own handlers, seen through the eyes of Lamport's TwoPhase.tla.
//!
//! ```text
//!  engine: Desk, Banks, messages ──handlers──▶ engine
//!     │ rmState, tmState, tmPrepared, msgs       │
//!     ▼                                          ▼
//!  TwoPhase ─────────────one action─────────▶ TwoPhase     (or none: what it does not model)
//! ```
//!
//! TwoPhase has a reliable set of messages from which nothing is taken, resource managers that
//! prepare and abort on their own, a transaction manager that may abort at any time before it
//! commits, and no failures. Forced writes are instant here, except the COMMIT record of the
//! coordinator: between the last vote and that record TwoPhase has a state, too. The manager's
//! abort is its vote timeout; with all votes in, it is a coordinator that loses the COMMIT record
//! which is not durable yet, reads an empty log, and presumes abort.
//!
//! TLC finds 288 distinct states at depth 11 for three resource managers, and 34 at depth 7 for
//! TCommit, which TwoPhase implements.
#![cfg(not(target_arch = "wasm32"))]

mod spec;

use patternscope::lesson::Lesson;
use patternscope::patterns::two_phase_commit::TwoPhaseCommit;
use patternscope::patterns::two_phase_commit::message::{Command, Message, Timer};
use patternscope::patterns::two_phase_commit::params::Variant;
use patternscope::patterns::two_phase_commit::protocol::{COORDINATOR, Node, Phase};
use patternscope::patterns::two_phase_commit::record::{Decision, Tx};
use patternscope::sim::random::Tag;
use patternscope::sim::time::LocalTime;
use patternscope::sim::{Effect, Input, Io, NodeId, Protocol, Random};
use spec::{Rm, Said, State, Tm, depth, reach};
use std::collections::{BTreeMap, BTreeSet, HashMap, VecDeque};

const T1: Tx = Tx(1);

/// The engine: every node, what has been said, and whose votes have arrived. The last is what the
/// coordinator remembers as long as it is open, and a specification even longer.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Engine {
    nodes: Vec<Node>,
    asked: BTreeMap<NodeId, Message>,
    yes: BTreeMap<NodeId, Message>,
    decided: BTreeSet<Message>,
    heard: BTreeSet<u16>,
    commit_record: Option<u64>,
}

struct Model {
    protocol: TwoPhaseCommit,
}

impl Model {
    fn new(variant: Variant, n: u16) -> Model {
        let (values, _) = TwoPhaseCommit::params().resolve(&[]);
        let defaults = TwoPhaseCommit::new(&values);
        Model { protocol: TwoPhaseCommit { variant, participants: n, ..defaults } }
    }

    /// One step of a handler: what was sent, and the forced writes asked for.
    fn step(
        &self,
        node: &mut Node,
        id: NodeId,
        input: Input<TwoPhaseCommit>,
    ) -> (Vec<(NodeId, Message)>, Vec<u64>) {
        let mut random = Random::Seeded(Random::stream(0, Tag::Test, [0; 3]));
        let mut io = Io::new(id, LocalTime(0), &mut random);
        self.protocol.step(node, input, &mut io);
        let (mut sent, mut forced) = (Vec::new(), Vec::new());
        for effect in io.finish().0 {
            match effect {
                Effect::Send { to, message } => sent.push((to, message)),
                Effect::Force(token) => forced.push(token),
                Effect::Arm { .. } | Effect::Disarm(_) | Effect::Note(_) => {}
            }
        }
        (sent, forced)
    }

    /// A step whose forced writes are durable at once.
    fn act(
        &self,
        engine: &mut Engine,
        id: NodeId,
        input: Input<TwoPhaseCommit>,
    ) -> Vec<(NodeId, Message)> {
        let node = &mut engine.nodes[id.index()];
        let (mut sent, mut forced) = self.step(node, id, input);
        while let Some(token) = forced.pop() {
            let (more, again) = self.step(node, id, Input::Forced(token));
            sent.extend(more);
            forced.extend(again);
        }
        sent
    }

    /// The transfer has been asked for, and every participant has been asked to prepare.
    fn start(&self) -> Engine {
        let n = self.protocol.participants;
        let mut engine = Engine {
            nodes: (0..=n).map(|id| self.protocol.boot(NodeId(id), None)).collect(),
            asked: BTreeMap::new(),
            yes: BTreeMap::new(),
            decided: BTreeSet::new(),
            heard: BTreeSet::new(),
            commit_record: None,
        };
        let (from, amount) = (NodeId(1), 100);
        let command = match n {
            // One account alone has nowhere to send money to; it can be looked at.
            1 => Command::Audit,
            _ => Command::Share { from, amount },
        };
        engine.asked =
            self.act(&mut engine, COORDINATOR, Input::Command(command)).into_iter().collect();
        assert_eq!(engine.asked.len(), usize::from(n));
        engine
    }

    fn phase(engine: &Engine) -> Option<Phase> {
        let desk = engine.nodes[0].desk().expect("the coordinator");
        desk.deals.get(&T1).map(|deal| deal.phase)
    }

    /// What TwoPhase sees of it.
    fn seen(engine: &Engine) -> State {
        let desk = engine.nodes[0].desk().expect("the coordinator");
        let of = |decision| match decision {
            Decision::Commit => Tm::Committed,
            Decision::Abort => Tm::Aborted,
        };
        let tm = match Self::phase(engine) {
            Some(Phase::Voting | Phase::Deciding(_)) => {
                let yes: BTreeSet<u16> = desk.deals[&T1].yes.keys().map(|who| who.0).collect();
                assert_eq!(yes, engine.heard, "while it is open, the coordinator remembers");
                Tm::Init
            }
            Some(Phase::Telling(decision)) => of(decision),
            Some(other) => unreachable!("{other:?} is no phase of two-phase commit"),
            None => of(desk.decision(T1).unwrap_or(Decision::Abort)),
        };
        let rm = engine.nodes[1..].iter().map(|node| {
            let bank = node.bank().expect("a participant");
            match bank.done.get(&T1) {
                Some(Decision::Commit) => Rm::Committed,
                Some(Decision::Abort) => Rm::Aborted,
                None if bank.held.contains_key(&T1) => Rm::Prepared,
                None => Rm::Working,
            }
        });
        let votes = engine.yes.keys().map(|who| Said::Prepared(who.0));
        let told = engine.decided.iter().map(|message| match message {
            Message::Commit { .. } => Said::Commit,
            _ => Said::Abort,
        });
        let msgs = votes.chain(told).collect();
        State { rm: rm.collect(), tm, prepared: engine.heard.clone(), msgs }
    }

    /// Keeps what was sent, as far as TwoPhase knows of it: it has no NO and no ACK.
    fn post(engine: &mut Engine, from: NodeId, sent: Vec<(NodeId, Message)>) {
        for (_, message) in sent {
            match message {
                Message::Yes { .. } => {
                    engine.yes.insert(from, message);
                }
                Message::Commit { .. } | Message::Abort { .. } => {
                    engine.decided.insert(message);
                }
                _ => {}
            }
        }
    }

    /// Everything that may happen next: every enabled handler of the engine.
    fn next(&self, engine: &Engine) -> Vec<Engine> {
        let mut all = Vec::new();
        let mut step = |id: NodeId, input: Input<TwoPhaseCommit>| {
            let mut after = engine.clone();
            let sent = self.act(&mut after, id, input);
            Self::post(&mut after, id, sent);
            all.push(after);
        };
        let heard = |from, message: &Message| Input::Message { from, message: message.clone() };
        for (rm, prepare) in &engine.asked {
            let bank = engine.nodes[rm.index()].bank().expect("a participant");
            if !bank.done.contains_key(&T1) && !bank.held.contains_key(&T1) {
                step(*rm, heard(COORDINATOR, prepare));
                // It aborts on its own: there is not enough money for what it is asked.
                let Message::Prepare { tx, peers, .. } = prepare.clone() else { unreachable!() };
                let change = -self.protocol.balance - 1;
                step(*rm, heard(COORDINATOR, &Message::Prepare { tx, change, peers }));
            }
            for decided in &engine.decided {
                step(*rm, heard(COORDINATOR, decided));
            }
        }
        match Self::phase(engine) {
            Some(Phase::Voting) => {
                step(COORDINATOR, Input::Timer(Timer::Deadline(T1)));
                all.extend(engine.yes.iter().map(|(rm, yes)| self.vote_arrives(engine, *rm, yes)));
            }
            Some(Phase::Deciding(Decision::Commit)) => {
                let token = engine.commit_record.expect("it is being forced");
                step(COORDINATOR, Input::Forced(token));
                all.push(self.record_is_lost(engine));
            }
            _ => {}
        }
        all
    }

    /// A vote arrives. The COMMIT record that the last one brings about is not durable at once.
    fn vote_arrives(&self, engine: &Engine, rm: NodeId, yes: &Message) -> Engine {
        let mut after = engine.clone();
        let input = Input::Message { from: rm, message: yes.clone() };
        let (sent, forced) = self.step(&mut after.nodes[0], COORDINATOR, input);
        assert_eq!(sent, [], "nobody is told before COMMIT is durable");
        after.commit_record = forced.first().copied();
        after.heard.insert(rm.0);
        after
    }

    /// The COMMIT record is lost before it is durable. The coordinator knows nothing, and says so
    /// to whoever asks.
    fn record_is_lost(&self, engine: &Engine) -> Engine {
        let mut after = engine.clone();
        after.nodes[0] = self.protocol.boot(COORDINATOR, Some(&engine.nodes[0]));
        after.commit_record = None;
        let mut sent = self.act(&mut after, COORDINATOR, Input::Boot);
        let message = Message::Ask { tx: T1 };
        sent.extend(self.act(&mut after, COORDINATOR, Input::Message { from: NodeId(1), message }));
        assert!(sent.contains(&(NodeId(1), Message::Abort { tx: T1 })));
        Self::post(&mut after, COORDINATOR, sent);
        after
    }

    /// Every state that TwoPhase sees, with the level at which it is first seen; and every pair
    /// of states that one step of the engine leads from and to.
    fn explore(&self) -> (BTreeMap<State, u32>, BTreeSet<(State, State)>) {
        let start = self.start();
        let mut levels = BTreeMap::from([(Self::seen(&start), 1)]);
        let mut steps = BTreeSet::new();
        let mut met = HashMap::from([(start.clone(), 1)]);
        let mut open = VecDeque::from([start]);
        while let Some(engine) = open.pop_front() {
            let (level, before) = (met[&engine], Self::seen(&engine));
            for after in self.next(&engine) {
                let seen = Self::seen(&after);
                steps.insert((before.clone(), seen.clone()));
                if !met.contains_key(&after) {
                    levels.entry(seen).or_insert(level + 1);
                    met.insert(after.clone(), level + 1);
                    open.push_back(after);
                }
            }
        }
        (levels, steps)
    }
}

const VARIANTS: [Variant; 3] = [Variant::Basic, Variant::PresumedAbort, Variant::Cooperative];

/// Distinct states and depth, as TLC counts them.
const TWO_PHASE: [(u16, usize, u32); 4] = [(1, 12, 5), (2, 56, 8), (3, 288, 11), (4, 1568, 14)];
const COMMIT: [(u16, usize, u32); 4] = [(1, 4, 3), (2, 12, 5), (3, 34, 7), (4, 96, 9)];

#[test]
fn the_specification_has_as_many_states_as_tlc_finds() {
    for (n, states, levels) in TWO_PHASE {
        let all = reach(spec::init(n), spec::next);
        assert_eq!((all.len(), depth(&all)), (states, levels), "{n} resource managers");
    }
    for (n, states, levels) in COMMIT {
        let all = reach(spec::init(n).rm, |rm| spec::commit_next(rm));
        assert_eq!((all.len(), depth(&all)), (states, levels), "{n} resource managers");
    }
}

#[test]
fn the_handlers_reach_exactly_the_states_of_two_phase() {
    for variant in VARIANTS {
        for (n, states, levels) in TWO_PHASE {
            let (found, steps) = Model::new(variant, n).explore();
            assert_eq!((found.len(), depth(&found)), (states, levels), "{variant:?}, {n}");
            assert_eq!(found, reach(spec::init(n), spec::next), "{variant:?}, {n}");
            for (before, after) in steps {
                let allowed = before == after || spec::next(&before).contains(&after);
                assert!(allowed, "{variant:?}: {before:?} to {after:?} is no action");
            }
        }
    }
}

/// TwoPhase implements TCommit: what the resource managers do is a transaction commit.
#[test]
fn the_handlers_do_transaction_commit() {
    for variant in VARIANTS {
        for (n, states, levels) in COMMIT {
            let (_, steps) = Model::new(variant, n).explore();
            let mut ways: BTreeMap<Vec<Rm>, BTreeSet<Vec<Rm>>> = BTreeMap::new();
            for (before, after) in steps {
                let allowed =
                    before.rm == after.rm || spec::commit_next(&before.rm).contains(&after.rm);
                assert!(allowed, "{variant:?}: {:?} to {:?}", before.rm, after.rm);
                ways.entry(before.rm).or_default().insert(after.rm);
            }
            let next = |rm: &Vec<Rm>| ways.get(rm).into_iter().flatten().cloned().collect();
            let all = reach(spec::init(n).rm, next);
            assert_eq!((all.len(), depth(&all)), (states, levels), "{variant:?}, {n}");
        }
    }
}
