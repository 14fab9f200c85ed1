//! Small signs, each with one meaning in every view: disc, diamond, triangle, cross, bars, tick.

use super::scene::{Point, Shape};
use super::stroke::Stroke;
use crate::lesson::trace::Look;

/// The sign of a message: a disc, a hollow diamond, a triangle.
pub fn look_mark(look: Look, r: f64) -> Shape {
    match look {
        Look::Request => disc(r, "mark"),
        Look::Answer => {
            let r = r * 1.25;
            let d = Stroke::default().moved(0.0, -r).to(r, 0.0).to(0.0, r).to(-r, 0.0);
            Shape::path(d.closed(), "mark")
        }
        Look::Question => {
            let (wide, low) = (r * 1.15, r * 0.85);
            let d = Stroke::default().moved(0.0, -r * 1.2).to(wide, low).to(-wide, low);
            Shape::path(d.closed(), "mark")
        }
    }
}

/// A circle around the origin.
pub fn disc(r: f64, class: &'static str) -> Shape {
    Shape::Circle { at: Point::default(), r, class: class.into() }
}

/// Broken, lost, cut.
pub fn cross(at: Point, r: f64, class: &'static str) -> Shape {
    Shape::path(crossed(Stroke::default(), at, r), class)
}

/// A path with one more cross.
pub fn crossed(stroke: Stroke, at: Point, r: f64) -> Stroke {
    let (left, right, top, low) = (at.x - r, at.x + r, at.y - r, at.y + r);
    stroke.moved(left, top).to(right, low).moved(right, top).to(left, low)
}

/// Paused.
pub fn bars(at: Point, r: f64, class: &'static str) -> Shape {
    let (left, right, top) = (at.x - r * 0.45, at.x + r * 0.45, at.y - r);
    let high = 2.0 * r;
    Shape::path(Stroke::default().moved(left, top).down(high).moved(right, top).down(high), class)
}

/// A clock: an octagon with two hands.
pub fn clock(r: f64, class: &'static str) -> Shape {
    let near = r * 0.42;
    let d = Stroke::default().moved(near, -r).to(r, -near).to(r, near).to(near, r);
    let d = d.to(-near, r).to(-r, near).to(-r, -near).to(-near, -r).closed();
    Shape::path(d.moved(0.0, -r * 0.6).to(0.0, 0.0).to(r * 0.5, 0.0), class)
}

/// A disk: a drum with a rim.
pub fn disk(r: f64, class: &'static str) -> Shape {
    let (wide, rim) = (r * 0.9, r * 0.35);
    let d = Stroke::default().moved(-wide, -r + rim).to(0.0, -r).to(wide, -r + rim);
    let d = d.to(wide, r - rim).to(0.0, r).to(-wide, r - rim).closed();
    let rim_low = -r + 2.0 * rim;
    Shape::path(d.moved(-wide, -r + rim).to(0.0, rim_low).to(wide, -r + rim), class)
}

/// Mended: restarted, resumed, healed.
pub fn tick(r: f64, class: &'static str) -> Shape {
    Shape::path(Stroke::default().moved(-r, 0.0).to(-r * 0.2, r * 0.8).to(r, -r), class)
}

/// A square around something.
pub fn frame(r: f64, class: &'static str) -> Shape {
    let side = 2.0 * r;
    let d = Stroke::default().moved(-r, -r).right(side).down(side).right(-side);
    Shape::path(d.closed(), class)
}

/// A person asks: a square held from above.
pub fn square(r: f64, class: &'static str) -> Shape {
    let side = 2.0 * r;
    let d = Stroke::default().moved(-r, -r).right(side).down(side).right(-side).closed();
    Shape::path(d.moved(0.0, -r).down(-r), class)
}

/// A forced write is on the disk: a low bar.
pub fn bar(r: f64, class: &'static str) -> Shape {
    let (wide, high) = (2.4 * r, 1.2 * r);
    let d = Stroke::default().moved(-wide / 2.0, -high / 2.0).right(wide).down(high).right(-wide);
    Shape::path(d.closed(), class)
}
