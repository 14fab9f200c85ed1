//! Which values of a parameter are worth seeing side by side.

use crate::lesson::{Kind, Param, Value, Values};

/// At most so many, and so many when there are more to choose from.
const MOST: i64 = 9;
const HANDFUL: usize = 5;

/// Every word; every number of a few; else a handful around the one in force, each twice the one
/// before. `off`, where it is a value, comes first.
pub fn of(param: &Param, present: &Values) -> Vec<Value> {
    if let Kind::Choice(words) = param.kind {
        return words.iter().map(|(word, _)| Value::Choice(word)).collect();
    }
    let (least, most) = param.range_for(present);
    let now = match present.get(param.name) {
        Value::Number(amount) => Some(amount),
        Value::Span(span) => i64::try_from(span.0).ok(),
        Value::Choice(_) | Value::Off => None,
    };
    let amounts = match now {
        _ if most.saturating_sub(least) < MOST => (least..=most).collect(),
        Some(0) => ladder(unit(param), most),
        Some(now) => around(now, least, most),
        None => powers(least.max(1), most),
    };
    let off = param.can_be_off.then_some(Value::Off);
    off.into_iter().chain(amounts.into_iter().map(|amount| param.of(amount))).collect()
}

/// One, of the unit that people count in.
fn unit(param: &Param) -> i64 {
    match param.kind {
        Kind::Number { decimals, .. } => 10_i64.pow(u32::from(decimals)),
        Kind::Span => 1_000,
        Kind::Choice(_) => 1,
    }
}

/// Nothing, then 1, 2, 5 and 10 units, as far as allowed.
fn ladder(unit: i64, most: i64) -> Vec<i64> {
    [0, 1, 2, 5, 10].map(|steps: i64| steps * unit).into_iter().filter(|at| *at <= most).collect()
}

/// Two halvings and two doublings of `now`; more of the one where the range ends the other.
fn around(now: i64, least: i64, most: i64) -> Vec<i64> {
    let fits = |amount: &i64| (least..=most).contains(amount) && *amount != 0;
    let halves = |from: i64| Some(from / 2).filter(fits);
    let doubles = |from: i64| from.checked_mul(2).filter(fits);
    let below: Vec<i64> = std::iter::successors(halves(now), |at| halves(*at)).take(4).collect();
    let above: Vec<i64> = std::iter::successors(doubles(now), |at| doubles(*at)).take(4).collect();
    let down = below.len().min(2.max((HANDFUL - 1).saturating_sub(above.len())));
    let up = above.len().min(HANDFUL - 1 - down);
    let mut all: Vec<i64> = below[..down].iter().rev().copied().collect();
    all.push(now);
    all.extend(&above[..up]);
    all
}

/// Powers of ten times the least.
fn powers(least: i64, most: i64) -> Vec<i64> {
    let next = |at: &i64| at.checked_mul(10).filter(|at| *at <= most);
    std::iter::successors(Some(least), next).take(HANDFUL).collect()
}
