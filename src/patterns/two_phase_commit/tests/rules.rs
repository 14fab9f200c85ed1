//! Single rules, handler by handler where a run would not show them alone.

use super::{run, time_of};
use crate::lesson::trace::{Letter, Trace};
use crate::lesson::{Keep, Lesson};
use crate::patterns::testing::{announced, badges, keeps_its_promises, metric};
use crate::patterns::two_phase_commit::TwoPhaseCommit;
use crate::patterns::two_phase_commit::message::{Message, Timer};
use crate::patterns::two_phase_commit::protocol::{COORDINATOR, Node};
use crate::patterns::two_phase_commit::record::{Decision, Tx};
use crate::sim::random::Tag;
use crate::sim::time::LocalTime;
use crate::sim::{Effect, Input, Io, NodeId, Protocol, Random};

const T1: Tx = Tx(1);
const N1: NodeId = NodeId(1);
const N2: NodeId = NodeId(2);

/// One node, and nobody else.
struct Alone {
    protocol: TwoPhaseCommit,
    me: NodeId,
    node: Node,
    forcing: Vec<u64>,
}

impl Alone {
    fn new(protocol: &str, me: NodeId) -> Alone {
        let words = [("protocol".to_string(), protocol.to_string())];
        let (values, complaints) = TwoPhaseCommit::params().resolve(&words);
        assert_eq!(complaints, []);
        let protocol = TwoPhaseCommit::new(&values);
        Alone { node: protocol.boot(me, None), protocol, me, forcing: Vec::new() }
    }

    /// What it sends in answer.
    fn step(&mut self, input: Input<TwoPhaseCommit>) -> Vec<Message> {
        let mut random = Random::Seeded(Random::stream(0, Tag::Test, [0; 3]));
        let mut io = Io::new(self.me, LocalTime(0), &mut random);
        self.protocol.step(&mut self.node, input, &mut io);
        let mut sent = Vec::new();
        for effect in io.finish().0 {
            match effect {
                Effect::Send { message, .. } => sent.push(message),
                Effect::Force(token) => self.forcing.push(token),
                _ => {}
            }
        }
        sent
    }

    fn hears(&mut self, from: NodeId, message: Message) -> Vec<Message> {
        self.step(Input::Message { from, message })
    }

    /// The oldest write under way becomes durable.
    fn forced(&mut self) -> Vec<Message> {
        let token = self.forcing.remove(0);
        self.step(Input::Forced(token))
    }

    fn prepared(protocol: &str) -> Alone {
        let mut node = Alone::new(protocol, N2);
        let peers = vec![N1, N2];
        assert_eq!(node.hears(COORDINATOR, Message::Prepare { tx: T1, change: 1, peers }), []);
        assert!(matches!(node.forced()[..], [Message::Yes { tx: T1, .. }]));
        node
    }
}

#[test]
fn a_decision_is_acknowledged_when_it_is_durable_and_only_that_one() {
    use Decision::{Abort, Commit};
    for (protocol, done, other) in [("basic", Commit, Abort), ("basic", Abort, Commit)] {
        let mut node = Alone::prepared(protocol);
        assert_eq!(node.hears(COORDINATOR, Message::of(done, T1)), [], "not before it is durable");
        assert_eq!(node.hears(COORDINATOR, Message::of(done, T1)), [], "nor when it is told again");
        assert_eq!(node.forced(), [Message::Ack { tx: T1, decision: done }]);
        let again = node.hears(COORDINATOR, Message::of(done, T1));
        assert_eq!(again, [Message::Ack { tx: T1, decision: done }]);
        assert_eq!(node.hears(COORDINATOR, Message::of(other, T1)), [], "it did not do that");
    }
}

/// An acknowledgement of the opposite is none: the coordinator goes on telling.
#[test]
fn the_coordinator_counts_no_acknowledgement_of_the_opposite() {
    use crate::patterns::two_phase_commit::message::Command;
    let mut desk = Alone::new("basic", COORDINATOR);
    desk.step(Input::Command(Command::Transfer { from: N1, to: N2, amount: 1 }));
    for who in [N1, N2] {
        desk.hears(who, Message::Yes { tx: T1, balance: 0 });
    }
    assert_eq!(desk.forced(), [Message::Commit { tx: T1 }, Message::Commit { tx: T1 }]);
    desk.hears(N1, Message::Ack { tx: T1, decision: Decision::Commit });
    desk.hears(N2, Message::Ack { tx: T1, decision: Decision::Abort });
    assert_eq!(desk.step(Input::Timer(Timer::Resend(T1))), [Message::Commit { tx: T1 }]);
    desk.hears(N2, Message::Ack { tx: T1, decision: Decision::Commit });
    assert_eq!(desk.step(Input::Timer(Timer::Resend(T1))), [], "it is over");
}

#[test]
fn ready_is_said_when_it_is_durable() {
    let mut node = Alone::prepared("three-phase");
    for _ in 0..2 {
        assert_eq!(node.hears(COORDINATOR, Message::Precommit { tx: T1 }), [], "not yet");
    }
    assert_eq!(node.hears(N1, Message::Ask { tx: T1 }), [], "nor to a peer that asks");
    assert_eq!(node.forced(), [Message::Ready { tx: T1 }]);
    assert_eq!(node.hears(N1, Message::Ask { tx: T1 }), [Message::Ready { tx: T1 }]);
}

#[test]
fn nothing_moves_from_an_account_to_itself() {
    let trace = run("skip=all&do=5ms.transfer.C.N1.N1.1000");
    assert!(announced(&trace, "It refuses: both accounts are A, nothing would move."));
    assert_eq!((trace.costs.messages, trace.costs.forced_writes), (0, 0));
    assert_eq!(metric(&trace, "committed"), Some(0.0));
    // No number is used up: the next transfer is the first.
    let trace = run("do=1ms.transfer.C.N2.N2.5");
    assert!(announced(&trace, "T1 changes A by −$1,000, B by +$1,000."));
}

/// Node 1 refuses $3,000 and crashes. Node 3 gives it $1,000, and the old request comes again: it
/// could pay by now, and its no holds.
#[test]
fn a_no_survives_a_crash() {
    for protocol in ["basic", "presumed-abort", "cooperative"] {
        let trace = run(&format!(
            "protocol={protocol}&participants=3&latency=constant&vote_timeout=1s&skip=all&\
             do=0.hold.C-N1.1~0.drop.N1-C.1~5ms.transfer.C.N1.N2.3000~15ms.dup.C-N1.1~\
             30ms.crash.N1~40ms.restart.N1~50ms.transfer.C.N3.N1.1000~200ms.deliver.C-N1.1"
        ));
        assert_eq!(badges(&trace)[1..], ["$3,500", "$2,500", "$1,500"], "{protocol}");
        assert!(announced(&trace, "T1 is aborted: Node 1 voted no"), "{protocol}");
        assert!(time_of(&trace, "T1 is aborted") < 250_000, "{protocol}: it is not the timeout");
        keeps_its_promises(&trace);
    }
}

/// The coordinator lost its memory before the last yes came: that yes is answered by presumption,
/// and nobody has to wait until a timeout asks.
#[test]
fn a_late_yes_on_what_is_forgotten_is_answered() {
    for protocol in ["basic", "presumed-abort", "cooperative"] {
        let trace = run(&format!(
            "protocol={protocol}&latency=constant&retry=10s&\
             do=0.delay.N2-C.1.200ms~60ms.crash.C.0~41ms.crash.C~100ms.restart.C"
        ));
        assert_eq!(time_of(&trace, "It aborts T1: the coordinator says so"), 235_000);
        keeps_its_promises(&trace);
    }
}

/// T2 is prepared at Node 1 and waits behind T1 at Node 2, which the decision does not reach for a
/// while. The coordinator is there: Node 1 does not make Node 2 give T2 up before its time.
#[test]
fn a_transfer_that_waits_is_not_given_up_because_a_peer_asks() {
    let trace = run("protocol=cooperative&latency=constant&concurrent=2&vote_timeout=400ms&\
                     do=40ms.cut.C-N2~290ms.heal");
    assert_eq!(metric(&trace, "committed"), Some(2.0));
    assert_eq!(metric(&trace, "aborted"), Some(0.0));
    let asked = |letter: &&Letter| letter.label == "DECISION T2?" && letter.name.to == N2;
    assert_eq!(trace.letters.iter().filter(asked).count(), 0);
}

/// The bar of these words at Node 1: when it begins and when it ends.
fn bar(trace: &Trace, words: &str) -> Option<(u64, Option<u64>)> {
    let time = |event: u32| trace.records[event as usize].time.0;
    let mut bars = trace.bars.iter().filter(|bar| bar.node == N1);
    let bar = bars.find(|bar| bar.what.words == words)?;
    Some((time(bar.from), bar.to.map(time)))
}

/// Three-phase: uncertainty lasts from the vote to PRECOMMIT (Skeen 1981), on the diagram as in
/// the figures. The lock stays.
#[test]
fn who_is_ready_to_commit_is_not_in_doubt() {
    let trace = run("protocol=three-phase&latency=constant");
    assert_eq!(bar(&trace, "in doubt: T1"), Some((25_000, Some(55_000))));
    assert_eq!(bar(&trace, "ready to commit T1"), Some((55_000, Some(95_000))));
    assert_eq!(metric(&trace, "in_doubt_ms"), Some(60.0));
    assert_eq!(metric(&trace, "longest_doubt_ms"), Some(30.0));
    let ready = trace.records.partition_point(|record| record.time.0 <= 70_000) as u32 - 1;
    let card = &trace.stage().cards(ready)[1];
    let row = |name: &str| card.rows.iter().find(|row| row.name == name).expect("a row");
    assert_eq!(row("T1").value, "ready to commit: everybody voted yes");
    assert_eq!(row("locked").value, "$1,000 for T1");
    // After a crash the others may have gone on without it: it asks, and is in doubt again.
    let trace = run("protocol=three-phase&latency=constant&do=70ms.crash.N1~200ms.restart.N1");
    assert_eq!(metric(&trace, "undecided"), Some(0.0));
    assert!(announced(&trace, "It is in doubt about T1 and asks everybody"));
    assert_eq!(metric(&trace, "longest_doubt_ms"), Some(50.0), "30 ms, and 20 ms to be told");
}

/// Balances and locks are read from the log, so they are as durable as what last changed them.
#[test]
fn a_card_says_which_rows_a_crash_would_lose() {
    let trace = run("latency=constant");
    let (durable, volatile) = (Keep::Durable, Keep::Volatile);
    for (us, name, value, keep) in [
        (5_000_u64, "account A", "$2,500", durable),
        // PREPARED is being forced.
        (15_000, "account A", "$2,500", durable),
        (15_000, "available", "$1,500", volatile),
        (15_000, "locked", "$1,000 for T1", volatile),
        (15_000, "T1", "PREPARED is being forced", volatile),
        (25_000, "available", "$1,500", durable),
        (25_000, "locked", "$1,000 for T1", durable),
        (25_000, "T1", "voted yes, in doubt", durable),
        // COMMIT is being forced.
        (55_000, "account A", "$1,500", volatile),
        (55_000, "available", "$1,500", volatile),
        (55_000, "locked", "no", volatile),
        (65_000, "account A", "$1,500", durable),
        (65_000, "locked", "no", durable),
    ] {
        let at = trace.records.partition_point(|record| record.time.0 <= us) as u32 - 1;
        let card = &trace.stage().cards(at)[1];
        let row = card.rows.iter().find(|row| row.name == name).expect("a row");
        assert_eq!((row.value.as_str(), row.keep), (value, keep), "{name} at {us} us");
    }
    // Who votes early has voted, and its disk does not say so.
    let trace = run("latency=constant&mistake=vote-early");
    let at = trace.records.partition_point(|record| record.time.0 <= 15_000) as u32 - 1;
    let card = &trace.stage().cards(at)[1];
    let row = card.rows.iter().find(|row| row.name == "T1").expect("a row");
    assert_eq!((row.value.as_str(), row.keep), ("voted yes, in doubt", volatile));
}
