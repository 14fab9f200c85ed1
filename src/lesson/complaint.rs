//! What is told to a person whose link asks for something that cannot be.

use serde::Serialize;
use std::fmt;

/// A part of a link that could not be used, and what was done instead.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Complaint {
    /// The part as it was typed, shortened when it is very long.
    pub part: String,
    /// A sentence: what is wrong, and what is used instead.
    pub why: String,
}

const LONGEST: usize = 60;

impl Complaint {
    /// A complaint about `part`.
    pub fn new(part: &str, why: &str) -> Complaint {
        let mut short: String = part.chars().take(LONGEST).collect();
        if short.len() < part.len() {
            short.push('…');
        }
        Complaint { part: short, why: why.to_string() }
    }
}

impl fmt::Display for Complaint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.part, self.why)
    }
}
