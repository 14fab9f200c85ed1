//! Where messages go on the space-time diagram, and which part of a line is within a window.

use super::plot::Plot;
use super::scene::Point;
use crate::lesson::trace::{Ending, Letter, Trace};
use crate::sim::time::Span;

/// Where a message goes on the diagram.
pub struct Route {
    /// On its way: straight lines, left to right.
    pub ways: Vec<Vec<Point>>,
    /// Where it was held or waited.
    pub wait: Option<[Point; 2]>,
}

/// Where message `letter` goes.
pub fn route(plot: &Plot<'_>, letter: &Letter) -> Route {
    let (trace, scale) = (plot.trace, &plot.scale);
    let (begin, end) = span(plot, letter);
    let start = Point::new(begin, plot.lane(letter.name.from));
    let goal = Point::new(end, plot.letter_end(letter));
    if letter.name.from == letter.name.to {
        return Route {
            ways: vec![arc(plot, start, goal, matches!(letter.ending, Ending::Lost(..)))],
            wait: None,
        };
    }
    let stop = match (letter.held, letter.ending) {
        (Some(held), _) => Point::new(scale.x_time(trace, held), plot.held_height(letter)),
        (None, Ending::Open(None)) => {
            Point::new(scale.x_time(trace, letter.sent.after(plot.usual)), goal.y)
        }
        (None, _) => {
            return Route { ways: vec![vec![start, goal]], wait: None };
        }
    };
    let stop = Point::new(stop.x.clamp(begin, end), stop.y);
    let leave = Point::new(end, stop.y);
    let mut ways = vec![vec![start, stop]];
    if !matches!(letter.ending, Ending::Open(None)) && leave != goal {
        ways.push(vec![leave, goal]);
    }
    Route { ways, wait: Some([stop, leave]) }
}

/// From where to where on the axis a message lives; beyond the right end if it never ended.
pub fn span(plot: &Plot<'_>, letter: &Letter) -> (f64, f64) {
    let (trace, scale) = (plot.trace, &plot.scale);
    let begin = scale.x_event(trace, letter.sent_by);
    let end = match letter.ending {
        Ending::Arrived(event) | Ending::Lost(event, _) => scale.x_event(trace, event),
        Ending::Open(Some(due)) => scale.x_time(trace, due),
        Ending::Open(None) => scale.x_event(trace, trace.last()) + 4.0 * plot.scale.right,
    };
    (begin, end.max(begin))
}

/// How long a message usually takes; where nobody knows when one reached a closed door.
pub fn usual(trace: &Trace) -> Span {
    let took = |letter: &Letter| match (letter.ending, letter.held) {
        (Ending::Arrived(event), None) => Some(trace.record(event).time.since(letter.sent).0),
        _ => None,
    };
    let (mut sum, mut count) = (0_u64, 0_u64);
    for one in trace.letters.iter().filter_map(took).take(1_000) {
        sum = sum.saturating_add(one);
        count += 1;
    }
    Span(sum / count.max(1))
}

/// A message of a node to itself: an arc above the lane, or its first half when it is lost.
pub fn arc(plot: &Plot<'_>, start: Point, goal: Point, half: bool) -> Vec<Point> {
    const STEPS: u8 = 8;
    let until = if half { 0.5 } else { 1.0 };
    let point = |k: u8| {
        let share = f64::from(k) / f64::from(STEPS);
        let turn = share * until;
        let up = 4.0 * turn * (1.0 - turn) * plot.loop_height();
        Point::new(start.x + (goal.x - start.x) * share, start.y - up)
    };
    (0..=STEPS).map(point).collect()
}

/// The part of a left-to-right polyline between two places on the axis.
pub fn between(points: &[Point], left: f64, right: f64) -> Vec<Point> {
    let mut out: Vec<Point> = Vec::new();
    if left > right {
        return out;
    }
    for pair in points.windows(2) {
        let (from, to) = (pair[0], pair[1]);
        if to.x < left || from.x > right {
            continue;
        }
        let at = |x: f64| match to.x > from.x {
            true => from.toward(to, (x - from.x) / (to.x - from.x)),
            false => from,
        };
        let first = if from.x < left { at(left) } else { from };
        let last = if to.x > right { at(right) } else { to };
        if out.last() != Some(&first) {
            out.push(first);
        }
        out.push(last);
    }
    out.dedup();
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view::stroke::Stroke;

    #[test]
    fn a_line_is_cut_at_the_playhead() {
        let line = [Point::new(0.0, 0.0), Point::new(100.0, 50.0)];
        let path = |points: &[Point]| String::from(Stroke::through(points));
        let cut = |left, right| path(&between(&line, left, right));
        assert_eq!(cut(-5.0, 40.0), "M0 0L40 20");
        assert_eq!(cut(40.0, 900.0), "M40 20L100 50");
        assert_eq!(cut(120.0, 900.0), "");
        assert_eq!(cut(f64::INFINITY, 900.0), "");
        let upright = [Point::new(5.0, 0.0), Point::new(5.0, 50.0)];
        assert_eq!(path(&between(&upright, 0.0, 5.0)), "M5 0L5 50");
    }
}
