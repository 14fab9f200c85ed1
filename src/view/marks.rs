//! Small signs, each with one meaning in every view: disc, diamond, triangle, cross, bars, tick.

use super::scene::{Point, Shape};
use crate::lesson::trace::Look;

/// The sign of a message: a disc, a hollow diamond, a triangle.
pub fn look_mark(look: Look, r: f64) -> Shape {
    match look {
        Look::Request => disc(r, "mark"),
        Look::Answer => {
            let r = r * 1.25;
            Shape::path(format!("M0 {:.1}L{r:.1} 0L0 {r:.1}L{:.1} 0Z", -r, -r), "mark")
        }
        Look::Question => {
            let (wide, low) = (r * 1.15, r * 0.85);
            let d = format!("M0 {:.1}L{wide:.1} {low:.1}L{:.1} {low:.1}Z", -r * 1.2, -wide);
            Shape::path(d, "mark")
        }
    }
}

/// A circle around the origin.
pub fn disc(r: f64, class: &'static str) -> Shape {
    Shape::Circle { at: Point::default(), r, class: class.into() }
}

/// Broken, lost, cut.
pub fn cross(at: Point, r: f64, class: &'static str) -> Shape {
    Shape::path(cross_path(at, r), class)
}

/// The path of a cross.
pub fn cross_path(at: Point, r: f64) -> String {
    let (left, right, top, low) = (at.x - r, at.x + r, at.y - r, at.y + r);
    format!("M{left:.1} {top:.1}L{right:.1} {low:.1}M{right:.1} {top:.1}L{left:.1} {low:.1}")
}

/// Paused.
pub fn bars(at: Point, r: f64, class: &'static str) -> Shape {
    let (left, right, top) = (at.x - r * 0.45, at.x + r * 0.45, at.y - r);
    let high = 2.0 * r;
    Shape::path(format!("M{left:.1} {top:.1}v{high:.1}M{right:.1} {top:.1}v{high:.1}"), class)
}

/// Mended: restarted, resumed, healed.
pub fn tick(r: f64, class: &'static str) -> Shape {
    let d = format!("M{:.1} 0L{:.1} {:.1}L{r:.1} {:.1}", -r, -r * 0.2, r * 0.8, -r);
    Shape::path(d, class)
}

/// A person asks: a square held from above.
pub fn square(r: f64, class: &'static str) -> Shape {
    let side = 2.0 * r;
    let d = format!("M{:.1} {:.1}h{side:.1}v{side:.1}h{:.1}Z", -r, -r, -side);
    Shape::path(format!("{d}M0 {:.1}v{:.1}", -r, -r), class)
}

/// A forced write is on the disk: a low bar.
pub fn bar(r: f64, class: &'static str) -> Shape {
    let (wide, high) = (2.4 * r, 1.2 * r);
    let d = format!("M{:.1} {:.1}h{wide:.1}v{high:.1}h{:.1}Z", -wide / 2.0, -high / 2.0, -wide);
    Shape::path(d, class)
}
