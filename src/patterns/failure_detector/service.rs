//! A service: a machine, and a process on it that says at regular intervals that it is alive.
//!
//! Stopping the process leaves the machine up, so that the orchestrator can start it again; when
//! the machine itself crashes, there is nobody to be told. Every start is a new life.

use super::message::{Command, MONITOR, Message, Note, ORCHESTRATOR, Timer, Weather};
use super::params::Workload;
use super::protocol::FailureDetector;
use crate::sim::{Input, Io, NodeId, Span};

/// How a process is.
#[derive(Copy, Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Process {
    /// It runs.
    #[default]
    Running,
    /// It is being started.
    Starting,
    /// It stands still to collect garbage.
    Collecting,
    /// It has stopped.
    Stopped,
}

/// A service.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Service {
    /// Its process.
    pub process: Process,
    /// How often its process was started. Durable.
    pub life: u32,
    /// Heartbeats sent in this life.
    pub beats: u32,
    /// What its link is like; that is the network's, and no crash changes it.
    pub weather: Weather,
}

impl Service {
    /// At first boot, or when its machine comes up again.
    pub(super) fn boot(before: Option<&Service>) -> Service {
        match before {
            None => {
                Service { process: Process::Running, life: 1, beats: 0, weather: Weather::Calm }
            }
            Some(Service { life, weather, .. }) => {
                Service { process: Process::Starting, life: life + 1, beats: 0, weather: *weather }
            }
        }
    }
}

type Door<'a> = Io<'a, FailureDetector>;

impl FailureDetector {
    /// Everything that reaches a service.
    pub(super) fn service(
        &self,
        service: &mut Service,
        input: Input<FailureDetector>,
        io: &mut Door<'_>,
    ) {
        let running = service.process == Process::Running;
        match input {
            Input::Boot if running => self.open(service, io),
            Input::Boot => self.begin(service, io),
            Input::Timer(Timer::Beat) if running => self.beat(service, io),
            Input::Timer(Timer::Started) => {
                service.process = Process::Running;
                io.note(Note::Started { life: service.life });
                self.report(service, io);
                self.beat(service, io);
            }
            Input::Timer(Timer::Awake) if service.process == Process::Collecting => {
                service.process = Process::Running;
                io.note(Note::Awake);
                self.beat(service, io);
            }
            Input::Timer(Timer::Fail) | Input::Command(Command::Stop) => stop(service, io),
            Input::Message { message: Message::Start { after }, .. } => {
                self.obey(service, after, io);
            }
            Input::Command(Command::Restore) if service.process == Process::Stopped => {
                service.life += 1;
                self.begin(service, io);
            }
            Input::Command(Command::Link(weather)) if service.weather != weather => {
                service.weather = weather;
                io.note(Note::Link { weather });
            }
            Input::Command(Command::Collect(span)) if running => {
                service.process = Process::Collecting;
                io.disarm(Timer::Beat);
                io.arm(Timer::Awake, span);
                io.note(Note::Collecting { span });
            }
            Input::Command(_) => io.note(Note::Idle),
            Input::Timer(_) | Input::Message { .. } | Input::Forced(_) => {}
        }
    }

    /// When a service sends its first heartbeat: services take turns within a period.
    fn phase(&self, me: NodeId) -> Span {
        let place = u64::from(me.0 - super::message::FIRST);
        Span(self.heartbeat.0 * (2 * place + 1) / (2 * u64::from(self.services)))
    }

    fn open(&self, service: &Service, io: &mut Door<'_>) {
        io.note(Note::Started { life: service.life });
        io.arm(Timer::Beat, self.phase(io.me()));
        if self.workload == Workload::Probe && io.me() == NodeId(super::message::FIRST) {
            let latest = Span(self.after.0 + self.heartbeat.0 - 1);
            io.arm_between(Timer::Fail, self.after, latest);
        }
    }

    /// Starts the process, which takes a while.
    fn begin(&self, service: &mut Service, io: &mut Door<'_>) {
        service.process = Process::Starting;
        service.beats = 0;
        io.disarm(Timer::Beat);
        io.disarm(Timer::Awake);
        io.arm(Timer::Started, self.start);
        io.note(Note::Starting { life: service.life });
    }

    fn beat(&self, service: &mut Service, io: &mut Door<'_>) {
        service.beats += 1;
        let Service { life, beats: number, weather, .. } = *service;
        io.send(MONITOR, Message::Heartbeat { number, life, weather });
        io.arm(Timer::Beat, self.heartbeat);
    }

    fn report(&self, service: &Service, io: &mut Door<'_>) {
        let Service { life, weather, .. } = *service;
        io.send(ORCHESTRATOR, Message::Started { life, weather });
    }

    /// Makes sure that a life after `after` runs; one that is older is stopped for it.
    fn obey(&self, service: &mut Service, after: u32, io: &mut Door<'_>) {
        match service.process {
            Process::Running if service.life > after => self.report(service, io),
            Process::Starting | Process::Collecting if service.life > after => {}
            _ => {
                service.life += 1;
                self.begin(service, io);
            }
        }
    }
}

fn stop(service: &mut Service, io: &mut Door<'_>) {
    if service.process == Process::Stopped {
        return io.note(Note::Idle);
    }
    service.process = Process::Stopped;
    for timer in [Timer::Beat, Timer::Started, Timer::Awake] {
        io.disarm(timer);
    }
    io.note(Note::Stopped);
}
