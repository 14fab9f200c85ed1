//! What every panel is given: the session, and a way to ask for something.

use crate::session::{Action, Lit, Session};
use crate::view::Target;
use std::rc::Rc;
use yew::prelude::*;

/// The properties of a panel.
#[derive(Properties, Clone, PartialEq)]
pub struct Panel {
    /// What the learner is doing.
    pub session: Rc<Session>,
    /// Takes what somebody wants done.
    pub send: Callback<Action>,
}

impl Panel {
    /// A click that asks for `action`.
    pub fn on(&self, action: Action) -> Callback<MouseEvent> {
        let send = self.send.clone();
        Callback::from(move |_| send.emit(action.clone()))
    }
}

/// How a part of a panel stands for a thing: pointing at it marks that thing in every view, and
/// it is marked when the thing is pointed at elsewhere.
pub struct Stands {
    pub enter: Callback<PointerEvent>,
    pub leave: Callback<PointerEvent>,
    pub class: Option<&'static str>,
}

impl Panel {
    /// How a part stands for `target`; for nothing when there is none.
    pub fn stands_for(&self, target: Option<Target>) -> Stands {
        let lit = target.and_then(|target| self.session.lit(target));
        let send = self.send.clone();
        let enter = Callback::from(move |event: PointerEvent| {
            if target.is_some() && event.pointer_type() == "mouse" {
                send.emit(Action::Hover(target));
            }
        });
        let send = self.send.clone();
        let leave = Callback::from(move |_| {
            if target.is_some() {
                send.emit(Action::Hover(None));
            }
        });
        let class = lit.map(|lit| match lit {
            Lit::Selected => "lit selected",
            Lit::Hovered => "lit",
        });
        Stands { enter, leave, class }
    }
}

/// A small button that goes to an event.
pub fn go_to(panel: &Panel, event: u32) -> Html {
    let Stands { enter, leave, class } = panel.stands_for(Some(Target::Event(event)));
    html! {
        <button class={classes!("inline", "mono", class)} onclick={panel.on(Action::Go(event))}
            onpointerenter={enter} onpointerleave={leave}>
            { format!("event {event}") }
        </button>
    }
}

/// A part of the page that depends on the experiment alone: it is not drawn again while the run is
/// played.
#[derive(Properties, Clone)]
pub struct Still {
    pub panel: Panel,
    pub part: fn(&Panel) -> Html,
}

impl PartialEq for Still {
    fn eq(&self, other: &Still) -> bool {
        let (mine, others) = (&self.panel.session, &other.panel.session);
        std::ptr::fn_addr_eq(self.part, other.part)
            && Rc::ptr_eq(&mine.trace, &others.trace)
            && Rc::ptr_eq(&mine.declared, &others.declared)
    }
}

/// Draws such a part.
#[component]
pub fn Steady(props: &Still) -> Html {
    (props.part)(&props.panel)
}
