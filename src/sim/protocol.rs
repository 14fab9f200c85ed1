//! THE CONTRACT: a distributed protocol is a pure function from (state, input) to (state, effects).

use super::fault::Fault;
use super::random::Random;
use super::time::{Clock, LocalTime, NodeId, Span, Time};
use super::world::World;
use std::fmt::{Debug, Display};
use std::hash::Hash;

/// A distributed protocol, configured. Handlers may look at nothing but their arguments.
///
/// State uses ordered collections ([`SortedMap`] and [`SortedSet`]) and derived `Hash` only, no
/// floats and no `usize`, so that a run is the same byte for byte everywhere and the checker can
/// tell states apart.
///
/// [`SortedMap`]: super::SortedMap
/// [`SortedSet`]: super::SortedSet
pub trait Protocol: Clone + Eq + Hash + Debug + Sized + 'static {
    /// A node's state; may be an enum with a variant per role. Clients are nodes too.
    type Node: Clone + Eq + Hash + Debug;
    /// `Display` is what canvas, log and golden text show.
    type Message: Clone + Ord + Hash + Debug + Display;
    /// A timer is its name: arming it again replaces it.
    type Timer: Copy + Ord + Hash + Debug + Display;
    /// What a person may ask of a node.
    type Command: Clone + Ord + Hash + Debug + Display;
    /// What a node announces.
    type Note: Clone + Debug + Display;
    /// What properties must remember; `()` for most.
    type History: Clone + Default + Eq + Hash + Debug;

    /// Who is on stage, in order of ids.
    fn cast(&self) -> Vec<Role>;

    /// The state at first boot, or what survives of `before` after a crash.
    fn boot(&self, me: NodeId, before: Option<&Self::Node>) -> Self::Node;

    /// The whole protocol.
    fn step(&self, node: &mut Self::Node, input: Input<Self>, io: &mut Io<'_, Self>);

    /// Adds what `who` announced at true time `now` to the history the properties judge.
    fn remember(_history: &mut Self::History, _now: Time, _who: NodeId, _note: &Self::Note) {}

    /// Adds a fault that had its effect at true time `now` to the history. A node cannot announce
    /// its own crash; a crash in the middle of a step comes here as [`Fault::Crash`] too.
    fn befalls(_history: &mut Self::History, _now: Time, _fault: &Fault) {}

    /// How the clock of `node` is set at the start.
    fn dial(&self, _node: NodeId) -> Clock {
        Clock::default()
    }

    /// Why the promise of `property` does not bind in a run that came to `world`: a fault went
    /// beyond what the parameters speak of.
    fn excuse(&self, _world: &World<Self>, _property: &'static str) -> Option<String> {
        None
    }

    /// What shall hold, and under which parameters it is promised.
    fn properties(&self) -> Vec<Property<Self>>;

    /// Which leg of the network `message` takes: an index into [`Network::legs`].
    ///
    /// [`Network::legs`]: super::Network::legs
    fn leg(&self, _message: &Self::Message) -> usize {
        0
    }

    /// What comes round for ever, such as heartbeats and gossip: a run may end while nothing else
    /// is armed or on its way.
    fn background(&self, _routine: Routine<'_, Self>) -> bool {
        false
    }
}

/// What may be background.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Routine<'a, P: Protocol> {
    /// A timer that is armed.
    Timer(&'a P::Timer),
    /// A message that is on its way.
    Message(&'a P::Message),
}

/// A participant as the audience sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Role {
    /// Short name used in links: letters and digits only, unique in the cast.
    pub code: String,
    /// Full name: "Clinic A".
    pub name: String,
    /// What kind of participant it is: "clinic". Kinds are placed together on the stage.
    pub kind: &'static str,
}

/// Names an operation that a person asked for: the `number`-th that node `at` was asked.
#[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OpId {
    /// Who was asked.
    pub at: NodeId,
    /// Counted from 1. Keep the count durable, or an old answer is taken for a new one.
    pub number: u32,
}

/// What reaches a node.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Input<P: Protocol> {
    /// It has just booted, for the first time or again.
    Boot,
    /// A message arrived.
    Message { from: NodeId, message: P::Message },
    /// A timer it armed went off.
    Timer(P::Timer),
    /// A forced write it asked for is durable.
    Forced(u64),
    /// A person asks for something.
    Command(P::Command),
}

/// What a node wants done.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Effect<P: Protocol> {
    /// Send a message; to itself is allowed and takes the network's time too.
    Send { to: NodeId, message: P::Message },
    /// Set a timer to go off between `least` and `most` from now on its own clock.
    Arm { timer: P::Timer, least: Span, most: Span },
    /// Take a timer back.
    Disarm(P::Timer),
    /// Write to stable storage; [`Input::Forced`] says when it is durable.
    Force(u64),
    /// Say something to the audience and to the history.
    Note(P::Note),
}

/// A node's only door to the world.
pub struct Io<'a, P: Protocol> {
    me: NodeId,
    now: LocalTime,
    ran: LocalTime,
    random: &'a mut Random,
    effects: Vec<Effect<P>>,
    rolls: Vec<u32>,
}

impl<'a, P: Protocol> Io<'a, P> {
    /// A door for one step of `me` whose clock was never set; tests of a single handler open it.
    pub fn new(me: NodeId, now: LocalTime, random: &'a mut Random) -> Self {
        Io { me, now, ran: now, random, effects: Vec::new(), rolls: Vec::new() }
    }

    /// A door for one step of `me`, at true time `now`; the world opens it.
    pub(super) fn at(me: NodeId, clock: &Clock, now: Time, random: &'a mut Random) -> Self {
        Io { ran: clock.stopwatch(now), ..Io::new(me, clock.local(now), random) }
    }

    /// What was asked for, in order, and the rolls that were drawn.
    pub fn finish(self) -> (Vec<Effect<P>>, Vec<u32>) {
        (self.effects, self.rolls)
    }

    /// Who this node is.
    pub fn me(&self) -> NodeId {
        self.me
    }

    /// What this node's clock shows, right or wrong.
    pub fn now(&self) -> LocalTime {
        self.now
    }

    /// How long this node's clock has run: for durations, because setting the clock to another time
    /// does not move it. A clock that runs too fast or too slowly does so here, too.
    pub fn stopwatch(&self) -> LocalTime {
        self.ran
    }

    /// A whole number from `0` to `sides − 1`: the only chance a protocol may use.
    pub fn roll(&mut self, sides: u32) -> u32 {
        let value = self.random.roll(sides);
        self.rolls.push(value);
        value
    }

    /// Sends `message` to `to`.
    pub fn send(&mut self, to: NodeId, message: P::Message) {
        self.effects.push(Effect::Send { to, message });
    }

    /// Sets `timer` to go off after `wait` on this node's stopwatch.
    pub fn arm(&mut self, timer: P::Timer, wait: Span) {
        self.arm_between(timer, wait, wait);
    }

    /// Sets `timer` to go off between `least` and `most` from now; the world draws when.
    pub fn arm_between(&mut self, timer: P::Timer, least: Span, most: Span) {
        self.effects.push(Effect::Arm { timer, least, most });
    }

    /// Takes `timer` back.
    pub fn disarm(&mut self, timer: P::Timer) {
        self.effects.push(Effect::Disarm(timer));
    }

    /// Asks for a forced write, called `token` until it is durable. No two that are under way at
    /// one node may share a name.
    pub fn force(&mut self, token: u64) {
        self.effects.push(Effect::Force(token));
    }

    /// Announces `note`.
    pub fn note(&mut self, note: P::Note) {
        self.effects.push(Effect::Note(note));
    }
}

/// When a property is judged.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum When {
    /// At every event.
    Always,
    /// It must be reached at least once.
    Sometimes,
    /// When the run has fallen quiet.
    Finally,
}

/// What a property looks at; one that looks at the history alone is judged only when that grew.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum Scope {
    /// Nodes, links and history.
    World,
    /// The history alone.
    History,
}

/// Something that shall hold.
pub struct Property<P: Protocol> {
    /// A sentence: "No read returns an older version".
    pub name: &'static str,
    /// One or two sentences for the curious.
    pub about: &'static str,
    /// When it is judged.
    pub when: When,
    /// What it looks at.
    pub scope: Scope,
    /// Whether these parameters promise it, and if not, why.
    pub promised: fn(&P) -> Result<(), String>,
    /// Whether it holds; if not, a sentence that says what is wrong.
    pub holds: fn(&P, &World<P>) -> Result<(), String>,
    /// Whether it could be judged to the end of the run; if not, which bound was reached.
    pub judged: fn(&P, &World<P>) -> Result<(), String>,
}

/// For properties that can always be judged.
pub fn judged<P: Protocol>(_: &P, _: &World<P>) -> Result<(), String> {
    Ok(())
}

/// For properties that every choice of parameters promises.
pub fn promised<P>(_: &P) -> Result<(), String> {
    Ok(())
}
