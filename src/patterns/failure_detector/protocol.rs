//! A monitor, what acts on its suspicions, and the services it watches; or members of SWIM.

use super::dispatcher::{self, Gateway, Orchestrator};
use super::history::History;
use super::message::{
    self, Command, FIRST, GATEWAY, MONITOR, Message, Note, ORCHESTRATOR, STANDBY, Timer,
};
use super::monitor::Monitor;
use super::params::{Action, Detector, Latency, Mistake, Model, Workload};
use super::properties;
use super::service::Service;
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
    /// The monitor, with its action dispatcher.
    Monitor(Monitor),
    /// The gateway that the clients' traffic comes through.
    Gateway(Gateway),
    /// The orchestrator.
    Orchestrator(Orchestrator),
    /// The standby.
    Standby,
    /// A service.
    Service(Service),
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
        if self.detector == Detector::Swim {
            return swim::cast(self);
        }
        let role = |code: &str, name: &str, kind| Role {
            code: code.to_string(),
            name: name.to_string(),
            kind,
        };
        let mut cast = vec![
            role("M", "Monitor", "monitor"),
            role("G", "Gateway", "gateway"),
            role("O", "Orchestrator", "orchestrator"),
            role("B", "Standby", "standby"),
        ];
        let service = |id| role(&message::code(id), &message::name(id), "service");
        cast.extend(self.watched().map(service));
        cast
    }

    fn boot(&self, me: NodeId, before: Option<&Node>) -> Node {
        match (self.detector, me, before) {
            (Detector::Swim, _, Some(Node::Member(before))) => {
                Node::Member(swim::boot(self, me, Some(before)))
            }
            (Detector::Swim, ..) => Node::Member(swim::boot(self, me, None)),
            // What the dispatcher has under way is durable, and what is known of the services not.
            (_, _, Some(Node::Monitor(Monitor { cases, orders, .. }))) => Node::Monitor(Monitor {
                cases: cases.clone(),
                orders: *orders,
                ..Monitor::default()
            }),
            (_, _, Some(Node::Service(before))) => Node::Service(Service::boot(Some(before))),
            (_, _, Some(before)) => before.clone(),
            (_, MONITOR, _) => Node::Monitor(Monitor::default()),
            (_, GATEWAY, _) => Node::Gateway(Gateway::default()),
            (_, ORCHESTRATOR, _) => Node::Orchestrator(Orchestrator::default()),
            (_, STANDBY, _) => Node::Standby,
            _ => Node::Service(Service::boot(None)),
        }
    }

    fn step(&self, node: &mut Node, input: Input<Self>, io: &mut Io<'_, Self>) {
        match node {
            Node::Monitor(monitor) => self.monitor(monitor, input, io),
            Node::Gateway(gateway) => self.gateway(gateway, input, io),
            Node::Orchestrator(orchestrator) => self.orchestrator(orchestrator, input, io),
            Node::Standby => self.standby(input, io),
            Node::Service(service) => self.service(service, input, io),
            Node::Member(member) => {
                let input = match input {
                    Input::Boot => swim::Input::Boot,
                    Input::Message { from, message: Message::Swim(message) } => {
                        swim::Input::Message { from, message }
                    }
                    Input::Timer(Timer::Swim(timer)) => swim::Input::Timer(timer),
                    Input::Forced(life) => swim::Input::Forced(life),
                    Input::Command(command) => swim::Input::Command(command),
                    Input::Message { .. } | Input::Timer(_) => return,
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
            Detector::Phi => properties::all(),
            Detector::Swim => swim::properties(),
        }
    }

    fn leg(&self, message: &Message) -> usize {
        match message {
            Message::Swim(message) => swim::leg(message),
            message => dispatcher::leg(message),
        }
    }

    /// What is said for ever: heartbeats, and what is repeated until it is so.
    fn background(&self, routine: Routine<'_, Self>) -> bool {
        match routine {
            Routine::Timer(Timer::Swim(timer)) => swim::is_routine(timer),
            Routine::Timer(timer) => !matches!(timer, Timer::Started | Timer::Awake | Timer::Fail),
            Routine::Message(Message::Swim(message)) => swim::is_chatter(message),
            Routine::Message(_) => true,
        }
    }
}

impl FailureDetector {
    /// The services.
    pub fn watched(&self) -> impl Iterator<Item = NodeId> + use<> {
        (FIRST..FIRST + self.services).map(NodeId)
    }
}

impl Node {
    /// The monitor, if it is that.
    pub fn monitor(&self) -> Option<&Monitor> {
        match self {
            Node::Monitor(monitor) => Some(monitor),
            _ => None,
        }
    }

    /// The service, if it is one.
    pub fn service(&self) -> Option<&Service> {
        match self {
            Node::Service(service) => Some(service),
            _ => None,
        }
    }
}
