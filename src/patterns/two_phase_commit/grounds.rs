//! Whether an abort has a ground, judged by what was announced before it and not by what the one
//! that aborts says of itself.
//!
//! ```text
//!  a no · a vote that is missing when its time is up · a crash of the coordinator before it
//!  decided · the word of somebody that aborted · three-phase: silence, unless ready to commit
//! ```
//!
//! A decision that is late or lost is no ground: who has voted yes waits for it.

use super::history::Deed;
use super::message::{Note, Vote, Why};
use super::protocol::COORDINATOR;
use super::record::{Decision, Tx, node};
use crate::sim::NodeId;

impl Deed {
    /// When `note` of `who` is an abort without a ground, the sentence that says so.
    pub(super) fn lacks_a_ground(&self, tx: Tx, who: NodeId, note: &Note) -> Option<String> {
        let (Note::Verdict { decision: Decision::Abort, why, .. }
        | Note::Applied { decision: Decision::Abort, why, .. }) = note
        else {
            return None;
        };
        let lack = match *why {
            Why::Refused(voter) if self.said_no(voter) => return None,
            Why::Refused(voter) => format!("for a no of {}, which did not say no", node(voter)),
            Why::TimedOut { had, of, .. } if had < of => return None,
            Why::TimedOut { .. } => "for want of votes, and all were in".to_string(),
            Why::Recovered if self.forgot(COORDINATOR) => return None,
            Why::Recovered => "for want of a decision, and has not crashed before it".to_string(),
            Why::Logged if self.aborted(COORDINATOR) || self.forgot(COORDINATOR) => return None,
            Why::Logged => "by its log, and had not decided that".to_string(),
            Why::Told(by) if self.aborted(by) || self.forgot(by) => return None,
            Why::Told(by) if self.decisions.contains_key(&by) => {
                let by = node(by);
                format!("because {by} says so, and {by} has committed it")
            }
            Why::Told(by) => {
                let by = node(by);
                format!("because {by} says so, and {by} has not aborted it")
            }
            Why::OwnWill if self.said_no(who) => return None,
            Why::OwnWill => "on its own, and has not voted no".to_string(),
            Why::Terminated if self.precommitted.contains(&who) => {
                "on its own, and was ready to commit it".to_string()
            }
            Why::Terminated if self.took_over.contains(&who) => return None,
            Why::Terminated => "on its own, and has not taken over".to_string(),
            Why::AllYes => "although everybody voted yes".to_string(),
            Why::Impatience => "on its own, after it has voted yes".to_string(),
        };
        Some(format!("{} aborts {tx} {lack}", node(who)))
    }

    fn said_no(&self, who: NodeId) -> bool {
        self.votes.get(&who) == Some(&Vote::No)
    }

    fn aborted(&self, who: NodeId) -> bool {
        self.decisions.get(&who) == Some(&Decision::Abort)
    }

    /// Whether `who` crashed before it was bound to anything: the coordinator before its decision,
    /// a participant before its yes. Its abort may have reached the disk unannounced.
    fn forgot(&self, who: NodeId) -> bool {
        self.failed.contains(&who)
            && !self.decisions.contains_key(&who)
            && self.votes.get(&who) != Some(&Vote::Yes)
    }
}
