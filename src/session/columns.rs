//! Two rows of counts, cell by cell: which is behind, or neither.
//!
//! ```text
//!             S1  S2
//! Server 1     1   0        [1, 0] is behind [1, 1]: every entry ≤, one <
//!              =   <
//! Server 2     1   1        [1, 0] and [0, 1]: neither is ahead, they are concurrent
//! ```

use super::Session;
use crate::lesson::Cell;
use crate::sim::time::NodeId;
use std::cmp::Ordering;

/// One entry of both rows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// Whose entry it is.
    pub label: String,
    /// What the first row says.
    pub first: u64,
    /// What the second row says.
    pub second: u64,
}

impl Column {
    /// `<`, `=` or `>`: the first to the second.
    pub fn sign(&self) -> &'static str {
        match self.first.cmp(&self.second) {
            Ordering::Less => "<",
            Ordering::Equal => "=",
            Ordering::Greater => ">",
        }
    }
}

/// How the first row stands to the second as a whole; `None` when neither is ahead.
pub fn order(columns: &[Column]) -> Option<Ordering> {
    let behind = columns.iter().any(|column| column.first < column.second);
    let ahead = columns.iter().any(|column| column.first > column.second);
    match (behind, ahead) {
        (false, false) => Some(Ordering::Equal),
        (true, false) => Some(Ordering::Less),
        (false, true) => Some(Ordering::Greater),
        (true, true) => None,
    }
}

/// The same by the entries: "every entry ≤, one <".
pub fn by_entries(columns: &[Column]) -> String {
    let count = |order: Ordering| {
        columns.iter().filter(|column| column.first.cmp(&column.second) == order).count()
    };
    let strictly = |many: usize| match many {
        1 => "one".to_string(),
        many => many.to_string(),
    };
    match order(columns) {
        Some(Ordering::Equal) => "every entry =".to_string(),
        Some(Ordering::Less) => format!("every entry ≤, {} <", strictly(count(Ordering::Less))),
        Some(Ordering::Greater) => {
            format!("every entry ≥, {} >", strictly(count(Ordering::Greater)))
        }
        None => "one entry is <, another >; neither is ahead".to_string(),
    }
}

/// Two nodes' rows of cells, cell by cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pair {
    /// The two nodes.
    pub nodes: (NodeId, NodeId),
    /// Every entry of the two; what one does not have is 0.
    pub columns: Vec<Column>,
    /// What follows, as a sentence.
    pub words: String,
}

impl Session {
    /// Who can be compared with `node` now: whose cells count the same things.
    pub fn comparable(&self, node: NodeId) -> Vec<NodeId> {
        let cards = self.trace.stage().glances(self.cursor);
        let kind = |node: NodeId| self.trace.cast[node.index()].kind;
        let mine = counts(&cards[node.index()].cells);
        if mine.is_none() {
            return Vec::new();
        }
        let others = (0..).map(NodeId).take(cards.len()).filter(|other| *other != node);
        let alike = |other: &NodeId| {
            let (Some(mine), Some(others)) = (&mine, counts(&cards[other.index()].cells)) else {
                return false;
            };
            // [S1 1] and [S2 1] count the same things, if nodes of one kind keep them.
            let shared = mine.iter().any(|(label, _)| others.iter().any(|(it, _)| it == label));
            shared || kind(node) == kind(*other)
        };
        others.filter(alike).collect()
    }

    /// `node` beside the one it is compared with, or beside the one that is pointed at.
    pub fn pair(&self, node: NodeId) -> Option<Pair> {
        let other = self.other(node)?;
        let cards = self.trace.stage().glances(self.cursor);
        let (first, second) =
            (counts(&cards[node.index()].cells)?, counts(&cards[other.index()].cells)?);
        let columns = columns(&first, &second);
        let (a, b) = (self.trace.name(node), self.trace.name(other));
        let entries = by_entries(&columns);
        let words = match order(&columns) {
            Some(Ordering::Equal) => format!("{entries}: {a} and {b} say the same."),
            Some(Ordering::Less) => format!("{entries}: {a} is behind {b}."),
            Some(Ordering::Greater) => format!("{entries}: {a} is ahead of {b}."),
            None => format!("{entries}: what {a} and {b} say is concurrent."),
        };
        Some(Pair { nodes: (node, other), columns, words: capital(&words) })
    }

    fn other(&self, node: NodeId) -> Option<NodeId> {
        use crate::view::Target;
        let pointed = match self.hovered {
            Some(Target::Node(other)) if self.selected == Some(Target::Node(node)) => Some(other),
            _ => None,
        };
        let chosen = self.beside.filter(|_| self.selected == Some(Target::Node(node)));
        let other = chosen.or(pointed)?;
        self.comparable(node).contains(&other).then_some(other)
    }
}

/// The counts of a row of cells; `None` when there are none or one is no whole number.
fn counts(cells: &[Cell]) -> Option<Vec<(&str, u64)>> {
    let count = |cell: &'_ Cell| cell.value.parse().ok();
    let all = cells.iter().map(|cell| Some((cell.label.as_str(), count(cell)?)));
    all.collect::<Option<Vec<_>>>().filter(|all| !all.is_empty())
}

/// Every label of either row, those of the first row first.
fn columns(first: &[(&str, u64)], second: &[(&str, u64)]) -> Vec<Column> {
    let of = |row: &[(&str, u64)], label: &str| {
        row.iter().find(|(it, _)| *it == label).map_or(0, |(_, count)| *count)
    };
    let only_second = second.iter().filter(|(label, _)| first.iter().all(|(it, _)| it != label));
    let labels = first.iter().chain(only_second).map(|(label, _)| *label);
    let column = |label: &str| Column {
        label: label.to_string(),
        first: of(first, label),
        second: of(second, label),
    };
    labels.map(column).collect()
}

/// The same with a capital in front.
pub(super) fn capital(words: &str) -> String {
    let mut rest = words.chars();
    let first = rest.next().map(|c| c.to_uppercase().to_string()).unwrap_or_default();
    first + rest.as_str()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_compared_entry_by_entry() {
        for (first, second, expected) in [
            (&[("S1", 1), ("S2", 0)][..], &[("S1", 0), ("S2", 1)][..], "one entry is <, another >"),
            (&[("S1", 1), ("S2", 0)], &[("S1", 1), ("S2", 1)], "every entry ≤, one <"),
            (&[("S1", 2), ("S2", 2)], &[("S1", 1), ("S2", 1)], "every entry ≥, 2 >"),
            (&[("S1", 1)], &[("S2", 1)], "one entry is <, another >"),
            (&[("S1", 1)], &[("S1", 1), ("S2", 0)], "every entry ="),
            (&[("S1", 1)], &[("S2", 4), ("S1", 1)], "every entry ≤, one <"),
        ] {
            let columns = columns(first, second);
            assert!(by_entries(&columns).starts_with(expected), "{first:?} {second:?}");
            let signs: String = columns.iter().map(Column::sign).collect();
            assert_eq!(signs.contains('<') && signs.contains('>'), order(&columns).is_none());
        }
    }

    #[test]
    fn only_whole_numbers_are_counts() {
        assert_eq!(counts(&[]), None);
        assert_eq!(counts(&[Cell::new("1", "3"), Cell::new("2", "x=4")]), None);
        assert_eq!(counts(&[Cell::new("a", 3)]), Some(vec![("a", 3)]));
    }
}
