//! Undo and redo: the browser's Back and Forward, as far as they stay with this pattern.

use super::icon::icon;
use yew::prelude::*;

/// Where the browser's history leads to from here.
#[derive(Clone, PartialEq)]
pub struct Ways {
    /// Whether an entry before this one is of this pattern.
    pub back: bool,
    /// Whether the entry after this one is.
    pub forward: bool,
    /// Goes so many entries on, or back.
    pub travel: Callback<i32>,
}

/// Two buttons: what the last change was before, and what it made.
#[component]
pub fn Undo() -> Html {
    let Some(ways) = use_context::<Ways>() else {
        return html! {};
    };
    let button =
        |label: &'static str, name: &'static str, keys: &'static str, by: i32, on: bool| {
            let onclick = ways.travel.reform(move |_: MouseEvent| by);
            html! {
                <button class="round" aria-label={label} title={format!("{label}: {keys}")}
                    data-test={name} disabled={!on} {onclick}>{ icon(name) }</button>
            }
        };
    html! {
        <div class="buttons history" role="group" aria-label="Changes">
            { button("Undo the last change", "undo", "ctrl Z", -1, ways.back) }
            { button("Redo it", "redo", "ctrl shift Z", 1, ways.forward) }
        </div>
    }
}
