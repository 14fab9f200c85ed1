//! What several tests share: chance with a name, random experiments on any pattern, and what must
//! be true of every run whatever was asked for.
//!
//! Nothing here knows a pattern. Parameters are drawn from their declarations, commands from their
//! specs, nodes and messages from a run; everything goes through the text of a link, because that
//! is what a person would type.
#![allow(dead_code, reason = "every test uses a part of it")]

use patternscope::lesson::lesson::{ACTS_MAX, EVENTS_MAX};
use patternscope::lesson::trace::{Ending, Standing};
use patternscope::lesson::{AnyLesson, ArgKind, CommandSpec, Group, Link, Trace};
use patternscope::sim::random::{Random, Tag, below};
use rand_pcg::Pcg32;

/// The stream of chance called `(what, number)`: every failure can be had again.
pub fn chance(what: u64, number: u64) -> Pcg32 {
    Random::stream(what, Tag::Test, [number, 0, 0])
}

/// One of `all`.
pub fn pick<'a, T>(rng: &mut Pcg32, all: &'a [T]) -> &'a T {
    &all[below(rng, all.len() as u64) as usize]
}

/// The link of a preset, or of the default story when `query` is empty.
pub fn link(lesson: &dyn AnyLesson, query: &str) -> Link {
    Link::parse(&format!("{}?{query}", lesson.about().name))
}

/// The default story, then every preset.
pub fn stories(lesson: &dyn AnyLesson) -> Vec<Link> {
    let presets = lesson.presets().iter().map(|preset| preset.link);
    std::iter::once("").chain(presets).map(|query| link(lesson, query)).collect()
}

/// Whether a drawn link may leave out a rule of the pattern on purpose.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum Rules {
    /// Every rule is kept: what is promised must hold.
    Kept,
    /// A rule may be missing.
    PerhapsBroken,
}

/// Random parameters, without interventions.
pub fn drawn(lesson: &dyn AnyLesson, rules: Rules, rng: &mut Pcg32) -> Link {
    let params = lesson.params();
    let mut typed = params.differing(&params.draw(rng));
    if rules == Rules::Kept {
        let mistake = |name: &str| params.get(name).is_some_and(|p| p.group == Group::Mistake);
        typed.retain(|(name, _)| !mistake(name));
    }
    Link { params: typed, ..Link::of(lesson.about().name) }
}

/// `base` with up to `most` random interventions, each fit to what happened in `trace`.
pub fn disturbed(
    lesson: &dyn AnyLesson,
    base: &Link,
    trace: &Trace,
    most: u64,
    rng: &mut Pcg32,
) -> Link {
    let commands = lesson.commands(&lesson.params().resolve(&base.params).0);
    let count = below(rng, most + 1);
    let mut link = base.clone();
    for _ in 0..count {
        let time = moment(trace, rng);
        link.acts.push(format!("{time}{}", act(&commands, trace, rng)));
    }
    if below(rng, 4) == 0 {
        link.skips.push("all".to_string());
    }
    link
}

/// A time with its dot, when something happens in `trace` or a little off.
pub fn moment(trace: &Trace, rng: &mut Pcg32) -> String {
    let record = pick(rng, &trace.records);
    let near = [0, 0, 1, 500, 20_000];
    match record.time.0 + pick(rng, &near) {
        0 => "0.".to_string(),
        us => format!("{us}us."),
    }
}

/// The verbs that every pattern knows.
const VERBS: [&str; 13] = [
    "crash", "restart", "pause", "resume", "heal", "split", "cut", "clock", "drop", "dup", "hold",
    "deliver", "delay",
];

/// A random intervention without its time: a verb that everybody knows, or a command.
pub fn act(commands: &[CommandSpec], trace: &Trace, rng: &mut Pcg32) -> String {
    let code = |rng: &mut Pcg32| pick(rng, &trace.cast).code.clone();
    // Under some parameters there is nothing to ask for.
    let asked = if commands.is_empty() { 0 } else { 5 };
    let which = below(rng, VERBS.len() as u64 + asked) as usize;
    let Some(verb) = VERBS.get(which) else {
        return command(pick(rng, commands), trace, rng);
    };
    match *verb {
        "crash" if below(rng, 2) == 0 => format!("crash.{}.{}", code(rng), below(rng, 6)),
        "heal" => "heal".to_string(),
        "split" => {
            let mut groups = [code(rng), code(rng)];
            let more = code(rng);
            // A node may be named twice; the last group that names it counts.
            let group = pick(rng, &[0, 1]);
            groups[*group] = format!("{},{more}", groups[*group]);
            format!("split.{}", groups.join("."))
        }
        "cut" => format!("cut.{},{}-{}", code(rng), code(rng), code(rng)),
        "clock" => {
            let sign = pick(rng, &["", "-", "+"]);
            let offset = below(rng, 2_000);
            let rate = pick(rng, &["10%", "99.5%", "100%", "150%", "1000%"]);
            format!("clock.{}.{sign}{offset}ms,{rate}", code(rng))
        }
        "drop" | "dup" | "hold" | "deliver" => format!("{verb}.{}", message(trace, rng)),
        "delay" => format!("delay.{}.{}ms", message(trace, rng), below(rng, 300)),
        _ => format!("{verb}.{}", code(rng)),
    }
}

/// `A-B.3`: mostly a message of `trace`, sometimes one that may never be sent.
fn message(trace: &Trace, rng: &mut Pcg32) -> String {
    let code = |id: patternscope::sim::NodeId| trace.cast[id.index()].code.as_str();
    if trace.letters.is_empty() || below(rng, 5) == 0 {
        let (a, b) = (pick(rng, &trace.cast), pick(rng, &trace.cast));
        return format!("{}-{}.{}", a.code, b.code, below(rng, 9) + 1);
    }
    let name = pick(rng, &trace.letters).name;
    format!("{}-{}.{}", code(name.from), code(name.to), name.ordinal)
}

/// A command with arguments that its spec allows, to a node of the right kind.
pub fn command(spec: &CommandSpec, trace: &Trace, rng: &mut Pcg32) -> String {
    let of_kind = |kind: &str, rng: &mut Pcg32| {
        let all: Vec<_> = trace.cast.iter().filter(|actor| actor.kind == kind).collect();
        pick(rng, &all).code.clone()
    };
    let mut text = format!("{}.{}", spec.verb, of_kind(spec.to, rng));
    for (at, arg) in (1..).zip(spec.args) {
        text.push('.');
        match arg.kind {
            // What stands last may hold anything, dots included.
            ArgKind::Word(_) if at == spec.args.len() && below(rng, 4) == 0 => {
                text.push_str(pick::<&str>(
                    rng,
                    &["ä ö", "1.5 %41", "~&=?#", "日本語", "</script>", "\""],
                ));
            }
            ArgKind::Word(words) => text.push_str(pick::<&str>(rng, words)),
            ArgKind::Number(least, most, _) => {
                let room = (most - least).unsigned_abs().saturating_add(1);
                text.push_str(&least.saturating_add_unsigned(below(rng, room)).to_string());
            }
            ArgKind::Node(kind) => text.push_str(&of_kind(kind, rng)),
        }
    }
    text
}

/// The first promised property that a run broke, in words.
pub fn broken_promise(trace: &Trace) -> Option<String> {
    trace.verdicts.iter().find_map(|verdict| match (&verdict.promised, &verdict.standing) {
        (Ok(()), Standing::Broken(event, why)) => {
            Some(format!("“{}” is broken at event {event}: {why}", verdict.name))
        }
        _ => None,
    })
}

/// What is true of every run: bounds, order of time, causes before effects, no dangling index.
pub fn sound(trace: &Trace) -> Result<(), String> {
    let events = trace.records.len() as u32;
    let check = |holds: bool, what: &str, at: usize| match holds {
        true => Ok(()),
        false => Err(format!("{what} (at {at})")),
    };
    check((1..=EVENTS_MAX).contains(&events), "a run has between 1 and EVENTS_MAX events", 0)?;
    // The step that crosses the bound may still send to everybody, each message twice.
    let letters = 4 * EVENTS_MAX as usize + 1_000;
    check(trace.letters.len() <= letters, "messages are bounded", trace.letters.len())?;
    check(trace.acts.len() <= ACTS_MAX + 1_000, "acts are bounded", trace.acts.len())?;
    for (at, record) in trace.records.iter().enumerate() {
        let earlier = |index: &Option<u32>| index.is_none_or(|index| (index as usize) < at);
        let later = at + 1 == trace.records.len() || record.time <= trace.records[at + 1].time;
        check(later, "time does not run backwards", at)?;
        check(earlier(&record.cause), "a cause comes before its effect", at)?;
        check(earlier(&record.before), "what was before at a node is earlier", at)?;
        check(!record.text.is_empty(), "every event has a sentence", at)?;
        for id in &record.sent {
            let letter = trace.letters.get(*id as usize);
            let mine = letter.is_some_and(|letter| letter.sent_by as usize == at);
            check(mine, "what an event sent says so itself", at)?;
        }
    }
    for (at, letter) in trace.letters.iter().enumerate() {
        match letter.ending {
            Ending::Arrived(event) => {
                let record = trace.records.get(event as usize);
                let mine = record.is_some_and(|record| record.message == Some(at as u32));
                check(mine, "a message that arrived is named by that event", at)?;
                check(letter.sent_by < event, "a message arrives after it was sent", at)?;
            }
            Ending::Lost(event, _) => check(event < events, "a lost message has its event", at)?,
            Ending::Open(_) => {}
        }
    }
    Ok(())
}
