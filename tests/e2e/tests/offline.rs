//! The page on a host that goes away, changes or is broken, and the page keeping to itself.
//!
//! No test here speaks the protocol of one browser: they are for every browser.

use std::collections::BTreeSet;
use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process;
use std::sync::atomic::{AtomicU32, Ordering};

use e2e::{Browser, Page, StaticServer};
use serde_json::{Value, json};

/// A copy of the built page on a host of its own.
struct Site {
    page: Page,
    host: Option<StaticServer>,
    url: String,
    folder: PathBuf,
}

static COUNT: AtomicU32 = AtomicU32::new(0);

impl Site {
    fn start() -> Site {
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        let name = format!("patternscope-site-{}-{count}", process::id());
        let folder = env::temp_dir().join(name);
        copy(&e2e::dist_folder(), &folder);
        let host = StaticServer::start(folder.clone()).expect("a host");
        let page = Page::start().expect("a browser");
        Site { page, url: host.url(), host: Some(host), folder }
    }

    /// Loads the page, even if it is there already.
    fn visit(&self, link: &str) {
        let query = format!("?visit={}", COUNT.fetch_add(1, Ordering::Relaxed));
        self.page.exec(&format!("location.href = '{}{query}{link}'", self.url));
        self.page.wait_until("the address", &format!("location.search == '{query}'"));
    }

    /// Visits until the page is one that its service worker has answered.
    fn visit_kept(&self, link: &str) {
        self.visit(link);
        self.page.wait_for("h1");
        self.page.exec("return navigator.serviceWorker.ready.then(() => true)");
        self.visit(link);
        self.page.wait_for("h1");
        self.page.wait_until("a kept page", "navigator.serviceWorker.controller");
    }

    fn wait_event(&self, event: u32) {
        self.page.wait_text("[data-test=position]", &format!("event {event} /"));
    }

    /// What the page says it is.
    fn version(&self) -> String {
        let meta = self.page.attr("meta[name=offline]", "content").expect("a sealed page");
        meta.split_once('?').expect("a version").1.to_owned()
    }

    fn change(&self, file: &str, from: &str, to: &str) {
        let path = self.folder.join(file);
        let text = fs::read_to_string(&path).expect("text");
        assert!(text.contains(from), "{file} has no `{from}`");
        fs::write(path, text.replace(from, to)).expect("a file to write");
    }

    /// Runs a script of the host before all others.
    fn run_first(&self, script: &str) {
        fs::write(self.folder.join("first.js"), script).expect("a file to write");
        self.change("index.html", "<script ", "<script src=\"first.js\"></script><script ");
    }

    /// The one file of the build whose name ends so.
    fn file(&self, end: &str) -> PathBuf {
        let mut paths = names(&self.folder).into_iter().filter(|name| name.ends_with(end));
        self.folder.join(paths.next().expect("a file of this kind"))
    }

    fn check_for_update(&self) {
        self.page.exec("document.dispatchEvent(new Event('visibilitychange'))");
    }

    fn caches(&self) -> Vec<String> {
        strings(&self.page.exec("return caches.keys()"))
    }
}

impl Drop for Site {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.folder);
    }
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder");
    for name in names(from) {
        fs::copy(from.join(&name), to.join(&name)).expect("a copy");
    }
}

/// The files of a build, which has no folders.
fn names(folder: &Path) -> BTreeSet<String> {
    let entries = fs::read_dir(folder).expect("a built page").map(|entry| entry.expect("a file"));
    entries.map(|entry| entry.file_name().into_string().expect("a plain name")).collect()
}

fn strings(value: &Value) -> Vec<String> {
    let values = value.as_array().expect("a list").iter();
    values.map(|value| value.as_str().expect("a text").to_owned()).collect()
}

#[test]
fn the_second_visit_needs_no_network() {
    let mut site = Site::start();
    site.visit("#/");
    site.page.wait_for("[data-test=catalog]");
    site.page.exec("return navigator.serviceWorker.ready.then(() => true)");
    site.host = None;
    site.visit("#/quorum?n=4&at=5");
    site.wait_event(5);
    site.page.click("[data-test=forward]");
    site.wait_event(6);
    site.page.click("[data-test=brand]");
    site.page.wait_for("[data-test=catalog]");
    site.page.assert_no_console_errors();
}

#[test]
fn exactly_the_files_of_the_build_are_kept() {
    let site = Site::start();
    site.visit_kept("#/quorum");
    assert_eq!(site.caches().len(), 1);
    let kept = site.page.exec(
        "return caches.keys().then(([name]) => caches.open(name)).then(cache => cache.keys())\
         .then(requests => requests.map(request => request.url))",
    );
    let kept = strings(&kept);
    let name = |url: &String| match url.strip_prefix(&site.url).expect("a file of this host") {
        "" => "index.html".to_owned(),
        name => name.to_owned(),
    };
    let mut built = names(&site.folder);
    assert!(built.remove("service-worker.js"), "a worker does not keep itself");
    assert_eq!(kept.iter().map(name).collect::<BTreeSet<_>>(), built);
    assert_eq!(kept.len(), built.len());
    for (file, status) in [("./index.html?a#b", 200), ("icon.svg", 200), ("elsewhere/", 404)] {
        let fetched = site.page.exec(&format!("return fetch('{file}').then(r => r.status)"));
        assert_eq!(fetched, json!(status), "{file}");
    }
}

#[test]
fn a_newer_version_is_offered_and_never_forced() {
    const PLACE: &str = "return JSON.stringify([performance.timeOrigin, \
        document.querySelector('[data-test=stage]').getBoundingClientRect()])";
    let site = Site::start();
    site.visit_kept("#/quorum?at=5");
    site.wait_event(5);
    let (old, new) = (site.version(), "0123456789abcdef");
    let (place, caches) = (site.page.exec(PLACE), site.caches());
    site.check_for_update();
    for file in ["index.html", "service-worker.js"] {
        site.change(file, &old, new);
    }
    assert_eq!(site.page.count("[data-test=update]"), 0, "nothing is new yet");

    site.check_for_update();
    site.page.wait_text("[data-test=update]", "A new version is ready.");
    assert_eq!(site.page.exec(PLACE), place, "nothing moves and nothing is loaded");
    site.page.click("[data-test=forward]");
    site.wait_event(6);
    site.page.wait_until("the address", "location.hash == '#/quorum?at=6'");
    site.page.click("[data-test=update-later]");
    site.page.wait_gone("[data-test=update]");
    assert!(caches.iter().all(|name| site.caches().contains(name)), "the old one still works");

    site.page.reload();
    site.wait_event(6);
    if site.version() == new {
        // Firefox may let the old version go between the two pages; nothing was forced on a run.
        assert_eq!(site.page.browser(), Browser::Firefox, "a reload is not a yes");
        assert_eq!(site.page.link(), "#/quorum?at=6");
        return;
    }
    site.page.click("[data-test=update-now]");
    site.page.wait_until("the new version", &format!("document.head.innerHTML.includes('{new}')"));
    site.wait_event(6);
    assert_eq!(site.page.link(), "#/quorum?at=6");
    site.page.wait_until("a kept page", "navigator.serviceWorker.controller");
    assert!(site.caches().iter().all(|name| name.ends_with(new)), "the old one is forgotten");
    assert_eq!(site.page.count("[data-test=update]"), 0);
    site.page.assert_no_console_errors();
}

#[test]
fn a_version_that_is_half_uploaded_is_not_kept() {
    let site = Site::start();
    site.visit_kept("#/quorum");
    let (old, caches) = (site.version(), site.caches());
    site.change("service-worker.js", &old, "0123456789abcdef");
    let end = site.page.exec(
        "return navigator.serviceWorker.ready.then(ours => ours.update()).then(ours => \
         new Promise(done => { ours.installing.onstatechange = e => done(e.target.state) }))",
    );
    assert_eq!(end, json!("redundant"));
    assert_eq!(site.caches(), caches);
    assert_eq!(site.page.count("[data-test=update]"), 0);
}

#[test]
fn nothing_is_asked_of_anybody_else_and_nothing_of_ours_is_refused() {
    let site = Site::start();
    site.run_first(
        "window.refused = []; \
         addEventListener('securitypolicyviolation', e => refused.push(e.effectiveDirective))",
    );
    site.visit("#/");
    site.page.wait_for("[data-test=catalog]");
    site.page.click("[data-test=theme]");
    site.page.click("[data-test=start]");
    site.page.click("[data-test=play]");
    site.page.wait_for("[data-test=predict]");
    site.page.exec("return navigator.serviceWorker.ready.then(() => true)");
    let asked = "return performance.getEntries().map(e => e.name).filter(n => n.includes('://'))";
    let asked = strings(&site.page.exec(asked));
    assert!(asked.len() >= 5, "{asked:?}");
    assert!(asked.iter().all(|name| name.starts_with(&site.url)), "{asked:?}");
    assert_eq!(site.page.exec("return refused"), json!([]));
}

#[test]
fn what_is_not_ours_is_refused() {
    let site = Site::start();
    site.visit("#/");
    site.page.wait_for("[data-test=catalog]");
    site.page.exec(
        "window.refused = []; \
         addEventListener('securitypolicyviolation', e => refused.push(e.effectiveDirective))",
    );
    let add = |name: &str, property: &str, value: &str| {
        format!(
            "const e = document.createElement('{name}'); e.{property} = '{value}'; \
             document.body.append(e)"
        )
    };
    for (directive, attempt) in [
        ("script-src-elem", add("script", "textContent", "window.theirs = true")),
        ("script-src-elem", add("script", "src", "http://127.0.0.1:9/theirs.js")),
        ("script-src-attr", "document.body.setAttribute('onclick', 'theirs = true')".to_owned()),
        ("style-src-elem", add("style", "textContent", "body { display: none }")),
        ("img-src", add("img", "src", "http://127.0.0.1:9/theirs.png")),
        ("connect-src", "fetch('http://127.0.0.1:9/').catch(() => {})".to_owned()),
    ] {
        site.page.exec(&format!("refused.length = 0; {attempt}"));
        site.page.wait_until(&format!("{attempt} refused"), "refused.length");
        assert_eq!(site.page.exec("return refused"), json!([directive]), "{attempt}");
    }
    assert_eq!(site.page.exec("return window.theirs ?? null"), json!(null));
}

#[test]
fn the_colours_are_there_before_the_engine() {
    let site = Site::start();
    site.visit("#/");
    for theme in ["light", "dark"] {
        site.page.click("[data-test=theme]");
        let shown = format!("document.documentElement.dataset.theme == '{theme}'");
        site.page.wait_until(theme, &shown);
    }
    site.page.exec(
        "return navigator.serviceWorker.ready.then(registration => registration.unregister())",
    );
    fs::remove_file(site.file(".wasm")).expect("a file to remove");
    site.visit("#/");
    site.page.wait_for("[data-test=failure]");
    assert_eq!(site.page.attr("html", "data-theme").as_deref(), Some("dark"));
}

#[test]
fn an_engine_that_does_not_arrive_is_told_and_asked_for_again() {
    let site = Site::start();
    let (engine, away) = (site.file(".wasm"), site.folder.join("away"));
    fs::rename(&engine, &away).expect("a file to move");
    site.visit("#/quorum?at=5");
    site.page.wait_text("[data-test=failure]", "The engine did not arrive");
    assert!(!site.page.text("[data-test=arrival]").contains("Loading"));
    let registered = "return navigator.serviceWorker.getRegistrations().then(all => all.length)";
    assert_eq!(site.page.exec(registered), json!(0), "a broken page is not kept");
    fs::rename(&away, &engine).expect("a file to move");
    site.page.click("[data-test=failure] button");
    site.wait_event(5);
}

#[test]
fn an_engine_that_arrives_damaged_is_told() {
    let site = Site::start();
    fs::write(site.file(".wasm"), "no engine").expect("a file to write");
    site.visit("#/");
    site.page.wait_text("[data-test=failure]", "The engine does not start");
}

#[test]
fn a_browser_without_webassembly_is_told_so() {
    let site = Site::start();
    site.run_first("delete window.WebAssembly");
    site.visit("#/");
    site.page.wait_text("[data-test=failure]", "WebAssembly is switched off");
}

#[test]
fn the_page_can_be_installed() {
    let site = Site::start();
    site.visit("#/");
    let manifest = site.page.attr("link[rel=manifest]", "href").expect("a manifest");
    let manifest = site.page.exec(&format!("return fetch('{manifest}').then(r => r.json())"));
    for field in ["name", "short_name", "description", "theme_color", "background_color"] {
        assert!(manifest[field].is_string(), "{field}");
    }
    let icons = manifest["icons"].as_array().expect("icons");
    let links = strings(&site.page.exec(
        "return [...document.querySelectorAll('link[rel*=icon]')].map(l => l.getAttribute('href'))",
    ));
    assert!(links.len() >= 2);
    let links = links.into_iter().map(|link| (link, "any".to_owned()));
    let text = |icon: &Value, field: &str| icon[field].as_str().expect("a text").to_owned();
    let icons = icons.iter().map(|icon| (text(icon, "src"), text(icon, "sizes")));
    for (icon, sizes) in icons.chain(links) {
        let size = site.page.exec(&format!(
            "const i = new Image(); i.src = '{icon}'; \
             return i.decode().then(() => i.naturalWidth + 'x' + i.naturalHeight, () => 'none')"
        ));
        let size = size.as_str().expect("a size").to_owned();
        assert!(size == sizes || (sizes == "any" && size != "none"), "{icon}: {size}");
    }
}
