//! What-ifs: every claim and every mistake as a link. Each is asserted in `tests/`.
//!
//! With constant delays of 10 ms and forced writes of 10 ms the default transfer keeps this time:
//! PREPARE arrives at 15 ms, PREPARED is durable at 25, YES arrives at 35, COMMIT is durable at 45
//! and arrives at 55, is durable there at 65, and acknowledged at 75.

use crate::lesson::Preset;

/// All of them, in the order of the claims; mistakes last.
pub const ALL: &[Preset] = &[
    Preset::claim(
        1,
        "Both nodes vote yes: both commit",
        "Each node forces PREPARED before it votes; the coordinator forces COMMIT before it tells \
         anybody. $1,000 moves from A to B.",
        "latency=constant",
    ),
    Preset::claim(
        2,
        "Not enough money: one no stops it everywhere",
        "A holds $2,500. Node 1 votes no, and Node 2 gives up what it had prepared.",
        "latency=constant&amount=3000",
    ),
    Preset::claim(
        3,
        "Without a protocol: a crash between debit and credit",
        "The coordinator crashes with the credit on its lips. Nothing of it is written anywhere: \
         the audit finds $1,000 less.",
        "protocol=none&latency=constant&do=20ms.crash.C.0~300ms.restart.C~400ms.audit.C",
    ),
    Preset::claim(
        3,
        "The same crash with two-phase commit",
        "The coordinator crashes before its next message, and its log remembers what to do.",
        "latency=constant&do=20ms.crash.C.0~300ms.restart.C~500ms.audit.C",
    ),
    Preset::claim(
        4,
        "A node crashes while it prepares: abort",
        "Node 2's vote never comes. The coordinator may still abort, and does when time is up. \
         Node 2 finds in its log either nothing or PREPARED, and asks.",
        "latency=constant&do=20ms.crash.N2~500ms.restart.N2",
    ),
    Preset::claim(
        4,
        "A node crashes between its forced record and its vote",
        "PREPARED is on Node 2's disk, YES never leaves. Back again, Node 2 is in doubt and is \
         told: abort.",
        "latency=constant&do=20ms.crash.N2.0~500ms.restart.N2",
    ),
    Preset::claim(
        5,
        "The coordinator crashes before it decides: blocked",
        "Both nodes have voted yes. They ask and ask; nobody may decide; both accounts stay \
         locked.",
        "latency=constant&do=30ms.crash.C",
    ),
    Preset::claim(
        6,
        "COMMIT was forced, and nobody was told",
        "The crash falls between the forced record and the first message. Back again, the \
         coordinator reads COMMIT in its log and tells everybody.",
        "latency=constant&do=20ms.crash.C.0~400ms.restart.C",
    ),
    Preset::claim(
        6,
        "COMMIT was forced, and one node was told",
        "The crash falls between the two messages: Node 1 has committed, Node 2 is in doubt until \
         the coordinator is back.",
        "latency=constant&do=20ms.crash.C.1~400ms.restart.C",
    ),
    Preset::claim(
        6,
        "Nothing was forced: the answer is abort",
        "The coordinator comes back with an empty log. Of what it does not know it says: aborted. \
         That is safe, because no COMMIT record was ever durable.",
        "latency=constant&do=30ms.crash.C~400ms.restart.C",
    ),
    Preset::claim(
        7,
        "A lost vote: the timeout aborts",
        "The coordinator has one vote of two and has promised nothing. It aborts.",
        "latency=constant&do=0.drop.N2-C.1",
    ),
    Preset::claim(
        7,
        "A lost decision is asked for",
        "Node 2 does not hear COMMIT. Its timeout decides nothing: it asks, and is told.",
        "latency=constant&do=0.drop.C-N2.2",
    ),
    Preset::claim(
        8,
        "Two transfers of $1,500 from $2,500",
        "T2 waits until T1 is decided. Then it is validated against what is left, and refused.",
        "latency=constant&concurrent=2&amount=1500",
    ),
    Preset::claim(
        9,
        "Asking peers helps when one knows",
        "COMMIT reached Node 1 only, then the coordinator crashed. Node 2 asks Node 1.",
        "protocol=cooperative&latency=constant&do=20ms.crash.C.1",
    ),
    Preset::claim(
        9,
        "Asking peers helps when one has not voted",
        "The request to Node 2 was lost. Asked by Node 1 it aborts, so that it can never vote yes.",
        "protocol=cooperative&latency=constant&do=0.drop.C-N2.1~30ms.crash.C",
    ),
    Preset::claim(
        9,
        "Asking peers does not help when all are prepared",
        "Neither node knows, and each knows that the other does not. They stay blocked.",
        "protocol=cooperative&latency=constant&do=30ms.crash.C",
    ),
    Preset::claim(
        10,
        "Three-phase commit does not block",
        "The same crash: after a while Node 1 takes over. Nobody was told to get ready, so nobody \
         can have committed: abort.",
        "protocol=three-phase&latency=constant&do=30ms.crash.C",
    ),
    Preset::claim(
        10,
        "Three-phase commit disagrees under a partition",
        "Node 2 is cut off before it hears PRECOMMIT. Each side takes the other for dead: Node 1 \
         commits, Node 2 aborts.",
        "protocol=three-phase&latency=constant&do=50ms.split.C,N1.N2~1.5s.heal",
    ),
    Preset::claim(
        11,
        "What a commit costs: six nodes",
        "Four messages a node, two forced writes a node and one at the coordinator, two round \
         trips.",
        "participants=6",
    ),
    Preset::claim(
        11,
        "Presumed abort: an abort costs less",
        "No forced ABORT at the coordinator or at who voted yes, and no acknowledgements.",
        "protocol=presumed-abort&latency=constant&amount=3000",
    ),
    Preset::claim(
        11,
        "Three-phase commit costs a third round trip",
        "Six messages a node and a third forced write, when nothing goes wrong.",
        "protocol=three-phase&latency=constant",
    ),
    Preset::claim(
        12,
        "A transfer waits behind a lock in doubt",
        "T1 is in doubt, so the accounts stay locked, and T2 waits as long as the coordinator is \
         down. Change the time of the restart.",
        "latency=constant&concurrent=2&do=30ms.crash.C~2s.restart.C",
    ),
    Preset::mistake(
        "Mistake: votes before the record is forced",
        "Rule left out: PREPARED is durable before YES is sent. Node 2 promises, crashes, and \
         remembers nothing: A pays, and B gets nothing.",
        "mistake=vote-early&latency=constant&force=30ms&seed=2&\
         do=20ms.crash.N2~200ms.restart.N2",
    ),
    Preset::mistake(
        "Mistake: decides alone while prepared",
        "Rule left out: a timeout while prepared decides nothing. COMMIT to Node 2 was lost; its \
         patience ends, and it aborts what Node 1 has committed.",
        "mistake=decide-alone&latency=constant&do=0.drop.C-N2.2",
    ),
    Preset::mistake(
        "Mistake: sends COMMIT before its record is forced",
        "Rule left out: the commit point comes before the messages. The coordinator crashes; its \
         log knows nothing, and it tells Node 2 to abort what Node 1 has committed.",
        "mistake=send-early&latency=constant&force=30ms&\
         do=0.drop.C-N2.2~65ms.crash.C~200ms.restart.C",
    ),
    Preset::mistake(
        "Mistake: forgets on recovery what it had prepared",
        "Rule left out: PREPARED without a decision is in doubt, and locked. Back again, Node 2 \
         thinks that nothing is open; COMMIT means nothing to it.",
        "mistake=forget-prepared&latency=constant&do=30ms.crash.N2~40ms.restart.N2",
    ),
    Preset::mistake(
        "Mistake: validates without a lock",
        "Rule left out: what was validated stays locked until it is decided. Both transfers find \
         $2,500, and both take $1,500.",
        "mistake=no-locks&latency=constant&concurrent=2&amount=1500",
    ),
];
