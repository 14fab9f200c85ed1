//! What-ifs of the monitor: claims 1 to 8 and 13, and its mistakes. Each is asserted in `tests/`.
//! Claims 9 to 12 are those of SWIM.

use super::swim;
use crate::lesson::Preset;
use crate::sim::sorted::sort_by_key;
use std::sync::LazyLock;

/// All of them, in the order of the claims; mistakes last.
pub fn all() -> &'static [Preset] {
    static ALL: LazyLock<Vec<Preset>> = LazyLock::new(|| {
        let mut all = [MONITOR, swim::PRESETS].concat();
        sort_by_key(&mut all, |preset| preset.shows);
        all
    });
    &ALL
}

const MONITOR: &[Preset] = &[
    Preset::claim(
        1,
        "A crash is found at the time worked out beforehand",
        "Heartbeats take the same time each, and σ is at its floor of 100 ms: φ = 8 is reached \
         1.561201 s after the last of them, to the microsecond.",
        "services=1&latency=constant&workload=empty&do=20s.crash.S1",
    ),
    Preset::claim(
        1,
        "The same crash, by Cassandra's model",
        "Exponential gaps are long by nature: φ = 8 takes 18.42 mean gaps.",
        "services=1&latency=constant&workload=empty&model=exponential&do=20s.crash.S1",
    ),
    Preset::claim(
        2,
        "A jittery link, and a fixed timeout of 1.6 s",
        "Service 1 is alive all the time. The timeout is wrong about it again and again.",
        "services=2&workload=empty&model=timeout&timeout=1.6s&jitter=350ms&seed=2&\
         do=15s.jitter.S1~75s.calm.S1",
    ),
    Preset::claim(
        2,
        "The same jitter, and φ",
        "The same heartbeats at the same times. σ grows with what is measured, and φ with it \
         more slowly.",
        "services=2&workload=empty&jitter=350ms&seed=2&do=15s.jitter.S1~75s.calm.S1",
    ),
    Preset::claim(
        3,
        "Between the two thresholds: an alert and no failover",
        "The late heartbeat of Service 2 brings φ over 3 and not to 8. People look; traffic stays.",
        "workload=empty&do=4100ms.slow.S2~6100ms.calm.S2",
    ),
    Preset::claim(
        4,
        "A low threshold: fast, and sometimes wrong",
        "φ = 1 errs at one gap in ten. Run many seeds and look at false alarms and detection.",
        "phi=1&services=1&workload=probe&latency=exponential&delay=300ms",
    ),
    Preset::claim(
        4,
        "A high threshold: slow, and hardly ever wrong",
        "The same heartbeats. Whoever waits longer is wrong less often, and late.",
        "phi=12&services=1&workload=probe&latency=exponential&delay=300ms",
    ),
    Preset::claim(
        5,
        "Two good links, two bad ones, one timeout for all",
        "Compare the models on the same luck. A timeout that spares the bad links is slow on the \
         good ones. Over many runs φ raises about a sixth of the false alarms of a timeout that is \
         as fast on average.",
        "model=timeout&timeout=2s&action=alert&workload=probe&jitter=400ms&\
         do=0.jitter.S1~0.jitter.S2",
    ),
    Preset::claim(
        5,
        "All links alike: a timeout is as good",
        "Where one number fits every link all day, there is nothing to learn. Over many runs φ \
         raises more false alarms here than a timeout that is as fast.",
        "action=alert&workload=probe&services=2&latency=exponential&delay=250ms&phi=4",
    ),
    Preset::claim(
        6,
        "Lost heartbeats widen the gaps",
        "One heartbeat in four is lost. The mean grows, σ grows more, and the death of Service 1 \
         is found later. A gap is learnt only if nobody was suspected in it; the acceptable pause \
         of 3 s lets these be learnt.",
        "services=1&workload=probe&loss=25%&pause=3s&action=alert&seed=3",
    ),
    Preset::claim(
        7,
        "A long outage is not learnt",
        "Service 1 is out for 20 s and comes back. Its second death is found as fast as its first.",
        "services=1&latency=constant&workload=empty&action=alert&\
         do=15s.stop.S1~35s.restore.S1~50s.stop.S1~90s.restore.S1",
    ),
    Preset::claim(
        8,
        "The monitor stands still for 5 s",
        "Awake again it finds its own timers late, and blames nobody.",
        "workload=empty&do=5200ms.freeze.M.5000",
    ),
    Preset::claim(
        13,
        "Failover: seconds without answers",
        "The standby serves as soon as Service 1 is taken for dead; the restart takes 30 s.",
        "services=1&workload=empty&start=30s&do=20s.stop.S1",
    ),
    Preset::claim(
        13,
        "Restart alone: clients wait for it",
        "The same death. Nobody serves until the new life runs.",
        "services=1&workload=empty&start=30s&action=restart&do=20s.stop.S1",
    ),
    Preset::mistake(
        "Mistake: learns from the outage",
        "Rule left out: the gap of an outage is not learnt. One gap of 20 s in the history, and \
         the second death takes many times as long to find.",
        "mistake=learns-outage&services=1&latency=constant&workload=empty&action=alert&\
         do=15s.stop.S1~35s.restore.S1~50s.stop.S1~90s.restore.S1",
    ),
    Preset::mistake(
        "Mistake: trusts its clock after a pause of its own",
        "Rule left out: who was not awake convicts nobody. The monitor wakes, looks at the clock \
         before it reads its mail, and takes all four services for dead.",
        "mistake=no-pause-guard&workload=empty&do=5200ms.freeze.M.5000",
    ),
    Preset::mistake(
        "Mistake: the tail as 1 − cdf",
        "Rule left out: a tail is computed as a tail. Past φ = 15 the difference has no digits \
         left; then it is 0, and φ infinite.",
        "mistake=naive-tail&phi=16&services=1&latency=constant&workload=empty&do=20s.crash.S1",
    ),
    Preset::mistake(
        "Mistake: a copy counts as a heartbeat",
        "Rule left out: only a newer heartbeat is a sign of life. Every copy makes a gap of \
         nothing: the mean falls, σ grows, and the statistics are those of no network there is.",
        "mistake=counts-duplicates&dup=40%&workload=empty&services=2&do=9s.stop.S2",
    ),
    Preset::mistake(
        "Mistake: fails over at the alert threshold",
        "Rule left out: an alert is for people. The slow link moves the traffic of a service that \
         is alive, and has it restarted.",
        "mistake=acts-on-alert&workload=empty&do=4100ms.slow.S2~6100ms.calm.S2",
    ),
];
