//! Comparisons over the quorum pattern.

use super::*;
use crate::patterns::catalog;

fn compared(query: &str, name: &str) -> Variants {
    let (catalog, link) = (catalog(), Link::parse(query));
    let lesson = catalog.get(&link.pattern).expect("a pattern");
    let mut variants = Variants::new(lesson, &link, name).expect("a parameter");
    let count = variants.all.len();
    for made in 1..=count {
        assert!(variants.advance(lesson));
        assert_eq!(variants.done(), made);
    }
    assert!(!variants.advance(lesson), "every run is made once");
    variants
}

fn values(query: &str, name: &str) -> String {
    let (catalog, link) = (catalog(), Link::parse(query));
    let found = catalog.get(&link.pattern).and_then(|it| Variants::new(it, &link, name));
    let all = found.map_or_else(Vec::new, |variants| variants.all);
    let text =
        |one: &Variant| if one.here { format!("[{}]", one.value) } else { one.value.clone() };
    all.iter().map(text).collect::<Vec<_>>().join(" ")
}

#[test]
fn the_values_are_a_handful_around_the_present_one() {
    for (query, name, expected) in [
        ("quorum", "handoff", "[off] hints sloppy"),
        ("quorum?handoff=hints", "handoff", "off [hints] sloppy"),
        ("quorum", "w", "1 2 [3] 4 5"),
        ("quorum?n=9", "n", "1 2 3 4 5 6 7 8 [9]"),
        ("quorum", "loss", "[0%] 1% 2% 5% 10%"),
        ("quorum?loss=50%", "loss", "3.1% 6.2% 12.5% 25% [50%]"),
        ("quorum", "writes", "[1] 2 4 8 16"),
        ("quorum?writes=20", "writes", "1 2 5 10 [20]"),
        ("quorum", "delay", "1.25ms 2.5ms [5ms] 10ms 20ms"),
        ("quorum", "anti_entropy", "[off] 5ms 50ms 500ms 5s 50s"),
        ("quorum?anti_entropy=40ms", "anti_entropy", "off 10ms 20ms [40ms] 80ms 160ms"),
        ("quorum", "after", "[0] 1ms 2ms 5ms 10ms"),
        ("quorum?n=1", "r", ""),
        ("quorum", "no-such", ""),
    ] {
        assert_eq!(values(query, name), expected, "{query} {name}");
    }
}

/// The column of the experiment as it is says what its own run says; each other column what the
/// run of its link says.
#[test]
fn every_column_is_the_run_of_its_link() {
    let catalog = catalog();
    for (query, name) in [
        ("quorum", "handoff"),
        ("quorum?seed=5&do=12ms.crash.B", "read_repair"),
        ("quorum?mistake=forgetful&do=20ms.crash.B", "mistake"),
        ("quorum?r=1&w=1", "n"),
    ] {
        let variants = compared(query, name);
        let lines = variants.lines();
        let own = variants.here().expect("the present value is among them");
        assert!(variants.all[own].link.same_experiment(&Link::parse(query)), "{query}");
        for (at, variant) in variants.all.iter().enumerate() {
            let trace = catalog.get("quorum").expect("it").run(&variant.link);
            let says = |label: &str| {
                let line = lines.iter().find(|line| line.label == label).expect(label);
                line.cells[at].as_ref().map(|cell| (cell.text.as_str(), cell.event))
            };
            let sent = trace.costs.messages.to_string();
            assert_eq!(says("messages sent"), Some((sent.as_str(), None)), "{}", variant.link);
            let badge = trace.stage().cards(trace.last())[0].badge.clone();
            let first = says(&format!("{} at the end", trace.cast[0].name));
            assert!(first.is_some_and(|(text, _)| text.starts_with(&badge)), "{first:?}");
            for verdict in &trace.verdicts {
                if let Standing::Broken(event, _) = verdict.standing {
                    let (text, shown) = says(verdict.name).expect("a verdict");
                    assert!(text.starts_with("broken") && shown == Some(event), "{text}");
                }
            }
        }
    }
}

#[test]
fn what_differs_comes_first_and_the_rest_is_the_same_everywhere() {
    let lines = compared("quorum?do=12ms.crash.B", "read_repair").lines();
    let last = lines.iter().rposition(|line| line.differs).expect("read repair sends messages");
    assert!(last > 0 && last + 1 < lines.len());
    for (at, line) in lines.iter().enumerate() {
        let texts: Vec<_> =
            line.cells.iter().map(|cell| cell.as_ref().map(|it| &it.text)).collect();
        let same = texts.windows(2).all(|pair| pair[0] == pair[1]);
        assert_eq!((line.differs, same), (at <= last, at > last), "{}", line.label);
    }
}

#[test]
fn links_say_no_more_than_they_must() {
    for (query, name, links) in [
        ("quorum", "handoff", "/quorum /quorum?handoff=hints /quorum?handoff=sloppy"),
        (
            "quorum?handoff=sloppy&at=4",
            "handoff",
            "/quorum /quorum?handoff=hints \
            /quorum?handoff=sloppy",
        ),
        ("quorum?w=2&n=4", "read_repair", "/quorum?w=2&n=4 /quorum?w=2&n=4&read_repair=off"),
    ] {
        let all: Vec<String> =
            compared(query, name).all.iter().map(|one| one.link.to_string()).collect();
        assert_eq!(all.join(" "), links.split_whitespace().collect::<Vec<_>>().join(" "));
    }
}

#[test]
fn what_cannot_be_used_under_another_value_is_said() {
    let remarks = |query: &str, name: &str, value: &str| {
        let variants = compared(query, name);
        let one = variants.all.iter().find(|one| one.value == value).expect(value);
        variants.remarks(one)
    };
    for (query, name, value, says) in [
        ("quorum", "n", "3", "R read quorum is 2"),
        ("quorum?r=5", "n", "4", "r=5: it must be between 1 and 4; 3 is used"),
        ("quorum?do=12ms.crash.E", "n", "3", "there is no"),
        ("quorum?do=0.hold.D-E.2", "read_repair", "off", "no such message is sent"),
    ] {
        let all = remarks(query, name, value);
        assert!(all.iter().any(|one| one.contains(says)), "{query} {name}={value}: {all:?}");
    }
    assert_eq!(remarks("quorum?do=12ms.crash.B", "n", "5"), [""; 0]);
}

/// Going to another column keeps the columns, makes no run again, and changes what is relative.
#[test]
fn another_column_is_gone_to_without_another_run() {
    let (catalog, first) = (catalog(), compared("quorum", "delay"));
    let lesson = catalog.get("quorum").expect("it");
    let there = first.all[3].link.clone();
    let mut second = first.again(lesson, &there).expect("the same parameter");
    assert!(!second.advance(lesson), "everything is known already");
    assert_eq!(second.here(), Some(3));
    let values = |of: &Variants| of.all.iter().map(|one| one.value.clone()).collect::<Vec<_>>();
    assert_eq!(values(&first), values(&second));
    assert_eq!(first.lines(), second.lines());
    assert!(second.remarks(&second.all[2]) != first.remarks(&first.all[2]), "the timeout follows");
    let other = first.again(lesson, &Link::parse("quorum?seed=2")).expect("the same parameter");
    assert_eq!(other.done(), 0, "other luck is another experiment");
}

#[test]
fn a_pattern_may_say_what_to_compare_first() {
    let catalog = catalog();
    let lesson = catalog.get("quorum").expect("it");
    let params = lesson.params();
    assert_eq!(Variants::first(&params, lesson.study().compare), lesson.study().compare);
    assert_eq!(Variants::first(&params, None), Some("read_repair"));
    let all = Variants::choices(&params);
    assert!(all.contains(&"mistake") && !all.contains(&"seed"));
}
