//! What the checker proves of quorums, and the shortest stories that break what is not promised.

use super::properties::{DURABLE, FRESH, LINEARIZABLE};
use crate::lesson::{Bounds, Check, Expected};

/// One message may be lost, arrive twice; one clinic may crash and come back.
const LOSS: Bounds = Bounds { drops: 1, ..Bounds::CALM };
const TWICE: Bounds = Bounds { duplicates: 1, ..Bounds::CALM };
const CRASH: Bounds = Bounds { crashes: 1, restarts: 1, ..Bounds::CALM };

/// All of them.
pub(super) const ALL: &[Check] = &[
    Check {
        title: "R + W > N: no read is stale, whatever the order",
        params: "n=3&r=2&w=2&read_repair=off",
        commands: &["write.A.penicillin", "read.B"],
        bounds: Bounds::CALM,
        property: FRESH,
        expected: Expected::Holds(3538),
    },
    Check {
        title: "R + W > N: no read is stale when a message is lost",
        params: "n=2&r=1&w=2",
        commands: &["write.A.penicillin", "read.B"],
        bounds: LOSS,
        property: FRESH,
        expected: Expected::Holds(570),
    },
    Check {
        title: "R + W > N: no read is stale when a message arrives twice",
        params: "n=2&r=2&w=1",
        commands: &["write.A.penicillin", "read.B"],
        bounds: TWICE,
        property: FRESH,
        expected: Expected::Holds(2684),
    },
    Check {
        title: "A crash and a restart lose no confirmed write",
        params: "n=3&r=2&w=2&read_repair=off",
        commands: &["write.A.penicillin"],
        bounds: CRASH,
        property: DURABLE,
        expected: Expected::Holds(272),
    },
    Check {
        title: "Write-back: two clinics are linearizable in every order",
        params: "n=2&r=1&w=2&write_back=on",
        commands: &["write.A.penicillin", "read.B"],
        bounds: Bounds::CALM,
        property: LINEARIZABLE,
        expected: Expected::Holds(23370),
    },
    Check {
        title: "R + W ≤ N: a read misses the confirmed write",
        params: "n=3&r=1&w=1",
        commands: &["write.A.penicillin", "read.B"],
        bounds: Bounds::CALM,
        property: FRESH,
        expected: Expected::Breaks(6),
    },
    Check {
        title: "Without write-back one read sees what the next misses",
        params: "n=3&r=2&w=2&read_repair=off",
        commands: &["write.A.penicillin", "read.B", "read.C"],
        bounds: Bounds::CALM,
        property: LINEARIZABLE,
        expected: Expected::Breaks(12),
    },
    Check {
        title: "Mistake: acknowledged before it is on the disk",
        params: "n=2&r=1&w=2&mistake=forgetful",
        commands: &["write.A.penicillin"],
        bounds: CRASH,
        property: DURABLE,
        expected: Expected::Breaks(7),
    },
    Check {
        title: "Mistake: a second acknowledgement counts twice",
        params: "n=3&r=2&w=2&mistake=count-duplicates",
        commands: &["write.A.penicillin"],
        bounds: TWICE,
        property: DURABLE,
        expected: Expected::Breaks(5),
    },
];
