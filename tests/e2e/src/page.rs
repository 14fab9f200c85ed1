//! What a reader can do with the page, as blocking calls that wait for it and fail with a sentence.

use std::fs;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant};

use fantoccini::actions::{InputSource, KeyAction, KeyActions};
use fantoccini::elements::Element;
use fantoccini::error::CmdError;
use fantoccini::{Client, Locator};
use serde_json::{Value, json};

use crate::driver::{ColorScheme, Driver};
use crate::server::StaticServer;

/// How long a call waits for what it looks for. Much more than any page should need.
const PATIENCE: Duration = Duration::from_secs(15);
const POLL: Duration = Duration::from_millis(40);
/// Narrower windows count as phones: overlay scroll bars, and the viewport meta tag applies.
const PHONE_WIDTH: u32 = 700;

/// The page in a browser of its own.
///
/// Calls that name an element by CSS selector take the first that matches and wait for one to
/// appear. A call that fails panics, naming what it looked for; a test that fails for whatever
/// reason leaves a screenshot in `target/e2e-failures/`.
pub struct Page {
    driver: Driver,
    server: StaticServer,
}

impl Page {
    /// Starts a browser and opens a link into the page, such as `#/quorum?at=17`.
    #[track_caller]
    pub fn open(link: &str) -> Self {
        match Self::start() {
            Ok(page) => {
                page.visit(link);
                page
            }
            Err(sentence) => panic!("{sentence}"),
        }
    }

    /// Starts a browser that shows nothing yet: for programs, and to set the viewport beforehand.
    pub fn start() -> Result<Self, String> {
        Self::start_at(crate::dist_folder())
    }

    /// The same for the page of another folder.
    pub fn start_at(folder: PathBuf) -> Result<Self, String> {
        let server = StaticServer::start(folder)?;
        Ok(Self { driver: Driver::start()?, server })
    }

    /// Loads the page anew at this link, as somebody does who was sent it.
    #[track_caller]
    pub fn visit(&self, link: &str) {
        let url = self.server.url() + link;
        // From another document: a change of the fragment alone would not load anything.
        self.once("leave the page", async |client| client.goto("about:blank").await);
        self.once(&format!("open `{link}`"), async |client| client.goto(&url).await);
    }

    #[track_caller]
    pub fn reload(&self) {
        self.once("reload the page", async |client| client.refresh().await);
    }

    /// The browser's back button.
    #[track_caller]
    pub fn back(&self) {
        self.once("go back", async |client| client.back().await);
    }

    /// The address from its `#` on.
    #[track_caller]
    pub fn link(&self) -> String {
        let hash = self.exec("return location.hash");
        hash.as_str().unwrap_or_default().to_owned()
    }

    #[track_caller]
    pub fn wait_for(&self, css: &str) {
        self.with_element(&format!("find `{css}`"), css, async |_| Ok(()));
    }

    #[track_caller]
    pub fn wait_gone(&self, css: &str) {
        self.wait_until(&format!("`{css}` gone"), &format!("!document.querySelector({css:?})"));
    }

    /// Waits until the element's visible text contains the words.
    #[track_caller]
    pub fn wait_text(&self, css: &str, words: &str) {
        let goal = format!("see \"{words}\" in `{css}`");
        self.eventually(&goal, async |client| {
            let text = find(client, css).await?.text().await.map_err(explain)?;
            if text.contains(words) { Ok(()) } else { Err(format!("it says \"{text}\"")) }
        });
    }

    /// Waits until a JavaScript expression is truthy; `goal` is how a failure calls it.
    #[track_caller]
    pub fn wait_until(&self, goal: &str, expression: &str) {
        let script = format!("return Boolean({expression})");
        self.eventually(&format!("see {goal}"), async |client| {
            let value = client.execute(&script, Vec::new()).await.map_err(explain)?;
            if value == json!(true) { Ok(()) } else { Err("it did not come true".to_owned()) }
        });
    }

    /// The visible text.
    #[track_caller]
    pub fn text(&self, css: &str) -> String {
        self.with_element(&format!("read `{css}`"), css, async |element| element.text().await)
    }

    #[track_caller]
    pub fn attr(&self, css: &str, name: &str) -> Option<String> {
        let goal = format!("read the attribute {name} of `{css}`");
        self.with_element(&goal, css, async |element| element.attr(name).await)
    }

    /// A property such as `value` or `checked`, which changes where the attribute does not.
    #[track_caller]
    pub fn prop(&self, css: &str, name: &str) -> Option<String> {
        let goal = format!("read the property {name} of `{css}`");
        self.with_element(&goal, css, async |element| element.prop(name).await)
    }

    /// How many elements match right now.
    #[track_caller]
    pub fn count(&self, css: &str) -> usize {
        let goal = format!("count `{css}`");
        self.once(&goal, async |client| client.find_all(Locator::Css(css)).await).len()
    }

    /// Clicks where the user would: an element that is covered or hidden cannot be clicked.
    #[track_caller]
    pub fn click(&self, css: &str) {
        self.with_element(&format!("click `{css}`"), css, async |element| element.click().await);
    }

    /// Clicks the button, link, tab or label with exactly this text.
    #[track_caller]
    pub fn click_text(&self, text: &str) {
        let quote = if text.contains('\'') { '"' } else { '\'' };
        let path = format!(
            "//*[self::button or self::a or self::label or self::summary or @role]\
             [normalize-space()={quote}{text}{quote}]"
        );
        self.eventually(&format!("click the text \"{text}\""), async |client| {
            let element = client.find(Locator::XPath(&path)).await.map_err(explain)?;
            element.click().await.map_err(explain)
        });
    }

    /// Types into an element.
    #[track_caller]
    pub fn type_keys(&self, css: &str, keys: &str) {
        let goal = format!("type into `{css}`");
        self.with_element(&goal, css, async |element| element.send_keys(keys).await);
    }

    /// Presses one key, a character or a [`crate::Key`], wherever the focus is.
    #[track_caller]
    pub fn press(&self, key: impl Into<char>) {
        let value = key.into();
        self.once(&format!("press {value:?}"), async |client| {
            let keys = KeyActions::new("keyboard".to_owned())
                .then(KeyAction::Down { value })
                .then(KeyAction::Up { value });
            client.perform_actions(keys).await
        });
    }

    /// Runs JavaScript in the page and returns what it returns.
    #[track_caller]
    pub fn exec(&self, script: &str) -> Value {
        self.once("run JavaScript", async |client| client.execute(script, Vec::new()).await)
    }

    /// Runs a command of the Chrome DevTools protocol.
    #[track_caller]
    pub fn cdp(&self, method: &str, params: Value) -> Value {
        let result = self.driver.cdp(method, params).map_err(explain);
        succeed(&format!("run {method}"), result)
    }

    /// Exactly this many CSS pixels, also those smaller than a window can be.
    #[track_caller]
    pub fn set_viewport(&self, width: u32, height: u32) {
        let phone = width < PHONE_WIDTH;
        self.cdp(
            "Emulation.setDeviceMetricsOverride",
            json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": phone }),
        );
    }

    #[track_caller]
    pub fn set_color_scheme(&self, scheme: ColorScheme) {
        let value = match scheme {
            ColorScheme::Light => "light",
            ColorScheme::Dark => "dark",
        };
        self.emulate_media(&[("prefers-color-scheme", value)]);
    }

    /// Replaces the media features emulated so far, such as `prefers-reduced-motion`.
    #[track_caller]
    pub fn emulate_media(&self, features: &[(&str, &str)]) {
        let feature = |&(name, value): &(&str, &str)| json!({ "name": name, "value": value });
        let features: Vec<_> = features.iter().map(feature).collect();
        self.cdp("Emulation.setEmulatedMedia", json!({ "features": features }));
    }

    /// Saves what the viewport shows as a PNG file.
    #[track_caller]
    pub fn screenshot(&self, file: &Path) {
        succeed(&format!("save {}", file.display()), self.try_screenshot(file));
    }

    /// The severe console messages since this was last asked. A good page causes none.
    #[track_caller]
    pub fn console_errors(&self) -> Vec<String> {
        succeed("read the console", self.driver.console_errors().map_err(explain))
    }

    #[track_caller]
    pub fn assert_no_console_errors(&self) {
        let errors = self.console_errors();
        assert!(errors.is_empty(), "the console shows {errors:#?}");
    }

    fn try_screenshot(&self, file: &Path) -> Result<(), String> {
        let client = self.driver.client();
        let png = self.driver.block_on(client.screenshot()).map_err(explain)?;
        let folder = file.parent().unwrap_or(Path::new("."));
        let saved = fs::create_dir_all(folder).and_then(|()| fs::write(file, png));
        saved.map_err(|error| error.to_string())
    }

    #[track_caller]
    fn with_element<T>(
        &self,
        goal: &str,
        css: &str,
        act: impl AsyncFn(&Element) -> Result<T, CmdError>,
    ) -> T {
        self.eventually(goal, async |client| act(&find(client, css).await?).await.map_err(explain))
    }

    #[track_caller]
    fn once<T>(&self, goal: &str, act: impl AsyncFn(&Client) -> Result<T, CmdError>) -> T {
        let result = self.driver.block_on(act(self.driver.client())).map_err(explain);
        succeed(goal, result)
    }

    /// Tries again until it works: the page draws in its own time, and replaces elements.
    #[track_caller]
    fn eventually<T>(&self, goal: &str, act: impl AsyncFn(&Client) -> Result<T, String>) -> T {
        let deadline = Instant::now() + PATIENCE;
        let result = self.driver.block_on(async {
            loop {
                match act(self.driver.client()).await {
                    Err(_) if Instant::now() < deadline => tokio::time::sleep(POLL).await,
                    result => return result,
                }
            }
        });
        succeed(goal, result.map_err(|error| format!("{error} (waited {PATIENCE:?})")))
    }
}

impl Drop for Page {
    fn drop(&mut self) {
        if thread::panicking() {
            let file = failure_file();
            match self.try_screenshot(&file) {
                Ok(()) => eprintln!("the page at that moment: {}", file.display()),
                Err(error) => eprintln!("no screenshot of the failure: {error}"),
            }
        }
    }
}

async fn find(client: &Client, css: &str) -> Result<Element, String> {
    client.find(Locator::Css(css)).await.map_err(explain)
}

/// The first line of the driver's message; the others are its own stack.
fn explain(error: CmdError) -> String {
    let text = error.to_string();
    text.lines().next().unwrap_or_default().to_owned()
}

#[track_caller]
fn succeed<T>(goal: &str, result: Result<T, String>) -> T {
    match result {
        Ok(value) => value,
        Err(error) => panic!("could not {goal}: {error}"),
    }
}

/// Named after the test, which is what the test harness calls its thread.
fn failure_file() -> PathBuf {
    let thread = thread::current();
    let name = thread.name().unwrap_or("unnamed").replace("::", "-");
    crate::workspace().join("target/e2e-failures").join(name).with_extension("png")
}
