//! How large a part of the page is, now and whenever that changes.

use super::address::window;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{Element, ResizeObserver};
use yew::prelude::*;

/// The inner width and height of `node` in CSS pixels; zero before it is on the page.
#[hook]
pub fn use_size(node: &NodeRef) -> (f64, f64) {
    let size = use_state(|| (0.0, 0.0));
    let setter = size.setter();
    let node = node.clone();
    use_effect_with((), move |()| {
        let watched = node.cast::<Element>().and_then(|element| {
            let measured = element.clone();
            let measure = Closure::<dyn FnMut()>::new(move || {
                // On paper a part is as large as its drawing: to follow that would shrink both.
                if !on_paper() {
                    let (width, height) = (measured.client_width(), measured.client_height());
                    setter.set((f64::from(width), f64::from(height)));
                }
            });
            let observer = ResizeObserver::new(measure.as_ref().unchecked_ref()).ok()?;
            observer.observe(&element);
            Some((observer, measure))
        });
        move || {
            if let Some((observer, _)) = watched {
                observer.disconnect();
            }
        }
    });
    *size
}

/// Whether the page is laid out for paper.
fn on_paper() -> bool {
    let query = window().match_media("print").ok().flatten();
    query.is_some_and(|query| query.matches())
}
