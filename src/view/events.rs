//! Events on the space-time diagram: a sign on the lane for each, and a red line where a
//! property was first found broken.

use super::marks;
use super::plot::{Plot, RAIL};
use super::scene::{Group, Point, Shape, Target};
use super::stroke::Stroke;
use super::words;
use crate::lesson::trace::{Look, Record, RecordKind, Relation, Standing, StretchKind};
use crate::sim::sorted::SortedMap;

/// What an event begins or ends, by its number.
pub type Turns = SortedMap<u32, Turn>;

/// What an event begins or ends.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum Turn {
    /// A node stops or links are cut.
    Breaks,
    /// A node pauses.
    Pauses,
    /// A node's clock is set wrong.
    Skews,
    /// A node's disk is set to another speed.
    Slows,
    /// A node, its clock, its disk or the network is itself again.
    Mends,
}

/// What the stretches of a run begin and end with.
pub fn turns(plot: &Plot<'_>) -> Turns {
    let mut turns = Turns::new();
    for stretch in &plot.trace.stretches {
        if let Some(end) = stretch.to {
            turns.entry(end).or_insert(Turn::Mends);
        }
    }
    // A crash also ends a pause; what begins says more than what ends.
    for stretch in &plot.trace.stretches {
        let turn = match stretch.kind {
            StretchKind::Paused(_) => Turn::Pauses,
            StretchKind::Skewed(_) => Turn::Skews,
            StretchKind::Slow(_) => Turn::Slows,
            StretchKind::Down(_) | StretchKind::Cut(_) => Turn::Breaks,
        };
        turns.insert(stretch.from, turn);
    }
    turns
}

/// The sign of event `at`; with its label in words when `labelled`.
pub fn event(plot: &Plot<'_>, at: u32, turns: &Turns, label: Option<String>) -> Group {
    let record = plot.trace.record(at);
    let look = look(plot, record);
    let mut class = format!("event {}", words::kind_class(record.kind));
    if let Some(look) = look {
        class.push(' ');
        class.push_str(words::look_class(look));
    }
    let mut shapes = Vec::new();
    if at == plot.cursor {
        class.push_str(" now");
        shapes.push(marks::disc(8.5, "event-now"));
    }
    if plot.relation(at) == Some(Relation::Same) {
        shapes.push(marks::disc(11.5, "event-selected"));
    }
    if plot.focus.compares(at) {
        shapes.push(marks::frame(10.5, "event-compared"));
    }
    let r = (plot.gap * 0.2).clamp(1.6, 4.0);
    shapes.push(sign(record.kind, look, turns.get(&at).copied(), r));
    let crashed = record.kind != RecordKind::Fault && turns.get(&at) == Some(&Turn::Breaks);
    if crashed {
        // It crashed in the middle of the step.
        shapes.push(marks::cross(Point::default(), r * 1.6, "cross"));
    }
    let target = Target::Event(at);
    plot.states(&mut class, target, at, plot.relation(at));
    Group {
        at: plot.place(at),
        class: class.into(),
        target: Some(target),
        label,
        shapes,
        ..Group::default()
    }
}

/// What an event is about: the message that came, or the first one that left.
fn look(plot: &Plot<'_>, record: &Record) -> Option<Look> {
    let message = record.message.or_else(|| record.sent.first().copied())?;
    let letter = plot.trace.letters.get(message as usize)?;
    Some(letter.look)
}

fn sign(kind: RecordKind, look: Option<Look>, turn: Option<Turn>, r: f64) -> Shape {
    let here = Point::default();
    match (kind, turn) {
        (RecordKind::Fault, Some(Turn::Mends)) => marks::tick(r * 1.2, "mark tick"),
        (RecordKind::Fault, Some(Turn::Pauses)) => marks::bars(here, r * 1.3, "pause"),
        (RecordKind::Fault, Some(Turn::Breaks)) => marks::cross(here, r * 1.4, "cross"),
        (RecordKind::Fault, Some(Turn::Skews)) => marks::clock(r * 1.4, "mark clock"),
        (RecordKind::Fault, Some(Turn::Slows)) => marks::disk(r * 1.4, "mark clock"),
        // It breaks later, or had no effect.
        (RecordKind::Fault, None) => marks::square(r * 0.9, "mark"),
        (RecordKind::Lost, _) => marks::cross(here, r, "cross"),
        (RecordKind::Deliver, _) => marks::look_mark(look.unwrap_or(Look::Request), r),
        (RecordKind::Timer, _) => marks::disc(r * 0.9, "mark"),
        (RecordKind::Forced, _) => marks::bar(r, "mark"),
        (RecordKind::Command | RecordKind::Fate, _) => marks::square(r * 0.9, "mark"),
        (RecordKind::Start, _) => {
            Shape::path(Stroke::default().moved(0.0, -r * 1.4).down(r * 2.8), "mark")
        }
    }
}

/// The red line where properties were first found broken; `None` when none was.
pub fn broken(plot: &Plot<'_>, at: u32) -> Option<Group> {
    let record = plot.trace.record(at);
    if record.breaks.is_empty() {
        return None;
    }
    let place = plot.place(at);
    let (top, low) = match record.node {
        Some(node) => (plot.lane(node) - plot.gap * 0.45, plot.lane(node) + plot.gap * 0.4),
        None => (RAIL, plot.bottom()),
    };
    let says = |number: &u32| {
        let verdict = plot.trace.verdicts.get(*number as usize)?;
        let why = match &verdict.standing {
            Standing::Broken(_, why) => why.as_str(),
            _ => "",
        };
        Some(format!("broken at event {at}: {}. {why}", verdict.name))
    };
    let label: Vec<String> = record.breaks.iter().filter_map(says).collect();
    let mut class = "break".to_string();
    let target = Target::Event(at);
    plot.states(&mut class, target, at, None);
    let end = Point::new(0.0, low.min(plot.bottom() - 4.0));
    Some(Group {
        at: Point::new(place.x, 0.0),
        class: class.into(),
        target: Some(target),
        label: Some(label.join(" ")),
        shapes: vec![
            Shape::line(Point::new(0.0, top), end, "break-line"),
            marks::cross(end, 4.0, "cross"),
        ],
        ..Group::default()
    })
}
