//! One chromedriver process and the browser session it runs; both end with the value.

use std::env;
use std::fs;
use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Child, ChildStdout, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use fantoccini::error::CmdError;
use fantoccini::wd::{Capabilities, WebDriverCompatibleCommand};
use fantoccini::{Client, ClientBuilder};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};
use tokio::runtime::Runtime;

/// The browser's options, shared with the wasm tests.
const WEBDRIVER_JSON: &str = include_str!("../../../webdriver.json");

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ColorScheme {
    Light,
    Dark,
}

pub struct Driver {
    process: Child,
    // Read no further, yet kept open: chromedriver must be able to write to it.
    _stdout: BufReader<ChildStdout>,
    profile: PathBuf,
    runtime: Runtime,
    client: Option<Client>,
}

impl Driver {
    pub fn start() -> Result<Self, String> {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .map_err(|error| format!("The asynchronous runtime does not start: {error}."))?;
        let (process, stdout) = spawn()?;
        let profile = new_profile_folder();
        // From here on, dropping the value cleans up.
        let mut driver = Self { process, _stdout: stdout, profile, runtime, client: None };
        let port = port_announced(&mut driver._stdout)?;
        driver.client = Some(driver.open_session(port)?);
        Ok(driver)
    }

    fn open_session(&self, port: u16) -> Result<Client, String> {
        let mut builder = ClientBuilder::new(HttpConnector::new());
        builder.capabilities(self.capabilities()?);
        let url = format!("http://127.0.0.1:{port}");
        self.runtime.block_on(builder.connect(&url)).map_err(|error| {
            let error = error.to_string().replace('\n', " ");
            format!(
                "Chromium does not start ({error}): install chromium and chromium-driver in the \
                 same version, or set CHROME and CHROMEDRIVER."
            )
        })
    }

    fn capabilities(&self) -> Result<Capabilities, String> {
        let mut all: Capabilities = serde_json::from_str(WEBDRIVER_JSON)
            .map_err(|error| format!("webdriver.json is not valid: {error}."))?;
        let options = &mut all["goog:chromeOptions"];
        if let Some(args) = options["args"].as_array_mut() {
            args.push(json!(format!("--user-data-dir={}", self.profile.display())));
        }
        if let Some(browser) = env::var_os("CHROME") {
            options["binary"] = json!(PathBuf::from(browser));
        }
        all.insert("goog:loggingPrefs".to_owned(), json!({ "browser": "SEVERE" }));
        Ok(all)
    }

    pub fn client(&self) -> &Client {
        self.client.as_ref().expect("a started driver has a session until it is dropped")
    }

    pub fn block_on<T>(&self, future: impl Future<Output = T>) -> T {
        self.runtime.block_on(future)
    }

    /// A command of the Chrome DevTools protocol.
    pub fn cdp(&self, method: &str, params: Value) -> Result<Value, CmdError> {
        let body = json!({ "cmd": method, "params": params });
        self.vendor_command("goog/cdp/execute", body)
    }

    /// The messages of level SEVERE since last asked: exceptions, files refused or missing.
    pub fn console_errors(&self) -> Result<Vec<String>, CmdError> {
        let entries = self.vendor_command("se/log", json!({ "type": "browser" }))?;
        let message = |entry: &Value| entry["message"].as_str().unwrap_or_default().to_owned();
        Ok(entries.as_array().into_iter().flatten().map(message).collect())
    }

    fn vendor_command(&self, path: &'static str, body: Value) -> Result<Value, CmdError> {
        self.block_on(self.client().issue_cmd(VendorCommand { path, body }))
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        // Ending the session ends the browser, which killing chromedriver alone would leave behind.
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

fn spawn() -> Result<(Child, BufReader<ChildStdout>), String> {
    let program = env::var_os("CHROMEDRIVER").unwrap_or_else(|| "chromedriver".into());
    let mut process = Command::new(&program)
        .arg("--port=0")
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .map_err(|error| {
            format!(
                "`{}` cannot be started ({error}): install chromium and chromium-driver, or set \
                 CHROME and CHROMEDRIVER.",
                program.display()
            )
        })?;
    let stdout = process.stdout.take().ok_or("chromedriver has no output to read.")?;
    Ok((process, BufReader::new(stdout)))
}

/// chromedriver picks a free port itself, which no two processes can both believe to be free.
fn port_announced(stdout: &mut impl BufRead) -> Result<u16, String> {
    let announced = |line: &str| {
        line.split_once("started successfully on port ")?.1.trim_end_matches('.').parse().ok()
    };
    stdout
        .lines()
        .map_while(Result::ok)
        .find_map(|line| announced(&line))
        .ok_or_else(|| "chromedriver ended without naming its port.".to_owned())
}

fn new_profile_folder() -> PathBuf {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let count = COUNT.fetch_add(1, Ordering::Relaxed);
    env::temp_dir().join(format!("patternscope-e2e-{}-{count}", std::process::id()))
}

/// A command that chromedriver has beyond the WebDriver standard.
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
