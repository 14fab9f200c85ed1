//! The parameters of the pattern, and the delays that the word for a latency stands for.

use super::protocol::Latency;
use crate::lesson::{Group, ON_OFF, Param, Params, Value, Values};
use crate::sim::{Delay, Span};

pub(super) fn params() -> Params {
    let small = |name, label, about, default: fn(&Values) -> Value| {
        Param::number(name, label, 0, "").about(about).default(default)
    };
    let majority: fn(&Values) -> Value = |values| Value::Number(values.number("n") / 2 + 1);
    let up_to_n: fn(&Values) -> (i64, i64) = |values| (1, values.number("n"));
    let switch = |name, label, about, default: fn(&Values) -> Value| {
        Param::choice(name, label, ON_OFF).about(about).default(default)
    };
    let more = |param: Param| param.group(Group::More);
    Params::new(vec![
        small("n", "N replicas", "Clinics that keep a copy", |_| Value::Number(5))
            .range(|_| (1, 9)),
        small("r", "R read quorum", "Answers a read waits for", majority).range(up_to_n),
        small("w", "W write quorum", "Acknowledgements a write waits for", majority).range(up_to_n),
        switch("read_repair", "Read repair", "A read mends the stale copies it finds", |_| {
            Value::Choice("on")
        }),
        switch("write_back", "Write-back", "ABD: a read writes back before it answers", |_| {
            Value::Choice("off")
        }),
        Param::choice("handoff", "Handoff", HANDOFF)
            .about("What becomes of writes for clinics that do not answer")
            .default(|_| Value::Choice("off")),
        Param::choice("conflict", "Conflict", CONFLICT)
            .about("What to keep when two doctors write at once")
            .default(|_| Value::Choice("last-writer-wins")),
        Param::span("anti_entropy", "Anti-entropy")
            .about("How often a clinic compares copies with another one")
            .or_off()
            .range(|_| (5_000, 60_000_000))
            .default(|_| Value::Off),
        more(small("clients", "Doctors", "Doctors who read and write", |_| Value::Number(2)))
            .range(|_| (1, 4)),
        Param::choice("latency", "Latency", LATENCY)
            .about("How long messages take")
            .group(Group::Network)
            .default(|_| Value::Choice("uniform")),
        Param::span("delay", "Mean delay")
            .about("Mean one-way delay; the measured latencies have their own")
            .group(Group::Network)
            .range(|_| (100, 1_000_000))
            .default(|_| Value::Span(Span::ms(5))),
        more(Param::span("timeout", "Timeout").about("How long a request may take"))
            .range(|_| (1_000, 60_000_000))
            .default(|values| match latency(values.choice("latency")) {
                Latency::Constant | Latency::Uniform | Latency::Exponential => {
                    Value::Span(values.span("delay").times(20))
                }
                _ => Value::Span(Span::seconds(10)),
            }),
        more(Param::choice("contact", "Contact", CONTACT).about("How many clinics are asked"))
            .default(|_| Value::Choice("all")),
        more(Param::choice("workload", "Workload", WORKLOAD).about("What happens by itself"))
            .default(|_| Value::Choice("scenario")),
        more(small("writes", "Writes", "Probe: so many writes in a row", |_| Value::Number(1)))
            .range(|_| (1, 20)),
        more(Param::span("after", "Read after").about("Probe: so long after the last write"))
            .range(|_| (0, 60_000_000))
            .default(|_| Value::Span(Span(0))),
        Param::choice("mistake", "Mistake", MISTAKE)
            .about("A rule left out on purpose")
            .group(Group::Mistake)
            .default(|_| Value::Choice("none")),
    ])
}

const HANDOFF: &[(&str, &str)] = &[
    ("off", "they are lost to them until repaired"),
    ("hints", "the coordinator keeps hints, which count for nothing"),
    ("sloppy", "stand-ins keep hints, which count towards W"),
];
const CONFLICT: &[(&str, &str)] = &[
    ("last-writer-wins", "the higher version"),
    ("siblings", "both, until somebody who saw both writes"),
];
const CONTACT: &[(&str, &str)] =
    &[("all", "all N; the first to answer count"), ("quorum", "only R or W, chosen at random")];
const LATENCY: &[(&str, &str)] = &[
    ("constant", "always the mean"),
    ("uniform", "between half the mean and one and a half"),
    ("exponential", "exponential"),
    ("linkedin-ssd", "measured at LinkedIn, solid-state disks (PBS 2012)"),
    ("linkedin-disk", "measured at LinkedIn, spinning disks (PBS 2012)"),
    ("yammer", "measured at Yammer (PBS 2012)"),
    ("wan", "spinning disks, 75 ms away for all but one clinic (PBS 2012)"),
];
const WORKLOAD: &[(&str, &str)] = &[
    ("scenario", "the story"),
    ("probe", "writes, then a read right after the last is confirmed"),
    ("busy", "every doctor writes and reads in turn"),
    ("empty", "nothing"),
];
const MISTAKE: &[(&str, &str)] = &[
    ("none", "every rule is kept"),
    ("count-duplicates", "counts a second acknowledgement of the same clinic"),
    ("first-reply", "returns the first answer, not the newest of R"),
    ("arrival-order", "keeps what came last, not what is newest"),
    ("forgetful", "acknowledges before the copy is on the disk"),
];

pub(super) fn latency(word: &str) -> Latency {
    match word {
        "constant" => Latency::Constant,
        "exponential" => Latency::Exponential,
        "linkedin-ssd" => Latency::LinkedinSsd,
        "linkedin-disk" => Latency::LinkedinDisk,
        "yammer" => Latency::Yammer,
        "wan" => Latency::Wan,
        _ => Latency::Uniform,
    }
}

/// The legs W, A, R, S for a clinic that is far, then the same for one that is near. The fits are
/// those of PBS (2012), table 3, with rates per millisecond turned into means.
pub(super) fn legs(latency: Latency, delay: Span) -> Vec<Delay> {
    let mix = |share, least, alpha, mean| {
        let pareto = Delay::Pareto { least: Span(least), alpha };
        Delay::Mix(share, Box::new(pareto), Box::new(Delay::Exponential(Span(mean))))
    };
    let ssd = mix(0.9122, 235, 10.0, 602);
    let disk = mix(0.38, 1_050, 1.51, 5_464);
    let four = |w: &Delay, rest: &Delay| vec![w.clone(), rest.clone(), rest.clone(), rest.clone()];
    let one = match latency {
        Latency::Constant => Delay::Constant(delay),
        Latency::Uniform => Delay::Uniform(Span(delay.0 / 2), Span(delay.0 * 3 / 2)),
        Latency::Exponential => Delay::Exponential(delay),
        Latency::LinkedinSsd => ssd,
        Latency::LinkedinDisk => return [four(&disk, &ssd), four(&disk, &ssd)].concat(),
        Latency::Yammer => {
            let write = mix(0.939, 3_000, 3.5, 357_143);
            let rest = mix(0.982, 1_500, 3.8, 46_083);
            return [four(&write, &rest), four(&write, &rest)].concat();
        }
        Latency::Wan => {
            let near = four(&disk, &ssd);
            let far = near.iter().map(|leg| Delay::Plus(Span::ms(75), Box::new(leg.clone())));
            return [far.collect(), near].concat();
        }
    };
    vec![one]
}
