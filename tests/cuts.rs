//! A cut is consistent exactly when it is closed under happened-before, on random runs of every
//! pattern; and the order of events is what the records say.
#![cfg(not(target_arch = "wasm32"))]

mod support;

use patternscope::lesson::trace::{Ending, RecordKind, Relation};
use patternscope::lesson::{Cut, Trace};
use patternscope::patterns::catalog;
use patternscope::sim::NodeId;
use patternscope::sim::random::below;
use rand_pcg::Pcg32;
use support::{Rules, chance, disturbed, drawn, pick};

const WHAT: u64 = 0x0c07;

/// Short random runs of every pattern, some with faults and fates.
fn runs(each: u64) -> Vec<(String, Trace)> {
    let mut runs = Vec::new();
    for (number, lesson) in (0..).zip(catalog().iter()) {
        for round in 0..each {
            let rng = &mut chance(WHAT, number * 1_000 + round);
            let base = drawn(lesson, Rules::PerhapsBroken, rng);
            let trace = lesson.run(&base);
            let link = disturbed(lesson, &base, &trace, 8, rng);
            let trace = lesson.run(&link);
            if trace.records.len() <= 400 {
                runs.push((link.to_string(), trace));
            }
        }
    }
    assert!(!runs.is_empty());
    runs
}

/// Upright, upright but for one node, or wild.
fn any_cut(trace: &Trace, rng: &mut Pcg32) -> Cut {
    let events = u64::from(trace.last()) + 1;
    let around = below(rng, events);
    let mut cut = Cut::at(trace, around as u32);
    for node in (0..trace.cast.len() as u16).map(NodeId) {
        let near = (around + below(rng, 13)).saturating_sub(6).min(events - 1);
        match below(rng, 4) {
            0 => cut = cut.with(node, near as u32),
            1 if around.is_multiple_of(2) => cut = cut.with(node, below(rng, events) as u32),
            _ => {}
        }
    }
    // A message that arrived and may not have been sent.
    if let (0, false) = (below(rng, 3), trace.letters.is_empty()) {
        let letter = pick(rng, &trace.letters);
        if let Ending::Arrived(event) = letter.ending {
            let before = letter.sent_by.saturating_sub(1);
            cut = cut.with(letter.name.from, before).with(letter.name.to, event);
        }
    }
    cut
}

/// By the book: whatever an event inside could have known of is inside, as far as nodes go.
fn closed(trace: &Trace, cut: &Cut) -> bool {
    let at_a_node = |at: &u32| {
        let record = trace.record(*at);
        record.node.is_some() && record.kind != RecordKind::Lost
    };
    (0..=trace.last())
        .filter(|at| at_a_node(at) && cut.contains(trace, *at))
        .all(|at| trace.past(at).iter().filter(|p| at_a_node(p)).all(|p| cut.contains(trace, *p)))
}

#[test]
fn a_cut_is_consistent_when_it_is_closed_under_happened_before() {
    let (mut yes, mut no) = (0, 0);
    for (number, (link, trace)) in (0..).zip(&runs(60)) {
        let rng = &mut chance(WHAT + 1, number);
        for _ in 0..12 {
            let cut = any_cut(trace, rng);
            let judged = cut.judge(trace);
            assert_eq!(judged.consistent, closed(trace, &cut), "{link} cut at {}", cut.text());
            let said = judged.sentence(trace);
            assert_eq!(said.starts_with("Consistent: "), judged.consistent, "{said}");
            assert_eq!(Cut::read(trace, &cut.text()), Some(cut));
            match judged.consistent {
                true => yes += 1,
                false => no += 1,
            }
        }
    }
    assert!(yes > 100 && no > 100, "{yes} consistent and {no} not: too few of one kind");
}

#[test]
fn an_upright_cut_is_consistent_and_its_channels_hold_what_is_in_flight() {
    for (link, trace) in &runs(20) {
        for at in 0..=trace.last() {
            let judged = Cut::at(trace, at).judge(trace);
            assert!(judged.consistent, "{link} at {at}");
            let flying: Vec<u32> = trace.in_flight(at).map(|(id, _)| id).collect();
            assert_eq!(judged.in_channels, flying, "{link} at {at}");
        }
    }
}

#[test]
fn every_event_is_sorted_into_past_future_and_concurrent() {
    for (link, trace) in &runs(10) {
        let rng = &mut chance(WHAT + 2, 0);
        let chosen = below(rng, u64::from(trace.last()) + 1) as u32;
        let (past, future) = (trace.past(chosen), trace.future(chosen));
        for (at, relation) in (0..).zip(trace.relations(chosen)) {
            assert_eq!(relation, trace.relation(at, chosen), "{link}: {at} and {chosen}");
            let expected = match (past.contains(&at), future.contains(&at)) {
                (true, true) => Relation::Same,
                (true, false) => Relation::Before,
                (false, true) => Relation::After,
                (false, false) => Relation::Concurrent,
            };
            assert_eq!(relation, expected, "{link}: {at} and {chosen}");
            let chain = trace.chain(at, chosen);
            assert_eq!(chain.is_some(), relation == Relation::Before, "{link}: {at}, {chosen}");
            let Some(chain) = chain else { continue };
            assert_eq!((chain.first(), chain.last()), (Some(&at), Some(&chosen)));
            let linked = |pair: &[u32]| trace.reasons(pair[1]).any(|reason| reason == pair[0]);
            assert!(chain.windows(2).all(linked), "{link}: {chain:?}");
        }
    }
}

#[test]
fn messages_come_in_the_order_of_their_sending() {
    for (link, trace) in &runs(40) {
        let sorted = trace.letters.windows(2).all(|pair| pair[0].sent_by <= pair[1].sent_by);
        assert!(sorted, "{link}");
        for at in 0..=trace.last() {
            let flying = (0..).zip(&trace.letters).filter(|(_, letter)| {
                let open = match letter.ending {
                    Ending::Arrived(event) | Ending::Lost(event, _) => event > at,
                    Ending::Open(_) => true,
                };
                letter.sent_by <= at && open
            });
            let flying: Vec<u32> = flying.map(|(id, _)| id).collect();
            let found: Vec<u32> = trace.in_flight(at).map(|(id, _)| id).collect();
            assert_eq!(found, flying, "{link} at {at}");
        }
    }
}
