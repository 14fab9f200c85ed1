//! Interventions as sentences: "Clinic E crashes".

use crate::lesson::lesson::Lesson;
use crate::lesson::trace::Actor;
use crate::sim::SortedSet;
use crate::sim::fault::{Act, Fate, Fault, MessageName};
use crate::sim::time::{NodeId, Span};
use std::fmt::Display;

/// An act in words.
pub fn words<L: Lesson>(act: &Act<L>, cast: &[Actor]) -> String {
    match act {
        Act::Command(node, command) => command_words(*node, command, cast),
        Act::Fault(fault) => fault_words(fault, cast),
        Act::Fate(message, fate) => fate_words(*message, *fate, cast),
    }
}

fn command_words(node: NodeId, command: &dyn Display, cast: &[Actor]) -> String {
    format!("{}: {command}", cast[node.index()].name)
}

/// A decision about a message in words.
pub fn fate_words(message: MessageName, fate: Fate, cast: &[Actor]) -> String {
    let name = |id: NodeId| cast[id.index()].name.as_str();
    let MessageName { from, to, ordinal } = message;
    let which = format!("message {ordinal} from {} to {}", name(from), name(to));
    match fate {
        Fate::Drop => format!("{which} is dropped"),
        Fate::Duplicate => format!("{which} is sent twice"),
        Fate::Hold => format!("{which} is held"),
        Fate::Deliver => format!("{which} is delivered at once"),
        Fate::Delay(span) => format!("{which} is slow: it takes {span}"),
    }
}

/// A fault in words.
pub fn fault_words(fault: &Fault, cast: &[Actor]) -> String {
    let name = |id: &NodeId| cast[id.index()].name.as_str();
    match fault {
        Fault::Crash(node) => format!("{} crashes", name(node)),
        Fault::CrashAfter(node, 0) => format!("{} will crash before its next message", name(node)),
        Fault::CrashAfter(node, 1) => format!("{} will crash after one message more", name(node)),
        Fault::CrashAfter(node, k) => format!("{} will crash after {k} messages more", name(node)),
        Fault::Restart(node) => format!("{} restarts", name(node)),
        Fault::Pause(node) => format!("{} pauses", name(node)),
        Fault::Resume(node) => format!("{} goes on", name(node)),
        Fault::Cut(pairs) => cut_words(pairs, cast),
        Fault::Heal => "all links are whole again".to_string(),
        Fault::Clock(node, offset_us, rate_ppm) => {
            let sign = if *offset_us < 0 { "−" } else { "+" };
            let offset = Span(offset_us.unsigned_abs());
            let percent = f64::from(*rate_ppm) / 10_000.0;
            format!("{}'s clock is set to {sign}{offset} and {percent}% speed", name(node))
        }
        Fault::Disk(node, Some(span)) => {
            let takes = if span.0 == 0 { "no time".to_string() } else { span.to_string() };
            format!("{}'s disk changes speed: a forced write takes {takes}", name(node))
        }
        Fault::Disk(node, None) => format!("{}'s disk is as fast as usual again", name(node)),
    }
}

/// "the network splits: Clinic A, Clinic B | Clinic C", or the one-way links that are cut.
fn cut_words(pairs: &[(NodeId, NodeId)], cast: &[Actor]) -> String {
    let names = |ids: &[NodeId]| {
        let names: Vec<&str> = ids.iter().map(|id| cast[id.index()].name.as_str()).collect();
        names.join(", ")
    };
    let mut groups: Vec<Vec<NodeId>> = Vec::new();
    for id in (0..).map(NodeId).take(cast.len()) {
        let together = |group: &Vec<NodeId>| {
            !pairs.contains(&(group[0], id)) && !pairs.contains(&(id, group[0]))
        };
        match groups.iter_mut().find(|group| together(group)) {
            Some(group) => group.push(id),
            None => groups.push(vec![id]),
        }
    }
    let both = pairs.iter().all(|(a, b)| pairs.contains(&(*b, *a)));
    if both {
        let groups: Vec<String> = groups.iter().map(|group| names(group)).collect();
        return format!("the network splits: {}", groups.join(" | "));
    }
    let from: SortedSet<NodeId> = pairs.iter().map(|pair| pair.0).collect();
    let to: SortedSet<NodeId> = pairs.iter().map(|pair| pair.1).collect();
    format!("the links from {} to {} are cut", names(from.as_slice()), names(to.as_slice()))
}
