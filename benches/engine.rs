//! Measures the engine: natively, and as wasm in a browser, by the same code.
//!
//! ```text
//! rederive_5000_ms 9.81 9.77 9.93 …        one line per figure: its name, then every sample
//! ```
//!
//! `cargo bench` prints these lines. `cargo xtask bench` also builds this file for wasm, runs both
//! in turns, and makes one table of them and of what the page weighs and takes.
//!
//! A plain program and no Criterion: that does not run in a page, which is where the aims are, and
//! its statistics assume a quiet machine. Here native and wasm take turns, so that what slows the
//! machine down slows both, and the figures to trust are medians and their ratio.

use patternscope::lesson::{AnyLesson, Entry, Lesson, Link, Trace, limits};
use patternscope::patterns::quorum::Quorum;
use patternscope::patterns::quorum::message::Command;
use patternscope::sim::random::{Random, Tag, below};
use patternscope::sim::simulation::Turn;
use patternscope::sim::{Act, NodeId, Simulation, Time};
use std::fmt::Write;
use std::hint::black_box;

/// Eleven events each: a command, five messages out, five back.
const OPERATIONS_5000: usize = 455;
const OPERATIONS_10000: usize = 910;
/// One operation is over before the next begins.
const APART_MS: u64 = 20;
const CLINICS: u16 = 5;

/// Samples of each figure in one run of this program, after one that warms up.
const SAMPLES: usize = 5;
/// Events sought in the long run, and how often each: a browser's clock is coarse.
const SOUGHT: usize = 200;
const SEEKS: u32 = 5;

fn measure() -> String {
    let mut report = String::new();
    let mut line = |name: &str, samples: &[f64]| {
        let samples: Vec<String> = samples.iter().map(|sample| format!("{sample:.4}")).collect();
        writeln!(report, "{name} {}", samples.join(" ")).expect("a string takes everything");
    };

    // First of all, as on opening a link: the browser has not optimised the code yet.
    let text = link(OPERATIONS_5000);
    let (cold_ms, events) = timed(|| derive(&text).records.len());
    assert!((5_000..5_100).contains(&events), "{events} events");
    line("first_5000_ms", &[cold_ms]);
    // The old run is dropped as well: the page replaces one by the other.
    let warm_ms = samples(|| timed(|| drop(black_box(derive(&text)))).0);
    line("rederive_5000_ms", &warm_ms);
    line("rederive_event_us", &warm_ms.map(|ms| ms * 1e3 / events as f64));

    let story = "quorum";
    let story_ms = samples(|| timed(|| (0..20).for_each(|_| drop(black_box(derive(story))))).0);
    line("story_ms", &story_ms.map(|ms| ms / 20.0));

    let lesson = Quorum::new(&Quorum::params().resolve(&[]).0);
    line(
        "engine_events_per_s",
        &samples(|| {
            let (ms, events) = timed(|| simulate(&lesson, OPERATIONS_10000));
            f64::from(events) * 1e3 / ms
        }),
    );

    line("fixed_work_ms", &samples(|| timed(fixed_work).0));

    let trace = derive(&link(OPERATIONS_10000));
    assert!((10_000..10_100).contains(&trace.records.len()), "{} events", trace.records.len());
    let passes = samples(|| seek(&trace));
    line("seek_median_ms", &passes.map(|pass| pass.0));
    line("seek_worst_ms", &passes.map(|pass| pass.1));
    report
}

/// A write and a read in turns, at one clinic after the other.
fn operation(number: usize) -> (Time, NodeId, Command) {
    let time = Time((number as u64 + 1) * APART_MS * 1_000);
    let command = match number % 2 {
        0 => Command::Write(format!("v{number}")),
        _ => Command::Read,
    };
    (time, NodeId((number % usize::from(CLINICS)) as u16), command)
}

/// The link whose run is these operations and nothing else.
fn link(operations: usize) -> String {
    let act = |number| {
        let (time, node, command) = operation(number);
        let (ms, clinic) = (time.0 / 1_000, char::from(b'A' + node.0 as u8));
        match command {
            Command::Write(value) => format!("{ms}ms.write.{clinic}.{value}"),
            Command::Read => format!("{ms}ms.read.{clinic}"),
        }
    };
    let acts: Vec<String> = (0..operations).map(act).collect();
    format!("#/quorum?n={CLINICS}&skip=all&do={}", acts.join("~"))
}

/// All that happens between an address and a run that can be looked at.
fn derive(text: &str) -> Trace {
    Entry::<Quorum>::new().run(&Link::parse(text))
}

/// The kernel and the protocol alone: no records, no sentences, no properties. How many events.
fn simulate(lesson: &Quorum, operations: usize) -> u32 {
    let limits = limits(lesson.settle());
    let mut simulation = Simulation::new(lesson, lesson.network(), 1, limits);
    for number in 0..operations {
        let (time, node, command) = operation(number);
        simulation.post((time, Turn::Person), Act::Command(node, command), number as u32, None);
    }
    let mut events = 0;
    while let Ok(step) = simulation.step() {
        black_box(step);
        events += 1;
    }
    events
}

/// The same arithmetic each time: what its times differ by is the machine's noise.
fn fixed_work() -> u64 {
    (0..10_000_000).fold(1, |sum: u64, step| black_box(sum.wrapping_mul(31) ^ step))
}

/// Seeks events at random; the median and the worst of them, in milliseconds.
fn seek(trace: &Trace) -> (f64, f64) {
    let mut rng = Random::stream(1, Tag::Test, [0, 0, 0]);
    let mut all: Vec<f64> = Vec::new();
    for _ in 0..SOUGHT {
        let at = below(&mut rng, u64::from(trace.last()) + 1) as u32;
        let (ms, ()) = timed(|| (0..SEEKS).for_each(|_| drop(black_box(trace.stage().cards(at)))));
        all.push(ms / f64::from(SEEKS));
    }
    all.sort_by(f64::total_cmp);
    (all[all.len() / 2], all[all.len() - 1])
}

fn samples<T: Copy>(mut one: impl FnMut() -> T) -> [T; SAMPLES] {
    one();
    std::array::from_fn(|_| one())
}

fn timed<T>(what: impl FnOnce() -> T) -> (f64, T) {
    let begin = clock::now();
    let result = black_box(what());
    (clock::now() - begin, result)
}

#[cfg(not(target_arch = "wasm32"))]
fn main() {
    print!("{}", measure());
}

#[cfg(not(target_arch = "wasm32"))]
mod clock {
    use std::sync::LazyLock;
    use std::time::Instant;

    /// Milliseconds since first asked.
    pub fn now() -> f64 {
        static START: LazyLock<Instant> = LazyLock::new(Instant::now);
        START.elapsed().as_secs_f64() * 1e3
    }
}

/// The page calls [`run`].
#[cfg(target_arch = "wasm32")]
fn main() {}

#[cfg(target_arch = "wasm32")]
#[wasm_bindgen::prelude::wasm_bindgen]
pub fn run() -> String {
    measure()
}

#[cfg(target_arch = "wasm32")]
mod clock {
    use wasm_bindgen::prelude::wasm_bindgen;

    #[wasm_bindgen]
    extern "C" {
        /// Milliseconds since the page was opened.
        #[wasm_bindgen(js_namespace = performance)]
        pub fn now() -> f64;
    }
}
