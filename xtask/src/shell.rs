//! Running other programs: where, with which PATH, and what to say when one fails.

use std::env;
use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// Every error of this program is one clear sentence for the person who typed the command.
pub type Result<T = ()> = std::result::Result<T, String>;

/// What programs run here have in common: the workspace as their folder, a PATH, variables.
pub struct Shell {
    root: PathBuf,
    path: Vec<PathBuf>,
    vars: Vec<(String, OsString)>,
}

impl Shell {
    pub fn new(root: PathBuf) -> Self {
        let path = env::split_paths(&env::var_os("PATH").unwrap_or_default()).collect();
        Self { root, path, vars: Vec::new() }
    }

    pub fn root(&self) -> &Path {
        &self.root
    }

    pub fn prefer_folder(&mut self, folder: PathBuf) {
        self.path.insert(0, folder);
    }

    pub fn set(&mut self, name: &str, value: impl Into<OsString>) {
        self.vars.push((name.to_owned(), value.into()));
    }

    /// What was set last under this name.
    pub fn var(&self, name: &str) -> Option<&OsStr> {
        let mut all = self.vars.iter().rev();
        all.find(|(set, _)| set == name).map(|(_, value)| value.as_os_str())
    }

    /// The program a bare name stands for.
    pub fn which(&self, name: &str) -> Option<PathBuf> {
        self.path.iter().map(|folder| folder.join(name)).find(|file| file.is_file())
    }

    pub fn command<S: AsRef<OsStr>>(
        &self,
        program: &str,
        args: impl IntoIterator<Item = S>,
    ) -> Command {
        let mut command = Command::new(program);
        command.args(args).current_dir(&self.root);
        if let Ok(path) = env::join_paths(&self.path) {
            command.env("PATH", path);
        }
        command.envs(self.vars.iter().map(|(name, value)| (name, value)));
        command
    }

    /// `cargo` with words separated by blanks, which none of ours contains.
    pub fn cargo(&self, words: &str) -> Command {
        self.command("cargo", words.split_whitespace())
    }

    /// What the program prints, if it succeeds.
    pub fn ask(&self, program: &str, args: &[&str]) -> Option<String> {
        let output = self.command(program, args).stdin(Stdio::null()).output().ok()?;
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        output.status.success().then_some(text)
    }
}

/// Runs a program in the foreground, showing its command line first.
pub fn run(command: &mut Command) -> Result {
    let line = command_line(command);
    println!("$ {line}");
    match command.status() {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(format!("`{line}` failed ({status}).")),
        Err(error) => Err(format!("`{line}` could not be started: {error}.")),
    }
}

/// The same for a program whose output is not for people: returns it instead of showing it.
pub fn run_for_output(command: &mut Command) -> Result<String> {
    let line = command_line(command);
    println!("$ {line}");
    let output = command.stdin(Stdio::null()).stderr(Stdio::inherit()).output();
    match output {
        Ok(output) if output.status.success() => {
            Ok(String::from_utf8_lossy(&output.stdout).into_owned())
        }
        Ok(output) => Err(format!("`{line}` failed ({}).", output.status)),
        Err(error) => Err(format!("`{line}` could not be started: {error}.")),
    }
}

/// Runs a program instead of this one, so that a signal meant to end it reaches it.
#[cfg(unix)]
pub fn become_program(command: &mut Command) -> Result {
    use std::os::unix::process::CommandExt;

    let line = command_line(command);
    println!("$ {line}");
    let error = command.exec();
    Err(format!("`{line}` could not be started: {error}."))
}

#[cfg(not(unix))]
pub fn become_program(command: &mut Command) -> Result {
    run(command)
}

fn command_line(command: &Command) -> String {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    words.map(OsStr::to_string_lossy).collect::<Vec<_>>().join(" ")
}
