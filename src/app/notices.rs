//! What has to be said about the link: what could not be used, whether the shared run came out
//! again, and where a changed run departs from the one before. Calm, and never in the way.

use super::icon::icon;
use super::panel::{Panel, go_to};
use crate::lesson::digest::Reproduced;
use crate::session::{Action, End};
use yew::prelude::*;

/// The notices, if there are any.
pub fn notices(panel: &Panel) -> Html {
    let session = &panel.session;
    let complaints: Vec<_> = session.complaints().collect();
    let notes = [shared(panel), differs(panel), ended(panel)];
    html! {
        <div class="notices" role="status">
            if !complaints.is_empty() {
                <section class="notice warn" aria-label="Not used" data-test="complaints">
                    <h2>{ "Not used as typed" }</h2>
                    <ul>
                        { for complaints.iter().take(8).map(|complaint| html! {
                            <li><code>{ &complaint.part }</code>{ ": " }{ &complaint.why }
                                { "." }</li>
                        }) }
                        if complaints.len() > 8 {
                            <li>{ format!("and {} more", complaints.len() - 8) }</li>
                        }
                    </ul>
                </section>
            }
            { for notes.into_iter().flatten() }
        </div>
    }
}

fn notice(panel: &Panel, class: &'static str, test: &'static str, body: Html) -> Html {
    html! {
        <p class={classes!("notice", class)} data-test={test}>
            <span>{ body }</span>
            <button class="button square small bare" aria-label="Dismiss"
                onclick={panel.on(Action::Settle)}>{ icon("cross") }</button>
        </p>
    }
}

/// Whether the run is the one that was shared.
fn shared(panel: &Panel) -> Option<Html> {
    let (class, body) = match panel.session.shared? {
        Reproduced::Yes => {
            ("good", html! { "Reproduced: this is exactly the run that was shared." })
        }
        Reproduced::Differs(first, last) => {
            let place = if first == last {
                html! { <>{ "first differs at " }{ go_to(panel, first) }</> }
            } else {
                html! { <>{ "first differs between " }{ go_to(panel, first) }{ " and " }
                { go_to(panel, last) }</> }
            };
            let body = html! { <>
                { "This run is not the one that was shared: it " }{ place }
                { ". Another version of the page, or an edited link." }
            </> };
            ("warn", body)
        }
        Reproduced::Unreadable => (
            "warn",
            html! { "The link's digest cannot be read, so nobody knows whether this is the run \
            that was shared." },
        ),
    };
    Some(notice(panel, class, "reproduced", body))
}

/// Where the run departs from the one before the last change.
fn differs(panel: &Panel) -> Option<Html> {
    let (_, differs) = panel.session.previous.as_ref()?;
    let body = match differs {
        Some(event) if *event <= panel.session.trace.last() => html! { <>
            { "Differs from the run before from " }{ go_to(panel, *event) }{ " on." }
        </> },
        Some(_) => html! { "The run before went on; this one ends here." },
        None => html! { "The run is the same as before the change." },
    };
    Some(notice(panel, "info", "differs", body))
}

/// Why the run ended, when that is not simply that nothing more can happen.
fn ended(panel: &Panel) -> Option<Html> {
    let session = &panel.session;
    if session.cursor < session.trace.last() {
        return None;
    }
    let why = match session.trace.end {
        End::Quiet | End::Settled => return None,
        End::Waiting => {
            "The run ends here: what is left is held back or waits at a paused node. Let it go, \
             or resume the node."
        }
        End::Events => "The run ends here: it has as many events as a run may have.",
        End::Messages => "The run ends here: it has as many messages as a run may have.",
        End::Time => "The run ends here: a run may last a week.",
    };
    Some(html! { <p class="notice info" data-test="ended"><span>{ why }</span></p> })
}
