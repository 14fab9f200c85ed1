//! The figures of a run, and what they should be where a closed form is known.

use super::message::Message;
use super::note::Shows;
use super::params::{Context, Mistake, Resolve, Scheme, Workload};
use super::protocol::VersionVectors;
use crate::lesson::{Metric, Run, Theory};

/// Figures of a run. Stocks shown are those of the warehouses that are up at its end.
pub(super) fn metrics(lesson: &VersionVectors, run: &Run<'_, VersionVectors>) -> Vec<Metric> {
    let (world, history) = (run.world, run.world.history());
    let due = history.due(lesson.opening);
    let up = || {
        let up = |id: &_| world.is_up(*id);
        lesson.ids().filter(up).filter_map(|id| Some((id, world.node(id).as_warehouse()?)))
    };
    let shown = || {
        up().flat_map(|(id, one)| match lesson.shows(one, id) {
            Shows::One(stock) => vec![stock],
            Shows::Open(stocks) => stocks,
        })
    };
    let mut records = up().map(|(_, one)| &one.record);
    let first = records.next();
    let agree = records.all(|record| Some(record) == first);
    let converged = match (history.booked_at(), history.changed_at()) {
        (Some(booked), Some(changed)) if agree => Some(changed.since(booked).as_ms()),
        _ => None,
    };
    let mean = |all: Vec<u64>| {
        (!all.is_empty()).then(|| all.iter().sum::<u64>() as f64 / all.len() as f64)
    };
    let sent = || run.flights.iter().filter(|one| one.copy_of.is_none()).map(|one| &one.message);
    let sync = || sent().filter(|message| message.is_sync());
    let carries =
        |message: &&Message| matches!(message, Message::Sync { .. } | Message::Back { .. });
    let number = |count: u64| Some(count as f64);
    let off = shown().map(|stock| (stock - due).abs()).max();
    let held = mean(up().map(|(_, one)| one.record.vector_bytes()).collect());
    let carried = mean(sync().filter(carries).map(Message::vector_bytes).collect());
    let metric = Metric::new;
    vec![
        metric("converge_ms", "From the last write to equal versions, ms", converged),
        metric("movements", "Movements acknowledged", number(history.movements().len() as u64)),
        metric("stock_due", "Stock due: opening + receipts − shipments", Some(due as f64)),
        metric("stock_least", "Stock shown, least", shown().min().map(|it| it as f64)),
        metric("stock_most", "Stock shown, most", shown().max().map(|it| it as f64)),
        metric(
            "stock_off",
            "Pieces by which a stock shown is wrong, most",
            off.map(|it| it as f64),
        ),
        metric("writes_lost", "Writes lost unread", number(history.losses().into())),
        metric("conflicts", "Conflicts found by a sync", number(history.conflicts().into())),
        metric(
            "false_conflicts",
            "Pairs in a false conflict",
            number(history.false_conflicts().into()),
        ),
        metric("versions_most", "Versions side by side, most", number(history.most().into())),
        metric("vector_bytes", "Bytes of vectors in a record at the end, mean", held),
        metric("sync_vector_bytes", "Bytes of vectors in a record sent, mean", carried),
        metric("sync_messages", "Messages to sync", number(sync().count() as u64)),
        metric("sync_bytes", "Bytes to sync", number(sync().map(Message::bytes).sum())),
    ]
}

/// Bytes of vectors when everybody has written and one write has followed on all: an entry of 12
/// for each warehouse. A time with its writer is 12 as well, whatever their number.
pub(super) fn theory(lesson: &VersionVectors) -> Vec<Theory> {
    let settles = lesson.workload == Workload::Busy
        && lesson.sync.is_some()
        && lesson.context == Context::Keep
        && lesson.resolve != Resolve::KeepSiblings
        && lesson.mistake == Mistake::None
        && lesson.prune.is_none();
    if !settles {
        return Vec::new();
    }
    let (mean, source) = match lesson.scheme {
        Scheme::LastWriterWins => (12.0, "one time and one writer"),
        Scheme::VersionVector | Scheme::Dotted => {
            (12.0 * f64::from(lesson.warehouses), "an entry of 12 for each warehouse")
        }
    };
    vec![Theory { metric: "vector_bytes", mean, source }]
}
