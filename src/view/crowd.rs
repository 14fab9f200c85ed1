//! A crowd on the stage: discs too small for words, and the few that are looked at in words.
//!
//! ```text
//!    · · · · Member 17      names of who acts and of what is selected or pointed at
//!  ·  ╭──────────╮  ·
//!  ·  │ Member 4 │- -●      in the middle the card of one: selected, or else who acts
//!  ·  ╰──────────╯  ·
//!    · · · · · · · ·
//! ```

use super::cards;
use super::ring::{CARD_HIGH, CARD_WIDE, CELLS_HIGH, Form, Ring};
use super::scene::{Anchor, Group, Point, Shape, Target};
use super::tags::{Placer, Space};
use super::topology::{Stage, border};
use super::words::{self, Face, text_width};
use crate::lesson::{Card, Cell};
use crate::sim::sorted::SortedSet;
use crate::sim::time::NodeId;
use crate::sim::world::Status;

/// More than so many are a crowd when they are discs.
const FEW: usize = 24;
const NAME_SIZE: f64 = 13.0;

impl Stage<'_> {
    /// Whether discs are too small for what is written on them.
    pub fn crowded(&self) -> bool {
        self.ring.form == Form::Disc && self.ring.places.len() > FEW
    }

    /// Of a crowd, the one that is looked at: selected, or else the one that acts.
    pub fn focus(&self) -> Option<NodeId> {
        match self.options.selected {
            Some(Target::Node(node)) => Some(node),
            _ => self.trace.record(self.cursor).node,
        }
    }

    /// Of a crowd, those whose names are told: who acts, what is looked at, and the two ends of a
    /// message that is.
    fn told(&self) -> Vec<NodeId> {
        let mut told: Vec<NodeId> = self.focus().into_iter().chain(self.options.compared).collect();
        told.extend(self.trace.record(self.cursor).node);
        for target in [self.options.selected, self.options.hovered].into_iter().flatten() {
            match target {
                Target::Node(node) => told.push(node),
                Target::Event(at) => told.extend(self.trace.record(at).node),
                Target::Letter(id) => {
                    let letter = self.trace.letters.get(id as usize);
                    told.extend(letter.into_iter().flat_map(|it| [it.name.from, it.name.to]));
                }
            }
        }
        told.retain(|node| node.index() < self.ring.places.len());
        told
    }
}

/// A part of the drawing as one shape.
pub fn part(shapes: Vec<Shape>) -> Shape {
    Shape::Group(Group { class: "part".into(), shapes, ..Group::default() })
}

/// Of a crowd, the card of the one that is looked at, in the middle of the ring.
pub fn focused(
    stage: &Stage<'_>,
    node: NodeId,
    card: (&Card, &[Cell]),
    status: Status,
) -> Option<Shape> {
    let row = cards::row(stage.trace);
    let wide = row.map_or(CARD_WIDE.0, |row| row.card(CARD_WIDE.1)).max(CARD_WIDE.1);
    let high = if row.is_some() { CARD_HIGH + CELLS_HIGH } else { CARD_HIGH };
    let ring = Ring { form: Form::Card, width: wide, height: high, ..stage.ring.clone() };
    let room = Space::around(ring.middle, wide + stage.ring.width, high + stage.ring.width);
    let covers = |place: &Point| Space::around(*place, 1.0, 1.0).overlaps(&room);
    if ring.places.iter().any(covers) {
        return None;
    }
    let since = words::stopped_at(stage.trace, node, stage.cursor).unwrap_or_default();
    let here = stage.ring.middle.toward(ring.places[node.index()], 1.0);
    let inner = Stage { ring, row, ..*stage };
    let mut shapes = vec![border(&inner.ring, 0.0, "node-box")];
    shapes.extend(cards::card(&inner, node, card, status, since));
    let mut class = format!("node focused {}", words::tone_class(card.0.tone));
    match status {
        Status::Up => {}
        Status::Paused => class.push_str(" paused"),
        Status::Down => class.push_str(" down"),
    }
    let middle = inner.ring.middle;
    let group = Group { at: middle, class: class.into(), shapes, ..Group::default() };
    Some(Shape::Group(Group {
        class: "focus".into(),
        shapes: vec![Shape::line(middle, here, "focus-line"), Shape::Group(group)],
        ..Group::default()
    }))
}

/// Of a crowd, the names of those that are looked at, beside them.
pub fn names(stage: &Stage<'_>, placer: &mut Placer) -> Vec<Shape> {
    let mut shapes = Vec::new();
    if !stage.crowded() {
        return shapes;
    }
    let mut done = SortedSet::new();
    for node in stage.told() {
        if !done.insert(node) {
            continue;
        }
        let (place, r) = (stage.ring.places[node.index()], stage.ring.width / 2.0 + 4.0);
        let name = stage.trace.name(node);
        let width = text_width(name, NAME_SIZE, Face::Sans);
        let at = |out: f64| {
            let middle = stage.ring.middle;
            let inward = middle.x - place.x;
            let x = place.x + out * inward.signum() * (r + width / 2.0);
            let y = if inward.abs() > stage.ring.middle.x * 0.5 {
                place.y
            } else {
                place.y + out * (middle.y - place.y).signum() * (r + 8.0)
            };
            Point::new(x.clamp(width / 2.0, stage.options.width - width / 2.0), y)
        };
        let spaces = [1.0, 1.6, 2.4].map(|out| Space::around(at(out), width, 14.0));
        let space = spaces[placer.place(spaces).unwrap_or(0)];
        let text = Point::new((space.left + space.right) / 2.0, space.bottom - 3.0);
        shapes.push(Shape::text(text, Anchor::Middle, name, "near-name"));
    }
    shapes
}
