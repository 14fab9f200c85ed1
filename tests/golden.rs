//! Golden texts: runs as lectures, and the digests that every machine must agree on.
//!
//! ```text
//! UPDATE=1 cargo test --test golden      rewrites tests/golden/, for someone who has read the diff
//! ```
//!
//! A golden text is read like a lecture: what happened, in order, in words. A changed line there is
//! a changed lesson. A what-if has a text when it has a file: `claim_2_1.txt` is the first that
//! shows claim 2, `mistake_1.txt` the first mistake; an empty file asks for one more.
//! `digests.txt` is one line per link; `tests/wasm.rs` derives the same links in
//! a browser and must find the same digests.
#![cfg(not(target_arch = "wasm32"))]

mod support;

use patternscope::lesson::digest::digest;
use patternscope::lesson::document::lecture;
use patternscope::lesson::mermaid::mermaid;
use patternscope::lesson::shiviz::shiviz;
use patternscope::lesson::{AnyLesson, Kind, Link, Shows, Value};
use patternscope::patterns::catalog;
use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};
use support::{Rules, chance, disturbed, drawn, stories};

/// One folder a pattern.
fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden")
}

/// Compares `text` with the file called `name`, or writes the file when asked to.
fn check(name: &str, text: &str) -> Result<(), String> {
    let path = folder().join(name);
    if std::env::var_os("UPDATE").is_some_and(|update| update == "1") {
        return fs::write(&path, text).map_err(|why| format!("{}: {why}", path.display()));
    }
    let golden = fs::read_to_string(&path)
        .map_err(|why| format!("{}: {why}\n{HOW}", path.display()))?
        .replace("\r\n", "\n");
    match difference(&golden, text) {
        None => Ok(()),
        Some(lines) => {
            Err(format!("tests/golden/{name} is not what the run says now.\n{lines}{HOW}"))
        }
    }
}

const HOW: &str = "If you understand why, and want it: UPDATE=1 cargo test --test golden";

/// The first lines that differ, with their number; `None` when the texts are equal.
fn difference(golden: &str, now: &str) -> Option<String> {
    if golden == now {
        return None;
    }
    let (golden, now): (Vec<&str>, Vec<&str>) = (golden.lines().collect(), now.lines().collect());
    let first = golden.iter().zip(&now).position(|(a, b)| a != b);
    let first = first.unwrap_or(golden.len().min(now.len()));
    let mut out = String::new();
    for line in first..(first + 3).min(golden.len().max(now.len())) {
        for (sign, text) in [('-', golden.get(line)), ('+', now.get(line))] {
            if let Some(text) = text {
                let _ = writeln!(out, "{:>5} {sign} {text}", line + 1);
            }
        }
    }
    Some(out)
}

#[track_caller]
fn all_well(results: Vec<Result<(), String>>) {
    let wrong: Vec<String> = results.into_iter().filter_map(Result::err).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

fn told(lesson: &dyn AnyLesson, link: &Link) -> String {
    let trace = lesson.run(link);
    assert_eq!(trace.complaints, [], "{link}");
    lecture(link, &trace)
}

#[test]
fn the_default_story_of_every_pattern() {
    let one = |lesson: &dyn AnyLesson| {
        let name = lesson.about().name;
        check(&format!("{name}/story.txt"), &told(lesson, &Link::of(name)))
    };
    all_well(catalog().iter().map(one).collect());
}

/// The same stories in the notations of other programs.
#[test]
fn the_default_story_of_every_pattern_for_mermaid_and_shiviz() {
    let mut results = Vec::new();
    for lesson in catalog().iter() {
        let name = lesson.about().name;
        let link = Link::of(name);
        let trace = lesson.run(&link);
        results.push(check(&format!("{name}/story.mmd"), &mermaid(&link, &trace)));
        results.push(check(&format!("{name}/story.shiviz.log"), &shiviz(&trace)));
    }
    all_well(results);
}

#[test]
fn presets_that_are_worth_reading() {
    let mut results = Vec::new();
    for lesson in catalog().iter() {
        let name = lesson.about().name;
        let mut numbers = BTreeMap::new();
        let mut read = 0;
        for preset in lesson.presets() {
            let number = numbers.entry(preset.shows).or_insert(0);
            *number += 1;
            let file = match preset.shows {
                Shows::Claim(claim) => format!("{name}/claim_{claim}_{number}.txt"),
                Shows::Mistake => format!("{name}/mistake_{number}.txt"),
            };
            if folder().join(&file).exists() {
                let link = support::link(lesson, preset.link);
                let told = told(lesson, &link);
                let text = format!("{}\n{}\n\n{told}", preset.title, preset.watch);
                results.push(check(&file, &text));
                read += 1;
            }
        }
        assert!(read >= 2, "{name} has {read} what-ifs that can be read");
    }
    all_well(results);
}

/// Links of every kind: the stories, every choice of every parameter (so every distribution of
/// delays), loss and duplication, and random experiments.
fn pinned(lesson: &dyn AnyLesson) -> Vec<Link> {
    let name = lesson.about().name;
    let mut links = stories(lesson);
    let params = lesson.params();
    let (defaults, _) = params.resolve(&[]);
    for param in params.iter() {
        let Kind::Choice(words) = param.kind else { continue };
        for (word, _) in
            words.iter().filter(|word| defaults.get(param.name) != Value::Choice(word.0))
        {
            links.push(Link::of(name).with_param(param.name, Some(word)));
        }
    }
    for query in ["loss=20%&seed=3", "dup=50%&seed=4", "loss=10%&dup=10%&seed=9007199254740991"] {
        links.push(support::link(lesson, query));
    }
    for number in 0..12 {
        let mut rng = chance(0x601d, number);
        let base = drawn(lesson, Rules::PerhapsBroken, &mut rng);
        let trace = lesson.run(&base);
        links.push(disturbed(lesson, &base, &trace, 12, &mut rng));
    }
    links
}

/// One line per link: the digest a shared link carries, the digest of every last letter, the link.
#[test]
fn digests_are_those_that_the_browser_finds() {
    let one = |lesson: &dyn AnyLesson| {
        let mut text = String::new();
        for link in pinned(lesson) {
            let trace = lesson.run(&link);
            let _ = writeln!(text, "{} {:016x} {link}", digest(&trace), trace.digest());
        }
        assert!(text.lines().count() >= 20);
        check(&format!("{}/digests.txt", lesson.about().name), &text)
    };
    all_well(catalog().iter().map(one).collect());
}

#[test]
fn a_difference_is_shown_by_its_first_lines() {
    for (golden, now, expected) in [
        ("a\nb\n", "a\nb\n", None),
        ("a\nb\n", "a\nc\n", Some("    2 - b\n    2 + c\n")),
        ("a\n", "a\nb\n", Some("    2 + b\n")),
    ] {
        assert_eq!(difference(golden, now).as_deref(), expected);
    }
}
