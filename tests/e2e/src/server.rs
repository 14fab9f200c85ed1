//! A static file host like any other: it serves a folder below some path and knows MIME types.
//!
//! One thread and one connection for each request: whatever a browser leaves unread or keeps open,
//! the next request is answered.

use std::fs;
use std::io::{self, BufRead, BufReader, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{self, JoinHandle};
use std::time::Duration;

/// Not the root of the host, so that an absolute link in the page is a broken link.
const MOUNT: &str = "/some/where/";
/// A browser opens connections in advance and may never use them.
const PATIENCE: Duration = Duration::from_secs(20);

pub struct StaticServer {
    address: SocketAddr,
    over: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl StaticServer {
    pub fn start(folder: PathBuf) -> Result<Self, String> {
        if !folder.join("index.html").is_file() {
            let folder = folder.display();
            return Err(format!("There is no page in {folder}: run `cargo xtask build` first."));
        }
        let bound = TcpListener::bind("127.0.0.1:0");
        let (listener, address) = bound
            .and_then(|listener| listener.local_addr().map(|address| (listener, address)))
            .map_err(|error| format!("The page cannot be served on a local port: {error}."))?;
        let over = Arc::new(AtomicBool::new(false));
        let thread = thread::spawn({
            let (over, folder) = (Arc::clone(&over), Arc::<Path>::from(folder));
            move || {
                for stream in listener.incoming() {
                    if over.load(Ordering::Relaxed) {
                        return;
                    }
                    let folder = Arc::clone(&folder);
                    // An error means that the browser hung up, which is its right.
                    thread::spawn(move || stream.and_then(|stream| answer(&stream, &folder)));
                }
            }
        });
        Ok(Self { address, over, thread: Some(thread) })
    }

    /// The address of the page, without a fragment.
    pub fn url(&self) -> String {
        format!("http://{}{MOUNT}", self.address)
    }
}

impl Drop for StaticServer {
    fn drop(&mut self) {
        self.over.store(true, Ordering::Relaxed);
        // Wakes the thread, which then closes the port.
        let _ = TcpStream::connect(self.address);
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

/// Reads one request and answers it.
fn answer(stream: &TcpStream, folder: &Path) -> io::Result<()> {
    stream.set_read_timeout(Some(PATIENCE))?;
    let mut lines = BufReader::new(stream).lines();
    let request = lines.next().unwrap_or_else(|| Ok(String::new()))?;
    for header in lines {
        if header?.is_empty() {
            break;
        }
    }
    let mut words = request.split(' ');
    let (method, url) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
    let found = file_of(url, folder).and_then(|path| fs::read(&path).ok().map(|file| (path, file)));
    let (status, kind, body) = match &found {
        Some((path, file)) => ("200 OK", mime(path), file.as_slice()),
        None => ("404 Not Found", "text/plain; charset=utf-8", b"not here".as_slice()),
    };
    let mut stream = stream;
    write!(
        stream,
        "HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {}\r\n\
         Cache-Control: no-cache\r\nConnection: close\r\n\r\n",
        body.len()
    )?;
    if method != "HEAD" {
        stream.write_all(body)?;
    }
    stream.flush()
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
