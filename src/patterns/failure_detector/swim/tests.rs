//! SWIM in runs: what is claimed, what breaks when a rule is left out, and what stands any fault.

mod claims;
mod faults;
mod single;
