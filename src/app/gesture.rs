//! Pointing, clicking, dragging and pinching on a drawing, by mouse, pen or finger.
//!
//! A press that does not move is a click; one that does is a drag of the handle under it, or of
//! the drawing itself. One listener on the drawing serves however many groups there are.

use crate::session::NodeId;
use crate::view::{Grip, Point, Target};
use std::cell::RefCell;
use std::rc::Rc;
use wasm_bindgen::JsCast;
use web_sys::Element;
use yew::prelude::*;

/// A press that moves less than this is a click.
const SLACK: f64 = 4.0;

/// A click, or a key that stands for one.
#[derive(Copy, Clone, Debug, PartialEq)]
pub struct Pick {
    /// What was clicked; nothing on the ground.
    pub target: Option<Target>,
    /// Where.
    pub at: Point,
    /// Whether it is to be added to what is selected: the shift key was down.
    pub more: bool,
}

/// How far a drag has come.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum Phase {
    Moving,
    Dropped,
    GivenUp,
}

/// A drag.
#[derive(Copy, Clone, Debug, PartialEq)]
pub struct Drag {
    pub phase: Phase,
    /// The handle that is dragged; none means the drawing itself.
    pub grip: Option<Grip>,
    /// What was under the pointer when it went down.
    pub target: Option<Target>,
    /// Where it began, where it was when last told, and where it is.
    pub from: Point,
    pub last: Point,
    pub to: Point,
}

/// Two fingers: so many times further apart, around here.
#[derive(Copy, Clone, Debug, PartialEq)]
pub struct Pinch {
    pub factor: f64,
    pub at: Point,
}

/// Who wants to know.
#[derive(Clone, PartialEq)]
pub struct Wishes {
    pub pick: Callback<Pick>,
    pub point: Callback<Option<Target>>,
    pub drag: Callback<Drag>,
    pub pinch: Callback<Pinch>,
}

#[derive(Default)]
struct State {
    fingers: Vec<(i32, Point)>,
    drag: Option<(Drag, bool)>,
    swallow: bool,
}

/// The handlers of a drawing.
#[derive(Clone)]
pub struct Hands {
    root: NodeRef,
    /// The width of the drawing in its own units.
    width: f64,
    wishes: Wishes,
    state: Rc<RefCell<State>>,
}

/// The handlers of the drawing at `root`, which is `width` units wide.
#[hook]
pub fn use_hands(root: &NodeRef, width: f64, wishes: Wishes) -> Hands {
    let state = use_mut_ref(State::default);
    Hands { root: root.clone(), width, wishes, state }
}

impl Hands {
    pub fn down(&self) -> Callback<PointerEvent> {
        let me = self.clone();
        Callback::from(move |event: PointerEvent| {
            let mut state = me.state.borrow_mut();
            state.swallow = false;
            if event.button() != 0 {
                return;
            }
            let at = me.place(&event);
            state.fingers.retain(|(id, _)| *id != event.pointer_id());
            state.fingers.push((event.pointer_id(), at));
            let (grip, target) = (grip_of(&event), target_of(&event));
            let drag = Drag { phase: Phase::Moving, grip, target, from: at, last: at, to: at };
            state.drag = (state.fingers.len() == 1).then_some((drag, false));
        })
    }

    pub fn moved(&self) -> Callback<PointerEvent> {
        let me = self.clone();
        Callback::from(move |event: PointerEvent| {
            let at = me.place(&event);
            let mut state = me.state.borrow_mut();
            if state.fingers.len() == 2 {
                let pinch = pinch(&mut state.fingers, event.pointer_id(), at);
                state.swallow = true;
                drop(state);
                if let Some(pinch) = pinch {
                    me.wishes.pinch.emit(pinch);
                }
                return;
            }
            if !state.fingers.iter().any(|(id, _)| *id == event.pointer_id()) {
                return;
            }
            let Some((drag, going)) = &mut state.drag else {
                return;
            };
            if !*going && drag.from.distance(at) < SLACK {
                return;
            }
            if !*going {
                *going = true;
                me.capture(event.pointer_id());
            }
            (drag.last, drag.to) = (drag.to, at);
            let drag = *drag;
            drop(state);
            me.wishes.drag.emit(drag);
        })
    }

    /// The pointer is up, or the browser took it away.
    pub fn up(&self, phase: Phase) -> Callback<PointerEvent> {
        let me = self.clone();
        Callback::from(move |event: PointerEvent| {
            let mut state = me.state.borrow_mut();
            state.fingers.retain(|(id, _)| *id != event.pointer_id());
            let Some((drag, true)) = state.drag.take() else {
                return;
            };
            state.swallow = true;
            drop(state);
            me.wishes.drag.emit(Drag { phase, ..drag });
        })
    }

    pub fn click(&self) -> Callback<MouseEvent> {
        let me = self.clone();
        Callback::from(move |event: MouseEvent| {
            // The end of a drag is no click.
            if std::mem::take(&mut me.state.borrow_mut().swallow) {
                return;
            }
            let (target, at) = (target_of(&event), me.place(&event));
            me.wishes.pick.emit(Pick { target, at, more: event.shift_key() });
        })
    }

    pub fn over(&self) -> Callback<PointerEvent> {
        let me = self.clone();
        Callback::from(move |event: PointerEvent| {
            let dragging = matches!(me.state.borrow().drag, Some((_, true)));
            if event.pointer_type() == "mouse" && !dragging {
                me.wishes.point.emit(target_of(&event));
            }
        })
    }

    pub fn leave(&self) -> Callback<PointerEvent> {
        self.wishes.point.reform(|_| None)
    }

    pub fn key(&self) -> Callback<KeyboardEvent> {
        let pick = self.wishes.pick.clone();
        Callback::from(move |event: KeyboardEvent| {
            let (target, more) = (target_of(&event), event.shift_key());
            if let (" " | "Enter", Some(_)) = (event.key().as_str(), target) {
                event.prevent_default();
                pick.emit(Pick { target, at: Point::default(), more });
            }
        })
    }

    fn capture(&self, pointer: i32) {
        if let Some(root) = self.root.cast::<Element>() {
            // A pointer that is already gone cannot be captured, and need not be.
            let _ = root.set_pointer_capture(pointer);
        }
    }

    fn place(&self, event: &MouseEvent) -> Point {
        place_of(event, &self.root, self.width)
    }
}

/// How two fingers have moved since they were last seen.
fn pinch(fingers: &mut [(i32, Point)], pointer: i32, at: Point) -> Option<Pinch> {
    let apart = |fingers: &[(i32, Point)]| fingers[0].1.distance(fingers[1].1);
    let before = apart(fingers);
    fingers.iter_mut().find(|(id, _)| *id == pointer)?.1 = at;
    let after = apart(fingers);
    let middle = fingers[0].1.toward(fingers[1].1, 0.5);
    (before > 1.0 && after > 1.0).then(|| Pinch { factor: after / before, at: middle })
}

/// Where an event was, in units of a drawing that is `width` units wide.
pub fn place_of(event: &MouseEvent, root: &NodeRef, width: f64) -> Point {
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

/// How a target is written on its element.
pub fn write_target(target: Target) -> String {
    match target {
        Target::Node(node) => format!("n{}", node.0),
        Target::Event(event) => format!("e{event}"),
        Target::Letter(letter) => format!("l{letter}"),
    }
}

/// How a handle is written on its element.
pub fn write_grip(grip: Grip) -> String {
    match grip {
        Grip::Head(letter) => format!("h{letter}"),
        Grip::Cut(node) => format!("c{}", node.0),
        Grip::Line => "c".to_string(),
    }
}

/// What is written about the element under an event.
fn written(event: &web_sys::Event, name: &str) -> Option<String> {
    let element = event.target()?.dyn_into::<Element>().ok()?;
    let element = element.closest(&format!("[{name}]")).ok()??;
    element.get_attribute(name)
}

fn target_of(event: &web_sys::Event) -> Option<Target> {
    let text = written(event, "data-target")?;
    let (kind, number) = text.split_at_checked(1)?;
    let number: u32 = number.parse().ok()?;
    match kind {
        "n" => u16::try_from(number).ok().map(|id| Target::Node(NodeId(id))),
        "e" => Some(Target::Event(number)),
        "l" => Some(Target::Letter(number)),
        _ => None,
    }
}

fn grip_of(event: &web_sys::Event) -> Option<Grip> {
    let text = written(event, "data-grip")?;
    match text.split_at_checked(1)? {
        ("c", "") => Some(Grip::Line),
        ("c", node) => node.parse().ok().map(|id| Grip::Cut(NodeId(id))),
        ("h", letter) => letter.parse().ok().map(Grip::Head),
        _ => None,
    }
}
