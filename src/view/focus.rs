//! What the reader looks at, and what belongs to it: the two ends of a message, the lane and the
//! message of an event, the chain of causes between two events, the cut and what crosses it.
//!
//! It is worked out once for a drawing; every shape then asks for its classes.

use super::plot::Plot;
use super::routes;
use super::scene::{Shape, Target};
use super::spacetime::SpacetimeOptions;
use super::stroke::Stroke;
use super::words::mark_target;
use crate::lesson::cut::Judged;
use crate::lesson::trace::{Ending, Letter, Relation, Trace};

/// What is looked at in a diagram.
pub struct Focus {
    selected: Option<Target>,
    hovered: Option<Target>,
    compared: Option<u32>,
    relations: Option<Vec<Relation>>,
    linked: Vec<Target>,
    /// The events between the selected and the compared one, in order.
    chain: Vec<u32>,
    /// The verdict on the cut.
    pub judged: Option<Judged>,
}

impl Focus {
    /// What these options look at.
    pub fn new(trace: &Trace, options: &SpacetimeOptions) -> Focus {
        let chosen = match options.selected {
            Some(Target::Event(event)) if event <= trace.last() => Some(event),
            _ => None,
        };
        let compared = options.compared.filter(|event| *event <= trace.last());
        let chain = match (chosen, compared) {
            (Some(a), Some(b)) => trace.chain(a.min(b), a.max(b)),
            _ => None,
        };
        let looked = [options.selected, options.hovered];
        let linked = looked.into_iter().flatten().flat_map(|target| linked(trace, target));
        Focus {
            selected: options.selected,
            hovered: options.hovered,
            compared,
            relations: chosen.map(|event| trace.relations(event)),
            linked: linked.collect(),
            chain: chain.unwrap_or_default(),
            judged: options.cut.as_ref().map(|cut| cut.judge(trace)),
        }
    }

    /// How event `at` is related to the selected one; `None` when no event is selected.
    pub fn relation(&self, at: u32) -> Option<Relation> {
        self.relations.as_ref()?.get(at as usize).copied()
    }

    /// Whether event `at` is the one that is compared with the selected one.
    pub fn compares(&self, at: u32) -> bool {
        self.compared == Some(at)
    }

    /// Whether this is worth drawing by itself even among ten thousand.
    pub fn stands_out(&self, target: Target) -> bool {
        let pointed = self.selected == Some(target) || self.hovered == Some(target);
        pointed || self.linked.contains(&target) || self.compared.map(Target::Event) == Some(target)
    }

    /// Appends what `target` is to the reader.
    pub fn mark(&self, class: &mut String, target: Target) {
        mark_target(class, target, self.selected, self.hovered);
        if self.linked.contains(&target) {
            class.push_str(" linked");
        }
        if self.compared.map(Target::Event) == Some(target) {
            class.push_str(" compared");
        }
    }

    /// Appends whether a message is a link of the chain, and how it stands to the cut.
    pub fn mark_letter(&self, class: &mut String, id: u32, letter: &Letter) {
        if self.carries(letter) {
            class.push_str(" chain");
        }
        if self.is_orphan(id) {
            class.push_str(" orphan");
        }
        let judged = self.judged.as_ref();
        if judged.is_some_and(|judged| judged.in_channels.binary_search(&id).is_ok()) {
            class.push_str(" channel");
        }
    }

    /// Whether the cut says that this message arrived before it was sent.
    pub fn is_orphan(&self, id: u32) -> bool {
        let judged = self.judged.as_ref();
        judged.is_some_and(|judged| judged.orphans.binary_search(&id).is_ok())
    }

    /// Whether a message is a link of the chain.
    pub fn carries(&self, letter: &Letter) -> bool {
        let Ending::Arrived(event) = letter.ending else { return false };
        let Ok(at) = self.chain.binary_search(&event) else { return false };
        at > 0 && self.chain[at - 1] == letter.sent_by
    }
}

/// What else is marked when `target` is looked at.
fn linked(trace: &Trace, target: Target) -> Vec<Target> {
    match target {
        Target::Node(_) => Vec::new(),
        Target::Event(at) if at > trace.last() => Vec::new(),
        Target::Event(at) => {
            let record = trace.record(at);
            let (node, letter) =
                (record.node.map(Target::Node), record.message.map(Target::Letter));
            node.into_iter().chain(letter).collect()
        }
        Target::Letter(id) => {
            let Some(letter) = trace.letters.get(id as usize) else { return Vec::new() };
            let end = match letter.ending {
                Ending::Arrived(event) | Ending::Lost(event, _) => Some(event),
                Ending::Open(_) => None,
            };
            [Some(letter.sent_by), end].into_iter().flatten().map(Target::Event).collect()
        }
    }
}

/// The chain of causes as one broad line below everything it passes.
pub fn chain(plot: &Plot<'_>) -> Option<Shape> {
    let trace = plot.trace;
    let mut stroke = Stroke::default();
    for pair in plot.focus.chain.windows(2) {
        let arrived = trace.record(pair[1]).message.and_then(|id| trace.letters.get(id as usize));
        let ways = match arrived.filter(|letter| plot.focus.carries(letter)) {
            Some(letter) => {
                let route = routes::route(plot, letter);
                let wait = route.wait.map(|wait| wait.to_vec());
                route.ways.into_iter().chain(wait).collect()
            }
            None => vec![vec![plot.place(pair[0]), plot.place(pair[1])]],
        };
        for way in ways {
            let shown = routes::between(&way, plot.scale.left, plot.scale.right);
            if shown.len() > 1 {
                stroke = stroke.and(Stroke::through(&shown));
            }
        }
    }
    (!stroke.is_empty()).then(|| Shape::path(stroke, "chain-path"))
}
