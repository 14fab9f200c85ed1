//! Each mistake breaks the property that its rule is there for.

use super::{preset, run, shown, told};
use crate::lesson::Shows::Mistake;
use crate::patterns::testing::{breaks, holds};
use crate::patterns::version_vector::properties::{COUNTED, KEEPS, LAWS, SAME, STOCK};

#[test]
fn stocks_that_are_added_up_hold_the_opening_stock_twice() {
    let trace = preset(Mistake, "Mistake: stocks are added up");
    assert!(breaks(&trace, COUNTED).contains("shows 190 instead of 90"));
    assert!(breaks(&trace, STOCK).contains("165"));
    assert!(told(&trace, "What the versions come to").contains("adds the stocks 130 and 60"));
    holds(&trace, KEEPS);
    for scheme in ["version-vector", "dotted"] {
        breaks(&run(&format!("mistake=sum-stocks&scheme={scheme}")), COUNTED);
    }
}

#[test]
fn a_write_that_replaces_everything_loses_what_was_not_read() {
    let trace = preset(Mistake, "Mistake: a write replaces all");
    assert!(breaks(&trace, KEEPS).contains("has heard of A.1"));
    assert_eq!(shown(&trace), ["60"; 2]);
}

#[test]
fn warehouses_that_prefer_their_own_version_do_not_agree() {
    let trace = preset(Mistake, "Mistake: each warehouse prefers");
    assert!(breaks(&trace, SAME).contains("show 130 and 60"));
    for scheme in ["version-vector", "dotted"] {
        breaks(&run(&format!("mistake=prefer-own&scheme={scheme}&skip=6~7~8")), SAME);
    }
}

#[test]
fn sums_of_vectors_find_no_conflict() {
    let trace = preset(Mistake, "Mistake: vectors are compared");
    assert!(breaks(&trace, KEEPS).contains("has heard of B.1"));
    breaks(&trace, LAWS);
    assert_eq!(shown(&trace), ["105"; 3]);
    // Dots need no comparison of vectors.
    let dotted = run("mistake=compare-by-sum&scheme=dotted");
    holds(&dotted, KEEPS);
}
