//! Announcements in words, and the names of nodes and sums.

use super::message::{Loss, Note, SHARES, Tenure, Why};
use crate::sim::NodeId;
use std::fmt;

/// The letter of a node.
pub fn letter(id: NodeId) -> char {
    char::from(b'A' + u8::try_from(id.0).unwrap_or(25).min(25))
}

/// The name of a node: "Node A". Nodes come first in the cast.
pub fn node(id: NodeId) -> String {
    format!("Node {}", letter(id))
}

/// `$1,250`.
pub fn price(dollars: i64) -> String {
    let digits = dollars.unsigned_abs().to_string();
    let mut out = if dollars < 0 { "−$".to_string() } else { "$".to_string() };
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

impl fmt::Display for Why {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Why::Held(who) => write!(f, "{} has the lease", node(*who)),
            Why::Over => f.write_str("that lease is over"),
            Why::Waiting => f.write_str("what was granted before the crash may still be valid"),
        }
    }
}

impl fmt::Display for Loss {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Loss::Expired => "its own count of it is over",
            Loss::Refused => "it was not renewed",
            Loss::Released => "it gives it back",
            Loss::Fenced => "the store has seen a higher token",
        })
    }
}

impl fmt::Display for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Note::Holds { token, tenure: Tenure::New, left } => {
                write!(f, "It holds the lease with token {token}, for {left} on its clock.")
            }
            Note::Holds { token, tenure: Tenure::Renewed, left } => {
                write!(f, "It keeps the lease with token {token}, for {left} on its clock.")
            }
            Note::TooLate { .. } => {
                f.write_str("The answer is too late: counted from the request, its time is over.")
            }
            Note::Lost { token, why } => write!(f, "It steps down from token {token}: {why}."),
            Note::Denied { why } => write!(f, "It does not get the lease: {why}."),
            Note::Renewing { token } => write!(f, "It asks to keep the lease, token {token}."),
            Note::Granted { to, token } => {
                write!(f, "It grants the lease to {} with token {token}.", node(*to))
            }
            Note::Extended { to, token } => {
                write!(f, "It keeps the lease for {}, token {token}, and counts anew.", node(*to))
            }
            Note::Promised { to } => write!(f, "It keeps the lease for {}.", node(*to)),
            Note::Refused { to, why } => write!(f, "It refuses {}: {why}.", node(*to)),
            Note::RanOut { of } => write!(f, "The lease of {} has run out.", node(*of)),
            Note::Freed { by } => write!(f, "{} gives the lease back.", node(*by)),
            Note::Back { holder, waits } => back(f, *holder, *waits),
            Note::Checked { price: p, token, .. } => write!(
                f,
                "It looks at its lease, token {token}: valid. It prepares to set the price to {}.",
                price(*p)
            ),
            Note::NotHolder { price: p, .. } => {
                write!(f, "It refuses to set the price to {}: it has no lease.", price(*p))
            }
            Note::Writing { price: p, token, .. } => {
                write!(f, "It sends the price {} with token {token} to the store.", price(*p))
            }
            Note::Changed { price: p, .. } => write!(f, "It sets its own copy to {}.", price(*p)),
            Note::Accepted { price: p, token: 0, .. } => write!(f, "The price is {}.", price(*p)),
            Note::Accepted { price: p, token, .. } => {
                write!(f, "The price is {}, set with token {token}.", price(*p))
            }
            Note::Rejected { price: p, token, highest, .. } => write!(
                f,
                "It rejects {}: token {token} is lower than {highest}, which it has seen.",
                price(*p)
            ),
            Note::Fenced { token } => {
                write!(f, "From now on it rejects tokens lower than {token}.")
            }
            Note::Updated { price: p, .. } => write!(f, "Its price {} is set.", price(*p)),
            Note::Failed { price: p, .. } => write!(f, "Its price {} was rejected.", price(*p)),
            Note::Unknown { price: p, .. } => {
                write!(f, "It does not know whether its price {} was set.", price(*p))
            }
            Note::Shown { price: p } => write!(f, "It shows {} from its own copy.", price(*p)),
            Note::Asked { at, .. } => write!(f, "It asks {} for the price.", node(*at)),
            Note::Traded { at, price: p, .. } => {
                write!(f, "It buys {SHARES} shares at {}, shown by {}.", price(*p), node(*at))
            }
            Note::Unanswered { .. } => f.write_str("Nobody answers: it does not trade."),
            Note::Fails => f.write_str("It is about to fail."),
        }
    }
}

fn back(
    f: &mut fmt::Formatter<'_>,
    holder: Option<NodeId>,
    waits: Option<crate::sim::Span>,
) -> fmt::Result {
    match (holder, waits) {
        (Some(holder), _) => {
            write!(f, "It is back. Its disk says that {} has the lease.", node(holder))
        }
        (None, Some(span)) => write!(
            f,
            "It is back and has forgotten whom it granted the lease: it grants nothing for {span}."
        ),
        (None, None) => f.write_str("It is back, and takes the lease to be free."),
    }
}
