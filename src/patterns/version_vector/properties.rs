//! What warehouses that keep one record together shall guarantee, and when they do.

use super::note::Shows;
use super::params::{Context, Resolve, Scheme};
use super::protocol::{VersionVectors, Warehouse};
use super::version::{dots, dotted, number, warehouse};
use crate::sim::protocol::{judged, promised};
use crate::sim::{NodeId, Property, Scope, When, World};

/// Nothing is lost.
pub const KEEPS: &str = "No acknowledged write vanishes unless somebody who had read it wrote";
/// Nothing comes back.
pub const TRUE_CONFLICTS: &str = "No version stands beside one whose writer had read it";
/// What has been heard of is never forgotten.
pub const GROWS: &str = "What a record has heard of only grows";
/// What makes order and repetition harmless.
pub const LAWS: &str = "Syncing is commutative, associative and idempotent";
/// A resolution is a function of the versions.
pub const SAME: &str = "Warehouses with the same versions show the same stock";
/// What merging movements gives.
pub const COUNTED: &str = "Who has heard of every movement shows opening + receipts − shipments";
/// What nothing here gives.
pub const NOT_OVERSOLD: &str = "The stock never falls below zero";
/// Something good happens.
pub const MET: &str = "Once something is booked, all warehouses hold the same record";
/// What anti-entropy gives.
pub const CONVERGED: &str = "In the end all connected warehouses hold the same record";
/// What anti-entropy and merging movements give together.
pub const STOCK: &str = "In the end the stock is opening + receipts − shipments";

type Holds = fn(&VersionVectors, &World<VersionVectors>) -> Result<(), String>;
type Promise = fn(&VersionVectors) -> Result<(), String>;

pub(super) fn all() -> Vec<Property<VersionVectors>> {
    let property = |name, about, when, promised: Promise, holds: Holds| Property {
        name,
        about,
        when,
        scope: Scope::World,
        promised,
        holds,
        judged,
    };
    // These look at what was announced alone.
    let told = |name, about, promised: Promise, holds: Holds| Property {
        scope: Scope::History,
        ..property(name, about, When::Always, promised, holds)
    };
    use When::{Always, Finally, Sometimes};
    let counted = property(
        COUNTED,
        "A movement that was acknowledged counts once, a correction after a count as well. When a \
         person has kept one version and given up others, it is not judged.",
        Always,
        all_counted,
        counted,
    );
    let stock = property(
        STOCK,
        "When the run falls quiet and every warehouse is up and connected, each shows the opening \
         stock with all movements that were acknowledged. When a person has kept one version and \
         given up others, it is not judged.",
        Finally,
        finally_counted,
        stock,
    );
    vec![
        told(
            KEEPS,
            "Whatever a warehouse has stored or has been told of is in its record, or was read by \
             the writer of something that is. Judged by the true pasts of all writes, not by \
             vectors.",
            nothing_lost,
            kept,
        ),
        told(
            TRUE_CONFLICTS,
            "Versions stand side by side only when neither writer had read the other's: no false \
             conflict.",
            not_pruned,
            truly_in_conflict,
        ),
        told(GROWS, "No entry of the vector of a record ever becomes smaller.", not_pruned, grows),
        Property {
            scope: Scope::History,
            ..property(
                LAWS,
                "Tried on copies of the records that there are at this moment: whoever syncs with \
                 whom, in which order and how often, the same comes out.",
                Always,
                not_pruned,
                super::laws::lawful,
            )
        },
        property(SAME, "A rule looks at the versions and at nothing else.", Always, promised, same),
        Property { judged: not_given_up, ..counted },
        property(
            NOT_OVERSOLD,
            "A warehouse ships only what its own record says is there.",
            Always,
            |_| Err("two warehouses may ship the same last piece before they sync".to_string()),
            not_oversold,
        ),
        property(
            MET,
            "At some moment after the first write every warehouse has the same record. Without a \
             write it is not reached.",
            Sometimes,
            synced,
            met,
        ),
        property(
            CONVERGED,
            "When the run falls quiet, warehouses that are up and can reach each other, directly \
             or by way of others, have the same record.",
            Finally,
            synced,
            converged,
        ),
        Property { judged: whole, ..stock },
    ]
}

/// Whether vectors are ever pruned.
pub(super) fn prunes(lesson: &VersionVectors) -> bool {
    let few = lesson.prune.is_some_and(|most| most < lesson.warehouses);
    few && lesson.scheme != Scheme::LastWriterWins
}

fn not_pruned(lesson: &VersionVectors) -> Result<(), String> {
    match prunes(lesson) {
        true => Err("a vector that is pruned no longer tells all it has heard of".to_string()),
        false => Ok(()),
    }
}

fn nothing_lost(lesson: &VersionVectors) -> Result<(), String> {
    let unread = match (lesson.scheme, lesson.context, lesson.resolve, lesson.clerks) {
        (Scheme::LastWriterWins, ..) => {
            return Err("of two versions the one with the later time stays".to_string());
        }
        (Scheme::Dotted, ..) => return Ok(()),
        (_, Context::Omit, ..) => "writes say nothing of what was read",
        (_, _, Resolve::KeepSiblings, _) => "a movement cannot replace versions that wait",
        (_, _, _, 1..) => "clerks may write what others do not expect",
        _ => return Ok(()),
    };
    Err(format!(
        "{unread}, and a version vector descends from all that its warehouse wrote before, read \
         or not"
    ))
}

fn all_counted(lesson: &VersionVectors) -> Result<(), String> {
    nothing_lost(lesson)?;
    match lesson.resolve {
        Resolve::MergeMovements => Ok(()),
        Resolve::Priority | Resolve::KeepHighest => {
            Err("the rule keeps one version and drops the movements of the others".to_string())
        }
        Resolve::KeepSiblings => Err("versions in conflict wait for a person".to_string()),
    }
}

fn synced(lesson: &VersionVectors) -> Result<(), String> {
    match lesson.sync {
        None => Err("without periodic syncs nobody sends again what was lost".to_string()),
        Some(_) => Ok(()),
    }
}

fn finally_counted(lesson: &VersionVectors) -> Result<(), String> {
    synced(lesson)?;
    all_counted(lesson)
}

/// The warehouses with their ids.
pub(super) fn all_warehouses<'w>(
    lesson: &VersionVectors,
    world: &'w World<VersionVectors>,
) -> impl Iterator<Item = (NodeId, &'w Warehouse)> {
    let one = |id: NodeId| Some((id, world.node(id).as_warehouse()?));
    lesson.ids().filter_map(one)
}

fn kept(_: &VersionVectors, world: &World<VersionVectors>) -> Result<(), String> {
    match world.history().forgotten() {
        None => Ok(()),
        Some((who, dot)) => Err(format!(
            "{} has heard of {}, and holds neither it nor anything whose writer had read it",
            warehouse(who),
            dotted(dot)
        )),
    }
}

fn truly_in_conflict(_: &VersionVectors, world: &World<VersionVectors>) -> Result<(), String> {
    match world.history().false_conflict() {
        None => Ok(()),
        Some((who, old, new)) => Err(format!(
            "{} holds {} beside {}, whose writer had read it",
            warehouse(who),
            dotted(old),
            dotted(new)
        )),
    }
}

fn grows(_: &VersionVectors, world: &World<VersionVectors>) -> Result<(), String> {
    match world.history().fallen() {
        None => Ok(()),
        Some((who, before, after)) => {
            Err(format!("the vector of {} went from {before} to {after}", warehouse(*who)))
        }
    }
}

fn same(lesson: &VersionVectors, world: &World<VersionVectors>) -> Result<(), String> {
    let all: Vec<(NodeId, &Warehouse)> = all_warehouses(lesson, world).collect();
    for (a, one) in &all {
        for (b, other) in all.iter().filter(|(b, _)| a < b) {
            if one.record.versions() != other.record.versions() {
                continue;
            }
            let (mine, theirs) = (lesson.shows(one, *a), lesson.shows(other, *b));
            if mine != theirs {
                let held = dots(&one.record.dots());
                let (a, b) = (warehouse(*a), warehouse(*b));
                return Err(format!("{a} and {b} both hold {held}, and show {mine} and {theirs}"));
            }
        }
    }
    Ok(())
}

/// Whether `who` has heard of everything that was acknowledged.
pub(super) fn knows_all(world: &World<VersionVectors>, who: NodeId) -> bool {
    let (history, heard) = (world.history(), world.history().heard(who));
    let mut all = history.acknowledged();
    all.all(|dot| heard.contains(&dot))
}

fn counted(lesson: &VersionVectors, world: &World<VersionVectors>) -> Result<(), String> {
    if not_given_up(lesson, world).is_err() {
        return Ok(());
    }
    let due = world.history().due(lesson.opening);
    for (id, one) in all_warehouses(lesson, world).filter(|(id, _)| knows_all(world, *id)) {
        let shows = lesson.shows(one, id);
        if shows != Shows::One(due) {
            return Err(format!(
                "{} has heard of every movement and shows {shows} instead of {}",
                warehouse(id),
                number(due)
            ));
        }
    }
    Ok(())
}

fn not_given_up(_: &VersionVectors, world: &World<VersionVectors>) -> Result<(), String> {
    match world.history().picks() {
        0 => Ok(()),
        _ => Err("a person kept one version, and gave up the movements of others".to_string()),
    }
}

fn not_oversold(lesson: &VersionVectors, world: &World<VersionVectors>) -> Result<(), String> {
    for (id, one) in all_warehouses(lesson, world) {
        if let Shows::One(stock @ ..0) = lesson.shows(one, id) {
            let (who, stock) = (warehouse(id), number(stock));
            return Err(format!("{who} shows {stock}: more was shipped than there was"));
        }
    }
    Ok(())
}

fn met(lesson: &VersionVectors, world: &World<VersionVectors>) -> Result<(), String> {
    match world.history().booked_at().is_some() && super::inspect::agree(lesson, world) {
        true => Ok(()),
        false => Err("the warehouses have not held the same yet".to_string()),
    }
}

fn groups(lesson: &VersionVectors, world: &World<VersionVectors>) -> Vec<Vec<NodeId>> {
    world.groups(lesson.ids(), |id| lesson.others(id).collect())
}

fn converged(lesson: &VersionVectors, world: &World<VersionVectors>) -> Result<(), String> {
    for group in groups(lesson, world) {
        let record = |id: NodeId| world.node(id).as_warehouse().map(|one| &one.record);
        for id in &group[1..] {
            let (Some(first), Some(other)) = (record(group[0]), record(*id)) else { continue };
            if first != other {
                let told = |record: &super::record::Record| {
                    format!("{} under {}", dots(&record.dots()), record.context())
                };
                let (a, b) = (warehouse(group[0]), warehouse(*id));
                return Err(format!("{a} holds {}, and {b} holds {}", told(first), told(other)));
            }
        }
    }
    Ok(())
}

fn stock(lesson: &VersionVectors, world: &World<VersionVectors>) -> Result<(), String> {
    if whole(lesson, world).is_err() {
        return Ok(());
    }
    let due = world.history().due(lesson.opening);
    for (id, one) in all_warehouses(lesson, world) {
        let shows = lesson.shows(one, id);
        if shows != Shows::One(due) {
            let (who, due) = (warehouse(id), number(due));
            return Err(format!("{who} shows {shows}, and the movements make it {due}"));
        }
    }
    Ok(())
}

fn whole(lesson: &VersionVectors, world: &World<VersionVectors>) -> Result<(), String> {
    not_given_up(lesson, world)?;
    match groups(lesson, world).as_slice() {
        [all] if all.len() == usize::from(lesson.warehouses) => Ok(()),
        _ => Err("a warehouse is down or cut off, and its movements with it".to_string()),
    }
}
