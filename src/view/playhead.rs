//! The playhead: where the reader is in the run.

use super::plot::{HANDLE, Plot, RAIL};
use super::scale::Scale;
use super::scene::{Group, Motion, Point, Shape};
use super::spacetime::Axis;
use super::stroke::Stroke;
use crate::lesson::trace::Trace;
use crate::sim::time::Time;

/// The line at the cursor. While playing it moves to the next event.
pub fn playhead(plot: &Plot<'_>) -> Option<Shape> {
    let trace = plot.trace;
    if !plot.scale.shows(plot.now) {
        return None;
    }
    let record = trace.record(plot.cursor);
    // The handle is at the foot: at the head it would cover the times there.
    let foot = plot.bottom();
    let handle = Stroke::default().moved(0.0, foot).to(6.0, foot + HANDLE).right(-12.0);
    Some(Shape::Group(Group {
        at: Point::new(plot.now, 0.0),
        class: "playhead".into(),
        label: Some(format!("playhead: event {}, {}", plot.cursor, record.time)),
        motion: motion(trace, &plot.scale, plot.options.axis, plot.cursor),
        shapes: vec![
            Shape::line(Point::new(0.0, RAIL - 6.0), Point::new(0.0, foot), "playhead-line"),
            Shape::path(handle.closed(), "playhead-handle"),
        ],
        ..Group::default()
    }))
}

/// To scale, the playhead moves evenly from the event before to the one after, so that a step
/// back and a step forward are both seen. One step per event, it moves only to the next.
pub fn motion(trace: &Trace, scale: &Scale, axis: Axis, cursor: u32) -> Option<Motion> {
    let next = (cursor + 1).min(trace.last());
    let (start, end) = match axis {
        // Beyond the window it would leave the drawing: it goes as far as that.
        Axis::Time => {
            let before = trace.record(cursor.saturating_sub(1)).time;
            let first = Time(scale.value(scale.left).max(0.0).ceil() as u64);
            let last = Time(scale.value(scale.right).max(0.0) as u64);
            (before.max(first), trace.record(next).time.min(last))
        }
        Axis::Steps => (trace.record(cursor).time, trace.record(next).time),
    };
    let (from, to) = match axis {
        Axis::Time => (scale.x_time(trace, start), scale.x_time(trace, end)),
        Axis::Steps => (scale.x_event(trace, cursor), scale.x_event(trace, next)),
    };
    let motion = Motion {
        from: Point::new(from, 0.0),
        to: Point::new(to.min(scale.right), 0.0),
        start,
        end,
    };
    // Two events at one moment: there is no time in which to move.
    (motion.end > motion.start).then_some(motion)
}
