//! What-ifs: every claim and every mistake as a link. Each is asserted in `tests/`.
//!
//! With constant delays of 20 ms the default lease keeps this time: A asks at 0, is granted the
//! lease at 20 ms and holds it at 40 ms, until 3.3 s on its own clock; the coordinator keeps it
//! until 5.02 s. When it is not renewed, B hears of that at 5.04 s and holds at 5.08 s.

use crate::lesson::Preset;

/// All of them, in the order of the claims; mistakes last.
pub const ALL: &[Preset] = &[
    Preset::claim(
        1,
        "One node sets the price, everybody may show it",
        "A holds the lease and sets $95. B is asked to set a price and refuses; asked to show it, \
         it gets it from the store.",
        "latency=constant&skip=5~6~7~8",
    ),
    Preset::claim(
        2,
        "As long as it renews, A keeps the lease",
        "Every renewal begins both windows anew. The token stays the same.",
        "latency=constant&skip=all&do=11s.update.A.95",
    ),
    Preset::claim(
        3,
        "The holder crashes: waiting is enough",
        "A crashes at 5 s, one second after its last renewal. Nobody may set the price until the \
         coordinator's count is over; then B does.",
        "latency=constant",
    ),
    Preset::claim(
        4,
        "Without leases: $95 at one node, $100 at the other",
        "A sets its own copy and tells nobody. A trader who asks B pays $100.",
        "coordination=none&latency=constant&skip=4~5~6",
    ),
    Preset::claim(
        5,
        "A sleeps between look and write: no fencing",
        "A looks at its lease, pauses, and wakes when B holds. Its write is accepted: B goes on \
         showing $96, and a trader buys at a price that is gone.",
        "fencing=off&latency=constant&skip=all&do=1s.update.A.95~1.01s.pause.A~6s.update.B.96~\
         8s.resume.A~9s.read.T1.B",
    ),
    Preset::claim(
        5,
        "The same pause with fencing",
        "The store has seen token 34, so it rejects 33.",
        "latency=constant&skip=all&do=1s.update.A.95~1.01s.pause.A~6s.update.B.96~8s.resume.A~\
         9s.read.T1.B",
    ),
    Preset::claim(
        5,
        "Fencing with a write that was slow, not a node",
        "A's clock is right and A is awake. Its write is on its way for seven seconds, and \
         what it sends again is lost.",
        "latency=constant&skip=all&do=1s.update.A.95~0.delay.A-S.2.7s~0.drop.A-S.3~\
         0.drop.A-S.4~1.5s.cut.A-L~6s.update.B.96",
    ),
    Preset::claim(
        6,
        "A's clock runs at 60%: two holders",
        "A is cut off from the coordinator and counts 3.3 s, which take 5.5. From 5.08 s on B \
         holds, too, and sets $97; A shows $100.",
        "skew=-40%&latency=constant&skip=all&do=1s.cut.A-L~5.15s.update.B.97~5.35s.read.T1.A",
    ),
    Preset::claim(
        6,
        "The coordinator's clock runs at 170%: two holders",
        "It is through with 5 s after 2.94, while A still counts.",
        "latency=constant&skip=all&do=0.clock.L.0,170%~1s.cut.A-L",
    ),
    Preset::claim(
        6,
        "A's clock runs at 70%: within the ratio",
        "3.3 s take 4.71, and the coordinator waits until 5.02.",
        "skew=-30%&latency=constant&skip=all&do=1s.cut.A-L",
    ),
    Preset::claim(
        6,
        "A's clock is ten seconds behind: nothing happens",
        "Nobody compares two clocks, so it does not matter what they show. Nor does it matter that \
         one is set to another time meanwhile.",
        "offset=-10s&latency=constant&skip=all&do=1s.cut.A-L~2s.clock.A.7s,100%",
    ),
    Preset::claim(
        7,
        "A short lease: soon replaced, often renewed",
        "After a crash B holds within a second. The price is 150 renewals a minute.",
        "lease=1s&workload=crash",
    ),
    Preset::claim(
        7,
        "A long lease: seldom renewed, long waited for",
        "Under “Many seeds” vary the lease: what is lost after a crash grows with it, what \
         renewals cost shrinks.",
        "lease=20s&workload=crash",
    ),
    Preset::claim(
        8,
        "The coordinator is down: nobody renews",
        "A steps down when its own count is over. Nobody can set the price any more, though only \
         the coordinator failed.",
        "latency=constant&skip=all&do=1s.crash.L~4s.update.A.95~4.5s.update.B.96",
    ),
    Preset::claim(
        9,
        "Three coordinators: one may be down",
        "A goes on with two of three. It crashes, and B is granted the lease by the same two.",
        "coordinator=replicated&latency=constant&do=1s.crash.L1",
    ),
    Preset::claim(
        9,
        "Three coordinators: two are too many",
        "One of three is no majority: it keeps the lease for A, and that is not enough.",
        "coordinator=replicated&latency=constant&skip=all&do=1s.crash.L1~1.5s.crash.L2",
    ),
    Preset::claim(
        10,
        "The coordinator has forgotten its table, and waits",
        "Back at 1.5 s it does not know that A holds, and grants nothing until 6.5 s. A is refused \
         a renewal and steps down; B asks at 1.6 s and has to wait.",
        "latency=constant&skip=all&do=50ms.crash.B~1s.crash.L~1.5s.restart.L~1.6s.restart.B",
    ),
    Preset::claim(
        10,
        "The coordinator reads its table from its disk",
        "It knows that A holds, but not since when: it keeps the lease for a whole lease anew, and \
         A renews as if nothing had happened.",
        "coordinator=durable&latency=constant&skip=all&\
         do=50ms.crash.B~1s.crash.L~1.5s.restart.L~1.6s.restart.B",
    ),
    Preset::claim(
        11,
        "Renewals are lost: A steps down first",
        "A cannot know whether it was renewed. It stops at 3.3 s; the coordinator waits until \
         5.02, so B cannot begin before A has ended.",
        "latency=constant&skip=all&do=1s.cut.A-L~4s.update.A.95",
    ),
    Preset::mistake(
        "Mistake: counts from the answer",
        "Rule left out: the holder counts from before it asked. The grant takes 2.5 s, and A \
         counts them as its own.",
        "mistake=from-answer&latency=constant&skip=all&do=0.delay.L-A.1.2.5s~30ms.cut.A-L",
    ),
    Preset::mistake(
        "Mistake: compares two clocks",
        "Rule left out: durations, each on its own clock. A is told what the coordinator's clock \
         will show at the end, and A's clock is three seconds behind.",
        "mistake=wall-clock&offset=-3s&latency=constant&skip=all&do=1s.cut.A-L",
    ),
    Preset::mistake(
        "Mistake: forgets its table and does not wait",
        "Rule left out: a coordinator that lost its table waits out the longest lease. B asks at \
         1.6 s and is granted what A still holds.",
        "mistake=no-wait&latency=constant&skip=all&\
         do=50ms.crash.B~1s.crash.L~1.5s.restart.L~1.6s.restart.B",
    ),
    Preset::mistake(
        "Mistake: renews what has run out",
        "Rule left out: renewing an expired lease fails. A's renewal is 2.5 s on its way; when it \
         arrives B holds the lease, and the coordinator renews A's.",
        "mistake=renew-expired&renew=3s&retry=2.7s&latency=constant&skip=all&\
         do=0.delay.A-L.2.2.5s~0.drop.A-L.3",
    ),
    Preset::mistake(
        "Mistake: the store takes lower tokens",
        "Rule left out: the store rejects tokens lower than the highest it has seen. A sleeps, \
         wakes, and overwrites what B has set.",
        "mistake=lower-tokens&latency=constant&skip=all&do=1s.update.A.95~1.01s.pause.A~\
         6s.update.B.96~8s.resume.A~9s.read.T1.B",
    ),
    Preset::mistake(
        "Mistake: every grant carries the same token",
        "Rule left out: the token grows with every grant. B's token is A's, and the store cannot \
         tell them apart.",
        "mistake=same-token&latency=constant&skip=all&do=1s.update.A.95~1.01s.pause.A~\
         6s.update.B.96~8s.resume.A~9s.read.T1.B",
    ),
];
