//! The vertical of a chart: from a value to its place and back.
//!
//! ```text
//! title
//! roof ── top      what is above is drawn here
//!  ·
//! floor ── 0
//! rows of ticks
//! times
//! ```

use super::chart::ChartOptions;
use super::scale::nice;
use crate::lesson::chart::Chart;
use crate::lesson::trace::Trace;

/// Room above the plot, for the title.
const ROOF: f64 = 18.0;
/// The height of a row of ticks.
pub const ROW: f64 = 6.0;
/// Room for the times below.
pub const TIMES: f64 = 15.0;
/// More lines than this share one row of ticks, which is the chosen one's.
pub const ROWS_MAX: usize = 4;

/// The vertical of a chart.
#[derive(Copy, Clone, Debug, PartialEq)]
pub struct Rise {
    /// The value at the upper end; at the lower one it is 0.
    pub top: f64,
    /// Where the upper end is.
    pub roof: f64,
    /// Where the lower end is.
    pub floor: f64,
}

impl Rise {
    /// The vertical of the chart that these options ask for.
    pub fn new(trace: &Trace, options: &ChartOptions) -> Rise {
        let chart = &trace.charts[options.chart];
        let levels = chart.levels.iter().map(|level| level.value).fold(0.0, f64::max);
        let top = match options.top.or(chart.top) {
            Some(top) if options.top.is_some() => top,
            Some(top) => top.max(levels),
            // A level at the very end could not be dragged up.
            None => trace.reach(options.chart).max(levels) * 1.08,
        };
        let floor = options.height - TIMES - ROW * rows(chart) as f64;
        Rise { top: top.max(1e-9), roof: ROOF, floor: floor.max(ROOF + 20.0) }
    }

    /// Where a value is; beyond the axis at its end.
    pub fn y(&self, value: f64) -> f64 {
        self.floor - (self.floor - self.roof) * (value / self.top).clamp(0.0, 1.0)
    }

    /// The round value at a place.
    pub fn value(&self, y: f64) -> f64 {
        let step = step(self.top / (self.floor - self.roof));
        let value = self.top * ((self.floor - y) / (self.floor - self.roof)).clamp(0.0, 1.0);
        (value / step).round() * step
    }

    /// How far a level moves by one press of a key.
    pub fn step(&self) -> f64 {
        step(self.top / 200.0)
    }

    /// A value with as many digits as can be read off; a dash when there is none.
    pub fn reading(&self, value: Option<f64>) -> String {
        let digits = match self.top {
            top if top < 20.0 => 2,
            top if top < 200.0 => 1,
            _ => 0,
        };
        value.map_or("–".to_string(), |value| format!("{value:.digits$}"))
    }
}

/// How many rows of ticks there are.
pub fn rows(chart: &Chart) -> usize {
    if chart.lines.len() > ROWS_MAX { 1 } else { chart.lines.len() }
}

/// The least of …, 0.1, 0.2, 0.5, 1, 2, 5, … that is not below `least`.
pub fn step(least: f64) -> f64 {
    nice(least * 1e6) / 1e6
}
