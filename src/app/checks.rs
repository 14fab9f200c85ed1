//! Every order: what is proved of the pattern by trying all stories within bounds, here and now.

use crate::lesson::SortedMap;
use crate::lesson::{
    Bounds, Catalog, Check, Checked, Counterexample, Found, Link, Mail, Pace, Timers, figure,
};
use crate::session::Session;
use crate::session::rounds::Rounds;
use gloo_timers::callback::Timeout;
use std::rc::Rc;
use yew::prelude::*;

/// How long the page may be busy before it looks up.
const SLICE_MS: f64 = 10.0;
/// States between two looks at the clock.
const STATES: u32 = 50;

/// The properties of the panel.
#[derive(Properties, Clone)]
pub struct Props {
    pub session: Rc<Session>,
}

/// Nothing here depends on more than the pattern.
impl PartialEq for Props {
    fn eq(&self, other: &Props) -> bool {
        self.session.trace.pattern == other.session.trace.pattern
    }
}

/// What happens to the panel.
pub enum Msg {
    /// Begin this check, or stop it.
    Toggle(usize),
    /// Some more states.
    Slice,
}

/// The panel.
pub struct Checks {
    catalog: Catalog,
    running: Rounds,
    checked: SortedMap<usize, Checked>,
    timer: Option<Timeout>,
}

impl Component for Checks {
    type Message = Msg;
    type Properties = Props;

    fn create(_: &Context<Self>) -> Checks {
        let catalog = crate::patterns::catalog();
        Checks { catalog, running: Rounds::default(), checked: SortedMap::new(), timer: None }
    }

    fn changed(&mut self, _: &Context<Self>, _: &Props) -> bool {
        (self.running, self.timer) = (Rounds::default(), None);
        self.checked.clear();
        true
    }

    fn update(&mut self, ctx: &Context<Self>, msg: Msg) -> bool {
        match msg {
            Msg::Toggle(at) if self.running.has(at) => {
                self.running.stop(at);
                self.checked.remove(&at);
            }
            Msg::Toggle(at) => {
                let lesson = self.catalog.get(ctx.props().session.trace.pattern);
                if let Some(lesson) = lesson {
                    self.running.begin(at, lesson.check(&lesson.checks()[at]));
                    self.go_on(ctx);
                }
            }
            Msg::Slice => self.slice(ctx),
        }
        true
    }

    fn view(&self, ctx: &Context<Self>) -> Html {
        let pattern = ctx.props().session.trace.pattern;
        let checks = self.catalog.get(pattern).map_or(&[][..], |lesson| lesson.checks());
        if checks.is_empty() {
            return html! {};
        }
        let item = |(at, check): (usize, &Check)| self.item(ctx, at, check);
        html! {
            <section class="block" aria-labelledby="checks-title" data-test="checks">
                <h2 id="checks-title">{ "Every order" }</h2>
                <p class="hint">
                    { "Not one run but all of them: every order of messages, within bounds. \
                       What breaks comes back as the shortest run." }
                </p>
                <ul class="checks">{ for checks.iter().enumerate().map(item) }</ul>
            </section>
        }
    }
}

impl Checks {
    fn go_on(&mut self, ctx: &Context<Self>) {
        let link = ctx.link().clone();
        let next = || Timeout::new(0, move || link.send_message(Msg::Slice));
        self.timer = (!self.running.is_empty()).then(next);
    }

    fn slice(&mut self, ctx: &Context<Self>) {
        let until = js_sys::Date::now() + SLICE_MS;
        let Some((at, checked)) = self.running.turn(STATES, || js_sys::Date::now() < until) else {
            return;
        };
        self.checked.insert(at, checked);
        self.go_on(ctx);
    }

    fn asked(&self, ctx: &Context<Self>, check: &Check) -> Vec<String> {
        let lesson = self.catalog.get(ctx.props().session.trace.pattern);
        lesson.map(|lesson| lesson.asked(check)).unwrap_or_default()
    }

    fn item(&self, ctx: &Context<Self>, at: usize, check: &Check) -> Html {
        let onclick = ctx.link().callback(move |_: MouseEvent| Msg::Toggle(at));
        let running = self.running.has(at);
        let word = if running { "Stop" } else { "Try all" };
        html! {
            <li data-test="check">
                <div class="row">
                    <span>{ check.title }</span>
                    <button class="button small" data-test="check-run" {onclick}
                        aria-label={format!("{word}: {}", check.title)}>{ word }</button>
                </div>
                <p class="hint">{ bounds(check, &self.asked(ctx, check)) }</p>
                <div role="status">
                    if let Some(checked) = self.checked.get(&at) {
                        { result(check, checked) }
                    }
                </div>
            </li>
        }
    }
}

/// "Clinic A: write “penicillin” · Clinic B: read the record; up to 1 message lost"
fn bounds(check: &Check, asked: &[String]) -> String {
    let Bounds { crashes, restarts, drops, duplicates, mail, timers } = check.bounds;
    let some = [
        (crashes, "crash", "crashes"),
        (restarts, "restart", "restarts"),
        (drops, "message lost", "messages lost"),
        (duplicates, "message twice", "messages twice"),
    ];
    let some = some.into_iter().filter(|(count, ..)| *count > 0);
    let mut words: Vec<String> = some
        .map(|(count, one, many)| format!("{count} {}", if count == 1 { one } else { many }))
        .collect();
    if mail == Mail::Kept {
        words.push("messages lost, late and repeated at will".to_string());
    }
    match timers {
        Timers::Never => {}
        Timers::Any => words.push("timers at any moment".to_string()),
        Timers::Counted(pace) => words.extend(counted(pace)),
    }
    let asked = asked.join(" · ");
    match words.is_empty() {
        true => asked,
        false => format!("{asked}; up to {}", words.join(", ")),
    }
}

/// Counted time in words.
fn counted(pace: &Pace) -> Vec<String> {
    let Pace { tick, ticks, longest, rates, failing, pauses } = pace;
    let mut words = vec![format!("{ticks} ticks of {tick}")];
    words.push(match longest {
        0 => "messages within their tick".to_string(),
        longest => format!("messages {longest} late"),
    });
    let percent = |rate: &u32| format!("{}%", f64::from(*rate) / 10_000.0);
    for (code, rates) in *rates {
        let rates: Vec<String> = rates.iter().map(percent).collect();
        words.push(format!("the clock of {code} at {}", rates.join(" or ")));
    }
    if *pauses > 0 {
        words.push(format!("{pauses} pause{}", if *pauses == 1 { "" } else { "s" }));
    }
    if !failing.is_empty() {
        words.push(format!("only {} fails", failing.join(", ")));
    }
    words
}

fn result(check: &Check, checked: &Checked) -> Html {
    let states = figure(Some(f64::from(checked.states)));
    match &checked.found {
        None => html! { <p class="soft">{ format!("{states} states so far …") }</p> },
        Some(Found::Holds) => html! {
            <p class="verdict good" data-test="proved">
                { format!("Holds in every one of {states} states, up to {} moves deep.",
                    checked.depth) }
            </p>
        },
        Some(Found::TooMany) => html! {
            <p class="verdict">
                { format!("Held in {states} states; there are more than are looked at.") }
            </p>
        },
        Some(Found::Broken(shown)) => broken(check, shown),
    }
}

fn broken(check: &Check, shown: &Counterexample) -> Html {
    let Counterexample { why, moves, run } = shown;
    let count = moves.len();
    html! {
        <>
            <p class="verdict bad" data-test="refuted">
                { format!("“{}” breaks after {count} moves at the least: {why}.", check.property) }
            </p>
            <ol class="moves">{ for moves.iter().map(|way| html! { <li>{ way }</li> }) }</ol>
            if let Some((link, event)) = run {
                <p class="row">
                    <a class="button small" data-test="counterexample" href={format!("#{link}")}>
                        { "Open this run" }
                    </a>
                    <a class="button small" href={format!("#{}", at(link, *event))}>
                        { "Where it breaks" }
                    </a>
                </p>
            }
        </>
    }
}

fn at(link: &Link, event: u32) -> Link {
    Link { at: Some(event.to_string()), ..link.clone() }
}
