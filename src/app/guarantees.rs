//! Guarantees: what holds so far, what is broken and where, what is not promised and why.

use super::icon::icon;
use super::panel::{Panel, Stands, go_to};
use super::words;
use crate::lesson::trace::Verdict;
use crate::session::verdict::Sign;
use crate::view::Target;
use yew::prelude::*;

/// Every property and how it stands at this event.
pub fn guarantees(panel: &Panel) -> Html {
    html! {
        <section class="block" aria-labelledby="guarantees-title" data-test="guarantees">
            <h2 id="guarantees-title">{ "Guarantees" }</h2>
            <ul class="guarantees">
                { for panel.session.trace.verdicts.iter().map(|verdict| item(panel, verdict)) }
            </ul>
        </section>
    }
}

fn item(panel: &Panel, verdict: &Verdict) -> Html {
    let now = panel.session.stands(verdict);
    let promised = verdict.promised.is_ok();
    let (class, sign) = match now.sign {
        Sign::Holds if promised => ("holds", "check"),
        Sign::Broken => ("broken", "cross"),
        Sign::Open if promised => ("open", "circle"),
        Sign::Holds | Sign::Open => ("unpromised", "bar"),
    };
    let place = now.event.map(|event| html! { <>{ " " }{ go_to(panel, event) }</> });
    let Stands { enter, leave, class: lit } = panel.stands_for(now.event.map(Target::Event));
    html! {
        <li class={classes!(class, lit)} data-test="guarantee" onpointerenter={enter}
            onpointerleave={leave}>
            { icon(sign) }
            <details open={now.sign == Sign::Broken}>
                <summary>
                    { verdict.name }
                    if !promised {
                        <span class="tag">{ "not promised" }</span>
                    }
                    <span class="hidden">{ format!(" {}", ended(now.words.clone())) }</span>
                </summary>
                <p class="hint">
                    if now.sign == Sign::Broken {
                        <b>{ "Broken. " }</b>
                    }
                    { ended(words::capital(&now.words)) }{ place.unwrap_or_default() }
                </p>
                if let Err(why) = &verdict.promised {
                    <p class="hint"><em>{ "Not promised: " }</em>{ ended(why.clone()) }</p>
                }
                if now.sign != Sign::Broken {
                    <p class="hint">{ verdict.about }</p>
                }
            </details>
        </li>
    }
}

/// The words with a full stop.
fn ended(words: String) -> String {
    if words.ends_with('.') { words } else { format!("{words}.") }
}
