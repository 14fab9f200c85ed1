//! Small parts of forms: choosing a node, from a list or, of many, by typing a part of its name.

use super::panel::Panel;
use crate::lesson::{SortedSet, Trace};
use crate::session::NodeId;
use std::rc::Rc;
use web_sys::{HtmlInputElement, HtmlSelectElement};
use yew::prelude::*;

/// More nodes than these are typed: nobody reads a list of two hundred.
const LISTED_MAX: usize = 24;

/// The nodes of a run, in order of ids.
pub fn nodes(trace: &Trace) -> impl Iterator<Item = NodeId> {
    (0..).map(NodeId).take(trace.cast.len())
}

/// Whether there are too many nodes to list them.
pub fn many(trace: &Trace) -> bool {
    trace.cast.len() > LISTED_MAX
}

/// A list of nodes of a kind (of any kind, when it is empty) to choose one from.
pub fn node_select(
    trace: &Rc<Trace>,
    kind: &str,
    chosen: Option<NodeId>,
    label: &str,
    pick: Callback<NodeId>,
) -> Html {
    if many(trace) {
        let pick = Callback::from(move |node: Option<NodeId>| {
            if let Some(node) = node {
                pick.emit(node);
            }
        });
        return node_field(trace, kind, chosen, (label, ""), pick);
    }
    let onchange = pick.reform(|event: Event| {
        let select: HtmlSelectElement = event.target_unchecked_into();
        NodeId(select.value().parse().unwrap_or(0))
    });
    let fits = |node: &NodeId| kind.is_empty() || trace.cast[node.index()].kind == kind;
    let option = |node: NodeId| {
        html! { <option value={node.0.to_string()} selected={chosen == Some(node)}>
        { trace.name(node) }</option> }
    };
    html! {
        <select aria-label={label.to_string()} {onchange}>
            { for nodes(trace).filter(fits).map(option) }
        </select>
    }
}

/// A field into which the name or the code of a node of a kind is typed; `hint` stands in it while
/// it is empty, which chooses none. What names nobody is taken back.
pub fn node_field(
    trace: &Rc<Trace>,
    kind: &str,
    chosen: Option<NodeId>,
    (label, hint): (&str, &str),
    pick: Callback<Option<NodeId>>,
) -> Html {
    let name = chosen.map_or_else(String::new, |node| trace.name(node).to_string());
    let onchange = {
        let (trace, kind, name) = (trace.clone(), kind.to_string(), name.clone());
        Callback::from(move |event: Event| {
            let input: HtmlInputElement = event.target_unchecked_into();
            let typed = input.value().trim().to_lowercase();
            let fits = |node: &NodeId| {
                let actor = &trace.cast[node.index()];
                let named = [&actor.code, &actor.name].map(|it| it.to_lowercase() == typed);
                named.contains(&true) && (kind.is_empty() || actor.kind == kind)
            };
            let found = nodes(&trace).find(fits);
            if found.is_none() && !typed.is_empty() {
                input.set_value(&name);
            } else {
                pick.emit(found);
            }
        })
    };
    html! {
        <input class="text which" type="text" autocomplete="off" list={list_id(kind)}
            aria-label={label.to_string()} placeholder={hint.to_string()} value={name}
            {onchange} />
    }
}

fn list_id(kind: &str) -> String {
    format!("nodes-{}", kind.replace(' ', "-"))
}

/// What is offered in such fields: once for the whole page.
pub fn node_lists(panel: &Panel) -> Html {
    let trace = &panel.session.trace;
    if !many(trace) {
        return html! {};
    }
    let mut kinds: SortedSet<&str> = trace.cast.iter().map(|actor| actor.kind).collect();
    kinds.insert("");
    let list = |kind: &&str| {
        let fits = |actor: &&crate::lesson::trace::Actor| kind.is_empty() || actor.kind == *kind;
        let actors = trace.cast.iter().filter(fits);
        html! {
            <datalist id={list_id(kind)}>
                { for actors.map(|actor| html! { <option value={actor.name.clone()} /> }) }
            </datalist>
        }
    };
    html! { { for kinds.iter().map(list) } }
}
