//! Everything that moves: one animation frame loop that sets `transform` and nothing else.
//!
//! Between two events only simulated time passes. The component tree knows nothing of it: it
//! draws an event, tells the player which of its groups move, and the player moves them.

use super::address::window;
use super::svg::number;
use crate::lesson::Trace;
use crate::session::{Session, Time};
use crate::view::Motion;
use std::cell::RefCell;
use std::rc::{Rc, Weak};
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::Element;
use yew::Callback;

/// How long a step by hand takes to look at.
const STEP_MS: f64 = 300.0;

/// The drawings whose groups move.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum Layer {
    Stage,
    Diagram,
    Chart,
}

/// A group that moves, and the line behind it whose far end stays where it was.
pub struct Mover {
    pub group: Element,
    pub trail: Option<Element>,
    pub motion: Motion,
}

impl Mover {
    fn place(&self, now: Time) {
        let at = self.motion.at(now);
        let transform = format!("translate({} {})", number(at.x), number(at.y));
        let _ = self.group.set_attribute("transform", &transform);
        if let Some(trail) = &self.trail {
            let from = self.motion.from;
            let _ = trail.set_attribute("x1", &number(from.x - at.x));
            let _ = trail.set_attribute("y1", &number(from.y - at.y));
        }
    }
}

/// From one simulated time to another.
struct Tween {
    from_us: f64,
    to_us: f64,
    begin_ms: f64,
    length_ms: f64,
    /// Whether its end is the next event.
    ticks: bool,
    /// Whether nothing is shown moving on the way there.
    still: bool,
}

#[derive(Default)]
struct State {
    movers: [Vec<Mover>; 3],
    now_us: f64,
    tween: Option<Tween>,
    seen: Option<(Rc<Trace>, u32)>,
}

struct Inner {
    state: RefCell<State>,
    frame: Closure<dyn FnMut(f64)>,
    tick: Callback<()>,
}

/// Moves what moves, and says when the next event is reached.
#[derive(Clone)]
pub struct Player(Rc<Inner>);

impl PartialEq for Player {
    fn eq(&self, other: &Player) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

impl Player {
    /// `tick` is called when, while playing, the next event is reached.
    pub fn new(tick: Callback<()>) -> Player {
        Player(Rc::new_cyclic(|me: &Weak<Inner>| {
            let me = me.clone();
            Inner {
                state: RefCell::default(),
                frame: Closure::new(move |now_ms| {
                    if let Some(inner) = me.upgrade() {
                        inner.frame(now_ms);
                    }
                }),
                tick,
            }
        }))
    }

    /// These groups of `layer` move from now on, and no others of it.
    pub fn set_movers(&self, layer: Layer, movers: Vec<Mover>) {
        let mut state = self.0.state.borrow_mut();
        state.movers[layer as usize] = movers;
        state.place();
    }

    /// Nothing is shown that could move.
    pub fn rest(&self) {
        *self.0.state.borrow_mut() = State::default();
    }

    /// What is shown has changed: decides what moves next.
    pub fn show(&self, session: &Session) {
        let mut state = self.0.state.borrow_mut();
        let (trace, cursor) = (&session.trace, session.cursor);
        let came_from = match &state.seen {
            Some((seen, at)) if Rc::ptr_eq(seen, trace) => Some(*at),
            _ => None,
        };
        let here_us = trace.record(cursor).time.0 as f64;
        let same = came_from == Some(cursor);
        state.seen = Some((trace.clone(), cursor));
        if session.playing && cursor < trace.last() {
            if same && state.tween.as_ref().is_some_and(|tween| tween.ticks) {
                return;
            }
            let from_us = if same { state.now_us } else { here_us };
            let to_us = trace.record(cursor + 1).time.0 as f64;
            let whole = (to_us - here_us).max(1.0);
            let left = if same { ((to_us - from_us) / whole).max(0.1) } else { 1.0 };
            state.start(from_us, to_us, session.gap_ms() * left, true);
        } else if same {
            // Pausing freezes the picture between two events, as in any player.
            if state.tween.as_ref().is_some_and(|tween| tween.ticks) {
                state.tween = None;
            }
            state.place();
            return;
        } else if came_from.is_some_and(|at| at.abs_diff(cursor) == 1) && !reduced_motion() {
            let from_us = state.now_us;
            state.start(from_us, here_us, STEP_MS, false);
        } else {
            state.tween = None;
            state.now_us = here_us;
        }
        state.place();
        if state.tween.is_some() {
            self.0.request();
        }
    }
}

impl Inner {
    fn request(&self) {
        let _ = window().request_animation_frame(self.frame.as_ref().unchecked_ref());
    }

    fn frame(&self, now_ms: f64) {
        let mut state = self.state.borrow_mut();
        let Some(tween) = &mut state.tween else {
            return;
        };
        if tween.begin_ms < 0.0 {
            tween.begin_ms = now_ms;
        }
        let share = (now_ms - tween.begin_ms) / tween.length_ms;
        if share < 1.0 {
            let now_us = tween.from_us + (tween.to_us - tween.from_us) * share.max(0.0);
            if !tween.still {
                state.now_us = now_us;
                state.place();
            }
            self.request();
            return;
        }
        let ticks = tween.ticks;
        state.now_us = tween.to_us;
        state.tween = None;
        state.place();
        drop(state);
        if ticks {
            self.tick.emit(());
        }
    }
}

impl State {
    fn start(&mut self, from_us: f64, to_us: f64, length_ms: f64, ticks: bool) {
        self.now_us = from_us;
        let (length_ms, still) = (length_ms.max(1.0), ticks && reduced_motion());
        self.tween = Some(Tween { from_us, to_us, begin_ms: -1.0, length_ms, ticks, still });
    }

    /// Puts everything where it is now.
    fn place(&self) {
        let now = Time(self.now_us as u64);
        for mover in self.movers.iter().flatten() {
            mover.place(now);
        }
    }
}

fn reduced_motion() -> bool {
    let query = window().match_media("(prefers-reduced-motion: reduce)");
    query.ok().flatten().is_some_and(|query| query.matches())
}
