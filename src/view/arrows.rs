//! Messages on the space-time diagram: where each goes, full up to the playhead and faint after.

use super::marks;
use super::plot::Plot;
use super::scene::{Anchor, Group, Point, Shape, Target};
use super::stroke::Stroke;
use super::words;
use crate::lesson::trace::{Ending, Letter, Look};
use crate::sim::time::{Span, Time};

/// Heads stop so far from the middle of the event they point at.
const HEAD_STOP: f64 = 5.0;
const HEAD_LENGTH: f64 = 8.0;
const HEAD_WIDTH: f64 = 3.6;

/// How much of an arrow is worth its elements.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum Care {
    /// A label, a wide invisible path to point at, a head of its own.
    Full,
    /// A line with its head.
    Plain,
}

/// Where a message goes on the diagram.
pub struct Route {
    /// On its way: straight lines, left to right.
    pub ways: Vec<Vec<Point>>,
    /// Where it was held or waited.
    pub wait: Option<[Point; 2]>,
}

/// Where message `letter` goes.
pub fn route(plot: &Plot<'_>, letter: &Letter, usual: Span) -> Route {
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
            Point::new(scale.x_time(trace, letter.sent.after(usual)), goal.y)
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
pub fn usual(letters: &[Letter], end: impl Fn(&Letter) -> Option<Time>) -> Span {
    let took = |letter: &Letter| match (letter.ending, letter.held) {
        (Ending::Arrived(_), None) => Some(end(letter)?.since(letter.sent).0),
        _ => None,
    };
    let (mut sum, mut count) = (0_u64, 0_u64);
    for one in letters.iter().filter_map(took).take(1_000) {
        sum = sum.saturating_add(one);
        count += 1;
    }
    Span(sum / count.max(1))
}

/// The arrow of message `id`, or nothing when it is outside the window.
pub fn arrow(plot: &Plot<'_>, id: u32, usual: Span, care: Care) -> Option<Group> {
    let letter = &plot.trace.letters[id as usize];
    let route = route(plot, letter, usual);
    let sent = letter.sent_by <= plot.cursor;
    let ended = match letter.ending {
        Ending::Arrived(event) | Ending::Lost(event, _) => event <= plot.cursor,
        Ending::Open(_) => false,
    };
    // Whoever looks at the same moment from before an event sees the arrow end at the playhead.
    let now = match (sent, ended) {
        (false, _) => f64::NEG_INFINITY,
        (true, false) => plot.now,
        (true, true) => f64::INFINITY,
    };
    let mut pen = Pen::new(plot, now, care);
    for way in &route.ways {
        pen.line(way, "arrow");
    }
    if let Some(wait) = &route.wait {
        pen.line(wait, "arrow wait");
    }
    if let (Ending::Arrived(_), Some(last)) = (letter.ending, route.ways.last()) {
        pen.head(last, letter.look, ended);
    }
    if let (Ending::Lost(event, _), Some(last)) = (letter.ending, route.ways.last()) {
        // Otherwise the event of the loss is drawn there and has the cross.
        let by_hand = plot.trace.record(event).message != Some(id);
        if by_hand {
            pen.cross(last, ended);
        }
    }
    let mut shapes = pen.shapes;
    if shapes.is_empty() {
        return None;
    }
    if care == Care::Full {
        shapes.insert(0, Shape::path(pen.whole, "hit"));
    }
    let mut class = format!("letter {}", words::look_class(letter.look));
    if matches!(letter.ending, Ending::Lost(..)) {
        class.push_str(" lost");
    }
    if letter.held.is_some() {
        class.push_str(" held");
    } else if letter.ending == Ending::Open(None) {
        class.push_str(" waiting");
    }
    if letter.copy_of.is_some() {
        class.push_str(" copy");
    }
    let target = Target::Letter(id);
    let relation = plot.letter_relation(letter);
    plot.states(&mut class, target, letter.sent_by, relation);
    Some(Group {
        class: class.into(),
        target: Some(target),
        label: (care == Care::Full).then(|| words::letter(plot.trace, letter)),
        shapes,
        ..Group::default()
    })
}

/// The word beside an arrow, and where its middle is: "held", "×2".
pub fn remark(plot: &Plot<'_>, letter: &Letter, usual: Span) -> Option<(Point, Shape, f64)> {
    let route = route(plot, letter, usual);
    let (at, text, class) = if let (Some(_), Some([from, to])) = (letter.held, route.wait) {
        let shown = |x: f64| x.clamp(plot.scale.left, plot.scale.right);
        let x = (shown(from.x) + shown(to.x)) / 2.0;
        (Point::new(x, from.y - 5.0), "held", "held-label")
    } else if letter.copy_of.is_some() {
        let way = route.ways.last()?;
        let at = way.first()?.toward(*way.last()?, 0.72);
        (Point::new(at.x, at.y - 5.0), "×2", "copy-label")
    } else {
        return None;
    };
    let width = words::text_width(text, 10.0, words::Face::Mono);
    let fits = plot.scale.shows(at.x - width) && plot.scale.shows(at.x + width);
    fits.then(|| (at, Shape::text(at, Anchor::Middle, text, class), width))
}

/// Puts lines on paper: within the window, and faint after `now`.
struct Pen<'p> {
    plot: &'p Plot<'p>,
    now: f64,
    care: Care,
    shapes: Vec<Shape>,
    whole: String,
}

impl<'p> Pen<'p> {
    fn new(plot: &'p Plot<'p>, now: f64, care: Care) -> Pen<'p> {
        Pen { plot, now, care, shapes: Vec::new(), whole: String::new() }
    }

    fn line(&mut self, points: &[Point], class: &'static str) {
        let (left, right) = (self.plot.scale.left, self.plot.scale.right);
        let before = between(points, left, right.min(self.now));
        let after = between(points, left.max(self.now), right);
        let later = match class {
            "arrow wait" => "arrow wait future",
            _ => "arrow future",
        };
        // What stands upright at the playhead would be on both sides of it.
        let after = if before == after { Vec::new() } else { after };
        for (points, class) in [(after, later), (before, class)] {
            if points.len() > 1 {
                let d: String = Stroke::through(&points).into();
                if self.care == Care::Full {
                    self.whole.push_str(&d);
                }
                self.shapes.push(Shape::path(d, class));
            }
        }
    }

    /// The line that was drawn last and last in time.
    fn last_line(&mut self) -> Option<&mut Shape> {
        let future = self.shapes.iter().position(
            |shape| matches!(shape, Shape::Path { class, .. } if class == "arrow future"),
        );
        let at = future.unwrap_or(self.shapes.len().wrapping_sub(1));
        self.shapes.get_mut(at)
    }

    fn cross(&mut self, way: &[Point], ended: bool) {
        if let Some(end) = way.last().filter(|end| self.plot.scale.shows(end.x)) {
            let class = if ended { "cross" } else { "cross future" };
            self.shapes.push(marks::cross(*end, 4.0, class));
        }
    }

    fn head(&mut self, way: &[Point], look: Look, ended: bool) {
        let [.., before, tip] = way else { return };
        if !self.plot.scale.shows(tip.x) {
            return;
        }
        let length = before.distance(*tip);
        let (dx, dy) = match length > 0.01 {
            true => ((tip.x - before.x) / length, (tip.y - before.y) / length),
            false => (1.0, 0.0),
        };
        let along = |back: f64, aside: f64| {
            let x = tip.x - dx * back - dy * aside;
            Point::new(x, tip.y - dy * back + dx * aside)
        };
        let back = HEAD_STOP + HEAD_LENGTH;
        let corners = [along(back, HEAD_WIDTH), along(HEAD_STOP, 0.0), along(back, -HEAD_WIDTH)];
        let mut d: String = Stroke::through(&corners).into();
        if let (Care::Plain, Some(Shape::Path { d: line, .. })) = (self.care, self.last_line()) {
            line.push_str(&d);
            return;
        }
        if look != Look::Answer {
            d.push('Z');
        }
        self.shapes.push(Shape::path(d, if ended { "head" } else { "head future" }));
    }
}

/// A message of a node to itself: an arc above the lane, or its first half when it is lost.
fn arc(plot: &Plot<'_>, start: Point, goal: Point, half: bool) -> Vec<Point> {
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
