//! The keyboard: everything that can be done has a key or a place in the tab order.

use super::address::window;
use crate::session::{Action, Kind};
use gloo_timers::callback::Timeout;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::KeyboardEvent;
use yew::prelude::*;

/// Keys that do the same or the opposite, and what they do.
type Line = (&'static [&'static str], &'static str);

/// What the keys do, for the map that `?` shows.
pub const MAP: [(&str, &[Line]); 3] = [
    (
        "Time",
        &[
            (&["space"], "play, pause"),
            (&["←", "→"], "one event back, on"),
            (&["shift ←", "shift →"], "one part of the story back, on"),
            (&["home", "end"], "to the start, to the end"),
        ],
    ),
    (
        "Diagram",
        &[
            (&["+", "−"], "zoom in, out"),
            (&["0"], "the whole run"),
            (&["T"], "by time, or one step per event"),
            (&["L"], "write the logical clocks, when there are any"),
            (&["X"], "put a cut at this event, take it away"),
        ],
    ),
    (
        "Select",
        &[
            (&["N"], "the next node"),
            (&["M"], "the next message on its way"),
            (&["E"], "this event: its past and future"),
            (&["C"], "compare it with this event"),
            (&["esc"], "select nothing, close what is open"),
            (&["ctrl Z"], "undo the last change"),
            (&["ctrl shift Z"], "redo it"),
            (&["?"], "this map"),
        ],
    ),
];

/// A listener on the window that ends with its value.
pub struct Listener {
    closure: Closure<dyn FnMut(KeyboardEvent)>,
}

impl Listener {
    fn new(heard: impl FnMut(KeyboardEvent) + 'static) -> Listener {
        let closure = Closure::new(heard);
        let function = closure.as_ref().unchecked_ref();
        let _ = window().add_event_listener_with_callback("keydown", function);
        Listener { closure }
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        let function = self.closure.as_ref().unchecked_ref();
        let _ = window().remove_event_listener_with_callback("keydown", function);
    }
}

/// Sends what the keys ask for, as long as the value lives.
pub fn listen(send: Callback<Action>, travel: Callback<i32>) -> Listener {
    Listener::new(move |event| {
        if let Some(by) = travels(&event) {
            event.prevent_default();
            travel.emit(by);
        } else if let Some(action) = free(&event).and_then(|key| meaning(&key, event.shift_key())) {
            event.prevent_default();
            let selects = matches!(action, Action::Next(_));
            send.emit(action);
            if selects {
                // Once it is drawn: what can be done to it is the next thing to reach.
                Timeout::new(0, focus_selected).forget();
            }
        }
    })
}

fn focus_selected() {
    let button = window().document().and_then(|it| it.query_selector(".picked button").ok()?);
    if let Some(button) = button.and_then(|it| it.dyn_into::<web_sys::HtmlElement>().ok()) {
        let _ = button.focus();
    }
}

/// Hears every key that nobody else has a use for; `true` means that it was used.
#[hook]
pub fn use_keys(heard: Callback<String, bool>) {
    use_effect_with(heard, |heard| {
        let heard = heard.clone();
        let listener = Listener::new(move |event| {
            if free(&event).is_some_and(|key| heard.emit(key)) {
                event.prevent_default();
            }
        });
        move || drop(listener)
    });
}

/// Back (−1) or forward (1) in the history, as the keys for undo and redo ask. A field of text
/// undoes what was typed.
fn travels(event: &KeyboardEvent) -> Option<i32> {
    let command = (event.ctrl_key() || event.meta_key()) && !event.alt_key();
    let taken = event.default_prevented()
        || inside(event, "input:not([type=range], [type=checkbox]), textarea, dialog");
    match event.key().as_str() {
        _ if !command || taken => None,
        "z" | "Z" => Some(if event.shift_key() { 1 } else { -1 }),
        _ => None,
    }
}

/// The key, unless something else has a use for it: a browser's own, a field, a dialog.
fn free(event: &KeyboardEvent) -> Option<String> {
    if event.default_prevented() || event.ctrl_key() || event.meta_key() || event.alt_key() {
        return None;
    }
    let key = event.key();
    let presses = key == " " && inside(event, "button, a, summary, [role=button]");
    let taken = inside(event, "input, select, textarea, dialog, [role=dialog], [role=menu]");
    (!presses && !taken).then_some(key)
}

/// Whether what has the focus is one of these or within one.
fn inside(event: &KeyboardEvent, css: &str) -> bool {
    let target = event.target();
    let element = target.and_then(|target| target.dyn_into::<web_sys::Element>().ok());
    element.is_some_and(|element| element.closest(css).ok().flatten().is_some())
}

fn meaning(key: &str, shift: bool) -> Option<Action> {
    match (key, shift) {
        (" ", _) => Some(Action::TogglePlay),
        ("ArrowRight", false) => Some(Action::Step(1)),
        ("ArrowLeft", false) => Some(Action::Step(-1)),
        ("ArrowRight", true) => Some(Action::Beat(1)),
        ("ArrowLeft", true) => Some(Action::Beat(-1)),
        ("Home", _) => Some(Action::Home),
        ("End", _) => Some(Action::End),
        ("n" | "N", _) => Some(Action::Next(Kind::Node)),
        ("m" | "M", _) => Some(Action::Next(Kind::Letter)),
        ("e" | "E", _) => Some(Action::SelectHere),
        ("c" | "C", _) => Some(Action::CompareHere),
        ("l" | "L", _) => Some(Action::ToggleClocks),
        ("x" | "X", _) => Some(Action::ToggleCut),
        ("Escape", _) => Some(Action::Escape),
        _ => None,
    }
}
