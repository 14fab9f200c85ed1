//! The comparison as text: what the native command prints.

use super::{Cell, Line, Variants};
use std::fmt;

/// The widest that the name of a line may be before it has a row of its own.
const LABEL: usize = 32;

/// A table: a column for each value, a star at the experiment as it is.
impl fmt::Display for Variants {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (lines, all) = (self.lines(), &self.all);
        let heads: Vec<String> = all
            .iter()
            .map(|one| if one.here { format!("{}*", one.value) } else { one.value.clone() })
            .collect();
        let differing: Vec<&Line> = lines.iter().filter(|line| line.differs).collect();
        let widest = |at: usize| {
            let cells = differing.iter().map(|line| text(line.cells[at].as_ref()));
            cells.map(|text| width(&text)).fold(width(&heads[at]), usize::max)
        };
        let widths: Vec<usize> = (0..all.len()).map(widest).collect();
        let row = |f: &mut fmt::Formatter<'_>, label: &str, cells: &[String]| {
            if width(label) > LABEL {
                writeln!(f, "{label}")?;
            }
            let label = if width(label) > LABEL { "" } else { label };
            write!(f, "{label:<LABEL$}")?;
            for (cell, wide) in cells.iter().zip(&widths) {
                write!(f, "  {cell:>wide$}")?;
            }
            writeln!(f)
        };
        writeln!(f, "{}\n\nSame luck, other choices of {} (* this one)\n", self.link, self.name)?;
        row(f, self.label, &heads)?;
        for line in differing {
            let cells: Vec<String> = line.cells.iter().map(|cell| text(cell.as_ref())).collect();
            row(f, &line.label, &cells)?;
        }
        writeln!(f, "\nThe same under all of them")?;
        for line in lines.iter().filter(|line| !line.differs) {
            writeln!(f, "  {}: {}", line.label, text(line.cells.first().and_then(Option::as_ref)))?;
        }
        for variant in all {
            let remarks = self.remarks(variant).join("; ");
            let remarks = if remarks.is_empty() { remarks } else { format!("\n  {remarks}") };
            writeln!(f, "\n{}: {}{remarks}", variant.value, variant.link)?;
        }
        Ok(())
    }
}

fn text(cell: Option<&Cell>) -> String {
    let Some(cell) = cell else { return "–".to_string() };
    let at = cell.event.filter(|_| cell.text.starts_with("broken"));
    at.map_or_else(|| cell.text.clone(), |event| format!("{} at {event}", cell.text))
}

fn width(text: &str) -> usize {
    text.chars().count()
}
