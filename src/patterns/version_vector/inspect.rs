//! A warehouse and a clerk as cards.

use super::clerk::Clerk;
use super::note::Shows;
use super::params::{Context, Resolve};
use super::properties::{all_warehouses, knows_all};
use super::protocol::{Node, VersionVectors, Warehouse};
use super::record::{Kind, Record};
use super::resolve::merge_movements;
use super::version::{
    Vector, Version, dots, dotted, letter, listed, number, signed, versions, warehouse,
};
use crate::lesson::{Card, Cell, Keep, Lasting, Row, Tone, clock_cells};
use crate::sim::{NodeId, Status, World};

/// Whether all warehouses have the same record.
pub(super) fn agree(lesson: &VersionVectors, world: &World<VersionVectors>) -> bool {
    let mut all = all_warehouses(lesson, world).map(|(_, one)| &one.record);
    let first = all.next();
    all.all(|record| Some(record) == first)
}

/// Whether a warehouse has not heard of everything yet, waits for a person, or shows something
/// wrong.
fn tone(lesson: &VersionVectors, world: &World<VersionVectors>, node: NodeId) -> Tone {
    let Some(it) = world.node(node).as_warehouse() else { return Tone::Plain };
    let due = world.history().due(lesson.opening);
    let given_up = world.history().picks() > 0;
    match (knows_all(world, node), lesson.shows(it, node)) {
        (false, _) | (_, Shows::Open(_)) => Tone::Warn,
        (true, Shows::One(..0)) => Tone::Bad,
        (true, Shows::One(stock)) if stock == due || given_up => Tone::Good,
        (true, Shows::One(_)) => Tone::Bad,
    }
}

/// The vector of a record; without vectors the version.
fn short(record: &Record) -> String {
    match &record.kind {
        Kind::Newest(_) => record.dots().first().map_or("–".to_string(), |dot| dotted(*dot)),
        Kind::Vectors(_) | Kind::Dotted(_) => record.context().short(),
    }
}

pub(super) fn badge(
    lesson: &VersionVectors,
    world: &World<VersionVectors>,
    node: NodeId,
) -> (String, Tone) {
    match world.node(node) {
        Node::Warehouse(it) => (short(&it.record), tone(lesson, world, node)),
        Node::Clerk(clerk) => match &clerk.read {
            None => ("unread".to_string(), Tone::Plain),
            Some(read) if read.versions.is_empty() => ("opening".to_string(), Tone::Plain),
            Some(read) if read.context.counts.0.is_empty() => (dots(&read.versions), Tone::Plain),
            Some(read) => (read.context.short(), Tone::Plain),
        },
    }
}

/// A vector as cells, the entry of `own` marked.
fn cells(vector: &Vector, own: NodeId, keep: Keep) -> Vec<Cell> {
    let about = |id: NodeId, count: u64| match count {
        0 => format!("no write that {} coordinated has been heard of", warehouse(id)),
        1 => format!("the first write that {} coordinated has been heard of", warehouse(id)),
        _ => format!("{count} writes that {} coordinated have been heard of", warehouse(id)),
    };
    let entries = (0..).map(NodeId).zip(vector.entries());
    clock_cells(entries, own, keep, |id| letter(id).to_string(), about)
}

/// A node for the inspector.
pub(super) fn card(lesson: &VersionVectors, world: &World<VersionVectors>, node: NodeId) -> Card {
    let status = world.seat(node).status;
    let mut card = match world.node(node) {
        Node::Warehouse(it) => of_warehouse(lesson, world, it, node),
        Node::Clerk(clerk) => of_clerk(lesson, clerk),
    };
    if status == Status::Down {
        // What a crash lost is gone; only the disk is left.
        card.rows.retain(|row| row.keep == Keep::Durable);
        card.tone = Tone::Bad;
    }
    card
}

fn of_warehouse(
    lesson: &VersionVectors,
    world: &World<VersionVectors>,
    it: &Warehouse,
    me: NodeId,
) -> Card {
    let (record, means) = (&it.record, tone(lesson, world, me));
    let shows = lesson.shows(it, me);
    let all = record.versions();
    let stock = match (all.len(), &shows) {
        (0, _) => format!("{shows}, as at the opening"),
        (1, _) => shows.to_string(),
        (many, Shows::One(_)) => format!("{shows}, of {}", versions(many)),
        (_, Shows::Open(_)) => format!("{shows}: a person has to decide"),
    };
    let mut rows = vec![Row::durable("stock", stock).tone(means)];
    let vectors = !matches!(record.kind, Kind::Newest(_));
    let stage = if vectors { cells(&record.context(), me, Keep::Durable) } else { Vec::new() };
    if vectors {
        rows.push(Row::durable("heard of", record.context()).cells(stage.clone()));
    }
    for version in &all {
        let (name, tag) = (dotted(version.dot), record.tag(version.dot));
        let at = if tag == name { String::new() } else { format!(", at {tag}") };
        let text = format!("{}, by {}{at}", number(version.value.stock), version.by);
        let row = Row::durable(&format!("version {name}"), text);
        let own = match &record.kind {
            Kind::Vectors(siblings) if all.len() > 1 => {
                let it = siblings.iter().find(|one| one.version.dot == version.dot);
                it.map(|one| record.vector(&one.vector.0))
            }
            _ => None,
        };
        rows.push(match own {
            Some(vector) => {
                let mut cells = cells(&vector, version.dot.who, Keep::Durable);
                cells.push(Cell {
                    keep: Keep::Durable,
                    ..Cell::new("stock", number(version.value.stock))
                });
                row.cells(cells)
            }
            None => row,
        });
    }
    let known = merge_movements(lesson.opening, &all).movements;
    let known: Vec<String> =
        known.iter().map(|(dot, delta)| format!("{} {}", dotted(*dot), signed(*delta))).collect();
    rows.push(Row::durable(
        "movements",
        if known.is_empty() { "none".into() } else { known.join(", ") },
    ));
    rows.push(Row::durable("writes it has coordinated", it.counted));
    if lesson.sync.is_some() {
        let now = it.revision();
        let has = lesson.others(me).filter(|id| it.known.get(id) == Some(&now));
        let has: Vec<String> = has.map(|id| letter(id).to_string()).collect();
        let has = if has.is_empty() { "nobody".to_string() } else { listed(&has) };
        rows.push(Row::volatile("known to have this record", has));
    }
    let line = match all.len() {
        0 | 1 => format!("stock {shows}"),
        many => format!("stock {shows} ({})", versions(many)),
    };
    let tone = if means == Tone::Good { Tone::Plain } else { means };
    Card { line, tone, rows, cells: stage, ..Card::default() }
}

fn of_clerk(lesson: &VersionVectors, clerk: &Clerk) -> Card {
    let Some(read) = &clerk.read else {
        let rows = vec![Row::volatile("has read", "nothing")];
        return Card { line: "has read nothing".to_string(), rows, ..Card::default() };
    };
    let stock = match &read.value {
        Some(value) => number(value.stock),
        None => "versions in conflict".to_string(),
    };
    let mut rows = vec![Row::volatile("has read", format!("{stock} at {}", warehouse(read.at)))];
    if !read.versions.is_empty() {
        rows.push(Row::volatile("versions", dots(&read.versions)));
    }
    let says = match (lesson.context, &read.value, lesson.resolve) {
        (Context::Omit, ..) => "nothing",
        (_, None, Resolve::KeepSiblings) => "nothing, until somebody decides",
        _ => "what it has read",
    };
    rows.push(Row::volatile("a write will say it replaces", says));
    let mut stage = Vec::new();
    if !read.context.counts.0.is_empty() {
        // A clerk has no entry of its own.
        let nobody = NodeId(u16::MAX);
        stage = cells(&read.context, nobody, Keep::Volatile);
        rows.push(Row::volatile("context", &read.context).cells(stage.clone()));
    }
    Card { line: format!("has read {stock}"), rows, cells: stage, ..Card::default() }
}

/// Versions side by side.
pub(super) fn lasting(
    lesson: &VersionVectors,
    world: &World<VersionVectors>,
    node: NodeId,
) -> Vec<Lasting> {
    let Some(it) = world.node(node).as_warehouse() else { return Vec::new() };
    let all = it.record.versions();
    if all.len() < 2 {
        return Vec::new();
    }
    let strand = |version: &&Version| {
        let (name, tag) = (dotted(version.dot), it.record.tag(version.dot));
        let at = if tag == name { String::new() } else { format!(" {tag}") };
        format!("{}: {name}{at}, {}", number(version.value.stock), version.by)
    };
    let tone = match lesson.shows(it, node) {
        Shows::One(_) => Tone::Active,
        Shows::Open(_) => Tone::Warn,
    };
    let strands = all.iter().map(strand).collect();
    vec![Lasting { words: versions(all.len()), tone, strands }]
}
