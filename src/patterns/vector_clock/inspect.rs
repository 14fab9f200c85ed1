//! A server as a card, and the figures of a run.

use super::likes::Likes;
use super::message::{dotted, named};
use super::params::Disk;
use super::properties::due;
use super::protocol::{Server, VectorClocks};
use super::slot::{PostClock, Slot, code, likes, server};
use crate::lesson::{Card, Cell, Keep, Lasting, Metric, Row, Run, Tone, clock_cells};
use crate::sim::sorted::sort_by_key;
use crate::sim::vector::row;
use crate::sim::{NodeId, Status, World};

/// Whether a server has not heard of everything yet, or shows something wrong.
fn tone(lesson: &VectorClocks, world: &World<VectorClocks>, node: NodeId) -> Tone {
    let post = &world.node(node).feed.post;
    let heard = post.clock.counts().covers(world.history().given());
    let right = post.likes.count() == due(lesson, world);
    match (heard, right) {
        (true, true) => Tone::Good,
        (true, false) => Tone::Bad,
        (false, _) => Tone::Warn,
    }
}

/// Whether a server is down whose disk does not survive that.
fn gone(lesson: &VectorClocks, world: &World<VectorClocks>, node: NodeId) -> bool {
    lesson.disk == Disk::Lost && world.seat(node).status == Status::Down
}

/// The post's clock.
pub(super) fn badge(
    lesson: &VectorClocks,
    world: &World<VectorClocks>,
    node: NodeId,
) -> (String, Tone) {
    if gone(lesson, world, node) {
        return ("lost".to_string(), Tone::Bad);
    }
    (world.node(node).feed.post.clock.short(), tone(lesson, world, node))
}

/// The entries of the post's clock, the server's own marked.
fn cells(clock: &PostClock, own: Slot, keep: Keep) -> Vec<Cell> {
    let about = |slot: Slot, count: u64| match (slot.server == own.server, slot == own) {
        (true, false) => format!(
            "{slot}: its slot of before it lost its disk; it knows of {count} counted there"
        ),
        (_, true) => format!("{slot}: the slot in which it counts now, {count} counted"),
        _ => format!("{slot}: a slot of another server; it knows of {count} counted there"),
    };
    let mut slots = clock.slots();
    if slots.iter().all(|(slot, _)| *slot != own) {
        // A new slot is there to be seen before anything is counted in it.
        slots.push((own, 0));
        sort_by_key(&mut slots, |slot| *slot);
    }
    clock_cells(slots, own, keep, |slot| slot.to_string(), about)
}

fn list<T: ToString>(all: impl IntoIterator<Item = T>) -> String {
    let all: Vec<String> = all.into_iter().map(|one| one.to_string()).collect();
    if all.is_empty() { "nobody".to_string() } else { all.join(", ") }
}

/// A row of what is on the disk.
type Stored = fn(&str, String) -> Row;

/// What stands behind the number, in the terms of the way in which likes are merged.
fn kept(likes: &Likes, clock: &PostClock, disk: Stored) -> Option<Row> {
    match likes {
        Likes::PerSlot(counter) => {
            let slots = |slots: &super::crdt::GCounter<Slot>| {
                let all: Vec<String> = slots.slots().map(|(k, n)| format!("{k}: {n}")).collect();
                if all.is_empty() { "none".to_string() } else { all.join(", ") }
            };
            let text = match counter.down().value() {
                // Nothing but the clock once more.
                0 if counter.up().slots().eq(clock.counts().entries()) => return None,
                0 => slots(counter.up()),
                _ => format!("{}; taken back {}", slots(counter.up()), slots(counter.down())),
            };
            Some(disk("likes by slot", text))
        }
        Likes::Users(users) => Some(disk("liked by", list(users.elements()))),
        Likes::Register(Some(register)) => {
            let at = format!("{} by {}", register.count, register.by);
            Some(disk("last written", at))
        }
        Likes::Register(None) | Likes::Sum(_) => None,
    }
}

/// A server for the inspector.
pub(super) fn card(lesson: &VectorClocks, world: &World<VectorClocks>, node: NodeId) -> Card {
    let seat = world.seat(node);
    let Server { feed, liked_here, events, held, known, slot, .. } = &seat.node;
    let count = feed.post.likes.count();
    let means = tone(lesson, world, node);
    let (keep, disk): (Keep, Stored) = match lesson.disk {
        Disk::Kept => (Keep::Durable, |name, text| Row::durable(name, text)),
        Disk::Lost => (Keep::Volatile, |name, text| Row::volatile(name, text)),
    };
    let lost = gone(lesson, world, node);
    let stage = if lost { Vec::new() } else { cells(&feed.post.clock, *slot, keep) };
    let mut rows = vec![
        Row::durable("post", "“Excited for the weekend!” by user A"),
        disk("likes", count.to_string()).tone(means),
        disk("post's clock", feed.post.clock.to_string()).cells(stage.clone()),
    ];
    rows.extend(kept(&feed.post.likes, &feed.post.clock, disk));
    if !matches!(feed.post.likes, Likes::Users(_)) {
        rows.push(disk("liked here by", list(liked_here)));
    }
    for comment in feed.thread.comments() {
        let answers = comment.answers.map_or("the post".to_string(), |dot| {
            feed.thread.get(&dot).map_or("a comment not shown here".to_string(), named)
        });
        let tone = match comment.answers.is_some_and(|dot| !feed.thread.shows(&dot)) {
            true => Tone::Bad,
            false => Tone::Plain,
        };
        let name = format!("comment {}.{}", comment.dot.who, comment.dot.count);
        let text = format!("{}: “{}”, to {answers}", comment.author, comment.text);
        rows.push(disk(&name, text).tone(tone));
    }
    for comment in held.values() {
        let name = format!("waiting {}.{}", comment.dot.who, comment.dot.count);
        let needs = list(feed.thread.lacks(comment).map(dotted));
        let text = format!("{}, needs {needs}", named(comment));
        rows.push(Row::volatile(&name, text).tone(Tone::Warn));
    }
    rows.push(
        Row::durable("event clock", list_events(lesson, events))
            .cells(event_cells(lesson, events, node)),
    );
    if lesson.gossip.is_some() {
        let now = seat.node.revision();
        let has = lesson.neighbours(node).into_iter().filter(|id| known.get(id) == Some(&now));
        rows.push(Row::volatile("neighbours known to have this", list(has.map(code))));
    }
    if seat.status == Status::Down {
        // What a crash lost is gone; only the disk is left.
        rows.retain(|row| row.keep == Keep::Durable);
    }
    let tone = match seat.status {
        Status::Down => Tone::Bad,
        _ if means == Tone::Good => Tone::Plain,
        _ => means,
    };
    let line = if lost { "its disk is lost".to_string() } else { likes(count) };
    Card { line, tone, rows, cells: stage, ..Card::default() }
}

/// The comments that wait.
pub(super) fn lasting(world: &World<VectorClocks>, node: NodeId) -> Vec<Lasting> {
    let waits = |comment: &super::feed::Comment| {
        Lasting::new(format!("“{}” waits", comment.text), Tone::Warn)
    };
    match world.seat(node).status {
        Status::Down => Vec::new(),
        _ => world.node(node).held.values().map(waits).collect(),
    }
}

fn list_events(lesson: &VectorClocks, events: &crate::sim::VectorClock) -> String {
    row(lesson.ids().map(|id| events.get(id)))
}

fn event_cells(lesson: &VectorClocks, events: &crate::sim::VectorClock, me: NodeId) -> Vec<Cell> {
    let about = |id: NodeId, count: u64| match id == me {
        true => format!("it has made {} itself", steps(count)),
        false => format!("it has heard of {} of {}", steps(count), server(id)),
    };
    let entries = lesson.ids().map(|id| (id, events.get(id)));
    clock_cells(entries, me, Keep::Durable, code, about)
}

fn steps(count: u64) -> String {
    if count == 1 { "1 step".to_string() } else { format!("{count} steps") }
}

/// Figures of a run. Likes shown are those of the servers that are up at its end.
pub(super) fn metrics(lesson: &VectorClocks, run: &Run<'_, VectorClocks>) -> Vec<Metric> {
    let (world, history) = (run.world, run.world.history());
    let due = due(lesson, world);
    let up = || lesson.ids().filter(|id| world.is_up(*id));
    let shown = || up().map(|id| world.node(id).feed.post.likes.count());
    let (least, most) = (shown().min(), shown().max());
    let clocks_agree = {
        let mut clocks = up().map(|id| &world.node(id).feed.post.clock);
        let first = clocks.next();
        clocks.all(|clock| Some(clock) == first)
    };
    let converged = match (history.liked(), history.changed()) {
        (Some(liked), Some(changed)) if clocks_agree => Some(changed.since(liked).as_ms()),
        _ => None,
    };
    let number = |count: i128| Some(count as f64);
    let sent: Vec<u64> = run
        .flights
        .iter()
        .filter(|flight| flight.copy_of.is_none())
        .map(|flight| flight.message.clock_bytes())
        .collect();
    let clock_bytes =
        (!sent.is_empty()).then(|| sent.iter().sum::<u64>() as f64 / sent.len() as f64);
    let lost = least.map(|least| (due - least).max(0) as f64);
    let twice = most.map(|most| (most - due).max(0) as f64);
    vec![
        Metric::new("converge_ms", "From the last like to equal clocks, ms", converged),
        Metric::new(
            "likes_given",
            "Likes acknowledged, every click",
            number(history.likes().into()),
        ),
        Metric::new("likes_due", "Likes due: clicks less unlikes, of a set users", number(due)),
        Metric::new("likes_least", "Likes shown, least", least.map(|least| least as f64)),
        Metric::new("likes_most", "Likes shown, most", most.map(|most| most as f64)),
        Metric::new("likes_lost", "Likes missing where fewest are shown", lost),
        Metric::new("likes_twice", "Likes too many where most are shown", twice),
        Metric::new("clock_bytes", "Bytes of clocks in a message, mean", clock_bytes),
        Metric::new("comments_waited", "Comments held back", number(history.held_back().into())),
        Metric::new("comments_early", "Replies shown too early", number(history.early().into())),
    ]
}
