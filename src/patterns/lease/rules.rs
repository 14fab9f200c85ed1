//! The decisions on which everything rests, without a node around them.
//!
//! ```text
//! holder       asks ├──────── deadline ────────┤                on its own clock
//! coordinator        grants ├──────────────── lease ─────────────────┤   on its own clock
//!                                              └─ margin ────────────┘
//! ```

use crate::sim::time::TRUE_RATE_PPM;
use crate::sim::{LocalTime, Span};

/// Whether two holders are impossible while no coordinator's clock runs faster than `fastest_ppm`
/// and no holder's slower than `slowest_ppm` (parts per million of true time):
/// lease / deadline ≥ fastest / slowest. With equality it is safe: a window ends before its last
/// moment, and the coordinator's begins when the holder's has begun.
pub fn drift_safe(lease: Span, deadline: Span, fastest_ppm: u32, slowest_ppm: u32) -> bool {
    let (lease, deadline) = (u128::from(lease.0), u128::from(deadline.0));
    lease * u128::from(slowest_ppm) >= deadline * u128::from(fastest_ppm)
}

/// The settings that client-go accepts: lease > deadline > 1.2 · retry.
pub fn settings(lease: Span, deadline: Span, retry: Span) -> Result<(), &'static str> {
    if lease <= deadline {
        return Err("the lease must be longer than the deadline");
    }
    if deadline.0.saturating_mul(5) <= retry.0.saturating_mul(6) {
        return Err("the deadline must be longer than 1.2 times the retry");
    }
    Ok(())
}

/// What a store that fences makes of a token: it takes the highest it has seen, which is the same
/// holder, and every higher one.
pub fn admits(highest: u32, token: u32) -> bool {
    token >= highest
}

/// The token of the next grant, after these have been given.
pub fn next_token(highest: u32) -> u32 {
    highest.saturating_add(1)
}

/// How long a clock of this rate takes, in true time, to show that `span` has passed.
pub fn true_span(span: Span, rate_ppm: u32) -> Span {
    let us = u128::from(span.0) * u128::from(TRUE_RATE_PPM);
    let us = us.div_ceil(u128::from(rate_ppm.max(1)));
    Span(u64::try_from(us).unwrap_or(u64::MAX))
}

/// The microseconds of true time between the end of the holder's belief and the end of the
/// coordinator's, when a request takes no time; below 0 when both may hold: the overlap.
pub fn margin_us(lease: Span, deadline: Span, coordinator_ppm: u32, holder_ppm: u32) -> i128 {
    let (kept, believed) = (true_span(lease, coordinator_ppm), true_span(deadline, holder_ppm));
    i128::from(kept.0) - i128::from(believed.0)
}

/// A stretch of a node's own stopwatch: it is open from its beginning to before its end.
#[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Window {
    /// What the stopwatch showed when it began.
    pub since: LocalTime,
    /// How long it is.
    pub span: Span,
}

impl Window {
    /// Whether it is open when the stopwatch shows `now`.
    pub fn is_open(&self, now: LocalTime) -> bool {
        now.since(self.since) < self.span
    }

    /// What is left of it.
    pub fn left(&self, now: LocalTime) -> Span {
        Span(self.span.0.saturating_sub(now.since(self.since).0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LEASE: Span = Span::seconds(15);
    const DEADLINE: Span = Span::seconds(10);

    #[test]
    fn the_ratio_of_rates_that_a_lease_bears() {
        // 15 s / 10 s = 1.5, as in Kubernetes.
        for (fastest, slowest, safe) in [
            (1_000_000, 1_000_000, true),
            (1_400_000, 1_000_000, true),
            (1_500_000, 1_000_000, true),
            (1_500_001, 1_000_000, false),
            (1_000_000, 666_667, true),
            (1_000_000, 666_666, false),
            (1_200_000, 800_000, true),
            (1_200_001, 800_000, false),
            (1_200_000, 799_999, false),
            (500_000, 1_500_000, true),
        ] {
            let found = drift_safe(LEASE, DEADLINE, fastest, slowest);
            assert_eq!(found, safe, "{fastest} : {slowest}");
            assert_eq!(margin_us(LEASE, DEADLINE, fastest, slowest) >= 0, safe);
        }
        assert!(drift_safe(LEASE, LEASE, 1_000_000, 1_000_000), "equal clocks need no margin");
        assert!(!drift_safe(LEASE, Span(LEASE.0 + 1), 1_000_000, 1_000_000));
    }

    #[test]
    fn the_settings_of_client_go() {
        let (ms, fine) = (Span::ms, Ok(()));
        assert_eq!(settings(ms(15_000), ms(10_000), ms(2_000)), fine);
        assert_eq!(settings(ms(5_000), ms(3_300), ms(500)), fine);
        assert!(settings(ms(10_000), ms(10_000), ms(2_000)).is_err());
        assert!(settings(ms(15_000), ms(2_400), ms(2_000)).is_err());
        assert_eq!(settings(ms(15_000), ms(2_401), ms(2_000)), fine);
    }

    #[test]
    fn what_a_store_admits() {
        // Kleppmann: 33 pauses, 34 writes, 33 is rejected.
        for (highest, token, admitted) in
            [(0, 33, true), (33, 33, true), (33, 34, true), (34, 34, true), (34, 33, false)]
        {
            assert_eq!(admits(highest, token), admitted, "{token} after {highest}");
        }
        assert_eq!(next_token(33), 34);
    }

    #[test]
    fn a_window_is_over_at_its_end() {
        let window = Window { since: LocalTime(-5), span: Span(10) };
        for (now, open, left) in [(-5, true, 10), (0, true, 5), (4, true, 1), (5, false, 0)] {
            let now = LocalTime(now);
            assert_eq!((window.is_open(now), window.left(now)), (open, Span(left)), "{now}");
        }
        assert_eq!(true_span(Span(10), 500_000), Span(20));
        assert_eq!(true_span(Span(10), 1_500_000), Span(7), "rounded up: it has to be shown");
        assert_eq!(margin_us(Span(6), Span(4), 1_000_000, 500_000), -2, "they overlap by 2");
    }
}
