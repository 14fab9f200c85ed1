//! What servers say to each other, are asked by people, and announce.

use super::feed::{Comment, Feed, Found};
use super::likes::Change;
use super::params::Disk;
use super::slot::{PostClock, Slot, likes, server};
use crate::sim::{Listed, NodeId, OpId};
use std::fmt;

/// A message. Every one carries the event clock of its sender.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Message {
    /// The sender's event clock after the step that sent this.
    pub stamp: Listed,
    /// What it says.
    pub body: Body,
}

/// Which state of a server is meant: how often it has booted, and how often the state changed.
#[derive(Copy, Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Revision {
    /// Boots after the first.
    pub boots: u16,
    /// Changes since.
    pub changes: u32,
}

/// What a message says.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Body {
    /// This is all I have; it is my `revision`.
    State { feed: Feed, revision: Revision },
    /// I have what your `revision` had.
    Have { revision: Revision },
    /// Somebody wrote this.
    Comment(Comment),
}

impl Message {
    /// Bytes of clocks in it: a slot or server is 4, a count 8, and what is 0 is not sent.
    pub fn clock_bytes(&self) -> u64 {
        let stamp = 12 * self.stamp.0.len() as u64;
        stamp
            + match &self.body {
                Body::State { feed, .. } => feed.post.clock.bytes(),
                Body::Have { .. } => 0,
                Body::Comment(comment) => 12 * comment.after.0.len() as u64,
            }
    }

    /// Whether it only says that something has come.
    pub fn is_answer(&self) -> bool {
        matches!(self.body, Body::Have { .. })
    }

    /// All bytes: a header of 24 (from, to, kind, post), the event clock and what is carried.
    pub fn bytes(&self) -> u64 {
        let carried = match &self.body {
            Body::State { feed, .. } => {
                6 + feed.post.clock.bytes() + feed.post.likes.bytes() + feed.thread.bytes()
            }
            Body::Have { .. } => 6,
            Body::Comment(comment) => comment.bytes(),
        };
        24 + 12 * self.stamp.0.len() as u64 + carried
    }
}

impl fmt::Display for Message {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.body {
            Body::State { feed, .. } => {
                let all = held(feed.post.likes.count(), feed.thread.len() as u32);
                write!(f, "STATE {} {all}", feed.post.clock)
            }
            Body::Have { .. } => f.write_str("HAVE IT"),
            Body::Comment(comment) => write!(f, "COMMENT “{}”", comment.text),
        }
    }
}

/// "2 likes", "1 like, 3 comments".
pub(super) fn held(count: i128, comments: u32) -> String {
    let likes = likes(count);
    match comments {
        0 => likes,
        1 => format!("{likes}, 1 comment"),
        comments => format!("{likes}, {comments} comments"),
    }
}

/// A timer.
#[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Timer {
    /// Send the state to every neighbour that is not known to have it.
    Gossip,
}

impl fmt::Display for Timer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("time to gossip")
    }
}

/// What people ask of a server.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Command {
    /// This user likes the post.
    Like(String),
    /// This user takes the like back.
    Unlike(String),
    /// This user likes the post and the click is counted twice.
    DoubleLike(String),
    /// This user answers the newest comment shown, or the post.
    Comment { user: String, text: String },
    /// Send the state to every neighbour now.
    Sync,
}

impl fmt::Display for Command {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Command::Like(user) => write!(f, "user {user} likes the post"),
            Command::Unlike(user) => write!(f, "user {user} takes the like back"),
            Command::DoubleLike(user) => write!(f, "user {user} likes the post, clicking twice"),
            Command::Comment { user, text } => write!(f, "user {user} comments “{text}”"),
            Command::Sync => f.write_str("sync now"),
        }
    }
}

/// An announcement.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Note {
    /// A like was counted here, and its user told so.
    Liked(Counted),
    /// An unlike was counted here, and its user told so.
    Unliked(Counted),
    /// There is no like of this user here to take back.
    NotLiked { user: String },
    /// The state is sent to these.
    Pushed { to: Vec<NodeId>, clock: PostClock, count: i128, comments: u32 },
    /// A state came, and its clock was compared with the own one.
    Compared(Comparison),
    /// A comment was written here.
    Commented { comment: Comment, to: Option<String> },
    /// A comment from elsewhere is shown; `early` when what it answers is not.
    Shown { comment: Comment, early: Early },
    /// A comment waits for others that it comes after.
    HeldBack { comment: Comment },
    /// The server has booted again, and goes on counting in `slot`.
    Booted { slot: Slot, clock: PostClock, disk: Disk },
}

/// A like or an unlike that was counted.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Counted {
    /// The step that counted it.
    pub op: OpId,
    /// Whose it is.
    pub user: String,
    /// The slot it was counted in.
    pub slot: Slot,
    /// The post's clock afterwards.
    pub clock: PostClock,
    /// The likes shown afterwards.
    pub count: i128,
    /// What it did to a set of users.
    pub change: Change,
}

/// A state that came, compared with the own one.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Comparison {
    /// Who sent it.
    pub from: NodeId,
    /// What its clock showed.
    pub found: Found,
    /// The own clock before.
    pub mine: PostClock,
    /// The clock that came.
    pub theirs: PostClock,
    /// The own clock afterwards.
    pub clock: PostClock,
    /// The likes shown before.
    pub had: i128,
    /// The likes shown afterwards.
    pub count: i128,
    /// New comments among it, which are shown now.
    pub comments: u32,
}

/// Whether a comment is shown before what it answers.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Hash)]
pub enum Early {
    /// It comes after it, as it should.
    No,
    /// It is.
    Yes,
}

/// "Server 2 and Server 3".
pub fn servers(ids: &[NodeId]) -> String {
    match ids {
        [] => "nobody".to_string(),
        [one] => server(*one),
        [most @ .., last] => {
            let most: Vec<String> = most.iter().map(|id| server(*id)).collect();
            format!("{} and {}", most.join(", "), server(*last))
        }
    }
}

/// "user C’s “Where to?”": a comment in few words.
pub fn named(comment: &Comment) -> String {
    format!("user {}'s “{}”", comment.author, comment.text)
}

impl Comparison {
    /// A few characters for the diagram: `[0, 1] ∥ [1, 0]`, of longer clocks only the verdict;
    /// nothing when nothing was new.
    pub(super) fn flag(&self) -> Option<String> {
        const SHORT: usize = 2;
        let short = self.mine.slots().len() <= SHORT;
        match self.found {
            Found::Same | Found::Older => None,
            Found::Newer if short => Some(format!("{} < {}", self.mine, self.theirs)),
            Found::Concurrent if short => Some(format!("{} ∥ {}", self.mine, self.theirs)),
            Found::Newer => Some("newer".to_string()),
            Found::Concurrent => Some("concurrent".to_string()),
        }
    }
}

impl fmt::Display for Comparison {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Comparison { mine, theirs, clock, had, count, .. } = self;
        match self.found {
            Found::Same if mine != theirs => {
                write!(f, "{theirs} and its own {mine} have the same sum: no like is new.")?;
            }
            Found::Same => write!(f, "Both clocks are {mine}: no like is new.")?,
            Found::Older => write!(f, "{theirs} is behind its own {mine}: no like is new.")?,
            Found::Newer => write!(
                f,
                "{theirs} is ahead of its own {mine}: newer. It shows {} now, at {clock}.",
                likes(*count)
            )?,
            Found::Concurrent => write!(
                f,
                "{theirs} and its own {mine} are concurrent: neither is ahead. It merges them: it \
                 had {} and shows {} now, at {clock}.",
                likes(*had),
                likes(*count)
            )?,
        }
        match self.comments {
            0 => Ok(()),
            1 => f.write_str(" A comment came with it."),
            comments => write!(f, " {comments} comments came with it."),
        }
    }
}

impl fmt::Display for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Note::Liked(Counted { user, slot, clock, count, .. }) => {
                let shown = likes(*count);
                write!(f, "User {user}'s like counts in slot {slot}: {shown} here, clock {clock}.")
            }
            Note::Unliked(Counted { user, slot, clock, count, .. }) => {
                let shown = likes(*count);
                write!(f, "User {user}'s unlike counts in slot {slot}: {shown}, clock {clock}.")
            }
            Note::NotLiked { user } => {
                write!(f, "No like of user {user} is known here; there is nothing to take back.")
            }
            Note::Pushed { to, clock, count, comments } => {
                let all = held(*count, *comments);
                write!(f, "It sends {all} and {clock} to {}.", servers(to))
            }
            Note::Compared(comparison) => comparison.fmt(f),
            Note::Commented { comment, to } => match to {
                Some(answered) => write!(f, "{} answers {answered}.", capital(&named(comment))),
                None => write!(f, "{} answers the post.", capital(&named(comment))),
            },
            Note::Shown { comment, early: Early::No } => {
                write!(f, "{} is shown.", capital(&named(comment)))
            }
            Note::Shown { comment, early: Early::Yes } => write!(
                f,
                "{} is shown, and what it answers is not here yet.",
                capital(&named(comment))
            ),
            Note::HeldBack { comment } => write!(
                f,
                "{} waits: it was written after a comment that has not come yet.",
                capital(&named(comment))
            ),
            Note::Booted { slot, clock, disk: Disk::Kept } => {
                write!(f, "Its disk still has {clock}; it goes on counting in slot {slot}.")
            }
            Note::Booted { slot, clock, disk: Disk::Lost } => {
                write!(f, "Its disk is empty, {clock}; it goes on counting in slot {slot}.")
            }
        }
    }
}

/// Makes a sentence begin like one.
pub(super) fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}
