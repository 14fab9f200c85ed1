//! What is worked out of a finished run when it is first asked for, and then kept.

use super::inspect::Card;
use super::trace::Trace;
use crate::sim::sorted::SortedSet;
use crate::sim::time::NodeId;
use crate::sim::vector::row;
use std::cell::OnceCell;

/// What has been worked out so far.
pub(super) struct Once {
    keepers: Vec<NodeId>,
    counters: OnceCell<Vec<NodeId>>,
    ends: OnceCell<[Vec<Card>; 2]>,
}

impl Once {
    /// Nothing yet, of a run in which `keepers` keep logical clocks.
    pub(super) fn new(keepers: Vec<NodeId>) -> Once {
        Once { keepers, counters: OnceCell::new(), ends: OnceCell::new() }
    }
}

impl Trace {
    /// Whether a node keeps a logical clock.
    pub fn keeps_clock(&self, node: NodeId) -> bool {
        self.once.keepers.contains(&node)
    }

    /// Who has an entry in the logical clocks of this run, in order of the cast; nobody when the
    /// pattern has none.
    pub fn counters(&self) -> &[NodeId] {
        self.once.counters.get_or_init(|| {
            let mut all: SortedSet<NodeId> = self.once.keepers.iter().copied().collect();
            let clocks = self.records.iter().filter_map(|record| record.clock.as_ref());
            all.extend(clocks.flat_map(|clock| clock.entries()).map(|(who, _)| who));
            all.into_iter().collect()
        })
    }

    /// The logical clock after event `at`, entry by entry in the order of [`Trace::counters`]: what
    /// was never heard of is 0. `None` when no node made a step that counts.
    pub fn counts(&self, at: u32) -> Option<Vec<u64>> {
        let clock = self.record(at).clock.as_ref()?;
        Some(self.counters().iter().map(|who| clock.get(*who)).collect())
    }

    /// The same as a text: `[2, 0, 1]`.
    pub fn clock_text(&self, at: u32) -> Option<String> {
        Some(row(self.counts(at)?))
    }

    /// Everybody's card at the start and at the end: how much room what they show will need.
    pub fn ends(&self) -> &[Vec<Card>; 2] {
        let cards = |at: u32| self.stage.cards(at);
        self.once.ends.get_or_init(|| [cards(0), cards(self.last())])
    }
}
