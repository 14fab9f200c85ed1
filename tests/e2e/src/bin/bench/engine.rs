//! The engine's figures: the same program natively and in the browser, in turns.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

use e2e::Page;

use crate::table::Row;

/// In turns, so that what slows the machine down slows both.
const ROUNDS: usize = 5;

/// Every sample of all rounds, by the name of the figure.
type Figures = BTreeMap<String, Vec<f64>>;

pub fn measure(native: &Path, folder: &Path) -> Result<Vec<Row>, String> {
    let page = Page::start_at(folder.to_owned())?;
    let (mut natively, mut in_wasm) = (Figures::new(), Figures::new());
    let mut ratios = Figures::new();
    for round in 1..=ROUNDS {
        println!("the engine, round {round} of {ROUNDS}");
        let native = read(&run(native)?)?;
        page.visit("");
        page.wait_until("the figures", "document.querySelector('pre').textContent");
        let wasm = read(&page.text("pre"))?;
        for (name, samples) in &wasm {
            let ratio = median(samples) / median(native.get(name).map_or(&[], |all| &all[..]));
            ratios.entry(name.clone()).or_default().push(ratio);
        }
        append(&mut natively, native);
        append(&mut in_wasm, wasm);
    }
    let row = |what: &str, unit, figures: &Figures, name: &str| {
        let samples = figures.get(name).cloned();
        samples.map(|samples| Row::new(what, unit, samples)).ok_or(format!("`{name}` is missing"))
    };
    const EVENTS: &str = "engine_events_per_s";
    const EVENT: &str = "rederive_event_us";
    const RATIO: &str = "ratio";
    Ok(vec![
        row("noise: the same work each time, native", "ms", &natively, "fixed_work_ms")?,
        row("engine alone, native", "events/s", &natively, EVENTS)?,
        row("engine alone, wasm", "events/s", &in_wasm, EVENTS)?,
        row("  wasm / native", RATIO, &ratios, EVENTS)?,
        row("re-derived event, native", "µs", &natively, EVENT)?,
        row("re-derived event, wasm", "µs", &in_wasm, EVENT)?,
        row("  wasm / native", RATIO, &ratios, EVENT)?,
        row("re-derive a 5,000-event link, wasm", "ms", &in_wasm, "rederive_5000_ms")?.aim(25.0),
        row("  the first time after loading", "ms", &in_wasm, "first_5000_ms")?,
        row("re-derive the default story, wasm", "ms", &in_wasm, "story_ms")?,
        row("seek in 10,000 events, wasm: median event", "ms", &in_wasm, "seek_median_ms")?
            .aim(8.0),
        row("seek in 10,000 events, wasm: worst event", "ms", &in_wasm, "seek_worst_ms")?.aim(8.0),
    ])
}

fn run(program: &Path) -> Result<String, String> {
    let failed = |why: &str| format!("`{}` failed: {why}.", program.display());
    let output = Command::new(program).output().map_err(|error| failed(&error.to_string()))?;
    match output.status.success() {
        true => Ok(String::from_utf8_lossy(&output.stdout).into_owned()),
        false => Err(failed(&output.status.to_string())),
    }
}

/// Each line is a name and its samples.
fn read(report: &str) -> Result<Figures, String> {
    let mut figures = Figures::new();
    for line in report.lines() {
        let mut words = line.split_whitespace();
        let name = words.next().unwrap_or_default().to_owned();
        let samples: Result<Vec<f64>, _> = words.map(str::parse).collect();
        let samples = samples.map_err(|error| format!("`{line}` is no figure: {error}."))?;
        figures.insert(name, samples);
    }
    Ok(figures)
}

fn append(all: &mut Figures, round: Figures) {
    for (name, samples) in round {
        all.entry(name).or_default().extend(samples);
    }
}

fn median(samples: &[f64]) -> f64 {
    let mut sorted = samples.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted.get(sorted.len() / 2).copied().unwrap_or(f64::NAN)
}
