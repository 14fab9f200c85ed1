//! Vector clocks, on the likes of a post that several servers count.
//!
//! ```text
//!  user B ── like ──▶ S1 [1, 0]  1 like ──STATE [1, 0]──▶ S2
//!  user C ── like ──▶ S2 [0, 1]  1 like                   [1, 0] ∥ [0, 1]: concurrent, merge
//!                     S1 [1, 1]  2 likes ◀─STATE [1, 1]── S2 [1, 1]  2 likes
//! ```
//!
//! Two clocks are taught, and kept apart. The *post's clock* counts likes and unlikes by server
//! and says of two states which is newer, or that neither is. The *event clock* ticks on every
//! step and travels with every message: of two events it says which came before the other (Fidge
//! 1988, Mattern 1989).
//!
//! Left out: many posts, servers that join or leave, and the pruning of slots that nobody counts
//! in any more.

mod about;
mod checks;
pub mod crdt;
mod failures;
pub mod feed;
pub mod history;
pub mod inspect;
mod laws;
pub mod likes;
mod meeting;
pub mod message;
pub mod params;
pub mod presets;
pub mod properties;
pub mod protocol;
mod replies;
pub mod slot;
pub mod story;
#[cfg(test)]
mod tests;
mod thread;

use crate::lesson::{
    About, Arg, ArgKind, ArgSpec, Beat, Card, Check, CommandSpec, Cue, Lasting, Lesson, Look,
    Metric, Milestone, Params, Preset, Run, Tone, Values,
};
use crate::sim::{Network, NodeId, Span, VectorClock, World};
use message::{Body, Command, Message, Note};

pub use protocol::VectorClocks;

impl Lesson for VectorClocks {
    fn about() -> About {
        about::ABOUT
    }

    fn params() -> Params {
        params::params()
    }

    fn presets() -> &'static [Preset] {
        presets::ALL
    }

    fn checks() -> &'static [Check] {
        checks::ALL
    }

    fn new(values: &Values) -> VectorClocks {
        // Half the rounds' messages may be lost on their way there and half on the way back, and
        // a slow server gossips ten times more seldom.
        const ENOUGH: u32 = 40;
        let loss_percent = values.count("loss").div_ceil(10);
        VectorClocks {
            servers: values.count("servers") as u16,
            users: values.count("users") as u16,
            merge: values.choice("merge"),
            gossip: values.span_or_off("gossip"),
            topology: values.choice("topology"),
            delivery: values.choice("causal"),
            disk: values.choice("disk"),
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
        self.gossip.map_or(Span(0), |period| period.times(u64::from(self.rounds)))
    }

    fn script(&self) -> Vec<Cue<Self>> {
        story::script(self)
    }

    fn beats(&self) -> Vec<Beat<Self>> {
        story::beats()
    }

    fn commands(&self) -> Vec<CommandSpec> {
        const USER: &[ArgSpec] = &[ArgSpec { label: "user", kind: ArgKind::Word(params::USERS) }];
        const COMMENT: &[ArgSpec] = &[
            ArgSpec { label: "user", kind: ArgKind::Word(params::USERS) },
            ArgSpec {
                label: "comment",
                kind: ArgKind::Word(&["Where to?", "To the lake!", "Have fun!", "Me too!"]),
            },
        ];
        let spec = |verb, label, args| CommandSpec { verb, label, to: "server", args };
        vec![
            spec("like", "Like", USER),
            spec("unlike", "Unlike", USER),
            spec("double", "Like, clicking twice", USER),
            spec("comment", "Comment", COMMENT),
            spec("sync", "Sync now", &[]),
        ]
    }

    fn command(&self, verb: &str, args: &[Arg]) -> Result<Command, String> {
        match (verb, args) {
            ("like", [Arg::Word(user)]) => Ok(Command::Like(user.clone())),
            ("unlike", [Arg::Word(user)]) => Ok(Command::Unlike(user.clone())),
            ("double", [Arg::Word(user)]) => Ok(Command::DoubleLike(user.clone())),
            ("comment", [Arg::Word(user), Arg::Word(text)]) => {
                Ok(Command::Comment { user: user.clone(), text: text.clone() })
            }
            ("sync", []) => Ok(Command::Sync),
            _ => Err(format!("“{verb}” is not understood")),
        }
    }

    fn look(message: &Message) -> Look {
        match message.body {
            Body::State { .. } | Body::Comment(_) => Look::Request,
            Body::Have { .. } => Look::Answer,
        }
    }

    fn bytes(message: &Message) -> u64 {
        message.bytes()
    }

    fn milestone(&self, note: &Note) -> Option<Milestone> {
        match note {
            Note::Liked(counted) | Note::Unliked(counted) => Some(Milestone::Completes(counted.op)),
            _ => None,
        }
    }

    fn flag(&self, note: &Note) -> Option<String> {
        match note {
            Note::Compared(comparison) => comparison.flag(),
            Note::HeldBack { .. } => Some("waits".to_string()),
            Note::Shown { early: message::Early::Yes, .. } => Some("too early".to_string()),
            _ => None,
        }
    }

    fn linked(&self, a: NodeId, b: NodeId) -> bool {
        self.neighbours(a).contains(&b)
    }

    fn badge(&self, world: &World<Self>, node: NodeId) -> (String, Tone) {
        inspect::badge(self, world, node)
    }

    fn lasting(&self, world: &World<Self>, node: NodeId) -> Vec<Lasting> {
        inspect::lasting(world, node)
    }

    fn clock(&self, world: &World<Self>, node: NodeId) -> Option<VectorClock> {
        Some(world.node(node).events.clone())
    }

    fn card(&self, world: &World<Self>, node: NodeId) -> Card {
        inspect::card(self, world, node)
    }

    fn metrics(&self, run: &Run<'_, Self>) -> Vec<Metric> {
        inspect::metrics(self, run)
    }
}
