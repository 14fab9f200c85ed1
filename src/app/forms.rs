//! Small parts of forms: choosing a node.

use crate::lesson::Trace;
use crate::session::NodeId;
use web_sys::HtmlSelectElement;
use yew::prelude::*;

/// The nodes of a run, in order of ids.
pub fn nodes(trace: &Trace) -> impl Iterator<Item = NodeId> {
    (0..).map(NodeId).take(trace.cast.len())
}

/// A list of nodes of a kind (of any kind, when it is empty) to choose one from.
pub fn node_select(
    trace: &Trace,
    kind: &str,
    chosen: Option<NodeId>,
    label: &str,
    pick: Callback<NodeId>,
) -> Html {
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
