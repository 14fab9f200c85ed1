//! One line that tells what can be done with what is pointed at, selected, or there at all.

use super::Session;
use crate::lesson::trace::Ending;
use crate::view::Target;

impl Session {
    /// What a hand can do next; nothing while a question is open or in another page's frame.
    pub fn hint(&self) -> &'static str {
        if self.embedded() || self.asked() {
            return "";
        }
        match (self.hovered.or(self.selected), self.selected) {
            (Some(Target::Event(event)), Some(Target::Event(other))) if event != other => {
                "Shift-click it to see how it and the selected event are related."
            }
            (Some(Target::Event(_)), _) => {
                "Click an event to go there; shift-click another to see how they are related."
            }
            (Some(Target::Letter(at)), _) => {
                let ending = self.trace.letters.get(at as usize).map(|letter| letter.ending);
                match ending {
                    Some(Ending::Arrived(_)) => {
                        "Drag the head of its arrow to change when it arrives; click it to hold \
                         or lose it."
                    }
                    _ => "Click it to hold it, lose it or let it arrive.",
                }
            }
            (Some(Target::Node(_)), _) => {
                "Click a node to crash, pause or ask it; draw a line across the stage to split \
                 the network."
            }
            (None, _) if self.cut.is_some() => {
                "Drag a knob of the cut along its lane: no arrow may come out of its future."
            }
            (None, _) => {
                "Click anything to act on it. Drag an arrow's head to delay a message, draw a \
                 line across the stage to split the network."
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lesson::Link;
    use crate::patterns::catalog;
    use crate::session::Action;

    #[test]
    fn the_hint_fits_what_is_pointed_at_or_selected() {
        let catalog = catalog();
        let event = |at| Action::Hover(Some(Target::Event(at)));
        for (query, action, says) in [
            ("quorum", None, "Click anything"),
            ("quorum?at=26&select=event.9", None, "shift-click another"),
            ("quorum?at=26&select=event.9", Some(event(9)), "shift-click another"),
            ("quorum?at=26&select=event.9", Some(event(12)), "Shift-click it"),
            ("quorum?at=26&select=event.9", Some(Action::Hover(Some(Target::Letter(0)))), "head"),
            ("quorum?select=B", None, "crash"),
            ("quorum?select=B", Some(event(3)), "Click an event"),
            ("quorum?at=26", Some(Action::ToggleCut), "knob"),
            ("quorum?at=26&select=A-B.1", None, "head"),
            ("quorum?embed=1&select=B", None, ""),
            ("quorum?at=4", None, ""),
        ] {
            let session = Session::open(&catalog, Link::parse(query)).expect("a pattern");
            let session = match action {
                Some(action) => session.update(&catalog, action),
                None => session,
            };
            let hint = session.hint();
            assert!(hint.contains(says) && (hint.is_empty() == says.is_empty()), "{query}: {hint}");
        }
    }
}
