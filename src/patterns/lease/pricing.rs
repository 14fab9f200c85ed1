//! How a node sets the price and shows it, and what traders and the store do.
//!
//! ```text
//! Node A   looks at its lease ── works ── sends WRITE $95 33      a pause may fall in between
//! Store                                    33 ≥ 33: the price is $95
//! ```
//!
//! A holder shows its own copy as long as its lease is valid and none of its writes is open: nobody
//! else can have set the price since. Everybody else asks the store.

use super::message::{Command, Loss, Message, Note, Timer};
use super::params::{Coordination, Mistake};
use super::protocol::Lease;
use super::rules::admits;
use super::state::{Copied, Shop, Stage, Store, Trader, Writing};
use crate::lesson::Switch;
use crate::sim::{Input, Io, NodeId, OpId};

impl Lease {
    /// A person asks this node for something.
    pub(super) fn asked(&self, shop: &mut Shop, command: Command, io: &mut Io<'_, Self>) {
        match command {
            Command::Update(price) => self.update(shop, price, io),
            Command::Release if self.valid(shop, io.stopwatch()).is_some() => {
                self.step_down(shop, Loss::Released, io);
            }
            Command::Release | Command::Read(_) => {}
        }
    }

    fn update(&self, shop: &mut Shop, price: i64, io: &mut Io<'_, Self>) {
        shop.updates += 1;
        let number = shop.updates;
        let op = OpId { at: io.me(), number };
        if self.coordination == Coordination::None {
            shop.copied = Some(Copied { price, update: number });
            io.note(Note::Changed { op, price });
            io.send(self.store(), Message::Write { number, token: 0, price });
            return;
        }
        let Some(holding) = self.valid(shop, io.stopwatch()) else {
            // A paused node finds the question before its own clock's reminder.
            self.step_down(shop, Loss::Expired, io);
            io.note(Note::NotHolder { op, price });
            return;
        };
        let token = holding.token;
        shop.writing.insert(number, Writing { price, token, stage: Stage::Working });
        io.note(Note::Checked { op, price, token });
        io.arm(Timer::Work(number), self.work);
    }

    pub(super) fn update_timer(&self, shop: &mut Shop, timer: Timer, io: &mut Io<'_, Self>) {
        let (Timer::Work(number) | Timer::Patience(number)) = timer else { return };
        let Some(writing) = shop.writing.get_mut(&number) else { return };
        let Writing { price, token, stage } = *writing;
        let op = OpId { at: io.me(), number };
        let follows = shop.holding.is_some_and(|holding| holding.token == token);
        if stage == Stage::Sent && !follows {
            shop.writing.remove(&number);
            io.note(Note::Unknown { op, price });
            return;
        }
        // The lease is not looked at again: nothing could keep a pause from falling after that.
        writing.stage = Stage::Sent;
        if stage == Stage::Working {
            io.note(Note::Writing { op, price, token });
        }
        io.send(self.store(), Message::Write { number, token, price });
        io.arm(Timer::Patience(number), self.patience());
    }

    /// Answers of the store, and questions of traders.
    pub(super) fn prices(
        &self,
        shop: &mut Shop,
        from: NodeId,
        message: Message,
        io: &mut Io<'_, Self>,
    ) {
        let held = |shop: &Shop, token| shop.holding.is_some_and(|held| held.token == token);
        match message {
            Message::Loaded { token, price } if held(shop, token) => {
                Self::copy(shop, Copied { price, update: 0 });
            }
            Message::Wrote { number } => {
                let Some(writing) = shop.writing.remove(&number) else { return };
                io.disarm(Timer::Patience(number));
                if held(shop, writing.token) {
                    Self::copy(shop, Copied { price: writing.price, update: number });
                }
                io.note(Note::Updated { op: OpId { at: io.me(), number }, price: writing.price });
            }
            Message::Reject { number, token, .. } => {
                let Some(writing) = shop.writing.remove(&number) else { return };
                io.disarm(Timer::Patience(number));
                io.note(Note::Failed { op: OpId { at: io.me(), number }, price: writing.price });
                if held(shop, token) {
                    self.step_down(shop, Loss::Fenced, io);
                }
            }
            Message::Ask { number } => match self.shown(shop, io) {
                Some(price) => {
                    io.note(Note::Shown { price });
                    io.send(from, Message::Price { number, price });
                }
                None => io.send(self.store(), Message::Fetch { trader: from, number }),
            },
            Message::Fetched { trader, number, price } => {
                io.send(trader, Message::Price { number, price });
            }
            _ => {}
        }
    }

    /// The price that this node may show without asking.
    fn shown(&self, shop: &Shop, io: &Io<'_, Self>) -> Option<i64> {
        let copied = shop.copied?.price;
        if self.coordination == Coordination::None {
            return Some(copied);
        }
        let held = self.valid(shop, io.stopwatch())?;
        let open = shop.writing.values().any(|writing| writing.token == held.token);
        (!open).then_some(copied)
    }

    pub(super) fn store_step(&self, store: &mut Store, input: Input<Self>, io: &mut Io<'_, Self>) {
        let Input::Message { from, message } = input else { return };
        match message {
            Message::Load { token } => {
                if self.fencing == Switch::On && store.highest < token {
                    store.highest = token;
                    io.note(Note::Fenced { token });
                }
                io.send(from, Message::Loaded { token, price: store.price });
            }
            Message::Fetch { trader, number } => {
                io.send(from, Message::Fetched { trader, number, price: store.price });
            }
            Message::Write { number, token, price } => {
                self.decide(store, from, (number, token, price), io);
            }
            _ => {}
        }
    }

    /// Sets the price, unless there has been a higher token. Of a node's updates none is carried
    /// out twice, nor after a later one of its own.
    fn decide(
        &self,
        store: &mut Store,
        from: NodeId,
        (number, token, price): (u32, u32, i64),
        io: &mut Io<'_, Self>,
    ) {
        let op = OpId { at: from, number };
        let fences = self.fencing == Switch::On && self.mistake != Mistake::LowerTokens;
        let highest = store.highest;
        if fences && !admits(highest, token) {
            store.rejected = Some(token);
            io.note(Note::Rejected { op, price, token, highest });
            io.send(from, Message::Reject { number, token, highest });
            return;
        }
        store.highest = highest.max(token);
        if store.seen.get(&from).is_none_or(|seen| *seen < number) {
            store.seen.insert(from, number);
            store.price = price;
            io.note(Note::Accepted { op, price, token });
        }
        io.send(from, Message::Wrote { number });
    }

    pub(super) fn trader(&self, trader: &mut Trader, input: Input<Self>, io: &mut Io<'_, Self>) {
        let me = io.me();
        match input {
            Input::Command(Command::Read(at)) => {
                trader.asked += 1;
                let number = trader.asked;
                trader.open.insert(number, at);
                io.note(Note::Asked { op: OpId { at: me, number }, at });
                io.send(at, Message::Ask { number });
                io.arm(Timer::Patience(number), self.patience());
            }
            Input::Message { message: Message::Price { number, price }, .. } => {
                let Some(at) = trader.open.remove(&number) else { return };
                io.disarm(Timer::Patience(number));
                trader.last = Some((price, at));
                io.note(Note::Traded { op: OpId { at: me, number }, at, price });
            }
            Input::Timer(Timer::Patience(number)) if trader.open.remove(&number).is_some() => {
                io.note(Note::Unanswered { op: OpId { at: me, number } });
            }
            _ => {}
        }
    }
}
