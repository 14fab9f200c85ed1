//! The clock that a pattern carries agrees with happened-before, for every pair of steps.
//!
//! Happened-before is worked out here from the records alone, by Lamport's two rules: the order of
//! steps at a node, and a sending before its arrival. What a person saw is no message, so the
//! edges that lead through people, which `Trace::relation` has, are left out.
#![cfg(not(target_arch = "wasm32"))]

mod support;

use patternscope::lesson::trace::{Ending, Record};
use patternscope::lesson::{AnyLesson, Trace};
use patternscope::patterns::catalog;
use patternscope::sim::VectorClock;
use std::cmp::Ordering;
use support::{Rules, chance, disturbed, drawn, stories};

/// Runs per pattern.
const RUNS: u64 = 150;
/// Steps of a run that are compared, each with each.
const STEPS: usize = 400;

/// The steps that nodes made, in the order of the run: event, record, clock.
fn steps(trace: &Trace) -> Vec<(u32, &Record, &VectorClock)> {
    let all = (0..).zip(&trace.records);
    let steps = all.filter_map(|(at, record)| Some((at, record, record.clock.as_ref()?)));
    steps.take(STEPS).collect()
}

/// For each step, which of the earlier ones happened before it.
fn happened_before(trace: &Trace, steps: &[(u32, &Record, &VectorClock)]) -> Vec<Vec<bool>> {
    let place = |event: u32| steps.binary_search_by_key(&event, |(at, ..)| *at).ok();
    let mut known: Vec<Vec<bool>> = Vec::new();
    for (at, (_, record, _)) in steps.iter().enumerate() {
        let mut mine = vec![false; at];
        let at_node = |other: &(u32, &Record, &VectorClock)| other.1.node == record.node;
        let before = steps[..at].iter().rposition(at_node);
        for reason in [before, sender(trace, record).and_then(place)].into_iter().flatten() {
            mine[reason] = true;
            for (earlier, was_known) in known[reason].iter().enumerate() {
                mine[earlier] |= was_known;
            }
        }
        known.push(mine);
    }
    known
}

/// The event that sent the message that arrived; of a copy, the sending of the original.
fn sender(trace: &Trace, record: &Record) -> Option<u32> {
    let letter = &trace.letters[record.message? as usize];
    assert!(matches!(letter.ending, Ending::Arrived(_)), "a step is an arrival, not a loss");
    let original = letter.copy_of.map_or(letter, |id| &trace.letters[id as usize]);
    Some(original.sent_by)
}

/// Compares every pair; how many were ordered and how many concurrent.
fn compare(what: &str, trace: &Trace) -> (u64, u64) {
    let steps = steps(trace);
    let known = happened_before(trace, &steps);
    let (mut ordered, mut concurrent) = (0, 0);
    for (later, (event, _, clock)) in steps.iter().enumerate() {
        for (earlier, (other, _, before)) in steps[..later].iter().enumerate() {
            let expected = match known[later][earlier] {
                true => Some(Ordering::Less),
                false => None,
            };
            let found = before.partial_cmp(clock);
            assert_eq!(found, expected, "{what}\nevents {other} {before:?}, {event} {clock:?}");
            match expected {
                Some(_) => ordered += 1,
                None => concurrent += 1,
            }
        }
    }
    (ordered, concurrent)
}

/// The patterns whose nodes carry a clock.
fn with_clocks(check: impl Fn(&dyn AnyLesson)) {
    let catalog = catalog();
    let carries = |lesson: &&dyn AnyLesson| {
        let trace = lesson.run(&support::link(*lesson, ""));
        trace.records.iter().any(|record| record.clock.is_some())
    };
    let all: Vec<&dyn AnyLesson> = catalog.iter().filter(carries).collect();
    assert!(!all.is_empty(), "some pattern carries a clock");
    all.into_iter().for_each(check);
}

#[test]
fn clocks_agree_with_happened_before_over_random_runs() {
    with_clocks(|lesson| {
        let (mut ordered, mut concurrent, mut faulty) = (0, 0, 0);
        for number in 0..RUNS {
            let mut rng = chance(0xec10, number);
            let calm = drawn(lesson, Rules::PerhapsBroken, &mut rng);
            let link = disturbed(lesson, &calm, &lesson.run(&calm), 14, &mut rng);
            let trace = lesson.run(&link);
            let (more_ordered, more_concurrent) = compare(&link.to_string(), &trace);
            ordered += more_ordered;
            concurrent += more_concurrent;
            faulty += u64::from(!trace.stretches.is_empty());
        }
        let name = lesson.about().name;
        assert!(ordered > 10_000 && concurrent > 10_000, "{name}: {ordered} and {concurrent}");
        assert!(faulty > RUNS / 3, "{name}: {faulty} runs with a crash, a pause or a cut");
    });
}

#[test]
fn clocks_agree_with_happened_before_in_every_story() {
    with_clocks(|lesson| {
        for link in stories(lesson) {
            compare(&link.to_string(), &lesson.run(&link));
        }
    });
}

/// A step that carries a clock is one that its node made: nothing lost, nothing done by people to
/// the cluster.
#[test]
fn every_step_has_a_clock_and_nothing_else_has() {
    with_clocks(|lesson| {
        for link in stories(lesson) {
            let trace = lesson.run(&link);
            for (at, record) in trace.records.iter().enumerate() {
                let act = record.act.map(|act| &trace.acts[act as usize]);
                let in_vain = act.is_some_and(|act| act.void.is_some());
                let step = record.kind.is_a_step() && !in_vain;
                assert_eq!(record.clock.is_some(), step, "{link}: event {at}, {}", record.text);
            }
        }
    });
}
