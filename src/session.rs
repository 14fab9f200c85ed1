//! What the learner is doing: one value, and the actions that turn it into the next one.
//!
//! ```text
//! Session ── update(Action) ─▶ Session        a value in, a value out; nothing else happens
//!    └── link ─▶ trace                        only the experiment half of the link runs anything
//! ```

mod action;
mod causality;
pub mod columns;
mod hint;
mod look;
mod moments;
pub mod pointer;
mod rerun;
pub mod rounds;
pub mod survey;
#[cfg(test)]
mod tests;
pub mod variants;
pub mod verdict;

use crate::lesson::cut::Cut;
use crate::lesson::digest::{self, Reproduced};
use crate::lesson::trace::{Puzzle, Told};
use crate::lesson::{
    About, Catalog, CommandSpec, Complaint, Link, Params, Preset, Study, Trace, Values,
};
use crate::sim::sorted::SortedMap;
use crate::sim::sorted::sort_by_key;
use crate::view::Target;
use std::rc::Rc;

pub use crate::sim::simulation::{End, Loss};
pub use crate::sim::time::{LocalTime, NodeId, Span, Time, parse_us};
pub use crate::sim::world::Status;

pub use action::{Action, Guess, Kind, SPEEDS};
pub use causality::{Accord, Clocks, Related};
pub use columns::{Column, Pair};
pub use look::Lit;
pub use moments::CrashPoint;
pub use rerun::first_difference;

/// What the page shows for a link.
#[derive(Clone)]
pub enum Place {
    /// The catalog, and what was wrong with the link that led here.
    Home(Box<Link>, Option<Complaint>),
    /// A pattern.
    Lesson(Rc<Session>),
}

/// What a pattern declares, as far as forms and panels need it.
pub struct Declared {
    /// What it says of itself.
    pub about: About,
    /// Its parameters.
    pub params: Params,
    /// Its what-ifs.
    pub presets: &'static [Preset],
    /// What is worth comparing and measuring.
    pub study: Study,
    /// Its commands under these values.
    pub commands: Vec<CommandSpec>,
    /// The values in force.
    pub values: Values,
}

/// What the learner is doing.
#[derive(Clone)]
pub struct Session {
    /// The whole input, as typed where it was typed.
    pub link: Link,
    /// What the pattern declares.
    pub declared: Rc<Declared>,
    /// The run.
    pub trace: Rc<Trace>,
    /// The event that is looked at.
    pub cursor: u32,
    /// Whether the player runs.
    pub playing: bool,
    /// Its speed in percent.
    pub speed: u16,
    /// What is selected.
    pub selected: Option<Target>,
    /// What is pointed at.
    pub hovered: Option<Target>,
    /// Answers to questions of the story, by the title of the beat.
    pub guesses: SortedMap<&'static str, Guess>,
    /// What the digest of a shared link says.
    pub shared: Option<Reproduced>,
    /// The run before the last change, and the first event at which this one differs from it.
    pub previous: Option<(Rc<Trace>, Option<u32>)>,
    /// Whether that run is shown behind this one.
    pub ghost: bool,
    /// The event that the selected one is compared with.
    pub compared: Option<u32>,
    /// The node that the selected one is compared with.
    pub beside: Option<NodeId>,
    /// The cut through the lanes.
    pub cut: Option<Cut>,
    /// Where the story was left for free play.
    pub story: Option<Rc<Link>>,
    complaints: Vec<Complaint>,
    typical_us: u64,
}

/// Two sessions are equal when everything that can be seen is. A trace is never changed, so that
/// the same place in memory means the same run.
impl PartialEq for Session {
    fn eq(&self, other: &Session) -> bool {
        Rc::ptr_eq(&self.trace, &other.trace)
            && self.cursor == other.cursor
            && self.playing == other.playing
            && self.speed == other.speed
            && self.selected == other.selected
            && self.hovered == other.hovered
            && self.guesses == other.guesses
            && self.shared == other.shared
            && self.previous.is_some() == other.previous.is_some()
            && self.ghost == other.ghost
            && self.compared == other.compared
            && self.beside == other.beside
            && self.cut == other.cut
            && self.story == other.story
            && self.link == other.link
    }
}

impl Place {
    /// The page for `link`. An unknown pattern leads home, with a complaint.
    pub fn open(catalog: &Catalog, link: Link) -> Place {
        if link.pattern.is_empty() {
            return Place::Home(Box::new(link), None);
        }
        match Session::open(catalog, link.clone()) {
            Some(session) => Place::Lesson(Rc::new(session)),
            None => {
                let why = "there is no pattern of this name; here are those that work";
                let complaint = Complaint::new(&link.pattern, why);
                Place::Home(Box::new(link), Some(complaint))
            }
        }
    }
}

impl Session {
    /// Runs `link`; `None` when the catalog does not know its pattern.
    pub fn open(catalog: &Catalog, link: Link) -> Option<Session> {
        let lesson = catalog.get(&link.pattern)?;
        let params = lesson.params();
        let (values, _) = params.resolve(&link.params);
        let trace = Rc::new(lesson.run(&link));
        let shared = link.run.as_deref().map(|run| digest::compare(run, &trace));
        let session = Session {
            declared: Rc::new(Declared {
                about: lesson.about(),
                params,
                presets: lesson.presets(),
                study: lesson.study(),
                commands: lesson.commands(&values),
                values,
            }),
            cursor: 0,
            playing: false,
            speed: 100,
            selected: None,
            hovered: None,
            guesses: SortedMap::new(),
            shared,
            previous: None,
            ghost: false,
            compared: None,
            beside: None,
            cut: None,
            story: None,
            complaints: Vec::new(),
            typical_us: typical_us(&trace),
            trace,
            link,
        };
        Some(session.looked())
    }

    /// The session after `action`.
    pub fn update(&self, catalog: &Catalog, action: Action) -> Session {
        let rerun = |link: Link| self.rerun(catalog, link);
        match action {
            Action::Go(at) => self.clone().moved(at),
            Action::Step(by) => self.clone().moved(self.cursor.saturating_add_signed(by)),
            Action::Beat(by) => self.clone().moved(self.beat(by)),
            Action::Home => self.clone().moved(0),
            Action::End => self.clone().moved(self.trace.last()),
            Action::TogglePlay => self.clone().toggled(),
            Action::Tick => self.clone().ticked(),
            Action::Speed(speed) => Session { speed, ..self.clone() },
            Action::Select(target) => self.clone().selecting(target).comparing(None),
            Action::Hover(hovered) => Session { hovered, ..self.clone() },
            Action::Compare(event) => self.clone().comparing(event),
            Action::SelectHere => {
                let here = Target::Event(self.cursor);
                self.clone().selecting(Some(here)).comparing(None)
            }
            Action::CompareHere => self.clone().comparing(Some(self.cursor)),
            Action::Beside(node, other) => self.clone().putting_beside(node, other),
            Action::Origin(node, row, cell) => match self.origin(node, &row, &cell) {
                Some(event) => self.clone().selecting(Some(Target::Event(event))),
                None => self.clone(),
            },
            Action::ToggleClocks => self.clone().writing_clocks(!self.clocks()),
            Action::Escape if self.selected.is_some() => self.clone().selecting(None),
            Action::Escape => self.clone().cutting(None),
            Action::ToggleCut => {
                let cut = Cut::at(&self.trace, self.cursor);
                self.clone().cutting(self.cut.is_none().then_some(cut))
            }
            Action::Next(kind) => self.clone().next(kind),
            Action::Cut(cut) => self.clone().cutting(cut),
            Action::Ghost(ghost) => Session { ghost, ..self.clone() },
            Action::Explore => Session { story: Some(Rc::new(self.link.clone())), ..self.clone() },
            Action::BackToStory => match &self.story {
                Some(link) => Session { story: None, ..self.opened(catalog, (**link).clone()) },
                None => self.clone(),
            },
            Action::Guess(beat, guess) => {
                let mut next = self.clone();
                next.guesses.insert(beat, guess);
                next
            }
            Action::SetParam(name, text) => {
                rerun(self.link.clone().with_param(name, text.as_deref()))
            }
            Action::AddAct(text) => self.intervened(catalog, &text),
            Action::Insert(text) => rerun(self.inserted(text)),
            Action::Arrive(letter, time) => rerun(self.arriving(letter, time)),
            Action::EditAct(place, text) => rerun(self.with_act(place, Some(text))),
            Action::RemoveAct(place) => rerun(self.with_act(place, None)),
            Action::Skip(line) => rerun(self.with_skip(line, true)),
            Action::Unskip(line) => rerun(self.with_skip(line, false)),
            Action::Reset => {
                let (clocks, embed) = (self.link.clocks.clone(), self.link.embed.clone());
                rerun(Link { clocks, embed, ..Link::of(&self.link.pattern) })
            }
            Action::Settle => Session { previous: None, shared: None, ..self.clone() },
            Action::Open(link) => self.opened(catalog, *link),
        }
    }

    fn moved(mut self, cursor: u32) -> Session {
        self.playing = false;
        self.at(cursor)
    }

    fn at(mut self, cursor: u32) -> Session {
        self.cursor = cursor.min(self.trace.last());
        self.link.at = (self.cursor > 0).then(|| self.cursor.to_string());
        self.complaints.retain(|complaint| !complaint.part.starts_with("at="));
        self
    }

    fn toggled(mut self) -> Session {
        self.playing = !self.playing;
        if self.playing {
            // Playing on past an open question means: show me.
            if let Some((beat, _)) = self.question() {
                let beat = beat.title;
                self.guesses.insert(beat, Guess::Skipped);
            }
            if self.cursor == self.trace.last() {
                return self.at(0);
            }
        }
        self
    }

    fn ticked(mut self) -> Session {
        if !self.playing {
            return self;
        }
        let next = self.cursor + 1;
        self = self.at(next);
        if self.cursor == self.trace.last() || self.question().is_some() {
            self.playing = false;
        }
        self
    }

    /// Where the next beat (`by` 1) or the one before (−1) is.
    fn beat(&self, by: i32) -> u32 {
        let mut places = self.trace.beats.iter().filter_map(|told| told.at);
        if by > 0 {
            places.find(|at| *at > self.cursor).unwrap_or(self.trace.last())
        } else {
            places.take_while(|at| *at < self.cursor).last().unwrap_or(0)
        }
    }

    /// Everything that could not be used of the link.
    pub fn complaints(&self) -> impl Iterator<Item = &Complaint> {
        self.trace.complaints.iter().chain(&self.complaints)
    }

    /// The link to this moment of this run, with its digest.
    pub fn share(&self) -> Link {
        Link { run: Some(digest::digest(&self.trace)), ..self.link.clone() }
    }

    /// The beat that the story has come to.
    pub fn beat_now(&self) -> Option<&Told> {
        let past = |told: &&Told| told.at.is_some_and(|at| at <= self.cursor);
        self.trace.beats.iter().rfind(past)
    }

    /// The beats as far as the reader may know: what has come, in order of events, and the others
    /// in the order of telling. What did not come is last only when that is known, at the end.
    pub fn beats_now(&self) -> Vec<&Told> {
        let over = self.cursor == self.trace.last();
        let mut beats: Vec<&Told> = self.trace.beats.iter().collect();
        sort_by_key(&mut beats, |told| match told.at {
            Some(at) if at <= self.cursor => (0, at, told.place),
            None if over => (2, 0, told.place),
            _ => (1, 0, told.place),
        });
        beats
    }

    /// The question that is asked at this event and has no answer yet.
    pub fn question(&self) -> Option<(&Told, &Puzzle)> {
        if self.story.is_some() || self.embedded() {
            return None;
        }
        let here = self.trace.beats.iter().filter(|told| told.at == Some(self.cursor));
        here.filter(|told| !self.guesses.contains_key(told.title))
            .find_map(|told| Some((told, told.predict.as_ref()?)))
    }

    /// Whether a question is open: neither the reader nor the run has answered it.
    pub fn asked(&self) -> bool {
        let open = |told: &&Told| {
            let answer = told.predict.as_ref().map(|puzzle| puzzle.answer);
            answer.is_some_and(|answer| answer.is_none_or(|(_, event)| event > self.cursor))
                && told.at.is_some_and(|at| at <= self.cursor)
                && !self.guesses.contains_key(told.title)
        };
        let tour = self.story.is_none() && !self.embedded() && self.cursor < self.trace.last();
        tour && self.trace.beats.iter().any(|told| open(&told))
    }

    /// How long the player takes from this event to the next, in milliseconds on the screen.
    pub fn gap_ms(&self) -> f64 {
        const TYPICAL_MS: f64 = 400.0;
        const SAME_TIME_MS: f64 = 250.0;
        let now = self.trace.record(self.cursor).time;
        let gap = self.trace.record(self.cursor + 1).time.since(now).0;
        let ms = match gap {
            0 => SAME_TIME_MS,
            _ => (gap as f64 * TYPICAL_MS / self.typical_us as f64).clamp(120.0, 1200.0),
        };
        ms * 100.0 / f64::from(self.speed.max(1))
    }
}

/// The median of the gaps between events that are not simultaneous.
fn typical_us(trace: &Trace) -> u64 {
    let pairs = trace.records.windows(2);
    let gaps = pairs.map(|pair| pair[1].time.since(pair[0].time).0);
    let mut gaps: Vec<u64> = gaps.filter(|gap| *gap > 0).collect();
    sort_by_key(&mut gaps, |gap| *gap);
    gaps.get(gaps.len() / 2).copied().unwrap_or(1_000)
}
