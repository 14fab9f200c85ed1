//! The wheel over a diagram: it zooms where there is nothing to scroll, and with ctrl or ⌘;
//! sideways, or with shift, it pans.

use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{AddEventListenerOptions, Element, WheelEvent};
use yew::prelude::*;

/// A turn of the wheel by so much doubles the width of what is shown.
const DOUBLE: f64 = 320.0;
const LINE: f64 = 30.0;

/// What the wheel asks for.
#[derive(Copy, Clone, Debug, PartialEq)]
pub enum Turn {
    /// So many times as wide, around this place.
    Zoom(f64, f64),
    /// So far to the right, in pixels.
    Pan(f64),
}

/// Listens to the wheel over `node`; the page does not scroll when `turned` says that it was used.
#[hook]
pub fn use_wheel(node: &NodeRef, turned: Callback<Turn, bool>) {
    let latest = use_mut_ref(|| turned.clone());
    *latest.borrow_mut() = turned;
    let node = node.clone();
    use_effect_with((), move |()| {
        let heard = node.cast::<Element>().map(|element| {
            let over = element.clone();
            let closure = Closure::<dyn FnMut(WheelEvent)>::new(move |event: WheelEvent| {
                let turned = latest.borrow().clone();
                if meaning(&over, &event).is_some_and(|turn| turned.emit(turn)) {
                    event.prevent_default();
                }
            });
            // A passive listener, the default, may not keep the page from scrolling.
            let options = AddEventListenerOptions::new();
            options.set_passive(false);
            let function = closure.as_ref().unchecked_ref();
            let _ = element.add_event_listener_with_callback_and_add_event_listener_options(
                "wheel", function, &options,
            );
            (element, closure)
        });
        move || {
            if let Some((element, closure)) = heard {
                let function = closure.as_ref().unchecked_ref();
                let _ = element.remove_event_listener_with_callback("wheel", function);
            }
        }
    });
}

fn meaning(over: &Element, event: &WheelEvent) -> Option<Turn> {
    let unit = if event.delta_mode() == WheelEvent::DOM_DELTA_PIXEL { 1.0 } else { LINE };
    let (dx, dy) = (event.delta_x() * unit, event.delta_y() * unit);
    if event.shift_key() || dx.abs() > dy.abs() {
        return Some(Turn::Pan(if dx == 0.0 { dy } else { dx }));
    }
    let scrolls = over.scroll_height() > over.client_height();
    if scrolls && !event.ctrl_key() && !event.meta_key() {
        return None;
    }
    let x = f64::from(event.client_x()) - over.get_bounding_client_rect().left();
    Some(Turn::Zoom(libm::exp2(dy / DOUBLE), x))
}
