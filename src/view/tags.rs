//! Chips, flags and clocks: small texts at a lane, placed one by one so that none covers another.

use super::plot::{Plot, ROW};
use super::scene::{Anchor, Group, Point, Shape, Target};
use super::stroke::Stroke;
use super::words::{self, Face, fit, text_width};
use crate::lesson::Tone;
use crate::sim::time::NodeId;

const SIZE: f64 = 10.0;
const CHIP_HIGH: f64 = 15.0;
const CHIP_TEXT: f64 = 74.0;
const FLAG_TEXT: f64 = 92.0;
/// The middle of the lowest row, above its lane.
const FIRST_ROW: f64 = 13.5;
/// The middle of a clock, below its lane.
const CLOCK_ROW: f64 = 13.0;
const CLOCK_HIGH: f64 = 11.0;
/// Lanes are at least so far apart, or a clock would cover what is on the next one.
const CLOCK_LEAST: f64 = 22.0;

/// A rectangle that is taken: left, top, right, bottom.
#[derive(Copy, Clone, Debug, PartialEq)]
pub struct Space {
    /// Left end.
    pub left: f64,
    /// Upper end.
    pub top: f64,
    /// Right end.
    pub right: f64,
    /// Lower end.
    pub bottom: f64,
}

impl Space {
    /// So wide and so high, around `middle`.
    pub fn around(middle: Point, width: f64, height: f64) -> Space {
        Space {
            left: middle.x - width / 2.0,
            top: middle.y - height / 2.0,
            right: middle.x + width / 2.0,
            bottom: middle.y + height / 2.0,
        }
    }

    /// Whether the two share more than an edge.
    pub fn overlaps(&self, other: &Space) -> bool {
        self.left < other.right
            && other.left < self.right
            && self.top < other.bottom
            && other.top < self.bottom
    }
}

/// Remembers what is taken.
#[derive(Debug, Default)]
pub struct Placer {
    taken: Vec<Space>,
}

impl Placer {
    /// Takes `space`, free or not.
    pub fn take(&mut self, space: Space) {
        self.taken.push(space);
    }

    /// Takes the first of `candidates` that is free; its number.
    pub fn place(&mut self, candidates: impl IntoIterator<Item = Space>) -> Option<usize> {
        let free = |space: &Space| !self.taken.iter().any(|taken| taken.overlaps(space));
        let found = candidates.into_iter().enumerate().find(|(_, space)| free(space));
        let (number, space) = found?;
        self.taken.push(space);
        Some(number)
    }
}

/// Draws the chip and the flags of event `at` where there is room.
pub fn tags(plot: &Plot<'_>, at: u32, placer: &mut Placer, out: &mut Vec<Shape>) {
    let record = plot.trace.record(at);
    let x = plot.scale.x_event(plot.trace, at);
    if plot.rows == 0 || !plot.scale.shows(x) {
        return;
    }
    if let (Some((text, tone)), Some(node)) = (&record.chip, record.node) {
        out.extend(chip(plot, at, Point::new(x, plot.lane(node)), (text, *tone), placer));
    }
    let ids = (0..).map(NodeId).take(plot.trace.cast.len());
    for node in ids {
        let flags = record.notes.iter().filter(|note| note.node == node);
        let mut texts: Vec<&str> = flags.filter_map(|note| note.flag.as_deref()).collect();
        texts.dedup();
        if !texts.is_empty() {
            let foot = Point::new(x, plot.lane(node));
            out.extend(flag(plot, at, foot, &texts.join(" · "), placer));
        }
    }
}

fn chip(
    plot: &Plot<'_>,
    at: u32,
    foot: Point,
    (text, tone): (&str, Tone),
    placer: &mut Placer,
) -> Option<Shape> {
    let text = fit(text, CHIP_TEXT, SIZE, Face::Mono);
    if text.is_empty() {
        return None;
    }
    let width = text_width(&text, SIZE, Face::Mono) + 11.0;
    // At the ends of the plot a chip moves inwards rather than out of sight.
    let x = foot.x.max(plot.scale.left + width / 2.0);
    let x = x.min(plot.scale.right - width / 2.0);
    let middle = |row: u32| Point::new(x, foot.y - FIRST_ROW - f64::from(row) * ROW);
    let spaces = (0..plot.rows).map(|row| Space::around(middle(row), width, CHIP_HIGH));
    let row = u32::try_from(placer.place(spaces)?).ok()?;
    let shapes = vec![
        Shape::Rect {
            at: Point::new(-width / 2.0, -CHIP_HIGH / 2.0),
            width,
            height: CHIP_HIGH,
            r: 4.0,
            class: "chip-box".into(),
        },
        Shape::text(Point::new(0.0, 3.5), Anchor::Middle, text, "chip-text"),
    ];
    let class = format!("chip {}", words::tone_class(tone));
    Some(tag(plot, at, middle(row), class, shapes))
}

fn flag(plot: &Plot<'_>, at: u32, foot: Point, text: &str, placer: &mut Placer) -> Option<Shape> {
    let text = fit(text, FLAG_TEXT, SIZE, Face::Mono);
    if text.is_empty() {
        return None;
    }
    let width = text_width(&text, SIZE, Face::Mono) + 14.0;
    let height = |row: u32| FIRST_ROW + f64::from(row) * ROW;
    let sides = [1.0, -1.0];
    let inside = |side: &f64| plot.scale.shows(foot.x + side * width);
    let places: Vec<(u32, f64)> = (0..plot.rows)
        .flat_map(|row| sides.into_iter().filter(inside).map(move |side| (row, side)))
        .collect();
    let spaces = places.iter().map(|(row, side)| {
        let middle = Point::new(foot.x + side * width / 2.0, foot.y - height(*row));
        Space::around(middle, width, CHIP_HIGH)
    });
    let (row, side) = places[placer.place(spaces)?];
    let (top, low) = (-CHIP_HIGH / 2.0, CHIP_HIGH / 2.0);
    let (tip, notch) = (side * width, side * (width - 5.0));
    let pole = height(row) - 5.0;
    let cloth = Stroke::default().moved(0.0, pole).to(0.0, top).to(tip, top).to(notch, 0.0);
    let cloth = cloth.to(tip, low).to(0.0, low);
    let anchor = if side > 0.0 { Anchor::Start } else { Anchor::End };
    let shapes = vec![
        Shape::path(cloth, "flag-cloth"),
        Shape::text(Point::new(side * 5.0, 3.5), anchor, text, "flag-text"),
    ];
    let at_cloth = Point::new(foot.x, foot.y - height(row));
    Some(tag(plot, at, at_cloth, "flag".to_string(), shapes))
}

/// The logical clock of event `at` where there is room: below its lane, else above.
pub fn clock(plot: &Plot<'_>, at: u32, placer: &mut Placer) -> Option<Shape> {
    let node = plot.trace.record(at).node?;
    let x = plot.scale.x_event(plot.trace, at);
    if plot.gap < CLOCK_LEAST || !plot.scale.shows(x) {
        return None;
    }
    let text = plot.trace.clock_text(at)?;
    let width = text_width(&text, SIZE, Face::Mono) + 4.0;
    let (lane, half) = (plot.lane(node), width / 2.0);
    // Below its dot; aside, the dot stays above one of its ends.
    let mut places: Vec<Point> =
        [0.0, half - 6.0, 6.0 - half].map(|aside| Point::new(x + aside, lane + CLOCK_ROW)).into();
    places.extend((0..plot.rows).map(|row| Point::new(x, lane - FIRST_ROW - f64::from(row) * ROW)));
    let (left, right) = (plot.scale.left + half, plot.scale.right - half);
    if left > right {
        return None;
    }
    for place in &mut places {
        place.x = place.x.clamp(left, right);
    }
    let spaces = places.iter().map(|place| Space::around(*place, width, CLOCK_HIGH));
    let middle = places[placer.place(spaces)?];
    let text = Shape::text(Point::new(0.0, 3.5), Anchor::Middle, text, "clock-text");
    Some(tag(plot, at, middle, "clocked".to_string(), vec![text]))
}

fn tag(plot: &Plot<'_>, at: u32, place: Point, mut class: String, shapes: Vec<Shape>) -> Shape {
    let target = Target::Event(at);
    plot.states(&mut class, target, at, plot.relation(at));
    Shape::Group(Group {
        at: place,
        class: class.into(),
        target: Some(target),
        shapes,
        ..Group::default()
    })
}
