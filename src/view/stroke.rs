//! Lengths to a tenth of a unit, and SVG paths made of them.
//!
//! Written by hand: the general way of writing floating-point numbers is slower, and it would be
//! the only use of it in the page.

use super::scene::Point;

/// A length to a tenth: `12`, `-0.5`.
pub fn number(x: f64) -> String {
    let mut text = String::with_capacity(6);
    push_number(&mut text, x);
    text
}

fn push_number(text: &mut String, x: f64) {
    let tenths = (x * 10.0).round() as i64;
    if tenths < 0 {
        text.push('-');
    }
    let (whole, rest) = (tenths.unsigned_abs() / 10, tenths.unsigned_abs() % 10);
    push_whole(text, whole);
    if rest > 0 {
        text.push('.');
        push_whole(text, rest);
    }
}

fn push_whole(text: &mut String, whole: u64) {
    if whole >= 10 {
        push_whole(text, whole / 10);
    }
    text.push(char::from(b'0' + (whole % 10) as u8));
}

/// An SVG path in the making.
#[derive(Clone, Debug, Default)]
pub struct Stroke {
    d: String,
}

impl Stroke {
    /// A path of about so many commands.
    pub fn with_capacity(commands: usize) -> Stroke {
        Stroke { d: String::with_capacity(commands * 12) }
    }

    /// A path through these places.
    pub fn through(points: &[Point]) -> Stroke {
        let mut stroke = Stroke::with_capacity(points.len());
        for (k, point) in points.iter().enumerate() {
            stroke = stroke.point(if k == 0 { 'M' } else { 'L' }, point.x, point.y);
        }
        stroke
    }

    /// Starts anew at this place.
    pub fn moved(self, x: f64, y: f64) -> Stroke {
        self.point('M', x, y)
    }

    /// A straight line to this place.
    pub fn to(self, x: f64, y: f64) -> Stroke {
        self.point('L', x, y)
    }

    /// A straight line so far to the right.
    pub fn right(mut self, by: f64) -> Stroke {
        self.d.push('h');
        push_number(&mut self.d, by);
        self
    }

    /// A straight line so far down.
    pub fn down(mut self, by: f64) -> Stroke {
        self.d.push('v');
        push_number(&mut self.d, by);
        self
    }

    /// Back to where it started.
    pub fn closed(mut self) -> Stroke {
        self.d.push('Z');
        self
    }

    /// This path and then another.
    pub fn and(mut self, other: Stroke) -> Stroke {
        self.d.push_str(&other.d);
        self
    }

    /// Whether nothing is drawn.
    pub fn is_empty(&self) -> bool {
        self.d.is_empty()
    }

    fn point(mut self, command: char, x: f64, y: f64) -> Stroke {
        self.d.push(command);
        push_number(&mut self.d, x);
        self.d.push(' ');
        push_number(&mut self.d, y);
        self
    }
}

impl From<Stroke> for String {
    fn from(stroke: Stroke) -> String {
        stroke.d
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_has_at_most_one_decimal() {
        for (x, text) in [
            (0.0, "0"),
            (-0.04, "0"),
            (0.05, "0.1"),
            (12.0, "12"),
            (-12.34, "-12.3"),
            (99.96, "100"),
            (-0.5, "-0.5"),
            (1_234_567.8, "1234567.8"),
            (f64::NAN, "0"),
        ] {
            assert_eq!(number(x), text);
        }
    }

    #[test]
    fn a_path_is_written_as_svg_reads_it() {
        let d: String =
            Stroke::default().moved(1.0, -2.5).to(3.0, 4.0).right(2.0).down(-1.0).into();
        assert_eq!(d, "M1 -2.5L3 4h2v-1");
        let points = [Point::new(0.0, 0.0), Point::new(5.0, 0.25)];
        assert_eq!(String::from(Stroke::through(&points).closed()), "M0 0L5 0.3Z");
    }
}
