//! The guide for adding a pattern: a ninth one, outside the crate, with public API only.
//!
//! ```text
//! A ── TOKEN 1 ──▶ B ── TOKEN 2 ──▶ C ── TOKEN 3 ──▶ A …      whoever has the token works
//! ```
//!
//! A pattern is two implementations. [`Protocol`] is what happens: state, messages, one pure
//! `step`. [`Lesson`] is how it is taught: parameters, story, cards. One [`Entry`] in a [`Catalog`]
//! then gives it links, a page, faults, drawings and the checker; nothing else has to know of it.

mod charts;
mod crowd;

use patternscope::lesson::{
    About, AnyLesson, Arg, Beat, Card, Catalog, Chart, CommandSpec, Cue, Distribution, Entry,
    Group, Lasting, Lesson, Level, Line, Link, Look, Metric, Moment, Param, Params, Preset, Row,
    Run, Shade, Tone, Value, Values, choice,
};
use patternscope::session::{Action, Place};
use patternscope::sim::protocol::{judged, promised};
use patternscope::sim::{
    Act, Checker, Delay, Event, Input, Io, LocalTime, Network, NodeId, Property, Protocol, Role,
    Scope, Span, Time, When, World,
};
use patternscope::view::{Sheet, SpacetimeOptions, TopologyOptions, spacetime, svg, topology};
use std::fmt;

choice! {
    /// A rule left out on purpose: the word of a parameter and what it means.
    enum Mistake {
        None = "none", "every rule is kept";
        Copy = "copy", "keeps the token when it passes it on";
    }
}

/// The pattern with its parameters: `nodes` in a ring, the token goes round `rounds` times, and is
/// kept for `work`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Ring {
    nodes: u16,
    rounds: u32,
    work: Span,
    copies_token: bool,
}

/// What a node knows. Whatever is worth showing or judging must be in here.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
struct Node {
    holds: Option<u32>,
    /// When it last got the token, by its own clock; and how long it had waited each time.
    since: LocalTime,
    waits: Vec<Span>,
    worked: u32,
}

/// The one message, and the text that stage, diagram and golden files show of it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
struct Token(u32);

impl fmt::Display for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "TOKEN {}", self.0)
    }
}

/// A timer is its name; a command and an announcement are what they display.
#[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Word {
    Done,
    Begin,
    Works,
}

impl fmt::Display for Word {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Word::Done => "the work is done",
            Word::Begin => "begin",
            Word::Works => "It has the token and works.",
        })
    }
}

impl Protocol for Ring {
    type Node = Node;
    type Message = Token;
    type Timer = Word;
    type Command = Word;
    type Note = Word;
    type History = ();

    fn cast(&self) -> Vec<Role> {
        let role = |id: u16| {
            let code = match id {
                0..26 => char::from(b'A' + id as u8).to_string(),
                _ => format!("S{id}"),
            };
            Role { name: format!("Station {code}"), code, kind: "station" }
        };
        (0..self.nodes).map(role).collect()
    }

    /// What is copied from `before` survives a crash: here what was worked, and not the token.
    fn boot(&self, _: NodeId, before: Option<&Node>) -> Node {
        Node { worked: before.map_or(0, |node| node.worked), ..Node::default() }
    }

    fn step(&self, node: &mut Node, input: Input<Ring>, io: &mut Io<'_, Ring>) {
        match input {
            Input::Command(_) => self.work(node, 1, io),
            Input::Message { message: Token(number), .. } => self.work(node, number, io),
            Input::Timer(_) => self.pass_on(node, io),
            Input::Boot | Input::Forced(_) => {}
        }
    }

    fn properties(&self) -> Vec<Property<Ring>> {
        vec![Property {
            name: "At most one station holds the token",
            about: "Mutual exclusion, as long as the network does not double messages.",
            when: When::Always,
            scope: Scope::World,
            promised,
            holds: |_, world: &World<Ring>| match world
                .nodes()
                .filter(|(_, node)| node.holds.is_some())
                .count()
            {
                0 | 1 => Ok(()),
                many => Err(format!("{many} stations hold it")),
            },
            judged,
        }]
    }
}

impl Ring {
    fn work(&self, node: &mut Node, number: u32, io: &mut Io<'_, Ring>) {
        node.waits.push(io.now().since(node.since));
        node.since = io.now();
        node.holds = Some(number);
        node.worked += 1;
        io.note(Word::Works);
        io.arm(Word::Done, self.work);
    }

    fn pass_on(&self, node: &mut Node, io: &mut Io<'_, Ring>) {
        let Some(number) = node.holds else { return };
        if !self.copies_token {
            node.holds = None;
        }
        if number < self.rounds * u32::from(self.nodes) {
            io.send(NodeId((io.me().0 + 1) % self.nodes), Token(number + 1));
        }
    }
}

impl Lesson for Ring {
    fn about() -> About {
        About {
            name: "token-ring",
            title: "Token ring",
            scenario: "One pen for all",
            idea: "Whoever holds the token may work.",
            omitted: "What to do when the token is lost.",
            trade_offs: &[],
            sources: &[],
        }
    }

    fn params() -> Params {
        let number = |name, label| Param::number(name, label, 0, "");
        Params::new(vec![
            number("nodes", "Stations").range(|_| (2, 200)).default(|_| Value::Number(3)),
            number("rounds", "Rounds").range(|_| (1, 50)).default(|_| Value::Number(2)),
            Param::span("work", "Work")
                .range(|_| (500, 9_000))
                .default(|_| Value::Span(Span::ms(2))),
            Param::choice::<Mistake>("mistake", "Mistake").group(Group::Mistake),
        ])
    }

    fn presets() -> &'static [Preset] {
        const WATCH: &str = "Two stations work at once.";
        const ALL: &[Preset] = &[Preset::mistake("The token is copied", WATCH, "mistake=copy")];
        ALL
    }

    fn new(values: &Values) -> Ring {
        Ring {
            nodes: values.count("nodes") as u16,
            rounds: values.count("rounds"),
            work: values.span("work"),
            copies_token: values.choice::<Mistake>("mistake") == Mistake::Copy,
        }
    }

    fn network(&self) -> Network {
        Network::calm(Delay::Uniform(Span::ms(3), Span::ms(7)))
    }

    fn script(&self) -> Vec<Cue<Ring>> {
        vec![Cue::at(Time(1_000), Act::Command(NodeId(0), Word::Begin))]
    }

    fn beats(&self) -> Vec<Beat<Ring>> {
        vec![Beat {
            title: "The token moves",
            when: |moment: &Moment<'_, Ring>| moment.arrived().map(|(.., token)| token.to_string()),
            absent: "The token never moved.",
            predict: None,
        }]
    }

    fn commands(&self) -> Vec<CommandSpec> {
        vec![CommandSpec { verb: "begin", label: "Begin", to: "station", args: &[] }]
    }

    fn command(&self, _verb: &str, _args: &[Arg]) -> Result<Word, String> {
        Ok(Word::Begin)
    }

    fn look(_: &Token) -> Look {
        Look::Request
    }

    fn bytes(_: &Token) -> u64 {
        4
    }

    /// What lasts is drawn as a bar under the lane.
    fn lasting(&self, world: &World<Ring>, node: NodeId) -> Vec<Lasting> {
        let words = world.node(node).holds.map(|number| format!("token {number}"));
        words.map(|words| Lasting::new(words, Tone::Active)).into_iter().collect()
    }

    /// What has a value at every moment is drawn over time, under the diagram.
    fn charts(&self) -> Vec<Chart> {
        let work = Level {
            label: "work",
            value: self.work.as_ms(),
            param: Some("work"),
            tone: Tone::Active,
        };
        let line = |id: u16| {
            let (name, node) = (self.cast()[usize::from(id)].name.clone(), NodeId(id));
            let words = format!("token {}", id + 1);
            Line { name, node: Some(node), shades: vec![Shade { node, words }] }
        };
        vec![Chart {
            name: "waited",
            title: "Since a station last got the token",
            unit: "ms",
            lines: (0..self.nodes).map(line).collect(),
            levels: vec![work],
            ..Chart::default()
        }]
    }

    fn sample(&self, _: &str, line: usize, world: &World<Ring>, now: Time) -> Option<f64> {
        let seat = world.seat(NodeId(line as u16));
        let worked = seat.node.worked > 0;
        worked.then(|| seat.clock.local(now).since(seat.node.since).as_ms())
    }

    fn tick(&self, _: &str, event: &Event<Ring>) -> Option<usize> {
        match event {
            Event::Deliver { to, .. } => Some(to.index()),
            _ => None,
        }
    }

    fn distribution(
        &self,
        _: &str,
        line: usize,
        world: &World<Ring>,
        now: Time,
    ) -> Option<Distribution> {
        let node = world.node(NodeId(line as u16));
        let samples: Vec<f64> = node.waits.iter().skip(1).map(|wait| wait.as_ms()).collect();
        let mean = samples.iter().sum::<f64>() / samples.len() as f64;
        let density = |x: f64| (x, libm::exp(-x / mean) / mean);
        Some(Distribution {
            title: "How long it waited".to_string(),
            unit: "ms",
            axis: (0.0, 50.0),
            fit: (0..=50).map(|x| density(f64::from(x))).collect(),
            samples,
            tail: self.sample("waited", line, world, now),
            words: String::new(),
        })
    }

    fn badge(&self, world: &World<Ring>, node: NodeId) -> (String, Tone) {
        let worked = world.node(node).worked;
        (worked.to_string(), Tone::Plain)
    }

    fn card(&self, world: &World<Ring>, node: NodeId) -> Card {
        let Node { holds, worked, .. } = world.node(node);
        let token = Row::volatile("token", holds.map_or("–".to_string(), |n| n.to_string()));
        Card { rows: vec![token, Row::durable("worked", worked)], ..Card::default() }
    }

    fn metrics(&self, run: &Run<'_, Ring>) -> Vec<Metric> {
        let worked: u32 = run.world.nodes().map(|(_, node)| node.worked).sum();
        vec![Metric::new("worked", "Pieces of work", Some(f64::from(worked)))]
    }
}

// ---- and what it gets for that ----------------------------------------------------------------

fn catalog() -> Catalog {
    Catalog::new(vec![Box::new(Entry::<Ring>::new())])
}

fn badges(query: &str) -> Vec<String> {
    let catalog = catalog();
    let lesson = catalog.get("token-ring").expect("it is listed");
    let trace = lesson.run(&Link::parse(query));
    assert_eq!(trace.complaints, [], "{query}");
    trace.stage().cards(trace.last()).into_iter().map(|card| card.badge).collect()
}

#[test]
fn it_is_listed_runs_and_links() {
    assert_eq!(
        catalog().iter().map(|lesson| lesson.about().name).collect::<Vec<_>>(),
        ["token-ring"]
    );
    for (query, worked) in [
        ("token-ring", &["2", "2", "2"][..]),
        ("token-ring?nodes=2&rounds=5", &["5", "5"]),
        ("token-ring?do=12ms.crash.C", &["1", "1", "0"]),
        ("token-ring?do=0.drop.A-B.1", &["1", "0", "0"]),
        ("token-ring?skip=all&do=5ms.begin.B", &["2", "2", "2"]),
    ] {
        assert_eq!(badges(query), worked, "{query}");
    }
}

/// Every stay of the token is a bar, from its arrival to the end of the work.
#[test]
fn what_lasts_is_told_and_drawn() {
    let trace = Entry::<Ring>::new().run(&Link::parse("token-ring?rounds=1"));
    let bars: Vec<(u16, &str, bool)> = trace
        .bars
        .iter()
        .map(|bar| (bar.node.0, bar.what.words.as_str(), bar.to.is_some()))
        .collect();
    assert_eq!(bars, [(0, "token 1", true), (1, "token 2", true), (2, "token 3", true)]);
    for bar in &trace.bars {
        assert_eq!(trace.record(bar.from).node, Some(bar.node));
        assert!(bar.to.is_none_or(|to| trace.record(to).node == Some(bar.node)));
    }
    let drawn = |at, discreet| {
        let options = SpacetimeOptions { discreet, ..SpacetimeOptions::default() };
        svg(&spacetime(&trace, at, &options), Sheet::Diagram, "").matches("bar-text").count()
    };
    assert!(
        drawn(0, false) > drawn(0, true),
        "what is to come is kept back while a question is open"
    );
}

#[test]
fn it_is_opened_changed_drawn_and_shared() {
    let catalog = catalog();
    let Place::Lesson(session) = Place::open(&catalog, Link::of("token-ring")) else {
        panic!("it does not open");
    };
    let session = session.update(&catalog, Action::SetParam("nodes", Some("6".to_string())));
    let session = session.update(&catalog, Action::Step(4));
    let session = session.update(&catalog, Action::AddAct("crash.D".to_string()));
    assert_eq!(session.trace.cast.len(), 6);
    assert!(session.share().to_string().starts_with("/token-ring?nodes=6&do="));
    for cursor in 0..=session.trace.last() {
        assert!(topology(&session.trace, cursor, &TopologyOptions::default()).elements() > 6);
        assert!(spacetime(&session.trace, cursor, &SpacetimeOptions::default()).elements() > 6);
    }
}

/// The checker walks every order of events: here it proves, and finds the shortest way to break.
#[test]
fn it_is_checked() {
    let explore = |query: &str| {
        let link = Link::parse(&format!("token-ring?{query}"));
        let ring = Ring::new(&Ring::params().resolve(&link.params).0);
        let begin = vec![(NodeId(0), Word::Begin)];
        Checker { crashes: 1, restarts: 1, drops: 1, ..Checker::new(ring, begin) }.explore(&[])
    };
    let proved = explore("");
    assert!(proved.complete && proved.violation.is_none() && proved.states > 10, "{proved:?}");
    let violation = explore("mistake=copy").violation.expect("two stations hold it");
    assert_eq!(violation.property, "At most one station holds the token");
    assert_eq!(violation.path.len(), 3, "begin, pass on, arrive: {:?}", violation.path);
}
