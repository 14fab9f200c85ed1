//! The browser of the wasm and end-to-end tests: finding Chromium, or installing Debian's.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use crate::shell::{self, Result, Shell};
use crate::tools::say;

const BROWSERS: [&str; 4] =
    ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
const DRIVERS: [&str; 1] = ["chromedriver"];

/// Puts CHROME and CHROMEDRIVER into the shell; true if Chromium had to be installed for that.
pub fn provide(shell: &mut Shell) -> Result<bool> {
    let missing = find(shell)?.is_none();
    if missing {
        install(shell)?;
    }
    let (browser, driver) = find(shell)?
        .ok_or("Chromium was installed and still is not on PATH: set CHROME and CHROMEDRIVER.")?;
    let config = write_webdriver_config(shell, &browser)?;
    shell.set("CHROME", browser);
    shell.set("CHROMEDRIVER", driver);
    shell.set("WASM_BINDGEN_TEST_WEBDRIVER_JSON", config);
    Ok(missing)
}

fn find(shell: &Shell) -> Result<Option<(PathBuf, PathBuf)>> {
    let browser = program(shell, "CHROME", &BROWSERS)?;
    let driver = program(shell, "CHROMEDRIVER", &DRIVERS)?;
    Ok(browser.zip(driver))
}

fn program(shell: &Shell, variable: &str, names: &[&str]) -> Result<Option<PathBuf>> {
    match env::var_os(variable).map(PathBuf::from) {
        Some(path) if path.is_file() => Ok(Some(path)),
        Some(path) => Err(format!("{variable} names no file: {}.", path.display())),
        None => Ok(names.iter().find_map(|name| shell.which(name))),
    }
}

fn install(shell: &Shell) -> Result {
    const HAND: &str = "apt-get install chromium chromium-driver";
    if shell.which("apt-get").is_none() {
        return Err("Chromium or chromedriver is missing: install both, or set CHROME and \
                    CHROMEDRIVER to where they are."
            .to_owned());
    }
    say("Chromium or chromedriver is missing, so apt-get installs both.");
    let root = shell.ask("id", &["-u"]).is_some_and(|id| id.trim() == "0");
    let apt = |words: &str| {
        let sudo = if root { "" } else { "sudo -n " };
        let line = format!("{sudo}env DEBIAN_FRONTEND=noninteractive apt-get {words}");
        let mut words = line.split(' ');
        shell::run(&mut shell.command(words.next().unwrap_or_default(), words))
    };
    apt("update")
        .and_then(|()| apt("install -y --no-install-recommends chromium chromium-driver"))
        .map_err(|_| format!("Chromium could not be installed: run `{HAND}` as root."))
}

/// The committed webdriver.json cannot know where this machine keeps its browser.
fn write_webdriver_config(shell: &Shell, browser: &Path) -> Result<PathBuf> {
    let text = fs::read_to_string(shell.root().join("webdriver.json"))
        .map_err(|error| format!("webdriver.json cannot be read: {error}."))?;
    let mut config: Value = serde_json::from_str(&text)
        .map_err(|error| format!("webdriver.json is not valid: {error}."))?;
    config["goog:chromeOptions"]["binary"] = json!(browser);
    let folder = shell.root().join("target");
    let file = folder.join("webdriver.json");
    fs::create_dir_all(&folder)
        .and_then(|()| fs::write(&file, config.to_string()))
        .map_err(|error| format!("{} cannot be written: {error}.", file.display()))?;
    Ok(file)
}
