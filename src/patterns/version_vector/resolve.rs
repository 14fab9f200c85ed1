//! What stock versions in conflict come to: pure rules, the same wherever they are applied.
//!
//! ```text
//! opening 100      A.2: 130 = 100 + 20 + 10         B.1: 60 = 100 − 40
//! merge-movements  100 + 20 + 10 − 40 = 90          every movement once
//! priority         130                              A over B
//! keep-highest     130
//! keep-siblings    130 or 60                        a person decides
//! ```
//!
//! A rule looks at the versions alone: not at who applies it, nor at the order in which they came.
//! So all who hold the same versions come to the same stock.

use super::params::Resolve;
use super::version::{Value, Version};
use crate::sim::SortedMap;
use std::cmp::Reverse;

/// What these versions come to by `rule`, from a stock of `opening`; `None` when a person has to
/// decide. Without any version that is the opening stock, and one version is what it says.
pub fn resolve(rule: Resolve, opening: i64, versions: &[&Version]) -> Option<Value> {
    let chosen = match (rule, versions) {
        (_, []) => return Some(Value::opening(opening)),
        (_, [only]) => only,
        (Resolve::MergeMovements, _) => return Some(merge_movements(opening, versions)),
        (Resolve::Priority, _) => priority(versions)?,
        (Resolve::KeepHighest, _) => keep_highest(versions)?,
        (Resolve::KeepSiblings, _) => return None,
    };
    Some(chosen.value.clone())
}

/// The opening stock and every movement of every version, each once.
pub fn merge_movements(opening: i64, versions: &[&Version]) -> Value {
    let all = versions.iter().flat_map(|version| &version.value.movements);
    let movements: SortedMap<_, i64> = all.map(|(dot, delta)| (*dot, *delta)).collect();
    let stock = movements.values().fold(opening, |stock, delta| stock.saturating_add(*delta));
    Value { stock, movements }
}

/// The version that the first warehouse coordinated: A over B over C; of several of it the newest.
pub fn priority<'v>(versions: &[&'v Version]) -> Option<&'v Version> {
    versions.iter().copied().min_by_key(|version| (version.dot.who, Reverse(version.dot.count)))
}

/// The version with the highest stock; of equal ones the one that has priority.
pub fn keep_highest<'v>(versions: &[&'v Version]) -> Option<&'v Version> {
    let rank = |version: &&Version| {
        (Reverse(version.value.stock), version.dot.who, Reverse(version.dot.count))
    };
    versions.iter().copied().min_by_key(rank)
}

/// The mistake: the stocks of the versions added up, each of which holds the opening stock.
pub(super) fn sum_stocks(opening: i64, versions: &[&Version]) -> Value {
    let stock = versions.iter().fold(0_i64, |sum, one| sum.saturating_add(one.value.stock));
    Value { stock, ..merge_movements(opening, versions) }
}
