//! The catalog, in teaching order. A pattern is one folder and one line here.

pub mod quorum;
#[cfg(test)]
mod testing;
pub mod two_phase_commit;

use crate::lesson::{Catalog, Entry};

/// Every pattern there is.
pub fn catalog() -> Catalog {
    Catalog::new(vec![
        Box::new(Entry::<two_phase_commit::TwoPhaseCommit>::new()),
        Box::new(Entry::<quorum::Quorum>::new()),
    ])
}
