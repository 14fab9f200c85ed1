//! The transfer's story: the script that plays it, and the log in words.

use super::message::Command;
use super::missing::missing;
use super::params::{Mistake, Variant};
use super::protocol::{COORDINATOR, TwoPhaseCommit};
use super::record::{Record, node};
use super::{beats, trouble};
use crate::lesson::{Beat, Cue, Moment};
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

/// The beats that can come under these parameters. Each looks only at what happens.
pub(super) fn beats(protocol: &TwoPhaseCommit) -> Vec<Beat<TwoPhaseCommit>> {
    use Variant::{Cooperative, None, ThreePhase};
    let (variant, mistake) = (protocol.variant, protocol.mistake);
    let votes = variant != None;
    let all: [(bool, Beat<TwoPhaseCommit>); 19] = [
        (true, beats::accounts()),
        (true, beats::asking()),
        (!votes, beats::debited()),
        (votes, beats::preparing()),
        (votes, beats::voting()),
        (true, beats::refusing()),
        (votes, beats::forcing()),
        (votes, beats::commit_point()),
        (votes, beats::aborting()),
        (votes && mistake != Mistake::None, missing()),
        (true, beats::crashing()),
        (votes, trouble::in_doubt()),
        (matches!(variant, Cooperative | ThreePhase), trouble::blocked()),
        (variant == ThreePhase, trouble::taking_over()),
        (votes && mistake != Mistake::NoLocks, trouble::waiting()),
        (votes && mistake != Mistake::NoLocks, trouble::released()),
        (true, trouble::returning()),
        (votes, trouble::following()),
        (true, beats::ending()),
    ];
    all.into_iter().filter_map(|(can_come, beat)| can_come.then_some(beat)).collect()
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
