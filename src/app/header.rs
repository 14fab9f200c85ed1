//! Where am I; share; colours.

use super::help::Help;
use super::panel::Panel;
use super::share::Share;
use super::theme::ThemeButton;
use yew::prelude::*;

/// The top of a pattern's page.
pub fn header(panel: &Panel) -> Html {
    let about = panel.session.declared.about;
    html! {
        <header class="top">
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
