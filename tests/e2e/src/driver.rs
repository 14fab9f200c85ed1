//! One driver process and the browser session it runs; both end with the value.
//!
//! ```text
//!            Driver                one process, one session, what both browsers understand alike
//!           ↙      ↘
//!   chromium.rs   firefox.rs       how each starts, pretends to be a screen, tells its errors
//! ```

use std::cell::RefCell;
use std::env;
use std::fs;
use std::io::{self, BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread;
use std::time::Duration;

use fantoccini::error::CmdError;
use fantoccini::wd::{Capabilities, WebDriverCompatibleCommand};
use fantoccini::{Client, ClientBuilder};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::Value;
use tokio::runtime::Runtime;

use crate::{chromium, firefox};

/// The browsers' options, shared with the wasm tests.
const WEBDRIVER_JSON: &str = include_str!("../../../webdriver.json");

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Browser {
    Chromium,
    Firefox,
}

impl Browser {
    /// The one that the environment asks for by E2E_BROWSER; Chromium if it says nothing.
    pub fn chosen() -> Result<Self, String> {
        match env::var("E2E_BROWSER").as_deref() {
            Err(_) | Ok("chromium") => Ok(Self::Chromium),
            Ok("firefox") => Ok(Self::Firefox),
            Ok(other) => Err(format!("E2E_BROWSER is `{other}`, neither chromium nor firefox.")),
        }
    }

    /// The driver's program: the variable that may name it, its name, and what to do without it.
    fn program(self) -> (&'static str, &'static str, &'static str) {
        match self {
            Self::Chromium => (
                "CHROMEDRIVER",
                "chromedriver",
                "install chromium and chromium-driver in the same version, or set CHROME and \
                 CHROMEDRIVER",
            ),
            Self::Firefox => (
                "GECKODRIVER",
                "geckodriver",
                "run `cargo xtask test e2e-firefox`, which installs what is missing, or set \
                 FIREFOX and GECKODRIVER",
            ),
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ColorScheme {
    Light,
    Dark,
}

/// The device that the browser pretends to be.
#[derive(Clone, Debug, PartialEq)]
pub struct Device {
    /// CSS pixels; `None` is the window as it opened.
    pub size: Option<(u32, u32)>,
    /// Device pixels in a CSS pixel.
    pub scale: f64,
    /// `screen` or `print`.
    pub medium: &'static str,
    /// Media features and their values, such as (`prefers-reduced-motion`, `reduce`).
    pub features: Vec<(String, String)>,
}

pub struct Driver {
    pub browser: Browser,
    process: Child,
    profile: PathBuf,
    runtime: Runtime,
    client: Option<Client>,
    device: RefCell<Device>,
}

impl Driver {
    pub fn start(browser: Browser) -> Result<Self, String> {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .map_err(|error| format!("The asynchronous runtime does not start: {error}."))?;
        let profile = new_profile_folder()?;
        let (process, mut stdout) = spawn(browser, &profile)?;
        let device =
            Device { size: None, scale: 1.0, medium: "screen", features: Vec::new() }.into();
        // From here on, dropping the value cleans up.
        let mut driver = Self { browser, process, profile, runtime, client: None, device };
        let port = port_announced(&mut stdout)
            .ok_or_else(|| format!("{} ended without naming its port.", browser.program().1))?;
        // Read on: a driver that cannot write any more stands still, and so does its browser.
        thread::spawn(move || io::copy(&mut stdout, &mut io::sink()));
        driver.client = Some(driver.open_session(port)?);
        if browser == Browser::Firefox {
            firefox::prepare(&driver).map_err(explain)?;
        }
        Ok(driver)
    }

    fn open_session(&self, port: u16) -> Result<Client, String> {
        let mut capabilities: Capabilities = serde_json::from_str(WEBDRIVER_JSON)
            .map_err(|error| format!("webdriver.json is not valid: {error}."))?;
        match self.browser {
            Browser::Chromium => chromium::complete(&mut capabilities, &self.profile),
            Browser::Firefox => firefox::complete(&mut capabilities),
        }
        let mut builder = ClientBuilder::new(HttpConnector::new());
        builder.capabilities(capabilities);
        let url = format!("http://127.0.0.1:{port}");
        self.runtime.block_on(builder.connect(&url)).map_err(|error| {
            let (error, browser) = (error.to_string().replace('\n', " "), self.browser);
            format!("{browser:?} does not start ({error}): {}.", browser.program().2)
        })
    }

    pub fn client(&self) -> &Client {
        self.client.as_ref().expect("a started driver has a session until it is dropped")
    }

    pub fn block_on<T>(&self, future: impl Future<Output = T>) -> T {
        self.runtime.block_on(future)
    }

    /// Pretends to be a device that differs from the one so far in what `change` changes.
    pub fn pretend(&self, change: impl FnOnce(&mut Device)) -> Result<(), String> {
        let mut device = self.device.borrow_mut();
        change(&mut device);
        match self.browser {
            Browser::Chromium => chromium::pretend(self, &device),
            Browser::Firefox => firefox::pretend(self, &device),
        }
    }

    /// Firefox forgets some of it when it opens another document.
    pub fn pretend_on(&self) -> Result<(), String> {
        match self.browser {
            Browser::Chromium => Ok(()),
            Browser::Firefox => firefox::pretend(self, &self.device.borrow()),
        }
    }

    /// The errors of the console since last asked.
    pub fn console_errors(&self) -> Result<Vec<String>, CmdError> {
        match self.browser {
            Browser::Chromium => chromium::console_errors(self),
            Browser::Firefox => firefox::console_errors(self),
        }
    }

    /// A command that this driver has beyond the WebDriver standard.
    pub fn vendor_command(&self, path: &'static str, body: Value) -> Result<Value, CmdError> {
        self.block_on(self.client().issue_cmd(VendorCommand { path, body }))
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        // Ending the session ends the browser, which killing the driver alone would leave behind.
        if let Some(client) = self.client.take() {
            let close =
                async { tokio::time::timeout(Duration::from_secs(10), client.close()).await };
            let _ = self.runtime.block_on(close);
        }
        let _ = self.process.kill();
        let _ = self.process.wait();
        let _ = fs::remove_dir_all(&self.profile);
    }
}

/// The first line of the driver's message; the others are its own stack.
pub fn explain(error: CmdError) -> String {
    let text = error.to_string();
    text.lines().next().unwrap_or_default().to_owned()
}

fn spawn(browser: Browser, profile: &Path) -> Result<(Child, BufReader<ChildStdout>), String> {
    let (variable, name, remedy) = browser.program();
    let program = env::var_os(variable).unwrap_or_else(|| name.into());
    let mut command = Command::new(&program);
    command.arg("--port=0");
    if browser == Browser::Firefox {
        command.args(firefox::DRIVER_ARGS).arg("--profile-root").arg(profile);
    }
    let mut process =
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().map_err(
            |error| format!("`{}` cannot be started ({error}): {remedy}.", program.display()),
        )?;
    let stdout = process.stdout.take().ok_or_else(|| format!("{name} has no output to read."))?;
    Ok((process, BufReader::new(stdout)))
}

/// A driver picks a free port itself, which no two processes can both believe to be free.
fn port_announced(stdout: &mut impl BufRead) -> Option<u16> {
    stdout.lines().map_while(Result::ok).find_map(|line| port_in(&line))
}

fn port_in(line: &str) -> Option<u16> {
    let chromium = line.split_once("started successfully on port ");
    let firefox = || line.split_once("Listening on 127.0.0.1:");
    chromium.or_else(firefox)?.1.trim_end_matches('.').parse().ok()
}

fn new_profile_folder() -> Result<PathBuf, String> {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let count = COUNT.fetch_add(1, Ordering::Relaxed);
    let name = format!("patternscope-e2e-{}-{count}", std::process::id());
    let folder = env::temp_dir().join(name);
    fs::create_dir_all(&folder)
        .map_err(|error| format!("{} cannot be made: {error}.", folder.display()))?;
    Ok(folder)
}

#[derive(Debug)]
struct VendorCommand {
    path: &'static str,
    body: Value,
}

impl WebDriverCompatibleCommand for VendorCommand {
    fn endpoint(
        &self,
        base_url: &url::Url,
        session_id: Option<&str>,
    ) -> Result<url::Url, url::ParseError> {
        base_url.join(&format!("session/{}/{}", session_id.unwrap_or_default(), self.path))
    }

    fn method_and_body(&self, _request_url: &url::Url) -> (http::Method, Option<String>) {
        (http::Method::POST, Some(self.body.to_string()))
    }
}

#[cfg(test)]
mod tests {
    use super::port_in;

    #[test]
    fn each_driver_announces_its_port() {
        for (line, port) in [
            ("ChromeDriver was started successfully on port 41567.", Some(41567)),
            ("1795368056108\tgeckodriver\tINFO\tListening on 127.0.0.1:46177", Some(46177)),
            ("Starting ChromeDriver on port 0", None),
        ] {
            assert_eq!(port_in(line), port);
        }
    }
}
