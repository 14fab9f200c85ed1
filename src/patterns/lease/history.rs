//! What whoever sees everything remembers, in true time: holders, tokens, prices, trades, clocks.

use super::message::{Loss, Note, SHARES, Tenure};
use super::protocol::FIRST_PRICE;
use super::words::{node, price};
use crate::sim::sorted::SortedMap;
use crate::sim::{Fault, NodeId, OpId, Span, Time};

/// What has happened.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct History {
    now: Time,
    /// Every price there was after the first.
    prices: Vec<i64>,
    /// For every open question, how many of these there were when it was asked.
    asked: SortedMap<OpId, u32>,
    /// Trades, and what was wrong with those at a price that was no longer the price.
    pub trades: Trades,
    /// What became of writes at the store.
    pub writes: Writes,
    /// Who held when.
    pub holders: Holders,
    rates: SortedMap<NodeId, (u32, u32)>,
}

/// Trades.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Trades {
    /// Trades in all.
    pub made: u32,
    /// Trades at a price that was not the price at any moment since the trader asked.
    pub stale: u32,
    /// By how many dollars stale trades were off, all together.
    pub off: i64,
    /// The first stale trade in words.
    pub first: Option<String>,
}

/// Writes at the store.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Writes {
    /// So many were accepted.
    pub accepted: u32,
    /// So many were rejected.
    pub rejected: u32,
    /// The token of the last that was accepted.
    last: u32,
    /// The highest token that the store has seen.
    highest: u32,
    /// The first write accepted after one with a higher token.
    pub disorder: Option<String>,
    /// The first write accepted with a token lower than the highest that the store had seen.
    pub outdated: Option<String>,
}

/// Holders.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Holders {
    /// Since when each that holds does so.
    since: SortedMap<NodeId, Time>,
    /// The last that began to hold, with its token, and why it held no longer, if it said so.
    last: Option<(NodeId, u32, Option<Loss>)>,
    /// When the holder crashed, if nobody has held since.
    vacant: Option<Time>,
    /// How long nobody held, after each crash of a holder.
    pub gaps: Vec<Span>,
    /// When each last asked for a renewal.
    renewed: SortedMap<NodeId, Time>,
    /// The time between renewals, all together, and how many such times there are.
    pub renewals: (Span, u32),
    /// A new lease whose token is not higher than that of the last one.
    pub lower: Option<String>,
    /// Whether somebody has taken over from a holder that did not give the lease back.
    pub taken_over: Option<NodeId>,
}

impl History {
    pub(super) fn record(&mut self, now: Time, who: NodeId, note: &Note) {
        self.now = now;
        match note {
            Note::Holds { token, tenure: Tenure::New, .. } => self.holders.begin(now, who, *token),
            Note::Holds { tenure: Tenure::Renewed, .. } => self.holders.resume(now, who),
            Note::Lost { why, .. } => self.holders.end(who, Some(*why)),
            Note::Renewing { .. } => self.holders.renew(now, who),
            Note::Changed { price, .. } => self.prices.push(*price),
            Note::Accepted { token: 0, .. } => self.writes.accepted += 1,
            Note::Accepted { price: p, token, .. } => {
                self.prices.push(*p);
                self.writes.accept(*p, *token);
            }
            Note::Rejected { .. } => self.writes.rejected += 1,
            Note::Fenced { token } => self.writes.highest = self.writes.highest.max(*token),
            Note::Asked { op, .. } => {
                self.asked.insert(*op, self.prices.len() as u32);
            }
            Note::Traded { op, at, price } => self.trade(*op, *at, *price),
            _ => {}
        }
    }

    pub(super) fn befalls(&mut self, now: Time, fault: &Fault) {
        match fault {
            Fault::Crash(who) => self.holders.crash(now, *who),
            Fault::Clock(who, _, rate) => {
                let (least, most) = self.rates.entry(*who).or_insert((*rate, *rate));
                (*least, *most) = ((*rate).min(*least), (*rate).max(*most));
            }
            _ => {}
        }
    }

    fn trade(&mut self, op: OpId, at: NodeId, paid: i64) {
        let asked = self.asked.remove(&op).map_or(self.prices.len(), |before| before as usize);
        self.trades.made += 1;
        let was = asked.checked_sub(1).map_or(FIRST_PRICE, |last| self.prices[last]);
        if was == paid || self.prices[asked..].contains(&paid) {
            return;
        }
        let is = self.price();
        self.trades.stale += 1;
        self.trades.off += (paid - is).abs() * SHARES;
        self.trades.first.get_or_insert_with(|| {
            let (paid, is) = (price(paid), price(is));
            format!("a trade at {paid}, shown by {}: the price was {is}", node(at))
        });
    }

    /// The price now, as whoever sees everything knows it.
    pub fn price(&self) -> i64 {
        self.prices.last().copied().unwrap_or(FIRST_PRICE)
    }

    /// The true time of the last announcement.
    pub fn now(&self) -> Time {
        self.now
    }

    /// The slowest and the fastest rate that the clock of `who` was set to, in parts per million.
    pub fn rates(&self, who: NodeId) -> Option<(u32, u32)> {
        self.rates.get(&who).copied()
    }
}

impl Writes {
    fn accept(&mut self, p: i64, token: u32) {
        self.accepted += 1;
        let what = |before: &str, other: u32| {
            format!("{} is set with token {token}, {before} {other}", price(p))
        };
        if token < self.last {
            self.disorder.get_or_insert_with(|| what("after a write with token", self.last));
        }
        if token < self.highest {
            self.outdated.get_or_insert_with(|| what("although the store has seen", self.highest));
        }
        self.last = token;
        self.highest = self.highest.max(token);
    }
}

impl Holders {
    /// Whether this one was the last that began to hold.
    pub(super) fn was_last(&self, who: NodeId) -> bool {
        self.last.is_some_and(|(last, ..)| last == who)
    }

    /// Whether somebody has begun to hold with a higher token than this.
    pub(super) fn after(&self, token: u32) -> bool {
        self.last.is_some_and(|(_, last, _)| last > token)
    }

    fn begin(&mut self, now: Time, who: NodeId, token: u32) {
        if let Some((other, last, why)) = self.last {
            if token <= last {
                let (who, other) = (node(who), node(other));
                let what = format!("{who} holds with token {token}, after {other} with {last}");
                self.lower.get_or_insert(what);
            }
            if other != who && why != Some(Loss::Released) {
                self.taken_over.get_or_insert(who);
            }
        }
        if let Some(since) = self.vacant.take() {
            self.gaps.push(now.since(since));
        }
        self.last = Some((who, token, None));
        self.since.insert(who, now);
        self.renewed.remove(&who);
    }

    /// Holds on, perhaps by an answer that came after it had stepped down.
    fn resume(&mut self, now: Time, who: NodeId) {
        if self.since.contains_key(&who) {
            return;
        }
        if let Some(since) = self.vacant.take() {
            self.gaps.push(now.since(since));
        }
        self.since.insert(who, now);
    }

    fn end(&mut self, who: NodeId, why: Option<Loss>) {
        self.since.remove(&who);
        self.renewed.remove(&who);
        if let Some((last, _, end)) = &mut self.last
            && *last == who
        {
            *end = why;
        }
    }

    fn crash(&mut self, now: Time, who: NodeId) {
        if self.since.contains_key(&who) {
            self.end(who, None);
            if self.since.is_empty() {
                self.vacant = Some(now);
            }
        }
    }

    fn renew(&mut self, now: Time, who: NodeId) {
        if let Some(before) = self.renewed.insert(who, now) {
            let (total, count) = self.renewals;
            self.renewals = (Span(total.0 + now.since(before).0), count + 1);
        }
    }
}
