//! What monitor, dispatcher and services say to each other, are told to do, and announce.

use super::gaps::Gaps;
use super::swim;
use crate::sim::{NodeId, Span};
use std::fmt;

/// What the link of a service is like. It is written on what the service sends only so that the
/// simulated network knows how long that takes; nobody reads it.
#[derive(Copy, Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Weather {
    /// As usual.
    #[default]
    Calm,
    /// Everything takes longer.
    Slow,
    /// Some of it takes much longer.
    Jittery,
}

impl Weather {
    /// Its leg of the network, see [`params::legs`](super::params).
    pub fn leg(self) -> usize {
        match self {
            Weather::Calm => 0,
            Weather::Slow => 1,
            Weather::Jittery => 2,
        }
    }
}

/// Who serves the traffic of a service.
#[derive(Copy, Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Site {
    /// The service itself.
    #[default]
    Own,
    /// The standby.
    Standby,
}

/// A message.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Message {
    /// I am alive: my heartbeat of this number, in this life.
    Heartbeat { number: u32, life: u32, weather: Weather },
    /// Monitor to gateway: move the traffic of this service.
    Route { service: NodeId, to: Site, order: u32 },
    /// Gateway to monitor: it is moved.
    Routed { service: NodeId, to: Site, order: u32 },
    /// Gateway to standby: serve for this service.
    Serve { service: NodeId, order: u32 },
    /// Standby to gateway: ready.
    Ready { service: NodeId, order: u32 },
    /// Monitor to orchestrator: this life of the service is taken for dead.
    Replace { service: NodeId, life: u32 },
    /// Orchestrator to machine: run a later life than this one.
    Start { after: u32 },
    /// Machine to orchestrator: this life runs.
    Started { life: u32, weather: Weather },
    /// What members of SWIM say.
    Swim(swim::Message),
}

impl fmt::Display for Message {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Message::Heartbeat { number, .. } => write!(f, "♥ {number}"),
            Message::Route { service, to: Site::Standby, .. } => {
                write!(f, "FAIL OVER {}", code(*service))
            }
            Message::Route { service, to: Site::Own, .. } => {
                write!(f, "FAIL BACK {}", code(*service))
            }
            Message::Routed { service, .. } => write!(f, "MOVED {}", code(*service)),
            Message::Serve { service, .. } => write!(f, "SERVE {}", code(*service)),
            Message::Ready { service, .. } => write!(f, "READY {}", code(*service)),
            Message::Replace { service, .. } => write!(f, "REPLACE {}", code(*service)),
            Message::Start { .. } => f.write_str("START"),
            Message::Started { .. } => f.write_str("STARTED"),
            Message::Swim(message) => message.fmt(f),
        }
    }
}

/// A timer.
#[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Timer {
    /// Service: the next heartbeat is due.
    Beat,
    /// Service: its process has started.
    Started,
    /// Service or monitor: the garbage is collected.
    Awake,
    /// Probe: it fails.
    Fail,
    /// Monitor: the suspicion of this service reaches the alert threshold.
    Alert(NodeId),
    /// Monitor: it reaches the failover threshold.
    Convict(NodeId),
    /// Monitor: what is not done yet is said again.
    Retell(NodeId),
    /// Orchestrator: what is desired is compared with what is.
    Reconcile(NodeId),
    /// What members of SWIM wait for.
    Swim(swim::Timer),
}

impl fmt::Display for Timer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Timer::Beat => f.write_str("time for a heartbeat"),
            Timer::Started => f.write_str("the process has started"),
            Timer::Awake => f.write_str("the garbage is collected"),
            Timer::Fail => f.write_str("the process fails"),
            Timer::Alert(who) => write!(f, "{} reaches the alert threshold", name(*who)),
            Timer::Convict(who) => write!(f, "{} reaches the failover threshold", name(*who)),
            Timer::Retell(who) => write!(f, "{} is not back yet", name(*who)),
            Timer::Reconcile(who) => write!(f, "{} is not as desired yet", name(*who)),
            Timer::Swim(timer) => timer.fmt(f),
        }
    }
}

/// What a person does to a service or to the monitor.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Command {
    /// Stop its process; the machine stays up.
    Stop,
    /// Start its process again.
    Restore,
    /// From now on its link is like this.
    Link(Weather),
    /// Collect garbage: its process stands still for so long.
    Collect(Span),
    /// SWIM: leave the group.
    Leave,
    /// SWIM: join it again.
    Join,
}

impl fmt::Display for Command {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Command::Stop => f.write_str("the process stops"),
            Command::Restore => f.write_str("start the process again"),
            Command::Link(Weather::Calm) => f.write_str("the link is as usual again"),
            Command::Link(Weather::Slow) => f.write_str("the link gets slow"),
            Command::Link(Weather::Jittery) => f.write_str("the link gets jittery"),
            Command::Collect(span) => write!(f, "collect garbage for {span}"),
            Command::Leave => f.write_str("leave the group"),
            Command::Join => f.write_str("join the group again"),
        }
    }
}

/// What the monitor makes of a service.
#[derive(Copy, Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// Suspicion is below both thresholds.
    #[default]
    Trusted,
    /// It has reached the alert threshold.
    Alerted,
    /// It has reached the failover threshold.
    Suspected,
}

/// Whether the monitor learns from a gap.
#[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Learning {
    /// It is the first heartbeat: two gaps are invented.
    Invents,
    /// The gap is learnt.
    Learns,
    /// Not: the service was suspected or has been started again, so the gap contained an outage.
    Outage,
    /// Not: the monitor itself was not awake.
    Asleep,
}

/// An announcement.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Note {
    /// A process runs.
    Started { life: u32 },
    /// A process is being started.
    Starting { life: u32 },
    /// A process has stopped.
    Stopped,
    /// A process stands still for so long.
    Collecting { span: Span },
    /// It goes on.
    Awake,
    /// The link of the service changes.
    Link { weather: Weather },
    /// A command changes nothing.
    Idle,
    /// The monitor hears from a service: after this gap, in this life and with this number; until
    /// then the service was this to it.
    Heard { service: NodeId, gap: Span, learning: Learning, newest: (u32, u32), was: Level },
    /// The alert threshold is reached after this silence.
    Alerted { service: NodeId, silence: Span },
    /// The failover threshold is reached after this silence, judged by these gaps.
    Suspected { service: NodeId, silence: Span, gaps: Gaps },
    /// The monitor finds that itself was not awake for so long.
    Slept { span: Span },
    /// The monitor's clock was set back by so much.
    SetBack { span: Span },
    /// The dispatcher orders a failover or a failback.
    Orders { service: NodeId, to: Site },
    /// Traffic of a service moves.
    Moved { service: NodeId, to: Site },
    /// The orchestrator wants a later life of the service to run.
    Wants { service: NodeId, after: u32 },
    /// What members of SWIM announce.
    Swim(swim::Note),
}

impl fmt::Display for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Note::Started { life: 1 } => f.write_str("It runs."),
            Note::Started { life } => write!(f, "It runs again: life {life}."),
            Note::Starting { life } => write!(f, "Its process is being started: life {life}."),
            Note::Stopped => f.write_str("Its process has stopped; it sends and serves nothing."),
            Note::Collecting { span } => {
                write!(f, "It stands still for {span} to collect garbage.")
            }
            Note::Awake => f.write_str("It goes on."),
            Note::Link { weather: Weather::Calm } => f.write_str("Its link is as usual."),
            Note::Link { weather: Weather::Slow } => f.write_str("Its link is slow now."),
            Note::Link { weather: Weather::Jittery } => f.write_str("Its link is jittery now."),
            Note::Idle => f.write_str("That changes nothing now."),
            Note::Heard { service, gap, learning, was, .. } => {
                heard(f, *service, *gap, *learning, *was)
            }
            Note::Alerted { service, silence } => {
                write!(f, "{} silent for {silence}: people are alerted.", name(*service))
            }
            Note::Suspected { service, silence, .. } => {
                write!(f, "{} silent for {silence}: it is taken for dead.", name(*service))
            }
            Note::Slept { span } => write!(
                f,
                "A timer of its own is late: the monitor has not been awake for {span}. That time \
                 counts as nobody's silence."
            ),
            Note::SetBack { span } => write!(
                f,
                "The monitor's clock went back by {span}. It measures on from where it was."
            ),
            Note::Orders { service, to: Site::Standby } => {
                write!(f, "Failover: the standby shall serve for {}.", name(*service))
            }
            Note::Orders { service, to: Site::Own } => {
                write!(f, "{} is back in a new life: it shall serve again.", name(*service))
            }
            Note::Moved { service, to: Site::Standby } => {
                write!(f, "The traffic of {} goes to the standby now.", name(*service))
            }
            Note::Moved { service, to: Site::Own } => {
                write!(f, "The traffic of {0} goes to {0} again.", name(*service))
            }
            Note::Wants { service, after } => {
                write!(f, "Desired from now on: {} in life {}.", name(*service), after + 1)
            }
            Note::Swim(note) => note.fmt(f),
        }
    }
}

fn heard(
    f: &mut fmt::Formatter<'_>,
    service: NodeId,
    gap: Span,
    learning: Learning,
    was: Level,
) -> fmt::Result {
    let name = name(service);
    if learning == Learning::Invents {
        return write!(f, "The first heartbeat of {name}: two gaps are invented to begin with.");
    }
    match was {
        Level::Trusted => write!(f, "{name} is heard after {gap}.")?,
        Level::Alerted => write!(f, "{name} is heard after {gap}: the alert is over.")?,
        Level::Suspected => write!(f, "{name} is heard after {gap}: suspicion is over.")?,
    }
    match learning {
        Learning::Invents | Learning::Learns => Ok(()),
        Learning::Outage => f.write_str(" The gap contained an outage and is not learnt."),
        Learning::Asleep => f.write_str(" The monitor was not awake: the gap is not learnt."),
    }
}

/// The monitor, with its action dispatcher.
pub const MONITOR: NodeId = NodeId(0);
/// The gateway that the clients' traffic comes through.
pub const GATEWAY: NodeId = NodeId(1);
/// The orchestrator.
pub const ORCHESTRATOR: NodeId = NodeId(2);
/// The standby, which can serve for every service.
pub const STANDBY: NodeId = NodeId(3);
/// The first service's place in the cast.
pub const FIRST: u16 = 4;

/// What links call a service: "S1".
pub fn code(service: NodeId) -> String {
    format!("S{}", service.0 + 1 - FIRST)
}

/// What people call it: "Service 1".
pub fn name(service: NodeId) -> String {
    format!("Service {}", service.0 + 1 - FIRST)
}
