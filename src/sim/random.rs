//! Chance, in three readings: one story from a seed, every story in turn, or a story once told.

use rand_core::Rng;
use rand_pcg::Pcg32;

/// Where a node's rolls come from.
#[derive(Clone, Debug)]
pub enum Random {
    /// One story: a value-stable generator (PCG-XSH-RR 64/32).
    Seeded(Pcg32),
    /// Every story: an odometer over the rolls, most significant first.
    Exhaustive(Odometer),
    /// A story once told: the rolls of a recorded step, in order.
    Recorded(std::vec::IntoIter<u32>),
}

/// Enumerates every sequence of rolls a step can ask for.
#[derive(Clone, Debug, Default)]
pub struct Odometer {
    wheels: Vec<(u32, u32)>,
    next: usize,
}

impl Odometer {
    fn roll(&mut self, sides: u32) -> u32 {
        if self.next == self.wheels.len() {
            self.wheels.push((0, sides));
        }
        let (value, _) = self.wheels[self.next];
        self.next += 1;
        value
    }

    /// Turns to the next sequence; false when every sequence has been shown.
    pub fn turn(&mut self) -> bool {
        self.next = 0;
        while let Some((value, sides)) = self.wheels.pop() {
            if value + 1 < sides {
                self.wheels.push((value + 1, sides));
                return true;
            }
        }
        false
    }
}

impl Random {
    /// The stream that belongs to `(seed, tag, a, b, k)` and to nothing else.
    ///
    /// Streams are independent of the order in which they are used, so an intervention changes
    /// only the luck of what it causally touches.
    pub fn stream(seed: u64, tag: Tag, key: [u64; 3]) -> Pcg32 {
        let mut state = mix(seed ^ 0x9e37_79b9_7f4a_7c15);
        for part in [tag as u64, key[0], key[1], key[2]] {
            state = mix(state ^ part.wrapping_mul(0xbf58_476d_1ce4_e5b9));
        }
        Pcg32::new(state, mix(state))
    }

    /// A whole number from `0` to `sides − 1`, each equally likely; `0` when `sides < 2`.
    pub fn roll(&mut self, sides: u32) -> u32 {
        match self {
            // A roll with one outcome is in the record, too.
            Random::Recorded(rolls) => rolls.next().unwrap_or(0),
            _ if sides < 2 => 0,
            Random::Seeded(pcg) => below(pcg, u64::from(sides)) as u32,
            Random::Exhaustive(odometer) => odometer.roll(sides),
        }
    }
}

/// What a stream is for; part of its seed.
#[derive(Copy, Clone, Debug)]
pub enum Tag {
    /// The fate of the k-th message on a directed link.
    Message = 1,
    /// A node's own rolls.
    Node = 2,
    /// The k-th time a node arms a timer.
    Timer = 3,
    /// The k-th forced write of a node.
    Force = 4,
    /// Draws made by tests and generators.
    Test = 5,
}

/// SplitMix64's finaliser (Steele, Lea, Flood 2014).
fn mix(mut z: u64) -> u64 {
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

/// Uniform in `0..limit`; 0 when `limit` is 0. The bias is below `limit / 2^64`.
pub fn below(rng: &mut Pcg32, limit: u64) -> u64 {
    ((u128::from(rng.next_u64()) * u128::from(limit)) >> 64) as u64
}

/// Uniform in (0, 1): never 0, so its logarithm is finite. 53 bits.
pub fn unit(rng: &mut Pcg32) -> f64 {
    ((rng.next_u64() >> 11) as f64 + 0.5) * (1.0 / 9_007_199_254_740_992.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_odometer_shows_every_sequence_once() {
        let mut random = Random::Exhaustive(Odometer::default());
        let mut seen = Vec::new();
        loop {
            let first = random.roll(3);
            let second = if first == 1 { random.roll(2) } else { 0 };
            seen.push((first, second));
            let Random::Exhaustive(odometer) = &mut random else { unreachable!() };
            if !odometer.turn() {
                break;
            }
        }
        assert_eq!(seen, [(0, 0), (1, 0), (1, 1), (2, 0)]);
    }

    #[test]
    fn what_was_rolled_is_rolled_again_however_many_sides() {
        let sides = [6, 1, 0, 2, 1, 100];
        let mut seeded = Random::Seeded(Random::stream(3, Tag::Test, [0; 3]));
        let rolls: Vec<u32> = sides.iter().map(|sides| seeded.roll(*sides)).collect();
        let mut recorded = Random::Recorded(rolls.clone().into_iter());
        assert_eq!(sides.map(|sides| recorded.roll(sides)), rolls[..]);
    }

    #[test]
    fn streams_are_value_stable() {
        let mut pcg = Random::stream(7, Tag::Message, [0, 1, 2]);
        let draws: Vec<u64> = (0..4).map(|_| below(&mut pcg, 1_000)).collect();
        let mut again = Random::stream(7, Tag::Message, [0, 1, 2]);
        assert_eq!(draws, (0..4).map(|_| below(&mut again, 1_000)).collect::<Vec<_>>());
        let mean = (0..10_000).map(|_| unit(&mut pcg)).sum::<f64>() / 10_000.0;
        assert!((mean - 0.5).abs() < 0.015, "{mean}");
    }
}
