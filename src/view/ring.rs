//! Where participants stand on the stage: a ring, kinds together, in the largest form that fits.
//!
//! Nothing here depends on the cursor, so nobody moves while a run is played.

use super::scene::Point;
use super::words::{Face, text_width};
use crate::lesson::trace::Actor;
use std::f64::consts::{PI, TAU};

/// How a participant is drawn, from small to large.
#[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Form {
    /// A disc, with its code when there is room.
    Disc,
    /// Code and badge.
    Tag,
    /// Name, badge and a short line.
    Card,
}

/// Everybody's place.
#[derive(Clone, Debug)]
pub struct Ring {
    /// The middle of each participant, in order of ids.
    pub places: Vec<Point>,
    /// How all of them are drawn.
    pub form: Form,
    /// The width of each; a disc is as wide as it is high.
    pub width: f64,
    /// The height of each.
    pub height: f64,
    /// The middle of the stage.
    pub middle: Point,
    /// Whether there is room for a row of cells on each.
    pub cells: bool,
}

/// What there has to be room for.
#[derive(Copy, Clone, Debug)]
pub struct Needs {
    /// No form is larger than this.
    pub largest: Form,
    /// Whether there are messages of a node to itself.
    pub loops: bool,
    /// How wide a card has to be for its row of cells, if there are any.
    pub cells: Option<f64>,
    /// How wide the widest badge is.
    pub badge: f64,
}

/// How wide a card is, at least and at most.
pub const CARD_WIDE: (f64, f64) = (132.0, 172.0);
pub const CARD_HIGH: f64 = 54.0;
/// The height of a row of cells on a card.
pub const CELLS_HIGH: f64 = 24.0;
const TAG_HIGH: f64 = 38.0;
/// Room above and below the ring for messages of a node to itself.
pub const LOOP_ROOM: f64 = 38.0;
const MARGIN: f64 = 12.0;
/// So many stand in two rows, one inside the other.
const CROWD: usize = 60;

impl Ring {
    /// The places of `cast` on a stage of this size, in the largest form that fits: a card rather
    /// goes without its cells than it becomes a tag.
    pub fn new(cast: &[Actor], stage: Point, needs: Needs) -> Ring {
        let margin = Point::new(MARGIN, if needs.loops { LOOP_ROOM } else { MARGIN });
        let (card, tag) = (card_width(cast, needs.badge), tag_width(cast, needs.badge));
        let wide = needs.cells.map_or(card, |cells| card.max(cells).min(CARD_WIDE.1));
        for (form, cells, w, h, apart) in [
            (Form::Card, true, wide, CARD_HIGH + CELLS_HIGH, 8.0),
            (Form::Card, false, card, CARD_HIGH, 14.0),
            (Form::Tag, false, tag, TAG_HIGH, 8.0),
        ] {
            let ring = Ring { cells, ..Ring::of(cast, stage, margin, form, (w, h)) };
            let wanted = form <= needs.largest && (needs.cells.is_some() || !cells);
            if wanted && ring.fits(stage, apart) {
                return ring;
            }
        }
        let mut ring = Ring::of(cast, stage, margin, Form::Disc, (22.0, 22.0));
        if cast.len() >= CROWD {
            ring.spread(cast);
            ring.stagger();
        }
        let nearest = ring.nearest();
        let size = (nearest - 1.0).min(nearest * 0.9).clamp(0.5, 26.0);
        (ring.width, ring.height) = (size, size);
        ring
    }

    fn of(cast: &[Actor], stage: Point, margin: Point, form: Form, (w, h): (f64, f64)) -> Ring {
        let middle = Point::new(stage.x / 2.0, stage.y / 2.0);
        let rx = (stage.x / 2.0 - w / 2.0 - margin.x).max(0.0);
        let ry = (stage.y / 2.0 - h / 2.0 - margin.y).max(0.0);
        // On a very wide stage an ellipse as wide as the stage would tear the ring apart.
        let (rx, ry) = (rx.min(ry * 2.2 + w), ry.min(rx * 2.2 + h));
        let place = |angle: f64| match cast.len() {
            1 => middle,
            _ => Point::new(middle.x + rx * libm::cos(angle), middle.y + ry * libm::sin(angle)),
        };
        Ring {
            places: angles(cast).into_iter().map(place).collect(),
            form,
            width: w,
            height: h,
            middle,
            cells: false,
        }
    }

    /// Whether all are on stage and nobody touches anybody.
    fn fits(&self, stage: Point, apart: f64) -> bool {
        let (w, h) = (self.width + apart, self.height + apart);
        let touch = |a: &Point, b: &Point| (a.x - b.x).abs() < w && (a.y - b.y).abs() < h;
        let mut pairs = self.places.iter().enumerate();
        let alone = pairs.all(|(at, a)| !self.places[at + 1..].iter().any(|b| touch(a, b)));
        alone && self.width + 4.0 <= stage.x && self.height + 4.0 <= stage.y
    }

    /// Puts neighbours equally far apart: on a flat ellipse equal angles are crowded at its ends.
    fn spread(&mut self, cast: &[Actor]) {
        const STEPS: usize = 720;
        let reach = |of: fn(&Point) -> f64, middle: f64| {
            self.places.iter().map(|place| (of(place) - middle).abs()).fold(0.0, f64::max)
        };
        let (rx, ry) = (reach(|at| at.x, self.middle.x), reach(|at| at.y, self.middle.y));
        let at = |step: usize| {
            let angle = TAU * step as f64 / STEPS as f64 - PI / 2.0;
            let (dx, dy) = (rx * libm::cos(angle), ry * libm::sin(angle));
            Point::new(self.middle.x + dx, self.middle.y + dy)
        };
        let way: Vec<Point> = (0..=STEPS).map(at).collect();
        let mut along = vec![0.0];
        for two in way.windows(2) {
            along.push(along[along.len() - 1] + two[0].distance(two[1]));
        }
        let whole = along[STEPS];
        let place = |angle: f64| {
            let turn = (angle + PI / 2.0) / TAU;
            let goal = whole * (turn - turn.floor());
            let after = along.partition_point(|length| *length <= goal).clamp(1, STEPS);
            let (from, to) = (along[after - 1], along[after]);
            way[after - 1].toward(way[after], (goal - from) / (to - from).max(1e-9))
        };
        self.places = angles(cast).into_iter().map(place).collect();
    }

    /// Puts every second of many a little further in, so that discs can be larger.
    fn stagger(&mut self) {
        let middle = self.middle;
        for place in self.places.iter_mut().skip(1).step_by(2) {
            *place = place.toward(middle, 0.12);
        }
    }

    fn nearest(&self) -> f64 {
        let mut least = f64::INFINITY;
        for (at, a) in self.places.iter().enumerate() {
            for b in &self.places[at + 1..] {
                least = least.min(a.distance(*b));
            }
        }
        least.min(60.0)
    }

    /// Where a straight way from `from` to `to` leaves the first and enters the second, with
    /// room for a mark of radius `pad`. Keeps to the right, so that two ways do not meet.
    pub fn way(&self, from: usize, to: usize, pad: f64) -> (Point, Point) {
        let (a, b) = (self.places[from], self.places[to]);
        let length = a.distance(b).max(0.01);
        let (dx, dy) = ((b.x - a.x) / length, (b.y - a.y) / length);
        let reach = self.reach(dx, dy, pad);
        // Neighbours may be so close that there is nearly no way between them.
        let reach = reach.min(length * 0.45);
        let aside = match self.form {
            Form::Disc => (self.width * 0.15).min(2.0),
            _ => 5.0,
        };
        let at = |along: f64| {
            let x = a.x + dx * along - dy * aside;
            Point::new(x, a.y + dy * along + dx * aside)
        };
        (at(reach), at(length - reach))
    }

    /// How far the border, widened by `pad`, is from the middle in this direction.
    fn reach(&self, dx: f64, dy: f64, pad: f64) -> f64 {
        if self.form == Form::Disc {
            return self.width / 2.0 + pad;
        }
        let across = |half: f64, part: f64| match part.abs() < 1e-9 {
            true => f64::INFINITY,
            false => (half + pad) / part.abs(),
        };
        across(self.width / 2.0, dx).min(across(self.height / 2.0, dy))
    }

    /// Whether the way from `from` to `to` passes behind somebody else.
    pub fn passes(&self, from: usize, to: usize) -> bool {
        let (a, b) = (self.places[from], self.places[to]);
        let others = self.places.iter().enumerate();
        let mut others = others.filter(|(at, _)| *at != from && *at != to);
        others.any(|(_, place)| {
            let (half_wide, half_high) = (self.width / 2.0, self.height / 2.0);
            // Clip the way by the four sides of the other's box (Liang & Barsky 1984).
            let (dx, dy) = (b.x - a.x, b.y - a.y);
            let (mut enter, mut leave) = (0.0_f64, 1.0_f64);
            for (step, gap) in [
                (-dx, a.x - (place.x - half_wide)),
                (dx, place.x + half_wide - a.x),
                (-dy, a.y - (place.y - half_high)),
                (dy, place.y + half_high - a.y),
            ] {
                if step.abs() < 1e-9 {
                    if gap < 0.0 {
                        return false;
                    }
                } else if step < 0.0 {
                    enter = enter.max(gap / step);
                } else {
                    leave = leave.min(gap / step);
                }
            }
            enter < leave
        })
    }
}

/// The angle of everybody: kinds stand together with a gap between them, the first at the top.
fn angles(cast: &[Actor]) -> Vec<f64> {
    let count = cast.len();
    let mut kinds: Vec<&'static str> = Vec::new();
    for actor in cast {
        if !kinds.contains(&actor.kind) {
            kinds.push(actor.kind);
        }
    }
    let gap = if kinds.len() > 1 { 0.5 } else { 0.0 };
    let slots = count as f64 + gap * kinds.len() as f64;
    let mut angles = vec![0.0; count];
    let mut slot = 0.0;
    let of_kind = |kind: &'static str| cast.iter().filter(move |actor| actor.kind == kind).count();
    let first = match kinds.first() {
        Some(kind) if kinds.len() > 1 => (of_kind(kind) as f64 - 1.0) / 2.0,
        _ => 0.0,
    };
    // Two look at each other across the stage, which is wider than high.
    let start = if count == 2 { PI } else { -PI / 2.0 };
    for kind in kinds {
        for (at, _) in cast.iter().enumerate().filter(|(_, actor)| actor.kind == kind) {
            angles[at] = match count {
                2 => start + PI * at as f64,
                _ => start + TAU * (slot - first) / slots,
            };
            slot += 1.0;
        }
        slot += gap;
    }
    angles
}

fn card_width(cast: &[Actor], badge: f64) -> f64 {
    let widest = |name: &String| text_width(name, 13.0, Face::Sans);
    let names = cast.iter().map(|actor| widest(&actor.name));
    (names.fold(0.0, f64::max) + badge.max(32.0) + 34.0).clamp(CARD_WIDE.0, CARD_WIDE.1)
}

fn tag_width(cast: &[Actor], badge: f64) -> f64 {
    let widest = |code: &String| text_width(code, 13.0, Face::Sans);
    let codes = cast.iter().map(|actor| widest(&actor.code));
    (codes.fold(badge - 6.0, f64::max) + 20.0).clamp(54.0, 80.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cast(kinds: &[(&'static str, u16)]) -> Vec<Actor> {
        let actors = |(kind, count): &(&'static str, u16)| {
            let kind = *kind;
            (0..*count).map(move |k| Actor {
                code: format!("{}{k}", &kind[..1]),
                name: format!("{kind} {k}"),
                kind,
            })
        };
        kinds.iter().flat_map(actors).collect()
    }

    #[test]
    fn nobody_touches_anybody_and_all_are_on_stage() {
        for count in (1..=20).chain([40, 80, 200]) {
            for kinds in [vec![("clinic", count)], vec![("client", 2), ("server", count)]] {
                for (width, height) in [(760.0, 380.0), (360.0, 320.0), (320.0, 560.0)] {
                    for loops in [false, true] {
                        let stage = Point::new(width, height);
                        for cells in [None, Some(150.0)] {
                            for largest in [Form::Card, Form::Disc] {
                                let needs = Needs { largest, loops, cells, badge: 0.0 };
                                check(&Ring::new(&cast(&kinds), stage, needs), stage);
                            }
                        }
                    }
                }
            }
        }
    }

    fn check(ring: &Ring, stage: Point) {
        let (w, h) = (ring.width / 2.0, ring.height / 2.0);
        for (at, a) in ring.places.iter().enumerate() {
            assert!(a.x - w >= 0.0 && a.x + w <= stage.x, "{ring:?}");
            assert!(a.y - h >= 0.0 && a.y + h <= stage.y, "{ring:?}");
            for b in &ring.places[at + 1..] {
                let apart = match ring.form {
                    Form::Disc => a.distance(*b) > ring.width,
                    _ => (a.x - b.x).abs() > 2.0 * w || (a.y - b.y).abs() > 2.0 * h,
                };
                assert!(apart, "{a:?} {b:?} {:?}", ring.form);
            }
        }
    }

    #[test]
    fn the_form_follows_from_the_room() {
        let form = |count, width, height| {
            let stage = Point::new(width, height);
            let needs = Needs { largest: Form::Card, loops: true, cells: None, badge: 0.0 };
            Ring::new(&cast(&[("clinic", count)]), stage, needs).form
        };
        for count in 1..=9 {
            assert_eq!(form(count, 760.0, 380.0), Form::Card, "{count}");
        }
        assert_eq!(form(16, 760.0, 380.0), Form::Tag);
        assert_eq!(form(200, 760.0, 380.0), Form::Disc);
        assert_eq!(form(5, 360.0, 320.0), Form::Tag);
    }

    #[test]
    fn room_for_cells_is_taken_where_there_is_some_and_never_costs_the_card() {
        let stage = Point::new(760.0, 380.0);
        let ring = |count, cells| {
            let needs = Needs { largest: Form::Card, loops: true, cells, badge: 0.0 };
            Ring::new(&cast(&[("server", count)]), stage, needs)
        };
        for count in 1..=12 {
            let (with, without) = (ring(count, Some(150.0)), ring(count, None));
            assert_eq!(with.form, without.form, "{count}");
            assert!(!without.cells && (with.cells || count > 6), "{count}");
            assert_eq!(with.height - without.height, if with.cells { CELLS_HIGH } else { 0.0 });
        }
    }

    #[test]
    fn one_is_in_the_middle_two_are_side_by_side() {
        let stage = Point::new(760.0, 380.0);
        let needs = Needs { largest: Form::Card, loops: false, cells: None, badge: 0.0 };
        let places = |count| Ring::new(&cast(&[("node", count)]), stage, needs).places;
        assert_eq!(places(1), [Point::new(380.0, 190.0)]);
        let two = places(2);
        assert!(two[0].x < 200.0 && two[1].x > 560.0 && (two[0].y - two[1].y).abs() < 1e-6);
        let five = places(5);
        assert!(five[0].y < five[1].y && (five[0].x - 380.0).abs() < 1e-6);
    }

    #[test]
    fn kinds_stand_together() {
        let mut mixed = cast(&[("shop", 2), ("bank", 3)]);
        mixed.swap(1, 3);
        let angles = angles(&mixed);
        let mut order: Vec<usize> = (0..mixed.len()).collect();
        order.sort_by(|a, b| angles[*a].total_cmp(&angles[*b]));
        let kinds: Vec<&str> = order.iter().map(|at| mixed[*at].kind).collect();
        assert_eq!(kinds, ["shop", "shop", "bank", "bank", "bank"]);
    }
}
