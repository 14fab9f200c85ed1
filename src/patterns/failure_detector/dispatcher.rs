//! The action dispatcher and those it acts through: gateway, standby, orchestrator.
//!
//! ```text
//! monitor ──FAIL OVER──▶ gateway ──SERVE──▶ standby ──READY──▶ gateway      traffic moves
//!         ──REPLACE────▶ orchestrator ──START──▶ machine ──STARTED──▶      a new life runs
//!         ◀─────♥────── the new life                  ──FAIL BACK──▶ gateway
//! ```
//!
//! Everything is said as a desired state and again until it is so, and older orders lose: loss,
//! duplicates and delays of these messages change when things happen and not what happens.

use super::message::{GATEWAY, Message, Note, ORCHESTRATOR, STANDBY, Site, Timer, Weather};
use super::monitor::{Back, Case, Confirmed, Monitor, Order};
use super::params::Action;
use super::protocol::FailureDetector;
use crate::sim::sorted::SortedMap;
use crate::sim::{Input, Io, NodeId, Span};

/// Where the clients' traffic goes. Durable.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Gateway {
    /// For each service that was ever moved: where to, and the number of that order.
    pub routes: SortedMap<NodeId, (Site, u32)>,
}

impl Gateway {
    /// Who serves the traffic of `service`.
    pub fn site(&self, service: NodeId) -> Site {
        self.routes.get(&service).map_or(Site::Own, |route| route.0)
    }
}

/// What the orchestrator wants to be so. Durable.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Orchestrator {
    /// The life after which the next shall run, for each service that was ever replaced.
    pub wanted: SortedMap<NodeId, u32>,
    /// The life that was last reported.
    pub reported: SortedMap<NodeId, u32>,
}

impl Orchestrator {
    /// Whether a life of `service` was reported that is as late as desired.
    pub fn is_met(&self, service: NodeId) -> bool {
        let reported = self.reported.get(&service).copied().unwrap_or(1);
        self.wanted.get(&service).is_none_or(|after| reported > *after)
    }
}

type Door<'a> = Io<'a, FailureDetector>;

impl FailureDetector {
    /// How long to wait before something is said again.
    pub fn retry(&self) -> Span {
        Span(self.start.0 + self.heartbeat.0 * 2 + self.delay.0 * 10)
    }

    /// A service is taken for dead: what is done about it.
    pub(super) fn convict(
        &self,
        monitor: &mut Monitor,
        service: NodeId,
        life: u32,
        io: &mut Door<'_>,
    ) {
        let open = monitor.cases.get(&service).is_some_and(|case| case.back == Back::No);
        if self.action == Action::Alert || open {
            return;
        }
        let order = match self.action {
            Action::Failover => Some(order(monitor, service, Site::Standby, io)),
            Action::Restart | Action::Alert => None,
        };
        monitor.cases.insert(service, Case { life, order, back: Back::No });
        self.tell(monitor, service, io);
    }

    /// A heartbeat of a later life than the one that was taken for dead: traffic may come back.
    pub(super) fn heard(
        &self,
        monitor: &mut Monitor,
        service: NodeId,
        life: u32,
        io: &mut Door<'_>,
    ) {
        let Some(case) = monitor.cases.get(&service) else { return };
        if life <= case.life || case.back == Back::Yes {
            return;
        }
        if case.order.is_none() {
            return self.close(monitor, service, io);
        }
        let order = Some(order(monitor, service, Site::Own, io));
        monitor.cases.insert(service, Case { life, order, back: Back::Yes });
        self.tell(monitor, service, io);
    }

    /// The gateway has done what it was told.
    pub(super) fn confirm(
        &self,
        monitor: &mut Monitor,
        service: NodeId,
        number: u32,
        io: &mut Door<'_>,
    ) {
        let Some(case) = monitor.cases.get_mut(&service) else { return };
        let Some(order) = case.order.as_mut().filter(|order| order.number == number) else {
            return;
        };
        order.confirmed = Confirmed::Yes;
        if case.back == Back::Yes {
            self.close(monitor, service, io);
        }
    }

    fn close(&self, monitor: &mut Monitor, service: NodeId, io: &mut Door<'_>) {
        monitor.cases.remove(&service);
        io.disarm(Timer::Retell(service));
    }

    /// Says what is not done yet.
    fn tell(&self, monitor: &Monitor, service: NodeId, io: &mut Door<'_>) {
        let case = &monitor.cases[&service];
        let order = case.order.as_ref().filter(|order| order.confirmed == Confirmed::No);
        if let Some(Order { number, to, .. }) = order {
            io.send(GATEWAY, Message::Route { service, to: *to, order: *number });
        }
        if case.back == Back::No {
            io.send(ORCHESTRATOR, Message::Replace { service, life: case.life });
        }
        io.arm(Timer::Retell(service), self.retry());
    }

    pub(super) fn retell(&self, monitor: &Monitor, service: NodeId, io: &mut Door<'_>) {
        if monitor.cases.contains_key(&service) {
            self.tell(monitor, service, io);
        }
    }

    /// Awake or back after a crash, it goes on with what was under way.
    pub(super) fn resume_cases(&self, monitor: &Monitor, io: &mut Door<'_>) {
        for service in monitor.cases.keys() {
            io.arm(Timer::Retell(*service), self.retry());
        }
    }

    /// Everything that reaches the gateway.
    pub(super) fn gateway(
        &self,
        gateway: &mut Gateway,
        input: Input<FailureDetector>,
        io: &mut Door<'_>,
    ) {
        let Input::Message { message, .. } = input else { return };
        let known = |service| gateway.routes.get(&service).map_or(0, |route| route.1);
        match message {
            Message::Route { service, to, order } if order == known(service) => {
                io.send(super::message::MONITOR, Message::Routed { service, to, order });
            }
            Message::Route { service, to: Site::Standby, order } if order > known(service) => {
                io.send(STANDBY, Message::Serve { service, order });
            }
            Message::Route { service, to: Site::Own, order } if order > known(service) => {
                turn(gateway, service, Site::Own, order, io);
            }
            Message::Ready { service, order } if order > known(service) => {
                turn(gateway, service, Site::Standby, order, io);
            }
            _ => {}
        }
    }

    /// Everything that reaches the standby, which is always warm.
    pub(super) fn standby(&self, input: Input<FailureDetector>, io: &mut Door<'_>) {
        if let Input::Message { from, message: Message::Serve { service, order } } = input {
            io.send(from, Message::Ready { service, order });
        }
    }

    /// Everything that reaches the orchestrator.
    pub(super) fn orchestrator(
        &self,
        orchestrator: &mut Orchestrator,
        input: Input<FailureDetector>,
        io: &mut Door<'_>,
    ) {
        match input {
            Input::Message { message: Message::Replace { service, life }, .. } => {
                let wanted = orchestrator.wanted.entry(service).or_insert(0);
                if life > *wanted {
                    *wanted = life;
                    io.note(Note::Wants { service, after: life });
                }
                self.reconcile(orchestrator, service, io);
            }
            Input::Message { from, message: Message::Started { life, .. } } => {
                let reported = orchestrator.reported.entry(from).or_insert(0);
                *reported = life.max(*reported);
                if orchestrator.is_met(from) {
                    io.disarm(Timer::Reconcile(from));
                }
            }
            Input::Timer(Timer::Reconcile(service)) if !orchestrator.is_met(service) => {
                self.reconcile(orchestrator, service, io);
            }
            Input::Boot => {
                for service in orchestrator.wanted.keys() {
                    io.arm(Timer::Reconcile(*service), self.retry());
                }
            }
            _ => {}
        }
    }

    /// Asks the machine for what is desired.
    fn reconcile(&self, orchestrator: &Orchestrator, service: NodeId, io: &mut Door<'_>) {
        io.send(service, Message::Start { after: orchestrator.wanted[&service] });
        io.arm(Timer::Reconcile(service), self.retry());
    }
}

fn order(monitor: &mut Monitor, service: NodeId, to: Site, io: &mut Door<'_>) -> Order {
    monitor.orders += 1;
    io.note(Note::Orders { service, to });
    Order { number: monitor.orders, to, confirmed: Confirmed::No }
}

fn turn(gateway: &mut Gateway, service: NodeId, to: Site, order: u32, io: &mut Door<'_>) {
    if gateway.site(service) != to {
        io.note(Note::Moved { service, to });
    }
    gateway.routes.insert(service, (to, order));
    io.send(super::message::MONITOR, Message::Routed { service, to, order });
}

/// The link of the machines in the middle is always calm.
pub(super) fn leg(message: &Message) -> usize {
    match message {
        Message::Heartbeat { weather, .. } | Message::Started { weather, .. } => weather.leg(),
        _ => Weather::Calm.leg(),
    }
}
