//! Who may talk to whom, or does.

use crate::lesson::trace::Letter;
use crate::sim::time::NodeId;

/// Up to so many participants, links stand for who may talk to whom; beyond, for who does.
const ALL_LINKED: usize = 9;

/// Every pair once, the lower id first.
pub(super) fn links(
    linked: &dyn Fn(NodeId, NodeId) -> bool,
    count: usize,
    letters: &[Letter],
) -> Vec<(NodeId, NodeId)> {
    let mut talk = vec![false; count * count];
    for letter in letters {
        let (from, to) = (letter.name.from.index(), letter.name.to.index());
        talk[from.min(to) * count + from.max(to)] = true;
    }
    let ids = || (0..).map(NodeId).take(count);
    let all = ids().flat_map(|a| ids().map(move |b| (a, b)));
    let may = |a, b| count <= ALL_LINKED && linked(a, b);
    all.filter(|(a, b)| a < b && (may(*a, *b) || talk[a.index() * count + b.index()])).collect()
}
