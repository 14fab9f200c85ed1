//! Monitor, gateway, orchestrator, standby and services as cards, badges and bars.

use super::message::{GATEWAY, Level, MONITOR, Message, ORCHESTRATOR, Site, Weather, code, name};
use super::monitor::{Back, Confirmed, Monitor, Watch};
use super::params::Model;
use super::protocol::{FailureDetector, Node};
use super::service::{Process, Service};
use super::story::digits;
use crate::lesson::inspect::Lasting;
use crate::lesson::{Card, Cell, Row, Tone};
use crate::sim::{NodeId, Span, Status, World};

type Cluster = World<FailureDetector>;

/// Gaps of a service that are shown one by one.
const SHOWN: usize = 12;

/// What bars and shades call it.
pub(super) fn suspected(service: NodeId) -> String {
    format!("{} suspected", code(service))
}

/// The level of a service when the monitor was last awake.
fn level(detector: &FailureDetector, monitor: &Monitor, watch: &Watch) -> f64 {
    watch.silence(monitor.seen).map_or(0.0, |silence| detector.level(&watch.gaps, silence))
}

fn tone(level: Level) -> Tone {
    match level {
        Level::Trusted => Tone::Plain,
        Level::Alerted => Tone::Warn,
        Level::Suspected => Tone::Bad,
    }
}

fn seen(world: &Cluster, service: NodeId) -> Option<(&Monitor, &Watch)> {
    let monitor = world.node(MONITOR).monitor()?;
    Some((monitor, monitor.watches.get(&service)?))
}

/// A few characters that tell a node's state: of a service its φ.
pub(super) fn badge(detector: &FailureDetector, world: &Cluster, id: NodeId) -> (String, Tone) {
    match world.node(id) {
        Node::Service(_) => match seen(world, id) {
            None => ("φ 0".to_string(), Tone::Plain),
            Some((monitor, watch)) => {
                let level = digits(level(detector, monitor, watch));
                (format!("φ {level}"), tone(watch.level))
            }
        },
        Node::Monitor(monitor) => {
            let worst = monitor.watches.values().map(|watch| watch.level).max();
            let count = |level| monitor.watches.values().filter(|one| one.level == level).count();
            match worst.unwrap_or_default() {
                Level::Trusted => ("calm".to_string(), Tone::Plain),
                Level::Alerted => (format!("{} late", count(Level::Alerted)), Tone::Warn),
                Level::Suspected => (format!("{} dead?", count(Level::Suspected)), Tone::Bad),
            }
        }
        Node::Gateway(gateway) => {
            let moved = gateway.routes.values().filter(|route| route.0 == Site::Standby).count();
            match moved {
                0 => (String::new(), Tone::Plain),
                moved => (format!("{moved} → B"), Tone::Active),
            }
        }
        Node::Orchestrator(orchestrator) => {
            let unmet = orchestrator.wanted.keys().filter(|who| !orchestrator.is_met(**who));
            match unmet.count() {
                0 => (String::new(), Tone::Plain),
                unmet => (format!("{unmet} to start"), Tone::Active),
            }
        }
        Node::Standby | Node::Member(_) => (String::new(), Tone::Plain),
    }
}

/// What lasts: alerts and suspicions at the monitor, outages at a service, detours at the gateway.
pub(super) fn lasting(detector: &FailureDetector, world: &Cluster, id: NodeId) -> Vec<Lasting> {
    let bar = |words: String, tone| Lasting::new(words, tone);
    if world.seat(id).status == Status::Down {
        return Vec::new();
    }
    match world.node(id) {
        Node::Monitor(monitor) => {
            let mut bars: Vec<Lasting> = detector
                .watched()
                .filter_map(|service| match monitor.watches.get(&service)?.level {
                    Level::Trusted => None,
                    Level::Alerted => Some(bar(format!("{} late", code(service)), Tone::Warn)),
                    Level::Suspected => Some(bar(suspected(service), Tone::Bad)),
                })
                .collect();
            if monitor.inbox.is_some() {
                bars.push(bar("collects garbage".to_string(), Tone::Warn));
            }
            bars
        }
        Node::Gateway(gateway) => {
            let moved = gateway.routes.iter().filter(|(_, route)| route.0 == Site::Standby);
            let words = |service: &NodeId| format!("{} at the standby", code(*service));
            moved.map(|(service, _)| bar(words(service), Tone::Active)).collect()
        }
        Node::Service(service) => {
            let mut bars = match service.process {
                Process::Running => Vec::new(),
                Process::Starting => vec![bar("starting".to_string(), Tone::Active)],
                Process::Collecting => vec![bar("collects garbage".to_string(), Tone::Warn)],
                Process::Stopped => vec![bar("stopped".to_string(), Tone::Bad)],
            };
            match service.weather {
                Weather::Calm => {}
                Weather::Slow => bars.push(bar("slow link".to_string(), Tone::Warn)),
                Weather::Jittery => bars.push(bar("jittery link".to_string(), Tone::Warn)),
            }
            bars
        }
        Node::Orchestrator(_) | Node::Standby | Node::Member(_) => Vec::new(),
    }
}

/// A node for the inspector.
pub(super) fn card(detector: &FailureDetector, world: &Cluster, id: NodeId) -> Card {
    let seat = world.seat(id);
    let mut card = match &seat.node {
        Node::Monitor(monitor) => monitor_card(detector, monitor),
        Node::Gateway(_) => gateway_card(detector, world),
        Node::Orchestrator(_) => orchestrator_card(detector, world),
        Node::Standby => standby_card(detector, world),
        Node::Service(service) => service_card(detector, world, id, service),
        Node::Member(_) => Card::default(),
    };
    if seat.status == Status::Down {
        card.tone = Tone::Bad;
        card.rows.retain(|row| row.keep == crate::lesson::Keep::Durable);
        card.cells.clear();
    }
    card
}

fn monitor_card(detector: &FailureDetector, monitor: &Monitor) -> Card {
    let mut rows = Vec::new();
    if let Some(inbox) = &monitor.inbox {
        let waits = format!("collects garbage; {} messages wait", inbox.len());
        rows.push(Row::volatile("thread", waits).tone(Tone::Warn));
    }
    for service in detector.watched() {
        let row = match monitor.watches.get(&service) {
            None => Row::volatile(&name(service), "not heard yet: φ 0"),
            Some(watch) => {
                let silence = watch.silence(monitor.seen).unwrap_or(Span(0));
                let level = digits(level(detector, monitor, watch));
                let text = format!("φ {level}, silent for {silence}");
                Row::volatile(&name(service), text).tone(tone(watch.level))
            }
        };
        rows.push(row);
    }
    for (service, case) in monitor.cases.iter() {
        let gateway = match case.order.as_ref() {
            None => String::new(),
            Some(order) => {
                let to = match order.to {
                    Site::Standby => "failover",
                    Site::Own => "failback",
                };
                let done = match order.confirmed {
                    Confirmed::Yes => "done",
                    Confirmed::No => "ordered",
                };
                format!("{to} {done}; ")
            }
        };
        let back = match case.back {
            Back::No => format!("waits for a life after {}", case.life),
            Back::Yes => "back".to_string(),
        };
        let row = Row::durable(&format!("{} case", code(*service)), format!("{gateway}{back}"));
        rows.push(row.tone(Tone::Active));
    }
    rows.push(Row::durable("orders given", monitor.orders));
    let worst = monitor.watches.values().map(|watch| watch.level).max().unwrap_or_default();
    let count = monitor.watches.values().filter(|watch| watch.level != Level::Trusted).count();
    let line = match (monitor.inbox.is_some(), count) {
        (true, _) => "Collects garbage".to_string(),
        (_, 0) => format!("Hears {} of {}", monitor.watches.len(), detector.services),
        (_, 1) => "Worries about 1 service".to_string(),
        (_, count) => format!("Worries about {count} services"),
    };
    Card { line, tone: tone(worst), rows, ..Card::default() }
}

fn service_card(
    detector: &FailureDetector,
    world: &Cluster,
    id: NodeId,
    service: &Service,
) -> Card {
    let (words, tone_of) = match service.process {
        Process::Running => ("runs", Tone::Plain),
        Process::Starting => ("is being started", Tone::Active),
        Process::Collecting => ("collects garbage", Tone::Warn),
        Process::Stopped => ("has stopped", Tone::Bad),
    };
    let link = match service.weather {
        Weather::Calm => "as usual",
        Weather::Slow => "slow",
        Weather::Jittery => "jittery",
    };
    let mut rows = vec![
        Row::volatile("process", words).tone(tone_of),
        Row::durable("life", service.life),
        Row::volatile("heartbeats in this life", service.beats),
        Row::durable("its link", link),
    ];
    if let Some((monitor, watch)) = seen(world, id) {
        rows.extend(watched_rows(detector, monitor, watch));
    }
    let line = format!("{words}, life {}", service.life);
    Card { line, tone: tone_of, rows, ..Card::default() }
}

/// What the monitor knows of a service, shown with the service.
fn watched_rows(detector: &FailureDetector, monitor: &Monitor, watch: &Watch) -> Vec<Row> {
    let seconds = |us: f64| format!("{:.3} s", us / 1e6);
    let gaps: Vec<Span> = watch.gaps.iter().collect();
    let skip = gaps.len().saturating_sub(SHOWN);
    let cell = |(at, gap): (usize, &Span)| Cell::new(at + 1, format!("{:.2}", gap.0 as f64 / 1e6));
    let shown: Vec<Cell> = gaps.iter().enumerate().skip(skip).map(cell).collect();
    let text: Vec<String> = gaps[skip..].iter().map(Span::to_string).collect();
    let sigma = match (detector.model, watch.gaps.variance_us2().sqrt()) {
        (Model::Normal | Model::Logistic, sigma) if sigma < detector.sigma_us(&watch.gaps) => {
            format!("{}, taken as {}", seconds(sigma), detector.sigma_min)
        }
        (_, sigma) => seconds(sigma),
    };
    let crossing = |level| detector.crossing(&watch.gaps, level).to_string();
    let level_text = digits(level(detector, monitor, watch));
    vec![
        Row::volatile("φ at the monitor", level_text).tone(tone(watch.level)),
        Row::volatile("silent for", watch.silence(monitor.seen).unwrap_or(Span(0))),
        Row::volatile("last gaps learnt, s", text.join(", ")).cells(shown),
        Row::volatile("gaps known", gaps.len()),
        Row::volatile("mean gap", seconds(watch.gaps.mean_us())),
        Row::volatile("σ", sigma),
        Row::volatile("alert after", crossing(detector.alert_threshold())),
        Row::volatile("taken for dead after", crossing(detector.threshold())),
    ]
}

fn gateway_card(detector: &FailureDetector, world: &Cluster) -> Card {
    let Node::Gateway(gateway) = world.node(GATEWAY) else { return Card::default() };
    let history = world.history();
    let mut lost = 0;
    let mut rows: Vec<Row> = Vec::new();
    for service in detector.watched() {
        let (to, tone) = match gateway.site(service) {
            Site::Own => ("served by itself", Tone::Plain),
            Site::Standby => ("served by the standby", Tone::Active),
        };
        let account = history.accounts.get(&service);
        let down = account.is_some_and(|account| account.down.is_some());
        lost += account.map_or(0, |account| account.unserved(history.now).0);
        rows.push(match down {
            true => Row::durable(&name(service), format!("{to}: no answers")).tone(Tone::Bad),
            false => Row::durable(&name(service), to).tone(tone),
        });
    }
    rows.push(Row::durable("without answers so far, in truth", Span(lost)));
    let moved = gateway.routes.values().filter(|route| route.0 == Site::Standby).count();
    let line = match moved {
        0 => "Every service serves its own".to_string(),
        moved => format!("{moved} at the standby"),
    };
    let tone = if moved > 0 { Tone::Active } else { Tone::Plain };
    Card { line, tone, rows, ..Card::default() }
}

fn orchestrator_card(detector: &FailureDetector, world: &Cluster) -> Card {
    let Node::Orchestrator(orchestrator) = world.node(ORCHESTRATOR) else {
        return Card::default();
    };
    let row = |service: NodeId| {
        let wanted = orchestrator.wanted.get(&service).map_or(1, |after| after + 1);
        let known = orchestrator.reported.get(&service).copied().unwrap_or(1);
        let tone = if orchestrator.is_met(service) { Tone::Plain } else { Tone::Active };
        let text = format!("desired: life {wanted} or later; reported: life {known}");
        Row::durable(&name(service), text).tone(tone)
    };
    let unmet = orchestrator.wanted.keys().filter(|who| !orchestrator.is_met(**who)).count();
    let line = match unmet {
        0 => "All as desired".to_string(),
        unmet => format!("{unmet} not as desired"),
    };
    let tone = if unmet > 0 { Tone::Active } else { Tone::Plain };
    Card { line, tone, rows: detector.watched().map(row).collect(), ..Card::default() }
}

fn standby_card(detector: &FailureDetector, world: &Cluster) -> Card {
    let Node::Gateway(gateway) = world.node(GATEWAY) else { return Card::default() };
    let mine = detector.watched().filter(|service| gateway.site(*service) == Site::Standby);
    let mine: Vec<String> = mine.map(name).collect();
    let (line, tone) = match mine.is_empty() {
        true => ("Warm, serves nobody".to_string(), Tone::Plain),
        false => (format!("Serves for {}", mine.len()), Tone::Active),
    };
    let serves = if mine.is_empty() { "nobody".to_string() } else { mine.join(", ") };
    let rows = vec![Row::volatile("serves for", serves).tone(tone)];
    Card { line, tone, rows, ..Card::default() }
}

/// A header of 24 bytes (from, to, kind, service), and 4 for every number.
pub(super) fn bytes(message: &Message) -> u64 {
    match message {
        Message::Heartbeat { .. } => 24 + 8,
        Message::Swim(message) => super::swim::bytes(message),
        _ => 24 + 4,
    }
}
