//! Every story within bounds: what the checker proves of each pattern, and the shortest runs it
//! finds where nothing is promised.
#![cfg(not(target_arch = "wasm32"))]

mod quorum;
mod two_phase_commit;
