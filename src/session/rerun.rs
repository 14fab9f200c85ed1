//! Another experiment, seen at the same moment: interventions, parameters, Back and Forward.

use super::{Session, pointer};
use crate::lesson::trace::{RecordKind, Source};
use crate::lesson::{Catalog, Link, Trace, act};
use crate::sim::time::{Span, Time};

impl Session {
    pub(super) fn with_act(&self, place: u32, text: Option<String>) -> Link {
        let mut link = self.link.clone();
        let place = place as usize;
        match text {
            Some(text) if place < link.acts.len() => link.acts[place] = text,
            None if place < link.acts.len() => drop(link.acts.remove(place)),
            _ => {}
        }
        link
    }

    pub(super) fn with_skip(&self, line: u32, skip: bool) -> Link {
        let mut link = self.link.clone();
        let text = line.to_string();
        if link.skips.iter().any(|typed| typed == "all") {
            let script = self.trace.acts.iter().filter_map(|act| match act.source {
                Source::Script(line) => Some(line.to_string()),
                Source::Link(_) => None,
            });
            link.skips = script.collect();
        }
        link.skips.retain(|typed| *typed != text);
        if skip {
            link.skips.push(text);
        }
        link
    }

    /// Intervenes at the moment that is looked at, and looks at what that brought about: the
    /// intervention itself, or the arrival of a message that was let go.
    pub(super) fn intervened(&self, catalog: &Catalog, act: &str) -> Session {
        let mut link = self.link.clone();
        let place = link.acts.len() as u32;
        link.acts.push(format!("{}.{act}", self.act_time()));
        let next = self.rerun(catalog, link);
        let planned = &next.trace.acts;
        let own = planned.iter().find(|act| act.source == Source::Link(place));
        let Some(event) = own.and_then(|act| act.event) else {
            return next;
        };
        let (record, after) = (next.trace.record(event), next.trace.record(event + 1));
        let arrives = record.message.is_some()
            && after.kind == RecordKind::Deliver
            && (record.message, record.time) == (after.message, after.time);
        next.at(event + u32::from(arrives))
    }

    /// The time of an intervention made now.
    pub fn act_time(&self) -> Time {
        self.trace.record(self.cursor).time
    }

    /// The link with an intervention whose time is written in it.
    pub(super) fn inserted(&self, act: String) -> Link {
        let mut link = self.link.clone();
        link.acts.push(act);
        link
    }

    /// The link in which message `letter` arrives at `time`: one order about it, replaced when
    /// it is given again. A message cannot arrive before it is sent.
    pub(super) fn arriving(&self, letter: u32, time: Time) -> Link {
        let Some(letter) = self.trace.letters.get(letter as usize) else {
            return self.link.clone();
        };
        let name = pointer::message_name(&self.trace, letter);
        let span = Span(time.since(letter.sent).0.max(1));
        let order = format!("delay.{name}.");
        let act = format!("{}.{order}{span}", letter.sent);
        let mut link = self.link.clone();
        let earlier = |act: &&mut String| {
            act::split_time(act).is_some_and(|(_, rest)| rest.starts_with(&order))
        };
        match link.acts.iter_mut().find(earlier) {
            Some(place) => *place = act,
            None => link.acts.push(act),
        }
        link
    }

    /// Another experiment, seen at the same moment.
    pub(super) fn rerun(&self, catalog: &Catalog, link: Link) -> Session {
        let link = Link { run: None, ..link };
        let select = self.link.select.clone();
        let Some(fresh) = Session::open(catalog, link) else {
            return self.clone();
        };
        let next = self.followed_by(fresh);
        let differs = next.previous.as_ref().and_then(|(_, differs)| *differs);
        let cursor = match differs {
            Some(first) if self.cursor >= first => {
                let now = self.trace.record(self.cursor).time;
                next.trace.event_at(now)
            }
            _ => self.cursor,
        };
        let selected = select.and_then(|text| pointer::read(&next.trace, &text));
        let cut = next.cut.clone();
        next.at(cursor).selecting(selected).cutting(cut)
    }

    /// `fresh`, with what is to be remembered of this session.
    pub(super) fn followed_by(&self, fresh: Session) -> Session {
        let differs = first_difference(&self.trace, &fresh.trace);
        let until = differs.unwrap_or(u32::MAX);
        let same = |title: &str| {
            let told = fresh.trace.beats.iter().find(|told| told.title == title);
            told.and_then(|told| told.at).is_some_and(|at| at < until)
        };
        let kept = self.guesses.iter().filter(|(title, _)| same(title));
        Session {
            speed: self.speed,
            guesses: kept.map(|(title, guess)| (*title, *guess)).collect(),
            previous: Some((self.trace.clone(), differs)),
            ghost: self.ghost,
            story: self.story.clone(),
            ..fresh
        }
    }

    /// Another link of this pattern: the address was edited, or Back was pressed.
    pub(super) fn opened(&self, catalog: &Catalog, link: Link) -> Session {
        if link.same_experiment(&self.link) && link.run == self.link.run {
            let next = Session { link, playing: false, ..self.clone() };
            return next.looked();
        }
        let fresh = Session::open(catalog, link);
        fresh.map_or_else(|| self.clone(), |fresh| self.followed_by(fresh))
    }
}

/// The first event at which two runs differ; `None` when they are the same.
pub fn first_difference(a: &Trace, b: &Trace) -> Option<u32> {
    let pairs = a.records.iter().zip(&b.records);
    let same = pairs.take_while(|(a, b)| a.chain == b.chain).count();
    let all = same == a.records.len() && same == b.records.len();
    (!all).then_some(same as u32)
}
