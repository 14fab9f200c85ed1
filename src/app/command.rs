//! A command of the pattern, as a form made from its declaration.

use super::forms::{node_select, nodes};
use crate::lesson::{ArgKind, ArgSpec, CommandSpec, Trace};
use crate::session::{Action, NodeId, Session};
use std::rc::Rc;
use web_sys::HtmlInputElement;
use yew::prelude::*;

/// The properties of a command's form.
#[derive(Properties, Clone, PartialEq)]
pub struct Props {
    pub session: Rc<Session>,
    pub send: Callback<Action>,
    pub spec: CommandSpec,
    /// Whom it is given to; else that is chosen in the form.
    #[prop_or_default]
    pub to: Option<NodeId>,
}

/// The form of one command.
#[component]
pub fn Command(props: &Props) -> Html {
    let Props { session, send, spec, .. } = props;
    let trace = &session.trace;
    let chosen = use_state(|| None::<NodeId>);
    let typed = use_state(|| defaults(trace, spec));
    let fits = |node: &NodeId| trace.cast.get(node.index()).is_some_and(|a| a.kind == spec.to);
    let first = nodes(trace).find(|node| fits(node));
    let Some(to) = props.to.or_else(|| chosen.filter(fits)).or(first) else {
        return html! {};
    };
    let pick = {
        let chosen = chosen.setter();
        Callback::from(move |node| chosen.set(Some(node)))
    };
    let set = |at: usize| {
        let typed = typed.clone();
        Callback::from(move |text: String| {
            let mut next = (*typed).clone();
            next[at] = text;
            typed.set(next);
        })
    };
    let onsubmit = {
        let (send, typed, verb) = (send.clone(), typed.clone(), spec.verb);
        let code = trace.cast[to.index()].code.clone();
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            let mut text = format!("{verb}.{code}");
            for arg in typed.iter() {
                text.push('.');
                // A dot would be read as the end of the argument.
                text.push_str(&arg.trim().replace('.', " "));
            }
            send.emit(Action::AddAct(text));
        })
    };
    let args = spec.args.iter().enumerate();
    // The same command may be on the page twice.
    let place = if props.to.is_some() { "node" } else { "act" };
    html! {
        <form class="row command" {onsubmit} data-test={format!("command-{}", spec.verb)}>
            <button class="button small" type="submit">{ spec.label }</button>
            if props.to.is_none() {
                { node_select(trace, spec.to, Some(to), &format!("{}: at", spec.label), pick) }
            }
            { for args.map(|(at, arg)| field(trace, (arg, place), &typed[at], set(at))) }
        </form>
    }
}

fn defaults(trace: &Trace, spec: &CommandSpec) -> Vec<String> {
    let default = |arg: &ArgSpec| match arg.kind {
        ArgKind::Word(words) => words.first().copied().unwrap_or("").to_string(),
        ArgKind::Number(_, _, default) => default.to_string(),
        ArgKind::Node(kind) => {
            let found = trace.cast.iter().find(|actor| actor.kind == kind);
            found.map_or_else(String::new, |actor| actor.code.clone())
        }
    };
    spec.args.iter().map(default).collect()
}

fn field(
    trace: &Rc<Trace>,
    (arg, place): (&ArgSpec, &str),
    value: &str,
    set: Callback<String>,
) -> Html {
    let oninput = set.reform(|event: InputEvent| {
        let input: HtmlInputElement = event.target_unchecked_into();
        input.value()
    });
    let value = value.to_string();
    match arg.kind {
        ArgKind::Word(words) => {
            let list = format!("{place}-words-{}", arg.label.replace(' ', "-"));
            html! {
                <>
                    <input class="text" type="text" maxlength="40" aria-label={arg.label}
                        list={list.clone()} {value} {oninput} />
                    <datalist id={list}>
                        { for words.iter().map(|word| html! { <option value={*word} /> }) }
                    </datalist>
                </>
            }
        }
        ArgKind::Number(least, most, _) => html! {
            <input class="text mono" type="number" aria-label={arg.label} min={least.to_string()}
                max={most.to_string()} {value} {oninput} />
        },
        ArgKind::Node(kind) => {
            let chosen = trace.node(&value);
            let codes: Vec<String> = trace.cast.iter().map(|actor| actor.code.clone()).collect();
            let pick = set.reform(move |node: NodeId| codes[node.index()].clone());
            node_select(trace, kind, chosen, arg.label, pick)
        }
    }
}
