//! One message: where it comes from and goes, and what can be done about it.

use super::panel::{Panel, Stands, go_to};
use super::selected::letter_buttons;
use super::words;
use crate::lesson::trace::{Ending, Letter};
use crate::session::Loss;
use crate::view::Target;
use yew::prelude::*;

/// The card of message `at`.
pub fn letter_card(panel: &Panel, at: u32) -> Html {
    let trace = &panel.session.trace;
    let Some(letter) = trace.letters.get(at as usize) else {
        return html! {};
    };
    let (from, to) = (trace.name(letter.name.from), trace.name(letter.name.to));
    let Stands { enter, leave, .. } = panel.stands_for(Some(Target::Letter(at)));
    html! {
        <div class="letter" data-test="letter" onpointerenter={enter} onpointerleave={leave}>
            <h3>{ &letter.label }</h3>
            <p>{ format!("From {from} to {to}. Sent at {} in ", words::time(letter.sent)) }
                { go_to(panel, letter.sent_by) }{ ". " }{ ending(panel, letter) }</p>
            <div class="row">{ letter_buttons(panel, at, letter) }</div>
        </div>
    }
}

fn ending(panel: &Panel, letter: &Letter) -> Html {
    let (words, event) = match letter.ending {
        Ending::Arrived(event) => ("Arrives in ", event),
        Ending::Lost(event, Loss::Weather) => ("Lost by chance in ", event),
        Ending::Lost(event, Loss::Cut) => ("Lost on a cut link in ", event),
        Ending::Lost(event, Loss::Down) => ("Its receiver was down in ", event),
        Ending::Lost(event, Loss::Dropped) => ("Dropped by hand in ", event),
        Ending::Open(_) => return html! { "Still on its way when the run ends." },
    };
    html! { <>{ words }{ go_to(panel, event) }{ "." }</> }
}
