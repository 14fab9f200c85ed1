//! Disks that are set by hand: when every forced write is durable, reckoned a second time.

use super::run;
use crate::lesson::Trace;
use crate::lesson::trace::{RecordKind, StretchKind};
use crate::sim::time::parse_us;
use crate::sim::{NodeId, Time};

/// How long a forced write takes here unless somebody sets the disk.
const USUAL_US: u64 = 10_000;

/// What was done to disks, in order: when, whose, and how long a forced write takes from then on.
fn settings(acts: &str) -> Vec<(u64, NodeId, u64)> {
    let one = |act: &str| {
        let parts: Vec<&str> = act.split('.').collect();
        let [time, "disk", code, takes] = parts[..] else { return None };
        let node = if code == "C" { 0 } else { code[1..].parse().expect("N and a number") };
        let takes = if takes == "normal" { USUAL_US } else { parse_us(takes)? };
        Some((parse_us(time)?, NodeId(node), takes))
    };
    acts.split('~').filter_map(one).collect()
}

/// When a write that `node` asked for at `asked` is durable.
fn durable(asked: u64, node: NodeId, settings: &[(u64, NodeId, u64)]) -> u64 {
    let mine = settings.iter().filter(|(_, of, _)| *of == node);
    let before = mine.clone().rfind(|(time, ..)| *time < asked);
    let mut due = asked + before.map_or(USUAL_US, |(.., takes)| *takes);
    for (time, _, takes) in mine.filter(|(time, ..)| *time >= asked) {
        if *time < due {
            due = (asked + takes).max(*time);
        }
    }
    due
}

#[track_caller]
fn check(acts: &str, least: usize) -> Trace {
    let trace = run(&format!("latency=constant&force=10ms&do={acts}"));
    let settings = settings(acts);
    let mut writes = 0;
    for record in trace.records.iter().filter(|record| record.kind == RecordKind::Forced) {
        let asked = trace.record(record.cause.expect("somebody asked")).time.0;
        let node = record.node.expect("a disk is at a node");
        assert_eq!(record.time, Time(durable(asked, node, &settings)), "{acts}: asked at {asked}");
        writes += 1;
    }
    assert!(writes >= least, "{acts}: only {writes} writes");
    trace
}

#[test]
fn a_forced_write_is_durable_when_its_disk_is_done() {
    check("", 5);
    // For all that follow, for one under way, shorter, longer, shorter again, and at once.
    check("1ms.disk.N1.50ms", 5);
    check("1ms.disk.N1.0", 5);
    check("17ms.disk.N1.40ms", 5);
    check("17ms.disk.N1.3ms", 5);
    check("17ms.disk.N1.1s~60ms.disk.N1.60ms~65ms.disk.N1.normal", 5);
    check("1ms.disk.C.80ms~90ms.disk.C.normal~1ms.disk.N2.1ms~70ms.disk.N2.30ms", 5);
    // A restart does not mend a disk.
    check("1ms.disk.N1.50ms~20ms.crash.N1~90ms.restart.N1", 4);
}

#[test]
fn a_slow_disk_is_told_and_drawn() {
    let trace = check("1ms.disk.N1.500ms~2ms.disk.N2.0~2ms.disk.C.normal~600ms.disk.N1.normal", 5);
    let told: Vec<&str> = trace
        .records
        .iter()
        .filter(|record| record.kind == RecordKind::Fault)
        .map(|record| record.text.as_str())
        .collect();
    assert_eq!(
        told,
        [
            "Node 1's disk changes speed: a forced write takes 500ms.",
            "Node 2's disk changes speed: a forced write takes no time.",
            "Coordinator's disk is as fast as usual again: no effect, it is so already.",
            "Node 1's disk is as fast as usual again.",
        ]
    );
    let slow = |node: u16| {
        let kind = StretchKind::Slow(NodeId(node));
        let stretch = trace.stretches.iter().find(|stretch| stretch.kind == kind);
        stretch.map(|stretch| stretch.to.map(|end| trace.record(end).time.0))
    };
    assert_eq!([slow(0), slow(1), slow(2)], [None, Some(Some(600_000)), Some(None)]);
    let takes = |us: u64| {
        let at = trace.records.partition_point(|record| record.time.0 <= us) as u32 - 1;
        trace.stage().disks(at).iter().map(|takes| takes.map(|span| span.0)).collect::<Vec<_>>()
    };
    assert_eq!(takes(500), [None; 3]);
    assert_eq!(takes(500_000), [None, Some(500_000), Some(0)]);
    assert_eq!(takes(600_000), [None, None, Some(0)]);
}
