//! Comments, and the hold-back that shows none before what it comes after.
//!
//! ```text
//! S1  comment a ──▶ S2   S3 ·  ·  · ·▶ shown            causal broadcast: b carries the clock of
//! S2  reply b to a ────▶ S3  waits ────▶ shown            the comments it was written after
//! ```
//!
//! The rule is that of Birman, Schiper and Stephenson (1991) with a clock that counts comments.

use super::crdt::Dot;
use super::feed::{Comment, Thread};
use super::message::{Body, Early, Note, named};
use super::params::{Delivery, Topology};
use super::protocol::{Server, VectorClocks};
use super::slot::Slot;
use crate::sim::sorted::SortedMap;
use crate::sim::{Io, Listed, NodeId};

/// Comments that have come and are not shown yet.
pub type Held = SortedMap<Dot<Slot>, Comment>;

impl VectorClocks {
    /// A user answers the newest comment that this server shows.
    pub(super) fn comment(
        &self,
        server: &mut Server,
        author: String,
        text: String,
        io: &mut Io<'_, Self>,
    ) {
        let thread = &server.feed.thread;
        let after = Listed(thread.clock());
        let dot = Dot { who: server.slot, count: after.0.get(server.slot) + 1 };
        let answered = thread.newest();
        let (to, answers) = (answered.map(named), answered.map(|comment| comment.dot));
        let comment = Comment { dot, author, text, answers, after };
        server.feed.thread.show(comment.clone());
        server.changes += 1;
        io.note(Note::Commented { comment: comment.clone(), to });
        for id in self.neighbours(io.me()) {
            server.send(id, Body::Comment(comment.clone()), io);
        }
    }

    /// A comment came: it is shown, or waits for what it comes after. One that came before is
    /// nothing new. Where not everybody is a neighbour it is passed on.
    pub(super) fn hear(
        &self,
        server: &mut Server,
        from: NodeId,
        comment: Comment,
        io: &mut Io<'_, Self>,
    ) {
        if server.feed.thread.shows(&comment.dot) || server.held.contains_key(&comment.dot) {
            return;
        }
        server.held.insert(comment.dot, comment.clone());
        self.release(server, io);
        if server.held.contains_key(&comment.dot) {
            let lacks = server.feed.thread.lacks(&comment).collect();
            io.note(Note::HeldBack { comment: comment.clone(), lacks });
        }
        if self.topology != Topology::Full {
            for id in self.neighbours(io.me()).into_iter().filter(|id| *id != from) {
                server.send(id, Body::Comment(comment.clone()), io);
            }
        }
    }

    /// Shows whatever need not wait any longer.
    pub(super) fn release(&self, server: &mut Server, io: &mut Io<'_, Self>) {
        let ready = |comment: &Comment, thread: &Thread| match self.delivery {
            Delivery::Causal => thread.is_ready_for(comment),
            Delivery::AsItComes => true,
        };
        server.held.retain(|dot, _| !server.feed.thread.shows(dot));
        loop {
            let thread = &mut server.feed.thread;
            let next = server.held.values().find(|comment| ready(comment, thread));
            let Some(dot) = next.map(|comment| comment.dot) else { return };
            let comment = server.held.remove(&dot).expect("just found");
            let early = match comment.answers.is_none_or(|dot| thread.shows(&dot)) {
                true => Early::No,
                false => Early::Yes,
            };
            thread.show(comment.clone());
            server.changes += 1;
            io.note(Note::Shown { comment, early });
        }
    }
}

impl Server {
    /// Takes over the comments that another server shows; how many were new.
    pub(super) fn take_thread(&mut self, theirs: &Thread) -> u32 {
        let new = theirs.comments().filter(|comment| !self.feed.thread.shows(&comment.dot));
        let new: Vec<Comment> = new.cloned().collect();
        let count = new.len() as u32;
        for comment in new {
            self.feed.thread.show(comment);
        }
        count
    }
}
