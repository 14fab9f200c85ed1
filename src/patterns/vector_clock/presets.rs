//! What-ifs: every claim and every mistake as a link. Each is asserted in `tests.rs`.

use crate::lesson::Preset;

/// All of them, in the order of the claims; mistakes last.
pub const ALL: &[Preset] = &[
    Preset::claim(
        1,
        "Two likes that know nothing of each other",
        "At Server 2 the clocks [1, 0] and [0, 1] meet: neither is ahead in both entries. Select \
         one like and compare it with the other: their event clocks say the same.",
        "gossip=off&skip=all&do=10ms.like.S1.B~12ms.like.S2.C~30ms.sync.S1",
    ),
    Preset::claim(
        2,
        "One sync each way: both show 2, at [1, 1]",
        "Server 2 merges what came, and Server 1 takes what comes back.",
        "gossip=off&skip=all&do=10ms.like.S1.B~12ms.like.S2.C~30ms.sync.S1~50ms.sync.S2",
    ),
    Preset::claim(
        2,
        "Gossip alone does it too, among six servers",
        "Nobody asks for a sync. Each server goes on telling its neighbours until they say that \
         they have it.",
        "servers=6&users=8&topology=line&skip=8~9~10",
    ),
    Preset::claim(
        3,
        "Last writer wins: one like is gone",
        "The same events. Each server wrote the number 1, and the later 1 replaces the other.",
        "merge=last-writer-wins",
    ),
    Preset::claim(
        3,
        "Last writer wins by a clock that is wrong",
        "Server 1's clock is an hour ahead, so everything that Server 2 counts is older.",
        "merge=last-writer-wins&gossip=off&users=4&skip=all&do=1ms.clock.S1.3600s,100%~\
         10ms.like.S1.B~20ms.like.S2.C~24ms.like.S2.D~40ms.sync.S1~60ms.sync.S2",
    ),
    Preset::claim(
        4,
        "Adding the numbers: right once, then 3",
        "The same events. 1 + 1 is right at Server 2. But its 2 already holds Server 1's like, \
         and Server 1 adds it to its own.",
        "merge=add",
    ),
    Preset::claim(
        4,
        "A double click",
        "A counter counts clicks and cannot know that both were user B's: it shows 2.",
        "gossip=off&skip=all&do=10ms.double.S1.B~30ms.sync.S1",
    ),
    Preset::claim(
        4,
        "A double click, and a set of users",
        "A set holds user B once, whoever hears of which click first.",
        "merge=set-of-users&gossip=off&skip=all&do=10ms.double.S1.B~12ms.like.S2.B~30ms.sync.S1~\
         50ms.sync.S2",
    ),
    Preset::claim(
        4,
        "An unlike without a like",
        "User B liked nothing. A counter takes the unlike all the same, at both servers, and shows \
         -2 likes. A set of users knows that there is nothing to take back.",
        "gossip=off&skip=all&do=10ms.unlike.S1.B~12ms.unlike.S2.B~30ms.sync.S1~50ms.sync.S2",
    ),
    Preset::claim(
        5,
        "Both sides of a split go on",
        "Each side counts its own likes. After the split the sides' clocks are concurrent; then \
         all four agree.",
        "servers=4&users=6&gossip=100ms&skip=all&do=2ms.split.S1,S2.S3,S4~10ms.like.S1.B~\
         12ms.like.S3.C~14ms.like.S4.D~60ms.unlike.S3.C~80ms.like.S2.E~600ms.heal",
    ),
    Preset::claim(
        6,
        "A reply before the comment it answers",
        "User B's question is slow on its way to Server 3, and user C's answer is not.",
        "causal=off&servers=3&gossip=off&skip=all&do=0.delay.S1-S3.1.80ms~\
         10ms.comment.S1.B.Where to?~30ms.comment.S2.C.To the lake!",
    ),
    Preset::claim(
        6,
        "The same, with causal delivery",
        "The answer carries the clock of the comments that user C had seen. Server 3 lets it wait.",
        "servers=3&gossip=off&skip=all&do=0.delay.S1-S3.1.80ms~10ms.comment.S1.B.Where to?~\
         30ms.comment.S2.C.To the lake!",
    ),
    Preset::claim(
        7,
        "A message twice, another late: nothing changes",
        "Server 1's first state comes twice. Its second is held back, and comes long after the \
         third, which is newer.",
        "gossip=off&users=5&skip=all&do=0.dup.S1-S2.1~0.hold.S1-S2.2~10ms.like.S1.B~\
         12ms.like.S2.C~30ms.sync.S1~50ms.like.S1.D~55ms.sync.S1~60ms.like.S1.E~65ms.sync.S1~\
         85ms.sync.S2~105ms.deliver.S1-S2.2",
    ),
    Preset::claim(
        7,
        "Six servers on a ring in bad weather",
        "Three messages in ten come twice, one in ten is lost, and they overtake each other. \
         Change the seed: all servers show 7 likes in the end.",
        "servers=6&users=8&topology=ring&gossip=200ms&latency=exponential&delay=50ms&loss=10%&\
         dup=30%",
    ),
    Preset::claim(
        8,
        "A server loses its disk and goes on in a new slot",
        "Server 1 forgets user B's like, which Server 2 knows, and counts user D's in slot S1#2. \
         Nothing is lost.",
        "disk=lost&gossip=off&users=4&skip=all&do=10ms.like.S1.B~12ms.like.S2.C~20ms.sync.S1~\
         40ms.crash.S1~60ms.restart.S1~80ms.like.S1.D~100ms.sync.S1~120ms.sync.S2",
    ),
    Preset::claim(
        8,
        "A server that forgets its slot loses a like",
        "Back at 0, Server 1 counts user D's like as the first of its slot. To Server 2 that is \
         the like it knows already.",
        "disk=lost&gossip=off&users=4&mistake=reuse-slot&skip=all&do=10ms.like.S1.B~12ms.like.S2.C~\
         20ms.sync.S1~40ms.crash.S1~60ms.restart.S1~80ms.like.S1.D~100ms.sync.S1~120ms.sync.S2",
    ),
    Preset::claim(
        9,
        "Six servers: longer clocks in every message",
        "Under the figures of the whole run are the bytes of clocks in a message: 12 an entry, 4 \
         for its slot and 8 for its count, beside a header of 24. Then set the servers to 2.",
        "servers=6&users=8",
    ),
    Preset::mistake(
        "Mistake: clocks are compared by their sums",
        "Rule left out: clocks are compared entry by entry. [1, 0] and [0, 1] have the same sum, \
         so each server takes the other's state for its own, and nothing is merged.",
        "mistake=compare-by-sum",
    ),
    Preset::mistake(
        "Mistake: what arrives replaces what is there",
        "Rule left out: on receipt the larger of every entry is taken. Server 2's clock goes back \
         from [0, 1] to [1, 0], and user C's like is gone.",
        "mistake=overwrite",
    ),
    Preset::mistake(
        "Mistake: a slot is used again",
        "Rule left out: a server that lost its disk must not reuse its old slot. Server 2 knows \
         more of the slot than its owner, and user D's like is lost.",
        "disk=lost&gossip=off&users=4&mistake=reuse-slot&skip=all&do=10ms.like.S1.B~20ms.sync.S1~\
         40ms.crash.S1~60ms.restart.S1~80ms.like.S1.D~100ms.sync.S1",
    ),
    Preset::mistake(
        "Mistake: everybody counts in one slot",
        "Rule left out: a server counts only in its own slot. Both likes are the first of slot S1, \
         so the clocks are equal and one like is never merged.",
        "mistake=shared-slot",
    ),
];
