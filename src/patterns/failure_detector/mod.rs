//! Failure detectors, on the services of a cloud: φ accrual by heartbeats, and SWIM by probes.

pub mod dispatcher;
pub mod gaps;
pub mod history;
pub mod message;
pub mod monitor;
pub mod params;
pub mod phi;
pub mod properties;
pub mod protocol;
pub mod service;
pub mod suspicion;
pub mod swim;

use crate::lesson::inspect::Lasting;
use crate::lesson::{
    About, Arg, ArgKind, ArgSpec, Beat, Card, Check, CommandSpec, Cue, Lesson, Look, Metric,
    Params, Preset, Run, Study, Theory, Tone, Values,
};
use crate::sim::{Delay, Network, NodeId, Span, World};
use message::{Command, Message, Note, Weather};
use params::Detector;

pub use protocol::FailureDetector;

impl Lesson for FailureDetector {
    fn about() -> About {
        ABOUT
    }

    fn params() -> Params {
        params::params()
    }

    fn presets() -> &'static [Preset] {
        swim::PRESETS
    }

    fn study() -> Study {
        Study { compare: Some("model"), measure: "workload=probe" }
    }

    fn checks() -> &'static [Check] {
        swim::CHECKS
    }

    fn new(values: &Values) -> FailureDetector {
        FailureDetector {
            detector: values.choice("detector"),
            phi: values.count("phi"),
            alert: values.count("alert"),
            model: values.choice("model"),
            heartbeat: values.span("heartbeat"),
            services: values.count("services") as u16,
            action: values.choice("action"),
            pause: values.span("pause"),
            window: values.count("window"),
            sigma_min: values.span("sigma_min"),
            timeout: values.span("timeout"),
            margin: values.count("margin"),
            start: values.span("start"),
            swim: swim::Config::read(values),
            latency: values.choice("latency"),
            delay: values.span("delay"),
            slow: values.span("slow"),
            jitter: values.span("jitter"),
            workload: values.choice("workload"),
            after: values.span("after"),
            mistake: values.choice("mistake"),
        }
    }

    fn network(&self) -> Network {
        Network {
            legs: params::legs(self.latency, self.delay, self.slow, self.jitter),
            ..Network::calm(Delay::Constant(Span(0)))
        }
    }

    fn settle(&self) -> Span {
        match self.detector {
            Detector::Phi => self.heartbeat.times(10),
            Detector::Swim => swim::settle(self),
        }
    }

    fn script(&self) -> Vec<Cue<Self>> {
        match self.detector {
            Detector::Phi => Vec::new(),
            Detector::Swim => swim::script(self),
        }
    }

    fn beats(&self) -> Vec<Beat<Self>> {
        match self.detector {
            Detector::Phi => Vec::new(),
            Detector::Swim => swim::beats(),
        }
    }

    fn commands(&self) -> Vec<CommandSpec> {
        const SPAN: &[ArgSpec] =
            &[ArgSpec { label: "milliseconds", kind: ArgKind::Number(1, 600_000, 5_000) }];
        let to = match self.detector {
            Detector::Phi => "service",
            Detector::Swim => "member",
        };
        let spec = |verb, label, args| CommandSpec { verb, label, to, args };
        let mut all = vec![
            spec("stop", "Stop", &[]),
            spec("restore", "Restore", &[]),
            spec("slow", "Slow the network", &[]),
            spec("jitter", "Make it jittery", &[]),
            spec("calm", "Calm the network", &[]),
            spec("gc", "Collect garbage", SPAN),
        ];
        match self.detector {
            Detector::Phi => all.push(CommandSpec {
                verb: "freeze",
                label: "Collect the monitor's garbage",
                to: "monitor",
                args: SPAN,
            }),
            Detector::Swim => all.extend(swim::commands()),
        }
        all
    }

    fn command(&self, verb: &str, args: &[Arg]) -> Result<Command, String> {
        match (verb, args) {
            ("stop", []) => Ok(Command::Stop),
            ("restore", []) => Ok(Command::Restore),
            ("slow", []) => Ok(Command::Link(Weather::Slow)),
            ("jitter", []) => Ok(Command::Link(Weather::Jittery)),
            ("calm", []) => Ok(Command::Link(Weather::Calm)),
            ("join", []) => Ok(Command::Join),
            ("gc" | "freeze", [Arg::Number(ms)]) => {
                Ok(Command::Collect(Span::ms(ms.unsigned_abs())))
            }
            _ => Err(format!("“{verb}” is not understood")),
        }
    }

    fn look(message: &Message) -> Look {
        match message {
            Message::Heartbeat { .. } => Look::Question,
            Message::Swim(message) => swim::look(message),
            Message::Route { .. }
            | Message::Serve { .. }
            | Message::Replace { .. }
            | Message::Start { .. } => Look::Request,
            Message::Routed { .. } | Message::Ready { .. } | Message::Started { .. } => {
                Look::Answer
            }
        }
    }

    fn bytes(message: &Message) -> u64 {
        match message {
            Message::Swim(message) => swim::bytes(message),
            _ => 24,
        }
    }

    fn flag(&self, note: &Note) -> Option<String> {
        match note {
            Note::Swim(note) => swim::flag(note),
            _ => None,
        }
    }

    fn badge(&self, world: &World<Self>, node: NodeId) -> (String, Tone) {
        match self.detector {
            Detector::Phi => (String::new(), Tone::Plain),
            Detector::Swim => swim::badge(self, world, node),
        }
    }

    fn lasting(&self, world: &World<Self>, node: NodeId) -> Vec<Lasting> {
        match self.detector {
            Detector::Phi => Vec::new(),
            Detector::Swim => swim::lasting(self, world, node),
        }
    }

    fn card(&self, world: &World<Self>, node: NodeId) -> Card {
        match self.detector {
            Detector::Phi => Card::default(),
            Detector::Swim => swim::card(self, world, node),
        }
    }

    fn metrics(&self, run: &Run<'_, Self>) -> Vec<Metric> {
        match self.detector {
            Detector::Phi => Vec::new(),
            Detector::Swim => swim::metrics(self, run),
        }
    }

    fn theory(&self) -> Vec<Theory> {
        match self.detector {
            Detector::Phi => Vec::new(),
            Detector::Swim => swim::theory(self),
        }
    }
}

const ABOUT: About = About {
    name: "failure-detector",
    title: "Failure detectors",
    scenario: "Cloud availability",
    idea: "",
    omitted: "",
    trade_offs: &[],
    sources: &[],
};
