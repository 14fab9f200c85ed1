//! Another run behind this one: what it did differently, thin and grey.

use super::fold;
use super::marks;
use super::plot::Plot;
use super::routes::{arc, between};
use super::scene::{Group, Point, Shape};
use super::spacetime::{Axis, Ghost};
use super::stroke::Stroke;
use crate::lesson::trace::{Ending, Letter, Record, RecordKind, Trace};
use crate::sim::time::NodeId;

/// At most so many arrows of the other run are drawn; of more, the first.
const ARROWS_MAX: usize = 600;
/// At most so many of its events.
const EVENTS_MAX: usize = 2_000;
/// Of what happens at one moment, so much is looked through for the same.
const TWINS_MAX: usize = 64;
const HEAD: f64 = 6.0;

/// What the other run did differently; `None` when nothing of it is visible.
pub fn ghost(plot: &Plot<'_>, ghost: &Ghost) -> Option<Group> {
    let other = &*ghost.trace;
    let mut shapes = Vec::new();
    let (arrows, losses) = arrows(plot, ghost);
    let marks = marks(plot, ghost);
    for (stroke, class) in
        [(arrows, "ghost-arrows"), (marks, "ghost-marks"), (losses, "ghost-crosses")]
    {
        if !stroke.is_empty() {
            shapes.push(Shape::path(stroke, class));
        }
    }
    let from = other.record(ghost.from);
    let label = format!("the other run, from event {} at {} on", ghost.from, from.time);
    (!shapes.is_empty()).then(|| Group {
        class: "ghost".into(),
        label: Some(label),
        shapes,
        ..Group::default()
    })
}

/// Where an event of the other run is on the axis of this one.
fn x_event(plot: &Plot<'_>, other: &Trace, at: u32) -> f64 {
    match plot.options.axis {
        Axis::Time => plot.scale.x(other.record(at).time.0 as f64),
        Axis::Steps => plot.scale.x(f64::from(at)),
    }
}

/// The first event of the other run that may be visible, and the one after the last.
fn visible(plot: &Plot<'_>, ghost: &Ghost) -> std::ops::Range<u32> {
    let (other, scale) = (&*ghost.trace, &plot.scale);
    let from = ghost.from.max(scale.events_until(other, scale.value(scale.left) - 1.0));
    from..scale.events_until(other, scale.value(scale.right)).max(from)
}

/// Its arrows, and crosses where its messages were lost.
fn arrows(plot: &Plot<'_>, ghost: &Ghost) -> (Stroke, Stroke) {
    let (other, scale) = (&*ghost.trace, &plot.scale);
    let (mut arrows, mut losses) = (Stroke::default(), Stroke::default());
    let events = visible(plot, ghost);
    let sent = other.letters.partition_point(|letter| letter.sent_by < events.end);
    let nodes = plot.trace.cast.len();
    let drawn = |letter: &&Letter| {
        let (from, to) = (letter.name.from.index(), letter.name.to.index());
        let (Ending::Arrived(end) | Ending::Lost(end, _)) = letter.ending else { return false };
        from < nodes
            && to < nodes
            && end >= events.start
            && fold::carries(plot, letter)
            && !is_same(plot.trace, other, letter)
    };
    for letter in other.letters[..sent].iter().filter(drawn).take(ARROWS_MAX) {
        let (end, lost) = match letter.ending {
            Ending::Arrived(event) => (event, false),
            Ending::Lost(event, _) => (event, true),
            Ending::Open(_) => continue,
        };
        let start = Point::new(x_event(plot, other, letter.sent_by), plot.lane(letter.name.from));
        let goal = Point::new(x_event(plot, other, end), plot.letter_end(letter));
        let way = match letter.name.from == letter.name.to {
            true => arc(plot, start, goal, lost),
            false => vec![start, goal],
        };
        let shown = between(&way, scale.left, scale.right);
        if shown.len() > 1 {
            arrows = arrows.and(Stroke::through(&shown));
        }
        match way.as_slice() {
            [.., tip] if !scale.shows(tip.x) => {}
            [.., tip] if lost => losses = marks::crossed(losses, *tip, 3.0),
            [.., before, tip] => arrows = arrows.and(head(*before, *tip)),
            _ => {}
        }
    }
    (arrows, losses)
}

/// Two short strokes.
fn head(before: Point, tip: Point) -> Stroke {
    let length = before.distance(tip).max(0.01);
    let (dx, dy) = ((tip.x - before.x) / length, (tip.y - before.y) / length);
    let side =
        |aside: f64| Point::new(tip.x - dx * HEAD - dy * aside, tip.y - dy * HEAD + dx * aside);
    Stroke::through(&[side(2.5), tip, side(-2.5)])
}

/// A short upright stroke on the lane for each of its events.
fn marks(plot: &Plot<'_>, ghost: &Ghost) -> Stroke {
    let other = &*ghost.trace;
    let mut last: Vec<i64> = vec![i64::MIN; plot.trace.cast.len()];
    let mut stroke = Stroke::default();
    let mut count = 0;
    for at in visible(plot, ghost) {
        let record = other.record(at);
        let shown = |node: &NodeId| node.index() < last.len() && plot.lanes.row(*node).is_some();
        let Some(node) = record.node.filter(shown) else { continue };
        let x = x_event(plot, other, at);
        // At most one to a unit of width.
        let column = x.round() as i64;
        let fresh = last[node.index()] != column && record.kind != RecordKind::Lost;
        if !fresh || !plot.scale.shows(x) || has(plot.trace, record) {
            continue;
        }
        last[node.index()] = column;
        stroke = stroke.moved(x, plot.lane(node) - 3.5).down(7.0);
        count += 1;
        if count == EVENTS_MAX {
            break;
        }
    }
    stroke
}

/// Whether this run has the same message, with the same end at the same time.
fn is_same(trace: &Trace, other: &Trace, letter: &Letter) -> bool {
    let end = |of: &Trace, letter: &Letter| match letter.ending {
        Ending::Arrived(event) => Some((of.record(event).time, None)),
        Ending::Lost(event, why) => Some((of.record(event).time, Some(why))),
        Ending::Open(_) => None,
    };
    let first = trace.letters.partition_point(|mine| mine.sent < letter.sent);
    let twins = trace.letters[first..].iter().take_while(|mine| mine.sent == letter.sent);
    let ends = end(other, letter);
    let mut twins =
        twins.take(TWINS_MAX).filter(|mine| mine.name == letter.name && mine.label == letter.label);
    twins.any(|mine| end(trace, mine) == ends)
}

/// Whether the same happens in this run at the same time.
fn has(trace: &Trace, record: &Record) -> bool {
    let time = record.time;
    let first = trace.records.partition_point(|mine| mine.time < time);
    let twins = trace.records[first..].iter().take_while(|mine| mine.time == time);
    twins.take(TWINS_MAX).any(|mine| mine.node == record.node && mine.text == record.text)
}
