//! Every check of every pattern: what is said to be proved is proved, and what is said to break
//! breaks, in a shortest story that anybody can open as a link.
#![cfg(not(target_arch = "wasm32"))]

use patternscope::lesson::trace::{Letter, RecordKind, Standing};
use patternscope::lesson::{AnyLesson, Check, Expected, Found, Trace};
use patternscope::patterns::catalog;
use patternscope::sim::NodeId;

/// Checks whose run cannot take the very path: the timers of one node keep the order of its clock,
/// and the checker lets them go off in any.
const LOOSE: &[&str] = &["Mistake: a suspicion is not refuted"];

/// That the run takes the very path: the same messages arrive, timers go off, writes are durable
/// and faults strike, in the same order, and no others. Where the property needs time to pass, or
/// the run to fall quiet, more may follow.
fn as_told(moves: &[String], trace: &Trace, event: u32) -> Result<(), String> {
    let name = |node: Option<NodeId>| node.map_or("?", |node| trace.name(node));
    let told = moves.iter().filter_map(|words| {
        let (front, last) = words.rsplit_once(' ')?;
        match last {
            "arrives" => Some(words.clone()),
            "off" => Some(format!("{}: a timer", front.split_once(": ")?.0)),
            "durable" => Some(format!("{}: a write", front.split_once(": ")?.0)),
            "crashes" | "restarts" => Some(words.clone()),
            _ => None,
        }
    });
    let (told, mut seen): (Vec<String>, Vec<String>) = (told.collect(), Vec::new());
    let settings = ["clock is set", "disk changes speed", "disk is as fast"];
    let arrives = |letter: &Letter, seen: &mut Vec<String>| {
        let (from, to) = (trace.name(letter.name.from), trace.name(letter.name.to));
        seen.push(format!("{from} → {to}: {} arrives", letter.label));
    };
    for record in &trace.records[..=event as usize] {
        let letter = record.message.map(|message| &trace.letters[message as usize]);
        match (record.kind, letter) {
            // What reaches a node that is down has arrived, as the checker sees it.
            (RecordKind::Deliver, Some(letter)) => arrives(letter, &mut seen),
            (RecordKind::Lost, Some(letter)) if record.text.contains("is down") => {
                arrives(letter, &mut seen);
            }
            (RecordKind::Timer, _) => seen.push(format!("{}: a timer", name(record.node))),
            (RecordKind::Forced, _) => seen.push(format!("{}: a write", name(record.node))),
            (RecordKind::Fault, _) if settings.iter().any(|set| record.text.contains(set)) => {}
            (RecordKind::Fault, _) => seen.push(record.text.trim_end_matches('.').to_string()),
            _ => {}
        }
    }
    match seen.starts_with(&told) {
        true => Ok(()),
        false => Err(format!("told {told:#?}, seen {seen:#?}")),
    }
}

/// What is wrong with what came of `check`.
fn wrong(lesson: &dyn AnyLesson, check: &Check) -> Result<(), String> {
    let checked = lesson.check(check).go(u32::MAX);
    let found = checked.found.expect("it went to the end");
    match (&found, check.expected) {
        (Found::Holds, Expected::Holds(states)) if checked.states == states => Ok(()),
        (Found::Broken(shown), Expected::Breaks(moves)) if shown.moves.len() == moves => {
            let (link, event) = shown
                .run
                .as_ref()
                .ok_or_else(|| format!("no run goes this way:\n  {}", shown.moves.join("\n  ")))?;
            let trace = lesson.run(link);
            let told = as_told(&shown.moves, &trace, *event);
            // Within a tick of counted time, timers go off in the order of their clocks.
            let counts = shown.moves.iter().any(|words| words.starts_with("it is "));
            match (told, LOOSE.contains(&check.title)) {
                _ if counts => {}
                (Ok(()), false) | (Err(_), true) => {}
                (Ok(()), true) => return Err(format!("{link} does take the path")),
                (Err(why), false) => return Err(format!("{link}: {why}")),
            }
            let verdict = trace.verdicts.iter().find(|verdict| verdict.name == check.property);
            match &verdict.expect("begin looked for it").standing {
                Standing::Broken(at, why) if (at, why) == (event, &shown.why) => Ok(()),
                Standing::Broken(_, why) => Err(format!("“{why}” is not “{}”", shown.why)),
                other => Err(format!("{link}: {other:?}")),
            }
        }
        (Found::Broken(shown), _) => Err(format!(
            "{} moves: {}\n  {}",
            shown.moves.len(),
            shown.why,
            shown.moves.join("\n  ")
        )),
        _ => Err(format!("{} states, {found:?}", checked.states)),
    }
}

#[test]
fn what_is_declared_comes_of_every_check() {
    let mut all = Vec::new();
    for lesson in catalog().iter() {
        for check in lesson.checks() {
            if let Err(why) = wrong(lesson, check) {
                all.push(format!("{}: {}: {why}", lesson.about().name, check.title));
            }
        }
        let breaks = |check: &&Check| matches!(check.expected, Expected::Breaks(_));
        let broken = lesson.checks().iter().filter(breaks).count();
        let proved = lesson.checks().len() - broken;
        assert!(proved >= 2 && broken >= 2, "{} is hardly checked", lesson.about().name);
    }
    assert!(all.is_empty(), "{}", all.join("\n\n"));
}

/// A check is done in slices, and comes to the same whatever their size.
#[test]
fn a_check_goes_on_in_slices() {
    for lesson in catalog().iter() {
        let check = &lesson.checks()[0];
        let whole = lesson.check(check).go(u32::MAX);
        let mut search = lesson.check(check);
        let mut slices = 0;
        let sliced = loop {
            let checked = search.go(10);
            slices += 1;
            if checked.found.is_some() {
                break checked;
            }
        };
        assert_eq!((sliced.states, sliced.depth), (whole.states, whole.depth));
        assert!(slices > 3, "{slices} slices of {} states", whole.states);
    }
}
