//! A run as one JSON document and as text, for people without a browser and for other programs.
//!
//! The schema is told in the crate docs and kept by a test; fields are only ever added.

use super::complaint::Complaint;
use super::digest::digest;
use super::inspect::Card;
use super::link::Link;
use super::metric::{Costs, Metric};
use super::trace::{Ending, RecordKind, Standing, Trace, Verdict};
use crate::sim::simulation::{End, Loss};
use serde::Serialize;
use std::collections::BTreeMap;
use std::fmt::Write;

/// The document.
#[derive(Serialize)]
pub struct Document<'t> {
    /// The link, with what is default left out.
    pub link: String,
    /// What could not be used.
    pub complaints: &'t [Complaint],
    /// Who is on stage: code, name and kind, in order of ids.
    pub cast: Vec<ActorLine<'t>>,
    /// Every event.
    pub events: Vec<EventLine<'t>>,
    /// Every message.
    pub messages: Vec<MessageLine<'t>>,
    /// What lasted at nodes.
    pub lasted: Vec<LastedLine<'t>>,
    /// Everybody's card at the end, in order of ids.
    pub cards: &'t [Card],
    /// The story as told.
    pub captions: Vec<Caption<'t>>,
    /// Every property.
    pub properties: Vec<PropertyLine<'t>>,
    /// What the run cost.
    pub costs: Costs,
    /// What statistics count, by name.
    pub metrics: BTreeMap<&'static str, Option<f64>>,
    /// Why the run ended.
    pub end: &'static str,
    /// The digest that a shared link carries.
    pub digest: String,
}

/// A participant.
#[derive(Serialize)]
pub struct ActorLine<'t> {
    code: &'t str,
    name: &'t str,
    kind: &'t str,
}

/// An event.
#[derive(Serialize)]
pub struct EventLine<'t> {
    index: u32,
    time_us: u64,
    node: Option<&'t str>,
    kind: &'static str,
    text: &'t str,
    notes: Vec<&'t str>,
    cause: Option<u32>,
    before: Option<u32>,
    message: Option<u32>,
    sent: &'t [u32],
    clock: Option<BTreeMap<&'t str, u64>>,
}

/// A message.
#[derive(Serialize)]
pub struct MessageLine<'t> {
    from: &'t str,
    to: &'t str,
    ordinal: u32,
    label: &'t str,
    sent_by: u32,
    sent_us: u64,
    arrived_by: Option<u32>,
    lost_by: Option<u32>,
    lost_why: Option<&'static str>,
    copy_of: Option<u32>,
}

/// What lasted at a node.
#[derive(Serialize)]
pub struct LastedLine<'t> {
    node: &'t str,
    what: &'t str,
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    strands: &'t [String],
    from: u32,
    to: Option<u32>,
}

/// A beat of the story.
#[derive(Serialize)]
pub struct Caption<'t> {
    title: &'t str,
    text: &'t str,
    event: Option<u32>,
}

/// A property and its verdict.
#[derive(Serialize)]
pub struct PropertyLine<'t> {
    name: &'t str,
    when: &'t str,
    promised: bool,
    why_not: Option<&'t str>,
    verdict: &'static str,
    event: Option<u32>,
    why: Option<&'t str>,
}

/// The word for a kind of event.
pub fn kind_word(kind: RecordKind) -> &'static str {
    match kind {
        RecordKind::Start => "start",
        RecordKind::Deliver => "deliver",
        RecordKind::Lost => "lost",
        RecordKind::Timer => "timer",
        RecordKind::Forced => "forced",
        RecordKind::Command => "command",
        RecordKind::Fault => "fault",
        RecordKind::Fate => "fate",
    }
}

/// The word for a standing, and its event.
pub fn standing_word(standing: &Standing) -> (&'static str, Option<u32>) {
    match standing {
        Standing::Held => ("holds", None),
        Standing::Broken(event, _) => ("broken", Some(*event)),
        Standing::Reached(event) => ("reached", Some(*event)),
        Standing::NeverReached => ("never reached", None),
        Standing::Unjudged(_) => ("not judged", None),
    }
}

/// The word for an end.
pub fn end_word(end: End) -> &'static str {
    match end {
        End::Quiet => "quiet",
        End::Settled => "settled",
        End::Waiting => "waiting for messages that are held",
        End::Events => "the bound on events was reached",
        End::Messages => "the bound on messages was reached",
        End::Time => "the bound on time was reached",
    }
}

fn property_line(verdict: &Verdict) -> PropertyLine<'_> {
    let (word, event) = standing_word(&verdict.standing);
    let why = match &verdict.standing {
        Standing::Broken(_, why) | Standing::Unjudged(why) => Some(why.as_str()),
        _ => None,
    };
    PropertyLine {
        name: verdict.name,
        when: verdict.when,
        promised: verdict.promised.is_ok(),
        why_not: verdict.promised.as_ref().err().map(String::as_str),
        verdict: word,
        event,
        why,
    }
}

impl<'t> Document<'t> {
    /// The document of `trace`, which is the run of `link`.
    pub fn new(link: &Link, trace: &'t Trace) -> Document<'t> {
        let code = |node: crate::sim::NodeId| trace.cast[node.index()].code.as_str();
        let events = (0..).zip(&trace.records).map(|(index, record)| EventLine {
            index,
            time_us: record.time.0,
            node: record.node.map(code),
            kind: kind_word(record.kind),
            text: &record.text,
            notes: record.notes.iter().map(|note| note.text.as_str()).collect(),
            cause: record.cause,
            before: record.before,
            message: record.message,
            sent: &record.sent,
            clock: clock(trace, index),
        });
        let messages = trace.letters.iter().map(|letter| {
            let (arrived_by, lost_by, lost_why) = match letter.ending {
                Ending::Arrived(event) => (Some(event), None, None),
                Ending::Lost(event, loss) => (None, Some(event), Some(loss_word(loss))),
                Ending::Open(_) => (None, None, None),
            };
            MessageLine {
                from: code(letter.name.from),
                to: code(letter.name.to),
                ordinal: letter.name.ordinal,
                label: &letter.label,
                sent_by: letter.sent_by,
                sent_us: letter.sent.0,
                arrived_by,
                lost_by,
                lost_why,
                copy_of: letter.copy_of,
            }
        });
        let actors = trace.cast.iter();
        let actors = actors.map(|actor| ActorLine {
            code: &actor.code,
            name: &actor.name,
            kind: actor.kind,
        });
        let lasted = trace.bars.iter().map(|bar| LastedLine {
            node: code(bar.node),
            what: &bar.what.words,
            strands: &bar.what.strands,
            from: bar.from,
            to: bar.to,
        });
        let beats = trace.beats.iter();
        let captions =
            beats.map(|beat| Caption { title: beat.title, text: &beat.text, event: beat.at });
        Document {
            link: link.to_string(),
            complaints: &trace.complaints,
            cast: actors.collect(),
            events: events.collect(),
            messages: messages.collect(),
            lasted: lasted.collect(),
            cards: &trace.ends()[1],
            captions: captions.collect(),
            properties: trace.verdicts.iter().map(property_line).collect(),
            costs: trace.costs,
            metrics: metrics(&trace.metrics),
            end: end_word(trace.end),
            digest: digest(trace),
        }
    }
}

/// The logical clock after an event, by code; who was not heard of has 0.
fn clock(trace: &Trace, at: u32) -> Option<BTreeMap<&str, u64>> {
    let mut named = BTreeMap::new();
    for (who, count) in trace.counters().iter().zip(trace.counts(at)?) {
        named.insert(trace.cast[who.index()].code.as_str(), count);
    }
    Some(named)
}

fn metrics(all: &[Metric]) -> BTreeMap<&'static str, Option<f64>> {
    let mut named = BTreeMap::new();
    // One by one: collecting brings a sort along, which the page would carry for this alone.
    for metric in all {
        named.insert(metric.name, metric.value);
    }
    named
}

pub(super) fn loss_word(loss: Loss) -> &'static str {
    match loss {
        Loss::Weather => "lost on the way",
        Loss::Cut => "the link is cut",
        Loss::Down => "the receiver is down",
        Loss::Dropped => "dropped by hand",
    }
}

/// One line per seed: metrics, verdicts and digest.
#[derive(Serialize)]
pub struct SeedLine {
    seed: u64,
    metrics: BTreeMap<&'static str, Option<f64>>,
    properties: BTreeMap<&'static str, &'static str>,
    events: u32,
    digest: String,
}

impl SeedLine {
    /// The line of `trace`, which is the run of a link with this seed.
    pub fn new(seed: u64, trace: &Trace) -> SeedLine {
        let word = |verdict: &Verdict| (verdict.name, standing_word(&verdict.standing).0);
        SeedLine {
            seed,
            metrics: metrics(&trace.metrics),
            properties: trace.verdicts.iter().map(word).collect(),
            events: trace.last() + 1,
            digest: digest(trace),
        }
    }
}

/// The run as a text that reads like a lecture: what golden files hold.
pub fn lecture(link: &Link, trace: &Trace) -> String {
    let mut out = String::new();
    // Writing to a String cannot fail.
    let _ = writeln!(out, "{link}");
    for complaint in &trace.complaints {
        let _ = writeln!(out, "  ! {complaint}");
    }
    for (index, record) in (0..).zip(&trace.records) {
        for beat in trace.beats.iter().filter(|beat| beat.at == Some(index)) {
            let _ = writeln!(out, "\n## {}\n   {}\n", beat.title, beat.text);
        }
        let _ = writeln!(out, "{index:>4}  {:>9}  {}", record.time.to_string(), record.text);
        for note in &record.notes {
            let _ = writeln!(out, "{:17}{}", "", note.text);
        }
        for number in &record.breaks {
            let verdict = &trace.verdicts[*number as usize];
            if let Standing::Broken(_, why) = &verdict.standing {
                let _ = writeln!(out, "{:15}✗ {}: {why}", "", verdict.name);
            }
        }
    }
    let _ = writeln!(out, "\nThe run ends: {}.", end_word(trace.end));
    for beat in trace.beats.iter().filter(|beat| beat.at.is_none()) {
        let _ = writeln!(out, "  – {}", beat.text);
    }
    for verdict in &trace.verdicts {
        let (word, event) = standing_word(&verdict.standing);
        let at = event.map_or_else(String::new, |event| format!(" at event {event}"));
        let promised = match &verdict.promised {
            Ok(()) => String::new(),
            Err(why) => format!(" (not promised: {why})"),
        };
        let _ = writeln!(out, "  {}: {word}{at}{promised}", verdict.name);
    }
    let Costs { messages, lost, bytes, forced_writes, operations, message_delays } = trace.costs;
    let _ = writeln!(
        out,
        "  {messages} messages ({lost} lost), {bytes} bytes, {forced_writes} forced writes; \
         {operations} operations with {message_delays} message delays"
    );
    let _ = writeln!(out, "  digest {}", digest(trace));
    out
}
