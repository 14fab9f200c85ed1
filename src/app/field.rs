//! One parameter: a slider, a list, a switch or a text, and the way back to its default.

use super::icon::icon;
use super::panel::Panel;
use crate::lesson::{Choice, Kind, Param, Switch, Value, Values};
use crate::session::Action;
use web_sys::{HtmlInputElement, HtmlSelectElement};
use yew::prelude::*;

/// A slider with more stops than this cannot be set with a finger.
const STOPS_MAX: i64 = 1_000;

/// A parameter and what is needed to change it.
#[derive(Clone)]
pub struct Editor {
    pub panel: Panel,
    pub param: Param,
}

impl Editor {
    pub fn values(&self) -> &Values {
        &self.panel.session.declared.values
    }

    fn send(&self, text: Option<String>) {
        self.panel.send.emit(Action::SetParam(self.param.name, text));
    }

    /// Sets the parameter; its default is set by saying nothing.
    fn set(&self, value: Value) {
        let default = self.param.default_for(self.values());
        self.send((value != default).then(|| self.param.text(value)));
    }

    /// Sets the parameter to what was typed, be it right or wrong.
    pub fn say(&self, text: String) {
        match self.param.parse(&text, self.values()) {
            Ok(value) => self.set(value),
            Err(_) => self.send(Some(text)),
        }
    }
}

/// The field of one parameter.
pub fn field(panel: &Panel, param: &Param) -> Html {
    let declared = &panel.session.declared;
    let editor = Editor { panel: panel.clone(), param: param.clone() };
    let value = declared.values.get(param.name);
    let default = param.default_for(&declared.values);
    let typed = panel.session.link.param(param.name).is_some();
    let id = format!("param-{}", param.name);
    let input = match param.kind {
        Kind::Choice(words) if words == Switch::WORDS => switch(editor, value, &id),
        Kind::Choice(words) => choice(editor, words, value, &id),
        Kind::Number { .. } | Kind::Span => amount(&editor, value, &id),
    };
    let meaning = match param.kind {
        Kind::Choice(words) if words != Switch::WORDS => {
            words.iter().find(|(word, _)| value == Value::Choice(word))
        }
        _ => None,
    };
    let back = panel.on(Action::SetParam(param.name, None));
    html! {
        <div class="field" data-test={id.clone()}>
            <label for={id.clone()}>{ label(param.label) }</label>
            { input }
            <p class="hint" id={format!("{id}-hint")}>
                { param.about }
                if let Some((_, meaning)) = meaning {
                    { ": " }{ *meaning }
                }
                if typed {
                    <button class="inline" onclick={back} data-test={format!("{id}-default")}>
                        { format!("default {}", param.text(default)) }
                    </button>
                }
            </p>
        </div>
    }
}

/// A letter that stands for the parameter in the literature is set in full ink: **N** replicas.
fn label(text: &'static str) -> Html {
    match text.split_once(' ') {
        Some((letter, rest)) if letter.len() == 1 => {
            html! { <><b>{ letter }</b>{ " " }{ rest }</> }
        }
        _ => html! { text },
    }
}

fn switch(editor: Editor, value: Value, id: &str) -> Html {
    let on = value == Value::Choice("on");
    let onchange = Callback::from(move |_: Event| {
        editor.set(Value::Choice(if on { "off" } else { "on" }));
    });
    html! {
        <input type="checkbox" role="switch" class="switch" id={id.to_string()} checked={on}
            {onchange} />
    }
}

fn choice(
    editor: Editor,
    words: &'static [(&'static str, &'static str)],
    value: Value,
    id: &str,
) -> Html {
    let onchange = Callback::from(move |event: Event| {
        let select: HtmlSelectElement = event.target_unchecked_into();
        editor.say(select.value());
    });
    let option = |(word, _): &(&'static str, &'static str)| {
        let selected = value == Value::Choice(word);
        html! { <option value={*word} {selected}>{ word.replace('-', " ") }</option> }
    };
    html! {
        <select id={id.to_string()} aria-describedby={format!("{id}-hint")} {onchange}>
            { for words.iter().map(option) }
        </select>
    }
}

/// A number or a length of time, perhaps switched off.
fn amount(editor: &Editor, value: Value, id: &str) -> Html {
    let param = &editor.param;
    let (least, most) = param.range_for(editor.values());
    let onchange = {
        let editor = editor.clone();
        Callback::from(move |event: Event| {
            let input: HtmlInputElement = event.target_unchecked_into();
            editor.say(input.value());
        })
    };
    let off = value == Value::Off;
    let slides = param.kind != Kind::Span && most.saturating_sub(least) <= STOPS_MAX;
    html! {
        <>
            <div class="amount">
                if param.can_be_off {
                    { off_switch(editor.clone(), value, id) }
                }
                if !off {
                    if !slides {
                        { nudge(editor, value, false) }
                    }
                    <input type="text" class="text mono" id={id.to_string()} autocomplete="off"
                        aria-describedby={format!("{id}-hint")} value={param.text(value)}
                        {onchange} />
                    if !slides {
                        { nudge(editor, value, true) }
                    }
                }
            </div>
            if slides && !off {
                { slider(editor.clone(), value, (least, most)) }
            }
        </>
    }
}

fn off_switch(editor: Editor, value: Value, id: &str) -> Html {
    let off = value == Value::Off;
    let label = format!("{}: on", editor.param.label);
    let onchange = Callback::from(move |_: Event| {
        let param = &editor.param;
        let (least, most) = param.range_for(editor.values());
        let middle = ((least.max(1) as f64) * (most.max(1) as f64)).sqrt() as i64;
        let on = match param.default_for(editor.values()) {
            Value::Off => param.of(nice(middle).clamp(least, most)),
            default => default,
        };
        editor.set(if off { on } else { Value::Off });
    });
    let id = off.then(|| id.to_string());
    html! {
        <input type="checkbox" role="switch" class="switch" {id} aria-label={label}
            checked={!off} {onchange} />
    }
}

fn slider(editor: Editor, value: Value, (least, most): (i64, i64)) -> Html {
    let Value::Number(amount) = value else {
        return html! {};
    };
    let (whole, part) = ((most - least).max(1), amount - least);
    let style = format!("--done:{}%", part * 100 / whole);
    let (label, text) = (editor.param.label, editor.param.text(value));
    let oninput = Callback::from(move |event: InputEvent| {
        let input: HtmlInputElement = event.target_unchecked_into();
        if let Ok(amount) = input.value().parse() {
            editor.set(Value::Number(amount));
        }
    });
    html! {
        <input type="range" class="slider" {style} min={least.to_string()} max={most.to_string()}
            value={amount.to_string()} aria-label={label} aria-valuetext={text}
            disabled={least == most} {oninput} />
    }
}

/// A button to the next rounder value, down or up; for a seed, to the next seed.
fn nudge(editor: &Editor, value: Value, up: bool) -> Html {
    let param = &editor.param;
    let (least, most) = param.range_for(editor.values());
    let now = match value {
        Value::Number(amount) => amount,
        Value::Span(span) => i64::try_from(span.0).unwrap_or(i64::MAX),
        Value::Choice(_) | Value::Off => return html! {},
    };
    let next = match (param.kind, up) {
        (Kind::Span, true) => nicer(now),
        (Kind::Span, false) => nice(now - 1),
        (_, true) => now.saturating_add(1),
        (_, false) => now.saturating_sub(1),
    };
    let next = next.clamp(least, most);
    let (sign, word) = if up { ("plus", "more") } else { ("bar", "less") };
    let label = format!("{}: {word}", param.label);
    let editor = editor.clone();
    let onclick = Callback::from(move |_: MouseEvent| editor.set(editor.param.of(next)));
    html! {
        <button class="button square small" aria-label={label} disabled={next == now} {onclick}>
            { icon(sign) }
        </button>
    }
}

/// The smallest of 1, 2, 5, 10, 20, 50, … that is above `amount`.
fn nicer(amount: i64) -> i64 {
    let below = nice(amount).max(1);
    let all = [1, 2, 5, 10].map(|step| below.saturating_mul(step));
    all.into_iter().find(|next| *next > amount && nice(*next) == *next).unwrap_or(amount)
}

/// The largest of 1, 2, 5, 10, 20, 50, … that is not above `amount`; 0 below 1.
fn nice(amount: i64) -> i64 {
    let mut ten = 1_i64;
    while ten.checked_mul(10).is_some_and(|next| next <= amount) {
        ten *= 10;
    }
    let steps = [5, 2, 1].into_iter().map(|step| step * ten);
    steps.filter(|step| *step <= amount).max().unwrap_or(0)
}
