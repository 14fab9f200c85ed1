//! A line drawn across the stage: who is on which side, and what to cut between them.

use super::icon::icon;
use super::panel::Panel;
use super::svg::number;
use crate::session::{Action, NodeId};
use crate::view::Point;
use yew::prelude::*;

/// The line, and who is on its left and right.
#[derive(Clone, PartialEq)]
pub struct Knife {
    pub from: Point,
    pub to: Point,
    pub sides: (Vec<NodeId>, Vec<NodeId>),
    /// Whether it is drawn to its end, so that one may choose.
    pub done: bool,
}

/// The line over the stage, and the choice.
pub fn knife(
    panel: &Panel,
    line: &Knife,
    (width, height): (f64, f64),
    set: UseStateSetter<Option<Knife>>,
) -> Html {
    let (from, to) = (line.from, line.to);
    html! {
        <>
            <svg class="knife" aria-hidden="true" width={number(width)} height={number(height)}>
                <line x1={number(from.x)} y1={number(from.y)} x2={number(to.x)}
                    y2={number(to.y)} />
            </svg>
            if line.done {
                { choice(panel, line, set) }
            }
        </>
    }
}

fn choice(panel: &Panel, line: &Knife, set: UseStateSetter<Option<Knife>>) -> Html {
    let trace = &panel.session.trace;
    let codes = |ids: &[NodeId]| {
        let codes: Vec<&str> = ids.iter().map(|id| trace.cast[id.index()].code.as_str()).collect();
        codes.join(",")
    };
    let (left, right) = (codes(&line.sides.0), codes(&line.sides.1));
    let close = {
        let set = set.clone();
        Callback::from(move |_: MouseEvent| set.set(None))
    };
    let button = |label: String, test: &'static str, act: String| {
        let (send, set) = (panel.send.clone(), set.clone());
        let onclick = Callback::from(move |_: MouseEvent| {
            set.set(None);
            send.emit(Action::AddAct(act.clone()));
        });
        html! { <button class="button small" data-test={test} {onclick}>{ label }</button> }
    };
    let (one, other) = (short(&left), short(&right));
    html! {
        <div class="picked" role="group" aria-label="Split the network" data-test="knife">
            <span class="name">{ format!("{one} | {other}") }</span>
            { button("Split".to_string(), "knife-split", format!("split.{left}")) }
            { button(format!("Cut {one} → {other}"), "knife-there", format!("cut.{left}-{right}")) }
            { button(format!("Cut {other} → {one}"), "knife-back", format!("cut.{right}-{left}")) }
            <button class="button square small bare" aria-label="Cut nothing" onclick={close}>
                { icon("cross") }</button>
        </div>
    }
}

/// The codes with blanks between them; of many, only the first.
fn short(codes: &str) -> String {
    let all: Vec<&str> = codes.split(',').collect();
    match all.len() {
        0..=4 => all.join(" "),
        many => format!("{} and {} more", all[..3].join(" "), many - 3),
    }
}
