//! What servers that count likes together shall guarantee, and when they do.

use super::feed::Post;
use super::message::{named, with_comments};
use super::params::{Delivery, Disk, Merge};
use super::protocol::VectorClocks;
use super::slot::{Slot, likes, server};
use crate::sim::protocol::{judged, promised};
use crate::sim::{NodeId, Property, Scope, When, World};

/// A clock only grows.
pub const GROWS: &str = "A slot never decreases";
/// What makes a slot's larger count the newer one.
pub const OWNER: &str = "Nobody knows more of a server's slot than that server";
/// Nothing is counted twice.
pub const NO_MORE: &str = "No server shows more likes than were given";
/// Strong eventual consistency.
pub const SAME: &str = "Servers with equal clocks show equal likes";
/// Nothing is lost.
pub const COMPLETE: &str = "Who has heard of every like shows every like";
/// What makes order and repetition harmless.
pub const LAWS: &str = "Merging is commutative, associative and idempotent";
/// What causal delivery is for.
pub const CAUSAL: &str = "A reply is never shown before what it answers";
/// Something good happens.
pub const MET: &str = "Once liked, all servers show the same likes";
/// What gossip gives.
pub const CONVERGED: &str = "In the end all connected servers are equal";
/// What gossip and a correct merge give together.
pub const EXACT: &str = "In the end every server shows every acknowledged like";

type Holds = fn(&VectorClocks, &World<VectorClocks>) -> Result<(), String>;
type Promise = fn(&VectorClocks) -> Result<(), String>;

pub(super) fn all() -> Vec<Property<VectorClocks>> {
    let property = |name, about, when, promised: Promise, holds: Holds| Property {
        name,
        about,
        when,
        scope: Scope::World,
        promised,
        holds,
        judged,
    };
    use When::{Always, Finally, Sometimes};
    let laws = property(
        LAWS,
        "Tried on copies of the states that the servers have at this moment: whoever merges \
         what, in which order and how often, the same comes out.",
        Always,
        no_sums,
        super::laws::lawful,
    );
    let exact = property(
        EXACT,
        "When the run falls quiet and every server is up and connected, each shows the likes \
         that users were told are counted. With a set of users a double click is one like.",
        Finally,
        exactly,
        exact,
    );
    vec![
        property(
            GROWS,
            "As long as a server keeps its disk, no entry of its clock becomes smaller.",
            Always,
            promised,
            grows,
        ),
        property(
            OWNER,
            "Only the owner of a slot counts in it, so nobody else can have a higher count in the \
             slot in which it counts now; and in a slot of before it lost its disk, nobody a \
             higher one than was ever counted there.",
            Always,
            promised,
            owned,
        ),
        property(
            NO_MORE,
            "Every click that was acknowledged counts as a like given, each of a double click.",
            Always,
            no_sums,
            no_more,
        ),
        property(
            SAME,
            "Whoever has heard of the same events shows the same, in whatever order they came: \
             strong eventual consistency (Shapiro and others 2011).",
            Always,
            no_sums,
            same,
        ),
        property(
            COMPLETE,
            "A server whose clock covers every acknowledged like and unlike shows exactly them.",
            Always,
            nothing_lost,
            complete,
        ),
        // The posts change only when something is announced.
        Property { scope: Scope::History, ..laws },
        property(
            CAUSAL,
            "Wherever a reply is shown, the comment it answers is shown too.",
            Always,
            causal,
            answered,
        ),
        property(
            MET,
            "At some moment after the first like every server has the same clock and the same \
             likes. Without a like it is not reached.",
            Sometimes,
            mended,
            met,
        ),
        property(
            CONVERGED,
            "When the run falls quiet, servers that are up and can reach each other, directly or \
             by way of others, have the same clock, likes and comments.",
            Finally,
            mended,
            converged,
        ),
        Property { judged: whole, ..exact },
    ]
}

fn no_sums(lesson: &VectorClocks) -> Result<(), String> {
    match lesson.merge {
        Merge::Add => Err("a sum counts again what it has counted before".to_string()),
        _ => Ok(()),
    }
}

fn nothing_lost(lesson: &VectorClocks) -> Result<(), String> {
    no_sums(lesson)?;
    match lesson.merge {
        Merge::LastWriterWins => {
            Err("only the number that was written last, by the servers' clocks, is kept"
                .to_string())
        }
        _ => Ok(()),
    }
}

fn causal(lesson: &VectorClocks) -> Result<(), String> {
    match lesson.delivery {
        Delivery::Causal => Ok(()),
        Delivery::AsItComes => Err("without causal delivery a reply does not wait".to_string()),
    }
}

fn mended(lesson: &VectorClocks) -> Result<(), String> {
    if lesson.gossip.is_none() {
        return Err("without gossip nobody sends again what was lost".to_string());
    }
    no_sums(lesson)
}

fn exactly(lesson: &VectorClocks) -> Result<(), String> {
    mended(lesson)?;
    nothing_lost(lesson)?;
    match lesson.disk {
        Disk::Kept => Ok(()),
        Disk::Lost => Err("a like may be on no disk but the one that is lost".to_string()),
    }
}

/// The likes that shall be shown: of a set those of users, of a counter every click.
pub(super) fn due(lesson: &VectorClocks, world: &World<VectorClocks>) -> i128 {
    match lesson.merge {
        Merge::SetOfUsers => world.history().users(),
        _ => world.history().clicks(),
    }
}

fn shown(world: &World<VectorClocks>, id: NodeId) -> i128 {
    world.node(id).feed.post.likes.count()
}

fn grows(_: &VectorClocks, world: &World<VectorClocks>) -> Result<(), String> {
    match world.history().fallen() {
        None => Ok(()),
        Some((who, before, after)) => {
            Err(format!("the clock of {} went from {before} to {after}", server(*who)))
        }
    }
}

fn owned(_: &VectorClocks, world: &World<VectorClocks>) -> Result<(), String> {
    let counted = world.history().given();
    for (owner, own) in world.nodes() {
        for (slot, known) in own.feed.post.clock.counts().entries() {
            let most = counted.get(slot);
            if known > most {
                return Err(format!(
                    "{} knows of {known} in slot {slot}, where only {most} were counted",
                    server(owner)
                ));
            }
        }
        let known = own.feed.post.clock.counts().get(own.slot);
        for (id, other) in world.nodes() {
            let theirs = other.feed.post.clock.counts().get(own.slot);
            if theirs > known {
                return Err(format!(
                    "{} has counted to {known} in slot {}, and {} knows of {theirs}",
                    server(owner),
                    own.slot,
                    server(id)
                ));
            }
        }
    }
    Ok(())
}

fn no_more(_: &VectorClocks, world: &World<VectorClocks>) -> Result<(), String> {
    let given = i128::from(world.history().likes());
    match world.nodes().map(|(id, _)| id).find(|id| shown(world, *id) > given) {
        None => Ok(()),
        Some(id) => {
            let (more, were) = (likes(shown(world, id)), if given == 1 { "was" } else { "were" });
            Err(format!("{} shows {more}, and {given} {were} given", server(id)))
        }
    }
}

fn same(_: &VectorClocks, world: &World<VectorClocks>) -> Result<(), String> {
    for (a, one) in world.nodes() {
        for (b, other) in world.nodes() {
            let (one, other) = (&one.feed.post, &other.feed.post);
            if one.clock == other.clock && one.likes != other.likes {
                let (clock, show, other) = (&one.clock, one.likes.told(), other.likes.told());
                let (a, b) = (server(a), server(b));
                return Err(format!("{a} and {b} both have {clock}, and show {show} and {other}"));
            }
        }
    }
    Ok(())
}

fn complete(lesson: &VectorClocks, world: &World<VectorClocks>) -> Result<(), String> {
    let due = due(lesson, world);
    for (id, node) in world.nodes() {
        let post = &node.feed.post;
        if post.clock.counts().covers(world.history().given()) && post.likes.count() != due {
            return Err(format!(
                "{} has heard of everything, {}, and shows {} instead of {due}",
                server(id),
                post.clock,
                likes(post.likes.count())
            ));
        }
    }
    Ok(())
}

fn answered(_: &VectorClocks, world: &World<VectorClocks>) -> Result<(), String> {
    for (id, node) in world.nodes() {
        let thread = &node.feed.thread;
        let orphan = |dot: &super::crdt::Dot<Slot>| !thread.shows(dot);
        let found = thread.comments().find(|comment| comment.answers.as_ref().is_some_and(orphan));
        if let Some(comment) = found {
            return Err(format!(
                "{} shows {}, and not the comment it answers",
                server(id),
                named(comment)
            ));
        }
    }
    Ok(())
}

fn met(_: &VectorClocks, world: &World<VectorClocks>) -> Result<(), String> {
    let posts: Vec<&Post> = world.nodes().map(|(_, node)| &node.feed.post).collect();
    let equal = posts.windows(2).all(|pair| pair[0] == pair[1]);
    match equal && world.history().likes() > 0 {
        true => Ok(()),
        false => Err("the servers have not shown the same yet".to_string()),
    }
}

/// The servers that are up, in groups that can reach each other both ways.
pub(super) fn groups(lesson: &VectorClocks, world: &World<VectorClocks>) -> Vec<Vec<NodeId>> {
    world.groups(lesson.ids(), |id| lesson.neighbours(id))
}

fn converged(lesson: &VectorClocks, world: &World<VectorClocks>) -> Result<(), String> {
    for group in groups(lesson, world) {
        let first = &world.node(group[0]).feed;
        for id in &group[1..] {
            let other = &world.node(*id).feed;
            if first != other {
                let told = |feed: &super::feed::Feed| {
                    let Post { clock, likes: kept } = &feed.post;
                    format!("{clock}, {}", with_comments(kept.told(), feed.thread.len() as u32))
                };
                let (a, b) = (server(group[0]), server(*id));
                return Err(format!("{a} has {}, and {b} has {}", told(first), told(other)));
            }
        }
    }
    Ok(())
}

fn exact(lesson: &VectorClocks, world: &World<VectorClocks>) -> Result<(), String> {
    if whole(lesson, world).is_err() {
        return Ok(());
    }
    let due = due(lesson, world);
    match lesson.ids().find(|id| shown(world, *id) != due) {
        None => Ok(()),
        Some(id) => {
            let shown = likes(shown(world, id));
            Err(format!("{} shows {shown}, and {due} were acknowledged", server(id)))
        }
    }
}

fn whole(lesson: &VectorClocks, world: &World<VectorClocks>) -> Result<(), String> {
    match groups(lesson, world).as_slice() {
        [all] if all.len() == usize::from(lesson.servers) => Ok(()),
        _ => Err("a server is down or cut off, and its likes with it".to_string()),
    }
}
