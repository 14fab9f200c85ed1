//! Shapes: what a view draws, before anyone has decided how.
//!
//! # The vocabulary of classes
//!
//! All colour, dash and weight lives in `static/`, for exactly these classes. A group carries what
//! a thing *is* and how it stands; the shapes in it carry which part they are.
//!
//! ## On any group
//!
//! | class | meaning | also told by |
//! |---|---|---|
//! | `selected` `hovered` | this [`Target`] is selected, pointed at | page: outline, weight |
//! | `linked` | belongs to that: the ends of a message, an event's message and lane | weight |
//! | `now` | the event at the cursor, and its node | extra ring `node-now`, larger mark |
//! | `future` | lies after the cursor; also on single paths and lines | faint |
//! | `past` `after` `concurrent` | by happened-before, to the selected event | page: weight |
//! | `compared` | compared with the selected event, node | square `event-compared`, dashed border |
//! | `tone-plain` `tone-active` `tone-good` | a [`Tone`] | text; `node-box`: thin, thick, thin |
//! | `tone-warn` `tone-bad` | | text; `node-box`: dashed, dotted border |
//! | `look-request` | a [`Look`] | disc, solid line |
//! | `look-answer` | | hollow diamond, dashed line |
//! | `look-question` | | triangle, dotted line |
//! | `lost` | a message that is lost; on the stage not before it is | a `cross` at its end |
//! | `held` | a message that a person holds | dashed outline, the word "held" |
//! | `waiting` | a message at the door of a paused node | drawn at the door |
//! | `copy` | the second of a duplicated message | thinner line, `×2` |
//!
//! ## Stage ([`topology`](mod@super::topology))
//!
//! | class | on | what |
//! |---|---|---|
//! | `links` | path | every whole link, in one path |
//! | `link cut` | group | a cut link: line `cut-line` (dashed), path `cross` |
//! | `link cut one-way` | group | cut in one direction: the cross is nearer to the receiver |
//! | `node` | group | a participant; with `tone-…`, and `down` or `paused` |
//! | `node small` | group | one of a crowd that is not looked at; it has no label |
//! | `focus` | group | the card of one of a crowd: line `focus-line`, group `node focused` |
//! | `near-name` | text | the name of one of a crowd, beside it |
//! | `node-box` | rect, circle | its border; fill it opaquely, messages pass below |
//! | `node-now` | rect, circle | ring around the node of the current event |
//! | `node-name` `node-line` | text | full name (or code, when small), one short line |
//! | `node-badge` | text | its badge, monospaced; carries a `tone-…` of its own |
//! | `cell` | group | a cell, `durable` or `volatile`; with `tone-…`, and `changed` by this event |
//! | `cell-box` | rect | its border: solid or dashed by how it is kept, thick when it changed |
//! | `cell-label` `cell-value` | text | whose it is, when there is room; what it says |
//! | `cell-foot` | line | of a tone that is not plain: thick, thin, dashed, dotted |
//! | `cell-new` | path | a corner, of a cell that changed |
//! | `cells-more` | text | "+3" for cells without room; `changed` when one of them is |
//! | `cross` | path | on a node that is down, a cut link, a lost message |
//! | `pause` | path | two bars on a node that is paused |
//! | `loop` | path | where a message of a node to itself travels |
//! | `letter` | group | a message on its way; with `look-…`; moves by its [`Motion`] |
//! | `letter landed` | group | the message that arrived or was `lost` in the current event |
//! | `trail` | line | in a `letter`: from where it was sent to the mark; see below |
//! | `mark` | circle, path | in a `letter`: the disc, diamond or triangle |
//! | `letter-label` | text | its label, monospaced; give it a stroke in the page's colour below |
//! | `held-label` | text | the word "held" |
//!
//! The `from` end of a `trail` stays where the message was sent while the mark moves: in every
//! frame its `x1`, `y1` are `motion.from − (where the group is now)`.
//!
//! ## Space-time diagram ([`spacetime`](mod@super::spacetime))
//!
//! | class | on | what |
//! |---|---|---|
//! | `grid` | line | at a tick of the axis |
//! | `tick` `axis-name` | text | its time or event number; "time" or "event" |
//! | `rail` | line | the axis itself, where events of no single node are |
//! | `lane` | group | a node's lane |
//! | `lane-name` | text | its name, or its code when there are many |
//! | `lane-line` | line | its line; `lane-line down` (dotted), `lane-line paused` (dashed) |
//! | `fold` | group | lanes that are folded: rect `fold-band`, text `fold-name`, paths `ticks` |
//! | `lane-skew` | line | above the lane of a node whose clock is not true |
//! | `bar` | group | what lasts at a node; with `tone-…`: rect `bar-box`, text `bar-text` |
//! | `bar fork` | group | what stands side by side: rect `fork-box`, paths `strand`, `bar-text` |
//! | `split` | group | a partition: rect `split-band`, and path `cross` on the rail |
//! | `split one-way` | group | links cut in one direction: path `cut-arrow` with crosses |
//! | `letter` | group | an arrow; with `look-…` and the states above |
//! | `letter chain` | group | it carries the chain of causes between the two chosen events |
//! | `letter channel` | group | at the cut it is on its way |
//! | `letter orphan` | group | the cut has it arrive before it is sent: group `orphan-mark` |
//! | `letter leaving` | group | it is being dragged; `letter dragged` is where it would go |
//! | `hit` | path | invisible and wide, to point at an arrow easily |
//! | `arrow` | path | its line; the part after the cursor is another, `arrow future` |
//! | `arrow wait` | path | the stretch in which it was held or waited (dashed) |
//! | `head` | path | filled triangle, open angle or hollow triangle by `look-…` |
//! | `grip` | group | a head that can be dragged, with circle `catch` around it |
//! | `dragged-time` | text | when the dragged message would arrive |
//! | `copy-label` `held-label` | text | "×2", "held" |
//! | `event` | group | an event; with a `kind-…`, and `look-…` when it is about a message |
//! | `mark` `cross` `pause` | circle, path | its mark, see below |
//! | `event-now` | circle | ring around the mark of the current event |
//! | `event-selected` | circle | wider ring around the selected event |
//! | `event-compared` | path | square around the compared event |
//! | `chain-path` | path | broad and faint, below everything: the chain between the two |
//! | `chip` | group | a badge that changed; rect `chip-box`, text `chip-text`; with `tone-…` |
//! | `flag` | group | an announcement; path `flag-cloth`, text `flag-text` |
//! | `clocked` | group | an event's logical clock: text `clock-text` |
//! | `break` | group | a property first found broken: line `break-line`, path `cross` |
//! | `ticks` | path | many events of a lane at once; `ticks lost` for losses |
//! | `density` | path | many messages at once, as bars where they end; `look-…` or `lost` |
//! | `playhead` | group | line `playhead-line`, path `playhead-handle` at its foot; moves |
//! | `differs` | group | where this run departs from another: line `differs-line`, |
//! | | | path `differs-flag`, text `differs-text` |
//! | `ghost` | group | that other run: paths `ghost-arrows` `ghost-marks` `ghost-crosses` |
//! | `cut` | group | a cut, `consistent` or `inconsistent`; the verdict is text `cut-text` |
//! | `cut-whole` | group | its line, path `cut-path`, with path `hit` to catch it |
//! | `cut-handle` | group | on each lane: circle `cut-knob`, with circle `catch` around it |
//!
//! ## Charts ([`chart`](mod@super::chart), [`histogram`](mod@super::histogram))
//!
//! | class | on | what |
//! |---|---|---|
//! | `curve` | group | a line, with `ink-…` `dash-…`; `chosen` or `aside` when one is |
//! | `curve-line` `curve-ticks` | path | its line, dashed by `dash-…`; its ticks below the axis |
//! | `curve end` | group | its name at its right end: text `curve-name` |
//! | `bar shade` | group | what lasts: path `shade-area`, and in its row rect `bar-box` |
//! | `veil` | rect | over what is to come; opaque when `discreet` |
//! | `level` | group | a value across: line `level-line`, text `level-text`; with `tone-…` |
//! | `bins` `fit` `tail` | path | what was observed, what was fitted, the tail of that |
//! | `tail-line` | line | where the tail begins |
//!
//! A group with a [`Grip`] can be dragged.
//!
//! Kinds of events and their marks: `kind-start` a stroke, `kind-deliver` the mark of its look,
//! `kind-lost` a `cross`, `kind-timer` a ring, `kind-forced` a bar, `kind-command` and `kind-fate`
//! (both a person's) a square held from above, `kind-fault` a `cross`, two bars (`pause`), a clock
//! (`mark clock`), a check mark (`mark tick`) when it mends something, or a hollow square held
//! from above when it breaks something later or nothing at all.
//!
//! `future` must win over every other rule about opacity. Shade `split-band` by `fill-opacity`, so
//! that `future` still counts. `hit` needs a transparent stroke and `pointer-events: stroke`,
//! `catch` a transparent fill and `pointer-events: all`.
//!
//! [`Tone`]: crate::lesson::Tone
//! [`Look`]: crate::lesson::Look

use crate::sim::time::{NodeId, Time};
use std::borrow::Cow;

/// A drawing in its own coordinates.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Scene {
    /// Width in units.
    pub width: f64,
    /// Height in units.
    pub height: f64,
    /// What the drawing shows, for people who do not see it.
    pub label: String,
    /// Back to front.
    pub shapes: Vec<Shape>,
}

impl Scene {
    /// How many elements the page makes of it: a group is one and a `<title>` for its label.
    pub fn elements(&self) -> usize {
        self.shapes.iter().map(Shape::elements).sum()
    }
}

/// CSS classes; all colour and line style lives in `static/`.
pub type Class = Cow<'static, str>;

/// One shape.
#[derive(Clone, Debug, PartialEq)]
pub enum Shape {
    /// A straight line.
    Line { from: Point, to: Point, class: Class },
    /// An SVG path.
    Path { d: String, class: Class },
    /// A circle.
    Circle { at: Point, r: f64, class: Class },
    /// A rectangle with round corners.
    Rect { at: Point, width: f64, height: f64, r: f64, class: Class },
    /// A line of text.
    Text { at: Point, anchor: Anchor, text: String, class: Class },
    /// Shapes that belong together.
    Group(Group),
}

impl Shape {
    /// A straight line.
    pub fn line(from: Point, to: Point, class: impl Into<Class>) -> Shape {
        let class = class.into();
        Shape::Line { from, to, class }
    }

    /// An SVG path.
    pub fn path(d: impl Into<String>, class: impl Into<Class>) -> Shape {
        let (d, class) = (d.into(), class.into());
        Shape::Path { d, class }
    }

    /// A line of text.
    pub fn text(
        at: Point,
        anchor: Anchor,
        text: impl Into<String>,
        class: impl Into<Class>,
    ) -> Shape {
        Shape::Text { at, anchor, text: text.into(), class: class.into() }
    }

    fn elements(&self) -> usize {
        match self {
            Shape::Group(group) => {
                let inner: usize = group.shapes.iter().map(Shape::elements).sum();
                1 + usize::from(group.label.is_some()) + inner
            }
            _ => 1,
        }
    }
}

/// Shapes that belong together, move together or mean one thing.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Group {
    /// Where its origin is.
    pub at: Point,
    /// Its classes.
    pub class: Class,
    /// What it stands for, so that pointing at it selects that thing in every view.
    pub target: Option<Target>,
    /// What it is, in words, for a tooltip and for people who do not see it.
    pub label: Option<String>,
    /// How it moves while time passes between two events.
    pub motion: Option<Motion>,
    /// What is dragged when it is caught.
    pub grip: Option<Grip>,
    /// Its shapes, back to front.
    pub shapes: Vec<Shape>,
}

/// A place in a scene.
#[derive(Copy, Clone, Debug, Default, PartialEq)]
pub struct Point {
    /// To the right.
    pub x: f64,
    /// Down.
    pub y: f64,
}

impl Point {
    /// A place.
    pub const fn new(x: f64, y: f64) -> Point {
        Point { x, y }
    }

    /// The place `share` of the way from here to `other`.
    pub fn toward(self, other: Point, share: f64) -> Point {
        Point { x: self.x + (other.x - self.x) * share, y: self.y + (other.y - self.y) * share }
    }

    /// How far `other` is.
    pub fn distance(self, other: Point) -> f64 {
        let (x, y) = (other.x - self.x, other.y - self.y);
        (x * x + y * y).sqrt()
    }
}

/// Which end of a text is at its place.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum Anchor {
    /// The left end.
    Start,
    /// The middle.
    Middle,
    /// The right end.
    End,
}

/// A thing of the run that can be pointed at.
#[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Target {
    /// A node.
    Node(NodeId),
    /// An event, by its number.
    Event(u32),
    /// A message: an index into [`Trace::letters`](crate::lesson::Trace::letters).
    Letter(u32),
}

/// A handle: what follows the pointer when a group is caught and dragged.
#[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Grip {
    /// The head of the arrow of this message, along the receiver's lane: it arrives at another
    /// time.
    Head(u32),
    /// Where the cut passes this node's lane.
    Cut(NodeId),
    /// The cut as a whole.
    Line,
}

/// A movement by simulated time: at `from` at time `start`, at `to` at time `end`.
#[derive(Copy, Clone, Debug, PartialEq)]
pub struct Motion {
    /// Where it starts.
    pub from: Point,
    /// Where it ends.
    pub to: Point,
    /// When it starts.
    pub start: Time,
    /// When it ends.
    pub end: Time,
}

impl Motion {
    /// Where it is at `time`.
    pub fn at(&self, time: Time) -> Point {
        let whole = self.end.since(self.start).0;
        let share = match whole {
            0 => 1.0,
            _ => (time.since(self.start).0 as f64 / whole as f64).min(1.0),
        };
        self.from.toward(self.to, share)
    }
}
