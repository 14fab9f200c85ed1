//! One test per claim: it opens the preset that shows the claim, and asserts what must be seen.
//! Claims that need statistics are asserted over many seeds.

#[cfg(not(target_arch = "wasm32"))]
mod data;
mod story;

use super::properties::{CAUSAL, COMPLETE, CONVERGED, EXACT, GROWS, LAWS, NO_MORE, OWNER, SAME};
use super::{VectorClocks, presets};
use crate::lesson::Shows::{Claim, Mistake};
use crate::lesson::trace::{Relation, Standing};
use crate::lesson::{Shows, Trace};
use crate::patterns::testing::{
    announced, badges, breaks, holds, keeps_its_promises, metric, promised, standing,
};

fn run(query: &str) -> Trace {
    crate::patterns::testing::run::<VectorClocks>(query)
}

fn preset(shows: Shows, title: &str) -> Trace {
    crate::patterns::testing::preset::<VectorClocks>(shows, title)
}

fn mean(query: &str, name: &str, seeds: u64) -> f64 {
    crate::patterns::testing::mean::<VectorClocks>(query, name, seeds)
}

/// What every server shows at the end.
fn shown(trace: &Trace) -> Vec<String> {
    trace.stage().cards(trace.last()).into_iter().map(|card| card.line).collect()
}

/// The events at which a record's text ends so, in order.
fn events(trace: &Trace, end: &str) -> Vec<u32> {
    let found = (0..).zip(&trace.records).filter(|(_, record)| record.text.ends_with(end));
    found.map(|(at, _)| at).collect()
}

#[test]
fn claim_1_concurrent_likes_are_found_concurrent() {
    let trace = preset(Claim(1), "Two likes that know nothing");
    assert!(announced(&trace, "[1, 0] and its own [0, 1] are concurrent: neither is ahead."));
    let likes = events(&trace, "likes the post.");
    let [b, c] = likes[..] else { panic!("two likes, not {likes:?}") };
    assert_eq!(trace.relation(b, c), Relation::Concurrent);
    let clock = |at: u32| trace.record(at).clock.clone().expect("a step has a clock");
    assert!(clock(b).is_concurrent_with(&clock(c)), "the event clocks say the same");
    keeps_its_promises(&trace);
}

#[test]
fn claim_2_after_a_sync_both_show_2_at_1_1() {
    let trace = preset(Claim(2), "One sync each way");
    assert_eq!(badges(&trace), ["[1, 1]", "[1, 1]"]);
    assert_eq!(shown(&trace), ["2 likes", "2 likes"]);
    let before = trace.stage().cards(events(&trace, "sync now.")[0]);
    assert_eq!((before[0].badge.as_str(), before[0].line.as_str()), ("[1, 0]", "1 like"));
    assert_eq!((before[1].badge.as_str(), before[1].line.as_str()), ("[0, 1]", "1 like"));
    for seed in 0..50 {
        assert_eq!(badges(&run(&format!("seed={seed}"))), ["[1, 1]", "[1, 1]"]);
    }
}

#[test]
fn claim_2_gossip_alone_reaches_everybody() {
    let trace = preset(Claim(2), "Gossip alone");
    assert_eq!(shown(&trace), ["7 likes"; 6]);
    assert!(events(&trace, "sync now.").is_empty(), "nobody asked");
    assert!(metric(&trace, "converge_ms") > Some(1_000.0), "five hops take their time");
    holds(&trace, EXACT);
}

#[test]
fn claim_3_last_writer_wins_loses_a_like() {
    let trace = preset(Claim(3), "Last writer wins: one like");
    assert_eq!(shown(&trace), ["1 like", "1 like"]);
    assert_eq!(metric(&trace, "likes_lost"), Some(1.0));
    assert!(breaks(&trace, COMPLETE).contains("shows 1 like instead of 2"));
    breaks(&trace, EXACT);
    holds(&trace, CONVERGED);
    for seed in 0..50 {
        let trace = run(&format!("merge=last-writer-wins&seed={seed}"));
        assert_eq!(shown(&trace), ["1 like", "1 like"], "seed {seed}");
    }
}

#[test]
fn claim_3_a_wrong_clock_decides_who_is_last() {
    let trace = preset(Claim(3), "Last writer wins by a clock");
    assert_eq!(shown(&trace), ["1 like", "1 like"], "two later likes lose to an earlier one");
    assert_eq!(metric(&trace, "likes_lost"), Some(2.0));
}

#[test]
fn claim_4_adding_counts_twice_the_second_time() {
    let trace = preset(Claim(4), "Adding the numbers");
    assert!(announced(&trace, "it had 1 like and shows 2 likes now"), "right once");
    assert_eq!(shown(&trace), ["3 likes", "2 likes"]);
    assert_eq!(badges(&trace), ["[1, 1]", "[1, 1]"], "with equal clocks");
    assert!(breaks(&trace, NO_MORE).contains("Server 1 shows 3 likes, and 2 were given"));
    breaks(&trace, SAME);
    breaks(&trace, LAWS);
    for seed in 0..50 {
        let trace = run(&format!("merge=add&seed={seed}"));
        assert_eq!(shown(&trace), ["3 likes", "2 likes"], "seed {seed}");
    }
    let more = mean("merge=add&servers=4&users=5", "likes_twice", 50);
    assert!(more >= 1.0, "3 or more: {more}");
}

#[test]
fn claim_4_a_double_click_counts_once_in_a_set() {
    let counter = preset(Claim(4), "A double click");
    assert_eq!(shown(&counter), ["2 likes", "2 likes"]);
    let set = preset(Claim(4), "A double click, and a set");
    assert_eq!(shown(&set), ["1 like", "1 like"]);
    assert_eq!((metric(&set, "likes_given"), metric(&set, "likes_due")), (Some(3.0), Some(1.0)));
    keeps_its_promises(&set);
}

#[test]
fn claim_5_both_sides_of_a_split_go_on() {
    let trace = preset(Claim(5), "Both sides of a split");
    let healed = events(&trace, "whole again.")[0];
    let before = trace.stage().cards(healed - 1);
    let badges_before: Vec<&str> = before.iter().map(|card| card.badge.as_str()).collect();
    let (left, right) = ("1·1·0·0", "0·0·2·1");
    assert_eq!(badges_before, [left, left, right, right], "each side agrees with itself");
    assert!(trace.records[healed as usize..].iter().any(|record| {
        record.notes.iter().any(|note| note.text.contains("are concurrent: neither is ahead"))
    }));
    assert_eq!(badges(&trace), ["1·1·2·1"; 4]);
    assert_eq!(shown(&trace), ["3 likes"; 4]);
    holds(&trace, EXACT);
}

#[test]
fn claim_5_after_any_split_all_agree() {
    for seed in 0..60 {
        let split = ["S1.S2,S3,S4", "S1,S3.S2,S4", "S1,S4.S2,S3"][seed as usize % 3];
        let trace = run(&format!(
            "servers=4&users=6&gossip=100ms&merge={}&seed={seed}&do=11ms.split.{split}~\
             100ms.unlike.S2.C~200ms.like.S3.C~900ms.heal",
            ["per-slot-max", "set-of-users"][seed as usize % 2]
        ));
        holds(&trace, CONVERGED);
        holds(&trace, EXACT);
    }
}

#[test]
fn claim_6_a_reply_waits_for_what_it_answers() {
    let early = preset(Claim(6), "A reply before");
    assert!(announced(&early, "and what it answers is not here yet"));
    assert!(breaks(&early, CAUSAL).starts_with("Server 3 shows user C's “To the lake!”"));
    assert!(promised(&early, CAUSAL).is_err());
    let waits = preset(Claim(6), "The same, with causal");
    assert!(announced(&waits, "waits: it was written after a comment that has not come yet"));
    holds(&waits, CAUSAL);
    assert_eq!(metric(&waits, "comments_waited"), Some(1.0));
    for trace in [&early, &waits] {
        let cards = trace.stage().cards(trace.last());
        let comments = |at: usize| {
            cards[at].rows.iter().filter(|row| row.name.starts_with("comment ")).count()
        };
        assert_eq!([comments(0), comments(1), comments(2)], [2, 2, 2]);
    }
}

#[test]
fn claim_6_over_many_seeds() {
    let comments = "skip=all&servers=4&topology=ring&latency=exponential&delay=20ms&loss=5%&dup=5%&\
                    gossip=300ms&do=10ms.comment.S1.B.one~30ms.comment.S2.C.two~\
                    50ms.comment.S3.D.three~70ms.comment.S4.A.four";
    let early = |causal: &str| {
        let broken = |seed: &u64| {
            let trace = run(&format!("{comments}&causal={causal}&seed={seed}"));
            holds(&trace, CONVERGED);
            *standing(&trace, CAUSAL) != Standing::Held
        };
        (0..200).filter(broken).count()
    };
    assert_eq!(early("on"), 0);
    assert!(early("off") > 20, "it happens by itself without causal delivery: {}", early("off"));
}

#[test]
fn claim_7_duplicates_and_order_change_nothing() {
    let trace = preset(Claim(7), "A message twice");
    assert_eq!(badges(&trace), ["[2, 1]", "[2, 1]"]);
    assert_eq!(shown(&trace), ["3 likes", "3 likes"]);
    assert!(announced(&trace, "[1, 0] is behind its own [2, 1]: no like is new"));
    keeps_its_promises(&trace);
}

#[test]
fn claim_7_six_servers_on_a_ring_converge_in_bad_weather() {
    let link = presets::ALL.iter().find(|p| p.title.starts_with("Six servers on a ring"));
    let link = link.expect("it is there").link;
    let (mut doubled, mut lost) = (0, 0);
    for seed in 0..200 {
        let merge = ["per-slot-max", "set-of-users"][seed as usize % 2];
        let trace = run(&format!("{link}&merge={merge}&seed={seed}"));
        assert_eq!(shown(&trace), ["7 likes"; 6], "seed {seed}");
        holds(&trace, EXACT);
        keeps_its_promises(&trace);
        doubled += trace.letters.iter().filter(|letter| letter.copy_of.is_some()).count();
        lost += trace.costs.lost;
    }
    assert!(doubled > 2_000 && lost > 500, "the weather was bad: {doubled} doubled, {lost} lost");
}

#[test]
fn claim_8_a_server_that_forgets_its_slot_loses_likes() {
    let kept = preset(Claim(8), "A server loses its disk and");
    assert_eq!(badges(&kept), ["[1, 1, S1#2: 1]"; 2]);
    assert_eq!(shown(&kept), ["3 likes"; 2]);
    keeps_its_promises(&kept);
    let lost = preset(Claim(8), "A server that forgets");
    assert_eq!(badges(&lost), ["[1, 1]"; 2]);
    assert_eq!(shown(&lost), ["2 likes"; 2], "three were given");
    assert_eq!(metric(&lost, "likes_lost"), Some(1.0));
    breaks(&lost, OWNER);
    breaks(&lost, COMPLETE);
}

#[test]
fn claim_9_clocks_grow_with_the_number_of_servers() {
    let bytes = |servers: u32| {
        let query = format!("servers={servers}&users=8");
        mean(&query, "clock_bytes", 40)
    };
    let all: Vec<f64> = (2..=6).map(bytes).collect();
    assert!(all.windows(2).all(|pair| pair[1] > pair[0] + 4.0), "{all:?}");
    // An entry is 12 bytes. Two servers: both clocks full in a state and one in an answer.
    assert!(all[0] < 2.0 * 2.0 * 12.0 && all[4] < 2.0 * 6.0 * 12.0, "{all:?}");
    assert!(all[4] > 2.0 * all[0], "{all:?}");
    assert!(metric(&preset(Claim(9), "Six servers"), "clock_bytes") > Some(all[0]));
}

#[test]
fn every_mistake_breaks_a_promised_property() {
    for (title, property, why) in [
        ("Mistake: clocks are compared", EXACT, "shows 1 like, and 2 were acknowledged"),
        ("Mistake: what arrives", GROWS, "the clock of Server 2 went from [0, 1] to [1, 0]"),
        ("Mistake: a slot is used", OWNER, "Server 1 has counted to 0 in slot S1, and Server 2"),
        ("Mistake: everybody counts", COMPLETE, "[1, 0], and shows 1 like instead of 2"),
    ] {
        let trace = preset(Mistake, title);
        assert_eq!(promised(&trace, property), Ok(()), "{title}");
        let said = breaks(&trace, property);
        assert!(said.contains(why), "{title}: {said}");
        let link = presets::ALL.iter().find(|p| p.title.starts_with(title)).expect("named").link;
        let word = link.split('&').find(|part| part.starts_with("mistake=")).expect("a mistake");
        keeps_its_promises(&run(&link.replace(word, "mistake=none")));
    }
}
