//! A run as a sequence diagram in Mermaid's notation, for wikis and pull requests.
//!
//! ```text
//! A->>B: WRITE v2A (6ms to 12.636ms)     a message, drawn when it arrives; `--` for answers,
//! A-xE: WRITE v2A (lost at 9.642ms)      `)` for questions, `x` for what is never received
//! Note over B: 40ms: Clinic B crashes.   whatever else happens, and what is announced
//! ```
//!
//! Everything but what is on its way when the run ends is told, in order. Mermaid refuses texts
//! of more than 50,000 characters unless its `maxTextSize` is raised.

use super::document::{end_word, loss_word};
use super::link::Link;
use super::trace::{Ending, Letter, Look, RecordKind, Standing, Trace};
use crate::sim::time::NodeId;
use std::fmt::Write;

/// Words that Mermaid's sequence diagrams use themselves, in any case.
const RESERVED: &[&str] = &[
    "acctitle",
    "accdescr",
    "activate",
    "actor",
    "alt",
    "and",
    "as",
    "autonumber",
    "box",
    "break",
    "create",
    "critical",
    "deactivate",
    "destroy",
    "details",
    "else",
    "end",
    "left",
    "link",
    "links",
    "loop",
    "note",
    "off",
    "opt",
    "option",
    "over",
    "par",
    "par_over",
    "participant",
    "properties",
    "rect",
    "right",
    "sequencediagram",
    "title",
];

/// The text of `trace`, which is the run of `link`.
pub fn mermaid(link: &Link, trace: &Trace) -> String {
    let mut drawing = Drawing { trace, ids: ids(trace), out: String::new() };
    drawing.put("sequenceDiagram");
    drawing.put(&format!("    %% {link}"));
    for (id, actor) in drawing.ids.clone().iter().zip(&trace.cast) {
        drawing.put(&format!("    participant {id} as {}", escaped(&actor.name)));
    }
    let mut lost_by_hand = vec![Vec::new(); trace.records.len()];
    for letter in &trace.letters {
        if let Ending::Lost(event, _) = letter.ending
            && trace.record(event).kind != RecordKind::Lost
        {
            lost_by_hand[event as usize].push(letter);
        }
    }
    for (index, by_hand) in (0..).zip(&lost_by_hand) {
        drawing.event(index);
        by_hand.iter().for_each(|letter| drawing.arrow(letter));
    }
    drawing.note(None, &format!("The run ends: {}.", end_word(trace.end)));
    drawing.out
}

struct Drawing<'t> {
    trace: &'t Trace,
    ids: Vec<String>,
    out: String,
}

impl Drawing<'_> {
    fn put(&mut self, line: &str) {
        self.out.push_str(line);
        self.out.push('\n');
    }

    /// An event: an arrow for what arrives or is lost, a note for everything else; then what was
    /// announced and what it broke.
    fn event(&mut self, index: u32) {
        let trace = self.trace;
        let record = trace.record(index);
        let ended = matches!(record.kind, RecordKind::Deliver | RecordKind::Lost);
        match record.message.filter(|_| ended) {
            Some(id) => self.arrow(&trace.letters[id as usize]),
            None => self.note(record.node, &format!("{}: {}", record.time, record.text)),
        }
        for note in &record.notes {
            self.note(Some(note.node), &note.text);
        }
        for number in &record.breaks {
            let verdict = &trace.verdicts[*number as usize];
            if let Standing::Broken(_, why) = &verdict.standing {
                self.note(record.node, &format!("Broken: {}: {why}", verdict.name));
            }
        }
    }

    fn arrow(&mut self, letter: &Letter) {
        let (line, head) = match letter.look {
            Look::Request => ("-", ">>"),
            Look::Answer => ("--", ">>"),
            Look::Question => ("-", ")"),
        };
        let sent = letter.sent;
        let (head, when) = match letter.ending {
            Ending::Arrived(event) => {
                (head, format!("{sent} to {}", self.trace.record(event).time))
            }
            Ending::Lost(event, loss) => {
                let time = self.trace.record(event).time;
                ("x", format!("sent at {sent}, gone at {time}: {}", loss_word(loss)))
            }
            Ending::Open(_) => return,
        };
        let copy = if letter.copy_of.is_some() { ", a copy" } else { "" };
        let (from, to) = (letter.name.from.index(), letter.name.to.index());
        let (from, to) = (&self.ids[from], &self.ids[to]);
        let label = escaped(&letter.label);
        let line = format!("    {from}{line}{head}{to}: {label} ({when}{copy})");
        self.put(&line);
    }

    /// A note at a node, or over everybody.
    fn note(&mut self, node: Option<NodeId>, text: &str) {
        let place = match (node, self.ids.as_slice()) {
            (Some(node), ids) => ids[node.index()].clone(),
            (None, [first, .., last]) => format!("{first},{last}"),
            (None, ids) => ids.concat(),
        };
        // A diagram without participants has no place for a note.
        if !place.is_empty() {
            self.put(&format!("    Note over {place}: {}", escaped(text)));
        }
    }
}

/// The codes of the cast as Mermaid can read them: letters, digits and `_`, no two alike, and no
/// word of its own.
fn ids(trace: &Trace) -> Vec<String> {
    let mut ids: Vec<String> = Vec::with_capacity(trace.cast.len());
    for actor in &trace.cast {
        let safe = |c: char| if c.is_ascii_alphanumeric() { c } else { '_' };
        let mut id: String = actor.code.chars().map(safe).collect();
        while id.is_empty() || ids.contains(&id) || reserved(&id) {
            id.push('_');
        }
        ids.push(id);
    }
    ids
}

fn reserved(id: &str) -> bool {
    RESERVED.iter().any(|word| word.eq_ignore_ascii_case(id))
}

/// `text` as Mermaid shows it unchanged, on one line.
///
/// `#` and `;` end a text or begin an entity, `<`, `>` and `&` are HTML, `$$` is mathematics, `\`
/// may break a line, `%%` begins a comment or a directive, "wrap:" is an order to wrap.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '#' | ';' | '<' | '>' | '&' | '$' | '\\' => {
                // Writing to a String cannot fail.
                let _ = write!(out, "#{};", u32::from(c));
            }
            ':' if out.ends_with("wrap") => out.push_str("#58;"),
            '%' if out.ends_with('%') => out.push_str("#37;"),
            c if c.is_control() || matches!(c, '\u{2028}' | '\u{2029}') => out.push(' '),
            c => out.push(c),
        }
    }
    out
}
