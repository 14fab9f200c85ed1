//! What leaves the program for others to read, judged by the rules of those who read it.
#![cfg(not(target_arch = "wasm32"))]

mod support;

use patternscope::lesson::mermaid::mermaid;
use patternscope::lesson::shiviz::shiviz;
use patternscope::lesson::trace::{Ending, RecordKind, Relation};
use patternscope::lesson::{AnyLesson, Link, Trace};
use patternscope::patterns::catalog;
use patternscope::view::{Sheet, SpacetimeOptions, TopologyOptions, spacetime, svg, topology};
use std::collections::BTreeMap;
use support::{Rules, chance, disturbed, drawn, stories};

/// Stories, what-ifs and random experiments of every pattern, each with its run.
fn runs(each: impl Fn(&Link, &Trace)) {
    for lesson in catalog().iter() {
        for link in stories(lesson) {
            each(&link, &lesson.run(&link));
        }
        random(lesson, &each);
    }
}

fn random(lesson: &dyn AnyLesson, each: &impl Fn(&Link, &Trace)) {
    for number in 0..60 {
        let mut rng = chance(0x5e4d, number);
        let base = drawn(lesson, Rules::PerhapsBroken, &mut rng);
        let trace = lesson.run(&base);
        let link = disturbed(lesson, &base, &trace, 12, &mut rng);
        let trace = lesson.run(&link);
        // Every pair of events is compared: of very long runs there are too many.
        if trace.records.len() < 500 {
            each(&link, &trace);
        }
    }
}

/// An entry of a log as ShiViz reads it.
#[derive(Debug)]
struct Logged<'t> {
    event: &'t str,
    host: &'t str,
    clock: BTreeMap<String, u32>,
}

/// What `(?<event>.*)\n(?<host>\S*) (?<clock>{.*})` finds in `text`, one after the other, as
/// JavaScript would: `.` ends at four characters, and what matches nowhere is passed over.
fn found(text: &str) -> Vec<Logged<'_>> {
    let ends = |c: char| matches!(c, '\n' | '\r' | '\u{2028}' | '\u{2029}');
    let (mut found, mut rest) = (Vec::new(), text);
    while let Some(end) = rest.find(ends) {
        let (event, next) = (&rest[..end], &rest[end..]);
        let entry = next.strip_prefix('\n').and_then(|after| {
            let blank = |c: char| c.is_whitespace() || c == '\u{feff}';
            let (host, after) = after.split_at(after.find(blank)?);
            let clock = after.strip_prefix(' ').filter(|clock| clock.starts_with('{'))?;
            let line = &clock[..clock.find(ends).unwrap_or(clock.len())];
            let (clock, after) = clock.split_at(line.rfind('}')? + 1);
            Some((host, clock, after))
        });
        match entry {
            Some((host, clock, after)) => {
                let clock = serde_json::from_str(clock).expect("a clock is JSON");
                found.push(Logged { event, host, clock });
                rest = after;
            }
            None => rest = next.split_at(next.chars().next().map_or(0, char::len_utf8)).1,
        }
    }
    found
}

/// The rules of ShiViz's model: `VectorTimestamp` and `ModelGraph`.
fn accepted(entries: &[Logged<'_>]) {
    assert!(!entries.is_empty(), "the expression captures no events");
    let mut hosts: BTreeMap<&str, BTreeMap<u32, &Logged<'_>>> = BTreeMap::new();
    for entry in entries {
        let own = *entry.clock.get(entry.host).expect("the local host is in the timestamp");
        let before = hosts.entry(entry.host).or_default().insert(own, entry);
        assert!(before.is_none(), "two events of one host at one time: {entry:?}");
    }
    for times in hosts.values() {
        for (time, expected) in times.keys().zip(1..) {
            assert_eq!(*time, expected, "a host starts at 1 and increases by 1");
        }
    }
    for entry in entries {
        for (host, time) in &entry.clock {
            let known = hosts.get(host.as_str()).expect("an entry for a known host");
            let known = known.get(time).expect("a clock value within bounds");
            for (other, time) in &known.clock {
                let mine = entry.clock.get(other).copied().unwrap_or(0);
                assert!(mine >= *time, "the log is intransitive at {entry:?}");
            }
        }
    }
}

/// The number in `event 12 at 40ms: …`.
fn number(entry: &Logged<'_>) -> u32 {
    let word = entry.event.split(' ').nth(1);
    word.and_then(|word| word.parse().ok()).expect("the number of an event")
}

fn happened_before(a: &Logged<'_>, b: &Logged<'_>) -> bool {
    let own = a.clock[a.host];
    b.clock.get(a.host).is_some_and(|known| *known >= own)
}

#[test]
fn shiviz_accepts_every_log_and_its_clocks_are_the_trace() {
    runs(|link, trace| {
        let text = shiviz(trace);
        let mut lines = text.lines();
        assert_eq!(lines.next(), Some(r"(?<event>.*)\n(?<host>\S*) (?<clock>{.*})"));
        assert_eq!(lines.next(), Some(""), "one execution");
        // As an uploaded file, whose first two lines are taken off, and as pasted whole.
        let log = text.split_once("\n\n").expect("a log").1;
        let entries = found(log);
        assert_eq!(found(&text).len(), entries.len(), "{link}");
        accepted(&entries);
        let events: Vec<u32> = (0..=trace.last())
            .filter(|event| trace.record(*event).kind != RecordKind::Lost)
            .collect();
        let told: Vec<u32> = entries.iter().map(number).collect();
        assert_eq!(told, events, "{link}: every event but losses, in order");
        assert_eq!(log.lines().count(), 2 * events.len(), "{link}");
        for b in &entries {
            let past = trace.past(number(b));
            for a in &entries {
                let (before, knows) = (happened_before(a, b), past.contains(&number(a)));
                assert_eq!(before, knows, "{link}: {} and {}", number(a), number(b));
            }
        }
        let (first, last) = (&entries[0], &entries[entries.len() - 1]);
        let relation = trace.relation(number(first), number(last));
        let log = match (happened_before(first, last), happened_before(last, first)) {
            (true, true) => Relation::Same,
            (true, false) => Relation::Before,
            (false, true) => Relation::After,
            (false, false) => Relation::Concurrent,
        };
        assert_eq!(log, relation, "{link}");
        let lost = |letter: &&patternscope::lesson::trace::Letter| {
            matches!(letter.ending, Ending::Lost(..))
        };
        assert_eq!(
            text.matches("is never received: ").count(),
            trace.letters.iter().filter(lost).count(),
            "{link}: what is lost is told where it was sent"
        );
    });
}

/// The parts of Mermaid's grammar that a text from here may use, line by line.
fn mermaid_line(line: &str, ids: &[&str]) -> Result<(), String> {
    let wrong = |why: &str| Err(format!("{why}: {line}"));
    let Some(line) = line.strip_prefix("    ") else { return wrong("not indented") };
    let Some((head, text)) = line.split_once(": ") else { return wrong("no text") };
    let entity = |part: &str| {
        let name: &str = part.split(';').next().unwrap_or_default();
        part.contains(';') && !name.is_empty() && name.chars().all(|c| c.is_ascii_digit())
    };
    let mut parts = text.split('#');
    let plain = parts.next().unwrap_or_default();
    let rest: Vec<&str> = parts.collect();
    let semicolons = text.matches(';').count();
    if plain.contains(';') || !rest.iter().all(|part| entity(part)) || semicolons != rest.len() {
        return wrong("a text that ends too early");
    }
    if text.contains(['<', '>', '&', '$', '\\']) || text.contains("%%") {
        return wrong("what Mermaid would read in its own way");
    }
    if let Some(over) = head.strip_prefix("Note over ") {
        return match over.split(',').all(|id| ids.contains(&id)) {
            true => Ok(()),
            false => wrong("a note over nobody"),
        };
    }
    let known = |arrow: &str| {
        let ends = head.split_once(arrow);
        ends.is_some_and(|(from, to)| ids.contains(&from) && ids.contains(&to))
    };
    match ["-->>", "->>", "--x", "-x", "--)", "-)"].iter().any(|arrow| known(arrow)) {
        true => Ok(()),
        false => wrong("not an arrow"),
    }
}

#[test]
fn mermaid_tells_every_message_and_every_other_event_once() {
    runs(|link, trace| {
        let text = mermaid(link, trace);
        let mut lines = text.lines();
        assert_eq!(lines.next(), Some("sequenceDiagram"));
        assert_eq!(lines.next(), Some(format!("    %% {link}").as_str()));
        let actors: Vec<&str> = lines.by_ref().take(trace.cast.len()).collect();
        let id = |line: &&str| line.split(' ').nth(5).expect("an id").to_string();
        let ids: Vec<String> = actors.iter().map(id).collect();
        let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
        let told: Vec<&str> = lines.collect();
        for line in &told {
            if let Err(why) = mermaid_line(line, &ids) {
                panic!("{link}: {why}");
            }
        }
        let ended = |letter: &&patternscope::lesson::trace::Letter| {
            !matches!(letter.ending, Ending::Open(_))
        };
        let arrows = told.iter().filter(|line| !line.starts_with("    Note ")).count();
        assert_eq!(arrows, trace.letters.iter().filter(ended).count(), "{link}");
        let others = trace
            .records
            .iter()
            .filter(|record| !matches!(record.kind, RecordKind::Deliver | RecordKind::Lost));
        let notes: usize = trace.records.iter().map(|r| r.notes.len() + r.breaks.len()).sum();
        assert_eq!(told.len() - arrows, others.count() + notes + 1, "{link}");
    });
}

/// What somebody types into a link reaches the texts as words, not as notation.
#[test]
fn hostile_words_stay_words() {
    for lesson in catalog().iter() {
        let query = "skip=all&do=6ms.write.A.wrap: end; %23 x~7ms.write.B.%25%25{init}%25%25\
                     ~8ms.write.C.<script>~9ms.write.A.a {b}~10ms.write.B.a%0D%0Ab%E2%80%A8 {c}";
        let link = support::link(lesson, query);
        let trace = lesson.run(&link);
        let text = shiviz(&trace);
        accepted(&found(&text));
        assert!(!mermaid(&link, &trace).contains("<script>"));
    }
}

const CSS: &str = include_str!("../static/drawing.css");

/// Reads `text` as XML: elements close in order, attributes are quoted and named once, `&` begins
/// an entity, no character is one that XML does not have. How many elements there are.
fn well_formed(text: &str) -> Result<usize, String> {
    let wrong = |why: &str, at: &str| {
        let near: String = at.chars().take(60).collect();
        Err(format!("{why} at: {near}"))
    };
    let entities = ["&lt;", "&amp;", "&quot;"];
    for (at, _) in text.match_indices('&') {
        if !entities.iter().any(|entity| text[at..].starts_with(entity)) {
            return wrong("an unknown entity", &text[at..]);
        }
    }
    let odd = |c: char| (c < ' ' && c != '\n' && c != '\t') || matches!(c, '\u{fffe}' | '\u{ffff}');
    if let Some(at) = text.find(odd) {
        return wrong("a character that is not XML", &text[at..]);
    }
    let (mut open, mut count, mut rest) = (Vec::new(), 0, text);
    while let Some(at) = rest.find('<') {
        if open.is_empty() && !rest[..at].trim().is_empty() {
            return wrong("text outside of the root", rest);
        }
        let Some(end) = rest[at..].find('>').map(|end| at + end) else {
            return wrong("a tag without end", &rest[at..]);
        };
        // No attribute here holds a `>`, which a reader that stops at the first one relies on.
        let tag = &rest[at + 1..end];
        rest = &rest[end + 1..];
        if let Some(name) = tag.strip_prefix('/') {
            if open.pop() != Some(name) {
                return wrong("another element closes", tag);
            }
            continue;
        }
        count += 1;
        let (tag, closed) = tag.strip_suffix('/').map_or((tag, false), |tag| (tag, true));
        let (name, attributes) = tag.split_once(' ').unwrap_or((tag, ""));
        let quoted: Vec<&str> = attributes.split('"').collect();
        let names: Vec<&str> = quoted.iter().step_by(2).map(|name| name.trim()).collect();
        let (last, names) = names.split_last().expect("split gives one at least");
        let named = |name: &&str| name.ends_with('=') && !name.contains(' ');
        let mut once = names.to_vec();
        once.sort_unstable();
        once.dedup();
        if !last.is_empty() || !names.iter().all(named) || once.len() != names.len() {
            return wrong("attributes", tag);
        }
        if !closed {
            open.push(name);
        }
    }
    match open.pop() {
        None => Ok(count),
        Some(name) => wrong("an element without end", name),
    }
}

#[test]
fn pictures_are_well_formed_and_stand_alone() {
    runs(|link, trace| {
        for at in [0, trace.last() / 2, trace.last()] {
            let diagram = spacetime(trace, at, &SpacetimeOptions::default());
            let stage = topology(trace, at, &TopologyOptions::default());
            for (scene, sheet) in [(&diagram, Sheet::Diagram), (&stage, Sheet::Stage)] {
                let text = svg(scene, sheet, CSS);
                match well_formed(&text) {
                    Ok(count) => assert!(count > 5, "{link}: {count} elements"),
                    Err(why) => panic!("{link} at {at}: {why}"),
                }
                assert!(text.starts_with("<svg xmlns=\"http://www.w3.org/2000/svg\""), "{link}");
                for word in ["var(", "NaN", "http:", "url(", "@import", "<script"] {
                    let rest = text.replacen("http://www.w3.org/2000/svg", "", 1);
                    assert!(!rest.contains(word), "{link} at {at}: the picture says {word}");
                }
            }
        }
    });
}

#[test]
fn what_is_not_well_formed_is_seen() {
    for (text, well) in [
        ("<a><b c=\"1\" d=\"2\"/>x &amp; y</a>\n", true),
        ("<a><b></a></b>", false),
        ("<a>", false),
        ("<a b=1></a>", false),
        ("<a b=\"1\" b=\"2\"></a>", false),
        ("<a>&nbsp;</a>", false),
        ("<a>\u{1}</a>", false),
    ] {
        assert_eq!(well_formed(text).is_ok(), well, "{text}");
    }
}
