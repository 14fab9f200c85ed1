//! The claims, each by its what-if.

use super::{event, mean, preset, run, shown, stocks, told, versions};
use crate::lesson::Shows::Claim;
use crate::lesson::trace::Standing;
use crate::patterns::testing::{
    announced, badges, breaks, holds, keeps_its_promises, metric, promised, standing,
};
use crate::patterns::version_vector::properties::{
    CONVERGED, COUNTED, KEEPS, MET, NOT_OVERSOLD, STOCK, TRUE_CONFLICTS,
};

#[test]
fn claim_1_vectors_that_do_not_descend_from_each_other_are_in_conflict() {
    for title in ["[2, 0, 0] and [0, 1, 0]", "The same conflict, found with dots"] {
        let trace = preset(Claim(1), title);
        let at = event(&trace, "neither descends from the other, a conflict");
        let says = "[2, 0, 0] and its own [0, 1, 0]: neither descends from the other";
        assert!(announced(&trace, says), "{title}");
        assert_eq!(versions(&trace, 1, at), ["A.2", "B.1"], "{title}");
        assert_eq!(trace.stage().cards(at - 1)[1].badge, "[0, 1, 0]");
        assert_eq!(trace.stage().cards(at)[1].badge, "[2, 1, 0]");
        let bar = trace.bars.iter().find(|bar| bar.node.0 == 1).expect("a bar while both stand");
        assert_eq!((bar.what.words.as_str(), bar.from), ("2 versions", at));
        keeps_its_promises(&trace);
    }
}

#[test]
fn claim_2_what_descends_from_both_is_no_conflict() {
    let trace = preset(Claim(2), "[2, 1, 0] descends from both");
    let all = (0..).zip(&trace.records);
    let news = all.filter(|(_, record)| {
        let says = "[2, 1, 0] descends from its own [2, 0, 0]: newer.";
        record.notes.iter().any(|note| note.text.contains(says))
    });
    let at: Vec<u32> = news.map(|(at, _)| at).collect();
    let nodes: Vec<_> = at.iter().map(|at| trace.record(*at).node.map(|id| id.0)).collect();
    assert_eq!(nodes, [Some(0), Some(2)], "Node A takes it over, and Node C");
    assert_eq!(metric(&trace, "conflicts"), Some(3.0), "the two versions are in conflict still");
    assert_eq!(badges(&trace), ["[2, 1, 0]", "[2, 1, 0]", "[2, 1, 1]"]);
    keeps_its_promises(&trace);
    // One version that has read both replaces both, and nobody finds a conflict.
    let trace = run("");
    let at = event(&trace, "C.1, at [2, 1, 1]");
    let later = trace.records.iter().skip(at as usize);
    let notes = later.flat_map(|record| &record.notes).map(|note| note.text.as_str());
    assert_eq!(notes.filter(|text| text.contains("conflict")).count(), 0);
}

#[test]
fn claim_3_merging_keeps_every_movement() {
    let trace = preset(Claim(3), "Merging keeps every movement");
    let met = event(&trace, "a conflict");
    assert_eq!(stocks(&trace, met)[1], "90");
    assert_eq!(shown(&trace), ["65"; 3]);
    assert_eq!(badges(&trace), ["[2, 1, 1]"; 3]);
    assert_eq!(promised(&trace, STOCK), Ok(()));
    for property in [KEEPS, COUNTED, STOCK] {
        holds(&trace, property);
    }
    for seed in 0..50 {
        assert_eq!(shown(&run(&format!("seed={seed}"))), ["65"; 3], "seed {seed}");
    }
}

#[test]
fn claim_3_a_person_merges_or_counts() {
    let trace = preset(Claim(3), "A person merges");
    let at = event(&trace, "All movements are merged into C.1");
    assert_eq!(stocks(&trace, at - 1), ["130 or 60"; 3]);
    assert_eq!(shown(&trace), ["90"; 3]);
    assert_eq!(badges(&trace), ["[2, 1, 1]"; 3], "it dominates both");
    let trace = preset(Claim(3), "A person counts the shelves");
    assert!(announced(&trace, "The count is booked as B.2, a movement of −2"));
    assert_eq!(shown(&trace), ["98"; 3], "88 counted, 10 came in");
    holds(&trace, KEEPS);
}

#[test]
fn claim_4_a_rule_that_prefers_a_version_drops_movements() {
    for (title, stock, end) in [("Priority", "130", "105"), ("Keep the highest", "130", "105")] {
        let trace = preset(Claim(4), title);
        let met = event(&trace, "a conflict");
        assert_eq!(stocks(&trace, met)[1], stock, "{title}");
        assert_eq!(shown(&trace), [end; 3], "{title}");
        assert_eq!(metric(&trace, "stock_off"), Some(40.0), "{title}: B's shipment is missing");
        assert!(breaks(&trace, COUNTED).contains("shows 130 instead of 90"));
        assert!(promised(&trace, COUNTED).is_err());
        assert!(told(&trace, "What the versions come to").contains("does not count"));
        holds(&trace, CONVERGED);
        keeps_its_promises(&trace);
    }
    let trace = preset(Claim(4), "A person keeps one version");
    assert_eq!(shown(&trace), ["60"; 3]);
    assert!(matches!(standing(&trace, STOCK), Standing::Unjudged(_)), "given up by a person");
    holds(&trace, KEEPS);
}

#[test]
fn claim_5_last_writer_wins_loses_the_newer_write_of_a_true_clock() {
    let trace = preset(Claim(5), "Last writer wins, and a clock");
    // B's write of 14 ms replaces A's of 18 ms.
    let at = event(&trace, "B.1 was written later, at 3600");
    assert!(trace.record(at).time.0 > 18_000);
    assert!(announced(&trace, "What is here is of a later time, so C.1 is gone at once"));
    assert_eq!(shown(&trace), ["60"; 3]);
    assert_eq!(metric(&trace, "writes_lost"), Some(3.0), "A.1, A.2 and C.1");
    breaks(&trace, KEEPS);
    holds(&trace, CONVERGED);
    let trace = preset(Claim(5), "Last writer wins, and all clocks");
    assert!(breaks(&trace, KEEPS).contains("has heard of B.1"));
    assert_eq!(metric(&trace, "writes_lost"), Some(1.0));
    assert_eq!(shown(&trace), ["105"; 3]);
}

#[test]
fn claim_6_both_sides_of_a_split_go_on_and_reconcile() {
    let trace = preset(Claim(6), "Both sides of a split");
    let healed = event(&trace, "links are whole again") - 1;
    assert_eq!(stocks(&trace, healed), ["130", "130", "65", "65"]);
    assert_eq!(badges(&trace), ["1·1·1·1"; 4]);
    assert_eq!(shown(&trace), ["95"; 4]);
    assert!(metric(&trace, "conflicts") >= Some(1.0));
    holds(&trace, STOCK);
    keeps_its_promises(&trace);
}

#[test]
fn claim_7_two_clerks_with_one_context_through_one_warehouse() {
    let vector = preset(Claim(7), "Two clerks, one warehouse: a version vector");
    assert_eq!(versions(&vector, 0, vector.last()), ["A.2"]);
    assert!(breaks(&vector, KEEPS).contains("has heard of A.1"));
    assert_eq!(shown(&vector), ["60"; 2]);
    let dotted = preset(Claim(7), "Two clerks, one warehouse: dots");
    assert_eq!(versions(&dotted, 0, dotted.last()), ["A.1", "A.2"], "exactly two");
    assert_eq!(shown(&dotted), ["80"; 2]);
    holds(&dotted, KEEPS);
    holds(&dotted, TRUE_CONFLICTS);
    // The same luck: the same commands and messages at the same times until the loss is sent on.
    let times = |trace: &crate::lesson::Trace| -> Vec<_> {
        trace.records.iter().map(|record| (record.time, record.kind, record.node)).collect()
    };
    assert_eq!(times(&vector), times(&dotted));
    // A last writer does not even keep what the other had read.
    let last = "scheme=last-writer-wins&warehouses=2&clerks=2&sync=off&skip=all&do=\
                10ms.look.K1.A~12ms.look.K2.A~30ms.in.K1.A.20~44ms.out.K2.A.40~70ms.sync.A";
    assert_eq!(shown(&run(last)), ["60"; 2]);
}

#[test]
fn claim_8_blind_writes_pile_up_and_a_contextual_one_collapses_them() {
    let trace = preset(Claim(8), "Blind writes pile up");
    let last = event(&trace, "A.4");
    assert_eq!(versions(&trace, 0, last - 1), ["A.1", "A.2", "A.3"]);
    assert_eq!(versions(&trace, 0, trace.last()), ["A.4"]);
    assert_eq!(shown(&trace)[0], "85", "100 + 10 + 20 − 5 − 40");
    holds(&trace, KEEPS);
    let trace = preset(Claim(8), "Nobody ever says");
    assert_eq!(versions(&trace, 0, trace.last()), ["A.1", "A.2", "B.1", "C.1"]);
    assert_eq!(shown(&trace), ["65"; 3]);
    // Version vectors have each blind write replace the one before at the same warehouse.
    let trace = run("context=omit");
    assert_eq!(versions(&trace, 0, trace.last()), ["A.2", "B.1", "C.1"]);
    assert!(promised(&trace, KEEPS).is_err());
    breaks(&trace, KEEPS);
}

#[test]
fn claim_9_vectors_grow_with_the_warehouses_and_pruned_ones_err() {
    let trace = preset(Claim(9), "Seven warehouses");
    assert_eq!(metric(&trace, "vector_bytes"), Some(84.0));
    for scheme in ["version-vector", "dotted"] {
        for warehouses in 2..=7 {
            let busy = "workload=busy&sync=200ms";
            let trace = run(&format!("scheme={scheme}&warehouses={warehouses}&{busy}"));
            let bytes = metric(&trace, "vector_bytes");
            assert_eq!(bytes, Some(12.0 * f64::from(warehouses)), "{scheme} {warehouses}");
        }
    }
    let trace = preset(Claim(9), "A pruned vector");
    assert!(announced(&trace, "[0, 1, 1] and its own [1, 1, 0]: neither descends"));
    let said = breaks(&trace, TRUE_CONFLICTS);
    assert!(said.contains("holds B.1 beside C.1, whose writer had read it"), "{said}");
    assert!(promised(&trace, TRUE_CONFLICTS).is_err());
    assert!(announced(&trace, "is pruned"));
    // Without pruning there is none. Dots err only where the version itself comes from whose
    // entry went: A is cut off, and still has A.1.
    let link = "sync=off&skip=all&do=10ms.receive.A.20~20ms.sync.A~40ms.split.A.B,C~\
                50ms.receive.B.10~60ms.sync.B~80ms.ship.C.30~100ms.heal~110ms.sync.C";
    for scheme in ["version-vector", "dotted"] {
        let whole = run(&format!("scheme={scheme}&{link}"));
        holds(&whole, TRUE_CONFLICTS);
        assert_eq!(versions(&whole, 0, whole.last()), ["C.1"]);
        breaks(&run(&format!("scheme={scheme}&prune=2&{link}")), TRUE_CONFLICTS);
    }
}

#[test]
fn claim_9_pruning_saves_bytes_and_costs_false_conflicts() {
    let of = |prune: &str, name| {
        mean(&format!("warehouses=7&workload=busy&sync=400ms&prune={prune}"), name, 5)
    };
    // An age costs 8 bytes more in each entry that may be pruned one day.
    let (few, all) = (of("3", "false_conflicts"), of("7", "false_conflicts"));
    assert!(few > 1.0 && all == 0.0, "{few} false conflicts of 3 entries, {all} of 7");
    let (short, long) = (of("3", "sync_vector_bytes"), of("7", "sync_vector_bytes"));
    assert!(short > 0.0 && long > 0.0, "{short} {long}");
}

#[test]
fn claim_10_traffic_grows_with_warehouses_and_with_the_period() {
    let preset = preset(Claim(10), "Six warehouses");
    let often = metric(&preset, "sync_messages").expect("a count");
    let of = |query: &str, name| mean(&format!("workload=busy&{query}"), name, 4);
    let messages: Vec<f64> =
        (2..=7).map(|n| of(&format!("sync=200ms&warehouses={n}"), "sync_messages")).collect();
    assert!(messages.windows(2).all(|pair| pair[0] < pair[1]), "{messages:?}");
    let carried: Vec<f64> =
        (2..=7).map(|n| of(&format!("sync=200ms&warehouses={n}"), "sync_vector_bytes")).collect();
    assert!(carried.windows(2).all(|pair| pair[0] < pair[1]), "{carried:?}");
    let periods = ["100ms", "200ms", "400ms", "1s"];
    let bytes = periods.map(|period| of(&format!("warehouses=6&sync={period}"), "sync_bytes"));
    assert!(bytes.windows(2).all(|pair| pair[0] > pair[1]), "{bytes:?}");
    let seldom = of("warehouses=6&sync=1s", "sync_messages");
    assert!(often > 1.5 * seldom, "{often} messages every 100 ms, {seldom} every second");
}

#[test]
fn claim_11_no_vector_prevents_overselling() {
    let trace = preset(Claim(11), "Both sell the last piece");
    assert_eq!(shown(&trace), ["−1"; 3]);
    assert!(promised(&trace, NOT_OVERSOLD).is_err());
    let at = event(&trace, "a conflict");
    assert!(matches!(standing(&trace, NOT_OVERSOLD), Standing::Broken(found, _) if *found == at));
    assert!(told(&trace, "More was shipped than there was").contains("No vector could prevent"));
    holds(&trace, STOCK);
    keeps_its_promises(&trace);
    for scheme in ["dotted", "version-vector"] {
        let link = "opening=1&sync=200ms&skip=all&do=2ms.split.A.B,C~10ms.ship.A.1~14ms.ship.B.1~\
                    100ms.heal";
        assert_eq!(shown(&run(&format!("scheme={scheme}&{link}"))), ["−1"; 3]);
    }
    // Who knows that nothing is left does not ship.
    let alone = run("opening=1&skip=all&do=10ms.ship.A.1~20ms.sync.A~60ms.ship.B.1");
    assert!(announced(&alone, "1 cannot be shipped: it knows of only 0."));
    assert_eq!(shown(&alone), ["0"; 3]);
    assert!(matches!(standing(&alone, MET), Standing::Reached(_)));
}
