//! From silence to suspicion: the level that a silence means, and the silence that a level needs.
//!
//! A model is a function of the recent gaps. The two that know no φ, a fixed timeout and an
//! adaptive one, are drawn on the same scale: their level rises in proportion to the silence and
//! reaches the failover threshold when their time is up.

use super::gaps::Gaps;
use super::params::{Mistake, Model};
use super::phi;
use super::protocol::FailureDetector;
use crate::sim::Span;

/// What a model makes of the recent gaps: enough to judge any silence by.
#[derive(Copy, Clone, Debug, PartialEq)]
pub struct Fit {
    /// See [`FailureDetector::mean_us`].
    pub mean_us: f64,
    /// See [`FailureDetector::sigma_us`].
    pub sigma_us: f64,
    /// The silence that convicts by the models that are timeouts.
    pub limit: Option<Span>,
}

/// The adaptive timeout is this quantile of the recent gaps, in percent, and a margin.
const QUANTILE: u32 = 99;

impl FailureDetector {
    /// The failover threshold.
    pub fn threshold(&self) -> f64 {
        f64::from(self.phi) / 10.0
    }

    /// The alert threshold.
    pub fn alert_threshold(&self) -> f64 {
        f64::from(self.alert) / 10.0
    }

    /// The mean that silence is measured from, the acceptable pause included, in microseconds.
    /// Cassandra's exponential model knows no pause.
    pub fn mean_us(&self, gaps: &Gaps) -> f64 {
        match self.model {
            Model::Exponential => gaps.mean_us().max(1.0),
            _ => gaps.mean_us() + self.pause.0 as f64,
        }
    }

    /// The standard deviation, not below its floor, in microseconds.
    pub fn sigma_us(&self, gaps: &Gaps) -> f64 {
        gaps.variance_us2().sqrt().max(self.sigma_min.0.max(1) as f64)
    }

    /// The silence that convicts by the models that are timeouts.
    fn limit(&self, gaps: &Gaps) -> Option<Span> {
        match self.model {
            Model::Timeout => Some(self.timeout),
            Model::Adaptive => {
                let quantile = gaps.quantile(QUANTILE).0;
                Some(Span((quantile * u64::from(100 + self.margin) / 100).max(1)))
            }
            Model::Normal | Model::Logistic | Model::Exponential => None,
        }
    }

    /// What the model makes of these gaps.
    pub fn fit(&self, gaps: &Gaps) -> Fit {
        let (mean_us, sigma_us) = (self.mean_us(gaps), self.sigma_us(gaps));
        Fit { mean_us, sigma_us, limit: self.limit(gaps) }
    }

    /// How suspicious `silence` is after these gaps. Never negative, and never falls with silence.
    pub fn level(&self, gaps: &Gaps, silence: Span) -> f64 {
        self.level_of(&self.fit(gaps), silence)
    }

    /// The same of gaps that have been looked at already.
    pub fn level_of(&self, fit: &Fit, silence: Span) -> f64 {
        let y = || (silence.0 as f64 - fit.mean_us) / fit.sigma_us;
        match (self.model, fit.limit) {
            (_, Some(limit)) => silence.0 as f64 / limit.0 as f64 * self.threshold(),
            (Model::Exponential, _) => phi::exponential(silence.0 as f64 / fit.mean_us),
            (Model::Logistic, _) => phi::logistic(y()),
            _ if self.mistake == Mistake::NaiveTail => phi::one_minus_cdf(y()),
            _ => phi::normal(y()),
        }
    }

    /// The silence, to the microsecond, after which the level has reached `level` (> 0): the mean
    /// and so many standard deviations in closed form, rounded up.
    pub fn crossing(&self, gaps: &Gaps, level: f64) -> Span {
        let fit = self.fit(gaps);
        let at = |y: f64| fit.mean_us + y * fit.sigma_us;
        let us = match (self.model, fit.limit) {
            (_, Some(limit)) => limit.0 as f64 * (level / self.threshold()),
            (Model::Exponential, _) => phi::exponential_at(level) * fit.mean_us,
            (Model::Logistic, _) => at(phi::logistic_at(level)),
            _ => at(phi::normal_at(level)),
        };
        self.settled(&fit, level, us.max(0.0) as u64)
    }

    /// The first microsecond at which the level is reached, which is next to `guess` unless a
    /// mistake computes levels by something else than the closed form.
    fn settled(&self, fit: &Fit, level: f64, guess: u64) -> Span {
        let reached = |us: u64| self.level_of(fit, Span(us)) >= level;
        let (mut below, mut above, mut step) = (guess, guess, 1);
        while below > 0 && reached(below) {
            (above, below, step) = (below, below.saturating_sub(step), step * 2);
        }
        step = 1;
        while !reached(above) {
            (below, above, step) = (above, above + step, step * 2);
        }
        if reached(below) {
            return Span(below);
        }
        while above - below > 1 {
            let middle = below + (above - below) / 2;
            if reached(middle) { above = middle } else { below = middle }
        }
        Span(above)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lesson::Lesson;

    fn detector(query: &str) -> FailureDetector {
        let typed: Vec<(String, String)> = query
            .split('&')
            .filter_map(|part| part.split_once('='))
            .map(|(name, value)| (name.to_string(), value.to_string()))
            .collect();
        let (values, complaints) = FailureDetector::params().resolve(&typed);
        assert_eq!(complaints, [], "{query}");
        FailureDetector::new(&values)
    }

    fn constant(gap: Span) -> Gaps {
        let mut gaps = Gaps::default();
        (0..10).for_each(|_| gaps.push(gap, 10));
        gaps
    }

    /// PATTERNS: mean 1000, σ at its floor of 100, φ = 8. Seconds, exact to the microsecond.
    #[test]
    fn conviction_in_closed_form() {
        let gaps = constant(Span::seconds(1));
        for (query, us) in [
            ("model=normal", 1_561_201),
            ("model=normal&pause=3s", 4_561_201),
            ("model=logistic&pause=3s", 4_522_599),
            ("model=exponential&pause=3s", 18_420_681),
            ("model=timeout", 5_000_000),
            ("model=adaptive", 1_500_000),
            ("model=adaptive&margin=0", 1_000_000),
        ] {
            let detector = detector(query);
            let crossing = detector.crossing(&gaps, detector.threshold());
            assert_eq!(crossing, Span(us), "{query}");
        }
    }

    #[test]
    fn a_crossing_is_the_first_microsecond() {
        let mut uneven = Gaps::around(Span::seconds(1));
        (0..30).for_each(|k| uneven.push(Span(900_000 + k * k * 317), 20));
        for gaps in [constant(Span::ms(50)), uneven, constant(Span(0))] {
            for model in ["normal", "logistic", "exponential", "timeout", "adaptive"] {
                for tenths in [1, 5, 30, 80, 160] {
                    let detector = detector(&format!("model={model}&sigma_min=7ms&phi=16"));
                    let level = f64::from(tenths) / 10.0;
                    let at = detector.crossing(&gaps, level);
                    assert!(detector.level(&gaps, at) >= level, "{model} {tenths} {at}");
                    let before = at.0.checked_sub(1).map(|us| detector.level(&gaps, Span(us)));
                    assert!(before.is_none_or(|before| before < level), "{model} {tenths} {at}");
                }
            }
        }
    }

    /// The mean plus y standard deviations, before and after the floor of σ.
    #[test]
    fn the_floor_and_the_pause() {
        let mut gaps = Gaps::default();
        [100, 200, 125, 340, 130].iter().for_each(|ms| gaps.push(Span::ms(*ms), 5));
        let wide = detector("sigma_min=10ms");
        assert!((wide.sigma_us(&gaps) - 87_086.164).abs() < 1e-3);
        assert!((detector("").sigma_us(&gaps) - 100_000.0).abs() < 1e-9);
        let half = std::f64::consts::LOG10_2;
        assert!((wide.level(&gaps, Span::ms(179)) - half).abs() < 1e-12);
        let patient = detector("sigma_min=10ms&pause=1s");
        assert_eq!(patient.level(&gaps, Span::ms(1_500)), wide.level(&gaps, Span::ms(500)));
    }

    /// 1 − cdf convicts too late at φ = 16: below it, it has run out of digits.
    #[test]
    fn the_naive_tail_misses_its_time() {
        let gaps = constant(Span::seconds(1));
        let at = |query| detector(query).crossing(&gaps, 16.0);
        assert_eq!(at("phi=16"), Span(1_822_209));
        assert_ne!(at("phi=16&mistake=naive-tail"), at("phi=16"));
        let eight = |query| detector(query).crossing(&gaps, 4.0);
        assert_eq!(eight("mistake=naive-tail"), eight(""));
    }
}
