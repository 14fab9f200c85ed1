//! The address bar: what follows `#` is the whole state. A change of the experiment is a new
//! entry of the history, so that Back undoes it; looking around only rewrites the entry.
//!
//! ```text
//! #/   #/quorum   #/quorum?n=3   #/quorum?n=3&do=…      an entry each; its state says where it is
//!  0       1           2                3               and where its pattern was opened: "3.1"
//! ```

use crate::lesson::Link;
use crate::lesson::SortedSet;
use crate::session::Action;
use gloo_timers::callback::Timeout;
use std::cell::RefCell;
use std::rc::Rc;
use wasm_bindgen::JsCast;
use wasm_bindgen::JsValue;
use wasm_bindgen::closure::Closure;
use yew::Callback;

/// Browsers refuse to rewrite an address many times a second.
const PATIENCE_MS: u32 = 400;
/// Changes of one parameter in quick succession, as by dragging a slider, are undone as one.
const SAME_GESTURE_MS: f64 = 1_000.0;

/// The window; the page runs nowhere else.
pub fn window() -> web_sys::Window {
    web_sys::window().expect("the page runs in a window")
}

/// What the address says after `#`.
pub fn hash() -> String {
    window().location().hash().unwrap_or_default()
}

/// Where an entry of the history is.
#[derive(Copy, Clone, Default)]
struct Entry {
    /// How many entries of this page are before it.
    place: u32,
    /// The first entry from which on all, up to this one, are of the same pattern.
    opened: u32,
}

impl Entry {
    /// What the browser keeps with the entry; `None` when we have not written it.
    fn read() -> Option<Entry> {
        let text = window().history().ok()?.state().ok()?.as_string()?;
        let (place, opened) = text.split_once('.')?;
        Some(Entry { place: place.parse().ok()?, opened: opened.parse().ok()? })
    }

    fn state(self) -> JsValue {
        JsValue::from_str(&format!("{}.{}", self.place, self.opened))
    }
}

#[derive(Default)]
struct State {
    entry: Entry,
    /// The last entry that is known to be there.
    last: u32,
    /// Entries at which another pattern was opened.
    opened: SortedSet<u32>,
    /// What the address says, as far as we have read or written it.
    known: String,
    pending: Option<(Timeout, String)>,
    gesture: Option<(&'static str, f64)>,
}

/// Reads and writes the address.
pub struct Address {
    state: Rc<RefCell<State>>,
    listener: Closure<dyn FnMut()>,
}

impl Address {
    /// Calls `changed` when somebody else changes the address.
    pub fn new(changed: Callback<()>) -> Address {
        let listener = Closure::new(move || changed.emit(()));
        for event in ["hashchange", "popstate"] {
            let function = listener.as_ref().unchecked_ref();
            let _ = window().add_event_listener_with_callback(event, function);
        }
        Address { state: Rc::default(), listener }
    }

    /// What the address says now.
    pub fn read(&self) -> String {
        let text = hash();
        let mut state = self.state.borrow_mut();
        let entry = Entry::read().unwrap_or_default();
        (state.entry, state.last) = (entry, entry.place);
        write(&mut state, &text, false);
        state.known.clone_from(&text);
        text
    }

    /// Whether one may go back and forward without leaving the pattern.
    pub fn ways(&self) -> (bool, bool) {
        let state = self.state.borrow();
        let next = state.entry.place + 1;
        let back = state.entry.place > state.entry.opened;
        (back, next <= state.last && !state.opened.contains(&next))
    }

    /// Goes so many entries on, or back, once what is looked at is written down.
    pub fn travel(&self, by: i32) {
        let mut state = self.state.borrow_mut();
        if let Some((_, looked)) = state.pending.take() {
            write(&mut state, &looked, false);
        }
        if let Ok(history) = window().history() {
            let _ = history.go_with_delta(by);
        }
    }

    /// What the address says, if that is not what we made it say.
    pub fn changed(&self) -> Option<String> {
        let text = hash();
        let mut state = self.state.borrow_mut();
        if state.known == text {
            return None;
        }
        arrive(&mut state, &text);
        state.known.clone_from(&text);
        state.pending = None;
        state.gesture = None;
        Some(text)
    }

    /// Another experiment: a new entry, unless it goes on with the same gesture.
    pub fn push(&self, link: &Link, action: &Action) {
        let mut state = self.state.borrow_mut();
        let now = js_sys::Date::now();
        let name = match action {
            Action::SetParam(name, _) => Some(*name),
            _ => None,
        };
        let goes_on = state
            .gesture
            .is_some_and(|(earlier, at)| Some(earlier) == name && now - at < SAME_GESTURE_MS);
        state.gesture = name.map(|name| (name, now));
        match state.pending.take() {
            Some((_, looked)) if !goes_on => write(&mut state, &looked, false),
            _ => {}
        }
        write(&mut state, &format!("#{link}"), !goes_on);
    }

    /// The same experiment, looked at elsewhere: rewrites the entry in a moment, with whatever is
    /// looked at then. A run that plays on and on has an address that is never much behind.
    pub fn replace_soon(&self, link: &Link) {
        let text = format!("#{link}");
        if let Some((_, pending)) = &mut self.state.borrow_mut().pending {
            *pending = text;
            return;
        }
        let state = self.state.clone();
        let timeout = Timeout::new(PATIENCE_MS, move || {
            let mut state = state.borrow_mut();
            if let Some((timeout, text)) = state.pending.take() {
                timeout.forget();
                write(&mut state, &text, false);
            }
        });
        self.state.borrow_mut().pending = Some((timeout, text));
    }
}

/// Takes note of the entry that somebody went to, or of a new one.
fn arrive(state: &mut State, text: &str) {
    let pattern = |text: &str| Link::parse(text).pattern;
    match Entry::read() {
        Some(entry) => state.entry = entry,
        None => {
            let same = pattern(text) == pattern(&state.known);
            next(state);
            if !same {
                state.entry.opened = state.entry.place;
            }
            write(state, text, false);
        }
    }
    let Entry { place, opened } = state.entry;
    state.last = state.last.max(place);
    state.opened.insert(opened);
}

/// A new entry: what came after the one before is gone.
fn next(state: &mut State) {
    state.entry.place += 1;
    state.last = state.entry.place;
    let place = state.entry.place;
    state.opened.retain(|opened| *opened < place);
}

fn write(state: &mut State, text: &str, new_entry: bool) {
    let before = (state.entry, state.last);
    if new_entry {
        next(state);
    }
    let entry = state.entry.state();
    // An empty address would be that of the document itself.
    let text = (!text.is_empty()).then_some(text);
    let written = window().history().and_then(|history| {
        if new_entry {
            history.push_state_with_url(&entry, "", text)
        } else {
            history.replace_state_with_url(&entry, "", text)
        }
    });
    if written.is_err() {
        (state.entry, state.last) = before;
    }
    // A browser that refuses (too often, or in a sandbox) leaves the page without an address,
    // which is sad and harmless.
    if written.is_ok() {
        state.known = hash();
    }
}

impl Drop for Address {
    fn drop(&mut self) {
        for event in ["hashchange", "popstate"] {
            let function = self.listener.as_ref().unchecked_ref();
            let _ = window().remove_event_listener_with_callback(event, function);
        }
    }
}
