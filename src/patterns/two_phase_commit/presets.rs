//! What-ifs: every claim and every mistake as a link. Each is asserted in `tests.rs`.

use crate::lesson::Preset;

/// All of them, in the order of the claims; mistakes last.
pub const ALL: &[Preset] = &[];
