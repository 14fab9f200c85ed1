//! x
use crate::lesson::Preset;
/// All of them
pub const ALL: &[Preset] = &[];
