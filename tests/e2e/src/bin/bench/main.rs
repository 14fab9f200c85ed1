//! Measures the built page and the engine in it, and prints one table with the aims.
//!
//! ```text
//! bench <engine> <folder>     benches/engine.rs: built natively, and as a page for the browser
//! ```
//!
//! `cargo xtask bench` builds all of it and runs this.

mod engine;
mod memory;
mod page;
mod table;
mod weight;

use std::env;
use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use table::Row;

fn main() -> ExitCode {
    match measure() {
        // Whoever reads only the head of it, through a pipe, has not made a mistake.
        Ok(rows) => {
            let _ = write!(io::stdout(), "\n{}", table::table(&rows));
            ExitCode::SUCCESS
        }
        Err(sentence) => {
            eprintln!("error: {sentence}");
            ExitCode::FAILURE
        }
    }
}

fn measure() -> Result<Vec<Row>, String> {
    let mut args = env::args_os().skip(1).map(PathBuf::from);
    let usage = "`cargo xtask bench` runs this, with what it needs.";
    let (native, folder) = args.next().zip(args.next()).ok_or(usage)?;
    let mut rows = engine::measure(&native, &folder)?;
    rows.extend(page::measure()?);
    rows.extend(weight::measure(&e2e::dist_folder())?);
    Ok(rows)
}
