//! The form of the parameters, made from their declaration alone.

use super::field::field;
use super::panel::Panel;
use crate::lesson::{Group, Link, Param};
use crate::session::Action;
use yew::prelude::*;

/// The parameters, what the pattern is about first.
pub fn parameters(panel: &Panel) -> Html {
    let session = &panel.session;
    let changed = !session.link.same_experiment(&Link::of(&session.link.pattern));
    html! {
        <section class="block" aria-labelledby="params-title" data-test="params">
            <div class="title">
                <h2 id="params-title">{ "Parameters" }</h2>
                if changed {
                    <button class="inline" data-test="reset" onclick={panel.on(Action::Reset)}>
                        { "Reset everything" }
                    </button>
                }
            </div>
            { fields(panel, Group::Pattern) }
            { folded(panel, Group::More, "More") }
            { folded(panel, Group::Network, "Network and luck") }
            { folded(panel, Group::Mistake, "Mistakes") }
        </section>
    }
}

fn fields(panel: &Panel, group: Group) -> Html {
    let all = panel.session.declared.params.iter();
    let all = all.filter(|param| param.group == group);
    html! {
        { for all.map(|param| field(panel, param)) }
    }
}

/// A group that is folded until something in it is not as usual.
fn folded(panel: &Panel, group: Group, title: &'static str) -> Html {
    let declared = &panel.session.declared;
    let members = declared.params.iter().filter(|param| param.group == group);
    let members: Vec<&Param> = members.collect();
    let changed = members.iter().filter(|param| panel.session.link.param(param.name).is_some());
    let changed = changed.count();
    if members.is_empty() {
        return html! {};
    }
    html! {
        <details class="fold" data-test={format!("group-{title}")}>
            <summary>
                { title }
                if changed > 0 {
                    <span class="count">{ format!("{changed} changed") }</span>
                }
            </summary>
            { fields(panel, group) }
        </details>
    }
}
