//! Every mistake breaks a promised property, and only because its rule is missing.

use super::{preset, run};
use crate::lesson::Choice;
use crate::lesson::Shows::Mistake;
use crate::patterns::lease::params::Mistake as Left;
use crate::patterns::lease::presets;
use crate::patterns::lease::properties::{COVERED, FRESH, HIGHEST, ONE, ORDER, TOKENS};
use crate::patterns::testing::{breaks, keeps_its_promises, promised};

#[test]
fn every_mistake_breaks_a_promised_property() {
    for (title, broken) in [
        ("Mistake: counts from the answer", &[ONE, COVERED][..]),
        ("Mistake: compares two clocks", &[ONE, COVERED]),
        ("Mistake: forgets its table", &[ONE, COVERED]),
        ("Mistake: renews what", &[ONE, COVERED]),
        ("Mistake: the store", &[ORDER, HIGHEST, FRESH]),
        ("Mistake: every grant", &[TOKENS, FRESH]),
    ] {
        let trace = preset(Mistake, title);
        for property in broken {
            breaks(&trace, property);
            assert_eq!(promised(&trace, property), Ok(()), "{title}");
        }
        let link = presets::ALL.iter().find(|p| p.title.starts_with(title)).expect("named").link;
        let word = link.split('&').find(|part| part.starts_with("mistake=")).expect("a mistake");
        keeps_its_promises(&run(&link.replace(word, "mistake=none")));
    }
}

#[test]
fn there_is_a_what_if_for_every_mistake() {
    for mistake in Left::ALL.iter().filter(|mistake| **mistake != Left::None) {
        let word = format!("mistake={}", mistake.word());
        assert!(presets::ALL.iter().any(|preset| preset.link.contains(&word)), "{word}");
    }
}
