//! What the checker proves of SWIM, and the shortest stories that break what a mistake leaves out.
//! `tests/checker` goes further than a page has time for.

use super::properties::{FORWARD, LIVES, OWNER, REFUTES};
use crate::lesson::{Bounds, Check, Expected, Timers};

/// Whatever order messages and timers come in.
const TIMERS: Bounds = Bounds { timers: Timers::Any, ..Bounds::CALM };

/// All of them.
pub const ALL: &[Check] = &[
    Check {
        title: "SWIM: three crashes and three restarts, and no life begins twice",
        params: "detector=swim&members=3",
        commands: &[],
        bounds: Bounds { crashes: 3, restarts: 3, ..Bounds::CALM },
        property: LIVES,
        expected: Expected::Holds(2853),
    },
    Check {
        title: "SWIM: a period of three members, and what is known only goes forward",
        params: "detector=swim&members=3&k=0&gossip=0&suspicion=0&periods=1",
        commands: &[],
        bounds: TIMERS,
        property: FORWARD,
        expected: Expected::Holds(45229),
    },
    Check {
        title: "Mistake: anybody may raise an incarnation",
        params: "detector=swim&members=3&k=0&periods=3&mistake=raise-others",
        commands: &[],
        bounds: TIMERS,
        property: OWNER,
        expected: Expected::Breaks(4),
    },
    Check {
        title: "Mistake: a suspicion is not refuted",
        params: "detector=swim&members=3&k=0&periods=3&mistake=no-refutation&seed=2",
        commands: &[],
        bounds: TIMERS,
        property: REFUTES,
        expected: Expected::Breaks(4),
    },
    Check {
        title: "Mistake: alive(i) overrides suspect(i)",
        params: "detector=swim&members=3&k=0&periods=3&mistake=alive-again",
        commands: &[],
        bounds: TIMERS,
        property: FORWARD,
        expected: Expected::Breaks(4),
    },
    Check {
        title: "Mistake: it comes back as the one it was",
        params: "detector=swim&members=3&periods=1&mistake=same-life",
        commands: &[],
        bounds: Bounds { crashes: 1, restarts: 1, ..Bounds::CALM },
        property: LIVES,
        expected: Expected::Breaks(2),
    },
];
