//! Same luck, other choices: one experiment under every value of one parameter, side by side.
//!
//! ```text
//!                       off    hints   sloppy      one run each: same seed, script, interventions
//! messages sent          50       54       58      a line that differs comes first
//! Clinic E at the end    v1       v2       v2
//! forced writes          11       11       11      what is the same everywhere comes after
//! ```
//!
//! Nothing here is known of a pattern: every word is read off the finished runs.

mod table;
mod values;

use super::pointer;
use crate::lesson::act;
use crate::lesson::document::end_word;
use crate::lesson::trace::{Planned, Source, Standing, Trace, Verdict};
use crate::lesson::{AnyLesson, Group, Kind, Link, Param, Params, Tone, Value, figure};
use crate::sim::sorted::sort_by_key;
use crate::sim::time::NodeId;
use crate::sim::world::Status;

/// The runs of an experiment under every value of a parameter.
#[derive(Clone, Debug, PartialEq)]
pub struct Variants {
    /// The experiment, as it is.
    pub link: Link,
    /// The parameter, as links call it.
    pub name: &'static str,
    /// The parameter, as the form calls it.
    pub label: &'static str,
    /// One for each value, in the order in which they are declared or grow.
    pub all: Vec<Variant>,
}

/// One value of the parameter, and what came of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Variant {
    /// The value, as text.
    pub value: String,
    /// What a word means; empty for a number.
    pub about: &'static str,
    /// Whether it is the value of the experiment as it is.
    pub here: bool,
    /// The experiment with this value.
    pub link: Link,
    amount: Value,
    /// What else is not as in the experiment: parameters that depend on this one.
    with_it: Vec<String>,
    outcome: Option<Outcome>,
}

/// What is read off a finished run.
#[derive(Clone, Debug, PartialEq)]
struct Outcome {
    facts: Vec<Fact>,
    /// Parts of script and link that came to nothing: whose, what, and why.
    unused: Vec<(Source, String)>,
}

#[derive(Clone, Debug, PartialEq)]
struct Fact {
    about: (Topic, String),
    cell: Cell,
}

/// What a line is about, in the order of lines.
#[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Topic {
    /// A guarantee, and how it stands at the end.
    Guarantee,
    /// A figure that the pattern measures.
    Figure,
    /// A cost.
    Cost,
    /// A node's state at the end.
    Node,
    /// When and why the run ends.
    End,
}

/// What one run says in one line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cell {
    /// A few words or a figure.
    pub text: String,
    /// What it means.
    pub tone: Tone,
    /// The event that shows it.
    pub event: Option<u32>,
}

/// One line of the comparison.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// What kind of thing it is about.
    pub topic: Topic,
    /// What it is about.
    pub label: String,
    /// A cell for every variant; `None` when its run is not made yet, or knows no such thing.
    pub cells: Vec<Option<Cell>>,
    /// Whether two runs that are made say different things.
    pub differs: bool,
}

impl Variants {
    /// Every value of `name` on the luck of `link`. `None` when there is no such
    /// parameter, or nothing to choose from.
    pub fn new(lesson: &dyn AnyLesson, link: &Link, name: &str) -> Option<Variants> {
        let params = lesson.params();
        let param = params.get(name)?;
        let values = values::of(param, &params.resolve(&link.params).0);
        (values.len() > 1).then(|| Variants::over(&params, link, param, values))
    }

    /// The same seen from `link`: the same columns when it is one of them, and no run again that
    /// is made already.
    pub fn again(&self, lesson: &dyn AnyLesson, link: &Link) -> Option<Variants> {
        let params = lesson.params();
        let param = params.get(self.name)?;
        let values: Vec<Value> = self.all.iter().map(|variant| variant.amount).collect();
        let present = params.resolve(&link.params).0.get(self.name);
        let mut next = match values.contains(&present) {
            true => Variants::over(&params, link, param, values),
            false => Variants::new(lesson, link, self.name)?,
        };
        for variant in &mut next.all {
            let known = self.all.iter().find(|old| old.link.same_experiment(&variant.link));
            variant.outcome = known.and_then(|old| old.outcome.clone());
        }
        Some(next)
    }

    fn over(params: &Params, link: &Link, param: &Param, values: Vec<Value>) -> Variants {
        let (link, name) = (link.experiment(), param.name);
        let (present, complaints) = params.resolve(&link.params);
        let default = params.resolve(&link.clone().with_param(name, None).params).0.get(name);
        let variant = |amount: Value| {
            let here = amount == present.get(name);
            let value = param.text(amount);
            let typed = (amount != default).then_some(value.as_str());
            let link = if here { link.clone() } else { link.clone().with_param(name, typed) };
            let (values, new) = params.resolve(&link.params);
            let others = params.iter().filter(|other| other.name != name);
            let moved = others.filter(|other| values.get(other.name) != present.get(other.name));
            let with_it = moved.map(|other| {
                let part = format!("{}=", other.name);
                let why = new.iter().find(|why| why.part.starts_with(&part));
                let now = || format!("{} is {}", other.label, other.text(values.get(other.name)));
                let why = why.filter(|why| !complaints.contains(why));
                why.map_or_else(now, ToString::to_string)
            });
            let with_it = with_it.collect();
            let about = meaning(param, &value);
            Variant { value, about, here, link, amount, with_it, outcome: None }
        };
        let all = values.into_iter().map(variant).collect();
        Variants { link, name, label: param.label, all }
    }

    /// Makes one more run, that of the experiment as it is first; false when all are made.
    pub fn advance(&mut self, lesson: &dyn AnyLesson) -> bool {
        let open = self.all.iter_mut().filter(|variant| variant.outcome.is_none());
        let Some(next) = open.min_by_key(|variant| !variant.here) else { return false };
        next.outcome = Some(Outcome::of(&next.link, &lesson.run(&next.link)));
        true
    }

    /// How many runs are made.
    pub fn done(&self) -> usize {
        self.all.iter().filter(|variant| variant.done()).count()
    }

    /// The parameters that can be chosen. Luck is what stays the same.
    pub fn choices(params: &Params) -> Vec<&'static str> {
        let names = params.iter().map(|param| param.name);
        names.filter(|name| *name != "seed").collect()
    }

    /// The parameter to begin with: the one that the pattern declares, else its first choice.
    pub fn first(params: &Params, declared: Option<&'static str>) -> Option<&'static str> {
        let own = || params.iter().filter(|param| param.group == Group::Pattern);
        let choice = own().find(|param| matches!(param.kind, Kind::Choice(_)));
        declared.or(choice.or(own().next()).map(|param| param.name))
    }

    /// What the runs made so far say, lines that differ first.
    pub fn lines(&self) -> Vec<Line> {
        let mut keys: Vec<&(Topic, String)> = Vec::new();
        let facts = self.all.iter().filter_map(|variant| variant.outcome.as_ref());
        for fact in facts.flat_map(|outcome| &outcome.facts) {
            if !keys.contains(&&fact.about) {
                keys.push(&fact.about);
            }
        }
        sort_by_key(&mut keys, |(topic, _)| *topic);
        let mut lines: Vec<Line> = keys.into_iter().map(|key| self.line(key)).collect();
        sort_by_key(&mut lines, |line| !line.differs);
        lines
    }

    fn line(&self, key: &(Topic, String)) -> Line {
        let cells: Vec<Option<Cell>> = self.all.iter().map(|one| one.cell(key)).collect();
        let texts = self.all.iter().zip(&cells).filter(|(variant, _)| variant.done());
        let mut texts = texts.map(|(_, cell)| cell.as_ref().map(|cell| &cell.text));
        let first = texts.next();
        let differs = texts.any(|text| Some(text) != first);
        let (topic, label) = (key.0, key.1.clone());
        Line { topic, label, cells, differs }
    }

    /// The place of the experiment as it is.
    pub fn here(&self) -> Option<usize> {
        self.all.iter().position(|variant| variant.here)
    }

    /// What is to be said of a variant besides: parameters that depend on the one chosen, and
    /// what of script and interventions came to nothing.
    pub fn remarks(&self, variant: &Variant) -> Vec<String> {
        let own = self.here().and_then(|at| self.all[at].outcome.as_ref());
        let own: &[_] = own.map_or(&[], |outcome| &outcome.unused);
        let unused = variant.outcome.iter().flat_map(|outcome| &outcome.unused);
        // Of the script only what this choice changes: the rest is a matter of the story.
        let told = unused.filter(|one| matches!(one.0, Source::Link(_)) || !own.contains(one));
        variant.with_it.iter().cloned().chain(told.map(|(_, why)| why.clone())).collect()
    }
}

impl Variant {
    /// Whether its run is made.
    pub fn done(&self) -> bool {
        self.outcome.is_some()
    }

    fn cell(&self, key: &(Topic, String)) -> Option<Cell> {
        let facts = &self.outcome.as_ref()?.facts;
        facts.iter().find(|fact| fact.about == *key).map(|fact| fact.cell.clone())
    }
}

impl Outcome {
    fn of(link: &Link, trace: &Trace) -> Outcome {
        let plain = |text: String| Cell { text, tone: Tone::Plain, event: None };
        let fact = |topic, label: &str, cell| Fact { about: (topic, label.to_string()), cell };
        let verdicts = trace.verdicts.iter();
        let mut facts: Vec<Fact> =
            verdicts.map(|it| fact(Topic::Guarantee, it.name, standing(it))).collect();
        let metrics = trace.metrics.iter();
        facts.extend(metrics.map(|it| fact(Topic::Figure, it.label, plain(figure(it.value)))));
        let costs = trace.costs.figures().into_iter();
        facts.extend(costs.map(|(label, it)| fact(Topic::Cost, label, plain(figure(it)))));
        let nodes = (0..).map(NodeId).zip(&trace.cast);
        facts.extend(nodes.filter_map(|(node, actor)| {
            let label = format!("{} at the end", actor.name);
            Some(fact(Topic::Node, &label, ending(trace, node)?))
        }));
        let lasts_ms = trace.record(trace.last()).time.0 as f64 / 1_000.0;
        facts.push(fact(Topic::End, "events", plain(trace.last().to_string())));
        facts.push(fact(Topic::End, "lasts, ms", plain(figure(Some(lasts_ms)))));
        facts.push(fact(Topic::End, "ends", plain(end_word(trace.end).to_string())));
        let unused =
            trace.acts.iter().filter_map(|act| Some((act.source, unused(link, trace, act)?)));
        Outcome { facts, unused: unused.collect() }
    }
}

/// What a word means; nothing for a number.
fn meaning(param: &Param, text: &str) -> &'static str {
    let words = match param.kind {
        Kind::Choice(words) => words,
        _ => &[],
    };
    words.iter().find(|(word, _)| *word == text).map_or("", |(_, about)| about)
}

/// How a guarantee stands at the end, whether promised or not.
fn standing(verdict: &Verdict) -> Cell {
    let (word, tone, event) = match &verdict.standing {
        Standing::Held => ("holds", Tone::Good, None),
        Standing::Broken(event, _) => ("broken", Tone::Bad, Some(*event)),
        Standing::Reached(event) => ("reached", Tone::Good, Some(*event)),
        Standing::NeverReached => ("not reached", Tone::Plain, None),
        Standing::Unjudged(_) => ("not judged", Tone::Plain, None),
    };
    let promised = if verdict.promised.is_ok() { "" } else { ", not promised" };
    Cell { text: format!("{word}{promised}"), tone, event }
}

/// What a node's card shows at the end in a word or a line; `None` when it has neither.
fn ending(trace: &Trace, node: NodeId) -> Option<Cell> {
    let stage = trace.stage();
    let card = &stage.card(trace.last(), node);
    let word = if card.badge.is_empty() { &card.line } else { &card.badge };
    let status = match stage.statuses(trace.last())[node.index()] {
        Status::Up => "",
        Status::Down => "down",
        Status::Paused => "paused",
    };
    let words: Vec<&str> =
        [word.as_str(), status].into_iter().filter(|it| !it.is_empty()).collect();
    let tone = if status.is_empty() { card.badge_tone } else { Tone::Warn };
    (!words.is_empty()).then(|| Cell { text: words.join(", "), tone, event: None })
}

/// Why an act came to nothing; `None` when it did something or was left out on purpose.
fn unused(link: &Link, trace: &Trace, planned: &Planned) -> Option<String> {
    if planned.skipped {
        return None;
    }
    let typed = match planned.source {
        Source::Link(place) => link.acts.get(place as usize).map(String::as_str),
        Source::Script(_) => None,
    };
    // An order about a message is taken, and waits for a message of that name to be sent.
    let sent = |name| pointer::read(trace, name).is_some();
    let unsent = typed.and_then(act::message).is_some_and(|name| !sent(name));
    let why = match (&planned.unread, planned.void, planned.event) {
        (Some(why), ..) => why.as_str(),
        (None, Some(why), _) => why,
        (None, None, None) => "its moment does not come",
        _ if unsent => "no such message is sent",
        _ => return None,
    };
    Some(format!("{}: {why}", planned.text))
}

#[cfg(test)]
mod tests;
