//! Where on the stage a panel may lie without covering anybody: the corner or edge at which it
//! covers least.

use super::ring::Ring;
use super::scene::Point;
use super::tags::Space;
use super::topology::{TopologyOptions, ring, sized};
use crate::lesson::trace::Trace;

/// A place for a panel.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum Side {
    /// The upper left corner.
    TopLeft,
    /// The upper right corner.
    TopRight,
    /// The lower left corner.
    BottomLeft,
    /// The lower right corner.
    BottomRight,
    /// The middle of the lower edge.
    Bottom,
    /// The middle of the upper edge.
    Top,
    /// The middle of the stage.
    Middle,
}

impl Side {
    /// Every side, the most usual first.
    pub const ALL: [Side; 7] = [
        Side::TopLeft,
        Side::TopRight,
        Side::BottomLeft,
        Side::BottomRight,
        Side::Bottom,
        Side::Top,
        Side::Middle,
    ];

    /// Its word in style sheets.
    pub fn word(self) -> &'static str {
        match self {
            Side::TopLeft => "top-left",
            Side::TopRight => "top-right",
            Side::BottomLeft => "bottom-left",
            Side::BottomRight => "bottom-right",
            Side::Bottom => "bottom",
            Side::Top => "top",
            Side::Middle => "middle",
        }
    }

    /// What a panel of this size takes there.
    pub fn space(self, stage: Point, (width, height): (f64, f64)) -> Space {
        const EDGE: Point = Point { x: 12.0, y: 10.0 };
        let left = EDGE.x + width / 2.0;
        let right = stage.x - left;
        let top = EDGE.y + height / 2.0;
        let (low, middle) = (stage.y - top, stage.x / 2.0);
        let at = match self {
            Side::TopLeft => Point::new(left, top),
            Side::TopRight => Point::new(right, top),
            Side::BottomLeft => Point::new(left, low),
            Side::BottomRight => Point::new(right, low),
            Side::Bottom => Point::new(middle, low),
            Side::Top => Point::new(middle, top),
            Side::Middle => Point::new(middle, stage.y / 2.0),
        };
        Space::around(at, width, height)
    }
}

/// Where a panel of this size covers as little of the participants as can be.
pub fn aside(trace: &Trace, options: &TopologyOptions, panel: (f64, f64)) -> Side {
    let options = &sized(options);
    let stage = Point::new(options.width, options.height);
    let ring = ring(trace, options);
    let mut best = (Side::TopLeft, f64::INFINITY);
    for side in Side::ALL {
        let covers = covered(&ring, &side.space(stage, panel));
        if covers < best.1 {
            best = (side, covers);
        }
    }
    best.0
}

/// How much of everybody together is under `space`.
fn covered(ring: &Ring, space: &Space) -> f64 {
    let under = |place: &Point| {
        let card = Space::around(*place, ring.width, ring.height);
        let wide = card.right.min(space.right) - card.left.max(space.left);
        let high = card.bottom.min(space.bottom) - card.top.max(space.top);
        wide.max(0.0) * high.max(0.0)
    };
    ring.places.iter().map(under).sum()
}
