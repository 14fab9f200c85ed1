//! How a node asks for the lease, keeps it and loses it.
//!
//! ```text
//! Node A   ├─ asks #1 ──────────── deadline ─────────────┤      counted from before it asks
//!             GRANT 33 #1 ▼    ├─ asks #2 ─────── deadline ────────────┤
//! ```
//!
//! With three coordinators a new lease takes two rounds: a majority keeps the lease for the node
//! and tells the highest token that it knows; one more than that is the node's token, which a
//! majority confirms before the node uses it. Two majorities share a coordinator, so tokens grow.

use super::message::{Loss, Message, Note, Tenure, Timer, Why};
use super::params::{Coordination, Keeping, Mistake, Workload};
use super::protocol::{A, Lease};
use super::rules::{Window, next_token};
use super::state::{Asking, Boot, Copied, Holding, Shop};
use crate::sim::sorted::{SortedMap, SortedSet};
use crate::sim::{Input, Io, LocalTime, NodeId, Span};

impl Lease {
    pub(super) fn shop(&self, shop: &mut Shop, input: Input<Self>, io: &mut Io<'_, Self>) {
        match input {
            Input::Boot if self.coordination == Coordination::None => {}
            Input::Boot => self.enter(shop, io),
            Input::Message { from, message } => match message {
                Message::Promise { request, highest } => {
                    self.promised(shop, from, request, highest, io);
                }
                Message::Grant { request, token, until } => {
                    self.granted(shop, from, (request, token, until), io);
                }
                Message::Refuse { request, why } => self.refused(shop, from, request, why, io),
                Message::Free => self.free(shop, from, io),
                message => self.prices(shop, from, message, io),
            },
            Input::Timer(Timer::Ask) if self.is_split(shop, io) => self.back_off(shop, io),
            Input::Timer(Timer::Ask) => self.ask(shop, io),
            Input::Timer(Timer::Deadline) => self.step_down(shop, Loss::Expired, io),
            Input::Timer(Timer::Fail) => io.note(Note::Fails),
            Input::Timer(timer) => self.update_timer(shop, timer, io),
            Input::Command(command) => self.asked(shop, command, io),
            Input::Forced(_) => {}
        }
    }

    /// The first request. Nodes come one after the other, so that Node A is the first.
    fn enter(&self, shop: &mut Shop, io: &mut Io<'_, Self>) {
        match (shop.boot, io.me()) {
            (Boot::First, A) => self.ask(shop, io),
            (Boot::First, me) => io.arm(Timer::Ask, Span(self.retry.0 * u64::from(me.0) / 5)),
            (Boot::Again, _) => self.ask(shop, io),
        }
    }

    /// The lease that is valid now, by this node's own clock.
    pub(super) fn valid(&self, shop: &Shop, now: LocalTime) -> Option<Holding> {
        shop.holding.filter(|holding| holding.window.is_open(now))
    }

    /// Asks for the lease, or for more of it. What is asked is counted from here.
    fn ask(&self, shop: &mut Shop, io: &mut Io<'_, Self>) {
        let now = io.stopwatch();
        let open = Span(self.deadline.0);
        shop.asking.retain(|_, asking| now.since(asking.sent) < open);
        shop.requests += 1;
        let request = shop.requests;
        let renews = self.valid(shop, now).map(|holding| holding.token);
        let message = match renews {
            Some(token) => {
                io.note(Note::Renewing { token });
                Message::Renew { request, token }
            }
            None => Message::Acquire { request },
        };
        let asking = Asking {
            sent: now,
            renews,
            promised: SortedMap::new(),
            confirming: None,
            granted: SortedSet::new(),
            refused: SortedSet::new(),
        };
        shop.asking.insert(request, asking);
        for registry in self.registries() {
            io.send(registry, message.clone());
        }
        io.arm(Timer::Ask, self.retry);
    }

    /// A coordinator keeps the lease for this node; from a majority on it has a token.
    fn promised(
        &self,
        shop: &mut Shop,
        from: NodeId,
        request: u32,
        highest: u32,
        io: &mut Io<'_, Self>,
    ) {
        let Some(asking) = shop.asking.get_mut(&request) else { return };
        asking.promised.insert(from, highest);
        let confirm = |token| Message::Confirm { request, token };
        match asking.confirming {
            Some(token) => io.send(from, confirm(token)),
            None if asking.promised.len() >= self.majority() => {
                let highest = asking.promised.values().copied().max().unwrap_or(0);
                let token = self.token_after(highest);
                asking.confirming = Some(token);
                let all: Vec<NodeId> = asking.promised.keys().copied().collect();
                for registry in all {
                    io.send(registry, confirm(token));
                }
            }
            None => {}
        }
    }

    /// The token of the next grant.
    pub(super) fn token_after(&self, highest: u32) -> u32 {
        match self.mistake {
            Mistake::SameToken => highest.max(super::protocol::FIRST_TOKEN + 1),
            _ => next_token(highest),
        }
    }

    fn granted(
        &self,
        shop: &mut Shop,
        from: NodeId,
        (request, token, until): (u32, u32, Option<LocalTime>),
        io: &mut Io<'_, Self>,
    ) {
        let Some(asking) = shop.asking.get_mut(&request) else { return };
        asking.granted.insert(from);
        if asking.granted.len() < self.majority() {
            return;
        }
        let now = io.stopwatch();
        let (sent, renews) = (asking.sent, asking.renews);
        let window = match (self.mistake, until) {
            (Mistake::WallClock, Some(until)) => Window { since: now, span: until.since(io.now()) },
            (Mistake::FromAnswer, _) => Window { since: now, span: self.deadline },
            _ => Window { since: sent, span: self.deadline },
        };
        shop.asking.retain(|number, _| *number > request);
        if !window.is_open(now) {
            io.note(Note::TooLate { request });
            if shop.holding.is_none() {
                io.arm(Timer::Ask, self.retry);
            }
            return;
        }
        let tenure = match renews == Some(token) {
            true => Tenure::Renewed,
            false => Tenure::New,
        };
        self.hold(shop, Holding { token, window }, (sent, tenure), io);
    }

    fn hold(
        &self,
        shop: &mut Shop,
        new: Holding,
        (sent, tenure): (LocalTime, Tenure),
        io: &mut Io<'_, Self>,
    ) {
        let (now, token) = (io.stopwatch(), new.token);
        shop.holding = Some(new);
        let left = new.window.left(now);
        io.note(Note::Holds { token, tenure, left });
        io.arm(Timer::Deadline, left);
        io.arm(Timer::Ask, Span(self.renew.0.saturating_sub(now.since(sent).0)));
        if tenure == Tenure::New {
            shop.copied = None;
            if self.workload == Workload::Crash && io.me() == A {
                io.arm_between(Timer::Fail, self.renew.times(3), self.renew.times(4));
            }
        }
        if shop.copied.is_none() {
            io.send(self.store(), Message::Load { token });
        }
    }

    /// A coordinator refuses; when too few are left, the request is over.
    fn refused(
        &self,
        shop: &mut Shop,
        from: NodeId,
        request: u32,
        why: Why,
        io: &mut Io<'_, Self>,
    ) {
        let all = usize::from(self.coordinators());
        let Some(asking) = shop.asking.get_mut(&request) else { return };
        asking.refused.insert(from);
        if all - asking.refused.len() >= self.majority() {
            return;
        }
        let (asked, last) = (shop.asking.remove(&request), request == shop.requests);
        let kept = asked.as_ref().is_some_and(|asking| !asking.promised.is_empty());
        let renewed = asked.and_then(|asking| asking.renews);
        let held = shop.holding.map(|holding| holding.token);
        if kept {
            self.give_up(request, io);
        }
        match (renewed, held) {
            (Some(token), Some(held)) if token == held => {
                self.step_down(shop, Loss::Refused, io);
                return;
            }
            // It holds all the same, by another answer.
            (_, Some(_)) => return,
            _ => io.note(Note::Denied { why }),
        }
        if last {
            // It will be told when the lease is free; that message may be lost.
            let wait = if kept { self.retry } else { self.lease };
            io.arm_between(Timer::Ask, wait, Span(wait.0.saturating_add(self.retry.0 / 5)));
        }
    }

    /// Whether the last request got a part of the coordinators, and somebody else another.
    fn is_split(&self, shop: &Shop, io: &Io<'_, Self>) -> bool {
        let split = |asking: &Asking| {
            let part = !asking.promised.is_empty() && !asking.refused.is_empty();
            part && asking.confirming.is_none()
        };
        let last = shop.asking.get(&shop.requests);
        self.valid(shop, io.stopwatch()).is_none() && last.is_some_and(split)
    }

    /// Lets go of its part, and asks again after a while that is drawn by chance, so that not all
    /// do so at once.
    fn back_off(&self, shop: &mut Shop, io: &mut Io<'_, Self>) {
        shop.asking.remove(&shop.requests);
        self.give_up(shop.requests, io);
        io.arm_between(Timer::Ask, Span(0), self.retry);
    }

    fn give_up(&self, request: u32, io: &mut Io<'_, Self>) {
        for registry in self.registries() {
            io.send(registry, Message::Release { request });
        }
    }

    /// The lease is free at a coordinator: asks again, unless its answer is on its way.
    fn free(&self, shop: &mut Shop, from: NodeId, io: &mut Io<'_, Self>) {
        if self.valid(shop, io.stopwatch()).is_some() {
            return;
        }
        let last = shop.asking.get(&shop.requests);
        if last.is_some_and(|asking| !asking.refused.contains(&from)) {
            return;
        }
        match self.keeping {
            // Who asks one of three at once with all others gets one of three.
            Keeping::Replicated => io.arm_between(Timer::Ask, Span(0), Span(self.retry.0 / 2)),
            Keeping::Single | Keeping::Durable => self.ask(shop, io),
        }
    }

    /// No longer holds; what it was going to write under this lease it no longer follows up.
    pub(super) fn step_down(&self, shop: &mut Shop, why: Loss, io: &mut Io<'_, Self>) {
        let Some(holding) = shop.holding.take() else { return };
        shop.copied = None;
        io.note(Note::Lost { token: holding.token, why });
        io.disarm(Timer::Deadline);
        match why {
            Loss::Released => {
                // Somebody else shall have a chance.
                self.give_up(shop.requests, io);
                shop.asking.clear();
                io.arm(Timer::Ask, self.lease);
            }
            Loss::Expired | Loss::Refused | Loss::Fenced => self.ask(shop, io),
        }
    }

    /// Takes a price over as its own copy, unless a later update of its own is in it already.
    pub(super) fn copy(shop: &mut Shop, new: Copied) {
        if shop.copied.is_none_or(|copied| copied.update < new.update) {
            shop.copied = Some(new);
        }
    }
}
