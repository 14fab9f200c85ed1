//! The story of two likes: the script that plays it, and the beats that tell it.

use super::feed::Found;
use super::meeting::heard_of;
use super::message::{Body, Command, Comparison, Counted, Note, held, servers};
use super::params::USERS;
use super::protocol::VectorClocks;
use super::slot::{PostClock, likes, server};
use crate::lesson::{Beat, Cue, Moment, Prediction};
use crate::sim::{Act, NodeId, Span, Time};

pub(super) type Now<'m> = Moment<'m, VectorClocks>;

pub(super) const S1: NodeId = NodeId(0);
const S2: NodeId = NodeId(1);

/// Everybody but the author likes the post, each at the next server, before any server has told
/// another. Then Server 1 syncs, Server 2 answers by a sync of its own, and Server 1 syncs again.
pub(super) fn script(lesson: &VectorClocks) -> Vec<Cue<VectorClocks>> {
    let sync = |at| Act::Command(at, Command::Sync);
    let mut cues = Vec::new();
    for (number, user) in (0..).zip(&USERS[1..usize::from(lesson.users)]) {
        let at = NodeId(number % lesson.servers);
        let like = Act::Command(at, Command::Like(user.to_string()));
        cues.push(Cue::at(Time(10_000 + 2_000 * u64::from(number)), like));
    }
    cues.push(Cue::at(Time(40_000), sync(S1)));
    cues.push(Cue::once(|now| heard(now, S1, S2), Span::ms(10), sync(S2)));
    cues.push(Cue::once(|now| heard(now, S2, S1), Span::ms(20), sync(S1)));
    cues
}

/// Whether a state of `from` has just come to `to`.
fn heard(now: &Now, from: NodeId, to: NodeId) -> bool {
    compared(now).is_some_and(|(who, comparison)| who == to && comparison.from == from)
}

pub(super) fn compared<'m>(now: &Now<'m>) -> Option<(NodeId, &'m Comparison)> {
    now.notes().find_map(|(who, note)| match note {
        Note::Compared(comparison) => Some((who, comparison)),
        _ => None,
    })
}

fn liked<'m>(now: &Now<'m>) -> Option<(NodeId, &'m Counted)> {
    now.notes().find_map(|(who, note)| match note {
        Note::Liked(counted) => Some((who, counted)),
        _ => None,
    })
}

pub(super) fn clock<'m>(now: &Now<'m>, id: NodeId) -> &'m PostClock {
    &now.world.node(id).feed.post.clock
}

pub(super) fn count(now: &Now, id: NodeId) -> i128 {
    now.world.node(id).feed.post.likes.count()
}

/// Whether a comparison is between the first two servers that counted apart, and the receiver
/// learns by it what the sender had counted then.
fn of_the_two(now: &Now, (who, comparison): (NodeId, &Comparison)) -> bool {
    let Some([one, other]) = now.world.history().apart() else { return false };
    let between = |from: &(NodeId, PostClock), to: &(NodeId, PostClock)| {
        let then = from.1.counts();
        comparison.from == from.0
            && who == to.0
            && comparison.theirs.counts().covers(then)
            && !comparison.mine.counts().covers(then)
    };
    between(one, other) || between(other, one)
}

/// The first state that was sent, and by whom.
fn first_sent<'m>(now: &Now<'m>) -> Option<(NodeId, &'m PostClock)> {
    now.flights.iter().find_map(|flight| match &flight.message.body {
        Body::State { feed, .. } => Some((flight.name.from, &feed.post.clock)),
        _ => None,
    })
}

/// Whether every server has heard of every like.
pub(super) fn all_heard(now: &Now) -> bool {
    let given = now.world.history().given();
    let heard = |id| clock(now, id).counts().covers(given);
    !given.is_empty() && now.protocol.ids().all(heard)
}

/// "Both servers", "All 3 servers".
pub(super) fn everybody(now: &Now) -> String {
    match now.protocol.servers {
        2 => "Both servers".to_string(),
        servers => format!("All {servers} servers"),
    }
}

/// Of a number that is shown: too few likes, right, too many.
pub(super) fn judged(shown: i128, right: i128) -> usize {
    match shown.cmp(&right) {
        std::cmp::Ordering::Less => 0,
        std::cmp::Ordering::Equal => 1,
        std::cmp::Ordering::Greater => 2,
    }
}

/// The story. Every beat looks only at what happens, so it tells whatever run it is given.
pub(super) fn beats() -> Vec<Beat<VectorClocks>> {
    let mut beats = liking();
    beats.extend(super::meeting::beats());
    beats.extend(super::failures::beats());
    beats.extend(super::replies::beats());
    beats
}

fn liking() -> Vec<Beat<VectorClocks>> {
    vec![
        Beat {
            title: "Every server has the post",
            when: |now| {
                (now.step.index == 0).then(|| {
                    format!(
                        "User {} wrote “Excited for the weekend!”. The post is on {} servers, and \
                         nobody likes it yet. Its clock counts likes, in one entry for each \
                         server; everywhere it is {}. The event clock, another one, counts the \
                         steps of servers.",
                        USERS[0],
                        now.protocol.servers,
                        clock(now, S1)
                    )
                })
            },
            absent: "",
            predict: None,
        },
        Beat {
            title: "A user likes the post",
            when: |now| {
                let (who, counted) = liked(now)?;
                let Counted { user, slot, clock, .. } = counted;
                Some(format!(
                    "User {user}'s like comes to {}, which counts it at once, asking nobody. It \
                     adds one to its own entry, {slot}, and to no other: {clock}.",
                    server(who)
                ))
            },
            absent: "Nobody liked the post this time.",
            predict: None,
        },
        Beat {
            title: "Two servers know of different likes",
            when: |now| {
                liked(now)?;
                let [(a, _), (b, _)] = now.world.history().apart()?;
                let (a, b) = (*a, *b);
                Some(format!(
                    "{} has {} and {} has {}. Each shows {} and knows nothing of what the other \
                     counted.",
                    server(a),
                    clock(now, a),
                    server(b),
                    clock(now, b),
                    match (count(now, a), count(now, b)) {
                        (one, other) if one == other => likes(one),
                        (one, other) => format!("its own number, {one} and {other},"),
                    }
                ))
            },
            absent: "No two servers counted likes apart from each other this time.",
            predict: Some(Prediction {
                question: "When the two clocks are compared, what will they say?",
                premise: |_| true,
                options: &[
                    "The state that arrives is older",
                    "The state that arrives is newer",
                    "Neither came before the other",
                    "They are the same",
                ],
                settle: |now| {
                    let (_, comparison) = compared(now).filter(|met| of_the_two(now, *met))?;
                    Some(match comparison.found {
                        Found::Older => 0,
                        Found::Newer => 1,
                        Found::Concurrent => 2,
                        Found::Same => 3,
                    })
                },
            }),
        },
        Beat {
            title: "A server sends what it has",
            when: |now| {
                now.notes().find_map(|(who, note)| match note {
                    Note::Pushed { to, clock, count, comments } => Some(format!(
                        "{} sends its state to {}: {} and the clock {clock}.",
                        server(who),
                        servers(to),
                        held(*count, *comments)
                    )),
                    _ => None,
                })
            },
            absent: "No server told another this time.",
            predict: Some(Prediction {
                question: "How many likes will a server show that has others and merges this?",
                premise: |now| {
                    now.notes().any(|(who, note)| {
                        let Note::Pushed { to, clock: sent, .. } = note else { return false };
                        heard_of(sent, now).is_some()
                            && to.iter().any(|id| {
                                now.world.reaches(who, *id)
                                    && clock(now, *id).relation(sent).is_none()
                            })
                    })
                },
                options: &[
                    "Fewer than it has heard of: one replaces the other",
                    "As many as it has heard of",
                    "More: something is counted twice",
                ],
                settle: |now| {
                    let (_, comparison) = compared(now)?;
                    let (sender, sent) = first_sent(now)?;
                    let it = comparison.from == sender && comparison.theirs == *sent;
                    if !it || comparison.found != Found::Concurrent {
                        return None;
                    }
                    let right = heard_of(&comparison.clock, now)?;
                    Some(judged(comparison.count, right))
                },
            }),
        },
    ]
}
