//! Splitting the network: choose who is on one side; everybody else is on the other.

use super::forms::{many, node_field, nodes};
use super::panel::Panel;
use crate::lesson::SortedSet;
use crate::session::{Action, NodeId};
use yew::prelude::*;

/// The form of a partition, and healing.
#[component]
pub fn Partition(panel: &Panel) -> Html {
    let side = use_state(SortedSet::<NodeId>::new);
    let session = &panel.session;
    let trace = &session.trace;
    let cut = !trace.stage().cuts(session.cursor).is_empty();
    let chip = |node: NodeId| {
        let (here, side) = (side.contains(&node), side.clone());
        let onclick = Callback::from(move |_: MouseEvent| {
            let mut next = (*side).clone();
            if !next.remove(&node) {
                next.insert(node);
            }
            side.set(next);
        });
        html! {
            <button class="chip" aria-pressed={here.to_string()} {onclick}
                data-test={format!("side-{}", trace.cast[node.index()].code)}>
                { trace.name(node) }
            </button>
        }
    };
    let codes: Vec<&str> = side
        .iter()
        .filter_map(|node| trace.cast.get(node.index()))
        .map(|actor| actor.code.as_str())
        .collect();
    let add = {
        let side = side.clone();
        Callback::from(move |node: Option<NodeId>| {
            let mut next = (*side).clone();
            next.extend(node);
            side.set(next);
        })
    };
    let halves = !codes.is_empty() && codes.len() < trace.cast.len();
    let others: Vec<&str> = nodes(trace)
        .filter(|node| !side.contains(node))
        .map(|node| trace.cast[node.index()].code.as_str())
        .collect();
    let (codes, others) = (codes.join(","), others.join(","));
    let button = |label: &'static str, test: &'static str, act: String| {
        html! {
            <button class="button small" disabled={!halves} data-test={test}
                onclick={panel.on(Action::AddAct(act))}>{ label }</button>
        }
    };
    html! {
        <details class="fold" open={cut} data-test="partition">
            <summary>{ "Partition" }{ if cut { " (links are cut)" } else { "" } }</summary>
            <p class="hint">{ "Choose one side, or draw a line across the stage. Messages between \
                the sides are lost: all, or only those in one direction." }</p>
            <div class="row">
                if many(trace) {
                    { for side.iter().copied().map(chip) }
                    { node_field(trace, "", None, ("To this side", "name"), add) }
                } else {
                    { for nodes(trace).map(chip) }
                }
            </div>
            <div class="row">
                { button("Split", "split", format!("split.{codes}")) }
                { button("Nothing gets out", "cut-out", format!("cut.{codes}-{others}")) }
                { button("Nothing gets in", "cut-in", format!("cut.{others}-{codes}")) }
                <button class="button small" disabled={!cut} data-test="heal"
                    onclick={panel.on(Action::AddAct("heal".to_string()))}>{ "Heal" }</button>
            </div>
        </details>
    }
}
