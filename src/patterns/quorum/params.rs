//! The parameters of the pattern, and the delays that the word for a latency stands for.

use crate::lesson::{Choice, Group, Param, Params, Switch, Value, Values, choice};
use crate::sim::{Delay, Span};

pub(super) fn params() -> Params {
    let small = |name, label, about, default: fn(&Values) -> Value| {
        Param::number(name, label, 0, "").about(about).default(default)
    };
    let majority: fn(&Values) -> Value = |values| Value::Number(values.number("n") / 2 + 1);
    let up_to_n: fn(&Values) -> (i64, i64) = |values| (1, values.number("n"));
    let more = |param: Param| param.group(Group::More);
    Params::new(vec![
        small("n", "N replicas", "Clinics that keep a copy", |_| Value::Number(5))
            .range(|_| (1, 9)),
        small("r", "R read quorum", "Answers a read waits for", majority).range(up_to_n),
        small("w", "W write quorum", "Acknowledgements a write waits for", majority).range(up_to_n),
        Param::switch("read_repair", "Read repair")
            .about("A read mends the stale copies it finds")
            .default(|_| Value::Choice(Switch::On.word())),
        Param::switch("write_back", "Write-back")
            .about("ABD: a read writes back before it answers"),
        Param::choice::<Handoff>("handoff", "Handoff")
            .about("What becomes of writes for clinics that do not answer"),
        Param::choice::<Conflict>("conflict", "Conflict")
            .about("What to keep when two doctors write at once"),
        Param::span("anti_entropy", "Anti-entropy")
            .about("How often a clinic compares copies with another one")
            .or_off()
            .range(|_| (5_000, 60_000_000))
            .default(|_| Value::Off),
        more(small("clients", "Doctors", "Doctors who read and write", |_| Value::Number(2)))
            .range(|_| (1, 4)),
        Param::choice::<Latency>("latency", "Latency")
            .about("How long messages take")
            .group(Group::Network)
            .default(|_| Value::Choice(Latency::Uniform.word())),
        Param::span("delay", "Mean delay")
            .about("Mean one-way delay; the measured latencies have their own")
            .group(Group::Network)
            .range(|_| (100, 1_000_000))
            .default(|_| Value::Span(Span::ms(5))),
        more(Param::span("timeout", "Timeout").about("How long a request may take"))
            .range(|_| (1_000, 60_000_000))
            .default(|values| match values.choice("latency") {
                Latency::Constant | Latency::Uniform | Latency::Exponential => {
                    Value::Span(values.span("delay").times(20))
                }
                _ => Value::Span(Span::seconds(10)),
            }),
        more(Param::choice::<Contact>("contact", "Contact").about("How many clinics are asked")),
        more(Param::choice::<Workload>("workload", "Workload").about("What happens by itself")),
        more(small("writes", "Writes", "Probe: so many writes in a row", |_| Value::Number(1)))
            .range(|_| (1, 20)),
        more(Param::span("after", "Read after").about("Probe: so long after the last write"))
            .range(|_| (0, 60_000_000))
            .default(|_| Value::Span(Span(0))),
        Param::choice::<Mistake>("mistake", "Mistake")
            .about("A rule left out on purpose")
            .group(Group::Mistake),
    ])
}

choice! {
    /// What becomes of writes for clinics that do not answer.
    pub enum Handoff {
        Off = "off", "they are lost to them until repaired";
        Hints = "hints", "the coordinator keeps hints, which count for nothing";
        Sloppy = "sloppy", "stand-ins keep hints, which count towards W";
    }
}

choice! {
    /// What to keep when two values meet.
    pub enum Conflict {
        LastWriterWins = "last-writer-wins", "the higher version";
        Siblings = "siblings", "both, until somebody who saw both writes";
    }
}

choice! {
    /// How many clinics are asked.
    pub enum Contact {
        All = "all", "all N; the first to answer count";
        Quorum = "quorum", "only R or W, chosen at random";
    }
}

choice! {
    /// The one-way delays of the network.
    pub enum Latency {
        Constant = "constant", "always the mean";
        Uniform = "uniform", "between half the mean and one and a half";
        Exponential = "exponential", "exponential";
        LinkedinSsd = "linkedin-ssd", "measured at LinkedIn, solid-state disks (PBS 2012)";
        LinkedinDisk = "linkedin-disk", "measured at LinkedIn, spinning disks (PBS 2012)";
        Yammer = "yammer", "measured at Yammer (PBS 2012)";
        Wan = "wan", "spinning disks, 75 ms away for all but one clinic (PBS 2012)";
    }
}

choice! {
    /// What the script does.
    pub enum Workload {
        Scenario = "scenario", "the story";
        Probe = "probe", "writes, then a read right after the last is confirmed";
        Busy = "busy", "every doctor writes and reads in turn";
        Empty = "empty", "nothing";
    }
}

choice! {
    /// A rule left out on purpose.
    pub enum Mistake {
        None = "none", "every rule is kept";
        CountDuplicates = "count-duplicates", "counts a second acknowledgement of the same clinic";
        FirstReply = "first-reply", "returns the first answer, not the newest of R";
        ArrivalOrder = "arrival-order", "keeps what came last, not what is newest";
        Forgetful = "forgetful", "acknowledges before the copy is on the disk";
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
