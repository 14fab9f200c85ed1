//! Single handlers: one member, one input, what it wants done.

use crate::lesson::{Lesson, Link};
use crate::patterns::failure_detector::FailureDetector;
use crate::patterns::failure_detector::message;
use crate::patterns::failure_detector::swim::gossip::News;
use crate::patterns::failure_detector::swim::member::Phase;
use crate::patterns::failure_detector::swim::standing::{Incarnation, Standing};
use crate::patterns::failure_detector::swim::{Input, Member, Message, Note, Timer, boot, step};
use crate::sim::random::{Random, Tag};
use crate::sim::{Effect, Io, LocalTime, NodeId};

const ME: NodeId = NodeId(0);
const YOU: NodeId = NodeId(1);
const THIRD: NodeId = NodeId(2);

fn swim(query: &str) -> FailureDetector {
    let link = Link::parse(&format!("failure-detector?detector=swim&{query}"));
    let (values, complaints) = FailureDetector::params().resolve(&link.params);
    assert_eq!(complaints, []);
    FailureDetector::new(&values)
}

/// Member 1 of a group, under its parameters.
struct Alone {
    rules: FailureDetector,
    member: Member,
    random: Random,
    now: LocalTime,
}

impl Alone {
    fn new(query: &str) -> Alone {
        let rules = swim(query);
        let member = boot(&rules, ME, None);
        let random = Random::Seeded(Random::stream(1, Tag::Test, [0; 3]));
        Alone { rules, member, random, now: LocalTime(0) }
    }

    fn take(&mut self, input: Input) -> Vec<Effect<FailureDetector>> {
        let mut io = Io::new(ME, self.now, &mut self.random);
        step(&self.rules, &mut self.member, input, &mut io);
        io.finish().0
    }

    fn hear(&mut self, from: NodeId, news: &[News]) -> Vec<Effect<FailureDetector>> {
        let (number, of) = (1, Incarnation::FIRST);
        self.take(Input::Message { from, message: Message::Ping { number, of, news: news.into() } })
    }
}

fn sent(effects: &[Effect<FailureDetector>]) -> Vec<(NodeId, Message)> {
    let sent = effects.iter().filter_map(|effect| match effect {
        Effect::Send { to, message: message::Message::Swim(message) } => {
            Some((*to, message.clone()))
        }
        _ => None,
    });
    sent.collect()
}

fn said(effects: &[Effect<FailureDetector>], wanted: fn(&Note) -> bool) -> bool {
    effects
        .iter()
        .any(|effect| matches!(effect, Effect::Note(message::Note::Swim(note)) if wanted(note)))
}

fn news(about: NodeId, standing: Standing, by: NodeId) -> News {
    News { about, standing, by }
}

fn number(life: u32, number: u32) -> Incarnation {
    Incarnation { life, number }
}

#[test]
fn a_suspicion_of_itself_is_refuted_in_the_very_answer() {
    let mut alone = Alone::new("");
    let effects = alone.hear(YOU, &[news(ME, Standing::suspect(number(1, 0)), THIRD)]);
    assert!(said(&effects, |note| matches!(note, Note::Refutes { of } if of.number == 1)));
    let (to, Message::Ack { of, news, .. }) = &sent(&effects)[0] else { panic!("no ack") };
    assert_eq!((*to, *of), (YOU, number(1, 1)));
    assert_eq!(news[0].standing, Standing::alive(number(1, 1)));
    // Older suspicions, and those of another life, say nothing new.
    for old in [number(1, 0), number(0, 7)] {
        let effects = alone.hear(YOU, &[self::news(ME, Standing::suspect(old), THIRD)]);
        assert!(!said(&effects, |note| matches!(note, Note::Refutes { .. })), "{old}");
    }
    let effects = alone.hear(YOU, &[self::news(ME, Standing::suspect(number(1, 1)), THIRD)]);
    assert!(said(&effects, |note| matches!(note, Note::Refutes { of } if of.number == 2)));
}

#[test]
fn its_death_makes_it_write_a_new_life_once() {
    let mut alone = Alone::new("");
    let dead = [news(ME, Standing::dead(number(1, 0)), THIRD)];
    let effects = alone.hear(YOU, &dead);
    assert!(effects.contains(&Effect::Force(2)), "{effects:?}");
    assert_eq!(alone.member.incarnation, number(1, 0), "not before it is on the disk");
    let again = alone.hear(THIRD, &dead);
    assert!(!again.contains(&Effect::Force(2)), "asked for twice");
    alone.take(Input::Forced(2));
    assert_eq!((alone.member.incarnation, alone.member.life_on_disk), (number(2, 0), 2));
    let late = alone.hear(THIRD, &dead);
    assert!(!late.iter().any(|effect| matches!(effect, Effect::Force(_))), "an old life");
}

/// A crash leaves the life on the disk and nothing else.
#[test]
fn a_crash_leaves_the_life_alone() {
    let mut alone = Alone::new("");
    alone.hear(YOU, &[news(THIRD, Standing::suspect(number(1, 0)), YOU)]);
    let back = boot(&alone.rules, ME, Some(&alone.member));
    assert_eq!((back.life_on_disk, back.phase, back.roster.len()), (1, Phase::Starting, 0));
    alone.member = back;
    assert_eq!(alone.take(Input::Boot), [Effect::Force(2)], "silent until that is written");
    assert_eq!(alone.hear(YOU, &[]), [], "nor does it answer");
    let effects = alone.take(Input::Forced(2));
    assert_eq!(sent(&effects), [(YOU, Message::Join { of: number(2, 0) })]);
}

/// Each of the others, once; and who told is not who found out.
#[test]
fn confirmations_count_accusers() {
    let mut alone = Alone::new("members=8");
    let suspect = |by| [news(THIRD, Standing::suspect(number(1, 0)), NodeId(by))];
    alone.hear(YOU, &suspect(3));
    let confirmed = |alone: &Alone| alone.member.suspicions[&THIRD].confirmations();
    assert_eq!(confirmed(&alone), 0);
    assert_eq!(alone.member.suspicions[&THIRD].timeout().0, 24_000_000);
    alone.hear(NodeId(4), &suspect(3));
    assert_eq!(confirmed(&alone), 0, "the same accuser through another member");
    alone.hear(YOU, &suspect(4));
    assert_eq!(confirmed(&alone), 1);
    alone.hear(YOU, &suspect(5));
    assert_eq!(alone.member.suspicions[&THIRD].timeout().0, 4_000_000);
    alone.hear(YOU, &suspect(6));
    assert_eq!(confirmed(&alone), 2, "more do not make it shorter");
    alone.hear(YOU, &[news(THIRD, Standing::alive(number(1, 1)), THIRD)]);
    assert!(alone.member.suspicions.is_empty(), "refuted");
}

/// A member that was asleep when the time was up gives the suspect another period.
#[test]
fn who_was_asleep_convicts_nobody() {
    let mut alone = Alone::new("members=3");
    alone.hear(YOU, &[news(THIRD, Standing::suspect(number(1, 0)), YOU)]);
    let up = Input::Timer(Timer::Suspicion(THIRD));
    alone.now = LocalTime(9_000_000);
    let effects = alone.take(up.clone());
    assert!(said(&effects, |note| matches!(note, Note::Asleep { late } if late.0 == 5_000_000)));
    assert!(alone.member.roster[&THIRD].is_living());
    alone.now = LocalTime(10_000_000);
    alone.take(up);
    assert!(!alone.member.roster[&THIRD].is_living());
}

/// A ping through others is answered through them.
#[test]
fn an_errand_is_done_for_who_asked() {
    let mut alone = Alone::new("members=4");
    let ask = Message::PingReq { number: 9, target: THIRD, news: Vec::new() };
    let effects = alone.take(Input::Message { from: YOU, message: ask });
    let (to, Message::Ping { number: own, .. }) = sent(&effects).remove(0) else {
        panic!("no ping")
    };
    assert_eq!(to, THIRD);
    let of = number(1, 3);
    let ack = Message::Ack { number: own, by: THIRD, of, news: Vec::new() };
    let effects = alone.take(Input::Message { from: THIRD, message: ack.clone() });
    let [(YOU, Message::Ack { number: 9, by: THIRD, of: passed, .. })] = &sent(&effects)[..] else {
        panic!("not passed on: {effects:?}")
    };
    assert_eq!(*passed, of);
    let twice = alone.take(Input::Message { from: THIRD, message: ack });
    assert_eq!(sent(&twice), [], "once is enough");
}

/// What a suspect must know rides on every message to it, even when nothing is told.
#[test]
fn a_suspect_is_told() {
    let mut alone = Alone::new("gossip=0");
    let suspect = news(THIRD, Standing::suspect(number(1, 0)), YOU);
    alone.hear(YOU, &[suspect]);
    let effects = alone.hear(THIRD, &[]);
    let (_, Message::Ack { news, .. }) = &sent(&effects)[0] else { panic!("no ack") };
    assert_eq!((news.len(), news[0].standing), (1, suspect.standing));
    let effects = alone.hear(NodeId(5), &[]);
    assert_eq!(sent(&effects)[0].1.news(), [], "nobody else is");
}
