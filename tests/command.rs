//! The native command, as built: what it prints, and how it refuses.
#![cfg(not(target_arch = "wasm32"))]

use std::process::{Command, Output};

/// The command of this build, with these arguments.
fn command(args: &[&str]) -> Output {
    let program = env!("CARGO_BIN_EXE_patternscope");
    Command::new(program).args(args).output().expect("the command of this build runs")
}

fn out(output: &Output) -> String {
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
    String::from_utf8(output.stdout.clone()).expect("it prints text")
}

#[test]
fn the_command_prints_the_lecture() {
    for (first, second) in [("quorum?n=3", "#/quorum?n=3"), ("/quorum", "quorum")] {
        let text = out(&command(&[first]));
        assert_eq!(text, out(&command(&[second])), "with or without #/");
        assert!(text.starts_with("/quorum") && text.contains("\n  digest "), "{text}");
    }
    assert!(out(&command(&["--help"])).contains("--seeds A..B"));
}

#[test]
fn the_command_prints_one_json_document() {
    let text = out(&command(&["--json", "quorum?r=9&do=1ms.crash.E"]));
    let json: serde_json::Value = serde_json::from_str(&text).expect("one JSON document");
    for (place, is) in [
        ("/complaints/0/part", "r=9"),
        ("/events/0/kind", "start"),
        ("/cast/0/code", "A"),
        ("/end", "quiet"),
        ("/properties/0/verdict", "holds"),
        ("/properties/0/when", "always"),
    ] {
        assert_eq!(json.pointer(place).and_then(serde_json::Value::as_str), Some(is), "{place}");
    }
    for (place, fields) in [
        ("/events/1", "index time_us node kind text notes cause before message sent clock"),
        (
            "/messages/0",
            "from to ordinal label sent_by sent_us arrived_by lost_by lost_why copy_of",
        ),
        ("/cards/0", "badge badge_tone line cells tone rows"),
        ("/cards/0/rows/0", "name value cells keep tone"),
        ("/captions/0", "title text event"),
        ("/properties/0", "name when promised why_not verdict event why"),
        ("/costs", "messages lost bytes forced_writes operations message_delays"),
        ("", "link complaints cast events messages lasted cards captions properties costs"),
        ("", "metrics end digest"),
    ] {
        for field in fields.split(' ') {
            assert!(json.pointer(&format!("{place}/{field}")).is_some(), "{place} has no {field}");
        }
    }
    assert!(json["metrics"].as_object().is_some_and(|metrics| !metrics.is_empty()));
}

#[test]
fn the_command_prints_what_other_programs_read() {
    for (form, first, also) in [
        ("--mermaid", "sequenceDiagram\n    %% /quorum?seed=3", "participant A as Clinic A"),
        ("--shiviz", "(?<event>.*)\\n(?<host>\\S*) (?<clock>{.*})\n\n", "{\"network\":1}"),
        ("--svg", "<svg xmlns=", "width=\"1200\""),
    ] {
        let text = out(&command(&[form, "quorum?seed=3"]));
        assert!(text.starts_with(first) && text.contains(also), "{form}: {text}");
        assert_eq!(text, out(&command(&["quorum?seed=3", form])), "in any order");
        assert!(out(&command(&["--help"])).contains(form));
    }
}

/// The playhead of a picture is where the link says, or at the end.
#[test]
fn the_picture_is_of_the_moment_in_the_link() {
    for (link, says) in [
        ("quorum?at=4", "The playhead is at event 4,"),
        ("quorum?at=4000000000", "The playhead is at event 26,"),
        ("quorum", "The playhead is at event 26,"),
    ] {
        let text = out(&command(&["--svg", link]));
        assert!(text.contains(says), "{link}: {}", text.lines().nth(1).unwrap_or_default());
    }
}

#[test]
fn the_command_prints_a_line_per_seed() {
    let text = out(&command(&["--seeds", "3..7", "quorum?loss=10%&seed=99"]));
    let lines: Vec<serde_json::Value> =
        text.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    let seeds: Vec<u64> = lines.iter().filter_map(|line| line["seed"].as_u64()).collect();
    assert_eq!(seeds, [3, 4, 5, 6]);
    for (line, seed) in lines.iter().zip(3..) {
        let alone = out(&command(&["--json", &format!("quorum?loss=10%&seed={seed}")]));
        let alone: serde_json::Value = serde_json::from_str(&alone).expect("JSON");
        assert_eq!(line["digest"], alone["digest"], "seed {seed}");
        assert_eq!(line["metrics"], alone["metrics"], "seed {seed}");
        assert!(line["properties"].as_object().is_some_and(|all| !all.is_empty()));
    }
}

#[test]
fn the_command_compares_the_values_of_a_parameter() {
    let text = out(&command(&["--variants", "w", "quorum?n=4&w=1"]));
    let (differs, same) = text.split_once("The same under all of them").expect("two parts");
    assert!(differs.starts_with("/quorum?n=4&w=1\n") && differs.contains("1*"), "{text}");
    let latency = differs.lines().find(|line| line.starts_with("Write latency")).expect("a line");
    let figures: Vec<f64> = latency.split_whitespace().filter_map(|it| it.parse().ok()).collect();
    assert!(figures.len() == 3 && figures[0] < figures[2], "more answers take longer: {latency}");
    assert!(latency.ends_with('–'), "one of four is down: {latency}");
    assert!(same.contains("2: /quorum?n=4&w=2\n") && same.contains("3: /quorum?n=4\n"), "{same}");
}

/// Errors go to standard error, with a status that says so, and nothing to standard output.
#[test]
fn the_command_refuses_in_a_sentence() {
    for (args, says) in [
        (
            &["nowhere?n=3"][..],
            "there is no pattern “nowhere”; known are: vector-clock, two-phase-",
        ),
        (&[""], "there is no pattern “”; known are: vector-clock, two-phase-commit, quorum"),
        (&[], "there is no link"),
        (&["--sing", "quorum"], "--sing is not understood"),
        (&["quorum", "quorum"], "only one link is taken; quote it"),
        (&["--seeds", "9..3", "quorum"], "--seeds needs a range such as 1..1000, not “9..3”"),
        (&["--seeds", "3", "quorum"], "--seeds needs a range"),
        (&["--seeds", "quorum"], "--seeds needs a range"),
        (&["quorum", "--seeds"], "--seeds needs a range"),
        (&["--variants", "colour", "quorum"], "not “colour”; known are: n, r, w, "),
        (&["quorum", "--variants"], "--variants needs a parameter with more than one value"),
    ] {
        let output = command(args);
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(!output.status.success(), "{args:?} succeeds");
        assert_eq!(output.stdout, b"", "{args:?} prints something");
        assert!(said.starts_with("patternscope: ") && said.contains(says), "{args:?}: {said}");
    }
}
