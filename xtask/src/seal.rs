//! `cargo xtask seal`, which trunk calls at the end of a build (Trunk.toml): makes a release page
//! complete in itself.
//!
//! ```text
//! built files ─▶ version ─▶ service-worker.js   keeps exactly these files
//!                     └───▶ offline.js          registers it and offers newer versions
//! index.html  ─▶ + policy                       nothing from elsewhere, no inline script
//! ```
//!
//! Pages that are being worked on are left alone: a page kept by a service worker would show
//! yesterday's code, and trunk's own reloading needs an inline script.

use std::env;
use std::fs;
use std::hash::{DefaultHasher, Hasher};
use std::path::{Path, PathBuf};

use serde_json::json;

use crate::shell::Result;

/// Set where the page is for publishing although trunk does not build it with `--release`.
pub const ALWAYS: &str = "PATTERNSCOPE_SEAL";

/// What the page may do. Yew writes style attributes; a saved drawing is an image made here.
const POLICY: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; \
    style-src 'self'; style-src-attr 'unsafe-inline'; img-src 'self' data: blob:; \
    connect-src 'self'; manifest-src 'self'; worker-src 'self'; base-uri 'none'; \
    form-action 'none'";

/// What `trunk serve` puts into a page so that it reloads itself.
const RELOADS: &str = "/.well-known/trunk/ws";

struct File {
    /// Below the folder, with slashes.
    name: String,
    bytes: Vec<u8>,
}

/// Seals the build that trunk has just finished, if it is one to publish.
pub fn seal() -> Result {
    let folder = trunk_says("TRUNK_STAGING_DIR")?;
    let sources = trunk_says("TRUNK_SOURCE_DIR")?.join("static");
    let is_release = env::var_os("TRUNK_PROFILE").is_some_and(|profile| profile == "release");
    if !is_release && env::var_os(ALWAYS).is_none() {
        return Ok(());
    }
    seal_folder(&folder, &sources)
}

fn trunk_says(variable: &str) -> Result<PathBuf> {
    env::var_os(variable).map(PathBuf::from).ok_or_else(|| {
        "`seal` is called by trunk at the end of a build: run `cargo xtask build`.".to_owned()
    })
}

fn seal_folder(folder: &Path, sources: &Path) -> Result {
    let page = folder.join("index.html");
    let html = read_text(&page)?;
    if html.contains(RELOADS) {
        return Ok(());
    }
    let offline = read_text(&sources.join("offline.js"))?;
    let worker = read_text(&sources.join("service-worker.js"))?;
    write(&folder.join("offline.js"), &offline)?;
    let files = files_below(folder)?;
    let version = version(&files, &worker);
    write(&page, &sealed_page(&html, &version, &files)?)?;
    write(&folder.join("service-worker.js"), &sealed_worker(&worker, &version, &files))
}

/// Every file of the build, in order, so that the same build has the same version.
fn files_below(folder: &Path) -> Result<Vec<File>> {
    let mut files = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(inner) = folders.pop() {
        let entries = fs::read_dir(&inner).map_err(|error| unreadable(&inner, &error))?;
        for entry in entries {
            let path = entry.map_err(|error| unreadable(&inner, &error))?.path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let bytes = fs::read(&path).map_err(|error| unreadable(&path, &error))?;
                files.push(File { name: name_below(folder, &path)?, bytes });
            }
        }
    }
    files.sort_by(|one, other| one.name.cmp(&other.name));
    Ok(files)
}

/// As the browser will ask for it; a name that it would have to escape is refused.
fn name_below(folder: &Path, path: &Path) -> Result<String> {
    let name = path.strip_prefix(folder).unwrap_or(path).to_string_lossy().replace('\\', "/");
    let is_plain = |letter: char| letter.is_ascii_alphanumeric() || "-_./".contains(letter);
    match name.chars().all(is_plain) {
        true => Ok(name),
        false => Err(format!("The page has a file that is not plainly named: `{name}`.")),
    }
}

/// Another for any other content; it tells builds apart and protects nothing.
fn version(files: &[File], worker: &str) -> String {
    let mut hasher = DefaultHasher::new();
    let mut add = |bytes: &[u8]| {
        hasher.write(&(bytes.len() as u64).to_le_bytes());
        hasher.write(bytes);
    };
    add(worker.as_bytes());
    add(POLICY.as_bytes());
    for file in files {
        add(file.name.as_bytes());
        add(&file.bytes);
    }
    format!("{:016x}", hasher.finish())
}

fn sealed_page(html: &str, version: &str, files: &[File]) -> Result<String> {
    if let Some(script) = inline_script(html) {
        return Err(format!("The page's own policy would refuse its inline script `{script}`."));
    }
    // Before everything that the policy is about. There may be no `<head>`: it can be left out.
    let (start, rest) = html.split_once("<meta").ok_or("The built index.html has no `<meta`.")?;
    let html = format!(
        "{start}<meta http-equiv=\"Content-Security-Policy\" content=\"{POLICY}\">\n    \
         <meta name=\"offline\" content=\"./offline.js?{version}\">\n    <meta{rest}"
    );
    let engine = files.iter().find(|file| file.name.ends_with(".wasm"));
    let engine = engine.ok_or("The built page has no engine: a file that ends with .wasm.")?;
    let progress = format!("<progress max=\"{}\"", engine.bytes.len());
    replace_one(&html, "<progress", &progress)
}

/// The first script that is in the page itself.
fn inline_script(html: &str) -> Option<&str> {
    let tag = |at| html[at..].split_inclusive('>').next();
    let mut tags = html.match_indices("<script").filter_map(|(at, _)| tag(at));
    tags.find(|tag| !tag.contains(" src="))
}

fn replace_one(text: &str, from: &str, to: &str) -> Result<String> {
    match text.matches(from).count() {
        1 => Ok(text.replace(from, to)),
        count => Err(format!("The built index.html has {count} times `{from}` instead of once.")),
    }
}

fn sealed_worker(worker: &str, version: &str, files: &[File]) -> String {
    // Some hosts answer index.html with a redirection to its folder, which cannot be kept.
    let name = |file: &File| match file.name.as_str() {
        "index.html" => "./".to_owned(),
        name => name.to_owned(),
    };
    let names = files.iter().map(name).collect::<Vec<_>>();
    format!("const VERSION = {};\nconst FILES = {};\n{worker}", json!(version), json!(names))
}

fn read_text(path: &Path) -> Result<String> {
    fs::read_to_string(path).map_err(|error| unreadable(path, &error))
}

fn unreadable(path: &Path, error: &std::io::Error) -> String {
    format!("{} cannot be read: {error}.", path.display())
}

fn write(path: &Path, text: &str) -> Result {
    fs::write(path, text).map_err(|error| format!("{} cannot be written: {error}.", path.display()))
}

#[cfg(test)]
mod tests {
    use super::{File, inline_script, name_below, sealed_page, sealed_worker, version};
    use std::path::Path;

    const PAGE: &str =
        "<head><meta a><meta b><script src=\"./boot.js\"></script></head><progress></progress>";

    fn file(name: &str, bytes: &[u8]) -> File {
        File { name: name.to_owned(), bytes: bytes.to_owned() }
    }

    #[test]
    fn the_page_gets_its_policy_first_its_version_and_the_size_of_its_engine() {
        let page = sealed_page(PAGE, "v1", &[file("engine.wasm", b"1234")]).unwrap();
        assert!(page.starts_with("<head><meta http-equiv=\"Content-Security-Policy\""));
        assert!(page.contains("content=\"./offline.js?v1\""));
        assert!(page.contains("<progress max=\"4\">"));
        assert!(sealed_page(PAGE, "v1", &[]).is_err(), "no engine");
        assert!(sealed_page("<p>", "v1", &[file("engine.wasm", b"")]).is_err(), "no meta");
    }

    #[test]
    fn inline_scripts_are_found() {
        assert_eq!(inline_script(PAGE), None);
        assert_eq!(
            inline_script("<script type=\"module\">a > b"),
            Some("<script type=\"module\">")
        );
        assert_eq!(inline_script("<script>"), Some("<script>"));
    }

    #[test]
    fn the_worker_knows_its_version_and_its_files() {
        let files = [file("a/b.png", b""), file("index.html", b"")];
        let worker = sealed_worker("rest", "v1", &files);
        assert_eq!(worker, "const VERSION = \"v1\";\nconst FILES = [\"a/b.png\",\"./\"];\nrest");
    }

    #[test]
    fn any_change_is_another_version() {
        let all = [
            version(&[file("a", b"x"), file("b", b"y")], "worker"),
            version(&[file("a", b"x"), file("b", b"y")], "another"),
            version(&[file("a", b"y"), file("b", b"x")], "worker"),
            version(&[file("a", b"xb"), file("", b"y")], "worker"),
            version(&[file("a", b"x")], "worker"),
        ];
        for (at, one) in all.iter().enumerate() {
            assert!(!all[..at].contains(one), "{at}");
        }
    }

    #[test]
    fn names_are_as_a_browser_asks_for_them() {
        let name = |path| name_below(Path::new("dist"), Path::new(path));
        assert_eq!(name("dist/a/b-1.js"), Ok("a/b-1.js".to_owned()));
        assert!(name("dist/a b.js").is_err());
    }
}
