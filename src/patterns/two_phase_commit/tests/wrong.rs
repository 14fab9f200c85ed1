//! Every mistake breaks a promised property, and only because its rule is missing.

use super::{preset, run};
use crate::lesson::Shows::Mistake;
use crate::patterns::testing::{breaks, keeps_its_promises, promised};
use crate::patterns::two_phase_commit::presets;
use crate::patterns::two_phase_commit::properties::{AC1, AC3, LOCKED, LOGGED, MONEY, OVERDRAFT};

#[test]
fn every_mistake_breaks_a_promised_property() {
    for (title, broken) in [
        ("Mistake: votes before", &[LOGGED, MONEY][..]),
        ("Mistake: decides alone", &[AC1, AC3, MONEY]),
        ("Mistake: sends COMMIT", &[AC1, AC3, MONEY]),
        ("Mistake: forgets", &[LOCKED, MONEY]),
        ("Mistake: validates", &[OVERDRAFT]),
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
    use crate::lesson::Choice;
    use crate::patterns::two_phase_commit::params::Mistake as Left;
    for mistake in Left::ALL.iter().filter(|mistake| **mistake != Left::None) {
        let word = format!("mistake={}", mistake.word());
        assert!(presets::ALL.iter().any(|preset| preset.link.contains(&word)), "{word}");
    }
}
