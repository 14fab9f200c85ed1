//! What the whole run cost, and what is measured in it.

use super::panel::Panel;
use crate::lesson::figure;
use yew::prelude::*;

/// Costs and metrics.
pub fn costs(panel: &Panel) -> Html {
    let trace = &panel.session.trace;
    let row = |(name, value): (&'static str, Option<f64>)| {
        html! { <tr><th scope="row">{ name }</th><td>{ figure(value) }</td></tr> }
    };
    let metrics = trace.metrics.iter().map(|metric| (metric.label, metric.value));
    html! {
        <section class="block" aria-labelledby="costs-title" data-test="costs">
            <h2 id="costs-title">{ "The whole run" }</h2>
            <table class="card">
                <tbody>
                    { for trace.costs.figures().into_iter().chain(metrics).map(row) }
                </tbody>
            </table>
        </section>
    }
}
