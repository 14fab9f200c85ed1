//! What must hold for every pattern there is and every one to come. No pattern is named here.
//!
//! Experiments are drawn from what a pattern declares: parameters, commands, and every fault a
//! person can cause, written as a link and read back as one. A failure prints the whole link, and
//! `cargo run -- '<link>'` reproduces it.
#![cfg(not(target_arch = "wasm32"))]

mod support;

use patternscope::lesson::document::lecture;
use patternscope::lesson::lesson::EVENTS_MAX;
use patternscope::lesson::{AnyLesson, Kind, Link, Preset, Shows, Trace, Values};
use patternscope::patterns::catalog;
use patternscope::session::survey::Survey;
use patternscope::session::variants::Variants;
use patternscope::sim::{End, Time};
use std::collections::BTreeSet;
use support::{Rules, broken_promise, chance, disturbed, drawn, moment, sound, stories};

/// Random experiments per pattern and kind of check.
const DRAWS: u64 = 240;
/// Interventions in one experiment, at most.
const ACTS: u64 = 14;

/// Draws parameters and a calm run, then disturbs it.
fn experiment(lesson: &dyn AnyLesson, rules: Rules, number: u64) -> (Link, Trace, Link, Trace) {
    let mut rng = chance(0xd2a3, number);
    let calm = drawn(lesson, rules, &mut rng);
    let before = lesson.run(&calm);
    let stormy = disturbed(lesson, &calm, &before, ACTS, &mut rng);
    let after = lesson.run(&stormy);
    (calm, before, stormy, after)
}

/// That a run is sound and within its bounds, and that nothing drawn was misunderstood.
fn check(link: &Link, trace: &Trace) {
    assert_eq!(trace.complaints, [], "{link}");
    assert_eq!(sound(trace), Ok(()), "{link}");
    let full = trace.records.len() as u32 == EVENTS_MAX;
    assert_eq!(trace.end == End::Events, full, "{link}: {:?}", trace.end);
}

/// Promises are kept, whatever breaks and whenever, as long as no rule is left out on purpose.
fn promises(shard: u64) {
    for lesson in catalog().iter() {
        for number in (0..DRAWS).filter(|number| number % 2 == shard) {
            let (calm, before, stormy, after) = experiment(lesson, Rules::Kept, number);
            for (link, trace) in [(&calm, &before), (&stormy, &after)] {
                check(link, trace);
                if let Some(broken) = broken_promise(trace) {
                    panic!("{link}\n{broken}");
                }
            }
        }
    }
}

// Two halves, so that two cores share the work.
#[test]
fn promises_are_kept_even() {
    promises(0);
}

#[test]
fn promises_are_kept_odd() {
    promises(1);
}

/// With rules left out promises may break, but nothing else may.
#[test]
fn runs_with_mistakes_are_sound() {
    for lesson in catalog().iter() {
        for number in 1_000..1_000 + DRAWS / 3 {
            let (calm, before, stormy, after) = experiment(lesson, Rules::PerhapsBroken, number);
            check(&calm, &before);
            check(&stormy, &after);
        }
    }
}

/// An intervention at time t changes nothing before t.
#[test]
fn an_intervention_changes_nothing_before_it() {
    for lesson in catalog().iter() {
        for number in 2_000..2_000 + DRAWS / 2 {
            let (_, _, link, before) = experiment(lesson, Rules::PerhapsBroken, number);
            let mut rng = chance(0x9e1f, number);
            let commands = lesson.commands(&values(lesson, &link));
            let time = moment(&before, &mut rng);
            let act = format!("{time}{}", support::act(&commands, &before, &mut rng));
            let mut touched = link.clone();
            touched.acts.push(act.clone());
            let after = lesson.run(&touched);
            let (at, _) = patternscope::lesson::act::split_time(&act).expect("it has a time");
            same_until(&touched, at, &before, &after);
        }
    }
}

fn values(lesson: &dyn AnyLesson, link: &Link) -> Values {
    lesson.params().resolve(&link.params).0
}

fn same_until(link: &Link, at: Time, before: &Trace, after: &Trace) {
    let early = |trace: &Trace| trace.records.partition_point(|record| record.time < at);
    let (ours, theirs) = (early(before), early(after));
    // A run that was over before t gets more time by the intervention, not another past.
    let over = at > before.record(before.last()).time;
    assert!(ours == theirs || (over && ours < theirs), "{link}: {ours} ≠ {theirs} before {at}");
    for index in 0..ours {
        let (one, other) = (&before.records[index], &after.records[index]);
        let place = format!("{link}\nevent {index}, before {at}");
        assert_eq!(one.chain, other.chain, "{place}");
        assert_eq!(one.text, other.text, "{place}");
        assert_eq!(one.cause, other.cause, "{place}");
        assert_eq!(one.chip, other.chip, "{place}");
    }
}

/// The same link is the same run, and a different seed is usually another one.
#[test]
fn the_same_link_is_the_same_run() {
    for lesson in catalog().iter() {
        for number in 3_000..3_000 + DRAWS / 3 {
            let (_, _, link, once) = experiment(lesson, Rules::PerhapsBroken, number);
            let again = lesson.run(&Link::parse(&link.to_string()));
            assert_eq!(once.digest(), again.digest(), "{link}");
            assert_eq!(lecture(&link, &once), lecture(&link, &again), "{link}");
        }
        let digests = (0..20)
            .map(|seed| lesson.run(&support::link(lesson, &format!("seed={seed}"))).digest());
        let distinct = digests.collect::<BTreeSet<u64>>().len();
        assert!(distinct > 10, "{}: {distinct} of 20 seeds differ", lesson.about().name);
    }
}

/// Whatever a link says, it says again: `parse` and `Display` undo each other.
#[test]
fn links_come_back_as_they_were() {
    for lesson in catalog().iter() {
        let mut links = stories(lesson);
        links.extend((4_000..4_100).map(|number| {
            let mut link = experiment(lesson, Rules::PerhapsBroken, number).2;
            link.at = (number % 2 == 0).then(|| number.to_string());
            link.select = (number % 3 == 0).then(|| format!("event.{number}"));
            link.run = (number % 5 == 0).then(|| "3-aZ_-09".to_string());
            link
        }));
        for link in links {
            let text = link.to_string();
            assert_eq!(Link::parse(&text), link, "{text}");
            assert_eq!(Link::parse(&format!("#{text}")), link, "{text}");
            assert_eq!(Link::parse(text.trim_start_matches('/')), link, "{text}");
        }
    }
}

/// What-ifs open without a complaint, are sound, and show every claim that a trade-off cites.
#[test]
fn presets_play_and_cover_every_claim() {
    for lesson in catalog().iter() {
        let (about, presets) = (lesson.about(), lesson.presets());
        for link in stories(lesson) {
            check(&link, &lesson.run(&link));
        }
        let claim = |preset: &Preset| match preset.shows {
            Shows::Claim(claim) => Some(claim),
            Shows::Mistake => None,
        };
        let shown: BTreeSet<u8> = presets.iter().filter_map(claim).collect();
        for trade_off in about.trade_offs {
            let cited = format!("{}: “{}” cites {}", about.name, trade_off.text, trade_off.claim);
            assert!(shown.contains(&trade_off.claim), "{cited}");
        }
        let last = shown.iter().max().copied().unwrap_or(0);
        let missing: Vec<u8> = (1..=last).filter(|claim| !shown.contains(claim)).collect();
        assert!(missing.is_empty(), "{}: {missing:?} are claims without a preset", about.name);
        let mistakes = presets.iter().filter(|preset| preset.shows == Shows::Mistake).count();
        assert!(mistakes >= 2, "{} shows {mistakes} mistakes", about.name);
        let titles: BTreeSet<&str> = presets.iter().map(|preset| preset.title).collect();
        assert_eq!(titles.len(), presets.len(), "{}: two presets of one title", about.name);
    }
}

/// What a pattern offers to compare and to measure is there, and is read without a complaint.
#[test]
fn what_is_worth_trying_can_be_tried() {
    for lesson in catalog().iter() {
        let (study, name) = (lesson.study(), lesson.about().name);
        let params = lesson.params();
        let first = Variants::first(&params, study.compare).expect("something to compare");
        let mut variants = Variants::new(lesson, &Link::of(name), first)
            .unwrap_or_else(|| panic!("{name} has no choice of {first}"));
        while variants.advance(lesson) {}
        let differing = variants.lines().iter().filter(|line| line.differs).count();
        assert!(differing > 0, "{name}: every {first} comes to the same");
        if let Some(bare) = Survey::bare(&Link::of(name), study.measure) {
            check(&bare, &lesson.run(&bare));
        }
        assert!(study.measure.is_empty() || study.measure.contains('='), "{name}");
    }
}

/// Defaults, words, bounds and drawn values are all read back from what they are written as.
#[test]
fn parameters_are_read_back_from_their_text() {
    for lesson in catalog().iter() {
        let params = lesson.params();
        for number in 0..200 {
            let values = params.draw(&mut chance(0xface, number));
            let (read, complaints) = params.resolve(&params.differing(&values));
            assert_eq!((read, complaints), (values.clone(), Vec::new()));
            for param in params.iter() {
                let back = |value| param.parse(&param.text(value), &values);
                let default = param.default_for(&values);
                let place = format!("{}.{} beside {values:?}", lesson.about().name, param.name);
                assert_eq!(back(default), Ok(default), "{place}");
                match param.kind {
                    Kind::Choice(words) => {
                        for (word, about) in words {
                            assert!(param.parse(word, &values).is_ok(), "{place}: {word}");
                            assert!(!about.is_empty(), "{place}: {word} means something");
                        }
                    }
                    Kind::Number { .. } | Kind::Span => {
                        let (least, most) = param.range_for(&values);
                        assert!(least <= most, "{place}: {least} > {most}");
                        for bound in [param.of(least), param.of(most)] {
                            assert_eq!(back(bound), Ok(bound), "{place}");
                        }
                        for beyond in [least.checked_sub(1), most.checked_add(1)] {
                            let Some(beyond) = beyond.filter(|amount| *amount >= 0) else {
                                continue;
                            };
                            assert!(back(param.of(beyond)).is_err(), "{place}: {beyond}");
                        }
                    }
                }
            }
        }
    }
}
