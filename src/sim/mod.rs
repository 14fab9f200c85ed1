//! The kernel: a deterministic cluster. No DOM, no lesson, and nothing in it can fail.
//!
//! ```text
//! Protocol ── step(node, input) ─▶ effects          a pure function, written once
//! World    ── apply(event) ──────▶ effects          what one event does to a cluster
//! Simulation: the earliest event next               one story, from a seed
//! Checker:    every enabled event next              every story, within bounds
//! Counted:    every event that may be due next      every story of clocks that drift
//! ```

pub mod checker;
pub mod counted;
pub mod fault;
pub mod linearizable;
pub mod network;
pub mod protocol;
pub mod random;
pub mod search;
pub mod simulation;
pub mod sorted;
pub mod time;
pub mod vector;
pub mod world;

pub use checker::{Checker, Mail};
pub use counted::Counted;
pub use fault::{Act, Fate, Fault, MessageName};
pub use network::{Delay, Network};
pub use protocol::{Effect, Input, Io, OpId, Property, Protocol, Role, Routine, Scope, When};
pub use random::Random;
pub use search::{Explored, Move, Search, Space, Violation};
pub use simulation::{End, Flight, Journey, Limits, Loss, Simulation, Step};
pub use sorted::{SortedMap, SortedSet};
pub use time::{Clock, LocalTime, NodeId, Span, Time};
pub use vector::{Dot, Listed, VectorClock};
pub use world::{Applied, Event, Outcome, Seat, Status, World};
