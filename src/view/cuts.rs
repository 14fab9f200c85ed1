//! A cut across the lanes: a line that passes every lane right after the last event inside.

use super::lanes::DIFFERS_WIDE;
use super::plot::{Plot, RAIL};
use super::scene::{Anchor, Grip, Group, Point, Shape};
use super::stroke::Stroke;
use super::words::{Face, text_width};
use crate::lesson::cut::Cut;
use crate::sim::time::NodeId;

/// The cut passes at most so far right of the last event inside.
const BESIDE: f64 = 14.0;
/// A handle is caught within this distance of its middle.
const CATCH: f64 = 11.0;
const HANDLE: f64 = 5.0;
/// The line crosses each lane at a right angle, for so much of the gap between lanes.
const UPRIGHT: f64 = 0.22;
const TEXT_SIZE: f64 = 10.0;

/// The cut with its handles and its verdict; `None` when there is no cut.
pub fn cut(plot: &Plot<'_>) -> Option<Group> {
    let cut = plot.options.cut.as_ref()?;
    let judged = plot.focus.judged.as_ref()?;
    let places = places(plot, cut);
    let (class, text) = match judged.consistent {
        true => ("cut consistent", "consistent"),
        false => ("cut inconsistent", "not consistent"),
    };
    let sentence = judged.sentence(plot.trace);
    let d: String = line(plot, &places).into();
    let mut shapes = vec![Shape::Group(Group {
        class: "cut-whole".into(),
        label: Some(sentence.clone()),
        grip: Some(Grip::Line),
        shapes: vec![Shape::path(d.clone(), "hit"), Shape::path(d, "cut-path")],
        ..Group::default()
    })];
    let shown = places.iter().filter(|(_, x)| plot.scale.shows(*x));
    shapes.extend(shown.map(|(node, x)| handle(plot, cut, *node, *x)));
    let foot = places.last().map_or(plot.scale.left, |(_, x)| *x);
    let foot = foot.clamp(plot.scale.left, plot.scale.right);
    let width = text_width(text, TEXT_SIZE, Face::Sans) + 6.0;
    // Left of the line if there is room beside what is said of the run that differs.
    let differs = plot.options.differs.map(|at| plot.scale.x_event(plot.trace, at));
    let taken = |x: f64| foot > x && foot - width < x + DIFFERS_WIDE;
    let left = foot - width > plot.scale.left && !differs.is_some_and(taken);
    let beside = match differs.filter(|x| taken(*x)) {
        Some(x) => (x + DIFFERS_WIDE).max(foot) + 6.0,
        None => foot + 6.0,
    };
    let both = differs.map_or(foot, |x| foot.min(x - DIFFERS_WIDE)).max(plot.scale.left + width);
    let (x, anchor) = match left {
        true => (foot - 6.0, Anchor::End),
        // At the right edge there is no room beside it either: then left of both.
        false if beside + width > plot.scale.right => (both - 6.0, Anchor::End),
        false => (beside, Anchor::Start),
    };
    let at = Point::new(x, plot.bottom() - 2.0);
    shapes.push(Shape::text(at, anchor, text, "cut-text"));
    Some(Group { class: class.into(), label: Some(sentence), shapes, ..Group::default() })
}

fn handle(plot: &Plot<'_>, cut: &Cut, node: NodeId, x: f64) -> Shape {
    let circle = |r: f64, class: &'static str| Shape::Circle {
        at: Point::default(),
        r: r.min(plot.gap / 2.0),
        class: class.into(),
    };
    let name = plot.trace.name(node);
    Shape::Group(Group {
        at: Point::new(x, plot.lane(node)),
        class: "cut-handle".into(),
        label: Some(format!("cut at {name}: after event {}", cut.event(node))),
        grip: Some(Grip::Cut(node)),
        shapes: vec![circle(CATCH, "catch"), circle(HANDLE, "cut-knob")],
        ..Group::default()
    })
}

/// Where the cut passes each lane: right of the last event inside, halfway to the next one of
/// that lane when that is near.
fn places(plot: &Plot<'_>, cut: &Cut) -> Vec<(NodeId, f64)> {
    let trace = plot.trace;
    let nodes = trace.cast.len();
    let mut next: Vec<Option<u32>> = vec![None; nodes];
    let mut open = nodes;
    let ids = (0..).map(NodeId).take(nodes);
    let first = ids.clone().map(|node| cut.event(node)).min().unwrap_or(0);
    for at in first + 1..=trace.last() {
        let Some(node) = trace.record(at).node else { continue };
        if at > cut.event(node) && next[node.index()].is_none() {
            next[node.index()] = Some(at);
            open -= 1;
            if open == 0 {
                break;
            }
        }
    }
    let x = |at: u32| plot.scale.x_event(trace, at);
    let place = |(node, next): (NodeId, Option<u32>)| {
        let last = x(cut.event(node));
        let room = next.map_or(f64::INFINITY, |next| (x(next) - last) / 2.0);
        (node, last + room.min(BESIDE))
    };
    let shown = ids.zip(next).filter(|(node, _)| plot.lanes.row(*node).is_some());
    shown.map(place).collect()
}

/// From the rail to the foot, upright where it crosses a lane, within the window.
fn line(plot: &Plot<'_>, places: &[(NodeId, f64)]) -> Stroke {
    let inside = |x: f64| x.clamp(plot.scale.left, plot.scale.right);
    let up = (plot.gap * UPRIGHT).min(9.0);
    let mut points = Vec::with_capacity(2 * places.len() + 2);
    for (row, (node, x)) in places.iter().enumerate() {
        let y = plot.lane(*node);
        let first = points.is_empty().then_some(RAIL);
        let last = (row + 1 == places.len()).then_some(plot.bottom());
        points.push(Point::new(inside(*x), first.unwrap_or(y - up)));
        points.push(Point::new(inside(*x), last.unwrap_or(y + up)));
    }
    Stroke::through(&points)
}
