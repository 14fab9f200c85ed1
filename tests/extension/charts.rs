//! What a pattern outside the crate declares over time is sampled from the state of its runs.

use super::Ring;
use patternscope::lesson::trace::RecordKind;
use patternscope::lesson::{AnyLesson, Dot, Entry, Link};
use patternscope::sim::{NodeId, Time};

/// A chart is sampled from the state: it moves between events, and falls when the token comes.
#[test]
fn what_has_a_value_at_every_moment_is_a_curve() {
    let trace = Entry::<Ring>::new().run(&Link::parse("token-ring?nodes=2&rounds=3"));
    let (end, steps) = (trace.record(trace.last()).time, 100);
    let grid: Vec<Time> = (0..=steps).map(|k| Time(end.0 * k / steps)).collect();
    let curves = trace.curves(0, &grid);
    let got = |node: u16, kind: RecordKind| -> Vec<u32> {
        let mine = |at: &u32| {
            let record = trace.record(*at);
            record.kind == kind && record.node == Some(NodeId(node))
        };
        (0..=trace.last()).filter(mine).collect()
    };
    for (node, curve) in (0..).zip(&curves) {
        assert_eq!(curve.ticks, got(node, RecordKind::Deliver), "the token came");
        assert_eq!(curve.ticks.len(), if node == 0 { 2 } else { 3 });
        let first = got(node, if node == 0 { RecordKind::Command } else { RecordKind::Deliver })[0];
        let mut since = trace.record(first).time;
        let mut jumps = curve.ticks.iter().skip_while(|at| **at == first);
        let mut next = jumps.next();
        for dot in &curve.dots {
            if Some(&dot.after) == next {
                since = trace.record(dot.after).time;
                next = jumps.next();
            }
            let value = (dot.after >= first).then(|| dot.time.since(since).as_ms());
            assert_eq!(dot.value, value, "station {node} at {}", dot.time);
        }
        assert_eq!(next, None, "every fall is drawn");
        let places = curve.dots.windows(2);
        assert!({ places }.all(|two| (two[0].time, two[0].after) <= (two[1].time, two[1].after)));
    }
    let values: Vec<_> = curves.iter().map(|curve| curve.dots.last().unwrap().value).collect();
    assert_eq!(trace.values(0, end), values);
    assert_eq!(trace.curves(1, &grid), []);
    assert_eq!(trace.curves(0, &[]), []);
    assert!(trace.distribution(0, 1, Time(0)).is_some_and(|it| it.fit.is_empty()), "no mean yet");
    let waits = trace.distribution(0, 1, end).expect("there is one");
    let ticks: Vec<Time> = curves[1].ticks.iter().map(|at| trace.record(*at).time).collect();
    let gaps: Vec<f64> = ticks.windows(2).map(|two| two[1].since(two[0]).as_ms()).collect();
    assert_eq!((waits.samples, waits.fit.len(), waits.tail), (gaps, 51, values[1]));
}

/// A stretch of a run is the same whoever asks for it: from its own key frame or from the start.
#[test]
fn a_stretch_of_a_curve_is_the_stretch_of_the_whole() {
    let query = "token-ring?nodes=6&rounds=50&do=700ms.crash.C,900ms.restart.C,1s.begin.D";
    let trace = Entry::<Ring>::new().run(&Link::parse(query));
    let grid: Vec<Time> =
        (0..=trace.record(trace.last()).time.0 / 500).map(|k| Time(k * 500)).collect();
    let whole = trace.curves(0, &grid);
    for (from, to) in [(0, 10), (700, 790), (1_390, 1_410), (grid.len() - 100, grid.len())] {
        let (first, last) = (grid[from], grid[to - 1]);
        for (one, all) in trace.curves(0, &grid[from..to]).iter().zip(&whole) {
            let inside = |dot: &&Dot| (first..=last).contains(&dot.time);
            let mut all: Vec<Dot> = all.dots.iter().filter(inside).copied().collect();
            all.drain(..all.iter().position(|dot| *dot == one.dots[0]).expect("its first"));
            assert_eq!(one.dots, all);
        }
    }
}
