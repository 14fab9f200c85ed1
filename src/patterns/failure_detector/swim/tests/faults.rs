//! Whatever breaks and whenever: the guarantees stand, and afterwards the group is whole again.

use crate::lesson::trace::Standing;
use crate::lesson::{Lesson, Link};
use crate::patterns::failure_detector::FailureDetector;
use crate::patterns::failure_detector::swim::properties::{LEARN, bound};
use crate::patterns::testing::{badges, keeps_its_promises, run, standing};
use crate::sim::random::{Random, Tag, below};
use rand_pcg::Pcg32;

type L = FailureDetector;

fn of<'w>(rng: &mut Pcg32, words: &[&'w str]) -> &'w str {
    words[below(rng, words.len() as u64) as usize]
}

/// Parameters, and acts until 40 s; some of what breaks is mended, some is not.
fn storm(number: u64, loss: &[&str]) -> (String, u64) {
    let rng = &mut Random::stream(number, Tag::Test, [77, 0, 0]);
    let members = 3 + below(rng, 8);
    let (k, suspicion) = (of(rng, &["0", "1", "3"]), of(rng, &["0", "1", "4", "5"]));
    let (gossip, probe) = (of(rng, &["0", "1", "4"]), of(rng, &["round-robin", "random"]));
    let latency = of(rng, &["constant", "uniform", "exponential", "pareto"]);
    let (delay, loss) = (of(rng, &["1ms", "20ms", "200ms"]), of(rng, loss));
    let dup = of(rng, &["0", "0", "20"]);
    let mut acts = Vec::new();
    for _ in 0..3 + below(rng, 9) {
        let time = 1 + below(rng, 40_000);
        let who = 1 + below(rng, members);
        let other = 1 + (who + below(rng, members - 1)) % members;
        acts.push(match below(rng, 11) {
            9 => format!("{time}ms.leave.M{who}"),
            10 => format!("{time}ms.join.M{who}"),
            0 | 1 => format!("{time}ms.crash.M{who}"),
            2 => format!("{time}ms.crash.M{who}.{}", below(rng, 3)),
            3 => format!("{time}ms.restart.M{who}"),
            4 => format!("{time}ms.pause.M{who}"),
            5 => format!("{time}ms.resume.M{who}"),
            6 => format!("{time}ms.cut.M{who}-M{other}"),
            7 => format!("{time}ms.heal"),
            _ => format!("{time}ms.clock.M{who}.{}s,{}%", below(rng, 9), 90 + below(rng, 21)),
        });
    }
    let query = format!(
        "detector=swim&members={members}&k={k}&suspicion={suspicion}&gossip={gossip}\
         &probe={probe}&latency={latency}&delay={delay}&loss={loss}&dup={dup}&seed={number}\
         &skip=all&do={}",
        acts.join("~")
    );
    (query, members)
}

/// 1,200 storms: nothing that is promised breaks, and often enough it is really judged.
#[test]
fn promises_stand_any_fault() {
    let (mut judged, mut deaths) = (0, 0);
    for number in 0..1_200 {
        let (query, _) = storm(number, &["0", "0", "5", "30"]);
        let trace = run::<L>(&query);
        for verdict in trace.verdicts.iter().filter(|verdict| verdict.promised.is_ok()) {
            let broken = matches!(verdict.standing, Standing::Broken(..));
            assert!(!broken, "{query}\n{}: {:?}", verdict.name, verdict.standing);
        }
        let crashed = trace.records.iter().any(|record| record.text.contains("crashes"));
        judged += u32::from(crashed && *standing(&trace, LEARN) == Standing::Held);
        deaths += u32::from(
            trace
                .records
                .iter()
                .any(|record| record.notes.iter().any(|note| note.text.contains("declared dead"))),
        );
    }
    assert!(judged > 300 && deaths > 500, "{judged} {deaths}");
}

/// When everything is mended and nothing is lost, everybody takes everybody for alive.
#[test]
fn afterwards_the_group_is_whole() {
    for number in 0..300 {
        let (mut query, members) = storm(number, &["0"]);
        for who in 1..=members {
            query.push_str(&format!(
                "~60s.clock.M{who}.0s,100%~60s.resume.M{who}~60s.restart.M{who}~60s.join.M{who}\
                 ~100s.restart.M{who}"
            ));
        }
        query.push_str("~60s.heal~260s.heal");
        let query = query.replace("200ms", "50ms").replace("pareto", "uniform");
        let trace = run::<L>(&query.replace("gossip=0", "gossip=2").replace("k=0", "k=3"));
        keeps_its_promises(&trace);
        let whole = format!("{members} up");
        let all = badges(&trace);
        assert!(all.iter().all(|badge| *badge == whole), "{query}\n{all:?}");
    }
}

/// The bound of completeness is the one that the formula gives, and no run needs longer.
#[test]
fn the_bound_is_kept_and_is_not_far_off() {
    let config = |query: &str| {
        let link = Link::parse(&format!("failure-detector?{query}"));
        L::new(&L::params().resolve(&link.params).0).swim
    };
    assert_eq!(bound(&config("detector=swim")).0, (2 * 7 + 1 + 24) * 1_000_000);
    assert_eq!(bound(&config("detector=swim&probe=everybody")).0, 6_000_000);
    let mut longest = 0.0_f64;
    for seed in 0..100 {
        let query = format!(
            "detector=swim&members=4&gossip=0&suspicion=2&seed={seed}\
             &skip=all&do={}s.crash.M4",
            2 + seed % 3
        );
        let trace = run::<L>(&query);
        keeps_its_promises(&trace);
        let known = trace.metrics.iter().find(|metric| metric.name == "known");
        longest = longest.max(known.and_then(|known| known.value).expect("everybody knows"));
    }
    // 2 · 3 + 1 periods of rounds and two to refute.
    assert!((8.0..=9.0).contains(&longest), "{longest}");
}
