//! Two hundred stations: the stage tells of the one that matters, the diagram the telling lanes.

use super::Ring;
use super::charts::{groups, numbers};
use patternscope::lesson::{AnyLesson, Entry, Link, Trace};
use patternscope::sim::NodeId;
use patternscope::view::spacetime::ELEMENTS_MAX;
use patternscope::view::{
    Scene, Shape, SpacetimeOptions, Target, TopologyOptions, fold, spacetime, topology,
};
use std::rc::Rc;

fn crowd() -> Trace {
    let query = "token-ring?nodes=200&rounds=10&do=30ms.begin.S100~50ms.crash.S150~60ms.cut.A-B";
    let trace = Entry::<Ring>::new().run(&Link::parse(query));
    assert_eq!(trace.complaints, []);
    trace
}

fn texts(shapes: &[Shape], wanted: &str) -> Vec<String> {
    let text = |shape: &Shape| match shape {
        Shape::Text { text, class, .. } if class == wanted => vec![text.clone()],
        Shape::Group(group) => texts(&group.shapes, wanted),
        _ => Vec::new(),
    };
    shapes.iter().flat_map(text).collect()
}

#[test]
fn the_stage_tells_of_one_and_names_what_is_looked_at() {
    let trace = crowd();
    for (width, height) in [(840.0, 330.0), (840.0, 260.0), (390.0, 270.0)] {
        let letter = trace.in_flight(40).next().expect("a token is on its way").0;
        for (selected, names) in [
            (None, &["Station S100"][..]),
            (Some(Target::Node(NodeId(7))), &["Station H", "Station S100"]),
            (Some(Target::Letter(letter)), &["Station S100", "Station E", "Station F"]),
        ] {
            let options = TopologyOptions { width, height, selected, ..Default::default() };
            let at = (0..=trace.last()).find(|at| trace.record(*at).node == Some(NodeId(100)));
            let at = at.expect("it begins");
            let scene = topology(&trace, at, &options);
            let nodes = groups(&scene, "node");
            let nodes: Vec<_> = nodes.into_iter().filter(|node| node.target.is_some()).collect();
            assert_eq!(nodes.len(), 200);
            assert_eq!(scene.shapes.len(), 6, "no part moves the others");
            let told: Vec<_> = nodes.iter().filter(|node| node.label.is_some()).collect();
            let one = match selected {
                Some(Target::Node(node)) => node,
                _ => NodeId(100),
            };
            assert_eq!(told.len(), 1, "one is reached by the tab key");
            assert_eq!(told[0].target, Some(Target::Node(one)));
            let near = texts(&scene.shapes, "near-name");
            match selected {
                Some(Target::Letter(id)) => {
                    let name = trace.letters[id as usize].name;
                    for end in [name.from, name.to] {
                        assert!(near.iter().any(|text| text == trace.name(end)), "{near:?}");
                    }
                }
                _ => assert_eq!(near, names),
            }
            let focus = groups(&scene, "focus");
            assert_eq!(focus.len(), 1, "its card stands in the middle: {width} {height}");
            assert!(scene.elements() < 700, "{}", scene.elements());
            let outside = |place: &&f64| !(-1_000.0..=1_000.0).contains(*place);
            assert_eq!(numbers(&scene.shapes).iter().find(outside), None);
        }
    }
}

#[test]
fn who_tells_something_has_a_lane() {
    let trace = crowd();
    let window = SpacetimeOptions::default();
    let lanes = |focus, most| fold::telling(&trace, &window, focus, most);
    // Without a focus those that something was done to, whether they do much or not.
    assert_eq!(lanes(None, 3), [NodeId(0), NodeId(100), NodeId(150)]);
    // With one it and the two it talks to.
    assert_eq!(lanes(Some(NodeId(120)), 3), [NodeId(119), NodeId(120), NodeId(121)]);
    assert_eq!(lanes(Some(NodeId(199)), 2), [NodeId(100), NodeId(199)], "nobody talks to it");
    assert_eq!(lanes(Some(NodeId(5)), 1), [NodeId(5)]);
    assert_eq!(lanes(None, 500).len(), 200);
}

/// What is folded leaves ticks in a band; but who crashes and what the playhead is at is drawn.
#[test]
fn the_rest_is_a_band() {
    let trace = crowd();
    let at = |node: u16, kind: &str| {
        let is = |at: &u32| {
            let record = trace.record(*at);
            record.node == Some(NodeId(node)) && record.text.contains(kind)
        };
        (0..=trace.last()).find(is).expect("it happens")
    };
    let crash = at(150, "crashes");
    let drawn = |cursor: u32, chosen: Option<&[u16]>| {
        let lanes = chosen.map(|ids| ids.iter().copied().map(NodeId).collect::<Rc<[_]>>());
        spacetime(&trace, cursor, &SpacetimeOptions { lanes, ..Default::default() })
    };
    let few = drawn(0, Some(&[3, 4, 5]));
    assert_eq!(groups(&few, "lane").len(), 3);
    assert!(few.height < 260.0, "{}", few.height);
    let band = groups(&few, "fold")[0];
    assert_eq!(band.label.as_deref(), Some("197 more nodes, folded into one band"));
    assert!(band.shapes.len() > 2, "ticks for what happens there");
    let marks = |scene: &Scene, event: u32| {
        let marks = groups(scene, "event");
        marks.iter().filter(|mark| mark.target == Some(Target::Event(event))).count()
    };
    assert_eq!((marks(&few, crash), marks(&few, at(20, "receives"))), (1, 0));
    assert_eq!(marks(&drawn(at(20, "receives"), Some(&[3, 4, 5])), at(20, "receives")), 1);
    assert_eq!(marks(&few, at(4, "receives")), 1);
    for letter in groups(&few, "letter") {
        let Some(Target::Letter(id)) = letter.target else { panic!("no letter") };
        let name = trace.letters[id as usize].name;
        let shown = |node: NodeId| (3..=5).contains(&node.0);
        assert!(shown(name.from) || shown(name.to), "{name:?}");
    }
    for cursor in [0, 20, crash, trace.last()] {
        for scene in [drawn(cursor, None), drawn(cursor, Some(&[])), drawn(cursor, Some(&[0, 199]))]
        {
            assert!(scene.elements() < ELEMENTS_MAX);
            let low = |place: &&f64| !place.is_finite() || **place > scene.height.max(1_300.0);
            assert_eq!(numbers(&scene.shapes).iter().find(low), None);
        }
    }
    assert_eq!(groups(&drawn(0, None), "lane").len(), 200);
    assert!(groups(&drawn(0, None), "fold").is_empty());
}
