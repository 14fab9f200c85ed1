//! Faults, thrown by hand at the moment that is looked at.

use super::acts::Acts;
use super::command::Command;
use super::forms::node_select;
use super::panel::Panel;
use super::partition::Partition;
use super::selected::node_buttons;
use super::words;
use crate::session::Action;
use crate::view::Target;
use yew::prelude::*;

/// Crash, restart, pause, resume, partition, heal; and the commands of the pattern.
pub fn faults(panel: &Panel) -> Html {
    let session = &panel.session;
    let trace = &session.trace;
    let node = match session.selected {
        Some(Target::Node(node)) => node,
        _ => crate::session::NodeId(0),
    };
    let pick = panel.send.reform(|node| Action::Select(Some(Target::Node(node))));
    let commands = session.declared.commands.iter();
    html! {
        <section class="block" aria-labelledby="faults-title" data-test="faults">
            <div class="title">
                <h2 id="faults-title">{ "Act" }</h2>
                <span class="soft">{ "at " }
                    <span class="mono" data-test="act-time">{ words::time(session.act_time()) }
                    </span></span>
            </div>
            <div class="row">
                { node_select(trace, "", Some(node), "Node", pick) }
                { node_buttons(panel, node) }
            </div>
            <Partition ..panel.clone() />
            { for commands.map(|spec| html! {
                <Command key={spec.verb} spec={*spec} session={session.clone()}
                    send={panel.send.clone()} />
            }) }
            <Acts ..panel.clone() />
        </section>
    }
}
