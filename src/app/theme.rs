//! Light or dark: as the system says, or as the reader says, who is remembered.

use super::address::window;
use super::icon::icon;
use yew::prelude::*;

const KEY: &str = "patternscope-theme";

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

/// What the reader chose on an earlier visit. Storage may be forbidden; then nothing is known.
pub fn remembered() -> Theme {
    let storage = window().local_storage().ok().flatten();
    let word = storage.and_then(|storage| storage.get_item(KEY).ok().flatten());
    match word.as_deref() {
        Some("light") => Theme::Light,
        Some("dark") => Theme::Dark,
        _ => Theme::System,
    }
}

/// Shows the page in this theme.
pub fn apply(theme: Theme) {
    let document = window().document();
    if let Some(root) = document.and_then(|document| document.document_element()) {
        let _ = match theme {
            Theme::System => root.remove_attribute("data-theme"),
            _ => root.set_attribute("data-theme", theme.word()),
        };
    }
}

fn remember(theme: Theme) {
    if let Ok(Some(storage)) = window().local_storage() {
        let _ = storage.set_item(KEY, theme.word());
    }
}

/// A button that goes through the themes.
#[component]
pub fn ThemeButton() -> Html {
    let theme = use_state(remembered);
    let onclick = {
        let theme = theme.clone();
        Callback::from(move |_: MouseEvent| {
            let next = theme.next();
            apply(next);
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
