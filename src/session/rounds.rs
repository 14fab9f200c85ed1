//! Checks under way, side by side: each gets its turn, and none is given up because another begins.

use crate::lesson::{Checked, Checking};
use std::collections::VecDeque;

/// The checks under way, by their place in the list; whose turn it is first.
#[derive(Default)]
pub struct Rounds {
    all: VecDeque<(usize, Box<dyn Checking>)>,
}

impl Rounds {
    /// Whether the check at this place is under way.
    pub fn has(&self, place: usize) -> bool {
        self.all.iter().any(|(at, _)| *at == place)
    }

    /// Whether nothing is under way.
    pub fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// Begins a check, beside those that are under way.
    pub fn begin(&mut self, place: usize, check: Box<dyn Checking>) {
        self.stop(place);
        self.all.push_back((place, check));
    }

    /// Gives up the check at this place.
    pub fn stop(&mut self, place: usize) {
        self.all.retain(|(at, _)| *at != place);
    }

    /// Goes on with whose turn it is, until about so many more states are known, as long as
    /// `more` says so; which it was, and how far it has come. What is over leaves.
    pub fn turn(&mut self, states: u32, more: impl Fn() -> bool) -> Option<(usize, Checked)> {
        let (place, mut check) = self.all.pop_front()?;
        let checked = loop {
            let checked = check.go(states);
            if checked.found.is_some() || !more() {
                break checked;
            }
        };
        if checked.found.is_none() {
            self.all.push_back((place, check));
        }
        Some((place, checked))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lesson::Found;

    /// Holds after so many states.
    struct Holds(u32, u32);

    impl Checking for Holds {
        fn go(&mut self, more: u32) -> Checked {
            self.0 = (self.0 + more).min(self.1);
            let found = (self.0 == self.1).then_some(Found::Holds);
            Checked { states: self.0, depth: 1, found }
        }
    }

    #[test]
    fn a_check_goes_on_when_another_begins() {
        let mut rounds = Rounds::default();
        rounds.begin(0, Box::new(Holds(0, 30)));
        let one = |rounds: &mut Rounds| {
            let (place, checked) = rounds.turn(10, || false).expect("something is under way");
            (place, checked.states, checked.found.is_some())
        };
        assert_eq!(one(&mut rounds), (0, 10, false));
        rounds.begin(3, Box::new(Holds(0, 20)));
        assert!(rounds.has(0) && rounds.has(3));
        let turns: Vec<_> = (0..4).map(|_| one(&mut rounds)).collect();
        assert_eq!(turns, [(0, 20, false), (3, 10, false), (0, 30, true), (3, 20, true)]);
        assert!(rounds.is_empty() && rounds.turn(10, || true).is_none());
    }

    #[test]
    fn only_the_one_that_is_stopped_stops() {
        let mut rounds = Rounds::default();
        for place in [1, 2] {
            rounds.begin(place, Box::new(Holds(0, 1_000)));
        }
        rounds.stop(1);
        assert!(!rounds.has(1) && rounds.has(2));
        let (place, checked) = rounds.turn(10, || true).expect("the other");
        assert_eq!((place, checked.states), (2, 1_000), "as long as there is time");
    }
}
