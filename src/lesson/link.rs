//! Link ⇄ text. Never fails, knows no pattern, and loses nothing that a person typed.
//!
//! ```text
//! #/quorum?n=5&r=2&w=2&seed=7&do=12ms.crash.E~40ms.restart.E&skip=2&at=17&run=24-kD93…
//!   pattern └─── parameters ──┘ └───── interventions ──────┘ └cue┘ └view┘ └── digest ──┘
//! ```

use std::fmt;

/// What an address says after `#`: the whole input of a run, and where one looks.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Link {
    /// The pattern's name; empty for the home page.
    pub pattern: String,
    /// Parameters as typed, unknown ones included, in the order in which they were typed.
    pub params: Vec<(String, String)>,
    /// Interventions as typed, in order.
    pub acts: Vec<String>,
    /// Steps of the story's script that are left out, as typed.
    pub skips: Vec<String>,
    /// The event that is looked at, as typed.
    pub at: Option<String>,
    /// The node, message or event that is selected, as typed.
    pub select: Option<String>,
    /// The event that the selected one is compared with, as typed.
    pub with: Option<String>,
    /// The cut through the lanes, as typed.
    pub cut: Option<String>,
    /// Whether the diagram writes every event's logical clock beside it, as typed.
    pub clocks: Option<String>,
    /// Whether only the stage, the diagram and the transport are shown, as typed.
    pub embed: Option<String>,
    /// The digest of the run that was shared.
    pub run: Option<String>,
}

impl Link {
    /// The home page of `pattern` with every default.
    pub fn of(pattern: &str) -> Link {
        Link { pattern: pattern.to_string(), ..Link::default() }
    }

    /// Reads `text`, with or without `#` and `/`.
    pub fn parse(text: &str) -> Link {
        let text = text.trim().trim_start_matches('#').trim_start_matches('/');
        let (pattern, query) = text.split_once('?').unwrap_or((text, ""));
        let mut link = Link::of(&decode(pattern));
        for part in query.split('&').filter(|part| !part.is_empty()) {
            let (name, value) = part.split_once('=').unwrap_or((part, ""));
            let list = || value.split('~').filter(|one| !one.is_empty()).map(decode);
            match decode(name).as_str() {
                "do" => link.acts.extend(list()),
                "skip" => link.skips.extend(list()),
                "at" => link.at = Some(decode(value)),
                "select" => link.select = Some(decode(value)),
                "with" => link.with = Some(decode(value)),
                "cut" => link.cut = Some(decode(value)),
                "clocks" => link.clocks = Some(decode(value)),
                "embed" => link.embed = Some(decode(value)),
                "run" => link.run = Some(decode(value)),
                _ => link.params.push((decode(name), decode(value))),
            }
        }
        link
    }

    /// What is typed for parameter `name`.
    pub fn param(&self, name: &str) -> Option<&str> {
        let typed = self.params.iter().rev().find(|(typed, _)| typed == name);
        typed.map(|(_, value)| value.as_str())
    }

    /// The same link with `name` set to `value`, or back to its default.
    pub fn with_param(mut self, name: &str, value: Option<&str>) -> Link {
        let place = self.params.iter().position(|(typed, _)| typed == name);
        self.params.retain(|(typed, _)| typed != name);
        if let Some(value) = value {
            let place = place.unwrap_or(self.params.len()).min(self.params.len());
            self.params.insert(place, (name.to_string(), value.to_string()));
        }
        self
    }

    /// The experiment alone: what determines the trace.
    pub fn experiment(&self) -> Link {
        Link {
            pattern: self.pattern.clone(),
            params: self.params.clone(),
            acts: self.acts.clone(),
            skips: self.skips.clone(),
            ..Link::default()
        }
    }

    /// Whether both ask for the same run.
    pub fn same_experiment(&self, other: &Link) -> bool {
        self.pattern == other.pattern
            && self.params == other.params
            && self.acts == other.acts
            && self.skips == other.skips
    }
}

impl fmt::Display for Link {
    /// `/quorum?n=3&do=…`, to be put after `#`; `/` for the home page.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "/{}", encode(&self.pattern, "-_."))?;
        let mut parts: Vec<String> = Vec::new();
        for (name, value) in &self.params {
            parts.push(format!("{}={}", encode(name, "-_."), encode(value, "-_.,:%")));
        }
        let list = |all: &[String]| {
            let all: Vec<String> = all.iter().map(|one| encode(one, "-_.,:%")).collect();
            all.join("~")
        };
        if !self.acts.is_empty() {
            parts.push(format!("do={}", list(&self.acts)));
        }
        if !self.skips.is_empty() {
            parts.push(format!("skip={}", list(&self.skips)));
        }
        for (name, value) in [
            ("at", &self.at),
            ("select", &self.select),
            ("with", &self.with),
            ("cut", &self.cut),
            ("clocks", &self.clocks),
            ("embed", &self.embed),
            ("run", &self.run),
        ] {
            if let Some(value) = value {
                parts.push(format!("{name}={}", encode(value, "-_.,:%")));
            }
        }
        if !parts.is_empty() {
            write!(f, "?{}", parts.join("&"))?;
        }
        Ok(())
    }
}

/// Percent-encodes everything but ASCII letters, digits and `also`. A `%` in `also` stays as it
/// is unless two hexadecimal digits follow, so that `5%` reads well and nothing is ambiguous.
pub fn encode(text: &str, also: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for (at, c) in text.char_indices() {
        let escape = c == '%' && hex_pair(text.as_bytes(), at + 1).is_some();
        if !escape && (c.is_ascii_alphanumeric() || also.contains(c)) {
            out.push(c);
        } else {
            let mut bytes = [0; 4];
            for byte in c.encode_utf8(&mut bytes).bytes() {
                out.push_str(&format!("%{byte:02X}"));
            }
        }
    }
    out
}

/// Undoes [`encode`]; a `%` that starts no valid pair stays, and invalid UTF-8 becomes `�`.
pub fn decode(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        match (bytes[at], hex_pair(bytes, at + 1)) {
            (b'%', Some(byte)) => {
                out.push(byte);
                at += 3;
            }
            (byte, _) => {
                out.push(byte);
                at += 1;
            }
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}

fn hex_pair(bytes: &[u8], at: usize) -> Option<u8> {
    let digit = |at: usize| char::from(*bytes.get(at)?).to_digit(16);
    u8::try_from(digit(at)? * 16 + digit(at + 1)?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_reads_and_writes() {
        let text = "/quorum?n=5&r=2&w=2&seed=7&do=12ms.crash.E~40ms.restart.E&at=17";
        let link = Link::parse(&format!("#{text}"));
        assert_eq!(link.pattern, "quorum");
        assert_eq!(link.param("r"), Some("2"));
        assert_eq!(link.acts, ["12ms.crash.E", "40ms.restart.E"]);
        assert_eq!(link.at.as_deref(), Some("17"));
        assert_eq!(link.to_string(), text);
    }

    #[test]
    fn the_view_half_changes_no_run() {
        let text =
            "/quorum?n=4&at=3&select=event.3&with=event.9&cut=3,4,3,3&clocks=1&embed=1&run=9-x";
        let link = Link::parse(text);
        assert_eq!(link.to_string(), text);
        assert_eq!(link.experiment().to_string(), "/quorum?n=4");
        assert!(link.same_experiment(&Link::parse("/quorum?n=4")));
        assert!(!link.same_experiment(&Link::parse("/quorum?n=4&skip=1")));
    }

    #[test]
    fn whatever_is_typed_comes_back() {
        for text in
            ["", "/", "?", "#/q?&&=&x", "/q?a=%zz&b=%41%", "/ü?loss=5%&do=~~a%7Eb~", "%25 %2541"]
        {
            let link = Link::parse(text);
            assert_eq!(Link::parse(&link.to_string()), link, "{text}");
        }
        assert_eq!(Link::parse("q?loss=5%").to_string(), "/q?loss=5%");
    }

    #[test]
    fn a_parameter_is_set_in_place_and_taken_back() {
        let link = Link::parse("q?n=3&r=1").with_param("n", Some("4")).with_param("w", Some("2"));
        assert_eq!(link.to_string(), "/q?n=4&r=1&w=2");
        assert_eq!(link.with_param("n", None).to_string(), "/q?r=1&w=2");
    }
}
