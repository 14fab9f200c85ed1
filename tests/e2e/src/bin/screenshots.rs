//! Photographs the page at every size and in both themes, for people to look at.

use std::env;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use e2e::{ColorScheme, Page};

const LINKS: [(&str, &str); 3] =
    [("home", "#/"), ("quorum", "#/quorum"), ("quorum-at-17", "#/quorum?at=17")];
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
                page.wait_until("all fonts", "document.fonts.status === 'loaded'");
                let name = format!("{link_name}-{width}x{height}-{scheme_name}.png");
                page.screenshot(&folder.join(&name));
                println!("{name}");
            }
        }
    }
}
