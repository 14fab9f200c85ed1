//! The project's own commands. `cargo xtask <command>` installs what a command needs and runs it.

mod bench;
mod browser;
mod page;
mod seal;
mod shell;
mod steps;
mod tools;

use std::env;
use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use shell::Result;
use tools::Toolbox;

const HELP: &str = "\
Usage: cargo xtask <command>

Commands:
  serve [--port N] [--open]   Serve the page, rebuilding it at each edit (port 8080)
  build                       Build the release page into dist/, for any static host
  test [step ...]             Run all checks, or only the steps named
  bench                       Print speeds, native and in the browser, and sizes, with the aims
  screenshots [folder]        Save the page in all sizes and themes (target/screenshots)
  seal                        Make a built page work offline; trunk calls this, see Trunk.toml
  help                        Print this

Steps of `test`, always in this order:
";

const HELP_END: &str = "
Missing tools are installed: rustup components with rustup, Chromium and Firefox with apt-get, the
others into the user's cache folder, keyed by version. Tools already on PATH in the right version
are used.

Environment:
  CHROME, CHROMEDRIVER   Browser and driver to use instead of those on PATH
  FIREFOX, GECKODRIVER   The same
  BENCH_MINUTES          How long `bench` plays to see whether memory grows (5)
  AXE                    The script axe.min.js of axe-core, instead of the one that npm installs
  XDG_CACHE_HOME         Where tools are kept (default ~/.cache, in the folder patternscope)
";

fn main() -> ExitCode {
    match run(env::args().skip(1).collect()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(sentence) => {
            eprintln!("error: {sentence}");
            ExitCode::FAILURE
        }
    }
}

fn run(args: Vec<String>) -> Result {
    let wants_help = |arg: &String| arg == "--help" || arg == "-h";
    if args.is_empty() || args[0] == "help" || args.iter().any(wants_help) {
        // Whoever reads only the head of it, through a pipe, has not made a mistake.
        let _ = write!(io::stdout(), "{HELP}{}{HELP_END}", steps::list());
        return Ok(());
    }
    let (command, rest) = (args[0].as_str(), &args[1..]);
    match command {
        "serve" => {
            let options = page::ServeOptions::parse(rest)?;
            page::serve(&mut Toolbox::open()?, &options)
        }
        "build" => {
            no_more("build", rest)?;
            page::build(&mut Toolbox::open()?)
        }
        "test" => {
            let chosen = steps::choose(rest)?;
            steps::run(&mut Toolbox::open()?, &chosen)
        }
        "bench" => {
            no_more("bench", rest)?;
            bench::bench(&mut Toolbox::open()?)
        }
        "seal" => {
            no_more("seal", rest)?;
            seal::seal()
        }
        "screenshots" => {
            let folder = screenshot_folder(rest)?;
            page::screenshots(&mut Toolbox::open()?, folder)
        }
        other => Err(format!("`{other}` is not a command; `cargo xtask --help` lists them.")),
    }
}

fn no_more(command: &str, rest: &[String]) -> Result {
    match rest.first() {
        None => Ok(()),
        Some(word) => Err(format!("`{command}` does not know what to do with `{word}`.")),
    }
}

/// Relative to where the user typed the command, not to the workspace.
fn screenshot_folder(rest: &[String]) -> Result<Option<PathBuf>> {
    match rest {
        [] => Ok(None),
        [folder] if !folder.starts_with('-') => std::path::absolute(folder)
            .map(Some)
            .map_err(|error| format!("`{folder}` cannot be a folder: {error}.")),
        [word] | [_, word, ..] => no_more("screenshots", std::slice::from_ref(word)).map(|()| None),
    }
}
