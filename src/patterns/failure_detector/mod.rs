//! Failure detectors, on the services of a cloud: φ accrual by heartbeats, and SWIM by probes.

mod about;
mod charts;
mod checks;
pub mod dispatcher;
pub mod gaps;
pub mod history;
pub mod inspect;
pub mod message;
mod metrics;
pub mod monitor;
pub mod params;
pub mod phi;
pub mod presets;
pub mod properties;
pub mod protocol;
mod recovery;
pub mod service;
pub mod story;
pub mod suspicion;
pub mod swim;
#[cfg(test)]
mod tests;

use crate::lesson::inspect::Lasting;
use crate::lesson::{
    About, Arg, ArgKind, ArgSpec, Beat, Card, Chart, Check, CommandSpec, Cue, Distribution, Lesson,
    Look, Metric, Moment, Params, Preset, Run, Study, Theory, Tone, Values,
};
use crate::sim::{Delay, Event, Network, NodeId, Span, Time, World};
use message::{Command, Message, Note, Site, Weather};
use params::{Detector, Workload};

pub use protocol::FailureDetector;

impl Lesson for FailureDetector {
    fn about() -> About {
        about::ABOUT
    }

    fn params() -> Params {
        params::params()
    }

    fn presets() -> &'static [Preset] {
        presets::all()
    }

    fn study() -> Study {
        Study { compare: Some("model"), measure: "workload=probe" }
    }

    fn checks() -> &'static [Check] {
        checks::all()
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
            Detector::Phi => self.patience(),
            Detector::Swim => swim::settle(self),
        }
    }

    fn script(&self) -> Vec<Cue<Self>> {
        match self.detector {
            Detector::Phi => story::script(self),
            Detector::Swim => swim::script(self),
        }
    }

    fn beats(&self) -> Vec<Beat<Self>> {
        match self.detector {
            Detector::Phi => story::beats(),
            Detector::Swim => swim::beats(),
        }
    }

    fn commands(&self) -> Vec<CommandSpec> {
        const SPAN: &[ArgSpec] =
            &[ArgSpec { label: "milliseconds", kind: ArgKind::Number(1, 600_000, 5_000) }];
        let spec = |verb, label, args| CommandSpec { verb, label, to: "service", args };
        if self.detector == Detector::Swim {
            return swim::commands();
        }
        let mut all = vec![
            spec("stop", "Stop", &[]),
            spec("restore", "Restore", &[]),
            spec("slow", "Slow the network", &[]),
            spec("jitter", "Make it jittery", &[]),
            spec("calm", "Calm the network", &[]),
            spec("gc", "Collect garbage", SPAN),
        ];
        all.push(CommandSpec {
            verb: "freeze",
            label: "Collect the monitor's garbage",
            to: "monitor",
            args: SPAN,
        });
        all
    }

    fn command(&self, verb: &str, args: &[Arg]) -> Result<Command, String> {
        match (verb, args) {
            ("stop", []) => Ok(Command::Stop),
            ("restore", []) => Ok(Command::Restore),
            ("slow", []) => Ok(Command::Link(Weather::Slow)),
            ("jitter", []) => Ok(Command::Link(Weather::Jittery)),
            ("calm", []) => Ok(Command::Link(Weather::Calm)),
            ("leave", []) => Ok(Command::Leave),
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
        inspect::bytes(message)
    }

    fn tell(&self, moment: &Moment<'_, Self>) -> Option<String> {
        match self.detector {
            Detector::Phi => story::tell(moment),
            Detector::Swim => swim::tell(moment),
        }
    }

    fn flag(&self, note: &Note) -> Option<String> {
        match note {
            Note::Swim(note) => swim::flag(note),
            Note::Alerted { service, .. } => Some(format!("{} late", message::code(*service))),
            Note::Suspected { service, .. } => Some(format!("{} dead?", message::code(*service))),
            Note::Slept { .. } => Some("slept".to_string()),
            Note::Moved { service, to: Site::Standby } => {
                Some(format!("{} → B", message::code(*service)))
            }
            Note::Moved { service, to: Site::Own } => {
                Some(format!("{0} → {0}", message::code(*service)))
            }
            _ => None,
        }
    }

    fn badge(&self, world: &World<Self>, node: NodeId) -> (String, Tone) {
        match self.detector {
            Detector::Phi => inspect::badge(self, world, node),
            Detector::Swim => swim::badge(self, world, node),
        }
    }

    fn lasting(&self, world: &World<Self>, node: NodeId) -> Vec<Lasting> {
        match self.detector {
            Detector::Phi => inspect::lasting(self, world, node),
            Detector::Swim => swim::lasting(self, world, node),
        }
    }

    fn card(&self, world: &World<Self>, node: NodeId) -> Card {
        match self.detector {
            Detector::Phi => inspect::card(self, world, node),
            Detector::Swim => swim::card(self, world, node),
        }
    }

    fn metrics(&self, run: &Run<'_, Self>) -> Vec<Metric> {
        match self.detector {
            Detector::Phi => metrics::metrics(self, run),
            Detector::Swim => swim::metrics(self, run),
        }
    }

    fn theory(&self) -> Vec<Theory> {
        match self.detector {
            Detector::Phi => metrics::theory(self),
            Detector::Swim => swim::theory(self),
        }
    }

    fn charts(&self) -> Vec<Chart> {
        match self.detector {
            Detector::Phi => charts::charts(self),
            Detector::Swim => Vec::new(),
        }
    }

    fn sample(&self, _: &str, line: usize, world: &World<Self>, now: Time) -> Option<f64> {
        charts::sample(self, line, world, now)
    }

    fn jumps(&self, _: &str, line: usize, event: &Event<Self>) -> bool {
        charts::jumps(line, event)
    }

    fn tick(&self, _: &str, event: &Event<Self>) -> Option<usize> {
        charts::tick(event)
    }

    fn distribution(
        &self,
        _: &str,
        line: usize,
        world: &World<Self>,
        now: Time,
    ) -> Option<Distribution> {
        charts::distribution(self, line, world, now)
    }
}

impl FailureDetector {
    /// Long enough to take a service for dead by what is known at first, and half as much again;
    /// to start it again, and to hear it.
    fn patience(&self) -> Span {
        let invented = gaps::Gaps::around(self.heartbeat);
        let needed = self.crossing(&invented, self.threshold()).0;
        let probe = if self.workload == Workload::Probe { self.after.0 } else { 0 };
        Span(probe + needed * 3 / 2 + self.start.0 + self.heartbeat.0 * 2 + self.delay.0 * 10)
    }
}
