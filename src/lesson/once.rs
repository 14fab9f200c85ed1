//! What is worked out of a finished run when it is first asked for, and then kept.

use super::inspect::Card;
use super::trace::Trace;
use crate::sim::sorted::SortedSet;
use crate::sim::time::NodeId;
use crate::sim::time::Time;
use crate::sim::vector::row;
use std::cell::OnceCell;

/// What has been worked out so far.
pub(super) struct Once {
    keepers: Vec<NodeId>,
    counters: OnceCell<Vec<NodeId>>,
    ends: OnceCell<[Vec<Card>; 2]>,
    reaches: OnceCell<Vec<f64>>,
    longest_badge: OnceCell<String>,
}

impl Once {
    /// Nothing yet, of a run in which `keepers` keep logical clocks.
    pub(super) fn new(keepers: Vec<NodeId>) -> Once {
        Once {
            keepers,
            counters: OnceCell::new(),
            ends: OnceCell::new(),
            reaches: OnceCell::new(),
            longest_badge: OnceCell::new(),
        }
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

    /// The badge with the most characters that a node has in this run.
    pub fn longest_badge(&self) -> &str {
        self.once.longest_badge.get_or_init(|| {
            let first = self.stage.glances(0).into_iter().map(|card| card.badge);
            let later = self.records.iter().filter_map(|record| record.chip.as_ref());
            let mut longest = String::new();
            for badge in first.chain(later.map(|(badge, _)| badge.clone())) {
                if badge.chars().count() > longest.chars().count() {
                    longest = badge;
                }
            }
            longest
        })
    }

    /// Everybody's card at the start and at the end, as the stage shows it: how much room what they
    /// show will need.
    pub fn ends(&self) -> &[Vec<Card>; 2] {
        let cards = |at: u32| self.stage.glances(at);
        self.once.ends.get_or_init(|| [cards(0), cards(self.last())])
    }

    /// The greatest value that a line of chart `chart` has in the whole run; not below 0.
    pub fn reach(&self, chart: usize) -> f64 {
        const COLUMNS: u64 = 256;
        let reaches = self.once.reaches.get_or_init(|| {
            let end = self.record(self.last()).time.0;
            let places = (0..COLUMNS).map(|k| end / COLUMNS * k).chain([end]);
            let grid: Vec<Time> = places.map(Time).collect();
            let greatest = |chart: usize| {
                let curves = self.curves(chart, &grid);
                let dots = curves.iter().flat_map(|curve| &curve.dots);
                dots.filter_map(|dot| dot.value).fold(0.0, f64::max)
            };
            (0..self.charts.len()).map(greatest).collect()
        });
        reaches.get(chart).copied().unwrap_or(0.0)
    }
}
