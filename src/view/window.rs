//! The visible window of the diagram: zoomed, panned, and what lies under a place of it.
//!
//! ```text
//! 0 ───────────[ from ══════ around ══════════ to ]──────── 1    shares of the whole axis
//!                  [ from ══ around ════ to ]                    zoomed: `around` stays in place
//! ```

use super::scale::{NARROWEST, Scale, whole};
use super::spacetime::{Axis, SpacetimeOptions, scale_of};
use crate::lesson::trace::Trace;
use crate::sim::time::{NodeId, Time};

/// About so many events can always be told apart by zooming in.
const EVENTS_LEAST: usize = 8;
/// Closer than this there is nothing more to see, in microseconds.
const TIME_LEAST_US: u64 = 40;

/// The window `factor` as wide (below 1: closer), with the share `around` of the axis where it was
/// on the screen as far as the ends of the axis allow.
///
/// For no closer than is useful, take `factor.max(least_width(…) / (to − from))`.
pub fn zoomed((from, to): (f64, f64), factor: f64, around: f64) -> (f64, f64) {
    let old = (to - from).clamp(NARROWEST, 1.0);
    let factor = if factor.is_finite() { factor.max(0.0) } else { 1.0 };
    let width = (old * factor).clamp(NARROWEST, 1.0);
    // What is around the middle of nothing stays in the middle.
    let place = match (around - from) / old {
        place if place.is_finite() => place.clamp(0.0, 1.0),
        _ => 0.5,
    };
    let around = if around.is_finite() { around.clamp(from, to) } else { (from + to) / 2.0 };
    fitted(around - width * place, width)
}

/// The window moved by so much of the axis, to the right when positive; never beyond its ends.
pub fn panned((from, to): (f64, f64), by: f64) -> (f64, f64) {
    let by = if by.is_finite() { by } else { 0.0 };
    fitted(from + by, (to - from).clamp(NARROWEST, 1.0))
}

fn fitted(from: f64, width: f64) -> (f64, f64) {
    let from = if from.is_finite() { from.clamp(0.0, 1.0 - width) } else { 0.0 };
    (from, from + width)
}

/// The narrowest useful window: about eight events where they are closest, or 40 µs.
pub fn least_width(trace: &Trace, axis: Axis) -> f64 {
    let whole = whole(trace, axis);
    let least = match axis {
        Axis::Steps => EVENTS_LEAST as f64,
        Axis::Time => {
            let records = trace.records.windows(EVENTS_LEAST);
            let spans = records.map(|some| some[EVENTS_LEAST - 1].time.since(some[0].time).0);
            spans.min().unwrap_or(TIME_LEAST_US).max(TIME_LEAST_US) as f64
        }
    };
    (least / whole).clamp(NARROWEST, 1.0)
}

/// The share (0 to 1) of the whole axis that is at `x` in the drawing.
pub fn share_at(trace: &Trace, options: &SpacetimeOptions, x: f64) -> f64 {
    let scale = scale_of(trace, options);
    (value(&scale, x) / whole(trace, options.axis)).clamp(0.0, 1.0)
}

/// The time at `x` in the drawing; between two events one step apart, evenly between their times.
pub fn time_at(trace: &Trace, options: &SpacetimeOptions, x: f64) -> Time {
    moment(trace, &scale_of(trace, options), options.axis, x)
}

/// The time at `x` of a horizontal.
pub fn moment(trace: &Trace, scale: &Scale, axis: Axis, x: f64) -> Time {
    let value = value(scale, x).max(0.0);
    match axis {
        Axis::Time => Time((value + 0.5) as u64),
        Axis::Steps => {
            let before = (value as u32).min(trace.last());
            let (start, end) = (trace.record(before).time, trace.record(before + 1).time);
            let share = (value - f64::from(before)).clamp(0.0, 1.0);
            Time(start.0 + (end.since(start).0 as f64 * share + 0.5) as u64)
        }
    }
}

/// The last event of `node` at `x` or left of it; 0, the start, when it has none there.
pub fn frontier_at(trace: &Trace, options: &SpacetimeOptions, node: NodeId, x: f64) -> u32 {
    let scale = scale_of(trace, options);
    let left = scale.events_until(trace, value(&scale, x));
    let mine = |at: &u32| trace.record(*at).node == Some(node);
    (0..left).rev().find(mine).unwrap_or(0)
}

/// The value of the axis at `x`, for places beside the drawing that of its nearest end.
fn value(scale: &Scale, x: f64) -> f64 {
    let x = if x.is_nan() { scale.left } else { x };
    scale.value(x.clamp(scale.left, scale.right))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(window: (f64, f64), expected: (f64, f64)) {
        let near = |a: f64, b: f64| (a - b).abs() < 1e-9;
        assert!(near(window.0, expected.0) && near(window.1, expected.1), "{window:?}");
    }

    #[test]
    fn what_is_zoomed_at_stays_where_it_is() {
        check(zoomed((0.0, 1.0), 0.5, 0.5), (0.25, 0.75));
        check(zoomed((0.0, 1.0), 0.5, 0.2), (0.1, 0.6));
        check(zoomed((0.2, 0.6), 0.5, 0.2), (0.2, 0.4));
        check(zoomed((0.25, 0.75), 2.0, 0.5), (0.0, 1.0));
        // The ends of the axis stop it.
        check(zoomed((0.0, 0.2), 2.0, 0.15), (0.0, 0.4));
        check(zoomed((0.5, 1.0), 9.0, 0.5), (0.0, 1.0));
    }

    #[test]
    fn a_window_is_moved_as_far_as_there_is_something() {
        check(panned((0.2, 0.4), 0.1), (0.3, 0.5));
        check(panned((0.2, 0.4), -0.9), (0.0, 0.2));
        check(panned((0.2, 0.4), 7.0), (0.8, 1.0));
        check(panned((0.0, 1.0), 0.3), (0.0, 1.0));
    }

    #[test]
    fn odd_numbers_give_a_window_all_the_same() {
        let odd = [f64::NAN, -1.0, 0.0, 1e-300, 0.5, 1.0, 7.0, f64::INFINITY];
        for from in [0.0, 0.3, 1.0 - 1e-6] {
            for a in odd {
                for b in odd {
                    for (from, to) in [zoomed((from, 1.0), a, b), panned((from, 1.0), a)] {
                        assert!(0.0 <= from && from < to && to <= 1.0 + 1e-12, "{from} {to}");
                    }
                }
            }
        }
    }
}
