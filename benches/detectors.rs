//! What failure detectors are worth: detection time against false alarms, on the same heartbeats.
//!
//! ```text
//! weather    what the network does: calm, noisy all day, heavy tails, or noisy by turns
//! detector   φ by three models, a fixed timeout, a quantile with a margin
//! setting    thresholds 1 to 16; timeouts and margins that span the same detection times
//! ```
//!
//! `cargo bench --bench detectors` prints a table of every setting, and then, for each weather, how
//! many false alarms remain of those that a fixed timeout of equal detection time raises: the
//! honest form of "so many per cent fewer". A detector alone is measured: nobody acts on it
//! (`action=alert`), so that all detectors judge the same heartbeats. Last, a year of faults.

use patternscope::lesson::{Costs, Lesson, Run, limits};
use patternscope::patterns::failure_detector::FailureDetector;
use patternscope::patterns::failure_detector::message::{Command, FIRST, Weather};
use patternscope::sim::simulation::Turn as When;
use patternscope::sim::{Act, NodeId, Simulation, Span, Time};

/// Runs of each setting, each with its own luck and one death.
const SEEDS: u64 = 40;
/// Services in one run; one of them dies, all of them raise false alarms.
const SERVICES: u64 = 4;

/// A network, and when it is noisy.
struct Network {
    name: &'static str,
    query: &'static str,
    turns: Turns,
}

#[derive(Clone, Copy, PartialEq)]
enum Turns {
    /// The same all day.
    Never,
    /// So many minutes as usual, then as many jittery, and so on.
    Each(u64),
    /// All day two of the four links are jittery; the service that dies is behind one of them in
    /// every second run.
    Half,
}

const NETWORKS: &[Network] = &[
    Network { name: "calm", query: "latency=uniform&delay=20ms", turns: Turns::Never },
    Network {
        name: "noisy all day",
        query: "latency=exponential&delay=250ms",
        turns: Turns::Never,
    },
    Network { name: "heavy tails", query: "latency=pareto&delay=150ms", turns: Turns::Never },
    Network { name: "noisy every other minute", query: "jitter=400ms", turns: Turns::Each(1) },
    Network { name: "noisy every other 5 minutes", query: "jitter=400ms", turns: Turns::Each(5) },
    Network { name: "two links of four are noisy", query: "jitter=400ms", turns: Turns::Half },
];

/// A detector, and its settings from fast to slow.
struct Rival {
    name: &'static str,
    settings: fn() -> Vec<String>,
}

const RIVALS: &[Rival] = &[
    Rival { name: "timeout", settings: timeouts },
    Rival { name: "φ normal", settings: || thresholds("normal") },
    Rival { name: "φ logistic", settings: || thresholds("logistic") },
    Rival { name: "φ exponential", settings: || thresholds("exponential") },
    Rival { name: "adaptive", settings: margins },
];

fn thresholds(model: &str) -> Vec<String> {
    (1..=16).map(|phi| format!("model={model}&phi={phi}")).collect()
}

fn timeouts() -> Vec<String> {
    let ms = (0..24).map(|step| 1_050 + 50 * step + 12 * step * step);
    ms.map(|ms| format!("model=timeout&timeout={ms}ms")).collect()
}

fn margins() -> Vec<String> {
    (0..16).map(|step| format!("model=adaptive&margin={}", step * 15)).collect()
}

/// What a setting is worth.
#[derive(Clone, Copy)]
struct Worth {
    /// From death to suspicion, in seconds.
    detection_s: f64,
    /// False alarms of one service in an hour.
    alarms_per_hour: f64,
    /// How long a false alarm lasts, in seconds.
    mistake_s: f64,
}

fn detector(query: &str) -> FailureDetector {
    let part = |part: &str| part.split_once('=').map(|(a, b)| (a.to_string(), b.to_string()));
    let typed: Vec<(String, String)> = query.split('&').filter_map(part).collect();
    let (values, complaints) = FailureDetector::params().resolve(&typed);
    assert!(complaints.is_empty(), "{query}: {complaints:?}");
    FailureDetector::new(&values)
}

/// The figures of one run.
fn figures(
    detector: &FailureDetector,
    seed: u64,
    acts: &[(Time, NodeId, Command)],
) -> impl Fn(&str) -> Option<f64> + use<> {
    let limits = limits(detector.settle());
    let mut simulation = Simulation::new(detector, detector.network(), seed, limits);
    for (number, (time, node, command)) in (0..).zip(acts) {
        let act = Act::Command(*node, command.clone());
        simulation.post((*time, When::Person), act, number, None);
    }
    let mut times = Vec::new();
    while let Ok(step) = simulation.step() {
        times.push(step.time);
    }
    let (world, flights) = (simulation.world(), simulation.flights());
    let run = Run { world, flights, times: &times, costs: Costs::default() };
    let metrics = detector.metrics(&run);
    move |name| metrics.iter().find(|metric| metric.name == name).expect("a figure").value
}

fn worth(network: &Network, setting: &str) -> Worth {
    let (mut detection, mut found, mut alarms, mut mistakes) = (0.0, 0.0, 0.0, (0.0, 0.0));
    let mut hours = 0.0;
    for seed in 0..SEEDS {
        // Half of the deaths fall into calm weather, half into noise.
        let (acts, after) = weather(network.turns, seed % 2);
        let query = format!(
            "services={SERVICES}&workload=probe&action=alert&after={after}s&{}&{setting}",
            network.query
        );
        let figure = figures(&detector(&query), seed, &acts);
        if let Some(ms) = figure("detection_ms") {
            detection += ms / 1e3;
            found += 1.0;
        }
        let wrong = figure("false_alarms").unwrap_or(0.0);
        alarms += wrong;
        mistakes.0 += figure("mistake_ms").unwrap_or(0.0) / 1e3 * wrong;
        mistakes.1 += wrong;
        hours += after as f64 / 3_600.0 * SERVICES as f64;
    }
    let mistake_s = if mistakes.1 > 0.0 { mistakes.0 / mistakes.1 } else { 0.0 };
    Worth { detection_s: detection / found, alarms_per_hour: alarms / hours, mistake_s }
}

/// What changes the links of a run, and when, in seconds, the service dies in it.
fn weather(turns: Turns, half: u64) -> (Vec<(Time, NodeId, Command)>, u64) {
    let act = |seconds: u64, service: u64, weather| {
        let node = NodeId(FIRST + service as u16);
        (Time(seconds * 1_000_000), node, Command::Link(weather))
    };
    match turns {
        Turns::Never => (Vec::new(), 450),
        Turns::Half => {
            let noisy = (0..SERVICES).filter(|service| service / 2 == half);
            (noisy.map(|service| act(0, service, Weather::Jittery)).collect(), 450)
        }
        Turns::Each(minutes) => {
            let turn = |number: u64| match number % 2 {
                0 => Weather::Calm,
                _ => Weather::Jittery,
            };
            let last = 8 / minutes.clamp(1, 4) + half;
            let acts = (1..=last).flat_map(|number| {
                let at = number * minutes * 60;
                (0..SERVICES).map(move |service| act(at, service, turn(number)))
            });
            (acts.collect(), last * minutes * 60 + minutes * 45)
        }
    }
}

/// The false alarms of a timeout that takes so long to find a death, between two that were tried.
fn at_equal_detection(timeouts: &[Worth], detection_s: f64) -> Option<f64> {
    let pair = timeouts
        .windows(2)
        .find(|pair| (pair[0].detection_s..=pair[1].detection_s).contains(&detection_s))?;
    let share = (detection_s - pair[0].detection_s) / (pair[1].detection_s - pair[0].detection_s);
    Some(pair[0].alarms_per_hour * (1.0 - share) + pair[1].alarms_per_hour * share)
}

fn compare(network: &Network) {
    println!("\n## {}: {}\n", network.name, network.query);
    println!(
        "{:<32} {:>12} {:>14} {:>11} {:>18}",
        "", "detection", "false alarms", "each", "of a timeout's"
    );
    println!(
        "{:<32} {:>12} {:>14} {:>11} {:>18}",
        "", "s", "/service h", "s", "at equal detection"
    );
    let mut baseline: Vec<Worth> = Vec::new();
    for rival in RIVALS {
        println!("{}", rival.name);
        for setting in (rival.settings)() {
            let worth = worth(network, &setting);
            let share = at_equal_detection(&baseline, worth.detection_s);
            let share = match share {
                _ if rival.name == "timeout" => String::new(),
                Some(theirs) if theirs > 0.0 => {
                    format!("{:.0} %", 100.0 * worth.alarms_per_hour / theirs)
                }
                Some(_) if worth.alarms_per_hour == 0.0 => "both 0".to_string(),
                Some(_) => "theirs 0".to_string(),
                None => "no such timeout".to_string(),
            };
            println!(
                "  {setting:<30} {:>12.3} {:>14.2} {:>11.3} {share:>18}",
                worth.detection_s, worth.alarms_per_hour, worth.mistake_s
            );
            if rival.name == "timeout" {
                baseline.push(worth);
            }
        }
    }
}

/// A kind of fault.
struct Fault {
    what: &'static str,
    /// How often it happens to a service in a year.
    times: f64,
    /// When what is done to the service, in milliseconds.
    script: &'static [(u64, Command)],
}

const FAULTS: &[Fault] = &[
    Fault {
        what: "its process dies",
        times: 26.0,
        script: &[(30_400, Command::Stop), (630_400, Command::Restore)],
    },
    Fault {
        what: "its link is jittery for a minute",
        times: 50.0,
        script: &[
            (30_000, Command::Link(Weather::Jittery)),
            (90_000, Command::Link(Weather::Calm)),
        ],
    },
    Fault {
        what: "it collects garbage for half a second",
        times: 200.0,
        script: &[(30_400, Command::Collect(Span::ms(500)))],
    },
];

/// A year of faults, put together of episodes: of each kind some are run, and their mean downtime
/// is taken as often as the fault comes. People restore after ten minutes what nobody else has.
fn year() {
    const EPISODES: u64 = 40;
    const YEAR_S: f64 = 365.0 * 86_400.0;
    println!("\n## A year of faults\n");
    for Fault { what, times, .. } in FAULTS {
        println!("{times:>6} × {what}");
    }
    println!("\n{:<44} {:>14} {:>14} {:>7}", "", "no answers, s", "availability", "nines");
    for action in ["alert", "restart", "failover"] {
        for model in ["normal", "logistic", "exponential", "timeout", "adaptive"] {
            let query = format!(
                "services=1&workload=empty&jitter=300ms&start=30s&action={action}&model={model}"
            );
            let detector = detector(&query);
            let mut down_s = 0.0;
            for Fault { times, script, .. } in FAULTS {
                let act = |(ms, command): &(u64, Command)| {
                    (Time(ms * 1_000), NodeId(FIRST), command.clone())
                };
                let acts: Vec<_> = script.iter().map(act).collect();
                let one = |seed| figures(&detector, seed, &acts)("downtime_ms").unwrap_or(0.0);
                let all: f64 = (0..EPISODES).map(one).sum();
                down_s += times * all / EPISODES as f64 / 1e3;
            }
            let share = down_s / YEAR_S;
            println!(
                "{:<44} {down_s:>14.1} {:>13.5}% {:>7.2}",
                format!("action={action}&model={model}"),
                100.0 * (1.0 - share),
                -libm::log10(share)
            );
        }
    }
}

fn main() {
    for network in NETWORKS {
        compare(network);
    }
    year();
}
