//! What an inspector shows of a node: data, not markup.

use serde::Serialize;

/// What a thing means; decides border, colour and sign together.
#[derive(Copy, Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Tone {
    /// Nothing special.
    #[default]
    Plain,
    /// At work on something: a coordinator, a leader, a holder.
    Active,
    /// As it should be.
    Good,
    /// Stale, suspected, in doubt.
    Warn,
    /// Broken, crashed, lost.
    Bad,
}

/// Whether a crash would lose it.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Keep {
    /// On stable storage.
    Durable,
    /// In memory; a crash loses it.
    Volatile,
}

/// One line of a card.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Row {
    /// What it is. Unique in its card: a change is found by it.
    pub name: String,
    /// Its value as text.
    pub value: String,
    /// Whether a crash would lose it.
    pub keep: Keep,
    /// What it means.
    pub tone: Tone,
}

impl Row {
    /// A durable row.
    pub fn durable(name: &str, value: impl ToString) -> Row {
        let (name, value) = (name.to_string(), value.to_string());
        Row { name, value, keep: Keep::Durable, tone: Tone::Plain }
    }

    /// A volatile row.
    pub fn volatile(name: &str, value: impl ToString) -> Row {
        Row { keep: Keep::Volatile, ..Row::durable(name, value) }
    }

    /// The same row with another tone.
    pub fn tone(self, tone: Tone) -> Row {
        Row { tone, ..self }
    }
}

/// A node at a moment.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Card {
    /// A few characters for stage and diagram: a version, a term. Filled in from
    /// [`Lesson::badge`](super::Lesson::badge).
    pub badge: String,
    /// What the badge means.
    pub badge_tone: Tone,
    /// One short line for the stage.
    pub line: String,
    /// What the node as a whole means now.
    pub tone: Tone,
    /// Everything else.
    pub rows: Vec<Row>,
}

/// The names of the rows in `after` that are not as they were in `before`.
pub fn changed<'c>(before: &Card, after: &'c Card) -> Vec<&'c str> {
    let was = |row: &Row| before.rows.iter().any(|old| old.name == row.name && *old == *row);
    after.rows.iter().filter(|row| !was(row)).map(|row| row.name.as_str()).collect()
}
