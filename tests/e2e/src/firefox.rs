//! What is particular to Firefox: it has no DevTools protocol, but geckodriver runs scripts with
//! the privileges of the browser itself, and those can do the same.

use std::env;
use std::path::PathBuf;
use std::thread;
use std::time::Duration;

use fantoccini::error::CmdError;
use fantoccini::wd::Capabilities;
use serde_json::{Value, json};

use crate::driver::{Device, Driver, explain};

/// BiDi is not used, and its fixed port would keep a second driver from starting.
pub const DRIVER_ARGS: [&str; 2] = ["--allow-system-access", "--websocket-port=0"];

const LISTEN: &str = include_str!("firefox/listen.js");
const ERRORS: &str = include_str!("firefox/errors.js");
const PRETEND: &str = include_str!("firefox/pretend.js");
/// What the page was told and could not get, in the document shown now.
const NOT_FOUND: &str = "return performance.getEntriesByType('resource')
    .filter((file) => file.responseStatus >= 400)
    .map((file) => `${file.name} - the server answered ${file.responseStatus}`)";

pub fn complete(all: &mut Capabilities) {
    all.remove("goog:chromeOptions");
    if let Some(browser) = env::var_os("FIREFOX") {
        all["moz:firefoxOptions"]["binary"] = json!(PathBuf::from(browser));
    }
}

/// Listens to the console from now on.
pub fn prepare(driver: &Driver) -> Result<(), CmdError> {
    privileged(driver, LISTEN, Vec::new()).map(drop)
}

pub fn pretend(driver: &Driver, device: &Device) -> Result<(), String> {
    let mut prefs = serde_json::Map::new();
    // Firefox knows them as numbers in its settings, where 0 is light, or as usual.
    for name in ["ui.systemUsesDarkTheme", "ui.prefersReducedMotion"] {
        prefs.insert(name.to_owned(), json!(0));
    }
    for (name, value) in &device.features {
        let (pref, number) = match (name.as_str(), value.as_str()) {
            ("prefers-color-scheme", "dark") => ("ui.systemUsesDarkTheme", 1),
            ("prefers-color-scheme", _) => ("ui.systemUsesDarkTheme", 0),
            ("prefers-reduced-motion", "reduce") => ("ui.prefersReducedMotion", 1),
            ("prefers-reduced-motion", _) => ("ui.prefersReducedMotion", 0),
            _ => return Err(format!("Firefox cannot pretend {name}: {value}")),
        };
        prefs.insert(pref.to_owned(), json!(number));
    }
    let (width, height) = device.size.unzip();
    let args = vec![json!(width), json!(height), json!(device.scale), json!(device.medium)];
    let args = args.into_iter().chain([Value::Object(prefs)]).collect();
    privileged(driver, PRETEND, args).map_err(explain)?;
    wait_for_size(driver, device.size)
}

/// The page learns of its size some frames later.
fn wait_for_size(driver: &Driver, size: Option<(u32, u32)>) -> Result<(), String> {
    let Some((width, height)) = size else { return Ok(()) };
    let script = "return [innerWidth, innerHeight]";
    for _ in 0..200 {
        let now = driver.block_on(driver.client().execute(script, Vec::new())).map_err(explain)?;
        if now == json!([width, height]) {
            return Ok(());
        }
        thread::sleep(Duration::from_millis(20));
    }
    Err(format!("Firefox does not become {width} by {height} pixels large"))
}

/// Uncaught errors, rejections, scripts not loaded or refused, what the page says by
/// `console.error`; and, of the document shown now, files that the host does not have.
pub fn console_errors(driver: &Driver) -> Result<Vec<String>, CmdError> {
    let said = privileged(driver, ERRORS, Vec::new())?;
    let missing = driver.block_on(driver.client().execute(NOT_FOUND, Vec::new()))?;
    let lines = [said, missing].into_iter().flat_map(|list| match list {
        Value::Array(lines) => lines,
        _ => Vec::new(),
    });
    Ok(lines.filter_map(|line| line.as_str().map(str::to_owned)).collect())
}

/// Runs a script in the browser's own window instead of the page.
fn privileged(driver: &Driver, script: &str, args: Vec<Value>) -> Result<Value, CmdError> {
    let context = |name: &str| driver.vendor_command("moz/context", json!({ "context": name }));
    context("chrome")?;
    let result = driver.block_on(driver.client().execute(script, args));
    context("content")?;
    result
}
