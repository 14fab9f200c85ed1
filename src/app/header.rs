//! Where am I; share; colours.

use super::address::window;
use super::help::Help;
use super::panel::Panel;
use super::share::Share;
use super::theme::ThemeButton;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;
use yew::prelude::*;

/// The top of a pattern's page.
pub fn header(panel: &Panel) -> Html {
    let about = panel.session.declared.about;
    html! {
        <header class="top">
            <button class="button skip" data-test="skip" onclick={|_: MouseEvent| to_stage()}>
                { "Skip to the stage" }</button>
            { brand() }
            <span class="slash" aria-hidden="true">{ "/" }</span>
            <h1>{ about.title }</h1>
            <span class="scenario">{ about.scenario }</span>
            <p class="on-paper mono">{ format!("#{}", panel.session.link) }</p>
            <span class="space"></span>
            <Share ..panel.clone() />
            <Help />
            <ThemeButton />
        </header>
    }
}

/// Moves the focus past the story to the stage. A link to a part of the page would be taken for
/// the address of an experiment.
fn to_stage() {
    let document = window().document();
    let stage = document.and_then(|it| it.query_selector("[data-test=stage]").ok().flatten());
    if let Some(stage) = stage.and_then(|it| it.dyn_into::<HtmlElement>().ok()) {
        let _ = stage.focus();
    }
}

/// The way home: two lanes, a message there and one back.
pub fn brand() -> Html {
    html! {
        <a class="brand" href="#/" data-test="brand" aria-label="patternscope: all patterns">
            <svg class="logo" viewBox="0 0 32 32" width="22" height="22" aria-hidden="true">
                <path class="lanes" d="M3 8h26M3 24h26" />
                <path class="there" d="M7 8l8 16" />
                <path class="back" d="M16 24l8-16" />
            </svg>
            <span>{ "patternscope" }</span>
        </a>
    }
}
