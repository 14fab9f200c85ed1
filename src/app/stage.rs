//! The stage: who is there, what they hold, what is on its way. A line drawn across it splits the
//! network.

use super::gesture::{Drag, Phase, Pick, Wishes};
use super::knife::{Knife, knife};
use super::motion::{Layer, Player};
use super::panel::Panel;
use super::selected::selected;
use super::size::use_size;
use super::svg::Drawing;
use crate::session::{Action, Session};
use crate::view::aside::aside;
use crate::view::{Target, TopologyOptions, sides_of_line, topology};
use std::rc::Rc;
use yew::prelude::*;

/// About how large the panel of what is selected is.
const PICKED: (f64, f64) = (400.0, 46.0);

/// The properties of a drawing's panel.
#[derive(Properties, Clone, PartialEq)]
pub struct Props {
    pub session: Rc<Session>,
    pub send: Callback<Action>,
    pub player: Player,
}

impl Props {
    /// What is asked for when something is pointed at.
    pub fn pointing(&self) -> Callback<Option<Target>> {
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
    let line = use_state(|| None::<Knife>);
    let options = TopologyOptions {
        width,
        height,
        selected: session.selected,
        hovered: session.hovered,
        compared: session.beside,
        compact: width < 460.0 || height < 230.0,
    };
    let pick = {
        let (selected, send, line) = (session.selected, props.send.clone(), line.setter());
        Callback::from(move |Pick { target, more, .. }: Pick| {
            line.set(None);
            if let (true, Some(Target::Node(node)), Some(Target::Node(other))) =
                (more, selected, target)
            {
                return send.emit(Action::Beside(node, Some(other)));
            }
            // A second click takes the selection back.
            send.emit(Action::Select(if target == selected { None } else { target }));
        })
    };
    let drag = {
        let (trace, options, line) = (session.trace.clone(), options.clone(), line.setter());
        Callback::from(move |Drag { phase, target, from, to, .. }: Drag| {
            if target.is_some() || phase == Phase::GivenUp {
                return line.set(None);
            }
            let sides = sides_of_line(&trace, &options, from, to);
            let parts = !sides.0.is_empty() && !sides.1.is_empty();
            let done = phase == Phase::Dropped;
            line.set((parts || !done).then_some(Knife { from, to, sides, done }));
        })
    };
    let wishes = Wishes { pick, point: props.pointing(), drag, pinch: Callback::from(|_| ()) };
    let measured = width > 0.0 && height > 0.0;
    let panel = props.panel();
    html! {
        <section class="stage" aria-label="Stage" data-test="stage" tabindex="-1" ref={room}>
            if measured {
                <Drawing scene={topology(&session.trace, session.cursor, &options)}
                    layer={Layer::Stage} player={props.player.clone()} {wishes}
                    reachable={true} />
            }
            if line.is_none() && session.selected.is_none() && session.cursor == 0 {
                <p class="tip">{ "Click a thing to act on it; draw a line to split the network." }
                </p>
            }
            if let Some(drawn) = &*line {
                { knife(&panel, drawn, (width, height), line.setter()) }
            } else {
                { selected(&panel, aside(&session.trace, &options, PICKED)) }
            }
        </section>
    }
}
