//! The beats. Every one looks only at what happens, so it tells whatever run it is given.

use super::message::{Loss, Message, Note, Tenure, Why};
use super::params::{Coordination, Keeping};
use super::protocol::{FIRST_PRICE, Lease};
use super::story::Now;
use super::trouble;
use super::words::{node, price};
use crate::lesson::{Beat, Prediction};
use crate::sim::NodeId;

/// The story.
pub(super) fn beats() -> Vec<Beat<Lease>> {
    let mut all =
        vec![one_price(), asking(), granting(), setting(), showing(), refusing(), renewing()];
    all.extend(trouble::beats());
    all
}

pub(super) fn beat(
    title: &'static str,
    absent: &'static str,
    when: fn(&Now<'_>) -> Option<String>,
) -> Beat<Lease> {
    Beat { title, when, absent, predict: None }
}

/// Who begins to hold in this step.
pub(super) fn begins(now: &Now<'_>) -> Option<(NodeId, u32)> {
    now.notes().find_map(|(who, note)| match note {
        Note::Holds { token, tenure: Tenure::New, .. } => Some((who, *token)),
        _ => None,
    })
}

fn one_price() -> Beat<Lease> {
    beat("Several nodes show one price", "", |now| {
        let lease = now.protocol;
        let rule = match (lease.coordination, lease.keeping) {
            (Coordination::None, _) => {
                "Nobody coordinates them: each sets and shows a copy of its own.".to_string()
            }
            (Coordination::Lease, Keeping::Replicated) => format!(
                "Only who holds a lease may set it: the right to do so for {}, kept by two of \
                 three coordinators.",
                lease.lease
            ),
            (Coordination::Lease, _) => format!(
                "Only who holds a lease may set it: the right to do so for {}, kept by the \
                 coordinator.",
                lease.lease
            ),
        };
        (now.step.index == 0).then(|| {
            format!(
                "A stock costs {}. {} nodes show its price to traders. {rule}",
                price(FIRST_PRICE),
                lease.nodes
            )
        })
    })
}

fn asking() -> Beat<Lease> {
    beat("A node asks for the lease", "Nobody asked for a lease this time.", |now| {
        let mut sent = now.step.sent.iter().map(|id| &now.flights[*id as usize]);
        let asks =
            |flight: &&crate::sim::Flight<Lease>| matches!(flight.message, Message::Acquire { .. });
        let who = node(sent.find(asks)?.name.from);
        Some(format!(
            "{who} looks at its clock and asks for the lease. If it gets it, its time counts from \
             now, before the request has even left."
        ))
    })
}

fn granting() -> Beat<Lease> {
    let granted = beat("A node holds the lease", "No node held the lease this time.", |now| {
        let (who, token) = begins(now)?;
        let (lease, deadline) = (now.protocol.lease, now.protocol.deadline);
        Some(format!(
            "{} holds the lease, with token {token}. It believes in it for {deadline} after it \
             asked; the coordinator keeps it for {lease} after the grant. Each counts on its own \
             clock, and no clock is compared with another.",
            node(who)
        ))
    });
    Beat {
        predict: Some(Prediction {
            question: "Another node asks for the lease while it is held. What is the answer?",
            premise: |now| super::properties::holders(now.protocol, now.world).len() == 1,
            options: &["No: somebody has it", "Yes: it holds the lease, too"],
            settle: |now| {
                now.notes().find_map(|(_, note)| match note {
                    Note::Denied { why: Why::Held(_) } => Some(0),
                    Note::Holds { tenure: Tenure::New, .. } => Some(1),
                    _ => None,
                })
            },
        }),
        ..granted
    }
}

fn setting() -> Beat<Lease> {
    let set = beat("A node sets the price", "No node set the price this time.", |now| {
        now.notes().find_map(|(who, note)| match note {
            Note::Changed { price: p, .. } => Some(format!(
                "{} sets its own copy to {}. No other node is asked, and none is told.",
                node(who),
                price(*p)
            )),
            Note::Accepted { op, price: p, token } if *token > 0 => Some(format!(
                "{} sets the price to {}. With the write goes its token, {token}.",
                node(op.at),
                price(*p)
            )),
            _ => None,
        })
    });
    Beat {
        predict: Some(Prediction {
            question: "A trader reads the price at Node B, which has not set it. What is shown?",
            premise: |now| now.world.is_up(super::protocol::B),
            options: &["The price that was set", "An older price", "Nothing"],
            settle: |now| {
                let is = now.world.history().price();
                now.notes().find_map(|(_, note)| match note {
                    Note::Traded { at: super::protocol::B, price, .. } => {
                        Some(usize::from(*price != is))
                    }
                    Note::Unanswered { .. } => Some(2),
                    _ => None,
                })
            },
        }),
        ..set
    }
}

fn showing() -> Beat<Lease> {
    beat("A trader buys", "Nobody traded this time.", |now| {
        now.notes().find_map(|(_, note)| match note {
            Note::Traded { at, price: p, .. } => {
                let is = now.world.history().price();
                let fresh = match is == *p {
                    true => "That is the price now.".to_string(),
                    false => format!("The price now is {}.", price(is)),
                };
                Some(format!("A trader buys at {}, shown by {}. {fresh}", price(*p), node(*at)))
            }
            _ => None,
        })
    })
}

fn refusing() -> Beat<Lease> {
    beat("A node without the lease is asked to set the price", "Nobody was turned away.", |now| {
        now.notes().find_map(|(who, note)| match note {
            Note::NotHolder { price: p, .. } => Some(format!(
                "{} holds no lease that is valid by its clock, so it does not set the price to {}. \
                 Showing the price needs none.",
                node(who),
                price(*p)
            )),
            _ => None,
        })
    })
}

fn renewing() -> Beat<Lease> {
    beat("The lease is renewed", "No lease was renewed this time.", |now| {
        now.notes().find_map(|(who, note)| match note {
            Note::Holds { token, tenure: Tenure::Renewed, .. } => Some(format!(
                "{} keeps the lease, with the same token {token}. Both sides count anew: it from \
                 before it asked for the renewal, the coordinator from its answer.",
                node(who)
            )),
            _ => None,
        })
    })
}

/// Who steps down in this step, and why.
pub(super) fn ends(now: &Now<'_>) -> Option<(NodeId, u32, Loss)> {
    now.notes().find_map(|(who, note)| match note {
        Note::Lost { token, why } => Some((who, *token, *why)),
        _ => None,
    })
}
