//! What lies over the stage covers nobody: among three there is always a place for it.

use super::runs;
use crate::view::aside::aside;
use crate::view::scene::{Group, Point, Shape, Target};
use crate::view::tags::Space;
use crate::view::topology::{TopologyOptions, topology};

const PANEL: (f64, f64) = (400.0, 46.0);

/// The box of each participant, as it is drawn.
fn boxes(groups: &[&Group]) -> Vec<Space> {
    let nodes = groups.iter().filter(|group| matches!(group.target, Some(Target::Node(_))));
    let drawn = nodes.filter_map(|group| {
        group.shapes.iter().find_map(|shape| match shape {
            Shape::Rect { width, height, class, .. } if *class == "node-box" => {
                Some(Space::around(group.at, *width, *height))
            }
            _ => None,
        })
    });
    drawn.collect()
}

#[test]
fn the_panel_of_what_is_selected_covers_nobody() {
    let mut looked = 0;
    for (link, trace) in runs() {
        if trace.cast.len() > 3 {
            continue;
        }
        for (width, height) in [(560.0, 300.0), (680.0, 340.0), (760.0, 380.0), (1_000.0, 420.0)] {
            let options = TopologyOptions { width, height, ..TopologyOptions::default() };
            let side = aside(&trace, &options, PANEL);
            let panel = side.space(Point::new(width, height), PANEL);
            let scene = topology(&trace, 0, &options);
            let boxes = boxes(&super::paper::groups(&scene.shapes));
            assert_eq!(boxes.len(), trace.cast.len(), "{link}");
            let covers = boxes.iter().any(|card| card.overlaps(&panel));
            assert!(!covers, "{link} at {width} × {height}: {side:?}");
            looked += 1;
        }
    }
    assert!(looked > 20, "{looked}");
}

/// A phone's stage has no room for words: of the log it still shows what a crash would lose.
#[test]
fn a_small_stage_shows_what_is_durable() {
    let catalog = crate::patterns::catalog();
    let lesson = catalog.get("two-phase-commit").expect("it is there");
    let trace = lesson.run(&crate::lesson::Link::parse("two-phase-commit?latency=constant"));
    let cells = |us: u64, node: u16| -> Vec<String> {
        let at = trace.records.partition_point(|record| record.time.0 <= us) as u32 - 1;
        let (width, height) = (380.0, 220.0);
        let options = TopologyOptions { width, height, compact: true, ..Default::default() };
        let scene = topology(&trace, at, &options);
        let node = Target::Node(crate::sim::NodeId(node));
        let groups = super::paper::groups(&scene.shapes);
        let node = groups.into_iter().find(|group| group.target == Some(node)).expect("drawn");
        let cells = super::paper::groups(&node.shapes);
        let cells = cells.iter().filter(|group| group.class.starts_with("cell "));
        cells.map(|cell| cell.class.split(' ').nth(1).expect("kept or not").to_string()).collect()
    };
    assert_eq!(cells(5_000, 1), [""; 0]);
    assert_eq!(cells(15_000, 1), ["volatile"], "PREPARED is being forced");
    assert_eq!(cells(25_000, 1), ["durable"]);
    assert_eq!(cells(55_000, 1), ["durable", "volatile"], "COMMIT is being forced");
    assert_eq!(cells(35_000, 0), ["volatile", "volatile"], "BEGIN and COMMIT");
}
