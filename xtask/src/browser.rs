//! The browsers of the wasm and end-to-end tests: finding each, or installing Debian's.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use crate::shell::{self, Result, Shell};
use crate::tools::say;

/// A program: the variable that may name it, and what it may be called.
struct Program {
    variable: &'static str,
    names: &'static [&'static str],
}

/// What the shell must know to use a browser.
pub struct Browser {
    name: &'static str,
    programs: &'static [Program],
    /// Debian's packages of the programs.
    packages: &'static str,
    /// Where webdriver.json has its options.
    options: &'static str,
}

pub static CHROMIUM: Browser = Browser {
    name: "Chromium or chromedriver",
    programs: &[
        Program {
            variable: "CHROME",
            names: &["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"],
        },
        Program { variable: "CHROMEDRIVER", names: &["chromedriver"] },
    ],
    packages: "chromium chromium-driver",
    options: "goog:chromeOptions",
};

/// Debian has no geckodriver.
pub static FIREFOX: Browser = Browser {
    name: "Firefox",
    programs: &[Program { variable: "FIREFOX", names: &["firefox", "firefox-esr"] }],
    packages: "firefox-esr",
    options: "moz:firefoxOptions",
};

/// Puts the browser's variables into the shell; true if it had to be installed for that.
pub fn provide(shell: &mut Shell, browser: &Browser) -> Result<bool> {
    let missing = find(shell, browser)?.is_none();
    if missing {
        install(shell, browser)?;
    }
    let found = find(shell, browser)?.ok_or_else(|| {
        let (name, variables) = (browser.name, browser.variables());
        format!("{name} was installed and still is not on PATH: set {variables}.")
    })?;
    let config = write_webdriver_config(shell, browser, &found[0])?;
    shell.set("WASM_BINDGEN_TEST_WEBDRIVER_JSON", config);
    for (program, path) in browser.programs.iter().zip(found) {
        shell.set(program.variable, path);
    }
    Ok(missing)
}

impl Browser {
    fn variables(&self) -> String {
        let names: Vec<_> = self.programs.iter().map(|program| program.variable).collect();
        names.join(" and ")
    }
}

/// Where each of its programs is, if all are somewhere.
fn find(shell: &Shell, browser: &Browser) -> Result<Option<Vec<PathBuf>>> {
    browser.programs.iter().map(|program| one(shell, program.variable, program.names)).collect()
}

/// Where the environment says a program is, or else PATH.
pub fn one(shell: &Shell, variable: &str, names: &[&str]) -> Result<Option<PathBuf>> {
    match env::var_os(variable).map(PathBuf::from) {
        Some(path) if path.is_file() => Ok(Some(path)),
        Some(path) => Err(format!("{variable} names no file: {}.", path.display())),
        None => Ok(names.iter().find_map(|name| shell.which(name))),
    }
}

fn install(shell: &Shell, browser: &Browser) -> Result {
    let Browser { name, packages, .. } = browser;
    let variables = browser.variables();
    if shell.which("apt-get").is_none() {
        return Err(format!("{name} is missing: install it, or set {variables} to where it is."));
    }
    say(&format!("{name} is missing, so apt-get installs {packages}."));
    let root = shell.ask("id", &["-u"]).is_some_and(|id| id.trim() == "0");
    let apt = |words: &str| {
        let sudo = if root { "" } else { "sudo -n " };
        let line = format!("{sudo}env DEBIAN_FRONTEND=noninteractive apt-get {words}");
        let mut words = line.split(' ');
        shell::run(&mut shell.command(words.next().unwrap_or_default(), words))
    };
    apt("update")
        .and_then(|()| apt(&format!("install -y --no-install-recommends {packages}")))
        .map_err(|_| {
            format!("{name} could not be installed: run `apt-get install {packages}` as root.")
        })
}

/// The committed webdriver.json cannot know where this machine keeps its browsers. The file names
/// all that were found so far.
fn write_webdriver_config(shell: &Shell, browser: &Browser, program: &Path) -> Result<PathBuf> {
    let folder = shell.root().join("target");
    let file = folder.join("webdriver.json");
    let committed = shell.root().join("webdriver.json");
    let source = shell.var("WASM_BINDGEN_TEST_WEBDRIVER_JSON").map_or(committed, PathBuf::from);
    let text = fs::read_to_string(&source)
        .map_err(|error| format!("{} cannot be read: {error}.", source.display()))?;
    let mut config: Value = serde_json::from_str(&text)
        .map_err(|error| format!("{} is not valid: {error}.", source.display()))?;
    config[browser.options]["binary"] = json!(program);
    fs::create_dir_all(&folder)
        .and_then(|()| fs::write(&file, config.to_string()))
        .map_err(|error| format!("{} cannot be written: {error}.", file.display()))?;
    Ok(file)
}
