//! The figures of a run, and what theory expects of them.

use super::params::{Coordination, Keeping, Mistake, Workload};
use super::protocol::Lease;
use super::rules::margin_us;
use super::state::Node;
use crate::lesson::{Metric, Run, Theory};
use crate::sim::time::TRUE_RATE_PPM;

/// Figures of a run.
pub(super) fn metrics(protocol: &Lease, run: &Run<'_, Lease>) -> Vec<Metric> {
    let history = run.world.history();
    let gaps = &history.holders.gaps;
    let gap = gaps.iter().map(|gap| gap.as_ms()).reduce(f64::max);
    let (between, count) = history.holders.renewals;
    let rate = (count > 0).then(|| 60_000.0 * f64::from(count) / between.as_ms().max(0.001));
    let sent = run.flights.iter().filter(|flight| flight.copy_of.is_none()).count();
    let store = run.world.nodes().find_map(|(_, node)| match node {
        Node::Store(store) => Some(store.price),
        _ => None,
    });
    let leased = protocol.coordination == Coordination::Lease;
    let margin = margin_us(protocol.lease, protocol.deadline, TRUE_RATE_PPM, protocol.skewed());
    let count = |count: u32| Some(f64::from(count));
    vec![
        Metric::new("unavailable_ms", "No holder after a crash, ms", gap),
        Metric::new("renewals_per_min", "Renewals per minute", rate),
        Metric::new("margin_ms", "Safety margin, ms", leased.then_some(margin as f64 / 1_000.0)),
        Metric::new("messages", "Messages", Some(sent as f64)),
        Metric::new("accepted", "Writes accepted", count(history.writes.accepted)),
        Metric::new("rejected", "Writes rejected", count(history.writes.rejected)),
        Metric::new("trades", "Trades", count(history.trades.made)),
        Metric::new("stale_trades", "Trades at a stale price", count(history.trades.stale)),
        Metric::new(
            "stale_dollars",
            "Stale trades were off by, $",
            Some(history.trades.off as f64),
        ),
        Metric::new("price", "Price in the store, $", store.map(|price| price as f64)),
    ]
}

/// What to expect when the holder fails at a moment that is equally likely anywhere between two
/// renewals: on average half a renewal of the lease has passed, one delay later than it was asked
/// for; then "free", the request and the grant take a delay each.
pub(super) fn theory(protocol: &Lease) -> Vec<Theory> {
    let plain = protocol.coordination == Coordination::Lease
        && protocol.workload == Workload::Crash
        && protocol.mistake == Mistake::None
        && protocol.nodes == 2
        && protocol.skew_ppm == 0
        && protocol.keeping != Keeping::Replicated
        // A renewal is answered before the next one, and before it would be asked for again.
        && protocol.renew < protocol.deadline
        && protocol.delay.times(8) < protocol.retry;
    if !plain {
        return Vec::new();
    }
    let force = match protocol.keeping {
        Keeping::Durable => protocol.force.as_ms(),
        Keeping::Single | Keeping::Replicated => 0.0,
    };
    let gap = protocol.lease.as_ms() - protocol.renew.as_ms() / 2.0;
    let gap = gap + 4.0 * protocol.delay.as_ms() + force;
    let rate = 60_000.0 / protocol.renew.as_ms();
    vec![
        Theory { metric: "unavailable_ms", mean: gap, source: "lease − renew / 2 + 4 delays" },
        Theory { metric: "renewals_per_min", mean: rate, source: "one every renew" },
    ]
}
