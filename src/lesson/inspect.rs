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

/// Something that lasts at a node while its state says so: "in doubt: t1", "holds the lease".
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Lasting {
    /// A few words; what begins again later has the same ones.
    pub words: String,
    /// What it means.
    pub tone: Tone,
}

/// One cell of a row of cells: an entry of a clock, a record of a log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Cell {
    /// Whose or which it is: "S1", "3". Unique in its row: a change is found by it.
    pub label: String,
    /// A few characters.
    pub value: String,
    /// A sentence for who points at it; may be empty.
    pub about: String,
    /// Whether a crash would lose it.
    pub keep: Keep,
    /// What it means.
    pub tone: Tone,
}

impl Cell {
    /// A cell in memory, with nothing special about it.
    pub fn new(label: impl ToString, value: impl ToString) -> Cell {
        let (label, value) = (label.to_string(), value.to_string());
        Cell { label, value, about: String::new(), keep: Keep::Volatile, tone: Tone::Plain }
    }
}

/// One line of a card.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Row {
    /// What it is. Unique in its card: a change is found by it.
    pub name: String,
    /// Its value as text; of a row of cells, what they say together.
    pub value: String,
    /// Its value as cells, when it is a row of them.
    pub cells: Vec<Cell>,
    /// Whether a crash would lose it.
    pub keep: Keep,
    /// What it means.
    pub tone: Tone,
}

impl Row {
    /// A durable row.
    pub fn durable(name: &str, value: impl ToString) -> Row {
        let (name, value) = (name.to_string(), value.to_string());
        Row { name, value, cells: Vec::new(), keep: Keep::Durable, tone: Tone::Plain }
    }

    /// A volatile row.
    pub fn volatile(name: &str, value: impl ToString) -> Row {
        Row { keep: Keep::Volatile, ..Row::durable(name, value) }
    }

    /// The same row, shown as `cells`.
    pub fn cells(self, cells: Vec<Cell>) -> Row {
        Row { cells, ..self }
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
    /// A row of cells for the stage, such as a clock.
    pub cells: Vec<Cell>,
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
