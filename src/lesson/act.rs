//! Interventions as text: `12ms.crash.E`, `6ms.write.A.penicillin`, `18ms.drop.A-B.3`.
//!
//! ```text
//! <time>.crash.X      .crash.X.k (in the middle of a step, after k more messages)
//!        restart.X    pause.X    resume.X    heal
//!        split.A,B.C,D,E  (groups; who is not named is in a last group)
//!        cut.A,B-C        (one way only)
//!        clock.X.-1.5s,120%   (offset, rate)
//!        disk.X.500ms   disk.X.normal   (how long a forced write takes)
//!        drop|dup|hold|deliver.A-B.3    delay.A-B.3.8ms   (the third message from A to B)
//!        <command of the pattern>.X.<its arguments>
//! ```

mod words;

pub use words::{fate_words, fault_words, words};

use super::lesson::Lesson;
use super::trace::Actor;
use crate::sim::fault::{Act, Fate, Fault, MessageName};
use crate::sim::time::{NodeId, Span, TRUE_RATE_PPM, Time, parse_us};

/// What an argument of a command may be.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum ArgKind {
    /// Letters and digits; suggestions for the form, the first is its default.
    Word(&'static [&'static str]),
    /// A whole number between the two; the third is the form's default.
    Number(i64, i64, i64),
    /// A node of this kind.
    Node(&'static str),
}

/// An argument of a command.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub struct ArgSpec {
    /// How the form calls it.
    pub label: &'static str,
    /// What it may be.
    pub kind: ArgKind,
}

/// A command as forms and links know it.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub struct CommandSpec {
    /// Its word in links.
    pub verb: &'static str,
    /// How the form calls it: "Write".
    pub label: &'static str,
    /// The kind of node it is given to.
    pub to: &'static str,
    /// What else it needs, in order.
    pub args: &'static [ArgSpec],
}

/// An argument, read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Arg {
    /// Letters and digits.
    Word(String),
    /// A whole number within its bounds.
    Number(i64),
    /// A node of the right kind.
    Node(NodeId),
}

const LONGEST_WORD: usize = 40;

/// Reads one intervention; the error is a sentence without the text itself.
pub fn parse<L: Lesson>(lesson: &L, cast: &[Actor], text: &str) -> Result<(Time, Act<L>), String> {
    let (time, read) = read(&|| lesson.commands(), cast, text)?;
    let act = match read {
        Read::Command(node, verb, args) => Act::Command(node, lesson.command(verb, &args)?),
        Read::Fault(fault) => Act::Fault(fault),
        Read::Fate(message, fate) => Act::Fate(message, fate),
    };
    Ok((time, act))
}

/// An intervention whose command only the pattern can make.
enum Read {
    Command(NodeId, &'static str, Vec<Arg>),
    Fault(Fault),
    Fate(MessageName, Fate),
}

type Specs<'s> = &'s dyn Fn() -> Vec<CommandSpec>;

fn read(specs: Specs<'_>, cast: &[Actor], text: &str) -> Result<(Time, Read), String> {
    let (time, rest) =
        split_time(text).ok_or("it does not start with a time, as in 12ms.crash.A")?;
    let (verb, rest) = rest.split_once('.').unwrap_or((rest, ""));
    let reader = Reader { cast };
    let read = match verb {
        "crash" => Read::Fault(reader.crash(rest)?),
        "restart" => Read::Fault(Fault::Restart(reader.node(rest)?)),
        "pause" => Read::Fault(Fault::Pause(reader.node(rest)?)),
        "resume" => Read::Fault(Fault::Resume(reader.node(rest)?)),
        "heal" => Read::Fault(Fault::Heal),
        "split" => Read::Fault(Fault::Cut(reader.split(rest)?)),
        "cut" => Read::Fault(Fault::Cut(reader.one_way(rest)?)),
        "clock" => Read::Fault(reader.clock(rest)?),
        "disk" => Read::Fault(reader.disk(rest)?),
        "drop" => reader.fate(rest, Fate::Drop)?,
        "dup" => reader.fate(rest, Fate::Duplicate)?,
        "hold" => reader.fate(rest, Fate::Hold)?,
        "deliver" => reader.fate(rest, Fate::Deliver)?,
        "delay" => reader.delay(rest)?,
        _ => {
            let specs = specs();
            let spec = specs.iter().find(|spec| spec.verb == verb);
            let spec = spec.ok_or_else(|| reader.unknown(verb, &specs))?;
            let (node, args) = reader.command(spec, rest)?;
            Read::Command(node, spec.verb, args)
        }
    };
    Ok((time, read))
}

/// Splits `12.5ms.crash.E` into its time and the rest. Times beyond a day are refused.
pub fn split_time(text: &str) -> Option<(Time, &str)> {
    const DAY_US: u64 = 86_400_000_000;
    let number = text.find(|c: char| !c.is_ascii_digit() && c != '.')?;
    let unit = text[number..].find('.').map_or(text.len(), |dot| number + dot);
    let (time, rest) = match (parse_us(&text[..unit]), text.strip_prefix("0.")) {
        (Some(us), _) => (us, text.get(unit + 1..)?),
        (None, Some(rest)) => (0, rest),
        (None, None) => return None,
    };
    (time <= DAY_US).then_some((Time(time), rest))
}

/// The message that an intervention (its time included) decides about, as links call it: `A-B.3`.
pub fn message(text: &str) -> Option<&str> {
    let (verb, rest) = split_time(text)?.1.split_once('.')?;
    let (ends, ordinal) = rest.split_once('.')?;
    let ordinal = ordinal.split('.').next().unwrap_or_default();
    let decides = matches!(verb, "drop" | "dup" | "hold" | "deliver" | "delay");
    decides.then(|| &rest[..ends.len() + 1 + ordinal.len()])
}

struct Reader<'c> {
    cast: &'c [Actor],
}

impl Reader<'_> {
    fn node(&self, code: &str) -> Result<NodeId, String> {
        let at = self.cast.iter().position(|actor| actor.code == code);
        let id = at.and_then(|at| u16::try_from(at).ok()).map(NodeId);
        id.ok_or_else(|| {
            let known = self.cast.iter().take(12).map(|actor| actor.code.as_str());
            let known = known.collect::<Vec<_>>().join(", ");
            format!("there is no node called “{}”; there are {known}", brief(code))
        })
    }

    fn nodes(&self, codes: &str) -> Result<Vec<NodeId>, String> {
        codes.split(',').map(|code| self.node(code)).collect()
    }

    fn crash(&self, rest: &str) -> Result<Fault, String> {
        let Some((code, sends)) = rest.split_once('.') else {
            return Ok(Fault::Crash(self.node(rest)?));
        };
        let sends = sends.parse().map_err(|_| "after how many messages must be a number")?;
        Ok(Fault::CrashAfter(self.node(code)?, sends))
    }

    fn split(&self, rest: &str) -> Result<Vec<(NodeId, NodeId)>, String> {
        let mut group = vec![0_usize; self.cast.len()];
        for (number, codes) in rest.split('.').enumerate() {
            for node in self.nodes(codes)? {
                group[node.index()] = number + 1;
            }
        }
        let ids = || (0..).map(NodeId).take(self.cast.len());
        let apart = |a: NodeId, b: NodeId| group[a.index()] != group[b.index()];
        let pairs = ids().flat_map(|a| ids().map(move |b| (a, b)));
        Ok(pairs.filter(|(a, b)| apart(*a, *b)).collect())
    }

    fn one_way(&self, rest: &str) -> Result<Vec<(NodeId, NodeId)>, String> {
        let (from, to) = rest.split_once('-').ok_or("a cut is written A,B-C: from A and B to C")?;
        let (from, to) = (self.nodes(from)?, self.nodes(to)?);
        Ok(from.iter().flat_map(|a| to.iter().map(|b| (*a, *b))).collect())
    }

    fn clock(&self, rest: &str) -> Result<Fault, String> {
        let form = "a clock is set like clock.A.-1.5s,120%: offset, rate";
        let (code, setting) = rest.split_once('.').ok_or(form)?;
        let (offset, rate) = setting.split_once(',').ok_or(form)?;
        let (sign, size) = match offset.strip_prefix('-') {
            Some(size) => (-1, size),
            None => (1, offset.trim_start_matches('+')),
        };
        let us = parse_us(size).and_then(|us| i64::try_from(us).ok()).ok_or(form)?;
        let rate = rate.trim_end_matches('%');
        // A rate in percent with up to four decimals is read like a time: 100 s are a million ppm.
        let ppm = parse_us(&format!("{rate}s")).filter(|us| us % 100 == 0).ok_or(form)? / 100;
        let ppm = u32::try_from(ppm)
            .ok()
            .filter(|ppm| (TRUE_RATE_PPM / 10..=TRUE_RATE_PPM * 10).contains(ppm));
        let ppm = ppm.ok_or("a clock's rate is between 10% and 1000%")?;
        Ok(Fault::Clock(self.node(code)?, sign * us, ppm))
    }

    fn disk(&self, rest: &str) -> Result<Fault, String> {
        let form = "a disk is set like disk.A.500ms, how long a forced write takes, or \
                    disk.A.normal";
        let (code, setting) = rest.split_once('.').ok_or(form)?;
        let span = match setting {
            "normal" => None,
            _ => Some(Span(parse_us(setting).ok_or(form)?)),
        };
        Ok(Fault::Disk(self.node(code)?, span))
    }

    fn name(&self, ends: &str, ordinal: &str) -> Result<MessageName, String> {
        let form = "a message is named like A-B.3: the third from A to B";
        let (from, to) = ends.split_once('-').ok_or(form)?;
        let ordinal = ordinal.parse().ok().filter(|k| (1..=1_000_000).contains(k)).ok_or(form)?;
        Ok(MessageName { from: self.node(from)?, to: self.node(to)?, ordinal })
    }

    fn fate(&self, rest: &str, fate: Fate) -> Result<Read, String> {
        let (ends, ordinal) = rest.split_once('.').unwrap_or((rest, ""));
        Ok(Read::Fate(self.name(ends, ordinal)?, fate))
    }

    fn delay(&self, rest: &str) -> Result<Read, String> {
        let mut parts = rest.splitn(3, '.');
        let mut part = || parts.next().unwrap_or("");
        let name = self.name(part(), part())?;
        let us = parse_us(part()).ok_or("it does not say by how much, such as 8ms")?;
        Ok(Read::Fate(name, Fate::Delay(Span(us))))
    }

    fn command(&self, spec: &CommandSpec, rest: &str) -> Result<(NodeId, Vec<Arg>), String> {
        let mut parts = rest.splitn(spec.args.len() + 1, '.');
        let code = parts.next().unwrap_or("");
        let node = self.node(code)?;
        if self.cast[node.index()].kind != spec.to {
            return Err(format!("“{}” is for a {}", spec.verb, spec.to));
        }
        let mut args = Vec::new();
        for arg in spec.args {
            let text = parts.next().ok_or_else(|| format!("it does not say the {}", arg.label))?;
            args.push(self.arg(arg, text)?);
        }
        match parts.next() {
            Some(_) => Err("there is something more at its end".to_string()),
            None => Ok((node, args)),
        }
    }

    fn arg(&self, spec: &ArgSpec, text: &str) -> Result<Arg, String> {
        match spec.kind {
            ArgKind::Word(_) => {
                let fits = !text.is_empty() && text.chars().count() <= LONGEST_WORD;
                let fits = fits && text.chars().all(|c| !c.is_control());
                let why = || format!("the {} needs 1 to {LONGEST_WORD} characters", spec.label);
                fits.then(|| Arg::Word(text.to_string())).ok_or_else(why)
            }
            ArgKind::Number(least, most, _) => {
                let number = text.parse().ok().filter(|number| (least..=most).contains(number));
                let why = || format!("the {} must be between {least} and {most}", spec.label);
                number.map(Arg::Number).ok_or_else(why)
            }
            ArgKind::Node(kind) => {
                let node = self.node(text)?;
                let fits = self.cast[node.index()].kind == kind;
                fits.then_some(Arg::Node(node)).ok_or_else(|| format!("{text} is no {kind}"))
            }
        }
    }

    fn unknown(&self, verb: &str, specs: &[CommandSpec]) -> String {
        let known: Vec<&str> = specs.iter().map(|spec| spec.verb).collect();
        format!(
            "nobody knows how to “{}”; this pattern knows {}, and everywhere there are crash, \
             restart, pause, resume, split, cut, heal, clock, disk, drop, dup, hold, deliver, \
             delay",
            brief(verb),
            known.join(", ")
        )
    }
}

fn brief(text: &str) -> String {
    text.chars().take(20).collect()
}
