//! What is going to happen: the link's interventions, and the script's lines as their moments come.

use super::Recorder;
use crate::lesson::act;
use crate::lesson::complaint::Complaint;
use crate::lesson::lesson::{ACTS_MAX, Lesson};
use crate::lesson::link::Link;
use crate::lesson::story::{Cue, Moment};
use crate::lesson::trace::{Planned, Source};
use crate::sim::fault::Act;
use crate::sim::simulation::{Simulation, Turn};
use crate::sim::sorted::SortedSet;
use crate::sim::time::{Span, Time};

/// A line of the script that waits for its moment.
pub(super) struct Waiting<L: Lesson> {
    pub(super) number: u32,
    pub(super) cue: Cue<L>,
}

impl<L: Lesson> Recorder<'_, L> {
    pub(super) fn plan(&mut self, source: Source, act: &Act<L>, time: Option<Time>) -> u32 {
        let text = act::words::<L>(act, &self.cast);
        self.list(Planned { time, ..listed(source, text) })
    }

    fn list(&mut self, planned: Planned) -> u32 {
        self.acts.push(planned);
        self.acts.len() as u32 - 1
    }

    pub(super) fn plan_link(
        &mut self,
        link: &Link,
        simulation: &mut Simulation<'_, L>,
        complaints: &mut Vec<Complaint>,
    ) {
        for (place, text) in (0..).zip(link.acts.iter().take(ACTS_MAX)) {
            match act::parse(self.lesson, &self.cast, text) {
                Ok((time, act)) => {
                    let number = self.plan(Source::Link(place), &act, Some(time));
                    simulation.post((time, Turn::Person), act, number, None);
                }
                Err(why) => {
                    complaints.push(Complaint::new(text, &format!("{why}; it is left out")));
                    let listed = listed(Source::Link(place), text.clone());
                    self.list(Planned { unread: Some(why), ..listed });
                }
            }
        }
        if let Some(first) = link.acts.get(ACTS_MAX) {
            let more = link.acts.len() - ACTS_MAX;
            let why = format!(
                "a run takes at most {ACTS_MAX} interventions; this and {} more are left out",
                more - 1
            );
            complaints.push(Complaint::new(first, &why));
        }
    }

    pub(super) fn plan_script(
        &mut self,
        link: &Link,
        simulation: &mut Simulation<'_, L>,
        complaints: &mut Vec<Complaint>,
    ) {
        let script = self.lesson.script();
        let mut skipped = SortedSet::new();
        for text in &link.skips {
            match text.parse::<u32>() {
                Ok(line) if (1..=script.len() as u32).contains(&line) => {
                    skipped.insert(line);
                }
                _ if text == "all" => skipped.extend(1..=script.len() as u32),
                _ => {
                    let why = format!("the script has lines 1 to {}", script.len());
                    complaints.push(Complaint::new(&format!("skip={text}"), &why));
                }
            }
        }
        for (line, cue) in (1..).zip(script) {
            let source = Source::Script(line);
            let number = match &cue {
                Cue::At(time, act) => self.plan(source, act, Some(*time)),
                Cue::Once(_, _, act) => self.plan(source, act, None),
                Cue::Sent(_, _, words) => self.list(listed(source, words.clone())),
            };
            match cue {
                _ if skipped.contains(&line) => self.acts[number as usize].skipped = true,
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

/// An act of which nothing is known but what it says.
fn listed(source: Source, text: String) -> Planned {
    Planned { source, text, time: None, event: None, void: None, skipped: false, unread: None }
}
