//! The stage: who is there, what they hold, what is on its way.

use super::motion::{Layer, Player};
use super::panel::Panel;
use super::selected::selected;
use super::size::use_size;
use super::svg::Drawing;
use crate::session::{Action, Session};
use crate::view::{TopologyOptions, topology};
use std::rc::Rc;
use yew::prelude::*;

/// The properties of a drawing's panel.
#[derive(Properties, Clone, PartialEq)]
pub struct Props {
    pub session: Rc<Session>,
    pub send: Callback<Action>,
    pub player: Player,
}

impl Props {
    /// What is asked for when something is pointed at.
    pub fn pointing(&self) -> Callback<Option<crate::view::Target>> {
        let (send, hovered) = (self.send.clone(), self.session.hovered);
        Callback::from(move |target| {
            if target != hovered {
                send.emit(Action::Hover(target));
            }
        })
    }

    /// What ordinary panels are given.
    pub fn panel(&self) -> Panel {
        Panel { session: self.session.clone(), send: self.send.clone() }
    }
}

/// The topology with messages in flight.
#[component]
pub fn Stage(props: &Props) -> Html {
    let room = use_node_ref();
    let (width, height) = use_size(&room);
    let session = &props.session;
    let options = TopologyOptions {
        width,
        height,
        selected: session.selected,
        hovered: session.hovered,
        compact: width < 460.0 || height < 230.0,
    };
    let pick = {
        let selected = session.selected;
        props.send.reform(move |(target, _)| {
            // A second click takes the selection back.
            Action::Select(if target == selected { None } else { target })
        })
    };
    let measured = width > 0.0 && height > 0.0;
    html! {
        <section class="stage" aria-label="Stage" data-test="stage" ref={room}>
            if measured {
                <Drawing scene={topology(&session.trace, session.cursor, &options)}
                    layer={Layer::Stage} player={props.player.clone()} {pick}
                    point={props.pointing()} reachable={true} />
            }
            { selected(&props.panel()) }
        </section>
    }
}
