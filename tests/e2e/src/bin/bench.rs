//! Measures the built page: what it weighs, and how fast it runs in the browser.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use flate2::Compression;
use flate2::write::GzEncoder;

fn main() -> ExitCode {
    let folder = e2e::dist_folder();
    match print_sizes(&folder) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let folder = folder.display();
            eprintln!("error: {folder} cannot be read ({error}): run `cargo xtask build` first.");
            ExitCode::FAILURE
        }
    }
}

fn print_sizes(folder: &Path) -> io::Result<()> {
    println!("\n{:48}{:>12}{:>12}", "file", "bytes", "gzip");
    let (mut all, mut all_zipped) = (0, 0);
    for path in files_below(folder)? {
        let bytes = fs::read(&path)?;
        let zipped = gzip_size(&bytes)?;
        let name = path.strip_prefix(folder).unwrap_or(&path).display().to_string();
        println!("{name:48}{:>12}{zipped:>12}", bytes.len());
        all += bytes.len();
        all_zipped += zipped;
    }
    println!("{:48}{all:>12}{all_zipped:>12}", "all");
    Ok(())
}

fn files_below(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder)? {
            let path = entry?.path();
            if path.is_dir() {
                folders.push(path);
            } else {
                files.push(path);
            }
        }
    }
    files.sort();
    Ok(files)
}

/// At the level that static hosts commonly use.
fn gzip_size(bytes: &[u8]) -> io::Result<usize> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes)?;
    Ok(encoder.finish()?.len())
}
