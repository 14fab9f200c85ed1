//! Every story within bounds: what the checker proves of the patterns, and the shortest runs it
//! finds where nothing is promised. One module a pattern.
#![cfg(not(target_arch = "wasm32"))]

mod failure_detector;
mod lease;
mod quorum;
mod swim;
mod two_phase_commit;
mod vector_clock;
mod version_vector;
