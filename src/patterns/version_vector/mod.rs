//! Version vectors, on the stock of an item that several warehouses keep.
//!
//! ```text
//!  A  receive 20 ─▶ 120 [1, 0, 0]   receive 10 ─▶ 130 [2, 0, 0] ──RECORD──▶ B
//!  B  ship 40 ────▶  60 [0, 1, 0]                               [2, 0, 0] ∥ [0, 1, 0]: a conflict
//!  both movements count: 100 + 20 + 10 − 40 = 90, under [2, 1, 0], which descends from both
//! ```
//!
//! A version vector has an entry for each replica that coordinates writes of this record; it is no
//! clock of events (Parker and others 1983). Versions in conflict stand side by side in the record
//! until a write replaces all of them that its writer had read; a rule says at every moment what
//! stock they come to. Dotted version vectors (Almeida and others 2014) also keep apart what two
//! writers wrote through one replica.
//!
//! Left out: many items, warehouses that join or leave, and folding old movements into the stock.

mod about;
mod beats;
mod checks;
pub mod clerk;
mod conflict;
mod desk;
pub mod dvvset;
pub mod history;
pub mod inspect;
mod laws;
pub mod message;
mod metrics;
pub mod note;
pub mod params;
pub mod presets;
pub mod properties;
pub mod protocol;
pub mod record;
pub mod resolve;
pub mod story;
#[cfg(test)]
mod tests;
mod trouble;
pub mod vectors;
pub mod version;

use crate::lesson::{
    About, Arg, ArgKind, ArgSpec, Beat, Card, Check, CommandSpec, Cue, Lasting, Lesson, Look,
    Metric, Milestone, Params, Preset, Run, Study, Theory, Tone, Values,
};
use crate::sim::{Network, NodeId, Span, World};
use message::{Command, Message};
use note::{Note, What};

pub use protocol::VersionVectors;

const PIECES: ArgSpec = ArgSpec { label: "pieces", kind: ArgKind::Number(1, 1_000, 20) };
const THROUGH: ArgSpec = ArgSpec { label: "warehouse", kind: ArgKind::Node("warehouse") };
const NUMBER: ArgSpec = ArgSpec { label: "version", kind: ArgKind::Number(1, 9, 1) };
const STOCK: ArgSpec = ArgSpec { label: "stock", kind: ArgKind::Number(0, 10_000, 90) };

impl Lesson for VersionVectors {
    fn about() -> About {
        about::ABOUT
    }

    fn params() -> Params {
        params::params()
    }

    fn presets() -> &'static [Preset] {
        presets::ALL
    }

    fn study() -> Study {
        // Every warehouse writes, so that every vector has all its entries.
        Study { compare: Some("scheme"), measure: "workload=busy&sync=200ms" }
    }

    fn checks() -> &'static [Check] {
        checks::ALL
    }

    fn new(values: &Values) -> VersionVectors {
        // Half the rounds' messages may be lost on their way there and half on the way back, and
        // a slow warehouse has its rounds ten times more seldom.
        const ENOUGH: u32 = 40;
        let loss_percent = values.count("loss").div_ceil(10);
        VersionVectors {
            warehouses: values.count("warehouses") as u16,
            scheme: values.choice("scheme"),
            resolve: values.choice("resolve"),
            sync: values.span_or_off("sync"),
            context: values.choice("context"),
            prune: values.number_or_off("prune").map(|most| most as u16),
            clerks: values.count("clerks") as u16,
            opening: values.number("opening"),
            workload: values.choice("workload"),
            latency: values.choice("latency"),
            delay: values.span("delay"),
            rounds: ENOUGH + 8 * loss_percent,
            mistake: values.choice("mistake"),
        }
    }

    fn network(&self) -> Network {
        Network::calm(params::delay(self.latency, self.delay))
    }

    fn settle(&self) -> Span {
        self.sync.map_or(Span(0), |period| period.times(u64::from(self.rounds)))
    }

    /// Clerks talk to warehouses, not to each other.
    fn linked(&self, a: NodeId, b: NodeId) -> bool {
        a.0 < self.warehouses || b.0 < self.warehouses
    }

    fn script(&self) -> Vec<Cue<Self>> {
        story::script(self)
    }

    fn beats(&self) -> Vec<Beat<Self>> {
        beats::beats()
    }

    fn commands(&self) -> Vec<CommandSpec> {
        let here = |verb, label, args| CommandSpec { verb, label, to: "warehouse", args };
        let clerk = |verb, label, args| CommandSpec { verb, label, to: "clerk", args };
        let mut all = vec![
            here("receive", "Receive", &[PIECES]),
            here("ship", "Ship", &[PIECES]),
            here("read", "Read the record", &[]),
            here("sync", "Sync now", &[]),
            here("pick", "Resolve: keep one version", &[NUMBER]),
            here("merge", "Resolve: merge all movements", &[]),
            here("count", "Resolve: enter a count", &[STOCK]),
        ];
        if self.clerks > 0 {
            all.extend([
                clerk("look", "Look at the record", &[THROUGH][..]),
                clerk("in", "Receive", &[THROUGH, PIECES]),
                clerk("out", "Ship", &[THROUGH, PIECES]),
                clerk("forget", "Forget what was read", &[]),
            ]);
        }
        all
    }

    fn command(&self, verb: &str, args: &[Arg]) -> Result<Command, String> {
        match (verb, args) {
            ("receive", [Arg::Number(pieces)]) => Ok(Command::Receive(*pieces)),
            ("ship", [Arg::Number(pieces)]) => Ok(Command::Ship(*pieces)),
            ("read", []) => Ok(Command::Read),
            ("sync", []) => Ok(Command::Sync),
            ("pick", [Arg::Number(number)]) => Ok(Command::Pick(*number as u16)),
            ("merge", []) => Ok(Command::Merge),
            ("count", [Arg::Number(stock)]) => Ok(Command::Count(*stock)),
            ("look", [Arg::Node(at)]) => Ok(Command::Look(*at)),
            ("in", [Arg::Node(at), Arg::Number(pieces)]) => Ok(Command::Book(*at, *pieces)),
            ("out", [Arg::Node(at), Arg::Number(pieces)]) => Ok(Command::Book(*at, -pieces)),
            ("forget", []) => Ok(Command::Forget),
            _ => Err(format!("“{verb}” is not understood")),
        }
    }

    fn look(message: &Message) -> Look {
        match message {
            Message::Sync { .. } | Message::Book { .. } => Look::Request,
            Message::Back { .. }
            | Message::Have { .. }
            | Message::Stock { .. }
            | Message::Booked { .. } => Look::Answer,
            Message::Look { .. } => Look::Question,
        }
    }

    fn bytes(message: &Message) -> u64 {
        message.bytes()
    }

    /// A warehouse's own write is done at once; a clerk's when the clerk is told so.
    fn milestone(&self, note: &Note) -> Option<Milestone> {
        match note {
            Note::Sends { op, .. } => Some(Milestone::Begins(*op)),
            Note::Confirmed { op, .. } => Some(Milestone::Completes(*op)),
            Note::Booked(booking) if booking.op.at.0 < self.warehouses => {
                Some(Milestone::Completes(booking.op))
            }
            _ => None,
        }
    }

    fn flag(&self, note: &Note) -> Option<String> {
        match note {
            Note::Compared(comparison) => comparison.flag(),
            Note::Booked(booking) => match booking.what {
                What::Movement(delta) => Some(version::signed(delta)),
                What::Counted(_) => Some("counted".to_string()),
                What::Merged => Some("merged".to_string()),
                What::Picked(_) => Some("picked".to_string()),
            },
            Note::TooFew { .. } => Some("too few".to_string()),
            Note::Pruned { .. } => Some("pruned".to_string()),
            _ => None,
        }
    }

    fn badge(&self, world: &World<Self>, node: NodeId) -> (String, Tone) {
        inspect::badge(self, world, node)
    }

    fn lasting(&self, world: &World<Self>, node: NodeId) -> Vec<Lasting> {
        inspect::lasting(self, world, node)
    }

    fn card(&self, world: &World<Self>, node: NodeId) -> Card {
        inspect::card(self, world, node)
    }

    fn metrics(&self, run: &Run<'_, Self>) -> Vec<Metric> {
        metrics::metrics(self, run)
    }

    fn theory(&self) -> Vec<Theory> {
        metrics::theory(self)
    }
}
