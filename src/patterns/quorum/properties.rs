//! What a quorum store shall guarantee, and when it does.

use super::params::{Conflict, Handoff};
use super::protocol::Quorum;
use super::record::{Copy, Version, clinic};
use crate::sim::protocol::{judged, promised};
use crate::sim::{NodeId, OpId, Property, Scope, Status, Time, When, World};

/// The property that R + W > N is about.
pub const FRESH: &str = "A read sees the last confirmed write";
/// Its little sister: a read is no worse than its answers.
pub const NEWEST: &str = "A read returns the newest of its answers";
/// What a confirmation means.
pub const DURABLE: &str = "A confirmed write is on at least W clinics";
/// What only write-back gives.
pub const LINEARIZABLE: &str = "The store behaves like one copy (linearizable)";
/// What repair and anti-entropy give.
pub const CONVERGED: &str = "In the end all live copies are equal";
/// Nobody is left without an answer.
pub const ANSWERED: &str = "Every request is answered or refused";
/// Something good happens.
pub const PROGRESS: &str = "A write is confirmed";

pub(super) fn all() -> Vec<Property<Quorum>> {
    let property = |name, about, when, scope, promised, holds| Property {
        name,
        about,
        when,
        scope,
        promised,
        holds,
        judged,
    };
    use {Scope::History, When::Always, When::Finally};
    let one_copy = property(
        LINEARIZABLE,
        "Some order of all operations, which respects who finished before whom, explains every \
         answer. Checked on the recorded history (Wing and Gong 1993, Lowe 2017).",
        Always,
        History,
        written_back,
        |_, world| world.history().linearizable(),
    );
    vec![
        property(
            FRESH,
            "Whatever was confirmed before the read began, the read returns it or something \
             newer. Promised when R + W > N: then every read quorum meets every write quorum.",
            Always,
            History,
            quorums_meet,
            fresh,
        ),
        property(
            NEWEST,
            "Of the R answers that a read waits for, it returns the newest.",
            Always,
            History,
            promised,
            newest,
        ),
        property(
            DURABLE,
            "When a doctor is told that a write is saved, at least W of the N clinics have it on \
             their disks, and keep it through crashes.",
            Always,
            Scope::World,
            no_hints_counted,
            durable,
        ),
        Property { judged: |_, world| world.history().judged(), ..one_copy },
        property(
            CONVERGED,
            "When the run falls quiet, clinics that are up and can reach each other hold the same.",
            Finally,
            Scope::World,
            compared,
            converged,
        ),
        property(
            ANSWERED,
            "Unless its coordinator crashed, a request ends: with an answer, a confirmation or a \
             clear refusal.",
            Finally,
            Scope::World,
            promised,
            ended,
        ),
        property(
            PROGRESS,
            "At some moment W clinics have acknowledged a write.",
            When::Sometimes,
            History,
            promised,
            |_, world| match world.history().saved().is_empty() {
                true => Err("no write has been confirmed".to_string()),
                false => Ok(()),
            },
        ),
    ]
}

fn quorums_meet(quorum: &Quorum) -> Result<(), String> {
    let Quorum { n, r, w, handoff, .. } = quorum;
    if !quorum.quorums_meet() {
        return Err(format!(
            "R + W = {} is not more than N = {n}: a read can miss every clinic that has the write",
            r + w
        ));
    }
    match handoff {
        Handoff::Sloppy => Err("a sloppy quorum counts hints, which reads do not see".to_string()),
        _ => Ok(()),
    }
}

fn no_hints_counted(quorum: &Quorum) -> Result<(), String> {
    match quorum.handoff {
        Handoff::Sloppy => Err("a sloppy quorum counts hints towards W".to_string()),
        _ => Ok(()),
    }
}

fn written_back(quorum: &Quorum) -> Result<(), String> {
    quorums_meet(quorum)?;
    if !quorum.write_back {
        return Err("without write-back a read may see a write that a later read does not".into());
    }
    match quorum.conflict {
        Conflict::Siblings => Err("siblings are several values, not one copy".to_string()),
        Conflict::LastWriterWins => Ok(()),
    }
}

fn compared(quorum: &Quorum) -> Result<(), String> {
    match quorum.anti_entropy {
        Some(_) => Ok(()),
        None => Err("without anti-entropy only the copies that a read meets are repaired".into()),
    }
}

/// "the read that began at 30ms at Clinic D".
fn name(op: OpId, began: Time) -> String {
    format!("the read that began at {began} at {}", clinic(op.at))
}

fn fresh(quorum: &Quorum, world: &World<Quorum>) -> Result<(), String> {
    let history = world.history();
    let Some((op, entry, copy, _)) = history.last_read() else { return Ok(()) };
    let missed = |version: &Version| !copy.covers(*version, quorum.conflict);
    match history.saved_before(entry.began).find(missed) {
        None => Ok(()),
        Some(version) => {
            let who = name(op, entry.began_at);
            Err(format!("{who} returned {copy}, although {version} was confirmed before"))
        }
    }
}

fn newest(quorum: &Quorum, world: &World<Quorum>) -> Result<(), String> {
    let Some((op, entry, copy, newest)) = world.history().last_read() else { return Ok(()) };
    if newest.items().iter().all(|item| copy.covers(item.version, quorum.conflict)) {
        return Ok(());
    }
    let who = name(op, entry.began_at);
    Err(format!("{who} returned {copy}, although one answer had {newest}"))
}

/// The confirmed versions that a copy must hold. Under last-writer-wins the highest speaks for
/// all: whoever covers it covers the others.
pub(super) fn owed(quorum: &Quorum, world: &World<Quorum>) -> Vec<Version> {
    let versions = world.history().saved().iter().map(|(version, _)| *version);
    match quorum.conflict {
        Conflict::LastWriterWins => world.history().highest().into_iter().collect(),
        Conflict::Siblings => versions.collect(),
    }
}

fn durable(quorum: &Quorum, world: &World<Quorum>) -> Result<(), String> {
    for version in owed(quorum, world) {
        let holds = |id: &NodeId| world.node(*id).copy.covers(version, quorum.conflict);
        let holders = quorum.replicas().filter(holds).count();
        if holders < usize::from(quorum.w) {
            return Err(format!(
                "the confirmed write {version} is on {holders} of W = {} clinics",
                quorum.w
            ));
        }
    }
    Ok(())
}

fn converged(quorum: &Quorum, world: &World<Quorum>) -> Result<(), String> {
    let live: Vec<NodeId> = quorum.replicas().filter(|id| world.is_up(*id)).collect();
    for a in &live {
        for b in &live {
            let together = world.reaches(*a, *b) && world.reaches(*b, *a);
            let (mine, theirs): (&Copy, &Copy) = (&world.node(*a).copy, &world.node(*b).copy);
            if together && mine != theirs {
                return Err(format!("{} has {mine} and {} has {theirs}", clinic(*a), clinic(*b)));
            }
        }
    }
    Ok(())
}

fn ended(_: &Quorum, world: &World<Quorum>) -> Result<(), String> {
    let waiting = world.history().entries().find(|(op, entry)| {
        // A coordinator that crashed has forgotten what it was asked.
        let seat = world.seat(op.at);
        let knows = seat.status == Status::Up && seat.node.ops.contains_key(&op.number);
        entry.ended.is_none() && knows
    });
    match waiting {
        Some((op, entry)) => Err(format!(
            "{} has not answered what it was asked at {}",
            clinic(op.at),
            entry.began_at
        )),
        None => Ok(()),
    }
}
