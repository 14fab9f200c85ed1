//! Lamport's TwoPhase.tla and TCommit.tla (tlaplus/Examples), action by action.
//!
//! The specifications say what may happen; the engine says what does. Here they are a yardstick:
//! states reached by the engine's handlers are looked up among the states that these reach.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

/// `rmState[rm]`.
#[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rm {
    Working,
    Prepared,
    Committed,
    Aborted,
}

/// `tmState`.
#[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Tm {
    Init,
    Committed,
    Aborted,
}

/// An element of `msgs`.
#[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Said {
    Prepared(u16),
    Commit,
    Abort,
}

/// The variables of TwoPhase; resource managers are numbered from 1.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct State {
    pub rm: Vec<Rm>,
    pub tm: Tm,
    pub prepared: BTreeSet<u16>,
    pub msgs: BTreeSet<Said>,
}

/// Every reachable state with the level at which it is first met, from 1 as TLC counts.
pub fn reach<S: Clone + Ord>(start: S, next: impl Fn(&S) -> Vec<S>) -> BTreeMap<S, u32> {
    let mut levels = BTreeMap::from([(start.clone(), 1)]);
    let mut open = VecDeque::from([start]);
    while let Some(state) = open.pop_front() {
        let level = levels[&state];
        for after in next(&state) {
            if !levels.contains_key(&after) {
                levels.insert(after.clone(), level + 1);
                open.push_back(after);
            }
        }
    }
    levels
}

/// The deepest level.
pub fn depth<S>(levels: &BTreeMap<S, u32>) -> u32 {
    levels.values().max().copied().unwrap_or(0)
}

/// `TPInit`.
pub fn init(n: u16) -> State {
    State {
        rm: vec![Rm::Working; usize::from(n)],
        tm: Tm::Init,
        prepared: BTreeSet::new(),
        msgs: BTreeSet::new(),
    }
}

/// `TPNext`.
pub fn next(state: &State) -> Vec<State> {
    let mut all = Vec::new();
    let mut step = |change: &dyn Fn(&mut State)| {
        let mut after = state.clone();
        change(&mut after);
        all.push(after);
    };
    let n = state.rm.len();
    if state.tm == Tm::Init {
        if state.prepared.len() == n {
            step(&|s| {
                s.tm = Tm::Committed;
                s.msgs.insert(Said::Commit);
            });
        }
        step(&|s| {
            s.tm = Tm::Aborted;
            s.msgs.insert(Said::Abort);
        });
    }
    for at in 0..n {
        let name = at as u16 + 1;
        if state.tm == Tm::Init && state.msgs.contains(&Said::Prepared(name)) {
            step(&|s| {
                s.prepared.insert(name);
            });
        }
        if state.rm[at] == Rm::Working {
            step(&|s| {
                s.rm[at] = Rm::Prepared;
                s.msgs.insert(Said::Prepared(name));
            });
            step(&|s| s.rm[at] = Rm::Aborted);
        }
        if state.msgs.contains(&Said::Commit) {
            step(&|s| s.rm[at] = Rm::Committed);
        }
        if state.msgs.contains(&Said::Abort) {
            step(&|s| s.rm[at] = Rm::Aborted);
        }
    }
    all
}

/// `TCNext` of TCommit: what transaction commit is, whoever brings it about.
pub fn commit_next(rm: &[Rm]) -> Vec<Vec<Rm>> {
    let can_commit = rm.iter().all(|rm| matches!(rm, Rm::Prepared | Rm::Committed));
    let not_committed = rm.iter().all(|rm| *rm != Rm::Committed);
    let mut all = Vec::new();
    for at in 0..rm.len() {
        let mut step = |to: Rm| {
            let mut after = rm.to_vec();
            after[at] = to;
            all.push(after);
        };
        match rm[at] {
            Rm::Working => step(Rm::Prepared),
            Rm::Prepared if can_commit => step(Rm::Committed),
            _ => {}
        }
        if matches!(rm[at], Rm::Working | Rm::Prepared) && not_committed {
            step(Rm::Aborted);
        }
    }
    all
}
