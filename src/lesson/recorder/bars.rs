//! What lasts at a node, from the event that begins it to the event that ends it.

use crate::lesson::inspect::Lasting;
use crate::lesson::trace::Bar;
use crate::sim::time::NodeId;

/// The bars so far; those without an end are open.
#[derive(Default)]
pub(super) struct Bars {
    pub(super) all: Vec<Bar>,
    /// Where the open ones are, so that the many that are over are not gone through.
    open: Vec<u32>,
}

impl Bars {
    /// What lasts `now` at `node`, after event `at`: what is new begins, what is gone ends.
    pub(super) fn look(&mut self, now: Vec<Lasting>, node: NodeId, at: u32) {
        let all = &mut self.all;
        self.open.retain(|place| {
            let bar = &mut all[*place as usize];
            let goes_on = bar.node != node || now.contains(&bar.what);
            if !goes_on {
                bar.to = Some(at);
            }
            goes_on
        });
        for what in now {
            let same = |place: &u32| {
                let bar = &self.all[*place as usize];
                bar.node == node && bar.what == what
            };
            if !self.open.iter().any(same) {
                self.open.push(self.all.len() as u32);
                self.all.push(Bar { node, from: at, to: None, what });
            }
        }
    }
}
