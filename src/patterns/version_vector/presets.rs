//! What-ifs: every claim and every mistake as a link. Each is asserted in `tests.rs`.

use crate::lesson::Preset;

/// All of them, in the order of the claims; mistakes last.
pub const ALL: &[Preset] = &[
    Preset::claim(
        1,
        "[2, 0, 0] and [0, 1, 0] are in conflict",
        "At Node B the vectors meet. A has counted two writes that B has not heard of, and B \
         one that A has not heard of: both versions stay.",
        "sync=off&skip=all&do=10ms.receive.A.20~14ms.ship.B.40~18ms.receive.A.10~40ms.sync.A",
    ),
    Preset::claim(
        1,
        "The same conflict, found with dots",
        "One vector for the whole record, and a dot for each version: A.2 and B.1.",
        "scheme=dotted&sync=off&skip=all&do=10ms.receive.A.20~14ms.ship.B.40~18ms.receive.A.10~\
         40ms.sync.A",
    ),
    Preset::claim(
        2,
        "[2, 1, 0] descends from both",
        "Node C has A's record, [2, 0, 0]. What comes next, [2, 1, 0], is ahead in one entry \
         and behind in none: C takes it over without a conflict. Then C writes, and [2, 1, 1] \
         descends from that.",
        "sync=off&skip=all&do=10ms.receive.A.20~14ms.ship.B.40~18ms.receive.A.10~40ms.sync.A~\
         70ms.sync.B~100ms.ship.C.25",
    ),
    Preset::claim(
        3,
        "Merging keeps every movement",
        "Neither 130 nor 60 is right, nor is their sum. The opening stock and all three movements \
         make 90; when Node C ships 25, 65.",
        "scheme=dotted",
    ),
    Preset::claim(
        3,
        "A person merges",
        "No rule decides: 130 or 60, until somebody at Node C merges the movements. The new \
         version replaces both, everywhere.",
        "resolve=keep-siblings&skip=6~7~8&do=100ms.merge.C~120ms.sync.C",
    ),
    Preset::claim(
        3,
        "A person counts the shelves",
        "The movements say 90, the shelves 88. The difference is booked like a movement, so later \
         ones still add up.",
        "resolve=keep-siblings&skip=6~7~8&do=100ms.count.B.88~120ms.sync.B~150ms.receive.A.10~\
         170ms.sync.A",
    ),
    Preset::claim(
        4,
        "Priority: A's version counts, B's shipment does not",
        "All show 130, A's version. B's 40 pieces have left, and when Node C writes on top \
         of 130 they are gone from the record as well.",
        "resolve=priority",
    ),
    Preset::claim(
        4,
        "Keep the highest: 130 again, and 40 pieces that are not there",
        "The highest stock wins, whoever wrote it. The shipment of 40 is missing from it.",
        "resolve=keep-highest",
    ),
    Preset::claim(
        4,
        "A person keeps one version",
        "Somebody at Node B keeps the second version, 60. What A took in, 30 pieces, is given \
         up.",
        "resolve=keep-siblings&skip=6~7~8&do=100ms.pick.B.2~120ms.sync.B",
    ),
    Preset::claim(
        5,
        "Last writer wins, and a clock is an hour ahead",
        "Node B's write bears a time that is an hour ahead, so it beats A's, which came \
         later. And whatever anybody writes on it is older at once: Node C's shipment is \
         acknowledged and gone.",
        "scheme=last-writer-wins&do=1ms.clock.B.3600s,100%",
    ),
    Preset::claim(
        5,
        "Last writer wins, and all clocks are right",
        "A's second delivery came 4 ms later than B's shipment. So the shipment is gone, although \
         A did not know of it.",
        "scheme=last-writer-wins",
    ),
    Preset::claim(
        6,
        "Both sides of a split go on",
        "Four warehouses, split in two. Each books what comes and what goes. After the split their \
         records are in conflict, and then the same everywhere: 95.",
        "warehouses=4&sync=200ms&skip=all&do=2ms.split.A,B.C,D~10ms.receive.A.20~14ms.ship.C.30~\
         60ms.receive.B.10~80ms.ship.D.5~600ms.heal",
    ),
    Preset::claim(
        7,
        "Two clerks, one warehouse: a version vector loses one",
        "Both clerks have read the opening stock. Clerk 2's write counts above Clerk 1's in the \
         same entry, [2, 0] over [1, 0], and so seems to follow it: Clerk 1's 20 pieces are gone.",
        "warehouses=2&clerks=2&sync=off&skip=all&do=10ms.look.K1.A~12ms.look.K2.A~\
         30ms.in.K1.A.20~44ms.out.K2.A.40~70ms.sync.A",
    ),
    Preset::claim(
        7,
        "Two clerks, one warehouse: dots keep both",
        "The same on the same luck. Clerk 2 says that it has read nothing of A.1, so A.2 stands \
         beside it: exactly two versions, and 80 pieces.",
        "scheme=dotted&warehouses=2&clerks=2&sync=off&skip=all&do=10ms.look.K1.A~12ms.look.K2.A~\
         30ms.in.K1.A.20~44ms.out.K2.A.40~70ms.sync.A",
    ),
    Preset::claim(
        8,
        "Blind writes pile up, and one that has read them clears them away",
        "Clerk 1 writes three times without having looked: three versions. Then it looks, and its \
         next write replaces all three.",
        "scheme=dotted&warehouses=2&clerks=1&sync=off&skip=all&do=10ms.in.K1.A.10~30ms.in.K1.A.20~\
         50ms.out.K1.A.5~80ms.look.K1.A~100ms.out.K1.A.40",
    ),
    Preset::claim(
        8,
        "Nobody ever says what was read",
        "Without contexts no write replaces another: the default story ends with four versions.",
        "scheme=dotted&context=omit",
    ),
    Preset::claim(
        9,
        "Seven warehouses: seven entries in every record",
        "Under the figures of the whole run are the bytes of vectors in a record: 12 for each of \
         the seven warehouses. Draw them over many runs for 2 to 7 warehouses.",
        "warehouses=7&workload=busy&sync=200ms",
    ),
    Preset::claim(
        9,
        "A pruned vector: a conflict that is none",
        "Node C wrote on what B had written on A's record. But C's vector keeps two entries, \
         and A's is gone: when B meets it, [1, 1, 0] and [0, 1, 1] seem to be in conflict.",
        "prune=2&sync=off&skip=all&do=10ms.receive.A.20~20ms.sync.A~50ms.receive.B.10~60ms.sync.B~\
         90ms.ship.C.30~110ms.sync.C",
    ),
    Preset::claim(
        10,
        "Six warehouses that sync every 100 ms",
        "Under the figures are the messages and bytes to sync. Then set the warehouses to 2, or \
         the period to 1s.",
        "warehouses=6&workload=busy&sync=100ms",
    ),
    Preset::claim(
        11,
        "Both sell the last piece",
        "One piece is left, and the network is split. Both warehouses look at their own record and \
         ship it. Afterwards the record says −1: no vector prevents that.",
        "opening=1&sync=200ms&skip=all&do=2ms.split.A.B,C~10ms.ship.A.1~14ms.ship.B.1~100ms.heal",
    ),
    Preset::mistake(
        "Mistake: stocks are added up",
        "Rule left out: what is merged are movements, not stocks. 130 and 60 both hold the opening \
         stock of 100, and 190 holds it twice.",
        "mistake=sum-stocks",
    ),
    Preset::mistake(
        "Mistake: a write replaces all that is there",
        "Rule left out: a write replaces what its writer had read, and nothing else. Clerk 2 had \
         not read Clerk 1's write, which is gone all the same, dots or not.",
        "mistake=replace-all&scheme=dotted&warehouses=2&clerks=2&sync=off&skip=all&do=\
         10ms.look.K1.A~12ms.look.K2.A~30ms.in.K1.A.20~44ms.out.K2.A.40~70ms.sync.A",
    ),
    Preset::mistake(
        "Mistake: each warehouse prefers its own version",
        "Rule left out: a resolution looks at the versions and at nothing else. A and B hold the \
         same two versions, and show 130 and 60.",
        "mistake=prefer-own&skip=6~7~8",
    ),
    Preset::mistake(
        "Mistake: vectors are compared by their sums",
        "Rule left out: vectors are compared entry by entry. [2, 0, 0] has the larger sum, so \
         [0, 1, 0] counts as older, and B's shipment is gone.",
        "mistake=compare-by-sum",
    ),
];
