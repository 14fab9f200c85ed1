//! The story: the network of one service gets slow, then another service really dies.

use super::message::{Command, FIRST, Level, MONITOR, Message, Note, Site, Weather, name};
use super::monitor::Watch;
use super::params::{Model, Workload};
use super::protocol::FailureDetector;
use super::recovery;
use crate::lesson::{Beat, Cue, Moment, Prediction};
use crate::sim::{Act, Event, Fault, NodeId, Time};

pub(super) type Now<'m> = Moment<'m, FailureDetector>;

/// What happens by default. Times are in heartbeats, so that the story is the same at any pace.
pub(super) fn script(detector: &FailureDetector) -> Vec<Cue<FailureDetector>> {
    if detector.workload != Workload::Scenario {
        return Vec::new();
    }
    let service = |place: u16| NodeId(FIRST + place.min(detector.services) - 1);
    let at = |tenths: u64, node, command| {
        Cue::at(Time(detector.heartbeat.0 * tenths / 10), Act::Command(node, command))
    };
    vec![
        at(41, service(2), Command::Link(Weather::Slow)),
        at(61, service(2), Command::Link(Weather::Calm)),
        at(87, service(3), Command::Stop),
    ]
}

/// What a step says where the general sentence would not do.
pub(super) fn tell(now: &Now) -> Option<String> {
    if let Some((_, _, Message::Heartbeat { number, .. })) = now.arrived() {
        let from = now.arrived()?.0;
        return now
            .notes()
            .next()
            .is_none()
            .then(|| format!("Heartbeat {number} of {} changes nothing.", name(from)));
    }
    None
}

/// φ, or what stands for it, in a few digits.
pub(super) fn digits(level: f64) -> String {
    match level.is_finite() {
        true => format!("{level:.1}"),
        false => "∞".to_string(),
    }
}

pub(super) fn watch<'m>(now: &Now<'m>, service: NodeId) -> Option<&'m Watch> {
    now.world.node(MONITOR).monitor()?.watches.get(&service)
}

/// The service whose process or machine stopped in this step.
fn died(now: &Now) -> Option<NodeId> {
    let stopped = now.notes().find(|(_, note)| matches!(note, Note::Stopped)).map(|note| note.0);
    let crashed = match &now.step.event {
        Some(Event::Fault(Fault::Crash(node))) if now.step.act.is_some() => Some(*node),
        _ => now.step.applied.crashed,
    };
    let failed = |node: &NodeId| now.world.history().accounts.contains_key(node);
    stopped.or(crashed).filter(failed).filter(|node| now.world.history().is_dead(*node))
}

/// "its mean gap is 1.000 s, σ 0.158 s".
fn statistics(now: &Now, service: NodeId) -> String {
    let Some(watch) = watch(now, service) else { return String::new() };
    let seconds = |us: f64| format!("{:.3} s", us / 1e6);
    format!(
        "the gaps have a mean of {} and a σ of {}",
        seconds(watch.gaps.mean_us()),
        seconds(watch.gaps.variance_us2().sqrt())
    )
}

/// Why the monitor convicts: what the model makes of silence.
fn reason(detector: &FailureDetector, watch: &Watch) -> String {
    let (mean, sigma) = (detector.mean_us(&watch.gaps) / 1e6, detector.sigma_us(&watch.gaps) / 1e6);
    let limit = detector.crossing(&watch.gaps, detector.threshold()).0 as f64 / 1e6;
    let phi = digits(detector.threshold());
    match detector.model {
        Model::Normal | Model::Logistic => format!(
            "φ = {phi} is reached at {limit:.3} s = {mean:.3} s + {:.2} × {sigma:.3} s",
            (limit - mean) / sigma
        ),
        Model::Exponential => format!(
            "φ = {phi} is reached at {limit:.3} s, {:.2} times the mean gap of {mean:.3} s",
            limit / mean
        ),
        Model::Timeout => format!("its timeout is {limit:.3} s"),
        Model::Adaptive => format!("the timeout learnt from its gaps is {limit:.3} s"),
    }
}

/// The story. Every beat looks only at what happens, so it tells whatever run it is given.
pub(super) fn beats() -> Vec<Beat<FailureDetector>> {
    let mut all = opening();
    all.extend(slow());
    all.extend(death());
    all.extend(recovery::beats());
    all
}

fn opening() -> Vec<Beat<FailureDetector>> {
    vec![
        Beat {
            title: "Services say that they are alive",
            when: |now| {
                let FailureDetector { services, heartbeat, .. } = now.protocol;
                let who = match services {
                    1 => "1 service sends".to_string(),
                    n => format!("{n} services send"),
                };
                (now.step.index == 0).then(|| {
                    format!(
                        "{who} a heartbeat every {heartbeat}. The monitor has heard nobody yet, \
                         so it suspects nobody: φ is 0."
                    )
                })
            },
            absent: "",
            predict: None,
        },
        Beat {
            title: "A history to begin with",
            when: |now| {
                let (service, watch) = now.notes().find_map(|(_, note)| match note {
                    Note::Heard { service, .. } => Some((*service, watch(now, *service)?)),
                    _ => None,
                })?;
                let gaps: Vec<String> = watch.gaps.iter().map(|gap| gap.to_string()).collect();
                Some(format!(
                    "The monitor hears {} for the first time. One heartbeat makes no gap, so it \
                     begins with invented ones around the expected period: {}.",
                    name(service),
                    gaps.join(" and ")
                ))
            },
            absent: "The monitor heard nobody this time.",
            predict: None,
        },
    ]
}

fn slow() -> Vec<Beat<FailureDetector>> {
    vec![
        Beat {
            title: "The network gets slow",
            when: |now| {
                now.notes().find_map(|(who, note)| match note {
                    Note::Link { weather: Weather::Slow } => Some(format!(
                        "From now on what {} sends takes {} longer. Its next heartbeat will be \
                         late. It is alive all the time.",
                        name(who),
                        now.protocol.slow
                    )),
                    _ => None,
                })
            },
            absent: "No link was made slow this time.",
            predict: Some(Prediction {
                question: "The next heartbeat of that service is late. How far does it go?",
                premise: |now| {
                    let late = now.notes().map(|(who, _)| who).next();
                    late.and_then(|service| watch(now, service)).is_some()
                },
                options: &[
                    "Nobody notices",
                    "People are alerted, and traffic stays where it is",
                    "The service is taken for dead",
                ],
                settle: |now| {
                    now.notes().find_map(|(_, note)| match note {
                        Note::Heard { service, was, .. } => {
                            let node = now.world.node(*service).service()?;
                            let late = node.weather == Weather::Slow || *was != Level::Trusted;
                            late.then_some(match was {
                                Level::Trusted => 0,
                                Level::Alerted => 1,
                                Level::Suspected => 2,
                            })
                        }
                        Note::Suspected { .. } => Some(2),
                        _ => None,
                    })
                },
            }),
        },
        Beat {
            title: "People are alerted",
            when: |now| {
                now.notes().find_map(|(_, note)| match note {
                    Note::Alerted { service, silence } => Some(format!(
                        "{} has been silent for {silence}: suspicion reaches {}. People are told; \
                         traffic moves only at {}.",
                        name(*service),
                        digits(now.protocol.alert_threshold()),
                        digits(now.protocol.threshold())
                    )),
                    _ => None,
                })
            },
            absent: "The alert threshold was not reached this time.",
            predict: None,
        },
        Beat {
            title: "A late heartbeat is learnt",
            when: |now| {
                now.notes().find_map(|(_, note)| match note {
                    Note::Heard { service, gap, was: Level::Alerted, .. } => Some(format!(
                        "{} is heard after {gap}, and suspicion falls to nothing. The late gap \
                         joins the history: {}.",
                        name(*service),
                        statistics(now, *service)
                    )),
                    _ => None,
                })
            },
            absent: "No alert ended with a heartbeat this time.",
            predict: None,
        },
    ]
}

fn death() -> Vec<Beat<FailureDetector>> {
    vec![
        Beat {
            title: "A service really dies",
            when: |now| {
                let service = died(now)?;
                Some(format!(
                    "{} stops. It sends nothing more, and its clients get no answers. The monitor \
                     cannot see that: it can only wait.",
                    name(service)
                ))
            },
            absent: "No service died this time.",
            predict: Some(Prediction {
                question: "How long after its last heartbeat is it taken for dead?",
                premise: |now| died(now).and_then(|service| watch(now, service)).is_some(),
                options: &[
                    "Within one period of heartbeats",
                    "Within two periods",
                    "Only after more than two periods",
                ],
                settle: |now| {
                    now.notes().find_map(|(_, note)| match note {
                        Note::Suspected { service, silence, .. }
                            if now.world.history().is_dead(*service) =>
                        {
                            let period = now.protocol.heartbeat;
                            Some(match silence.0 {
                                us if us <= period.0 => 0,
                                us if us <= period.times(2).0 => 1,
                                _ => 2,
                            })
                        }
                        _ => None,
                    })
                },
            }),
        },
        Beat {
            title: "It is taken for dead",
            when: |now| {
                let (service, silence) = now.notes().find_map(|(_, note)| match note {
                    Note::Suspected { service, silence, .. } => Some((*service, *silence)),
                    _ => None,
                })?;
                let watch = watch(now, service)?;
                let truth = match now.world.history().is_dead(service) {
                    true => "",
                    false => " It is alive: the monitor is wrong.",
                };
                Some(format!(
                    "{} has been silent for {silence}, and {}.{truth}",
                    name(service),
                    reason(now.protocol, watch)
                ))
            },
            absent: "No service was taken for dead this time.",
            predict: Some(Prediction {
                question: "Clients of that service get no answers. What ends that?",
                premise: |now| {
                    let down = |service: &NodeId| {
                        let account = now.world.history().accounts.get(service);
                        account.is_some_and(|account| account.down.is_some())
                    };
                    now.notes().any(|(_, note)| match note {
                        Note::Suspected { service, .. } => down(service),
                        _ => false,
                    })
                },
                options: &[
                    "The standby takes its traffic over",
                    "It is started again",
                    "It had only stood still, and goes on",
                ],
                settle: |now| {
                    now.notes().find_map(|(_, note)| match note {
                        Note::Moved { to: Site::Standby, .. } => Some(0),
                        Note::Started { .. } => Some(1),
                        Note::Awake => Some(2),
                        _ => None,
                    })
                },
            }),
        },
    ]
}
