//! Pure layout: a trace and a cursor become shapes. No yew, no kernel generics, no pattern.
//!
//! The classes that the shapes carry are listed in [`scene`].

mod arrows;
mod dense;
mod events;
mod flights;
mod lanes;
mod marks;
mod plot;
mod ring;
mod scale;
pub mod scene;
pub mod spacetime;
pub mod svg;
mod tags;
pub mod topology;
pub mod words;

pub use scene::{Anchor, Group, Motion, Point, Scene, Shape, Target};
pub use spacetime::{Axis, SpacetimeOptions, event_near, share_of, sides, spacetime};
pub use svg::{Sheet, svg};
pub use topology::{TopologyOptions, topology};

#[cfg(test)]
mod tests;
