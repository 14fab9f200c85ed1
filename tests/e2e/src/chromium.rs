//! What is particular to Chromium: nearly everything goes through its DevTools protocol.

use std::env;
use std::path::{Path, PathBuf};

use fantoccini::error::CmdError;
use fantoccini::wd::Capabilities;
use serde_json::{Value, json};

use crate::driver::{Device, Driver, explain};

/// Narrower windows count as phones: overlay scroll bars, and the viewport meta tag applies.
const PHONE_WIDTH: u32 = 700;

pub fn complete(all: &mut Capabilities, profile: &Path) {
    all.remove("moz:firefoxOptions");
    let options = &mut all["goog:chromeOptions"];
    if let Some(args) = options["args"].as_array_mut() {
        args.push(json!(format!("--user-data-dir={}", profile.display())));
    }
    if let Some(browser) = env::var_os("CHROME") {
        options["binary"] = json!(PathBuf::from(browser));
    }
    all.insert("goog:loggingPrefs".to_owned(), json!({ "browser": "SEVERE" }));
}

/// A command of the DevTools protocol.
pub fn cdp(driver: &Driver, method: &str, params: Value) -> Result<Value, CmdError> {
    driver.vendor_command("goog/cdp/execute", json!({ "cmd": method, "params": params }))
}

pub fn pretend(driver: &Driver, device: &Device) -> Result<(), String> {
    let run = |method, params| cdp(driver, method, params).map(drop).map_err(explain);
    if let Some((width, height)) = device.size {
        // A zoomed desk is narrow too, and no phone.
        let mobile = width < PHONE_WIDTH && device.scale == 1.0;
        let size = json!({ "width": width, "height": height,
            "deviceScaleFactor": device.scale, "mobile": mobile });
        run("Emulation.setDeviceMetricsOverride", size)?;
    }
    let feature = |(name, value): &(String, String)| json!({ "name": name, "value": value });
    let features: Vec<_> = device.features.iter().map(feature).collect();
    let media = json!({ "media": device.medium, "features": features });
    run("Emulation.setEmulatedMedia", media)
}

/// The messages of level SEVERE: exceptions, files refused or missing.
pub fn console_errors(driver: &Driver) -> Result<Vec<String>, CmdError> {
    let entries = driver.vendor_command("se/log", json!({ "type": "browser" }))?;
    let message = |entry: &Value| entry["message"].as_str().unwrap_or_default().to_owned();
    Ok(entries.as_array().into_iter().flatten().map(message).collect())
}
