//! Quorum reads and writes, on patient records that five clinics keep.
//!
//! ```text
//!  doctor ── write ──▶ A ──WRITE──▶ A B C D E      N = 5 copies
//!                      A ◀──ACK──── A · C          the third of W = 3 makes it "saved"
//!  doctor ── read ───▶ D ──READ───▶ A B C D E
//!                      D ◀──HAS──── B C ·          R = 3 answers; the newest is returned,
//!                      D ──REPAIR─▶ E              and the stale are repaired
//! ```
//!
//! R + W > N makes every read quorum meet every write quorum (Gifford 1979). It does not make the
//! store linearizable: a write that is not yet confirmed may be seen by one read and missed by the
//! next, unless reads write back before they answer (Attiya, Bar-Noy, Dolev 1995).
//!
//! Left out: membership changes, a ring of many keys, and the disk, whose time is part of the
//! write leg as in the measurements of PBS (Bailis and others 2012).

mod checks;
mod coordinator;
pub mod history;
pub mod inspect;
pub mod message;
pub mod params;
pub mod presets;
pub mod properties;
pub mod protocol;
pub mod record;
pub mod story;
#[cfg(test)]
mod tests;
pub mod theory;

use crate::lesson::{
    About, Arg, ArgKind, ArgSpec, Beat, Card, Check, Citation, CommandSpec, Cue, Lesson, Look,
    Metric, Milestone, Moment, Params, Preset, Run, Study, Theory, Tone, TradeOff, Values,
};
use crate::sim::{Delay, Network, NodeId, Span, World};
use message::{Command, Message, Note};
use params::Handoff;

pub use protocol::Quorum;

impl Lesson for Quorum {
    fn about() -> About {
        ABOUT
    }

    fn params() -> Params {
        params::params()
    }

    fn presets() -> &'static [Preset] {
        presets::ALL
    }

    fn study() -> Study {
        Study { compare: Some("w"), measure: "workload=probe" }
    }

    fn checks() -> &'static [Check] {
        checks::ALL
    }

    fn new(values: &Values) -> Quorum {
        Quorum {
            n: values.count("n") as u16,
            r: values.count("r") as u16,
            w: values.count("w") as u16,
            read_repair: values.is_on("read_repair"),
            handoff: values.choice("handoff"),
            write_back: values.is_on("write_back"),
            anti_entropy: values.span_or_off("anti_entropy"),
            conflict: values.choice("conflict"),
            contact: values.choice("contact"),
            latency: values.choice("latency"),
            delay: values.span("delay"),
            timeout: values.span("timeout"),
            clients: values.count("clients") as u16,
            workload: values.choice("workload"),
            writes: values.count("writes"),
            after: values.span("after"),
            mistake: values.choice("mistake"),
        }
    }

    fn network(&self) -> Network {
        Network {
            legs: params::legs(self.latency, self.delay),
            ..Network::calm(Delay::Constant(Span(0)))
        }
    }

    fn settle(&self) -> Span {
        let rounds = self.anti_entropy.map_or(Span(0), |period| period.times(30));
        rounds.max(match self.handoff {
            Handoff::Off => Span(0),
            _ => self.patience().times(8),
        })
    }

    fn script(&self) -> Vec<Cue<Self>> {
        story::script(self)
    }

    fn beats(&self) -> Vec<Beat<Self>> {
        story::beats()
    }

    fn commands(&self) -> Vec<CommandSpec> {
        const ALLERGIES: &[&str] = &["penicillin", "latex", "peanuts", "aspirin"];
        const VALUE: &[ArgSpec] = &[ArgSpec { label: "allergy", kind: ArgKind::Word(ALLERGIES) }];
        let spec = |verb, label, args| CommandSpec { verb, label, to: "clinic", args };
        vec![spec("write", "Write", VALUE), spec("read", "Read", &[])]
    }

    fn command(&self, verb: &str, args: &[Arg]) -> Result<Command, String> {
        match (verb, args) {
            ("write", [Arg::Word(value)]) => Ok(Command::Write(value.clone())),
            ("read", []) => Ok(Command::Read),
            _ => Err(format!("“{verb}” is not understood")),
        }
    }

    fn look(message: &Message) -> Look {
        match message {
            Message::Write { .. }
            | Message::Hint { .. }
            | Message::Repair { .. }
            | Message::Replay { .. } => Look::Request,
            Message::Ack { .. } | Message::Has { .. } | Message::Replayed { .. } => Look::Answer,
            Message::Read { .. } | Message::Sync { .. } => Look::Question,
        }
    }

    /// A header of 24 bytes (from, to, kind, operation) and what is carried.
    fn bytes(message: &Message) -> u64 {
        24 + match message {
            Message::Write { copy, .. }
            | Message::Has { copy, .. }
            | Message::Repair { copy }
            | Message::Replay { copy }
            | Message::Sync { copy, .. } => copy.bytes(),
            Message::Hint { copy, .. } => copy.bytes() + 2,
            Message::Ack { .. } | Message::Replayed { .. } => 6,
            Message::Read { .. } => 0,
        }
    }

    fn tell(&self, moment: &Moment<'_, Self>) -> Option<String> {
        story::tell(moment)
    }

    fn milestone(&self, note: &Note) -> Option<Milestone> {
        match note {
            Note::Reading { op, .. } | Note::Asking { op, .. } | Note::Writing { op, .. } => {
                Some(Milestone::Begins(*op))
            }
            Note::Saved { op, .. } | Note::Answered { op, .. } => Some(Milestone::Completes(*op)),
            _ => None,
        }
    }

    fn flag(&self, note: &Note) -> Option<String> {
        match note {
            Note::Saved { needs, .. } => Some(format!("W = {needs}")),
            Note::Answered { needs, .. } if self.write_back => Some(format!("W = {needs}")),
            Note::Answered { needs, .. } => Some(format!("R = {needs}")),
            Note::Refused { had, needs, .. } => Some(format!("{had} of {needs}")),
            _ => None,
        }
    }

    fn badge(&self, world: &World<Self>, node: NodeId) -> (String, Tone) {
        inspect::badge(self, world, node)
    }

    fn card(&self, world: &World<Self>, node: NodeId) -> Card {
        inspect::card(self, world, node)
    }

    fn metrics(&self, run: &Run<'_, Self>) -> Vec<Metric> {
        inspect::metrics(self, run)
    }

    fn theory(&self) -> Vec<Theory> {
        theory::expected(self)
    }
}

const ABOUT: About = About {
    name: "quorum",
    title: "Quorum reads & writes",
    scenario: "Healthcare records",
    idea: "N clinics keep a copy of a record. A write waits for W of them, a read for R. When \
           R + W > N, the clinics that answer a read always include one that has the last \
           confirmed write, even while some are down.",
    omitted: "One record and a fixed set of clinics. The time of the disk is part of the time a \
              write takes to arrive.",
    trade_offs: &[
        TradeOff { text: "Works while some clinics are down or slow", good: true, claim: 1 },
        TradeOff { text: "Reads see the last confirmed write if R + W > N", good: true, claim: 3 },
        TradeOff { text: "R, W and N tune latency against staleness", good: true, claim: 4 },
        TradeOff { text: "Stale copies are repaired as they are read", good: true, claim: 5 },
        TradeOff {
            text: "Too few clinics: a clear refusal, an open outcome",
            good: false,
            claim: 2,
        },
        TradeOff { text: "Larger quorums wait for slower clinics", good: false, claim: 7 },
        TradeOff { text: "A sloppy quorum gives up the overlap", good: false, claim: 8 },
        TradeOff { text: "Concurrent writes need a rule; one may be lost", good: false, claim: 9 },
        TradeOff { text: "Not linearizable without write-back", good: false, claim: 10 },
    ],
    sources: &[
        Citation { authors: "Gifford", title: "Weighted voting for replicated data", year: 1979 },
        Citation {
            authors: "Attiya, Bar-Noy, Dolev",
            title: "Sharing memory robustly in message-passing systems",
            year: 1995,
        },
        Citation {
            authors: "Lynch, Shvartsman",
            title: "Robust emulation of shared memory using dynamic quorum-acknowledged broadcasts",
            year: 1997,
        },
        Citation {
            authors: "DeCandia and others",
            title: "Dynamo: Amazon's highly available key-value store",
            year: 2007,
        },
        Citation {
            authors: "Bailis, Venkataraman, Franklin, Hellerstein, Stoica",
            title: "Probabilistically bounded staleness for practical partial quorums",
            year: 2012,
        },
        Citation {
            authors: "Wing, Gong",
            title: "Testing and verifying concurrent objects",
            year: 1993,
        },
        Citation { authors: "Lowe", title: "Testing for linearizability", year: 2017 },
    ],
};
