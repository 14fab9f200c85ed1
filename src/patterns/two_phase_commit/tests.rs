//! One test per claim.
