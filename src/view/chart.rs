//! A chart under the space-time diagram, on the same horizontal: curves, levels, ticks, shades.
//!
//! ```text
//! title                                     roof
//!  16 ┤ failover 8 ─ ─ ─ ─ ─ ─ ─ ─ ─ ─ ─ ─ ─      what is above the axis is drawn at its end
//!   8 ┤        ╱│▒▒▒│  ░░░░░░░░░░░░░░░░░          ░ the veil over what is to come
//!   0 ┼──╱╱──╱╱─┴───┴──░░░░░░░░░░░░░░░░░  floor
//!        ' '  '   '                          a row of ticks for every line; of many, one row
//!      10s      20s      30s
//! ```

use super::playhead;
use super::plot;
use super::rise::{ROW, ROWS_MAX, Rise, TIMES, step};
use super::scale::Scale;
use super::scene::{Anchor, Group, Point, Scene, Shape, Target};
use super::spacetime::{SpacetimeOptions, scale_of};
use super::stroke::Stroke;
use super::tags::{Placer, Space};
use super::window::moment;
use super::words::{Face, fit, text_width, tone_class};
use crate::lesson::chart::{Chart, Curve, Level, Line};
use crate::lesson::figure;
use crate::lesson::trace::{Bar, Trace};
use crate::sim::time::Time;

/// The distance of places at which a curve is sampled.
const COLUMN: f64 = 2.0;
/// Values on the vertical axis are at least so far apart.
const VALUE_GAP: f64 = 26.0;
const SIZE: f64 = 10.0;
/// So many inks and dashes there are; no two of their pairs are the same for twelve lines.
const INKS: usize = 4;
const DASHES: usize = 3;

/// How a chart is to be drawn.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ChartOptions {
    /// Which one: an index into [`Trace::charts`].
    pub chart: usize,
    /// Height in units.
    pub height: f64,
    /// The line that stands out.
    pub chosen: Option<usize>,
    /// The upper end of the vertical, held while a level is dragged.
    pub top: Option<f64>,
}

/// The times at which the curves of a chart under such a diagram are to be sampled.
pub fn grid(trace: &Trace, options: &SpacetimeOptions) -> Vec<Time> {
    let scale = scale_of(trace, options);
    let columns = ((scale.right - scale.left) / COLUMN) as u32;
    let end = trace.record(trace.last()).time;
    let x = |column: u32| scale.left + COLUMN * f64::from(column);
    let mut times: Vec<Time> = (0..=columns)
        .map(|column| moment(trace, &scale, options.axis, x(column)).min(end))
        .collect();
    times.dedup();
    times
}

/// What the shapes of one chart are worked out from.
struct Frame<'t> {
    trace: &'t Trace,
    chart: &'t Chart,
    scale: Scale,
    rise: Rise,
    options: &'t SpacetimeOptions,
    view: &'t ChartOptions,
    /// Where the playhead is.
    now: f64,
}

/// A chart, its curves sampled on [`grid`], with the playhead at event `cursor`.
pub fn chart(
    trace: &Trace,
    cursor: u32,
    options: &SpacetimeOptions,
    view: &ChartOptions,
    curves: &[Curve],
) -> Scene {
    let scale = scale_of(trace, options);
    let (chart, now) = (&trace.charts[view.chart], scale.x_event(trace, cursor));
    let frame = Frame { trace, chart, scale, rise: Rise::new(trace, view), options, view, now };
    let mut placer = Placer::default();
    let mut shapes = frame.axes(&mut placer);
    let lines = || chart.lines.iter().zip(curves).enumerate();
    for (at, (line, curve)) in lines() {
        shapes.extend(frame.shades(at, line, curve));
    }
    let chosen = |at: &usize| Some(*at) == view.chosen;
    for (at, (line, curve)) in lines().filter(|(at, _)| !chosen(at)) {
        shapes.push(frame.line(at, line, curve));
    }
    for (at, (line, curve)) in lines().filter(|(at, _)| chosen(at)) {
        shapes.push(frame.line(at, line, curve));
    }
    shapes.extend(frame.veil());
    shapes.extend(chart.levels.iter().map(|level| frame.level(level, &mut placer)));
    if !options.discreet {
        let first = lines().filter(|(at, _)| chosen(at));
        let names = first.chain(lines().filter(|(at, _)| !chosen(at)));
        shapes.extend(names.filter_map(|(at, (line, it))| frame.name(at, line, it, &mut placer)));
    }
    shapes.extend(frame.playhead(cursor));
    let label = frame.label(cursor);
    Scene { width: plot::width(options), height: view.height, label, shapes }
}

impl Frame<'_> {
    fn axes(&self, placer: &mut Placer) -> Vec<Shape> {
        let (left, right, rise) = (self.scale.left, self.scale.right, &self.rise);
        let unit = if self.chart.unit.is_empty() { "" } else { ", " };
        let title = format!("{}{unit}{}", self.chart.title, self.chart.unit);
        let title = fit(&title, right, SIZE, Face::Sans);
        let mut shapes =
            vec![Shape::text(Point::new(2.0, 11.0), Anchor::Start, title, "axis-name")];
        let step = step(rise.top * VALUE_GAP / (rise.floor - rise.roof).max(1.0));
        let values = (0..64).map(|k| f64::from(k) * step);
        for value in values.take_while(|value| *value <= rise.top * 1.000_001) {
            let y = rise.y(value);
            let class = if value == 0.0 { "rail" } else { "grid" };
            shapes.push(Shape::line(Point::new(left, y), Point::new(right, y), class));
            let at = Point::new(left - 12.0, y + 3.5);
            shapes.push(Shape::text(at, Anchor::End, figure(Some(value)), "tick"));
        }
        for (x, text) in self.scale.ticks() {
            let (top, low) = (Point::new(x, rise.roof), Point::new(x, rise.floor));
            shapes.push(Shape::line(top, low, "grid"));
            let half = text_width(&text, SIZE, Face::Sans) / 2.0;
            let at = Point::new(x.clamp(left, right + 8.0 - half), self.view.height - 3.0);
            shapes.push(Shape::text(at, Anchor::Middle, text, "tick"));
        }
        // The roof is no place for names.
        placer.take(Space { left: 0.0, top: 0.0, right, bottom: 12.0 });
        shapes
    }

    /// The pieces of a curve, broken where it has no value.
    fn pieces(&self, curve: &Curve) -> Vec<Vec<Point>> {
        let mut pieces = vec![Vec::new()];
        for dot in &curve.dots {
            let Some(value) = dot.value else {
                pieces.push(Vec::new());
                continue;
            };
            let x = self.scale.x_after(self.trace, dot.after, dot.time);
            let point = Point::new(x, self.rise.y(value));
            if let Some(piece) = pieces.last_mut()
                && piece.last() != Some(&point)
            {
                piece.push(point);
            }
        }
        let (left, right) = (self.scale.left, self.scale.right);
        let pieces = pieces.iter().map(|piece| between(piece, left, right));
        pieces.filter(|piece| !piece.is_empty()).collect()
    }

    fn line(&self, at: usize, line: &Line, curve: &Curve) -> Shape {
        let mut class = line_class(at);
        class.push_str(match self.view.chosen {
            Some(chosen) if chosen == at => " chosen",
            Some(_) => " aside",
            None => "",
        });
        let pieces = self.pieces(curve);
        let path = pieces.iter().fold(Stroke::default(), |path, it| path.and(Stroke::through(it)));
        let mut shapes = vec![Shape::path(path, "curve-line")];
        shapes.extend(self.row(at).map(|y| self.ticks(curve, y)));
        Shape::Group(Group {
            class: class.into(),
            target: line.node.map(Target::Node),
            label: Some(line.name.clone()),
            shapes,
            ..Group::default()
        })
    }

    /// The upper end of the row of ticks of a line.
    fn row(&self, at: usize) -> Option<f64> {
        let row = match self.chart.lines.len() > ROWS_MAX {
            false => at,
            true if self.view.chosen.is_none_or(|chosen| chosen == at) => 0,
            true => return None,
        };
        Some(self.rise.floor + 1.0 + ROW * row as f64)
    }

    fn ticks(&self, curve: &Curve, y: f64) -> Shape {
        let mut path = Stroke::default();
        let mut last = f64::NEG_INFINITY;
        for at in &curve.ticks {
            let x = self.scale.x_event(self.trace, *at);
            if x - last >= 1.0 {
                path = path.moved(x, y).down(ROW - 1.5);
                last = x;
            }
        }
        Shape::path(path, "curve-ticks")
    }

    /// What lasts, below its line and in its row.
    fn shades(&self, at: usize, line: &Line, curve: &Curve) -> Vec<Shape> {
        let shaded = |bar: &&Bar| {
            let same = |shade: &&crate::lesson::chart::Shade| {
                shade.node == bar.node && shade.words == bar.what.words
            };
            line.shades.iter().find(same).is_some()
        };
        let pieces = self.pieces(curve);
        let x = |event: u32| self.scale.x_event(self.trace, event);
        let mut shapes = Vec::new();
        for bar in self.trace.bars.iter().filter(shaded) {
            let left = x(bar.from).max(self.scale.left);
            let right = bar.to.map_or(x(self.trace.last()), x).min(self.scale.right);
            if right <= left {
                continue;
            }
            let areas = pieces.iter().map(|piece| self.area(piece, left, right));
            let path = areas.fold(Stroke::default(), Stroke::and);
            let mut inner = vec![Shape::path(path, "shade-area")];
            inner.extend(self.row(at).map(|y| Shape::Rect {
                at: Point::new(left, y),
                width: (right - left).max(1.0),
                height: ROW - 1.5,
                r: 1.0,
                class: "bar-box".into(),
            }));
            let name = self.trace.name(bar.node);
            shapes.push(Shape::Group(Group {
                class: format!("bar shade {}", tone_class(bar.what.tone)).into(),
                target: Some(Target::Event(bar.from)),
                label: Some(format!("{name}: {}", bar.what.words)),
                shapes: inner,
                ..Group::default()
            }));
        }
        shapes
    }

    /// What is below a piece of a curve between two places.
    fn area(&self, piece: &[Point], left: f64, right: f64) -> Stroke {
        let points = between(piece, left, right);
        let (Some(first), Some(last)) = (points.first(), points.last()) else {
            return Stroke::default();
        };
        let path = Stroke::default().moved(first.x, self.rise.floor);
        let path = points.iter().fold(path, |path, point| path.to(point.x, point.y));
        path.to(last.x, self.rise.floor).closed()
    }

    /// Over what is to come; nobody sees through it while a question is open.
    fn veil(&self) -> Option<Shape> {
        let left = self.now.max(self.scale.left) + 0.7;
        let class = if self.options.discreet { "veil discreet" } else { "veil" };
        (left < self.scale.right).then(|| Shape::Rect {
            at: Point::new(left, self.rise.roof - 2.0),
            width: self.scale.right - left + 2.0,
            height: self.view.height - TIMES - self.rise.roof + 2.0,
            r: 0.0,
            class: class.into(),
        })
    }

    fn level(&self, level: &Level, placer: &mut Placer) -> Shape {
        let y = self.rise.y(level.value);
        let text = format!("{} {}", level.label, figure(Some(level.value)));
        let width = text_width(&text, SIZE, Face::Sans);
        let x = self.scale.left + 8.0;
        let space = |y: f64| Space::around(Point::new(x + width / 2.0, y - 3.5), width, SIZE + 1.0);
        let places = [y - 3.0, y + 11.0, y - 14.0];
        let at = placer.place(places.map(space)).map_or(places[0], |at| places[at]);
        Shape::Group(Group {
            class: format!("level {}", tone_class(level.tone)).into(),
            shapes: vec![
                Shape::line(
                    Point::new(self.scale.left, y),
                    Point::new(self.scale.right, y),
                    "level-line",
                ),
                Shape::text(Point::new(x, at), Anchor::Start, text, "level-text"),
            ],
            ..Group::default()
        })
    }

    /// The name of a line at its right end, where there is room.
    fn name(&self, at: usize, line: &Line, curve: &Curve, placer: &mut Placer) -> Option<Shape> {
        let point = *self.pieces(curve).last()?.last()?;
        let width = text_width(&line.name, SIZE, Face::Sans);
        let x = (point.x - 4.0).min(self.scale.right - 2.0);
        let places = [-4.0, 7.0, -15.0, 18.0, -26.0].map(|by| point.y + by);
        let spaces =
            places.map(|y| Space::around(Point::new(x - width / 2.0, y - 3.5), width, SIZE + 1.0));
        let fits =
            |space: &Space| space.left > self.scale.left && space.bottom < self.rise.floor + 1.0;
        let free: Vec<Space> = spaces.into_iter().filter(fits).collect();
        let place = free[placer.place(free.iter().copied())?];
        let class = format!("{} end", line_class(at));
        let text = Shape::text(
            Point::new(place.right, place.bottom - 2.0),
            Anchor::End,
            line.name.clone(),
            "curve-name",
        );
        Some(Shape::Group(Group { class: class.into(), shapes: vec![text], ..Group::default() }))
    }

    fn playhead(&self, cursor: u32) -> Option<Shape> {
        let line = Shape::line(
            Point::new(0.0, self.rise.roof - 4.0),
            Point::new(0.0, self.view.height - TIMES),
            "playhead-line",
        );
        self.scale.shows(self.now).then(|| {
            Shape::Group(Group {
                at: Point::new(self.now, 0.0),
                class: "playhead".into(),
                motion: playhead::motion(self.trace, &self.scale, self.options.axis, cursor),
                shapes: vec![line],
                ..Group::default()
            })
        })
    }

    fn label(&self, cursor: u32) -> String {
        let values = self.trace.values_at(self.view.chart, cursor);
        let now = self.trace.record(cursor).time;
        let value = |(line, value): (&Line, Option<f64>)| {
            format!("{} {}", line.name, self.rise.reading(value))
        };
        let values: Vec<String> = self.chart.lines.iter().zip(values).map(value).collect();
        let level = |level: &Level| format!("; {} at {}", level.label, figure(Some(level.value)));
        let levels: String = self.chart.levels.iter().map(level).collect();
        format!("{} over time. At {now}: {}{levels}.", self.chart.title, values.join(", "))
    }
}

/// A piece of a curve from `left` to `right`, where it is cut.
fn between(piece: &[Point], left: f64, right: f64) -> Vec<Point> {
    let cut = |x: f64| {
        let after = piece.partition_point(|point| point.x < x);
        let (a, b) = (piece.get(after.checked_sub(1)?)?, piece.get(after)?);
        (b.x > x).then(|| a.toward(*b, (x - a.x) / (b.x - a.x)))
    };
    let mut points: Vec<Point> = cut(left).into_iter().collect();
    points.extend(piece.iter().filter(|point| (left..=right).contains(&point.x)));
    points.extend(cut(right));
    points
}

/// How line `at` is told from the others: by ink and dash.
pub fn line_class(at: usize) -> String {
    format!("curve ink-{} dash-{}", at % INKS, at % DASHES)
}
