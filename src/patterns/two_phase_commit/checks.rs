//! What the checker proves of two-phase commit, and the shortest stories that break what is not
//! promised. `tests/checker` goes further than a page has time for, and finds the shortest blocked
//! run and the shortest disagreement of three-phase commit, in which writes take their time as no
//! link can tell them to.

use super::properties::{AC1, LOCKED, MONEY};
use crate::lesson::{Bounds, Check, Expected, Mail, Timers};

/// Whatever messages and timers do.
const ANYTHING: Bounds = Bounds { mail: Mail::Kept, timers: Timers::Any, ..Bounds::CALM };
/// And somebody crashes and comes back.
const CRASH: Bounds = Bounds { crashes: 1, restarts: 1, ..ANYTHING };

const TRANSFER: &[&str] = &["transfer.C.N1.N2.1000"];

/// All of them.
pub(super) const ALL: &[Check] = &[
    Check {
        title: "Basic: one crash and one recovery, and nobody disagrees",
        params: "protocol=basic",
        commands: TRANSFER,
        bounds: CRASH,
        property: AC1,
        expected: Expected::Holds(8390),
    },
    Check {
        title: "Presumed abort: two crashes and two recoveries, and nobody disagrees",
        params: "protocol=presumed-abort",
        commands: TRANSFER,
        bounds: Bounds { crashes: 2, restarts: 2, ..ANYTHING },
        property: AC1,
        expected: Expected::Holds(13092),
    },
    Check {
        title: "Basic: one crash and one recovery, and no money is lost",
        params: "protocol=basic",
        commands: TRANSFER,
        bounds: CRASH,
        property: MONEY,
        expected: Expected::Holds(8390),
    },
    Check {
        title: "Cooperative: whatever messages and timers do, nobody disagrees",
        params: "protocol=cooperative",
        commands: TRANSFER,
        bounds: ANYTHING,
        property: AC1,
        expected: Expected::Holds(3127),
    },
    Check {
        title: "Without a protocol: a crash loses the money on its way",
        params: "protocol=none&latency=constant",
        commands: TRANSFER,
        bounds: Bounds { crashes: 1, ..Bounds::CALM },
        property: MONEY,
        expected: Expected::Breaks(3),
    },
    Check {
        title: "Mistake: decides alone while prepared",
        params: "mistake=decide-alone&latency=constant",
        commands: TRANSFER,
        bounds: Bounds { timers: Timers::Any, ..Bounds::CALM },
        property: AC1,
        expected: Expected::Breaks(9),
    },
    Check {
        title: "Mistake: forgets on recovery what it had prepared",
        params: "mistake=forget-prepared&latency=constant",
        commands: TRANSFER,
        bounds: Bounds { crashes: 1, restarts: 1, ..Bounds::CALM },
        property: LOCKED,
        expected: Expected::Breaks(4),
    },
];
