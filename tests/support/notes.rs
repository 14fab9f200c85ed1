//! A pattern that has nothing but rows of cells and logical clocks: stations write to each other,
//! every step of theirs is counted, and a user in between counts nothing.
//!
//! ```text
//! S1 ──note──▶ S2        a person sees it arrive and asks S3 to write: no clock carries that
//! S1 ──note──▶ U ──note──▶ S3        nor what passes through somebody without a clock
//! ```

use patternscope::lesson::{
    About, Arg, ArgKind, ArgSpec, Beat, Card, Cell, CommandSpec, Cue, Group, Keep, Lesson, Look,
    Metric, Moment, Param, Params, Preset, Row, Run, Tone, Value, Values, choice,
};
use patternscope::sim::{
    Act, Delay, Input, Io, Network, NodeId, Property, Protocol, Role, Span, Time, VectorClock,
    World,
};
use std::fmt;

choice! {
    /// How stations keep their clocks.
    pub enum Rule {
        Kept = "kept", "every step counts, every note is taken over";
        Deaf = "deaf", "what a note carries is not taken over";
        Lazy = "lazy", "receiving is not counted";
    }
}

/// So many stations and one user, who forwards what he hears to the last station.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Notes {
    stations: u16,
    log: u32,
    rule: Rule,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Station {
    clock: VectorClock,
}

/// The sender's clock, by ids.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Note(Vec<u64>);

impl fmt::Display for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("NOTE")
    }
}

/// Write to this node.
#[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Write(NodeId);

impl fmt::Display for Write {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "write to node {}", self.0.0)
    }
}

impl Notes {
    fn user(&self) -> NodeId {
        NodeId(self.stations)
    }

    fn note(&self, node: &Station) -> Note {
        Note((0..self.stations).map(|id| node.clock.get(NodeId(id))).collect())
    }
}

impl Protocol for Notes {
    type Node = Station;
    type Message = Note;
    type Timer = Write;
    type Command = Write;
    type Note = String;
    type History = ();

    fn cast(&self) -> Vec<Role> {
        let station = |id: u16| {
            let (code, name) = (format!("S{}", id + 1), format!("Station {}", id + 1));
            Role { code, name, kind: "station" }
        };
        let user = Role { code: "U".to_string(), name: "The user".to_string(), kind: "user" };
        (0..self.stations).map(station).chain([user]).collect()
    }

    fn boot(&self, _: NodeId, before: Option<&Station>) -> Station {
        before.cloned().unwrap_or(Station { clock: VectorClock::new() })
    }

    fn step(&self, node: &mut Station, input: Input<Notes>, io: &mut Io<'_, Notes>) {
        let me = io.me();
        match input {
            Input::Message { message, .. } if me == self.user() => {
                io.send(NodeId(self.stations - 1), Note(vec![0; message.0.len()]));
            }
            Input::Message { message: Note(counts), .. } => {
                if self.rule != Rule::Deaf {
                    node.clock.merge(&VectorClock::from(&counts[..]));
                }
                if self.rule != Rule::Lazy {
                    node.clock.tick(me);
                }
            }
            Input::Command(Write(to)) => {
                if me != self.user() {
                    node.clock.tick(me);
                }
                io.send(to, self.note(node));
            }
            Input::Boot | Input::Timer(_) | Input::Forced(_) => {}
        }
    }

    fn properties(&self) -> Vec<Property<Notes>> {
        Vec::new()
    }
}

impl Lesson for Notes {
    fn about() -> About {
        About {
            name: "notes",
            title: "Notes",
            scenario: "Stations write to each other",
            idea: "Every step is counted.",
            omitted: "Everything else.",
            trade_offs: &[],
            sources: &[],
        }
    }

    fn params() -> Params {
        let number = |name, label| Param::number(name, label, 0, "");
        Params::new(vec![
            number("stations", "Stations").range(|_| (2, 9)).default(|_| Value::Number(3)),
            number("log", "Entries of the log").range(|_| (0, 300)).default(|_| Value::Number(0)),
            Param::choice::<Rule>("rule", "Rule").group(Group::Mistake),
        ])
    }

    fn presets() -> &'static [Preset] {
        &[]
    }

    fn new(values: &Values) -> Notes {
        Notes {
            stations: values.count("stations") as u16,
            log: values.count("log"),
            rule: values.choice::<Rule>("rule"),
        }
    }

    fn network(&self) -> Network {
        Network::calm(Delay::Constant(Span::ms(5)))
    }

    fn script(&self) -> Vec<Cue<Notes>> {
        let (first, second, last) = (NodeId(0), NodeId(1), NodeId(self.stations - 1));
        let arrives = move |moment: &Moment<'_, Notes>| {
            moment.arrived().is_some_and(|(_, to, _)| to == second)
        };
        vec![
            Cue::at(Time(1_000), Act::Command(first, Write(second))),
            Cue::once(arrives, Span::ms(2), Act::Command(last, Write(first))),
            Cue::at(Time(20_000), Act::Command(second, Write(self.user()))),
        ]
    }

    fn beats(&self) -> Vec<Beat<Notes>> {
        Vec::new()
    }

    fn commands(&self) -> Vec<CommandSpec> {
        const TO: &[ArgSpec] = &[ArgSpec { label: "to", kind: ArgKind::Node("station") }];
        vec![CommandSpec { verb: "write", label: "Write", to: "station", args: TO }]
    }

    fn command(&self, _: &str, args: &[Arg]) -> Result<Write, String> {
        match args {
            [Arg::Node(to)] => Ok(Write(*to)),
            _ => Err("to whom?".to_string()),
        }
    }

    fn look(_: &Note) -> Look {
        Look::Request
    }

    fn bytes(Note(counts): &Note) -> u64 {
        8 * counts.len() as u64
    }

    fn clock(&self, world: &World<Notes>, node: NodeId) -> Option<VectorClock> {
        (node != self.user()).then(|| world.node(node).clock.clone())
    }

    fn badge(&self, _: &World<Notes>, _: NodeId) -> (String, Tone) {
        (String::new(), Tone::Plain)
    }

    fn card(&self, world: &World<Notes>, node: NodeId) -> Card {
        if node == self.user() {
            return Card { line: "forwards".to_string(), ..Card::default() };
        }
        let clock = &world.node(node).clock;
        let entry = |id: u16| Cell {
            about: format!("how much of Station {} it has heard of", id + 1),
            keep: if id == node.0 { Keep::Durable } else { Keep::Volatile },
            tone: if id == node.0 { Tone::Active } else { Tone::Plain },
            ..Cell::new(format!("S{}", id + 1), clock.get(NodeId(id)))
        };
        let cells: Vec<Cell> = (0..self.stations).map(entry).collect();
        let log: Vec<Cell> =
            (1..=u64::from(self.log) + clock.get(node)).map(|k| Cell::new(k, "x")).collect();
        let clock = Row::volatile("clock", format!("{clock:?}")).cells(cells.clone());
        let log = Row::durable("log", format!("{} entries", log.len())).cells(log);
        let rows = if self.log == 0 { vec![clock] } else { vec![clock, log] };
        Card { line: "counts".to_string(), cells, rows, ..Card::default() }
    }

    fn metrics(&self, _: &Run<'_, Notes>) -> Vec<Metric> {
        Vec::new()
    }
}
