//! The space-time diagram, with its window: a long run is looked at page by page.

use super::icon::icon;
use super::motion::Layer;
use super::size::use_size;
use super::stage::Props;
use super::svg::Drawing;
use crate::lesson::Trace;
use crate::session::Action;
use crate::view::{Axis, SpacetimeOptions, Target, event_near, share_of, spacetime};
use yew::prelude::*;

/// A page shows about so many events before zooming.
const PAGE_EVENTS: u32 = 40;

/// What part of the axis is shown.
#[derive(Copy, Clone, Debug, PartialEq)]
struct Pane {
    axis: Axis,
    from: f64,
    to: f64,
}

impl Pane {
    fn first(trace: &Trace) -> Pane {
        let axis = Axis::Time;
        let to = match trace.last() {
            last if last <= PAGE_EVENTS + PAGE_EVENTS / 2 => 1.0,
            _ => share_of(trace, axis, PAGE_EVENTS).clamp(0.01, 1.0),
        };
        Pane { axis, from: 0.0, to }
    }

    /// The same width, moved as little as shows `at` with room to both sides.
    fn following(self, at: f64) -> Pane {
        let width = self.to - self.from;
        let hidden = at < self.from || at > self.to - width * 0.02 && self.to < 1.0;
        if !hidden {
            return self;
        }
        let from = (at - width * 0.15).clamp(0.0, 1.0 - width);
        Pane { from, to: from + width, ..self }
    }

    fn zoomed(self, factor: f64, around: f64) -> Pane {
        let width = ((self.to - self.from) * factor).clamp(0.002, 1.0);
        let from = (around - width / 2.0).clamp(0.0, 1.0 - width);
        Pane { from, to: from + width, ..self }
    }
}

/// The run as a diagram.
#[component]
pub fn Diagram(props: &Props) -> Html {
    let room = use_node_ref();
    let (width, height) = use_size(&room);
    let session = &props.session;
    let trace = &session.trace;
    let pane = use_state(|| Pane::first(trace));
    {
        let pane = pane.clone();
        let run = std::rc::Rc::as_ptr(trace) as usize;
        let trace = trace.clone();
        use_effect_with(run, move |_| {
            let fits = share_of(&trace, pane.axis, trace.last().min(PAGE_EVENTS)) >= pane.to * 0.5;
            if !fits || pane.to - pane.from >= 1.0 {
                pane.set(Pane { axis: pane.axis, ..Pane::first(&trace) });
            }
        });
    }
    let here = share_of(trace, pane.axis, session.cursor);
    let shown = pane.following(here);
    {
        let pane = pane.clone();
        use_effect_with(shown.from.to_bits(), move |_| {
            if shown != *pane {
                pane.set(shown);
            }
        });
    }
    let lanes = trace.cast.len().max(1) as f64;
    let options = SpacetimeOptions {
        width,
        lane_height: ((height - 78.0) / lanes)
            .clamp(if height < 200.0 { 19.0 } else { 24.0 }, 52.0),
        axis: shown.axis,
        from: shown.from,
        to: shown.to,
        selected: session.selected,
        hovered: session.hovered,
        ..SpacetimeOptions::default()
    };
    let pick = {
        let (trace, options) = (trace.clone(), options.clone());
        let (send, selected) = (props.send.clone(), session.selected);
        Callback::from(move |(target, place)| match target {
            Some(target) => {
                if let Target::Event(event) = target {
                    send.emit(Action::Go(event));
                }
                let again = selected == Some(target);
                send.emit(Action::Select((!again).then_some(target)));
            }
            None => send.emit(Action::Go(event_near(&trace, &options, place))),
        })
    };
    let set = |label: &'static str, name: &'static str, next: Pane, test: &'static str| {
        let (pane, off) = (pane.clone(), next == shown);
        html! {
            <button class="button square small" aria-label={label} title={label} disabled={off}
                data-test={test} onclick={move |_: MouseEvent| pane.set(next)}>
                { icon(name) }
            </button>
        }
    };
    let whole = Pane { from: 0.0, to: 1.0, ..shown };
    html! {
        <section class="diagram" aria-label="Space-time diagram" data-test="diagram">
            <div class="tools">
                { axis_button(&pane, shown, trace, session.cursor) }
                { set("Zoom in", "plus", shown.zoomed(0.5, here), "zoom-in") }
                { set("Zoom out", "bar", shown.zoomed(2.0, here), "zoom-out") }
                { set("Show the whole run", "fit", whole, "zoom-all") }
            </div>
            <div class="room" ref={room}>
                if width > 0.0 {
                    <Drawing scene={spacetime(trace, session.cursor, &options)}
                        layer={Layer::Diagram} player={props.player.clone()} {pick}
                        point={props.pointing()} />
                }
            </div>
        </section>
    }
}

/// Time to scale, or one step per event.
fn axis_button(pane: &UseStateHandle<Pane>, shown: Pane, trace: &Trace, cursor: u32) -> Html {
    let (axis, label) = match shown.axis {
        Axis::Time => (Axis::Steps, "by time"),
        Axis::Steps => (Axis::Time, "by step"),
    };
    let title = "Scale of the diagram: by time, or one step per event";
    let next = Pane { axis, ..shown }.zoomed(1.0, share_of(trace, axis, cursor));
    let pane = pane.clone();
    let onclick = move |_: MouseEvent| pane.set(next);
    html! {
        <button class="button small" data-test="axis" {title} {onclick}>
            { label }
        </button>
    }
}
