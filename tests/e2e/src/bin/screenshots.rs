//! Photographs the page at every size and in both themes, for people to look at.

use std::env;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use e2e::{ColorScheme, Page};

const LINKS: [(&str, &str); 6] = [
    ("home", "#/"),
    ("quorum", "#/quorum"),
    ("quorum-question", "#/quorum?at=4"),
    ("quorum-middle", "#/quorum?at=17"),
    ("quorum-node", "#/quorum?at=17&select=B"),
    ("quorum-message", "#/quorum?at=17&select=A-B.1"),
];
/// Shown first where rooms take turns, because that is where the link leads to.
const ROOMS: [(&str, &str); 3] =
    [("quorum-question", "story"), ("quorum-node", "insight"), ("quorum-message", "insight")];
const SIZES: [(u32, u32); 5] = [(1440, 900), (1024, 768), (768, 1024), (390, 844), (360, 640)];
const SCHEMES: [(&str, ColorScheme); 2] =
    [("light", ColorScheme::Light), ("dark", ColorScheme::Dark)];

fn main() -> ExitCode {
    let folder = env::args_os().nth(1).map_or_else(|| "target/screenshots".into(), PathBuf::from);
    match Page::start() {
        Ok(page) => {
            photograph_all(&page, &folder);
            ExitCode::SUCCESS
        }
        Err(sentence) => {
            eprintln!("error: {sentence}");
            ExitCode::FAILURE
        }
    }
}

fn photograph_all(page: &Page, folder: &Path) {
    for (width, height) in SIZES {
        for (scheme_name, scheme) in SCHEMES {
            page.set_viewport(width, height);
            page.set_color_scheme(scheme);
            for (link_name, link) in LINKS {
                page.visit(link);
                page.wait_for("h1");
                show_room(page, link_name);
                page.wait_until("all fonts", "document.fonts.status === 'loaded'");
                let name = format!("{link_name}-{width}x{height}-{scheme_name}.png");
                page.screenshot(&folder.join(&name));
                println!("{name}");
            }
        }
    }
}

fn show_room(page: &Page, link_name: &str) {
    for (_, room) in ROOMS.iter().filter(|(name, _)| *name == link_name) {
        let tab = format!("[data-test=tab-{room}]");
        page.wait_for("[data-test=stage] .node");
        if page.exec(&format!("return document.querySelector('{tab}').checkVisibility()")) == true {
            page.click(&tab);
        }
    }
}
