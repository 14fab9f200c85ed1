//! Shapes become SVG elements. What a group stands for, and whether it is a handle, is written on
//! it: see [`gesture`](super::gesture).

use super::gesture::{Phase, Wishes, use_hands, write_grip, write_target};
use super::motion::{Layer, Mover, Player};
use crate::view::svg::anchor_word;
use crate::view::{Group, Motion, Point, Scene, Shape, Target};
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
    /// Who wants to know what is done to it.
    pub wishes: Wishes,
    /// Whether nodes can be reached and selected by keyboard.
    #[prop_or_default]
    pub reachable: bool,
}

/// A scene, drawn.
#[component]
pub fn Drawing(props: &Props) -> Html {
    let root = use_node_ref();
    // From here until it is drawn, elements are about to become something else.
    props.player.set_movers(props.layer, Vec::new());
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
    let hands = use_hands(&root, width, props.wishes.clone());
    let role = if props.reachable { "group" } else { "img" };
    let shapes = props.scene.shapes.iter();
    html! {
        <svg ref={root} class="drawing" {role} aria-label={props.scene.label.clone()}
            width={number(width)} height={number(height)}
            viewBox={format!("0 0 {} {}", number(width), number(height))}
            onclick={hands.click()} onkeydown={hands.key()}
            onpointerdown={hands.down()} onpointermove={hands.moved()}
            onpointerup={hands.up(Phase::Dropped)} onpointercancel={hands.up(Phase::GivenUp)}
            onpointerover={hands.over()} onpointerleave={hands.leave()}>
            { for shapes.map(|shape| draw(shape, props.reachable)) }
        </svg>
    }
}

/// A scene that stands still and has nothing to point at.
pub fn picture(scene: &Scene) -> Html {
    let (width, height) = (number(scene.width), number(scene.height));
    html! {
        <svg class="drawing" role="img" aria-label={scene.label.clone()}
            viewBox={format!("0 0 {width} {height}")}>
            { for scene.shapes.iter().map(|shape| draw(shape, false)) }
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
            <text x={number(at.x)} y={number(at.y)} text-anchor={anchor_word(*anchor)}
                class={AttrValue::from(class.clone())}>{ text.clone() }</text>
        },
        Shape::Group(group) => draw_group(group, reachable),
    }
}

fn draw_group(group: &Group, reachable: bool) -> VNode {
    // What moves is placed by the player from here on. It starts with a place all the same, or an
    // element that has moved would keep its last one when it is used again for something still.
    let placed = group.motion.is_some() || group.at != Point::default();
    let (x, y) = (number(group.at.x), number(group.at.y));
    let transform = placed.then(|| format!("translate({x} {y})"));
    let moves = group.motion.map(|_| AttrValue::from(""));
    // Who has no name, as one of a crowd, is not reached: N goes through them all.
    let named = group.label.is_some();
    let button = reachable && named && matches!(group.target, Some(Target::Node(_)));
    html! {
        <g class={AttrValue::from(group.class.clone())} {transform} data-motion={moves}
            data-target={group.target.map(write_target)} data-grip={group.grip.map(write_grip)}
            role={button.then_some("button")} tabindex={button.then_some("0")}>
            // It names a button too, and the letters drawn in it are no part of that sentence.
            if let Some(label) = &group.label {
                <title>{ label.clone() }</title>
            }
            { for group.shapes.iter().map(|shape| draw(shape, reachable)) }
        </g>
    }
}

/// A length as an attribute.
pub fn number(x: f64) -> AttrValue {
    AttrValue::from(crate::view::number(x))
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
