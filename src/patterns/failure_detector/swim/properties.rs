//! What SWIM guarantees, and what no failure detector can.

use super::beat::MISSES;
use super::member::{Member, Phase};
use super::message::member;
use super::params::{Config, Order};
use super::standing::Standing;
use super::suspicion;
use crate::patterns::failure_detector::protocol::{FailureDetector, Node};
use crate::sim::protocol::{judged, promised};
use crate::sim::time::TRUE_RATE_PPM;
use crate::sim::{NodeId, Property, Scope, Span, Status, When, World};

/// Incarnations belong to their owners.
pub const OWNER: &str = "Only its owner raises an incarnation";
/// Nobody is its own judge.
pub const SUICIDE: &str = "Nobody declares itself dead";
/// News has an order.
pub const FORWARD: &str = "What is known of a member only goes forward";
/// Refutation.
pub const REFUTES: &str = "Who hears that it is suspected refutes at once";
/// Lives are on the disk.
pub const LIVES: &str = "No life begins twice";
/// Suspicion before death.
pub const TIME: &str = "Nobody is declared dead before its time to refute is up";
/// Bounded waiting.
pub const WAIT: &str = "Within 2n − 1 periods everybody is probed by everybody";
/// Completeness.
pub const LEARN: &str = "In the end everybody that is up knows of every crash";
/// Accuracy.
pub const LIVE: &str = "No live member is declared dead";

type Held = Result<(), String>;
type Cluster = World<FailureDetector>;

pub(super) fn all() -> Vec<Property<FailureDetector>> {
    let always = |name, about, promised, holds| Property {
        name,
        about,
        when: When::Always,
        scope: Scope::History,
        promised,
        holds,
        judged,
    };
    vec![
        always(
            OWNER,
            "Whatever anybody knows of a member, that member has said itself: no incarnation is \
             known that its owner has not reached.",
            promised,
            |_, world| offence(&world.history().swim.offences.raised),
        ),
        always(
            SUICIDE,
            "Only others declare a member dead. Who hears that it is dead begins a new life.",
            promised,
            |_, world| offence(&world.history().swim.offences.suicide),
        ),
        always(
            FORWARD,
            "alive(i) < suspect(i) < alive(i + 1), and dead after all of them until the next \
             life. So news may come late, twice and in any order.",
            promised,
            |_, world| offence(&world.history().swim.offences.backwards),
        ),
        always(
            REFUTES,
            "In the very step in which it hears of the suspicion it raises its incarnation.",
            promised,
            |_, world| match world.history().swim.accused.first() {
                None => Ok(()),
                Some(who) => {
                    Err(format!("{} hears that it is suspected and does nothing", member(*who)))
                }
            },
        ),
        always(
            LIVES,
            "A life is on the disk before anybody hears of it, so after any crash the next one \
             has a higher number.",
            promised,
            |_, world| offence(&world.history().swim.offences.relived),
        ),
        always(
            TIME,
            "At whoever declares it dead on its own account the suspicion has lasted for the \
             multiplier times the period at least, by that member's clock.",
            suspected_first,
            time_to_refute,
        ),
        always(
            WAIT,
            "Rounds in random order: between two probes of the same member by the same other lie \
             at most two rounds less one, however often members come and go.",
            in_rounds,
            nobody_waits,
        ),
        Property {
            name: LEARN,
            about: "Everybody that has been up and undisturbed for long enough after a crash takes \
                    the crashed member for dead, whatever messages are lost: if no news comes, \
                    its own probes tell.",
            when: When::Finally,
            scope: Scope::World,
            promised: complete,
            holds: everybody_knows,
            judged: long_enough,
        },
        always(
            LIVE,
            "A member that is slow, or cut off, looks like one that has crashed.",
            |_| {
                Err("no detector can promise this: silence may be slowness (Fischer, Lynch and \
                     Paterson 1985; Chandra and Toueg 1996)"
                    .to_string())
            },
            |_, world| offence(&world.history().swim.offences.mistaken),
        ),
    ]
}

fn offence(found: &Option<String>) -> Held {
    found.clone().map_or(Ok(()), Err)
}

fn probes(protocol: &FailureDetector) -> Held {
    match protocol.swim.probe {
        Order::Everybody => Err("nobody is probed: heartbeats are sent to everybody".to_string()),
        Order::RoundRobin | Order::Random => Ok(()),
    }
}

fn suspected_first(protocol: &FailureDetector) -> Held {
    probes(protocol)?;
    match protocol.swim.suspicion {
        0 => Err("the time to refute is 0: who does not answer is dead".to_string()),
        _ => Ok(()),
    }
}

fn time_to_refute(protocol: &FailureDetector, world: &Cluster) -> Held {
    let Some((after, who, about)) = world.history().swim.shortest else { return Ok(()) };
    let least = suspicion::least(protocol.swim.suspicion, 1, protocol.swim.period);
    if after >= least {
        return Ok(());
    }
    let (who, about) = (member(who), member(about));
    Err(format!("{who} declares {about} dead after {after}; it had {least} at least"))
}

fn in_rounds(protocol: &FailureDetector) -> Held {
    probes(protocol)?;
    match protocol.swim.probe {
        Order::Random => Err("at random anybody may wait for any time".to_string()),
        Order::RoundRobin | Order::Everybody => Ok(()),
    }
}

fn nobody_waits(protocol: &FailureDetector, world: &Cluster) -> Held {
    let Some((by, who, waited)) = world.history().swim.longest else { return Ok(()) };
    let most = 2 * u32::from(protocol.swim.members) - 1;
    if waited <= most {
        return Ok(());
    }
    let (by, who) = (member(by), member(who));
    Err(format!("{who} has waited for {waited} periods for a probe by {by}; {most} are allowed"))
}

fn complete(protocol: &FailureDetector) -> Held {
    let config = &protocol.swim;
    match (config.probe, config.periods) {
        (Order::Random, _) => Err("at random a crashed member may stay unprobed".to_string()),
        (_, 1..) => Err(format!("members stop after {} periods", config.periods)),
        (Order::RoundRobin | Order::Everybody, 0) => Ok(()),
    }
}

/// So long after a crash every member knows of it, with or without the others: it comes to the
/// crashed one in its rounds, its probe is judged a period later, and the time to refute ends.
pub fn bound(config: &Config) -> Span {
    let n = u64::from(config.members);
    match config.probe {
        Order::Everybody => config.period.times(u64::from(MISSES) + 3),
        Order::RoundRobin | Order::Random => {
            let rounds = config.period.times(2 * (n - 1) + 1);
            let refute = suspicion::most(config.suspicion, config.members.into(), config.period);
            Span(rounds.0 + refute.0)
        }
    }
}

/// Those that are in the group, up, and keep the right time.
fn watchers(world: &Cluster) -> impl Iterator<Item = (NodeId, &Member)> {
    world.nodes().filter_map(|(id, node)| {
        let seat = world.seat(id);
        let sound = seat.status == Status::Up && seat.clock.rate_ppm() == TRUE_RATE_PPM;
        match node {
            Node::Member(member) if sound && member.phase == Phase::In => Some((id, member)),
            _ => None,
        }
    })
}

fn crashed(world: &Cluster) -> impl Iterator<Item = NodeId> {
    world.nodes().map(|(id, _)| id).filter(|id| world.seat(*id).status == Status::Down)
}

/// Whether `watcher` has had the time to find out that `who` is down.
fn had_time(protocol: &FailureDetector, world: &Cluster, watcher: NodeId, who: NodeId) -> bool {
    let history = &world.history().swim;
    let since = history.could_tell_since(watcher, who);
    since.is_some_and(|since| history.now.since(since) > bound(&protocol.swim))
}

fn everybody_knows(protocol: &FailureDetector, world: &Cluster) -> Held {
    for who in crashed(world) {
        for (watcher, list) in watchers(world) {
            let living = list.roster.get(&who).copied().is_some_and(Standing::is_living);
            if living && had_time(protocol, world, watcher, who) {
                let is = list.roster[&who];
                return Err(format!("{} still takes {} for {is}", member(watcher), member(who)));
            }
        }
    }
    Ok(())
}

fn long_enough(protocol: &FailureDetector, world: &Cluster) -> Held {
    for who in crashed(world) {
        for (watcher, list) in watchers(world) {
            let living = list.roster.get(&who).copied().is_some_and(Standing::is_living);
            if living && !had_time(protocol, world, watcher, who) {
                let (watcher, who) = (member(watcher), member(who));
                let bound = bound(&protocol.swim);
                return Err(format!("{watcher} has had less than {bound} to find out about {who}"));
            }
        }
    }
    Ok(())
}
