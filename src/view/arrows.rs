//! Messages on the space-time diagram: where each goes, full up to the playhead and faint after.

use super::marks;
use super::plot::Plot;
use super::routes::{self, between, route};
use super::scene::{Anchor, Grip, Group, Point, Shape, Target};
use super::stroke::Stroke;
use super::words;
use crate::lesson::trace::{Ending, Letter, Look};
use crate::sim::time::Time;

/// Heads stop so far from the middle of the event they point at.
const HEAD_STOP: f64 = 5.0;
const HEAD_LENGTH: f64 = 8.0;
const HEAD_WIDTH: f64 = 3.6;
/// A head is caught within this distance of its middle.
const CATCH: f64 = 9.0;

/// How much of an arrow is worth its elements.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum Care {
    /// A label, a wide invisible path to point at, a head of its own.
    Full,
    /// A line with its head.
    Plain,
}

/// The arrow of message `id`, or nothing when it is outside the window.
pub fn arrow(plot: &Plot<'_>, id: u32, care: Care) -> Option<Group> {
    let letter = &plot.trace.letters[id as usize];
    let route = route(plot, letter);
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
        pen.head(last, letter.look, ended, Some(id));
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
    if plot.focus.is_orphan(id) {
        shapes.extend(route.ways.last().and_then(|way| orphan_mark(plot, way)));
    }
    let target = Target::Letter(id);
    Some(Group {
        class: class(plot, id, letter).into(),
        target: Some(target),
        label: (care == Care::Full).then(|| words::letter(plot.trace, letter)),
        shapes,
        ..Group::default()
    })
}

fn class(plot: &Plot<'_>, id: u32, letter: &Letter) -> String {
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
    if plot.options.dragged.is_some_and(|(dragged, _)| dragged == id) {
        class.push_str(" leaving");
    }
    plot.focus.mark_letter(&mut class, id, letter);
    let relation = plot.letter_relation(letter);
    plot.states(&mut class, Target::Letter(id), letter.sent_by, relation);
    class
}

/// A ring with a cross on the line of a message that arrives before it is sent.
fn orphan_mark(plot: &Plot<'_>, way: &[Point]) -> Option<Shape> {
    let shown = between(way, plot.scale.left, plot.scale.right);
    let at = shown.first()?.toward(*shown.last()?, 0.5);
    let ring = Shape::Circle { at: Point::default(), r: 6.0, class: "orphan-ring".into() };
    Some(Shape::Group(Group {
        at,
        class: "orphan-mark".into(),
        label: Some("arrives before it is sent, says the cut".into()),
        shapes: vec![ring, marks::cross(Point::default(), 3.2, "cross")],
        ..Group::default()
    }))
}

/// Message `id` as if it arrived at `time`: what is seen while its head is dragged.
pub fn dragged(plot: &Plot<'_>, id: u32, time: Time) -> Option<Group> {
    let letter = plot.trace.letters.get(id as usize)?;
    let time = time.max(letter.sent);
    let scale = &plot.scale;
    let start = Point::new(routes::span(plot, letter).0, plot.lane(letter.name.from));
    let x = scale.x_time(plot.trace, time).max(start.x);
    let goal = Point::new(x, plot.lane(letter.name.to));
    let way = match letter.name.from == letter.name.to {
        true => routes::arc(plot, start, goal, false),
        false => vec![start, goal],
    };
    let mut pen = Pen::new(plot, f64::INFINITY, Care::Full);
    pen.line(&way, "arrow");
    pen.head(&way, letter.look, true, None);
    let mut shapes = pen.shapes;
    let text = words::rounded(time).to_string();
    let width = words::text_width(&text, 10.0, words::Face::Mono);
    // Above the lane for what comes from below, so that the arrow does not cross its own time.
    let up = if start.y > goal.y { -8.0 } else { 16.0 };
    let middle = goal.x.min(scale.right - width / 2.0).max(scale.left + width / 2.0);
    let at = Point::new(middle, goal.y + up);
    shapes.push(Shape::text(at, Anchor::Middle, text, "dragged-time"));
    Some(Group {
        class: format!("letter dragged {}", words::look_class(letter.look)).into(),
        label: Some(format!("{} would arrive at {time}", letter.label)),
        shapes,
        ..Group::default()
    })
}

/// The word beside an arrow, and where its middle is: "held", "×2".
pub fn remark(plot: &Plot<'_>, letter: &Letter) -> Option<(Point, Shape, f64)> {
    let route = route(plot, letter);
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

    /// The head of an arrow; that of message `id` can be caught.
    fn head(&mut self, way: &[Point], look: Look, ended: bool, id: Option<u32>) {
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
        let head = Shape::path(d, if ended { "head" } else { "head future" });
        let Some(id) = id else {
            self.shapes.push(head);
            return;
        };
        let middle = along(HEAD_STOP + HEAD_LENGTH / 2.0, 0.0);
        let catch = Shape::Circle { at: middle, r: CATCH, class: "catch".into() };
        self.shapes.push(Shape::Group(Group {
            class: "grip".into(),
            target: Some(Target::Letter(id)),
            grip: Some(Grip::Head(id)),
            shapes: vec![catch, head],
            ..Group::default()
        }));
    }
}
