//! The beats about comments: a reply that overtakes what it answers, and the wait that mends it.

use super::feed::Comment;
use super::message::{Body, Early, Note, capital, lacking, named};
use super::protocol::VectorClocks;
use super::slot::server;
use crate::lesson::{Beat, Moment, Prediction};

type Now<'m> = Moment<'m, VectorClocks>;

/// A reply that is on its way, or waits, where what it answers is not shown.
fn ahead(now: &Now) -> bool {
    now.world.nodes().any(|(id, node)| {
        let shown_elsewhere = now.world.nodes().flat_map(|(_, other)| other.feed.thread.comments());
        let mut replies = shown_elsewhere.filter(|comment| comment.answers.is_some());
        now.world.is_up(id)
            && replies.any(|comment| {
                let thread = &node.feed.thread;
                !thread.shows(&comment.dot)
                    && comment.answers.is_some_and(|dot| !thread.shows(&dot))
            })
    })
}

/// Whether every server that is up shows `comment`.
fn everywhere(now: &Now, comment: &Comment) -> bool {
    let mut up = now.world.nodes().filter(|(id, _)| now.world.is_up(*id));
    up.all(|(_, node)| node.feed.thread.shows(&comment.dot))
}

/// Whether `reply`, which this step shows or lets wait, is the one that the question is about: the
/// first that was sent of those that are not everywhere.
fn asked_about(now: &Now, reply: &Comment) -> bool {
    let replies = now.flights.iter().filter_map(|flight| match &flight.message.body {
        Body::Comment(comment) if comment.answers.is_some() => Some(comment),
        _ => None,
    });
    let mut open = replies.filter(|one| one.dot == reply.dot || !everywhere(now, one));
    reply.answers.is_some() && open.next().is_some_and(|first| first.dot == reply.dot)
}

pub(super) fn beats() -> Vec<Beat<VectorClocks>> {
    vec![
        Beat {
            title: "A user comments",
            when: |now| {
                now.notes().find_map(|(who, note)| match note {
                    Note::Commented { comment, .. } => Some(format!(
                        "User {} comments at {}: “{}”. It goes to the neighbours at once, with \
                         the clock of the comments that were shown there.",
                        comment.author,
                        server(who),
                        comment.text
                    )),
                    _ => None,
                })
            },
            absent: "Nobody commented this time.",
            predict: None,
        },
        Beat {
            title: "A reply overtakes what it answers",
            when: |now| {
                let replied = now.notes().find_map(|(who, note)| match note {
                    Note::Commented { comment, .. } if comment.answers.is_some() => {
                        Some((who, comment))
                    }
                    _ => None,
                });
                let (who, comment) = replied.filter(|_| ahead(now))?;
                Some(format!(
                    "User {} has read a comment at {} and answers it, “{}”, while that comment is \
                     not everywhere yet.",
                    comment.author,
                    server(who),
                    comment.text
                ))
            },
            absent: "Nobody answered a comment that was still on its way this time.",
            predict: Some(Prediction {
                question: "The reply may come first. What will a server do with it then?",
                premise: ahead,
                options: &[
                    "Show it: the comment it answers follows",
                    "Let it wait until that comment is shown",
                    "It does not come first",
                ],
                settle: |now| {
                    now.notes().find_map(|(_, note)| match note {
                        Note::Shown { comment, early } if asked_about(now, comment) => {
                            // It came first nowhere when all have it, and not before.
                            match early {
                                Early::Yes => Some(0),
                                Early::No => everywhere(now, comment).then_some(2),
                            }
                        }
                        Note::HeldBack { comment, .. } if asked_about(now, comment) => Some(1),
                        _ => None,
                    })
                },
            }),
        },
        Beat {
            title: "A reply is there before what it answers",
            when: |now| {
                now.notes().find_map(|(who, note)| match note {
                    Note::HeldBack { comment, lacks } => Some(format!(
                        "{} has come to {}, and a comment that it was written after has not. The \
                         clock that came with it says so, for it counts {}, which is not shown \
                         there: it waits.",
                        capital(&named(comment)),
                        server(who),
                        lacking(lacks)
                    )),
                    Note::Shown { comment, early: Early::Yes } => Some(format!(
                        "{} shows {}, and nobody there can know what it is about.",
                        server(who),
                        named(comment)
                    )),
                    _ => None,
                })
            },
            absent: "No reply was there before what it answers this time.",
            predict: None,
        },
        Beat {
            title: "What it answers has come",
            when: |now| {
                let parent = now.notes().find_map(|(who, note)| match note {
                    Note::Shown { comment, .. } => {
                        let thread = &now.world.node(who).feed.thread;
                        let mut all = thread.comments();
                        let reply = all.find(|other| other.answers == Some(comment.dot))?;
                        Some((who, comment, reply))
                    }
                    _ => None,
                });
                let (who, comment, reply) = parent?;
                Some(format!(
                    "{} shows {} now, and {} under it.",
                    server(who),
                    named(comment),
                    named(reply)
                ))
            },
            absent: "No comment came after its reply this time.",
            predict: None,
        },
    ]
}
