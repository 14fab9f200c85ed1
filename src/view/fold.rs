//! Lanes of a large cast: those that tell something, and one narrow band for everybody else.
//!
//! ```text
//! Member 3   ●────────▶────●──
//! Member 17  ──●──▶───────────
//! 198 more   ▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒   ticks where something happens there; messages lead into it
//! ```

use super::dense;
use super::plot::Plot;
use super::scene::{Anchor, Group, Point, Shape};
use super::spacetime::{SpacetimeOptions, scale_of};
use crate::lesson::trace::{Letter, RecordKind, Trace};
use crate::sim::sorted::sort_by_key;
use crate::sim::time::NodeId;

/// Up to so many lanes are all shown.
pub const LANES_MAX: usize = 24;
/// The height of the band.
pub const BAND: f64 = 26.0;
/// What is left free at its upper and its lower end.
const EDGE: f64 = 4.0;

/// Where everybody's lane is.
pub struct Lanes {
    /// The row of each node, from the top; of those in the band none.
    rows: Vec<Option<u16>>,
    /// How many rows there are.
    pub shown: usize,
}

impl Lanes {
    /// The lanes that these options show.
    pub fn new(trace: &Trace, options: &SpacetimeOptions) -> Lanes {
        let count = trace.cast.len();
        let Some(chosen) = &options.lanes else {
            let rows = (0..).map(Some).take(count).collect();
            return Lanes { rows, shown: count };
        };
        let mut rows = vec![None; count];
        let mut shown = 0;
        for node in (0..).map(NodeId).take(count).filter(|node| chosen.contains(node)) {
            rows[node.index()] = Some(shown);
            shown += 1;
        }
        Lanes { rows, shown: usize::from(shown) }
    }

    /// The row of a node, from the top; none when it is in the band.
    pub fn row(&self, node: NodeId) -> Option<u16> {
        self.rows[node.index()]
    }

    /// How many are in the band.
    pub fn folded(&self) -> usize {
        self.rows.len() - self.shown
    }

    /// Whose lanes are shown, from the top.
    pub fn all(&self) -> impl Iterator<Item = NodeId> {
        (0..).map(NodeId).zip(&self.rows).filter(|(_, row)| row.is_some()).map(|(node, _)| node)
    }

    /// How far below the upper end of the band a node is.
    pub fn depth(&self, node: NodeId) -> f64 {
        let share = f64::from(node.0) / self.rows.len().max(2) as f64;
        EDGE + (BAND - 2.0 * EDGE) * share
    }
}

/// Of a large cast, whose lanes are worth the room for so many: of `focus` and of those that it
/// exchanges messages with in the window; else of those that are crashed or otherwise interfered
/// with there, and of those that do most.
pub fn telling(
    trace: &Trace,
    options: &SpacetimeOptions,
    focus: Option<NodeId>,
    most: usize,
) -> Vec<NodeId> {
    let events = scale_of(trace, options).events(trace);
    let mut scores = vec![0_u64; trace.cast.len()];
    for at in events.clone() {
        let record = trace.record(at);
        let Some(node) = record.node else { continue };
        scores[node.index()] += match record.kind {
            RecordKind::Fault | RecordKind::Command => 1_000_000,
            _ => 1,
        };
        let sent = record.sent.iter().chain(&record.message);
        let letters = sent.filter_map(|id| trace.letters.get(*id as usize));
        for (from, to) in letters.map(|letter| (letter.name.from, letter.name.to)) {
            match focus {
                Some(focus) if focus == from => scores[to.index()] += 1_000_000_000,
                Some(focus) if focus == to => scores[from.index()] += 1_000_000_000,
                _ => {}
            }
        }
    }
    if let Some(focus) = focus {
        scores[focus.index()] = u64::MAX;
    }
    let mut nodes: Vec<NodeId> = (0..).map(NodeId).take(scores.len()).collect();
    sort_by_key(&mut nodes, |node| (u64::MAX - scores[node.index()], *node));
    nodes.truncate(most.max(1));
    sort_by_key(&mut nodes, |node| *node);
    nodes
}

/// Whether an event is drawn one by one: its lane is shown, or nobody may overlook it.
pub fn tells(plot: &Plot<'_>, at: u32) -> bool {
    let record = plot.trace.record(at);
    record.node.is_none_or(|node| plot.lanes.row(node).is_some())
        || dense::matters(plot, at)
        || record.kind == RecordKind::Fault
        || !record.breaks.is_empty()
}

/// Whether a message begins or ends at a lane that is shown.
pub fn carries(plot: &Plot<'_>, letter: &Letter) -> bool {
    let shown = |node: NodeId| plot.lanes.row(node).is_some();
    shown(letter.name.from) || shown(letter.name.to)
}

/// The band, with a tick for every event in it that is not drawn one by one.
pub fn band(plot: &Plot<'_>) -> Option<Shape> {
    let folded = plot.lanes.folded();
    if folded == 0 {
        return None;
    }
    let (scale, top) = (&plot.scale, plot.band());
    let events: Vec<u32> = scale.events(plot.trace).filter(|at| !tells(plot, *at)).collect();
    let mut shapes = vec![
        Shape::Rect {
            at: Point::new(scale.left, top),
            width: scale.right - scale.left,
            height: BAND,
            r: 3.0,
            class: "fold-band".into(),
        },
        Shape::text(
            Point::new(10.0, top + BAND / 2.0 + 4.0),
            Anchor::Start,
            format!("{folded} more"),
            "fold-name",
        ),
    ];
    shapes.extend(dense::ticks(plot, &events));
    Some(Shape::Group(Group {
        class: "fold".into(),
        label: Some(format!("{folded} more nodes, folded into one band")),
        shapes,
        ..Group::default()
    }))
}
