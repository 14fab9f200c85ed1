//! What is going to happen: the link's interventions, and the script's lines as their moments come.

use super::Recorder;
use crate::lesson::act;
use crate::lesson::lesson::{ACTS_MAX, Lesson};
use crate::lesson::link::Link;
use crate::lesson::story::{Cue, Moment};
use crate::lesson::trace::Source;
use crate::sim::fault::Act;
use crate::sim::simulation::{Simulation, Turn};
use crate::sim::time::{Span, Time};

/// A line of the script that waits for its moment.
pub(super) struct Waiting<L: Lesson> {
    pub(super) number: u32,
    pub(super) cue: Cue<L>,
}

impl<L: Lesson> Recorder<'_, L> {
    fn plan(&mut self, source: Source, act: &Act<L>, time: Option<Time>) -> u32 {
        let text = act::words(act, &self.book.cast);
        self.book.list(source, text, time)
    }

    pub(super) fn plan_link(&mut self, link: &Link, simulation: &mut Simulation<'_, L>) {
        for (place, text) in (0..).zip(link.acts.iter().take(ACTS_MAX)) {
            match act::parse(self.lesson, &self.book.cast, text) {
                Ok((time, act)) => {
                    let number = self.plan(Source::Link(place), &act, Some(time));
                    simulation.post((time, Turn::Person), act, number, None);
                }
                Err(why) => self.book.list_unread(place, text, why),
            }
        }
        self.book.complain_of_more(&link.acts);
    }

    pub(super) fn plan_script(&mut self, link: &Link, simulation: &mut Simulation<'_, L>) {
        let script = self.lesson.script();
        let skipped = self.book.skipped(&link.skips, script.len() as u32);
        for (line, cue) in (1..).zip(script) {
            let source = Source::Script(line);
            let number = match &cue {
                Cue::At(time, act) => self.plan(source, act, Some(*time)),
                Cue::Once(_, _, act) => self.plan(source, act, None),
                Cue::Sent(_, _, words) => self.book.list(source, words.clone(), None),
            };
            match cue {
                _ if skipped.contains(&line) => self.book.acts[number as usize].skipped = true,
                Cue::At(time, act) => simulation.post((time, Turn::Script), act, number, None),
                cue => self.waiting.push(Waiting { number, cue }),
            }
        }
    }

    /// Takes the cues whose moment this is: what shall be done, how much later, and its number.
    pub(super) fn due(&mut self, moment: &Moment<'_, L>) -> Vec<(Act<L>, Span, u32)> {
        let mut due = Vec::new();
        self.waiting.retain(|waiting| match waiting.cue.due(moment) {
            Some((act, wait)) => {
                due.push((act, wait, waiting.number));
                false
            }
            None => true,
        });
        due
    }
}
