//! A row of cells: small boxes with a label and a value, what this step changed marked; and two
//! rows, entry by entry.

use super::size::use_size;
use crate::lesson::inspect::{Beside, beside};
use crate::lesson::{Cell, Keep, Tone};
use crate::session::{Column, NodeId};
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;
use yew::prelude::*;

/// From so many cells on a row may scroll, and is then reached by keyboard.
const MANY: usize = 24;

/// The properties of a row of cells.
#[derive(Properties)]
pub struct Props {
    /// Whose it is.
    pub node: NodeId,
    /// What the row is called, and what it says as a whole.
    pub label: String,
    /// The cells.
    pub cells: Vec<Cell>,
    /// The cells before this step.
    pub old: Vec<Cell>,
    /// Takes the label of a cell that is asked where it comes from.
    pub asked: Callback<String>,
}

/// As long as they are the same, nothing is drawn again; a callback is new every time.
impl PartialEq for Props {
    fn eq(&self, other: &Props) -> bool {
        let own = |props: &Props| (props.node, props.label.clone());
        own(self) == own(other) && self.cells == other.cells && self.old == other.old
    }
}

/// A row of cells.
#[component]
pub fn Cells(props: &Props) -> Html {
    let list = use_node_ref();
    let all = beside(&props.old, &props.cells);
    let first = all.iter().position(Beside::changed);
    // A row in a room that is not shown has no size yet.
    let seen = use_size(&list).0 > 0.0;
    {
        let list = list.clone();
        use_effect_with((first, all.len(), seen), move |_| show_changed(&list));
    }
    let tab = (all.len() >= MANY).then_some("0");
    html! {
        <ul ref={list} class="cells" aria-label={props.label.clone()} tabindex={tab}
            data-test="cells">
            { for all.iter().map(|one| cell(one, &props.asked)) }
        </ul>
    }
}

/// Scrolls a long row to the first cell that changed.
fn show_changed(list: &NodeRef) {
    let Some(list) = list.cast::<HtmlElement>() else { return };
    if list.scroll_height() <= list.client_height() {
        return;
    }
    let found = list.query_selector(".changed").ok().flatten();
    if let Some(found) = found.and_then(|it| it.dyn_into::<HtmlElement>().ok()) {
        list.set_scroll_top(found.offset_top() - list.client_height() / 2);
    }
}

fn cell(one: &Beside<'_>, asked: &Callback<String>) -> Html {
    let Some(shown) = one.is.or(one.was) else { return html! {} };
    let keep = match shown.keep {
        Keep::Durable => "durable",
        Keep::Volatile => "volatile",
    };
    let changed = one.changed().then_some("changed");
    let old = one.was.filter(|was| one.is.is_none_or(|is| is.value != was.value));
    let said = match (one.changed(), one.is) {
        (false, _) => "",
        (true, Some(_)) => " (changed in this step)",
        (true, None) => " (gone in this step)",
    };
    let onclick = {
        let label = shown.label.clone();
        asked.reform(move |_: MouseEvent| label.clone())
    };
    let title = match shown.about.is_empty() {
        true => "Where does it come from?".to_string(),
        false => shown.about.clone(),
    };
    html! {
        <li>
            <button class={classes!("box", keep, tone(shown.tone), changed)} {title} {onclick}
                data-test={changed.map_or("cell", |_| "changed-cell")} disabled={one.is.is_none()}>
                <span class="of">{ &shown.label }</span>
                <span class="says">
                    if let Some(old) = old.filter(|_| one.changed()) {
                        <del>{ &old.value }</del>{ " " }
                    }
                    { one.is.map_or("", |is| &is.value) }
                </span>
                if !said.is_empty() || !shown.about.is_empty() {
                    <span class="hidden">{ format!("{said} {}", shown.about) }</span>
                }
            </button>
        </li>
    }
}

/// The class of a tone.
pub fn tone(tone: Tone) -> Option<&'static str> {
    match tone {
        Tone::Plain => None,
        Tone::Active => Some("tone-active"),
        Tone::Good => Some("tone-good"),
        Tone::Warn => Some("tone-warn"),
        Tone::Bad => Some("tone-bad"),
    }
}

/// Two rows entry by entry; `first` and `second` say whose they are.
pub fn columns(all: &[Column], first: &str, second: &str) -> Html {
    let line = |name: &str, value: fn(&Column) -> String| {
        html! {
            <tr>
                <th scope="row">{ name.to_string() }</th>
                { for all.iter().map(|column| html! { <td>{ value(column) }</td> }) }
            </tr>
        }
    };
    html! {
        <div class="beside" tabindex={(all.len() > 5).then_some("0")} role="group"
            aria-label={format!("{first} and {second}, entry by entry")}>
            <table data-test="columns">
                <thead><tr>
                    <td></td>
                    { for all.iter().map(|column| html! {
                        <th scope="col">{ &column.label }</th>
                    }) }
                </tr></thead>
                <tbody>
                    { line(first, |column| column.first.to_string()) }
                    <tr class="signs">
                        <th scope="row"><span class="hidden">{ "to one another" }</span></th>
                        { for all.iter().map(|column| html! {
                            <td class={(column.first != column.second).then_some("apart")}>
                                { column.sign() }
                            </td>
                        }) }
                    </tr>
                    { line(second, |column| column.second.to_string()) }
                </tbody>
            </table>
        </div>
    }
}
