//! Where things of a run are on the space-time diagram, and how each is related to the cursor
//! and to the selected event.
//!
//! ```text
//!            ticks
//! axis   ────┼─────────┼────── rail: events of no single node
//! A      ●──────●────▶────●─── lanes, `gap` apart
//! B      ────●─────────●──────
//! gutter left              right
//! ```

use super::focus::Focus;
use super::fold::{BAND, Lanes};
use super::routes;
use super::scale::Scale;
use super::scene::{Point, Target};
use super::spacetime::SpacetimeOptions;
use super::words::{Face, fit, text_width};
use crate::lesson::trace::{Ending, Letter, RecordKind, Relation, Trace};
use crate::sim::simulation::Loss;
use crate::sim::time::{NodeId, Span};

/// The height of the rail.
pub const RAIL: f64 = 24.0;
/// The height of one row of chips.
pub const ROW: f64 = 16.0;
/// The height of the playhead's handle.
pub const HANDLE: f64 = 9.0;
/// Below this width a diagram shows codes instead of names.
const NARROW: f64 = 520.0;
/// Lanes are not further apart.
const ROOMIEST: f64 = 84.0;
/// Lanes so far apart have room for two rows of chips, or for one.
const TWO_ROWS: f64 = 40.0;
const ONE_ROW: f64 = 26.0;
/// The share of a lane that is below the last one, and the least that is.
const BELOW: f64 = 0.45;
const BELOW_LEAST: f64 = 12.0;
/// What is left free below the drawing.
const SPARE: f64 = 4.0;
/// In a room as low as in a page's frame, lanes are close.
const LOW: f64 = 150.0;
const NAME_SIZE: f64 = 12.0;
const NAME_GAP: f64 = 11.0;
const MARGIN_RIGHT: f64 = 12.0;

/// The diagram's geometry.
pub struct Plot<'t> {
    /// The run.
    pub trace: &'t Trace,
    /// How it is to be drawn.
    pub options: &'t SpacetimeOptions,
    /// The event at the playhead.
    pub cursor: u32,
    /// The horizontal.
    pub scale: Scale,
    /// Where the playhead is.
    pub now: f64,
    /// The distance between lanes.
    pub gap: f64,
    /// How many rows of chips fit above a lane.
    pub rows: u32,
    /// What is looked at.
    pub focus: Focus,
    /// How long a message usually takes.
    pub usual: Span,
    /// Whose lanes are shown.
    pub lanes: Lanes,
    first_lane: f64,
}

impl<'t> Plot<'t> {
    /// The geometry of `trace` under `options`.
    pub fn new(trace: &'t Trace, cursor: u32, options: &'t SpacetimeOptions) -> Plot<'t> {
        let cursor = cursor.min(trace.last());
        let gap = lane_gap(options);
        let (left, right) = sides(trace, options);
        let window = (options.from, options.to);
        let scale = Scale::new(trace, options.axis, window, left, right);
        let rows = rows(gap);
        Plot {
            trace,
            options,
            cursor,
            now: scale.x_event(trace, cursor),
            scale,
            gap,
            rows,
            first_lane: RAIL + 12.0 + f64::from(rows) * ROW,
            focus: Focus::new(trace, options),
            usual: routes::usual(trace),
            lanes: Lanes::new(trace, options),
        }
    }

    /// The lane of a node; of one that is folded its place in the band.
    pub fn lane(&self, node: NodeId) -> f64 {
        match self.lanes.row(node) {
            Some(row) => self.first_lane + self.gap * f64::from(row),
            None => self.band() + self.lanes.depth(node),
        }
    }

    /// The upper end of the band below the lanes that are shown.
    pub fn band(&self) -> f64 {
        let lanes = self.lanes.shown.max(1) as f64;
        self.first_lane + self.gap * (lanes - 1.0) + (self.gap * BELOW).max(BELOW_LEAST)
    }

    /// The lower end of the plot.
    pub fn bottom(&self) -> f64 {
        self.band() + if self.lanes.folded() > 0 { BAND + 2.0 } else { 0.0 }
    }

    /// The height of the whole drawing; the playhead's handle is below the plot.
    pub fn height(&self) -> f64 {
        self.bottom() + HANDLE + 2.0
    }

    /// Where event `at` is.
    pub fn place(&self, at: u32) -> Point {
        let record = self.trace.record(at);
        let x = self.scale.x_event(self.trace, at);
        let ends = matches!(record.kind, RecordKind::Deliver | RecordKind::Lost);
        let letter =
            record.message.filter(|_| ends).and_then(|id| self.trace.letters.get(id as usize));
        let y = match (letter, record.node) {
            (Some(letter), _) => self.letter_end(letter),
            (None, Some(node)) => self.lane(node),
            (None, None) => RAIL,
        };
        Point::new(x, y)
    }

    /// The height at which a message ends: the receiver's lane, its door, or the middle of
    /// nowhere.
    pub fn letter_end(&self, letter: &Letter) -> f64 {
        let (from, to) = (self.lane(letter.name.from), self.lane(letter.name.to));
        let apart = f64::from(letter.name.to.0) - f64::from(letter.name.from.0);
        match letter.ending {
            Ending::Lost(..) if apart == 0.0 => to - self.loop_height(),
            Ending::Lost(_, Loss::Down) => to - apart.signum() * self.door(),
            Ending::Lost(..) if letter.held.is_some() => self.held_height(letter),
            Ending::Lost(..) => {
                // Halfway may be on a third node's lane, as if that node had lost it.
                let lanes = apart.abs() / 2.0;
                let aside = if lanes.fract() == 0.0 { 0.4 } else { 0.0 };
                from + apart.signum() * (lanes - aside) * self.gap
            }
            Ending::Open(None) if letter.held.is_none() => to - apart.signum() * self.door(),
            Ending::Arrived(_) | Ending::Open(_) => to,
        }
    }

    /// The height at which a message is held.
    pub fn held_height(&self, letter: &Letter) -> f64 {
        let (from, to) = (self.lane(letter.name.from), self.lane(letter.name.to));
        from + (to - from) * 0.4
    }

    /// How far before a lane a message stops that is not let in.
    pub fn door(&self) -> f64 {
        (self.gap * 0.3).min(11.0)
    }

    /// How far above its lane a message of a node to itself travels.
    pub fn loop_height(&self) -> f64 {
        (self.gap * 0.55).min(20.0)
    }

    /// How event `at` is related to the selected one; `None` when no event is selected.
    pub fn relation(&self, at: u32) -> Option<Relation> {
        self.focus.relation(at)
    }

    /// The classes of event `at` that depend on where the reader is.
    pub fn states(&self, class: &mut String, target: Target, at: u32, relation: Option<Relation>) {
        if at > self.cursor {
            class.push_str(" future");
        }
        class.push_str(relation_class(relation));
        self.focus.mark(class, target);
    }

    /// How a message is related to the selected event: it carries what its end knows.
    pub fn letter_relation(&self, letter: &Letter) -> Option<Relation> {
        let sent = self.relation(letter.sent_by)?;
        let arrived = match letter.ending {
            Ending::Arrived(event) => self.relation(event),
            Ending::Lost(..) | Ending::Open(_) => None,
        };
        Some(match (sent, arrived) {
            (_, Some(Relation::Before | Relation::Same)) => Relation::Before,
            (Relation::After | Relation::Same, _) => Relation::After,
            _ => Relation::Concurrent,
        })
    }

    /// How a lane is called where there is little room.
    pub fn lane_name(&self, node: NodeId) -> Option<String> {
        let every = (NAME_GAP / self.gap).ceil().max(1.0) as u16;
        let shown = node.0.is_multiple_of(every);
        let room = self.scale.left - 18.0;
        let name = lane_text(self.trace, self.options, node);
        shown.then(|| fit(name, room, NAME_SIZE, Face::Sans))
    }
}

/// The class of a relation to the selected event: `a` is the event, `b` the selected one.
pub fn relation_class(relation: Option<Relation>) -> &'static str {
    match relation {
        Some(Relation::Before) => " past",
        Some(Relation::After) => " after",
        Some(Relation::Concurrent) => " concurrent",
        Some(Relation::Same) | None => "",
    }
}

/// The width of the drawing: what was asked for, if that can be drawn at all.
pub fn width(options: &SpacetimeOptions) -> f64 {
    match options.width.is_finite() {
        true => options.width.max(160.0),
        false => 760.0,
    }
}

/// The left and right end of the plot within the drawing.
pub fn sides(trace: &Trace, options: &SpacetimeOptions) -> (f64, f64) {
    let ids = (0..).map(NodeId).take(trace.cast.len());
    let widest = ids
        .map(|id| text_width(lane_text(trace, options, id), NAME_SIZE, Face::Sans))
        .fold(0.0, f64::max);
    let width = width(options);
    let left = (widest + 26.0).clamp(36.0, (width * 0.3).clamp(36.0, 150.0));
    (left, width - MARGIN_RIGHT)
}

fn lane_text<'t>(trace: &'t Trace, options: &SpacetimeOptions, node: NodeId) -> &'t str {
    let actor = &trace.cast[node.index()];
    match options.width < NARROW || lane_gap(options) < 14.0 {
        true => &actor.code,
        false => &actor.name,
    }
}

/// How many rows of chips have room above a lane when lanes are so far apart.
fn rows(gap: f64) -> u32 {
    match gap {
        gap if gap >= TWO_ROWS => 2,
        gap if gap >= ONE_ROW => 1,
        _ => 0,
    }
}

/// The distance between lanes at which a diagram of so many is as high as its room, as far as
/// lanes can be read and are not torn apart.
pub fn lane_height(lanes: usize, room: f64) -> f64 {
    let gaps = lanes.max(1) as f64 - 1.0;
    let free = room - (RAIL + 12.0 + HANDLE + 2.0 + SPARE);
    let fit = |rows: f64| (free - rows * ROW) / (gaps + BELOW);
    let least = if room < LOW { 15.0 } else { 19.0 };
    match (fit(2.0), fit(1.0)) {
        (two, _) if two >= TWO_ROWS => two.min(ROOMIEST),
        (_, one) if one >= ONE_ROW => one.min(TWO_ROWS - 0.1),
        _ => ((free - BELOW_LEAST) / gaps.max(1.0)).clamp(least, ONE_ROW - 0.1),
    }
}

fn lane_gap(options: &SpacetimeOptions) -> f64 {
    match options.lane_height.is_finite() {
        true => options.lane_height.clamp(4.0, 400.0),
        false => 42.0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lesson::Link;
    use crate::patterns::catalog;

    /// The diagram fills its room as far as lanes may be moved apart, and is never cut when they
    /// can be read.
    #[test]
    fn a_diagram_is_as_high_as_its_room() {
        let catalog = catalog();
        for lanes in 1..=9_usize {
            let link = Link::parse(&format!("quorum?n={lanes}"));
            let trace = catalog.get("quorum").expect("it").run(&link);
            for room in (100..=600).map(f64::from) {
                let lane_height = lane_height(lanes, room);
                let options = SpacetimeOptions { lane_height, ..SpacetimeOptions::default() };
                let height = Plot::new(&trace, 0, &options).height();
                let least = if room < LOW { 15.0 } else { 19.0 };
                assert!(height <= room || lane_height == least, "{lanes} in {room}: {height}");
                let free = room - height;
                let most = lane_height == ROOMIEST || lanes == 1;
                assert!(free < 2.0 * ROW + SPARE || most, "{lanes} in {room}: {free} left");
            }
        }
    }
}
