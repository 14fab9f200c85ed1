//! What must hold of a drawing whatever it shows: finite, inside, apart, and told in words.

use crate::view::scene::{Anchor, Group, Motion, Point, Scene, Shape};
use crate::view::tags::Space;
use crate::view::words::{Face, text_width};

/// Everything at once; `place` says where it failed.
pub fn check(scene: &Scene, place: &str) {
    finite(scene, place);
    let mut spots = Vec::new();
    for shape in &scene.shapes {
        extent(shape, Point::default(), &mut spots);
    }
    for spot in &spots {
        let inside = (-1.0..=scene.width + 1.0).contains(&spot.x)
            && (-1.0..=scene.height + 1.0).contains(&spot.y);
        assert!(inside, "{place}: {spot:?} is outside of {}×{}", scene.width, scene.height);
    }
    apart(&boxes(scene, "node"), place);
    let texts: Vec<Space> =
        ["chip", "flag", "clocked"].iter().flat_map(|class| boxes(scene, class)).collect();
    apart(&texts, place);
    for group in groups(&scene.shapes) {
        if let Some(Motion { from, to, start, end }) = group.motion {
            assert!(start <= end, "{place}: {group:?}");
            for spot in [from, to] {
                let inside = (-1.0..=scene.width + 1.0).contains(&spot.x)
                    && (-1.0..=scene.height + 1.0).contains(&spot.y);
                assert!(inside, "{place}: moves to {spot:?}");
            }
        }
        // A part of the drawing, or who is in the middle of a crowd: what is in them says it.
        let holds = ["part", "focus"].contains(&&*group.class) || group.class.contains("focused");
        let words = holds || group.label.is_some() || group.target.is_some();
        assert!(words, "{place}: a group of which nothing is said: {:?}", group.class);
    }
}

/// No coordinate is missing, and the drawing is told in words.
pub fn finite(scene: &Scene, place: &str) {
    assert!(scene.width.is_finite() && scene.height.is_finite(), "{place}");
    assert!(!scene.label.is_empty(), "{place}");
    let mut spots = Vec::new();
    for shape in &scene.shapes {
        extent(shape, Point::default(), &mut spots);
    }
    let good = |spot: &Point| spot.x.is_finite() && spot.y.is_finite();
    assert!(spots.iter().all(good), "{place}");
}

fn apart(spaces: &[Space], place: &str) {
    for (at, a) in spaces.iter().enumerate() {
        for b in &spaces[at + 1..] {
            assert!(!a.overlaps(b), "{place}: {a:?} and {b:?} overlap");
        }
    }
}

/// What the boxes of nodes, and the texts of chips and flags, cover.
fn boxes(scene: &Scene, class: &str) -> Vec<Space> {
    let mut found = Vec::new();
    for group in groups(&scene.shapes) {
        if group.class.split(' ').next() != Some(class) {
            continue;
        }
        for shape in &group.shapes {
            match shape {
                Shape::Rect { at, width, height, class, .. } if class == "node-box" => {
                    let x = group.at.x + at.x + width / 2.0;
                    let middle = Point::new(x, group.at.y + at.y + height / 2.0);
                    found.push(Space::around(middle, *width, *height));
                }
                Shape::Text { at, anchor, text, .. } if class != "node" => {
                    let width = text_width(text, 10.0, Face::Mono);
                    let shift = match anchor {
                        Anchor::Start => width / 2.0,
                        Anchor::Middle => 0.0,
                        Anchor::End => -width / 2.0,
                    };
                    let x = group.at.x + at.x + shift;
                    let middle = Point::new(x, group.at.y + at.y - 3.5);
                    found.push(Space::around(middle, width, 10.0));
                }
                _ => {}
            }
        }
    }
    found
}

/// Every group, the inner ones too.
pub fn groups(shapes: &[Shape]) -> Vec<&Group> {
    let mut found = Vec::new();
    for shape in shapes {
        if let Shape::Group(group) = shape {
            found.push(group);
            found.extend(groups(&group.shapes));
        }
    }
    found
}

/// The classes of a shape.
pub fn class_of(shape: &Shape) -> &str {
    match shape {
        Shape::Line { class, .. }
        | Shape::Path { class, .. }
        | Shape::Circle { class, .. }
        | Shape::Rect { class, .. }
        | Shape::Text { class, .. } => class,
        Shape::Group(group) => &group.class,
    }
}

/// Every place a shape reaches.
fn extent(shape: &Shape, origin: Point, spots: &mut Vec<Point>) {
    let place = |at: &Point| Point::new(origin.x + at.x, origin.y + at.y);
    match shape {
        Shape::Line { from, to, .. } => spots.extend([place(from), place(to)]),
        Shape::Path { d, .. } => spots.extend(path_places(d).iter().map(place)),
        Shape::Circle { at, r, .. } => {
            spots.push(place(&Point::new(at.x - r, at.y - r)));
            spots.push(place(&Point::new(at.x + r, at.y + r)));
        }
        Shape::Rect { at, width, height, .. } => {
            assert!(*width >= 0.0 && *height >= 0.0, "{shape:?}");
            spots.push(place(at));
            spots.push(place(&Point::new(at.x + width, at.y + height)));
        }
        Shape::Text { at, text, .. } => {
            assert!(!text.is_empty() || class_of(shape).starts_with("node-"), "{shape:?}");
            spots.push(place(at));
        }
        Shape::Group(group) => {
            let origin = place(&group.at);
            group.shapes.iter().for_each(|shape| extent(shape, origin, spots));
        }
    }
}

/// The places a path goes through; it uses M, L, H, V, h, v, l and Z.
fn path_places(d: &str) -> Vec<Point> {
    let mut places = Vec::new();
    let mut at = Point::default();
    let mut rest = d;
    while let Some(command) = rest.chars().next() {
        let end = rest[1..].find(|c: char| c.is_ascii_alphabetic()).map_or(rest.len(), |k| k + 1);
        let numbers: Vec<f64> = rest[1..end]
            .replace('-', " -")
            .split([' ', ','])
            .filter(|part| !part.is_empty())
            .map(|part| part.parse().unwrap_or_else(|_| panic!("{part:?} in {d}")))
            .collect();
        match (command, numbers.as_slice()) {
            ('M' | 'L', [x, y]) => at = Point::new(*x, *y),
            ('l', [x, y]) => at = Point::new(at.x + x, at.y + y),
            ('H', [x]) => at.x = *x,
            ('h', [x]) => at.x += x,
            ('V', [y]) => at.y = *y,
            ('v', [y]) => at.y += y,
            ('Z' | 'z', []) => {}
            _ => panic!("{command} {numbers:?} in {d}"),
        }
        places.push(at);
        rest = &rest[end..];
    }
    places
}

/// The texts directly in a group.
pub fn texts(group: &Group) -> Vec<&str> {
    let shapes = group.shapes.iter();
    shapes
        .filter_map(|shape| match shape {
            Shape::Text { text, .. } => Some(text.as_str()),
            _ => None,
        })
        .collect()
}
