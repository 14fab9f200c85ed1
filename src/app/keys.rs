//! The keyboard: space plays, arrows step, shift and an arrow goes to the next beat.

use super::address::window;
use crate::session::Action;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use yew::Callback;

/// Listens to the keyboard as long as it lives.
pub struct Keys {
    listener: Closure<dyn FnMut(web_sys::KeyboardEvent)>,
}

impl Keys {
    /// Sends what the keys ask for.
    pub fn new(send: Callback<Action>) -> Keys {
        let listener = Closure::new(move |event: web_sys::KeyboardEvent| {
            if let Some(action) = meaning(&event) {
                event.prevent_default();
                send.emit(action);
            }
        });
        let function = listener.as_ref().unchecked_ref();
        let _ = window().add_event_listener_with_callback("keydown", function);
        Keys { listener }
    }
}

impl Drop for Keys {
    fn drop(&mut self) {
        let function = self.listener.as_ref().unchecked_ref();
        let _ = window().remove_event_listener_with_callback("keydown", function);
    }
}

fn meaning(event: &web_sys::KeyboardEvent) -> Option<Action> {
    if event.default_prevented() || event.ctrl_key() || event.meta_key() || event.alt_key() {
        return None;
    }
    let target = event.target();
    let element = target.and_then(|target| target.dyn_into::<web_sys::Element>().ok());
    let name = element.map_or_else(String::new, |element| element.tag_name());
    // These elements have a use of their own for letters and arrows, and those for space.
    if matches!(name.as_str(), "INPUT" | "SELECT" | "TEXTAREA") {
        return None;
    }
    let presses = matches!(name.as_str(), "BUTTON" | "A" | "SUMMARY");
    match (event.key().as_str(), event.shift_key()) {
        (" ", _) if !presses => Some(Action::TogglePlay),
        ("ArrowRight", false) => Some(Action::Step(1)),
        ("ArrowLeft", false) => Some(Action::Step(-1)),
        ("ArrowRight", true) => Some(Action::Beat(1)),
        ("ArrowLeft", true) => Some(Action::Beat(-1)),
        ("Home", _) => Some(Action::Home),
        ("End", _) => Some(Action::End),
        ("Escape", _) => Some(Action::Select(None)),
        _ => None,
    }
}
