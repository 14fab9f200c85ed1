//! What is written on a participant of the stage: name, badge, a short line, and a row of cells.
//!
//! ```text
//! ╭────────────────────────╮
//! │ Server 1            v2 │     how wide a cell is follows from the start and the end of the
//! │ two likes              │     run, so that nothing moves while it is played
//! │ [S1 2] [S2 0]          │
//! ╰────────────────────────╯
//! ```

use super::marks;
use super::ring::CELLS_HIGH;
use super::scene::{Anchor, Group, Point, Shape};
use super::stroke::Stroke;
use super::topology::Stage;
use super::words::{self, Face, fit, text_width};
use crate::lesson::inspect::{Beside, beside};
use crate::lesson::trace::Trace;
use crate::lesson::{Card, Cell, Keep, Tone};
use crate::sim::time::{NodeId, Time};
use crate::sim::world::Status;

const NAME_SIZE: f64 = 13.0;
const BADGE_SIZE: f64 = 12.0;
const LINE_SIZE: f64 = 11.5;
const LABEL_SIZE: f64 = 9.0;
const VALUE_SIZE: f64 = 11.0;
/// From the edge of a card to what is written on it.
const PAD: f64 = 12.0;
const CELL_HIGH: f64 = 18.0;
const CELL_PAD: f64 = 5.0;
const CELL_GAP: f64 = 3.0;
/// No cell is wider.
const CELL_WIDE: f64 = 112.0;

/// How the cells of a run are drawn: all alike.
#[derive(Copy, Clone, Debug, PartialEq)]
pub struct Row {
    label: f64,
    value: f64,
    /// The most cells of a card.
    most: usize,
}

impl Row {
    fn width(&self) -> f64 {
        let label = if self.label > 0.0 { self.label + 4.0 } else { 0.0 };
        2.0 * CELL_PAD + label + self.value
    }

    /// How many cells fit into so much room.
    fn fits(&self, room: f64) -> usize {
        ((room + CELL_GAP) / (self.width() + CELL_GAP)) as usize
    }

    /// How wide all of the cells of a card are together.
    fn whole(&self) -> f64 {
        self.most as f64 * (self.width() + CELL_GAP) - CELL_GAP
    }

    /// How wide a card is to be for this row, and at most `most`: with all labels, else without
    /// any; what even then does not fit is cut.
    pub fn card(&self, most: f64) -> f64 {
        let widths = [self.whole(), Row { label: 0.0, ..*self }.whole()];
        let mut widths = widths.into_iter().map(|width| width + 2.0 * PAD + 1.0);
        widths.find(|width| *width <= most).unwrap_or(most)
    }

    /// The same row, without labels when only so everything is shown.
    fn in_room(self, room: f64) -> Row {
        let bare = Row { label: 0.0, ..self };
        match self.fits(room) < self.most && bare.fits(room) >= self.most {
            true => bare,
            false => self,
        }
    }
}

/// How wide the widest badge of the run is.
pub fn widest_badge(trace: &Trace) -> f64 {
    text_width(trace.longest_badge(), BADGE_SIZE, Face::Mono)
}

/// How the cells of this run are drawn; `None` when no card has any.
pub fn row(trace: &Trace) -> Option<Row> {
    let cards = || trace.ends().iter().flatten();
    let cells = || cards().flat_map(|card| &card.cells);
    let widest = |of: fn(&Cell) -> f64| cells().map(of).fold(0.0, f64::max);
    let label = widest(|cell| text_width(&cell.label, LABEL_SIZE, Face::Sans)).min(CELL_WIDE / 2.0);
    let value = widest(|cell| text_width(&cell.value, VALUE_SIZE, Face::Mono)).min(CELL_WIDE / 2.0);
    let most = cards().map(|card| card.cells.len()).max().unwrap_or(0);
    (most > 0).then_some(Row { label, value, most })
}

fn badge_class(card: &Card) -> String {
    format!("node-badge {}", words::tone_class(card.badge_tone))
}

/// Name and badge above, a short line and the cells below; what stopped says so in words.
pub fn card(
    stage: &Stage<'_>,
    id: NodeId,
    (card, old): (&Card, &[Cell]),
    status: Status,
    since: Time,
) -> Vec<Shape> {
    let half = stage.ring.width / 2.0 - PAD;
    let room = 2.0 * half;
    let badge = fit(&card.badge, room * 0.55, BADGE_SIZE, Face::Mono);
    let taken = match status {
        Status::Down => 14.0,
        Status::Paused => text_width(&badge, BADGE_SIZE, Face::Mono) + 16.0,
        Status::Up => text_width(&badge, BADGE_SIZE, Face::Mono),
    };
    let name = fit(stage.trace.name(id), room - taken - 8.0, NAME_SIZE, Face::Sans);
    let line = match status {
        Status::Up => card.line.clone(),
        Status::Paused => format!("paused at {}", words::rounded(since)),
        Status::Down => format!("crashed at {}", words::rounded(since)),
    };
    let line = fit(&line, room, LINE_SIZE, Face::Sans);
    let middle = if stage.row.is_some() { -CELLS_HIGH / 2.0 } else { 0.0 };
    let sign = Point::new(half - 5.0, middle - 11.5);
    let mut shapes = vec![
        Shape::text(Point::new(-half, middle - 7.0), Anchor::Start, name, "node-name"),
        Shape::text(Point::new(-half, middle + 14.0), Anchor::Start, line, "node-line"),
    ];
    if let Some(row) = stage.row {
        let left = Point::new(-half, middle + 22.0);
        shapes.extend(cells(row.in_room(room), room, left, &shown(card, old, status)));
    }
    let mut end = half;
    match status {
        Status::Down => {
            shapes.push(marks::cross(sign, 5.0, "cross"));
            return shapes;
        }
        Status::Paused => {
            shapes.push(marks::bars(sign, 5.0, "pause"));
            end -= 16.0;
        }
        Status::Up => {}
    }
    let at = Point::new(end, middle - 7.0);
    shapes.push(Shape::text(at, Anchor::End, badge, badge_class(card)));
    shapes
}

/// The code above, the badge below; on a small stage also the cells, too small for words.
pub fn tag(stage: &Stage<'_>, id: NodeId, card: &Card, status: Status) -> Vec<Shape> {
    let room = stage.ring.width - 12.0;
    let code = fit(&stage.trace.cast[id.index()].code, room, NAME_SIZE, Face::Sans);
    let strip = match stage.options.compact {
        true => strip(card, status, room),
        false => Vec::new(),
    };
    let top = Point::new(0.0, if strip.is_empty() { -4.0 } else { -6.0 });
    let low = Point::new(0.0, if strip.is_empty() { 8.0 } else { 4.0 });
    let mut shapes = vec![Shape::text(top, Anchor::Middle, code, "node-name")];
    shapes.push(match status {
        Status::Down => marks::cross(low, 4.5, "cross"),
        Status::Paused => marks::bars(low, 4.5, "pause"),
        Status::Up => {
            let badge = fit(&card.badge, room, BADGE_SIZE, Face::Mono);
            // Above the cells, if there are any.
            let at = Point::new(0.0, if strip.is_empty() { 12.0 } else { 8.5 });
            Shape::text(at, Anchor::Middle, badge, badge_class(card))
        }
    });
    shapes.extend(strip);
    shapes
}

/// The last cells of a card at the foot of a tag: what is durable and what is not.
fn strip(card: &Card, status: Status, room: f64) -> Vec<Shape> {
    const CELL: (f64, f64) = (9.0, 5.0);
    const APART: f64 = CELL.0 + 2.0;
    let all: Vec<&Cell> = shown(card, &card.cells, status).iter().filter_map(|it| it.is).collect();
    let fits = ((room + 2.0) / APART) as usize;
    let last = &all[all.len().saturating_sub(fits)..];
    let left = -(last.len() as f64 * APART - 2.0) / 2.0;
    let cell = |(at, cell): (usize, &&Cell)| {
        let keep = match cell.keep {
            Keep::Durable => "durable",
            Keep::Volatile => "volatile",
        };
        Shape::Group(Group {
            at: Point::new(left + at as f64 * APART, 12.0),
            class: format!("cell {keep} {}", words::tone_class(cell.tone)).into(),
            label: Some(format!("{}: {}. {}", cell.label, cell.value, cell.about)),
            shapes: vec![Shape::Rect {
                at: Point::default(),
                width: CELL.0,
                height: CELL.1,
                r: 1.5,
                class: "cell-box".into(),
            }],
            ..Group::default()
        })
    };
    last.iter().enumerate().map(cell).collect()
}

/// The code where a disc is large enough to hold it.
pub fn disc(stage: &Stage<'_>, id: NodeId, status: Status) -> Option<Shape> {
    let r = stage.ring.width / 2.0;
    let here = Point::default();
    match status {
        Status::Down => Some(marks::cross(here, r * 0.6, "cross")),
        Status::Paused => Some(marks::bars(here, r * 0.6, "pause")),
        Status::Up => {
            let code = &stage.trace.cast[id.index()].code;
            let fits = r >= 8.0 && text_width(code, 11.0, Face::Sans) <= 2.0 * r - 2.0;
            let at = Point::new(0.0, 4.0);
            fits.then(|| Shape::text(at, Anchor::Middle, code.clone(), "node-name"))
        }
    }
}

/// The cells of a card beside what they were. Of what is down only what survives is there.
fn shown<'c>(card: &'c Card, old: &'c [Cell], status: Status) -> Vec<Beside<'c>> {
    let mut all = beside(old, &card.cells);
    all.retain(|one| {
        one.is.is_some_and(|cell| status != Status::Down || cell.keep == Keep::Durable)
    });
    all
}

/// A row of cells from its upper left end; when there are too many, the last of them.
fn cells(row: Row, room: f64, left: Point, all: &[Beside<'_>]) -> Vec<Shape> {
    let wide = row.width();
    let mut x = left.x;
    let mut shapes = Vec::new();
    let hidden = hidden(row, room, all.len());
    if hidden > 0 {
        let text = more(hidden);
        let width = more_wide(hidden);
        let changed = all[..hidden].iter().any(Beside::changed);
        let at = Point::new(x, left.y + 13.0);
        let class = if changed { "cells-more changed" } else { "cells-more" };
        shapes.push(Shape::text(at, Anchor::Start, text, class));
        x += width;
    }
    for one in &all[hidden..] {
        let Some(is) = one.is else { continue };
        shapes.push(Shape::Group(cell(row, Point::new(x, left.y), is, one)));
        x += wide + CELL_GAP;
    }
    shapes
}

/// How many cells have no room, when some have none and the row says so.
fn hidden(row: Row, room: f64, count: usize) -> usize {
    let fitting = |room: f64| row.fits(room).max(1);
    if count <= fitting(room) {
        return 0;
    }
    count - fitting(room - more_wide(count)).min(count)
}

fn more(hidden: usize) -> String {
    format!("+{hidden}")
}

fn more_wide(hidden: usize) -> f64 {
    text_width(&more(hidden), VALUE_SIZE, Face::Mono) + 4.0
}

fn cell(row: Row, at: Point, cell: &Cell, beside: &Beside<'_>) -> Group {
    let wide = row.width();
    let mut class = match cell.keep {
        Keep::Durable => format!("cell durable {}", words::tone_class(cell.tone)),
        Keep::Volatile => format!("cell volatile {}", words::tone_class(cell.tone)),
    };
    let mut label = format!("{}: {}", cell.label, cell.value);
    let mut shapes = vec![Shape::Rect {
        at: Point::default(),
        width: wide,
        height: CELL_HIGH,
        r: 4.0,
        class: "cell-box".into(),
    }];
    if beside.changed() {
        class.push_str(" changed");
        label.push_str(&match beside.was {
            Some(was) if was.value != cell.value => format!(", in this step from {}", was.value),
            Some(_) => ", changed in this step".to_string(),
            None => ", new in this step".to_string(),
        });
        let corner = Stroke::default().moved(wide - 7.0, 0.0).to(wide, 0.0).to(wide, 7.0);
        shapes.push(Shape::path(corner.closed(), "cell-new"));
    }
    if !cell.about.is_empty() {
        label = format!("{label}. {}", cell.about);
    }
    let base = CELL_HIGH / 2.0 + 4.0;
    if row.label > 0.0 {
        let text = fit(&cell.label, row.label + 0.01, LABEL_SIZE, Face::Sans);
        shapes.push(Shape::text(Point::new(CELL_PAD, base), Anchor::Start, text, "cell-label"));
    }
    let value = fit(&cell.value, row.value + 0.01, VALUE_SIZE, Face::Mono);
    let end = Point::new(wide - CELL_PAD, base);
    if !value.is_empty() {
        shapes.push(Shape::text(end, Anchor::End, value, "cell-value"));
    }
    if cell.tone != Tone::Plain {
        // Not by colour alone: the foot is thick, thin, dashed or dotted.
        let (from, to) =
            (Point::new(3.0, CELL_HIGH - 2.5), Point::new(wide - 3.0, CELL_HIGH - 2.5));
        shapes.push(Shape::line(from, to, "cell-foot"));
    }
    Group { at, class: class.into(), label: Some(label), shapes, ..Group::default() }
}
