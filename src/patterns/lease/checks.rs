//! Checks.

use crate::lesson::Check;

/// All of them.
pub(super) const ALL: &[Check] = &[];
