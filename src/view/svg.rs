//! A scene as an SVG file that stands alone: the same picture in any viewer, light, unmoving.
//!
//! ```text
//! <svg …><title>label</title><style>palette resolved</style>
//!   <rect class="paper"/><g class="diagram">shapes</g></svg>
//! ```

use super::scene::{Anchor, Group, Point, Scene, Shape};
use super::stroke::number;
use std::fmt::{self, Write};

/// Which drawing a scene is: the class under which `static/drawing.css` knows it.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum Sheet {
    /// The stage.
    Stage,
    /// The space-time diagram.
    Diagram,
}

impl Sheet {
    /// Its name, which is its class.
    pub fn word(self) -> &'static str {
        match self {
            Sheet::Stage => "stage",
            Sheet::Diagram => "diagram",
        }
    }
}

/// `scene` as the text of an SVG file, dressed by `css`: the text of `static/drawing.css`.
pub fn svg(scene: &Scene, sheet: Sheet, css: &str) -> String {
    let (width, height) = (Number(scene.width), Number(scene.height));
    let mut out = String::new();
    // Writing to a String cannot fail.
    let _ = write!(
        out,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"drawing\" width=\"{width}\" \
         height=\"{height}\" viewBox=\"0 0 {width} {height}\" role=\"img\">\n\
         <title>{}</title>\n<style>{}</style>\n<g class=\"{}\">\n\
         <rect class=\"paper\" width=\"{width}\" height=\"{height}\"/>\n",
        Escaped(&scene.label),
        Escaped(&resolved(css)),
        sheet.word(),
    );
    scene.shapes.iter().for_each(|shape| draw(shape, &mut out));
    out.push_str("</g>\n</svg>\n");
    out
}

fn draw(shape: &Shape, out: &mut String) {
    let _ = match shape {
        // Only there to be pointed at.
        Shape::Path { class, .. } if class == "hit" => Ok(()),
        Shape::Line { from, to, class } => {
            let [x1, y1, x2, y2] = [from.x, from.y, to.x, to.y].map(Number);
            let class = Escaped(class);
            writeln!(
                out,
                "<line x1=\"{x1}\" y1=\"{y1}\" x2=\"{x2}\" y2=\"{y2}\" class=\"{class}\"/>"
            )
        }
        Shape::Path { d, class } => {
            writeln!(out, "<path d=\"{}\" class=\"{}\"/>", Escaped(d), Escaped(class))
        }
        Shape::Circle { at, r, class } => {
            let ([x, y, r], class) = ([at.x, at.y, *r].map(Number), Escaped(class));
            writeln!(out, "<circle cx=\"{x}\" cy=\"{y}\" r=\"{r}\" class=\"{class}\"/>")
        }
        Shape::Rect { at, width, height, r, class } => {
            let [x, y, width, height, r] = [at.x, at.y, *width, *height, *r].map(Number);
            let class = Escaped(class);
            writeln!(
                out,
                "<rect x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\" rx=\"{r}\" \
                 class=\"{class}\"/>"
            )
        }
        Shape::Text { at, anchor, text, class } => {
            let ([x, y], anchor) = ([at.x, at.y].map(Number), anchor_word(*anchor));
            let (text, class) = (Escaped(text), Escaped(class));
            writeln!(
                out,
                "<text x=\"{x}\" y=\"{y}\" text-anchor=\"{anchor}\" class=\"{class}\">{text}</text>"
            )
        }
        Shape::Group(group) => {
            open(group, out);
            group.shapes.iter().for_each(|shape| draw(shape, out));
            writeln!(out, "</g>")
        }
    };
}

fn open(group: &Group, out: &mut String) {
    let _ = write!(out, "<g class=\"{}\"", Escaped(&group.class));
    if group.at != Point::default() {
        let _ =
            write!(out, " transform=\"translate({} {})\"", Number(group.at.x), Number(group.at.y));
    }
    out.push('>');
    if let Some(label) = &group.label {
        let _ = write!(out, "<title>{}</title>", Escaped(label));
    }
    out.push('\n');
}

/// Where a text is anchored, as SVG says it.
pub fn anchor_word(anchor: Anchor) -> &'static str {
    match anchor {
        Anchor::Start => "start",
        Anchor::Middle => "middle",
        Anchor::End => "end",
    }
}

/// A length to a tenth.
struct Number(f64);

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&number(self.0))
    }
}

/// Text in XML; characters that XML does not have become `�`.
pub struct Escaped<'t>(pub &'t str);

impl fmt::Display for Escaped<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for c in self.0.chars() {
            match c {
                '<' => f.write_str("&lt;")?,
                '&' => f.write_str("&amp;")?,
                '"' => f.write_str("&quot;")?,
                '\n' | '\t' => f.write_char(c)?,
                '\0'..' ' | '\u{fffe}' | '\u{ffff}' => f.write_char('\u{fffd}')?,
                _ => f.write_char(c)?,
            }
        }
        Ok(())
    }
}

/// `css` with every `var(--name)` replaced by what its first block says, and without that block:
/// many viewers know no variables.
fn resolved(css: &str) -> String {
    let (palette, mut rest) = css.split_once('}').unwrap_or(("", css));
    let lines = palette.split_once('{').map_or("", |cut| cut.1).split(';');
    let values: Vec<(&str, &str)> = lines.filter_map(|line| line.split_once(':')).collect();
    let mut out = String::with_capacity(css.len());
    while let Some(at) = rest.as_bytes().windows(4).position(|four| four == b"var(") {
        let (name, after) = rest[at + 4..].split_once(')').unwrap_or_default();
        let value = values.iter().find(|(known, _)| known.trim() == name);
        out.push_str(&rest[..at]);
        out.push_str(value.map_or("currentColor", |(_, value)| value.trim()));
        rest = after;
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    const CSS: &str = include_str!("../../static/drawing.css");

    #[test]
    fn variables_become_their_values() {
        let css = "/* a */ :root { --ink: #123; --mono: \"A B\", serif; }\
                   .x { fill: var(--ink); } .y { font: 1px var(--mono); }";
        assert_eq!(resolved(css), ".x { fill: #123; } .y { font: 1px \"A B\", serif; }");
        assert_eq!(resolved(""), "");
    }

    /// What is drawn is dressed from the palette alone: a colour that only the page knows would be
    /// lost in every picture that is saved.
    #[test]
    fn every_colour_of_the_drawings_is_in_the_palette() {
        let palette = CSS.split_once('}').expect("a palette").0;
        for part in CSS.split("var(").skip(1) {
            let Some((name, _)) = part.split_once(')') else { continue };
            let known = name.is_empty() || palette.contains(&format!("{name}:"));
            assert!(known, "static/drawing.css uses {name}, which is not in its first block");
        }
        for unknown in ["color-mix", "@media", "light-dark", "&"] {
            assert!(
                !CSS.contains(unknown),
                "static/drawing.css uses {unknown}, which few viewers do"
            );
        }
    }

    #[test]
    fn words_of_a_link_stay_words() {
        let mut scene = Scene { width: 10.04, height: 5.0, ..Scene::default() };
        scene.label = "<&\">\u{1}".to_string();
        scene.shapes = vec![
            Shape::text(Point::new(-0.04, 1.26), Anchor::Middle, "</text>", "a\"b"),
            Shape::path("M0 0", "hit"),
        ];
        let text = svg(&scene, Sheet::Stage, "");
        assert!(text.contains("<title>&lt;&amp;&quot;>\u{fffd}</title>"), "{text}");
        let shown = "<text x=\"0\" y=\"1.3\" text-anchor=\"middle\" class=\"a&quot;b\">\
                     &lt;/text></text>";
        assert!(text.contains(shown), "{text}");
        assert!(text.contains("width=\"10\" height=\"5\" viewBox=\"0 0 10 5\""), "{text}");
        assert!(!text.contains("hit"), "{text}");
    }
}
