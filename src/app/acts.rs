//! Everything that is done to the cluster, by the script and by hand: each at its time, to be
//! changed or taken back.

use super::icon::icon;
use super::panel::{Panel, Stands};
use super::words;
use crate::lesson::act::split_time;
use crate::lesson::sort_by_key;
use crate::lesson::trace::{Planned, Source};
use crate::session::Action;
use crate::view::Target;
use web_sys::HtmlInputElement;
use yew::prelude::*;

/// The list of acts, in order of time; what is left out comes last.
#[component]
pub fn Acts(panel: &Panel) -> Html {
    let session = &panel.session;
    let edited = use_state(|| None::<u32>);
    let mut acts: Vec<&Planned> = session.trace.acts.iter().collect();
    sort_by_key(&mut acts, |act| (act.skipped, act.time.is_none(), act.time, act.event));
    let row = |act: &Planned| match act.source {
        Source::Link(place) if *edited == Some(place) => html! {
            <Editor key={format!("edit-{place}")} panel={panel.clone()} {place}
                close={close(&edited)} />
        },
        _ => item(panel, act, &edited),
    };
    html! {
        <>
            if !acts.is_empty() {
                <h3>{ "What is done" }</h3>
            }
            <ul class="acts" data-test="acts">
                { for acts.into_iter().map(row) }
            </ul>
        </>
    }
}

fn close(edited: &UseStateHandle<Option<u32>>) -> Callback<()> {
    let edited = edited.setter();
    Callback::from(move |()| edited.set(None))
}

fn item(panel: &Panel, act: &Planned, edited: &UseStateHandle<Option<u32>>) -> Html {
    let (class, change, what, sign) = match act.source {
        Source::Script(line) if act.skipped => {
            ("act skipped", Action::Unskip(line), "Put back", "undo")
        }
        Source::Script(line) => ("act script", Action::Skip(line), "Leave out", "cross"),
        Source::Link(place) => ("act own", Action::RemoveAct(place), "Take back", "cross"),
    };
    let test = if act.skipped { "unskip" } else { "remove-act" };
    let past = act.event.is_some_and(|event| event <= panel.session.cursor);
    let words = match act.unread {
        Some(_) => act.text.clone(),
        None => words::capital(&act.text),
    };
    let label = format!("{what}: {words}");
    let text = match act.event {
        Some(event) => html! {
            <button class="plain" onclick={panel.on(Action::Go(event))}>{ &words }</button>
        },
        None => html! { <span>{ &words }</span> },
    };
    let why = match (&act.unread, act.void, act.event) {
        _ if act.skipped => Some("Left out.".to_string()),
        (Some(why), ..) => Some(format!("Not understood: {why}.")),
        (None, Some(why), _) => Some(format!("No effect: {why}.")),
        (None, None, None) => Some("Its moment did not come.".to_string()),
        _ => None,
    };
    let edit = match act.source {
        Source::Link(place) => {
            let edited = edited.setter();
            let label = format!("Change: {words}");
            html! {
                <button class="button square small bare" aria-label={label.clone()} title={label}
                    data-test="edit-act" onclick={move |_: MouseEvent| edited.set(Some(place))}>
                    { icon("pencil") }</button>
            }
        }
        Source::Script(_) => html! {},
    };
    let Stands { enter, leave, class: lit } = panel.stands_for(act.event.map(Target::Event));
    html! {
        <li class={classes!(class, past.then_some("past"), lit)}
            data-test={if act.skipped { "skipped" } else { "act" }}
            onpointerenter={enter} onpointerleave={leave}>
            <span class="mono time">
                { act.time.map_or_else(|| "–".to_string(), words::time) }
            </span>
            <span>{ text }
                if let Some(why) = why {
                    <small>{ why }</small>
                }
            </span>
            <span class="tools">
                { edit }
                <button class="button square small bare" aria-label={label.clone()} title={label}
                    data-test={test} onclick={panel.on(change)}>{ icon(sign) }</button>
            </span>
        </li>
    }
}

#[derive(Properties, Clone, PartialEq)]
struct EditorProps {
    panel: Panel,
    /// The place of the intervention in the link.
    place: u32,
    close: Callback<()>,
}

/// The form of one intervention: when, and what, as links say it.
#[component]
fn Editor(props: &EditorProps) -> Html {
    let (time, what) = (use_node_ref(), use_node_ref());
    let acts = &props.panel.session.link.acts;
    let text = acts.get(props.place as usize).cloned().unwrap_or_default();
    let (old_time, old_what) = match split_time(&text) {
        Some((_, rest)) => (text[..text.len() - rest.len() - 1].to_string(), rest.to_string()),
        None => (String::new(), text),
    };
    {
        let time = time.clone();
        use_effect_with((), move |()| {
            if let Some(field) = time.cast::<HtmlInputElement>() {
                let _ = field.focus();
                field.select();
            }
        });
    }
    let onsubmit = {
        let (props, time, what) = (props.clone(), time.clone(), what.clone());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            let value = |field: &NodeRef| {
                field.cast::<HtmlInputElement>().map_or_else(String::new, |field| field.value())
            };
            let (time, what) = (value(&time), value(&what));
            let parts = [time.trim(), what.trim()];
            let parts: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
            props.panel.send.emit(Action::EditAct(props.place, parts.join(".")));
            props.close.emit(());
        })
    };
    let cancel = props.close.reform(|_: MouseEvent| ());
    let escape = {
        let close = props.close.clone();
        Callback::from(move |event: KeyboardEvent| {
            if event.key() == "Escape" {
                event.prevent_default();
                close.emit(());
            }
        })
    };
    html! {
        <li class="act own editing" data-test="act" onkeydown={escape}>
            <form class="row" {onsubmit} data-test="act-editor">
                <input ref={time} class="text mono when" aria-label="When" value={old_time} />
                <input ref={what} class="text mono what" aria-label="What, as links say it"
                    value={old_what} />
                <button class="button small" data-test="act-save">{ "Change" }</button>
                <button class="button small bare" type="button" onclick={cancel}>{ "Cancel" }
                </button>
            </form>
        </li>
    }
}
