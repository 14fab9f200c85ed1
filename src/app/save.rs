//! What leaves the page: text on the clipboard, and files.

use super::address::window;
use crate::lesson::document::Document;
use crate::lesson::mermaid::mermaid;
use crate::lesson::shiviz::shiviz;
use crate::session::Session;
use crate::view::{Scene, Sheet, SpacetimeOptions, TopologyOptions, spacetime, svg, topology};
use gloo_timers::callback::Timeout;
use js_sys::{Array, Function, Reflect};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{
    Blob, BlobPropertyBag, CanvasRenderingContext2d, CssStyleSheet, HtmlCanvasElement, HtmlElement,
    HtmlImageElement, Url,
};
use yew::Callback;

/// A PNG has so many pixels for a unit of the drawing, to each side…
const SCALE: f64 = 2.0;
/// …unless it had more pixels than these, which some browsers refuse.
const PIXELS_MAX: f64 = 16_000_000.0;
/// So much of a saved diagram's width is for an event…
const EVENT_WIDTH: f64 = 26.0;
/// …within reason.
const WIDTHS: (f64, f64) = (800.0, 3_200.0);
/// How long a browser may take to begin a download.
const PATIENCE_MS: u32 = 30_000;

/// What can be saved.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum File {
    /// A drawing, to any size.
    Svg(Sheet),
    /// A drawing, in pixels.
    Png(Sheet),
    /// The run as a document.
    Json,
    /// The run as a sequence diagram.
    Mermaid,
    /// The run as a log with vector clocks.
    Shiviz,
}

impl File {
    /// The format's name.
    pub fn format(self) -> &'static str {
        match self {
            File::Svg(_) => "SVG",
            File::Png(_) => "PNG",
            File::Json => "JSON",
            File::Mermaid => "Mermaid",
            File::Shiviz => "ShiViz",
        }
    }

    /// What it does, in words.
    pub fn words(self) -> String {
        match self {
            File::Svg(sheet) | File::Png(sheet) => {
                format!("Save {} as {}", sheet.word(), self.format())
            }
            _ => format!("Download {}", self.format()),
        }
    }

    /// How its name ends.
    pub fn ending(self) -> String {
        match self {
            File::Svg(sheet) => format!("{}.svg", sheet.word()),
            File::Png(sheet) => format!("{}.png", sheet.word()),
            File::Json => "json".to_string(),
            File::Mermaid => "mmd".to_string(),
            File::Shiviz => "shiviz.log".to_string(),
        }
    }
}

/// Saves what `file` asks for of what `session` shows; then tells what came of it.
pub fn save(session: &Session, file: File, told: Callback<String>) {
    let name = format!("{}.{}", session.link.pattern, file.ending());
    let (link, trace) = (&session.link, &session.trace);
    let (kind, text) = match file {
        File::Svg(sheet) => ("image/svg+xml", svg(&scene(session, sheet), sheet, &drawing_css())),
        File::Png(sheet) => return png(name, &scene(session, sheet), sheet, told),
        File::Json => {
            let text = serde_json::to_string(&Document::new(link, trace));
            ("application/json", text.unwrap_or_default())
        }
        File::Mermaid => ("text/plain", mermaid(link, trace)),
        File::Shiviz => ("text/plain", shiviz(trace)),
    };
    let saved = blob(kind, &text).and_then(|blob| download(&name, &blob));
    told.emit(outcome(&name, saved.is_ok()));
}

fn outcome(name: &str, saved: bool) -> String {
    match saved {
        true => format!("Saved as {name}."),
        false => format!("The browser does not let the page save {name}."),
    }
}

/// The stage as it is now, or the diagram of the whole run.
fn scene(session: &Session, sheet: Sheet) -> Scene {
    let (trace, selected) = (&session.trace, session.selected);
    match sheet {
        Sheet::Stage => {
            let options = TopologyOptions { selected, ..TopologyOptions::default() };
            topology(trace, session.cursor, &options)
        }
        Sheet::Diagram => {
            let width = trace.records.len() as f64 * EVENT_WIDTH;
            let width = width.clamp(WIDTHS.0, WIDTHS.1);
            let clocks = session.clocks();
            let options =
                SpacetimeOptions { width, selected, clocks, ..SpacetimeOptions::default() };
            spacetime(trace, session.cursor, &options)
        }
    }
}

/// The rules of `static/drawing.css`, which the page has already loaded.
fn drawing_css() -> String {
    let mut css = String::new();
    let sheets = window().document().map(|document| document.style_sheets());
    let sheets = sheets.iter().flat_map(|all| (0..all.length()).filter_map(|at| all.item(at)));
    for sheet in sheets {
        let drawing = sheet.href().ok().flatten().is_some_and(|href| {
            href.rsplit('/').next().is_some_and(|name| name.starts_with("drawing"))
        });
        if let (true, Ok(sheet)) = (drawing, sheet.dyn_into::<CssStyleSheet>())
            && let Ok(rules) = sheet.css_rules()
        {
            for rule in (0..rules.length()).filter_map(|at| rules.item(at)) {
                css.push_str(&rule.css_text());
                css.push('\n');
            }
        }
    }
    css
}

fn blob(kind: &str, text: &str) -> Result<Blob, JsValue> {
    let options = BlobPropertyBag::new();
    options.set_type(kind);
    Blob::new_with_str_sequence_and_options(&Array::of1(&text.into()), &options)
}

fn download(name: &str, blob: &Blob) -> Result<(), JsValue> {
    let document = window().document().ok_or(JsValue::NULL)?;
    let url = Url::create_object_url_with_blob(blob)?;
    let anchor = document.create_element("a")?;
    anchor.set_attribute("href", &url)?;
    anchor.set_attribute("download", name)?;
    anchor.unchecked_into::<HtmlElement>().click();
    Timeout::new(PATIENCE_MS, move || drop(Url::revoke_object_url(&url))).forget();
    Ok(())
}

/// Lets the browser draw the SVG onto a canvas.
fn png(name: String, scene: &Scene, sheet: Sheet, told: Callback<String>) {
    let (width, height) = (scene.width, scene.height);
    let scale = if width * height * SCALE * SCALE > PIXELS_MAX { 1.0 } else { SCALE };
    let size = ((width * scale).ceil(), (height * scale).ceil());
    let text = svg(scene, sheet, &drawing_css());
    let failed = (name.clone(), told.clone());
    let drawn = move |image: &HtmlImageElement| -> Result<(), JsValue> {
        let document = window().document().ok_or(JsValue::NULL)?;
        let canvas = document.create_element("canvas")?.unchecked_into::<HtmlCanvasElement>();
        canvas.set_width(size.0 as u32);
        canvas.set_height(size.1 as u32);
        let context = canvas.get_context("2d")?.ok_or(JsValue::NULL)?;
        let context = context.unchecked_into::<CanvasRenderingContext2d>();
        context
            .draw_image_with_html_image_element_and_dw_and_dh(image, 0.0, 0.0, size.0, size.1)?;
        let done = Closure::once_into_js(move |blob: Option<Blob>| {
            let saved = blob.is_some_and(|blob| download(&name, &blob).is_ok());
            told.emit(outcome(&name, saved));
        });
        canvas.to_blob(done.unchecked_ref())
    };
    let refused = move || failed.1.emit(outcome(&failed.0, false));
    let begun = blob("image/svg+xml", &text).and_then(|blob| {
        let url = Url::create_object_url_with_blob(&blob)?;
        Ok((url, HtmlImageElement::new()?))
    });
    let Ok((url, image)) = begun else {
        return refused();
    };
    let (source, loading) = (url.clone(), image.clone());
    let ended = Closure::once_into_js(move |event: web_sys::Event| {
        let _ = Url::revoke_object_url(&url);
        if event.type_() != "load" || drawn(&image).is_err() {
            refused();
        }
    });
    let ended: &Function = ended.unchecked_ref();
    loading.set_onload(Some(ended));
    loading.set_onerror(Some(ended));
    loading.set_src(&source);
}

/// Writes to the clipboard and tells whether it did. Outside secure contexts browsers have none.
pub fn copy(text: &str, told: Callback<bool>) {
    let navigator = window().navigator();
    let there = Reflect::get(&navigator, &JsValue::from_str("clipboard"));
    if !there.is_ok_and(|clipboard| clipboard.is_object()) {
        told.emit(false);
        return;
    }
    let promise = navigator.clipboard().write_text(text);
    let failed = told.clone();
    let done = Closure::once_into_js(move |_: JsValue| told.emit(true));
    let failed = Closure::once_into_js(move |_: JsValue| failed.emit(false));
    let then = Reflect::get(&promise, &JsValue::from_str("then"));
    if let Ok(then) = then {
        let then: Function = then.unchecked_into();
        let _ = then.call2(&promise, &done, &failed);
    }
}
