//! Beats of what happens when a holder falls silent, sleeps, or has a bad clock, and when the
//! coordinator forgets.

use super::beats::{beat, begins, ends};
use super::message::{Loss, Note, Tenure};
use super::properties::holders;
use super::protocol::Lease;
use super::story::Now;
use super::words::{node, price};
use crate::lesson::{Beat, Prediction};
use crate::sim::{Event, Fault, NodeId};

pub(super) fn beats() -> Vec<Beat<Lease>> {
    vec![
        crashing(),
        sleeping(),
        stepping_down(),
        running_out(),
        coming_back(),
        taking_over(),
        two_holders(),
        old_token(),
        stale_write(),
        stale_trade(),
    ]
}

fn crashed(now: &Now<'_>) -> Option<NodeId> {
    match &now.step.event {
        Some(Event::Fault(Fault::Crash(node))) => Some(*node),
        _ => now.step.applied.crashed,
    }
}

fn crashing() -> Beat<Lease> {
    let crash = beat("The holder crashes", "No holder crashed this time.", |now| {
        let who = crashed(now)?;
        now.world.node(who).shop()?.holding?;
        Some(format!(
            "{} crashes and does not say so to anybody. Nobody may take its place yet: it might \
             only be slow.",
            node(who)
        ))
    });
    Beat {
        predict: Some(Prediction {
            question: "The holder has crashed. When can somebody hold the lease again?",
            premise: |_| true,
            options: &[
                "As soon as another node asks for it",
                "When the coordinator's count of the lease is over",
                "Only when the old holder is back",
            ],
            settle: |now| {
                now.notes().find_map(|(_, note)| match note {
                    Note::Holds { tenure: Tenure::New, .. } => Some(0),
                    Note::RanOut { .. } => Some(1),
                    Note::Granted { to, .. } if now.world.history().holders.was_last(*to) => {
                        Some(2)
                    }
                    _ => None,
                })
            },
        }),
        ..crash
    }
}

fn sleeping() -> Beat<Lease> {
    beat("The holder is paused", "No holder was paused this time.", |now| {
        let Some(Event::Fault(Fault::Pause(who))) = &now.step.event else { return None };
        let shop = now.world.node(*who).shop()?;
        shop.holding?;
        let busy = if shop.writing.is_empty() { "" } else { " in the middle of an update" };
        Some(format!(
            "{} is paused{busy}. Its clock runs on, and it does not look at it.",
            node(*who)
        ))
    })
}

fn stepping_down() -> Beat<Lease> {
    beat("A holder steps down", "No holder stepped down this time.", |now| {
        let (who, token, why) = ends(now)?;
        let why = match why {
            Loss::Expired => "its own count is over, and no renewal has come",
            Loss::Refused => "its renewal was refused",
            Loss::Released => "it gives the lease back",
            Loss::Fenced => "the store has seen a higher token than its own",
        };
        Some(format!("{} no longer holds token {token}: {why}.", node(who)))
    })
}

fn running_out() -> Beat<Lease> {
    beat("The lease runs out", "No lease ran out at a coordinator this time.", |now| {
        now.notes().find_map(|(_, note)| match note {
            Note::RanOut { of } => Some(format!(
                "As the coordinator counts, the lease of {} is over. It may be granted again, and \
                 whoever was refused is told.",
                node(*of)
            )),
            _ => None,
        })
    })
}

fn coming_back() -> Beat<Lease> {
    beat("A coordinator is back", "No coordinator came back from a crash this time.", |now| {
        now.notes().find_map(|(_, note)| match note {
            Note::Back { holder: Some(holder), .. } => Some(format!(
                "Its disk says that {} has the lease. When it was last renewed is not written \
                 there, so it keeps it for a whole lease from now on.",
                node(*holder)
            )),
            Note::Back { waits: Some(span), .. } => Some(format!(
                "It has forgotten its table. Whatever it granted before the crash is over after \
                 {span}; until then it grants nothing."
            )),
            Note::Back { .. } => {
                Some("It knows of no lease, and is ready to grant one at once.".to_string())
            }
            _ => None,
        })
    })
}

fn taking_over() -> Beat<Lease> {
    beat("Another node takes over", "No other node took over this time.", |now| {
        let (who, token) = begins(now)?;
        (now.world.history().holders.taken_over == Some(who)).then(|| {
            format!(
                "{} holds the lease, with token {token}. It shows the token to the store and loads \
                 the price.",
                node(who)
            )
        })
    })
}

fn two_holders() -> Beat<Lease> {
    beat("Two nodes hold the lease", "At no time did two nodes hold the lease.", |now| {
        match holders(now.protocol, now.world).as_slice() {
            [(one, a), (other, b), ..] => Some(format!(
                "{} with token {} and {} with token {} hold the lease at the same time, each by \
                 its own clock.",
                node(*one),
                a.token,
                node(*other),
                b.token
            )),
            _ => None,
        }
    })
}

fn old_token() -> Beat<Lease> {
    let sent = beat("An old token is on its way", "No old token was sent to the store.", |now| {
        now.notes().find_map(|(who, note)| match note {
            Note::Writing { price: p, token, .. } if now.world.history().holders.after(*token) => {
                Some(format!(
                    "{} sends {} with token {token}. It looked at its lease before it began to \
                     work; since then another node has begun to hold.",
                    node(who),
                    price(*p)
                ))
            }
            _ => None,
        })
    });
    Beat {
        predict: Some(Prediction {
            question: "A write with an old token is on its way. What will the store do?",
            premise: |_| true,
            options: &["It rejects it", "It accepts it"],
            settle: |now| {
                now.notes().find_map(|(_, note)| match note {
                    Note::Rejected { .. } => Some(0),
                    Note::Accepted { token, .. } if now.world.history().holders.after(*token) => {
                        Some(1)
                    }
                    _ => None,
                })
            },
        }),
        ..sent
    }
}

fn stale_write() -> Beat<Lease> {
    beat("A late write reaches the store", "No late write reached the store.", |now| {
        now.notes().find_map(|(_, note)| match note {
            Note::Rejected { op, price: p, token, highest } => Some(format!(
                "{} wanted to set {} with token {token}. The store has seen {highest} and rejects \
                 it: no clock had to be trusted for that.",
                node(op.at),
                price(*p)
            )),
            Note::Accepted { op, price: p, token }
                if *token > 0 && now.world.history().holders.after(*token) =>
            {
                Some(format!(
                    "{} sets {} with token {token}, although another node holds a later lease. \
                     The store does not mind.",
                    node(op.at),
                    price(*p)
                ))
            }
            _ => None,
        })
    })
}

fn stale_trade() -> Beat<Lease> {
    beat("A trade at a stale price", "No trade was made at a stale price.", |now| {
        let mut notes = now.notes();
        notes.find(|(_, note)| matches!(note, Note::Traded { .. }))?;
        let trades = &now.world.history().trades;
        let first = trades.first.as_ref().filter(|_| trades.stale == 1)?;
        Some(format!("There was {first}. It was off by {} in all.", price(trades.off)))
    })
}
