//! What the checker proves of SWIM, and the shortest stories that break what a mistake leaves out.

use super::properties::{FORWARD, LIVES, OWNER, REFUTES};
use crate::lesson::{Bounds, Check, Expected, Mail, Timers};

/// Whatever timers do.
const TIMERS: Bounds = Bounds { timers: Timers::Any, mail: Mail::Taken, ..Bounds::CALM };

/// All of them.
pub const ALL: &[Check] = &[
    Check {
        title: "Mistake: anybody may raise an incarnation",
        params: "detector=swim&members=3&mistake=raise-others",
        commands: &[],
        bounds: TIMERS,
        property: OWNER,
        expected: Expected::Breaks(0),
    },
    Check {
        title: "Mistake: a suspicion is not refuted",
        params: "detector=swim&members=3&mistake=no-refutation",
        commands: &[],
        bounds: TIMERS,
        property: REFUTES,
        expected: Expected::Breaks(0),
    },
    Check {
        title: "Mistake: alive(i) overrides suspect(i)",
        params: "detector=swim&members=3&mistake=alive-again",
        commands: &[],
        bounds: TIMERS,
        property: FORWARD,
        expected: Expected::Breaks(0),
    },
    Check {
        title: "Mistake: it comes back as the one it was",
        params: "detector=swim&members=3&mistake=same-life",
        commands: &[],
        bounds: Bounds { crashes: 1, restarts: 1, ..TIMERS },
        property: LIVES,
        expected: Expected::Breaks(2),
    },
];
