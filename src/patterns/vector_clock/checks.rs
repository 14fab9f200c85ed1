//! What the checker proves of merging likes, and the shortest stories that break what is not
//! promised. Gossip is off, so that a run ends. Commands keep their order, each at any moment; what
//! a sync sends may arrive in any order, before or after the commands that follow.

use super::properties::{CAUSAL, COMPLETE, CONVERGED, GROWS, NO_MORE, OWNER, SAME};
use crate::lesson::{Bounds, Check, Expected};

const LOSS: Bounds = Bounds { drops: 1, ..Bounds::CALM };
const TWICE: Bounds = Bounds { duplicates: 1, ..Bounds::CALM };
const BOTH: Bounds = Bounds { drops: 1, duplicates: 1, ..Bounds::CALM };
const CRASH: Bounds = Bounds { crashes: 1, restarts: 1, ..Bounds::CALM };

const LIKES: &[&str] = &["like.S1.B", "like.S2.C", "sync.S1", "sync.S2", "sync.S1"];
const THREE: &[&str] = &["like.S1.B", "like.S2.C", "sync.S1", "sync.S2", "sync.S3", "sync.S1"];
const BETWEEN: &[&str] = &["like.S1.B", "sync.S1", "like.S2.C", "like.S1.D", "sync.S2", "sync.S1"];
const UNLIKE: &[&str] = &["like.S1.B", "sync.S1", "unlike.S2.B", "sync.S2", "like.S1.B", "sync.S1"];
const REPLY: &[&str] = &["comment.S1.B.Where to", "comment.S2.C.To the lake", "sync.S2"];

/// All of them.
pub(super) const ALL: &[Check] = &[
    Check {
        title: "Who has heard of every like shows every like, whatever is lost or comes twice",
        params: "gossip=off",
        commands: LIKES,
        bounds: BOTH,
        property: COMPLETE,
        expected: Expected::Holds(245),
    },
    Check {
        title: "The same with a sync between the likes",
        params: "gossip=off&users=4",
        commands: BETWEEN,
        bounds: BOTH,
        property: COMPLETE,
        expected: Expected::Holds(376),
    },
    Check {
        title: "Unlikes: a counter shows likes less unlikes once it has heard of all",
        params: "gossip=off",
        commands: UNLIKE,
        bounds: BOTH,
        property: COMPLETE,
        expected: Expected::Holds(454),
    },
    Check {
        title: "Unlikes: in a set a like that no unlike knew of stays",
        params: "gossip=off&merge=set-of-users",
        commands: UNLIKE,
        bounds: BOTH,
        property: COMPLETE,
        expected: Expected::Holds(454),
    },
    Check {
        title: "When everything has been exchanged, both servers are equal",
        params: "gossip=off",
        commands: LIKES,
        bounds: Bounds::CALM,
        property: CONVERGED,
        expected: Expected::Holds(29),
    },
    Check {
        title: "Three servers: a lost message makes no two with equal clocks differ",
        params: "servers=3&gossip=off",
        commands: THREE,
        bounds: LOSS,
        property: SAME,
        expected: Expected::Holds(9_508),
    },
    Check {
        title: "Three servers: a message that comes twice is not counted twice",
        params: "servers=3&gossip=off",
        commands: THREE,
        bounds: TWICE,
        property: NO_MORE,
        expected: Expected::Holds(29_411),
    },
    Check {
        title: "A set of users, three servers: who has heard of every like shows it, with a loss",
        params: "servers=3&gossip=off&merge=set-of-users",
        commands: THREE,
        bounds: LOSS,
        property: COMPLETE,
        expected: Expected::Holds(9_508),
    },
    Check {
        title: "Causal delivery: no reply is shown first, in any order",
        params: "servers=3&gossip=off",
        commands: REPLY,
        bounds: BOTH,
        property: CAUSAL,
        expected: Expected::Holds(5_561),
    },
    Check {
        title: "A lost disk and a new slot: nobody knows more of it than its owner",
        params: "disk=lost&gossip=off",
        commands: LIKES,
        bounds: CRASH,
        property: OWNER,
        expected: Expected::Holds(396),
    },
    Check {
        title: "Adding the numbers counts a like twice",
        params: "gossip=off&merge=add",
        commands: LIKES,
        bounds: Bounds::CALM,
        property: NO_MORE,
        expected: Expected::Breaks(6),
    },
    Check {
        title: "Last writer wins loses a like",
        params: "gossip=off&merge=last-writer-wins",
        commands: LIKES,
        bounds: Bounds::CALM,
        property: COMPLETE,
        expected: Expected::Breaks(4),
    },
    Check {
        title: "Without causal delivery a reply is shown first",
        params: "servers=3&gossip=off&causal=off",
        commands: REPLY,
        bounds: Bounds::CALM,
        property: CAUSAL,
        expected: Expected::Breaks(4),
    },
    Check {
        title: "Mistake: clocks compared by their sums never merge",
        params: "gossip=off&mistake=compare-by-sum",
        commands: LIKES,
        bounds: Bounds::CALM,
        property: CONVERGED,
        expected: Expected::Breaks(8),
    },
    Check {
        title: "Mistake: what arrives replaces what is there, and a clock goes back",
        params: "gossip=off&mistake=overwrite",
        commands: LIKES,
        bounds: Bounds::CALM,
        property: GROWS,
        expected: Expected::Breaks(4),
    },
    Check {
        title: "Mistake: a slot used again after the disk was lost",
        params: "disk=lost&gossip=off&mistake=reuse-slot",
        commands: &["like.S1.B", "sync.S1"],
        bounds: CRASH,
        property: OWNER,
        expected: Expected::Breaks(5),
    },
    Check {
        title: "Mistake: two servers count in one slot",
        params: "gossip=off&mistake=shared-slot",
        commands: LIKES,
        bounds: Bounds::CALM,
        property: COMPLETE,
        expected: Expected::Breaks(2),
    },
];
