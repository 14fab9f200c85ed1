//! axe-core: the rules of WCAG that a program can check, checked in the page as it is right now.

use std::env;
use std::fs;

use serde_json::Value;

use crate::page::Page;

/// Runs in the page: one line for every element that breaks a rule.
const RUN: &str = include_str!("axe.js");

impl Page {
    /// What breaks a rule of WCAG 2.x A or AA or axe's best practice: the rule, the element, why.
    ///
    /// The variable AXE names the script, `axe.min.js`; `cargo xtask test` installs it and sets it.
    /// Where there is no npm to install it, it sets AXE to `none`, and nothing is found.
    #[track_caller]
    pub fn axe(&self) -> Vec<String> {
        const HOW: &str = "run `cargo xtask test e2e`, or set AXE to the path of axe.min.js";
        let path = env::var_os("AXE").unwrap_or_else(|| panic!("AXE is not set: {HOW}"));
        if path == "none" {
            eprintln!("not checked: axe-core is missing");
            return Vec::new();
        }
        if self.exec("return !window.axe") == true {
            let source = fs::read_to_string(&path).unwrap_or_else(|error| {
                panic!("{} cannot be read ({error}): {HOW}", path.display())
            });
            self.exec(&source);
        }
        let found = self.exec(RUN);
        let lines = found.as_array().expect("axe.js returns a list");
        lines.iter().filter_map(Value::as_str).map(str::to_owned).collect()
    }
}
