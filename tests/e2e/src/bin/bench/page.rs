//! The page itself: how soon it reacts, and how long its scripts run in a frame while it plays.

use std::thread;
use std::time::Duration;

use e2e::Page;
use serde_json::{Value, json};

use crate::memory;
use crate::table::Row;

/// Runs in the page before any script of its own.
const WATCH: &str = include_str!("watch.js");

const LOADS: usize = 9;
const WINDOWS: usize = 5;
const WINDOW: Duration = Duration::from_secs(3);
const JUMPS: usize = 20;
const GESTURES: usize = 64;
/// At 60 Hz, in milliseconds.
const TWO_FRAMES: f64 = 33.4;
/// Operations in the long run, of eleven events each.
const OPERATIONS: usize = 910;

pub fn measure() -> Result<Vec<Row>, String> {
    let page = Page::start()?;
    page.set_viewport(1440, 900);
    page.cdp("Network.enable", json!({}));
    page.cdp("Network.setCacheDisabled", json!({ "cacheDisabled": true }));
    page.cdp("Network.setBypassServiceWorker", json!({ "bypass": true }));
    page.cdp("Page.addScriptToEvaluateOnNewDocument", json!({ "source": WATCH }));
    let mut rows = vec![interactive(&page).aim(1_000.0)];
    let long = long_link();
    for (what, link, speed) in [
        ("the default story", "#/quorum", 100),
        ("five doctors at once, 4×", "#/quorum?workload=busy&clients=5", 400),
        ("a 10,000-event run, 4×", long.as_str(), 400),
    ] {
        rows.extend(playing(&page, what, link, speed));
    }
    rows.push(jumping(&page));
    rows.extend(looking(&page));
    rows.extend(memory::measure(&page)?);
    Ok(rows)
}

/// From the start of the navigation until the play button is there and has reacted to a click.
/// Nothing comes from the browser's cache; the page's own host is this machine.
fn interactive(page: &Page) -> Row {
    println!("the page, loading it {LOADS} times");
    let load = |_| {
        page.visit("#/quorum");
        page.wait_until("the play button react", "watch.interactive");
        page.exec("return watch.interactive").as_f64().unwrap_or(f64::NAN)
    };
    Row::new("page interactive, from localhost", "ms", (0..LOADS).map(load).collect())
}

/// Script time in every frame in which scripts ran: p95 and the longest of each window of time.
fn playing(page: &Page, what: &str, link: &str, speed: u16) -> [Row; 2] {
    println!("the page, playing {what}");
    page.visit(link);
    page.wait_until("the play button react", "watch.interactive");
    page.exec(&format!("watch.keepPlaying({speed})"));
    let (mut p95, mut longest) = (Vec::new(), Vec::new());
    for _ in 0..WINDOWS {
        page.exec("watch.frames = []");
        thread::sleep(WINDOW);
        let mut frames = numbers(&page.exec("return watch.frames"));
        frames.sort_by(f64::total_cmp);
        p95.push(frames.get(frames.len() * 95 / 100).copied().unwrap_or(f64::NAN));
        longest.push(frames.last().copied().unwrap_or(f64::NAN));
    }
    [
        Row::new(&format!("scripts per frame, {what}: p95"), "ms", p95).aim(4.0),
        Row::new("  the longest frame of three seconds", "ms", longest),
    ]
}

/// All scripts from a move of the scrubber until the page has drawn that event, at the end of
/// [`playing`] the long run.
fn jumping(page: &Page) -> Row {
    let times = numbers(&page.exec(&format!("return watch.jump({JUMPS})")));
    Row::new("jump in a 10,000-event run, page and all", "ms", times)
}

/// Zooming and panning the diagram of the long run that [`playing`] has opened: from the input
/// until the next frame is painted, so with up to 17 ms of waiting for that frame. A gesture that
/// the page does not have is left out.
fn looking(page: &Page) -> Vec<Row> {
    let (mut rows, mut most) = (Vec::new(), Vec::new());
    for (what, kind) in [
        ("zoom in 10,000 events by button, until painted", "buttons"),
        ("zoom in 10,000 events by wheel, until painted", "wheel"),
        ("pan in 10,000 events by wheel, until painted", "pan"),
    ] {
        println!("the page, trying to {what}");
        let found = page.exec(&format!("return watch.gesture('{kind}', {GESTURES})"));
        if found.is_null() {
            println!("-- the page does not do that");
            continue;
        }
        let mut spent = numbers(&found["spent"]);
        spent.sort_by(f64::total_cmp);
        let p95 = spent.get(spent.len() * 95 / 100).copied().unwrap_or(f64::NAN);
        rows.push(Row::new(what, "ms", spent).aim(TWO_FRAMES));
        rows.push(Row::new("  p95", "ms", vec![p95]).aim(TWO_FRAMES));
        most.extend(numbers(&found["elements"]));
    }
    let all = page.exec("return document.querySelectorAll('*').length");
    rows.push(Row::new("elements of the diagram meanwhile", "nodes", most).aim(5_000.0));
    rows.push(Row::new("  of the whole page, at the end", "nodes", numbers(&json!([all]))));
    rows
}

/// As in benches/engine.rs: a write and a read in turns, at one clinic after the other.
fn long_link() -> String {
    let act = |number: usize| {
        let (ms, clinic) = ((number + 1) * 20, ["A", "B", "C", "D", "E"][number % 5]);
        match number % 2 {
            0 => format!("{ms}ms.write.{clinic}.v{number}"),
            _ => format!("{ms}ms.read.{clinic}"),
        }
    };
    let acts: Vec<String> = (0..OPERATIONS).map(act).collect();
    format!("#/quorum?skip=all&do={}", acts.join("~"))
}

fn numbers(value: &Value) -> Vec<f64> {
    value.as_array().into_iter().flatten().filter_map(Value::as_f64).collect()
}
