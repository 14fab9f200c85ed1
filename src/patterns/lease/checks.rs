//! What is proved of leases in counted time, and the shortest stories just outside the bounds.
//!
//! A tick is 100 ms, the lease six ticks and the deadline four: a ratio of 1.5. Clocks at 82 % and
//! 122 % differ by 1.49. `tests/checker` looks further than a page has time for.

use super::properties::{FRESH, ONE, ORDER};
use crate::lesson::{Bounds, Check, Expected, Pace, Timers};
use crate::sim::Span;

const SLOW_TRUE_FAST: &[u32] = &[820_000, 1_000_000, 1_220_000];

/// Nine ticks, true clocks, and messages that take up to one tick.
const NINE: Pace =
    Pace { tick: Span::ms(100), ticks: 9, longest: 1, rates: &[], failing: &[], pauses: 0 };
const DRIFTING: Pace = Pace { rates: &[("A", SLOW_TRUE_FAST), ("L", SLOW_TRUE_FAST)], ..NINE };
/// A counts its four ticks in seven.
const BEYOND: Pace = Pace { rates: &[("A", &[571_429])], ..NINE };
const PAUSED: Pace = Pace { ticks: 8, longest: 0, failing: &["A"], pauses: 1, ..NINE };
const LATE: Pace = Pace { longest: 4, ..NINE };
const FORGETFUL: Pace = Pace { longest: 0, failing: &["B", "L"], ..NINE };

const fn counted(pace: &'static Pace) -> Bounds {
    Bounds { timers: Timers::Counted(pace), ..Bounds::CALM }
}

const FORGETS: Bounds = Bounds { crashes: 2, restarts: 2, ..counted(&FORGETFUL) };

/// All of them.
pub(super) const ALL: &[Check] = &[
    Check {
        title: "Clocks that differ by less than the ratio: never two holders",
        params: "lease=600ms&deadline=400ms&renew=600ms&retry=300ms",
        commands: &[],
        bounds: counted(&DRIFTING),
        property: ONE,
        expected: Expected::Holds(12294),
    },
    Check {
        title: "A clock that is too slow for the ratio: two holders",
        params: "lease=600ms&deadline=400ms&renew=600ms&retry=300ms",
        commands: &[],
        bounds: counted(&BEYOND),
        property: ONE,
        expected: Expected::Breaks(18),
    },
    Check {
        title: "A pause, no fencing: a stale write is accepted",
        params: "lease=600ms&deadline=400ms&renew=600ms&retry=300ms&work=0&fencing=off",
        commands: &["update.A.95", "update.B.96"],
        bounds: counted(&PAUSED),
        property: ORDER,
        expected: Expected::Breaks(24),
    },
    Check {
        title: "The same pause with fencing: no stale write",
        params: "lease=600ms&deadline=400ms&renew=600ms&retry=300ms&work=0",
        commands: &["update.A.95", "update.B.96"],
        bounds: counted(&PAUSED),
        property: ORDER,
        expected: Expected::Holds(37082),
    },
    Check {
        title: "A holder that was paused shows no stale price",
        params: "lease=600ms&deadline=400ms&renew=600ms&retry=300ms&work=0",
        commands: &["update.B.96", "read.T1.A"],
        bounds: counted(&PAUSED),
        property: FRESH,
        expected: Expected::Holds(42000),
    },
    Check {
        title: "A coordinator that forgot its table waits: never two holders",
        params: "lease=600ms&deadline=400ms&renew=600ms&retry=300ms",
        commands: &[],
        bounds: FORGETS,
        property: ONE,
        expected: Expected::Holds(35272),
    },
    Check {
        title: "Mistake: it does not wait",
        params: "lease=600ms&deadline=400ms&renew=600ms&retry=300ms&mistake=no-wait",
        commands: &[],
        bounds: FORGETS,
        property: ONE,
        expected: Expected::Breaks(8),
    },
    Check {
        title: "Mistake: the holder counts from the answer",
        params: "lease=600ms&deadline=400ms&renew=600ms&retry=300ms&mistake=from-answer",
        commands: &[],
        bounds: counted(&LATE),
        property: ONE,
        expected: Expected::Breaks(13),
    },
    Check {
        title: "Mistake: the coordinator renews what has run out",
        params: "lease=600ms&deadline=400ms&renew=300ms&retry=300ms&mistake=renew-expired",
        commands: &[],
        bounds: counted(&LATE),
        property: ONE,
        expected: Expected::Breaks(17),
    },
];
