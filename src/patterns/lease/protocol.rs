//! Nodes that show a price, a coordinator or three, a store and two traders: who is on stage, and
//! who handles what.

use super::history::History;
use super::message::{Command, Message, Note, Timer};
use super::params::{Coordination, Keeping, Latency, Mistake, Workload};
use super::properties;
use super::state::{Boot, Copied, Node, Registry, Shop, Store, Trader};
use super::words::letter;
use crate::lesson::Switch;
use crate::sim::sorted::SortedMap;
use crate::sim::time::TRUE_RATE_PPM;
use crate::sim::{
    Clock, Fault, Input, Io, NodeId, Property, Protocol, Role, Routine, Span, Time, World,
};

/// The pattern with its parameters.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Lease {
    /// How long a coordinator keeps a lease.
    pub lease: Span,
    /// How long after a request the holder sends the next one.
    pub renew: Span,
    /// How long a holder believes in its lease.
    pub deadline: Span,
    /// How long to wait for an answer.
    pub retry: Span,
    /// Nodes that show the price.
    pub nodes: u16,
    /// By how much Node A's clock runs too fast, in parts per million.
    pub skew_ppm: i32,
    /// By how much Node A's clock is ahead, in microseconds.
    pub offset_us: i64,
    /// Whether the store rejects lower tokens.
    pub fencing: Switch,
    /// What the coordinator is made of.
    pub keeping: Keeping,
    /// Whether there are leases.
    pub coordination: Coordination,
    /// The work between a look at the lease and the write.
    pub work: Span,
    /// What happens by itself.
    pub workload: Workload,
    /// How delays are spread.
    pub latency: Latency,
    /// The mean one-way delay.
    pub delay: Span,
    /// How long a forced write takes.
    pub force: Span,
    /// A rule left out on purpose.
    pub mistake: Mistake,
}

/// Node A, whose clock the parameters set.
pub const A: NodeId = NodeId(0);
/// Node B.
pub const B: NodeId = NodeId(1);
/// What the stock costs at first.
pub const FIRST_PRICE: i64 = 100;
/// The token before the first, so that the first two are those of Kleppmann's drawing.
pub const FIRST_TOKEN: u32 = 32;

impl Protocol for Lease {
    type Node = Node;
    type Message = Message;
    type Timer = Timer;
    type Command = Command;
    type Note = Note;
    type History = History;

    fn cast(&self) -> Vec<Role> {
        let role = |code: String, name: String, kind| Role { code, name, kind };
        let shops = self.shops().map(|id| {
            let letter = letter(id);
            role(letter.to_string(), format!("Node {letter}"), "node")
        });
        let registries = (1..=self.coordinators()).map(|at| match self.coordinators() {
            1 => role("L".to_string(), "Coordinator".to_string(), "coordinator"),
            _ => role(format!("L{at}"), format!("Coordinator {at}"), "coordinator"),
        });
        let store = role("S".to_string(), "Store".to_string(), "store");
        let traders = (1..=2).map(|at| role(format!("T{at}"), format!("Trader {at}"), "trader"));
        shops.chain(registries).chain([store]).chain(traders).collect()
    }

    fn boot(&self, me: NodeId, before: Option<&Node>) -> Node {
        match before {
            Some(Node::Shop(shop)) => Node::Shop(Shop {
                boot: Boot::Again,
                requests: shop.requests,
                updates: shop.updates,
                copied: shop.copied.filter(|_| self.coordination == Coordination::None),
                ..Shop::default()
            }),
            Some(Node::Registry(registry)) => Node::Registry(Registry {
                boot: Boot::Again,
                highest: registry.highest,
                disk: registry.disk,
                ..Registry::default()
            }),
            Some(Node::Store(store)) => Node::Store(store.clone()),
            Some(Node::Trader(trader)) => {
                Node::Trader(Trader { asked: trader.asked, ..Trader::default() })
            }
            None if me.0 < self.nodes => {
                Node::Shop(Shop { copied: self.first_copy(), ..Shop::default() })
            }
            None if me.0 < self.store().0 => {
                Node::Registry(Registry { highest: FIRST_TOKEN, ..Registry::default() })
            }
            None if me == self.store() => Node::Store(Store {
                price: FIRST_PRICE,
                highest: 0,
                rejected: None,
                seen: SortedMap::new(),
            }),
            None => Node::Trader(Trader::default()),
        }
    }

    fn step(&self, node: &mut Node, input: Input<Self>, io: &mut Io<'_, Self>) {
        match node {
            Node::Shop(shop) => self.shop(shop, input, io),
            Node::Registry(registry) => self.registry(registry, input, io),
            Node::Store(store) => self.store_step(store, input, io),
            Node::Trader(trader) => self.trader(trader, input, io),
        }
    }

    fn remember(history: &mut History, now: Time, who: NodeId, note: &Note) {
        history.record(now, who, note);
    }

    fn befalls(history: &mut History, now: Time, fault: &Fault) {
        history.befalls(now, fault);
    }

    fn dial(&self, node: NodeId) -> Clock {
        match node {
            A => Clock::new(self.offset_us, self.skewed()),
            _ => Clock::default(),
        }
    }

    fn properties(&self) -> Vec<Property<Self>> {
        properties::all()
    }

    fn excuse(&self, world: &World<Self>, property: &'static str) -> Option<String> {
        properties::excuse(self, world, property)
    }

    /// Leases are asked for and renewed for ever.
    fn background(&self, routine: Routine<'_, Self>) -> bool {
        match routine {
            Routine::Timer(timer) => {
                use Timer::{Ask, Deadline, Expiry, Waited};
                matches!(timer, Ask | Deadline | Expiry | Waited)
            }
            Routine::Message(message) => {
                use Message::{
                    Acquire, Confirm, Free, Grant, Load, Loaded, Promise, Refuse, Release, Renew,
                };
                matches!(
                    message,
                    Acquire { .. }
                        | Renew { .. }
                        | Promise { .. }
                        | Confirm { .. }
                        | Grant { .. }
                        | Refuse { .. }
                        | Release { .. }
                        | Free
                        | Load { .. }
                        | Loaded { .. }
                )
            }
        }
    }
}

impl Lease {
    /// The nodes that show the price.
    pub fn shops(&self) -> impl Iterator<Item = NodeId> + use<> {
        (0..self.nodes).map(NodeId)
    }

    /// How many coordinators there are.
    pub fn coordinators(&self) -> u16 {
        match self.keeping {
            Keeping::Replicated => 3,
            Keeping::Single | Keeping::Durable => 1,
        }
    }

    /// So many of them make a lease.
    pub fn majority(&self) -> usize {
        usize::from(self.coordinators() / 2 + 1)
    }

    /// The coordinators.
    pub fn registries(&self) -> impl Iterator<Item = NodeId> + use<> {
        (self.nodes..self.nodes + self.coordinators()).map(NodeId)
    }

    /// The store.
    pub fn store(&self) -> NodeId {
        NodeId(self.nodes + self.coordinators())
    }

    /// A trader: 1 or 2.
    pub fn trader_id(&self, number: u16) -> NodeId {
        NodeId(self.store().0 + number)
    }

    /// The rate of Node A's clock at the start, in parts per million.
    pub fn skewed(&self) -> u32 {
        TRUE_RATE_PPM.saturating_add_signed(self.skew_ppm)
    }

    /// Without leases every node has a copy, on its disk, that it takes for the price.
    fn first_copy(&self) -> Option<Copied> {
        match self.coordination {
            Coordination::None => Some(Copied { price: FIRST_PRICE, update: 0 }),
            Coordination::Lease => None,
        }
    }

    /// How long a node or a trader waits for an answer from the store.
    pub fn patience(&self) -> Span {
        self.delay.times(50).max(Span::ms(200))
    }
}
