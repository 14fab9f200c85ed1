//! The tools a command needs: finding each one, and installing it when it is missing.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use crate::browser;
use crate::shell::{self, Result, Shell};

const TRUNK: &str = "0.21.14";
/// The oldest wasm-opt that will do, and the one trunk 0.21.14 itself would choose.
const BINARYEN: u32 = 123;
const GECKODRIVER: &str = "0.37.1";
const AXE_CORE: &str = "4.14.1";
const WASM: &str = "wasm32-unknown-unknown";

/// Cuts the time of an installation; these tools are quick enough without optimisation.
const QUICK_INSTALL: [(&str, &str); 3] = [
    ("CARGO_PROFILE_RELEASE_LTO", "false"),
    ("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16"),
    ("CARGO_PROFILE_RELEASE_OPT_LEVEL", "1"),
];

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tool {
    Rustfmt,
    Clippy,
    WasmTarget,
    WasmBindgen,
    WasmOpt,
    Trunk,
    Chromium,
    Firefox,
    Geckodriver,
    AxeCore,
}

/// The shell in which the tools asked for so far can be found.
pub struct Toolbox {
    pub shell: Shell,
    /// False where npm is missing: the page works without wasm-opt and is merely larger.
    pub has_wasm_opt: bool,
    /// What could not be had and was done without, a sentence each.
    pub without: Vec<&'static str>,
    cache: PathBuf,
    ready: Vec<Tool>,
}

impl Toolbox {
    pub fn open() -> Result<Self> {
        // Asked at run time: a path compiled in would outlive the clone it was compiled in.
        let manifest = env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from);
        let root = manifest
            .as_deref()
            .and_then(|folder| folder.parent())
            .ok_or("This program only works when started as `cargo xtask`.")?;
        Ok(Self {
            shell: Shell::new(root.to_owned()),
            has_wasm_opt: true,
            without: Vec::new(),
            cache: cache_folder()?,
            ready: Vec::new(),
        })
    }

    /// Makes the tools usable and returns what had to be installed for that.
    pub fn need(&mut self, tools: &[Tool]) -> Result<Vec<Tool>> {
        let mut installed = Vec::new();
        for &tool in tools {
            if !self.ready.contains(&tool) {
                if self.provide(tool)? {
                    installed.push(tool);
                }
                self.ready.push(tool);
            }
        }
        Ok(installed)
    }

    fn provide(&mut self, tool: Tool) -> Result<bool> {
        match tool {
            Tool::Rustfmt => self.component("fmt", "rustfmt"),
            Tool::Clippy => self.component("clippy", "clippy"),
            Tool::WasmTarget => self.wasm_target(),
            Tool::Trunk => self.cargo_tool("trunk", TRUNK, &["trunk"]),
            Tool::WasmBindgen => {
                let version = self.locked_version("wasm-bindgen")?;
                let programs = ["wasm-bindgen", "wasm-bindgen-test-runner"];
                self.cargo_tool("wasm-bindgen-cli", &version, &programs)
            }
            Tool::WasmOpt => self.wasm_opt(),
            Tool::Chromium => browser::provide(&mut self.shell, &browser::CHROMIUM),
            Tool::Firefox => browser::provide(&mut self.shell, &browser::FIREFOX),
            Tool::Geckodriver => self.geckodriver(),
            Tool::AxeCore => self.axe_core(),
        }
    }

    fn geckodriver(&mut self) -> Result<bool> {
        const VARIABLE: &str = "GECKODRIVER";
        let names = ["geckodriver"];
        let named = env::var_os(VARIABLE).is_some();
        let installed = !named && self.cargo_tool("geckodriver", GECKODRIVER, &names)?;
        let program = browser::one(&self.shell, VARIABLE, &names)?;
        self.shell.set(VARIABLE, program.unwrap_or_default());
        Ok(installed)
    }

    fn component(&self, subcommand: &str, component: &str) -> Result<bool> {
        if self.shell.ask("cargo", &[subcommand, "--version"]).is_some() {
            return Ok(false);
        }
        self.rustup(["component", "add", component])
    }

    fn wasm_target(&self) -> Result<bool> {
        let sysroot = self.shell.ask("rustc", &["--print", "sysroot"]).unwrap_or_default();
        let library = PathBuf::from(sysroot.trim()).join("lib/rustlib").join(WASM).join("lib");
        if library.is_dir() {
            return Ok(false);
        }
        self.rustup(["target", "add", WASM])
    }

    /// Tries twice: slow networks time out once more often than twice.
    fn rustup(&self, args: [&str; 3]) -> Result<bool> {
        say(&format!("{} is missing, so rustup adds it.", args[2]));
        let mut command = self.shell.command("rustup", args);
        shell::run(&mut command).or_else(|_| shell::run(&mut command)).map_err(|_| {
            format!("{} is missing: go online and run `rustup {}`.", args[2], args.join(" "))
        })?;
        Ok(true)
    }

    /// A program from crates.io, in exactly this version.
    fn cargo_tool(&mut self, name: &str, version: &str, programs: &[&str]) -> Result<bool> {
        if self.all_have_version(programs, version) {
            return Ok(false);
        }
        let folder = self.cache.join(format!("{name}-{version}"));
        self.shell.prefer_folder(folder.join("bin"));
        if self.all_have_version(programs, version) {
            return Ok(false);
        }
        say(&format!("{name} {version} is missing, so cargo installs it; this takes minutes."));
        let line = format!("install {name} --version {version} --locked");
        let mut command = self.shell.cargo(&line);
        command.arg("--root").arg(&folder);
        // In its own temporary target folder: a shared one would keep these artefacts forever.
        command.env_remove("CARGO_TARGET_DIR").envs(QUICK_INSTALL);
        shell::run(&mut command).map_err(|_| {
            format!("{name} {version} is missing: go online and run `cargo {line}`.")
        })?;
        Ok(true)
    }

    fn all_have_version(&self, programs: &[&str], version: &str) -> bool {
        programs.iter().all(|program| {
            let answer = self.shell.ask(program, &["--version"]).unwrap_or_default();
            answer.split_whitespace().nth(1) == Some(version)
        })
    }

    /// wasm-bindgen's command must be of the same version as its library.
    fn locked_version(&self, package: &str) -> Result<String> {
        let lock = self.shell.root().join("Cargo.lock");
        let text = fs::read_to_string(&lock).unwrap_or_default();
        version_in_lock(&text, package).map(str::to_owned).ok_or_else(|| {
            format!("Cargo.lock names no {package}: run `cargo generate-lockfile` and commit it.")
        })
    }

    /// The npm package, because Binaryen is neither on crates.io nor recent enough in Debian.
    fn wasm_opt(&mut self) -> Result<bool> {
        if self.wasm_opt_is_recent() {
            return Ok(false);
        }
        let folder = self.cache.join(format!("binaryen-{BINARYEN}"));
        self.shell.prefer_folder(folder.join("node_modules/.bin"));
        if self.wasm_opt_is_recent() {
            return Ok(false);
        }
        let package = format!("binaryen@{BINARYEN}");
        // Offline it is missed as little as where there is no npm.
        if self.npm_install(&folder, &package).unwrap_or(false) && self.wasm_opt_is_recent() {
            return Ok(true);
        }
        self.go_without(
            "There is neither wasm-opt nor a way to get it by npm, so the page is larger.",
        );
        self.has_wasm_opt = false;
        Ok(false)
    }

    /// The rules of accessibility, a script that the end-to-end harness runs in the page.
    fn axe_core(&mut self) -> Result<bool> {
        const VARIABLE: &str = "AXE";
        let folder = self.cache.join(format!("axe-core-{AXE_CORE}"));
        let script = folder.join("node_modules/axe-core/axe.min.js");
        if let Some(named) = browser::one(&self.shell, VARIABLE, &[])? {
            self.shell.set(VARIABLE, named);
            return Ok(false);
        }
        let missing = !script.is_file();
        if missing && !self.npm_install(&folder, &format!("axe-core@{AXE_CORE}"))? {
            self.go_without("There is no npm to get axe-core, so its rules are not checked.");
            self.shell.set(VARIABLE, "none");
            return Ok(false);
        }
        self.shell.set(VARIABLE, script);
        Ok(missing)
    }

    /// False where there is no npm.
    fn npm_install(&self, folder: &Path, package: &str) -> Result<bool> {
        if self.shell.which("npm").is_none() {
            return Ok(false);
        }
        say(&format!("npm installs {package}."));
        let words = ["install", "--no-audit", "--no-fund", "--save-exact", "--prefix"];
        let mut command = self.shell.command("npm", words);
        shell::run(command.arg(folder).arg(package)).map_err(|_| {
            format!("{package} is missing: go online and run `npm install {package}`.")
        })?;
        Ok(true)
    }

    fn go_without(&mut self, sentence: &'static str) {
        say(sentence);
        self.without.push(sentence);
    }

    fn wasm_opt_is_recent(&self) -> bool {
        let answer = self.shell.ask("wasm-opt", &["--version"]).unwrap_or_default();
        let version = answer.split_whitespace().nth(2).and_then(|word| word.parse().ok());
        version.is_some_and(|version: u32| version >= BINARYEN)
    }
}

pub fn say(sentence: &str) {
    println!("-- {sentence}");
}

fn cache_folder() -> Result<PathBuf> {
    let cache = env::var_os("XDG_CACHE_HOME")
        .map(PathBuf::from)
        .filter(|folder| folder.is_absolute())
        .or_else(|| env::home_dir().map(|home| home.join(".cache")))
        .ok_or("There is no home folder to keep tools in: set XDG_CACHE_HOME.")?;
    Ok(cache.join("patternscope/tools"))
}

fn version_in_lock<'a>(lock: &'a str, package: &str) -> Option<&'a str> {
    let name = format!("name = \"{package}\"");
    let mut lines = lock.lines().skip_while(|line| *line != name).skip(1);
    lines.next()?.strip_prefix("version = \"")?.strip_suffix('"')
}

#[cfg(test)]
mod tests {
    use super::version_in_lock;

    const LOCK: &str = "\
[[package]]
name = \"wasm-bindgen\"
version = \"0.2.129\"

[[package]]
name = \"wasm-bindgen-macro\"
version = \"9.9.9\"
";

    #[test]
    fn finds_the_version_of_exactly_the_package_named() {
        assert_eq!(version_in_lock(LOCK, "wasm-bindgen"), Some("0.2.129"));
        assert_eq!(version_in_lock(LOCK, "wasm-bindgen-macro"), Some("9.9.9"));
        assert_eq!(version_in_lock(LOCK, "wasm"), None);
    }
}
