//! What part of the diagram's axis is shown: it follows the playhead until the reader looks away.

use crate::lesson::Trace;
use crate::session::Session;
use crate::view::{Axis, least_width, panned, share_of, zoomed};
use std::rc::Rc;

/// A page shows about so many events before zooming.
const PAGE_EVENTS: u32 = 40;

/// What part of the axis is shown, as shares of the whole.
#[derive(Copy, Clone, Debug, PartialEq)]
pub struct Pane {
    pub axis: Axis,
    pub from: f64,
    pub to: f64,
    /// The event and the run at which the reader last chose or followed.
    cursor: u32,
    run: *const Trace,
}

impl Pane {
    /// The first page.
    pub fn first(session: &Session) -> Pane {
        let axis = Axis::Time;
        let to = page(&session.trace, axis);
        let run = Rc::as_ptr(&session.trace);
        Pane { axis, from: 0.0, to, cursor: session.cursor, run }.near(session)
    }

    /// The same, moved as little as shows the playhead, if that has moved.
    pub fn following(self, session: &Session) -> Pane {
        let run = Rc::as_ptr(&session.trace);
        let same = (self.cursor, self.run) == (session.cursor, run);
        if same {
            return self;
        }
        let mut next = Pane { cursor: session.cursor, run, ..self };
        if self.run != run && next.to - next.from > page(&session.trace, next.axis) {
            // A page of a short run may hold thousands of events of a long one.
            next.to = next.from + page(&session.trace, next.axis);
        }
        next.near(session)
    }

    fn near(self, session: &Session) -> Pane {
        let (at, width) = (self.share(session), self.to - self.from);
        let hidden = at < self.from || at > self.to - width * 0.02 && self.to < 1.0;
        if !hidden {
            return self;
        }
        let from = (at - width * 0.15).clamp(0.0, 1.0 - width);
        Pane { from, to: from + width, ..self }
    }

    /// The share of the axis at which the playhead is.
    pub fn share(&self, session: &Session) -> f64 {
        share_of(&session.trace, self.axis, session.cursor)
    }

    /// So many times as wide, with `around` staying where it is.
    pub fn zoomed(self, trace: &Trace, factor: f64, around: f64) -> Pane {
        let least = least_width(trace, self.axis);
        let factor = factor.max(least / (self.to - self.from).max(1e-9));
        let (from, to) = zoomed((self.from, self.to), factor, around);
        Pane { from, to, ..self }
    }

    /// Moved by this share of the axis.
    pub fn panned(self, by: f64) -> Pane {
        let (from, to) = panned((self.from, self.to), by);
        Pane { from, to, ..self }
    }

    /// The whole run.
    pub fn whole(self) -> Pane {
        Pane { from: 0.0, to: 1.0, ..self }
    }

    /// The other axis, with the playhead in the middle.
    pub fn turned(self, session: &Session) -> Pane {
        let axis = match self.axis {
            Axis::Time => Axis::Steps,
            Axis::Steps => Axis::Time,
        };
        let at = share_of(&session.trace, axis, session.cursor);
        let width = self.to - self.from;
        let from = (at - width / 2.0).clamp(0.0, 1.0 - width);
        Pane { axis, from, to: from + width, ..self }
    }
}

/// How wide a page is.
fn page(trace: &Trace, axis: Axis) -> f64 {
    match trace.last() {
        last if last <= PAGE_EVENTS + PAGE_EVENTS / 2 => 1.0,
        _ => share_of(trace, axis, PAGE_EVENTS).clamp(0.01, 1.0),
    }
}
