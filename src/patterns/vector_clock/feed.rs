//! What a server has of the post: its clock, its likes, and the thread of comments under it.

use super::crdt::Dot;
use super::likes::Likes;
use super::params::{Merge, Mistake};
use super::slot::{PostClock, Slot};
use crate::sim::sorted::SortedMap;
use crate::sim::{Listed, VectorClock};
use std::cmp::Ordering;

/// The likes of the post, and the clock that says how new they are.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Post {
    /// The post's clock.
    pub clock: PostClock,
    /// Its likes.
    pub likes: Likes,
}

/// What comparing an arriving state's clock with the own one shows.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Hash)]
pub enum Found {
    /// It is the same.
    Same,
    /// The arriving state is older.
    Older,
    /// The arriving state is newer.
    Newer,
    /// Neither is ahead of the other.
    Concurrent,
}

impl Post {
    /// A post that nobody likes yet.
    pub fn new(servers: u16, merge: Merge) -> Post {
        Post { clock: PostClock::new(servers), likes: Likes::none(merge) }
    }

    /// How the clock of `other` is related to this one.
    pub fn compare(&self, other: &Post, mistake: Mistake) -> Found {
        let relation = match mistake {
            Mistake::CompareBySum => Some(other.clock.sum().cmp(&self.clock.sum())),
            _ => other.clock.relation(&self.clock),
        };
        match relation {
            Some(Ordering::Equal) => Found::Same,
            Some(Ordering::Less) => Found::Older,
            Some(Ordering::Greater) => Found::Newer,
            None => Found::Concurrent,
        }
    }

    /// Merges `other` when its clock says that there is something new in it.
    pub fn absorb(&mut self, other: &Post, mistake: Mistake) -> Found {
        let found = self.compare(other, mistake);
        match found {
            Found::Same | Found::Older => {}
            Found::Newer | Found::Concurrent if mistake == Mistake::Overwrite => {
                *self = other.clone();
            }
            Found::Newer | Found::Concurrent => {
                self.likes.merge(&other.likes);
                self.clock.merge(&other.clock);
            }
        }
        found
    }
}

/// A comment under the post.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Comment {
    /// Its name.
    pub dot: Dot<Slot>,
    /// Who wrote it.
    pub author: String,
    /// What it says.
    pub text: String,
    /// The comment it answers; `None` when it answers the post.
    pub answers: Option<Dot<Slot>>,
    /// Every comment that was shown where it was written.
    pub after: Listed<Slot>,
}

impl Comment {
    /// Bytes on the way: a dot is 12, an author 16, an entry of the clock 12.
    pub fn bytes(&self) -> u64 {
        let answers = if self.answers.is_some() { 12 } else { 0 };
        12 + 16 + self.text.len() as u64 + answers + 12 * self.after.0.len() as u64
    }
}

/// The comments that a server shows.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Thread {
    shown: SortedMap<Dot<Slot>, Comment>,
}

impl Thread {
    /// The comments, in order of their names.
    pub fn comments(&self) -> impl Iterator<Item = &Comment> {
        self.shown.values()
    }

    /// The comment of this name.
    pub fn get(&self, dot: &Dot<Slot>) -> Option<&Comment> {
        self.shown.get(dot)
    }

    /// Whether the comment of this name is shown.
    pub fn shows(&self, dot: &Dot<Slot>) -> bool {
        self.shown.contains_key(dot)
    }

    /// How many are shown.
    pub fn len(&self) -> usize {
        self.shown.len()
    }

    /// Whether none is shown.
    pub fn is_empty(&self) -> bool {
        self.shown.is_empty()
    }

    /// How far the comments of every slot are shown.
    pub fn clock(&self) -> VectorClock<Slot> {
        // In order of names the last of a slot is its highest.
        self.shown.keys().map(|dot| (dot.who, dot.count)).collect()
    }

    /// The comment that a new one answers: nothing shown was written after it. Of several such,
    /// the one with the largest past, then the one whose name is highest.
    pub fn newest(&self) -> Option<&Comment> {
        let follows = |dot: &Dot<Slot>, other: &Comment| other.after.0.get(dot.who) >= dot.count;
        let last = |comment: &&Comment| !self.comments().any(|other| follows(&comment.dot, other));
        let past =
            |comment: &Comment| -> u64 { comment.after.0.entries().map(|(_, count)| count).sum() };
        self.comments().filter(last).max_by_key(|comment| (past(comment), comment.dot))
    }

    /// Whether everything that was shown where `comment` was written is shown here.
    pub fn is_ready_for(&self, comment: &Comment) -> bool {
        self.clock().covers(&comment.after.0)
    }

    /// Of every slot the next comment that is missing here before `comment` may be shown.
    pub fn lacks(&self, comment: &Comment) -> impl Iterator<Item = Dot<Slot>> {
        let shown = self.clock();
        comment.after.0.entries().filter_map(move |(who, count)| {
            let next = shown.get(who) + 1;
            (next <= count).then_some(Dot { who, count: next })
        })
    }

    /// Shows `comment`.
    pub fn show(&mut self, comment: Comment) {
        self.shown.insert(comment.dot, comment);
    }

    /// Whether everything `other` shows is shown here.
    pub fn covers(&self, other: &Thread) -> bool {
        other.shown.keys().all(|dot| self.shows(dot))
    }

    /// Bytes on the way.
    pub fn bytes(&self) -> u64 {
        self.comments().map(Comment::bytes).sum()
    }
}

/// Everything a server has of the post.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Feed {
    /// The post's clock and likes.
    pub post: Post,
    /// The comments shown under it.
    pub thread: Thread,
}

impl Feed {
    /// A post with neither likes nor comments.
    pub fn new(servers: u16, merge: Merge) -> Feed {
        Feed { post: Post::new(servers, merge), thread: Thread::default() }
    }

    /// Whether there is nothing in `other` that this server has not got, as far as clocks tell.
    pub fn covers(&self, other: &Feed, mistake: Mistake) -> bool {
        let found = self.post.compare(&other.post, mistake);
        matches!(found, Found::Same | Found::Older) && self.thread.covers(&other.thread)
    }
}
