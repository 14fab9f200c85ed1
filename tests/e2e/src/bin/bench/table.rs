//! One table: every figure with its spread over several runs, its aim, and whether that is met.

use std::fmt::Write;

pub struct Row {
    what: String,
    unit: &'static str,
    samples: Vec<f64>,
    aim: Option<f64>,
}

impl Row {
    pub fn new(what: &str, unit: &'static str, samples: Vec<f64>) -> Self {
        Self { what: what.to_owned(), unit, samples, aim: None }
    }

    /// The median should be at most this. On a busy machine the best run may tell more, so the
    /// table says when that one alone met it.
    pub fn aim(self, most: f64) -> Self {
        Self { aim: Some(most), ..self }
    }
}

pub fn table(rows: &[Row]) -> String {
    let width = rows.iter().map(|row| row.what.chars().count()).max().unwrap_or(0);
    let mut text = format!(
        "{:width$}  {:8}{:>11}{:>11}{:>11}{:>12}  {}\n",
        "", "", "min", "median", "max", "aim", "met"
    );
    for Row { what, unit, samples, aim } in rows {
        let [min, median, max] = spread(samples);
        let mut line = format!(
            "{what:width$}  {unit:8}{:>11}{:>11}{:>11}",
            number(min),
            number(median),
            number(max)
        );
        if let Some(aim) = aim {
            let met = match aim {
                aim if median <= *aim => "yes",
                aim if min <= *aim => "at best",
                _ => "NO",
            };
            let share = median * 100.0 / aim;
            let _ =
                write!(line, "{:>12}  {met}, {share:.0} % of it", format!("≤ {}", number(*aim)));
        }
        let _ = writeln!(text, "{line}");
    }
    text
}

fn spread(samples: &[f64]) -> [f64; 3] {
    let mut sorted = samples.to_vec();
    sorted.sort_by(f64::total_cmp);
    let at = |index: usize| sorted.get(index).copied().unwrap_or(f64::NAN);
    [at(0), at(sorted.len() / 2), at(sorted.len().saturating_sub(1))]
}

/// Three digits or more: 0.123, 1.23, 12.3, 123, 12,345.
fn number(value: f64) -> String {
    match value {
        _ if value < 1.0 && value != 0.0 => format!("{value:.3}"),
        _ if value.fract() == 0.0 || value >= 100.0 => grouped(value.round() as u64),
        _ if value < 10.0 => format!("{value:.2}"),
        _ => format!("{value:.1}"),
    }
}

fn grouped(value: u64) -> String {
    match value {
        0..1_000 => value.to_string(),
        _ => format!("{},{:03}", grouped(value / 1_000), value % 1_000),
    }
}

#[cfg(test)]
mod tests {
    use super::{Row, number, spread, table};

    #[test]
    fn numbers_have_three_digits_or_more() {
        let cases = [(0.0, "0"), (0.1234, "0.123"), (4.0, "4"), (4.567, "4.57"), (45.67, "45.7")];
        let large = [(456.7, "457"), (4_567.8, "4,568"), (1_000_000.0, "1,000,000")];
        for (value, text) in cases.into_iter().chain(large) {
            assert_eq!(number(value), text);
        }
    }

    #[test]
    fn an_aim_is_met_by_the_median() {
        assert_eq!(spread(&[3.0, 1.0, 9.0]), [1.0, 3.0, 9.0]);
        let row = |aim| Row::new("a", "ms", vec![3.0, 1.0, 9.0]).aim(aim);
        assert!(table(&[row(4.0)]).contains("yes, 75 % of it"));
        assert!(table(&[row(2.0)]).contains("at best, 150 % of it"));
        assert!(table(&[row(0.5)]).contains("NO, 600 % of it"));
    }
}
