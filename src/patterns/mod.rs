//! The catalog, in teaching order. A pattern is one folder and one line here.

pub mod quorum;
#[cfg(test)]
mod testing;

use crate::lesson::{Catalog, Entry};

/// Every pattern there is.
pub fn catalog() -> Catalog {
    Catalog::new(vec![Box::new(Entry::<quorum::Quorum>::new())])
}
