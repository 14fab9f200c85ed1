//! The story: where am I, what just happened, what comes next?

use super::panel::Panel;
use super::predict::predict;
use crate::lesson::trace::Told;
use crate::session::Action;
use yew::prelude::*;

/// The beats in order, and the question that waits.
pub fn story(panel: &Panel) -> Html {
    let session = &panel.session;
    let now = session.beat_now().map(|told| told.title);
    let over = session.cursor == session.trace.last();
    let beats = (1..).zip(&session.trace.beats);
    html! {
        <section class="block" aria-labelledby="story-title" data-test="story">
            <h2 id="story-title">{ "Story" }</h2>
            <ol class="beats">
                { for beats.map(|(number, told)| beat(panel, number, told, now, over)) }
            </ol>
            <div class="steps">
                <button class="button small" data-test="beat-back"
                    onclick={panel.on(Action::Beat(-1))} disabled={session.cursor == 0}>
                    { "Previous" }
                </button>
                <button class="button small" data-test="beat-next"
                    onclick={panel.on(Action::Beat(1))} disabled={over}>
                    { "Next" }
                </button>
            </div>
            { predict(panel) }
        </section>
    }
}

fn beat(panel: &Panel, number: u32, told: &Told, now: Option<&str>, over: bool) -> Html {
    let current = now == Some(told.title);
    let reached = told.at.is_some_and(|at| at <= panel.session.cursor);
    let absent = told.at.is_none() && over;
    let class = match (current, reached, absent) {
        (true, ..) => "beat now",
        (_, true, _) => "beat done",
        (.., true) => "beat absent",
        _ => "beat next",
    };
    let title = match told.at {
        Some(at) => html! {
            <button class="title" onclick={panel.on(Action::Go(at))}
                aria-current={current.then_some("step")}>{ told.title }</button>
        },
        None => html! { <span class="title">{ told.title }</span> },
    };
    html! {
        <li {class} data-test="beat">
            <span class="number" aria-hidden="true">{ number }</span>
            <div>
                { title }
                if current {
                    <p data-test="beat-text">{ &told.text }</p>
                }
                if absent {
                    <p><em>{ "Not this time. " }</em>{ &told.text }</p>
                }
            </div>
        </li>
    }
}
