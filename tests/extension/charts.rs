//! What a pattern outside the crate declares over time is sampled from the state of its runs.

use super::Ring;
use patternscope::lesson::trace::RecordKind;
use patternscope::lesson::{AnyLesson, Dot, Entry, Lesson, Link, Trace};
use patternscope::sim::{NodeId, Time};
use patternscope::view::{
    Axis, ChartOptions, Group, Rise, Scene, Shape, SpacetimeOptions, chart, sides, spacetime,
};

/// A chart is sampled from the state: it moves between events, and falls when the token comes.
#[test]
fn what_has_a_value_at_every_moment_is_a_curve() {
    let trace = Entry::<Ring>::new().run(&Link::parse("token-ring?nodes=2&rounds=3"));
    let (end, steps) = (trace.record(trace.last()).time, 100);
    let grid: Vec<Time> = (0..=steps).map(|k| Time(end.0 * k / steps)).collect();
    let curves = trace.curves(0, &grid);
    let got = |node: u16, kind: RecordKind| -> Vec<u32> {
        let mine = |at: &u32| {
            let record = trace.record(*at);
            record.kind == kind && record.node == Some(NodeId(node))
        };
        (0..=trace.last()).filter(mine).collect()
    };
    for (node, curve) in (0..).zip(&curves) {
        assert_eq!(curve.ticks, got(node, RecordKind::Deliver), "the token came");
        assert_eq!(curve.ticks.len(), if node == 0 { 2 } else { 3 });
        let first = got(node, if node == 0 { RecordKind::Command } else { RecordKind::Deliver })[0];
        let mut since = trace.record(first).time;
        let mut jumps = curve.ticks.iter().skip_while(|at| **at == first);
        let mut next = jumps.next();
        for dot in &curve.dots {
            if Some(&dot.after) == next {
                since = trace.record(dot.after).time;
                next = jumps.next();
            }
            let value = (dot.after >= first).then(|| dot.time.since(since).as_ms());
            assert_eq!(dot.value, value, "station {node} at {}", dot.time);
        }
        assert_eq!(next, None, "every fall is drawn");
        let places = curve.dots.windows(2);
        assert!({ places }.all(|two| (two[0].time, two[0].after) <= (two[1].time, two[1].after)));
    }
    let values: Vec<_> = curves.iter().map(|curve| curve.dots.last().unwrap().value).collect();
    assert_eq!(trace.values(0, end), values);
    assert_eq!(trace.values_at(0, trace.last()), values);
    assert_eq!(trace.curves(1, &grid), []);
    assert_eq!(trace.curves(0, &[]), []);
    assert!(trace.distribution(0, 1, 0).is_some_and(|it| it.fit.is_empty()), "no mean yet");
    let waits = trace.distribution(0, 1, trace.last()).expect("there is one");
    let ticks: Vec<Time> = curves[1].ticks.iter().map(|at| trace.record(*at).time).collect();
    let gaps: Vec<f64> = ticks.windows(2).map(|two| two[1].since(two[0]).as_ms()).collect();
    assert_eq!((waits.samples, waits.fit.len(), waits.tail), (gaps, 51, values[1]));
}

/// A stretch of a run is the same whoever asks for it: from its own key frame or from the start.
#[test]
fn a_stretch_of_a_curve_is_the_stretch_of_the_whole() {
    let query = "token-ring?nodes=6&rounds=50&do=700ms.crash.C~900ms.restart.C~1s.begin.D";
    let trace = Entry::<Ring>::new().run(&Link::parse(query));
    assert_eq!(trace.complaints, []);
    let grid: Vec<Time> =
        (0..=trace.record(trace.last()).time.0 / 500).map(|k| Time(k * 500)).collect();
    let whole = trace.curves(0, &grid);
    for (from, to) in [(0, 10), (700, 790), (1_390, 1_410), (grid.len() - 100, grid.len())] {
        let (first, last) = (grid[from], grid[to - 1]);
        for (one, all) in trace.curves(0, &grid[from..to]).iter().zip(&whole) {
            let inside = |dot: &&Dot| (first..=last).contains(&dot.time);
            let mut all: Vec<Dot> = all.dots.iter().filter(inside).copied().collect();
            all.drain(..all.iter().position(|dot| *dot == one.dots[0]).expect("its first"));
            assert_eq!(one.dots, all);
        }
    }
}

fn drawn(trace: &Trace, cursor: u32, options: &SpacetimeOptions, view: &ChartOptions) -> Scene {
    let curves = trace.curves(view.chart, &chart::grid(trace, options));
    chart::chart(trace, cursor, options, view, &curves)
}

/// Every coordinate that a scene draws, but for what is in words.
pub fn numbers(shapes: &[Shape]) -> Vec<f64> {
    let mut all = Vec::new();
    for shape in shapes {
        match shape {
            Shape::Line { from, to, .. } => all.extend([from.x, from.y, to.x, to.y]),
            Shape::Path { d, .. } => {
                let words = d.split(|c: char| c.is_ascii_alphabetic() || c == ' ');
                let words = words.filter(|word| !word.is_empty());
                all.extend(words.map(|word| word.parse::<f64>().expect("a number")));
            }
            Shape::Circle { at, r, .. } => all.extend([at.x, at.y, *r]),
            Shape::Rect { at, width, height, .. } => all.extend([at.x, at.y, *width, *height]),
            Shape::Text { at, .. } => all.extend([at.x, at.y]),
            Shape::Group(group) => {
                all.extend([group.at.x, group.at.y]);
                all.extend(numbers(&group.shapes));
            }
        }
    }
    all
}

/// The groups of a scene that carry a class.
pub fn groups<'s>(scene: &'s Scene, class: &str) -> Vec<&'s Group> {
    fn walk<'s>(shapes: &'s [Shape], class: &str, found: &mut Vec<&'s Group>) {
        for shape in shapes {
            if let Shape::Group(group) = shape {
                if group.class.split(' ').any(|word| word == class) {
                    found.push(group);
                }
                walk(&group.shapes, class, found);
            }
        }
    }
    let mut found = Vec::new();
    walk(&scene.shapes, class, &mut found);
    found
}

/// Whatever is asked for, nothing is drawn outside of the drawing or nowhere.
#[test]
fn a_chart_is_drawn_in_every_window_on_both_axes() {
    let query = "token-ring?nodes=6&rounds=20&do=70ms.crash.C~90ms.restart.C~95ms.begin.D";
    let trace = Entry::<Ring>::new().run(&Link::parse(query));
    assert_eq!(trace.complaints, []);
    let sizes = [(390.0, 150.0), (760.0, 190.0), (0.0, 10.0), (f64::NAN, 300.0)];
    for axis in [Axis::Time, Axis::Steps] {
        for (from, to) in [(0.0, 1.0), (0.4, 0.41), (0.98, 1.0), (0.5, 0.5)] {
            for (width, height) in sizes {
                for cursor in [0, 31, trace.last()] {
                    let options = SpacetimeOptions { axis, from, to, width, ..Default::default() };
                    let chosen = (cursor > 0).then_some(2);
                    let view = ChartOptions { chart: 0, height, chosen, top: None };
                    let scene = drawn(&trace, cursor, &options, &view);
                    assert!(scene.elements() < 120, "{}", scene.elements());
                    assert!(scene.label.contains("Station B "), "{}", scene.label);
                    let places = numbers(&scene.shapes);
                    let sane = |place: &&f64| !(-1_000.0..=2_000.0).contains(*place);
                    assert_eq!(places.iter().find(sane), None, "{axis:?} {from} {to} {width}");
                }
            }
        }
    }
}

/// The horizontal is that of the diagram: a tick is below the arrival it stands for.
#[test]
fn what_is_in_the_chart_is_below_the_same_in_the_diagram() {
    let trace = Entry::<Ring>::new().run(&Link::parse("token-ring?rounds=3"));
    for axis in [Axis::Time, Axis::Steps] {
        let options = SpacetimeOptions { axis, from: 0.2, to: 0.9, ..Default::default() };
        let view = ChartOptions { height: 180.0, ..ChartOptions::default() };
        let scene = drawn(&trace, 4, &options, &view);
        let lines = groups(&scene, "curve");
        let lines = lines.iter().filter(|group| !group.class.contains("end"));
        let mut ticks = Vec::new();
        for line in lines {
            let Some(Shape::Path { d, .. }) = line.shapes.last() else { panic!("no ticks") };
            let places = d.split('M').skip(1).map(|part| part.split(' ').next().unwrap_or(""));
            ticks.extend(places.map(|x| x.parse::<f64>().expect("a number")));
        }
        ticks.sort_by(f64::total_cmp);
        let events = spacetime(&trace, 4, &options);
        let arrived = groups(&events, "kind-deliver");
        let mut arrived: Vec<f64> = arrived.iter().map(|group| group.at.x).collect();
        arrived.sort_by(f64::total_cmp);
        assert_eq!(ticks.len(), arrived.len());
        assert!(ticks.len() > 4);
        for (tick, event) in ticks.iter().zip(&arrived) {
            assert!((tick - event).abs() < 0.051, "{tick} {event}");
        }
        let head = |scene: &Scene| groups(scene, "playhead")[0].motion;
        assert_eq!(head(&scene), head(&events), "both playheads move alike");
    }
}

/// A level leads to the value of its parameter, and what lasts is shaded below its line.
#[test]
fn levels_and_shades_are_where_they_belong() {
    let trace = Entry::<Ring>::new().run(&Link::parse("token-ring?rounds=2&work=4ms"));
    let (options, view) =
        (SpacetimeOptions::default(), ChartOptions { height: 200.0, ..ChartOptions::default() });
    let scene = drawn(&trace, trace.last(), &options, &view);
    let level = groups(&scene, "level")[0];
    let Shape::Line { from, .. } = level.shapes[0] else { panic!("no line") };
    let rise = Rise::new(&trace, &view);
    let params = Ring::params();
    let (param, values) = (params.get("work").expect("it is one"), params.resolve(&[]).0);
    let typed = |y: f64| trace.charts[0].typed(param, &values, rise.value(y));
    assert_eq!(typed(from.y), "4ms");
    assert_eq!((typed(1e9), typed(-1e9)), ("500us".to_string(), "9ms".to_string()));
    // "token 1" lasts at A, "token 2" at B and "token 3" at C, once each, for as long as the work.
    let shades = groups(&scene, "shade");
    assert_eq!(shades.len(), 3);
    for shade in shades {
        let Shape::Rect { width, .. } = shade.shapes[1] else { panic!("no row") };
        let whole = 4_000.0 / trace.record(trace.last()).time.0 as f64;
        let (left, right) = sides(&trace, &options);
        assert!((width - whole * (right - left)).abs() < 0.2, "{width}");
    }
    // What is to come is covered while a question is open, and no name tells where a line will be.
    let open = SpacetimeOptions { discreet: true, ..options };
    let scene = drawn(&trace, 3, &open, &view);
    let covers =
        |shape: &Shape| matches!(shape, Shape::Rect { class, .. } if class == "veil discreet");
    assert!(scene.shapes.iter().any(covers));
    assert!(groups(&scene, "end").is_empty());
}
