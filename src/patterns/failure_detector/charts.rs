//! φ over time, continuous between heartbeats, and the gaps that it is judged by.

use super::gaps::Gaps;
use super::inspect::suspected;
use super::message::{FIRST, MONITOR, Message, code, name};
use super::monitor::Watch;
use super::params::Model;
use super::phi;
use super::protocol::FailureDetector;
use super::story::digits;
use crate::lesson::chart::{Level, Shade};
use crate::lesson::{Chart, Distribution, Line, Tone};
use crate::sim::{Event, NodeId, Span, Time, World};

/// The chart's name.
const PHI: &str = "phi";
/// φ is drawn at most so high; thresholds go to 16.
const TOP: f64 = 18.0;
/// Places at which the density is drawn.
const PLACES: u32 = 160;

type Cluster = World<FailureDetector>;

pub(super) fn charts(detector: &FailureDetector) -> Vec<Chart> {
    let line = |service: NodeId| Line {
        name: code(service),
        node: Some(service),
        shades: vec![Shade { node: MONITOR, words: suspected(service) }],
    };
    let level = |label, value, param, tone| Level { label, value, param: Some(param), tone };
    vec![Chart {
        name: PHI,
        title: match detector.model {
            Model::Normal | Model::Logistic | Model::Exponential => "Suspicion φ",
            Model::Timeout | Model::Adaptive => "Silence, scaled to the threshold",
        },
        unit: "",
        top: Some((detector.threshold() * 1.5).clamp(6.0, TOP)),
        lines: detector.watched().map(line).collect(),
        levels: vec![
            level("alert", detector.alert_threshold(), "alert", Tone::Warn),
            level("failover", detector.threshold(), "phi", Tone::Bad),
        ],
    }]
}

/// What the monitor knows of the service of this line, and its silence by the monitor's clock.
fn watched(world: &Cluster, line: usize, now: Time) -> Option<(NodeId, &Watch, Span)> {
    let service = NodeId(FIRST + u16::try_from(line).ok()?);
    let seat = world.seat(MONITOR);
    let monitor = seat.node.monitor()?;
    let watch = monitor.watches.get(&service)?;
    // Whoever stands still computes nothing: its suspicion stays where it was.
    let awake = world.is_up(MONITOR) && monitor.inbox.is_none();
    let local = if awake { seat.clock.local(now) } else { monitor.seen };
    Some((service, watch, watch.silence(local)?))
}

/// The level of a service at `now`. Before its first heartbeat it is 0.
pub(super) fn sample(
    detector: &FailureDetector,
    line: usize,
    world: &Cluster,
    now: Time,
) -> Option<f64> {
    let level = match watched(world, line, now) {
        Some((_, watch, silence)) => detector.level(&watch.gaps, silence),
        None => 0.0,
    };
    Some(level).filter(|level| level.is_finite()).or(Some(f64::from(u16::MAX)))
}

/// A heartbeat that arrives is a tick on the line of its service.
pub(super) fn tick(event: &Event<FailureDetector>) -> Option<usize> {
    match event {
        Event::Deliver { from, message: Message::Heartbeat { .. }, .. } => {
            from.0.checked_sub(FIRST).map(usize::from)
        }
        _ => None,
    }
}

/// Only what reaches the monitor moves its suspicion.
pub(super) fn jumps(line: usize, event: &Event<FailureDetector>) -> bool {
    match event {
        Event::Deliver { from, message: Message::Heartbeat { .. }, .. } => {
            usize::from(from.0) == line + usize::from(FIRST)
        }
        Event::Deliver { .. } => false,
        Event::Timer { node, .. } | Event::Command { node, .. } => *node == MONITOR,
        _ => true,
    }
}

/// The gaps learnt of a service, the density fitted to them, and the tail beyond its silence.
pub(super) fn distribution(
    detector: &FailureDetector,
    line: usize,
    world: &Cluster,
    now: Time,
) -> Option<Distribution> {
    let (service, watch, silence) = watched(world, line, now)?;
    let seconds = |us: f64| us / 1e6;
    let limit = seconds(detector.crossing(&watch.gaps, detector.threshold()).0 as f64);
    let longest = watch.gaps.iter().max().map_or(0.0, |gap| seconds(gap.0 as f64));
    let most = limit.max(longest).max(seconds(detector.heartbeat.0 as f64) * 2.0) * 1.1;
    let tail = seconds(silence.0 as f64);
    let level = detector.level(&watch.gaps, silence);
    let words = match detector.model {
        Model::Timeout | Model::Adaptive => {
            format!("Silent for {tail:.3} s of the {limit:.3} s that convict.")
        }
        _ if level > 300.0 => {
            format!("P(gap > {tail:.3} s) is below 10⁻³⁰⁰: φ = {}", digits(level))
        }
        _ => format!(
            "P(gap > {tail:.3} s) = {:.2e}, so φ = {}",
            libm::exp(-level * std::f64::consts::LN_10),
            digits(level)
        ),
    };
    Some(Distribution {
        title: format!("Gaps between heartbeats of {}", name(service)),
        unit: "s",
        axis: (0.0, most),
        samples: watch.gaps.iter().map(|gap| seconds(gap.0 as f64)).collect(),
        fit: fit(detector, &watch.gaps, most),
        tail: Some(tail),
        words,
    })
}

/// The density that the model fits, per second; a timeout fits none.
fn fit(detector: &FailureDetector, gaps: &Gaps, most: f64) -> Vec<(f64, f64)> {
    let (mean, sigma) = (detector.mean_us(gaps) / 1e6, detector.sigma_us(gaps) / 1e6);
    let density = |x: f64| match detector.model {
        Model::Normal => phi::normal_density((x - mean) / sigma) / sigma,
        Model::Logistic => phi::logistic_density((x - mean) / sigma) / sigma,
        Model::Exponential => libm::exp(-x / mean) / mean,
        Model::Timeout | Model::Adaptive => 0.0,
    };
    if matches!(detector.model, Model::Timeout | Model::Adaptive) {
        return Vec::new();
    }
    let at = |place: u32| most * f64::from(place) / f64::from(PLACES);
    (0..=PLACES).map(at).map(|x| (x, density(x))).collect()
}
