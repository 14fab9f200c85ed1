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
    /// What stands side by side meanwhile, in a few words each, drawn as a fork of the lane;
    /// empty, and it is drawn as a bar.
    pub strands: Vec<String>,
}

impl Lasting {
    /// Something that is drawn as a bar.
    pub fn new(words: impl ToString, tone: Tone) -> Lasting {
        Lasting { words: words.to_string(), tone, strands: Vec::new() }
    }
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

/// A clock as a row of cells, an entry each; the own one is marked. `about` is a sentence on an
/// entry.
pub fn clock_cells<K: Copy + PartialEq>(
    entries: impl IntoIterator<Item = (K, u64)>,
    own: K,
    keep: Keep,
    label: impl Fn(K) -> String,
    about: impl Fn(K, u64) -> String,
) -> Vec<Cell> {
    let cell = |(whose, count): (K, u64)| {
        let tone = if whose == own { Tone::Active } else { Tone::Plain };
        let about = about(whose, count);
        Cell { about, keep, tone, ..Cell::new(label(whose), count) }
    };
    entries.into_iter().map(cell).collect()
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

/// A cell now and what it was before. Never both missing.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub struct Beside<'c> {
    /// What it was; `None` when it was not there.
    pub was: Option<&'c Cell>,
    /// What it is; `None` when it is gone.
    pub is: Option<&'c Cell>,
}

impl<'c> Beside<'c> {
    /// The label of the two.
    pub fn label(&self) -> &'c str {
        self.is.or(self.was).map_or("", |cell| &cell.label)
    }

    /// Whether it is not as it was.
    pub fn changed(&self) -> bool {
        self.was != self.is
    }
}

/// Every cell of `after` beside the one of its label in `before`; then what is gone.
pub fn beside<'c>(before: &'c [Cell], after: &'c [Cell]) -> Vec<Beside<'c>> {
    // A cell is nearly always where it was, so that long rows are not searched for each.
    let find = |cells: &'c [Cell], at: usize, label: &str| {
        let same = |cell: &&Cell| cell.label == label;
        cells.get(at).filter(same).or_else(|| cells.iter().find(same))
    };
    let now = after.iter().enumerate();
    let now = now.map(|(at, cell)| Beside { was: find(before, at, &cell.label), is: Some(cell) });
    let gone = before.iter().enumerate();
    let gone = gone.filter(|(at, cell)| find(after, *at, &cell.label).is_none());
    now.chain(gone.map(|(_, cell)| Beside { was: Some(cell), is: None })).collect()
}

/// The names of the rows in `after` that are not as they were in `before`.
pub fn changed<'c>(before: &Card, after: &'c Card) -> Vec<&'c str> {
    let was = |row: &Row| before.rows.iter().any(|old| old.name == row.name && *old == *row);
    after.rows.iter().filter(|row| !was(row)).map(|row| row.name.as_str()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_found_again_by_their_label() {
        let row = |cells: &[(&str, &str)]| -> Vec<Cell> {
            cells.iter().map(|(label, value)| Cell::new(label, value)).collect()
        };
        let told = |before: &[(&str, &str)], after: &[(&str, &str)]| -> Vec<String> {
            let (before, after) = (row(before), row(after));
            let value = |cell: Option<&Cell>| cell.map_or("-".to_string(), |it| it.value.clone());
            let all = beside(&before, &after);
            let changed = all.iter().filter(|one| one.changed());
            changed.map(|one| format!("{}>{}", value(one.was), value(one.is))).collect()
        };
        assert_eq!(told(&[("S1", "1"), ("S2", "0")], &[("S1", "1"), ("S2", "3")]), ["0>3"]);
        assert_eq!(told(&[("1", "x"), ("2", "y")], &[("2", "y"), ("3", "z")]), ["->z", "x>-"]);
        assert_eq!(told(&[], &[("S1", "1")]), ["->1"]);
        assert_eq!(told(&[("S1", "1")], &[("S1", "1")]), [""; 0]);
    }
}
