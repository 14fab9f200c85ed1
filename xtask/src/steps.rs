//! `cargo xtask test`: the checks in order, each with the tools it needs and the time it took.

use std::fmt::Write;
use std::time::{Duration, Instant};

use crate::page;
use crate::shell::{self, Result};
use crate::tools::{Tool, Toolbox, say};

pub struct Step {
    name: &'static str,
    does: &'static str,
    tools: &'static [Tool],
    run: fn(&mut Toolbox) -> Result,
}

/// Cheapest first, so that most mistakes show within seconds.
static STEPS: [Step; 8] = [
    Step {
        name: "fmt",
        does: "check that rustfmt would change nothing",
        tools: &[Tool::Rustfmt],
        run: |toolbox| cargo(toolbox, "fmt --all --check"),
    },
    Step {
        name: "clippy",
        does: "lint natively and for wasm32; a warning is an error",
        tools: &[Tool::Clippy, Tool::WasmTarget],
        run: |toolbox| {
            cargo(toolbox, "clippy --workspace --all-targets -- -D warnings")?;
            let wasm = "clippy --target wasm32-unknown-unknown --package patternscope";
            cargo(toolbox, &format!("{wasm} --lib --bins --tests -- -D warnings"))
        },
    },
    Step {
        name: "native",
        does: "run the unit, integration and doc tests natively",
        tools: &[],
        run: |toolbox| cargo(toolbox, "test --workspace --exclude e2e"),
    },
    Step {
        name: "wasm",
        does: "run the tests that need a browser, as wasm in headless Chromium",
        tools: &[Tool::WasmTarget, Tool::WasmBindgen, Tool::Chromium],
        run: |toolbox| wasm_tests(toolbox, "GECKODRIVER"),
    },
    Step {
        name: "wasm-firefox",
        does: "run them in headless Firefox: the digests are the same",
        tools: &[Tool::WasmTarget, Tool::WasmBindgen, Tool::Firefox, Tool::Geckodriver],
        run: |toolbox| wasm_tests(toolbox, "CHROMEDRIVER"),
    },
    Step {
        name: "page",
        does: "build the release page into dist/",
        tools: page::BUILD_TOOLS,
        run: page::build,
    },
    Step {
        name: "e2e",
        does: "use the page in dist/ as a reader would, in headless Chromium",
        tools: &[Tool::Chromium, Tool::AxeCore],
        run: |toolbox| e2e_tests(toolbox, "chromium"),
    },
    Step {
        name: "e2e-firefox",
        does: "use it in headless Firefox",
        tools: &[Tool::Firefox, Tool::Geckodriver, Tool::AxeCore],
        run: |toolbox| e2e_tests(toolbox, "firefox"),
    },
];

fn cargo(toolbox: &Toolbox, words: &str) -> Result {
    shell::run(&mut toolbox.shell.cargo(words))
}

/// The runner takes any driver that it knows of, so it must not know of the other one.
fn wasm_tests(toolbox: &Toolbox, other_driver: &str) -> Result {
    let words = "test --target wasm32-unknown-unknown --package patternscope --test wasm";
    let mut command = toolbox.shell.cargo(words);
    command.env_remove(other_driver);
    // The defaults, 20 and 5 seconds, are tight for a busy machine that starts a browser cold.
    command.env("WASM_BINDGEN_TEST_TIMEOUT", "120");
    command.env("WASM_BINDGEN_TEST_DRIVER_TIMEOUT", "60");
    shell::run(&mut command)
}

fn e2e_tests(toolbox: &Toolbox, browser: &str) -> Result {
    let dist = toolbox.shell.root().join("dist");
    if !dist.join("index.html").is_file() {
        return Err("There is no page in dist/ to test: run `cargo xtask build` first.".to_owned());
    }
    let mut command = toolbox.shell.cargo("test --package e2e");
    shell::run(command.env("E2E_DIST", dist).env("E2E_BROWSER", browser))
}

/// The steps' lines of `--help`.
pub fn list() -> String {
    let mut text = String::new();
    for step in &STEPS {
        let _ = writeln!(text, "  {:14}{}", step.name, step.does);
    }
    text
}

/// The steps named, in the order of the list; all of them if none is.
pub fn choose(names: &[String]) -> Result<Vec<&'static Step>> {
    if let Some(unknown) = names.iter().find(|name| STEPS.iter().all(|step| step.name != **name)) {
        let known: Vec<_> = STEPS.iter().map(|step| step.name).collect();
        return Err(format!("`{unknown}` is not a step; the steps are: {}.", known.join(", ")));
    }
    let chosen = |step: &&Step| names.is_empty() || names.iter().any(|name| name == step.name);
    Ok(STEPS.iter().filter(chosen).collect())
}

/// Runs the steps up to the first that fails, and always ends with how long each took.
pub fn run(toolbox: &mut Toolbox, steps: &[&Step]) -> Result {
    let start = Instant::now();
    let mut rows = Vec::new();
    let result = steps.iter().try_for_each(|step| run_step(toolbox, step, &mut rows));
    println!("\n{:32}{:>10}", "step", "seconds");
    for (name, time) in &rows {
        println!("{name:32}{:>10.1}", time.as_secs_f64());
    }
    println!("{:32}{:>10.1}", "all", start.elapsed().as_secs_f64());
    if result.is_ok() {
        println!("\nAll {} steps passed.", steps.len());
        toolbox.without.iter().for_each(|sentence| say(sentence));
    }
    result
}

fn run_step(toolbox: &mut Toolbox, step: &Step, rows: &mut Vec<(String, Duration)>) -> Result {
    println!("\n== {}: {}", step.name, step.does);
    let start = Instant::now();
    let installed = toolbox.need(step.tools);
    let install_time = start.elapsed();
    match &installed {
        Ok(tools) if tools.is_empty() => {}
        Ok(tools) => rows.push((format!("{} (installing {tools:?})", step.name), install_time)),
        Err(_) => rows.push((format!("{} (tools)", step.name), install_time)),
    }
    installed?;
    let start = Instant::now();
    let result = (step.run)(toolbox);
    let time = start.elapsed();
    let verdict = if result.is_ok() { "passed" } else { "FAILED" };
    say(&format!("{} {verdict} in {:.1} s", step.name, time.as_secs_f64()));
    rows.push((step.name.to_owned(), time));
    result.map_err(|sentence| format!("step `{}` stopped the run: {sentence}", step.name))
}

#[cfg(test)]
mod tests {
    use super::{STEPS, choose};

    fn chosen(line: &str) -> Result<Vec<&'static str>, String> {
        let names: Vec<_> = line.split_whitespace().map(str::to_owned).collect();
        choose(&names).map(|steps| steps.iter().map(|step| step.name).collect())
    }

    #[test]
    fn no_name_means_every_step() {
        assert_eq!(chosen("").unwrap().len(), STEPS.len());
    }

    #[test]
    fn named_steps_keep_the_order_of_the_list() {
        assert_eq!(chosen("e2e fmt"), Ok(vec!["fmt", "e2e"]));
    }

    #[test]
    fn an_unknown_step_is_named() {
        assert!(chosen("fmt clipy").unwrap_err().contains("`clipy`"));
    }
}
