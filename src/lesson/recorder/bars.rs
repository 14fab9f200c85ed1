//! What lasts at a node, from the event that begins it to the event that ends it.

use crate::lesson::inspect::Lasting;
use crate::lesson::trace::Bar;
use crate::sim::time::NodeId;

/// The bars so far; those without an end are open.
#[derive(Default)]
pub(super) struct Bars(pub(super) Vec<Bar>);

impl Bars {
    /// What lasts `now` at `node`, after event `at`: what is new begins, what is gone ends.
    pub(super) fn look(&mut self, now: Vec<Lasting>, node: NodeId, at: u32) {
        let open = |bar: &&mut Bar| bar.node == node && bar.to.is_none();
        for bar in self.0.iter_mut().filter(open) {
            if !now.contains(&bar.what) {
                bar.to = Some(at);
            }
        }
        for what in now {
            let mut open = self.0.iter().filter(|bar| bar.node == node && bar.to.is_none());
            if !open.any(|bar| bar.what == what) {
                self.0.push(Bar { node, from: at, to: None, what });
            }
        }
    }
}
