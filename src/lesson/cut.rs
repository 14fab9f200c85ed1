//! A cut across a run: for every node, the last of its events that lies before the cut.
//!
//! ```text
//! A  ──●───●──│───────▶     inside: everything to the left of the cut
//!       ╲     │  ╱          a message that goes out of the cut is in a channel
//! B  ────●────│●─────▶      one that comes into it has arrived before it is sent
//! ```
//!
//! A cut is consistent when it is closed under happened-before: nothing inside follows from
//! anything outside. Then it is a state in which the cluster could have been, and the messages on
//! their way out of it are the state of the channels (Chandy & Lamport 1985, "Distributed
//! snapshots: determining global states of distributed systems").
//!
//! A loss is the network's event and no node's: nobody knows of it, so no cut is inconsistent for
//! it. What concerns no single node is inside when it lies before the cut at every node.

use super::trace::{Ending, Letter, Record, RecordKind, Trace};
use crate::sim::time::NodeId;

/// A cut: the last event inside, for every node.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cut {
    frontier: Vec<u32>,
}

/// What a cut is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Judged {
    /// Whether nothing inside follows from anything outside.
    pub consistent: bool,
    /// The messages sent inside and neither arrived nor lost inside.
    pub in_channels: Vec<u32>,
    /// The messages that arrived inside and were sent outside.
    pub orphans: Vec<u32>,
    /// The events inside that came of an event outside otherwise than by a message: a person saw
    /// the one and asked for the other.
    pub prompted: Vec<u32>,
}

impl Cut {
    /// Upright, right after `event`. Such a cut is always consistent.
    pub fn at(trace: &Trace, event: u32) -> Cut {
        Cut { frontier: vec![event.min(trace.last()); trace.cast.len()] }
    }

    /// The same cut, but for `node` right after `event`.
    pub fn with(&self, node: NodeId, event: u32) -> Cut {
        let mut cut = self.clone();
        if let Some(last) = cut.frontier.get_mut(node.index()) {
            *last = event;
        }
        cut
    }

    /// The last event inside at `node`: none of its events after this one is.
    pub fn event(&self, node: NodeId) -> u32 {
        self.frontier.get(node.index()).copied().unwrap_or(0)
    }

    /// The cut in a link: "12", or "12,9,12" in order of nodes.
    pub fn text(&self) -> String {
        let mut texts: Vec<String> = self.frontier.iter().map(u32::to_string).collect();
        texts.dedup();
        if texts.len() > 1 {
            texts = self.frontier.iter().map(u32::to_string).collect();
        }
        texts.join(",")
    }

    /// Reads what [`text`](Self::text) wrote; what lies after the end of this run is at its end.
    pub fn read(trace: &Trace, text: &str) -> Option<Cut> {
        let mut frontier = Vec::new();
        for part in text.split(',') {
            if frontier.len() == trace.cast.len() {
                return None;
            }
            frontier.push(part.parse::<u32>().ok()?.min(trace.last()));
        }
        match frontier.len() {
            1 => Some(Cut::at(trace, frontier[0])),
            many => (many == trace.cast.len()).then_some(Cut { frontier }),
        }
    }

    /// Whether event `at` is inside.
    pub fn contains(&self, trace: &Trace, at: u32) -> bool {
        match trace.record(at).node {
            Some(node) => at <= self.event(node),
            None => self.frontier.iter().all(|last| at <= *last),
        }
    }

    /// Whether the cut is consistent, and why not; what is in the channels.
    pub fn judge(&self, trace: &Trace) -> Judged {
        let inside: Vec<bool> = (0..=trace.last()).map(|at| self.contains(trace, at)).collect();
        let inside = |at: u32| inside[at as usize];
        let (mut in_channels, mut orphans) = (Vec::new(), Vec::new());
        for (id, letter) in (0..).zip(&trace.letters) {
            let sent = inside(origin(trace, letter));
            let ended = match letter.ending {
                Ending::Arrived(event) | Ending::Lost(event, _) => inside(event),
                Ending::Open(_) => false,
            };
            match (sent, ended, letter.ending) {
                (true, false, _) if inside(letter.sent_by) => in_channels.push(id),
                (false, true, Ending::Arrived(_)) => orphans.push(id),
                _ => {}
            }
        }
        let prompted = prompted(trace, inside, &orphans);
        let consistent = orphans.is_empty() && prompted.is_empty();
        Judged { consistent, in_channels, orphans, prompted }
    }
}

/// Whether an event happens at its node, so that the node knows of it.
fn at_a_node(record: &Record) -> bool {
    record.node.is_some() && record.kind != RecordKind::Lost
}

/// The event in which a node sent this message. A copy made by hand was sent when the original
/// was.
fn origin(trace: &Trace, letter: &Letter) -> u32 {
    let by_hand = trace.record(letter.sent_by).kind == RecordKind::Fate;
    let original = letter.copy_of.filter(|_| by_hand);
    original
        .and_then(|id| trace.letters.get(id as usize))
        .map_or(letter.sent_by, |letter| letter.sent_by)
}

/// The events inside that follow from something outside, and not because of an orphan.
fn prompted(trace: &Trace, inside: impl Fn(u32) -> bool, orphans: &[u32]) -> Vec<u32> {
    // Whether something outside could be known by this event.
    let mut knows = vec![false; trace.records.len()];
    let mut prompted = Vec::new();
    for at in 0..=trace.last() {
        let record = trace.record(at);
        let outside = |reason: u32| at_a_node(trace.record(reason)) && !inside(reason);
        let tainted = |reason: u32| {
            outside(reason) || !at_a_node(trace.record(reason)) && knows[reason as usize]
        };
        let mut reasons = trace.reasons(at);
        let wrong = reasons.any(tainted);
        knows[at as usize] = wrong;
        let arrived = record.kind == RecordKind::Deliver;
        let orphan = record.message.is_some_and(|id| arrived && orphans.binary_search(&id).is_ok());
        if wrong && !orphan && at_a_node(record) && inside(at) {
            prompted.push(at);
        }
    }
    prompted
}

impl Judged {
    /// The verdict and the reason for it.
    pub fn sentence(&self, trace: &Trace) -> String {
        if let Some(letter) = self.orphans.first().and_then(|id| trace.letters.get(*id as usize)) {
            let more = match self.orphans.len() - 1 {
                0 => String::new(),
                1 => " 1 more message arrives before it is sent.".to_string(),
                more => format!(" {more} more messages arrive before they are sent."),
            };
            let arrived = match letter.ending {
                Ending::Arrived(event) | Ending::Lost(event, _) => event,
                Ending::Open(_) => 0,
            };
            let (from, to) = (trace.name(letter.name.from), trace.name(letter.name.to));
            return format!(
                "Not consistent: {} has arrived at {to} (event {arrived}), but {from} has not \
                 sent it yet (event {} lies after the cut).{more}",
                letter.label,
                origin(trace, letter),
            );
        }
        if let Some(at) = self.prompted.first() {
            let came_of = match trace.record(*at).cause {
                Some(cause) => format!("event {cause}"),
                None => "what".to_string(),
            };
            return format!(
                "Not consistent: event {at} lies before the cut, but it was asked for because of \
                 {came_of}, which lies after the cut."
            );
        }
        let channels = match self.in_channels.len() {
            0 => "No message is in a channel.".to_string(),
            1 => "1 message is in a channel.".to_string(),
            many => format!("{many} messages are in the channels."),
        };
        format!("Consistent: no message arrives before it is sent. {channels}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lesson::Link;

    /// A asks (1), B (2), A itself (3) and C (4) write; C's (5) and B's (6) answers and A's own
    /// (7) arrive.
    fn run() -> Trace {
        let link = Link::parse("quorum?n=3&r=2&w=2&skip=all&do=6ms.write.A.x");
        crate::patterns::catalog().get("quorum").expect("a pattern").run(&link)
    }

    fn check(text: &str, sentence: &str) {
        let trace = run();
        let cut = Cut::read(&trace, text).expect("a cut");
        assert_eq!(cut.judge(&trace).sentence(&trace), sentence, "{text}");
        assert_eq!(cut.text(), text);
    }

    #[test]
    fn a_cut_is_told_consistent_or_not_and_why() {
        let fine = "Consistent: no message arrives before it is sent.";
        for (text, channels) in [
            ("0", "No message is in a channel."),
            ("1", "3 messages are in the channels."),
            ("7", "No message is in a channel."),
            ("1,0,0", "3 messages are in the channels."),
            ("3,2,0", "3 messages are in the channels."),
            ("6,2,4", "1 message is in a channel."),
        ] {
            check(text, &format!("{fine} {channels}"));
        }
        check(
            "0,2,0",
            "Not consistent: WRITE v2A has arrived at Clinic B (event 2), but Clinic A has not \
             sent it yet (event 1 lies after the cut).",
        );
        check(
            "6,0,4",
            "Not consistent: ACK v2A has arrived at Clinic A (event 6), but Clinic B has not \
             sent it yet (event 2 lies after the cut).",
        );
        check(
            "0,2,4",
            "Not consistent: WRITE v2A has arrived at Clinic B (event 2), but Clinic A has not \
             sent it yet (event 1 lies after the cut). 1 more message arrives before it is sent.",
        );
    }

    #[test]
    fn what_is_no_cut_is_not_read() {
        let trace = run();
        for text in ["", "x", "1,2", "1,2,3,4", "1,,2", "-1", "1,2,99999999999", " 1"] {
            assert_eq!(Cut::read(&trace, text), None, "{text:?}");
        }
        // A run may have become shorter since the link was made.
        assert_eq!(Cut::read(&trace, "99"), Some(Cut::at(&trace, 7)));
    }
}
