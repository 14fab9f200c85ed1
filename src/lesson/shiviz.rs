//! A run as a log for ShiViz (Beschastnikh et al. 2016), which draws any log with vector clocks.
//!
//! ```text
//! (?<event>.*)\n(?<host>\S*) (?<clock>{.*})            how the log is read: ShiViz's own default
//!                                                      and nothing here separates several runs
//! event 3 at 6ms: Clinic A is asked: write.
//! Clinic_A {"Clinic_A":2,"network":1}                  the third line is the host and its clock
//! ```
//!
//! A node is a host; what concerns no single node happens at the host `network`, the start first.
//! A message that is lost happens to nobody: the event that sent it says so. Two clocks compare as
//! [`Trace::relation`] does, which a test checks for every pair of events.

use super::document::loss_word;
use super::trace::{Ending, RecordKind, Trace};
use crate::sim::time::NodeId;
use std::fmt::Write;

/// How ShiViz reads the log: its own default.
pub const PARSER: &str = r"(?<event>.*)\n(?<host>\S*) (?<clock>{.*})";

/// A vector clock: for every host, of how many of its events is known.
type Clock = Vec<u32>;

/// The log of `trace`, ready to be given to ShiViz as a file.
pub fn shiviz(trace: &Trace) -> String {
    let hosts = hosts(trace);
    let mut out = format!("{PARSER}\n\n");
    let mut clocks: Vec<Clock> = Vec::with_capacity(trace.records.len());
    for (index, record) in (0..).zip(&trace.records) {
        let mut clock = vec![0; hosts.len()];
        for known in trace.reasons(index) {
            for (mine, theirs) in clock.iter_mut().zip(&clocks[known as usize]) {
                *mine = (*mine).max(*theirs);
            }
        }
        if record.kind != RecordKind::Lost {
            let host = record.node.map_or(trace.cast.len(), NodeId::index);
            clock[host] += 1;
            let text = line(&sentence(trace, index));
            // Writing to a String cannot fail.
            let _ = writeln!(out, "event {index} at {}: {text}", record.time);
            let _ = writeln!(out, "{} {}", hosts[host], json(&hosts, &clock));
        }
        clocks.push(clock);
    }
    out
}

/// A host for every node and one for what concerns none: no blanks, no two alike.
fn hosts(trace: &Trace) -> Vec<String> {
    let mut hosts: Vec<String> = Vec::with_capacity(trace.cast.len() + 1);
    let names = trace.cast.iter().map(|actor| actor.name.as_str());
    for name in names.chain(["network"]) {
        let safe = |c: char| if c.is_ascii_alphanumeric() || c > '\u{2fff}' { c } else { '_' };
        let mut host: String = name.chars().map(safe).collect();
        while host.is_empty() || hosts.contains(&host) {
            host.push('_');
        }
        hosts.push(host);
    }
    hosts
}

/// What happened, what was announced, and which of the messages sent here never arrived.
fn sentence(trace: &Trace, index: u32) -> String {
    let record = trace.record(index);
    let mut text = record.text.clone();
    for note in &record.notes {
        text.push(' ');
        text.push_str(&note.text);
    }
    for id in &record.sent {
        let letter = &trace.letters[*id as usize];
        if let Ending::Lost(_, loss) = letter.ending {
            let (to, why) = (trace.name(letter.name.to), loss_word(loss));
            let _ = write!(text, " {} to {to} is never received: {why}.", letter.label);
        }
    }
    text
}

/// One line: `.` of ShiViz's expression ends at whatever JavaScript calls a line's end.
fn line(text: &str) -> String {
    let ends = |c: char| c.is_control() || matches!(c, '\u{2028}' | '\u{2029}');
    text.replace(ends, " ")
}

/// `{"Clinic_A":2,"network":1}`. Hosts are letters, digits and `_`: nothing to escape.
fn json(hosts: &[String], clock: &Clock) -> String {
    let known = hosts.iter().zip(clock).filter(|(_, count)| **count > 0);
    let entries: Vec<String> = known.map(|(host, count)| format!("\"{host}\":{count}")).collect();
    format!("{{{}}}", entries.join(","))
}
