//! Everybody as a card: the price that a node shows and whether it is fresh, the lease as its
//! holder counts it and as the coordinator does, the highest token at the store.

use super::params::Coordination;
use super::protocol::Lease;
use super::rules::Window;
use super::state::{Holding, Node, Registry, Shop, Stage, Store, Table, Trader};
use super::words::{node, price};
use crate::lesson::inspect::Lasting;
use crate::lesson::{Card, Cell, Keep, Row, Switch, Tone};
use crate::sim::{Clock, LocalTime, NodeId, Status, World};

type Cluster = World<Lease>;

/// The price that a node shows from its own copy, the token that a coordinator keeps, the price in
/// the store, what a trader last paid.
pub(super) fn badge(protocol: &Lease, world: &Cluster, id: NodeId) -> (String, Tone) {
    let down = world.seat(id).status == Status::Down;
    match world.node(id) {
        Node::Shop(shop) => match (shop.copied, shop.holding) {
            (Some(copied), Some(holding)) if !down => {
                (format!("{} {}", holding.token, price(copied.price)), Tone::Active)
            }
            (None, Some(holding)) if !down => (holding.token.to_string(), Tone::Active),
            (Some(copied), _) if protocol.coordination == Coordination::None => {
                (price(copied.price), freshness(world, copied.price))
            }
            _ => (String::new(), Tone::Plain),
        },
        Node::Registry(_) if down => (String::new(), Tone::Plain),
        Node::Registry(registry) => match &registry.table {
            Table::Kept(kept) => match kept.token {
                Some(token) => (format!("{}: {token}", node(kept.holder)), Tone::Good),
                None => (node(kept.holder), Tone::Active),
            },
            Table::Waiting(_) => ("waits".to_string(), Tone::Warn),
            Table::Free => ("free".to_string(), Tone::Plain),
        },
        Node::Store(store) => (price(store.price), Tone::Good),
        Node::Trader(trader) => match trader.last {
            Some((paid, _)) => (price(paid), Tone::Plain),
            None => (String::new(), Tone::Plain),
        },
    }
}

/// Whether a price is the price now.
fn freshness(world: &Cluster, shown: i64) -> Tone {
    if shown == world.history().price() { Tone::Good } else { Tone::Bad }
}

/// The lease as the holder believes it, on the holder's lane; as the coordinator believes it, on
/// the coordinator's. Each ends when the clock of that node says so.
pub(super) fn lasting(world: &Cluster, id: NodeId) -> Vec<Lasting> {
    let one = |words: String, tone| vec![Lasting::new(words, tone)];
    if world.seat(id).status == Status::Down {
        return Vec::new();
    }
    match world.node(id) {
        Node::Shop(Shop { holding: Some(holding), .. }) => {
            one(format!("holds, token {}", holding.token), Tone::Active)
        }
        Node::Registry(registry) => match &registry.table {
            Table::Kept(kept) => {
                let holder = node(kept.holder);
                match kept.token {
                    Some(token) => one(format!("{holder} has it, token {token}"), Tone::Good),
                    None => one(format!("kept for {holder}"), Tone::Plain),
                }
            }
            Table::Waiting(_) => one("waits, grants nothing".to_string(), Tone::Warn),
            Table::Free => Vec::new(),
        },
        _ => Vec::new(),
    }
}

/// A card for the inspector.
pub(super) fn card(protocol: &Lease, world: &Cluster, id: NodeId) -> Card {
    let seat = world.seat(id);
    let mut card = match &seat.node {
        Node::Shop(shop) => shop_card(protocol, world, shop, &seat.clock),
        Node::Registry(registry) => registry_card(protocol, registry, &seat.clock),
        Node::Store(store) => store_card(protocol, store),
        Node::Trader(trader) => trader_card(trader),
    };
    if seat.status == Status::Down {
        // What a crash lost is gone; only the disk is left.
        card.tone = Tone::Bad;
        card.line = "down".to_string();
        card.rows.retain(|row| row.keep == Keep::Durable);
        card.cells.clear();
    }
    card
}

/// A moment of a node's stopwatch as its clock shows it.
fn shown(clock: &Clock, at: LocalTime) -> LocalTime {
    LocalTime(at.0.saturating_add(clock.offset_us()))
}

/// A window as cells: the token, and from when to when by the node's own clock.
fn cells(token: Option<u32>, window: Window, clock: &Clock) -> Vec<Cell> {
    let from = shown(clock, window.since);
    let to = LocalTime(from.0.saturating_add_unsigned(window.span.0));
    let token = token.map_or("–".to_string(), |token| token.to_string());
    let about = |text: &str, cell: Cell| Cell { about: text.to_string(), ..cell };
    vec![
        about("The number that the store compares.", Cell::new("token", token)),
        about("When this node began to count, on its own clock.", Cell::new("from", from)),
        about("When its count is over, on its own clock.", Cell::new("until", to)),
    ]
}

fn shop_card(protocol: &Lease, world: &Cluster, shop: &Shop, clock: &Clock) -> Card {
    let mut rows = Vec::new();
    let row = match shop.copied {
        Some(copied) => {
            let is = world.history().price();
            let fresh = if copied.price == is {
                "fresh".to_string()
            } else {
                format!("stale: the price is {}", price(is))
            };
            let tone = freshness(world, copied.price);
            let value = format!("{}, {fresh}", price(copied.price));
            match protocol.coordination {
                Coordination::Lease => Row::volatile("own copy", value).tone(tone),
                Coordination::None => Row::durable("own copy", value).tone(tone),
            }
        }
        None => Row::volatile("own copy", "none: asks the store"),
    };
    rows.push(row);
    let (line, tone, strip) = match shop.holding {
        Some(Holding { token, window }) => {
            let cells = cells(Some(token), window, clock);
            let value = format!("token {token}, until {} on its clock", cells[2].value);
            rows.push(Row::volatile("lease", value).cells(cells.clone()).tone(Tone::Active));
            (format!("holds the lease, token {token}"), Tone::Active, cells)
        }
        None if protocol.coordination == Coordination::None => {
            ("asks nobody".to_string(), Tone::Plain, Vec::new())
        }
        None => {
            rows.push(Row::volatile("lease", "none"));
            ("no lease".to_string(), Tone::Plain, Vec::new())
        }
    };
    for (number, asking) in &shop.asking {
        let value = match asking.renews {
            Some(token) => format!("keep token {token}, sent at {}", shown(clock, asking.sent)),
            None => format!("the lease, sent at {}", shown(clock, asking.sent)),
        };
        rows.push(Row::volatile(&format!("request #{number}"), value));
    }
    for (number, writing) in &shop.writing {
        let how = match writing.stage {
            Stage::Working => "in work",
            Stage::Sent => "sent",
        };
        let value = format!("{} with token {}, {how}", price(writing.price), writing.token);
        rows.push(Row::volatile(&format!("update {number}"), value).tone(Tone::Active));
    }
    rows.push(Row::durable("requests made", shop.requests));
    rows.push(Row::durable("updates asked for", shop.updates));
    Card { line, tone, rows, cells: strip, ..Card::default() }
}

fn registry_card(protocol: &Lease, registry: &Registry, clock: &Clock) -> Card {
    let mut rows = Vec::new();
    let (line, tone, strip) = match &registry.table {
        Table::Kept(kept) => {
            let cells = cells(kept.token, kept.window, clock);
            let holder = node(kept.holder);
            let value = format!("{holder}, until {} on its clock", cells[2].value);
            rows.push(Row::volatile("lease", value).cells(cells.clone()).tone(Tone::Good));
            (format!("{holder} has the lease"), Tone::Good, cells)
        }
        Table::Waiting(window) => {
            let cells = cells(None, *window, clock);
            rows.push(Row::volatile("waits", "until all old leases are over").cells(cells.clone()));
            ("waits, and grants nothing".to_string(), Tone::Warn, cells)
        }
        Table::Free => {
            rows.push(Row::volatile("lease", "free"));
            ("the lease is free".to_string(), Tone::Plain, Vec::new())
        }
    };
    rows.push(Row::durable("highest token", registry.highest));
    if let Some((holder, token)) = registry.disk {
        rows.push(Row::durable("on the disk", format!("{}, token {token}", node(holder))));
    }
    for (token, (to, _)) in &registry.forcing {
        let name = format!("token {token}");
        let value = format!("for {}, is being forced", node(*to));
        rows.push(Row::volatile(&name, value).tone(Tone::Active));
    }
    if !registry.waiters.is_empty() {
        let all: Vec<String> = registry.waiters.iter().map(|who| node(*who)).collect();
        rows.push(Row::volatile("will be told", all.join(", ")));
    }
    if protocol.coordination == Coordination::None {
        return Card { line: "nobody asks it".to_string(), rows, ..Card::default() };
    }
    Card { line, tone, rows, cells: strip, ..Card::default() }
}

fn store_card(protocol: &Lease, store: &Store) -> Card {
    let mut rows = vec![Row::durable("price", price(store.price)).tone(Tone::Good)];
    let durable = |cell: Cell| Cell { keep: Keep::Durable, ..cell };
    let mut strip = Vec::new();
    if protocol.coordination == Coordination::Lease {
        let seen = match store.highest {
            0 => "none".to_string(),
            token => token.to_string(),
        };
        let highest = durable(Cell::new("highest", &seen));
        strip.push(match protocol.fencing {
            Switch::On => Cell { about: "It rejects lower ones.".to_string(), ..highest },
            Switch::Off => Cell { about: "It accepts lower ones, too.".to_string(), ..highest },
        });
        if let Some(token) = store.rejected {
            let cell = durable(Cell::new("rejected", token));
            strip.push(Cell { tone: Tone::Bad, ..cell });
        }
        let fencing = match protocol.fencing {
            Switch::On => "rejects lower ones",
            Switch::Off => "not looked at",
        };
        let value = format!("{seen}, {fencing}");
        rows.push(Row::durable("highest token", value).cells(strip.clone()));
    }
    for (who, number) in &store.seen {
        rows.push(Row::durable(&format!("last update of {}", node(*who)), number));
    }
    Card { line: price(store.price), tone: Tone::Plain, rows, cells: strip, ..Card::default() }
}

fn trader_card(trader: &Trader) -> Card {
    let mut rows = vec![Row::durable("questions asked", trader.asked)];
    let line = match trader.last {
        Some((paid, at)) => {
            let text = format!("{}, shown by {}", price(paid), node(at));
            rows.push(Row::volatile("last trade", &text));
            text
        }
        None => "has not traded".to_string(),
    };
    for (number, at) in &trader.open {
        let row = Row::volatile(&format!("question {number}"), format!("waits for {}", node(*at)));
        rows.push(row.tone(Tone::Active));
    }
    Card { line, rows, ..Card::default() }
}
