//! Charts under the diagram, over the same stretch of time: levels that can be dragged, what every
//! line says at the playhead or under the pointer, and how that is distributed.

use super::field::Editor;
use super::gesture::Wishes;
use super::motion::Layer;
use super::panel::Panel;
use super::stage;
use super::svg::{Drawing, number, picture};
use crate::lesson::chart::{Chart, Level, Line};
use crate::lesson::{Trace, sort_by_key};
use crate::session::{Action, Session};
use crate::view::{
    Axis, ChartOptions, Rise, SpacetimeOptions, Target, chart, histogram, sides, time_at,
};
use std::rc::Rc;
use web_sys::{Element, HtmlSelectElement};
use yew::prelude::*;

/// At most so many lines are told under the pointer.
const TOLD: usize = 6;
/// The room between the axis and the window; see the view.
const PAD: f64 = 12.0;
const GAPS: (f64, f64) = (184.0, 104.0);

/// The properties of a chart.
#[derive(Properties, Clone, PartialEq)]
pub struct Props {
    pub drawing: stage::Props,
    /// Which one of the run's.
    pub chart: usize,
    /// How the diagram above is drawn.
    pub options: SpacetimeOptions,
    /// What the diagram does when it is clicked, dragged and pinched.
    pub wishes: Wishes,
    /// Where they are drawn, and how high that is.
    pub room: NodeRef,
    pub height: f64,
}

/// What the curves of a rendering were sampled for.
#[derive(PartialEq)]
struct Sampled(*const Trace, usize, Axis, [f64; 4]);

/// A chart of a run.
#[component]
pub fn ChartOfRun(props: &Props) -> Html {
    let held = use_state(|| None::<f64>);
    let pointed = use_state(|| None::<f64>);
    let (session, options) = (&props.drawing.session, &props.options);
    let (trace, number) = (&session.trace, props.chart);
    let curves = {
        let SpacetimeOptions { from, to, width, lane_height, .. } = *options;
        let places = [from, to, width, lane_height];
        use_memo(Sampled(Rc::as_ptr(trace), number, options.axis, places), |_| {
            trace.curves(number, &chart::grid(trace, options))
        })
    };
    let chosen = chosen(session, &trace.charts[number]);
    let view = ChartOptions { chart: number, height: props.height, chosen, top: *held };
    let desk = Desk { props, view: &view, held: held.setter() };
    let left = pointed.setter();
    html! {
            <div class="plotted" data-test="chart" onpointermove={desk.moved(&pointed)}
                onpointerleave={move |_: PointerEvent| left.set(None)}>
                <Drawing scene={chart::chart(trace, session.cursor, options, &view, &curves)}
                    layer={Layer::Chart} player={props.drawing.player.clone()}
                    wishes={props.wishes.clone()} />
                { for desk.chart().levels.iter().map(|level| desk.handle(level)) }
                { for pointed.map(|x| desk.told(x)) }
            </div>
    }
}

/// What the parts of one rendering know.
struct Desk<'p> {
    props: &'p Props,
    view: &'p ChartOptions,
    /// The upper end of the vertical, while a level is dragged.
    held: UseStateSetter<Option<f64>>,
}

impl Desk<'_> {
    fn trace(&self) -> &Rc<Trace> {
        &self.props.drawing.session.trace
    }

    fn chart(&self) -> &Chart {
        &self.trace().charts[self.view.chart]
    }

    fn rise(&self) -> Rise {
        Rise::new(self.trace(), self.view)
    }

    /// What drags a level and moves it by keys, if it is a parameter.
    fn handle(&self, level: &Level) -> Html {
        let declared = &self.props.drawing.session.declared;
        let Some(param) = level.param.and_then(|name| declared.params.get(name)) else {
            return html! {};
        };
        let editor = Editor { panel: self.props.drawing.panel(), param: param.clone() };
        let (chart, rise, value) = (self.chart().clone(), self.rise(), level.value);
        let set = {
            let (editor, chart) = (editor.clone(), chart.clone());
            move |to: f64| {
                let typed = |value| chart.typed(&editor.param, editor.values(), value);
                if typed(to) != typed(value) {
                    editor.say(typed(to));
                }
            }
        };
        let (least, most) = param.range_for(&declared.values);
        let ends = [least, most].map(|end| end as f64 / chart.amounts(param));
        let keyed = {
            let (set, step) = (set.clone(), rise.step());
            Callback::from(move |event: KeyboardEvent| {
                let to = match event.key().as_str() {
                    "ArrowUp" | "ArrowRight" => value + step,
                    "ArrowDown" | "ArrowLeft" => value - step,
                    "PageUp" => value + 10.0 * step,
                    "PageDown" => value - 10.0 * step,
                    "Home" => ends[0],
                    "End" => ends[1],
                    _ => return,
                };
                event.prevent_default();
                set(to);
            })
        };
        let down = {
            let held = self.held.clone();
            Callback::from(move |event: PointerEvent| {
                let handle = event.target_dyn_into::<Element>();
                let caught = handle.map(|it| it.set_pointer_capture(event.pointer_id()));
                if caught.is_some_and(|caught| caught.is_ok()) {
                    held.set(Some(rise.top));
                }
            })
        };
        let moved = {
            let (room, holds) = (self.props.room.clone(), self.view.top.is_some());
            Callback::from(move |event: PointerEvent| {
                event.stop_propagation();
                if let Some(room) = room.cast::<Element>().filter(|_| holds) {
                    let top = room.get_bounding_client_rect().top();
                    set(rise.value(f64::from(event.client_y()) - top));
                }
            })
        };
        let held = self.held.clone();
        let up = Callback::from(move |_: PointerEvent| held.set(None));
        let left = sides(self.trace(), &self.props.options).0 - PAD;
        html! {
            <div class="knob" role="slider" tabindex="0" aria-orientation="vertical"
                data-test={format!("level-{}", param.name)} aria-label={param.label}
                title={format!("{}: drag, or use the arrow keys", param.label)}
                aria-valuemin={ends[0].to_string()} aria-valuemax={ends[1].to_string()}
                aria-valuenow={value.to_string()}
                aria-valuetext={chart.typed(param, &declared.values, value)}
                style={format!("left:{}px;top:{}px", number(left), number(rise.y(value)))}
                onkeydown={keyed} onpointerdown={down} onpointermove={moved}
                onlostpointercapture={up} />
        }
    }

    fn moved(&self, pointed: &UseStateHandle<Option<f64>>) -> Callback<PointerEvent> {
        let (room, set) = (self.props.room.clone(), pointed.setter());
        Callback::from(move |event: PointerEvent| {
            if let Some(room) = room.cast::<Element>().filter(|_| event.pointer_type() == "mouse") {
                let left = room.get_bounding_client_rect().left();
                set.set(Some(f64::from(event.client_x()) - left));
            }
        })
    }

    /// What the lines say under the pointer: the chosen one, and then the highest.
    fn told(&self, x: f64) -> Html {
        let (session, options) = (&self.props.drawing.session, &self.props.options);
        let (left, right) = sides(self.trace(), options);
        let time = time_at(self.trace(), options, x);
        let to_come = options.discreet && time > session.trace.record(session.cursor).time;
        if to_come || !(left - PAD..=right + PAD).contains(&x) {
            return html! {};
        }
        let values = self.trace().values(self.view.chart, time);
        let mut all: Vec<(usize, f64)> =
            values.into_iter().enumerate().filter_map(|(at, value)| Some((at, value?))).collect();
        let chosen = self.view.chosen;
        sort_by_key(&mut all, |(at, value)| (chosen != Some(*at), !value.max(0.0).to_bits()));
        all.truncate(TOLD);
        let side = if x > (left + right) / 2.0 { "told before" } else { "told" };
        let left = format!("left:{}px", number(x));
        html! {
            <>
            <div class="hair" style={left.clone()}></div>
            <div class={side} style={left} aria-hidden="true">
                <b class="mono">{ super::words::time(time) }</b>
                { for all.into_iter().map(|(at, value)| html! {
                    <span>{ sample(at) }{ &self.chart().lines[at].name }
                        <b class="mono">{ self.rise().reading(Some(value)) }</b></span>
                }) }
            </div>
            </>
        }
    }
}

/// The properties of what is beside a chart.
#[derive(Properties, Clone, PartialEq)]
pub struct BesideProps {
    pub panel: Panel,
    /// Which chart.
    pub chart: usize,
    /// Shows another one.
    pub show: Callback<usize>,
}

/// Every line with its value at the playhead, and how the chosen one is distributed.
#[component]
pub fn Beside(props: &BesideProps) -> Html {
    let BesideProps { panel, chart: number, show } = props;
    let (trace, cursor) = (&panel.session.trace, panel.session.cursor);
    let chart = &trace.charts[*number];
    let rise = Rise::new(trace, &ChartOptions { chart: *number, ..ChartOptions::default() });
    let values = trace.values_at(*number, cursor);
    let values = values.into_iter().map(|value| rise.reading(value));
    let lines = chart.lines.iter().zip(values).enumerate();
    let chosen = chosen(&panel.session, chart).unwrap_or(0);
    let gaps = trace.distribution(*number, chosen, cursor);
    let onchange = show.reform(|event: Event| {
        let select: HtmlSelectElement = event.target_unchecked_into();
        usize::try_from(select.selected_index()).unwrap_or(0)
    });
    html! {
        <div class="beside" data-test="beside" role="group" aria-label="At the playhead">
            if trace.charts.len() > 1 {
                <select aria-label="Chart" {onchange}>
                    { for trace.charts.iter().enumerate().map(|(at, it)| html! {
                        <option selected={at == *number}>{ it.title }</option>
                    }) }
                </select>
            }
            <ul class="legend">
                { for lines.map(|(at, (line, value))| entry(panel, at, line, value)) }
            </ul>
            if let Some(it) = gaps {
                <div class="gaps">
                    <p class="name">{ &it.title }</p>
                    { picture(&histogram::histogram(&it, GAPS.0, GAPS.1)) }
                    <p class="hint">{ &it.words }</p>
                </div>
            }
        </div>
    }
}

fn entry(panel: &Panel, at: usize, line: &Line, value: String) -> Html {
    let pressed = line.node.is_some() && panel.session.selected == line.node.map(Target::Node);
    let select = line.node.filter(|_| !pressed).map(Target::Node);
    let words = html! {
        <>{ sample(at) }<span>{ &line.name }</span><b class="mono">{ value }</b></>
    };
    html! {
        <li>
            if line.node.is_some() {
                <button class="plain" aria-pressed={pressed.to_string()}
                    onclick={panel.on(Action::Select(select))}>{ words }</button>
            } else {
                <p>{ words }</p>
            }
        </li>
    }
}

/// The line about the node that is pointed at, or else selected.
fn chosen(session: &Session, chart: &Chart) -> Option<usize> {
    let line = |target: Option<Target>| {
        let Some(Target::Node(node)) = target else { return None };
        chart.lines.iter().position(|line| line.node == Some(node))
    };
    line(session.hovered).or(line(session.selected))
}

/// A short piece of line `at`.
fn sample(at: usize) -> Html {
    html! {
        <svg class={format!("drawing {}", chart::line_class(at))} width="18" height="8"
            aria-hidden="true"><path class="curve-line" d="M0 4H18" /></svg>
    }
}
