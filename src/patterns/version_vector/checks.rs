//! What the checker proves of version vectors, and the shortest stories that break what is not
//! promised. Periodic syncs are off, so that a run ends. Commands keep their order, each at any
//! moment; messages may arrive in any order, before or after the commands that follow.

use super::properties::{
    CONVERGED, COUNTED, GROWS, KEEPS, LAWS, NOT_OVERSOLD, SAME, TRUE_CONFLICTS,
};
use crate::lesson::{Bounds, Check, Expected};

const LOSS: Bounds = Bounds { drops: 1, ..Bounds::CALM };
const TWICE: Bounds = Bounds { duplicates: 1, ..Bounds::CALM };
const BOTH: Bounds = Bounds { drops: 1, duplicates: 1, ..Bounds::CALM };
const CRASH: Bounds = Bounds { crashes: 1, restarts: 1, ..Bounds::CALM };

const CONFLICT: &[&str] = &["receive.A.20", "ship.B.40", "receive.A.10", "sync.A", "sync.B"];
const THREE: &[&str] = &["receive.A.20", "ship.B.40", "sync.A", "ship.C.25", "sync.C"];
const CLERKS: &[&str] = &["look.K1.A", "look.K2.A", "in.K1.A.20", "out.K2.A.40", "sync.A"];
const BLIND: &[&str] = &["in.K1.A.10", "in.K1.A.20", "look.K1.A", "out.K1.A.5", "sync.A"];
const CHAIN: &[&str] = &["receive.A.20", "sync.A", "receive.B.10", "sync.B", "ship.C.30", "sync.C"];
const LAST: &[&str] = &["ship.A.1", "ship.B.1", "sync.A"];

/// All of them.
pub(super) const ALL: &[Check] = &[
    Check {
        title: "No write is lost unread, whatever is lost or comes twice",
        params: "warehouses=2&sync=off",
        commands: CONFLICT,
        bounds: BOTH,
        property: KEEPS,
        expected: Expected::Holds(125),
    },
    Check {
        title: "Who has heard of every movement shows the right stock",
        params: "warehouses=2&sync=off&scheme=dotted",
        commands: CONFLICT,
        bounds: BOTH,
        property: COUNTED,
        expected: Expected::Holds(125),
    },
    Check {
        title: "Three warehouses: nothing that was overwritten comes back",
        params: "sync=off",
        commands: THREE,
        bounds: LOSS,
        property: TRUE_CONFLICTS,
        expected: Expected::Holds(1_010),
    },
    Check {
        title: "Three warehouses, dots: the laws of a sync hold for all records there are",
        params: "sync=off&scheme=dotted",
        commands: THREE,
        bounds: TWICE,
        property: LAWS,
        expected: Expected::Holds(4_360),
    },
    Check {
        title: "When everything has been exchanged, both warehouses hold the same",
        params: "warehouses=2&sync=off",
        commands: CONFLICT,
        bounds: Bounds::CALM,
        property: CONVERGED,
        expected: Expected::Holds(20),
    },
    Check {
        title: "A crash in between forgets nothing that was heard of",
        params: "warehouses=2&sync=off&scheme=dotted",
        commands: CONFLICT,
        bounds: CRASH,
        property: GROWS,
        expected: Expected::Holds(235),
    },
    Check {
        title: "Dots: two clerks through one warehouse lose nothing",
        params: "warehouses=2&clerks=2&sync=off&scheme=dotted",
        commands: CLERKS,
        bounds: LOSS,
        property: KEEPS,
        expected: Expected::Holds(8_405),
    },
    Check {
        title: "Dots: blind writes lose nothing, and nothing that was read comes back",
        params: "warehouses=2&clerks=1&sync=off&scheme=dotted",
        commands: BLIND,
        bounds: TWICE,
        property: TRUE_CONFLICTS,
        expected: Expected::Holds(64_008),
    },
    Check {
        title: "Last writer wins loses a write",
        params: "warehouses=2&sync=off&scheme=last-writer-wins",
        commands: CONFLICT,
        bounds: Bounds::CALM,
        property: KEEPS,
        expected: Expected::Breaks(5),
    },
    Check {
        title: "Version vectors: two clerks through one warehouse lose a write",
        params: "warehouses=2&clerks=2&sync=off",
        commands: CLERKS,
        bounds: Bounds::CALM,
        property: KEEPS,
        expected: Expected::Breaks(6),
    },
    Check {
        title: "Version vectors: two blind writes through one warehouse lose one",
        params: "warehouses=2&clerks=1&sync=off",
        commands: BLIND,
        bounds: Bounds::CALM,
        property: KEEPS,
        expected: Expected::Breaks(4),
    },
    Check {
        title: "A pruned vector makes a false conflict",
        params: "prune=2&sync=off",
        commands: CHAIN,
        bounds: Bounds::CALM,
        property: TRUE_CONFLICTS,
        expected: Expected::Breaks(8),
    },
    Check {
        title: "Priority drops a movement that everybody has heard of",
        params: "warehouses=2&sync=off&resolve=priority",
        commands: CONFLICT,
        bounds: Bounds::CALM,
        property: COUNTED,
        expected: Expected::Breaks(5),
    },
    Check {
        title: "Two warehouses ship the same last piece",
        params: "warehouses=2&sync=off&opening=1",
        commands: LAST,
        bounds: Bounds::CALM,
        property: NOT_OVERSOLD,
        expected: Expected::Breaks(4),
    },
    Check {
        title: "Mistake: stocks that are added up count the opening stock twice",
        params: "warehouses=2&sync=off&mistake=sum-stocks",
        commands: CONFLICT,
        bounds: Bounds::CALM,
        property: COUNTED,
        expected: Expected::Breaks(5),
    },
    Check {
        title: "Mistake: a write that replaces everything loses what was not read, dots or not",
        params: "warehouses=2&clerks=1&sync=off&scheme=dotted&mistake=replace-all",
        commands: BLIND,
        bounds: Bounds::CALM,
        property: KEEPS,
        expected: Expected::Breaks(4),
    },
    Check {
        title: "Mistake: who prefers the own version shows another stock",
        params: "warehouses=2&sync=off&mistake=prefer-own",
        commands: CONFLICT,
        bounds: Bounds::CALM,
        property: SAME,
        expected: Expected::Breaks(6),
    },
    Check {
        title: "Mistake: vectors compared by their sums lose a write",
        params: "warehouses=2&sync=off&mistake=compare-by-sum",
        commands: CONFLICT,
        bounds: Bounds::CALM,
        property: KEEPS,
        expected: Expected::Breaks(5),
    },
];
