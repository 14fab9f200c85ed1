//! What leases shall guarantee, and when they do.

use super::params::{Coordination, Keeping};
use super::protocol::Lease;
use super::rules::drift_safe;
use super::state::{Holding, Registry, Table};
use super::words::node;
use crate::lesson::Switch;
use crate::sim::protocol::judged;
use crate::sim::time::TRUE_RATE_PPM;
use crate::sim::{NodeId, Property, Scope, Status, When, World};

/// Exclusion.
pub const ONE: &str = "At most one valid holder at a time";
/// The coordinator's window covers the holder's.
pub const COVERED: &str = "What a holder believes, the coordinator believes";
/// Tokens grow.
pub const TOKENS: &str = "Every new holder has a higher token";
/// What fencing is for.
pub const ORDER: &str = "Writes are accepted in the order of their tokens";
/// The store's rule.
pub const HIGHEST: &str = "No write is accepted below the highest token seen";
/// What it is all for.
pub const FRESH: &str = "No trade is made at a stale price";
/// Something good happens.
pub const TAKEOVER: &str = "Another node takes over from a holder that fails";

type Held = Result<(), String>;

pub(super) fn all() -> Vec<Property<Lease>> {
    let property = |name, about, when, promised, holds| {
        let scope = Scope::History;
        Property { name, about, when, scope, promised, holds, judged }
    };
    use When::{Always, Sometimes};
    vec![
        property(
            ONE,
            "In true time: the windows of two holders, each counted on its own clock, never \
             overlap. A node that is paused counts, because it does not know what time it is.",
            Always,
            within_drift,
            |protocol, world| match holders(protocol, world).as_slice() {
                [(one, a), (other, b), ..] => Err(format!(
                    "{} with token {} and {} with token {} both hold the lease",
                    node(*one),
                    a.token,
                    node(*other),
                    b.token
                )),
                _ => Ok(()),
            },
        ),
        property(
            COVERED,
            "While a holder's window lasts, the coordinator, or a majority of the three, keeps the \
             lease for it. Who is down or waits after a crash grants nothing either.",
            Always,
            within_drift,
            covered,
        ),
        property(
            TOKENS,
            "In the order in which holders begin to hold.",
            Always,
            within_drift,
            |_, world| world.history().holders.lower.clone().map_or(Ok(()), Err),
        ),
        property(
            ORDER,
            "Whatever was paused or slow: once a token has written, no lower one does.",
            Always,
            fenced,
            |_, world| world.history().writes.disorder.clone().map_or(Ok(()), Err),
        ),
        property(
            HIGHEST,
            "A new holder shows its token to the store before it relies on the price. From then on \
             lower tokens are rejected; an equal one is the same holder.",
            Always,
            fenced,
            |_, world| world.history().writes.outdated.clone().map_or(Ok(()), Err),
        ),
        property(
            FRESH,
            "Every trade is made at a price that was the price at some moment since the trader \
             asked.",
            Always,
            |protocol| fenced(protocol).and_then(|()| within_drift(protocol)),
            |_, world| world.history().trades.first.clone().map_or(Ok(()), Err),
        ),
        property(
            TAKEOVER,
            "After the holder crashed, paused or was cut off, another one held the lease.",
            Sometimes,
            leased,
            |_, world| match world.history().holders.taken_over {
                Some(_) => Ok(()),
                None => Err("nobody has taken over".to_string()),
            },
        ),
    ]
}

fn leased(protocol: &Lease) -> Held {
    match protocol.coordination {
        Coordination::Lease => Ok(()),
        Coordination::None => Err("there are no leases".to_string()),
    }
}

fn fenced(protocol: &Lease) -> Held {
    leased(protocol)?;
    match protocol.fencing {
        Switch::On => Ok(()),
        Switch::Off => Err("the store does not look at tokens".to_string()),
    }
}

fn within_drift(protocol: &Lease) -> Held {
    leased(protocol)?;
    drift(protocol, TRUE_RATE_PPM, protocol.skewed().min(TRUE_RATE_PPM))
}

/// Whether these rates are within the bound; if not, the comparison.
fn drift(protocol: &Lease, fastest: u32, slowest: u32) -> Held {
    let (lease, deadline) = (protocol.lease, protocol.deadline);
    if drift_safe(lease, deadline, fastest, slowest) {
        return Ok(());
    }
    let percent = |ppm: u32| format!("{}%", f64::from(ppm) / 10_000.0);
    Err(format!(
        "a coordinator's clock at {} and a holder's at {} drift apart by more than {lease} / \
         {deadline} allows",
        percent(fastest),
        percent(slowest)
    ))
}

/// Clocks may be set to anything while it runs; leases bear what the parameters say.
pub(super) fn excuse(protocol: &Lease, world: &World<Lease>, property: &str) -> Option<String> {
    if !matches!(property, ONE | COVERED | TOKENS | FRESH) {
        return None;
    }
    let (mut fastest, mut slowest) = (TRUE_RATE_PPM, protocol.skewed().min(TRUE_RATE_PPM));
    let history = world.history();
    for (_, most) in protocol.registries().filter_map(|id| history.rates(id)) {
        fastest = fastest.max(most);
    }
    for (least, _) in protocol.shops().filter_map(|id| history.rates(id)) {
        slowest = slowest.min(least);
    }
    drift(protocol, fastest, slowest).err()
}

/// Whose window is open now, in true time.
pub fn holders(protocol: &Lease, world: &World<Lease>) -> Vec<(NodeId, Holding)> {
    let now = world.history().now();
    let holds = |id: NodeId| {
        let seat = world.seat(id);
        let shop = seat.node.shop().filter(|_| seat.status != Status::Down)?;
        let holding = shop.holding?;
        holding.window.is_open(seat.clock.stopwatch(now)).then_some((id, holding))
    };
    protocol.shops().filter_map(holds).collect()
}

/// Whether the coordinator `id` gives the lease to nobody but `holder` with this token.
fn keeps(world: &World<Lease>, id: NodeId, holder: NodeId, token: u32) -> bool {
    let seat = world.seat(id);
    let now = seat.clock.stopwatch(world.history().now());
    let Some(Registry { table, .. }) = seat.node.registry() else { return false };
    match table {
        _ if seat.status == Status::Down => true,
        Table::Waiting(window) => window.is_open(now),
        Table::Kept(kept) => {
            let same = kept.token.is_none_or(|kept| kept >= token);
            kept.holder == holder && same && kept.window.is_open(now)
        }
        Table::Free => false,
    }
}

fn covered(protocol: &Lease, world: &World<Lease>) -> Held {
    for (holder, Holding { token, .. }) in holders(protocol, world) {
        let keeping = protocol.registries().filter(|id| keeps(world, *id, holder, token)).count();
        if keeping < protocol.majority() {
            let who = match protocol.keeping {
                Keeping::Replicated => "a majority of the coordinators does",
                Keeping::Single | Keeping::Durable => "the coordinator does",
            };
            let holder = node(holder);
            return Err(format!("{holder} believes that it has the lease, and {who} not"));
        }
    }
    Ok(())
}
