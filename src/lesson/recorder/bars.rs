//! What lasts at a node, from the event that begins it to the event that ends it.

use crate::lesson::lesson::Lesson;
use crate::lesson::trace::Bar;
use crate::sim::time::NodeId;
use crate::sim::world::World;

/// The bars so far; those without an end are open.
#[derive(Default)]
pub(super) struct Bars(pub(super) Vec<Bar>);

impl Bars {
    /// Looks at `node` after event `at`: what is new begins, what is gone ends.
    pub(super) fn look<L: Lesson>(&mut self, lesson: &L, world: &World<L>, node: NodeId, at: u32) {
        let now = lesson.lasting(world, node);
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
