//! How the page says things that every panel says.

use super::address::window;
use crate::session::{LocalTime, Time};

/// A time with its unit apart: `20.6 ms`.
pub fn time(time: Time) -> String {
    apart(&time.to_string())
}

/// A node's own time.
pub fn local_time(time: LocalTime) -> String {
    apart(&time.to_string().replacen('-', "−", 1))
}

fn apart(text: &str) -> String {
    if text == "0" {
        return "0 ms".to_string();
    }
    let unit = text.find(|c: char| c.is_ascii_alphabetic());
    let (number, unit) = text.split_at(unit.unwrap_or(text.len()));
    let unit = if unit == "us" { "µs" } else { unit };
    format!("{number}\u{a0}{unit}")
}

/// The first letter as a capital.
pub fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

/// The title of the browser's tab.
pub fn set_title(title: &str) {
    let document = window().document();
    if let Some(document) = document.filter(|document| document.title() != title) {
        document.set_title(title);
    }
}
