//! The story: where am I, what just happened, what comes next?

use super::panel::{Panel, Stands};
use super::predict::predict;
use crate::lesson::trace::Told;
use crate::session::Action;
use crate::view::Target;
use yew::prelude::*;

/// The beats in order, and the question that waits; in free play only the way back.
pub fn story(panel: &Panel) -> Html {
    let session = &panel.session;
    html! {
        <section class="block" aria-labelledby="story-title" data-test="story">
            <div class="title">
                <h2 id="story-title">{ "Story" }</h2>
                if session.story.is_none() {
                    <button class="inline" data-test="free-play"
                        title="Nothing stops you; the story waits where you left it"
                        onclick={panel.on(Action::Explore)}>{ "Free play" }</button>
                }
            </div>
            if session.story.is_some() {
                { free(panel) }
            } else {
                { tour(panel) }
            }
        </section>
    }
}

/// Free play: the story waits, with the experiment it was told of.
fn free(panel: &Panel) -> Html {
    html! {
        <div class="free" data-test="free">
            <p>{ "Free play: no questions, nothing to follow. Change what you like, break what you \
                can." }</p>
            <button class="button" data-test="back-to-story"
                onclick={panel.on(Action::BackToStory)}>{ "Back to the story" }</button>
        </div>
    }
}

/// How many parts of the story that have not come yet are listed.
const COMING: usize = 4;

fn tour(panel: &Panel) -> Html {
    let session = &panel.session;
    let now = session.beat_now().map(|told| told.title);
    let over = session.cursor == session.trace.last();
    let beats = session.beats_now();
    let here = beats.iter().filter(|told| told.at.is_some_and(|at| at <= session.cursor)).count();
    let asked = session.asked();
    let all = beats.len();
    let (told, open) = beats.split_at(here);
    // Of what may come only the next few: a long list would hide the question below it. While a
    // question is open none, or a title would answer it.
    let coming = if over || asked { 0 } else { open.len().min(COMING) };
    let (coming, rest) = open.split_at(coming);
    let item = |(number, told): (u32, &&Told)| beat(panel, number, told, (now, over, asked));
    let more = rest.len();
    html! {
        <>
            <ol class="beats">{ for (1..).zip(told.iter().chain(coming)).map(item) }</ol>
            if over && more > 0 {
                <details class="not-told" data-test="not-told">
                    <summary>{ counted(more, "part did", "parts did") }{ " not come this time" }
                    </summary>
                    <ol class="beats">{ for (here as u32 + 1..).zip(rest).map(item) }</ol>
                </details>
            } else if more > 0 {
                <p class="not-told soft">{ counted(more, "more", "more") }{ " may come" }</p>
            }
            <div class="steps">
                <button class="button small" data-test="beat-back"
                    onclick={panel.on(Action::Beat(-1))} disabled={session.cursor == 0}>
                    { "Previous" }
                </button>
                <button class="button small" data-test="beat-next"
                    onclick={panel.on(Action::Beat(1))} disabled={over}>
                    { "Next" }
                </button>
                <span class="soft" data-test="beat-count">{ format!("{here} of {all}") }</span>
            </div>
            { predict(panel) }
        </>
    }
}

fn counted(count: usize, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}

fn beat(
    panel: &Panel,
    number: u32,
    told: &Told,
    (now, over, asked): (Option<&str>, bool, bool),
) -> Html {
    let current = now == Some(told.title);
    let reached = told.at.is_some_and(|at| at <= panel.session.cursor);
    let absent = told.at.is_none() && over;
    let class = match (current, reached, absent) {
        (true, ..) => "beat now",
        (_, true, _) => "beat done",
        (.., true) => "beat absent",
        _ => "beat next",
    };
    // While a question is open, nobody is told what will come and what will not.
    let known = told.at.filter(|_| reached || !asked);
    let title = match known {
        Some(at) => html! {
            <button class="title" onclick={panel.on(Action::Go(at))}
                aria-current={current.then_some("step")}>{ told.title }</button>
        },
        None => html! { <span class="title">{ told.title }</span> },
    };
    let Stands { enter, leave, class: lit } = panel.stands_for(known.map(Target::Event));
    html! {
        <li class={classes!(class, lit)} data-test="beat" onpointerenter={enter}
            onpointerleave={leave}>
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
