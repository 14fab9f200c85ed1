//! Whatever is typed into the address, the page says what it could not use and plays the rest.
//!
//! Ten thousand mutated links, and a table of bad ones with the complaint each must get.
#![cfg(not(target_arch = "wasm32"))]

mod support;

use patternscope::lesson::Link;
use patternscope::lesson::lesson::ACTS_MAX;
use patternscope::patterns::catalog;
use patternscope::session::{Place, Session};
use patternscope::sim::random::below;
use patternscope::view::{SpacetimeOptions, TopologyOptions, spacetime, topology};
use rand_pcg::Pcg32;
use std::rc::Rc;
use std::time::{Duration, Instant};
use support::{Rules, chance, disturbed, drawn, pick, sound, stories};

/// Links in all, shared by as many tests as there are shards.
const LINKS: u64 = 10_000;
const SHARDS: u64 = 4;
/// All events of all runs of a shard; a loose bound on work that no machine's mood can change.
const EVENTS: usize = 5_000_000;
/// And a very loose one on time, for a slow machine under load: only what spins reaches it.
const TIME: Duration = Duration::from_secs(900);
/// One link alone may take so long, in a build for tests on a machine that does other work, too.
const ONE: Duration = Duration::from_secs(30);

/// Pieces that tend to hurt: separators, numbers beyond every type, broken escapes, other scripts.
const PIECES: &[&str] = &[
    "&",
    "=",
    "~",
    ".",
    ",",
    "-",
    "?",
    "#",
    "/",
    "%",
    "%%",
    "%zz",
    "%F",
    "%00",
    "%FF%FE",
    "%C3%28",
    "%26",
    "%7E",
    " ",
    "\t",
    "\u{0}",
    "\u{202e}",
    "ä",
    "日本",
    "🦀",
    "e\u{301}",
    "NaN",
    "inf",
    "-1",
    "0",
    "0.",
    "00",
    "1e9",
    "0x10",
    "18446744073709551615",
    "18446744073709551616ms",
    "-9223372036854775808",
    "9223372036854775807",
    "4294967296",
    "65536",
    "86400000ms",
    "86400s.",
    "24h",
    "1us",
    "off",
    "on",
    "do=",
    "skip=",
    "skip=all",
    "at=",
    "at=-1",
    "select=event.",
    "run=",
    "run=9-",
    "seed=",
    "loss=50%",
    "dup=50%",
    "1ms.crash.",
    "0.hold.A-A.1~",
    "1ms.split.~",
    "1ms.clock.A.-1s,0%~",
    "0.crash.A.0~",
    "1ms.clock.A.9223372036854775807us,1000%~",
    "1ms.delay.A-B.1.18446744073709551615us~",
    "heal",
    "<img src=x onerror=alert(1)>",
    "\"'`",
    "../..",
    "__proto__",
    "constructor",
];

/// Changes `text` in one to eight places: deletes, inserts, replaces, repeats and moves chunks.
fn mutate(text: &str, rng: &mut Pcg32) -> String {
    let mut chars: Vec<char> = text.chars().collect();
    for _ in 0..=below(rng, 8) {
        let from = below(rng, chars.len() as u64 + 1) as usize;
        let to = (from + below(rng, 12) as usize).min(chars.len());
        let chunk: Vec<char> = chars[from..to].to_vec();
        match below(rng, 7) {
            0 => drop(chars.drain(from..to)),
            1 => drop(chars.splice(from..from, pick::<&str>(rng, PIECES).chars())),
            2 => drop(chars.splice(from..to, pick::<&str>(rng, PIECES).chars())),
            3 => {
                let times = *pick(rng, &[1, 2, 20, 300]);
                drop(chars.splice(from..from, chunk.repeat(times)));
            }
            4 => {
                let place = below(rng, chars.len() as u64 + 1) as usize;
                drop(chars.splice(place..place, chunk));
            }
            5 if from < chars.len() => {
                chars[from] = char::from_u32(below(rng, 0x3000) as u32).unwrap_or('\u{fffd}');
            }
            _ if from < chars.len() => chars[from] = char::from(32 + below(rng, 95) as u8),
            _ => {}
        }
    }
    chars.into_iter().collect()
}

/// What mutations start from: every story, and some random experiments.
fn parents() -> Vec<String> {
    let mut parents = Vec::new();
    for lesson in catalog().iter() {
        parents.extend(stories(lesson).iter().map(Link::to_string));
        for number in 0..30 {
            let mut rng = chance(0xbad, number);
            let base = drawn(lesson, Rules::PerhapsBroken, &mut rng);
            let trace = lesson.run(&base);
            parents.push(disturbed(lesson, &base, &trace, 8, &mut rng).to_string());
        }
    }
    parents
}

/// Link number `number`: mostly a mutated one, now and then nothing but noise.
fn hostile(parents: &[String], number: u64) -> String {
    let mut rng = chance(0xbad1, number);
    let parent = pick(&mut rng, parents).clone();
    if number.is_multiple_of(16) {
        let noise =
            (0..below(&mut rng, 80)).map(|_| below(&mut rng, 256) as u8).collect::<Vec<_>>();
        return String::from_utf8_lossy(&noise).into_owned();
    }
    let (head, tail) = parent.split_once('?').unwrap_or((&parent, ""));
    match number % 8 {
        // The pattern's name suffers too, and mostly nothing is left to play.
        1 => mutate(&parent, &mut rng),
        // The list of interventions repeats itself beyond any bound.
        2 => format!("{parent}&do={}", mutate(tail, &mut rng).repeat(1 + number as usize % 40)),
        _ => format!("{head}?{}", mutate(tail, &mut rng)),
    }
}

/// Opens `text` as the page does; draws it now and then; returns how many events were run.
fn open(text: &str, number: u64) -> usize {
    let catalog = catalog();
    let link = Link::parse(text);
    assert_eq!(Link::parse(&link.to_string()), link, "nothing typed is lost: {text:?}");
    let Place::Lesson(session) = Place::open(&catalog, link) else { return 0 };
    assert_eq!(sound(&session.trace), Ok(()), "{text:?}");
    for complaint in session.complaints() {
        assert!(complaint.part.chars().count() <= 61 && !complaint.why.is_empty(), "{text:?}");
        assert!(complaint.why.chars().count() < 400, "{text:?}: {}", complaint.why);
    }
    if number.is_multiple_of(25) {
        let cursor = session.cursor;
        topology(&session.trace, cursor, &TopologyOptions::default());
        spacetime(&session.trace, cursor, &SpacetimeOptions::default());
        session.trace.stage().cards(cursor);
        session.share();
    }
    session.trace.records.len()
}

/// One part of the ten thousand.
fn shard(which: u64) {
    let (start, parents) = (Instant::now(), parents());
    let mut events = 0;
    for number in (0..LINKS).filter(|number| number % SHARDS == which) {
        let text = hostile(&parents, number);
        // A panic inside says the link through the test's output.
        println!("{number}: {text}");
        let one = Instant::now();
        events += open(&text, number);
        assert!(one.elapsed() < ONE, "{:?} for one link: {text}", one.elapsed());
    }
    assert!(events > 10_000, "only {events} events: hardly a link was played");
    assert!(events < EVENTS, "{events} events are too much work");
    assert!(start.elapsed() < TIME, "{:?} is too long", start.elapsed());
}

#[test]
fn hostile_links_do_no_harm_0() {
    shard(0);
}

#[test]
fn hostile_links_do_no_harm_1() {
    shard(1);
}

#[test]
fn hostile_links_do_no_harm_2() {
    shard(2);
}

#[test]
fn hostile_links_do_no_harm_3() {
    shard(3);
}

/// The session of `query` in every pattern, which must have been opened whatever was typed.
fn sessions(query: &str) -> Vec<Rc<Session>> {
    let catalog = catalog();
    let open = |name: &str| match Place::open(&catalog, Link::parse(&format!("{name}?{query}"))) {
        Place::Lesson(session) => session,
        Place::Home(..) => panic!("{name}?{query} led home"),
    };
    catalog.iter().map(|lesson| open(lesson.about().name)).collect()
}

/// Checks that `query` gets exactly these complaints, each by a part of it, in every pattern, and
/// that the rest is the run of `plays`.
#[track_caller]
fn check(query: &str, expected: &[&str], plays: &str) {
    let short: String = query.chars().take(60).collect();
    for (session, calm) in sessions(query).iter().zip(sessions(plays)) {
        let said: Vec<String> = session.complaints().map(ToString::to_string).collect();
        assert_eq!(said.len(), expected.len(), "{short}: {said:#?}");
        for part in expected {
            assert!(
                said.iter().any(|said| said.contains(part)),
                "{short}: no “{part}” in {said:#?}"
            );
        }
        assert_eq!(session.trace.digest(), calm.trace.digest(), "{short}: the rest plays");
    }
}

/// What every pattern must answer.
#[test]
fn what_cannot_be_used_is_said_and_the_rest_plays() {
    for (query, expected) in [
        ("", &[][..]),
        ("seed=abc", &["seed=abc: that is not a number; 1 is used"]),
        ("seed=-1", &["seed=-1: it must be between 0 and 9007199254740991; 1 is used"]),
        ("seed=99999999999999999999999", &["that is not a number"]),
        ("loss=51%", &["loss=51%: it must be between 0% and 50%; 0% is used"]),
        ("loss=%zz", &["that is not a number"]),
        ("dup=1.23%", &["that is not a number"]),
        ("nothing=1", &["nothing=1: this pattern has no such parameter"]),
        ("nothing", &["nothing: this pattern has no such parameter"]),
        ("do=1ms.crash.Nobody", &["there is no node called “Nobody”; there are"]),
        ("do=1ms.sing.A", &["nobody knows how to “sing”; this pattern knows"]),
        ("do=crash.A", &["it does not start with a time, as in 12ms.crash.A; it is left out"]),
        ("do=-1ms.crash.A", &["it does not start with a time"]),
        ("do=1.crash.A", &["it does not start with a time"]),
        ("do=86401s.heal", &["it does not start with a time"]),
        ("do=1ms", &["it does not start with a time"]),
        ("do=1ms.clock.Nobody.1s", &["a clock is set like"]),
        ("do=1ms.drop.x", &["a message is named like A-B.3"]),
        ("do=1ms.cut.x", &["a cut is written A,B-C"]),
        ("skip=0", &["skip=0: the script has lines 1 to"]),
        ("skip=99", &["the script has lines 1 to"]),
        ("at=x", &["at=x: that is not the number of an event; the start is shown"]),
        ("at=4294967296", &["at=4294967296"]),
        ("select=Nobody", &["there is no such node, event or message"]),
        ("seed=x&loss=y&do=z~1ms.crash.&at=w", &["seed=x", "loss=y", "z: ", "crash", "at=w"]),
    ] {
        check(query, expected, "");
    }
}

/// Numbers of the quorum pattern, which the issue names.
#[test]
fn quorums_that_cannot_be() {
    for (query, expected, plays) in [
        ("n=0", &["n=0: it must be between 1 and 9; 5 is used"][..], ""),
        ("n=10", &["n=10: it must be between 1 and 9; 5 is used"], ""),
        ("r=6", &["r=6: it must be between 1 and 5; 3 is used"], ""),
        ("n=3&r=4", &["r=4: it must be between 1 and 3; 2 is used"], "n=3"),
        ("n=1&r=2&w=0", &["r=2: here only 1 is possible", "w=0: here only 1"], "n=1"),
        ("r=abc", &["r=abc: that is not a number; 3 is used"], ""),
        ("r=2.5", &["that is not a number"], ""),
        ("handoff=maybe", &["it must be one of off, hints, sloppy; off is used"], ""),
        ("timeout=5", &["that is not a length of time, such as 50ms or 1.5s"], ""),
        ("anti_entropy=1us", &["it must be between 5ms and 60s; off is used"], ""),
        ("do=1ms.write.A", &["it does not say the allergy"], ""),
        ("do=1ms.write.Z.x", &["there is no node called “Z”; there are A, B, C, D, E"], ""),
        ("do=1ms.read.A.x", &["there is no node called “A.x”"], ""),
    ] {
        let (query, plays) = (Link::parse(&format!("quorum?{query}")), format!("quorum?{plays}"));
        let catalog = catalog();
        let lesson = catalog.get("quorum").expect("it is there");
        let (trace, calm) = (lesson.run(&query), lesson.run(&Link::parse(&plays)));
        let said: Vec<String> = trace.complaints.iter().map(ToString::to_string).collect();
        assert_eq!(said.len(), expected.len(), "{query}: {said:#?}");
        for (part, said) in expected.iter().zip(&said) {
            assert!(said.contains(part), "{query}: “{said}” does not say “{part}”");
        }
        assert_eq!(trace.digest(), calm.digest(), "{query}");
    }
}

/// Links that are far too long: what is beyond the bound is said once and left out.
#[test]
fn links_beyond_any_bound() {
    let start = Instant::now();
    let kilobytes = |piece: &str, count: usize| piece.repeat(count * 1_024 / piece.len() + 1);
    for session in sessions(&format!("seed={}", kilobytes("7", 100))) {
        assert_eq!(session.complaints().count(), 1);
    }
    for session in sessions(&format!("do={}", kilobytes("1ms.heal~", 100))) {
        let said: Vec<_> = session.trace.complaints.iter().map(ToString::to_string).collect();
        assert!(said.last().is_some_and(|said| said.contains("at most 1000 interventions")));
        assert!(
            session.trace.acts.iter().filter(|act| act.time.is_some()).count() <= ACTS_MAX + 100
        );
    }
    let million = "1ms.heal~".repeat(1_000_000);
    for session in sessions(&format!("do={million}")) {
        assert_eq!(session.complaints().count(), 1, "one complaint, not a million");
        assert_eq!(sound(&session.trace), Ok(()));
    }
    assert!(start.elapsed() < TIME, "{:?}", start.elapsed());
}

#[test]
fn home_is_shown_for_what_names_no_pattern() {
    for text in ["", "#", "#/", "/", "?", "#/?n=3", "   ", "#//"] {
        let place = Place::open(&catalog(), Link::parse(text));
        assert!(matches!(place, Place::Home(_, None)), "{text:?}");
    }
    for text in ["#/nowhere", "%00", "quorums", "Quorum", "quorum/x?n=3", "🦀"] {
        match Place::open(&catalog(), Link::parse(text)) {
            Place::Home(_, Some(complaint)) => assert!(complaint.why.contains("no pattern")),
            _ => panic!("{text:?} names no pattern"),
        }
    }
}
