//! The transfer's story: the script that plays it, and the log in words.

use super::message::Command;
use super::protocol::{COORDINATOR, TwoPhaseCommit};
use super::record::{Record, node};
use crate::lesson::{Cue, Moment};
use crate::sim::{Act, Event, NodeId, Outcome, Time};

pub(super) type Now<'m> = Moment<'m, TwoPhaseCommit>;

/// When the customers come.
const ASKED: Time = Time(5_000);

/// What happens by default: the same transfer, so many times at once. With two accounts it goes
/// from A to B; with more A pays all others in equal parts, so that everybody takes part.
pub(super) fn script(protocol: &TwoPhaseCommit) -> Vec<Cue<TwoPhaseCommit>> {
    let (from, amount) = (NodeId(1), protocol.amount);
    let command = match protocol.participants {
        2 => Command::Transfer { from, to: NodeId(2), amount },
        _ => Command::Share { from, amount },
    };
    let cue = |_| Cue::at(ASKED, Act::Command(COORDINATOR, command.clone()));
    (0..protocol.concurrent).map(cue).collect()
}

/// A forced write by what it says, instead of by its number.
pub(super) fn tell(now: &Now) -> Option<String> {
    let (who, written) = forced(now)?;
    let says: Vec<String> = written.iter().map(ToString::to_string).collect();
    let who = match who {
        COORDINATOR => "The coordinator".to_string(),
        _ => node(who),
    };
    Some(format!("{who} has {} on its disk.", says.join(" and ")))
}

/// The log record that became durable in this step, and what became durable with it.
pub(super) fn forced(now: &Now) -> Option<(NodeId, Vec<Record>)> {
    let Some(Event::Forced { node, token }) = &now.step.event else { return None };
    if now.step.applied.outcome != Outcome::Done {
        return None;
    }
    let lines = now.world.node(*node).journal().lines();
    // Lazy records just before it went to the disk with it.
    let mut lines: Vec<_> = lines.take(usize::try_from(*token).ok()?).collect();
    let (_, last, durable) = lines.pop().filter(|(number, ..)| u64::from(*number) == *token)?;
    if !durable {
        return None;
    }
    let lazy = lines.iter().rev().map_while(|(_, line, _)| {
        (line.writing == super::record::Writing::Lazy).then(|| line.record.clone())
    });
    let mut written: Vec<Record> = lazy.collect();
    written.reverse();
    written.push(last.record.clone());
    Some((*node, written))
}
