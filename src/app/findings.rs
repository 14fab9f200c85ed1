//! What the diagram has to say: how two events are related, and what the cut means.

use super::cells::columns;
use super::icon::icon;
use super::panel::{Panel, go_to};
use crate::session::{Accord, Action, Clocks, Related};
use crate::view::Target;
use web_sys::HtmlSelectElement;
use yew::prelude::*;

/// At most so many steps of a chain are listed.
const STEPS: usize = 5;

/// The findings, beside the tools of the diagram.
pub fn findings(panel: &Panel) -> Html {
    html! {
        <div class="findings">
            { selected_event(panel) }
            { cut(panel) }
        </div>
    }
}

/// Could the cluster have been so?
fn cut(panel: &Panel) -> Html {
    let session = &panel.session;
    let Some(cut) = &session.cut else {
        return html! {};
    };
    let judged = cut.judge(&session.trace);
    let class = if judged.consistent { "good" } else { "bad" };
    html! {
        <p class={classes!("finding", class)} role="status" data-test="cut-words">
            <b>{ "Cut. " }</b>{ judged.sentence(&session.trace) }
        </p>
    }
}

/// The selected event, and how it is related to another.
fn selected_event(panel: &Panel) -> Html {
    let session = &panel.session;
    let Some(Target::Event(event)) = session.selected else {
        return html! {};
    };
    let body = match session.related() {
        Some(related) => relation(panel, &related),
        None => alone(panel, event),
    };
    html! {
        <div class="finding" role="group" aria-label="Selected" data-test="selected">
            { body }
            <button class="button square small bare" aria-label="Select nothing" title="Esc"
                onclick={panel.on(Action::Select(None))}>{ icon("cross") }</button>
        </div>
    }
}

fn relation(panel: &Panel, related: &Related) -> Html {
    let between = related.chain.get(1..related.chain.len().saturating_sub(1)).unwrap_or_default();
    html! {
        <>
        <div class="words">
        <p role="status" data-test="related">
            { &related.words }
            if !between.is_empty() {
                <span class="soft">{ " By way of " }
                    { for between.iter().take(STEPS).map(|at| html! {
                        <>{ go_to(panel, *at) }{ " " }</>
                    }) }
                    if between.len() > STEPS { { "…" } }
                </span>
            }
        </p>
        if let Some(said) = &related.clocks {
            { clocks(said) }
        }
        </div>
        if let Some(said) = related.clocks.as_ref().filter(|said| !said.columns.is_empty()) {
            { columns(&said.columns, &event(related.events.0), &event(related.events.1)) }
        }
        </>
    }
}

fn event(at: u32) -> String {
    format!("event {at}")
}

/// What the clocks of two events say, and what the run's record says to that.
fn clocks(said: &Clocks) -> Html {
    let (class, sign) = match said.accord {
        Accord::Agrees => ("good", Some("check")),
        Accord::Differs => ("bad", Some("cross")),
        Accord::Unseen | Accord::Missing => ("warn", None),
    };
    html! {
        <p role="status" data-test="clock-words">
            <b>{ "Clocks. " }</b>{ &said.verdict }{ " " }
            <span class={classes!("accord", class)}>
                { sign.map(icon).unwrap_or_default() }{ &said.record }
            </span>
        </p>
    }
}

fn alone(panel: &Panel, event: u32) -> Html {
    let session = &panel.session;
    let letter = session.trace.record(event).message.map(|letter| {
        let select = Action::Select(Some(Target::Letter(letter)));
        html! {
            <button class="button small" onclick={panel.on(select)}>{ "Its message" }</button>
        }
    });
    html! {
        <>
            <span class="words"><b>{ format!("Event {event}: ") }</b>
                { "strong what it could know of and what could know of it, faint the rest." }
                if session.cursor == event {
                    <span class="soft">{ " Shift and click another to compare." }</span>
                }
            </span>
            if session.cursor != event {
                <button class="button small" data-test="compare"
                    onclick={panel.on(Action::Compare(Some(session.cursor)))}>
                    { format!("Compare with event {}", session.cursor) }
                </button>
            }
            { letter.unwrap_or_default() }
            { crash_here(panel, event) }
        </>
    }
}

/// Where in this event its node may crash.
fn crash_here(panel: &Panel, event: u32) -> Html {
    let session = &panel.session;
    let points = session.crash_points(event);
    let Some(node) = session.trace.record(event).node.filter(|_| !points.is_empty()) else {
        return html! {};
    };
    let name = session.trace.name(node);
    let onchange = panel.send.reform(move |event: Event| {
        let select: HtmlSelectElement = event.target_unchecked_into();
        Action::Insert(select.value())
    });
    html! {
        <select class="small" aria-label={format!("Crash {name} in event {event}")}
            data-test="crash-here" {onchange}>
            <option value="" selected={true} disabled={true}>{ format!("Crash {name} …") }</option>
            { for points.iter().map(|point| html! {
                <option value={point.act.clone()}>{ &point.words }</option>
            }) }
        </select>
    }
}
