//! The space-time diagram: a lane per node, an arrow per message (Lamport 1978).
//!
//! Everything is drawn while there is room. As more of a run becomes visible the drawing gives up,
//! in this order: labels and chips, single arrows and events; never the playhead and its event,
//! crashes, partitions, flags and broken properties. So ten thousand events stay below
//! [`ELEMENTS_MAX`] elements.

use super::arrows::{self, Care};
use super::dense;
use super::events::{self, Turns};
use super::lanes;
use super::plot::{self, Plot, RAIL};
use super::scale::{self, Scale};
use super::scene::{Group, Motion, Point, Scene, Shape, Target};
use super::stroke::Stroke;
use super::tags::{self, Placer, Space};
use super::words;
use crate::lesson::cut::Cut;
use crate::lesson::trace::{RecordKind, Trace};
use crate::sim::time::{Span, Time};
use std::fmt;
use std::rc::Rc;

/// At most so many elements; see [`Scene::elements`].
pub const ELEMENTS_MAX: usize = 4_500;
/// What one event, one message and one tag cost when drawn with full care, and without.
const COST_FULL: (usize, usize, usize) = (4, 7, 3);
const COST_PLAIN: (usize, usize, usize) = (2, 2, 0);
/// What is left for lanes, axis, stretches and the playhead.
const ROOM: usize = 3_600;
/// At most so many of what is drawn one by one among the many.
const SINGLES_MAX: usize = 60;

/// What the horizontal axis counts.
#[derive(Copy, Clone, Debug, Default, PartialEq, Eq)]
pub enum Axis {
    /// Simulated time to scale.
    #[default]
    Time,
    /// One step per event.
    Steps,
}

/// How the diagram is to be drawn.
#[derive(Clone, Debug, PartialEq)]
pub struct SpacetimeOptions {
    /// Width in units.
    pub width: f64,
    /// Distance between lanes; the height of the drawing follows from it.
    pub lane_height: f64,
    /// What the horizontal axis counts.
    pub axis: Axis,
    /// Left end of the visible window, as a share (0 to 1) of the whole axis.
    pub from: f64,
    /// Right end of the visible window, as a share (0 to 1) of the whole axis.
    pub to: f64,
    /// What is selected; a selected event shades its past, future and what is concurrent.
    pub selected: Option<Target>,
    /// What is pointed at.
    pub hovered: Option<Target>,
    /// A second event, to be compared with a selected one; the chain of causes between the two is
    /// marked when there is one.
    pub compared: Option<u32>,
    /// A cut across the lanes.
    pub cut: Option<Cut>,
    /// Another run of the same cluster, behind this one.
    pub ghost: Option<Ghost>,
    /// This message is shown as if it arrived at this time.
    pub dragged: Option<(u32, Time)>,
    /// The event at which this run first differs from another.
    pub differs: Option<u32>,
}

/// Another run, and the event from which on it is shown.
#[derive(Clone)]
pub struct Ghost {
    /// The other run.
    pub trace: Rc<Trace>,
    /// Up to here both runs are the same.
    pub from: u32,
}

impl PartialEq for Ghost {
    fn eq(&self, other: &Ghost) -> bool {
        Rc::ptr_eq(&self.trace, &other.trace) && self.from == other.from
    }
}

impl fmt::Debug for Ghost {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let events = self.trace.records.len();
        write!(f, "Ghost {{ from event {} of {events} }}", self.from)
    }
}

impl Default for SpacetimeOptions {
    fn default() -> Self {
        SpacetimeOptions {
            width: 760.0,
            lane_height: 42.0,
            axis: Axis::Time,
            from: 0.0,
            to: 1.0,
            selected: None,
            hovered: None,
            compared: None,
            cut: None,
            ghost: None,
            dragged: None,
            differs: None,
        }
    }
}

/// The run as a diagram, with the playhead at event `cursor`.
pub fn spacetime(trace: &Trace, cursor: u32, options: &SpacetimeOptions) -> Scene {
    let plot = Plot::new(trace, cursor, options);
    let mut shapes = lanes::axis(&plot);
    shapes.extend(lanes::splits(&plot));
    shapes.extend(lanes::lanes(&plot));
    let visible = Visible::new(&plot);
    match visible.detail {
        Detail::Full => full(&plot, &visible, &mut shapes),
        Detail::Plain => plain(&plot, &visible, &mut shapes),
        Detail::Dense => crowd(&plot, &visible, &mut shapes),
    }
    shapes.extend(playhead(&plot));
    let record = trace.record(plot.cursor);
    Scene {
        width: plot::width(options),
        height: plot.height(),
        label: format!(
            "Space-time diagram: {} nodes and {} events until {}. The playhead is at event {}, {}.",
            trace.cast.len(),
            trace.records.len(),
            trace.record(trace.last()).time,
            plot.cursor,
            record.time,
        ),
        shapes,
    }
}

/// The event whose place on the axis is nearest to `point`; of several at one place, the last.
pub fn event_near(trace: &Trace, options: &SpacetimeOptions, point: Point) -> u32 {
    let scale = scale_of(trace, options);
    let value = scale.value(point.x.clamp(scale.left, scale.right)).max(0.0);
    match options.axis {
        Axis::Steps => (value.round() as u32).min(trace.last()),
        Axis::Time => {
            let time = |at: usize| trace.records[at].time.0 as f64;
            let last = trace.records.len() - 1;
            let after = trace.records.partition_point(|r| (r.time.0 as f64) < value);
            let before = after.saturating_sub(1);
            let after = after.min(last);
            let nearest = match value - time(before) <= time(after) - value {
                true => before,
                false => after,
            };
            trace.event_at(trace.records[nearest].time)
        }
    }
}

/// Where the left and the right end of the window `from..to` are, in units of the drawing.
pub fn sides(trace: &Trace, options: &SpacetimeOptions) -> (f64, f64) {
    scale_of(trace, options).window()
}

/// The share (0 to 1) of the whole axis at which event `at` is.
pub fn share_of(trace: &Trace, axis: Axis, at: u32) -> f64 {
    scale::share_of(trace, axis, at)
}

/// The horizontal of the drawing that these options ask for.
pub fn scale_of(trace: &Trace, options: &SpacetimeOptions) -> Scale {
    let (left, right) = plot::sides(trace, options);
    Scale::new(trace, options.axis, (options.from, options.to), left, right)
}

/// With how much care a diagram can be drawn.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
enum Detail {
    Full,
    Plain,
    Dense,
}

/// What of a run is within the window.
struct Visible {
    events: Vec<u32>,
    letters: Vec<u32>,
    turns: Turns,
    usual: Span,
    detail: Detail,
}

impl Visible {
    fn new(plot: &Plot<'_>) -> Visible {
        let trace = plot.trace;
        // What the reader looks at lies above what is only near.
        let all = plot.scale.events(trace);
        let (above, mut events): (Vec<u32>, Vec<u32>) =
            all.partition(|at| dense::matters(plot, *at));
        events.extend(above);
        let seen = |letter: &crate::lesson::trace::Letter| {
            let (begin, end) = arrows::span(plot, letter);
            begin <= plot.scale.right && end >= plot.scale.left
        };
        let letters = (0..).zip(&trace.letters);
        let letters: Vec<u32> =
            letters.filter(|(_, letter)| seen(letter)).map(|(id, _)| id).collect();
        let tagged = |event: &&u32| {
            let record = trace.record(**event);
            record.chip.is_some() || record.notes.iter().any(|note| note.flag.is_some())
        };
        let tags = events.iter().filter(tagged).count();
        let lanes = 4 * trace.cast.len() + 4 * trace.stretches.len().min(SINGLES_MAX);
        let room = ROOM.saturating_sub(lanes);
        let fits = |(event, letter, tag): (usize, usize, usize)| {
            event * events.len() + letter * letters.len() + tag * tags <= room
        };
        let detail = match (fits(COST_FULL), fits(COST_PLAIN)) {
            (true, _) => Detail::Full,
            (false, true) => Detail::Plain,
            (false, false) => Detail::Dense,
        };
        Visible {
            events,
            letters,
            turns: events::turns(plot),
            usual: arrows::usual(&trace.letters, |letter| trace.end_time(letter)),
            detail,
        }
    }
}

fn full(plot: &Plot<'_>, visible: &Visible, shapes: &mut Vec<Shape>) {
    let arrow = |id: &u32| arrows::arrow(plot, *id, visible.usual, Care::Full);
    shapes.extend(visible.letters.iter().filter_map(arrow).map(Shape::Group));
    for at in &visible.events {
        let label = words::event(plot.trace, *at);
        shapes.push(Shape::Group(events::event(plot, *at, &visible.turns, Some(label))));
    }
    let mut placer = Placer::default();
    label(plot, visible, &mut placer, shapes, |_| true);
    for id in &visible.letters {
        let letter = &plot.trace.letters[*id as usize];
        let Some((at, text, width)) = arrows::remark(plot, letter, visible.usual) else {
            continue;
        };
        let space = Space::around(Point::new(at.x, at.y - 3.5), width, 11.0);
        if placer.place([space]).is_some() {
            shapes.push(text);
        }
    }
}

fn plain(plot: &Plot<'_>, visible: &Visible, shapes: &mut Vec<Shape>) {
    let arrow = |id: &u32| arrows::arrow(plot, *id, visible.usual, Care::Plain);
    shapes.extend(visible.letters.iter().filter_map(arrow).map(Shape::Group));
    for at in &visible.events {
        let label = dense::matters(plot, *at).then(|| words::event(plot.trace, *at));
        shapes.push(Shape::Group(events::event(plot, *at, &visible.turns, label)));
    }
    label(plot, visible, &mut Placer::default(), shapes, |at| has_flag(plot, at));
}

fn crowd(plot: &Plot<'_>, visible: &Visible, shapes: &mut Vec<Shape>) {
    let trace = plot.trace;
    let letters = visible.letters.iter();
    shapes.extend(dense::density(plot, letters.map(|id| &trace.letters[*id as usize])));
    let current = trace.record(plot.cursor);
    let pointed = |id: u32| {
        let target = Some(Target::Letter(id));
        plot.options.selected == target || plot.options.hovered == target
    };
    let now = |id: &&u32| {
        let letter = &trace.letters[**id as usize];
        current.message == Some(**id)
            || letter.sent_by == plot.cursor
            || pointed(**id)
            || dense::matters(plot, letter.sent_by)
    };
    let mut singles: Vec<u32> = visible.letters.iter().filter(now).copied().collect();
    singles.truncate(SINGLES_MAX);
    let arrow = |id: &u32| arrows::arrow(plot, *id, visible.usual, Care::Full);
    shapes.extend(singles.iter().filter_map(arrow).map(Shape::Group));
    shapes.extend(dense::ticks(plot, &visible.events));
    let pointed = |at: u32| plot.options.hovered == Some(Target::Event(at));
    let fault = |at: u32| trace.record(at).kind == RecordKind::Fault;
    let looked = |at: &&u32| dense::matters(plot, **at) || pointed(**at);
    let faults = visible.events.iter().filter(|at| fault(**at) && !looked(at));
    let singles = faults.take(SINGLES_MAX);
    for at in singles.chain(visible.events.iter().filter(looked)) {
        let label = words::event(trace, *at);
        shapes.push(Shape::Group(events::event(plot, *at, &visible.turns, Some(label))));
    }
    label(plot, visible, &mut Placer::default(), shapes, |at| has_flag(plot, at));
}

fn has_flag(plot: &Plot<'_>, at: u32) -> bool {
    let notes = &plot.trace.record(at).notes;
    dense::matters(plot, at) || notes.iter().any(|note| note.flag.is_some())
}

/// Chips and flags of the events that are wanted, what the reader looks at first; and what broke.
fn label(
    plot: &Plot<'_>,
    visible: &Visible,
    placer: &mut Placer,
    shapes: &mut Vec<Shape>,
    wanted: impl Fn(u32) -> bool,
) {
    shapes
        .extend(visible.events.iter().filter_map(|at| events::broken(plot, *at)).map(Shape::Group));
    let (first, mut rest): (Vec<u32>, Vec<u32>) =
        visible.events.iter().filter(|at| wanted(**at)).partition(|at| dense::matters(plot, **at));
    if visible.detail != Detail::Full && rest.len() > SINGLES_MAX {
        // Of too many, those around the playhead.
        rest.sort_unstable_by_key(|at| (at.abs_diff(plot.cursor), *at));
        rest.truncate(SINGLES_MAX);
    }
    for at in first.into_iter().chain(rest) {
        tags::tags(plot, at, placer, shapes);
    }
}

/// The line at the cursor. While playing it moves to the next event.
fn playhead(plot: &Plot<'_>) -> Option<Shape> {
    let trace = plot.trace;
    if !plot.scale.shows(plot.now) {
        return None;
    }
    let record = trace.record(plot.cursor);
    let top = RAIL - 6.0;
    let handle = Stroke::default().moved(-6.0, top - 8.0).right(12.0).to(0.0, top);
    Some(Shape::Group(Group {
        at: Point::new(plot.now, 0.0),
        class: "playhead".into(),
        label: Some(format!("playhead: event {}, {}", plot.cursor, record.time)),
        motion: playhead_motion(plot),
        shapes: vec![
            Shape::line(Point::new(0.0, top), Point::new(0.0, plot.bottom()), "playhead-line"),
            Shape::path(handle.closed(), "playhead-handle"),
        ],
        ..Group::default()
    }))
}

/// To scale, the playhead moves evenly from the event before to the one after, so that a step
/// back and a step forward are both seen. One step per event, it moves only to the next.
fn playhead_motion(plot: &Plot<'_>) -> Option<Motion> {
    let (trace, scale) = (plot.trace, &plot.scale);
    let next = (plot.cursor + 1).min(trace.last());
    let (start, end) = match plot.options.axis {
        // Beyond the window it would leave the drawing: it goes as far as that.
        Axis::Time => {
            let before = trace.record(plot.cursor.saturating_sub(1)).time;
            let first = Time(scale.value(scale.left).max(0.0).ceil() as u64);
            let last = Time(scale.value(scale.right).max(0.0) as u64);
            (before.max(first), trace.record(next).time.min(last))
        }
        Axis::Steps => (trace.record(plot.cursor).time, trace.record(next).time),
    };
    let (from, to) = match plot.options.axis {
        Axis::Time => (scale.x_time(trace, start), scale.x_time(trace, end)),
        Axis::Steps => (plot.now, scale.x_event(trace, next)),
    };
    let motion = Motion {
        from: Point::new(from, 0.0),
        to: Point::new(to.min(scale.right), 0.0),
        start,
        end,
    };
    // Two events at one moment: there is no time in which to move.
    (motion.end > motion.start).then_some(motion)
}
