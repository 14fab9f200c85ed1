//! The commands around the page itself: serving, building and photographing it.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::seal;
use crate::shell::{self, Result};
use crate::tools::{Tool, Toolbox, say};

pub const BUILD_TOOLS: &[Tool] = &[Tool::WasmTarget, Tool::WasmBindgen, Tool::WasmOpt, Tool::Trunk];

#[derive(Debug, PartialEq)]
pub struct ServeOptions {
    port: u16,
    open: bool,
}

impl ServeOptions {
    pub fn parse(args: &[String]) -> Result<Self> {
        let mut options = Self { port: 8080, open: false };
        let mut args = args.iter();
        while let Some(arg) = args.next() {
            match arg.as_str() {
                "--open" => options.open = true,
                "--port" => {
                    let port = args.next().and_then(|word| word.parse().ok());
                    options.port = port.ok_or("`--port` needs a number from 0 to 65535.")?;
                }
                other => return Err(format!("`serve` does not know what to do with `{other}`.")),
            }
        }
        Ok(options)
    }
}

pub fn serve(toolbox: &mut Toolbox, options: &ServeOptions) -> Result {
    toolbox.need(&[Tool::WasmTarget, Tool::WasmBindgen, Tool::Trunk])?;
    // Not into dist/, where its unoptimised, reloading page would pass for the one to publish.
    let mut line = format!("serve --dist target/serve --port {}", options.port);
    if options.open {
        line.push_str(" --open");
    }
    shell::become_program(&mut trunk(toolbox, &line))
}

pub fn build(toolbox: &mut Toolbox) -> Result {
    toolbox.need(BUILD_TOOLS)?;
    // Trunk calls wasm-opt in release builds and only there; the cargo profile is ours either way.
    let release = if toolbox.has_wasm_opt { " --release" } else { "" };
    let line = format!("build --cargo-profile page{release}");
    shell::run(trunk(toolbox, &line).env(seal::ALWAYS, "true"))
}

fn trunk(toolbox: &Toolbox, words: &str) -> Command {
    let mut command = toolbox.shell.command("trunk", words.split(' '));
    // By convention any value of NO_COLOR counts, but trunk stops at all but `true` and `false`.
    if std::env::var_os("NO_COLOR").is_some() {
        command.env("NO_COLOR", "true");
    }
    command
}

pub fn screenshots(toolbox: &mut Toolbox, folder: Option<PathBuf>) -> Result {
    toolbox.need(&[Tool::Chromium])?;
    build(toolbox)?;
    let folder = folder.unwrap_or_else(|| toolbox.shell.root().join("target/screenshots"));
    e2e_program(toolbox, "screenshots", &[&folder])?;
    say(&format!("The screenshots are in {}.", folder.display()));
    Ok(())
}

/// Runs a program of the end-to-end harness on the page in dist/.
pub fn e2e_program(toolbox: &Toolbox, name: &str, args: &[&Path]) -> Result {
    let mut command = toolbox.shell.cargo(&format!("run --quiet --package e2e --bin {name} --"));
    command.args(args).env("E2E_DIST", toolbox.shell.root().join("dist"));
    shell::run(&mut command)
}

#[cfg(test)]
mod tests {
    use super::ServeOptions;

    fn parse(line: &str) -> Result<ServeOptions, String> {
        ServeOptions::parse(&line.split_whitespace().map(str::to_owned).collect::<Vec<_>>())
    }

    #[test]
    fn serve_takes_its_options_in_any_order() {
        assert_eq!(parse(""), Ok(ServeOptions { port: 8080, open: false }));
        assert_eq!(parse("--open --port 9000"), Ok(ServeOptions { port: 9000, open: true }));
    }

    #[test]
    fn serve_names_the_word_it_does_not_know() {
        assert!(parse("--prot 9000").unwrap_err().contains("`--prot`"));
        assert!(parse("--port many").unwrap_err().contains("number"));
    }
}
