//! What a pattern declares, and the one place where its types are forgotten.

pub mod act;
pub mod chart;
pub mod check;
pub mod choice;
pub mod complaint;
mod counterexample;
pub mod cut;
pub mod digest;
pub mod document;
pub mod inspect;
#[expect(clippy::module_inception, reason = "the lesson is the heart of this folder")]
pub mod lesson;
pub mod link;
pub mod mermaid;
pub mod metric;
mod once;
mod order;
pub mod params;
mod recorder;
#[cfg(test)]
mod replay_tests;
pub mod shiviz;
pub mod story;
pub mod study;
pub mod trace;

/// What the page keeps in order.
pub use crate::sim::sorted::{SortedMap, SortedSet, sort_by_key};
pub use act::{Arg, ArgKind, ArgSpec, CommandSpec};
pub use chart::{Chart, Curve, Distribution, Dot, Level, Line, Shade};
pub use check::{
    Bounds, Check, Checked, Checking, Counterexample, Expected, Found, Mail, Pace, Timers,
};
pub use choice::{Choice, Switch, choice};
pub use complaint::Complaint;
pub use cut::{Cut, Judged};
pub use inspect::{Card, Cell, Keep, Lasting, Row, Tone, clock_cells};
pub use lesson::{
    About, AnyLesson, Catalog, Citation, Entry, Lesson, Preset, Run, Shows, TradeOff, limits,
};
pub use link::Link;
pub use metric::{Costs, Metric, Milestone, Theory, figure};
pub use params::{Group, Kind, Param, Params, Value, Values};
pub use story::{Beat, Cue, Moment, Prediction};
pub use study::Study;
pub use trace::{Look, Trace};
