//! patternscope: a browser lab in which people learn distributed design patterns by running them.
//!
//! **The link is the whole input; everything else is derived.**
//!
//! ```text
//! link text ─parse─▶ Link ─catalog─▶ dyn AnyLesson ─run─▶ Trace ─view─▶ Scene ─app─▶ page
//!     ▲                                                                                │
//!     └─── Link::to_string ◀── Session::update(action) ◀── Action (a click, a key) ◀───┘
//! ```
//!
//! A pattern runs in five lines:
//!
//! ```
//! use patternscope::lesson::Link;
//!
//! let link = Link::parse("#/quorum?r=1&w=1&do=12ms.crash.E");
//! let catalog = patternscope::patterns::catalog();
//! let trace = catalog.get(&link.pattern).expect("a pattern of this name").run(&link);
//! assert!(trace.records.iter().any(|record| record.text == "Clinic E crashes."));
//! ```
//!
//! # Code map
//!
//! - [`sim`], the kernel: [`Protocol`](sim::Protocol) is the contract, [`World`](sim::World) what
//!   one event does to a cluster, [`Simulation`](sim::Simulation) the earliest event next,
//!   [`Checker`](sim::Checker) every event next, [`VectorClock`](sim::VectorClock) what is known of
//!   everybody, [`linearizable`](sim::linearizable) the judge of
//!   recorded histories.
//! - [`lesson`]: what a pattern declares ([`Lesson`](lesson::Lesson): parameters, script, beats,
//!   cards, metrics) and the one place where its types are forgotten (the recorder, which leaves a
//!   [`Trace`](lesson::Trace)). [`Link`](lesson::Link) is text and never fails. A trace leaves as
//!   a [`document`](lesson::document), for [`mermaid`](lesson::mermaid) or
//!   [`shiviz`](lesson::shiviz).
//! - [`patterns`]: one folder per pattern, and the catalog.
//! - [`view`]: a trace and a cursor become shapes, and shapes a file ([`view::svg()`]) that looks
//!   as in the page, because both are dressed by `static/drawing.css`. No pattern, no browser.
//! - [`lesson::check`]: what a pattern has proved of it; a path of the checker becomes a link.
//! - [`session::variants`] and [`session::survey`]: one experiment under other choices, and with
//!   other luck.
//! - [`lesson::chart`]: what has a value at every moment, sampled from the state of the run;
//!   [`view::chart`](mod@view::chart) draws it under the diagram.
//! - [`lesson::cut`] judges cuts, and `lesson/order.rs` tells what could have known of what.
//! - [`session`]: what the learner is doing; a value and the actions that turn it into the next.
//! - `app`: the only folder that knows a browser; it exists only for wasm32.
//! - `static/`: what is there before `app` (`boot.js`: colours, loading, failures) and beside it
//!   (`offline.js`, `service-worker.js`: only in a release page, put there by `cargo xtask seal`).
//! - `native`: the same runs in a terminal; it exists only outside wasm32.
//!
//! # Invariants
//!
//! - The same link gives the same trace, byte for byte, natively and in every browser: integers in
//!   state, `libm` for every transcendental, a random stream for every message, no wall clock.
//! - An intervention at time t changes nothing before t.
//! - Seeking to an event gives exactly the cluster the run had there.
//! - A link never fails: what cannot be used becomes a complaint beside the default that was used,
//!   and nothing that was typed is lost.
//! - Work is bounded: events, messages, interventions, states. A bound that is reached is told.
//! - `tests/tidy.rs` enforces who may use what.
//!
//! # The JSON document
//!
//! `patternscope --json '<link>'` prints one document; fields are only ever added. Times are in
//! microseconds of simulated time, indexes count from 0.
//!
//! - `link`: the link, as it would be written.
//! - `complaints`: `{part, why}` for what could not be used.
//! - `cast`: `{code, name, kind}` for who is on stage, in order of ids.
//! - `events`: `{index, time_us, node, kind, text, notes, cause, before, message, sent, clock}`.
//!   `node` is a code or null; `kind` is start, deliver, lost, timer, forced, command, fault or
//!   fate; `cause` is the event without which it would not be, `before` the one before it at the
//!   same node (of what concerns no single node, the one before); `message` and `sent` are indexes
//!   into `messages`; `clock` is the node's logical clock after it, a count by code, null where the
//!   pattern has none or no step was made.
//! - `messages`: `{from, to, ordinal, label, sent_by, sent_us, arrived_by, lost_by, lost_why,
//!   copy_of}`; the `_by` fields are events.
//! - `lasted`: `{node, what, strands, from, to}` for what lasted at a node, such as being in doubt;
//!   `strands` is there when several things stood side by side; `from`
//!   and `to` are events, `to` is null when the run ended first.
//! - `cards`: everybody's card at the end, `{badge, badge_tone, line, cells, tone, rows}`, in order
//!   of ids. A cell is `{label, value, about, keep, tone}`, a row `{name, value, cells, keep,
//!   tone}`; `keep` is durable or volatile; `tone` is plain, active, good, warn or bad.
//! - `captions`: `{title, text, event}` for the story; `event` is null for what did not happen.
//! - `properties`: `{name, when, promised, why_not, verdict, event, why}`. `when` is always,
//!   sometimes or finally; `verdict` is holds, broken, reached, never reached or not judged.
//! - `costs`: `{messages, lost, bytes, forced_writes, operations, message_delays}`.
//! - `metrics`: by name, null where a run has none; units are in the names.
//! - `end`: why the run ended.
//! - `digest`: what a shared link carries in `run=`.
//!
//! `--mermaid`, `--shiviz` and `--svg` print the same run for other programs and for people, and
//! `--seeds A..B` prints a line for every seed: `{seed, metrics, properties, events, digest}`.

#[cfg(target_arch = "wasm32")]
pub mod app;
pub mod lesson;
#[cfg(not(target_arch = "wasm32"))]
pub mod native;
pub mod patterns;
pub mod session;
pub mod sim;
pub mod view;
