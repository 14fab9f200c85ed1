//! The script that plays the story of a conflict, and what its beats look for.

use super::message::Command;
use super::note::{Booking, Comparison, Note};
use super::params::Workload;
use super::protocol::{VersionVectors, Warehouse};
use super::vectors::Occurred;
use super::version::{Version, number};
use crate::lesson::{Cue, Moment};
use crate::sim::{Act, NodeId, Span, Time};

pub(super) type Now<'m> = Moment<'m, VersionVectors>;

pub(super) const A: NodeId = NodeId(0);
pub(super) const B: NodeId = NodeId(1);

/// What happens by default.
pub(super) fn script(lesson: &VersionVectors) -> Vec<Cue<VersionVectors>> {
    match lesson.workload {
        Workload::Scenario => scenario(lesson),
        Workload::Busy => busy(lesson),
        Workload::Empty => Vec::new(),
    }
}

fn ask(at: NodeId, command: Command) -> Act<VersionVectors> {
    Act::Command(at, command)
}

/// The writes before the conflict.
const WRITES: usize = 3;

/// A takes in two deliveries while B ships. A syncs; B finds the conflict and sends back what A
/// lacks; A tells the others. When all hold the same, the last warehouse ships something, and
/// once all have that, A syncs once more.
fn scenario(lesson: &VersionVectors) -> Vec<Cue<VersionVectors>> {
    let last = NodeId(lesson.warehouses - 1);
    let at = |ms: u64| Time(ms * 1_000);
    vec![
        Cue::at(at(10), ask(A, Command::Receive(20))),
        Cue::at(at(14), ask(B, Command::Ship(40))),
        Cue::at(at(18), ask(A, Command::Receive(10))),
        Cue::at(at(40), ask(A, Command::Sync)),
        Cue::once(heard_back, Span::ms(16), ask(A, Command::Sync)),
        Cue::once(settled, Span::ms(24), ask(last, Command::Ship(25))),
        Cue::once(move |now| wrote_on(now, last), Span::ms(16), ask(last, Command::Sync)),
        // So that everybody knows of everybody: nothing is left for a later round.
        Cue::once(|now| settled(now) && writes(now) > WRITES, Span::ms(20), ask(A, Command::Sync)),
    ]
}

/// Every warehouse books three movements, a little after the one before it; when all hold the
/// same, the first books one more.
fn busy(lesson: &VersionVectors) -> Vec<Cue<VersionVectors>> {
    const TURNS: u64 = 3;
    let mut cues = Vec::new();
    for turn in 0..TURNS {
        for id in lesson.ids() {
            let time = Time(10_000 + 300_000 * turn + 20_000 * u64::from(id.0));
            let command = match (turn + u64::from(id.0)) % 3 {
                2 => Command::Ship(3),
                _ => Command::Receive(5),
            };
            cues.push(Cue::at(time, ask(id, command)));
        }
    }
    let due = TURNS as usize * usize::from(lesson.warehouses);
    let all = move |now: &Now| settled(now) && writes(now) >= due;
    cues.push(Cue::once(all, Span::ms(50), ask(A, Command::Receive(5))));
    cues
}

/// The record of B, which had written something else, has just come to A.
fn heard_back(now: &Now) -> bool {
    compared(now).is_some_and(|(who, comparison)| {
        who == A && comparison.from == B && comparison.held.dots != comparison.had
    })
}

/// All warehouses have just come to hold the same, and something is written.
pub(super) fn settled(now: &Now) -> bool {
    compared(now).is_some()
        && now.world.history().booked_at().is_some()
        && super::inspect::agree(now.protocol, now.world)
}

/// Writes that were acknowledged.
fn writes(now: &Now) -> usize {
    now.world.history().acknowledged().count()
}

/// `who` has just written something after the conflict.
fn wrote_on(now: &Now, who: NodeId) -> bool {
    booked(now).is_some_and(|(at, _)| at == who) && writes(now) > WRITES
}

pub(super) fn compared<'m>(now: &Now<'m>) -> Option<(NodeId, &'m Comparison)> {
    now.notes().find_map(|(who, note)| match note {
        Note::Compared(comparison) => Some((who, comparison)),
        _ => None,
    })
}

pub(super) fn booked<'m>(now: &Now<'m>) -> Option<(NodeId, &'m Booking)> {
    now.notes().find_map(|(who, note)| match note {
        Note::Booked(booking) => Some((who, booking)),
        _ => None,
    })
}

pub(super) fn at<'m>(now: &Now<'m>, id: NodeId) -> &'m Warehouse {
    now.world.node(id).as_warehouse().expect("the first in the cast are warehouses")
}

/// The stocks that these versions say, with what tells how new each is.
pub(super) fn sides(now: &Now, id: NodeId) -> String {
    let record = &at(now, id).record;
    let one = |version: &&Version| {
        let tag = record.tag(version.dot);
        format!("{} by {} ({tag})", number(version.value.stock), version.by)
    };
    let all: Vec<String> = record.versions().iter().map(one).collect();
    super::version::listed(&all)
}

/// Two records that have just met, neither of whose warehouses had heard of all that the other
/// had.
pub(super) fn strangers<'m>(now: &Now<'m>) -> Option<(NodeId, &'m Comparison)> {
    let history = now.world.history();
    compared(now).filter(|(_, it)| {
        let (came, had) = (history.union(&it.came), history.union(&it.had));
        came.iter().any(|dot| !had.contains(dot)) && had.iter().any(|dot| !came.contains(dot))
    })
}

/// The stock that all the movements make of which `id` has heard.
pub(super) fn due_at(now: &Now, id: NodeId) -> i64 {
    let heard = now.world.history().heard(id);
    let all = now.world.history().movements();
    let known = all.iter().filter(|(dot, _)| heard.contains(dot));
    known.fold(now.protocol.opening, |stock, (_, delta)| stock.saturating_add(*delta))
}

/// Whether a comparison left its warehouse with more than one version, of which some came.
pub(super) fn conflict<'m>(now: &Now<'m>) -> Option<(NodeId, &'m Comparison)> {
    compared(now).filter(|(_, it)| it.found == Occurred::Concurrent && it.is_conflict())
}

/// "Both warehouses", "All 3 warehouses".
pub(super) fn everybody(now: &Now) -> String {
    match now.protocol.warehouses {
        2 => "Both warehouses".to_string(),
        many => format!("All {many} warehouses"),
    }
}
