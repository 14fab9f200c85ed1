//! Many seeds: the same experiment with other luck, measured, and beside it what theory expects.

use super::plot::plot;
use crate::lesson::{Catalog, Link, figure};
use crate::session::Session;
use crate::session::survey::{Summary, Survey, SurveyRow};
use gloo_timers::callback::Timeout;
use std::rc::Rc;
use web_sys::HtmlSelectElement;
use yew::prelude::*;

/// Runs for each value.
const RUNS: u32 = 400;
/// How long the page may be busy before it looks up.
const SLICE_MS: f64 = 10.0;

/// The properties of the panel.
#[derive(Properties, Clone, PartialEq)]
pub struct Props {
    pub session: Rc<Session>,
}

/// What happens to the panel.
pub enum Msg {
    /// Run them, or stop.
    Toggle,
    /// Some more runs.
    Slice,
    /// Look at this metric.
    Metric(String),
    /// Vary this parameter; none, when empty.
    Vary(String),
    /// With the story, or without it.
    Under(String),
}

/// The panel.
pub struct Many {
    catalog: Catalog,
    link: Link,
    survey: Option<Survey>,
    timer: Option<Timeout>,
    metric: Option<String>,
    vary: Option<String>,
    without_story: bool,
}

impl Component for Many {
    type Message = Msg;
    type Properties = Props;

    fn create(ctx: &Context<Self>) -> Many {
        Many {
            catalog: crate::patterns::catalog(),
            link: ctx.props().session.link.experiment(),
            survey: None,
            timer: None,
            metric: None,
            vary: None,
            without_story: false,
        }
    }

    /// What was measured of another experiment says nothing about this one.
    fn changed(&mut self, ctx: &Context<Self>, _: &Props) -> bool {
        let link = ctx.props().session.link.experiment();
        if link == self.link {
            return false;
        }
        (self.link, self.survey, self.timer) = (link, None, None);
        true
    }

    fn update(&mut self, ctx: &Context<Self>, msg: Msg) -> bool {
        match msg {
            Msg::Toggle if self.timer.is_some() => self.timer = None,
            Msg::Toggle => {
                let (vary, bare) = (self.vary.as_deref(), self.bare(&ctx.props().session));
                let link = bare.filter(|_| self.without_story);
                let link = link.as_ref().unwrap_or(&self.link);
                self.survey = Survey::new(&self.catalog, link, vary, RUNS);
                self.go_on(ctx);
            }
            Msg::Slice => {
                let until = js_sys::Date::now() + SLICE_MS;
                let mut more = true;
                while more && js_sys::Date::now() < until {
                    more = self.survey.as_mut().is_some_and(|s| s.advance(&self.catalog));
                }
                self.timer = None;
                if more {
                    self.go_on(ctx);
                }
            }
            Msg::Metric(name) => self.metric = Some(name),
            Msg::Vary(name) => {
                self.vary = (!name.is_empty()).then_some(name);
                (self.survey, self.timer) = (None, None);
            }
            Msg::Under(what) => {
                self.without_story = !what.is_empty();
                (self.survey, self.timer) = (None, None);
            }
        }
        true
    }

    fn view(&self, ctx: &Context<Self>) -> Html {
        let session = &ctx.props().session;
        let onclick = ctx.link().callback(|_: MouseEvent| Msg::Toggle);
        let running = self.timer.is_some();
        html! {
            <section class="block" aria-labelledby="many-title" data-test="many">
                <h2 id="many-title">{ "Many seeds" }</h2>
                <p class="hint">{ "The same experiment with other luck, again and again." }</p>
                <div class="row">
                    { self.metrics(ctx, session) }
                    { self.parameters(ctx, session) }
                    { self.under(ctx, session) }
                    <button class="button small" data-test="many-run" {onclick}>
                        { if running { "Stop".to_string() } else { format!("Run {RUNS}") } }
                    </button>
                </div>
                if let Some(survey) = &self.survey {
                    if running {
                        <progress max="1" value={survey.progress().to_string()}
                            aria-label="Runs made"></progress>
                    }
                    { self.result(survey, session) }
                }
            </section>
        }
    }
}

impl Many {
    fn go_on(&mut self, ctx: &Context<Self>) {
        let link = ctx.link().clone();
        self.timer = Some(Timeout::new(0, move || link.send_message(Msg::Slice)));
    }

    /// The link without the story, if there is one.
    fn bare(&self, session: &Session) -> Option<Link> {
        Survey::bare(&self.link, session.declared.study.measure)
    }

    fn under(&self, ctx: &Context<Self>, session: &Session) -> Html {
        let onchange = ctx.link().callback(|event: Event| Msg::Under(value(&event)));
        let without = self.without_story;
        html! {
            if self.bare(session).is_some() {
                <select aria-label="What happens in a run" data-test="many-under" {onchange}>
                    <option value="" selected={!without}>{ "with the story" }</option>
                    <option value="bare" selected={without}>{ "without the story" }</option>
                </select>
            }
        }
    }

    fn metric(&self, session: &Session) -> (&'static str, &'static str) {
        let all = &session.trace.metrics;
        let chosen = all.iter().find(|metric| Some(metric.name) == self.metric.as_deref());
        chosen.or(all.first()).map_or(("", ""), |metric| (metric.name, metric.label))
    }

    fn metrics(&self, ctx: &Context<Self>, session: &Session) -> Html {
        let chosen = self.metric(session).0;
        let onchange = ctx.link().callback(|event: Event| Msg::Metric(value(&event)));
        html! {
            <select aria-label="What is measured" data-test="many-metric" {onchange}>
                { for session.trace.metrics.iter().map(|metric| html! {
                    <option value={metric.name} selected={metric.name == chosen}>
                        { metric.label }</option>
                }) }
            </select>
        }
    }

    fn parameters(&self, ctx: &Context<Self>, session: &Session) -> Html {
        let onchange = ctx.link().callback(|event: Event| Msg::Vary(value(&event)));
        let params = &session.declared.params;
        let option = |name: &'static str| {
            let label = params.get(name).map_or(name, |param| param.label);
            let selected = self.vary.as_deref() == Some(name);
            html! { <option value={name} {selected}>{ format!("for each {label}") }</option> }
        };
        html! {
            <select aria-label="What is varied" data-test="many-vary" {onchange}>
                <option value="" selected={self.vary.is_none()}>{ "as it is" }</option>
                { for Survey::varying(params).into_iter().map(option) }
            </select>
        }
    }

    /// What the runs are runs of.
    fn measured(&self, survey: &Survey, session: &Session) -> Html {
        if survey.link.same_experiment(&self.link) {
            return html! { "Measured: this experiment as it is, with all that is done in it." };
        }
        let href = format!("#{}", survey.link);
        html! {
            <>
                { "Measured without the story and without what is done by hand: " }
                <a {href}>{ session.declared.study.measure }</a>{ "." }
            </>
        }
    }

    fn result(&self, survey: &Survey, session: &Session) -> Html {
        let (name, label) = self.metric(session);
        let rows: Vec<(&SurveyRow, Summary)> =
            survey.rows.iter().filter_map(|row| Some((row, row.summary(name)?))).collect();
        let source = survey.rows.iter().find_map(|row| row.expected(name));
        html! {
            <div class="many" data-test="many-result">
                <p class="hint" data-test="many-what">{ self.measured(survey, session) }</p>
                if survey.vary.is_some() && rows.len() > 1 {
                    { plot(name, label, &rows) }
                }
                { table(name, &rows) }
                if let Some(theory) = source {
                    <p class="hint">{ format!("Theory: {}.", theory.source) }</p>
                }
                { for survey.rows.iter().map(broken) }
            </div>
        }
    }
}

/// What is chosen in a select.
pub fn value(event: &Event) -> String {
    let select: HtmlSelectElement = event.target_unchecked_into();
    select.value()
}

fn table(name: &str, rows: &[(&SurveyRow, Summary)]) -> Html {
    let theory = rows.iter().any(|(row, _)| row.expected(name).is_some());
    let line = |(row, summary): &(&SurveyRow, Summary)| {
        let [mean, margin] = [summary.mean, summary.margin].map(|value| figure(Some(value)));
        let measured = format!("{mean} ± {margin}");
        let expected = row.expected(name).map_or(String::new(), |theory| figure(Some(theory.mean)));
        html! {
            <tr>
                <th scope="row">{ if row.value.is_empty() { "mean" } else { &row.value } }</th>
                <td>{ measured }</td>
                if theory {
                    <td>{ expected }</td>
                }
                <td>{ figure(Some(summary.tail)) }</td>
            </tr>
        }
    };
    // Of fewer than a thousand, one in a thousand is only the largest.
    let enough = rows.iter().all(|(_, summary)| summary.count >= 1_000);
    let tail = if enough { "99.9 %" } else { "largest" };
    html! {
        <table class="card" data-test="many-table">
            <thead><tr>
                <th></th>
                <td>{ "measured" }</td>
                if theory {
                    <td>{ "theory" }</td>
                }
                <td>{ tail }</td>
            </tr></thead>
            <tbody>{ for rows.iter().map(line) }</tbody>
        </table>
    }
}

/// In how many runs a guarantee was found broken.
fn broken(row: &SurveyRow) -> Html {
    let place = if row.value.is_empty() { String::new() } else { format!("{}: ", row.value) };
    let line = |(name, (count, seed)): (&&'static str, &(u32, u32))| {
        let href = format!("#{}", row.link(*seed));
        html! {
            <p class="hint" data-test="many-broken">
                { format!("{place}broken in {count} of {} runs: {name}. ", row.done) }
                <a {href}>{ format!("See it: seed {seed}") }</a>
            </p>
        }
    };
    html! { { for row.broken.iter().map(line) } }
}
