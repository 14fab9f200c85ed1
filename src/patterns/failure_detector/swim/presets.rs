//! What-ifs of SWIM: claims 9 to 12 and the mistakes. Each is asserted in `tests/`.

use crate::lesson::Preset;

/// All of them, in the order of the claims; mistakes last.
pub const ALL: &[Preset] = &[
    Preset::claim(
        9,
        "SWIM: two messages per member and period",
        "A ping and its ack, in a group of 20 or of 200: change the number of members, and look \
         at the messages per member and period.",
        "detector=swim&members=20&periods=10&skip=all",
    ),
    Preset::claim(
        9,
        "All-to-all heartbeats: every member tells every other",
        "Each of 20 members sends 19 heartbeats a period: 380 in all. Twice the members, four \
         times the messages.",
        "detector=swim&probe=everybody&members=20&periods=10&skip=all",
    ),
    Preset::claim(
        10,
        "A crash is probed within 1.58 periods on average",
        "Whatever the number of members. Look at many runs: the figure is the crash to the first \
         probe.",
        "detector=swim&probe=random&members=50&periods=12&skip=all&do=2s.crash.M50",
    ),
    Preset::claim(
        10,
        "From a crash to the last list",
        "Somebody probes it, suspects it, others confirm; the news rides on pings, and in the end \
         everybody knows.",
        "detector=swim&skip=all&do=2s.crash.M8",
    ),
    Preset::claim(
        11,
        "A bad link: others reach it",
        "Members 1 and 2 cannot talk to each other, and there is no time to refute. Others pass \
         the ping on, and the answer back.",
        "detector=swim&suspicion=0&skip=all&do=0.cut.M1-M2~0.cut.M2-M1~20s.heal",
    ),
    Preset::claim(
        11,
        "A bad link without indirect probes: a false death",
        "The same link, and k = 0: whichever of the two probes first takes its own link for the \
         other one's death, and tells everybody.",
        "detector=swim&suspicion=0&k=0&skip=all&do=0.cut.M1-M2~0.cut.M2-M1~20s.heal",
    ),
    Preset::claim(
        12,
        "A slow member refutes its suspicion",
        "Member 3 stands still for three periods and is suspected. It finds that in its mail, and \
         raises its incarnation.",
        "detector=swim&skip=all&do=2s.pause.M3~5s.resume.M3",
    ),
    Preset::claim(
        12,
        "The same without time to refute",
        "Member 3 is dead before it can say a word. It begins a new life when it hears of that.",
        "detector=swim&suspicion=0&skip=all&do=2s.pause.M3~5s.resume.M3",
    ),
    Preset::claim(
        12,
        "A partition heals, and both sides find each other",
        "Each side declares the other dead. Now and then somebody looks whether one of the dead \
         is back; that one hears what it is taken for, and begins a new life.",
        "detector=swim&skip=all&do=2s.split.M1,M2,M3,M4.M5,M6,M7,M8~45s.heal~90s.heal",
    ),
    Preset::mistake(
        "Mistake: anybody may raise an incarnation",
        "Rule left out: an incarnation belongs to its owner. Member 3 was only slow; who hears it \
         again clears it by an incarnation that Member 3 has never reached.",
        "detector=swim&mistake=raise-others&skip=all&do=2s.pause.M3~4.76s.resume.M3",
    ),
    Preset::mistake(
        "Mistake: a suspicion is not refuted",
        "Rule left out: who hears that it is suspected says at once that it is not so. Member 3 \
         is up again for long when its time is over: a false death.",
        "detector=swim&mistake=no-refutation&skip=all&do=2s.pause.M3~5s.resume.M3",
    ),
    Preset::mistake(
        "Mistake: alive(i) overrides suspect(i)",
        "Rule left out: only a higher incarnation clears a suspicion. Old news clears Member 3, \
         and what is known of it goes back.",
        "detector=swim&mistake=alive-again&skip=all&do=2s.pause.M3~5s.resume.M3",
    ),
    Preset::mistake(
        "Mistake: it comes back as the one it was",
        "Rule left out: a new life is written down and is a higher one. Member 8 was declared \
         dead, and dead wins: nobody takes it in again.",
        "detector=swim&mistake=same-life&skip=all&do=2s.crash.M8~40s.restart.M8",
    ),
];
