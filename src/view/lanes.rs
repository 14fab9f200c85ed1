//! Lanes, the axis, and the stretches in which a node or the network was not itself.

use super::marks;
use super::plot::{Plot, RAIL};
use super::scene::{Anchor, Group, Point, Shape, Target};
use super::spacetime::Axis;
use super::words::mark_target;
use crate::lesson::trace::{Stretch, StretchKind};
use crate::sim::time::NodeId;

/// Vertical lines at round values, their texts, and the rail.
pub fn axis(plot: &Plot<'_>) -> Vec<Shape> {
    let mut shapes = Vec::new();
    let (left, right) = (plot.scale.left, plot.scale.right);
    for (x, text) in plot.scale.ticks() {
        let (top, low) = (Point::new(x, RAIL), Point::new(x, plot.bottom()));
        shapes.push(Shape::line(top, low, "grid"));
        // A text at the right end is kept within the drawing.
        let anchor = match x > right - 16.0 {
            true => Anchor::End,
            false => Anchor::Middle,
        };
        let x = if anchor == Anchor::End { right + 10.0 } else { x };
        shapes.push(Shape::text(Point::new(x, 14.0), anchor, text, "tick"));
    }
    let name = match plot.options.axis {
        Axis::Time => "time",
        Axis::Steps => "event",
    };
    let at = Point::new(10.0, 14.0);
    shapes.push(Shape::text(at, Anchor::Start, name, "axis-name"));
    let (from, to) = (Point::new(left, RAIL), Point::new(right, RAIL));
    shapes.push(Shape::line(from, to, "rail"));
    shapes
}

/// Partitions as shaded bands over all lanes.
pub fn splits(plot: &Plot<'_>) -> Vec<Shape> {
    let mut shapes = Vec::new();
    for stretch in &plot.trace.stretches {
        if !matches!(stretch.kind, StretchKind::Cut(_)) {
            continue;
        }
        let Some((left, right)) = visible(plot, stretch) else {
            continue;
        };
        let record = plot.trace.record(stretch.from);
        let until = match stretch.to {
            Some(end) => format!(" until {}", plot.trace.record(end).time),
            None => " until the end".to_string(),
        };
        let mut inner = Vec::new();
        for (from, to, future) in halves(plot, stretch, left, right) {
            inner.push(Shape::Rect {
                at: Point::new(from, RAIL),
                width: to - from,
                height: plot.bottom() - RAIL,
                r: 0.0,
                class: if future { "split-band future" } else { "split-band" }.into(),
            });
        }
        if plot.scale.shows(plot.scale.x_event(plot.trace, stretch.from)) {
            inner.push(marks::cross(Point::new(left, RAIL), 4.0, "cross"));
        }
        let mut class = "split".to_string();
        let target = Target::Event(stretch.from);
        plot.states(&mut class, target, stretch.from, None);
        shapes.push(Shape::Group(Group {
            class: class.into(),
            target: Some(target),
            label: Some(format!("{}: {}{until}", record.time, record.text)),
            shapes: inner,
            ..Group::default()
        }));
    }
    shapes
}

/// The lane of every node.
pub fn lanes(plot: &Plot<'_>) -> Vec<Shape> {
    let mut of_node: Vec<Vec<&Stretch>> = vec![Vec::new(); plot.trace.cast.len()];
    for stretch in &plot.trace.stretches {
        if let StretchKind::Down(node) | StretchKind::Paused(node) = stretch.kind {
            of_node[node.index()].push(stretch);
        }
    }
    let ids = (0..).map(NodeId);
    ids.zip(&of_node).map(|(node, stretches)| Shape::Group(lane(plot, node, stretches))).collect()
}

fn lane(plot: &Plot<'_>, node: NodeId, stretches: &[&Stretch]) -> Group {
    let y = plot.lane(node);
    let mut shapes = Vec::new();
    if let Some(name) = plot.lane_name(node) {
        let at = Point::new(10.0, y + 4.0);
        shapes.push(Shape::text(at, Anchor::Start, name, "lane-name"));
    }
    let mut line = |from: f64, to: f64, class: &'static str| {
        if to > from {
            let (from, to) = (Point::new(from, y), Point::new(to, y));
            shapes.push(Shape::line(from, to, class));
        }
    };
    let mut free = plot.scale.left;
    let mut status = "";
    for stretch in stretches {
        let (down, word) = match stretch.kind {
            StretchKind::Paused(_) => (false, ", paused"),
            _ => (true, ", down"),
        };
        if stretch.from <= plot.cursor && stretch.to.is_none_or(|end| end > plot.cursor) {
            status = word;
        }
        let Some((left, right)) = visible(plot, stretch) else {
            continue;
        };
        line(free, left.max(free), "lane-line");
        for (from, to, future) in halves(plot, stretch, left.max(free), right) {
            let class = match (down, future) {
                (true, false) => "lane-line down",
                (true, true) => "lane-line down future",
                (false, false) => "lane-line paused",
                (false, true) => "lane-line paused future",
            };
            line(from, to, class);
        }
        free = free.max(right);
    }
    line(free, plot.scale.right, "lane-line");
    let mut class = "lane".to_string();
    let target = Target::Node(node);
    mark_target(&mut class, target, plot.options.selected, plot.options.hovered);
    Group {
        class: class.into(),
        target: Some(target),
        label: Some(format!("{}{status}", plot.trace.name(node))),
        shapes,
        ..Group::default()
    }
}

/// The visible part of a stretch, from where to where.
fn visible(plot: &Plot<'_>, stretch: &Stretch) -> Option<(f64, f64)> {
    let (left, right) = (plot.scale.left, plot.scale.right);
    let from = plot.scale.x_event(plot.trace, stretch.from);
    let to = match stretch.to {
        Some(end) => plot.scale.x_event(plot.trace, end),
        None => right,
    };
    let (from, to) = (from.max(left), to.min(right));
    (from <= to && from <= right && to >= left).then_some((from, to))
}

/// What of a stretch is past and what is to come.
fn halves(plot: &Plot<'_>, stretch: &Stretch, left: f64, right: f64) -> Vec<(f64, f64, bool)> {
    let now = match stretch.from > plot.cursor {
        true => left,
        false => plot.now.clamp(left.min(right), right),
    };
    let halves = [(left, now, false), (now, right, true)];
    halves.into_iter().filter(|(from, to, _)| to > from).collect()
}
