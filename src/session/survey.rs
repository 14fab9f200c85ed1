//! One link, many seeds: what is measured, beside what theory expects.
//!
//! A survey is run in slices, so that the page stays quick; every row is one value of a parameter
//! that is varied, or the link as it is.

use crate::lesson::trace::Standing;
use crate::lesson::{AnyLesson, Catalog, Kind, Link, Params, Theory, Values};
use crate::sim::sorted::SortedMap;
use crate::sim::sorted::sort_by;

/// The most runs a row may have.
pub const RUNS_MAX: u32 = 10_000;
/// The most rows, that is, values of the varied parameter.
const ROWS_MAX: i64 = 9;

/// Many runs of a link.
#[derive(Clone, Debug, PartialEq)]
pub struct Survey {
    /// The experiment.
    pub link: Link,
    /// The parameter that is varied.
    pub vary: Option<String>,
    /// Runs asked for, for each row.
    pub runs: u32,
    /// What was measured.
    pub rows: Vec<SurveyRow>,
}

/// The runs for one value of the varied parameter.
#[derive(Clone, Debug, PartialEq)]
pub struct SurveyRow {
    /// The value, as text; empty when nothing is varied.
    pub value: String,
    /// Runs made so far.
    pub done: u32,
    /// Every figure measured, by metric, in order of seeds.
    pub samples: SortedMap<&'static str, Vec<f64>>,
    /// How often a property was found broken, and the first seed with which it was.
    pub broken: SortedMap<&'static str, (u32, u32)>,
    /// What theory expects.
    pub theory: Vec<Theory>,
    link: Link,
}

/// A sample in short.
#[derive(Copy, Clone, Debug, PartialEq)]
pub struct Summary {
    /// How many runs had the metric.
    pub count: u32,
    /// Their mean.
    pub mean: f64,
    /// Half the width of the 95 % confidence interval of the mean.
    pub margin: f64,
    /// The median.
    pub median: f64,
    /// The 99.9th percentile; of fewer than a thousand runs, the largest.
    pub tail: f64,
}

impl Survey {
    /// A survey of `link` with seeds 1 to `runs`, for every value of `vary`. `None` when there is
    /// no such pattern.
    pub fn new(catalog: &Catalog, link: &Link, vary: Option<&str>, runs: u32) -> Option<Survey> {
        let lesson = catalog.get(&link.pattern)?;
        let params = lesson.params();
        let (values, _) = params.resolve(&link.params);
        let texts = vary.and_then(|name| spread(&params, &values, name));
        let vary = texts.is_some().then(|| vary.unwrap_or_default().to_string());
        let row = |value: String| {
            let link = match &vary {
                Some(name) => link.experiment().with_param(name, Some(&value)),
                None => link.experiment(),
            };
            let (values, _) = params.resolve(&link.params);
            let theory = lesson.theory(&values);
            let (samples, broken) = (SortedMap::new(), SortedMap::new());
            SurveyRow { value, done: 0, samples, broken, theory, link }
        };
        let rows = texts.unwrap_or_else(|| vec![String::new()]).into_iter().map(row).collect();
        Some(Survey { link: link.clone(), vary, runs: runs.clamp(1, RUNS_MAX), rows })
    }

    /// The link under which `measure` measures the pattern and not the script of its story: the
    /// same parameters, and nothing done by script or by hand. `None` when there is nothing to
    /// measure so, or the link is like that already.
    pub fn bare(link: &Link, measure: &str) -> Option<Link> {
        let asked = Link::parse(&format!("{}?{measure}", link.pattern)).params;
        let set = |link: Link, (name, value): &(String, String)| link.with_param(name, Some(value));
        let bare = asked.iter().fold(link.experiment(), set);
        (bare.params != link.params).then(|| Link { acts: Vec::new(), skips: Vec::new(), ..bare })
    }

    /// Makes one more run; false when all have been made. Rows take turns, so that an early look
    /// shows all of them.
    pub fn advance(&mut self, catalog: &Catalog) -> bool {
        let Some(lesson) = catalog.get(&self.link.pattern) else { return false };
        let Some(row) = self.rows.iter_mut().min_by_key(|row| row.done) else { return false };
        if row.done >= self.runs {
            return false;
        }
        row.run(lesson);
        true
    }

    /// The share of runs made, from 0 to 1.
    pub fn progress(&self) -> f64 {
        let done: u32 = self.rows.iter().map(|row| row.done).sum();
        f64::from(done) / (f64::from(self.runs) * self.rows.len().max(1) as f64)
    }

    /// Parameters that can be varied.
    pub fn varying(params: &Params) -> Vec<&'static str> {
        let names = params.iter().map(|param| param.name);
        names.filter(|name| *name != "seed").collect()
    }
}

impl SurveyRow {
    fn run(&mut self, lesson: &dyn AnyLesson) {
        self.done += 1;
        let link = self.link(self.done);
        let trace = lesson.run(&link);
        for metric in &trace.metrics {
            if let Some(value) = metric.value {
                self.samples.entry(metric.name).or_default().push(value);
            }
        }
        for verdict in &trace.verdicts {
            if matches!(verdict.standing, Standing::Broken(..)) {
                self.broken.entry(verdict.name).or_insert((0, self.done)).0 += 1;
            }
        }
    }

    /// The run with this seed.
    pub fn link(&self, seed: u32) -> Link {
        self.link.clone().with_param("seed", Some(&seed.to_string()))
    }

    /// What was measured of `metric`; `None` when no run had it.
    pub fn summary(&self, metric: &str) -> Option<Summary> {
        let mut values = self.samples.get(metric)?.clone();
        sort_by(&mut values, f64::total_cmp);
        let count = values.len();
        let mean = values.iter().sum::<f64>() / count as f64;
        let squares: f64 = values.iter().map(|value| (value - mean) * (value - mean)).sum();
        let spread = (squares / count.saturating_sub(1).max(1) as f64).sqrt();
        Some(Summary {
            count: count as u32,
            mean,
            margin: 1.96 * spread / (count as f64).sqrt(),
            median: values[count / 2],
            tail: values[(count * 999 / 1_000).min(count - 1)],
        })
    }

    /// What theory expects of the mean of `metric`.
    pub fn expected(&self, metric: &str) -> Option<&Theory> {
        self.theory.iter().find(|theory| theory.metric == metric)
    }
}

/// Up to nine values of a parameter, as text: every word, or numbers spread over its range.
fn spread(params: &Params, values: &Values, name: &str) -> Option<Vec<String>> {
    let param = params.get(name)?;
    let (least, most) = param.range_for(values);
    let amounts: Vec<i64> = match param.kind {
        Kind::Choice(words) => return Some(words.iter().map(|(w, _)| w.to_string()).collect()),
        Kind::Number { .. } => {
            let steps = (most - least).clamp(1, ROWS_MAX - 1);
            (0..=steps).map(|step| least + (most - least) * step / steps).collect()
        }
        // Lengths of time differ by orders of magnitude: double from a sixteenth of the default.
        Kind::Span => {
            let default = values.span_or_off(name).map_or(least.max(1_000), |span| span.0 as i64);
            (-4..=4)
                .map(|k: i32| if k < 0 { default >> -k } else { default << k })
                .filter(|us| (least..=most).contains(us))
                .collect()
        }
    };
    let mut texts: Vec<String> =
        amounts.into_iter().map(|amount| param.text(param.of(amount))).collect();
    texts.dedup();
    (!texts.is_empty()).then_some(texts)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::patterns::catalog;

    fn survey(query: &str, vary: Option<&str>, runs: u32) -> Survey {
        let catalog = catalog();
        let link = Link::parse(query);
        let mut survey = Survey::new(&catalog, &link, vary, runs).expect("a pattern");
        while survey.advance(&catalog) {}
        survey
    }

    #[test]
    fn what_is_measured_meets_what_theory_expects() {
        let probe = "quorum?n=3&r=1&w=1&workload=probe&latency=exponential&read_repair=off";
        for (query, vary) in [
            (format!("{probe}&contact=quorum"), Some("w")),
            (probe.to_string(), Some("r")),
            (format!("{probe}&after=3ms"), None),
            (format!("{probe}&latency=linkedin-disk&n=4&w=2"), None),
            (format!("{probe}&latency=wan&n=4&w=2"), None),
        ] {
            for row in &survey(&query, vary, 2_000).rows {
                assert!(!row.theory.is_empty(), "{query}");
                for theory in &row.theory {
                    let seen = row.summary(theory.metric).expect("measured");
                    // Both are samples; four standard errors of the difference.
                    let room = 2.0 * seen.margin * (1.0 + 2_000.0 / 5_000.0_f64).sqrt() + 0.002;
                    let off = (seen.mean - theory.mean).abs();
                    assert!(off < room, "{query} {}: {seen:?} ≠ {theory:?}", row.value);
                }
            }
        }
    }

    #[test]
    fn a_pattern_is_measured_without_its_story() {
        let bare = |query: &str, measure: &str| {
            Survey::bare(&Link::parse(query), measure).map(|link| link.to_string())
        };
        let probe = Some("/quorum?n=3&workload=probe".to_string());
        assert_eq!(bare("quorum?n=3&do=12ms.crash.B&skip=2&at=4", "workload=probe"), probe);
        assert_eq!(bare("quorum?workload=probe&do=12ms.crash.B", "workload=probe"), None);
        assert_eq!(bare("quorum", ""), None);
    }

    #[test]
    fn rows_take_turns_and_end() {
        let catalog = catalog();
        let link = Link::parse("quorum?n=3&at=4");
        let mut survey = Survey::new(&catalog, &link, Some("w"), 2).expect("a pattern");
        let values: Vec<&str> = survey.rows.iter().map(|row| row.value.as_str()).collect();
        assert_eq!(values, ["1", "2", "3"]);
        let steps = std::iter::from_fn(|| survey.advance(&catalog).then_some(())).count();
        assert_eq!(steps, 6);
        assert_eq!(survey.progress(), 1.0);
        assert_eq!(survey.rows[0].summary("no such metric"), None);
    }
}
