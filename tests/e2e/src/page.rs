//! What a reader can do with the page, as blocking calls that wait for it and fail with a sentence.

use std::fs;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant};

use fantoccini::elements::Element;
use fantoccini::error::CmdError;
use fantoccini::{Client, Locator};
use serde_json::{Value, json};

use crate::chromium;
use crate::driver::{Browser, ColorScheme, Driver, explain};
use crate::server::StaticServer;

/// How long a call waits for what it looks for. Much more than any page should need.
const PATIENCE: Duration = Duration::from_secs(15);
const POLL: Duration = Duration::from_millis(40);

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
        Ok(Self { driver: Driver::start(Browser::chosen()?)?, server })
    }

    /// The browser it is in.
    pub fn browser(&self) -> Browser {
        self.driver.browser
    }

    /// Loads the page anew at this link, as somebody does who was sent it.
    #[track_caller]
    pub fn visit(&self, link: &str) {
        let url = self.server.url() + link;
        // From another document: a change of the fragment alone would not load anything.
        self.once("leave the page", async |client| client.goto("about:blank").await);
        self.once(&format!("open `{link}`"), async |client| client.goto(&url).await);
        self.pretend_on();
    }

    #[track_caller]
    pub fn reload(&self) {
        self.once("reload the page", async |client| client.refresh().await);
        self.pretend_on();
    }

    /// The browser's back button.
    #[track_caller]
    pub fn back(&self) {
        self.once("go back", async |client| client.back().await);
    }

    /// The browser's forward button.
    #[track_caller]
    pub fn forward(&self) {
        self.once("go forward", async |client| client.forward().await);
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
        let goal = format!("click `{css}`");
        // Firefox's driver finds no place to click in a group of an SVG drawing.
        if self.browser() == Browser::Firefox {
            self.wait_for(css);
            let group = format!("return document.querySelector({css:?}) instanceof SVGGElement");
            if self.exec(&group) == true {
                return self.click_group(css);
            }
        }
        self.with_element(&goal, css, async |element| element.click().await);
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

    /// Runs JavaScript in the page and returns what it returns.
    #[track_caller]
    pub fn exec(&self, script: &str) -> Value {
        self.once("run JavaScript", async |client| client.execute(script, Vec::new()).await)
    }

    /// Runs a command of the DevTools protocol, which only Chromium has.
    #[track_caller]
    pub fn cdp(&self, method: &str, params: Value) -> Value {
        assert_eq!(self.browser(), Browser::Chromium, "{method} needs the DevTools protocol");
        let result = chromium::cdp(&self.driver, method, params).map_err(explain);
        succeed(&format!("run {method}"), result)
    }

    /// Exactly this many CSS pixels, also those smaller than a window can be.
    #[track_caller]
    pub fn set_viewport(&self, width: u32, height: u32) {
        self.set_zoomed_viewport(width, height, 1.0);
    }

    /// The same of a page enlarged so many times: `width` and `height` are those it still has.
    #[track_caller]
    pub fn set_zoomed_viewport(&self, width: u32, height: u32, zoom: f64) {
        let size = Some((width, height));
        let result = self.driver.pretend(|device| (device.size, device.scale) = (size, zoom));
        succeed(&format!("be {width} by {height} pixels large"), result);
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
        let own = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
        let features: Vec<_> = features.iter().map(own).collect();
        let result = self.driver.pretend(|device| device.features = features);
        succeed("emulate media features", result);
    }

    /// Lays the page out for paper, at the width of the viewport.
    #[track_caller]
    pub fn emulate_print(&self) {
        succeed("emulate paper", self.driver.pretend(|device| device.medium = "print"));
    }

    #[track_caller]
    fn pretend_on(&self) {
        succeed("be the same device as before", self.driver.pretend_on());
    }

    /// Saves what the viewport shows as a PNG file.
    #[track_caller]
    pub fn screenshot(&self, file: &Path) {
        succeed(&format!("save {}", file.display()), self.try_screenshot(file));
    }

    /// The errors of the console since this was last asked; a good page causes none. Both browsers
    /// tell exceptions, rejections, `console.error`, refused and missing scripts. Files of another
    /// kind that are missing, Firefox tells only of the document that it shows.
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
    pub(crate) fn with_element<T>(
        &self,
        goal: &str,
        css: &str,
        act: impl AsyncFn(&Element) -> Result<T, CmdError>,
    ) -> T {
        self.eventually(goal, async |client| act(&find(client, css).await?).await.map_err(explain))
    }

    #[track_caller]
    pub(crate) fn once<T>(
        &self,
        goal: &str,
        act: impl AsyncFn(&Client) -> Result<T, CmdError>,
    ) -> T {
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
            let file = failure_file(self.browser());
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

#[track_caller]
fn succeed<T>(goal: &str, result: Result<T, String>) -> T {
    match result {
        Ok(value) => value,
        Err(error) => panic!("could not {goal}: {error}"),
    }
}

/// Named after the test, which is what the test harness calls its thread.
fn failure_file(browser: Browser) -> PathBuf {
    let thread = thread::current();
    let name = thread.name().unwrap_or("unnamed").replace("::", "-");
    let file = format!("{name}-{browser:?}.png").to_lowercase();
    crate::workspace().join("target/e2e-failures").join(file)
}
