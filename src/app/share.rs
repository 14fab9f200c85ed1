//! Share: links, an embed, pictures and texts of what is seen, in a dialog of the header.
//!
//! The browser's own modal dialog moves the focus in, keeps it there, and gives it back when
//! Escape or a click beside it closes the dialog. What is shared is what was seen on opening.

use super::address::window;
use super::icon::icon;
use super::panel::Panel;
use super::save::{self, File};
use crate::lesson::Link;
use crate::session::Session;
use crate::view::Sheet;
use crate::view::svg::Escaped;
use std::rc::Rc;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlDialogElement, HtmlInputElement};
use yew::prelude::*;

/// The dialog while it is open.
#[derive(Clone, PartialEq)]
struct Open {
    /// What was seen on opening it.
    session: Rc<Session>,
    /// Which link is shown.
    link: What,
    /// What came of the last click.
    news: String,
}

/// What can be copied.
#[derive(Copy, Clone, PartialEq)]
enum What {
    Moment,
    Start,
    Embed,
}

impl What {
    fn words(self) -> &'static str {
        match self {
            What::Moment => "link to this moment",
            What::Start => "link to the start",
            What::Embed => "embed code",
        }
    }

    fn text(self, session: &Session) -> String {
        let link = session.share();
        match self {
            What::Moment => address(&link.to_string()),
            What::Start => {
                address(&Link { at: None, select: None, with: None, ..link }.to_string())
            }
            What::Embed => embed(session, link),
        }
    }
}

/// What a button does, and its name in tests.
type Deed = (Does, &'static str);

#[derive(Copy, Clone, PartialEq)]
enum Does {
    Copy(What),
    Save(File),
}

const LINKS: &[Deed] =
    &[(Does::Copy(What::Moment), "copy-moment"), (Does::Copy(What::Start), "copy-start")];
const EMBED: &[Deed] = &[(Does::Copy(What::Embed), "copy-embed")];
const FILES: &[(&str, &[Deed])] = &[
    (
        "Diagram",
        &[
            (Does::Save(File::Svg(Sheet::Diagram)), "save-diagram-svg"),
            (Does::Save(File::Png(Sheet::Diagram)), "save-diagram-png"),
        ],
    ),
    (
        "Stage",
        &[
            (Does::Save(File::Svg(Sheet::Stage)), "save-stage-svg"),
            (Does::Save(File::Png(Sheet::Stage)), "save-stage-png"),
        ],
    ),
    (
        "Run",
        &[
            (Does::Save(File::Json), "save-json"),
            (Does::Save(File::Mermaid), "save-mermaid"),
            (Does::Save(File::Shiviz), "save-shiviz"),
        ],
    ),
];

/// The button, and the dialog that it opens.
#[component]
pub fn Share(panel: &Panel) -> Html {
    let open = use_state(|| None::<Open>);
    let dialog = use_node_ref();
    {
        let dialog = dialog.clone();
        use_effect_with(open.is_some(), move |open| {
            if let (true, Some(dialog)) = (open, dialog.cast::<HtmlDialogElement>()) {
                let _ = dialog.show_modal();
            }
        });
    }
    let onclick = {
        let (open, session) = (open.clone(), panel.session.clone());
        move |_: MouseEvent| {
            let session = session.clone();
            open.set(Some(Open { session, link: What::Moment, news: String::new() }));
        }
    };
    let onclose = {
        let open = open.clone();
        move |_: Event| open.set(None)
    };
    // The dialog itself is clicked beside what it holds, and on the button that closes it.
    let close = {
        let dialog = dialog.clone();
        move |event: MouseEvent| {
            let element = event.target().and_then(|target| target.dyn_into::<Element>().ok());
            let closes = element.is_some_and(|element| {
                element.tag_name() == "DIALOG" || element.closest("[data-close]").is_ok_and(is_some)
            });
            if let (true, Some(dialog)) = (closes, dialog.cast::<HtmlDialogElement>()) {
                dialog.close();
            }
        }
    };
    // Keys mean something else while the dialog is open; what the browser makes of them stays.
    let onkeydown = |event: KeyboardEvent| event.stop_propagation();
    html! {
        <div class="share">
            <button class="button primary" data-test="share" aria-haspopup="dialog"
                aria-expanded={if open.is_some() { "true" } else { "false" }} {onclick}>
                { "Share" }
            </button>
            <dialog ref={dialog} class="sharing" aria-labelledby="share-title" data-test="shared"
                {onclose} onclick={close} {onkeydown}>
                { menu(&open) }
            </dialog>
        </div>
    }
}

fn is_some(element: Option<Element>) -> bool {
    element.is_some()
}

fn menu(state: &UseStateHandle<Option<Open>>) -> Html {
    let Some(open) = state.as_ref() else {
        return Html::default();
    };
    let rows = FILES.iter().map(|(name, deeds)| row(state, open, name, deeds));
    html! {
        <div class="inside">
            <div class="title">
                <h2 id="share-title">{ "Share" }</h2>
                <button class="button square small" aria-label="Close" data-close=""
                    data-test="share-close">{ icon("cross") }</button>
            </div>
            { field("share-link", "shared-link", open.link, &open.session) }
            { row(state, open, "", LINKS) }
            { field("share-embed", "embed-code", What::Embed, &open.session) }
            { row(state, open, "", EMBED) }
            <h3>{ "Save" }</h3>
            { for rows }
            <p role="status" data-test="share-status">{ &open.news }</p>
        </div>
    }
}

/// A text to be copied, by hand too: it is selected whenever it has the focus.
fn field(id: &'static str, test: &'static str, what: What, session: &Session) -> Html {
    let label = match what {
        What::Embed => "Embed code: stage, diagram and transport",
        What::Moment => "Link to this moment",
        What::Start => "Link to the start",
    };
    html! {
        <>
            <label for={id}>{ label }</label>
            <input {id} class="text mono" readonly=true onfocus={select_all}
                autofocus={what != What::Embed} value={what.text(session)} data-test={test} />
        </>
    }
}

fn row(
    state: &UseStateHandle<Option<Open>>,
    open: &Open,
    name: &'static str,
    deeds: &'static [Deed],
) -> Html {
    let button = |(does, test): &Deed| {
        let (text, label) = match does {
            Does::Copy(what) => (format!("Copy {}", what.words()), None),
            Does::Save(file) => (file.format().to_string(), Some(file.words())),
        };
        let (does, state, open) = (*does, state.clone(), open.clone());
        let onclick = move |_: MouseEvent| act(does, &state, &open);
        html! {
            <button class="button small" data-test={*test} aria-label={label} {onclick}>
                { text }
            </button>
        }
    };
    html! {
        <div class="row">
            if !name.is_empty() {
                <span class="name">{ name }</span>
            }
            { for deeds.iter().map(button) }
        </div>
    }
}

fn act(does: Does, state: &UseStateHandle<Option<Open>>, open: &Open) {
    let (state, mut next) = (state.setter(), open.clone());
    let what = match does {
        Does::Copy(what) => what,
        Does::Save(file) => {
            let told = move |news| state.set(Some(Open { news, ..next.clone() }));
            return save::save(&open.session, file, Callback::from(told));
        }
    };
    if what != What::Embed {
        next.link = what;
    }
    let text = what.text(&open.session);
    let shown = text.clone();
    save::copy(
        &text,
        Callback::from(move |copied| {
            let words = what.words();
            let news = match copied {
                true => format!("The {words} is copied."),
                false => {
                    select(what, &shown);
                    format!("The browser does not let the page copy. The {words} is selected.")
                }
            };
            state.set(Some(Open { news, ..next.clone() }));
        }),
    );
}

/// Selects what the browser refused to copy. The page shows it in a moment; it is needed now.
fn select(what: What, text: &str) {
    let id = if what == What::Embed { "share-embed" } else { "share-link" };
    let element = window().document().and_then(|document| document.get_element_by_id(id));
    if let Some(field) = element.and_then(|field| field.dyn_into::<HtmlInputElement>().ok()) {
        field.set_value(text);
        let _ = field.focus();
        field.select();
    }
}

fn select_all(event: FocusEvent) {
    let field = event.target().and_then(|target| target.dyn_into::<HtmlInputElement>().ok());
    if let Some(field) = field {
        field.select();
    }
}

/// The whole address with another fragment.
fn address(link: &str) -> String {
    let href = window().location().href().unwrap_or_default();
    let page = href.split('#').next().unwrap_or_default();
    format!("{page}#{link}")
}

/// A frame for another page that shows stage, diagram and transport only. Nothing there would say
/// whether the run is reproduced, so its link carries no digest.
fn embed(session: &Session, link: Link) -> String {
    let link = Link { run: None, ..link }.to_string();
    let and = if link.contains('?') { '&' } else { '?' };
    let address = address(&format!("{link}{and}embed=1"));
    let (address, title) = (Escaped(&address), Escaped(session.declared.about.title));
    format!(
        "<iframe src=\"{address}\" width=\"600\" height=\"400\" \
         title=\"{title}, played by patternscope\"></iframe>"
    )
}
