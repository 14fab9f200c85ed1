//! Rows of cells and logical clocks: on the stage, in the diagram, in comparisons and documents.

#[path = "support/notes.rs"]
mod notes;

use notes::Notes;
use patternscope::lesson::document::Document;
use patternscope::lesson::trace::Relation;
use patternscope::lesson::{Catalog, Entry, Keep, Link, Trace};
use patternscope::session::{Accord, Action, Session};
use patternscope::sim::NodeId;
use patternscope::view::{
    Axis, Group as Drawn, Shape, SpacetimeOptions, Target, TopologyOptions, spacetime, topology,
};

fn catalog() -> Catalog {
    Catalog::new(vec![Box::new(Entry::<Notes>::new())])
}

fn open(query: &str) -> Session {
    let session = Session::open(&catalog(), Link::parse(query)).expect("it opens");
    assert_eq!(session.complaints().count(), 0, "{query:.200}");
    session
}

fn after(query: &str, actions: &[Action]) -> Session {
    let catalog = catalog();
    actions.iter().fold(open(query), |session, action| session.update(&catalog, action.clone()))
}

/// The first event of this text.
fn event(trace: &Trace, text: &str) -> u32 {
    let found = trace.records.iter().position(|record| record.text.contains(text));
    found.unwrap_or_else(|| panic!("no {text:?} in {:#?}", trace.records)) as u32
}

fn groups(shapes: &[Shape]) -> Vec<&Drawn> {
    let mut found = Vec::new();
    for shape in shapes {
        if let Shape::Group(group) = shape {
            found.push(group);
            found.extend(groups(&group.shapes));
        }
    }
    found
}

fn of_class<'s>(shapes: &'s [Shape], class: &str) -> Vec<&'s Drawn> {
    let mut all = groups(shapes);
    all.retain(|group| group.class.split(' ').any(|word| word == class));
    all
}

fn texts(group: &Drawn) -> Vec<&str> {
    let text = |shape: &'_ Shape| matches!(shape, Shape::Text { .. });
    let shapes = group.shapes.iter().filter(|shape| text(shape));
    shapes.map(|shape| if let Shape::Text { text, .. } = shape { text } else { "" }).collect()
}

#[test]
fn every_card_has_its_cells_and_nothing_moves_while_it_is_played() {
    for query in ["notes", "notes?stations=6", "notes?stations=9&do=30ms.crash.S1"] {
        let trace = open(query).trace;
        let options = TopologyOptions { width: 900.0, height: 620.0, ..Default::default() };
        let places = |cursor: u32| -> Vec<(i64, i64)> {
            let scene = topology(&trace, cursor, &options);
            let nodes = of_class(&scene.shapes, "node");
            let boxes = nodes.iter().flat_map(|node| &node.shapes);
            boxes
                .filter_map(|shape| match shape {
                    Shape::Rect { at, width, height, class, .. } if class == "node-box" => {
                        assert!(at.x + width < 900.0);
                        Some(((at.y * 10.0) as i64, (height * 10.0) as i64))
                    }
                    _ => None,
                })
                .collect()
        };
        for cursor in 0..=trace.last() {
            assert_eq!(places(cursor), places(0), "{query} at {cursor}");
            let scene = topology(&trace, cursor, &options);
            for node in of_class(&scene.shapes, "node") {
                let Some(Target::Node(id)) = node.target else { panic!("{node:?}") };
                let right = node.shapes.iter().filter_map(|shape| match shape {
                    Shape::Group(cell) => cell.shapes.iter().find_map(|shape| match shape {
                        Shape::Rect { width, .. } => Some(cell.at.x + width),
                        _ => None,
                    }),
                    _ => None,
                });
                let edge = node.shapes.iter().find_map(|shape| match shape {
                    Shape::Rect { at, width, class, .. } if class == "node-box" => {
                        Some(at.x + width)
                    }
                    _ => None,
                });
                let edge = edge.expect("a card");
                assert!(right.fold(f64::MIN, f64::max) < edge, "{query}: {node:?}");
                let shown = of_class(&node.shapes, "cell").len();
                let more: usize = texts(node)
                    .iter()
                    .find_map(|text| text.strip_prefix('+')?.parse().ok())
                    .unwrap_or(0);
                let cells = trace.stage().cards(cursor)[id.index()].cells.clone();
                let down = node.class.contains("down");
                let there = cells.iter().filter(|cell| !down || cell.keep == Keep::Durable);
                assert_eq!(shown + more, there.count(), "{query} at {cursor}: {node:?}");
                // Up to six short cells are never cut.
                assert!(more == 0 || cells.len() > 6, "{query}: {node:?}");
            }
        }
    }
}

#[test]
fn a_cell_that_changed_is_marked_and_says_what_it_was() {
    let trace = open("notes").trace;
    let receives = event(&trace, "Station 2 receives");
    let scene = topology(&trace, receives, &TopologyOptions::default());
    let changed: Vec<&str> = of_class(&scene.shapes, "changed")
        .iter()
        .map(|cell| cell.label.as_deref().unwrap_or_default())
        .collect();
    assert_eq!(
        changed,
        [
            "S1: 1, in this step from 0. how much of Station 1 it has heard of",
            "S2: 1, in this step from 0. how much of Station 2 it has heard of"
        ]
    );
    let start = topology(&trace, 0, &TopologyOptions::default());
    assert!(of_class(&start.shapes, "changed").is_empty());
    let session = after("notes", &[Action::Go(receives)]);
    assert_eq!(
        session.change_words(NodeId(1)),
        "This step changed clock S1 from 0 to 1 and clock S2 from 0 to 1."
    );
    let label = of_class(&scene.shapes, "node")[1].label.clone();
    assert_eq!(label.as_deref(), Some("Station 2: counts; S1 1; S2 1; S3 0"));
    let tags = TopologyOptions { compact: true, ..Default::default() };
    let bits = topology(&trace, receives, &tags);
    let written = of_class(&bits.shapes, "cell-value").len();
    assert_eq!(written, 0, "a tag hints at its cells and writes none of them");
}

#[test]
fn clocks_are_written_beside_events_where_there_is_room() {
    let session = after("notes", &[Action::ToggleClocks]);
    assert_eq!(session.link.to_string(), "/notes?clocks=1");
    assert!(session.clocks());
    assert!(open("notes?clocks=1").clocks());
    assert_eq!(session.update(&catalog(), Action::ToggleClocks).link, Link::of("notes"));
    let acts: Vec<String> = (0..9).map(|k| format!("{}ms.write.S1.S2", 30 + k)).collect();
    let trace = &open(&format!("notes?do={}", acts.join("~"))).trace;
    let drawn = |cursor: u32, options: &SpacetimeOptions| -> Vec<(Option<Target>, String)> {
        let scene = spacetime(trace, cursor, options);
        let clocks = of_class(&scene.shapes, "clocked").into_iter();
        clocks.map(|clock| (clock.target, texts(clock).join("|"))).collect()
    };
    let wide = SpacetimeOptions {
        clocks: true,
        axis: Axis::Steps,
        width: 3_000.0,
        ..SpacetimeOptions::default()
    };
    let mut all = drawn(0, &wide);
    all.sort();
    let expected =
        (0..=trace.last()).filter_map(|at| Some((Some(Target::Event(at)), trace.clock_text(at)?)));
    assert_eq!(all, expected.collect::<Vec<_>>());
    assert!(all.iter().any(|(_, text)| text == "[1, 1, 0]"), "{all:?}");
    let apart = |options: &SpacetimeOptions| {
        let scene = spacetime(trace, 0, options);
        let clocks = of_class(&scene.shapes, "clocked");
        for (k, a) in clocks.iter().enumerate() {
            for b in &clocks[k + 1..] {
                let wide = 6.1 * texts(a)[0].len() as f64;
                let close = (a.at.x - b.at.x).abs() < wide && (a.at.y - b.at.y).abs() < 10.0;
                assert!(!close, "{a:?} {b:?}");
            }
        }
        clocks.len()
    };
    assert!(apart(&wide) > apart(&SpacetimeOptions { width: 500.0, ..wide.clone() }));
    // Without room they give way; what is looked at comes first.
    let narrow = SpacetimeOptions { width: 200.0, ..wide.clone() };
    let receives = event(trace, "Station 2 receives");
    let few = drawn(receives, &narrow);
    assert!(few.len() < all.len() && few[0].0 == Some(Target::Event(receives)), "{few:?}");
    assert!(drawn(0, &SpacetimeOptions { lane_height: 12.0, ..wide.clone() }).is_empty());
    assert!(drawn(0, &SpacetimeOptions { clocks: false, ..wide.clone() }).is_empty());
    // While a question is open, what is to come keeps its clock back.
    let discreet = drawn(receives, &SpacetimeOptions { discreet: true, ..wide });
    assert!(discreet.iter().all(|(target, _)| *target <= Some(Target::Event(receives))));
}

#[test]
fn among_thousands_of_events_only_the_clocks_that_are_looked_at_are_written() {
    let acts: Vec<String> = (0..600).map(|k| format!("{}ms.write.S1.S2", 3 * k + 40)).collect();
    let trace = open(&format!("notes?do={}", acts.join("~"))).trace;
    let (cursor, selected) = (trace.last() / 2, Some(Target::Event(trace.last() / 3)));
    let options = SpacetimeOptions { clocks: true, selected, ..SpacetimeOptions::default() };
    let scene = spacetime(&trace, cursor, &options);
    let clocks = of_class(&scene.shapes, "clocked");
    let targets: Vec<_> = clocks.iter().map(|clock| clock.target).collect();
    assert!((1..=2).contains(&targets.len()), "{targets:?}");
    assert!(targets.iter().all(|it| *it == selected || *it == Some(Target::Event(cursor))));
    assert!(scene.elements() <= 4_500, "{}", scene.elements());
}

/// What is compared, a part of the verdict, how the record begins and how the two agree.
type Told<'t> = (&'t str, &'t str, &'t str, (&'t str, Accord));

#[test]
fn two_clocks_are_compared_and_the_record_is_asked_whether_it_is_so() {
    const SAME: (&str, Accord) = ("The clocks say the same", Accord::Agrees);
    const UNSEEN: (&str, Accord) = ("But a person", Accord::Unseen);
    const NONE: (&str, Accord) = ("Only the run's own record", Accord::Missing);
    let table: &[Told<'_>] = &[
        ("Station 2 receives", "Station 1 receives", "One entry is <, another >", UNSEEN),
        ("Station 1 is asked", "Station 2 receives", "Every entry ≤, one <", SAME),
        ("Station 3 is asked", "Station 1 receives", "Every entry ≤", SAME),
        ("The cluster starts", "Station 3 is asked", "Event 0 has no clock: it is no step", NONE),
        ("Station 1 receives", "The user receives", "has no clock: The user keeps none", NONE),
    ];
    let trace = open("notes").trace;
    for (a, b, verdict, (record, accord)) in table {
        let (a, b) = (event(&trace, a), event(&trace, b));
        let actions = [Action::Select(Some(Target::Event(a))), Action::Compare(Some(b))];
        let related = after("notes", &actions).related().expect("two events");
        let clocks = related.clocks.expect("clocks are kept");
        assert!(clocks.verdict.contains(verdict), "{a} {b}: {clocks:?}");
        assert!(clocks.record.starts_with(record), "{a} {b}: {clocks:?}");
        assert_eq!(clocks.accord, *accord, "{a} {b}: {clocks:?}");
    }
}

#[test]
fn what_no_clock_carries_is_named() {
    let trace = open("notes").trace;
    let (saw, asked) = (event(&trace, "Station 2 receives"), event(&trace, "Station 3 is asked"));
    let told = |a: u32, b: u32| {
        let actions = [Action::Select(Some(Target::Event(a))), Action::Compare(Some(b))];
        after("notes", &actions).related().and_then(|it| it.clocks).expect("clocks")
    };
    let person = told(saw, asked);
    assert_eq!(person.accord, Accord::Unseen);
    assert!(person.record.contains("a person saw the one and asked for the other"), "{person:?}");
    let (tells, hears) = (event(&trace, "Station 2 is asked"), event(&trace, "Station 3 receives"));
    let silent = told(tells, hears);
    assert!(silent.record.contains("through The user, where no clock is kept"), "{silent:?}");
}

/// Over every pair: kept by the rule, clocks never contradict the record; kept wrongly, they do.
#[test]
fn clocks_kept_wrongly_are_found_out() {
    for (rule, expected) in [("kept", false), ("deaf", true), ("lazy", true)] {
        let query = format!("notes?rule={rule}&do=2ms.write.S2.S3~9ms.write.S3.S1");
        let trace = open(&query).trace;
        let mut differs = 0;
        let pairs = (0..=trace.last()).flat_map(|b| (0..b).map(move |a| (a, b)));
        for (a, b) in pairs {
            let actions = [Action::Select(Some(Target::Event(a))), Action::Compare(Some(b))];
            let related = after(&query, &actions).related().expect("two events");
            let clocks = related.clocks.expect("clocks are kept");
            let led = related.relation == Relation::Before;
            match clocks.accord {
                Accord::Agrees => assert_eq!(led, !clocks.verdict.contains("concurrent")),
                Accord::Unseen => assert!(led && related.chain.len() > 1),
                Accord::Differs => {
                    let honest = clocks.record.starts_with("But ");
                    assert!(honest, "{clocks:?}");
                    differs += 1;
                }
                Accord::Missing => assert!(clocks.columns.is_empty()),
            }
        }
        assert_eq!(differs > 0, expected, "{rule}: {differs}");
    }
}

#[test]
fn two_nodes_are_put_beside_each_other() {
    let catalog = catalog();
    // Before they have heard of each other.
    let query = "notes?skip=all&do=1ms.write.S1.S2~1ms.write.S2.S1";
    let (s1, s2, user) = (NodeId(0), NodeId(1), NodeId(3));
    let here = |actions: &[Action]| after(query, actions);
    let apart = here(&[Action::Go(2), Action::Beside(s1, Some(s2))]);
    assert_eq!(
        apart.link.to_string(),
        "/notes?do=1ms.write.S1.S2~1ms.write.S2.S1&skip=all&at=2&select=S1&with=S2"
    );
    let pair = apart.pair(s1).expect("both count");
    let signs: String = pair.columns.iter().map(|column| column.sign()).collect();
    assert_eq!(signs, "><=");
    assert_eq!(
        pair.words,
        "One entry is <, another >; neither is ahead: \
         what Station 1 and Station 2 say is concurrent."
    );
    let reopened = Session::open(&catalog, apart.link.clone()).expect("the same page");
    assert_eq!((reopened.beside, reopened.complaints().count()), (Some(s2), 0));
    assert_eq!(reopened.pair(s1), Some(pair));
    // Once S2 has heard of S1, it is ahead.
    let told = after("notes", &[Action::End, Action::Beside(s1, Some(s2))]);
    assert!(told.pair(s1).is_some());
    let heard = event(&told.trace, "Station 2 receives");
    let told = told.update(&catalog, Action::Go(heard));
    let words = told.pair(s1).expect("both count").words;
    assert_eq!(words, "Every entry ≤, one <: Station 1 is behind Station 2.");
    // Only who counts the same things; pointing is enough; nobody beside himself.
    assert_eq!(apart.comparable(s1), [s2, NodeId(2)]);
    assert!(apart.comparable(user).is_empty());
    let pointed =
        here(&[Action::Select(Some(Target::Node(s1))), Action::Hover(Some(Target::Node(s2)))]);
    assert!(pointed.pair(s1).is_some());
    assert_eq!(here(&[Action::Beside(s1, Some(s1))]).beside, None);
    // It is kept when the run changes, and gone with the selection.
    let rerun = apart.update(&catalog, Action::AddAct("pause.S3".to_string()));
    assert_eq!(rerun.beside, Some(s2));
    for action in [
        Action::Select(Some(Target::Node(s2))),
        Action::Select(Some(Target::Event(1))),
        Action::Compare(Some(1)),
        Action::Escape,
    ] {
        let next = apart.update(&catalog, action.clone());
        assert_eq!(next.beside, None, "{action:?}");
        let with = next.link.with.as_deref();
        assert!(with.is_none_or(|with| with.starts_with("event.")), "{action:?}: {}", next.link);
    }
}

#[test]
fn the_document_tells_clocks_and_cells() {
    let trace = open("notes").trace;
    let link = Link::of("notes");
    let json = serde_json::to_value(Document::new(&link, &trace)).expect("a document");
    let receives = event(&trace, "Station 2 receives");
    let clock = &json["events"][receives as usize]["clock"];
    assert_eq!(*clock, serde_json::json!({"S1": 1, "S2": 1, "S3": 0}));
    assert!(json["events"][0]["clock"].is_null());
    let cell = &json["cards"][0]["cells"][0];
    assert_eq!(cell["label"], "S1");
    assert_eq!((&cell["keep"], &cell["tone"]), (&"durable".into(), &"active".into()));
    assert_eq!(json["cards"][0]["rows"][0]["cells"][2]["label"], "S3");
}
