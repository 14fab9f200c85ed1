//! A pattern's page: five rooms in one window. On small screens the stage and the transport stay,
//! and one of the others is shown between them.

use super::about::about;
use super::caption::caption;
use super::checks::Checks;
use super::costs::costs;
use super::diagram::Diagram;
use super::faults::faults;
use super::forms::node_lists;
use super::guarantees::guarantees;
use super::header::header;
use super::inspector::inspector;
use super::many::Many;
use super::notices::notices;
use super::panel::{Panel, Steady};
use super::params::parameters;
use super::predict::show_question;
use super::presets::{presets, what_if};
use super::stage::{Props, Stage};
use super::story::story;
use super::transport::transport;
use super::variants::Compare;
use yew::prelude::*;

/// The rooms that take turns on a small screen; the chart only where there is one.
const ROOMS: [(&str, &str); 5] = [
    ("diagram", "Diagram"),
    ("chart", "Chart"),
    ("story", "Story"),
    ("controls", "Change"),
    ("insight", "Inspect"),
];

/// The page of a pattern.
#[component]
pub fn Lab(props: &Props) -> Html {
    let room = use_state(|| "diagram");
    let panel = props.panel();
    // The diagram is as high as its lanes need, if there is room.
    let lanes = format!("--lanes:{}", props.session.trace.cast.len());
    let question = props.session.question().map(|(told, _)| told.title);
    let asked = question.is_some();
    use_effect_with((*room, question), |(_, question)| {
        if question.is_some() {
            show_question();
        }
    });
    let charted = !props.session.trace.charts.is_empty();
    let rooms = ROOMS.into_iter().filter(|(name, _)| charted || *name != "chart");
    let lab = classes!("lab", charted.then_some("charted"));
    let tab = |(name, label): (&'static str, &'static str)| {
        let (here, room) = (*room == name, room.setter());
        let label = if asked && name == "story" { "A question" } else { label };
        let class = classes!("tab", (asked && name == "story").then_some("asks"));
        html! {
            <button {class} aria-pressed={here.to_string()} data-test={format!("tab-{name}")}
                onclick={move |_: MouseEvent| room.set(name)}>{ label }</button>
        }
    };
    if props.session.embedded() {
        return html! {
            <div class="lab embedded" style={lanes}>
                <main class="middle">
                    <h1 class="hidden">{ props.session.declared.about.title }</h1>
                    <Stage ..props.clone() />
                    { caption(&panel) }
                    <Diagram ..props.clone() />
                </main>
                { transport(&panel) }
            </div>
        };
    }
    html! {
        <div class={lab} data-room={*room} style={lanes}>
            { header(&panel) }
            <aside class="left" aria-label="Story">
                { notices(&panel) }
                <div class="story">
                    <Steady panel={panel.clone()} part={what_if as fn(&Panel) -> Html} />
                    { story(&panel) }
                    <Steady panel={panel.clone()} part={presets as fn(&Panel) -> Html} />
                    <Steady panel={panel.clone()} part={about as fn(&Panel) -> Html} />
                </div>
            </aside>
            <main class="middle">
                <Stage ..props.clone() />
                { caption(&panel) }
                <Diagram ..props.clone() />
            </main>
            <aside class="right" aria-label="Controls and state">
                <div class="controls">
                    <Steady panel={panel.clone()} part={parameters as fn(&Panel) -> Html} />
                    { faults(&panel) }
                </div>
                <div class="insight">
                    { guarantees(&panel) }
                    { inspector(&panel) }
                    // The whole run would give the answer away.
                    if !props.session.asked() {
                        <Steady panel={panel.clone()} part={costs as fn(&Panel) -> Html} />
                    }
                    <Compare ..panel.clone() />
                    <Many session={props.session.clone()} />
                    <Checks session={props.session.clone()} />
                </div>
            </aside>
            <Steady panel={panel.clone()} part={node_lists as fn(&Panel) -> Html} />
            <nav class="tabs" aria-label="Rooms">{ for rooms.map(tab) }</nav>
            { transport(&panel) }
        </div>
    }
}
