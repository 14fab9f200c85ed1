//! Who may talk to whom, or does.

use crate::lesson::lesson::Lesson;
use crate::lesson::trace::Letter;
use crate::sim::time::NodeId;

/// Up to so many participants, links stand for who may talk to whom; beyond, for who does.
const ALL_LINKED: usize = 9;

/// Who may talk to whom: every pair once, the lower id first; nobody in a large cast.
pub(super) fn allowed<L: Lesson>(lesson: &L, count: usize) -> Vec<(NodeId, NodeId)> {
    let mut pairs = pairs(if count <= ALL_LINKED { count } else { 0 });
    pairs.retain(|(a, b)| lesson.linked(*a, *b));
    pairs
}

/// The same, and who does talk.
pub(super) fn links(
    allowed: &[(NodeId, NodeId)],
    count: usize,
    letters: &[Letter],
) -> Vec<(NodeId, NodeId)> {
    let mut talk = vec![false; count * count];
    let place = |a: NodeId, b: NodeId| a.index() * count + b.index();
    for (a, b) in allowed {
        talk[place(*a, *b)] = true;
    }
    for letter in letters {
        let (from, to) = (letter.name.from, letter.name.to);
        talk[place(from.min(to), from.max(to))] = true;
    }
    let mut pairs = pairs(count);
    pairs.retain(|(a, b)| talk[place(*a, *b)]);
    pairs
}

fn pairs(count: usize) -> Vec<(NodeId, NodeId)> {
    let ids = || (0..).map(NodeId).take(count);
    ids().flat_map(|a| ids().skip(a.index() + 1).map(move |b| (a, b))).collect()
}
