//! What lasts at a node, as bars under its lane: in doubt, holding a lock, holding a lease.
//!
//! ```text
//! N1  ──●───────●─────────────────●────
//!          ▐ in doubt: t1 ▌
//! ```

use super::plot::Plot;
use super::scene::{Anchor, Group, Point, Shape, Target};
use super::tags::Space;
use super::words::{self, Face, fit};
use crate::lesson::trace::Bar;

/// At most so many bars are drawn, the first of those within the window.
pub const BARS_MAX: usize = 200;
/// Bars at one time at one node, one below the other; more share the last row.
const ROWS: usize = 2;
const TEXT_SIZE: f64 = 9.0;
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
        let row = free.iter().position(|free| *free <= bar.from).unwrap_or(ROWS - 1);
        free[row] = free[row].max(bar.to.unwrap_or(u32::MAX));
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
    let high = if plot.gap >= ROOMY { 11.0 } else { (plot.gap * 0.16).clamp(2.0, 5.0) };
    let top = plot.lane(bar.node) + 6.0 + row as f64 * (high + 1.5);
    let mut shapes = Vec::new();
    let now = plot.now.clamp(left, right);
    for (from, to, class) in [(left, now, "bar-box"), (now, right, "bar-box future")] {
        if to > from {
            let at = Point::new(from, top);
            let (width, class) = (to - from, class.into());
            shapes.push(Shape::Rect { at, width, height: high, r: 2.0, class });
        }
    }
    let name = plot.trace.name(bar.node);
    let (begins, what) = (plot.trace.record(bar.from).time, &bar.what.words);
    let until = match to {
        Some(to) => format!("until {}", plot.trace.record(to).time),
        None => "and on".to_string(),
    };
    let text = fit(what, right - left - 8.0, TEXT_SIZE, Face::Sans);
    // A word or two of it, or nothing: one letter says nothing.
    if plot.gap >= ROOMY && text.chars().count() >= what.chars().count().min(8) {
        let at = Point::new(left + 4.0, top + high - 2.7);
        shapes.push(Shape::text(at, Anchor::Start, text, "bar-text"));
    }
    let mut class = format!("bar {}", words::tone_class(bar.what.tone));
    let target = Target::Event(bar.from);
    plot.focus.mark(&mut class, target);
    Some(Group {
        class: class.into(),
        target: Some(target),
        label: Some(format!("{name}: {what}, from {begins} {until}")),
        shapes,
        ..Group::default()
    })
}
