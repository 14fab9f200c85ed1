//! What is a ground for an abort and what is none, note by note.

use crate::patterns::two_phase_commit::history::History;
use crate::patterns::two_phase_commit::message::{Note, Vote, Why};
use crate::patterns::two_phase_commit::protocol::COORDINATOR;
use crate::patterns::two_phase_commit::record::{Changes, Decision, Task, Tx};
use crate::sim::{NodeId, Span, Time};

const T1: Tx = Tx(1);
const N1: NodeId = NodeId(1);
const N2: NodeId = NodeId(2);

/// What is said of the abort that the last note is, after a transfer from Node 1 to Node 2 began.
fn groundless(notes: &[(NodeId, Note)]) -> Option<String> {
    let mut history = History::default();
    let changes = Changes::from_iter([(N1, -1), (N2, 1)]);
    let begun = Note::Begun { tx: T1, task: Task::Transfer, changes };
    history.record(Time(0), COORDINATOR, &begun);
    for (who, note) in notes {
        history.record(Time(1), *who, note);
    }
    history.groundless_abort().cloned()
}

fn yes(who: NodeId) -> (NodeId, Note) {
    (who, Note::Voted { tx: T1, vote: Vote::Yes })
}

fn no(who: NodeId) -> (NodeId, Note) {
    (who, Note::Voted { tx: T1, vote: Vote::No })
}

fn back(who: NodeId) -> (NodeId, Note) {
    (who, Note::Recovered { open: 0 })
}

fn verdict(decision: Decision, why: Why) -> (NodeId, Note) {
    (COORDINATOR, Note::Verdict { tx: T1, decision, why })
}

fn aborts(who: NodeId, why: Why) -> (NodeId, Note) {
    (who, Note::Applied { tx: T1, decision: Decision::Abort, why, balance: 0 })
}

#[test]
fn an_abort_with_a_ground_is_left_alone() {
    use Decision::{Abort, Commit};
    let late = Why::TimedOut { had: 1, of: 2, waited: Span(1) };
    let takes_over = (N2, Note::TakesOver { tx: T1 });
    for notes in [
        vec![no(N1), verdict(Abort, Why::Refused(N1)), aborts(N2, Why::Told(COORDINATOR))],
        vec![no(N1), aborts(N1, Why::OwnWill)],
        vec![yes(N1), verdict(Abort, late), aborts(N1, Why::Told(COORDINATOR))],
        vec![yes(N1), back(COORDINATOR), verdict(Abort, Why::Recovered)],
        // It presumes, and announces nothing.
        vec![yes(N1), back(COORDINATOR), aborts(N1, Why::Told(COORDINATOR))],
        vec![verdict(Abort, late), back(COORDINATOR), verdict(Abort, Why::Logged)],
        // Its refusal was on the disk when it crashed, and it had not said so.
        vec![yes(N2), back(N1), aborts(N2, Why::Told(N1))],
        vec![yes(N2), takes_over, aborts(N2, Why::Terminated)],
        // A commit needs no ground.
        vec![yes(N1), yes(N2), verdict(Commit, Why::AllYes)],
    ] {
        assert_eq!(groundless(&notes), None, "{notes:?}");
    }
}

#[test]
fn an_abort_without_a_ground_is_told() {
    use Decision::{Abort, Commit};
    let in_time = Why::TimedOut { had: 2, of: 2, waited: Span(1) };
    let told = Why::Told(COORDINATOR);
    let ready = (N2, Note::Precommitted { tx: T1 });
    let takes_over = (N2, Note::TakesOver { tx: T1 });
    for (notes, words) in [
        (
            vec![yes(N1), yes(N2), verdict(Abort, Why::Refused(N1))],
            "the coordinator aborts T1 for a no of Node 1, which did not say no",
        ),
        (
            vec![yes(N1), yes(N2), verdict(Abort, in_time)],
            "the coordinator aborts T1 for want of votes, and all were in",
        ),
        (
            vec![yes(N1), yes(N2), verdict(Abort, Why::Recovered)],
            "the coordinator aborts T1 for want of a decision, and has not crashed before it",
        ),
        // It had decided when it crashed.
        (
            vec![verdict(Commit, Why::AllYes), back(COORDINATOR), verdict(Abort, Why::Recovered)],
            "the coordinator aborts T1 for want of a decision, and has not crashed before it",
        ),
        (
            vec![verdict(Commit, Why::AllYes), back(COORDINATOR), aborts(N2, told)],
            "Node 2 aborts T1 because the coordinator says so, and the coordinator has committed \
             it",
        ),
        (
            vec![yes(N2), aborts(N2, Why::Told(N1))],
            "Node 2 aborts T1 because Node 1 says so, and Node 1 has not aborted it",
        ),
        (
            vec![yes(N1), back(N1), aborts(N2, Why::Told(N1))],
            "Node 2 aborts T1 because Node 1 says so, and Node 1 has not aborted it",
        ),
        (
            vec![yes(N2), aborts(N2, Why::OwnWill)],
            "Node 2 aborts T1 on its own, and has not voted no",
        ),
        (
            vec![yes(N2), aborts(N2, Why::Impatience)],
            "Node 2 aborts T1 on its own, after it has voted yes",
        ),
        (
            vec![yes(N2), aborts(N2, Why::Terminated)],
            "Node 2 aborts T1 on its own, and has not taken over",
        ),
        (
            vec![yes(N2), ready, takes_over, aborts(N2, Why::Terminated)],
            "Node 2 aborts T1 on its own, and was ready to commit it",
        ),
    ] {
        assert_eq!(groundless(&notes).as_deref(), Some(words), "{notes:?}");
    }
}
