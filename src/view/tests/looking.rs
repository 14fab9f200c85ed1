//! What a reader looks at and takes in hand: comparisons, cuts, other runs, handles.

use super::paper::{check, class_of, groups, texts};
use super::runs;
use crate::lesson::cut::Cut;
use crate::lesson::trace::{Ending, Relation, StretchKind, Trace};
use crate::sim::time::{NodeId, Time};
use crate::view::scene::{Grip, Group, Point, Scene, Target};
use crate::view::spacetime::{Axis, Ghost, SpacetimeOptions, sides, spacetime};
use crate::view::topology::{TopologyOptions, sides_of_line, topology};
use crate::view::window::{frontier_at, least_width, share_at, time_at};
use std::rc::Rc;

fn short_runs() -> Vec<(String, Trace)> {
    runs().into_iter().filter(|(_, trace)| trace.records.len() < 120).collect()
}

/// The first group of this class.
fn find<'s>(scene: &'s Scene, class: &str) -> Option<&'s Group> {
    groups(&scene.shapes).into_iter().find(|group| has(group, class))
}

fn has(group: &Group, class: &str) -> bool {
    group.class.split(' ').any(|word| word == class)
}

fn group_of(scene: &Scene, class: &str, target: Target) -> Option<Group> {
    let all = groups(&scene.shapes);
    let mut found = all.into_iter().filter(|group| group.target == Some(target));
    found.find(|group| group.class.split(' ').next() == Some(class)).cloned()
}

#[test]
fn a_drawing_with_everything_at_once_is_sound() {
    let runs = runs();
    for (number, (link, trace)) in runs.iter().enumerate() {
        // No run is its own ghost here.
        let other = &runs[(number + 1) % runs.len()].0;
        let lesson = crate::patterns::catalog();
        let other = lesson
            .iter()
            .next()
            .map(|lesson| Rc::new(lesson.run(&crate::lesson::Link::parse(other))));
        for cursor in (0..=trace.last()).step_by(1 + trace.records.len() / 12) {
            let skewed = Cut::at(trace, cursor).with(NodeId(0), trace.last() - cursor);
            for (axis, from, to, lane_height) in [
                (Axis::Time, 0.0, 1.0, 42.0),
                (Axis::Steps, 0.4, 0.6, 20.0),
                (Axis::Time, 0.7, 0.71, 8.0),
            ] {
                let options = SpacetimeOptions {
                    axis,
                    from,
                    to,
                    lane_height,
                    selected: Some(Target::Event(cursor)),
                    hovered: Some(Target::Letter(cursor)),
                    compared: Some(trace.last()),
                    cut: Some(skewed.clone()),
                    ghost: other.clone().map(|trace| Ghost { trace, from: cursor / 2 }),
                    dragged: Some((cursor / 2, Time(u64::from(cursor) * 3_000))),
                    differs: Some(cursor / 2),
                    ..SpacetimeOptions::default()
                };
                let scene = spacetime(trace, cursor / 2, &options);
                check(&scene, &format!("{link} at {cursor}, {axis:?} {from}..{to}"));
                let few = crate::view::spacetime::ELEMENTS_MAX;
                assert!(scene.elements() <= few, "{link}: {}", scene.elements());
            }
        }
    }
}

#[test]
fn two_events_are_told_apart_and_joined_by_their_chain() {
    for (link, trace) in short_runs() {
        let (a, b) = (trace.last() / 4, trace.last() - 1);
        let options = SpacetimeOptions {
            selected: Some(Target::Event(a)),
            compared: Some(b),
            ..SpacetimeOptions::default()
        };
        let scene = spacetime(&trace, trace.last(), &options);
        let (one, two) = (group_of(&scene, "event", Target::Event(a)), Target::Event(b));
        let (one, two) = (one.expect("drawn"), group_of(&scene, "event", two).expect("drawn"));
        assert!(has(&one, "selected") && !has(&one, "compared"), "{link}");
        assert!(has(&two, "compared") && !has(&two, "selected"), "{link}");
        let rings = |group: &Group, ring: &str| group.shapes.iter().any(|s| class_of(s) == ring);
        assert!(rings(&one, "event-selected") && rings(&two, "event-compared"), "{link}");
        let chained = scene.shapes.iter().any(|shape| class_of(shape) == "chain-path");
        assert_eq!(chained, trace.relation(a, b) == Relation::Before, "{link}: {a}, {b}");
        let Some(chain) = trace.chain(a, b) else { continue };
        for (id, letter) in (0..).zip(&trace.letters) {
            let Ending::Arrived(end) = letter.ending else { continue };
            let in_chain = chain.windows(2).any(|pair| pair == [letter.sent_by, end]);
            let group = group_of(&scene, "letter", Target::Letter(id)).expect("drawn");
            assert_eq!(has(&group, "chain"), in_chain, "{link}: {chain:?} and {letter:?}");
        }
    }
}

#[test]
fn a_cut_passes_between_what_is_inside_and_what_is_not() {
    for (link, trace) in short_runs() {
        let cut = Cut::at(&trace, trace.last() / 2).with(NodeId(1), trace.last() / 3);
        let judged = cut.judge(&trace);
        let options = SpacetimeOptions {
            axis: Axis::Steps,
            cut: Some(cut.clone()),
            ..SpacetimeOptions::default()
        };
        let scene = spacetime(&trace, trace.last(), &options);
        let group = find(&scene, "cut").expect("drawn");
        assert_eq!(has(group, "consistent"), judged.consistent, "{link}");
        assert_eq!(group.label, Some(judged.sentence(&trace)), "{link}");
        assert!(texts(group).len() == 1, "{link}: the verdict is written");
        assert_eq!(find(&scene, "cut-whole").expect("drawn").grip, Some(Grip::Line));
        for node in (0..trace.cast.len() as u16).map(NodeId) {
            let all = groups(&scene.shapes);
            let handle = all.iter().find(|group| group.grip == Some(Grip::Cut(node)));
            let x = handle.unwrap_or_else(|| panic!("{link}: no handle for {node:?}")).at.x;
            for (at, record) in (0..).zip(&trace.records) {
                if record.node != Some(node) {
                    continue;
                }
                let event = group_of(&scene, "event", Target::Event(at)).expect("drawn");
                let left = event.at.x < x + 1e-6;
                assert_eq!(left, cut.contains(&trace, at), "{link}: event {at} of {node:?}");
            }
            // Catching the handle without moving it changes nothing inside.
            let again = cut.with(node, frontier_at(&trace, &options, node, x)).judge(&trace);
            assert_eq!(again.orphans, judged.orphans, "{link}: {node:?}");
        }
        for (id, letter) in (0..).zip(&trace.letters) {
            let Some(group) = group_of(&scene, "letter", Target::Letter(id)) else { continue };
            assert_eq!(has(&group, "channel"), judged.in_channels.contains(&id), "{letter:?}");
            assert_eq!(has(&group, "orphan"), judged.orphans.contains(&id), "{letter:?}");
            let marked = groups(&group.shapes).iter().any(|inner| has(inner, "orphan-mark"));
            assert_eq!(marked, has(&group, "orphan"), "{letter:?}");
        }
    }
}

#[test]
fn only_what_differs_of_another_run_is_its_ghost() {
    let runs = short_runs();
    let (link, first) = &runs[0];
    let lessons = crate::patterns::catalog();
    let lesson = lessons.iter().next().expect("a pattern");
    let run = |link: &str| Rc::new(lesson.run(&crate::lesson::Link::parse(link)));
    let ghost_of = |trace: Rc<Trace>, axis| {
        let ghost = Some(Ghost { trace, from: 0 });
        let options = SpacetimeOptions { axis, ghost, ..SpacetimeOptions::default() };
        find(&spacetime(first, 3, &options), "ghost").cloned()
    };
    for axis in [Axis::Time, Axis::Steps] {
        assert_eq!(ghost_of(run(link), axis), None, "a run does not differ from itself");
        let others = runs.iter().map(|(other, _)| run(other));
        let different = others.filter(|other| other.digest() != first.digest());
        let ghosts: Vec<_> = different.filter_map(|other| ghost_of(other, axis)).collect();
        assert!(!ghosts.is_empty());
        assert!(ghosts.iter().all(|ghost| (1..=3).contains(&ghost.shapes.len())));
    }
}

#[test]
fn the_head_of_every_message_that_arrived_can_be_caught() {
    for (link, trace) in short_runs() {
        let scene = spacetime(&trace, trace.last() / 2, &SpacetimeOptions::default());
        let all = groups(&scene.shapes);
        for (id, letter) in (0..).zip(&trace.letters) {
            let arrived = matches!(letter.ending, Ending::Arrived(_));
            let grips = all.iter().filter(|group| group.grip == Some(Grip::Head(id))).count();
            assert_eq!(grips, usize::from(arrived), "{link}: {letter:?}");
        }
    }
}

#[test]
fn a_dragged_message_is_shown_where_it_would_arrive() {
    for (link, trace) in short_runs() {
        let id = (0..).zip(&trace.letters);
        let mut arrived = id.filter(|(_, letter)| matches!(letter.ending, Ending::Arrived(_)));
        let Some((id, letter)) = arrived.next() else { continue };
        let time = letter.sent.after(crate::sim::time::Span::ms(3));
        let dragged = Some((id, time));
        let options = SpacetimeOptions { dragged, ..SpacetimeOptions::default() };
        let scene = spacetime(&trace, trace.last(), &options);
        let preview = find(&scene, "dragged").expect("drawn");
        let says = crate::view::words::rounded(time).to_string();
        assert_eq!(texts(preview), [says.as_str()], "{link}");
        let old = group_of(&scene, "letter", Target::Letter(id)).expect("drawn");
        assert!(has(&old, "leaving"), "{link}");
    }
}

#[test]
fn what_belongs_to_what_is_pointed_at_is_marked() {
    for (link, trace) in short_runs() {
        let drawn = |hovered| {
            let options = SpacetimeOptions { hovered, ..SpacetimeOptions::default() };
            spacetime(&trace, trace.last(), &options)
        };
        let linked = |scene: &Scene, class: &str, target| {
            group_of(scene, class, target).is_some_and(|group| has(&group, "linked"))
        };
        for (id, letter) in (0..).zip(&trace.letters) {
            let Ending::Arrived(end) = letter.ending else { continue };
            let scene = drawn(Some(Target::Letter(id)));
            for event in [letter.sent_by, end] {
                assert!(linked(&scene, "event", Target::Event(event)), "{link}: {letter:?}");
            }
            let scene = drawn(Some(Target::Event(end)));
            assert!(linked(&scene, "letter", Target::Letter(id)), "{link}: {letter:?}");
            assert!(linked(&scene, "lane", Target::Node(letter.name.to)), "{link}: {letter:?}");
        }
        let differs = Some(trace.last() / 2);
        let options = SpacetimeOptions { differs, ..SpacetimeOptions::default() };
        let scene = spacetime(&trace, 0, &options);
        assert_eq!(texts(find(&scene, "differs").expect("drawn")), ["differs"]);
    }
}

#[test]
fn places_times_and_shares_agree() {
    for (link, trace) in short_runs() {
        for axis in [Axis::Time, Axis::Steps] {
            let options = SpacetimeOptions { axis, ..SpacetimeOptions::default() };
            let (left, right) = sides(&trace, &options);
            let end = trace.record(trace.last()).time;
            assert_eq!(time_at(&trace, &options, left), Time(0), "{link}");
            assert_eq!(time_at(&trace, &options, right), end, "{link}");
            assert_eq!(time_at(&trace, &options, f64::NAN), Time(0), "{link}");
            for share in [0.0, 0.25, 0.5, 1.0] {
                let x = left + (right - left) * share;
                assert!((share_at(&trace, &options, x) - share).abs() < 1e-9, "{link}");
                let (now, later) =
                    (time_at(&trace, &options, x), time_at(&trace, &options, x + 5.0));
                assert!(now <= later, "{link}");
                for node in (0..trace.cast.len() as u16).map(NodeId) {
                    let at = frontier_at(&trace, &options, node, x);
                    let record = trace.record(at);
                    assert!(at == 0 || record.node == Some(node), "{link}: {at} of {node:?}");
                    assert!(axis == Axis::Steps || record.time <= now, "{link}: {at}");
                }
            }
            let least = least_width(&trace, axis);
            assert!(0.0 < least && least <= 1.0, "{link}: {least}");
        }
    }
}

#[test]
fn a_line_across_the_stage_parts_the_nodes() {
    for (link, trace) in short_runs() {
        let options = TopologyOptions::default();
        let scene = topology(&trace, 0, &options);
        let place = |node: &NodeId| {
            let group = group_of(&scene, "node", Target::Node(*node)).expect("drawn");
            group.at
        };
        let (top, low) = (Point::new(380.1, 0.0), Point::new(380.1, 10.0));
        // Down the page, left is the reader's right.
        let (left, right) = sides_of_line(&trace, &options, top, low);
        assert_eq!(left.len() + right.len(), trace.cast.len(), "{link}");
        assert!(left.iter().all(|node| place(node).x >= 380.1), "{link}: {left:?}");
        assert!(right.iter().all(|node| place(node).x < 380.1), "{link}: {right:?}");
        assert_eq!(sides_of_line(&trace, &options, low, top), (right, left), "{link}");
        let across = (Point::new(0.0, 190.1), Point::new(99.0, 190.1));
        let (above, below) = sides_of_line(&trace, &options, across.0, across.1);
        assert!(above.iter().all(|node| place(node).y < 190.1), "{link}: {above:?}");
        assert!(below.iter().all(|node| place(node).y > 190.1), "{link}: {below:?}");
    }
}

#[test]
fn what_is_cut_one_way_only_says_so() {
    for (link, trace) in runs() {
        let scene = spacetime(&trace, trace.last(), &SpacetimeOptions::default());
        for stretch in &trace.stretches {
            let StretchKind::Cut(pairs) = &stretch.kind else { continue };
            let one_way = pairs.iter().any(|(a, b)| !pairs.contains(&(*b, *a)));
            let group = group_of(&scene, "split", Target::Event(stretch.from)).expect("drawn");
            assert_eq!(has(&group, "one-way"), one_way, "{link}: {stretch:?}");
            let arrow = group.shapes.iter().any(|shape| class_of(shape) == "cut-arrow");
            assert_eq!(arrow, one_way, "{link}: {stretch:?}");
        }
    }
}

/// Versions side by side are strands: each told by name, the lane parted from where they begin and
/// met again where they end.
#[test]
fn what_stands_side_by_side_is_a_fork_of_the_lane() {
    let catalog = crate::patterns::catalog();
    let link = crate::lesson::Link::parse("version-vector?skip=8");
    let trace = catalog.get(&link.pattern).expect("a pattern of the catalog").run(&link);
    let fork = trace.bars.iter().find(|bar| bar.what.strands.len() == 2).expect("a fork");
    assert_eq!(fork.what.strands[0], "130: A.2 [2, 0, 0], Node A");
    let end = fork.to.expect("a later write ends it");
    for (cursor, paths) in [(fork.from, 2), (end - 1, 4), (end, 2), (trace.last(), 2)] {
        let options = SpacetimeOptions { lane_height: 80.0, ..SpacetimeOptions::default() };
        let scene = spacetime(&trace, cursor, &options);
        let all = groups(&scene.shapes);
        let drawn = all.iter().find(|group| {
            group.class.contains("fork") && group.target == Some(Target::Event(fork.from))
        });
        let drawn = drawn.expect("it is drawn");
        let label = drawn.label.as_deref().expect("it is told");
        assert!(label.contains("2 versions (130: A.2 [2, 0, 0], Node A; 60: B.1"), "{label}");
        let strands = drawn.shapes.iter().filter(|shape| class_of(shape).contains("strand"));
        assert_eq!(strands.count(), paths, "at {cursor}: past and future are two paths");
    }
}
