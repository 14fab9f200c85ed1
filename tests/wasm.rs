//! In a browser: the same links give the same runs, to the last letter, as natively.
//!
//! The links and digests are those of `tests/golden/*/digests.txt`, which `tests/golden.rs` asserts
//! natively. So one file a pattern ties native code, this browser and every other together.
#![cfg(target_arch = "wasm32")]

use patternscope::lesson::Link;
use patternscope::lesson::digest::{Reproduced, compare, digest};
use patternscope::patterns::catalog;
use patternscope::session::{Action, Place};
use patternscope::view::{SpacetimeOptions, TopologyOptions, spacetime, topology};
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

/// One file a pattern.
const DIGESTS: [&str; 6] = [
    include_str!("golden/vector-clock/digests.txt"),
    include_str!("golden/two-phase-commit/digests.txt"),
    include_str!("golden/quorum/digests.txt"),
    include_str!("golden/failure-detector/digests.txt"),
    include_str!("golden/version-vector/digests.txt"),
    include_str!("golden/lease/digests.txt"),
];

/// Every line as (short digest, whole digest, link).
fn pinned() -> impl Iterator<Item = (&'static str, &'static str, Link)> {
    DIGESTS.iter().flat_map(|file| file.lines()).map(|line| {
        let mut parts = line.splitn(3, ' ');
        let mut part = || parts.next().expect("three parts");
        (part(), part(), Link::parse(part()))
    })
}

#[wasm_bindgen_test]
fn every_pinned_link_has_its_native_digest() {
    let catalog = catalog();
    let mut wrong = Vec::new();
    let mut count = 0;
    for (short, whole, link) in pinned() {
        let trace = catalog.get(&link.pattern).expect("a pattern of the catalog").run(&link);
        let found = (digest(&trace), format!("{:016x}", trace.digest()));
        if (found.0.as_str(), found.1.as_str()) != (short, whole) {
            let part = compare(short, &trace);
            wrong.push(format!("{link}: {found:?}, not {short} {whole}; {part:?}"));
        }
        count += 1;
    }
    for lesson in catalog.iter() {
        let name = lesson.about().name;
        let count = pinned().filter(|(.., link)| link.pattern == name).count();
        assert!(count >= 20, "only {count} links of {name}");
    }
    assert!(wrong.is_empty(), "{} of {count} differ:\n{}", wrong.len(), wrong.join("\n"));
}

/// Natively `failure_detector/tests.rs` says the same.
#[wasm_bindgen_test]
fn phi_has_the_same_bits() {
    assert_eq!(patternscope::patterns::failure_detector::phi::fingerprint(), 0xa4939bea061c9d11);
}

#[wasm_bindgen_test]
fn a_session_opens_steps_intervenes_and_is_drawn() {
    let catalog = catalog();
    for lesson in catalog.iter() {
        let Place::Lesson(session) = Place::open(&catalog, Link::of(lesson.about().name)) else {
            panic!("{} does not open", lesson.about().name);
        };
        let last = session.trace.last();
        let node = session.trace.cast[0].code.clone();
        let moved = session.update(&catalog, Action::Step(3));
        assert_eq!(moved.cursor, 3.min(last));
        let crashed = moved.update(&catalog, Action::AddAct(format!("crash.{node}")));
        assert_eq!(crashed.link.acts.len(), 1);
        for cursor in 0..=crashed.trace.last() {
            let stage = topology(&crashed.trace, cursor, &TopologyOptions::default());
            let diagram = spacetime(&crashed.trace, cursor, &SpacetimeOptions::default());
            assert!(stage.elements() > 0 && diagram.elements() > 0);
        }
        let shared = Place::open(&catalog, Link::parse(&crashed.share().to_string()));
        let Place::Lesson(shared) = shared else { panic!("a shared link opens") };
        assert_eq!(shared.shared, Some(Reproduced::Yes));
    }
}

#[wasm_bindgen_test]
fn a_link_that_cannot_be_used_is_complained_about_and_still_plays() {
    let catalog = catalog();
    for lesson in catalog.iter() {
        let name = lesson.about().name;
        let text = format!("#/{name}?seed=abc&nothing=1&do=1ms.crash.nobody~xyz&at=99999999");
        let Place::Lesson(session) = Place::open(&catalog, Link::parse(&text)) else {
            panic!("{name} does not open");
        };
        assert_eq!(session.complaints().count(), 5);
        assert_eq!(session.cursor, session.trace.last());
    }
    assert!(matches!(Place::open(&catalog, Link::parse("#/nowhere")), Place::Home(_, Some(_))));
}
