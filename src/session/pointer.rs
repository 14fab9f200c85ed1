//! A selected thing ⇄ text in a link: `B`, `event.12`, `A-B.3`, `A-B.3.2` (its second copy).

use crate::lesson::Trace;
use crate::lesson::trace::Letter;
use crate::view::Target;

/// How a link says `target`.
pub fn text(trace: &Trace, target: Target) -> String {
    match target {
        Target::Node(node) => trace.cast[node.index()].code.clone(),
        Target::Event(event) => format!("event.{event}"),
        Target::Letter(at) => {
            let letter = &trace.letters[at as usize];
            let earlier = trace.letters[..at as usize].iter();
            let copies = earlier.filter(|other| other.name == letter.name).count();
            let name = message_name(trace, letter);
            match copies {
                0 => name,
                _ => format!("{name}.{}", copies + 1),
            }
        }
    }
}

/// How interventions call a message: `A-B.3`.
pub fn message_name(trace: &Trace, letter: &Letter) -> String {
    let code = |node: crate::sim::time::NodeId| trace.cast[node.index()].code.as_str();
    let name = &letter.name;
    format!("{}-{}.{}", code(name.from), code(name.to), name.ordinal)
}

/// What `text` means in this run, if anything.
pub fn read(trace: &Trace, text: &str) -> Option<Target> {
    if let Some(node) = trace.node(text) {
        return Some(Target::Node(node));
    }
    if let Some(event) = text.strip_prefix("event.") {
        let event: u32 = event.parse().ok()?;
        return (event <= trace.last()).then_some(Target::Event(event));
    }
    let (ends, rest) = text.split_once('.')?;
    let (ordinal, copy) = rest.split_once('.').unwrap_or((rest, "1"));
    let (from, to) = ends.split_once('-')?;
    let (from, to) = (trace.node(from)?, trace.node(to)?);
    let (ordinal, copy): (u32, usize) = (ordinal.parse().ok()?, copy.parse().ok()?);
    let called = |letter: &Letter| {
        letter.name.from == from && letter.name.to == to && letter.name.ordinal == ordinal
    };
    let mut all = (0..).zip(&trace.letters);
    let mut same = all.by_ref().filter(|(_, letter)| called(letter));
    same.nth(copy.checked_sub(1)?).map(|(at, _)| Target::Letter(at))
}
