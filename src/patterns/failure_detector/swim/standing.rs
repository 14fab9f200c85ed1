//! What a member may be taken for, and which of two pieces of news about it wins.
//!
//! ```text
//! alive(0) < suspect(0) < alive(1) < suspect(1) < …   < dead   < the next life: alive(0) < …
//!          anybody        its owner                   anybody    its owner
//! ```
//!
//! The order is total, so merging is taking the greater: news may come twice, late and in any
//! order. Within a life it is the order of the SWIM paper (Das, Gupta and Motivala 2002, section
//! 4.2): alive(i) overrides alive(j) and suspect(j) for i > j; suspect(i) overrides alive(j) for
//! i ≥ j and suspect(j) for i > j; dead overrides everything. A member that was declared dead
//! therefore cannot come back as the one it was. The paper gives it a new name; here it keeps the
//! name and begins a new *life*, which it counts on its disk, and a later life overrides an earlier
//! one. Who leaves on purpose says so itself; that ends a life, too, and overrides a death.
//!
//! memberlist differs: there dead(i) overrides alive(j) and suspect(j) only for i ≥ j, and alive(j)
//! overrides dead(i) for j > i, so that the same incarnation number also counts lives.

use std::cmp::Ordering;
use std::fmt;

/// Counts of a member's own: only the member itself ever raises them.
#[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Incarnation {
    /// How often it has begun anew, from 1; on its disk.
    pub life: u32,
    /// How often it has refuted a suspicion in this life, from 0.
    pub number: u32,
}

impl Incarnation {
    /// What every member begins with.
    pub const FIRST: Incarnation = Incarnation { life: 1, number: 0 };
}

/// `2`, and in a later life `2 in life 3`.
impl fmt::Display for Incarnation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.life {
            1 => write!(f, "{}", self.number),
            life => write!(f, "{} in life {life}", self.number),
        }
    }
}

/// What somebody is taken for.
#[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum State {
    /// It answers.
    Alive,
    /// It did not answer; it may refute that.
    Suspect,
    /// It is taken for crashed, and nobody probes it any more.
    Dead,
    /// It has said itself that it leaves.
    Left,
}

impl fmt::Display for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            State::Alive => "alive",
            State::Suspect => "suspect",
            State::Dead => "dead",
            State::Left => "left",
        })
    }
}

/// A state and the incarnation it is said of.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Hash)]
pub struct Standing {
    /// What it is taken for.
    pub state: State,
    /// In which incarnation.
    pub incarnation: Incarnation,
}

impl Standing {
    /// Alive in this incarnation.
    pub fn alive(incarnation: Incarnation) -> Standing {
        Standing { state: State::Alive, incarnation }
    }

    /// Suspected in this incarnation.
    pub fn suspect(incarnation: Incarnation) -> Standing {
        Standing { state: State::Suspect, incarnation }
    }

    /// Declared dead in this incarnation.
    pub fn dead(incarnation: Incarnation) -> Standing {
        Standing { state: State::Dead, incarnation }
    }

    /// It has left in this incarnation.
    pub fn left(incarnation: Incarnation) -> Standing {
        Standing { state: State::Left, incarnation }
    }

    /// Alive or suspected: still a member, and still probed.
    pub fn is_living(self) -> bool {
        matches!(self.state, State::Alive | State::Suspect)
    }

    /// Whether this news changes what is known: whether it comes after `known`. Of somebody
    /// unknown everything is news.
    pub fn overrides(self, known: Option<Standing>) -> bool {
        known.is_none_or(|known| self > known)
    }

    fn rank(self) -> (u32, State, u32, State) {
        let Incarnation { life, number } = self.incarnation;
        match self.state {
            State::Alive | State::Suspect => (life, State::Alive, number, self.state),
            // Once it is gone, how it is gone comes before how often it had refuted.
            State::Dead | State::Left => (life, self.state, number, self.state),
        }
    }
}

impl Ord for Standing {
    fn cmp(&self, other: &Self) -> Ordering {
        self.rank().cmp(&other.rank())
    }
}

impl PartialOrd for Standing {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// `suspect(2)`.
impl fmt::Display for Standing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}({})", self.state, self.incarnation)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(life: u32, number: u32) -> Incarnation {
        Incarnation { life, number }
    }

    /// The table of the paper, pair by pair.
    #[test]
    fn the_order_is_that_of_the_paper() {
        let (alive, suspect, dead) = (Standing::alive, Standing::suspect, Standing::dead);
        for i in 0..4 {
            for j in 0..4 {
                let (one, two) = (of(1, i), of(1, j));
                assert_eq!(alive(one).overrides(Some(alive(two))), i > j);
                assert_eq!(alive(one).overrides(Some(suspect(two))), i > j);
                assert_eq!(suspect(one).overrides(Some(suspect(two))), i > j);
                assert_eq!(suspect(one).overrides(Some(alive(two))), i >= j);
                assert!(dead(one).overrides(Some(alive(two))));
                assert!(dead(one).overrides(Some(suspect(two))));
                assert!(!alive(one).overrides(Some(dead(two))));
                assert!(!suspect(one).overrides(Some(dead(two))));
                assert!(Standing::left(one).overrides(Some(dead(two))));
                assert!(alive(of(2, i)).overrides(Some(Standing::left(two))));
                assert!(alive(of(2, i)).overrides(Some(dead(two))), "a new life");
                assert!(!dead(one).overrides(Some(alive(of(2, j)))), "news of an old life");
            }
        }
        assert!(dead(of(1, 0)).overrides(None));
    }

    /// A total order: whatever the order of the news, everybody ends with the same.
    #[test]
    fn merging_is_taking_the_greatest() {
        let mut all = Vec::new();
        for life in 1..3 {
            for number in 0..3 {
                for state in [State::Alive, State::Suspect, State::Dead, State::Left] {
                    all.push(Standing { state, incarnation: of(life, number) });
                }
            }
        }
        for a in &all {
            for b in &all {
                assert_eq!(a == b, a.cmp(b) == Ordering::Equal, "{a} {b}");
                for c in &all {
                    let merged = |news: [&Standing; 3]| {
                        news.iter().fold(None, |known: Option<Standing>, news| {
                            if news.overrides(known) { Some(**news) } else { known }
                        })
                    };
                    assert_eq!(merged([a, b, c]), merged([c, a, b]));
                    assert_eq!(merged([a, b, c]), merged([b, a, c]));
                }
            }
        }
    }
}
