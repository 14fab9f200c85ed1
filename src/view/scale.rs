//! From a run to the horizontal: time to scale or one step per event, and the visible window.
//!
//! ```text
//! axis:    0 ──────────────[ from ════ window ════ to ]────────────── 1   shares of the whole run
//! drawing:      left ── pad ───────────────────────── pad ── right        units of the scene
//! ```

use super::spacetime::Axis;
use super::words::{Face, text_width};
use crate::lesson::trace::Trace;
use crate::sim::time::Time;

/// Room beside the window, so that the first and the last event are not on the edge.
const PAD: f64 = 12.0;
/// The narrowest window, as a share of the axis: 4 µs of an hour.
pub const NARROWEST: f64 = 1e-9;
/// Ticks are at least so far apart.
const TICK_GAP: f64 = 64.0;
const TICK_SIZE: f64 = 10.0;

/// The horizontal axis of a diagram.
#[derive(Clone, Debug)]
pub struct Scale {
    axis: Axis,
    /// Left end of the drawing.
    pub left: f64,
    /// Right end of the drawing.
    pub right: f64,
    /// The value (µs or events) at the left end.
    from: f64,
    /// The value at the right end.
    to: f64,
}

impl Scale {
    /// The axis of `trace`, of which the window `from..to` (shares) fills `left..right` but for
    /// a little room at both ends, where what is next to the window is seen.
    pub fn new(trace: &Trace, axis: Axis, window: (f64, f64), left: f64, right: f64) -> Scale {
        let whole = whole(trace, axis);
        let (from, to) = window_of(window);
        let right = right.max(left + 4.0 * PAD);
        let beside = (to - from) * PAD / (right - left - 2.0 * PAD);
        Scale { axis, left, right, from: whole * (from - beside), to: whole * (to + beside) }
    }

    /// The left and right end of the window itself.
    pub fn window(&self) -> (f64, f64) {
        (self.left + PAD, self.right - PAD)
    }

    /// Where a value of the axis is; outside `left..right` when it is not visible.
    pub fn x(&self, value: f64) -> f64 {
        let share = (value - self.from) / (self.to - self.from);
        // Far outside is as good as just outside, and keeps coordinates small.
        let share = share.clamp(-100.0, 100.0);
        self.left + (self.right - self.left) * share
    }

    /// The value of the axis at a place.
    pub fn value(&self, x: f64) -> f64 {
        let share = (x - self.left) / (self.right - self.left);
        self.from + (self.to - self.from) * share
    }

    /// Where event `at` is.
    pub fn x_event(&self, trace: &Trace, at: u32) -> f64 {
        self.x(value_of(trace, self.axis, at))
    }

    /// Where a moment is; between two events on an axis of events.
    pub fn x_time(&self, trace: &Trace, time: Time) -> f64 {
        self.x_after(trace, trace.event_at(time), time)
    }

    /// Where a moment is that is after event `before` and not after the next.
    pub fn x_after(&self, trace: &Trace, before: u32, time: Time) -> f64 {
        match self.axis {
            Axis::Time => self.x(time.0 as f64),
            Axis::Steps => {
                let start = trace.record(before).time;
                let share = match before == trace.last() {
                    true => f64::from(u8::from(time > start)),
                    false => {
                        let whole = trace.record(before + 1).time.since(start).0.max(1);
                        time.since(start).0 as f64 / whole as f64
                    }
                };
                self.x(f64::from(before) + share)
            }
        }
    }

    /// Whether a place is within the drawing.
    pub fn shows(&self, x: f64) -> bool {
        (self.left..=self.right).contains(&x)
    }

    /// The numbers of the first visible event and of the one after the last.
    pub fn events(&self, trace: &Trace) -> std::ops::Range<u32> {
        let first = match self.axis {
            Axis::Time => trace.records.partition_point(|r| (r.time.0 as f64) < self.from) as u32,
            Axis::Steps => (self.from.ceil().max(0.0) as u32).min(trace.last() + 1),
        };
        first..self.events_until(trace, self.to).max(first)
    }

    /// The number of the first event that lies after a value of the axis.
    pub fn events_until(&self, trace: &Trace, value: f64) -> u32 {
        match self.axis {
            Axis::Time => trace.records.partition_point(|r| r.time.0 as f64 <= value) as u32,
            Axis::Steps => ((value.floor() + 1.0).max(0.0) as u32).min(trace.last() + 1),
        }
    }

    /// Places and texts of ticks at round values: 1, 2 or 5 times a power of ten.
    pub fn ticks(&self) -> Vec<(f64, String)> {
        let text = |value: f64| match self.axis {
            Axis::Time => Time(value as u64).to_string(),
            Axis::Steps => (value as u64).to_string(),
        };
        let width = self.right - self.left;
        let mut step = nice((self.to - self.from) * TICK_GAP / width);
        // Deep in a long run the texts grow long; then the ticks stand further apart.
        for _ in 0..4 {
            let longest = self.values(step).map(|value| text(value).len()).max();
            let digits = "0".repeat(longest.unwrap_or(0));
            let room = width * step / (self.to - self.from);
            if text_width(&digits, TICK_SIZE, Face::Sans) + 12.0 <= room {
                break;
            }
            step = nice(step * 1.5);
        }
        let values = self.values(step);
        values.map(|value| (self.x(value), text(value))).collect()
    }

    fn values(&self, step: f64) -> impl Iterator<Item = f64> + use<> {
        let first = (self.from / step).ceil().max(0.0);
        let to = self.to;
        (0..64).map(move |k| (first + f64::from(k)) * step).take_while(move |value| *value <= to)
    }
}

/// The share of the axis at which event `at` is: what a window must contain to show it.
pub fn share_of(trace: &Trace, axis: Axis, at: u32) -> f64 {
    value_of(trace, axis, at) / whole(trace, axis)
}

/// A window made sensible: within 0 and 1, not empty, not backwards.
fn window_of((from, to): (f64, f64)) -> (f64, f64) {
    let share = |value: f64, otherwise: f64| match value.is_finite() {
        true => value.clamp(0.0, 1.0),
        false => otherwise,
    };
    let (from, to) = (share(from, 0.0), share(to, 1.0));
    if to - from >= NARROWEST {
        return (from, to);
    }
    let from = from.min(to).min(1.0 - NARROWEST);
    (from, from + NARROWEST)
}

fn value_of(trace: &Trace, axis: Axis, at: u32) -> f64 {
    let at = at.min(trace.last());
    match axis {
        Axis::Time => trace.record(at).time.0 as f64,
        Axis::Steps => f64::from(at),
    }
}

/// The value at the end of the whole axis; never zero.
pub fn whole(trace: &Trace, axis: Axis) -> f64 {
    value_of(trace, axis, trace.last()).max(1.0)
}

/// The least of 1, 2, 5, 10, 20, … that is not below `least`.
pub fn nice(least: f64) -> f64 {
    let mut power = 1.0;
    for _ in 0..18 {
        for step in [1.0, 2.0, 5.0] {
            if step * power >= least {
                return step * power;
            }
        }
        power *= 10.0;
    }
    power
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scale(from: f64, to: f64) -> Scale {
        Scale { axis: Axis::Time, left: 100.0, right: 740.0, from, to }
    }

    #[test]
    fn ticks_are_round_and_apart() {
        for (from, to, expected) in [
            (-800.0, 40_800.0, "0 5ms 10ms 15ms 20ms 25ms 30ms 35ms 40ms"),
            (0.0, 640.0, "0 100us 200us 300us 400us 500us 600us"),
            (0.0, 3.0, "0 1us 2us 3us"),
            (1e6, 1.0003e6, "1s 1.00005s 1.0001s 1.00015s 1.0002s 1.00025s 1.0003s"),
            (1e6, 1.00005e6, "1s 1.00001s 1.00002s 1.00003s 1.00004s 1.00005s"),
        ] {
            let ticks = scale(from, to).ticks();
            let texts: Vec<&str> = ticks.iter().map(|(_, text)| text.as_str()).collect();
            assert_eq!(texts.join(" "), expected);
            assert!(ticks.windows(2).all(|pair| pair[1].0 - pair[0].0 > 60.0));
        }
    }

    #[test]
    fn a_place_is_found_again() {
        let scale = scale(-10.0, 990.0);
        for value in [0.0, 1.0, 250.5, 990.0] {
            assert!((scale.value(scale.x(value)) - value).abs() < 1e-9);
        }
        assert!(!scale.shows(scale.x(-11.0)) && scale.shows(scale.x(990.0)));
    }

    #[test]
    fn a_window_is_never_empty_or_backwards() {
        let odd = [f64::NAN, -1.0, 0.0, 0.5, 1.0, 7.0, f64::INFINITY];
        for from in odd {
            for to in odd {
                let (from, to) = window_of((from, to));
                assert!(0.0 <= from && from < to && to <= 1.0);
            }
        }
    }

    #[test]
    fn nice_steps() {
        for (least, step) in [(0.1, 1.0), (1.5, 2.0), (3.0, 5.0), (5_001.0, 10_000.0)] {
            assert_eq!(nice(least), step);
        }
    }
}
