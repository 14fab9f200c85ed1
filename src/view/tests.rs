//! Both drawings over every run of the catalog: what must hold whatever is drawn.

mod covering;
mod looking;
mod paper;

use super::scene::{Group, Point, Scene, Target};
use super::spacetime::{
    Axis, ELEMENTS_MAX, SpacetimeOptions, event_near, share_of, sides, spacetime,
};
use super::topology::{TopologyOptions, topology};
use crate::lesson::act::ArgKind;
use crate::lesson::trace::{Ending, Relation, Trace};
use crate::lesson::{AnyLesson, Link};
use crate::sim::time::NodeId;
use crate::sim::world::Status;
use paper::{check, class_of, finite, groups, texts};

/// Every what-if of every pattern, and each pattern under every kind of fault.
fn runs() -> Vec<(String, Trace)> {
    let catalog = crate::patterns::catalog();
    let mut runs = Vec::new();
    for lesson in catalog.iter() {
        let about = lesson.about();
        let mut links: Vec<String> = lesson
            .presets()
            .iter()
            .map(|preset| format!("{}?{}", about.name, preset.link))
            .collect();
        links.push(about.name.to_string());
        let cast = lesson.run(&Link::of(about.name)).cast;
        let code = |at: usize| cast[at % cast.len()].code.as_str();
        let (a, b, c) = (code(0), code(1), code(2));
        for acts in [
            format!(
                "1ms.hold.{a}-{b}.1~1ms.dup.{a}-{c}.1~1ms.drop.{b}-{a}.1~60ms.deliver.{a}-{b}.1"
            ),
            format!("1ms.hold.{a}-{b}.1~1ms.hold.{b}-{a}.1~2ms.delay.{a}-{c}.1.90ms"),
            format!("2ms.split.{a}.{b},{c}~4ms.pause.{b}~9ms.crash.{c}~30ms.resume.{b}~50ms.heal"),
            format!("0ms.pause.{b}~12ms.crash.{a}.1~40ms.cut.{a}-{c}~80ms.restart.{a}"),
            format!("3ms.clock.{a}.200ms,150%~9ms.crash.{b}.5~40ms.clock.{a}.0ms,100%"),
        ] {
            links.push(format!("{}?do={acts}", about.name));
        }
        for link in links {
            let trace = lesson.run(&Link::parse(&link));
            runs.push((link, trace));
        }
    }
    runs
}

/// A run in which every command is given again and again.
fn long_run(lesson: &dyn AnyLesson, commands: usize) -> Trace {
    let name = lesson.about().name;
    let (values, _) = lesson.params().resolve(&[]);
    let specs = lesson.commands(&values);
    let cast = lesson.run(&Link::of(name)).cast;
    let mut acts = Vec::new();
    for k in 0..commands {
        let spec = &specs[k % specs.len()];
        let to: Vec<&str> = cast
            .iter()
            .filter(|actor| actor.kind == spec.to)
            .map(|actor| actor.code.as_str())
            .collect();
        let mut act = format!("{}ms.{}.{}", 7 * k + 1, spec.verb, to[k % to.len()]);
        for arg in spec.args {
            act.push('.');
            match arg.kind {
                ArgKind::Word(words) => act.push_str(words.first().unwrap_or(&"x")),
                ArgKind::Number(.., default) => act.push_str(&default.to_string()),
                ArgKind::Node(kind) => {
                    let node = cast.iter().find(|actor| actor.kind == kind);
                    act.push_str(&node.expect("somebody of this kind").code);
                }
            }
        }
        acts.push(act);
    }
    lesson.run(&Link::parse(&format!("{name}?skip=all&do={}", acts.join("~"))))
}

#[test]
fn the_stage_at_every_event() {
    for (link, trace) in runs() {
        for cursor in (0..=trace.last()).step_by(1 + trace.records.len() / 60) {
            for (width, height, compact) in
                [(760.0, 380.0, false), (360.0, 300.0, true), (300.0, 520.0, false)]
            {
                let selected = Some(Target::Event(cursor / 2));
                let compared = Some(NodeId(0));
                let hovered = None;
                let options =
                    TopologyOptions { width, height, selected, hovered, compared, compact };
                let scene = topology(&trace, cursor, &options);
                check(&scene, &format!("{link} at {cursor}, {width}×{height}"));
                assert!(!secrets(&scene, &trace, cursor), "{link} at {cursor} tells the future");
            }
        }
    }
}

#[test]
fn the_diagram_at_every_event() {
    for (link, trace) in runs() {
        for cursor in (0..=trace.last()).step_by(1 + trace.records.len() / 30) {
            for (axis, from, to, lane_height, selected) in [
                (Axis::Time, 0.0, 1.0, 42.0, None),
                (Axis::Steps, 0.0, 1.0, 26.0, Some(Target::Event(cursor / 2))),
                (Axis::Time, 0.2, 0.4, 42.0, Some(Target::Letter(0))),
                (Axis::Steps, 0.5, 0.52, 12.0, None),
            ] {
                let options = SpacetimeOptions {
                    axis,
                    from,
                    to,
                    lane_height,
                    selected,
                    ..SpacetimeOptions::default()
                };
                let scene = spacetime(&trace, cursor, &options);
                check(&scene, &format!("{link} at {cursor}, {axis:?} {from}..{to}"));
            }
        }
    }
}

#[test]
fn a_whole_run_shows_every_event_and_every_message_once() {
    for (link, trace) in runs().iter().filter(|(_, trace)| trace.records.len() < 120) {
        let scene = spacetime(trace, trace.last() / 2, &SpacetimeOptions::default());
        let targets = |class: &str| -> Vec<Option<Target>> {
            let mut found: Vec<_> = groups(&scene.shapes)
                .into_iter()
                .filter(|group| group.class.split(' ').next() == Some(class))
                .map(|group| group.target)
                .collect();
            found.sort();
            found
        };
        let events: Vec<_> = (0..=trace.last()).map(|at| Some(Target::Event(at))).collect();
        assert_eq!(targets("event"), events, "{link}");
        let letters = 0..trace.letters.len() as u32;
        let letters: Vec<_> = letters.map(|id| Some(Target::Letter(id))).collect();
        assert_eq!(targets("letter"), letters, "{link}");
        assert_eq!(targets("playhead").len(), 1, "{link}");
    }
}

#[test]
fn ten_thousand_events_stay_few_elements() {
    for lesson in crate::patterns::catalog().iter() {
        for commands in [20, 60, 120, 600] {
            let trace = long_run(lesson, commands);
            for (from, to) in [(0.0, 1.0), (0.3, 0.5), (0.5, 0.51)] {
                for axis in [Axis::Time, Axis::Steps] {
                    let selected = Some(Target::Event(trace.last() / 2));
                    let options = SpacetimeOptions {
                        axis,
                        from,
                        to,
                        selected,
                        ..SpacetimeOptions::default()
                    };
                    let scene = spacetime(&trace, trace.last() / 2, &options);
                    let place = format!("{commands} commands, {from}..{to}");
                    assert!(scene.elements() <= ELEMENTS_MAX, "{place}: {}", scene.elements());
                    check(&scene, &place);
                }
            }
        }
    }
}

#[test]
fn a_place_on_the_axis_finds_its_event() {
    for (link, trace) in runs() {
        for axis in [Axis::Time, Axis::Steps] {
            let options = SpacetimeOptions { axis, ..SpacetimeOptions::default() };
            for event in 0..=trace.last() {
                let (left, right) = sides(&trace, &options);
                let x = left + (right - left) * share_of(&trace, axis, event);
                let found = event_near(&trace, &options, Point::new(x, 50.0));
                let (found, sought) = match axis {
                    Axis::Steps => (u64::from(found), u64::from(event)),
                    Axis::Time => (trace.record(found).time.0, trace.record(event).time.0),
                };
                // Rounding may land on an event some microseconds away.
                assert!(found.abs_diff(sought) <= 1, "{link}: {found} for {sought}");
            }
            assert_eq!(event_near(&trace, &options, Point::new(-1e9, 0.0)), {
                trace.event_at(trace.record(0).time) * u32::from(axis == Axis::Time)
            });
            assert_eq!(event_near(&trace, &options, Point::new(1e9, 0.0)), trace.last());
        }
    }
}

#[test]
fn odd_sizes_do_no_harm() {
    let runs = runs();
    let Some((_, trace)) = runs.first() else { return };
    for size in [f64::NAN, -5.0, 0.0, 1.0, 90.0, 1e5, f64::INFINITY] {
        let options = TopologyOptions { width: size, height: size, ..Default::default() };
        finite(&topology(trace, 3, &options), "odd stage");
        let options = SpacetimeOptions {
            width: size,
            lane_height: size,
            from: size,
            to: -size,
            ..Default::default()
        };
        finite(&spacetime(trace, u32::MAX, &options), "odd diagram");
        event_near(trace, &options, Point::new(size, size));
    }
}

#[test]
fn the_stage_says_who_stopped_and_what_is_on_its_way() {
    for (link, trace) in runs() {
        for cursor in (0..=trace.last()).step_by(1 + trace.records.len() / 40) {
            let scene = topology(&trace, cursor, &TopologyOptions::default());
            let statuses = trace.stage().statuses(cursor);
            let mut letters = 0;
            for group in groups(&scene.shapes) {
                match group.target {
                    Some(Target::Node(id)) => {
                        let (class, word) = match statuses[id.index()] {
                            Status::Up => continue,
                            Status::Down => (" down", "crashed at "),
                            Status::Paused => (" paused", "paused at "),
                        };
                        assert!(group.class.contains(class), "{link} at {cursor}: {group:?}");
                        let told = texts(group).iter().any(|text| text.starts_with(word));
                        let told = told || group.shapes.len() < 5;
                        assert!(told, "{link} at {cursor}: {group:?}");
                    }
                    Some(Target::Letter(_)) => letters += 1,
                    _ => {}
                }
            }
            let ended = trace.letters.iter().filter(|letter| match letter.ending {
                Ending::Arrived(event) | Ending::Lost(event, _) => event == cursor,
                Ending::Open(_) => false,
            });
            let expected = trace.in_flight(cursor).count() + ended.count();
            assert_eq!(letters, expected.min(400), "{link} at {cursor}");
        }
    }
}

#[test]
fn an_arrow_on_its_way_is_full_up_to_the_playhead_and_faint_after() {
    for (link, trace) in runs().iter().filter(|(_, trace)| trace.records.len() < 120) {
        let cursor = trace.last() / 2;
        let options = SpacetimeOptions { axis: Axis::Steps, ..Default::default() };
        let scene = spacetime(trace, cursor, &options);
        for (id, letter) in trace.in_flight(cursor) {
            let target = Some(Target::Letter(id));
            let all = groups(&scene.shapes);
            let arrow: Vec<&&Group> = all.iter().filter(|group| group.target == target).collect();
            let has = |class: &str| {
                arrow.iter().any(|group| group.shapes.iter().any(|s| class_of(s) == class))
            };
            let begun = letter.sent_by < cursor;
            let waits = has("arrow wait future");
            assert!(has("arrow future") || waits, "{link}: {letter:?}");
            assert!(has("arrow") || !begun, "{link}: {letter:?}");
        }
    }
}

#[test]
fn a_selected_event_sorts_all_others_into_past_after_and_concurrent() {
    for (link, trace) in runs().iter().filter(|(_, trace)| trace.records.len() < 120) {
        let chosen = trace.last() / 3;
        let selected = Some(Target::Event(chosen));
        let options = SpacetimeOptions { selected, ..Default::default() };
        let scene = spacetime(trace, trace.last(), &options);
        for group in groups(&scene.shapes) {
            let Some(Target::Event(at)) = group.target else { continue };
            if group.class.split(' ').next() != Some("event") {
                continue;
            }
            let word = match trace.relation(at, chosen) {
                Relation::Same => "selected",
                Relation::Before => "past",
                Relation::After => "after",
                Relation::Concurrent => "concurrent",
            };
            let classes: Vec<&str> = group.class.split(' ').collect();
            assert!(classes.contains(&word), "{link}: event {at} is {word}, not {classes:?}");
        }
    }
}

/// Whether a message on the stage shows that it will be lost.
fn secrets(scene: &Scene, trace: &Trace, cursor: u32) -> bool {
    groups(&scene.shapes).into_iter().any(|group| {
        let Some(Target::Letter(id)) = group.target else { return false };
        let Ending::Lost(end, _) = trace.letters[id as usize].ending else { return false };
        let label = group.label.as_deref().unwrap_or_default();
        let told = group.class.contains("lost") || label.contains("lost");
        let crossed = group.shapes.iter().any(|shape| class_of(shape) == "cross");
        end > cursor && (told || crossed)
    })
}
