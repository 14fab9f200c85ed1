//! Moments inside a run at which something can be done: where a cell got what it says, and where in
//! an event a crash can be put.

use super::Session;
use crate::lesson::Cell;
use crate::sim::time::{NodeId, Time};

/// A moment of an event at which its node can crash.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CrashPoint {
    /// Which moment: "after 1 of 3 messages".
    pub words: String,
    /// The intervention, with its time.
    pub act: String,
}

impl Session {
    /// The event in which a cell of a row of `node` got what it says now: the latest of those up to
    /// the cursor that changed it.
    pub fn origin(&self, node: NodeId, row: &str, cell: &str) -> Option<u32> {
        let stage = self.trace.stage();
        let find = |at: u32| -> Option<Cell> {
            let card = stage.card(at, node);
            let row = card.rows.iter().find(|one| one.name == row)?;
            row.cells.iter().find(|one| one.label == cell).cloned()
        };
        let now = find(self.cursor)?;
        // Only what happens at the node changes its card, as far as its own state goes.
        let mine = |at: &u32| {
            let record = self.trace.record(*at);
            record.node == Some(node) || *at == 0
        };
        let mut origin = None;
        for at in (0..=self.cursor).rev().filter(mine) {
            match find(at) {
                Some(then) if then == now => origin = Some(at),
                _ => break,
            }
        }
        origin
    }

    /// Where in an event its node can crash: before it, between any two of the messages that it
    /// sends, after it. None when no node makes a step in it.
    pub fn crash_points(&self, event: u32) -> Vec<CrashPoint> {
        let trace = &self.trace;
        let record = trace.record(event);
        let Some(node) = record.node.filter(|_| record.kind.is_a_step()) else {
            return Vec::new();
        };
        let sent = |at: u32| {
            let letters = trace.record(at).sent.iter().map(|id| &trace.letters[*id as usize]);
            letters.filter(|letter| letter.copy_of.is_none()).count()
        };
        // A fuse that is lit right before this moment burns by what the node sends at it earlier.
        let same = |at: &u32| {
            let other = trace.record(*at);
            other.time == record.time && other.node == Some(node) && other.kind.is_a_step()
        };
        let earlier = (0..event).rev().take_while(|at| trace.record(*at).time == record.time);
        let ahead: usize = earlier.filter(same).map(sent).sum();
        let count = sent(event);
        let code = &trace.cast[node.index()].code;
        let mut points = Vec::new();
        let mut point = |words: String, act: String| points.push(CrashPoint { words, act });
        if let Some(before) = record.time.0.checked_sub(1).map(Time) {
            point("before it".to_string(), format!("{before}.crash.{code}"));
            for left in 0..count {
                let words = match left {
                    0 => "in it, before it sends anything".to_string(),
                    _ => format!("after {left} of {count} messages"),
                };
                point(words, format!("{before}.crash.{code}.{}", ahead + left));
            }
        }
        point("after it".to_string(), format!("{}.crash.{code}", record.time));
        points
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lesson::Link;
    use crate::lesson::trace::{RecordKind, StretchKind};
    use crate::patterns::catalog;
    use crate::session::{Action, Place};

    fn open(link: &str) -> Session {
        match Place::open(&catalog(), Link::parse(link)) {
            Place::Lesson(session) => (*session).clone(),
            Place::Home(..) => panic!("{link} does not open"),
        }
    }

    #[test]
    fn a_cell_leads_to_the_event_that_wrote_it() {
        let session = open("vector-clock?at=11");
        let node = NodeId(1);
        // The second server's like is event 2; what the first one counted reaches it in event 4.
        for (cell, event) in [("S2", 2), ("S1", 4)] {
            assert_eq!(session.origin(node, "post's clock", cell), Some(event), "{cell}");
        }
        assert_eq!(session.origin(node, "post's clock", "S9"), None);
        assert_eq!(session.origin(node, "no such row", "S1"), None);
        let asked = Action::Origin(node, "post's clock".to_string(), "S1".to_string());
        let session = session.update(&catalog(), asked);
        assert_eq!(session.selected, Some(crate::view::Target::Event(4)));
    }

    /// Every crash point of every event does what it says: so many messages leave, no more.
    #[test]
    fn a_crash_strikes_where_it_was_put() {
        let catalog = catalog();
        for lesson in catalog.iter() {
            let session = open(lesson.about().name);
            for event in 0..=session.trace.last() {
                let record = session.trace.record(event);
                let points = session.crash_points(event);
                assert_eq!(points.is_empty(), !record.kind.is_a_step(), "event {event}");
                let sent = points.len().saturating_sub(2);
                for (at, point) in points.iter().enumerate() {
                    let after = session.update(&catalog, Action::Insert(point.act.clone()));
                    let told = format!("{}: event {event}, {}", after.link, point.words);
                    let node = record.node.expect("points are of a node");
                    let down = after.trace.stretches.iter().find(|stretch| {
                        stretch.kind == StretchKind::Down(node)
                            && after.trace.record(stretch.from).time.0 + 1 >= record.time.0
                    });
                    let down = down.unwrap_or_else(|| panic!("{told}: no crash"));
                    let crashed = after.trace.record(down.from);
                    let left = crashed.sent.len();
                    match at {
                        0 => assert!(crashed.time < record.time, "{told}"),
                        at if at == points.len() - 1 => {
                            assert_eq!(crashed.kind, RecordKind::Fault, "{told}");
                        }
                        at => {
                            assert_eq!((crashed.time, left), (record.time, at - 1), "{told}");
                            assert!(left < sent, "{told}");
                        }
                    }
                }
            }
        }
    }
}
