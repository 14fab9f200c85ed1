//! The space-time diagram and its window: zoomed, panned, and handles to be dragged.

use super::chart::{Beside, ChartOfRun};
use super::findings::findings;
use super::gesture::{Drag, Phase, Pick, Pinch, Wishes};
use super::icon::icon;
use super::keys::use_keys;
use super::motion::Layer;
use super::pane::Pane;
use super::size::use_size;
use super::stage::Props;
use super::svg::Drawing;
use super::wheel::{Turn, use_wheel};
use crate::lesson::Trace;
use crate::lesson::trace::RecordKind;
use crate::session::{Action, Time};
use crate::view::{
    Axis, Ghost, Grip, SpacetimeOptions, Target, event_near, fold, frontier_at, lane_height,
    share_at, sides, spacetime, time_at,
};
use std::rc::Rc;
use yew::prelude::*;

/// A drag that begins above this height, on the axis, moves the playhead.
const AXIS: f64 = 26.0;

/// Of a large cast, lanes are at least so far apart while others are folded.
const LANE: f64 = 24.0;

/// What the handlers of one rendering know.
#[derive(Clone)]
struct Desk {
    props: Props,
    options: SpacetimeOptions,
    pane: Pane,
    show: Callback<Pane>,
    /// The message whose arrow's head is being dragged, and until when.
    held: UseStateHandle<Option<(u32, Time)>>,
}

/// The run as a diagram.
#[component]
pub fn Diagram(props: &Props) -> Html {
    let room = use_node_ref();
    let (width, height) = use_size(&room);
    let below = use_node_ref();
    let chart = use_size(&below);
    // On a small screen one of the two is shown.
    let width = if width > 0.0 { width } else { chart.0 };
    let session = &props.session;
    let trace = &session.trace;
    let memory = use_mut_ref(|| Pane::first(session));
    let update = use_force_update();
    let held = use_state(|| None::<(u32, Time)>);
    let pane = memory.borrow().following(session);
    *memory.borrow_mut() = pane;
    let ghost = session.previous.as_ref().filter(|_| session.ghost);
    let everybody = use_state(|| false);
    let (lanes, room_for) = match trace.cast.len() {
        few if few <= fold::LANES_MAX || *everybody => (None, few),
        _ => {
            let most = ((height - fold::BAND - 60.0) / LANE).clamp(4.0, 12.0) as usize;
            (Some(most), most)
        }
    };
    let chosen = match session.selected {
        Some(Target::Node(node)) => Some(node),
        _ => None,
    };
    let lanes = use_memo(
        (Rc::as_ptr(trace), [pane.from, pane.to, width], pane.axis, chosen, lanes),
        |_| {
            let (axis, from, to) = (pane.axis, pane.from, pane.to);
            let window = SpacetimeOptions { width, axis, from, to, ..Default::default() };
            lanes.map(|most| Rc::from(fold::telling(trace, &window, chosen, most)))
        },
    );
    let band = if lanes.is_some() { fold::BAND } else { 0.0 };
    let options = SpacetimeOptions {
        width,
        lane_height: lane_height(room_for, height - band),
        lanes: (*lanes).clone(),
        axis: pane.axis,
        from: pane.from,
        to: pane.to,
        selected: session.selected,
        hovered: session.hovered,
        discreet: session.asked(),
        clocks: session.clocks(),
        compared: session.compared,
        cut: session.cut.clone(),
        ghost: ghost
            .and_then(|(trace, differs)| Some(Ghost { trace: trace.clone(), from: (*differs)? })),
        dragged: *held,
        differs: session.previous.as_ref().and_then(|(_, differs)| *differs),
    };
    let show = Callback::from(move |next: Pane| {
        *memory.borrow_mut() = next;
        update.force_update();
    });
    let desk = Desk { props: props.clone(), options, pane, show, held };
    use_wheel(&room, desk.wheel());
    use_wheel(&below, desk.wheel());
    use_keys(desk.keys());
    let shown = use_state(|| 0);
    let charts = trace.charts.len();
    let (number, charted) = ((*shown).min(charts.max(1) - 1), charts > 0);
    let shown = shown.setter();
    html! {
        <section class={classes!("diagram", charted.then_some("charted"))}
            aria-label="Space-time diagram" data-test="diagram">
            <div class="room" ref={room}>
                if height > 0.0 {
                    <Drawing scene={spacetime(trace, session.cursor, &desk.options)}
                        layer={Layer::Diagram} player={props.player.clone()}
                        wishes={desk.wishes()} />
                }
            </div>
            <div class="chart" ref={below.clone()}>
                if charted && chart.1 > 0.0 {
                    <ChartOfRun drawing={props.clone()} options={desk.options.clone()}
                        chart={number} room={below} height={chart.1} wishes={desk.wishes()} />
                }
            </div>
            if charted {
                <Beside panel={props.panel()} chart={number}
                    show={move |chart| shown.set(chart)} />
            }
            { desk.tools(&everybody) }
        </section>
    }
}

impl Desk {
    fn trace(&self) -> &Rc<Trace> {
        &self.props.session.trace
    }

    fn wishes(&self) -> Wishes {
        let (pick, drag, pinch) = (self.clone(), self.clone(), self.clone());
        Wishes {
            pick: Callback::from(move |it| pick.pick(it)),
            point: self.props.pointing(),
            drag: Callback::from(move |it| drag.drag(it)),
            pinch: Callback::from(move |it| pinch.pinch(it)),
        }
    }

    fn pick(&self, Pick { target, at, more }: Pick) {
        let send = &self.props.send;
        match target {
            Some(Target::Event(event)) if more => send.emit(Action::Compare(Some(event))),
            Some(target) => {
                if let Target::Event(event) = target {
                    send.emit(Action::Go(event));
                }
                let again = self.props.session.selected == Some(target);
                send.emit(Action::Select((!again).then_some(target)));
            }
            None => send.emit(Action::Go(event_near(self.trace(), &self.options, at))),
        }
    }

    fn drag(&self, Drag { phase, grip, target, from, last, to }: Drag) {
        let (trace, options, send) = (self.trace(), &self.options, &self.props.send);
        // An arrival is as good as the head of the arrow that leads to it.
        let arrival = match target {
            Some(Target::Event(event)) if trace.record(event).kind == RecordKind::Deliver => {
                trace.record(event).message.map(Grip::Head)
            }
            _ => None,
        };
        match grip.or(arrival) {
            Some(Grip::Head(letter)) => {
                let time = time_at(trace, options, to.x);
                self.held.set((phase == Phase::Moving).then_some((letter, time)));
                if phase == Phase::Dropped {
                    send.emit(Action::Arrive(letter, time));
                }
            }
            Some(Grip::Cut(node)) => {
                let cut = self.props.session.cut.as_ref();
                let cut = cut.map(|cut| cut.with(node, frontier_at(trace, options, node, to.x)));
                send.emit(Action::Cut(cut));
            }
            Some(Grip::Line) => {
                let event = event_near(trace, options, to);
                send.emit(Action::Cut(Some(crate::lesson::cut::Cut::at(trace, event))));
            }
            None if from.y < AXIS => send.emit(Action::Go(event_near(trace, options, to))),
            None => self.show.emit(self.pane.panned(self.share_of(last.x - to.x))),
        }
    }

    /// The share of the axis that so many units of the drawing are.
    fn share_of(&self, units: f64) -> f64 {
        let (left, right) = sides(self.trace(), &self.options);
        units * (self.pane.to - self.pane.from) / (right - left).max(1.0)
    }

    fn pinch(&self, Pinch { factor, at }: Pinch) {
        let around = share_at(self.trace(), &self.options, at.x);
        self.show.emit(self.pane.zoomed(self.trace(), 1.0 / factor, around));
    }

    fn wheel(&self) -> Callback<Turn, bool> {
        let me = self.clone();
        Callback::from(move |turn: Turn| match turn {
            Turn::Zoom(factor, x) => {
                let around = share_at(me.trace(), &me.options, x);
                me.show.emit(me.pane.zoomed(me.trace(), factor, around));
                true
            }
            Turn::Pan(by) => {
                let next = me.pane.panned(me.share_of(by));
                me.show.emit(next);
                // At either end the page may scroll instead.
                next != me.pane
            }
        })
    }

    fn keys(&self) -> Callback<String, bool> {
        let me = self.clone();
        Callback::from(move |key: String| {
            let next = match key.as_str() {
                "+" | "=" => me.closer(0.5),
                "-" | "_" => me.closer(2.0),
                "0" => me.pane.whole(),
                "t" | "T" => me.pane.turned(&me.props.session),
                _ => return false,
            };
            me.show.emit(next);
            true
        })
    }

    /// Zoomed around the playhead.
    fn closer(&self, factor: f64) -> Pane {
        let here = self.pane.share(&self.props.session);
        self.pane.zoomed(self.trace(), factor, here)
    }

    fn tools(&self, everybody: &UseStateHandle<bool>) -> Html {
        let session = &self.props.session;
        let set = |label: &'static str, name: &'static str, next: Pane, test: &'static str| {
            let (show, off) = (self.show.clone(), next == self.pane);
            html! {
                <button class="button square small" aria-label={label} title={label} disabled={off}
                    data-test={test} onclick={move |_: MouseEvent| show.emit(next)}>
                    { icon(name) }
                </button>
            }
        };
        let (show, turned) = (self.show.clone(), self.pane.turned(session));
        let axis = match self.pane.axis {
            Axis::Time => "by time",
            Axis::Steps => "by step",
        };
        let title = "Scale of the diagram: by time, or one step per event";
        let panel = self.props.panel();
        let cut = session.cut.is_some();
        let toggle = {
            let everybody = everybody.clone();
            move |_: MouseEvent| everybody.set(!*everybody)
        };
        html! {
            <div class="tools">
                <p class="could" data-test="hint">{ session.hint() }</p>
                { findings(&panel) }
                if let Some((_, Some(_))) = session.previous {
                    <button class="button small" data-test="ghost"
                        aria-pressed={session.ghost.to_string()}
                        title="Show what the run before did, behind this one"
                        onclick={panel.on(Action::Ghost(!session.ghost))}>{ "old run" }</button>
                }
                if self.trace().cast.len() > fold::LANES_MAX {
                    <button class="button small" data-test="lanes"
                        aria-pressed={everybody.to_string()}
                        title="Everybody, or the selected one and whom it talks to"
                        onclick={toggle}>{ "all lanes" }</button>
                }
                if !self.trace().counters().is_empty() {
                    <button class="button small" data-test="clocks"
                        aria-pressed={session.clocks().to_string()}
                        title="Write the logical clock of every event beside it"
                        onclick={panel.on(Action::ToggleClocks)}>{ "clocks" }</button>
                }
                <button class="button small" data-test="cut" aria-pressed={cut.to_string()}
                    title="A cut through the lanes, to be dragged: could the cluster have been so?"
                    onclick={panel.on(Action::ToggleCut)}>{ "cut" }</button>
                <button class="button small" data-test="axis" {title}
                    onclick={move |_: MouseEvent| show.emit(turned)}>{ axis }</button>
                { set("Zoom in", "plus", self.closer(0.5), "zoom-in") }
                { set("Zoom out", "bar", self.closer(2.0), "zoom-out") }
                { set("Show the whole run", "fit", self.pane.whole(), "zoom-all") }
            </div>
        }
    }
}
