//! Time travel is honest: the cluster that a trace shows after event k is the one that was there.
//!
//! A trace keeps key frames and replays what lies between them. Here the same link is played a
//! second time without any recorder, by the simulation alone, and after every step the living
//! world is compared with the one the trace shows for it.

use super::act;
use super::lesson::{ACTS_MAX, AnyLesson, Lesson, limits};
use super::link::Link;
use super::story::{Cue, Moment};
use crate::patterns::catalog;
use crate::sim::random::{Random, Tag, below};
use crate::sim::search::hash;
use crate::sim::simulation::{Simulation, Turn};

/// Compares live and replayed worlds of `link` at every step; the error names the first that
/// differs.
pub fn replays<L: Lesson>(link: &Link) -> Result<(), String> {
    let trace = super::recorder::record::<L>(link);
    let mut step = 0;
    let mut lived = Vec::new();
    live::<L>(link, |digest| {
        lived.push(digest);
        let replayed = trace.stage().digest(step);
        let same = step <= trace.last() && replayed == digest;
        step += 1;
        match same {
            true => Ok(()),
            false => Err(format!("{link}: event {} is not replayed as it was", step - 1)),
        }
    })?;
    // Also to and fro: on from what was looked at before, and back from there. Of a long run only
    // at some places, for each is a replay from its key frame.
    for at in (0..lived.len()).step_by(1 + lived.len() / 400) {
        let there = at * 5 % lived.len();
        for at in [there, at / 2, there.saturating_sub(1)] {
            if trace.stage().digest(at as u32) != lived[at] {
                return Err(format!("{link}: event {at} is another one when it is jumped to"));
            }
        }
    }
    match step == trace.last() + 1 {
        true => Ok(()),
        false => Err(format!("{link}: {step} live steps, {} recorded", trace.last() + 1)),
    }
}

/// Plays `link` and shows the digest of the living world after every step.
fn live<L: Lesson>(
    link: &Link,
    mut look: impl FnMut(u64) -> Result<(), String>,
) -> Result<(), String> {
    let (values, _) = L::params().resolve(&link.params);
    let lesson = L::new(&values);
    let mut network = lesson.network();
    network.loss_ppm = values.count("loss") * 1_000;
    network.duplication_ppm = values.count("dup") * 1_000;
    let seed = values.number("seed").unsigned_abs();
    let mut simulation = Simulation::new(&lesson, network, seed, limits(lesson.settle()));
    let mut waiting = plan(&lesson, link, &mut simulation);
    while let Ok(step) = simulation.step() {
        let moment = Moment {
            protocol: &lesson,
            world: simulation.world(),
            step: &step,
            flights: simulation.flights(),
        };
        let mut due = Vec::new();
        waiting.retain(|cue| {
            due.extend(cue.due(&moment));
            cue.due(&moment).is_none()
        });
        for (act, wait) in due {
            simulation.post((step.time.after(wait), Turn::Script), act, 0, None);
        }
        look(hash(simulation.world()))?;
    }
    Ok(())
}

/// Posts what has a time; what waits for its moment comes back.
fn plan<L: Lesson>(lesson: &L, link: &Link, simulation: &mut Simulation<'_, L>) -> Vec<Cue<L>> {
    let cast = super::recorder::cast(lesson);
    for text in link.acts.iter().take(ACTS_MAX) {
        let (time, act) = act::parse(lesson, &cast, text).expect("only good acts are drawn");
        simulation.post((time, Turn::Person), act, 0, None);
    }
    let mut waiting = Vec::new();
    let skipped = |line: usize| link.skips.iter().any(|s| s == "all" || *s == line.to_string());
    for (_, cue) in (1..).zip(lesson.script()).filter(|(line, _)| !skipped(*line)) {
        match cue {
            Cue::At(time, act) => simulation.post((time, Turn::Script), act, 0, None),
            cue => waiting.push(cue),
        }
    }
    waiting
}

/// Random parameters, a fault of every kind, and whatever commands there are.
fn drawn(lesson: &dyn AnyLesson, number: u64) -> Link {
    let mut rng = Random::stream(0x4e91, Tag::Test, [number, 0, 0]);
    let params = lesson.params();
    let values = params.draw(&mut rng);
    let name = lesson.about().name;
    let mut link = Link { params: params.differing(&values), ..Link::of(name) };
    let trace = lesson.run(&link);
    for number in 0..below(&mut rng, 20) {
        let mut one = |of: usize| below(&mut rng, of as u64) as usize;
        let time = trace.records[one(trace.records.len())].time.0 + 1;
        let (a, b) = (&trace.cast[one(trace.cast.len())], &trace.cast[one(trace.cast.len())]);
        let (a, b, k) = (&a.code, &b.code, one(6) + 1);
        let act = match number % 16 {
            0 => format!("crash.{a}"),
            1 => format!("crash.{a}.{k}"),
            2 | 3 => format!("restart.{a}"),
            4 => format!("pause.{a}"),
            5 => format!("resume.{a}"),
            6 => format!("split.{a}.{b}"),
            7 => format!("cut.{a}-{b}"),
            8 => "heal".to_string(),
            9 => format!("clock.{a}.-{k}s,150%"),
            10 => format!("hold.{a}-{b}.{k}"),
            11 => format!("dup.{a}-{b}.{k}"),
            12 => format!("deliver.{a}-{b}.{k}"),
            13 => format!("disk.{a}.{k}s"),
            14 => format!("disk.{a}.normal"),
            _ => format!("drop.{a}-{b}.{k}"),
        };
        link.acts.push(format!("{time}us.{act}"));
    }
    link
}

#[test]
fn every_step_of_every_story_is_replayed_as_it_was() {
    for lesson in catalog().iter() {
        let name = lesson.about().name;
        let presets = lesson.presets().iter().map(|preset| preset.link);
        for query in std::iter::once("").chain(presets) {
            lesson.replays(&Link::parse(&format!("{name}?{query}"))).unwrap();
        }
    }
}

#[test]
fn every_step_of_random_runs_is_replayed_as_it_was() {
    for lesson in catalog().iter() {
        for number in 0..60 {
            lesson.replays(&drawn(lesson, number)).unwrap();
        }
    }
}
