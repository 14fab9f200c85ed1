//! What truly happened among the members: the material of the guarantees and of the figures.

use super::message::{Note, Source, member};
use super::standing::{Incarnation, Standing, State};
use crate::sim::sorted::{SortedMap, SortedSet};
use crate::sim::{Fault, NodeId, Span, Time};

/// What the guarantees forbid, in words, when it first happened.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Offences {
    /// Somebody knew of an incarnation that its owner had not reached.
    pub raised: Option<String>,
    /// Somebody declared itself dead.
    pub suicide: Option<String>,
    /// A list went back in the order of news.
    pub backwards: Option<String>,
    /// A life began twice.
    pub relived: Option<String>,
    /// A live member was declared dead.
    pub mistaken: Option<String>,
}

/// A crash, and what became of it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Crash {
    /// Who crashed.
    pub who: NodeId,
    /// In which of its lives.
    pub life: u32,
    /// When.
    pub at: Time,
    /// When somebody first probed it.
    pub probed: Option<Time>,
    /// When somebody first suspected it.
    pub suspected: Option<Time>,
    /// When somebody first declared it dead.
    pub declared: Option<Time>,
    /// Who heard of that, and when.
    pub heard: SortedMap<NodeId, Time>,
    /// Who crashed afterwards and may never hear of it.
    pub gone: SortedSet<NodeId>,
}

/// What has happened.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct History {
    /// The time of the last entry.
    pub now: Time,
    /// What is forbidden and happened.
    pub offences: Offences,
    /// Who has heard that it is suspected and has not refuted yet.
    pub accused: SortedSet<NodeId>,
    /// Who waited longest for a probe: by whom, who, and for how many periods.
    pub longest: Option<(NodeId, NodeId, u32)>,
    /// The shortest time that anybody had to refute before it was declared dead.
    pub shortest: Option<(Span, NodeId, NodeId)>,
    /// The first crash.
    pub crash: Option<Crash>,
    /// Periods, summed over members.
    pub periods: u64,
    /// Suspicions by members whose probe was not answered.
    pub suspicions: u32,
    /// Suspicions that were refuted.
    pub refutations: u32,
    /// Live members that were declared dead, each once a life.
    pub false_deaths: u32,
    own: SortedMap<NodeId, Incarnation>,
    dead: SortedSet<(NodeId, u32)>,
    left: SortedSet<NodeId>,
    down: SortedMap<NodeId, Time>,
    rose: SortedMap<NodeId, Time>,
    restless: SortedMap<NodeId, Time>,
}

impl History {
    /// Adds what `who` announced.
    pub(in crate::patterns::failure_detector) fn record(
        &mut self,
        now: Time,
        who: NodeId,
        note: &Note,
    ) {
        self.now = now;
        match note {
            Note::Probes { target, longest, waited } => {
                self.periods += 1;
                if self.longest.is_none_or(|(.., most)| *waited > most) {
                    self.longest = Some((who, *longest, *waited));
                }
                if let Some(crash) = self.open(*target) {
                    crash.probed.get_or_insert(now);
                }
            }
            Note::Beats { .. } => self.periods += 1,
            Note::Learns { about, was, is, from } => {
                self.judge(who, *about, *was, *is);
                self.learn(now, who, *about, *was, *is, *from);
            }
            Note::Misses { about, .. } => {
                let of = self.own(*about);
                self.dies(now, who, *about, of);
            }
            Note::Accused { is, .. } if is.state == State::Suspect => {
                self.accused.insert(who);
            }
            Note::Refutes { of } => {
                self.refutations += 1;
                self.accused.remove(&who);
                self.own.insert(who, *of);
            }
            Note::Believes => {
                let why = format!("{} declares itself dead", member(who));
                self.offences.suicide.get_or_insert(why);
            }
            Note::Leaves { .. } => {
                self.left.insert(who);
            }
            Note::Begins { of } => {
                self.left.remove(&who);
                if of.life <= self.own(who).life {
                    let why = format!("{} begins life {} again", member(who), of.life);
                    self.offences.relived.get_or_insert(why);
                }
                let own = self.own(who).max(*of);
                self.own.insert(who, own);
            }
            Note::Joined { .. } | Note::Founds | Note::Asleep { .. } => {
                self.restless.insert(who, now);
            }
            _ => {}
        }
    }

    /// Adds what befell nodes, links or clocks.
    pub(in crate::patterns::failure_detector) fn befalls(&mut self, now: Time, fault: &Fault) {
        self.now = now;
        let Some(who) = fault.node() else { return };
        self.restless.insert(who, now);
        match fault {
            Fault::Crash(_) => {
                self.down.insert(who, now);
                self.accused.remove(&who);
                match &mut self.crash {
                    Some(crash) => {
                        crash.gone.insert(who);
                    }
                    None => self.crash = Some(Crash::new(who, self.own(who).life, now)),
                }
            }
            Fault::Restart(_) => {
                self.down.remove(&who);
            }
            _ => {}
        }
    }

    /// The highest incarnation that `who` has announced of itself.
    pub fn own(&self, who: NodeId) -> Incarnation {
        self.own.get(&who).copied().unwrap_or(Incarnation::FIRST)
    }

    /// Since when `who` has been down.
    pub fn down_since(&self, who: NodeId) -> Option<Time> {
        self.down.get(&who).copied()
    }

    /// Since when nothing has kept `watcher` from finding out that `who` is down: the crash, the
    /// last time that anybody heard of a higher incarnation of it, and whatever befell the watcher.
    pub fn could_tell_since(&self, watcher: NodeId, who: NodeId) -> Option<Time> {
        let down = self.down_since(who)?;
        let rose = self.rose.get(&who).copied().unwrap_or(Time(0));
        let restless = self.restless.get(&watcher).copied().unwrap_or(Time(0));
        Some(down.max(rose).max(restless))
    }

    /// The first crash, if `who` crashed in it and has not come back.
    fn open(&mut self, who: NodeId) -> Option<&mut Crash> {
        let down = self.down.contains_key(&who);
        self.crash.as_mut().filter(|crash| crash.who == who && down)
    }

    fn judge(&mut self, who: NodeId, about: NodeId, was: Option<Standing>, is: Standing) {
        let (name, of, own) = (member(who), member(about), self.own(about));
        if is.incarnation > own {
            let why = format!("{name} takes {of} for {is}, and {of} itself is at {own}");
            self.offences.raised.get_or_insert(why);
        }
        if !is.overrides(was) {
            let was = was.expect("everything overrides nothing");
            let why = format!("{name} takes {of} for {was}, and then for {is}");
            self.offences.backwards.get_or_insert(why);
        }
        if who == about && is.state == State::Dead {
            self.offences.suicide.get_or_insert(format!("{name} declares itself dead"));
        }
    }

    fn learn(
        &mut self,
        now: Time,
        who: NodeId,
        about: NodeId,
        was: Option<Standing>,
        is: Standing,
        from: Source,
    ) {
        if was.is_none_or(|was| was.incarnation < is.incarnation) {
            self.rose.insert(about, now);
        }
        match (is.state, from) {
            (State::Suspect, Source::Silence) => {
                self.suspicions += 1;
                if let Some(crash) = self.open(about) {
                    crash.suspected.get_or_insert(now);
                }
            }
            (State::Dead, _) => {
                let after = match from {
                    Source::Unrefuted(after) => Some(after),
                    Source::Silence => Some(Span(0)),
                    _ => None,
                };
                if let Some(after) = after
                    && self.shortest.is_none_or(|(least, ..)| after < least)
                {
                    self.shortest = Some((after, who, about));
                }
                self.dies(now, who, about, is.incarnation);
            }
            _ => {}
        }
    }

    /// `who` takes this life of `about` for dead.
    fn dies(&mut self, now: Time, who: NodeId, about: NodeId, of: Incarnation) {
        let gone = self.down.contains_key(&about) || self.left.contains(&about);
        let lives = !gone && self.own(about).life == of.life;
        if self.dead.insert((about, of.life)) && lives {
            self.false_deaths += 1;
            let why = format!("{} declares {} dead, which lives", member(who), member(about));
            self.offences.mistaken.get_or_insert(why);
        }
        if let Some(crash) = &mut self.crash
            && (crash.who, crash.life) == (about, of.life)
        {
            if lives {
                return;
            }
            crash.declared.get_or_insert(now);
            crash.heard.entry(who).or_insert(now);
        }
    }
}

impl Crash {
    fn new(who: NodeId, life: u32, at: Time) -> Crash {
        let (heard, gone) = (SortedMap::new(), SortedSet::new());
        Crash { who, life, at, probed: None, suspected: None, declared: None, heard, gone }
    }

    /// When the last of the others heard of it, in a group of so many; those that crashed
    /// themselves do not count.
    pub fn known(&self, members: u16) -> Option<Time> {
        let mut last = self.declared?;
        for id in (0..members).map(NodeId).filter(|id| *id != self.who) {
            match self.heard.get(&id) {
                Some(time) => last = last.max(*time),
                None if self.gone.contains(&id) => {}
                None => return None,
            }
        }
        Some(last)
    }

    /// Periods from the crash to `time`, begun ones in full.
    pub fn periods_until(&self, time: Time, period: Span) -> u64 {
        time.since(self.at).0.div_ceil(period.0).max(1)
    }
}
