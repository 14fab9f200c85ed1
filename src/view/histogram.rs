//! How something is distributed: bars for what was observed, a curve for what was fitted to it, and
//! the tail of the curve, shaded from where the reader is.

use super::scene::{Anchor, Point, Scene, Shape};
use super::stroke::Stroke;
use super::words::{Face, text_width};
use crate::lesson::chart::Distribution;
use crate::lesson::figure;

/// So many bars there are.
const BINS: usize = 32;
const ROOF: f64 = 6.0;
const FOOT: f64 = 15.0;
const SIDE: f64 = 3.0;

/// The drawing of `it`, so wide and so high.
pub fn histogram(it: &Distribution, width: f64, height: f64) -> Scene {
    let (width, height) = (width.max(40.0), height.max(40.0));
    let (from, to) = it.axis;
    let (floor, bin) = (height - FOOT, (to - from) / BINS as f64);
    let heights = bars(it, bin);
    let fitted = it.fit.iter().map(|(_, density)| *density);
    let top = heights.iter().copied().chain(fitted).fold(0.0, f64::max).max(1e-12);
    let x =
        |value: f64| SIDE + (width - 2.0 * SIDE) * ((value - from) / (to - from)).clamp(0.0, 1.0);
    let y = |density: f64| floor - (floor - ROOF) * (density / top).clamp(0.0, 1.0);
    let mut path = Stroke::with_capacity(5 * BINS);
    for (at, high) in (0..).zip(&heights).filter(|(_, high)| **high > 0.0) {
        let (left, right) = (x(from + bin * f64::from(at)), x(from + bin * f64::from(at + 1)));
        let (side, up) = (right - left - 0.6, floor - y(*high));
        path = path.moved(left + 0.3, floor).down(-up).right(side).down(up).closed();
    }
    let place = |(value, density): &(f64, f64)| Point::new(x(*value), y(*density));
    let inside = |(value, _): &&(f64, f64)| (from..=to).contains(value);
    let curve: Vec<Point> = it.fit.iter().filter(inside).map(place).collect();
    let mut shapes = vec![Shape::path(path, "bins")];
    if let Some(tail) = it.tail {
        shapes.push(Shape::path(area(&curve, x(tail), floor), "tail"));
    }
    shapes.push(Shape::path(Stroke::through(&curve), "fit"));
    shapes.push(Shape::line(Point::new(0.0, floor), Point::new(width, floor), "rail"));
    let foot = |at: f64, anchor: Anchor, text: String| {
        Shape::text(Point::new(at, height - 3.0), anchor, text, "tick")
    };
    let ends = [from, to].map(|end| format!("{}{}", figure(Some(end)), it.unit));
    if let Some(tail) = it.tail {
        let at = x(tail);
        let (head, low) = (Point::new(at, 0.0), Point::new(at, floor));
        shapes.push(Shape::line(head, low, "tail-line"));
        // As exact as can be read off.
        let digit = super::scale::nice((to - from) * 1e6 / 500.0) / 1e6;
        let text = format!("{}{}", figure(Some((tail / digit).round() * digit)), it.unit);
        let half = text_width(&text, 10.0, Face::Sans) / 2.0;
        let used = ends.each_ref().map(|end| text_width(end, 10.0, Face::Sans) + 5.0);
        if at - half > used[0] && at + half < width - used[1] {
            shapes.push(foot(at, Anchor::Middle, text));
        }
    }
    let [left, right] = ends;
    shapes.push(foot(0.0, Anchor::Start, left));
    shapes.push(foot(width, Anchor::End, right));
    let beyond = match heights.is_empty() {
        true => "nothing observed yet",
        false => "bars for what was observed, a line for what was fitted to it",
    };
    let label = format!("{}: {beyond}. {}", it.title, it.words);
    Scene { width, height, label, shapes }
}

/// The density of what was observed, bin by bin; nothing when nothing was. What is beyond the axis
/// counts in the whole and is in no bin.
fn bars(it: &Distribution, bin: f64) -> Vec<f64> {
    if it.samples.is_empty() {
        return Vec::new();
    }
    let mut counts = [0_u32; BINS];
    for sample in &it.samples {
        let at = (sample - it.axis.0) / bin;
        // The upper end of the axis belongs to the last bin.
        let at = if *sample == it.axis.1 { at - 0.5 } else { at };
        if at >= 0.0
            && let Some(count) = counts.get_mut(at as usize)
        {
            *count += 1;
        }
    }
    let whole = it.samples.len() as f64 * bin;
    counts.iter().map(|count| f64::from(*count) / whole).collect()
}

/// What is below a curve from `left` on.
fn area(curve: &[Point], left: f64, floor: f64) -> Stroke {
    let after = curve.partition_point(|point| point.x < left);
    let Some(last) = curve.last().filter(|_| after < curve.len()) else {
        return Stroke::default();
    };
    let mut path = Stroke::default().moved(left.max(curve[0].x), floor);
    if let Some(before) = after.checked_sub(1) {
        let (a, b) = (curve[before], curve[after]);
        let cut = a.toward(b, (left - a.x) / (b.x - a.x));
        path = path.to(cut.x, cut.y);
    }
    path = curve[after..].iter().fold(path, |path, point| path.to(point.x, point.y));
    path.to(last.x, floor).closed()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn gaps(samples: &[f64], tail: f64) -> Distribution {
        Distribution {
            axis: (0.0, 32.0),
            samples: samples.to_vec(),
            fit: vec![(0.0, 0.0), (16.0, 0.1), (32.0, 0.0)],
            tail: Some(tail),
            ..Distribution::default()
        }
    }

    fn path(scene: &Scene, wanted: &str) -> String {
        let found = scene.shapes.iter().find_map(|shape| match shape {
            Shape::Path { d, class } if class == wanted => Some(d.clone()),
            _ => None,
        });
        found.expect("it is drawn")
    }

    /// Every sample is in its bin, and all the bars together are the share that is on the axis.
    #[test]
    fn bars_are_densities() {
        let it = gaps(&[0.0, 0.5, 3.0, 31.9, 32.0, 40.0, -1.0, 1e300], 8.0);
        let bars = bars(&it, 1.0);
        let share = |count: f64| count / 8.0;
        assert_eq!((bars[0], bars[3], bars[31]), (share(2.0), share(1.0), share(2.0)));
        assert_eq!(bars.iter().sum::<f64>(), share(5.0));
    }

    #[test]
    fn the_tail_is_cut_where_it_begins() {
        let drawn = |tail: f64| histogram(&gaps(&[5.0], tail), 70.0, 115.0);
        // The axis is 64 wide from 3 on; of the curve's height of 94 at 16 half is left at 24, and
        // it is drawn on the scale of the bar, which is ten times as high as the curve.
        assert_eq!(path(&drawn(24.0), "tail"), "M51 100L51 95.3L67 100L67 100Z");
        assert_eq!(path(&drawn(0.0), "tail"), "M3 100L3 100L35 90.6L67 100L67 100Z");
        assert_eq!(path(&drawn(99.0), "tail"), "M67 100L67 100L67 100L67 100Z");
        assert_eq!(path(&histogram(&gaps(&[], 24.0), 70.0, 115.0), "bins"), "");
    }
}
