//! What lasts at a node, from the event that begins it to the event that ends it.

use crate::lesson::inspect::Lasting;
use crate::lesson::trace::Bar;
use crate::sim::sorted::SortedMap;
use crate::sim::time::NodeId;

/// The bars so far; those without an end are open.
#[derive(Default)]
pub(super) struct Bars {
    pub(super) all: Vec<Bar>,
    /// Where the open ones of each node are, so that those that are over and those of others are
    /// not gone through.
    open: SortedMap<NodeId, Vec<u32>>,
}

impl Bars {
    /// What lasts `now` at `node`, after event `at`: what is new begins, what is gone ends.
    pub(super) fn look(&mut self, now: Vec<Lasting>, node: NodeId, at: u32) {
        if now.is_empty() && !self.open.contains_key(&node) {
            return;
        }
        let all = &mut self.all;
        let open = self.open.entry(node).or_default();
        // Mostly nothing has changed.
        let lasts = |(place, what): (&u32, &Lasting)| all[*place as usize].what == *what;
        if open.len() == now.len() && open.iter().zip(&now).all(lasts) {
            return;
        }
        open.retain(|place| {
            let bar = &mut all[*place as usize];
            let goes_on = now.contains(&bar.what);
            if !goes_on {
                bar.to = Some(at);
            }
            goes_on
        });
        let went_on = std::mem::take(open);
        for what in now {
            let place = went_on.iter().find(|place| all[**place as usize].what == what);
            open.push(place.copied().unwrap_or_else(|| {
                all.push(Bar { node, from: at, to: None, what });
                all.len() as u32 - 1
            }));
        }
    }
}
