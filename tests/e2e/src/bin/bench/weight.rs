//! What the built page weighs, file by file.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use flate2::Compression;
use flate2::write::GzEncoder;

use crate::table::Row;

const GZIPPED_MAX: f64 = 200_000.0;

pub fn measure(folder: &Path) -> Result<Vec<Row>, String> {
    weigh(folder).map_err(|error| {
        let folder = folder.display();
        format!("{folder} cannot be read ({error}): run `cargo xtask build` first.")
    })
}

fn weigh(folder: &Path) -> io::Result<Vec<Row>> {
    let row = |what: &str, bytes: usize| Row::new(what, "bytes", vec![bytes as f64]);
    let mut files = Vec::new();
    let (mut all, mut all_zipped) = (0, 0);
    for path in files_below(folder)? {
        let bytes = fs::read(&path)?;
        let zipped = gzip_size(&bytes)?;
        let name = path.strip_prefix(folder).unwrap_or(&path).display().to_string();
        files.push(row(&format!("  {name}, gzipped"), zipped));
        all += bytes.len();
        all_zipped += zipped;
    }
    let mut rows = vec![row("page, raw", all)];
    rows.push(row("page, gzipped", all_zipped).aim(GZIPPED_MAX));
    rows.extend(files);
    Ok(rows)
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
