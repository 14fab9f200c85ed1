//! The map of the keyboard, on `?`.

use super::icon::icon;
use super::keys::{MAP, use_keys};
use web_sys::HtmlDialogElement;
use yew::prelude::*;

/// The button, and the map that it or `?` opens. The browser keeps the focus inside, closes it on
/// escape and gives the focus back.
#[component]
pub fn Help() -> Html {
    let dialog = use_node_ref();
    let open = {
        let dialog = dialog.clone();
        move || {
            if let Some(dialog) = dialog.cast::<HtmlDialogElement>().filter(|it| !it.open()) {
                let _ = dialog.show_modal();
            }
        }
    };
    let heard = {
        let open = open.clone();
        use_callback((), move |key: String, ()| {
            let mine = key == "?";
            if mine {
                open();
            }
            mine
        })
    };
    use_keys(heard);
    let onclick = Callback::from(move |_: MouseEvent| open());
    let keys = |names: &[&'static str]| {
        let key = |name: &&'static str| html! { <kbd>{ *name }</kbd> };
        html! { <>{ for names.iter().map(key) }</> }
    };
    let close = {
        let dialog = dialog.clone();
        Callback::from(move |_: MouseEvent| {
            if let Some(dialog) = dialog.cast::<HtmlDialogElement>() {
                dialog.close();
            }
        })
    };
    html! {
        <>
            <button class="button square keys" aria-label="Keyboard" title="Keyboard: ?"
                data-test="help" {onclick}>{ icon("keyboard") }</button>
            <dialog ref={dialog} class="sheet" aria-labelledby="keys-title" data-test="keys">
                <div class="title">
                    <h2 id="keys-title">{ "Keyboard" }</h2>
                    <button class="button square small bare" aria-label="Close" onclick={close}>
                        { icon("cross") }</button>
                </div>
                <div class="columns">
                    { for MAP.iter().map(|(title, lines)| html! {
                        <section>
                            <h3>{ *title }</h3>
                            <dl>{ for lines.iter().map(|(names, words)| html! {
                                <div><dt>{ keys(names) }</dt><dd>{ *words }</dd></div>
                            }) }</dl>
                        </section>
                    }) }
                </div>
                <p class="hint">{ "Everything else is reached with tab and enter. In the diagram: \
                    drag to move it, turn the wheel to zoom, drag an arrow's head to deliver it \
                    earlier or later, shift and click a second event to compare. On the stage: \
                    draw a line to split the network, shift and click a second node to \
                    compare." }</p>
            </dialog>
        </>
    }
}
