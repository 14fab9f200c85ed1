//! What the page holds in memory while it plays on and on: it should not become more.

use std::env;
use std::thread;
use std::time::Duration;

use e2e::Page;
use serde_json::json;

use crate::table::Row;

const LINK: &str = "#/quorum?workload=busy&clients=5";
/// After a tenth of the time, and at most after this, everything that stays is there.
const WARM: Duration = Duration::from_secs(30);
const MB: f64 = 1_000_000.0;

/// Five minutes of playing at 4×, or as many as BENCH_MINUTES says.
pub fn measure(page: &Page) -> Result<Vec<Row>, String> {
    let minutes: f64 = match env::var("BENCH_MINUTES") {
        Err(_) => 5.0,
        Ok(text) => text
            .parse()
            .ok()
            .filter(|minutes: &f64| *minutes > 0.0 && minutes.is_finite())
            .ok_or_else(|| format!("BENCH_MINUTES is `{text}`, not a number of minutes."))?,
    };
    let whole = Duration::from_secs_f64(minutes * 60.0);
    let warm = WARM.min(whole / 10);
    println!("the page, playing for {minutes} minutes");
    page.visit(LINK);
    page.wait_until("the play button react", "watch.interactive");
    page.exec("watch.keepPlaying(400)");
    thread::sleep(warm);
    let before = held(page);
    thread::sleep(whole - warm);
    let after = held(page);
    if after.1 == 0.0 {
        return Err("The page's module exports no memory to measure.".to_owned());
    }
    let row = |what: &str, bytes: f64| Row::new(what, "MB", vec![bytes / MB]);
    let sum = |(script, wasm): (f64, f64)| script + wasm;
    Ok(vec![
        row(&format!("memory after {} s of playing", warm.as_secs()), sum(before)),
        row(&format!("memory after {minutes} minutes of playing"), sum(after)),
        row("  of that the engine's", after.1),
        row("  growth of what scripts hold", after.0 - before.0).aim(0.5),
        // Less than a page of WebAssembly.
        row("  growth of the engine's memory", after.1 - before.1).aim(0.06),
    ])
}

/// Bytes in use after garbage is collected: of scripts, and of WebAssembly, which never shrinks.
fn held(page: &Page) -> (f64, f64) {
    page.exec("watch.frames = []");
    page.cdp("HeapProfiler.collectGarbage", json!({}));
    let scripts = page.cdp("Runtime.getHeapUsage", json!({}));
    let wasm = page.exec("return watch.memory?.buffer.byteLength ?? 0");
    (scripts["usedSize"].as_f64().unwrap_or(f64::NAN), wasm.as_f64().unwrap_or(f64::NAN))
}
