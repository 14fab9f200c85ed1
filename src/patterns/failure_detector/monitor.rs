//! The monitor: it turns the silence of each service into suspicion, by the gaps it has measured.
//!
//! Between heartbeats nothing is polled. At every heartbeat the monitor works out when suspicion
//! will reach each threshold, and sets a timer for that microsecond.

use super::gaps::Gaps;
use super::message::{Command, Learning, Level, Message, Note, Timer};
use super::params::Mistake;
use super::protocol::FailureDetector;
use crate::sim::sorted::SortedMap;
use crate::sim::{Input, Io, LocalTime, NodeId, Span};

/// What the monitor knows of one service. In memory.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Watch {
    /// When it was heard last, on the monitor's clock; `None` before the first heartbeat.
    pub last: Option<LocalTime>,
    /// The life and the number of that heartbeat.
    pub newest: (u32, u32),
    /// The gaps that the monitor has learnt.
    pub gaps: Gaps,
    /// What the monitor makes of it.
    pub level: Level,
    /// When suspicion reaches the next threshold.
    pub due: Option<LocalTime>,
    /// Whether time in which the monitor was not awake was taken out of this silence.
    pub mended: Mended,
}

/// Whether a silence is as it was measured.
#[derive(Copy, Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Mended {
    /// As measured.
    #[default]
    No,
    /// Some time was taken out of it.
    Yes,
}

impl Watch {
    /// How long the service has been silent at `now`; `None` before the first heartbeat.
    pub fn silence(&self, now: LocalTime) -> Option<Span> {
        self.last.map(|last| now.since(last))
    }
}

/// What an action dispatcher has under way for one service. Durable.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Case {
    /// The life that was taken for dead.
    pub life: u32,
    /// What the gateway was told last, and whether it has confirmed that.
    pub order: Option<Order>,
    /// Whether a later life has been heard since.
    pub back: Back,
}

/// Whether a service that was taken for dead is back.
#[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Back {
    /// Not yet.
    No,
    /// In a later life.
    Yes,
}

/// What the gateway shall do.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Order {
    /// Its number.
    pub number: u32,
    /// Where the traffic shall go.
    pub to: super::message::Site,
    /// Whether the gateway has said that it does.
    pub confirmed: Confirmed,
}

/// Whether an order was carried out.
#[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Confirmed {
    /// Not that the monitor knew.
    No,
    /// Yes.
    Yes,
}

/// The monitor, and its action dispatcher.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Monitor {
    /// What it knows of each service that it has heard. In memory.
    pub watches: SortedMap<NodeId, Watch>,
    /// What its dispatcher has under way. Durable.
    pub cases: SortedMap<NodeId, Case>,
    /// How many orders it has given. Durable.
    pub orders: u32,
    /// When it was last awake, on its own clock.
    pub seen: LocalTime,
    /// What has arrived since it began to collect garbage; `None` when it does not.
    pub inbox: Option<Vec<(NodeId, Message)>>,
}

/// A timer that is more than this late proves that the monitor was not awake: a clock at ten times
/// the true rate moves by less in a microsecond.
pub(super) const LATE: Span = Span(20);

type Door<'a> = Io<'a, FailureDetector>;

impl FailureDetector {
    /// Everything that reaches the monitor.
    pub(super) fn monitor(
        &self,
        monitor: &mut Monitor,
        input: Input<FailureDetector>,
        io: &mut Door<'_>,
    ) {
        if let Some(inbox) = &mut monitor.inbox {
            match input {
                Input::Message { from, message } => inbox.push((from, message)),
                Input::Timer(Timer::Awake) => self.wake(monitor, io),
                Input::Command(_) => io.note(Note::Idle),
                Input::Boot | Input::Timer(_) | Input::Forced(_) => {}
            }
            return;
        }
        let slept = self.notice(monitor, io);
        match input {
            // A late timer was set again just now.
            Input::Timer(Timer::Alert(_) | Timer::Convict(_)) if slept => {}
            Input::Boot => self.resume_cases(monitor, io),
            Input::Message { from, message } => self.receive(monitor, from, message, io),
            Input::Timer(Timer::Alert(service)) => self.alert(monitor, service, io),
            Input::Timer(Timer::Convict(service)) => self.suspect(monitor, service, io),
            Input::Timer(Timer::Retell(service)) => self.retell(monitor, service, io),
            Input::Command(Command::Collect(span)) => {
                monitor.inbox = Some(Vec::new());
                io.arm(Timer::Awake, span);
                io.note(Note::Collecting { span });
            }
            Input::Command(_) => io.note(Note::Idle),
            Input::Timer(_) | Input::Forced(_) => {}
        }
        monitor.seen = io.now();
    }

    fn receive(&self, monitor: &mut Monitor, from: NodeId, message: Message, io: &mut Door<'_>) {
        match message {
            Message::Heartbeat { number, life, .. } => {
                self.hear(monitor, from, (life, number), io);
            }
            Message::Routed { service, order, .. } => self.confirm(monitor, service, order, io),
            _ => {}
        }
    }

    /// A heartbeat: suspicion is over, and the gap is learnt if it contained no outage. What was
    /// overtaken by a newer heartbeat, or comes a second time, says nothing new.
    fn hear(&self, monitor: &mut Monitor, service: NodeId, newest: (u32, u32), io: &mut Door<'_>) {
        let now = io.now();
        let watch = monitor.watches.entry(service).or_default();
        if newest <= watch.newest && self.mistake != Mistake::CountsDuplicates {
            return;
        }
        let gap = watch.silence(now).unwrap_or(Span(0));
        let outage = watch.level == Level::Suspected || newest.0 > watch.newest.0;
        let learning = match watch.last {
            None => Learning::Invents,
            Some(_) if watch.mended == Mended::Yes => Learning::Asleep,
            Some(_) if outage && self.mistake != Mistake::LearnsOutage => Learning::Outage,
            Some(_) => Learning::Learns,
        };
        match learning {
            Learning::Invents => watch.gaps = Gaps::around(self.heartbeat),
            Learning::Learns => watch.gaps.push(gap, self.window),
            Learning::Outage | Learning::Asleep => {}
        }
        let was = watch.level;
        watch.newest = newest.max(watch.newest);
        watch.last = Some(now);
        watch.level = Level::Trusted;
        watch.mended = Mended::No;
        self.watch(watch, service, io);
        io.note(Note::Heard { service, gap, learning, newest, was });
        self.heard(monitor, service, newest.0, io);
    }

    /// Sets the timers for the moments at which suspicion reaches each threshold.
    fn watch(&self, watch: &mut Watch, service: NodeId, io: &mut Door<'_>) {
        let Some(silence) = watch.silence(io.now()) else { return };
        let mut arm = |timer, level: f64| {
            let wait = self.crossing(&watch.gaps, level).0.saturating_sub(silence.0);
            io.arm(timer, Span(wait));
            let wait = i64::try_from(wait).unwrap_or(i64::MAX);
            LocalTime(io.now().0.saturating_add(wait))
        };
        watch.due = match watch.level {
            Level::Trusted => {
                let due = arm(Timer::Alert(service), self.alert_threshold());
                arm(Timer::Convict(service), self.threshold());
                Some(due)
            }
            Level::Alerted => Some(arm(Timer::Convict(service), self.threshold())),
            Level::Suspected => None,
        };
    }

    /// Suspicion has reached the alert threshold.
    fn alert(&self, monitor: &mut Monitor, service: NodeId, io: &mut Door<'_>) {
        let Some(watch) = monitor.watches.get_mut(&service) else { return };
        let Some(silence) = watch.silence(io.now()) else { return };
        if watch.level != Level::Trusted {
            return;
        }
        watch.level = Level::Alerted;
        let life = watch.newest.0;
        self.watch(watch, service, io);
        io.note(Note::Alerted { service, silence });
        if self.mistake == Mistake::ActsOnAlert {
            self.convict(monitor, service, life, io);
        }
    }

    /// Suspicion has reached the failover threshold.
    fn suspect(&self, monitor: &mut Monitor, service: NodeId, io: &mut Door<'_>) {
        let Some(watch) = monitor.watches.get_mut(&service) else { return };
        let Some(silence) = watch.silence(io.now()) else { return };
        if watch.level == Level::Suspected {
            return;
        }
        watch.level = Level::Suspected;
        watch.due = None;
        let (life, gaps) = (watch.newest.0, watch.gaps.clone());
        io.note(Note::Suspected { service, silence, gaps });
        self.convict(monitor, service, life, io);
    }

    /// The guard: who finds a timer of its own late was not awake, and blames nobody for it. The
    /// time since it was last awake is taken out of every silence. Whether that was so.
    fn notice(&self, monitor: &mut Monitor, io: &mut Door<'_>) -> bool {
        let (now, seen) = (io.now(), monitor.seen);
        let late = |due: LocalTime| now.since(due) > LATE;
        let overdue = monitor.watches.values().filter_map(|watch| watch.due).any(late);
        if self.mistake == Mistake::NoPauseGuard || !(overdue || now < seen) {
            return false;
        }
        io.note(match now < seen {
            true => Note::SetBack { span: seen.since(now) },
            false => Note::Slept { span: now.since(seen) },
        });
        let moved = now.0.saturating_sub(seen.0);
        for (service, watch) in monitor.watches.iter_mut() {
            let Some(last) = &mut watch.last else { continue };
            last.0 = last.0.saturating_add(moved);
            watch.mended = Mended::Yes;
            self.watch(watch, *service, io);
        }
        true
    }

    /// Awake again. Nothing orders the thread that looks at the clock and the thread that reads
    /// the mail; here the clock comes first, which is the dangerous order.
    fn wake(&self, monitor: &mut Monitor, io: &mut Door<'_>) {
        let mail = monitor.inbox.take().unwrap_or_default();
        io.note(Note::Awake);
        self.notice(monitor, io);
        let watched: Vec<NodeId> = monitor.watches.keys().copied().collect();
        for service in watched {
            let watch = &monitor.watches[&service];
            let silence = watch.silence(io.now()).unwrap_or(Span(0));
            let level = self.level(&watch.gaps, silence);
            if level >= self.alert_threshold() {
                self.alert(monitor, service, io);
            }
            if level >= self.threshold() {
                self.suspect(monitor, service, io);
            }
        }
        for (from, message) in mail {
            self.receive(monitor, from, message, io);
        }
        self.resume_cases(monitor, io);
        monitor.seen = io.now();
    }
}
