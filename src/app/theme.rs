//! Light or dark: as the system says, or as the reader says, who is remembered.

use super::address::window;
use super::icon::icon;
use web_sys::Element;
use yew::prelude::*;

/// Where the reader's choice is kept. `static/boot.js` reads it before anything is drawn.
const KEY: &str = "patternscope-theme";

const ATTRIBUTE: &str = "data-theme";

/// Which colours are shown.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum Theme {
    System,
    Light,
    Dark,
}

impl Theme {
    fn word(self) -> &'static str {
        match self {
            Theme::System => "system",
            Theme::Light => "light",
            Theme::Dark => "dark",
        }
    }

    fn next(self) -> Theme {
        match self {
            Theme::System => Theme::Light,
            Theme::Light => Theme::Dark,
            Theme::Dark => Theme::System,
        }
    }
}

/// The element whose attribute the colours depend on.
fn root() -> Option<Element> {
    window().document()?.document_element()
}

/// The theme the page is in.
fn shown() -> Theme {
    match root().and_then(|root| root.get_attribute(ATTRIBUTE)).as_deref() {
        Some("light") => Theme::Light,
        Some("dark") => Theme::Dark,
        _ => Theme::System,
    }
}

/// Shows the page in this theme.
fn show(theme: Theme) {
    if let Some(root) = root() {
        let _ = match theme {
            Theme::System => root.remove_attribute(ATTRIBUTE),
            _ => root.set_attribute(ATTRIBUTE, theme.word()),
        };
    }
}

/// Storage may be forbidden; then the choice lasts as long as the page.
fn remember(theme: Theme) {
    if let Ok(Some(storage)) = window().local_storage() {
        let _ = storage.set_item(KEY, theme.word());
    }
}

/// A button that goes through the themes.
#[component]
pub fn ThemeButton() -> Html {
    let theme = use_state(shown);
    let onclick = {
        let theme = theme.clone();
        Callback::from(move |_: MouseEvent| {
            let next = theme.next();
            show(next);
            remember(next);
            theme.set(next);
        })
    };
    let sign = match *theme {
        Theme::System => "system",
        Theme::Light => "sun",
        Theme::Dark => "moon",
    };
    let label = format!("Colours: {}", theme.word());
    html! {
        <button class="button square" data-test="theme" aria-label={label.clone()} title={label}
            {onclick}>{ icon(sign) }</button>
    }
}
