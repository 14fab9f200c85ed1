//! The traders' story: the script that plays it.

use super::message::{Command, Note, Tenure};
use super::params::{Coordination, Workload};
use super::protocol::{A, B, Lease};
use crate::lesson::{Cue, Moment};
use crate::sim::{Act, Fault, Span, Time};

pub(super) type Now<'m> = Moment<'m, Lease>;

/// What happens by default, in tenths of a lease: A sets the price and renews; the price is read at
/// both nodes; B is asked to set it; A crashes; when B holds the lease, it sets the price.
pub(super) fn script(protocol: &Lease) -> Vec<Cue<Lease>> {
    if protocol.workload == Workload::Crash {
        let fails = |now: &Now<'_>| now.notes().any(|note| *note.1 == Note::Fails);
        return vec![Cue::once(fails, Span(0), Act::Fault(Fault::Crash(A)))];
    }
    let at = |twentieths: u64, act| Cue::at(Time(protocol.lease.0 * twentieths / 20), act);
    let later = Span(protocol.lease.0 / 10);
    let update = |node, price| Act::Command(node, Command::Update(price));
    let read = |trader, node| Act::Command(protocol.trader_id(trader), Command::Read(node));
    vec![
        at(4, update(A, 95)),
        at(6, read(1, A)),
        at(7, read(2, B)),
        at(10, update(B, 97)),
        at(20, Act::Fault(Fault::Crash(A))),
        at(26, read(2, B)),
        Cue::once(takes_over, later, update(B, 96)),
        Cue::once(sets_again, later, read(1, B)),
    ]
}

/// B holds the lease for the first time.
fn takes_over(now: &Now<'_>) -> bool {
    let new = |note: &Note| matches!(note, Note::Holds { tenure: Tenure::New, .. });
    now.notes().any(|(who, note)| who == B && new(note))
}

/// The store has accepted a price of B, under leases.
fn sets_again(now: &Now<'_>) -> bool {
    let leased = now.protocol.coordination == Coordination::Lease;
    let mut notes = now.notes();
    leased && notes.any(|(_, note)| matches!(note, Note::Accepted { op, .. } if op.at == B))
}
