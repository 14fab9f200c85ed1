//! Claims 9 to 12 and the mistakes, by their what-ifs; statistics over seeds.

use crate::lesson::trace::{Standing, Trace};
use crate::lesson::{Lesson, Shows};
use crate::patterns::failure_detector::FailureDetector;
use crate::patterns::failure_detector::swim::properties::{
    FORWARD, LEARN, LIVE, LIVES, OWNER, REFUTES, SUICIDE,
};
use crate::patterns::failure_detector::swim::theory::{
    LIMIT, first_probe_random, first_probe_round_robin,
};
use crate::patterns::testing::{
    announced, badges, breaks, holds, keeps_its_promises, metric, preset, promised, run, standing,
};

type L = FailureDetector;

fn claim(number: u8, title: &str) -> Trace {
    let trace = preset::<L>(Shows::Claim(number), title);
    keeps_its_promises(&trace);
    trace
}

fn mistake(title: &str) -> Trace {
    preset::<L>(Shows::Mistake, title)
}

/// Mean and standard error of a metric over seeds; every run must have it.
fn sample(query: &str, name: &str, seeds: u64) -> (f64, f64) {
    let one = |seed| metric(&run::<L>(&format!("{query}&seed={seed}")), name);
    let values: Vec<f64> = (1..=seeds).map(|seed| one(seed).expect("measured")).collect();
    let n = seeds as f64;
    let mean = values.iter().sum::<f64>() / n;
    let variance = values.iter().map(|value| (value - mean).powi(2)).sum::<f64>() / (n - 1.0);
    (mean, (variance / n).sqrt())
}

/// Claim 9: two messages per member and period, or n − 1.
#[test]
fn swim_costs_the_same_per_member_whatever_the_size() {
    assert_eq!(metric(&claim(9, "SWIM"), "messages"), Some(2.0));
    assert_eq!(metric(&claim(9, "All-to-all"), "messages"), Some(19.0));
    for members in [3, 8, 30, 100, 200] {
        let query = format!("detector=swim&members={members}&periods=8&skip=all");
        let trace = run::<L>(&query);
        assert_eq!(metric(&trace, "messages"), Some(2.0), "{members}");
        assert_eq!(trace.costs.messages, 2 * 8 * members, "{members}");
    }
    for members in [3, 8, 30, 40] {
        let query = format!("detector=swim&probe=everybody&members={members}&periods=8&skip=all");
        let trace = run::<L>(&query);
        assert_eq!(trace.costs.messages, 8 * members * (members - 1), "{members}");
    }
}

/// A crash costs more for a while, and that, too, does not grow with the group.
#[test]
fn a_crash_costs_little() {
    for members in [8, 30, 100] {
        let query = format!("detector=swim&members={members}&periods=25&skip=2&skip=3&skip=4");
        let per_member = metric(&run::<L>(&query), "messages").expect("counted");
        assert!((2.0..2.6).contains(&per_member), "{members}: {per_member}");
    }
}

/// Claim 10: the mean is what theory says, to five standard errors, and hardly depends on n.
#[test]
fn a_crash_is_probed_as_soon_as_theory_says() {
    assert!(metric(&claim(10, "A crash is probed"), "first_probe").is_some());
    for (members, seeds) in [(3, 600), (5, 600), (20, 300), (60, 150)] {
        let base = format!("detector=swim&members={members}&periods=22&skip=2&skip=3&skip=4");
        for (order, expected) in [
            ("random", first_probe_random(members)),
            ("round-robin", first_probe_round_robin(members, 2)),
        ] {
            let query = format!("{base}&probe={order}");
            let (mean, error) = sample(&query, "first_probe", seeds);
            let off = (mean - expected).abs();
            assert!(off < 5.0 * error, "{query}: {mean} ± {error}, not {expected}");
            assert!((expected - LIMIT).abs() < 0.35, "{members}: {expected}");
        }
    }
}

/// What the page shows as theory is that.
#[test]
fn theory_is_told_where_it_holds() {
    let theory = |query: &str| {
        let link = crate::lesson::Link::parse(&format!("failure-detector?{query}"));
        L::new(&L::params().resolve(&link.params).0).theory()
    };
    for (query, expected) in [
        ("detector=swim&probe=random&members=3", 4.0 / 3.0),
        ("detector=swim&probe=random&members=5", 256.0 / 175.0),
        ("detector=swim&members=3", 1.25),
    ] {
        let theory = theory(query);
        assert_eq!(theory.len(), 1);
        assert_eq!(theory[0].metric, "first_probe");
        assert!((theory[0].mean - expected).abs() < 1e-12, "{query}: {}", theory[0].mean);
    }
    assert_eq!(theory("detector=swim&probe=everybody"), []);
}

/// Claim 10, to its end: everybody knows.
#[test]
fn a_crash_is_known_to_everybody() {
    let trace = claim(10, "From a crash");
    holds(&trace, LEARN);
    holds(&trace, LIVE);
    assert!(announced(&trace, "suspects Member 8 too"));
    let all = badges(&trace);
    assert!(all[..7].iter().all(|badge| badge == "7 up"), "{all:?}");
    let stage = |name| metric(&trace, name).expect("it happened");
    assert!(stage("first_probe") < stage("suspected"));
    assert!(stage("suspected") + 3.0 < stage("declared"));
    assert!(stage("declared") <= stage("known"));
    // News takes a logarithmic time: at most a few periods more for 25 times the members.
    let known = |members: u32| {
        let query = format!("detector=swim&members={members}&skip=2&skip=3&skip=4&periods=24");
        let trace = run::<L>(&query);
        let (declared, known) = (metric(&trace, "declared"), metric(&trace, "known"));
        known.expect("known") - declared.expect("declared")
    };
    assert!(known(200) <= known(8) + 5.0);
}

/// Claim 11: with k = 3 an answer comes around the bad link; with k = 0 it is a false death.
#[test]
fn indirect_probes_survive_a_bad_link() {
    let trace = claim(11, "A bad link: others");
    holds(&trace, LIVE);
    assert_eq!(metric(&trace, "false_deaths"), Some(0.0));
    assert!(announced(&trace, "to ping it"));
    let around = trace.letters.iter().filter(|letter| letter.label.starts_with("PING-REQ"));
    assert!(around.count() >= 3);
    let trace = claim(11, "A bad link without");
    let why = breaks(&trace, LIVE);
    assert!(why.contains("Member 1") && why.contains("Member 2"), "{why}");
    assert!(promised(&trace, LIVE).is_err());
    for seed in 1..=60 {
        let query = format!(
            "detector=swim&suspicion=0&skip=all&do=0.cut.M1-M2~0.cut.M2-M1~20s.heal&seed={seed}"
        );
        holds(&run::<L>(&query), LIVE);
        let alone = run::<L>(&format!("{query}&k=0"));
        assert!(matches!(standing(&alone, LIVE), Standing::Broken(..)), "{seed}");
    }
}

/// Claim 12: suspected, it says that it is there; with no time to refute it is dead.
#[test]
fn a_slow_member_refutes_its_suspicion() {
    let trace = claim(12, "A slow member");
    holds(&trace, LIVE);
    assert_eq!(metric(&trace, "refutations"), Some(1.0));
    assert!(announced(&trace, "No answer from Member 3: it suspects incarnation 0."));
    assert!(announced(&trace, "It raises its incarnation to 1 and says so."));
    assert!(badges(&trace).iter().all(|badge| badge == "8 up"));
    let trace = claim(12, "The same without");
    breaks(&trace, LIVE);
    assert!(announced(&trace, "It begins life 2."));
    assert!(badges(&trace).iter().all(|badge| badge == "8 up"), "{:?}", badges(&trace));
}

/// Over seeds: whenever the slow member is suspected, it refutes, and nearly always in time: its
/// pause takes three of the four or more periods that it has, and the news must still spread.
#[test]
fn suspicion_saves_the_slow() {
    let (mut refuted, mut died, mut late) = (0, 0, 0);
    for seed in 1..=100 {
        let base = format!("detector=swim&skip=all&do=2s.pause.M3~5s.resume.M3&seed={seed}");
        let trace = run::<L>(&base);
        late += u32::from(metric(&trace, "false_deaths") > Some(0.0));
        let suspicions = metric(&trace, "suspicions").expect("counted");
        let refutations = metric(&trace, "refutations").expect("counted");
        assert_eq!(suspicions > 0.0, refutations > 0.0, "{seed}");
        refuted += u32::from(refutations > 0.0);
        let hasty = run::<L>(&format!("{base}&suspicion=0"));
        died += u32::from(metric(&hasty, "false_deaths") > Some(0.0));
    }
    assert!(refuted > 80 && died > 80 && late < 5, "{refuted} {died} {late}");
}

#[test]
fn both_sides_of_a_partition_find_each_other() {
    let trace = claim(12, "A partition heals");
    breaks(&trace, LIVE);
    assert!(badges(&trace).iter().all(|badge| badge == "8 up"), "{:?}", badges(&trace));
    assert!(announced(&trace, "It looks whether"));
}

/// A returner is let in with a new life, whoever of the seeds is up; alone it begins a group.
#[test]
fn a_returner_is_let_in() {
    let back = |acts: &str| run::<L>(&format!("detector=swim&members=4&skip=all&do={acts}"));
    let trace = back("2s.crash.M4~3s.restart.M4");
    assert!(badges(&trace).iter().all(|badge| badge == "4 up"), "{:?}", badges(&trace));
    assert!(announced(&trace, "It lets Member 4 in: alive(0 in life 2)."));
    let trace = back("2s.crash.M4~2s.crash.M1~2s.crash.M2~30s.restart.M4");
    assert!(announced(&trace, "It is in, and knows 3 other members."));
    let trace =
        back("2s.crash.M1~2s.crash.M2~2s.crash.M3~2s.crash.M4~3s.restart.M2~20s.restart.M4");
    assert!(announced(&trace, "it begins a group of its own"));
    let all = badges(&trace);
    assert_eq!((&*all[1], &*all[3]), ("2 up", "2 up"));
    let crash = "2s.crash.M4~3s.restart.M4~20s.crash.M4~40s.restart.M4";
    assert!(announced(&back(crash), "It begins life 3."));
}

/// Who leaves says so: nobody suspects it or declares it dead, and it may join again.
#[test]
fn a_member_leaves_and_joins_again() {
    let trace = run::<L>("detector=swim&skip=all&do=2s.leave.M8");
    keeps_its_promises(&trace);
    assert!(badges(&trace)[..7].iter().all(|badge| badge == "7 up"), "{:?}", badges(&trace));
    assert_eq!(badges(&trace)[7], "out");
    assert!(!announced(&trace, "suspects") && !announced(&trace, "dead"));
    let trace = run::<L>("detector=swim&skip=all&do=2s.leave.M8~20s.join.M8");
    keeps_its_promises(&trace);
    assert!(badges(&trace).iter().all(|badge| badge == "8 up"), "{:?}", badges(&trace));
    let trace = run::<L>("detector=swim&skip=all&do=2s.join.M8~3s.leave.M8~4s.leave.M8");
    assert!(announced(&trace, "That changes nothing."));
}

/// Every slip breaks what it should and nothing that it should not.
#[test]
fn every_mistake_breaks_its_property() {
    for (title, property, others) in [
        ("Mistake: anybody may raise", OWNER, &[FORWARD, LIVES][..]),
        ("Mistake: a suspicion is not", REFUTES, &[OWNER, FORWARD, LIVES]),
        ("Mistake: alive(i)", FORWARD, &[OWNER, SUICIDE, REFUTES, LIVES]),
        ("Mistake: it comes back", LIVES, &[OWNER, SUICIDE, FORWARD, REFUTES]),
    ] {
        let trace = mistake(title);
        assert_eq!(promised(&trace, property), Ok(()), "{title}");
        breaks(&trace, property);
        others.iter().for_each(|other| holds(&trace, other));
    }
    let trace = mistake("Mistake: a suspicion is not");
    breaks(&trace, LIVE);
    breaks(&trace, SUICIDE);
    let all = badges(&mistake("Mistake: it comes back"));
    assert!(all[..7].iter().all(|badge| badge == "7 up"), "{all:?}");
}
