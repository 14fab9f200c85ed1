//! Charts over the time of a run, declared by a pattern as data.
//!
//! ```text
//!  value ┤        ╱│          level (a parameter) ─ ─ ─ ─◯
//!        │   ╱│ ╱  │    ╱      line: sampled from the state, so it moves between events too
//!      0 ┼─╱──┴╱───┴──╱──────▶ time
//!           '  '   '           ticks: the events that the line is about
//! ```
//!
//! A run keeps no samples. Whoever draws a stretch of it asks for that stretch: the run is replayed
//! once from the nearest key frame, and every line is sampled on a grid and beside every event that
//! makes it jump. Between two places of the grid at most four samples of a line are kept, among
//! them the least and the greatest, so that the longest run is drawn as fast as a short one.

use super::inspect::Tone;
use super::params::{Kind, Param, Value, Values};
use super::trace::Trace;
use crate::sim::time::{NodeId, Span, Time};

/// A chart over the time of a run.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Chart {
    /// Its name for the pattern: "phi".
    pub name: &'static str,
    /// Its name for people: "Suspicion level φ".
    pub title: &'static str,
    /// The unit of the vertical axis: "" for none; "us", "ms" or "s" for a length of time.
    pub unit: &'static str,
    /// The upper end of the vertical axis, which begins at 0; what is above it is drawn at it.
    /// `None`: what the run reaches.
    pub top: Option<f64>,
    /// Its lines; at least one.
    pub lines: Vec<Line>,
    /// Values that matter, drawn across.
    pub levels: Vec<Level>,
}

/// A line of a chart.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Line {
    /// What it is called at its end, short: "API".
    pub name: String,
    /// Whom it is about: it stands out while that node is selected.
    pub node: Option<NodeId>,
    /// What is shaded below it.
    pub shades: Vec<Shade>,
}

/// What lasts at a node under these words ([`Lesson::lasting`](super::Lesson::lasting)) is shaded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shade {
    /// Where it lasts: at the monitor that suspects, say.
    pub node: NodeId,
    /// The words of the bar, exactly.
    pub words: String,
}

/// A value that matters.
#[derive(Clone, Debug, PartialEq)]
pub struct Level {
    /// What it is called: "failover".
    pub label: &'static str,
    /// Where it is, in the unit of the chart.
    pub value: f64,
    /// The parameter that it is, which is edited by dragging the level: a number, or a length of
    /// time on a chart whose unit is "us", "ms" or "s".
    pub param: Option<&'static str>,
    /// What is meant by crossing it.
    pub tone: Tone,
}

/// How something is distributed at a moment, such as the gaps between heartbeats.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Distribution {
    /// What is distributed: "Gaps between heartbeats of API".
    pub title: String,
    /// The unit of the horizontal axis.
    pub unit: &'static str,
    /// The ends of the horizontal axis. The same ones all along a run keep the picture still.
    pub axis: (f64, f64),
    /// What was observed.
    pub samples: Vec<f64>,
    /// The density fitted to it, per unit of the axis, at places from left to right.
    pub fit: Vec<(f64, f64)>,
    /// From here on the fitted density is shaded: the tail that is measured.
    pub tail: Option<f64>,
    /// What the tail says, as a sentence: "P(gap > 1.4 s) = 0.0000316, so φ = 4.5".
    pub words: String,
}

/// A line over a stretch of a run.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Curve {
    /// In order of time; a line goes straight from each to the next.
    pub dots: Vec<Dot>,
    /// The events that are ticks.
    pub ticks: Vec<u32>,
}

/// A sample of a line.
#[derive(Copy, Clone, Debug, PartialEq)]
pub struct Dot {
    /// When.
    pub time: Time,
    /// The event after which the cluster was as it was then.
    pub after: u32,
    /// The value, always finite; `None` where there is none and the line is broken.
    pub value: Option<f64>,
}

/// A run on its way from event to event, for what is sampled from its state.
pub trait Walk {
    /// The next event; false when it had no effect. Nothing happens after the last one.
    fn step(&mut self) -> bool;
    /// See [`Lesson::sample`](super::Lesson::sample).
    fn sample(&self, chart: &str, line: usize, now: Time) -> Option<f64>;
    /// Whether the next event may make a line jump.
    fn jumps(&self, chart: &str, line: usize) -> bool;
    /// The line on which the next event is a tick.
    fn tick(&self, chart: &str) -> Option<usize>;
}

/// At most so many samples of a line lie between two places of the grid.
const MOST: usize = 4;

/// A line being sampled: what is done, and what lies between two places of the grid.
#[derive(Default)]
struct Sampled {
    curve: Curve,
    column: Vec<Dot>,
}

impl Sampled {
    fn push(&mut self, dot: Dot) {
        self.column.push(dot);
        if self.column.len() > 8 * MOST {
            self.thin();
        }
    }

    /// Keeps the first and the last, the least and the greatest of a column.
    fn thin(&mut self) {
        let last = self.column.len().saturating_sub(1);
        if last < MOST {
            return;
        }
        let (mut least, mut most) = (0, 0);
        for (at, dot) in self.column.iter().enumerate() {
            let value = |at: usize| self.column[at].value;
            let Some(is) = dot.value else { continue };
            if value(least).is_none_or(|was| is < was) {
                least = at;
            }
            if value(most).is_none_or(|was| is > was) {
                most = at;
            }
        }
        let kept = [0, least.min(most), least.max(most), last];
        let mut at = 0;
        self.column.retain(|_| {
            at += 1;
            kept.contains(&(at - 1))
        });
    }

    fn close(&mut self) {
        self.thin();
        self.curve.dots.append(&mut self.column);
    }
}

impl Trace {
    /// The lines of chart `chart` over the times of `grid`, which are in order: from its first to
    /// its last. Nothing of a chart that there is not.
    pub fn curves(&self, chart: usize, grid: &[Time]) -> Vec<Curve> {
        let (Some(chart), Some(first)) = (self.charts.get(chart), grid.first()) else {
            return Vec::new();
        };
        let name = chart.name;
        let mut lines: Vec<Sampled> = chart.lines.iter().map(|_| Sampled::default()).collect();
        let mut before: Vec<Option<Dot>> = vec![None; lines.len()];
        let mut at = self.event_at(*first);
        let mut walk = self.stage.walk(at);
        let dot = |walk: &dyn Walk, line: usize, time: Time, after: u32| {
            let value = walk.sample(name, line, time).filter(|value| value.is_finite());
            Dot { time, after, value }
        };
        for now in grid {
            while at < self.last() && self.record(at + 1).time <= *now {
                let time = self.record(at + 1).time;
                let ticked = walk.tick(name);
                for (line, before) in before.iter_mut().enumerate() {
                    *before = walk.jumps(name, line).then(|| dot(&*walk, line, time, at));
                }
                let done = walk.step();
                at += 1;
                for (line, before) in before.iter().enumerate() {
                    let Some(before) = *before else { continue };
                    let after = dot(&*walk, line, time, at);
                    if before.value != after.value {
                        lines[line].push(before);
                        lines[line].push(after);
                    }
                }
                if let Some(line) = ticked.and_then(|line| lines.get_mut(line)).filter(|_| done) {
                    line.curve.ticks.push(at);
                }
            }
            for (number, line) in lines.iter_mut().enumerate() {
                line.push(dot(&*walk, number, *now, at));
                line.close();
            }
        }
        lines.into_iter().map(|line| line.curve).collect()
    }

    /// The value of every line of chart `chart` at `now`, when the cluster is as it was after the
    /// last event not after it.
    pub fn values(&self, chart: usize, now: Time) -> Vec<Option<f64>> {
        self.values_after(chart, self.event_at(now), now)
    }

    /// The value of every line of chart `chart` right after event `at`.
    pub fn values_at(&self, chart: usize, at: u32) -> Vec<Option<f64>> {
        self.values_after(chart, at, self.record(at).time)
    }

    fn values_after(&self, chart: usize, at: u32, now: Time) -> Vec<Option<f64>> {
        let Some(chart) = self.charts.get(chart) else { return Vec::new() };
        let mut values = self.stage.values(chart, at, now);
        values.iter_mut().for_each(|value| *value = value.filter(|value| value.is_finite()));
        values
    }

    /// How what line `line` of chart `chart` is about was distributed right after event `at`; its
    /// figures are finite.
    pub fn distribution(&self, chart: usize, line: usize, at: u32) -> Option<Distribution> {
        let (name, now) = (self.charts.get(chart)?.name, self.record(at).time);
        let mut it = self.stage.distribution((name, line), at, now)?;
        it.samples.retain(|sample| sample.is_finite());
        it.fit.retain(|(x, density)| x.is_finite() && density.is_finite());
        it.tail = it.tail.filter(|tail| tail.is_finite());
        let (from, to) = it.axis;
        (from.is_finite() && to.is_finite() && from < to).then_some(it)
    }
}

impl Chart {
    /// `value` of this chart as the nearest that `param` takes beside `values`, as links write it.
    pub fn typed(&self, param: &Param, values: &Values, value: f64) -> String {
        let amount = (value * self.amounts(param)).round();
        let (least, most) = param.range_for(values);
        // A cast of a float stays within bounds, and makes 0 of what is not a number.
        param.text(param.of((amount as i64).clamp(least, most)))
    }

    /// How many of the least amounts of `param` one of this chart is.
    pub fn amounts(&self, param: &Param) -> f64 {
        match (param.kind, self.unit) {
            (Kind::Number { decimals, .. }, _) => 10_i64.pow(u32::from(decimals)) as f64,
            (Kind::Span, "s") => 1e6,
            (Kind::Span, "ms") => 1e3,
            (Kind::Span | Kind::Choice(_), _) => 1.0,
        }
    }

    /// What `value` of `param` is on this chart; `None` when it is switched off or a word.
    pub fn level(&self, param: &Param, value: Value) -> Option<f64> {
        match value {
            Value::Number(amount) => Some(amount as f64 / self.amounts(param)),
            Value::Span(Span(us)) => Some(us as f64 / self.amounts(param)),
            Value::Choice(_) | Value::Off => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn thinned(values: &[Option<f64>]) -> Vec<Option<f64>> {
        let mut line = Sampled::default();
        for (at, value) in (0..).zip(values) {
            line.push(Dot { time: Time(at), after: 0, value: *value });
        }
        line.close();
        assert!(line.curve.dots.is_sorted_by_key(|dot| dot.time));
        line.curve.dots.iter().map(|dot| dot.value).collect()
    }

    #[test]
    fn of_many_samples_the_ends_and_the_extremes_are_kept() {
        let some = |values: &[f64]| values.iter().copied().map(Some).collect::<Vec<_>>();
        for (all, kept) in [
            (&[1.0, 2.0, 3.0][..], &[1.0, 2.0, 3.0][..]),
            (&[1.0, 9.0, 2.0, -4.0, 3.0, 5.0], &[1.0, 9.0, -4.0, 5.0]),
            (&[7.0, 1.0, 2.0, 3.0, 0.0], &[7.0, 0.0]),
            (&[4.0; 50], &[4.0, 4.0]),
        ] {
            assert_eq!(thinned(&some(all)), some(kept), "{all:?}");
        }
        let mut long = vec![Some(1.0); 1_000];
        (long[10], long[700], long[999]) = (Some(-2.0), Some(30.0), None);
        assert_eq!(thinned(&long), [Some(1.0), Some(-2.0), Some(30.0), None]);
        assert_eq!(thinned(&[None; 40]), [None, None]);
        long[0] = None;
        assert_eq!(thinned(&long), [None, Some(-2.0), Some(30.0), None]);
    }

    #[test]
    fn a_level_is_written_as_its_parameter_is() {
        let number = Param::number("phi", "φ", 1, "").range(|_| (5, 160));
        let span = Param::span("timeout", "Timeout").range(|_| (1_000, 9_000_000));
        let ms = Chart { unit: "ms", ..Chart::default() };
        for (param, value, text) in [
            (&number, 8.0, "8"),
            (&number, 2.96, "3"),
            (&number, -3.0, "0.5"),
            (&number, 1e300, "16"),
            (&number, f64::NAN, "0.5"),
            (&span, 250.0, "250ms"),
            (&span, 0.0, "1ms"),
            (&span, 12_000.0, "9s"),
        ] {
            let typed = ms.typed(param, &Values::default(), value);
            assert_eq!(typed, text, "{value}");
            let read = param.parse(&typed, &Values::default()).expect("it is a value");
            let again = ms.typed(param, &Values::default(), ms.level(param, read).unwrap());
            assert_eq!(again, text, "it is found again");
        }
        assert_eq!(ms.level(&number, Value::Off), None);
    }
}
