//! What the whole run cost, and what is measured in it.

use super::many::figure;
use super::panel::Panel;
use super::words;
use crate::lesson::Metric;
use yew::prelude::*;

/// Costs and metrics.
pub fn costs(panel: &Panel) -> Html {
    let trace = &panel.session.trace;
    let costs = trace.costs;
    let row = |name: &str, value: String| {
        html! { <tr><th scope="row">{ name.to_string() }</th><td>{ value }</td></tr> }
    };
    let count = |name: &str, number: u64| row(name, words::thousands(number));
    html! {
        <section class="block" aria-labelledby="costs-title" data-test="costs">
            <h2 id="costs-title">{ "The whole run" }</h2>
            <table class="card">
                <tbody>
                    { count("messages sent", costs.messages) }
                    { count("messages lost", costs.lost) }
                    { row("bytes sent", format!("{}\u{a0}B", words::thousands(costs.bytes))) }
                    { count("forced writes", costs.forced_writes) }
                    { count("operations completed", costs.operations) }
                    { row("messages per operation", each(costs.messages, costs.operations)) }
                    { row("message delays per operation",
                        each(costs.message_delays, costs.operations)) }
                    { for trace.metrics.iter().map(|metric| row(metric.label, value(metric))) }
                </tbody>
            </table>
        </section>
    }
}

fn value(metric: &Metric) -> String {
    metric.value.map_or_else(|| "–".to_string(), figure)
}

fn each(total: u64, operations: u64) -> String {
    match operations {
        0 => "–".to_string(),
        _ => figure(total as f64 / operations as f64),
    }
}
