//! The words of a parameter as an enum: one declaration for links, forms, handlers and tests.
//!
//! ```
//! use patternscope::lesson::{Choice, choice};
//!
//! choice! {
//!     /// What becomes of writes for clinics that do not answer.
//!     pub enum Handoff {
//!         Off = "off", "they are lost to them until repaired";
//!         Hints = "hints", "the coordinator keeps hints, which count for nothing";
//!     }
//! }
//! assert_eq!(Handoff::Hints.word(), "hints");
//! assert_eq!(Handoff::read("off"), Some(Handoff::Off));
//! assert_eq!(Handoff::read("of"), None);
//! ```

/// An enum whose variants are the words of a parameter; declare it with [`choice!`].
pub trait Choice: Copy + PartialEq + 'static {
    /// Every variant, in the order of the form.
    const ALL: &'static [Self];
    /// The word of each in links, and what it means.
    const WORDS: &'static [(&'static str, &'static str)];

    /// Its word in links.
    fn word(self) -> &'static str {
        let at = Self::ALL.iter().position(|one| *one == self).expect("ALL has every variant");
        Self::WORDS[at].0
    }

    /// The variant of this word.
    fn read(word: &str) -> Option<Self> {
        let at = Self::WORDS.iter().position(|(one, _)| *one == word)?;
        Some(Self::ALL[at])
    }
}

/// Declares an enum whose variants are the words of a parameter:
/// `Variant = "word", "what it means";`.
#[macro_export]
macro_rules! choice {
    ($(#[$about:meta])* $seen:vis enum $name:ident {
        $($variant:ident = $word:literal, $means:literal;)+
    }) => {
        $(#[$about])*
        #[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        $seen enum $name {
            $(#[doc = concat!("`", $word, "`: ", $means, ".")] $variant,)+
        }

        impl $crate::lesson::Choice for $name {
            const ALL: &'static [Self] = &[$($name::$variant),+];
            const WORDS: &'static [(&'static str, &'static str)] = &[$(($word, $means)),+];
        }
    };
}

pub use choice;

choice! {
    /// The words of a switch.
    pub enum Switch {
        On = "on", "on";
        Off = "off", "off";
    }
}
