//! A node's own clock, set by hand: how far it is off, and how fast it runs.

use crate::session::{Action, NodeId, Session};
use std::rc::Rc;
use web_sys::HtmlInputElement;
use yew::prelude::*;

/// The properties of the form.
#[derive(Properties, Clone, PartialEq)]
pub struct Props {
    pub session: Rc<Session>,
    pub send: Callback<Action>,
    pub node: NodeId,
}

/// The form of a node's clock.
#[component]
pub fn Clock(props: &Props) -> Html {
    let offset = use_state(|| "5ms".to_string());
    let rate = use_state(|| "100%".to_string());
    let onsubmit = {
        let (send, offset, rate) = (props.send.clone(), offset.clone(), rate.clone());
        let code = props.session.trace.cast[props.node.index()].code.clone();
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            let (offset, rate) = (offset.trim(), rate.trim());
            send.emit(Action::AddAct(format!("clock.{code}.{offset},{rate}")));
        })
    };
    let typed = |state: &UseStateHandle<String>| {
        let state = state.setter();
        Callback::from(move |event: InputEvent| {
            state.set(event.target_unchecked_into::<HtmlInputElement>().value());
        })
    };
    html! {
        <form class="row command" {onsubmit} data-test="clock">
            <button class="button small">{ "Set clock" }</button>
            <input class="text mono" aria-label="Offset" title="How far it is off: 5ms, -1.5s"
                value={(*offset).clone()} oninput={typed(&offset)} />
            <input class="text mono" aria-label="Speed" title="How fast it runs: 100%, 120%"
                value={(*rate).clone()} oninput={typed(&rate)} />
        </form>
    }
}
