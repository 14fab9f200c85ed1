//! The stage: who is there, what they hold, and what is on its way between them.

use super::cards::{self, Row};
use super::crowd;
use super::flights;
use super::marks;
use super::ring::{CARD_WIDE, Form, Needs, Ring};
use super::routes::usual;
use super::scene::{Group, Point, Scene, Shape, Target};
use super::stroke::Stroke;
use super::tags::{Placer, Space};
use super::words::{self, mark_target};
use crate::lesson::trace::Trace;
use crate::lesson::{Card, Cell};
use crate::sim::sorted::SortedSet;
use crate::sim::time::{NodeId, Time};
use crate::sim::world::Status;

/// With more pairs than these, links would be a grey disc.
const LINKS_MAX: usize = 1_500;
/// At most so many cut links are drawn one by one.
const CUTS_MAX: usize = 300;

/// How the stage is to be drawn.
#[derive(Clone, Debug, PartialEq)]
pub struct TopologyOptions {
    /// Width in units.
    pub width: f64,
    /// Height in units.
    pub height: f64,
    /// What is selected.
    pub selected: Option<Target>,
    /// What is pointed at.
    pub hovered: Option<Target>,
    /// The node that the selected one is compared with.
    pub compared: Option<NodeId>,
    /// At most code and badge of each node; discs when even that is too much.
    pub compact: bool,
}

impl Default for TopologyOptions {
    fn default() -> Self {
        TopologyOptions {
            width: 760.0,
            height: 380.0,
            selected: None,
            hovered: None,
            compared: None,
            compact: false,
        }
    }
}

/// A stage at a moment.
pub struct Stage<'t> {
    /// The run.
    pub trace: &'t Trace,
    /// The moment.
    pub cursor: u32,
    /// How it is to be drawn.
    pub options: &'t TopologyOptions,
    /// Where everybody is.
    pub ring: Ring,
    /// How rows of cells are drawn, when there is room for them.
    pub row: Option<Row>,
}

impl Stage<'_> {
    /// The time of the cursor's event.
    pub fn now(&self) -> Time {
        self.trace.record(self.cursor).time
    }

    /// Whether a card covers a part of this.
    pub fn covers(&self, space: &Space) -> bool {
        let (width, height) = (self.ring.width, self.ring.height);
        let mut cards = self.ring.places.iter();
        cards.any(|place| Space::around(*place, width, height).overlaps(space))
    }

    /// Appends `selected` and `hovered` when `target` is. An event is shown by its node and its
    /// message: what is pointed at in one view is marked in all.
    pub fn mark(&self, class: &mut String, target: Target) {
        let shows = |of: Option<Target>| match of {
            Some(Target::Event(at)) if at <= self.trace.last() => {
                let record = self.trace.record(at);
                let (node, letter) = (record.node, record.message);
                let shown = node.map(Target::Node) == Some(target)
                    || letter.map(Target::Letter) == Some(target);
                shown.then_some(target)
            }
            other => other,
        };
        mark_target(class, target, shows(self.options.selected), shows(self.options.hovered));
    }
}

/// The cluster after event `cursor`, and the messages then on their way.
pub fn topology(trace: &Trace, cursor: u32, options: &TopologyOptions) -> Scene {
    let cursor = cursor.min(trace.last());
    let options = &sized(options);
    let ring = ring(trace, options);
    let row = cards::row(trace).filter(|_| ring.cells);
    let stage = Stage { trace, cursor, options, ring, row };
    let cuts = trace.stage().cuts(cursor);
    let links = links(&stage, &cuts);
    let mut placer = Placer::default();
    for place in &stage.ring.places {
        placer.take(Space::around(*place, stage.ring.width, stage.ring.height));
    }
    let usual = usual(trace);
    let letters = flights::letters(&stage, usual, &mut placer);
    let cards = trace.stage().glances(cursor);
    // Only cells are compared with what they were; the start changed nothing.
    let before = cursor.checked_sub(1).filter(|_| stage.row.is_some());
    let before = before.map(|at| trace.stage().glances(at));
    let before = before.as_ref().unwrap_or(&cards);
    let statuses = trace.stage().statuses(cursor);
    let focus = stage.focus().filter(|_| stage.crowded()).and_then(|node| {
        let card = (&cards[node.index()], before[node.index()].cells.as_slice());
        crowd::focused(&stage, node, card, statuses[node.index()])
    });
    let (mut down, mut nodes) = (0, Vec::with_capacity(cards.len()));
    let ids = (0..).map(NodeId);
    for (((id, card), old), status) in ids.zip(&cards).zip(before).zip(&statuses) {
        down += usize::from(*status == Status::Down);
        nodes.push(Shape::Group(node(&stage, id, (card, &old.cells), *status)));
    }
    let names = crowd::names(&stage, &mut placer);
    let parts = [links, letters.below, focus.into_iter().collect(), nodes, letters.above, names];
    let shapes = match stage.crowded() {
        // Each part has a place of its own: one message more would otherwise make every element
        // of the crowd that of its neighbour.
        true => parts.map(crowd::part).into(),
        false => parts.into_iter().flatten().collect(),
    };
    let flying = trace.in_flight(cursor).count();
    Scene {
        width: options.width,
        height: options.height,
        label: format!(
            "Stage at {}: {} nodes, {down} down, {flying} messages on their way.",
            stage.now(),
            trace.cast.len(),
        ),
        shapes,
    }
}

/// Who stands left and who right of the endless line that is drawn from `a` to `b`, as seen by
/// somebody who walks along it; on the line counts as left. Drawn downwards, left is where the
/// reader's right is.
pub fn sides_of_line(
    trace: &Trace,
    options: &TopologyOptions,
    a: Point,
    b: Point,
) -> (Vec<NodeId>, Vec<NodeId>) {
    let places = ring(trace, &sized(options)).places;
    let turn = |at: Point| (b.x - a.x) * (at.y - a.y) - (b.y - a.y) * (at.x - a.x);
    // Downwards is positive here, so a turn to the right is.
    let sides = (0..).map(NodeId).zip(places).partition(|(_, place)| turn(*place) <= 0.0);
    let ids = |some: Vec<(NodeId, Point)>| some.into_iter().map(|(id, _)| id).collect();
    let (left, right): (Vec<_>, Vec<_>) = sides;
    (ids(left), ids(right))
}

/// Options with a size that can be drawn.
pub(super) fn sized(options: &TopologyOptions) -> TopologyOptions {
    let size = |size: f64| if size.is_finite() { size.max(40.0) } else { 40.0 };
    let (width, height) = (size(options.width), size(options.height));
    TopologyOptions { width, height, ..options.clone() }
}

pub(super) fn ring(trace: &Trace, options: &TopologyOptions) -> Ring {
    let stage = Point::new(options.width, options.height);
    let largest = if options.compact { Form::Tag } else { Form::Card };
    let loops = trace.letters.iter().any(|letter| letter.name.from == letter.name.to);
    Ring::new(
        &trace.cast,
        stage,
        Needs {
            largest,
            loops,
            cells: cards::row(trace).map(|row| row.card(CARD_WIDE.1)),
            badge: cards::widest_badge(trace),
        },
    )
}

/// Thin lines between all who talk to each other, and what is cut among them.
fn links(stage: &Stage<'_>, cuts: &SortedSet<(NodeId, NodeId)>) -> Vec<Shape> {
    let pairs = &stage.trace.links;
    let cut = |a: NodeId, b: NodeId| (cuts.contains(&(a, b)), cuts.contains(&(b, a)));
    let mut whole = Stroke::default();
    let mut cut_links = Vec::new();
    for (a, b) in pairs {
        match cut(*a, *b) {
            (false, false) if pairs.len() <= LINKS_MAX => {
                let (from, to) = (stage.ring.places[a.index()], stage.ring.places[b.index()]);
                whole = whole.moved(from.x, from.y).to(to.x, to.y);
            }
            (false, false) => {}
            (true, true) => cut_links.push((*a, *b, false)),
            (true, false) => cut_links.push((*a, *b, true)),
            (false, true) => cut_links.push((*b, *a, true)),
        }
    }
    let mut shapes = Vec::new();
    if !whole.is_empty() {
        shapes.push(Shape::path(whole, "links"));
    }
    let shown = cut_links.into_iter().take(CUTS_MAX);
    shapes.extend(shown.map(|(a, b, one_way)| cut_link(stage, a, b, one_way)));
    shapes
}

fn cut_link(stage: &Stage<'_>, a: NodeId, b: NodeId, one_way: bool) -> Shape {
    let (from, to) = (stage.ring.places[a.index()], stage.ring.places[b.index()]);
    let (name, other) = (stage.trace.name(a), stage.trace.name(b));
    // The cross of a one-way cut is at the end that does not hear.
    let (class, share, label) = match one_way {
        true => ("link cut one-way", 0.66, format!("cut: nothing gets from {name} to {other}")),
        false => ("link cut", 0.5, format!("cut: nothing gets between {name} and {other}")),
    };
    let r = if stage.ring.form == Form::Disc { 2.5 } else { 5.0 };
    Shape::Group(Group {
        class: class.into(),
        label: Some(label),
        shapes: vec![
            Shape::line(from, to, "cut-line"),
            marks::cross(from.toward(to, share), r, "cross"),
        ],
        ..Group::default()
    })
}

fn node(stage: &Stage<'_>, id: NodeId, (card, old): (&Card, &[Cell]), status: Status) -> Group {
    let (trace, ring) = (stage.trace, &stage.ring);
    let mut class = format!("node {}", words::tone_class(card.tone));
    match status {
        Status::Up => {}
        Status::Paused => class.push_str(" paused"),
        Status::Down => class.push_str(" down"),
    }
    let record = trace.record(stage.cursor);
    let now = record.node == Some(id);
    let mut shapes = Vec::new();
    if now {
        class.push_str(" now");
        let grow = if ring.form == Form::Disc { 2.0 } else { 4.0 };
        shapes.push(border(ring, grow, "node-now"));
    }
    shapes.push(border(ring, 0.0, "node-box"));
    let since = words::stopped_at(trace, id, stage.cursor).unwrap_or_default();
    match ring.form {
        Form::Card => shapes.extend(cards::card(stage, id, (card, old), status, since)),
        Form::Tag => shapes.extend(cards::tag(stage, id, card, status)),
        Form::Disc => shapes.extend(cards::disc(stage, id, status)),
    }
    if stage.options.compared == Some(id) {
        class.push_str(" compared");
    }
    // Of a crowd only one is reached by the tab key and told to who does not see; the rest are
    // named when they are pointed at, and chosen by key or by name.
    let small = stage.crowded() && stage.focus().unwrap_or(NodeId(0)) != id;
    if small {
        class.push_str(" small");
    }
    let target = Target::Node(id);
    stage.mark(&mut class, target);
    Group {
        at: ring.places[id.index()],
        class: class.into(),
        target: Some(target),
        label: (!small).then(|| words::node(trace, id, card, status, since)),
        shapes,
        ..Group::default()
    }
}

/// The border of a participant, so much larger.
pub fn border(ring: &Ring, grow: f64, class: &'static str) -> Shape {
    if ring.form == Form::Disc {
        return marks::disc(ring.width / 2.0 + grow, class);
    }
    let (half_wide, half_high) = (ring.width / 2.0 + grow, ring.height / 2.0 + grow);
    let r = if ring.form == Form::Card { 12.0 } else { 9.0 };
    Shape::Rect {
        at: Point::new(-half_wide, -half_high),
        width: 2.0 * half_wide,
        height: 2.0 * half_high,
        r: r + grow,
        class: class.into(),
    }
}
