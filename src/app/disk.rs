//! A node's disk, set by hand: how long a forced write takes.

use super::clock::Props;
use crate::session::Action;
use web_sys::HtmlInputElement;
use yew::prelude::*;

/// The form of a node's disk.
#[component]
pub fn Disk(props: &Props) -> Html {
    let takes = use_state(|| "500ms".to_string());
    let code = props.session.trace.cast[props.node.index()].code.clone();
    let onsubmit = {
        let (send, takes, code) = (props.send.clone(), takes.clone(), code.clone());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            send.emit(Action::AddAct(format!("disk.{code}.{}", takes.trim())));
        })
    };
    let oninput = {
        let takes = takes.setter();
        Callback::from(move |event: InputEvent| {
            takes.set(event.target_unchecked_into::<HtmlInputElement>().value());
        })
    };
    let stage = props.session.trace.stage();
    let is_set = stage.disks(props.session.cursor)[props.node.index()].is_some();
    let usual = props.send.reform(move |_| Action::AddAct(format!("disk.{code}.normal")));
    html! {
        <form class="row command" {onsubmit} data-test="disk">
            <button class="button small">{ "Set disk" }</button>
            <input class="text mono" aria-label="Time of a forced write"
                title="How long a forced write takes: 500ms, 2s" value={(*takes).clone()}
                {oninput} />
            if is_set {
                <button class="button small" type="button" data-test="disk-normal"
                    onclick={usual}>{ "As usual" }</button>
            }
        </form>
    }
}
