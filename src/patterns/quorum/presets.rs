//! What-ifs: every claim and every mistake as a link. Each is asserted in `tests.rs`.

use crate::lesson::Preset;

/// All of them, in the order of the claims; mistakes last.
pub const ALL: &[Preset] = &[
    Preset::claim(
        1,
        "Two clinics of five are down: the write is confirmed",
        "The third acknowledgement is enough. D and E do not matter.",
        "skip=all&do=1ms.crash.D~2ms.crash.E~6ms.write.A.penicillin",
    ),
    Preset::claim(
        2,
        "Three are down: the write is refused, and its outcome is open",
        "Two acknowledgements are not three. The doctor is told in time. After the others return, \
         a read finds the refused write all the same.",
        "skip=all&do=1ms.crash.C~2ms.crash.D~3ms.crash.E~6ms.write.A.penicillin~\
         120ms.restart.C~121ms.restart.D~122ms.restart.E~130ms.read.B",
    ),
    Preset::claim(
        3,
        "R + W > N: no read is stale, however busy it gets",
        "Change the seed as often as you like: the first guarantee holds.",
        "workload=busy&clients=4&latency=exponential&timeout=2s",
    ),
    Preset::claim(
        4,
        "R = 1, W = 1: fast, and sometimes stale",
        "The read begins the moment the write is confirmed. Change the seed: with three copies and \
         one delay for all, about a third of the reads are stale.",
        "n=3&r=1&w=1&workload=probe&latency=exponential&read_repair=off&seed=2",
    ),
    Preset::claim(
        4,
        "R = 1, W = 1, and only one clinic is asked",
        "Random fixed quorums miss each other with p = C(N−W, R) / C(N, R): here two thirds.",
        "n=3&r=1&w=1&workload=probe&contact=quorum&read_repair=off&seed=2",
    ),
    Preset::claim(
        5,
        "A read brings stale copies up to date",
        "E was down during the write and answers v1; the reader sends it the new version.",
        "r=5&skip=all&do=1ms.crash.E~6ms.write.A.penicillin~30ms.restart.E~40ms.read.C",
    ),
    Preset::claim(
        6,
        "After a split all copies become equal",
        "Clinics D and E miss the write. When the network is whole again, they compare copies.",
        "read_repair=off&anti_entropy=40ms&skip=all&\
         do=2ms.split.A,B,C.D,E~6ms.write.A.penicillin~90ms.heal",
    ),
    Preset::claim(
        7,
        "Waiting for all five is waiting for the slowest",
        "Compare the write's latency with W = 1: same luck, another clinic to wait for.",
        "r=5&w=5&workload=probe&latency=exponential",
    ),
    Preset::claim(
        7,
        "Waiting for one is waiting for the fastest",
        "The same luck as with W = 5.",
        "r=1&w=1&workload=probe&latency=exponential",
    ),
    Preset::claim(
        8,
        "A sloppy quorum confirms what a read quorum does not see",
        "Stand-ins keep hints for B and C, and they count. B and C answer the read, and know \
         nothing.",
        "n=3&handoff=sloppy&skip=all&\
         do=1ms.split.A,D,E.B,C~5ms.write.A.penicillin~60ms.read.B~100ms.heal",
    ),
    Preset::claim(
        9,
        "Two doctors write at once: last writer wins",
        "Both writes are confirmed, and one allergy is gone.",
        "skip=all&do=5ms.write.A.penicillin~5ms.write.B.latex~40ms.read.C",
    ),
    Preset::claim(
        9,
        "Two doctors write at once: siblings keep both",
        "Neither write knew of the other, so both values stay until somebody who saw both writes.",
        "conflict=siblings&skip=all&\
         do=5ms.write.A.penicillin~5ms.write.B.latex~40ms.read.C~80ms.write.D.both~120ms.read.E",
    ),
    Preset::claim(
        10,
        "One read sees a write, the next does not",
        "The write has reached only A. A's own read sees it; the read at C meets B and C first. \
         R + W > N, and still not one copy.",
        "n=3&read_repair=off&latency=constant&skip=all&do=0.hold.A-B.1~0.hold.A-C.1~0.hold.A-C.3~\
         5ms.write.A.penicillin~20ms.read.A~40ms.read.C~80ms.deliver.A-B.1~81ms.deliver.A-C.1~\
         82ms.deliver.A-C.3",
    ),
    Preset::claim(
        10,
        "The same, with write-back",
        "The first read writes back before it answers. Now the second read cannot miss it.",
        "n=3&read_repair=off&write_back=on&latency=constant&skip=all&do=0.hold.A-B.2~0.hold.A-C.2~\
         5ms.write.A.penicillin~30ms.read.A~60ms.read.C~85ms.deliver.A-B.2~86ms.deliver.A-C.2",
    ),
    Preset::claim(
        11,
        "A hint brings the write to a clinic that was down",
        "A keeps the write for C and tries again until C is back.",
        "n=3&handoff=hints&read_repair=off&skip=all&\
         do=1ms.crash.C~5ms.write.A.penicillin~60ms.restart.C",
    ),
    Preset::claim(
        11,
        "The hint dies with its holder",
        "A crashes before it could replay the hint. C comes back, and nobody tells it.",
        "n=3&handoff=hints&read_repair=off&skip=all&\
         do=1ms.crash.C~5ms.write.A.penicillin~40ms.crash.A~50ms.restart.A~60ms.restart.C",
    ),
    Preset::mistake(
        "Mistake: a duplicate is counted twice",
        "Rule left out: duplicate replies of one replica count once. One clinic's two \
         acknowledgements confirm a write that is on too few disks.",
        "mistake=count-duplicates&skip=all&\
         do=0.dup.A-A.2~0.dup.A-A.1~1ms.crash.C~2ms.crash.D~3ms.crash.E~6ms.write.A.penicillin",
    ),
    Preset::mistake(
        "Mistake: the first answer is returned",
        "Rule left out: a read returns the newest of its R answers. A's disk is slow; its old copy \
         answers first.",
        "mistake=first-reply&n=3&latency=constant&skip=all&\
         do=0.hold.A-A.1~5ms.write.A.penicillin~20ms.read.C~60ms.deliver.A-A.1",
    ),
    Preset::mistake(
        "Mistake: what comes last is kept",
        "Rule left out: a copy keeps the newest version. An old write that arrives late overwrites \
         a new one.",
        "mistake=arrival-order&n=3&read_repair=off&skip=all&do=0.delay.A-A.1.60ms~\
         0.delay.A-B.1.60ms~0.delay.A-C.1.60ms~5ms.write.A.penicillin~30ms.write.B.latex~\
         120ms.read.C",
    ),
    Preset::mistake(
        "Mistake: the acknowledgement comes before the disk",
        "Rule left out: a copy is durable before it is acknowledged. Two crashes, and a confirmed \
         write is gone.",
        "mistake=forgetful&skip=all&do=6ms.write.A.penicillin~40ms.crash.A~41ms.crash.B~\
         42ms.crash.C~50ms.restart.A~51ms.restart.B~52ms.restart.C~60ms.read.A",
    ),
];
