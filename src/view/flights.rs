//! Messages on the stage: each on its way at the cursor's time, and the one that just ended.
//!
//! The drawing does not tell the future: a message that will be lost looks like any other until
//! it is. Only its movement ends where it is lost.

use super::marks;
use super::ring::{Form, LOOP_ROOM, Ring};
use super::scene::{Anchor, Group, Motion, Point, Shape, Target};
use super::stroke::Stroke;
use super::tags::{Placer, Space};
use super::topology::Stage;
use super::words::{self, Face, fit, text_width};
use crate::lesson::trace::{Ending, Letter};
use crate::sim::simulation::Loss;
use crate::sim::sorted::SortedMap;
use crate::sim::sorted::sort_by_key;
use crate::sim::time::{Span, Time};

/// At most so many messages are drawn at once.
const LETTERS_MAX: usize = 400;
/// With more than these on their way, labels would hide what moves.
const LABELS_MAX: usize = 24;
const LABEL_SIZE: f64 = 10.5;
const LABEL_TEXT: f64 = 116.0;
/// Half the width of the way that a message of a node to itself takes.
const LOOP_WIDE: f64 = 20.0;
/// How far beyond the border that way is.
const LOOP_FAR: f64 = 13.0;

/// A message at the cursor.
struct Flight<'t> {
    id: u32,
    letter: &'t Letter,
    motion: Motion,
    at: Point,
    state: State,
}

#[derive(Copy, Clone, Debug, PartialEq, Eq)]
enum State {
    OnItsWay,
    Held,
    Waiting,
    Landed,
    Lost,
}

/// What is drawn of messages.
pub struct Letters {
    /// Below the cards: what leaves and arrives does so behind their border.
    pub below: Vec<Shape>,
    /// Above the cards: what would be hidden by somebody whom it passes.
    pub above: Vec<Shape>,
}

/// Every message on its way at the cursor, and those that ended there.
pub fn letters(stage: &Stage<'_>, usual: Span, placer: &mut Placer) -> Letters {
    let trace = stage.trace;
    let mut flights: Vec<Flight<'_>> = trace
        .in_flight(stage.cursor)
        .take(LETTERS_MAX)
        .map(|(id, letter)| flight(stage, id, letter, usual))
        .collect();
    // A message may also end by a person's hand, in an event that is not its own.
    for (id, letter) in (0..).zip(&trace.letters) {
        let state = match letter.ending {
            Ending::Arrived(event) if event == stage.cursor => State::Landed,
            Ending::Lost(event, _) if event == stage.cursor => State::Lost,
            _ => continue,
        };
        let at = goal(stage, letter);
        let flight = flight(stage, id, letter, usual);
        flights.push(Flight { state, at, ..flight });
    }
    let labels = labels(stage, &flights, placer);
    let mut letters = Letters { below: Vec::new(), above: Vec::new() };
    let mut looping: Vec<u16> = Vec::new();
    for flight in &flights {
        let name = flight.letter.name;
        if name.from == name.to && !looping.contains(&name.from.0) {
            looping.push(name.from.0);
            letters.below.push(loop_way(&stage.ring, name.from.index()));
        }
    }
    for (flight, label) in flights.iter().zip(labels) {
        let name = flight.letter.name;
        let hidden = name.from != name.to && stage.ring.passes(name.from.index(), name.to.index());
        let group = Shape::Group(group(stage, flight, label));
        match hidden {
            true => letters.above.push(group),
            false => letters.below.push(group),
        }
    }
    letters
}

fn flight<'t>(stage: &Stage<'_>, id: u32, letter: &'t Letter, usual: Span) -> Flight<'t> {
    let (start, end) = way(stage, letter);
    let now = stage.now();
    let motion =
        |to: Point, until: Time| Motion { from: start, to, start: letter.sent, end: until };
    let end_time = stage.trace.end_time(letter);
    let (motion, state) = match (letter.held, end_time) {
        (Some(held), _) => {
            let motion = motion(start.toward(end, 0.4), held);
            let state = if held <= now { State::Held } else { State::OnItsWay };
            (motion, state)
        }
        (None, Some(time)) => (motion(goal(stage, letter), time), State::OnItsWay),
        (None, None) => {
            let motion = motion(end, letter.sent.after(usual));
            let state = if motion.end <= now { State::Waiting } else { State::OnItsWay };
            (motion, state)
        }
    };
    Flight { id, letter, at: motion.at(now), motion, state }
}

/// The whole way of a message, from the sender's border to the receiver's.
fn way(stage: &Stage<'_>, letter: &Letter) -> (Point, Point) {
    let (from, to) = (letter.name.from.index(), letter.name.to.index());
    let ring = &stage.ring;
    if from != to {
        return ring.way(from, to, mark_radius(ring) + 3.0);
    }
    let place = ring.places[from];
    let y = place.y + outward(ring, from) * (ring.height / 2.0 + LOOP_FAR);
    let wide = LOOP_WIDE.min(ring.width * 0.6);
    (Point::new(place.x - wide, y), Point::new(place.x + wide, y))
}

/// Where a message ends: at the receiver's border, or where it is lost.
fn goal(stage: &Stage<'_>, letter: &Letter) -> Point {
    let (start, end) = way(stage, letter);
    match letter.ending {
        Ending::Lost(_, Loss::Weather | Loss::Cut | Loss::Dropped) => match letter.held {
            Some(_) => start.toward(end, 0.4),
            None => start.toward(end, 0.5),
        },
        _ => end,
    }
}

/// −1 when the outside of the ring is above this participant, 1 when it is below.
fn outward(ring: &Ring, node: usize) -> f64 {
    match ring.places[node].y > ring.middle.y + 1.0 {
        true => 1.0,
        false => -1.0,
    }
}

fn loop_way(ring: &Ring, node: usize) -> Shape {
    let (place, out) = (ring.places[node], outward(ring, node));
    let border = place.y + out * ring.height / 2.0;
    let wide = LOOP_WIDE.min(ring.width * 0.6);
    let (left, right) = (place.x - wide, place.x + wide);
    let top = border + out * LOOP_FAR;
    let way = Stroke::default().moved(left, border).to(left, top).to(right, top);
    Shape::path(way.to(right, border), "loop")
}

fn mark_radius(ring: &Ring) -> f64 {
    match ring.form {
        Form::Card => 7.0,
        Form::Tag => 6.0,
        Form::Disc => (ring.width * 0.35).clamp(1.5, 5.0),
    }
}

fn group(stage: &Stage<'_>, flight: &Flight<'_>, label: Option<Shape>) -> Group {
    let letter = flight.letter;
    let look = words::look_class(letter.look);
    let mut class = match flight.state {
        State::OnItsWay => format!("letter {look}"),
        State::Held => format!("letter {look} held"),
        State::Waiting => format!("letter {look} waiting"),
        State::Landed => format!("letter landed {look}"),
        State::Lost => format!("letter landed {look} lost"),
    };
    if letter.copy_of.is_some() {
        class.push_str(" copy");
    }
    let target = Target::Letter(flight.id);
    stage.mark(&mut class, target);
    let r = mark_radius(&stage.ring);
    let mut shapes = Vec::new();
    if letter.name.from != letter.name.to {
        let from = flight.motion.from;
        let back = Point::new(from.x - flight.at.x, from.y - flight.at.y);
        shapes.push(Shape::line(back, Point::default(), "trail"));
    }
    shapes.push(marks::look_mark(letter.look, r));
    if flight.state == State::Lost {
        shapes.push(marks::cross(Point::default(), r * 1.3, "cross"));
    }
    shapes.extend(label);
    if flight.state == State::Held && stage.ring.form != Form::Disc {
        let at = Point::new(0.0, r + 12.0);
        shapes.push(Shape::text(at, Anchor::Middle, "held", "held-label"));
    }
    let ended = matches!(flight.state, State::Landed | State::Lost);
    let text = match ended {
        true => words::letter(stage.trace, letter),
        false => {
            let waits = flight.state == State::Waiting;
            words::letter_so_far(stage.trace, letter, stage.now(), waits)
        }
    };
    // The one that has just ended is still seen to arrive, when a step is played by hand.
    let moving = !matches!(flight.state, State::Held | State::Waiting);
    Group {
        at: flight.at,
        class: class.into(),
        target: Some(target),
        label: Some(text),
        motion: moving.then_some(flight.motion),
        grip: None,
        shapes,
    }
}

/// A label for each message where there is room; the same label at the same place once, "×2".
fn labels(stage: &Stage<'_>, flights: &[Flight<'_>], placer: &mut Placer) -> Vec<Option<Shape>> {
    let mut labels = vec![None; flights.len()];
    if stage.ring.form == Form::Disc || flights.len() > LABELS_MAX {
        return labels;
    }
    let r = mark_radius(&stage.ring);
    for flight in flights {
        placer.take(Space::around(flight.at, 2.0 * r, 2.0 * r));
    }
    // Messages that nobody could tell apart: same way, same words, same place.
    let mut alike: SortedMap<(u16, u16, i64, &str), Vec<usize>> = SortedMap::new();
    for (number, flight) in flights.iter().enumerate() {
        let name = flight.letter.name;
        let start = flight.motion.from.distance(flight.at);
        let place = (start / 24.0).floor() as i64;
        let label = flight.letter.label.as_str();
        let key = (name.from.0, name.to.0, place, label);
        alike.entry(key).or_default().push(number);
    }
    let mut groups: Vec<&Vec<usize>> = alike.values().collect();
    // What has just happened is labelled first, then what is in clear sight.
    sort_by_key(&mut groups, |group| {
        let state = flights[group[group.len() - 1]].state;
        (!matches!(state, State::Landed | State::Lost), group[0])
    });
    for group in groups {
        let last = group[group.len() - 1];
        let text = fit(&flights[last].letter.label, LABEL_TEXT, LABEL_SIZE, Face::Mono);
        let text = match group.len() {
            1 => text,
            many => format!("{text} ×{many}"),
        };
        labels[last] = label(stage, &flights[last], text, placer);
    }
    labels
}

/// The first free place of: above, right, left, below; for upright ways right comes first.
/// Places that pass below a card on the way from the event before to the one after come last.
fn label(
    stage: &Stage<'_>,
    flight: &Flight<'_>,
    text: String,
    placer: &mut Placer,
) -> Option<Shape> {
    let width = text_width(&text, LABEL_SIZE, Face::Mono);
    let r = mark_radius(&stage.ring);
    let side = r + 6.0;
    let (up, down) = (-r - 6.0, r + 14.0);
    let above = (Point::new(0.0, up), Anchor::Middle);
    let below = (Point::new(0.0, down), Anchor::Middle);
    let right = (Point::new(side, 3.5), Anchor::Start);
    let left = (Point::new(-side, 3.5), Anchor::End);
    let (from, to) = (flight.motion.from, flight.motion.to);
    let loops = flight.letter.name.from == flight.letter.name.to;
    let upright = (to.y - from.y).abs() > (to.x - from.x).abs() * 0.8;
    // Behind a message on a flat way, but not on the way itself.
    let (back, behind) = match to.x > from.x {
        true => (2.0, Anchor::End),
        false => (-2.0, Anchor::Start),
    };
    let (over, under) = ((Point::new(back, up), behind), (Point::new(back, down), behind));
    let order = match (loops, upright) {
        (true, _) if to.y > stage.ring.middle.y => [below, right, left, above, under, over],
        (true, _) => [above, right, left, below, over, under],
        (false, true) => [right, left, above, below, over, under],
        (false, false) => [above, below, over, under, right, left],
    };
    let space_at = |here: Point, (offset, anchor): &(Point, Anchor)| {
        let middle = match anchor {
            Anchor::Start => offset.x + width / 2.0,
            Anchor::Middle => offset.x,
            Anchor::End => offset.x - width / 2.0,
        };
        let at = Point::new(here.x + middle, here.y + offset.y - 3.5);
        Space::around(at, width + 4.0, 12.0)
    };
    let space = |candidate: &(Point, Anchor)| space_at(flight.at, candidate);
    let inside = |space: &Space| {
        space.left > 0.0
            && space.right < stage.options.width
            && space.top > 0.0
            && space.bottom < stage.options.height
    };
    let spots = passed(stage, flight);
    let clear = |candidate: &(Point, Anchor)| {
        spots.iter().all(|spot| !stage.covers(&space_at(*spot, candidate)))
    };
    let candidates = order.into_iter().filter(|candidate| inside(&space(candidate)));
    let (mut open, rest): (Vec<_>, Vec<_>) = candidates.partition(clear);
    open.extend(rest);
    let (at, anchor) = open[placer.place(open.iter().map(space))?];
    Some(Shape::text(at, anchor, text, "letter-label"))
}

/// Where a message is at the event before, and at the one after.
fn passed(stage: &Stage<'_>, flight: &Flight<'_>) -> Vec<Point> {
    if matches!(flight.state, State::Held | State::Waiting) {
        return Vec::new();
    }
    let time = |at: u32| stage.trace.record(at).time;
    let around = [stage.cursor.saturating_sub(1), stage.cursor + 1];
    around.into_iter().map(|at| flight.motion.at(time(at))).collect()
}

const _: () = assert!(LOOP_FAR + 7.0 + 14.0 < LOOP_ROOM, "a loop and its label fit");
