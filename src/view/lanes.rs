//! Lanes, the axis, and the stretches in which a node or the network was not itself.

use super::marks;
use super::plot::{Plot, RAIL};
use super::scene::{Anchor, Group, Point, Shape, Target};
use super::spacetime::Axis;
use super::stroke::Stroke;
use crate::lesson::trace::{Stretch, StretchKind};
use crate::sim::time::NodeId;

/// At most so many one-way links of a cut are drawn one by one.
const ONE_WAY_MAX: usize = 4;

/// The width of the flag where this run differs from another.
pub const DIFFERS_WIDE: f64 = 51.0;

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
        let StretchKind::Cut(pairs) = &stretch.kind else { continue };
        let Some((left, right)) = visible(plot, stretch) else {
            continue;
        };
        let record = plot.trace.record(stretch.from);
        let until = match stretch.to {
            Some(end) => format!(" until {}", plot.trace.record(end).time),
            None => " until the end".to_string(),
        };
        let one_way = one_way(pairs);
        let (top, low) = match lanes_of(plot, &one_way) {
            // What goes one way only is a matter of these lanes.
            Some(lanes) if one_way.len() == pairs.len() => lanes,
            _ => (RAIL, plot.bottom()),
        };
        let mut inner = Vec::new();
        for (from, to, future) in halves(plot, stretch, left, right) {
            inner.push(Shape::Rect {
                at: Point::new(from, top),
                width: to - from,
                height: low - top,
                r: 0.0,
                class: if future { "split-band future" } else { "split-band" }.into(),
            });
        }
        if plot.scale.shows(plot.scale.x_event(plot.trace, stretch.from)) {
            inner.push(marks::cross(Point::new(left, RAIL), 4.0, "cross"));
            inner.extend(cut_arrows(plot, &one_way, left));
        }
        let mut class = match one_way.is_empty() {
            true => "split".to_string(),
            false => "split one-way".to_string(),
        };
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

/// The links of a cut that still carry the other way.
fn one_way(pairs: &[(NodeId, NodeId)]) -> Vec<(NodeId, NodeId)> {
    pairs.iter().filter(|(a, b)| !pairs.contains(&(*b, *a))).copied().collect()
}

/// The band of all lanes between which these links are.
fn lanes_of(plot: &Plot<'_>, pairs: &[(NodeId, NodeId)]) -> Option<(f64, f64)> {
    let nodes = || pairs.iter().flat_map(|(a, b)| [*a, *b]);
    let reach = plot.gap * 0.3;
    Some((plot.lane(nodes().min()?) - reach, plot.lane(nodes().max()?) + reach))
}

/// An arrow for each link that is cut in one direction, with a cross before its head.
fn cut_arrows(plot: &Plot<'_>, pairs: &[(NodeId, NodeId)], left: f64) -> Option<Shape> {
    let mut stroke = Stroke::default();
    for (k, (from, to)) in pairs.iter().take(ONE_WAY_MAX).enumerate() {
        let x = left + 7.0 + 7.0 * k as f64;
        let (start, tip) = (Point::new(x, plot.lane(*from)), Point::new(x, plot.lane(*to)));
        let back = tip.y - (tip.y - start.y).signum() * 5.0;
        stroke = stroke.moved(x, start.y).to(x, tip.y);
        stroke = stroke.moved(x - 3.0, back).to(x, tip.y).to(x + 3.0, back);
        stroke = marks::crossed(stroke, start.toward(tip, 0.6), 3.0);
    }
    (!stroke.is_empty() && left + 14.0 < plot.scale.right).then(|| Shape::path(stroke, "cut-arrow"))
}

/// Where this run first differs from another.
pub fn differs(plot: &Plot<'_>) -> Option<Shape> {
    let at = plot.options.differs.filter(|at| *at <= plot.trace.last())?;
    let x = plot.scale.x_event(plot.trace, at);
    if !plot.scale.shows(x) {
        return None;
    }
    let (low, width, high) = (plot.bottom(), DIFFERS_WIDE, 13.0);
    // At the right end the flag hangs to the left.
    let side = if x + width > plot.scale.right { -1.0 } else { 1.0 };
    let cloth = Stroke::default().moved(0.0, low - high).right(side * width).down(high);
    let anchor = if side > 0.0 { Anchor::Start } else { Anchor::End };
    let text = Point::new(side * 4.0, low - 3.5);
    Some(Shape::Group(Group {
        at: Point::new(x, 0.0),
        class: "differs".into(),
        target: Some(Target::Event(at)),
        label: Some(format!("from event {at} on, this run differs from the one before")),
        shapes: vec![
            Shape::line(Point::new(0.0, RAIL), Point::new(0.0, low), "differs-line"),
            Shape::path(cloth.right(-side * width).closed(), "differs-flag"),
            Shape::text(text, anchor, "differs", "differs-text"),
        ],
        ..Group::default()
    }))
}

/// The lane of every node.
pub fn lanes(plot: &Plot<'_>) -> Vec<Shape> {
    let mut of_node: Vec<Vec<&Stretch>> = vec![Vec::new(); plot.trace.cast.len()];
    for stretch in &plot.trace.stretches {
        if let StretchKind::Down(node) | StretchKind::Paused(node) | StretchKind::Skewed(node) =
            stretch.kind
        {
            of_node[node.index()].push(stretch);
        }
    }
    let shown = plot.lanes.all();
    shown.map(|node| Shape::Group(lane(plot, node, &of_node[node.index()]))).collect()
}

fn lane(plot: &Plot<'_>, node: NodeId, stretches: &[&Stretch]) -> Group {
    let y = plot.lane(node);
    let mut shapes = Vec::new();
    if let Some(name) = plot.lane_name(node) {
        let at = Point::new(10.0, y + 4.0);
        shapes.push(Shape::text(at, Anchor::Start, name, "lane-name"));
    }
    let mut free = plot.scale.left;
    let mut status = String::new();
    for stretch in stretches {
        let (down, word) = match stretch.kind {
            StretchKind::Skewed(_) => (false, ", its clock is not true"),
            StretchKind::Paused(_) => (false, ", paused"),
            _ => (true, ", down"),
        };
        if stretch.from <= plot.cursor && stretch.to.is_none_or(|end| end > plot.cursor) {
            status.push_str(word);
        }
        if matches!(stretch.kind, StretchKind::Skewed(_)) {
            shapes.extend(skew(plot, stretch, y));
            continue;
        }
        let mut line = |from: f64, to: f64, class: &'static str| {
            if to > from {
                let (from, to) = (Point::new(from, y), Point::new(to, y));
                shapes.push(Shape::line(from, to, class));
            }
        };
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
    if plot.scale.right > free {
        let (from, to) = (Point::new(free, y), Point::new(plot.scale.right, y));
        shapes.push(Shape::line(from, to, "lane-line"));
    }
    let mut class = "lane".to_string();
    let target = Target::Node(node);
    plot.focus.mark(&mut class, target);
    Group {
        class: class.into(),
        target: Some(target),
        label: Some(format!("{}{status}", plot.trace.name(node))),
        shapes,
        ..Group::default()
    }
}

/// A second line above the lane of a node whose clock is not true.
fn skew(plot: &Plot<'_>, stretch: &Stretch, lane: f64) -> Vec<Shape> {
    let Some((left, right)) = visible(plot, stretch) else { return Vec::new() };
    let y = lane - (plot.gap * 0.12).clamp(1.5, 4.0);
    let half = |(from, to, future): (f64, f64, bool)| {
        let class = if future { "lane-skew future" } else { "lane-skew" };
        Shape::line(Point::new(from, y), Point::new(to, y), class)
    };
    halves(plot, stretch, left, right).into_iter().map(half).collect()
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
