//! x
pub(super) const ALL: &[crate::lesson::Check] = &[];
