//! The finished, erased, immutable run: everything that views and exports may know of it.

use super::chart::{Chart, Distribution, Walk};
use super::complaint::Complaint;
use super::inspect::{Card, Lasting, Tone};
use super::metric::{Costs, Metric};
use super::once::Once;
use crate::sim::fault::MessageName;
use crate::sim::simulation::{End, Loss};
use crate::sim::sorted::SortedSet;
use crate::sim::time::{LocalTime, NodeId, Time};
use crate::sim::vector::VectorClock;
use crate::sim::world::Status;

/// A participant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Actor {
    /// Short name used in links.
    pub code: String,
    /// Full name.
    pub name: String,
    /// What kind of participant: "clinic".
    pub kind: &'static str,
}

/// What a message is for; decides shape, line and colour together.
#[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Look {
    /// A request, write or proposal: filled circle, solid line.
    Request,
    /// An answer, acknowledgement or vote: hollow diamond, dashed line.
    Answer,
    /// A read or a question: triangle, dotted line.
    Question,
}

/// What kind of thing an event is.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum RecordKind {
    /// The cluster starts.
    Start,
    /// A message arrives.
    Deliver,
    /// A message is lost.
    Lost,
    /// A timer goes off.
    Timer,
    /// A forced write is durable.
    Forced,
    /// A person asks for something.
    Command,
    /// Something breaks or is mended.
    Fault,
    /// A person decides about a message.
    Fate,
}

impl RecordKind {
    /// Whether the node at which it is made a step of the protocol.
    pub fn is_a_step(self) -> bool {
        use RecordKind::{Command, Deliver, Forced, Timer};
        matches!(self, Deliver | Timer | Forced | Command)
    }
}

/// Something a node announced.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Announcement {
    /// Who.
    pub node: NodeId,
    /// What, as a sentence.
    pub text: String,
    /// A few characters for a flag on the diagram, when it deserves one.
    pub flag: Option<String>,
}

/// One event.
#[derive(Clone, Debug)]
pub struct Record {
    /// When.
    pub time: Time,
    /// What kind of thing.
    pub kind: RecordKind,
    /// Where; `None` for what concerns no single node.
    pub node: Option<NodeId>,
    /// A sentence.
    pub text: String,
    /// The event without which it would not be: the sending, the arming, the asking.
    pub cause: Option<u32>,
    /// The event before it at the same node; of what concerns no single node, the one before.
    pub before: Option<u32>,
    /// The message that arrived or was lost.
    pub message: Option<u32>,
    /// The messages it sent.
    pub sent: Vec<u32>,
    /// What was announced.
    pub notes: Vec<Announcement>,
    /// The node's badge after it, when it changed.
    pub chip: Option<(String, Tone)>,
    /// The logical clock of the node that made this step, after it; `None` when the pattern has
    /// none or no node made a step.
    pub clock: Option<VectorClock>,
    /// The intervention or script line that it is: an index into [`Trace::acts`].
    pub act: Option<u32>,
    /// Properties first found broken here: indexes into [`Trace::verdicts`].
    pub breaks: Vec<u32>,
    /// Digest of this and every earlier event.
    pub chain: u64,
}

/// How a message ended.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum Ending {
    /// It arrived at this event.
    Arrived(u32),
    /// It was lost at this event.
    Lost(u32, Loss),
    /// The run ended before it did; it was due then, if anything was known.
    Open(Option<Time>),
}

/// A message, or a copy of one.
#[derive(Clone, Debug)]
pub struct Letter {
    /// Its name; a copy shares it with the original.
    pub name: MessageName,
    /// A short label.
    pub label: String,
    /// What it is for.
    pub look: Look,
    /// The event that sent it.
    pub sent_by: u32,
    /// When it was sent.
    pub sent: Time,
    /// When a person first held it.
    pub held: Option<Time>,
    /// For a copy, what it is a copy of: an index into [`Trace::letters`].
    pub copy_of: Option<u32>,
    /// How it ended.
    pub ending: Ending,
}

/// A stretch of a node's lane or of the whole network, from an event to another or to the end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stretch {
    /// The event that began it.
    pub from: u32,
    /// The event that ended it.
    pub to: Option<u32>,
    /// What it is.
    pub kind: StretchKind,
}

/// What a stretch is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StretchKind {
    /// The node is down.
    Down(NodeId),
    /// The node is paused.
    Paused(NodeId),
    /// The node's clock is not true.
    Skewed(NodeId),
    /// These directed links are cut.
    Cut(Vec<(NodeId, NodeId)>),
}

/// Something that lasted at a node, from an event to another or to the end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bar {
    /// Where.
    pub node: NodeId,
    /// The event that began it.
    pub from: u32,
    /// The event that ended it.
    pub to: Option<u32>,
    /// What it was.
    pub what: Lasting,
}

/// A beat of the story as it was told.
#[derive(Clone, Debug)]
pub struct Told {
    /// Its title.
    pub title: &'static str,
    /// What was said, or why nothing was.
    pub text: String,
    /// The event at which it came; `None` when it did not happen this time.
    pub at: Option<u32>,
    /// Its place in the order in which the pattern tells of its beats, from 0.
    pub place: u32,
    /// A question to stop at.
    pub predict: Option<Puzzle>,
}

/// A prediction with the answer the run gave.
#[derive(Clone, Debug)]
pub struct Puzzle {
    /// The question.
    pub question: &'static str,
    /// The answers to choose from.
    pub options: &'static [&'static str],
    /// The right one and the event that shows it; `None` when the run ended without showing.
    pub answer: Option<(usize, u32)>,
}

/// How a property stands at the end of the run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Standing {
    /// It held at every event.
    Held,
    /// It was first found broken at this event, and why.
    Broken(u32, String),
    /// It was first reached at this event.
    Reached(u32),
    /// It was never reached.
    NeverReached,
    /// It could not be judged, and why.
    Unjudged(String),
}

/// A property and its verdict.
#[derive(Clone, Debug)]
pub struct Verdict {
    /// The property as a sentence.
    pub name: &'static str,
    /// More about it.
    pub about: &'static str,
    /// "always", "sometimes" or "finally".
    pub when: &'static str,
    /// Whether these parameters promise it; if not, why.
    pub promised: Result<(), String>,
    /// How it stands.
    pub standing: Standing,
}

/// Where an act came from.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum Source {
    /// The story's script, by line from 1.
    Script(u32),
    /// The link, by its place in `do` from 0.
    Link(u32),
}

/// An act of the script or of the link.
#[derive(Clone, Debug)]
pub struct Planned {
    /// Where it came from.
    pub source: Source,
    /// In words: "Clinic E crashes".
    pub text: String,
    /// When it was planned; `None` for a script line whose moment did not come.
    pub time: Option<Time>,
    /// The event that it became.
    pub event: Option<u32>,
    /// Why it had no effect.
    pub void: Option<&'static str>,
    /// Whether the link leaves this line of the script out.
    pub skipped: bool,
    /// Why it cannot be read; then its text is what was typed.
    pub unread: Option<String>,
}

/// How two events are related.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum Relation {
    /// They are the same.
    Same,
    /// The first happened before the second.
    Before,
    /// The second happened before the first.
    After,
    /// Neither could have known of the other.
    Concurrent,
}

/// What only the typed run can answer.
pub trait Stage {
    /// Every node's card after event `at`, in order of ids.
    fn cards(&self, at: u32) -> Vec<Card>;
    /// Every node's card after event `at` as the stage shows it, perhaps without its rows.
    fn glances(&self, at: u32) -> Vec<Card>;
    /// The card of a node after event `at`.
    fn card(&self, at: u32, node: NodeId) -> Card;
    /// Every node's status after event `at`.
    fn statuses(&self, at: u32) -> Vec<Status>;
    /// Every node's own clock at event `at`.
    fn clocks(&self, at: u32) -> Vec<LocalTime>;
    /// The directed links that are cut after event `at`.
    fn cuts(&self, at: u32) -> SortedSet<(NodeId, NodeId)>;
    /// A digest of the whole cluster after event `at`, for tests of time travel.
    fn digest(&self, at: u32) -> u64;
    /// The value of every line of a chart at `now`, when the cluster is as after event `at`.
    fn values(&self, chart: &Chart, at: u32, now: Time) -> Vec<Option<f64>>;
    /// How a line of the chart of this name is distributed then.
    fn distribution(&self, line: (&str, usize), at: u32, now: Time) -> Option<Distribution>;
    /// The run at event `at`, to be walked on from there.
    fn walk(&self, at: u32) -> Box<dyn Walk + '_>;
}

/// A finished run.
pub struct Trace {
    /// The pattern's name in links.
    pub pattern: &'static str,
    /// Who is on stage, in order of ids.
    pub cast: Vec<Actor>,
    /// Who may talk to whom, in a cast that is small enough to be seen one by one: every pair once,
    /// the lower id first. In a larger one who does talk.
    pub links: Vec<(NodeId, NodeId)>,
    /// Every event; the first is the start.
    pub records: Vec<Record>,
    /// Every message, in order of sending.
    pub letters: Vec<Letter>,
    /// Crashes, pauses and partitions.
    pub stretches: Vec<Stretch>,
    /// What lasted at nodes, in order of beginnings.
    pub bars: Vec<Bar>,
    /// The story as told: what happened in order of events, then what did not.
    pub beats: Vec<Told>,
    /// Every property.
    pub verdicts: Vec<Verdict>,
    /// Script and interventions.
    pub acts: Vec<Planned>,
    /// What could not be used.
    pub complaints: Vec<Complaint>,
    /// What there is to draw over time.
    pub charts: Vec<Chart>,
    /// What it cost.
    pub costs: Costs,
    /// What statistics count.
    pub metrics: Vec<Metric>,
    /// Why it ended.
    pub end: End,
    pub(super) stage: Box<dyn Stage>,
    pub(super) once: Once,
}

impl Trace {
    /// The number of the last event. There is always a first one.
    pub fn last(&self) -> u32 {
        self.records.len() as u32 - 1
    }

    /// Event `at`, or the last when there are fewer.
    pub fn record(&self, at: u32) -> &Record {
        &self.records[at.min(self.last()) as usize]
    }

    /// The cluster at an event.
    pub fn stage(&self) -> &dyn Stage {
        self.stage.as_ref()
    }

    /// The full name of a node.
    pub fn name(&self, node: NodeId) -> &str {
        &self.cast[node.index()].name
    }

    /// The node with this code.
    pub fn node(&self, code: &str) -> Option<NodeId> {
        let at = self.cast.iter().position(|actor| actor.code == code)?;
        u16::try_from(at).ok().map(NodeId)
    }

    /// The last event not after `time`.
    pub fn event_at(&self, time: Time) -> u32 {
        let after = self.records.partition_point(|record| record.time <= time);
        (after as u32).saturating_sub(1)
    }

    /// When a letter arrived or was lost; when it was due, if it is still open.
    pub fn end_time(&self, letter: &Letter) -> Option<Time> {
        match letter.ending {
            Ending::Arrived(event) | Ending::Lost(event, _) => Some(self.record(event).time),
            Ending::Open(due) => due,
        }
    }

    /// The digest of the whole run.
    pub fn digest(&self) -> u64 {
        self.record(self.last()).chain
    }
}
