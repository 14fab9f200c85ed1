//! What everybody knows: requests and windows, tables, tokens and copies of the price.

use super::rules::Window;
use crate::sim::sorted::{SortedMap, SortedSet};
use crate::sim::{LocalTime, NodeId};

/// How often somebody has booted.
#[derive(Copy, Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Boot {
    /// Once.
    #[default]
    First,
    /// Again, after a crash.
    Again,
}

/// A request of a node that has not been answered by enough coordinators.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Asking {
    /// What the node's stopwatch showed before it sent the request.
    pub sent: LocalTime,
    /// The token of the lease to be renewed; `None` when a new lease is asked for.
    pub renews: Option<u32>,
    /// Replicated: who keeps the lease for it, and the highest token each knows.
    pub promised: SortedMap<NodeId, u32>,
    /// Replicated: the token that is being confirmed.
    pub confirming: Option<u32>,
    /// Who granted it.
    pub granted: SortedSet<NodeId>,
    /// Who refused.
    pub refused: SortedSet<NodeId>,
}

/// A lease as its holder believes it.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Hash)]
pub struct Holding {
    /// Its token.
    pub token: u32,
    /// Until when it is believed in.
    pub window: Window,
}

/// A price that a node has at hand while it holds the lease.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Hash)]
pub struct Copied {
    /// The price.
    pub price: i64,
    /// The last of the node's updates that is in it; 0 for what was loaded.
    pub update: u32,
}

/// An update that is under way.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Hash)]
pub struct Writing {
    /// The price to be set.
    pub price: i64,
    /// The token of the lease under which it was taken up.
    pub token: u32,
    /// Whether it has been sent.
    pub stage: Stage,
}

/// How far an update is.
#[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Stage {
    /// The lease was looked at; the node is working.
    Working,
    /// It is on its way to the store, or its answer is on its way back.
    Sent,
}

/// A node that shows the price.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Shop {
    /// Whether it is back after a crash.
    pub boot: Boot,
    /// The number of its last request. Numbers survive a crash, or an old answer would fit a new
    /// request; they are reserved ahead of their use, so that write is not counted.
    pub requests: u32,
    /// The number of its last update, which survives in the same way.
    pub updates: u32,
    /// Its open requests.
    pub asking: SortedMap<u32, Asking>,
    /// The lease, as it believes it.
    pub holding: Option<Holding>,
    /// Its own copy of the price.
    pub copied: Option<Copied>,
    /// Its updates that are under way.
    pub writing: SortedMap<u32, Writing>,
}

/// What a coordinator knows of the lease.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub enum Table {
    /// Nobody has the lease.
    #[default]
    Free,
    /// It has forgotten who has the lease and waits until it is over.
    Waiting(Window),
    /// It keeps the lease for somebody.
    Kept(Kept),
}

/// A lease as a coordinator keeps it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Kept {
    /// For whom.
    pub holder: NodeId,
    /// The last request of the holder that it has answered.
    pub request: u32,
    /// Its token; `None` while it is only promised.
    pub token: Option<u32>,
    /// Until when it is kept.
    pub window: Window,
}

/// Whether a coordinator has known a lease, with its token, since it booted.
#[derive(Copy, Clone, Debug, Default, PartialEq, Eq, Hash)]
pub enum Known {
    /// It has not.
    #[default]
    Nothing,
    /// It has.
    Lease,
}

/// A coordinator.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Registry {
    /// Whether it is back after a crash.
    pub boot: Boot,
    /// The highest token that it has given or heard of. Durable: tokens are reserved ahead of their
    /// use, so that write is not counted.
    pub highest: u32,
    /// The lease.
    pub table: Table,
    /// Whether it has known one since it booted.
    pub known: Known,
    /// The last lease that is on its disk, if it has one; a new one replaces it.
    pub disk: Option<(NodeId, u32)>,
    /// Leases that are being forced to the disk, by token: for whom, and for which request.
    pub forcing: SortedMap<u32, (NodeId, u32)>,
    /// The number of the last request of each node. What is not higher is a duplicate.
    pub seen: SortedMap<NodeId, u32>,
    /// Who was refused and will be told when the lease is free.
    pub waiters: SortedSet<NodeId>,
}

/// The store of the price. All of it is durable.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Store {
    /// The price.
    pub price: i64,
    /// The highest token that it has seen.
    pub highest: u32,
    /// The token of the last write that it rejected.
    pub rejected: Option<u32>,
    /// The last update of each node that it has decided about.
    pub seen: SortedMap<NodeId, u32>,
}

/// A trader.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Trader {
    /// The number of its last question; it survives a crash.
    pub asked: u32,
    /// Whom it has asked, and has no answer from.
    pub open: SortedMap<u32, NodeId>,
    /// What it last traded at, and where that price was shown.
    pub last: Option<(i64, NodeId)>,
}

/// Somebody on stage.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Node {
    /// A node that shows the price.
    Shop(Shop),
    /// A coordinator.
    Registry(Registry),
    /// The store.
    Store(Store),
    /// A trader.
    Trader(Trader),
}

impl Node {
    /// The node that shows the price, if it is one.
    pub fn shop(&self) -> Option<&Shop> {
        match self {
            Node::Shop(shop) => Some(shop),
            _ => None,
        }
    }

    /// The coordinator, if it is one.
    pub fn registry(&self) -> Option<&Registry> {
        match self {
            Node::Registry(registry) => Some(registry),
            _ => None,
        }
    }
}
