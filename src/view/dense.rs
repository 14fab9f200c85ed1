//! Too many events to tell apart: what happened on a lane as ticks, what arrived there as bars.

use super::plot::{Plot, relation_class};
use super::scene::Shape;
use super::words::look_class;
use crate::lesson::trace::{Ending, Letter, RecordKind, Relation};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

/// The width of a column of bars.
const COLUMN: f64 = 3.0;

/// Ticks for `events`: at most one to a unit of width on each lane.
pub fn ticks(plot: &Plot<'_>, events: impl Iterator<Item = u32>) -> Vec<Shape> {
    // One path to a lane and state, so that ten thousand events are a handful of elements.
    let mut paths: BTreeMap<(i64, bool, &'static str, bool), BTreeSet<i64>> = BTreeMap::new();
    for event in events {
        let place = plot.place(event);
        let state = relation_class(plot.relation(event));
        let lost = plot.trace.record(event).kind == RecordKind::Lost;
        let key = (place.y.round() as i64, event > plot.cursor, state, lost);
        paths.entry(key).or_default().insert(place.x.round() as i64);
    }
    let high = (plot.gap * 0.3).clamp(2.0, 7.0);
    let mut shapes = Vec::with_capacity(paths.len());
    for ((y, future, state, lost), columns) in paths {
        let mut d = String::with_capacity(columns.len() * 12);
        let top = y as f64 - high / 2.0;
        for x in columns {
            let _ = write!(d, "M{x} {top:.1}v{high:.1}");
        }
        let lost = if lost { " lost" } else { "" };
        let future = if future { " future" } else { "" };
        shapes.push(Shape::path(d, format!("ticks{lost}{future}{state}")));
    }
    shapes
}

/// Bars for `letters`: how many end at a lane in each column, by look, or lost.
pub fn density<'l>(plot: &Plot<'_>, letters: impl Iterator<Item = &'l Letter>) -> Vec<Shape> {
    type Key = (u16, bool, &'static str);
    let mut bars: BTreeMap<Key, BTreeMap<i64, u32>> = BTreeMap::new();
    let mut most = 1;
    for letter in letters {
        let (event, class) = match letter.ending {
            Ending::Arrived(event) => (event, look_class(letter.look)),
            Ending::Lost(event, _) => (event, "lost"),
            Ending::Open(_) => continue,
        };
        let x = plot.scale.x_event(plot.trace, event);
        if !plot.scale.shows(x) {
            continue;
        }
        let key = (letter.name.to.0, event > plot.cursor, class);
        let column = (x / COLUMN).floor() as i64;
        let count = bars.entry(key).or_default().entry(column).or_default();
        *count += 1;
        most = most.max(*count);
    }
    let highest = plot.gap * 0.55;
    let mut shapes = Vec::with_capacity(bars.len());
    for ((node, future, class), columns) in bars {
        let lane = plot.lane(crate::sim::time::NodeId(node));
        let mut d = String::with_capacity(columns.len() * 16);
        for (column, count) in columns {
            let x = column as f64 * COLUMN + COLUMN / 2.0 + shift(class);
            let high = (highest * f64::from(count) / f64::from(most)).max(1.0);
            let _ = write!(d, "M{x:.1} {:.1}v{:.1}", lane - 3.0, -high);
        }
        let future = if future { " future" } else { "" };
        shapes.push(Shape::path(d, format!("density {class}{future}")));
    }
    shapes
}

/// Bars of one column stand side by side rather than in front of each other.
fn shift(class: &str) -> f64 {
    match class {
        "look-request" => -0.9,
        "look-answer" => -0.3,
        "look-question" => 0.3,
        _ => 0.9,
    }
}

/// Of many, those worth drawing one by one: what the reader looks at.
pub fn matters(plot: &Plot<'_>, event: u32) -> bool {
    event == plot.cursor || plot.relation(event) == Some(Relation::Same)
}
