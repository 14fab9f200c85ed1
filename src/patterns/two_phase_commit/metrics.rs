//! The figures of a run: what a transfer costs, how long anybody was in doubt, where the money is.

use super::history::{Deed, Stay};
use super::params::Variant;
use super::properties::audited;
use super::protocol::TwoPhaseCommit;
use super::record::{Decision, Task};
use crate::lesson::{Metric, Run};
use crate::sim::sorted::SortedMap;
use crate::sim::{NodeId, Span, Time};

/// How a transaction ended, if it did.
fn ended(protocol: &TwoPhaseCommit, deed: &Deed) -> Option<Decision> {
    match protocol.variant {
        Variant::None => match deed.verdict {
            Some((_, decision)) => Some(decision),
            None => deed.ended.map(|_| Decision::Commit),
        },
        // What the coordinator decided, or, without one, what a participant did.
        _ => deed.verdict.map(|v| v.1).or_else(|| deed.decisions.values().next().copied()),
    }
}

/// Figures of a run.
pub(super) fn metrics(protocol: &TwoPhaseCommit, run: &Run<'_, TwoPhaseCommit>) -> Vec<Metric> {
    let history = run.world.history();
    let end = run.times.last().copied().unwrap_or(Time(0));
    let deeds: Vec<&Deed> = history.deeds().map(|(_, deed)| deed).collect();
    let transfers = || deeds.iter().filter(|deed| deed.task == Task::Transfer);
    let count = |decision| {
        Some(transfers().filter(|deed| ended(protocol, deed) == Some(decision)).count() as f64)
    };
    let each = |total: u64| match deeds.len() {
        0 => None,
        deeds => Some(total as f64 / deeds as f64),
    };
    let took = |until: fn(&Deed) -> Option<Time>| {
        let spans: Vec<f64> = transfers()
            .filter(|deed| ended(protocol, deed) == Some(Decision::Commit))
            .filter_map(|deed| Some(until(deed)?.since(deed.began).as_ms()))
            .collect();
        mean(&spans)
    };
    let decided = |deed: &Deed| deed.verdict.map(|(time, _)| time);
    let doubt = stays(&deeds, end, |deed| &deed.doubt);
    let queued = stays(&deeds, end, |deed| &deed.queued);
    let total = |spans: &[Span]| Some(Span(spans.iter().map(|span| span.0).sum()).as_ms());
    let longest = |spans: &[Span]| Some(spans.iter().max().map_or(0.0, |span| span.as_ms()));
    let open = protocol.banks().filter_map(|id| run.world.node(id).bank());
    let open: usize = open.map(|bank| bank.held.len()).sum();
    let dollars = |sum: i64| sum as f64;
    vec![
        Metric::new("committed", "Transfers committed", count(Decision::Commit)),
        Metric::new("aborted", "Transfers aborted", count(Decision::Abort)),
        Metric::new("messages", "Messages per transaction", each(run.costs.messages)),
        Metric::new(
            "forced_writes",
            "Forced writes per transaction",
            each(run.costs.forced_writes),
        ),
        Metric::new("commit_ms", "From asking to the commit point, ms", took(decided)),
        Metric::new("everywhere_ms", "From asking to commit everywhere, ms", took(|d| d.applied)),
        Metric::new("in_doubt_ms", "Time in doubt, all nodes, ms", total(&doubt)),
        Metric::new("longest_doubt_ms", "Longest time in doubt, ms", longest(&doubt)),
        Metric::new("queued_ms", "Time waiting for locks, ms", total(&queued)),
        Metric::new("longest_queued_ms", "Longest wait for a lock, ms", longest(&queued)),
        Metric::new("undecided", "Prepared and undecided at the end", Some(open as f64)),
        Metric::new("money", "All money, $", Some(dollars(audited(protocol, run.world)))),
        Metric::new(
            "audit",
            "Found by the last audit, $",
            history.audits().last().map(|s| dollars(*s)),
        ),
        Metric::new("lowest", "Lowest balance, $", history.lowest().map(dollars)),
    ]
}

fn mean(values: &[f64]) -> Option<f64> {
    (!values.is_empty()).then(|| values.iter().sum::<f64>() / values.len() as f64)
}

fn stays(deeds: &[&Deed], end: Time, of: fn(&Deed) -> &SortedMap<NodeId, Stay>) -> Vec<Span> {
    deeds.iter().flat_map(|deed| of(deed).values()).map(|stay| stay.until(end)).collect()
}
