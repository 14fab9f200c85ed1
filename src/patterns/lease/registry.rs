//! The coordinator: grants, keeps, refuses, and waits after a crash that made it forget.
//!
//! ```text
//! L   grants ├──────────── lease ────────────┤ ran out: FREE to whoever was refused
//! L                 crash ✕ … restart ├──────────── lease ────────────┤ only now a grant
//! ```
//!
//! Its window begins at the grant, after the holder's, and is longer: so it ends last.

use super::message::{Message, Note, Timer, Why};
use super::params::{Keeping, Mistake};
use super::protocol::Lease;
use super::rules::Window;
use super::state::{Boot, Kept, Known, Registry, Table};
use crate::sim::{Input, Io, LocalTime, NodeId};

impl Lease {
    pub(super) fn registry(
        &self,
        registry: &mut Registry,
        input: Input<Self>,
        io: &mut Io<'_, Self>,
    ) {
        match input {
            Input::Boot if registry.boot == Boot::Again => self.back(registry, io),
            Input::Message { from, message } => {
                self.run_out(registry, io);
                match message {
                    Message::Acquire { request } => self.acquire(registry, from, request, io),
                    Message::Renew { request, token } => {
                        self.extend(registry, from, (request, token), io);
                    }
                    Message::Confirm { request, token } => {
                        self.confirm(registry, from, (request, token), io);
                    }
                    Message::Release { request } => self.release(registry, from, request, io),
                    _ => {}
                }
            }
            Input::Timer(Timer::Expiry) => self.expire(registry, io),
            Input::Timer(Timer::Waited) if matches!(registry.table, Table::Waiting(_)) => {
                registry.table = Table::Free;
                self.tell(registry, io);
            }
            Input::Forced(token) => self.durable(registry, token, io),
            Input::Boot | Input::Timer(_) | Input::Command(_) => {}
        }
    }

    /// After a crash: what the disk says holds for a whole lease from now on; whoever forgot waits.
    fn back(&self, registry: &mut Registry, io: &mut Io<'_, Self>) {
        let window = self.window(io);
        match (self.keeping, registry.disk) {
            (Keeping::Durable, Some((holder, token))) => {
                registry.table =
                    Table::Kept(Kept { holder, request: 0, token: Some(token), window });
                io.arm(Timer::Expiry, self.lease);
                io.note(Note::Back { holder: Some(holder), waits: None });
            }
            (Keeping::Durable, None) => io.note(Note::Back { holder: None, waits: None }),
            _ if self.mistake == Mistake::NoWait => {
                io.note(Note::Back { holder: None, waits: None });
            }
            (Keeping::Single | Keeping::Replicated, _) => {
                registry.table = Table::Waiting(window);
                io.arm(Timer::Waited, self.lease);
                io.note(Note::Back { holder: None, waits: Some(self.lease) });
            }
        }
    }

    /// A whole lease from now on.
    fn window(&self, io: &Io<'_, Self>) -> Window {
        Window { since: io.stopwatch(), span: self.lease }
    }

    /// Whether this request is newer than all that were heard from this node; remembers it.
    fn is_new(registry: &mut Registry, from: NodeId, request: u32) -> bool {
        let seen = registry.seen.entry(from).or_insert(0);
        let new = *seen < request;
        *seen = request.max(*seen);
        new
    }

    fn acquire(&self, registry: &mut Registry, from: NodeId, request: u32, io: &mut Io<'_, Self>) {
        if !Self::is_new(registry, from, request) {
            return;
        }
        match &registry.table {
            Table::Waiting(_) => self.refuse(registry, from, request, Why::Waiting, io),
            Table::Kept(kept) if kept.holder != from => {
                let why = Why::Held(kept.holder);
                self.refuse(registry, from, request, why, io);
            }
            // Whoever has it and asks anew has forgotten it, and gets a new token.
            Table::Kept(_) | Table::Free => self.grant(registry, from, request, io),
        }
    }

    fn grant(&self, registry: &mut Registry, to: NodeId, request: u32, io: &mut Io<'_, Self>) {
        let window = self.window(io);
        registry.waiters.remove(&to);
        io.arm(Timer::Expiry, self.lease);
        let mut kept = Kept { holder: to, request, token: None, window };
        if self.keeping == Keeping::Replicated {
            registry.table = Table::Kept(kept);
            io.note(Note::Promised { to });
            io.send(to, Message::Promise { request, highest: registry.highest });
            return;
        }
        let token = self.token_after(registry.highest);
        registry.highest = token;
        kept.token = Some(token);
        registry.table = Table::Kept(kept);
        match self.keeping {
            Keeping::Durable if !registry.forcing.contains_key(&token) => {
                registry.forcing.insert(token, (to, request));
                io.force(u64::from(token));
            }
            _ => self.answer(to, (request, token), io),
        }
    }

    /// The lease is on the disk: only now it is granted.
    fn durable(&self, registry: &mut Registry, token: u64, io: &mut Io<'_, Self>) {
        let written = registry.forcing.keys().copied().find(|one| u64::from(*one) == token);
        let Some(token) = written else { return };
        let Some((to, request)) = registry.forcing.remove(&token) else { return };
        registry.disk = Some((to, token));
        let window = self.window(io);
        if let Table::Kept(kept) = &mut registry.table
            && kept.token == Some(token)
        {
            kept.window = window;
            io.arm(Timer::Expiry, self.lease);
            self.answer(to, (request, token), io);
        }
    }

    fn answer(&self, to: NodeId, (request, token): (u32, u32), io: &mut Io<'_, Self>) {
        io.note(Note::Granted { to, token });
        self.say_granted(to, (request, token), io);
    }

    fn say_granted(&self, to: NodeId, (request, token): (u32, u32), io: &mut Io<'_, Self>) {
        let ends = LocalTime(io.now().0.saturating_add_unsigned(self.lease.0));
        let until = (self.mistake == Mistake::WallClock).then_some(ends);
        io.send(to, Message::Grant { request, token, until });
    }

    /// A renewal: of a lease that is kept for this node and token. What has run out is not renewed.
    fn extend(
        &self,
        registry: &mut Registry,
        from: NodeId,
        (request, token): (u32, u32),
        io: &mut Io<'_, Self>,
    ) {
        if !Self::is_new(registry, from, request) {
            return;
        }
        let kept = match &registry.table {
            Table::Kept(kept) => {
                let same = kept.token.is_none_or(|kept| kept == token);
                kept.holder == from && same && token >= registry.highest
            }
            // One of three that has been down does not know this lease and joins in. Alone it
            // could not tell it from one that has run out.
            Table::Free => {
                let joins = self.keeping == Keeping::Replicated;
                joins && registry.known == Known::Nothing && token >= registry.highest
            }
            Table::Waiting(_) => false,
        };
        if !kept && self.mistake != Mistake::RenewExpired {
            let why = match &registry.table {
                Table::Waiting(_) => Why::Waiting,
                Table::Kept(kept) if kept.holder != from => Why::Held(kept.holder),
                _ => Why::Over,
            };
            self.refuse(registry, from, request, why, io);
            return;
        }
        self.keep(registry, from, (request, token), io);
        io.note(Note::Extended { to: from, token });
        self.say_granted(from, (request, token), io);
    }

    /// Replicated: a majority keeps the lease for this node, and this is its token.
    fn confirm(
        &self,
        registry: &mut Registry,
        from: NodeId,
        (request, token): (u32, u32),
        io: &mut Io<'_, Self>,
    ) {
        let promised = matches!(
            &registry.table,
            Table::Kept(kept) if kept.holder == from && kept.request == request
        );
        if !promised {
            self.refuse(registry, from, request, Why::Over, io);
            return;
        }
        self.keep(registry, from, (request, token), io);
        self.answer(from, (request, token), io);
    }

    fn keep(
        &self,
        registry: &mut Registry,
        holder: NodeId,
        (request, token): (u32, u32),
        io: &mut Io<'_, Self>,
    ) {
        let window = self.window(io);
        registry.highest = registry.highest.max(token);
        registry.known = Known::Lease;
        registry.table = Table::Kept(Kept { holder, request, token: Some(token), window });
        io.arm(Timer::Expiry, self.lease);
    }

    fn refuse(
        &self,
        registry: &mut Registry,
        to: NodeId,
        request: u32,
        why: Why,
        io: &mut Io<'_, Self>,
    ) {
        if why == Why::Over {
            registry.waiters.remove(&to);
        } else {
            registry.waiters.insert(to);
        }
        io.note(Note::Refused { to, why });
        io.send(to, Message::Refuse { request, why });
    }

    fn release(&self, registry: &mut Registry, from: NodeId, request: u32, io: &mut Io<'_, Self>) {
        if let Table::Kept(kept) = &registry.table
            && kept.holder == from
            && kept.request <= request
        {
            Self::is_new(registry, from, request);
            registry.table = Table::Free;
            io.disarm(Timer::Expiry);
            io.note(Note::Freed { by: from });
            self.tell(registry, io);
        }
    }

    /// Before a message is looked at: what has run out by its own clock has run out, though the
    /// reminder may stand behind the message at a door that was shut.
    fn run_out(&self, registry: &mut Registry, io: &mut Io<'_, Self>) {
        match &registry.table {
            Table::Kept(kept) if !kept.window.is_open(io.stopwatch()) => {
                io.disarm(Timer::Expiry);
                self.expire(registry, io);
            }
            Table::Waiting(window) if !window.is_open(io.stopwatch()) => {
                io.disarm(Timer::Waited);
                registry.table = Table::Free;
                self.tell(registry, io);
            }
            _ => {}
        }
    }

    fn expire(&self, registry: &mut Registry, io: &mut Io<'_, Self>) {
        let Table::Kept(kept) = &registry.table else { return };
        io.note(Note::RanOut { of: kept.holder });
        registry.table = Table::Free;
        self.tell(registry, io);
    }

    /// Whoever was refused may ask again.
    fn tell(&self, registry: &mut Registry, io: &mut Io<'_, Self>) {
        for waiter in std::mem::take(&mut registry.waiters) {
            io.send(waiter, Message::Free);
        }
    }
}
