//! What atomic commitment shall guarantee, and when it does.
//!
//! AC1 to AC5 are the conditions of Bernstein, Hadzilacos and Goodman (1987, chapter 7).

use super::message::Vote;
use super::params::Variant;
use super::protocol::{Bank, COORDINATOR, Since, TwoPhaseCommit};
use super::record::{Decision, Record, Task, Tx, account, money, node};
use crate::sim::protocol::{judged, promised};
use crate::sim::sorted::SortedSet;
use crate::sim::{NodeId, Property, Scope, Status, When, World};

/// Agreement.
pub const AC1: &str = "Nobody commits while another aborts (AC1)";
/// Unanimity.
pub const AC2: &str = "Commit only if everybody voted yes (AC2)";
/// No abort without a ground.
pub const AC3: &str = "Nobody aborts without a ground (AC3)";
/// Stability.
pub const AC4: &str = "A decision never changes (AC4)";
/// Nobody is blocked for ever.
pub const AC5: &str = "In the end everybody that stayed up decides (AC5)";
/// What it is all for.
pub const MONEY: &str = "Money is neither made nor lost";
/// Validation.
pub const OVERDRAFT: &str = "No balance is below 0";
/// Log, then vote.
pub const LOGGED: &str = "PREPARED is on the disk before YES is sent";
/// What a lock means.
pub const LOCKED: &str = "Locked exactly while prepared and undecided";
/// Something good happens.
pub const PROGRESS: &str = "A transfer is committed";

type Protocol = TwoPhaseCommit;
type Held = Result<(), String>;

pub(super) fn all() -> Vec<Property<Protocol>> {
    let property = |name, about, when, scope, promised, holds| Property {
        name,
        about,
        when,
        scope,
        promised,
        holds,
        judged,
    };
    use {Scope::History, Scope::World as All, When::Always};
    vec![
        property(
            AC1,
            "All that decide reach the same decision, the coordinator included, whatever crashes.",
            Always,
            History,
            no_silence_is_trusted,
            agree,
        ),
        property(
            AC2,
            "One no, or one missing vote, and nobody commits.",
            Always,
            History,
            voted,
            unanimous,
        ),
        property(
            AC3,
            "A ground is a no, a vote that does not come in time, a crash of the coordinator \
             before it has decided, or the word of somebody that aborted; in three-phase commit \
             also the coordinator's silence. A decision that is late or lost is none.",
            Always,
            History,
            voted,
            |_, world| world.history().groundless_abort().cloned().map_or(Ok(()), Err),
        ),
        property(
            AC4,
            "Nobody that has decided decides otherwise later, not even after a crash.",
            Always,
            History,
            no_silence_is_trusted,
            |_, world| world.history().changed().cloned().map_or(Ok(()), Err),
        ),
        property(
            MONEY,
            "All balances, and what committed transfers still owe them, add up to what was there \
             at first.",
            Always,
            All,
            no_silence_is_trusted,
            conserved,
        ),
        property(
            OVERDRAFT,
            "Who validates a transfer keeps the account locked until it is decided, so what was \
             validated stays true.",
            Always,
            All,
            promised,
            never_overdrawn,
        ),
        property(
            LOGGED,
            "A yes is a promise to commit if told to, and a crash must not break it.",
            Always,
            All,
            voted,
            logged_first,
        ),
        property(
            LOCKED,
            "By the log of each node: from PREPARED to COMMIT or ABORT, and no longer.",
            Always,
            All,
            voted,
            locked_while_undecided,
        ),
        property(
            AC5,
            "When the run falls quiet, no participant that has been up since it voted is in doubt.",
            When::Finally,
            All,
            never_blocked,
            everybody_decides,
        ),
        property(
            PROGRESS,
            "At some moment a transfer is committed everywhere.",
            When::Sometimes,
            History,
            promised,
            somebody_commits,
        ),
    ]
}

fn voted(protocol: &Protocol) -> Held {
    match protocol.variant {
        Variant::None => Err("without a protocol nobody votes and nobody decides".to_string()),
        _ => Ok(()),
    }
}

fn no_silence_is_trusted(protocol: &Protocol) -> Held {
    match protocol.variant {
        Variant::None => Err("without a protocol nothing ties the debit to the credit".to_string()),
        Variant::ThreePhase => Err("three-phase commit takes silence for a crash; when it is a \
                                    partition or a slow message, both sides decide for themselves"
            .to_string()),
        _ => Ok(()),
    }
}

fn never_blocked(protocol: &Protocol) -> Held {
    match protocol.variant {
        Variant::ThreePhase => Ok(()),
        Variant::None => Err("without a protocol nobody decides".to_string()),
        Variant::Cooperative => {
            Err("when all that can be asked are prepared, nobody may decide".to_string())
        }
        Variant::Basic | Variant::PresumedAbort => {
            Err("while the coordinator is down, who has voted yes may not decide".to_string())
        }
    }
}

fn agree(_: &Protocol, world: &World<Protocol>) -> Held {
    for (tx, deed) in world.history().deeds() {
        let first = |wanted| deed.decisions.iter().find(|(_, decision)| **decision == wanted);
        if let (Some((one, _)), Some((other, _))) =
            (first(Decision::Commit), first(Decision::Abort))
        {
            return Err(format!("{} commits {tx} and {} aborts it", node(*one), node(*other)));
        }
    }
    Ok(())
}

fn unanimous(_: &Protocol, world: &World<Protocol>) -> Held {
    for (tx, deed) in world.history().deeds() {
        let commits = deed.decisions.iter().find(|(_, decision)| **decision == Decision::Commit);
        let Some((who, _)) = commits else { continue };
        let yes = |id: &&NodeId| deed.votes.get(*id) != Some(&Vote::Yes);
        if let Some(missing) = deed.changes.keys().find(yes) {
            let (who, missing) = (node(*who), node(*missing));
            return Err(format!("{who} commits {tx}, and {missing} has not voted yes"));
        }
    }
    Ok(())
}

/// A participant as its disk and, unless it is down, its memory know it.
pub(super) fn view(protocol: &Protocol, world: &World<Protocol>, id: NodeId) -> Bank {
    let seat = world.seat(id);
    let bank = seat.node.bank().expect("a participant");
    match seat.status {
        Status::Down => protocol.recovered(bank.log.survivor()),
        Status::Up | Status::Paused => bank.clone(),
    }
}

/// What is there: all balances, and what transactions that are committed somewhere still owe to
/// those that are bound to them.
pub fn audited(protocol: &Protocol, world: &World<Protocol>) -> i64 {
    let banks: Vec<(NodeId, Bank)> =
        protocol.banks().map(|id| (id, view(protocol, world, id))).collect();
    let mut sum: i64 = banks.iter().map(|(_, bank)| bank.balance).sum();
    let committed: SortedSet<Tx> = banks
        .iter()
        .flat_map(|(_, bank)| &bank.done)
        .filter(|(_, decision)| **decision == Decision::Commit)
        .map(|(tx, _)| *tx)
        .collect();
    let seat = world.seat(COORDINATOR);
    let desk = seat.node.desk().filter(|_| seat.status != Status::Down);
    for tx in committed {
        for (id, bank) in banks.iter().filter(|(_, bank)| !bank.done.contains_key(&tx)) {
            sum += match bank.held.get(&tx) {
                Some(hold) => hold.change,
                // Without a protocol only the coordinator's memory knows what is still owed.
                None if protocol.variant == Variant::None => {
                    desk.and_then(|desk| desk.deals.get(&tx)?.changes.get(id).copied()).unwrap_or(0)
                }
                None => 0,
            };
        }
    }
    sum
}

fn conserved(protocol: &Protocol, world: &World<Protocol>) -> Held {
    let opening = protocol.balance * i64::from(protocol.participants);
    match audited(protocol, world) - opening {
        0 => Ok(()),
        lost if lost < 0 => Err(format!("{} of {} are lost", money(-lost), money(opening))),
        made => Err(format!("{} came from nowhere", money(made))),
    }
}

fn never_overdrawn(protocol: &Protocol, world: &World<Protocol>) -> Held {
    for id in protocol.banks() {
        let bank = world.node(id).bank().expect("a participant");
        if bank.balance < 0 {
            let (account, balance) = (account(id), money(bank.balance));
            return Err(format!("account {account} at {} is at {balance}", node(id)));
        }
    }
    Ok(())
}

fn logged_first(_: &Protocol, world: &World<Protocol>) -> Held {
    for (tx, deed) in world.history().deeds() {
        for (who, _) in deed.votes.iter().filter(|(_, vote)| **vote == Vote::Yes) {
            let mut durable = world.node(*who).journal().durable();
            let prepared =
                |record: &Record| matches!(record, Record::Prepared { .. }) && record.tx() == tx;
            if !durable.any(prepared) {
                let who = node(*who);
                return Err(format!("{who} has voted yes on {tx}, and its disk does not say so"));
            }
        }
    }
    Ok(())
}

fn locked_while_undecided(protocol: &Protocol, world: &World<Protocol>) -> Held {
    for id in protocol.banks().filter(|id| world.seat(*id).status != Status::Down) {
        let bank = world.node(id).bank().expect("a participant");
        let undecided = bank.undecided();
        let who = node(id);
        match (bank.lock, undecided.first()) {
            (Some(tx), _) if !undecided.contains(&tx) => {
                return Err(format!("{who} is locked by {tx}, which is not prepared there"));
            }
            (None, Some(tx)) => {
                return Err(format!("{who} is not locked, and {tx} is prepared and undecided"));
            }
            _ if undecided.len() > 1 => {
                return Err(format!("{who} has prepared {} transactions", undecided.len()));
            }
            _ => {}
        }
    }
    Ok(())
}

fn everybody_decides(protocol: &Protocol, world: &World<Protocol>) -> Held {
    for id in protocol.banks().filter(|id| world.is_up(*id)) {
        let bank = world.node(id).bank().expect("a participant");
        let mut held = bank.held.iter().filter(|(_, hold)| hold.since == Since::Vote);
        if let Some((tx, _)) = held.next() {
            return Err(format!("{} is in doubt about {tx}, and its account is locked", node(id)));
        }
    }
    Ok(())
}

fn somebody_commits(_: &Protocol, world: &World<Protocol>) -> Held {
    let done = world.history().deeds().any(|(_, deed)| {
        let commits = |who| deed.decisions.get(who) == Some(&Decision::Commit);
        deed.task == Task::Transfer && deed.changes.keys().all(commits)
    });
    if done { Ok(()) } else { Err("no transfer has been committed everywhere".to_string()) }
}
