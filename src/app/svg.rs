//! Shapes become SVG elements. What a group stands for is written on it, so that one listener on
//! the drawing serves however many groups there are.

use super::motion::{Layer, Mover, Player};
use crate::session::NodeId;
use crate::view::{Anchor, Group, Motion, Point, Scene, Shape, Target};
use wasm_bindgen::JsCast;
use web_sys::Element;
use yew::prelude::*;
use yew::virtual_dom::VNode;

/// The properties of a drawing.
#[derive(Properties, PartialEq)]
pub struct Props {
    /// What is drawn.
    pub scene: Scene,
    /// Which drawing it is.
    pub layer: Layer,
    /// Moves what moves.
    pub player: Player,
    /// A thing was clicked; or nothing was, at a place of the drawing.
    pub pick: Callback<(Option<Target>, Point)>,
    /// A thing is pointed at, or none is any more.
    pub point: Callback<Option<Target>>,
    /// Whether nodes can be reached and selected by keyboard.
    #[prop_or_default]
    pub reachable: bool,
}

/// A scene, drawn.
#[component]
pub fn Drawing(props: &Props) -> Html {
    let root = use_node_ref();
    {
        let (root, player, layer) = (root.clone(), props.player.clone(), props.layer);
        let mut motions = Vec::new();
        collect(&props.scene.shapes, &mut motions);
        use_effect(move || {
            if let Some(root) = root.cast::<Element>() {
                player.set_movers(layer, pair(&root, motions));
            }
        });
    }
    let (width, height) = (props.scene.width, props.scene.height);
    let onclick = {
        let (pick, root) = (props.pick.clone(), root.clone());
        Callback::from(move |event: MouseEvent| {
            pick.emit((target_of(&event), place_of(&event, &root, width)));
        })
    };
    let onpointerover = {
        let point = props.point.clone();
        Callback::from(move |event: PointerEvent| {
            if event.pointer_type() == "mouse" {
                point.emit(target_of(&event));
            }
        })
    };
    let onpointerleave = props.point.reform(|_: PointerEvent| None);
    let onkeydown = {
        let pick = props.pick.clone();
        Callback::from(move |event: KeyboardEvent| {
            if let (" " | "Enter", Some(target)) = (event.key().as_str(), target_of(&event)) {
                event.prevent_default();
                pick.emit((Some(target), Point::default()));
            }
        })
    };
    let role = if props.reachable { "group" } else { "img" };
    let shapes = props.scene.shapes.iter();
    html! {
        <svg ref={root} class="drawing" {role} aria-label={props.scene.label.clone()}
            width={number(width)} height={number(height)}
            viewBox={format!("0 0 {} {}", number(width), number(height))}
            {onclick} {onpointerover} {onpointerleave} {onkeydown}>
            { for shapes.map(|shape| draw(shape, props.reachable)) }
        </svg>
    }
}

fn draw(shape: &Shape, reachable: bool) -> Html {
    match shape {
        Shape::Line { from, to, class } => html! {
            <line x1={number(from.x)} y1={number(from.y)} x2={number(to.x)} y2={number(to.y)}
                class={AttrValue::from(class.clone())} />
        },
        Shape::Path { d, class } => html! {
            <path d={d.clone()} class={AttrValue::from(class.clone())} />
        },
        Shape::Circle { at, r, class } => html! {
            <circle cx={number(at.x)} cy={number(at.y)} r={number(*r)}
                class={AttrValue::from(class.clone())} />
        },
        Shape::Rect { at, width, height, r, class } => html! {
            <rect x={number(at.x)} y={number(at.y)} width={number(*width)}
                height={number(*height)} rx={number(*r)}
                class={AttrValue::from(class.clone())} />
        },
        Shape::Text { at, anchor, text, class } => html! {
            <text x={number(at.x)} y={number(at.y)} text-anchor={end(*anchor)}
                class={AttrValue::from(class.clone())}>{ text.clone() }</text>
        },
        Shape::Group(group) => draw_group(group, reachable),
    }
}

fn draw_group(group: &Group, reachable: bool) -> VNode {
    // What moves is placed by the player alone; two writers of one attribute would disagree.
    let still = group.motion.is_none() && group.at != Point::default();
    let (x, y) = (number(group.at.x), number(group.at.y));
    let transform = still.then(|| format!("translate({x} {y})"));
    let moves = group.motion.map(|_| AttrValue::from(""));
    let button = reachable && matches!(group.target, Some(Target::Node(_)));
    html! {
        <g class={AttrValue::from(group.class.clone())} {transform} data-motion={moves}
            data-target={group.target.map(write_target)}
            role={button.then_some("button")} tabindex={button.then_some("0")}>
            // It names a button too, and the letters drawn in it are no part of that sentence.
            if let Some(label) = &group.label {
                <title>{ label.clone() }</title>
            }
            { for group.shapes.iter().map(|shape| draw(shape, reachable)) }
        </g>
    }
}

fn end(anchor: Anchor) -> &'static str {
    match anchor {
        Anchor::Start => "start",
        Anchor::Middle => "middle",
        Anchor::End => "end",
    }
}

/// A length to a tenth, written without the weight of floating-point formatting.
pub fn number(x: f64) -> AttrValue {
    let tenths = (x * 10.0).round() as i64;
    let sign = if tenths < 0 { "-" } else { "" };
    let (whole, rest) = (tenths.abs() / 10, tenths.abs() % 10);
    AttrValue::from(match rest {
        0 => format!("{sign}{whole}"),
        _ => format!("{sign}{whole}.{rest}"),
    })
}

/// The motions of a scene in the order in which its elements come in the document.
fn collect(shapes: &[Shape], motions: &mut Vec<Motion>) {
    for shape in shapes {
        if let Shape::Group(group) = shape {
            motions.extend(group.motion);
            collect(&group.shapes, motions);
        }
    }
}

fn pair(root: &Element, motions: Vec<Motion>) -> Vec<Mover> {
    let Ok(found) = root.query_selector_all("[data-motion]") else {
        return Vec::new();
    };
    let elements = (0..found.length()).filter_map(|at| found.item(at));
    let elements = elements.filter_map(|node| node.dyn_into::<Element>().ok());
    let mover = |(group, motion): (Element, Motion)| {
        let trail = group.query_selector(":scope > .trail").ok().flatten();
        Mover { group, trail, motion }
    };
    elements.zip(motions).map(mover).collect()
}

fn write_target(target: Target) -> String {
    match target {
        Target::Node(node) => format!("n{}", node.0),
        Target::Event(event) => format!("e{event}"),
        Target::Letter(letter) => format!("l{letter}"),
    }
}

/// What the element under an event stands for.
fn target_of(event: &web_sys::Event) -> Option<Target> {
    let element = event.target()?.dyn_into::<Element>().ok()?;
    let element = element.closest("[data-target]").ok()??;
    let text = element.get_attribute("data-target")?;
    let (kind, number) = text.split_at_checked(1)?;
    let number: u32 = number.parse().ok()?;
    match kind {
        "n" => u16::try_from(number).ok().map(|id| Target::Node(NodeId(id))),
        "e" => Some(Target::Event(number)),
        "l" => Some(Target::Letter(number)),
        _ => None,
    }
}

/// Where a click was, in units of the drawing.
fn place_of(event: &MouseEvent, root: &NodeRef, width: f64) -> Point {
    let Some(root) = root.cast::<Element>() else {
        return Point::default();
    };
    let bounds = root.get_bounding_client_rect();
    let scale = if bounds.width() > 0.0 { width / bounds.width() } else { 1.0 };
    Point {
        x: (f64::from(event.client_x()) - bounds.left()) * scale,
        y: (f64::from(event.client_y()) - bounds.top()) * scale,
    }
}
