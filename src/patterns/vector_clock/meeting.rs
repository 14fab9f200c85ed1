//! The beats about two states that meet: concurrent, newer, known already.

use super::feed::Found;
use super::message::{Comparison, Note};
use super::params::{Merge, Mistake};
use super::properties::due;
use super::protocol::VectorClocks;
use super::slot::{PostClock, likes, server};
use super::story::{Now, S1, all_heard, clock, compared, count, everybody, judged};
use crate::lesson::{Beat, Prediction};
use crate::sim::NodeId;

/// How many likes a server with this clock shall show, when that can be told from the clock: it
/// has heard of everything, or there were no unlikes and each tick is a like of somebody else.
pub(super) fn heard_of(clock: &PostClock, now: &Now) -> Option<i128> {
    if clock.counts().covers(now.world.history().given()) {
        return Some(due(now.protocol, now.world));
    }
    let history = now.world.history();
    let plain = i128::from(history.likes()) == due(now.protocol, now.world);
    plain.then(|| i128::from(clock.sum()))
}

/// A state that goes to a server which has heard of everything in it: whose, its clock, to whom.
fn sent_again<'m>(now: &Now<'m>) -> Option<(NodeId, &'m PostClock, NodeId)> {
    now.notes().find_map(|(who, note)| match note {
        Note::Pushed { to, clock: sent, .. } if !sent.counts().is_empty() => {
            let knows = |id: &&NodeId| clock(now, **id).counts().covers(sent.counts());
            to.iter().find(knows).map(|id| (who, sent, *id))
        }
        _ => None,
    })
}

pub(super) fn beats() -> Vec<Beat<VectorClocks>> {
    vec![
        Beat {
            title: "The two clocks are concurrent",
            when: |now| {
                let (who, comparison) = compared(now)?;
                let Comparison { from, found, mine, theirs, clock, had, count, .. } = comparison;
                if *found != Found::Concurrent {
                    return None;
                }
                let how = match now.protocol.merge {
                    _ if now.protocol.mistake == Mistake::Overwrite => "it takes what came instead",
                    Merge::PerSlotMax => "it takes the larger of every slot's count",
                    Merge::SetOfUsers => "it keeps the users of both",
                    Merge::LastWriterWins => "it keeps the number that was written later",
                    Merge::Add => "it adds the number that came to its own",
                };
                Some(format!(
                    "{theirs} came from {}, and {} had {mine}: each is ahead in some entry, so \
                     neither came before the other. {} merges: {how}. It had {} and shows {}, at \
                     {clock}.",
                    server(*from),
                    server(who),
                    server(who),
                    likes(*had),
                    likes(*count)
                ))
            },
            absent: "No server met a state that was concurrent with its own this time.",
            predict: None,
        },
        Beat {
            title: "The merged state comes back",
            when: |now| {
                let (who, comparison) = compared(now)?;
                let Comparison { from, found, mine, theirs, had, count, .. } = comparison;
                if *found != Found::Newer || mine.counts().is_empty() {
                    return None;
                }
                let who = server(who);
                let then = match now.protocol.merge {
                    Merge::Add => {
                        format!("{who} adds its number to the {had} it has all the same and shows")
                    }
                    _ => format!("Now {who} shows"),
                };
                Some(format!(
                    "{theirs} from {} is ahead of {who}'s {mine}: it holds all that {who} knew, \
                     and more. {then} {}.",
                    server(*from),
                    likes(*count)
                ))
            },
            absent: "No server that had counted something got a newer state this time.",
            predict: None,
        },
        Beat {
            title: "Every server has heard of every like",
            when: |now| {
                let said = match now.protocol.gossip {
                    None => compared(now).is_some(),
                    Some(_) => now.arrived().is_some_and(|(_, _, message)| message.is_answer()),
                };
                if !said || !all_heard(now) {
                    return None;
                }
                let right = due(now.protocol, now.world);
                let shown: Vec<i128> = now.protocol.ids().map(|id| count(now, id)).collect();
                let clock = clock(now, S1);
                Some(if shown.iter().all(|one| *one == right) {
                    format!(
                        "{} are at {clock} and show {}: {}.",
                        everybody(now),
                        likes(right),
                        match now.protocol.merge {
                            Merge::SetOfUsers => "each user who likes the post counts once",
                            _ => "every click that was acknowledged counts once",
                        }
                    )
                } else {
                    let shown: Vec<String> = shown.iter().map(i128::to_string).collect();
                    format!(
                        "{} are at {clock}, so nobody has anything to tell. But they show {} \
                         where {} would be right.",
                        everybody(now),
                        shown.join(" and "),
                        likes(right)
                    )
                })
            },
            absent: "Not every server heard of every like, and said so, this time.",
            predict: None,
        },
        Beat {
            title: "A state is sent once more",
            when: |now| {
                let (who, sent, to) = sent_again(now)?;
                Some(format!(
                    "{} sends {sent} to {}, which has heard of all that already.",
                    server(who),
                    server(to)
                ))
            },
            absent: "No server sent another what it knew already this time.",
            predict: Some(Prediction {
                question: "What will a state change where it was merged before?",
                premise: |_| true,
                options: &["Nothing", "It adds likes", "It takes likes away"],
                settle: |now| {
                    let (_, comparison) = compared(now)?;
                    if !comparison.mine.counts().covers(comparison.theirs.counts()) {
                        return None;
                    }
                    Some(match judged(comparison.count, comparison.had) {
                        0 => 2,
                        1 => 0,
                        _ => 1,
                    })
                },
            }),
        },
        Beat {
            title: "A state comes again",
            when: |now| {
                let (who, comparison) = compared(now)?;
                let Comparison { from, found, mine, theirs, comments, .. } = comparison;
                if *comments > 0 {
                    return None;
                }
                let why = match found {
                    Found::Same if mine == theirs => format!("Both have {mine}"),
                    Found::Same => format!("{theirs} and {mine} have the same sum"),
                    Found::Older => format!("{theirs} is behind {mine}"),
                    Found::Newer | Found::Concurrent => return None,
                };
                Some(format!(
                    "{why}: {} takes what {} sent for nothing new and leaves its likes alone.",
                    server(who),
                    server(*from)
                ))
            },
            absent: "No state came that was old or known this time.",
            predict: None,
        },
    ]
}
