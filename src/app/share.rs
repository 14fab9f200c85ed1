//! Share: the link to this moment of this run, copied, or shown to be copied by hand.

use super::address::window;
use super::icon::icon;
use super::panel::Panel;
use js_sys::Reflect;
use wasm_bindgen::JsCast;
use wasm_bindgen::JsValue;
use wasm_bindgen::closure::Closure;
use web_sys::HtmlInputElement;
use yew::prelude::*;

#[derive(Clone, PartialEq)]
enum Shared {
    /// The link is on the clipboard.
    Copied(String),
    /// The browser did not let us: here it is.
    Shown(String),
}

/// The button, and what came of it.
#[component]
pub fn Share(panel: &Panel) -> Html {
    let shared = use_state(|| None::<Shared>);
    let field = use_node_ref();
    {
        let field = field.clone();
        use_effect_with((*shared).clone(), move |shared| {
            if let (Some(_), Some(field)) = (shared, field.cast::<HtmlInputElement>()) {
                let _ = field.focus();
                field.select();
            }
        });
    }
    {
        // What was shared is no longer what is seen.
        let shared = shared.setter();
        use_effect_with(panel.session.link.clone(), move |_| shared.set(None));
    }
    let onclick = {
        let (session, shared) = (panel.session.clone(), shared.setter());
        Callback::from(move |_: MouseEvent| {
            let link = address(&session.share().to_string());
            let (copied, refused) = (shared.clone(), shared.clone());
            let (yes, no) = (link.clone(), link.clone());
            copy(
                &link,
                move || copied.set(Some(Shared::Copied(yes))),
                move || refused.set(Some(Shared::Shown(no))),
            );
        })
    };
    let close = {
        let shared = shared.clone();
        Callback::from(move |_: MouseEvent| shared.set(None))
    };
    let escape = {
        let shared = shared.setter();
        Callback::from(move |event: KeyboardEvent| {
            if event.key() == "Escape" {
                event.prevent_default();
                shared.set(None);
            }
        })
    };
    let popup = (*shared).clone().map(|shared| {
        let (words, link) = match shared {
            Shared::Copied(link) => ("The link to this moment is copied.", link),
            Shared::Shown(link) => ("Copy the link to this moment:", link),
        };
        html! {
            <div class="popup" data-test="shared" onkeydown={escape.clone()}>
                <p role="status">{ words }</p>
                <input ref={field} class="text mono" readonly=true value={link}
                    aria-label="Link to this moment" data-test="shared-link" />
                <button class="button square small" aria-label="Close" onclick={close}>
                    { icon("cross") }
                </button>
            </div>
        }
    });
    html! {
        <div class="share">
            <button class="button primary" data-test="share" {onclick}>{ "Share" }</button>
            { popup.unwrap_or_default() }
        </div>
    }
}

/// The whole address with another fragment.
fn address(link: &str) -> String {
    let href = window().location().href().unwrap_or_default();
    let page = href.split('#').next().unwrap_or_default();
    format!("{page}#{link}")
}

/// Writes to the clipboard. Outside secure contexts browsers have none.
fn copy(text: &str, done: impl FnOnce() + 'static, failed: impl FnOnce() + 'static) {
    let navigator = window().navigator();
    let there = Reflect::get(&navigator, &JsValue::from_str("clipboard"));
    if !there.is_ok_and(|clipboard| clipboard.is_object()) {
        failed();
        return;
    }
    let promise = navigator.clipboard().write_text(text);
    let done = Closure::once_into_js(move |_: JsValue| done());
    let failed = Closure::once_into_js(move |_: JsValue| failed());
    let then = Reflect::get(&promise, &JsValue::from_str("then"));
    if let Ok(then) = then {
        let then: js_sys::Function = then.unchecked_into();
        let _ = then.call2(&promise, &done, &failed);
    }
}
