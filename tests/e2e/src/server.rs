//! A static file host like any other: it serves a folder below some path and knows MIME types.

use std::fs::File;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;
use std::thread::{self, JoinHandle};

use tiny_http::{Header, Request, Response, Server};

/// Not the root of the host, so that an absolute link in the page is a broken link.
const MOUNT: &str = "/some/where/";

pub struct StaticServer {
    server: Arc<Server>,
    thread: Option<JoinHandle<()>>,
}

impl StaticServer {
    pub fn start(folder: PathBuf) -> Result<Self, String> {
        if !folder.join("index.html").is_file() {
            let folder = folder.display();
            return Err(format!("There is no page in {folder}: run `cargo xtask build` first."));
        }
        let server = Server::http("127.0.0.1:0")
            .map_err(|error| format!("The page cannot be served on a local port: {error}."))?;
        let server = Arc::new(server);
        let thread = thread::spawn({
            let server = Arc::clone(&server);
            move || server.incoming_requests().for_each(|request| answer(request, &folder))
        });
        Ok(Self { server, thread: Some(thread) })
    }

    /// The address of the page, without a fragment.
    pub fn url(&self) -> String {
        format!("http://{}{MOUNT}", self.server.server_addr())
    }
}

impl Drop for StaticServer {
    fn drop(&mut self) {
        self.server.unblock();
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

fn answer(request: Request, folder: &Path) {
    let found = file_of(request.url(), folder);
    let opened = found.and_then(|path| File::open(&path).ok().map(|file| (path, file)));
    // An error here means that the browser hung up, which is its right.
    let _ = match opened {
        Some((path, file)) => {
            let kind = Header::from_bytes("Content-Type", mime(&path)).expect("a valid header");
            request.respond(Response::from_file(file).with_header(kind))
        }
        None => request.respond(Response::empty(404)),
    };
}

fn file_of(url: &str, folder: &Path) -> Option<PathBuf> {
    let path = url.split('?').next()?.strip_prefix(MOUNT)?;
    let path = Path::new(if path.is_empty() { "index.html" } else { path });
    let stays_inside = path.components().all(|part| matches!(part, Component::Normal(_)));
    let file = folder.join(path);
    (stays_inside && file.is_file()).then_some(file)
}

fn mime(path: &Path) -> &'static str {
    match path.extension().and_then(|extension| extension.to_str()) {
        Some("css") => "text/css; charset=utf-8",
        Some("html") => "text/html; charset=utf-8",
        Some("ico") => "image/x-icon",
        Some("js" | "mjs") => "text/javascript; charset=utf-8",
        Some("json" | "map") => "application/json",
        Some("png") => "image/png",
        Some("svg") => "image/svg+xml",
        Some("txt") => "text/plain; charset=utf-8",
        Some("wasm") => "application/wasm",
        Some("webmanifest") => "application/manifest+json",
        Some("woff2") => "font/woff2",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_files_below_the_mount_are_served() {
        let folder = PathBuf::from("src");
        let file = |url| file_of(url, &folder);
        assert_eq!(file("/some/where/lib.rs?x=1"), Some(folder.join("lib.rs")));
        assert_eq!(file("/lib.rs"), None);
        assert_eq!(file("/some/where/absent.rs"), None);
        assert_eq!(file("/some/where/../Cargo.toml"), None);
        assert_eq!(file("/some/where//etc/hostname"), None);
    }
}
