//! What truly happened, in order: the material of the guarantees and of the figures.
//!
//! A monitor cannot know whether it is right. This can: it is told what processes do, what befalls
//! machines, where traffic goes, and what the monitor makes of it.

use super::gaps::Gaps;
use super::message::{GATEWAY, Learning, Level, MONITOR, Note, STANDBY, Site};
use super::service::Process;
use super::swim;
use crate::sim::sorted::{SortedMap, SortedSet};
use crate::sim::{Fault, NodeId, Span, Time};

/// A process or its machine stopped.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Failure {
    /// When.
    pub at: Time,
    /// When the monitor took the service for dead, if it did so before it was back.
    pub found: Option<Time>,
    /// When a process ran again.
    pub ended: Option<Time>,
}

/// A time in which the monitor took a service for dead.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Suspicion {
    /// When it began.
    pub at: Time,
    /// When the service was heard again, or, if it was alive, when it failed.
    pub ended: Option<Time>,
    /// Whether the service was alive when it began.
    pub truth: Truth,
}

/// What a suspicion was.
#[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Truth {
    /// The service had failed.
    Right,
    /// It was alive.
    Wrong,
}

/// One service.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Account {
    /// How its process is.
    pub process: Process,
    /// Where its traffic goes.
    pub site: Site,
    /// Since when its traffic is not served.
    pub down: Option<Time>,
    /// How long it was not served, up to then.
    pub downtime: Span,
    /// Its failures.
    pub failures: Vec<Failure>,
    /// The monitor's suspicions.
    pub suspicions: Vec<Suspicion>,
    /// How often people were alerted.
    pub alerts: u32,
    /// How often a process that ran was stopped to start a new one.
    pub needless: u32,
    /// The newest heartbeat that counted: its life, and its number in it.
    pub newest: (u32, u32),
    /// The silence at which it was last taken for dead, since its newest life was heard first.
    pub convicted: Option<Verdict>,
}

/// What the monitor had in its hands when it took a service for dead.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Verdict {
    /// Which service.
    pub service: NodeId,
    /// How long it had been silent.
    pub silence: Span,
    /// The gaps it was judged by.
    pub gaps: Gaps,
}

/// Something that a rule forbids.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Breach {
    /// The gap of an outage was learnt.
    Learnt { service: NodeId, gap: Span },
    /// A heartbeat counted that was not newer than another one.
    Stale { service: NodeId, number: u32 },
    /// Traffic was ordered away from a service that was not taken for dead.
    Unfounded { service: NodeId },
}

/// Everything that is remembered.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct History {
    /// Each service.
    pub accounts: SortedMap<NodeId, Account>,
    /// When something was last announced or befell somebody.
    pub now: Time,
    /// The suspicions that began then.
    pub verdicts: Vec<Verdict>,
    /// What forbidden thing happened then.
    pub breaches: Vec<Breach>,
    /// Who was heard last.
    pub heard: Option<NodeId>,
    /// How often the monitor found that it had slept.
    pub slept: u32,
    /// Who is crashed or paused.
    halted: SortedSet<NodeId>,
    /// Who is crashed.
    crashed: SortedSet<NodeId>,
    /// What members of SWIM did.
    pub swim: swim::History,
}

impl History {
    pub(super) fn record(&mut self, now: Time, who: NodeId, note: &Note) {
        self.advance(now);
        match note {
            Note::Started { .. } => self.process(who, Process::Running),
            Note::Starting { .. } => self.process(who, Process::Starting),
            Note::Stopped => self.process(who, Process::Stopped),
            Note::Collecting { .. } if who != MONITOR => self.process(who, Process::Collecting),
            Note::Awake if who != MONITOR => self.process(who, Process::Running),
            Note::Heard { service, gap, learning, newest, was } => {
                self.heard(*service, *gap, *learning, *newest, *was);
            }
            Note::Alerted { service, .. } => self.account(*service).alerts += 1,
            Note::Suspected { service, silence, gaps, .. } => {
                let (service, silence, gaps) = (*service, *silence, gaps.clone());
                self.suspected(Verdict { service, silence, gaps });
            }
            Note::Slept { .. } => self.slept += 1,
            Note::Orders { service, to: Site::Standby } if !self.is_convicted(*service) => {
                self.breaches.push(Breach::Unfounded { service: *service });
            }
            Note::Moved { service, to } => self.account(*service).site = *to,
            Note::Swim(note) => return self.swim.record(now, who, note),
            _ => {}
        }
        self.count();
    }

    pub(super) fn befalls(&mut self, now: Time, fault: &Fault) {
        self.advance(now);
        match fault {
            Fault::Crash(node) => {
                self.halted.insert(*node);
                self.crashed.insert(*node);
                self.fails(*node);
                if *node == MONITOR {
                    // It has forgotten whom it heard, and may hear an old heartbeat first.
                    self.accounts.values_mut().for_each(|account| account.newest = (0, 0));
                }
            }
            Fault::Pause(node) => {
                self.halted.insert(*node);
            }
            Fault::Restart(node) | Fault::Resume(node) => {
                self.halted.remove(node);
                self.crashed.remove(node);
            }
            Fault::CrashAfter(..)
            | Fault::Cut(_)
            | Fault::Heal
            | Fault::Clock(..)
            | Fault::Disk(..) => {}
        }
        self.count();
        self.swim.befalls(now, fault);
    }

    fn advance(&mut self, now: Time) {
        if now > self.now {
            self.now = now;
            self.verdicts.clear();
            self.breaches.clear();
        }
    }

    fn account(&mut self, service: NodeId) -> &mut Account {
        self.accounts.entry(service).or_default()
    }

    fn process(&mut self, who: NodeId, process: Process) {
        let now = self.now;
        let account = self.account(who);
        let was = std::mem::replace(&mut account.process, process);
        match process {
            Process::Running => {
                if let Some(failure) = account.failures.last_mut() {
                    failure.ended.get_or_insert(now);
                }
            }
            Process::Starting if matches!(was, Process::Running | Process::Collecting) => {
                let failing = account.failures.last().is_some_and(|last| last.ended.is_none());
                account.needless += u32::from(!failing);
            }
            Process::Stopped => self.fails(who),
            Process::Starting | Process::Collecting => {}
        }
    }

    /// Its process has stopped, or its machine has.
    fn fails(&mut self, service: NodeId) {
        let now = self.now;
        let Some(account) = self.accounts.get_mut(&service) else { return };
        if account.failures.last().is_some_and(|last| last.ended.is_none()) {
            return;
        }
        let open = account.suspicions.last_mut().filter(|suspicion| suspicion.ended.is_none());
        let found = open.map(|suspicion| {
            suspicion.ended = Some(now);
            now
        });
        account.failures.push(Failure { at: now, found, ended: None });
    }

    fn heard(
        &mut self,
        service: NodeId,
        gap: Span,
        learning: Learning,
        newest: (u32, u32),
        was: Level,
    ) {
        let now = self.now;
        self.heard = Some(service);
        let account = self.accounts.entry(service).or_default();
        let outage = was == Level::Suspected || newest.0 > account.newest.0;
        if newest <= account.newest {
            self.breaches.push(Breach::Stale { service, number: newest.1 });
        } else if learning == Learning::Learns && outage && account.newest.0 > 0 {
            self.breaches.push(Breach::Learnt { service, gap });
        }
        if newest.0 > account.newest.0 {
            account.convicted = None;
        }
        account.newest = newest.max(account.newest);
        if let Some(suspicion) = account.suspicions.last_mut() {
            suspicion.ended.get_or_insert(now);
        }
    }

    fn suspected(&mut self, verdict: Verdict) {
        let (now, service) = (self.now, verdict.service);
        let crashed = self.crashed.contains(&service);
        let account = self.accounts.entry(service).or_default();
        if let Some(failure) = account.failures.last_mut().filter(|one| one.ended.is_none()) {
            failure.found.get_or_insert(now);
        }
        let truth = match account.process {
            _ if crashed => Truth::Right,
            Process::Running | Process::Collecting => Truth::Wrong,
            Process::Starting | Process::Stopped => Truth::Right,
        };
        account.suspicions.push(Suspicion { at: now, ended: None, truth });
        account.convicted = Some(verdict.clone());
        self.verdicts.push(verdict);
    }

    /// Whether the traffic of this account is served now.
    pub fn serves(&self, service: NodeId, account: &Account) -> bool {
        let site = match account.site {
            Site::Own => !self.halted.contains(&service) && account.process == Process::Running,
            Site::Standby => !self.halted.contains(&STANDBY),
        };
        site && !self.halted.contains(&GATEWAY)
    }

    /// Whether the monitor has taken a service for dead since its newest life was first heard.
    fn is_convicted(&self, service: NodeId) -> bool {
        self.accounts.get(&service).is_some_and(|account| account.convicted.is_some())
    }

    /// Whether somebody is crashed or paused.
    pub fn is_halted(&self, node: NodeId) -> bool {
        self.halted.contains(&node)
    }

    /// Whether a service is dead: its machine is down or its process has stopped.
    pub fn is_dead(&self, service: NodeId) -> bool {
        let stopped = |account: &Account| account.process == Process::Stopped;
        self.crashed.contains(&service) || self.accounts.get(&service).is_some_and(stopped)
    }

    /// Brings the account of what is not served up to date.
    fn count(&mut self) {
        let now = self.now;
        let mut accounts = std::mem::take(&mut self.accounts);
        for (service, account) in accounts.iter_mut() {
            match (self.serves(*service, account), account.down) {
                (true, Some(since)) => {
                    account.downtime.0 += now.since(since).0;
                    account.down = None;
                }
                (false, None) => account.down = Some(now),
                _ => {}
            }
        }
        self.accounts = accounts;
    }
}

impl Account {
    /// How long its traffic was not served until `end`.
    pub fn unserved(&self, end: Time) -> Span {
        let open = self.down.map_or(Span(0), |since| end.since(since));
        Span(self.downtime.0 + open.0)
    }
}
