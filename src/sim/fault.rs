//! What a person may do to a cluster, at any moment.

use super::protocol::Protocol;
use super::time::{NodeId, Span};

/// A fault of nodes, links, clocks or disks.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Fault {
    /// The node stops. What `boot` does not copy is lost.
    Crash(NodeId),
    /// The node stops right after its next `sends`-th message leaves, in the middle of a step;
    /// with 0, right before the next one would.
    CrashAfter(NodeId, u32),
    /// A crashed node boots again.
    Restart(NodeId),
    /// The node does nothing, while its clock runs on and its mail waits.
    Pause(NodeId),
    /// A paused node goes on and finds what waited.
    Resume(NodeId),
    /// Every directed pair of these is cut: nothing sent or arriving on it gets through.
    Cut(Vec<(NodeId, NodeId)>),
    /// Every cut ends.
    Heal,
    /// The clock gets this offset (µs) and rate (parts per million; 1,000,000 is true).
    Clock(NodeId, i64, u32),
    /// A forced write takes so long; with `None`, as long as the network says. A write under way is
    /// counted from when it was asked for: where that has passed, it is durable now.
    Disk(NodeId, Option<Span>),
}

/// Names a message: the `ordinal`-th (from 1) that `from` sent to `to` in this run.
#[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MessageName {
    /// Who sent it.
    pub from: NodeId,
    /// Who shall get it.
    pub to: NodeId,
    /// Its number on that directed link, from 1.
    pub ordinal: u32,
}

/// What becomes of one message. An order for a message not yet sent waits for it.
#[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Fate {
    /// It never arrives.
    Drop,
    /// A second copy arrives, as long after sending again as the first.
    Duplicate,
    /// It stays on the way until it is let go.
    Hold,
    /// It arrives now.
    Deliver,
    /// It arrives so long from now.
    Delay(Span),
}

/// An intervention: something a person does at a moment of a run.
#[derive(Clone, Debug, PartialEq)]
pub enum Act<P: Protocol> {
    /// Ask a node for something.
    Command(NodeId, P::Command),
    /// Break or mend something.
    Fault(Fault),
    /// Decide what becomes of a message.
    Fate(MessageName, Fate),
}

impl Fault {
    /// The node it befalls; `None` for faults of links.
    pub fn node(&self) -> Option<NodeId> {
        match self {
            Fault::Crash(node)
            | Fault::CrashAfter(node, _)
            | Fault::Restart(node)
            | Fault::Pause(node)
            | Fault::Resume(node)
            | Fault::Clock(node, ..)
            | Fault::Disk(node, _) => Some(*node),
            Fault::Cut(_) | Fault::Heal => None,
        }
    }
}
