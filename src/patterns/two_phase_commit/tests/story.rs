//! What the story says, and that it is true when a rule is missing or both sides decide.

use super::{preset, run};
use crate::lesson::Shows::{Claim, Mistake};
use crate::lesson::trace::Trace;

/// What the beat of this title says, if it came.
fn said(trace: &Trace, title: &str) -> Option<String> {
    let mut beats = trace.beats.iter().filter(|beat| beat.at.is_some());
    beats.find(|beat| beat.title == title).map(|beat| beat.text.clone())
}

const COMMIT_POINT: &str = "The commit point";
const ABORTED: &str = "The transfer is aborted";
const MISSING: &str = "A rule is missing";
const FINAL: &str = "Nothing that happens from here on can change it";

#[test]
fn a_missing_rule_is_named_when_it_matters() {
    for (title, rule) in [
        ("Mistake: votes before", "PREPARED is durable before YES is sent"),
        ("Mistake: decides alone", "a timeout while prepared decides nothing"),
        ("Mistake: sends COMMIT", "the commit point comes before the messages"),
        ("Mistake: forgets", "PREPARED without a decision is in doubt, and locked"),
        ("Mistake: validates", "what was validated stays locked until it is decided"),
    ] {
        let trace = preset(Mistake, title);
        let words = said(&trace, MISSING).unwrap_or_else(|| panic!("{title}: no such beat"));
        assert!(words.contains(&format!("The rule that is missing: {rule}")), "{title}: {words}");
    }
    assert!(run("latency=constant").beats.iter().all(|beat| beat.title != MISSING));
}

#[test]
fn what_can_still_change_is_not_called_final() {
    let plain = said(&run("latency=constant"), COMMIT_POINT).expect("it commits");
    assert!(plain.contains(FINAL), "{plain}");
    let early = said(&preset(Mistake, "Mistake: sends COMMIT"), COMMIT_POINT).expect("it commits");
    assert!(early.contains("COMMIT is not on the coordinator's disk yet"), "{early}");
    for (shows, title) in [
        (Mistake, "Mistake: votes before"),
        (Mistake, "Mistake: decides alone"),
        (Mistake, "Mistake: sends COMMIT"),
        (Mistake, "Mistake: forgets"),
        (Claim(10), "Three-phase commit disagrees"),
    ] {
        let words = said(&preset(shows, title), COMMIT_POINT).expect("it commits");
        assert!(!words.contains(FINAL), "{title}: {words}");
    }
}

#[test]
fn an_abort_says_who_has_committed_all_the_same() {
    for (shows, title) in [
        (Mistake, "Mistake: decides alone"),
        (Mistake, "Mistake: sends COMMIT"),
        (Claim(10), "Three-phase commit disagrees"),
    ] {
        let words = said(&preset(shows, title), ABORTED).expect("it aborts");
        assert!(words.ends_with("But the coordinator has committed it."), "{title}: {words}");
    }
    let words = said(&preset(Claim(2), "Not enough"), ABORTED).expect("it aborts");
    assert!(words.ends_with("Nobody has committed it."), "{words}");
}

/// Only what can come under these parameters is announced, or said not to have come.
#[test]
fn beats_that_cannot_come_are_not_listed() {
    let titles =
        |query: &str| -> Vec<&str> { run(query).beats.iter().map(|beat| beat.title).collect() };
    for (query, absent) in [
        (
            "protocol=none",
            &["A node prepares", "A node votes yes", COMMIT_POINT, ABORTED, "In doubt"][..],
        ),
        ("protocol=basic", &["The money is on its way", "A participant takes over", MISSING]),
        ("protocol=basic&concurrent=2", &["All peers are in doubt"]),
        ("protocol=cooperative", &["The money is on its way", "A participant takes over"]),
        ("mistake=no-locks", &["A transfer waits for a lock", "The lock is free"]),
    ] {
        let titles = titles(query);
        for title in absent {
            assert!(!titles.contains(title), "{query}: {title}");
        }
    }
    assert!(titles("protocol=three-phase").contains(&"A participant takes over"));
    assert!(titles("protocol=cooperative").contains(&"All peers are in doubt"));
    assert!(titles("protocol=none").contains(&"The money is on its way"));
    assert!(titles("mistake=no-locks").contains(&MISSING));
}

/// Claim 12: the transfer that waited gets its lock, and how long it waited is told.
#[test]
fn the_release_of_a_lock_is_told() {
    let trace = preset(Claim(12), "A transfer waits");
    let words = said(&trace, "The lock is free").expect("it is released");
    assert_eq!(words, "T2 has waited 2.03s for account A at Node 1. It has it now.");
    assert_eq!(said(&run("latency=constant"), "The lock is free"), None, "nobody waited");
}

/// Not everything that was not heard was not said: both voted yes, and nobody was there to hear.
#[test]
fn votes_that_nobody_heard_are_not_called_missing() {
    let trace = preset(Claim(5), "The coordinator crashes");
    let beat = trace.beats.iter().find(|beat| beat.title == "All votes are in").expect("listed");
    assert_eq!(beat.at, None);
    assert_eq!(beat.text, "The coordinator did not hear a yes of all this time.");
}

/// Without a lock nothing says that there is one.
#[test]
fn nobody_speaks_of_locks_that_are_not_there() {
    let trace = preset(Mistake, "Mistake: validates");
    let beats = trace.beats.iter().filter(|beat| beat.at.is_some() && beat.title != MISSING);
    let mut words: Vec<&str> = beats.map(|beat| beat.text.as_str()).collect();
    words.extend(trace.records.iter().flat_map(|r| &r.notes).map(|note| note.text.as_str()));
    for text in words {
        assert!(!text.contains("locks the account") && !text.contains("unlocks"), "{text}");
    }
}
