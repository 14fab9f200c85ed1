//! What every panel is given: the session, and a way to ask for something.

use crate::session::{Action, Session};
use std::rc::Rc;
use yew::prelude::*;

/// The properties of a panel.
#[derive(Properties, Clone, PartialEq)]
pub struct Panel {
    /// What the learner is doing.
    pub session: Rc<Session>,
    /// Takes what somebody wants done.
    pub send: Callback<Action>,
}

impl Panel {
    /// A click that asks for `action`.
    pub fn on(&self, action: Action) -> Callback<MouseEvent> {
        let send = self.send.clone();
        Callback::from(move |_| send.emit(action.clone()))
    }
}

/// A small button that goes to an event.
pub fn go_to(panel: &Panel, event: u32) -> Html {
    html! {
        <button class="inline mono" onclick={panel.on(Action::Go(event))}>
            { format!("event {event}") }
        </button>
    }
}
