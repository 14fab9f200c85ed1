//! Time in whole microseconds, and clocks that are wrong in the two ways clocks are wrong.

use serde::Serialize;
use std::fmt;

/// A participant, by its place in [`Protocol::cast`](super::Protocol::cast).
#[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct NodeId(pub u16);

impl NodeId {
    /// The place in the cast, for indexing.
    pub fn index(self) -> usize {
        usize::from(self.0)
    }
}

/// True time: microseconds since the start of the run.
#[derive(Copy, Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct Time(pub u64);

/// A length of time in microseconds.
#[derive(Copy, Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct Span(pub u64);

/// What a node's own clock shows, in microseconds. Negative before its own zero.
#[derive(Copy, Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct LocalTime(pub i64);

impl Time {
    /// The latest time there is; nothing is scheduled there.
    pub const MAX: Time = Time(u64::MAX);

    /// How long after `earlier` this is; zero when it is not after.
    pub fn since(self, earlier: Time) -> Span {
        Span(self.0.saturating_sub(earlier.0))
    }

    /// This time, `span` later.
    pub fn after(self, span: Span) -> Time {
        Time(self.0.saturating_add(span.0))
    }
}

impl Span {
    /// Whole milliseconds.
    pub const fn ms(ms: u64) -> Span {
        Span(ms * 1_000)
    }

    /// Whole seconds.
    pub const fn seconds(s: u64) -> Span {
        Span(s * 1_000_000)
    }

    /// `times` as long.
    pub fn times(self, times: u64) -> Span {
        Span(self.0.saturating_mul(times))
    }

    /// The length in milliseconds, for statistics and axes.
    pub fn as_ms(self) -> f64 {
        self.0 as f64 / 1_000.0
    }
}

impl LocalTime {
    /// How long after `earlier` this is on the same clock; zero when it is not after.
    pub fn since(self, earlier: LocalTime) -> Span {
        Span(u64::try_from(self.0.saturating_sub(earlier.0)).unwrap_or(0))
    }
}

/// `12ms`, `20.6ms`, `350us`, `1.2s`, `0`: exact, and readable back by [`parse_us`].
fn write_us(f: &mut fmt::Formatter<'_>, us: u64) -> fmt::Result {
    let (scale, digits, unit) = match us {
        0 => return f.pad("0"),
        1..1_000 => (1, 0, "us"),
        1_000..1_000_000 => (1_000, 3, "ms"),
        _ => (1_000_000, 6, "s"),
    };
    let (whole, rest) = (us / scale, us % scale);
    let text = if rest == 0 {
        format!("{whole}{unit}")
    } else {
        let fraction = format!("{rest:0digits$}");
        format!("{whole}.{}{unit}", fraction.trim_end_matches('0'))
    };
    f.pad(&text)
}

impl fmt::Display for Time {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_us(f, self.0)
    }
}

impl fmt::Display for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_us(f, self.0)
    }
}

impl fmt::Display for LocalTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0 < 0 {
            f.write_str("-")?;
        }
        write_us(f, self.0.unsigned_abs())
    }
}

/// Reads `12ms`, `20.6ms`, `350us`, `1.2s`, `2min`, `3h` or `0` as microseconds.
///
/// `None` for anything else, for more than microsecond precision, and for overflow.
pub fn parse_us(text: &str) -> Option<u64> {
    let text = text.trim();
    let split = text.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(text.len());
    let (number, unit) = text.split_at(split);
    let scale: u64 = match unit.trim() {
        "us" | "µs" | "μs" => 1,
        "ms" => 1_000,
        "s" => 1_000_000,
        "min" => 60_000_000,
        "h" => 3_600_000_000,
        "" if number == "0" => 1,
        _ => return None,
    };
    let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
    if whole.is_empty() || fraction.contains('.') || fraction.len() > 9 {
        return None;
    }
    let whole: u64 = whole.parse().ok()?;
    let mut us = whole.checked_mul(scale)?;
    if !fraction.is_empty() {
        let tens = 10_u64.pow(u32::try_from(fraction.len()).ok()?);
        let part = fraction.parse::<u64>().ok()?.checked_mul(scale)?;
        if part % tens != 0 {
            return None;
        }
        us = us.checked_add(part / tens)?;
    }
    Some(us)
}

/// A clock with an offset and a rate: `local = anchor + (now − since) · rate`.
///
/// A change of rate bends the clock without a jump; a change of offset is a jump.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Clock {
    since: Time,
    anchor: LocalTime,
    offset_us: i64,
    rate_ppm: u32,
}

/// The rate of a true clock, in parts per million.
pub const TRUE_RATE_PPM: u32 = 1_000_000;

impl Default for Clock {
    fn default() -> Self {
        Clock { since: Time(0), anchor: LocalTime(0), offset_us: 0, rate_ppm: TRUE_RATE_PPM }
    }
}

impl Clock {
    /// A clock that has been off by `offset_us` from the start and runs at `rate_ppm`.
    pub fn new(offset_us: i64, rate_ppm: u32) -> Clock {
        let mut clock = Clock::default();
        clock.set(Time(0), offset_us, rate_ppm);
        clock
    }

    /// What this clock shows at true time `now`.
    pub fn local(&self, now: Time) -> LocalTime {
        let ran = i128::from(now.since(self.since).0) * i128::from(self.rate_ppm);
        let ran = i64::try_from(ran / i128::from(TRUE_RATE_PPM)).unwrap_or(i64::MAX);
        LocalTime(self.anchor.0.saturating_add(ran))
    }

    /// The true time at which this clock will first show `local`; `now` if it already does.
    pub fn reaches(&self, local: LocalTime, now: Time) -> Time {
        let wait = local.since(self.local(now)).0;
        let wait = u128::from(wait) * u128::from(TRUE_RATE_PPM);
        let wait = wait.div_ceil(u128::from(self.rate_ppm.max(1)));
        now.after(Span(u64::try_from(wait).unwrap_or(u64::MAX)))
    }

    /// How long it has run, by itself: what it would show had nobody ever set its offset. Durations
    /// are measured with this, so that a clock that is set does not stretch them.
    pub fn stopwatch(&self, now: Time) -> LocalTime {
        LocalTime(self.local(now).0.saturating_sub(self.offset_us))
    }

    /// The true time at which its stopwatch will first show `ran`; `now` if it already does.
    pub fn passes(&self, ran: LocalTime, now: Time) -> Time {
        self.reaches(LocalTime(ran.0.saturating_add(self.offset_us)), now)
    }

    /// The same clock from `now` on with another offset (µs) and rate (parts per million).
    pub fn set(&mut self, now: Time, offset_us: i64, rate_ppm: u32) {
        let jump = offset_us.saturating_sub(self.offset_us);
        self.anchor = LocalTime(self.local(now).0.saturating_add(jump));
        self.since = now;
        self.offset_us = offset_us;
        self.rate_ppm = rate_ppm.max(1);
    }

    /// The offset it was last set to, in microseconds.
    pub fn offset_us(&self) -> i64 {
        self.offset_us
    }

    /// Its rate in parts per million: 1,000,000 is true.
    pub fn rate_ppm(&self) -> u32 {
        self.rate_ppm
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_of_times() {
        for (us, text) in [
            (0, "0"),
            (350, "350us"),
            (12_000, "12ms"),
            (20_600, "20.6ms"),
            (1_200_000, "1.2s"),
            (1_000_001, "1.000001s"),
        ] {
            assert_eq!(Time(us).to_string(), text);
            assert_eq!(parse_us(text), Some(us));
        }
        for bad in ["", "ms", "1", "1.2.3ms", ".5ms", "-1ms", "1.2us", "9e9s", "99999999999999h"] {
            assert_eq!(parse_us(bad), None, "{bad}");
        }
    }

    #[test]
    fn a_clock_bends_and_jumps() {
        let mut clock = Clock::default();
        clock.set(Time(100), 0, 1_500_000);
        assert_eq!(clock.local(Time(300)), LocalTime(400));
        assert_eq!(clock.reaches(LocalTime(400), Time(100)), Time(300));
        clock.set(Time(300), -500, TRUE_RATE_PPM);
        assert_eq!(clock.local(Time(310)), LocalTime(-90));
        assert_eq!(clock.reaches(LocalTime(-90), Time(400)), Time(400));
        assert_eq!(clock.stopwatch(Time(310)), LocalTime(410), "a jump is not time that passed");
        assert_eq!(clock.passes(LocalTime(500), Time(310)), Time(400));
    }
}
