//! The short digest that a shared link carries, and what it says when the link is opened.
//!
//! `24-kD93xQ…` is the number of events, then one character for each of up to 64 checkpoints.
//! Every checkpoint digests all events before it, so the first that differs tells where two runs
//! part: exactly in runs of up to 64 events, and to a small stretch in longer ones. A character
//! misses a difference one time in 64, the next one too one time in 4,096, and so on.

use super::trace::Trace;

const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
const CHECKPOINTS: u32 = 64;
const SEAL: usize = 4;

/// What a shared link's digest says of the run it led to.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum Reproduced {
    /// The same run.
    Yes,
    /// The first difference is between these two events, both included.
    Differs(u32, u32),
    /// The digest cannot be read.
    Unreadable,
}

/// The last event of each checkpoint of a run of `events`.
fn checkpoints(events: u32) -> impl Iterator<Item = u32> {
    let count = events.min(CHECKPOINTS);
    (1..=count).map(move |k| (u64::from(events) * u64::from(k) / u64::from(count)) as u32 - 1)
}

fn letters(mut chain: u64, count: usize) -> impl Iterator<Item = char> {
    std::iter::repeat_with(move || {
        let letter = LETTERS[(chain & 63) as usize];
        chain >>= 6;
        char::from(letter)
    })
    .take(count)
}

/// The digest of a run, for a link.
pub fn digest(trace: &Trace) -> String {
    let events = trace.last() + 1;
    let mut text = format!("{events}-");
    text.extend(letters(trace.digest(), SEAL));
    for event in checkpoints(events) {
        text.extend(letters(trace.record(event).chain >> 24, 1));
    }
    text
}

/// Compares `trace` with the digest of the run that was shared.
pub fn compare(shared: &str, trace: &Trace) -> Reproduced {
    if shared == digest(trace) {
        return Reproduced::Yes;
    }
    let Some((events, marks)) = shared.split_once('-') else {
        return Reproduced::Unreadable;
    };
    let Ok(events @ 1..=1_000_000) = events.parse::<u32>() else {
        return Reproduced::Unreadable;
    };
    let expected = SEAL + checkpoints(events).count();
    if marks.len() != expected || !marks.bytes().all(|mark| LETTERS.contains(&mark)) {
        return Reproduced::Unreadable;
    }
    let mut first = 0;
    for (event, mark) in checkpoints(events).zip(marks[SEAL..].chars()) {
        if event > trace.last() {
            return Reproduced::Differs(first.min(trace.last() + 1), trace.last() + 1);
        }
        if letters(trace.record(event).chain >> 24, 1).next() != Some(mark) {
            return Reproduced::Differs(first, event);
        }
        first = event + 1;
    }
    Reproduced::Differs(first.min(events), events)
}

/// FNV-1a over text, the same everywhere.
pub fn chain(before: u64, text: &str) -> u64 {
    let step = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    let hash = text.bytes().fold(before, step);
    step(hash, b'\n')
}

/// The chain before the first event.
pub const CHAIN_START: u64 = 0xcbf2_9ce4_8422_2325;
