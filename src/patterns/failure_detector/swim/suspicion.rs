//! How long a suspicion lasts: long while one member alone has it, short when others confirm it.
//!
//! ```text
//! most ┤▔▔▔▔▔╲
//!      │      ╲▁▁▁
//! least┤          ▔▔▔▔▔      least = m · max(1, log10 n) · period,  most = 6 · least
//!      └──┬──┬──┬──┬──▶      timeout = most − (most − least) · ln(C + 1) / ln(K + 1)
//!         0  1  2  K  confirmations
//! ```
//!
//! The formula is Lifeguard's (Dadgar, Phillips and Currey 2017), the numbers are memberlist's:
//! the most is six times the least, and K = m − 2 independent confirmations shorten it to the
//! least. In groups too small to ever confirm so often it is the least from the start.

use crate::sim::Span;

/// The most is so many times the least.
pub const MOST_TIMES: u64 = 6;

/// The shortest time to refute a suspicion: m · max(1, log10 n) periods.
pub fn least(multiplier: u32, members: u32, period: Span) -> Span {
    let scale = libm::log10(f64::from(members.max(1))).max(1.0);
    Span((f64::from(multiplier) * scale * period.0 as f64) as u64)
}

/// The longest time to refute a suspicion.
pub fn most(multiplier: u32, members: u32, period: Span) -> Span {
    match confirmations(multiplier, members) {
        0 => least(multiplier, members, period),
        _ => least(multiplier, members, period).times(MOST_TIMES),
    }
}

/// K: so many independent confirmations shorten the time to the least.
pub fn confirmations(multiplier: u32, members: u32) -> u32 {
    let wanted = multiplier.saturating_sub(2);
    // Neither the suspect nor who suspects it first can confirm.
    if members.saturating_sub(2) < wanted { 0 } else { wanted }
}

/// The time to refute, from the first suspicion on, after `confirmed` confirmations of `wanted`.
pub fn timeout(confirmed: u32, wanted: u32, least: Span, most: Span) -> Span {
    if confirmed >= wanted {
        return least;
    }
    let share = libm::log(f64::from(confirmed) + 1.0) / libm::log(f64::from(wanted) + 1.0);
    let shorter = share * most.0.saturating_sub(least.0) as f64;
    Span(most.0.saturating_sub(shorter as u64).max(least.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// memberlist's tests have these, in whole milliseconds.
    #[test]
    fn the_least_grows_with_the_logarithm_of_the_group() {
        for (members, ms) in
            [(5, 1_000), (10, 1_000), (50, 1_698), (100, 2_000), (500, 2_698), (1_000, 3_000)]
        {
            assert_eq!(least(3, members, Span::seconds(1)).0 / 3_000, ms, "{members}");
        }
        assert_eq!(least(0, 8, Span::seconds(1)), Span(0));
    }

    /// memberlist's tests have these, less the time that has passed.
    #[test]
    fn confirmations_shorten_it() {
        let (least, most) = (Span::seconds(2), Span::seconds(30));
        for (confirmed, ms) in
            [(0, 30_000), (1, 16_000), (2, 7_810), (3, 2_000), (4, 2_000), (5, 2_000)]
        {
            assert_eq!(timeout(confirmed, 3, least, most).0 / 1_000, ms, "{confirmed}");
        }
        assert_eq!(timeout(0, 0, least, most), least, "nobody can confirm");
    }

    #[test]
    fn small_groups_do_not_wait_for_who_is_not_there() {
        for (multiplier, members, wanted) in
            [(4, 3, 0), (4, 4, 2), (4, 200, 2), (5, 4, 0), (5, 5, 3), (2, 8, 0), (0, 8, 0)]
        {
            assert_eq!(confirmations(multiplier, members), wanted, "{multiplier} {members}");
        }
        let second = Span::seconds(1);
        assert_eq!(most(4, 3, second), least(4, 3, second));
        assert_eq!(most(4, 8, second), Span::seconds(24));
    }
}
