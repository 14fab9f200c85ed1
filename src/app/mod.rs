//! The page: the only folder that knows yew, web-sys and gloo.
//!
//! ```text
//! address ─▶ App ── Rc<Session> ─▶ panels ── Action ─▶ App ─▶ Session::update ─▶ address
//!             └──────────────────▶ player (one animation frame loop) ── Tick ─▶ App
//! ```

mod about;
mod acts;
mod address;
mod breakdown;
mod caption;
mod cells;
mod chart;
mod checks;
mod clock;
mod command;
mod costs;
mod diagram;
mod faults;
mod field;
mod findings;
mod forms;
mod gesture;
mod guarantees;
mod header;
mod help;
mod history;
mod home;
mod icon;
mod inspector;
mod keys;
mod knife;
mod lab;
mod letter;
mod many;
mod motion;
mod notices;
mod pane;
mod panel;
mod params;
mod partition;
mod plot;
mod predict;
mod presets;
mod save;
mod selected;
mod share;
mod size;
mod stage;
mod story;
mod svg;
mod theme;
mod transport;
mod variants;
mod wheel;
mod words;

use crate::lesson::{Catalog, Link};
use crate::session::{Action, Place};
use address::Address;
use history::Ways;
use motion::Player;
use std::rc::Rc;
use yew::prelude::*;

/// Puts the page into the document.
pub fn mount() {
    breakdown::watch();
    yew::Renderer::<App>::new().render();
}

/// What reaches the page as a whole.
pub enum Msg {
    /// Somebody wants something done.
    Do(Action),
    /// The address has changed under us.
    Address,
    /// So many entries of the history on, or back.
    Travel(i32),
}

/// The page as a whole.
pub struct App {
    catalog: Catalog,
    place: Place,
    address: Address,
    player: Player,
    travel: Callback<i32>,
    _keys: keys::Listener,
}

impl Component for App {
    type Message = Msg;
    type Properties = ();

    fn create(ctx: &Context<Self>) -> App {
        let catalog = crate::patterns::catalog();
        let link = ctx.link();
        let address = Address::new(link.callback(|()| Msg::Address));
        let place = Place::open(&catalog, Link::parse(&address.read()));
        let player = Player::new(link.callback(|()| Msg::Do(Action::Tick)));
        let travel = link.callback(Msg::Travel);
        let keys = keys::listen(link.callback(Msg::Do), travel.clone());
        App { catalog, place, address, player, travel, _keys: keys }
    }

    fn update(&mut self, _: &Context<Self>, msg: Msg) -> bool {
        match msg {
            Msg::Do(action) => self.act(action),
            Msg::Address => self.follow_address(),
            Msg::Travel(by) => {
                let Ways { back, forward, .. } = self.ways();
                if by < 0 && back || by > 0 && forward {
                    self.address.travel(by);
                }
                false
            }
        }
    }

    fn view(&self, ctx: &Context<Self>) -> Html {
        match &self.place {
            Place::Home(_, complaint) => home::home(&self.catalog, complaint.as_ref()),
            Place::Lesson(session) => html! {
                <ContextProvider<Ways> context={self.ways()}>
                    <lab::Lab session={session.clone()} send={ctx.link().callback(Msg::Do)}
                        player={self.player.clone()} />
                </ContextProvider<Ways>>
            },
        }
    }

    fn rendered(&mut self, _: &Context<Self>, _first: bool) {
        match &self.place {
            Place::Home(..) => {
                self.player.rest();
                words::set_title("patternscope");
            }
            Place::Lesson(session) => {
                self.player.show(session);
                let title = session.declared.about.title;
                words::set_title(&format!("{title} · patternscope"));
            }
        }
    }
}

impl App {
    /// Where the history leads to. A frame shares that of the page around it, which is not ours.
    fn ways(&self) -> Ways {
        let framed = match &self.place {
            Place::Home(..) => true,
            Place::Lesson(session) => session.embedded(),
        };
        let (back, forward) = self.address.ways();
        let travel = self.travel.clone();
        Ways { back: back && !framed, forward: forward && !framed, travel }
    }

    /// Lets the session take the action; the address follows.
    fn act(&mut self, action: Action) -> bool {
        let Place::Lesson(session) = &self.place else {
            return false;
        };
        let next = session.update(&self.catalog, action.clone());
        // The same run is the same experiment; comparing links with many acts is work.
        let rerun = !Rc::ptr_eq(&next.trace, &session.trace);
        if rerun && !next.link.same_experiment(&session.link) {
            self.address.push(&next.link, &action);
        } else if next.link != session.link {
            self.address.replace_soon(&next.link);
        }
        let seen = next != **session;
        self.place = Place::Lesson(Rc::new(next));
        seen
    }

    /// Goes where the address says: somebody edited it, followed a link, or pressed Back.
    fn follow_address(&mut self) -> bool {
        let Some(text) = self.address.changed() else {
            return false;
        };
        let link = Link::parse(&text);
        self.place = match &self.place {
            Place::Lesson(session) if session.link.pattern == link.pattern => {
                let next = session.update(&self.catalog, Action::Open(Box::new(link)));
                Place::Lesson(Rc::new(next))
            }
            _ => Place::open(&self.catalog, link),
        };
        true
    }
}
