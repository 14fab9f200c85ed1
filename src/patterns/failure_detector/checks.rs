//! The shortest stories that break what a monitor promises when a rule is left out.
//!
//! The checker tries every order of messages, timers and crashes, and knows no time: the silence
//! after which a timer goes off is any silence. What depends on lengths of time, such as when
//! suspicion begins, is judged in runs and by tests. Nothing is proved here for ever, because
//! heartbeats are numbered without end and so are the states; `tests/checker` looks at many of them
//! and finds nothing broken.

use super::properties::{FOUNDED, LEARNT, NEWER};
use super::swim;
use crate::lesson::{Bounds, Check, Expected, Timers};
use std::sync::LazyLock;

/// All of them.
pub(super) fn all() -> &'static [Check] {
    static ALL: LazyLock<Vec<Check>> = LazyLock::new(|| [MONITOR, swim::CHECKS].concat());
    &ALL
}

const TIMERS: Bounds = Bounds { timers: Timers::Any, ..Bounds::CALM };

const MONITOR: &[Check] = &[
    Check {
        title: "Mistake: learns from the outage",
        params: "services=1&workload=empty&model=timeout&timeout=500ms&mistake=learns-outage",
        commands: &[],
        bounds: TIMERS,
        property: LEARNT,
        expected: Expected::Breaks(5),
    },
    Check {
        title: "Mistake: fails over at the alert threshold",
        params: "services=1&workload=empty&mistake=acts-on-alert",
        commands: &[],
        bounds: TIMERS,
        property: FOUNDED,
        expected: Expected::Breaks(3),
    },
    Check {
        title: "Mistake: a copy counts as a heartbeat",
        params: "services=1&workload=empty&mistake=counts-duplicates",
        commands: &[],
        bounds: Bounds { duplicates: 1, ..TIMERS },
        property: NEWER,
        expected: Expected::Breaks(4),
    },
];
