//! Too many events to tell apart: what happened on a lane as ticks, what arrived there as bars.

use super::plot::{Plot, relation_class};
use super::scene::Shape;
use super::stroke::Stroke;
use super::words::look_class;
use crate::lesson::trace::{Ending, Letter, RecordKind, Relation};
use crate::sim::sorted::SortedMap;

/// The width of a column of bars.
const COLUMN: f64 = 3.0;

/// Ticks for `events`: at most one to a unit of width on each lane.
pub fn ticks(plot: &Plot<'_>, events: &[u32]) -> Vec<Shape> {
    // One path to a lane and state, so that ten thousand events are a handful of elements.
    type Key = (i64, bool, &'static str, bool);
    let mut paths: SortedMap<Key, Vec<i64>> = SortedMap::new();
    for event in events {
        let place = plot.place(*event);
        let state = relation_class(plot.relation(*event));
        let lost = plot.trace.record(*event).kind == RecordKind::Lost;
        let key = (place.y.round() as i64, *event > plot.cursor, state, lost);
        let columns = paths.entry(key).or_default();
        // In order of events, so equal ones are neighbours.
        let column = place.x.round() as i64;
        if columns.last() != Some(&column) {
            columns.push(column);
        }
    }
    let high = (plot.gap * 0.3).clamp(2.0, 7.0);
    let mut shapes = Vec::with_capacity(paths.len());
    for ((y, future, state, lost), columns) in paths {
        let mut d = Stroke::with_capacity(columns.len());
        let top = y as f64 - high / 2.0;
        for x in columns {
            d = d.moved(x as f64, top).down(high);
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
    let mut bars: SortedMap<Key, Vec<u32>> = SortedMap::new();
    let columns = ((plot.scale.right - plot.scale.left) / COLUMN) as usize + 1;
    let mut most = 1;
    for letter in letters {
        let (event, class) = match letter.ending {
            Ending::Arrived(event) => (event, look_class(letter.look)),
            Ending::Lost(event, _) => (event, "lost"),
            Ending::Open(_) => continue,
        };
        let x = plot.scale.x_event(plot.trace, event);
        if !plot.scale.shows(x) || plot.lanes.row(letter.name.to).is_none() {
            continue;
        }
        let key = (letter.name.to.0, event > plot.cursor, class);
        let counts = bars.entry(key).or_insert_with(|| vec![0; columns]);
        let column = ((x - plot.scale.left) / COLUMN) as usize;
        let count = &mut counts[column.min(columns - 1)];
        *count += 1;
        most = most.max(*count);
    }
    let highest = plot.gap * 0.55;
    let mut shapes = Vec::with_capacity(bars.len());
    for ((node, future, class), counts) in bars {
        let lane = plot.lane(crate::sim::time::NodeId(node));
        let mut d = Stroke::default();
        for (column, count) in counts.iter().enumerate().filter(|(_, count)| **count > 0) {
            let x = plot.scale.left + (column as f64 + 0.5) * COLUMN + shift(class);
            let high = (highest * f64::from(*count) / f64::from(most)).max(1.0);
            d = d.moved(x, lane - 3.0).down(-high);
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
