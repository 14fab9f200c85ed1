//! The boundaries of ARCHITECTURE section 5 and the style of section 8, read off the sources.
//!
//! ```text
//! sim ◀── lesson ◀── patterns/x          an arrow: the right may use the left, never the reverse
//!            ▲
//!          view ◀── session ◀── app      only app knows a browser
//! ```
//!
//! A rule is a folder and the words its code must not say. Comments and test modules are exempt.
#![cfg(not(target_arch = "wasm32"))]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// Words that only code for a browser says.
const BROWSER: &[&str] = &["yew", "web_sys", "js_sys", "gloo", "wasm_bindgen"];
/// Floats of std that differ between native code and wasm; `libm` has the same everywhere.
const FLOATS: &[&str] =
    &[".ln()", ".ln_1p(", ".exp(", ".exp2(", ".exp_m1(", ".powf(", ".log(", ".log2(", ".log10("];
/// What makes two runs of one link differ.
const CHANCE: &[&str] = &["SystemTime", "Instant", "thread_rng", "RandomState", "std::env"];

/// What costs the page kilobytes for every type; `sim::sorted` does it by one piece of code.
const INSTANCES: &[&str] =
    &["BTreeMap", "BTreeSet", ".sort()", ".sort_by(", ".sort_by_key(", ".sort_unstable"];

/// Where, and what must not be said there.
const RULES: &[(&str, &[&[&str]])] = &[
    ("sim/", &[&["crate::lesson", "crate::patterns", "crate::view"], BROWSER, CHANCE, FLOATS]),
    ("sim/", &[&["crate::session", "crate::app", "std::thread", "static mut", "serde_json"]]),
    ("lesson/", &[&["crate::patterns", "crate::view", "crate::session", "crate::app"]]),
    ("lesson/", &[BROWSER, CHANCE, FLOATS]),
    ("patterns/", &[&["crate::view", "crate::session", "crate::app"], BROWSER, CHANCE, FLOATS]),
    ("view/", &[&["World<", "crate::patterns", "crate::session", "crate::app"], BROWSER, CHANCE]),
    ("view/", &[FLOATS]),
    ("session", &[&["crate::app", "crate::patterns", "World<"], BROWSER, CHANCE, FLOATS]),
    ("app/", &[&["crate::sim"]]),
    ("", &[INSTANCES]),
];

/// Said all the same, each with the reason.
const EXCEPTIONS: &[(&str, &str)] = &[
    // The one sort that all others share.
    ("sim/sorted/order.rs", ".sort_by("),
    // Hundreds of thousands of states, in which a sorted vector would be slow.
    ("sim/linearizable.rs", "BTreeSet"),
    // An object of JSON for `serde`, written by the command and by Share.
    ("lesson/document.rs", "BTreeMap"),
];

/// `HashMap` only here, where nothing is iterated: the checker's numbers of what it has met.
const HASH_MAPS: &[&str] = &["sim/search/index.rs"];

/// Files longer than they should be, with the length they must not exceed. Only ever shorter.
const LONG: &[(&str, usize)] = &[];
const LINES: usize = 400;
const COLUMNS: usize = 100;

struct Source {
    /// Below `src/`, with slashes.
    path: String,
    text: String,
}

impl Source {
    /// Its lines of code with their numbers: no comments, nothing after `mod tests {`.
    fn code(&self) -> impl Iterator<Item = (usize, &str)> {
        let lines = (1..).zip(self.text.lines());
        let code = lines.take_while(|(_, line)| !line.starts_with("mod tests {"));
        code.filter(|(_, line)| !line.trim_start().starts_with("//"))
    }

    fn is_test(&self) -> bool {
        self.path.contains("/tests/") || self.path.ends_with("tests.rs")
    }
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// Every Rust file below `folder`, in order.
fn sources(folder: &str) -> Vec<Source> {
    fn walk(folder: &Path, found: &mut Vec<PathBuf>) {
        let entries = fs::read_dir(folder).expect("a folder of sources");
        for path in entries.map(|entry| entry.expect("an entry").path()) {
            match path.is_dir() {
                true if path.ends_with("target") => {}
                true => walk(&path, found),
                false if path.extension().is_some_and(|end| end == "rs") => found.push(path),
                false => {}
            }
        }
    }
    let base = root().join(folder);
    let mut paths = Vec::new();
    walk(&base, &mut paths);
    paths.sort();
    let source = |path: PathBuf| Source {
        path: path.strip_prefix(&base).expect("below").to_string_lossy().replace('\\', "/"),
        text: fs::read_to_string(&path).expect("text"),
    };
    paths.into_iter().map(source).collect()
}

/// Whether `code` says `word`, and not as a part of a longer name.
fn says(code: &str, word: &str) -> bool {
    let name = |c: char| c.is_alphanumeric() || c == '_';
    code.match_indices(word).any(|(at, _)| {
        let before = code[..at].chars().next_back().filter(|_| word.starts_with(name));
        let after = code[at + word.len()..].chars().next().filter(|_| word.ends_with(name));
        !before.is_some_and(name) && !after.is_some_and(name)
    })
}

#[track_caller]
fn none(wrong: &[String]) {
    assert!(wrong.is_empty(), "\n{}\n", wrong.join("\n"));
}

#[test]
fn each_place_uses_what_it_may() {
    let mut wrong = Vec::new();
    for source in sources("src").iter().filter(|source| !source.is_test()) {
        let rules = RULES.iter().filter(|(place, _)| source.path.starts_with(place));
        let words: Vec<&str> = rules.flat_map(|(_, words)| words.concat()).collect();
        for (number, line) in source.code() {
            for word in words.iter().filter(|word| says(line, word)) {
                if !EXCEPTIONS.contains(&(source.path.as_str(), word)) {
                    wrong.push(format!("src/{}:{number} says {word}: {line}", source.path));
                }
            }
        }
    }
    none(&wrong);
}

#[test]
fn no_pattern_knows_another() {
    let all = sources("src/patterns");
    let folder = |source: &Source| source.path.split_once('/').map(|(one, _)| one.to_string());
    let patterns: BTreeSet<String> = all.iter().filter_map(folder).collect();
    let mut wrong = Vec::new();
    for source in &all {
        let Some(mine) = folder(source) else { continue };
        for (number, line) in source.code() {
            let others = patterns.iter().filter(|other| **other != mine);
            for other in others.filter(|other| says(line, &format!("patterns::{other}"))) {
                wrong.push(format!("src/patterns/{}:{number} says {other}", source.path));
            }
            if line.contains("super::super::") || line.contains("patterns::catalog") {
                wrong.push(format!("src/patterns/{}:{number} leaves its folder", source.path));
            }
        }
    }
    none(&wrong);
}

/// Lessons, views and sessions treat all patterns alike: none is named in a string either.
#[test]
fn nobody_names_a_pattern() {
    let catalog = patternscope::patterns::catalog();
    let names: Vec<String> =
        catalog.iter().map(|lesson| format!("\"{}\"", lesson.about().name)).collect();
    let mut wrong = Vec::new();
    for source in sources("src").iter().filter(|source| !source.is_test()) {
        let general = ["sim/", "lesson/", "view/", "session", "app/"];
        if general.iter().any(|place| source.path.starts_with(place)) {
            for (number, line) in source.code() {
                if names.iter().any(|name| line.contains(name)) {
                    wrong.push(format!("src/{}:{number} names a pattern: {line}", source.path));
                }
            }
        }
    }
    none(&wrong);
}

#[test]
fn hash_maps_are_where_nothing_is_iterated() {
    let mut wrong = Vec::new();
    for source in sources("src").iter().filter(|s| !HASH_MAPS.contains(&s.path.as_str())) {
        for (number, line) in source.code() {
            if says(line, "HashMap") || says(line, "HashSet") {
                wrong.push(format!("src/{}:{number}: {line}", source.path));
            }
        }
    }
    none(&wrong);
}

#[test]
fn files_open_with_their_idea_and_stay_short() {
    let mut wrong = Vec::new();
    for folder in ["src", "tests", "xtask/src"] {
        for Source { path, text } in sources(folder) {
            let lines = text.lines().count();
            let allowed = LONG.iter().find(|(long, _)| format!("{folder}/{path}") == *long);
            let most = allowed.map_or(LINES, |(_, most)| *most);
            if lines > most {
                wrong.push(format!("{folder}/{path} has {lines} lines, more than {most}"));
            }
            if lines <= LINES && allowed.is_some() {
                wrong.push(format!("{folder}/{path} is short now: take it off the list"));
            }
            if !text.starts_with("//! ") {
                wrong.push(format!("{folder}/{path} does not open with //! and its idea"));
            }
            for (number, line) in (1..).zip(text.lines()) {
                let columns = line.chars().count();
                if columns > COLUMNS {
                    wrong.push(format!("{folder}/{path}:{number} has {columns} columns"));
                }
            }
        }
    }
    none(&wrong);
}

#[test]
fn words_are_found_whole() {
    for (code, word, found) in [
        ("use yew::prelude::*;", "yew", true),
        ("let eyewear = 1;", "yew", false),
        ("x.powf(2.0)", ".powf(", true),
        ("fn f(world: &World<L>)", "World<", true),
        ("crate::simple", "crate::sim", false),
    ] {
        assert_eq!(says(code, word), found, "{code} / {word}");
    }
}
