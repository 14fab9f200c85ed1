//! Warehouses that keep the record of one item's stock, and clerks who work through them.
//!
//! A warehouse takes a movement at once and asks nobody: the new version gets the next dot of the
//! warehouse and replaces what its writer had read. Records travel when somebody asks for it, and
//! by anti-entropy until each warehouse has said that it has them (Parker and others 1983, Demers
//! and others 1987). Whoever gets a record takes it over, and sends back what the other lacks.

use super::clerk::Clerk;
use super::history::History;
use super::message::{Command, Message, Revision, Timer};
use super::note::{Held, Note, Shows};
use super::params::{Context, Latency, Mistake, Resolve, Scheme, Workload};
use super::properties;
use super::record::Record;
use super::resolve::{priority, resolve, sum_stocks};
use super::version::{Value, Version, letter, warehouse};
use crate::sim::{
    Dot, Input, Io, NodeId, OpId, Property, Protocol, Role, Routine, SortedMap, Span, Time,
};

/// The pattern with its parameters.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct VersionVectors {
    /// How many warehouses there are.
    pub warehouses: u16,
    /// How it is told which version is newer.
    pub scheme: Scheme,
    /// What versions in conflict come to.
    pub resolve: Resolve,
    /// The mean time between two rounds of anti-entropy.
    pub sync: Option<Span>,
    /// Whether a write says what its writer had read.
    pub context: Context,
    /// How many entries a vector keeps.
    pub prune: Option<u16>,
    /// How many clerks there are.
    pub clerks: u16,
    /// The stock at the start.
    pub opening: i64,
    /// What the script does.
    pub workload: Workload,
    /// The distribution of delays.
    pub latency: Latency,
    /// The mean one-way delay.
    pub delay: Span,
    /// So many rounds of anti-entropy are enough at this loss, however unlucky; decides only how
    /// long a run goes on that cannot converge.
    pub rounds: u32,
    /// A rule left out on purpose.
    pub mistake: Mistake,
}

/// A participant.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Node {
    /// Keeps the record.
    Warehouse(Warehouse),
    /// Works through warehouses.
    Clerk(Clerk),
}

/// A warehouse.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Warehouse {
    /// The record. On the disk.
    pub record: Record,
    /// How many writes it has coordinated. On the disk.
    pub counted: u64,
    /// How often people have asked it to write. On the disk.
    pub asked: u32,
    /// The writes of clerks that it has stored, so that none is booked twice. On the disk.
    pub done: SortedMap<OpId, Dot>,
    /// How often it has booted again. On the disk.
    pub boots: u16,
    /// How often the record changed since the boot. In memory.
    pub changes: u32,
    /// Which of its own states each other warehouse is known to have. In memory.
    pub known: SortedMap<NodeId, Revision>,
    /// Whether the timer is armed.
    pub round: Round,
}

/// Whether a round of anti-entropy is due.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Hash)]
pub enum Round {
    /// Everybody is known to have the record.
    Idle,
    /// Somebody is not, and will be told.
    Armed,
}

impl Protocol for VersionVectors {
    type Node = Node;
    type Message = Message;
    type Timer = Timer;
    type Command = Command;
    type Note = Note;
    type History = History;

    fn cast(&self) -> Vec<Role> {
        let warehouses = self.ids().map(|id| Role {
            code: letter(id).to_string(),
            name: warehouse(id),
            kind: "warehouse",
        });
        let clerks = (1..=self.clerks).map(|number| Role {
            code: format!("K{number}"),
            name: format!("Clerk {number}"),
            kind: "clerk",
        });
        warehouses.chain(clerks).collect()
    }

    fn boot(&self, me: NodeId, before: Option<&Node>) -> Node {
        match before {
            None if me.0 >= self.warehouses => Node::Clerk(Clerk { asked: 0, read: None }),
            None => Node::Warehouse(Warehouse {
                record: Record::new(self.warehouses, self.scheme),
                counted: 0,
                asked: 0,
                done: SortedMap::new(),
                boots: 0,
                changes: 0,
                // Everybody has the opening stock, and knows that.
                known: self.others(me).map(|id| (id, Revision::default())).collect(),
                round: Round::Idle,
            }),
            Some(Node::Clerk(clerk)) => Node::Clerk(Clerk { read: None, ..clerk.clone() }),
            Some(Node::Warehouse(before)) => Node::Warehouse(Warehouse {
                boots: before.boots.saturating_add(1),
                changes: 0,
                known: SortedMap::new(),
                round: Round::Idle,
                ..before.clone()
            }),
        }
    }

    fn step(&self, node: &mut Node, input: Input<Self>, io: &mut Io<'_, Self>) {
        match node {
            Node::Warehouse(warehouse) => {
                self.warehouse(warehouse, input, io);
                self.tend(warehouse, io);
            }
            Node::Clerk(clerk) => self.clerk(clerk, input, io),
        }
    }

    fn remember(history: &mut History, now: Time, who: NodeId, note: &Note) {
        history.record(now, who, note);
    }

    fn properties(&self) -> Vec<Property<Self>> {
        properties::all()
    }

    fn background(&self, routine: Routine<'_, Self>) -> bool {
        matches!(routine, Routine::Timer(Timer::Sync))
    }
}

impl VersionVectors {
    /// Every warehouse.
    pub fn ids(&self) -> impl Iterator<Item = NodeId> + use<> {
        (0..self.warehouses).map(NodeId)
    }

    /// Every warehouse but this one.
    pub fn others(&self, me: NodeId) -> impl Iterator<Item = NodeId> + use<> {
        self.ids().filter(move |id| *id != me)
    }

    fn warehouse(&self, it: &mut Warehouse, input: Input<Self>, io: &mut Io<'_, Self>) {
        match input {
            Input::Boot if it.boots == 0 => {}
            Input::Boot => io.note(Note::Booted { held: self.held(it, io.me()) }),
            Input::Command(Command::Receive(pieces)) => self.move_here(it, pieces, io),
            Input::Command(Command::Ship(pieces)) => self.move_here(it, -pieces, io),
            Input::Command(Command::Read) => io.note(Note::Said { held: self.held(it, io.me()) }),
            Input::Command(Command::Sync) => {
                let all = self.others(io.me()).collect();
                self.push(it, all, io);
            }
            Input::Command(Command::Pick(number)) => self.pick(it, number, io),
            Input::Command(Command::Merge) => self.merge(it, io),
            Input::Command(Command::Count(stock)) => self.count(it, stock, io),
            Input::Message { from, message } => match message {
                Message::Sync { record, revision } => {
                    self.take_over(it, from, &record, io);
                    if it.record == record {
                        self.acknowledge(from, revision, io);
                    } else {
                        let (record, own) = (it.record.clone(), it.revision());
                        io.send(from, Message::Back { record, revision: own, heard: revision });
                    }
                }
                Message::Back { record, revision, heard } => {
                    self.heard(it, from, heard);
                    self.take_over(it, from, &record, io);
                    self.acknowledge(from, revision, io);
                }
                Message::Have { revision } => self.heard(it, from, revision),
                Message::Look { op } => self.show(it, from, op, io),
                Message::Book { op, delta, base, context } => {
                    self.book(it, from, (op, delta), base, context, io);
                }
                Message::Stock { .. } | Message::Booked { .. } => {}
            },
            Input::Timer(Timer::Sync) => {
                it.round = Round::Idle;
                let behind = self.behind(it, io.me());
                self.push(it, behind, io);
            }
            Input::Command(Command::Look(_) | Command::Book(..) | Command::Forget)
            | Input::Forced(_) => {}
        }
    }

    /// The warehouses that are not known to have this record.
    fn behind(&self, it: &Warehouse, me: NodeId) -> Vec<NodeId> {
        let now = it.revision();
        self.others(me).filter(|id| it.known.get(id) != Some(&now)).collect()
    }

    fn push(&self, it: &Warehouse, to: Vec<NodeId>, io: &mut Io<'_, Self>) {
        io.note(Note::Pushed { to: to.clone(), held: self.held(it, io.me()) });
        for id in to {
            io.send(id, Message::Sync { record: it.record.clone(), revision: it.revision() });
        }
    }

    /// Somebody has what was sent at that `revision`: an old one, of a state or of a life before,
    /// counts for nothing.
    fn heard(&self, it: &mut Warehouse, from: NodeId, revision: Revision) {
        if revision == it.revision() {
            it.known.insert(from, revision);
        }
    }

    /// Without anti-entropy nobody counts who has what.
    fn acknowledge(&self, from: NodeId, revision: Revision, io: &mut Io<'_, Self>) {
        if self.sync.is_some() {
            io.send(from, Message::Have { revision });
        }
    }

    /// Keeps the timer armed while somebody is behind; when all have the record there is nothing
    /// to say.
    fn tend(&self, it: &mut Warehouse, io: &mut Io<'_, Self>) {
        let Some(period) = self.sync else { return };
        let next = match self.behind(it, io.me()).is_empty() {
            true => Round::Idle,
            false => Round::Armed,
        };
        match (it.round, next) {
            (Round::Idle, Round::Armed) => {
                io.arm_between(Timer::Sync, Span(period.0 / 2), Span(period.0 * 3 / 2));
            }
            (Round::Armed, Round::Idle) => io.disarm(Timer::Sync),
            _ => {}
        }
        it.round = next;
    }

    /// What these versions come to at warehouse `me`; `None` when a person has to decide.
    pub fn value(&self, me: NodeId, versions: &[&Version]) -> Option<Value> {
        match (self.mistake, versions.len()) {
            // Rules left out: a stock is no movement; and all must come to the same.
            (Mistake::SumStocks, 2..) => Some(sum_stocks(self.opening, versions)),
            (Mistake::PreferOwn, 2..) => {
                let own: Vec<&Version> =
                    versions.iter().copied().filter(|version| version.dot.who == me).collect();
                let first = priority(&own).or_else(|| priority(versions));
                first.map(|version| version.value.clone())
            }
            _ => resolve(self.resolve, self.opening, versions),
        }
    }

    /// What the record of warehouse `me` shows.
    pub fn shows(&self, it: &Warehouse, me: NodeId) -> Shows {
        let versions = it.record.versions();
        match self.value(me, &versions) {
            Some(value) => Shows::One(value.stock),
            None => Shows::Open(versions.iter().map(|version| version.value.stock).collect()),
        }
    }

    /// The record of warehouse `me` for an announcement.
    pub(super) fn held(&self, it: &Warehouse, me: NodeId) -> Held {
        let (dots, vector) = (it.record.dots(), it.record.context());
        Held { dots, vector, shows: self.shows(it, me) }
    }
}

impl Warehouse {
    /// The name of its present state.
    pub fn revision(&self) -> Revision {
        Revision { boots: self.boots, changes: self.changes }
    }
}

impl Node {
    /// The warehouse, if it is one.
    pub fn as_warehouse(&self) -> Option<&Warehouse> {
        match self {
            Node::Warehouse(warehouse) => Some(warehouse),
            Node::Clerk(_) => None,
        }
    }
}
