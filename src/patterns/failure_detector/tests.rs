//! One test per claim: it opens the preset that shows the claim, and asserts what must be seen.
//! Claims that need statistics are asserted over many seeds. Claims 9 to 12 are in `swim/tests.rs`.

mod quality;
mod year;

use super::gaps::Gaps;
use super::properties::{
    ACCURATE, AWAKE, COMPLETE, EXACTLY, FOUNDED, LEARNT, NEWER, PROGRESS, RISES, SERVED,
};
use super::{FailureDetector, phi, presets};
use crate::lesson::Shows::{Claim, Mistake};
use crate::lesson::trace::Announcement;
use crate::lesson::{Lesson, Shows, Trace};
use crate::patterns::testing::{
    announced, badges, breaks, holds, keeps_its_promises, metric, promised,
};
use crate::sim::random::{Random, Tag, unit};
use crate::sim::{End, Span, Time};

pub(super) fn run(query: &str) -> Trace {
    crate::patterns::testing::run::<FailureDetector>(query)
}

pub(super) fn mean(query: &str, name: &str, seeds: u64) -> f64 {
    crate::patterns::testing::mean::<FailureDetector>(query, name, seeds)
}

fn preset(shows: Shows, title: &str) -> Trace {
    crate::patterns::testing::preset::<FailureDetector>(shows, title)
}

/// The first moment at which somebody says this.
#[track_caller]
fn when(trace: &Trace, words: &str) -> Time {
    let says = |note: &Announcement| note.text.contains(words);
    let found = trace.records.iter().find(|record| record.notes.iter().any(says));
    found.unwrap_or_else(|| panic!("nobody says “{words}”")).time
}

/// How often somebody says this.
fn count(trace: &Trace, words: &str) -> usize {
    let notes = trace.records.iter().flat_map(|record| &record.notes);
    notes.filter(|note| note.text.contains(words)).count()
}

#[test]
fn claim_1_a_crash_is_found_at_the_closed_form_time() {
    let trace = preset(Claim(1), "A crash is found");
    // The last heartbeat before 20 s leaves at 19.5 s and arrives at 19.52 s. Mean 1 s, σ at its
    // floor of 0.1 s, y = 5.612001244.
    assert_eq!(when(&trace, "it is taken for dead"), Time(19_520_000 + 1_561_201));
    assert!(announced(&trace, "Service 1 silent for 1.561201s: it is taken for dead"));
    assert_eq!(metric(&trace, "detection_ms"), Some(1_081.201));
    holds(&trace, EXACTLY);
    holds(&trace, COMPLETE);
    let trace = preset(Claim(1), "The same crash, by");
    assert_eq!(when(&trace, "it is taken for dead"), Time(19_520_000 + 18_420_681));
}

/// At any pace, by any model, and while σ is still far above its floor.
#[test]
fn every_model_convicts_at_its_closed_form_time() {
    for (heartbeat, beats) in [(50_000_u64, 100_u64), (250_000, 12), (1_000_000, 5), (5_000_000, 3)]
    {
        for phi in [0.5, 1.0, 8.0, 16.0] {
            let stop = heartbeat * beats + heartbeat / 2 + 40_000;
            let base = format!(
                "services=1&latency=constant&delay=20ms&workload=empty&heartbeat={heartbeat}us&\
                 phi={phi}&sigma_min=10ms&timeout=7s"
            );
            let mut gaps = Gaps::around(Span(heartbeat));
            (0..beats).for_each(|_| gaps.push(Span(heartbeat), 100));
            let (mean, sigma) = (gaps.mean_us(), gaps.variance_us2().sqrt().max(10_000.0));
            for (model, us) in [
                ("normal", mean + sigma * phi::normal_at(phi)),
                ("logistic", mean + sigma * phi::logistic_at(phi)),
                ("exponential", mean * phi * std::f64::consts::LN_10),
                ("timeout", 7e6),
            ] {
                // Below the period of heartbeats a low threshold is always wrong.
                if us <= heartbeat as f64 {
                    continue;
                }
                let trace = run(&format!("{base}&model={model}&do={stop}us.stop.S1"));
                let last = heartbeat * beats + heartbeat / 2 + 20_000;
                let found = when(&trace, "it is taken for dead").0 - last;
                assert_eq!(found, us.ceil() as u64, "{model} {heartbeat} {phi}");
            }
        }
    }
}

#[test]
fn claim_2_a_timeout_is_wrong_where_phi_adapts() {
    let fixed = preset(Claim(2), "A jittery link");
    let adapts = preset(Claim(2), "The same jitter");
    assert!(metric(&fixed, "false_alarms") >= Some(5.0));
    assert_eq!(metric(&adapts, "false_alarms"), Some(0.0));
    breaks(&fixed, ACCURATE);
    let jitter = "services=2&workload=empty&action=alert&jitter=350ms&do=15s.jitter.S1~75s.calm.S1";
    let fixed = mean(&format!("{jitter}&model=timeout&timeout=1.6s"), "false_alarms", 60);
    let adapts = mean(jitter, "false_alarms", 60);
    assert!(adapts * 5.0 < fixed, "φ {adapts}, timeout {fixed}");
}

#[test]
fn claim_3_between_the_thresholds_people_are_alerted_and_nothing_moves() {
    let trace = preset(Claim(3), "Between the two");
    assert_eq!(metric(&trace, "alerts"), Some(1.0));
    assert_eq!(count(&trace, "taken for dead"), 0);
    assert_eq!(count(&trace, "The traffic of"), 0);
    assert_eq!(metric(&trace, "downtime_ms"), Some(0.0));
    holds(&trace, FOUNDED);
}

#[test]
fn claim_6_lost_heartbeats_slow_it_down() {
    let probe = "services=1&workload=probe&action=alert&pause=3s";
    let theirs: Vec<f64> = [0, 10, 25, 40]
        .iter()
        .map(|loss| mean(&format!("{probe}&loss={loss}%"), "detection_ms", 80))
        .collect();
    assert!(theirs.is_sorted_by(|a, b| a + 300.0 < *b), "{theirs:?}");
    let trace = preset(Claim(6), "Lost heartbeats");
    assert!(metric(&trace, "detection_ms") > Some(6_000.0), "4 s without loss");
}

#[test]
fn claim_7_an_outage_is_not_learnt() {
    let trace = preset(Claim(7), "A long outage");
    assert_eq!(count(&trace, "silent for 1.561201s: it is taken for dead"), 2, "as fast as before");
    assert_eq!(count(&trace, "taken for dead"), 2);
    holds(&trace, LEARNT);
    let polluted = preset(Mistake, "Mistake: learns");
    assert!(metric(&polluted, "detection_ms") > Some(5_000.0), "the mean of 1 s and many");
}

#[test]
fn claim_8_a_paused_monitor_blames_nobody() {
    let trace = preset(Claim(8), "The monitor stands still");
    assert!(announced(&trace, "the monitor has not been awake for"));
    assert_eq!(metric(&trace, "false_alarms"), Some(0.0));
    holds(&trace, AWAKE);
    let blames = preset(Mistake, "Mistake: trusts its clock");
    assert_eq!(metric(&blames, "false_alarms"), Some(4.0), "everybody");
    // Paused from outside, or with its clock set forward, it blames nobody either.
    for act in ["5200ms.pause.M~10200ms.resume.M", "5200ms.clock.M.5s,100%"] {
        let trace = run(&format!("workload=empty&do={act}"));
        assert_eq!(metric(&trace, "false_alarms"), Some(0.0), "{act}");
        keeps_its_promises(&trace);
    }
}

#[test]
fn a_real_death_is_found_after_a_pause_of_the_monitor() {
    let trace = run("workload=empty&do=6s.stop.S2~6100ms.freeze.M.5000");
    assert_eq!(metric(&trace, "false_alarms"), Some(0.0));
    assert_eq!(metric(&trace, "detected"), Some(1.0));
    keeps_its_promises(&trace);
}

#[test]
fn every_mistake_breaks_a_promised_property() {
    for (title, property) in [
        ("Mistake: learns", LEARNT),
        ("Mistake: trusts its clock", AWAKE),
        ("Mistake: the tail", EXACTLY),
        ("Mistake: the tail", RISES),
        ("Mistake: a copy", NEWER),
        ("Mistake: fails over", FOUNDED),
    ] {
        let trace = preset(Mistake, title);
        breaks(&trace, property);
        assert_eq!(promised(&trace, property), Ok(()), "{title}");
        let all = presets::all();
        let link = all.iter().find(|p| p.title.starts_with(title)).expect("named").link;
        let word = link.split('&').find(|part| part.starts_with("mistake=")).expect("a mistake");
        keeps_its_promises(&run(&link.replace(word, "mistake=none")));
    }
}

#[test]
fn the_default_story_is_the_scenario() {
    let trace = run("");
    let titles: Vec<&str> =
        trace.beats.iter().filter(|beat| beat.at.is_some()).map(|beat| beat.title).collect();
    assert_eq!(
        titles,
        [
            "Services say that they are alive",
            "A history to begin with",
            "The network gets slow",
            "People are alerted",
            "A late heartbeat is learnt",
            "A service really dies",
            "It is taken for dead",
            "The orchestrator restores what is desired",
            "Traffic moves to the standby",
            "A new life is heard",
            "Everything is as desired",
        ]
    );
    let answers: Vec<Option<usize>> = trace
        .beats
        .iter()
        .filter_map(|beat| beat.predict.as_ref())
        .map(|puzzle| puzzle.answer.map(|(option, _)| option))
        .collect();
    assert_eq!(answers, [Some(1), Some(1), Some(0)]);
    assert_eq!(trace.end, End::Settled);
    assert!(trace.records.len() <= 150, "{} events", trace.records.len());
    keeps_its_promises(&trace);
    holds(&trace, SERVED);
    assert_eq!(metric(&trace, "false_alarms"), Some(0.0));
    let slow = when(&trace, "Its link is slow now");
    let died = when(&trace, "Its process has stopped");
    let alert = when(&trace, "people are alerted");
    assert!(slow < alert && alert < died, "alerted while it is slow, and again when one dies");
    assert_eq!(metric(&trace, "alerts"), Some(2.0));
}

/// Whatever the dispatcher's messages meet, traffic comes back to a service that runs.
#[test]
fn the_dispatcher_gets_there_through_loss_and_copies() {
    for seed in 0..60 {
        let trace = run(&format!(
            "services=2&workload=empty&loss=30%&dup=30%&latency=exponential&pause=3s&\
             do=10s.stop.S1~60s.calm.S2&seed={seed}"
        ));
        keeps_its_promises(&trace);
        assert!(metric(&trace, "downtime_ms") < Some(30_000.0), "seed {seed}");
        let gateway = &badges(&trace)[1];
        assert_eq!(gateway, "", "seed {seed}: traffic is where it was");
        assert!(announced(&trace, "It runs again"), "seed {seed}");
    }
}

/// A restart of a machine starts its process by itself; the orchestrator need not do it again.
#[test]
fn a_machine_that_crashes_comes_back() {
    let trace = run("services=1&workload=empty&do=10s.crash.S1~20s.restart.S1");
    assert_eq!(metric(&trace, "detected"), Some(1.0));
    assert_eq!(metric(&trace, "needless"), Some(0.0));
    assert!(announced(&trace, "The traffic of Service 1 goes to Service 1 again."));
    crate::patterns::testing::standing(&trace, PROGRESS);
    holds(&trace, SERVED);
}

/// φ says what it says: with independent normal gaps of known mean and σ, one gap in 10^φ exceeds
/// the silence at which φ is reached.
#[test]
fn of_normal_gaps_the_share_beyond_phi_is_ten_to_the_minus_phi() {
    const GAPS: u32 = 1_000_000;
    let mut rng = Random::stream(9, Tag::Test, [0; 3]);
    let mut normal = || {
        // Box and Muller.
        let (u, v) = (unit(&mut rng), unit(&mut rng));
        libm::sqrt(-2.0 * libm::log(u)) * libm::cos(std::f64::consts::TAU * v)
    };
    let thresholds = [0.5, 1.0, 1.5, 2.0, 2.5, 3.0, 3.5];
    let mut beyond = [0_u32; 7];
    for _ in 0..GAPS {
        let gap = 1_000.0 + 100.0 * normal();
        let level = phi::normal((gap - 1_000.0) / 100.0);
        for (count, threshold) in beyond.iter_mut().zip(thresholds) {
            *count += u32::from(level > threshold);
        }
    }
    for (count, threshold) in beyond.iter().zip(thresholds) {
        let expected = libm::pow(10.0, -threshold) * f64::from(GAPS);
        let error = (f64::from(*count) - expected).abs() / expected.sqrt();
        assert!(error < 4.0, "φ {threshold}: {count} of {expected:.0}, {error:.1} σ");
    }
}

#[test]
fn heartbeats_are_counted_once_a_period() {
    let trace = run("workload=empty&services=3&do=100s.calm.S1");
    let messages = metric(&trace, "messages").expect("heartbeats");
    assert!((messages - 1.0).abs() < 0.02, "{messages}");
    let hears = |text: &str| text.starts_with("Monitor receives ♥");
    let heard = trace.records.iter().filter(|record| hears(&record.text)).count();
    assert!((300..330).contains(&heard), "{heard} heartbeats in 107 s");
}

#[test]
fn theory_is_what_is_measured() {
    for model in ["normal", "logistic", "exponential", "timeout", "adaptive"] {
        let query = format!("services=1&workload=probe&latency=constant&model={model}&after=30s");
        let typed: Vec<(String, String)> = query
            .split('&')
            .filter_map(|part| part.split_once('='))
            .map(|(name, value)| (name.to_string(), value.to_string()))
            .collect();
        let detector = FailureDetector::new(&FailureDetector::params().resolve(&typed).0);
        let expected = detector.theory()[0].mean;
        let measured = mean(&query, "detection_ms", 200);
        // Three standard errors of a moment in a period: 3 · 1000 / √12 / √200 = 61 ms.
        assert!((measured - expected).abs() < 62.0, "{model}: {measured} ≠ {expected}");
    }
}

/// The chart is φ of the state at any moment, events or not.
#[test]
fn the_chart_is_continuous_between_heartbeats() {
    let trace = run("services=1&latency=constant&workload=empty&do=20s.crash.S1");
    // From the last heartbeat, at 19.52 s, to the moment of suspicion and beyond.
    let grid: Vec<Time> = (0..=300).map(|step| Time(19_520_000 + 8_000 * step)).collect();
    let curve = &trace.curves(0, &grid)[0];
    let dots = curve.dots.iter().filter_map(|dot| Some((dot.time, dot.value?)));
    let dots: Vec<(Time, f64)> = dots.filter(|dot| dot.0 > grid[0]).collect();
    assert!(dots.len() >= 300, "{} samples", dots.len());
    for (time, value) in dots {
        let y = (time.0 as f64 - 19_520_000.0 - 1e6) / 1e5;
        let expected = phi::normal(y);
        assert!((value - expected).abs() < 1e-9, "{time}: {value} ≠ {expected}");
    }
}

#[test]
fn the_tail_beside_the_chart_is_what_phi_says() {
    let trace = run("services=1&latency=constant&workload=empty&do=20s.crash.S1");
    let suspects = |record: &&crate::lesson::trace::Record| {
        record.notes.iter().any(|note| note.text.contains("taken for dead"))
    };
    let at = trace.records.iter().position(|record| suspects(&record)).expect("it is found");
    let shown = trace.distribution(0, 0, at as u32).expect("gaps");
    assert_eq!(shown.tail, Some(1.561201));
    assert!(shown.words.contains("= 1.00e-8, so φ = 8.0"), "{}", shown.words);
    // The density is one in all, and beyond the silence 10⁻⁸ of it is left: nothing to be seen.
    let width = shown.fit[1].0 - shown.fit[0].0;
    let all: f64 = shown.fit.iter().map(|(_, density)| density * width).sum();
    assert!((all - 1.0).abs() < 1e-6, "{all}");
}

/// Every bit of φ, as `tests/wasm.rs` finds it in a browser.
#[test]
fn every_digit_is_the_same_everywhere() {
    assert_eq!(phi::fingerprint(), 0xa4939bea061c9d11);
}
