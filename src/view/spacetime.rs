//! The space-time diagram: a lane per node, an arrow per message (Lamport 1978).
//!
//! Everything is drawn while there is room. As more of a run becomes visible the drawing gives up,
//! in this order: labels and chips, single arrows and events; never the playhead and its event,
//! crashes, partitions, flags and broken properties. So ten thousand events stay below
//! [`ELEMENTS_MAX`] elements.

use super::arrows::{self, Care};
use super::bars;
use super::cuts;
use super::dense;
use super::events::{self, Turns};
use super::focus;
use super::fold;
use super::ghosts;
use super::lanes;
use super::playhead::playhead;
use super::plot::{self, Plot};
use super::routes;
use super::scale::{self, Scale};
use super::scene::{Point, Scene, Shape, Target};
use super::tags::{self, Placer, Space};
use super::words;
use crate::lesson::cut::Cut;
use crate::lesson::trace::{Letter, RecordKind, Trace};
use crate::sim::sorted::sort_by_key;
use crate::sim::time::{NodeId, Time};
use std::fmt;
use std::rc::Rc;

/// At most so many elements; see [`Scene::elements`].
pub const ELEMENTS_MAX: usize = 4_500;
/// What one event, one message and one tag cost when drawn with full care, and without.
const COST_FULL: (usize, usize, usize) = (4, 9, 3);
const COST_PLAIN: (usize, usize, usize) = (2, 2, 0);
/// What a clock costs, with any care.
const COST_CLOCK: usize = 2;
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
    /// Whose lanes are shown, everybody else being folded into a band; `None`: all of them.
    pub lanes: Option<Rc<[NodeId]>>,
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
    /// Whether chips and flags of what is to come are kept back, while a question is open.
    pub discreet: bool,
    /// Whether every event's logical clock is written beside it, where there is room.
    pub clocks: bool,
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
            lanes: None,
            axis: Axis::Time,
            from: 0.0,
            to: 1.0,
            selected: None,
            hovered: None,
            discreet: false,
            clocks: false,
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
    let ghost = options.ghost.as_ref().and_then(|other| ghosts::ghost(&plot, other));
    shapes.extend(ghost.map(Shape::Group));
    shapes.extend(lanes::splits(&plot));
    shapes.extend(fold::band(&plot));
    shapes.extend(lanes::lanes(&plot));
    let bars = bars::bars(&plot);
    let barred: Vec<Space> = bars.iter().flat_map(bars::spaces).collect();
    shapes.extend(bars);
    shapes.extend(focus::chain(&plot));
    let visible = Visible::new(&plot);
    let mut placer = Placer::default();
    match visible.detail {
        Detail::Full => full(&plot, &visible, &mut placer, &mut shapes),
        Detail::Plain => plain(&plot, &visible, &mut placer, &mut shapes),
        Detail::Dense => crowd(&plot, &visible, &mut placer, &mut shapes),
    }
    let dragged = options.dragged.and_then(|(id, time)| arrows::dragged(&plot, id, time));
    shapes.extend(dragged.map(Shape::Group));
    shapes.extend(lanes::differs(&plot));
    shapes.extend(playhead(&plot));
    if options.clocks {
        barred.into_iter().for_each(|space| placer.take(space));
        // Above the playhead, which would strike one of them out.
        clocks(&plot, &visible, &mut placer, &mut shapes);
    }
    shapes.extend(cuts::cut(&plot).map(Shape::Group));
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
    detail: Detail,
}

impl Visible {
    fn new(plot: &Plot<'_>) -> Visible {
        let trace = plot.trace;
        // What the reader looks at lies above what is only near.
        let all = plot.scale.events(trace).filter(|at| fold::tells(plot, *at));
        let (above, mut events): (Vec<u32>, Vec<u32>) =
            all.partition(|at| dense::matters(plot, *at));
        events.extend(above);
        let seen = |letter: &Letter| {
            let (begin, end) = routes::span(plot, letter);
            begin <= plot.scale.right && end >= plot.scale.left
        };
        let told = |id: u32, letter: &Letter| {
            fold::carries(plot, letter) || plot.focus.stands_out(Target::Letter(id))
        };
        let letters = (0..).zip(&trace.letters);
        let letters = letters.filter(|(id, letter)| told(*id, letter) && seen(letter));
        let letters: Vec<u32> = letters.map(|(id, _)| id).collect();
        let tagged = |event: &&u32| {
            let record = trace.record(**event);
            record.chip.is_some() || record.notes.iter().any(|note| note.flag.is_some())
        };
        let tags = events.iter().filter(tagged).count();
        let bars: usize = trace.bars.iter().take(bars::BARS_MAX).map(bars::cost).sum();
        let lanes = bars + 4 * plot.lanes.shown + 4 * trace.stretches.len().min(SINGLES_MAX);
        let clocked = |event: &&u32| plot.options.clocks && trace.record(**event).clock.is_some();
        let clocks = COST_CLOCK * events.iter().filter(clocked).count();
        let room = ROOM.saturating_sub(lanes);
        let fits = |(event, letter, tag): (usize, usize, usize)| {
            event * events.len() + letter * letters.len() + tag * tags + clocks <= room
        };
        let detail = match (fits(COST_FULL), fits(COST_PLAIN)) {
            (true, _) => Detail::Full,
            (false, true) => Detail::Plain,
            (false, false) => Detail::Dense,
        };
        Visible { events, letters, turns: events::turns(plot), detail }
    }
}

fn full(plot: &Plot<'_>, visible: &Visible, placer: &mut Placer, shapes: &mut Vec<Shape>) {
    let arrow = |id: &u32| arrows::arrow(plot, *id, Care::Full);
    shapes.extend(visible.letters.iter().filter_map(arrow).map(Shape::Group));
    for at in &visible.events {
        let label = words::event(plot.trace, *at);
        shapes.push(Shape::Group(events::event(plot, *at, &visible.turns, Some(label))));
    }
    label(plot, visible, placer, shapes, |_| true);
    for id in &visible.letters {
        let letter = &plot.trace.letters[*id as usize];
        let Some((at, text, width)) = arrows::remark(plot, letter) else {
            continue;
        };
        let space = Space::around(Point::new(at.x, at.y - 3.5), width, 11.0);
        if placer.place([space]).is_some() {
            shapes.push(text);
        }
    }
}

fn plain(plot: &Plot<'_>, visible: &Visible, placer: &mut Placer, shapes: &mut Vec<Shape>) {
    let arrow = |id: &u32| arrows::arrow(plot, *id, Care::Plain);
    shapes.extend(visible.letters.iter().filter_map(arrow).map(Shape::Group));
    for at in &visible.events {
        let label = dense::matters(plot, *at).then(|| words::event(plot.trace, *at));
        shapes.push(Shape::Group(events::event(plot, *at, &visible.turns, label)));
    }
    label(plot, visible, placer, shapes, |at| has_flag(plot, at));
}

fn crowd(plot: &Plot<'_>, visible: &Visible, placer: &mut Placer, shapes: &mut Vec<Shape>) {
    let trace = plot.trace;
    let letters = visible.letters.iter();
    shapes.extend(dense::density(plot, letters.map(|id| &trace.letters[*id as usize])));
    let singles = singles(plot, visible);
    let arrow = |id: &u32| arrows::arrow(plot, *id, Care::Full);
    shapes.extend(singles.iter().filter_map(arrow).map(Shape::Group));
    shapes.extend(dense::ticks(plot, &visible.events));
    let fault = |at: u32| trace.record(at).kind == RecordKind::Fault;
    let looked =
        |at: &&u32| dense::matters(plot, **at) || plot.focus.stands_out(Target::Event(**at));
    let faults = visible.events.iter().filter(|at| fault(**at) && !looked(at));
    let singles = faults.take(SINGLES_MAX);
    for at in singles.chain(visible.events.iter().filter(looked)) {
        let label = words::event(trace, *at);
        shapes.push(Shape::Group(events::event(plot, *at, &visible.turns, Some(label))));
    }
    label(plot, visible, placer, shapes, |at| has_flag(plot, at));
}

/// The messages that are drawn one by one among the many, the most telling last.
fn singles(plot: &Plot<'_>, visible: &Visible) -> Vec<u32> {
    let trace = plot.trace;
    let current = trace.record(plot.cursor);
    let now = |id: u32, letter: &Letter| {
        current.message == Some(id)
            || letter.sent_by == plot.cursor
            || dense::matters(plot, letter.sent_by)
    };
    let telling = |id: u32, letter: &Letter| {
        plot.focus.stands_out(Target::Letter(id))
            || plot.focus.carries(letter)
            || plot.focus.is_orphan(id)
    };
    let (mut first, mut then) = (Vec::new(), Vec::new());
    for id in &visible.letters {
        let letter = &trace.letters[*id as usize];
        if telling(*id, letter) {
            first.push(*id);
        } else if now(*id, letter) {
            then.push(*id);
        }
    }
    first.truncate(SINGLES_MAX);
    then.truncate(SINGLES_MAX - first.len());
    then.extend(first);
    then
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
    let told = |at: &&u32| !plot.options.discreet || **at <= plot.cursor;
    let events = || visible.events.iter().filter(told);
    shapes.extend(events().filter_map(|at| events::broken(plot, *at)).map(Shape::Group));
    let (first, mut rest): (Vec<u32>, Vec<u32>) =
        events().filter(|at| wanted(**at)).partition(|at| dense::matters(plot, **at));
    if visible.detail != Detail::Full && rest.len() > SINGLES_MAX {
        // Of too many, those around the playhead.
        sort_by_key(&mut rest, |at| (at.abs_diff(plot.cursor), *at));
        rest.truncate(SINGLES_MAX);
    }
    for at in first.into_iter().chain(rest) {
        tags::tags(plot, at, placer, shapes);
    }
}

/// The clocks of events, after everything else that is written: of what the reader looks at first,
/// and of nothing else when the events themselves cannot be told apart.
fn clocks(plot: &Plot<'_>, visible: &Visible, placer: &mut Placer, shapes: &mut Vec<Shape>) {
    let looked = |at: u32| dense::matters(plot, at) || plot.focus.compares(at);
    let told = |at: &u32| !plot.options.discreet || *at <= plot.cursor;
    let events = visible.events.iter().copied().filter(told);
    let (first, mut rest): (Vec<u32>, Vec<u32>) = events.partition(|at| looked(*at));
    if visible.detail == Detail::Dense {
        rest.clear();
    }
    shapes.extend(first.into_iter().chain(rest).filter_map(|at| tags::clock(plot, at, placer)));
}
