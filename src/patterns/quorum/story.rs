//! The doctor's story: the script that plays it, and the beats that tell it.

use super::history::Ended;
use super::message::{Ask, Command, Message, Note};
use super::params::Workload;
use super::protocol::Quorum;
use super::record::{clinic, letter};
use crate::lesson::{Beat, Cue, Moment, Prediction};
use crate::sim::{Act, Event, Fate, Fault, NodeId, Span, Time};

type Now<'m> = Moment<'m, Quorum>;

const A: NodeId = NodeId(0);

/// What happens by default.
pub(super) fn script(quorum: &Quorum) -> Vec<Cue<Quorum>> {
    match quorum.workload {
        Workload::Scenario => scenario(quorum),
        Workload::Probe => probe(quorum),
        Workload::Busy => busy(quorum),
        Workload::Empty => Vec::new(),
    }
}

fn write(at: NodeId, value: &str) -> Act<Quorum> {
    Act::Command(at, Command::Write(value.to_string()))
}

fn read(at: NodeId) -> Act<Quorum> {
    Act::Command(at, Command::Read)
}

/// One clinic is down and, of five or more, another one slow. A doctor writes; the write is
/// confirmed without them; the one that was down returns; others read.
fn scenario(quorum: &Quorum) -> Vec<Cue<Quorum>> {
    let n = quorum.n;
    let last = NodeId(n - 1);
    let mut cues = Vec::new();
    let slow = (n >= 5).then(|| NodeId(n - 2));
    if let Some(to) = slow {
        let took = quorum.delay.times(12);
        let words = format!("the write to {} is slow: it takes {took}", clinic(to));
        let write = move |from, to_, message: &Message| {
            (from, to_) == (A, to) && matches!(message, Message::Write { .. })
        };
        cues.push(Cue::sent(write, Fate::Delay(took), words));
    }
    if n >= 3 {
        cues.push(Cue::at(Time(3_000), Act::Fault(Fault::Crash(last))));
    }
    cues.push(Cue::at(Time(6_000), write(A, "penicillin")));
    if n >= 3 {
        let back = Act::Fault(Fault::Restart(last));
        cues.push(Cue::once(settled(Ask::Write, 1), Span::ms(2), back));
    }
    let first = match (quorum.clients, slow) {
        (1, _) => A,
        (_, Some(slow)) => slow,
        (_, None) => NodeId(1 % n),
    };
    cues.push(Cue::once(settled(Ask::Write, 1), Span::ms(6), read(first)));
    for doctor in 3..=quorum.clients {
        let at = NodeId((doctor - 2) % n);
        let earlier = usize::from(doctor - 2);
        cues.push(Cue::once(settled(Ask::Read, earlier), Span::ms(6), read(at)));
    }
    cues
}

/// Writes one after the other, and a read `after` the last is confirmed: the experiment of PBS.
fn probe(quorum: &Quorum) -> Vec<Cue<Quorum>> {
    let Quorum { writes, after, .. } = *quorum;
    let reader = NodeId(1 % quorum.n);
    let mut cues = vec![Cue::at(Time(0), write(A, "v1"))];
    for number in 1..writes {
        let earlier = number as usize;
        let next = write(A, &format!("v{}", number + 1));
        cues.push(Cue::once(settled(Ask::Write, earlier), Span(0), next));
    }
    cues.push(Cue::once(settled(Ask::Write, writes as usize), after, read(reader)));
    cues
}

/// Doctor k sits at clinic k and does something every four delays, a little after doctor k − 1.
fn busy(quorum: &Quorum) -> Vec<Cue<Quorum>> {
    const TURNS: u64 = 6;
    let mut cues = Vec::new();
    for turn in 0..TURNS {
        for doctor in 0..u64::from(quorum.clients) {
            let at = NodeId((doctor % u64::from(quorum.n)) as u16);
            let time = Time(quorum.delay.0 * (turn * 4 + doctor) + 1_000);
            let act = match (turn + doctor) % 2 {
                0 => write(at, &format!("{}{turn}", letter(doctor as u16))),
                _ => read(at),
            };
            cues.push(Cue::at(time, act));
        }
    }
    cues
}

/// True once `count` operations of this kind have ended, well or not.
fn settled(ask: Ask, count: usize) -> impl Fn(&Now) -> bool {
    move |now| {
        let news = now.notes().any(|(_, note)| match note {
            Note::Saved { .. } => ask == Ask::Write,
            Note::Answered { .. } => ask == Ask::Read,
            Note::Refused { ask: refused, .. } => ask == *refused,
            _ => false,
        });
        let ended = || {
            let entries = now.world.history().entries();
            entries.filter(|(_, entry)| entry.ask == ask && entry.ended.is_some()).count()
        };
        news && ended() >= count
    }
}

/// A clinic that sends to itself reaches its own disk.
pub(super) fn tell(now: &Now) -> Option<String> {
    let (_, to, message) = now.arrived().filter(|(from, to, _)| from == to)?;
    let clinic = clinic(to);
    Some(match message {
        Message::Write { copy, .. } => format!("{clinic} writes {copy} to its own disk."),
        Message::Ack { version, .. } => format!("{clinic}'s own disk has {version}."),
        Message::Read { .. } => format!("{clinic} looks at its own copy."),
        Message::Has { copy, .. } => format!("{clinic}'s own copy is {copy}."),
        Message::Repair { copy } => format!("{clinic} repairs its own copy: {copy}."),
        other => format!("{clinic} tells itself: {other}."),
    })
}

/// Whether some copies are older than others.
fn differ(now: &Now) -> bool {
    let mut copies = now.protocol.replicas().map(|id| &now.world.node(id).copy);
    let first = copies.next();
    copies.any(|copy| Some(copy) != first)
}

fn crashed(now: &Now) -> Option<NodeId> {
    match &now.step.event {
        Some(Event::Fault(Fault::Crash(node))) => Some(*node),
        _ => now.step.applied.crashed,
    }
}

/// The story. Every beat looks only at what happens, so it tells whatever run it is given.
pub(super) fn beats() -> Vec<Beat<Quorum>> {
    vec![
        Beat {
            title: "Every clinic has the record",
            when: |now| {
                let Quorum { n, r, w, .. } = now.protocol;
                (now.step.index == 0).then(|| {
                    format!(
                        "{n} {} a copy of a patient's record. It says: no allergies (v1). A \
                         write waits for W = {w} of them, a read for R = {r}.",
                        if *n == 1 { "clinic keeps" } else { "clinics keep" }
                    )
                })
            },
            absent: "",
            predict: None,
        },
        Beat {
            title: "A clinic is down",
            when: |now| {
                let clinic = clinic(crashed(now)?);
                Some(format!(
                    "{clinic} stops. What is sent to it is lost. Its disk keeps its copy."
                ))
            },
            absent: "No clinic went down this time.",
            predict: None,
        },
        Beat {
            title: "A doctor writes an allergy",
            when: |now| {
                now.notes().find_map(|(who, note)| match note {
                    Note::Writing { version, value, to, needs, .. } => Some(format!(
                        "A doctor at {} writes “{value}”. The clinic makes it {version}, \
                         sends it to {to}, and will confirm at acknowledgement {needs}.",
                        clinic(who)
                    )),
                    _ => None,
                })
            },
            absent: "Nobody wrote this time.",
            predict: Some(Prediction {
                question: "A clinic is down. What happens to the write?",
                premise: |now| now.protocol.replicas().any(|id| !now.world.is_up(id)),
                options: &[
                    "It is confirmed by those that answer",
                    "It waits until every clinic has it",
                    "It is refused",
                ],
                settle: |now| {
                    let up = |id| now.world.is_up(id);
                    now.notes().find_map(|(_, note)| match note {
                        Note::Saved { version, .. } => {
                            let conflict = now.protocol.conflict;
                            let has =
                                |id: NodeId| now.world.node(id).copy.covers(*version, conflict);
                            let all = now.protocol.replicas().all(|id| up(id) && has(id));
                            Some(if all { 1 } else { 0 })
                        }
                        Note::Refused { ask: Ask::Write, .. } => Some(2),
                        _ => None,
                    })
                },
            }),
        },
        Beat {
            title: "The write is confirmed",
            when: |now| {
                now.notes().find_map(|(_, note)| match note {
                    Note::Saved { version, last, needs, .. } => Some(format!(
                        "{}'s acknowledgement makes W = {needs}: {version} is saved, and \
                         the doctor is told so. The other clinics may get it later, or never.",
                        clinic(*last)
                    )),
                    _ => None,
                })
            },
            absent: "No write was confirmed this time.",
            predict: None,
        },
        Beat {
            title: "The write is refused",
            when: |now| {
                now.notes().find_map(|(_, note)| match note {
                    Note::Refused { ask: Ask::Write, had, needs, .. } => Some(format!(
                        "Only {had} of {needs} answered in time. The doctor is told: not saved. \
                         But nothing is taken back: the outcome is open."
                    )),
                    _ => None,
                })
            },
            absent: "No write was refused this time.",
            predict: None,
        },
        Beat {
            title: "The clinic that was down returns",
            when: |now| match &now.step.event {
                Some(Event::Fault(Fault::Restart(node))) => Some(format!(
                    "{} is back with what was on its disk: {}.",
                    clinic(*node),
                    now.world.node(*node).copy
                )),
                _ => None,
            },
            absent: "No clinic came back this time.",
            predict: Some(Prediction {
                question: "Some clinics missed the write. How will the next of them learn of it?",
                premise: differ,
                options: &[
                    "A read finds its old copy and repairs it",
                    "Another clinic tells it unasked",
                    "The write itself arrives late",
                ],
                settle: |now| match now.arrived()? {
                    (_, _, Message::Repair { .. }) => Some(0),
                    (_, _, Message::Replay { .. } | Message::Sync { .. }) => Some(1),
                    (_, to, Message::Write { copy, .. }) => {
                        (now.world.node(to).copy == *copy).then_some(2)
                    }
                    _ => None,
                },
            }),
        },
        reading(),
        Beat {
            title: "A stale copy is repaired",
            when: |now| {
                now.notes().find_map(|(_, note)| match note {
                    Note::Stale { owner, had, newest } => Some(format!(
                        "{} answered {had}. That is old, so the reader sends it {newest}.",
                        clinic(*owner)
                    )),
                    _ => None,
                })
            },
            absent: "No read found a stale copy to repair this time.",
            predict: None,
        },
        Beat {
            title: "Every clinic has the new record",
            when: |now| {
                let copy = |id: NodeId| &now.world.node(id).copy;
                let all = now.protocol.replicas().all(|id| copy(id) == copy(A));
                let new = copy(A).newest() != super::record::OPENING;
                let told = now.arrived().is_some();
                (all && new && told).then(|| match now.protocol.n {
                    1 => format!("The only copy is {}.", copy(A)),
                    n => format!("All {n} copies are {}.", copy(A)),
                })
            },
            absent: "The copies were never all equal this time.",
            predict: None,
        },
    ]
}

fn reading() -> Beat<Quorum> {
    Beat {
        title: "Another doctor reads",
        when: |now| {
            now.notes().find_map(|(who, note)| match note {
                Note::Reading { needs, .. } => Some(format!(
                    "A doctor opens the record at {}, whose own copy is {}. The clinic \
                     asks all and waits for R = {needs} answers.",
                    clinic(who),
                    now.world.node(who).copy
                )),
                _ => None,
            })
        },
        absent: "Nobody read this time.",
        predict: Some(Prediction {
            question: "Some copies are old. What will the doctor see?",
            premise: differ,
            options: &["The last confirmed write", "An old version", "A refusal"],
            settle: |now| {
                let (op, refused) = now.notes().find_map(|(_, note)| match note {
                    Note::Answered { op, .. } => Some((*op, false)),
                    Note::Refused { op, ask: Ask::Read, .. } => Some((*op, true)),
                    _ => None,
                })?;
                if refused {
                    return Some(2);
                }
                let history = now.world.history();
                let (_, entry) = history.entries().find(|(id, _)| *id == op)?;
                let Some((_, _, Ended::Answered { copy, .. })) = &entry.ended else { return None };
                let conflict = now.protocol.conflict;
                let fresh =
                    history.saved_before(entry.began).all(|version| copy.covers(version, conflict));
                Some(if fresh { 0 } else { 1 })
            },
        }),
    }
}
