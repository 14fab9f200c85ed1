//! End-to-end harness: the built page on a static host, opened in a real browser.
//!
//! A test is a plain function: it opens a [`Page`], acts as a reader would, and asserts. Each page
//! has its own server, driver and browser profile, so tests share nothing and may run in parallel.
//! The browser is the one that E2E_BROWSER names, `chromium` or `firefox`.

mod axe;
mod chromium;
mod driver;
mod firefox;
mod input;
mod page;
mod server;

use std::env;
use std::path::PathBuf;

pub use driver::{Browser, ColorScheme};
pub use fantoccini::key::Key;
pub use page::Page;
pub use server::StaticServer;

/// The folder of the built page.
pub fn dist_folder() -> PathBuf {
    env::var_os("E2E_DIST").map_or_else(|| workspace().join("dist"), PathBuf::from)
}

/// Asked at run time: a path compiled in would outlive the clone it was compiled in.
fn workspace() -> PathBuf {
    let package = env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from).unwrap_or_default();
    package.ancestors().nth(2).unwrap_or(&package).to_owned()
}
