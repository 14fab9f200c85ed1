//! `cargo xtask bench`: builds the engine's measurements natively and for the browser, and the
//! page, and lets the end-to-end harness measure them all and print one table.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::page;
use crate::shell::{self, Result};
use crate::tools::{Tool, Toolbox};

const WASM: &str = "--profile page --target wasm32-unknown-unknown";

pub fn bench(toolbox: &mut Toolbox) -> Result {
    toolbox.need(page::BUILD_TOOLS)?;
    toolbox.need(&[Tool::Chromium])?;
    page::build(toolbox)?;
    let native = build_engine(toolbox, "--release")?;
    let wasm = build_engine(toolbox, WASM)?;
    let folder = engine_page(toolbox, &wasm)?;
    page::e2e_program(toolbox, "bench", &[&native, &folder])
}

/// The program built from benches/engine.rs, whose name cargo makes up.
fn build_engine(toolbox: &Toolbox, how: &str) -> Result<PathBuf> {
    let line = format!(
        "build --package patternscope --bench engine {how} \
         --message-format json-render-diagnostics"
    );
    let messages = shell::run_for_output(&mut toolbox.shell.cargo(&line))?;
    messages
        .lines()
        .find_map(executable)
        .ok_or_else(|| format!("`cargo {line}` does not say what it has built."))
}

/// What a message of cargo says to be the program built.
fn executable(message: &str) -> Option<PathBuf> {
    let message: Value = serde_json::from_str(message).ok()?;
    let is_engine = message["target"]["name"] == "engine";
    is_engine.then(|| message["executable"].as_str().map(PathBuf::from))?
}

/// A page that runs it, made as trunk makes ours: by the same tools with the same options.
fn engine_page(toolbox: &Toolbox, wasm: &Path) -> Result<PathBuf> {
    let folder = toolbox.shell.root().join("target/bench");
    let module = folder.join("engine_bg.wasm");
    let words = ["--target", "web", "--no-typescript", "--out-name", "engine", "--out-dir"];
    let mut command = toolbox.shell.command("wasm-bindgen", words);
    shell::run(command.arg(&folder).arg(wasm))?;
    if toolbox.has_wasm_opt {
        let mut command = toolbox.shell.command("wasm-opt", ["-O", "--output"]);
        shell::run(command.arg(&module).arg(&module))?;
    }
    let page = toolbox.shell.root().join("benches/engine.html");
    fs::copy(&page, folder.join("index.html"))
        .map_err(|error| format!("{} cannot be copied: {error}.", page.display()))?;
    Ok(folder)
}

#[cfg(test)]
mod tests {
    use super::executable;
    use std::path::PathBuf;

    #[test]
    fn the_engine_is_found_among_the_messages_of_cargo() {
        let message = |name, program| {
            format!(r#"{{"reason":"x","target":{{"name":"{name}"}},"executable":{program}}}"#)
        };
        assert_eq!(executable(&message("engine", r#""/e""#)), Some(PathBuf::from("/e")));
        assert_eq!(executable(&message("engine", "null")), None);
        assert_eq!(executable(&message("other", r#""/e""#)), None);
        assert_eq!(executable("no JSON"), None);
    }
}
