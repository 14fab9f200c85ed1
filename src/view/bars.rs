//! What lasts at a node, as bars under its lane: in doubt, holding a lock, holding a lease; and as
//! a fork of the lane where several things stand side by side.
//!
//! ```text
//! N1  ──●───────●─────────────────●────        N2  ──●─╮─────────────────╭─●────
//!          ▐ in doubt: t1 ▌                            ├── 130: A.2 ─────┤
//!                                                      ╰── 60: B.1 ──────╯
//! ```

use super::plot::Plot;
use super::scene::{Anchor, Group, Point, Shape, Target};
use super::stroke::Stroke;
use super::tags::Space;
use super::words::{self, Face, fit};
use crate::lesson::trace::Bar;

/// At most so many bars are drawn, the first of those within the window.
pub const BARS_MAX: usize = 200;
/// Bars at one time at one node, one below the other; more share the last row.
const ROWS: usize = 2;
const TEXT_SIZE: f64 = 9.0;
/// From this distance between lanes on, the strands of a fork have texts.
const FORK_ROOMY: f64 = 58.0;
/// Strands of a fork that are drawn; of more the last one says how many.
const STRANDS: usize = 3;
/// How far along the lane a strand takes to part from it.
const PARTING: f64 = 7.0;
/// From this distance between lanes on, bars have texts.
const ROOMY: f64 = 40.0;

/// Every bar of which something is within the window.
pub fn bars(plot: &Plot<'_>) -> Vec<Shape> {
    let rows = rows(&plot.trace.bars, plot.trace.cast.len());
    let told = |bar: &Bar| {
        let shown = plot.lanes.row(bar.node).is_some();
        shown && (!plot.options.discreet || bar.from <= plot.cursor)
    };
    let all = plot.trace.bars.iter().zip(rows).filter(|(bar, _)| told(bar));
    all.filter_map(|(bar, row)| one(plot, bar, row)).take(BARS_MAX).map(Shape::Group).collect()
}

/// The most shapes that `bar` becomes.
pub fn cost(bar: &Bar) -> usize {
    match bar.what.strands.len().min(STRANDS) {
        0 => 3,
        strands => 1 + 3 * strands,
    }
}

/// What a drawn bar covers.
pub fn spaces(bar: &Shape) -> Vec<Space> {
    let Shape::Group(group) = bar else { return Vec::new() };
    let rect = |shape: &Shape| match shape {
        Shape::Rect { at, width, height, .. } => {
            Some(Space { left: at.x, top: at.y, right: at.x + width, bottom: at.y + height })
        }
        _ => None,
    };
    group.shapes.iter().filter_map(rect).collect()
}

/// The row of each bar: the first that is free when it begins.
fn rows(bars: &[Bar], nodes: usize) -> Vec<usize> {
    // When each row of each node is free again; open bars are never over.
    let mut free = vec![[0_u32; ROWS]; nodes];
    let row = |bar: &Bar| {
        let free = &mut free[bar.node.index()];
        let until = bar.to.unwrap_or(u32::MAX);
        if !bar.what.strands.is_empty() {
            // A fork takes all the room there is.
            free.iter_mut().for_each(|free| *free = until.max(*free));
            return 0;
        }
        let row = free.iter().position(|free| *free <= bar.from).unwrap_or(ROWS - 1);
        free[row] = until.max(free[row]);
        row
    };
    bars.iter().map(row).collect()
}

fn one(plot: &Plot<'_>, bar: &Bar, row: usize) -> Option<Group> {
    let scale = &plot.scale;
    // While a question is open nobody is told when it will end.
    let to = bar.to.filter(|to| !plot.options.discreet || *to <= plot.cursor);
    let left = scale.x_event(plot.trace, bar.from).max(scale.left);
    let right = to.map_or(scale.right, |to| scale.x_event(plot.trace, to)).min(scale.right);
    let right = if plot.options.discreet && to.is_none() { right.min(plot.now) } else { right };
    if right <= left {
        return None;
    }
    let now = plot.now.clamp(left, right);
    let shapes = match bar.what.strands.as_slice() {
        [] => boxed(plot, bar, row, (left, now, right)),
        strands => {
            let x = |event: u32| scale.x_event(plot.trace, event);
            // What begins or ends beyond the drawing does not meet the lane at its edge.
            let met = (x(bar.from) >= left, to.is_some_and(|to| x(to) <= right));
            fork(plot.lane(bar.node), plot.gap, strands, met, (left, now, right))
        }
    };
    let name = plot.trace.name(bar.node);
    let (begins, what) = (plot.trace.record(bar.from).time, &bar.what.words);
    let beside = match bar.what.strands.as_slice() {
        [] => String::new(),
        strands => format!(" ({})", strands.join("; ")),
    };
    let until = match to {
        Some(to) => format!("until {}", plot.trace.record(to).time),
        None => "and on".to_string(),
    };
    let kind = if bar.what.strands.is_empty() { "bar" } else { "bar fork" };
    let mut class = format!("{kind} {}", words::tone_class(bar.what.tone));
    let target = Target::Event(bar.from);
    plot.focus.mark(&mut class, target);
    Some(Group {
        class: class.into(),
        target: Some(target),
        label: Some(format!("{name}: {what}{beside}, from {begins} {until}")),
        shapes,
        ..Group::default()
    })
}

/// A bar with its words, seen from `left` to `right`; what is after `now` is faint.
fn boxed(plot: &Plot<'_>, bar: &Bar, row: usize, span: (f64, f64, f64)) -> Vec<Shape> {
    let (left, now, right) = span;
    let high = if plot.gap >= ROOMY { 11.0 } else { (plot.gap * 0.16).clamp(2.0, 5.0) };
    let top = plot.lane(bar.node) + 6.0 + row as f64 * (high + 1.5);
    let mut shapes = Vec::new();
    for (from, to, class) in [(left, now, "bar-box"), (now, right, "bar-box future")] {
        if to > from {
            let at = Point::new(from, top);
            let (width, class) = (to - from, class.into());
            shapes.push(Shape::Rect { at, width, height: high, r: 2.0, class });
        }
    }
    let what = &bar.what.words;
    let text = fit(what, right - left - 8.0, TEXT_SIZE, Face::Sans);
    // A word or two of it, or nothing: one letter says nothing.
    if plot.gap >= ROOMY && text.chars().count() >= what.chars().count().min(8) {
        let at = Point::new(left + 4.0, top + high - 2.7);
        shapes.push(Shape::text(at, Anchor::Start, text, "bar-text"));
    }
    shapes
}

/// The lane at `lane` forks into strands where they begin, and they join it again where they end:
/// if they do so within the drawing, as `met` says.
fn fork(
    lane: f64,
    gap: f64,
    strands: &[String],
    (begins, ends): (bool, bool),
    (left, now, right): (f64, f64, f64),
) -> Vec<Shape> {
    let roomy = gap >= FORK_ROOMY;
    let step = if roomy { 10.5 } else { (gap * 0.12).clamp(2.0, 5.0) };
    let first = lane + if roomy { 13.0 } else { 1.6 * step };
    let drawn = strands.len().min(STRANDS);
    let parting = PARTING.min((right - left) / 2.0);
    let height = first - lane + step * (drawn - 1) as f64;
    let (at, width) = (Point::new(left, lane), right - left);
    let mut shapes = vec![Shape::Rect { at, width, height, r: 2.0, class: "fork-box".into() }];
    for (k, strand) in strands.iter().take(drawn).enumerate() {
        let y = first + step * k as f64;
        let whole = [
            Point::new(left, if begins { lane } else { y }),
            Point::new(left + parting, y),
            Point::new(right - parting, y),
            Point::new(right, if ends { lane } else { y }),
        ];
        let (past, future) = cut(&whole, now);
        for (points, class) in [(past, "strand"), (future, "strand future")] {
            if points.len() > 1 {
                shapes.push(Shape::path(Stroke::through(&points), class));
            }
        }
        let more = strands.len() - drawn;
        let text = match more > 0 && k + 1 == drawn {
            true => format!("{strand}, and {more} more"),
            false => strand.clone(),
        };
        let text = fit(&text, right - left - 2.0 * parting - 4.0, TEXT_SIZE, Face::Sans);
        if roomy && text.chars().count() >= strand.chars().count().min(8) {
            let at = Point::new(left + parting + 3.0, y - 1.6);
            shapes.push(Shape::text(at, Anchor::Start, text, "bar-text"));
        }
    }
    shapes
}

/// A line that runs to the right, in two: up to `x`, and from there on.
fn cut(points: &[Point], x: f64) -> (Vec<Point>, Vec<Point>) {
    let (mut past, mut future) = (Vec::new(), Vec::new());
    for (k, point) in points.iter().enumerate() {
        if point.x <= x {
            past.push(*point);
            continue;
        }
        if let Some(last) = k.checked_sub(1).map(|k| points[k]).filter(|last| last.x <= x) {
            let at = last.toward(*point, (x - last.x) / (point.x - last.x));
            if last.x < x {
                past.push(at);
            }
            future.push(at);
        }
        future.push(*point);
    }
    (past, future)
}
