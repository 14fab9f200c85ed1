//! Same luck, other choices: this very run under every value of one parameter, side by side.

use super::icon::icon;
use super::many::value;
use super::panel::Panel;
use crate::lesson::{Catalog, Link, Tone};
use crate::session::Action;
use crate::session::variants::{Cell, Line, Variant, Variants};
use gloo_timers::callback::Timeout;
use web_sys::HtmlDialogElement;
use yew::prelude::*;

/// How long the page may be busy before it looks up.
const SLICE_MS: f64 = 10.0;

/// What happens to the panel.
pub enum Msg {
    /// Open the comparison, or close it.
    Toggle,
    /// Some more runs.
    Slice,
    /// Compare the values of this parameter.
    Choose(String),
    /// Show what is the same everywhere, or hide it.
    Same,
    /// Show the table in a window of its own.
    Enlarge,
    /// That window is closed.
    Closed,
}

/// The panel.
pub struct Compare {
    catalog: Catalog,
    link: Link,
    /// The parameter that is asked for; none, as long as it is the pattern's own.
    chosen: Option<String>,
    open: bool,
    /// Whether lines that are the same everywhere are shown.
    same: bool,
    /// What is shown, finished unless it is the first.
    shown: Option<Variants>,
    /// What is being made to take its place.
    making: Option<Variants>,
    timer: Option<Timeout>,
    /// Whether what is shown has been seen: then no open question hides it any more.
    seen: bool,
    /// Whether the table is shown in a window of its own.
    large: bool,
    dialog: NodeRef,
}

impl Component for Compare {
    type Message = Msg;
    type Properties = Panel;

    fn create(ctx: &Context<Self>) -> Compare {
        Compare {
            catalog: crate::patterns::catalog(),
            link: ctx.props().session.link.experiment(),
            chosen: None,
            open: false,
            same: false,
            shown: None,
            making: None,
            timer: None,
            seen: false,
            large: false,
            dialog: NodeRef::default(),
        }
    }

    /// Of another experiment nothing is known, but for the columns that are the same runs.
    fn changed(&mut self, ctx: &Context<Self>, _: &Panel) -> bool {
        let link = ctx.props().session.link.experiment();
        if link != self.link {
            if link.pattern != self.link.pattern {
                (self.chosen, self.open, self.shown) = (None, false, None);
            }
            self.link = link;
            self.begin(ctx);
        }
        self.seen |= self.open && !ctx.props().session.asked();
        true
    }

    fn update(&mut self, ctx: &Context<Self>, msg: Msg) -> bool {
        match msg {
            Msg::Toggle => {
                self.open = !self.open;
                self.begin(ctx);
            }
            Msg::Choose(name) => {
                (self.chosen, self.open) = (Some(name), true);
                self.begin(ctx);
            }
            Msg::Slice => self.slice(ctx),
            Msg::Same => self.same = !self.same,
            Msg::Enlarge => {
                let dialog = self.dialog.cast::<HtmlDialogElement>();
                self.large = dialog.is_some_and(|dialog| dialog.show_modal().is_ok());
            }
            Msg::Closed => self.large = false,
        }
        self.seen |= self.open && !ctx.props().session.asked();
        true
    }

    fn view(&self, ctx: &Context<Self>) -> Html {
        let panel = ctx.props();
        let (asked, open) = (panel.session.asked() && !self.seen, self.open);
        let toggle = ctx.link().callback(|_: MouseEvent| Msg::Toggle);
        let onclick = ctx.link().callback(|_: MouseEvent| Msg::Enlarge);
        let shown = self.shown.as_ref().filter(|_| open && !asked);
        html! {
            <section class="block" aria-labelledby="variants-title" data-test="variants">
                <h2 id="variants-title">{ "Same luck, other choices" }</h2>
                <p class="hint">{ "This very run, with every value of one parameter." }</p>
                <div class="row">
                    { self.parameters(ctx) }
                    <button class="button small" aria-expanded={open.to_string()}
                        data-test="variants-run" onclick={toggle}>
                        { if open { "Close" } else { "Compare" } }
                    </button>
                    if shown.is_some() {
                        <button class="button small" data-test="variants-large" {onclick}>
                            { "Enlarge" }</button>
                    }
                </div>
                if open && asked {
                    // The end of the run would give the answer away.
                    <p class="hint">{ "Shown when the open question is answered." }</p>
                }
                if let Some(variants) = shown {
                    { self.table(ctx, variants) }
                    { remarks(variants) }
                }
                { self.window(ctx, shown.filter(|_| self.large)) }
            </section>
        }
    }
}

impl Compare {
    /// The table in a window of its own, as wide as the page.
    fn window(&self, ctx: &Context<Self>, shown: Option<&Variants>) -> Html {
        let onclose = ctx.link().callback(|_: Event| Msg::Closed);
        let dialog = self.dialog.clone();
        let close = Callback::from(move |_: MouseEvent| {
            if let Some(dialog) = dialog.cast::<HtmlDialogElement>() {
                dialog.close();
            }
        });
        html! {
            <dialog ref={self.dialog.clone()} class="sheet wide" aria-labelledby="large-title"
                data-test="variants-window" {onclose}>
                <div class="title">
                    <h2 id="large-title">{ "Same luck, other choices" }</h2>
                    <button class="button square small bare" aria-label="Close" onclick={close}>
                        { icon("cross") }</button>
                </div>
                if let Some(variants) = shown {
                    { self.table(ctx, variants) }
                    { remarks(variants) }
                }
            </dialog>
        }
    }

    fn name(&self, ctx: &Context<Self>) -> Option<&str> {
        let declared = &ctx.props().session.declared;
        let first = Variants::first(&declared.params, declared.study.compare);
        self.chosen.as_deref().or(first)
    }

    /// Begins to make what is to be shown, when somebody wants to see it.
    fn begin(&mut self, ctx: &Context<Self>) {
        (self.making, self.timer) = (None, None);
        let Some(lesson) = self.catalog.get(&self.link.pattern).filter(|_| self.open) else {
            return;
        };
        let Some(name) = self.name(ctx) else { return };
        let old = self.shown.as_ref().filter(|old| old.name == name);
        self.making = match old {
            Some(old) => old.again(lesson, &self.link),
            None => Variants::new(lesson, &self.link, name),
        };
        let known = self.making.as_ref().is_some_and(|it| it.done() == it.all.len());
        self.seen &= known;
        if old.is_none() || self.making.is_none() {
            self.shown = self.making.clone();
        }
        self.slice(ctx);
    }

    fn slice(&mut self, ctx: &Context<Self>) {
        self.timer = None;
        let Some(lesson) = self.catalog.get(&self.link.pattern) else { return };
        let Some(making) = &mut self.making else { return };
        let until = js_sys::Date::now() + SLICE_MS;
        let mut more = true;
        while more && js_sys::Date::now() < until {
            more = making.advance(lesson);
        }
        if more {
            let link = ctx.link().clone();
            self.timer = Some(Timeout::new(0, move || link.send_message(Msg::Slice)));
        } else {
            self.shown = self.making.take();
        }
    }

    fn parameters(&self, ctx: &Context<Self>) -> Html {
        let params = &ctx.props().session.declared.params;
        let chosen = self.name(ctx);
        let onchange = ctx.link().callback(|event: Event| Msg::Choose(value(&event)));
        let option = |name: &'static str| {
            let label = params.get(name).map_or(name, |param| param.label);
            html! { <option value={name} selected={chosen == Some(name)}>{ label }</option> }
        };
        html! {
            <select aria-label="What is chosen otherwise" data-test="variants-param" {onchange}>
                { for Variants::choices(params).into_iter().map(option) }
            </select>
        }
    }

    fn table(&self, ctx: &Context<Self>, variants: &Variants) -> Html {
        let (panel, lines) = (ctx.props(), variants.lines());
        let (differing, same): (Vec<&Line>, Vec<&Line>) =
            lines.iter().partition(|line| line.differs);
        let onclick = ctx.link().callback(|_: MouseEvent| Msg::Same);
        let all = variants.all.len();
        let busy = self.making.is_some().to_string();
        let width = (all + 1).to_string();
        html! {
            <div class="side-by-side" data-test="variants-table" aria-busy={busy}>
                <table class="card">
                    <caption class="hidden">
                        { format!("{}: every value on the same luck", variants.label) }
                    </caption>
                    <thead><tr>
                        <th scope="col">{ variants.label }</th>
                        { for variants.all.iter().map(|one| head(panel, variants, one)) }
                    </tr></thead>
                    <tbody>
                        { for differing.iter().map(|line| row(variants, line)) }
                        if differing.is_empty() && variants.done() == all {
                            <tr><td class="plain" colspan={width.clone()}>
                                { "Nothing comes out differently in this run." }</td></tr>
                        }
                    </tbody>
                    if !same.is_empty() && variants.done() == all {
                        <tbody class="same">
                            <tr><th colspan={width}>
                                <button class="inline" aria-expanded={self.same.to_string()}
                                    data-test="variants-same" {onclick}>
                                    { format!("The same in all: {}", same.len()) }
                                </button>
                            </th></tr>
                            if self.same {
                                { for same.iter().map(|line| constant(line, all)) }
                            }
                        </tbody>
                    }
                </table>
            </div>
        }
    }
}

/// The head of a column: a click makes its choice.
fn head(panel: &Panel, variants: &Variants, variant: &Variant) -> Html {
    let send = panel.send.clone();
    let typed = variant.link.param(variants.name).map(str::to_string);
    let action = Action::SetParam(variants.name, typed);
    let onclick = Callback::from(move |event: MouseEvent| {
        // A click for a new tab or window is the browser's.
        if event.button() == 0 && !(event.ctrl_key() || event.meta_key() || event.shift_key()) {
            event.prevent_default();
            send.emit(action.clone());
        }
    });
    let title = (!variant.about.is_empty()).then_some(variant.about);
    html! {
        <th scope="col" class={variant.here.then_some("here")} data-test="variant">
            if variant.here {
                <span aria-current="true" {title}>{ &variant.value }</span>
                <small>{ "this run" }</small>
            } else {
                <a href={format!("#{}", variant.link)} {title} {onclick}>{ &variant.value }</a>
            }
        </th>
    }
}

fn row(variants: &Variants, line: &Line) -> Html {
    let here = variants.here().and_then(|at| line.cells[at].as_ref());
    let cell = |(variant, cell): (&Variant, &Option<Cell>)| {
        let other = cell.as_ref().map(|it| &it.text) != here.map(|it| &it.text);
        let class = classes!(
            variant.here.then_some("here"),
            (other && variant.done()).then_some("changed"),
            cell.as_ref().and_then(tone),
        );
        html! { <td {class}>{ content(variant, cell.as_ref()) }</td> }
    };
    html! {
        <tr>
            <th scope="row">{ &line.label }</th>
            { for variants.all.iter().zip(&line.cells).map(cell) }
        </tr>
    }
}

/// What a cell says; what is broken leads to the event.
fn content(variant: &Variant, cell: Option<&Cell>) -> Html {
    match cell {
        Some(Cell { text, tone: Tone::Bad, event: Some(event) }) => {
            let link = Link { at: Some(event.to_string()), ..variant.link.clone() };
            let label = format!("{text} at event {event}, with {}", variant.value);
            html! { <a href={format!("#{link}")} aria-label={label}>{ text }</a> }
        }
        Some(cell) => html! { &cell.text },
        None if variant.done() => html! { "–" },
        None => html! { "…" },
    }
}

fn constant(line: &Line, all: usize) -> Html {
    let cell = line.cells.first().and_then(Option::as_ref);
    html! {
        <tr>
            <th scope="row">{ &line.label }</th>
            <td class={cell.and_then(tone)} colspan={all.to_string()}>
                { cell.map_or("–", |cell| cell.text.as_str()) }
            </td>
        </tr>
    }
}

fn tone(cell: &Cell) -> Option<&'static str> {
    match cell.tone {
        Tone::Bad => Some("tone-bad"),
        Tone::Warn => Some("tone-warn"),
        _ => None,
    }
}

/// What of parameters, script and interventions is not the same under another value.
fn remarks(variants: &Variants) -> Html {
    let line = |variant: &Variant| {
        let all = variants.remarks(variant);
        html! {
            if !all.is_empty() {
                <li><b>{ &variant.value }</b>{ format!(": {}.", all.join("; ")) }</li>
            }
        }
    };
    html! {
        <ul class="hint remarks" data-test="variants-remarks">
            { for variants.all.iter().map(line) }
        </ul>
    }
}
