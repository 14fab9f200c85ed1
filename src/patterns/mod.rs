//! The catalog, in teaching order. A pattern is one folder and one line here.

pub mod failure_detector;
pub mod lease;
pub mod quorum;
#[cfg(test)]
mod testing;
pub mod two_phase_commit;
pub mod vector_clock;
pub mod version_vector;

use crate::lesson::{Catalog, Entry};

/// Every pattern there is.
pub fn catalog() -> Catalog {
    Catalog::new(vec![
        Box::new(Entry::<vector_clock::VectorClocks>::new()),
        Box::new(Entry::<two_phase_commit::TwoPhaseCommit>::new()),
        Box::new(Entry::<quorum::Quorum>::new()),
        Box::new(Entry::<failure_detector::FailureDetector>::new()),
        Box::new(Entry::<version_vector::VersionVectors>::new()),
        Box::new(Entry::<lease::Lease>::new()),
    ])
}
