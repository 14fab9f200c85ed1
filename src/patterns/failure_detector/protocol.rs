//! A monitor, what acts on its suspicions, and the services it watches; or members of SWIM.

use super::history::History;
use super::message::{Command, Message, Note, Timer};
use super::params::{Action, Detector, Latency, Mistake, Model, Workload};
use super::swim;
use crate::sim::{Fault, Input, Io, NodeId, Property, Protocol, Role, Routine, Span, Time};

/// The pattern with its parameters.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct FailureDetector {
    /// Who watches whom.
    pub detector: Detector,
    /// The failover threshold, in tenths.
    pub phi: u32,
    /// The alert threshold, in tenths.
    pub alert: u32,
    /// What turns silence into suspicion.
    pub model: Model,
    /// How often a service says that it is alive.
    pub heartbeat: Span,
    /// How many services there are.
    pub services: u16,
    /// What is done about a service that is taken for dead.
    pub action: Action,
    /// Silence that is forgiven.
    pub pause: Span,
    /// How many gaps are remembered.
    pub window: u32,
    /// The least standard deviation.
    pub sigma_min: Span,
    /// The fixed timeout.
    pub timeout: Span,
    /// What the adaptive timeout adds to its quantile, in percent.
    pub margin: u32,
    /// How long a service needs to start.
    pub start: Span,
    /// SWIM, configured.
    pub swim: swim::Config,
    /// How delays are spread.
    pub latency: Latency,
    /// The mean one-way delay.
    pub delay: Span,
    /// How much longer messages take on a slow link.
    pub slow: Span,
    /// How much longer, on average, on a jittery link.
    pub jitter: Span,
    /// What happens by itself.
    pub workload: Workload,
    /// Probe: when the service fails, about.
    pub after: Span,
    /// A rule left out on purpose.
    pub mistake: Mistake,
}

/// Somebody on stage.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Node {
    /// Not built yet.
    Service,
    /// A member of SWIM.
    Member(swim::Member),
}

impl Protocol for FailureDetector {
    type Node = Node;
    type Message = Message;
    type Timer = Timer;
    type Command = Command;
    type Note = Note;
    type History = History;

    fn cast(&self) -> Vec<Role> {
        match self.detector {
            Detector::Phi => {
                let role = |at: u16| Role {
                    code: format!("S{at}"),
                    name: format!("Service {at}"),
                    kind: "service",
                };
                (1..=self.services).map(role).collect()
            }
            Detector::Swim => swim::cast(self),
        }
    }

    fn boot(&self, me: NodeId, before: Option<&Node>) -> Node {
        match self.detector {
            Detector::Phi => Node::Service,
            Detector::Swim => {
                let before = before.and_then(|node| match node {
                    Node::Member(member) => Some(member),
                    Node::Service => None,
                });
                Node::Member(swim::boot(self, me, before))
            }
        }
    }

    fn step(&self, node: &mut Node, input: Input<Self>, io: &mut Io<'_, Self>) {
        match node {
            Node::Service => {}
            Node::Member(member) => {
                let input = match input {
                    Input::Boot => swim::Input::Boot,
                    Input::Message { from, message: Message::Swim(message) } => {
                        swim::Input::Message { from, message }
                    }
                    Input::Timer(Timer::Swim(timer)) => swim::Input::Timer(timer),
                    Input::Forced(life) => swim::Input::Forced(life),
                    Input::Message { .. } | Input::Timer(_) | Input::Command(_) => return,
                };
                swim::step(self, member, input, io);
            }
        }
    }

    fn remember(history: &mut History, now: Time, who: NodeId, note: &Note) {
        history.record(now, who, note);
    }

    fn befalls(history: &mut History, now: Time, fault: &Fault) {
        history.befalls(now, fault);
    }

    fn properties(&self) -> Vec<Property<Self>> {
        match self.detector {
            Detector::Phi => Vec::new(),
            Detector::Swim => swim::properties(),
        }
    }

    fn leg(&self, message: &Message) -> usize {
        match message {
            Message::Heartbeat { weather, .. } | Message::Started { weather, .. } => weather.leg(),
            Message::Swim(message) => swim::leg(message),
            _ => 0,
        }
    }

    fn background(&self, routine: Routine<'_, Self>) -> bool {
        match routine {
            Routine::Timer(Timer::Swim(timer)) => swim::is_routine(timer),
            Routine::Timer(timer) => !matches!(timer, Timer::Started | Timer::Awake | Timer::Fail),
            Routine::Message(Message::Swim(message)) => swim::is_chatter(message),
            Routine::Message(_) => true,
        }
    }
}
