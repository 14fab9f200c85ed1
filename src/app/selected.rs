//! What is selected, and what can be done to it: over the stage, where it covers nobody.

use super::clock::Clock;
use super::command::Command;
use super::icon::icon;
use super::panel::Panel;
use crate::lesson::trace::Letter;
use crate::session::pointer::message_name;
use crate::session::{Action, NodeId, Status};
use crate::view::Target;
use crate::view::aside::Side;
use yew::prelude::*;

/// The selected thing, with its buttons.
pub fn selected(panel: &Panel, side: Side) -> Html {
    let session = &panel.session;
    let trace = &session.trace;
    let Some(target) = session.selected else {
        return html! {};
    };
    let (name, body) = match target {
        Target::Node(node) => (trace.name(node).to_string(), node_body(panel, node)),
        // The diagram tells what is to be told of events.
        Target::Event(_) => return html! {},
        Target::Letter(at) => match trace.letters.get(at as usize) {
            Some(letter) => (letter.label.clone(), letter_buttons(panel, at, letter)),
            None => return html! {},
        },
    };
    html! {
        <div class="picked" data-test="selected" data-side={side.word()} role="group"
            aria-label="Selected">
            <span class="name">{ name }</span>
            { body }
            <button class="button square small bare close" aria-label="Select nothing" title="Esc"
                onclick={panel.on(Action::Select(None))}>{ icon("cross") }</button>
        </div>
    }
}

/// Everything that can be done to a node.
fn node_body(panel: &Panel, node: NodeId) -> Html {
    let session = &panel.session;
    let kind = session.trace.cast[node.index()].kind;
    let commands = session.declared.commands.iter().filter(|spec| spec.to == kind);
    html! {
        <>
            { node_buttons(panel, node) }
            <details class="more" data-test="more">
                <summary class="button small">{ "Ask, set clock" }</summary>
                { for commands.map(|spec| html! {
                    <Command key={spec.verb} spec={*spec} session={session.clone()}
                        send={panel.send.clone()} to={node} />
                }) }
                <Clock key="clock" session={session.clone()} send={panel.send.clone()} {node} />
            </details>
        </>
    }
}

/// Crash or restart, pause or resume: what makes sense now.
pub fn node_buttons(panel: &Panel, node: NodeId) -> Html {
    let trace = &panel.session.trace;
    let status = trace.stage().statuses(panel.session.cursor)[node.index()];
    let code = &trace.cast[node.index()].code;
    let button = |label: &'static str, verb: &'static str| {
        let onclick = panel.on(Action::AddAct(format!("{verb}.{code}")));
        html! { <button class="button small" data-test={verb} {onclick}>{ label }</button> }
    };
    html! {
        <>
            { match status {
                Status::Down => button("Restart", "restart"),
                Status::Up | Status::Paused => button("Crash", "crash"),
            } }
            { match status {
                Status::Up => button("Pause", "pause"),
                Status::Paused => button("Resume", "resume"),
                Status::Down => html! {},
            } }
        </>
    }
}

/// What can be done to a message: now while it is on its way, else when it is sent.
pub fn letter_buttons(panel: &Panel, at: u32, letter: &Letter) -> Html {
    let session = &panel.session;
    let trace = &session.trace;
    let flying = trace.in_flight(session.cursor).any(|(other, _)| other == at);
    let button = |label: &'static str, verb: &'static str| {
        let text = format!("{verb}.{}", message_name(trace, letter));
        let action = match flying {
            true => Action::AddAct(text),
            false => Action::Insert(format!("{}.{text}", letter.sent)),
        };
        html! {
            <button class="button small" data-test={format!("letter-{verb}")}
                onclick={panel.on(action)}>{ label }</button>
        }
    };
    html! {
        <>
            if flying {
                { button("Deliver now", "deliver") }
            } else {
                <span class="soft">{ "When it is sent:" }</span>
            }
            { button("Hold", "hold") }
            { button("Drop", "drop") }
            { button("Duplicate", "dup") }
        </>
    }
}
