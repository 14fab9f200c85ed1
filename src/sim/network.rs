//! How long a message takes and whether it arrives at all.

use super::random::{below, unit};
use super::time::Span;
use rand_pcg::Pcg32;

/// A distribution of one-way delays. Draws are rounded to whole microseconds.
#[derive(Clone, Debug, PartialEq)]
pub enum Delay {
    /// Always the same.
    Constant(Span),
    /// Equally likely anywhere between the two, both included.
    Uniform(Span, Span),
    /// Exponential with this mean.
    Exponential(Span),
    /// Pareto: at least `least`, tail index `alpha` (> 0).
    Pareto { least: Span, alpha: f64 },
    /// With probability `share` (0 to 1) the first, otherwise the second.
    Mix(f64, Box<Delay>, Box<Delay>),
    /// The same, and so much on top.
    Plus(Span, Box<Delay>),
}

/// No message takes longer than an hour.
const LONGEST_US: f64 = 3.6e9;

impl Delay {
    /// One draw. Uses `libm` only, so it is the same natively and in every browser.
    pub fn draw(&self, rng: &mut Pcg32) -> Span {
        match self {
            Delay::Constant(span) => *span,
            Delay::Uniform(least, most) => {
                Span(least.0 + below(rng, most.0.saturating_sub(least.0) + 1))
            }
            Delay::Exponential(mean) => span(-libm::log(unit(rng)) * mean.0 as f64),
            Delay::Pareto { least, alpha } => {
                span(libm::pow(unit(rng), -1.0 / alpha) * least.0 as f64)
            }
            Delay::Mix(share, first, second) => {
                if unit(rng) < *share {
                    first.draw(rng)
                } else {
                    second.draw(rng)
                }
            }
            Delay::Plus(more, rest) => Span(more.0 + rest.draw(rng).0),
        }
    }
}

fn span(us: f64) -> Span {
    Span((us.min(LONGEST_US) + 0.5) as u64)
}

/// The weather between nodes, and the speed of their disks.
#[derive(Clone, Debug, PartialEq)]
pub struct Network {
    /// A delay for every leg a protocol names ([`Protocol::leg`](super::Protocol::leg)).
    /// A leg beyond the end takes the last.
    pub legs: Vec<Delay>,
    /// Chance that a message is lost, in parts per million.
    pub loss_ppm: u32,
    /// Chance that a message arrives twice, in parts per million.
    pub duplication_ppm: u32,
    /// How long a forced write takes.
    pub force: Delay,
}

impl Network {
    /// One delay for everything; nothing lost, nothing doubled, an instant disk.
    pub fn calm(delay: Delay) -> Network {
        let force = Delay::Constant(Span(0));
        Network { legs: vec![delay], loss_ppm: 0, duplication_ppm: 0, force }
    }

    /// The delay of `leg`.
    pub fn leg(&self, leg: usize) -> &Delay {
        self.legs.get(leg).or(self.legs.last()).expect("a network has at least one leg")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sim::random::{Random, Tag};

    fn mean_ms(delay: &Delay) -> f64 {
        let mut rng = Random::stream(1, Tag::Test, [0; 3]);
        (0..200_000).map(|_| delay.draw(&mut rng).as_ms()).sum::<f64>() / 200_000.0
    }

    #[test]
    fn means_are_those_of_the_distributions() {
        let pareto = Delay::Pareto { least: Span(235), alpha: 10.0 };
        let tail = Delay::Exponential(Span(602));
        for (delay, mean) in [
            (Delay::Constant(Span::ms(5)), 5.0),
            (Delay::Uniform(Span::ms(2), Span::ms(8)), 5.0),
            (Delay::Exponential(Span::ms(5)), 5.0),
            (pareto.clone(), 0.2611),
            (Delay::Mix(0.9122, Box::new(pareto), Box::new(tail)), 0.2910),
            (Delay::Plus(Span::ms(75), Box::new(Delay::Constant(Span::ms(1)))), 76.0),
        ] {
            let measured = mean_ms(&delay);
            assert!((measured - mean).abs() < 0.01 * mean, "{delay:?}: {measured} ≠ {mean}");
        }
    }
}
