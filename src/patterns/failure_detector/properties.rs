//! What a monitor and its dispatcher shall guarantee, and what none can.

use super::history::{Account, Breach, History, Truth, Verdict};
use super::message::{GATEWAY, Level, MONITOR, ORCHESTRATOR, STANDBY, Site, name};
use super::monitor::{Case, Confirmed, LATE, Monitor, Watch};
use super::params::{Action, Mistake};
use super::protocol::FailureDetector;
use super::service::Process;
use super::story::digits;
use crate::sim::protocol::{judged, promised};
use crate::sim::{NodeId, Property, Scope, Span, When, World};

/// φ as a function of silence.
pub const RISES: &str = "φ is never negative and never falls while a service is silent";
/// What a heartbeat means.
pub const RESET: &str = "A heartbeat resets φ";
/// When suspicion begins.
pub const EXACTLY: &str = "Suspected exactly while φ has reached the threshold";
/// The guard.
pub const AWAKE: &str = "Nobody is suspected for a time in which the monitor was not awake";
/// What statistics are made of.
pub const LEARNT: &str = "The gap of an outage is never learnt";
/// What counts as a heartbeat.
pub const NEWER: &str = "Only a newer heartbeat counts";
/// The dispatcher's threshold.
pub const FOUNDED: &str = "No failover below the failover threshold";
/// Completeness.
pub const COMPLETE: &str = "In the end every service that died is suspected";
/// What failover is for.
pub const SERVED: &str = "In the end all traffic is served, if anybody is left to serve it";
/// Accuracy, which nobody can promise.
pub const ACCURATE: &str = "No service is suspected that is alive";
/// Something good happens.
pub const PROGRESS: &str = "A service that died is suspected";

type Protocol = FailureDetector;
type Cluster = World<FailureDetector>;
type Held = Result<(), String>;

pub(super) fn all() -> Vec<Property<Protocol>> {
    let property = |name, about, when, scope, promised, holds| Property {
        name,
        about,
        when,
        scope,
        promised,
        holds,
        judged,
    };
    use {Scope::History as Past, Scope::World as All, When::Always};
    vec![
        property(
            RISES,
            "Looked at for every gap that is learnt, from a silence of nothing to far beyond the \
             threshold. φ is a number all the way.",
            Always,
            All,
            promised,
            rises,
        ),
        property(
            RESET,
            "Whoever has just been heard is below both thresholds.",
            Always,
            All,
            promised,
            resets,
        ),
        property(
            EXACTLY,
            "Suspicion begins at the microsecond in which −log10 P(gap > silence) reaches the \
             threshold: at mean + y σ, which is worked out beforehand.",
            Always,
            All,
            promised,
            exactly,
        ),
        property(
            AWAKE,
            "A monitor that stood still has heard nobody. It must not take its own silence for \
             theirs.",
            Always,
            Past,
            promised,
            awake,
        ),
        property(
            LEARNT,
            "A gap in which a service was taken for dead, or was started again, says nothing of \
             how regular its heartbeats are.",
            Always,
            Past,
            promised,
            |_, world| breach(world, |breach| matches!(breach, Breach::Learnt { .. })),
        ),
        property(
            NEWER,
            "A copy, or a heartbeat overtaken by a newer one, is no sign of life.",
            Always,
            Past,
            promised,
            |_, world| breach(world, |breach| matches!(breach, Breach::Stale { .. })),
        ),
        property(
            FOUNDED,
            "Traffic is ordered away only from a service that was taken for dead.",
            Always,
            Past,
            promised,
            |_, world| breach(world, |breach| matches!(breach, Breach::Unfounded { .. })),
        ),
        Property {
            judged: to_the_end,
            ..property(
                COMPLETE,
                "Strong completeness: whoever died, and was heard before, is suspected as soon as \
                 its silence is long enough.",
                When::Finally,
                All,
                promised,
                complete,
            )
        },
        Property {
            judged: moved_to_the_end,
            ..property(
                SERVED,
                "Traffic goes to the service or to the standby, whichever works.",
                When::Finally,
                All,
                |detector| match detector.action {
                    Action::Failover => Ok(()),
                    Action::Restart => {
                        Err("without failover, traffic waits for the restart".into())
                    }
                    Action::Alert => Err("people are told, and nobody else acts".into()),
                },
                served,
            )
        },
        property(
            ACCURATE,
            "Strong accuracy. Where messages may take any time, nobody can tell a slow service \
             from a dead one (Chandra and Toueg 1996).",
            Always,
            Past,
            |_| Err("a slow service cannot be told from a dead one".into()),
            accurate,
        ),
        property(PROGRESS, "A failure is found.", When::Sometimes, Past, found_is_promised, found),
    ]
}

fn found_is_promised(_: &Protocol) -> Held {
    Err("nobody need die".into())
}

fn monitor(world: &Cluster) -> Option<&Monitor> {
    world.node(MONITOR).monitor()
}

/// The same detector, without its mistake.
fn right(detector: &Protocol) -> Protocol {
    FailureDetector { mistake: Mistake::None, ..detector.clone() }
}

/// The service that was heard last, if the monitor still knows it.
fn last_heard(world: &Cluster) -> Option<(NodeId, &Watch)> {
    let service = world.history().heard?;
    Some((service, monitor(world)?.watches.get(&service)?))
}

fn rises(detector: &Protocol, world: &Cluster) -> Held {
    const LOOKS: u64 = 12;
    let Some((service, watch)) = last_heard(world) else { return Ok(()) };
    let fit = detector.fit(&watch.gaps);
    let far = fit.mean_us + 12.0 * fit.sigma_us;
    let mut last = 0.0;
    for look in 0..=LOOKS {
        let silence = Span((far * look as f64 / LOOKS as f64) as u64);
        let level = detector.level_of(&fit, silence);
        if !(level.is_finite() && level >= last) {
            return Err(format!(
                "after {silence} of silence φ of {} would be {}, after less {last:.2}",
                name(service),
                digits(level)
            ));
        }
        last = level;
    }
    Ok(())
}

fn resets(detector: &Protocol, world: &Cluster) -> Held {
    let Some((service, watch)) = last_heard(world) else { return Ok(()) };
    let level = detector.level(&watch.gaps, Span(0));
    let fresh = world.history().verdicts.is_empty() && watch.level == Level::Trusted;
    if fresh && level >= detector.alert_threshold() {
        return Err(format!("{} was just heard, and its φ is {level:.2}", name(service)));
    }
    Ok(())
}

fn exactly(detector: &Protocol, world: &Cluster) -> Held {
    let history = world.history();
    let right = right(detector);
    for Verdict { service, silence, gaps } in &history.verdicts {
        let needed = right.crossing(gaps, right.threshold());
        if silence.0.abs_diff(needed.0) > LATE.0 {
            return Err(format!(
                "{} was suspected after {silence} of silence; φ is {:.1} after {needed}",
                name(*service),
                right.threshold()
            ));
        }
    }
    let Some(monitor) = monitor(world) else { return Ok(()) };
    for (service, watch) in monitor.watches.iter() {
        let Some(silence) = watch.silence(monitor.seen) else { continue };
        let before = Span(silence.0.saturating_sub(LATE.0));
        let trusted = watch.level != Level::Suspected;
        if trusted && right.level(&watch.gaps, before) >= right.threshold() {
            let name = name(*service);
            return Err(format!("{name} is silent for {silence} and is not suspected"));
        }
    }
    Ok(())
}

fn awake(detector: &Protocol, world: &Cluster) -> Held {
    for Verdict { service, silence, gaps } in &world.history().verdicts {
        let needed = detector.crossing(gaps, detector.threshold());
        if silence.0 > needed.0 + LATE.0 {
            return Err(format!(
                "{} is suspected for {silence} of silence. An awake monitor would have suspected \
                 it after {needed}",
                name(*service)
            ));
        }
    }
    Ok(())
}

fn breach(world: &Cluster, which: fn(&Breach) -> bool) -> Held {
    match world.history().breaches.iter().find(|breach| which(breach)) {
        None => Ok(()),
        Some(Breach::Learnt { service, gap }) => {
            Err(format!("{} was taken for dead in the gap of {gap} that is learnt", name(*service)))
        }
        Some(Breach::Stale { service, number }) => {
            Err(format!("heartbeat {number} of {} counted again", name(*service)))
        }
        Some(Breach::Unfounded { service }) => {
            Err(format!("traffic of {} was moved, and it was not suspected", name(*service)))
        }
    }
}

/// Whether the monitor had the time to notice: it works, and nobody that is out has been silent
/// for less than it takes.
fn to_the_end(detector: &Protocol, world: &Cluster) -> Held {
    let history = world.history();
    let Some(monitor) = monitor(world).filter(|_| !history.is_halted(MONITOR)) else {
        return Err("the monitor was not working in the end".into());
    };
    if monitor.inbox.is_some() {
        return Err("the monitor was still collecting garbage in the end".into());
    }
    let now = world.seat(MONITOR).clock.local(history.now);
    for (service, watch) in monitor.watches.iter() {
        let Some(silence) = watch.silence(now) else { continue };
        let Some(account) = history.accounts.get(service) else { continue };
        let out = history.is_dead(*service) || !history.serves(*service, account);
        let needed = detector.crossing(&watch.gaps, detector.threshold());
        if out && watch.level != Level::Suspected && silence < needed {
            let name = name(*service);
            return Err(format!("the run ended before {name} had been silent for {needed}"));
        }
    }
    Ok(())
}

/// And whether the gateway has done what it was told.
fn moved_to_the_end(detector: &Protocol, world: &Cluster) -> Held {
    to_the_end(detector, world)?;
    let Some(monitor) = monitor(world) else { return Ok(()) };
    let waits =
        |case: &Case| case.order.as_ref().is_none_or(|order| order.confirmed == Confirmed::No);
    match monitor.cases.values().any(waits) {
        true => Err("the run ended before the gateway had done as it was told".into()),
        false => Ok(()),
    }
}

fn complete(detector: &Protocol, world: &Cluster) -> Held {
    let Some(monitor) = monitor(world).filter(|_| to_the_end(detector, world).is_ok()) else {
        return Ok(());
    };
    let missed = monitor.watches.iter().find(|(service, watch)| {
        world.history().is_dead(**service) && watch.level != Level::Suspected
    });
    match missed {
        None => Ok(()),
        Some((service, _)) => Err(format!("{} is dead and not suspected", name(*service))),
    }
}

fn served(detector: &Protocol, world: &Cluster) -> Held {
    if moved_to_the_end(detector, world).is_err() {
        return Ok(());
    }
    let history = world.history();
    let lost = |node| history.is_halted(node);
    if [MONITOR, GATEWAY, ORCHESTRATOR, STANDBY].into_iter().any(lost) {
        return Ok(());
    }
    let known = |service: NodeId| monitor(world).is_some_and(|m| m.watches.contains_key(&service));
    let failed = |(service, account): &(&NodeId, &Account)| {
        let waits = account.site == Site::Own && account.process == Process::Collecting;
        known(**service) && !waits && !history.serves(**service, account)
    };
    match history.accounts.iter().find(failed) {
        None => Ok(()),
        Some((service, _)) => Err(format!("nobody serves the traffic of {}", name(*service))),
    }
}

fn accurate(_: &Protocol, world: &Cluster) -> Held {
    let history: &History = world.history();
    for Verdict { service, silence, .. } in &history.verdicts {
        let last = history.accounts.get(service).and_then(|account| account.suspicions.last());
        if last.is_some_and(|suspicion| suspicion.truth == Truth::Wrong) {
            return Err(format!("{} was only silent, for {silence}", name(*service)));
        }
    }
    Ok(())
}

fn found(_: &Protocol, world: &Cluster) -> Held {
    let found = |account: &Account| account.failures.iter().any(|failure| failure.found.is_some());
    match world.history().accounts.values().any(found) {
        true => Ok(()),
        false => Err("no failure was found".into()),
    }
}
