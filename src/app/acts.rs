//! Everything that is done to the cluster, by the script and by hand, each removable.

use super::icon::icon;
use super::panel::Panel;
use super::words;
use crate::lesson::trace::{Planned, Source};
use crate::session::Action;
use yew::prelude::*;

/// The list of acts, in order of time; what is left out comes last.
pub fn acts(panel: &Panel) -> Html {
    let session = &panel.session;
    let mut acts: Vec<&Planned> = session.trace.acts.iter().collect();
    acts.sort_by_key(|act| (act.skipped, act.time.is_none(), act.time, act.event));
    html! {
        <>
            if !acts.is_empty() {
                <h3>{ "What is done" }</h3>
            }
            <ul class="acts" data-test="acts">
                { for acts.into_iter().map(|act| item(panel, act)) }
            </ul>
        </>
    }
}

fn item(panel: &Panel, act: &Planned) -> Html {
    let (class, change, what, sign) = match act.source {
        Source::Script(line) if act.skipped => {
            ("act skipped", Action::Unskip(line), "Put back", "undo")
        }
        Source::Script(line) => ("act script", Action::Skip(line), "Leave out", "cross"),
        Source::Link(place) => ("act own", Action::RemoveAct(place), "Take back", "cross"),
    };
    let test = if act.skipped { "unskip" } else { "remove-act" };
    let past = act.event.is_some_and(|event| event <= panel.session.cursor);
    let words = words::capital(&act.text);
    let label = format!("{what}: {words}");
    let text = match act.event {
        Some(event) => html! {
            <button class="plain" onclick={panel.on(Action::Go(event))}>{ &words }</button>
        },
        None => html! { <span>{ &words }</span> },
    };
    let why = match (act.void, act.event) {
        _ if act.skipped => Some("Left out.".to_string()),
        (Some(why), _) => Some(format!("No effect: {why}.")),
        (None, None) => Some("Its moment did not come.".to_string()),
        _ => None,
    };
    html! {
        <li class={classes!(class, past.then_some("past"))}
            data-test={if act.skipped { "skipped" } else { "act" }}>
            <span class="mono time">
                { act.time.map_or_else(|| "–".to_string(), words::time) }
            </span>
            <span>{ text }
                if let Some(why) = why {
                    <small>{ why }</small>
                }
            </span>
            <button class="button square small bare" aria-label={label.clone()} title={label}
                data-test={test} onclick={panel.on(change)}>{ icon(sign) }</button>
        </li>
    }
}
