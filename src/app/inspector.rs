//! The inspector: a node's state after this event, with what this step changed.

use super::cells::{Cells, columns, tone};
use super::forms::{many, node_field, nodes};
use super::letter::letter_card;
use super::panel::{Panel, Stands};
use super::words;
use crate::lesson::inspect::changed;
use crate::lesson::{Card, Keep, Row};
use crate::session::{Action, NodeId, Session, Status};
use crate::view::Target;
use web_sys::HtmlSelectElement;
use yew::prelude::*;

/// The node that is selected, else the one that acts in this event.
fn watched(session: &Session) -> NodeId {
    match session.selected {
        Some(Target::Node(node)) => node,
        _ => acting(session).unwrap_or(NodeId(0)),
    }
}

/// The node of this event, or of the latest one before that had a node.
fn acting(session: &Session) -> Option<NodeId> {
    let past = session.trace.records[..=session.cursor as usize].iter();
    past.rev().find_map(|record| record.node)
}

/// The selected node's card, and the selected message.
pub fn inspector(panel: &Panel) -> Html {
    let session = &panel.session;
    let node = watched(session);
    let stage = session.trace.stage();
    let card = stage.card(session.cursor, node);
    let before = session.cursor.checked_sub(1).map(|at| stage.card(at, node));
    let (card, old) = (&card, before.as_ref());
    let Stands { enter, leave, class } = panel.stands_for(Some(Target::Node(node)));
    html! {
        <section class="block" aria-labelledby="inspector-title" data-test="inspector">
            <div class={classes!("title", class)} onpointerenter={enter} onpointerleave={leave}>
                <h2 id="inspector-title">{ session.trace.name(node) }</h2>
                { chooser(panel) }
            </div>
            <p class="change" data-test="change">{ session.change_words(node) }</p>
            { rows(panel, node, card, old) }
            { beside(panel, node) }
            if let Some(Target::Letter(letter)) = session.selected {
                { letter_card(panel, letter) }
            }
        </section>
    }
}

fn chooser(panel: &Panel) -> Html {
    let session = &panel.session;
    let trace = &session.trace;
    let chosen = match session.selected {
        Some(Target::Node(node)) => Some(node),
        _ => None,
    };
    let select = panel.send.reform(|node: Option<NodeId>| Action::Select(node.map(Target::Node)));
    if many(trace) {
        return node_field(trace, "", chosen, ("Inspect", "who acts"), select);
    }
    let onchange = select.reform(|event: Event| {
        let select: HtmlSelectElement = event.target_unchecked_into();
        select.value().parse().ok().map(NodeId)
    });
    let option = |node: NodeId| {
        html! { <option value={node.0.to_string()} selected={chosen == Some(node)}>
        { trace.name(node) }</option> }
    };
    html! {
        <select class="bare" aria-label="Inspect" data-test="inspect" {onchange}>
            <option value="" selected={chosen.is_none()}>{ "who acts" }</option>
            { for nodes(trace).map(option) }
        </select>
    }
}

fn rows(panel: &Panel, node: NodeId, card: &Card, old: Option<&Card>) -> Html {
    let session = &panel.session;
    let stage = session.trace.stage();
    let status = match stage.statuses(session.cursor)[node.index()] {
        Status::Up => "up",
        Status::Paused => "paused",
        Status::Down => "crashed",
    };
    let clock = stage.clocks(session.cursor)[node.index()];
    let now = session.trace.record(session.cursor).time;
    let wrong = i64::try_from(now.0) != Ok(clock.0);
    let new = old.map(|old| changed(old, card)).unwrap_or_default();
    let row = |row: &Row| {
        let was = old.and_then(|old| old.rows.iter().find(|was| was.name == row.name));
        let is_new = new.contains(&row.name.as_str());
        one(panel, node, row, was, is_new)
    };
    html! {
        <>
        <table class="card" data-test="card">
            <tbody>
                { for card.rows.iter().map(row) }
                <tr><th scope="row">{ "status" }</th><td>{ status }</td></tr>
                <tr>
                    <th scope="row">{ "clock" }</th>
                    <td class={wrong.then_some("tone-warn")}>{ words::local_time(clock) }</td>
                </tr>
            </tbody>
        </table>
        <p class="legend hint">
            <i class="keep durable"></i>{ "survives a crash " }
            <i class="keep volatile"></i>{ "lost in a crash" }
        </p>
        </>
    }
}

/// Another node's row of cells beside this one's, when they count the same things.
fn beside(panel: &Panel, node: NodeId) -> Html {
    let session = &panel.session;
    let others = session.comparable(node);
    if others.is_empty() {
        return html! {};
    }
    let trace = &session.trace;
    let pair = session.pair(node);
    let chosen = session.beside.filter(|_| session.selected == Some(Target::Node(node)));
    let onchange = panel.send.reform(move |event: Event| {
        let select: HtmlSelectElement = event.target_unchecked_into();
        Action::Beside(node, select.value().parse().ok().map(NodeId))
    });
    let option = |other: &NodeId| {
        html! { <option value={other.0.to_string()} selected={chosen == Some(*other)}>
        { trace.name(*other) }</option> }
    };
    if many(trace) && pair.is_none() {
        let compare = panel.send.reform(move |other| Action::Beside(node, other));
        let field = node_field(trace, "", None, ("Compare with", "compare with"), compare);
        return html! { <div class="pair">{ field }</div> };
    }
    html! {
        <div class="pair">
            <label>{ "Compare with " }
                <select class="bare" data-test="beside" {onchange}>
                    <option value="" selected={chosen.is_none()}>{ "nobody" }</option>
                    { for others.iter().map(option) }
                </select>
            </label>
            if let Some(pair) = pair {
                { columns(&pair.columns, trace.name(pair.nodes.0), trace.name(pair.nodes.1)) }
                <p role="status" data-test="pair-words">{ pair.words }</p>
            }
        </div>
    }
}

fn one(panel: &Panel, node: NodeId, row: &Row, was: Option<&Row>, is_new: bool) -> Html {
    let (keep, means) = match row.keep {
        Keep::Durable => ("keep durable", "survives a crash"),
        Keep::Volatile => ("keep volatile", "lost in a crash"),
    };
    let value = match row.cells.as_slice() {
        [] => {
            let was = was.filter(|was| is_new && was.value != row.value);
            html! {
                <>
                    if let Some(was) = was {
                        <del>{ &was.value }</del>{ " " }
                    }
                    { &row.value }
                </>
            }
        }
        cells => {
            // At the start, and in a row that was not there, nothing is compared.
            let old = was.map_or(cells, |was| &was.cells).to_vec();
            let label = format!("{}: {}", row.name, row.value);
            let name = row.name.clone();
            let origin = move |cell| Action::Origin(node, name.clone(), cell);
            let asked = panel.send.reform(origin);
            html! { <Cells {node} {label} cells={cells.to_vec()} {old} {asked} /> }
        }
    };
    html! {
        <tr class={is_new.then_some("changed")} data-test={is_new.then_some("changed")}>
            <th scope="row">
                <i class={keep} role="img" aria-label={means} title={means}></i>{ &row.name }
            </th>
            <td class={tone(row.tone)}>
                { value }
                if is_new {
                    <span class="hidden">{ " (changed in this step)" }</span>
                }
            </td>
        </tr>
    }
}
