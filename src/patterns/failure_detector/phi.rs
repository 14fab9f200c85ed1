//! φ: how unlikely so long a silence is, if the one who is silent is alive.
//!
//! ```text
//! φ = −log10 P(gap > silence)         φ = 1: one gap in ten is longer; φ = 8: one in 10⁸
//!
//!     density of gaps    ╭─╮
//!                       ╱   ╲          y = (silence − mean) / σ
//!                  ────╯     ╰──▒▒▒    P is the tail beyond it
//! ```
//!
//! The tail is computed as a tail, by `erfc` and logarithms of it, never as 1 − cdf: that has lost
//! every digit at φ = 16. All functions are finite for every finite argument and rise with it; over
//! y = −10 … 37 they differ from a reference of 40 digits by less than 10⁻¹³ of the value.

use std::f64::consts::{LN_10, SQRT_2};

/// ln √(2π).
const LN_SQRT_TAU: f64 = 0.918_938_533_204_672_8;
/// The slope and the cubic term of the logistic curve that is closest to a normal one.
const SLOPE: f64 = 1.5976;
const CUBIC: f64 = 0.070_566;
/// Beyond so many standard deviations nothing is told apart any more, and squares would overflow.
const FARTHEST: f64 = 1e100;

/// φ of a silence that exceeds the mean by `y` standard deviations, for normal gaps
/// (Hayashibara, Défago, Yared, Katayama 2004): −log10(½ erfc(y / √2)).
pub fn normal(y: f64) -> f64 {
    let y = y.clamp(-FARTHEST, FARTHEST);
    if y < 0.0 {
        // The tail is nearly all there is: its little complement is what can be computed.
        return -libm::log1p(-0.5 * libm::erfc(-y / SQRT_2)) / LN_10;
    }
    if y < 30.0 {
        return -libm::log10(0.5 * libm::erfc(y / SQRT_2));
    }
    // Where erfc runs out of numbers (y = 38) its asymptotic series has long been exact.
    let x = 1.0 / (y * y);
    let series = -x * (1.0 - x * (3.0 - x * (15.0 - x * (105.0 - x * 945.0))));
    (0.5 * y * y + LN_SQRT_TAU + libm::log(y) - libm::log1p(series)) / LN_10
}

/// φ by the logistic curve of Akka and Pekko, 1 / (1 + e) with e = exp(−y (1.5976 + .070566 y²)).
/// Their two branches, e / (1 + e) beyond the mean and 1 − 1 / (1 + e) before it, are one function;
/// written as ln(1 + eᶻ) it neither cancels nor overflows.
pub fn logistic(y: f64) -> f64 {
    let y = y.clamp(-FARTHEST, FARTHEST);
    let z = y * (SLOPE + CUBIC * y * y);
    (z.max(0.0) + libm::log1p(libm::exp(-z.abs()))) / LN_10
}

/// φ of a silence that is `x` times the mean, for exponential gaps (Cassandra): x / ln 10.
pub fn exponential(x: f64) -> f64 {
    x.max(0.0) / LN_10
}

/// φ as [`normal`] would be if the tail were computed as 1 − cdf: infinite from y = 8.3 on. One of
/// the mistakes; nothing else uses it.
pub fn one_minus_cdf(y: f64) -> f64 {
    let cdf = 0.5 * libm::erfc(-y / SQRT_2);
    -libm::log10(1.0 - cdf)
}

/// The density of a normal distribution with mean 0 and σ 1.
pub fn normal_density(y: f64) -> f64 {
    libm::exp(-0.5 * y * y - LN_SQRT_TAU)
}

/// The density whose tail is that of [`logistic`].
pub fn logistic_density(y: f64) -> f64 {
    let e = libm::exp(-(y * (SLOPE + CUBIC * y * y)).abs());
    (SLOPE + 3.0 * CUBIC * y * y) * e / ((1.0 + e) * (1.0 + e))
}

/// The y at which [`normal`] is `phi`, which must be positive.
pub fn normal_at(phi: f64) -> f64 {
    // φ is convex in y, and here not below what is sought: Newton's steps never overshoot.
    let mut y = libm::sqrt(2.0 * LN_10 * phi);
    for _ in 0..200 {
        let now = normal(y);
        let hazard = libm::exp(now * LN_10 - 0.5 * y * y - LN_SQRT_TAU);
        let step = (now - phi) * LN_10 / hazard;
        y -= step;
        if step.abs() <= 1e-15 * y.abs() {
            break;
        }
    }
    y
}

/// The y at which [`logistic`] is `phi`, which must be positive.
pub fn logistic_at(phi: f64) -> f64 {
    let u = phi * LN_10;
    let z = if u > 1.0 { u + libm::log1p(-libm::exp(-u)) } else { libm::log(libm::expm1(u)) };
    // The one real root of CUBIC y³ + SLOPE y = z.
    let scale = libm::sqrt(SLOPE / (3.0 * CUBIC));
    2.0 * scale * libm::sinh(libm::asinh(1.5 * z / (SLOPE * scale)) / 3.0)
}

/// The multiple of the mean at which [`exponential`] is `phi`.
pub fn exponential_at(phi: f64) -> f64 {
    phi * LN_10
}

/// All bits of φ at every tenth of a standard deviation from −10 to 37, and of the way back from
/// every tenth up to 16, in one number: the same natively and in every browser.
pub fn fingerprint() -> u64 {
    let levels = (-100..=370).map(|tenth| f64::from(tenth) / 10.0);
    let forth = levels.flat_map(|y| [normal(y), logistic(y)]);
    let back = (1..=160).map(|tenth| f64::from(tenth) / 10.0);
    let back = back.flat_map(|phi| [normal_at(phi), logistic_at(phi), exponential_at(phi)]);
    // FNV-1a, a word at a time.
    forth.chain(back).fold(0xcbf2_9ce4_8422_2325, |sum: u64, value| {
        (sum ^ value.to_bits()).wrapping_mul(0x0100_0000_01b3)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// y, normal and logistic φ; made by another program, see the file.
    fn reference() -> impl Iterator<Item = [f64; 3]> {
        let lines = include_str!("phi_reference.tsv").lines().filter(|line| !line.starts_with('#'));
        lines.map(|line| {
            let mut numbers = line.split('\t').map(|number| number.parse().expect("a number"));
            std::array::from_fn(|_| numbers.next().expect("three numbers"))
        })
    }

    #[track_caller]
    fn near(found: f64, expected: f64, within: f64) {
        let wrong = ((found - expected) / expected).abs();
        assert!(wrong <= within, "{found} ≠ {expected}: {wrong:e}");
    }

    #[test]
    fn both_curves_are_those_of_the_reference() {
        let mut rows = 0;
        for [y, one, other] in reference() {
            near(normal(y), one, 1e-13);
            near(logistic(y), other, 1e-13);
            rows += 1;
        }
        assert_eq!(rows, 189, "from −10 to 37 in quarters");
    }

    #[test]
    fn vectors() {
        for (y, phi) in [
            (-1.0, 0.075026),
            (0.0, std::f64::consts::LOG10_2),
            (1.0, 0.799546),
            (3.0, 2.869700),
            (5.0, 6.542646),
            (8.0, 15.206143),
        ] {
            assert!((normal(y) - phi).abs() < 1e-6, "{y}: {}", normal(y));
        }
        // Pekko's AccrualFailureDetectorSpec: mean 1000, σ 100.
        for (t, phi) in [
            (0.0, 0.0),
            (500.0, 0.1),
            (1000.0, 0.3),
            (1200.0, 1.6),
            (1400.0, 4.7),
            (1600.0, 10.8),
            (1700.0, 15.3),
        ] {
            let found = logistic((t - 1000.0) / 100.0);
            assert!((found - phi).abs() <= 0.1, "{t}: {found}");
        }
        for (found, expected) in [
            (normal_at(8.0), 5.612001),
            (logistic_at(8.0), 5.225987),
            (exponential_at(8.0), 18.420681),
        ] {
            assert!((found - expected).abs() < 5e-7, "{found} ≠ {expected}");
        }
    }

    /// Pekko's formula as Pekko writes it, where its floats still carry it.
    #[test]
    fn the_logistic_curve_is_pekkos() {
        for step in -60..=60 {
            let y = f64::from(step) / 10.0;
            let e = libm::exp(-y * (SLOPE + CUBIC * y * y));
            let theirs = match y > 0.0 {
                true => -libm::log10(e / (1.0 + e)),
                false => -libm::log10(1.0 - 1.0 / (1.0 + e)),
            };
            assert!((logistic(y) - theirs).abs() < 1e-12, "{y}: {} ≠ {theirs}", logistic(y));
        }
    }

    #[test]
    fn every_curve_rises_and_stays_a_number() {
        for curve in [normal, logistic, exponential] {
            let mut last = curve(-1e300);
            assert!(last >= 0.0);
            for step in -4_000..=40_000 {
                let next = curve(f64::from(step) / 100.0);
                assert!(next.is_finite() && next >= last, "{step}: {next} < {last}");
                last = next;
            }
            for far in [1e3, 1e6, 1e12, 1e100, 1e300, f64::MAX] {
                let next = curve(far);
                assert!(next.is_finite() && next >= last, "{far}: {next}");
                last = next;
            }
        }
    }

    #[test]
    fn far_beyond_the_last_erfc() {
        near(normal(50.0), 544.966_335_861_996_7, 1e-14);
        near(normal(100.0), 2_173.871_542_869_034_4, 1e-14);
        near(normal(1_000.0), 217_150.640_041_994_4, 1e-14);
    }

    #[test]
    fn inverses_lead_back() {
        for tenths in 1..=400 {
            let phi = f64::from(tenths) / 10.0;
            near(normal(normal_at(phi)), phi, 1e-13);
            near(logistic(logistic_at(phi)), phi, 1e-13);
            near(exponential(exponential_at(phi)), phi, 1e-15);
        }
    }

    /// What the rule is about: the naive tail agrees while it can, and then is lost.
    #[test]
    fn one_minus_cdf_loses_everything() {
        near(one_minus_cdf(3.0), normal(3.0), 1e-12);
        assert!((one_minus_cdf(8.0) - normal(8.0)).abs() > 0.01);
        assert_eq!(one_minus_cdf(8.3), f64::INFINITY);
    }
}
