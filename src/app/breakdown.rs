//! When we are wrong: what is said, with the link that shows it. The page behind stays as it was.

use super::address::{hash, window};
use wasm_bindgen::JsCast;

/// Shows every panic to the reader.
pub fn watch() {
    yew::set_custom_panic_hook(Box::new(|panic| {
        // A failure to tell of the failure must not hide the first one.
        let _ = show(&panic.to_string());
    }));
}

/// Plain document calls and a dialog that closes without code: the program may be in pieces.
fn show(what: &str) -> Option<()> {
    let document = window().document()?;
    if document.query_selector("dialog.breakdown").ok()?.is_some() {
        return None;
    }
    let element = |name: &str, text: &str| {
        let element = document.create_element(name).ok()?;
        element.set_text_content(Some(text));
        Some(element)
    };
    let dialog = element("dialog", "")?;
    dialog.set_class_name("breakdown");
    dialog.set_attribute("open", "").ok()?;
    dialog.set_attribute("data-test", "breakdown").ok()?;
    let title = element("h2", "Something in patternscope broke")?;
    dialog.append_child(&title).ok()?;
    let advice = "This is our mistake, not yours. Reload the page if it no longer answers. If you \
                  report it, please send these lines: the link shows us what you saw.";
    let advice = element("p", advice)?;
    dialog.append_child(&advice).ok()?;
    let lines = element("textarea", &format!("{}\n\n{what}", hash()))?;
    lines.set_attribute("readonly", "").ok()?;
    lines.set_attribute("rows", "6").ok()?;
    lines.set_attribute("aria-label", "What to report").ok()?;
    dialog.append_child(&lines).ok()?;
    let form = element("form", "")?;
    form.set_attribute("method", "dialog").ok()?;
    let close = element("button", "Close")?;
    close.set_class_name("button");
    form.append_child(&close).ok()?;
    dialog.append_child(&form).ok()?;
    let body: web_sys::HtmlElement = document.query_selector("body").ok()??.unchecked_into();
    body.append_child(&dialog).ok()?;
    Some(())
}
