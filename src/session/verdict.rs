//! How a guarantee stands at the event that is looked at. The end of the run is not told early.

use super::Session;
use crate::lesson::trace::{Standing, Verdict};

/// The sign beside a guarantee.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum Sign {
    /// It holds, or what was to be reached is reached.
    Holds,
    /// It is broken.
    Broken,
    /// Nothing can be said yet.
    Open,
}

/// How a guarantee stands now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Now {
    /// Its sign.
    pub sign: Sign,
    /// In a few words.
    pub words: String,
    /// The event at which it was broken or reached.
    pub event: Option<u32>,
}

impl Session {
    /// How `verdict` stands at the cursor.
    pub fn stands(&self, verdict: &Verdict) -> Now {
        let over = self.cursor == self.trace.last();
        let reached = |event: u32| event <= self.cursor;
        let (sign, words, event) = match (&verdict.standing, verdict.when) {
            (Standing::Broken(event, why), _) if reached(*event) => {
                (Sign::Broken, why.clone(), Some(*event))
            }
            (Standing::Reached(event), _) if reached(*event) => {
                (Sign::Holds, "Reached".to_string(), Some(*event))
            }
            // One run need not reach it; only a promise that it always does could be broken.
            (Standing::NeverReached, _) if over => (Sign::Open, "Not in this run".into(), None),
            (_, "sometimes") => (Sign::Open, "Not reached yet".into(), None),
            (Standing::Unjudged(why), _) if over => {
                (Sign::Open, format!("Nobody can say: {why}"), None)
            }
            (Standing::Held, "finally") if over => (Sign::Holds, "Holds at the end".into(), None),
            (_, "finally") => (Sign::Open, "Judged at the end".into(), None),
            (Standing::Unjudged(_), _) => (Sign::Open, "Not broken so far".into(), None),
            _ if over => (Sign::Holds, "Held at every event".into(), None),
            _ => (Sign::Holds, "Holds so far".into(), None),
        };
        Now { sign, words, event }
    }
}
