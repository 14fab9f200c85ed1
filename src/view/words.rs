//! Words, and how wide they are: labels for pointing and listening, texts cut to their place.

use super::scene::Target;
use crate::lesson::trace::{Ending, Letter, Look, RecordKind, StretchKind, Trace};
use crate::lesson::{Card, Cell, Tone};
use crate::sim::simulation::Loss;
use crate::sim::time::{NodeId, Time};
use crate::sim::world::Status;

/// A typeface, as far as its widths go.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum Face {
    /// The face of prose.
    Sans,
    /// The face of versions, clocks and times.
    Mono,
}

/// About how wide `text` is at `size`; a little too wide rather than too narrow.
pub fn text_width(text: &str, size: f64, face: Face) -> f64 {
    text.chars().map(|c| char_width(c, face)).sum::<f64>() * size
}

fn char_width(c: char, face: Face) -> f64 {
    match (face, c) {
        // East Asian and pictorial characters take a full square in either face.
        (_, '\u{1100}'..='\u{115f}' | '\u{2e80}'..='\u{ffdc}' | '\u{1f000}'..) => 1.0,
        (Face::Mono, _) => 0.61,
        // Measured on DejaVu Sans, the widest of the faces the page falls back to.
        (Face::Sans, 'i' | 'j' | 'l' | '\'' | '|') => 0.29,
        (Face::Sans, 'f' | 'r' | 't' | '.' | ',' | ':' | ';' | ' ' | '-' | '(' | ')') => 0.40,
        (Face::Sans, 'm' | 'w' | 'M' | 'W' | '…' | '→' | '“' | '”') => 0.98,
        (Face::Sans, 'A'..='Z') => 0.70,
        (Face::Sans, _) => 0.63,
    }
}

/// `time` to three digits, for places where there is room for few.
pub fn rounded(time: Time) -> Time {
    let mut unit = 1;
    while time.0 / unit >= 1_000 {
        unit *= 10;
    }
    Time(time.0 / unit * unit)
}

/// `text`, cut with an ellipsis so that it is at most `width` wide.
pub fn fit(text: &str, width: f64, size: f64, face: Face) -> String {
    if text_width(text, size, face) <= width {
        return text.to_string();
    }
    let mut room = width - char_width('…', face) * size;
    let mut out = String::new();
    for c in text.chars() {
        room -= char_width(c, face) * size;
        if room < 0.0 {
            break;
        }
        out.push(c);
    }
    let out = out.trim_end();
    if out.is_empty() {
        return String::new();
    }
    format!("{out}…")
}

/// "event 9, 20.6ms: Clinic A receives ACK v2 from Clinic B."
pub fn event(trace: &Trace, event: u32) -> String {
    let record = trace.record(event);
    let clock = trace.clock_text(event).map_or(String::new(), |clock| format!(" Clock {clock}."));
    format!("event {event}, {}: {}{clock}", record.time, record.text)
}

/// "ACK v2 from Clinic B to Clinic A", with what is special about it.
fn letter_name(trace: &Trace, letter: &Letter) -> String {
    let (from, to) = (trace.name(letter.name.from), trace.name(letter.name.to));
    let to = match letter.name.from == letter.name.to {
        true => "itself",
        false => to,
    };
    let copy = match letter.copy_of {
        Some(_) => " (a copy)",
        None => "",
    };
    format!("{}{copy} from {from} to {to}", letter.label)
}

/// The whole story of a message: "ACK v2 from Clinic B to Clinic A, sent 13ms, arrives 23ms".
pub fn letter(trace: &Trace, letter: &Letter) -> String {
    let name = letter_name(trace, letter);
    let held = match letter.held {
        Some(time) => format!(", held by hand at {time}"),
        None => String::new(),
    };
    let end = match letter.ending {
        Ending::Arrived(event) => format!("arrives {}", trace.record(event).time),
        Ending::Lost(event, why) => format!("lost {}: {}", trace.record(event).time, loss(why)),
        Ending::Open(Some(due)) => format!("due {due}, after the end of the run"),
        Ending::Open(None) => "never delivered in this run".to_string(),
    };
    format!("{name}, sent {}{held}, {end}", letter.sent)
}

/// The story of a message so far: on the stage nobody knows yet how it ends.
pub fn letter_so_far(trace: &Trace, letter: &Letter, now: Time, waits: bool) -> String {
    let name = letter_name(trace, letter);
    let state = match letter.held {
        Some(held) if held <= now => format!("held by hand since {held}"),
        _ if waits => format!("waiting until {} goes on", trace.name(letter.name.to)),
        _ => "on its way".to_string(),
    };
    format!("{name}, sent {}, {state}", letter.sent)
}

/// Why a message was lost.
pub fn loss(loss: Loss) -> &'static str {
    match loss {
        Loss::Weather => "the network lost it",
        Loss::Cut => "the link is cut",
        Loss::Down => "the receiver is down",
        Loss::Dropped => "dropped by hand",
    }
}

/// "Clinic A, v2: Allergy: penicillin", or what has happened to it.
pub fn node(trace: &Trace, node: NodeId, card: &Card, status: Status, since: Time) -> String {
    let name = trace.name(node);
    let said = match status {
        Status::Down => return format!("{name}, crashed at {since}"),
        Status::Paused => format!("{name}, paused at {since}, {}: {}", card.badge, card.line),
        Status::Up if card.badge.is_empty() => format!("{name}: {}", card.line),
        Status::Up => format!("{name}, {}: {}", card.badge, card.line),
    };
    let cell = |cell: &Cell| format!("; {} {}", cell.label, cell.value);
    let cells: String = card.cells.iter().map(cell).collect();
    said + &cells
}

/// When the node stopped: the begin of its open stretch at event `at`.
pub fn stopped_at(trace: &Trace, node: NodeId, at: u32) -> Option<Time> {
    let mine = |kind: &StretchKind| match kind {
        StretchKind::Down(of) | StretchKind::Paused(of) => *of == node,
        StretchKind::Skewed(_) | StretchKind::Slow(_) | StretchKind::Cut(_) => false,
    };
    let open = |from: u32, to: Option<u32>| from <= at && to.is_none_or(|to| to > at);
    let mut all = trace.stretches.iter().rev();
    let stretch = all.find(|stretch| mine(&stretch.kind) && open(stretch.from, stretch.to))?;
    Some(trace.record(stretch.from).time)
}

/// The class of a look.
pub fn look_class(look: Look) -> &'static str {
    match look {
        Look::Request => "look-request",
        Look::Answer => "look-answer",
        Look::Question => "look-question",
    }
}

/// The class of a tone.
pub fn tone_class(tone: Tone) -> &'static str {
    match tone {
        Tone::Plain => "tone-plain",
        Tone::Active => "tone-active",
        Tone::Good => "tone-good",
        Tone::Warn => "tone-warn",
        Tone::Bad => "tone-bad",
    }
}

/// The class of a kind of event.
pub fn kind_class(kind: RecordKind) -> &'static str {
    match kind {
        RecordKind::Start => "kind-start",
        RecordKind::Deliver => "kind-deliver",
        RecordKind::Lost => "kind-lost",
        RecordKind::Timer => "kind-timer",
        RecordKind::Forced => "kind-forced",
        RecordKind::Command => "kind-command",
        RecordKind::Fault => "kind-fault",
        RecordKind::Fate => "kind-fate",
    }
}

/// Appends `selected` and `hovered` when `target` is.
pub fn mark_target(
    class: &mut String,
    target: Target,
    selected: Option<Target>,
    hovered: Option<Target>,
) {
    if selected == Some(target) {
        class.push_str(" selected");
    }
    if hovered == Some(target) {
        class.push_str(" hovered");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_cut_to_its_place() {
        let fits = |text: &str, width| fit(text, width, 10.0, Face::Mono);
        assert_eq!(fits("v2", 20.0), "v2");
        assert_eq!(fits("a longer word", 40.0), "a lon…");
        assert_eq!(fits("two words", 31.0), "two…");
        assert_eq!(fits("anything", 3.0), "");
        assert_eq!(fits("記録記録", 30.0), "記録…");
    }
}
