//! Pure layout: a trace and a cursor become shapes. No yew, no kernel generics, no pattern.
//!
//! The classes that the shapes carry are listed in [`scene`].

mod arrows;
pub mod aside;
mod bars;
mod cards;
pub mod chart;
mod crowd;
mod cuts;
mod dense;
mod events;
mod flights;
mod focus;
pub mod fold;
mod ghosts;
pub mod histogram;
mod lanes;
mod marks;
mod playhead;
mod plot;
mod ring;
mod rise;
mod routes;
mod scale;
pub mod scene;
pub mod spacetime;
mod stroke;
pub mod svg;
mod tags;
pub mod topology;
pub mod window;
pub mod words;

pub use chart::ChartOptions;
pub use plot::lane_height;
pub use rise::Rise;
pub use scene::{Anchor, Grip, Group, Motion, Point, Scene, Shape, Target};
pub use spacetime::{Axis, Ghost, SpacetimeOptions, event_near, share_of, sides, spacetime};
pub use stroke::number;
pub use svg::{Sheet, svg};
pub use topology::{TopologyOptions, sides_of_line, topology};
pub use window::{frontier_at, least_width, panned, share_at, time_at, zoomed};

#[cfg(test)]
mod tests;
