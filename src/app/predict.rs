//! A question of the story: stop, guess, play on, see. Skippable, and remembered nowhere else.

use super::address::window;
use super::panel::{Panel, go_to};
use crate::lesson::trace::{Puzzle, Told};
use crate::session::{Action, Guess, Session};
use web_sys::{ScrollIntoViewOptions, ScrollLogicalPosition};
use yew::prelude::*;

/// The question that the story has come to, if it has come to one.
pub fn predict(panel: &Panel) -> Html {
    let session = &panel.session;
    let Some((told, puzzle)) = current(session) else {
        return html! {};
    };
    let guess = session.guesses.get(told.title).copied();
    let answer = puzzle.answer.filter(|(_, event)| *event <= session.cursor);
    let over = session.cursor == session.trace.last();
    let body = match (guess, answer) {
        (_, Some((right, event))) => shown(panel, puzzle, guess, right, event),
        (None, None) => options(panel, told, puzzle),
        (Some(guess), None) if over => html! {
            <p>{ said(puzzle, guess) }{ "The run ended without showing an answer." }</p>
        },
        (Some(guess), None) => html! {
            <>
                <p>{ said(puzzle, guess) }{ "Play on and see." }</p>
                <button class="button primary small" data-test="play-on"
                    onclick={panel.on(Action::TogglePlay)}>
                    { if session.playing { "Pause" } else { "Play on" } }
                </button>
            </>
        },
    };
    html! {
        <section class="predict" aria-label="Prediction" data-test="predict">
            <h3>{ "Predict" }</h3>
            <p class="question">{ puzzle.question }</p>
            { body }
        </section>
    }
}

/// Brings the open question into view when its column has been scrolled elsewhere.
pub fn show_question() {
    let document = window().document();
    let card = document.and_then(|document| document.query_selector(".predict").ok().flatten());
    if let Some(card) = card {
        let options = ScrollIntoViewOptions::new();
        options.set_block(ScrollLogicalPosition::Nearest);
        card.scroll_into_view_with_scroll_into_view_options(&options);
    }
}

/// The latest question that was reached, until the story has gone on after its answer.
fn current(session: &Session) -> Option<(&Told, &Puzzle)> {
    let beats = session.trace.beats.iter();
    let past = beats.take_while(|told| told.at.is_some_and(|at| at <= session.cursor));
    let mut last: Option<(&Told, &Puzzle)> = None;
    for told in past {
        let answered = last.and_then(|(_, puzzle)| puzzle.answer);
        if let Some(puzzle) = &told.predict {
            last = Some((told, puzzle));
        } else if answered.is_some_and(|(_, event)| told.at > Some(event)) {
            last = None;
        }
    }
    last
}

fn options(panel: &Panel, told: &Told, puzzle: &Puzzle) -> Html {
    let title = told.title;
    let option = |(at, text): (usize, &&'static str)| {
        let onclick = panel.on(Action::Guess(title, Guess::Chose(at)));
        html! {
            <button class="option" data-test="option" {onclick}>
                <span class="dot" aria-hidden="true"></span>{ *text }
            </button>
        }
    };
    html! {
        <>
            <div class="options">{ for puzzle.options.iter().enumerate().map(option) }</div>
            <button class="inline" data-test="skip-question"
                onclick={panel.on(Action::Guess(title, Guess::Skipped))}>
                { "Skip the question" }
            </button>
        </>
    }
}

fn said(puzzle: &Puzzle, guess: Guess) -> String {
    match guess {
        Guess::Chose(at) => format!("You said: {}. ", puzzle.options[at].trim_end_matches('.')),
        Guess::Skipped => String::new(),
    }
}

fn shown(panel: &Panel, puzzle: &Puzzle, guess: Option<Guess>, right: usize, event: u32) -> Html {
    let verdict = match guess {
        Some(Guess::Chose(at)) if at == right => "As you said.",
        Some(Guess::Chose(_)) => "Not as you said.",
        _ => "The run answered.",
    };
    let option = |(at, text): (usize, &&'static str)| {
        let chosen = guess == Some(Guess::Chose(at));
        let class = match (at == right, chosen) {
            (true, _) => "option right",
            (_, true) => "option wrong",
            _ => "option other",
        };
        let note = match (at == right, chosen) {
            (true, true) => " (this happened, and you said so)",
            (true, false) => " (this happened)",
            (false, true) => " (you said this)",
            _ => "",
        };
        html! {
            <li {class}>
                <span class="dot" aria-hidden="true"></span>
                <span>{ *text }<span class="soft">{ note }</span></span>
            </li>
        }
    };
    html! {
        <>
            <p data-test="answer"><strong>{ verdict }</strong>{ " Look at " }
                { go_to(panel, event) }{ "." }</p>
            <ul class="options">{ for puzzle.options.iter().enumerate().map(option) }</ul>
        </>
    }
}
