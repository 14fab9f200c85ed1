//! What the tests of every pattern ask of a run: open a link or a what-if, look at what it says.

use crate::lesson::trace::{Standing, Trace, Verdict};
use crate::lesson::{AnyLesson, Entry, Lesson, Link, Shows};

/// The run of `L` under this query, which may hold nothing that cannot be used.
#[track_caller]
pub(crate) fn run<L: Lesson>(query: &str) -> Trace {
    let link = Link::parse(&format!("{}?{query}", L::about().name));
    let trace = Entry::<L>::new().run(&link);
    assert_eq!(trace.complaints, [], "{query}");
    trace
}

/// The run of the what-if that shows this and whose title begins so.
#[track_caller]
pub(crate) fn preset<L: Lesson>(shows: Shows, title: &str) -> Trace {
    let mut all = L::presets().iter();
    let found = all.find(|preset| preset.shows == shows && preset.title.starts_with(title));
    run::<L>(found.unwrap_or_else(|| panic!("no what-if “{title}” for {shows:?}")).link)
}

/// The mean of a metric over `seeds` seeds; runs that have no such figure do not count.
pub(crate) fn mean<L: Lesson>(query: &str, name: &str, seeds: u64) -> f64 {
    let one = |seed| metric(&run::<L>(&format!("{query}&seed={seed}")), name);
    let values: Vec<f64> = (0..seeds).filter_map(one).collect();
    assert!(!values.is_empty(), "no run of {query} has a {name}");
    values.iter().sum::<f64>() / values.len() as f64
}

#[track_caller]
fn verdict<'t>(trace: &'t Trace, property: &str) -> &'t Verdict {
    let verdict = trace.verdicts.iter().find(|verdict| verdict.name == property);
    verdict.unwrap_or_else(|| panic!("no property is called “{property}”"))
}

#[track_caller]
pub(crate) fn standing<'t>(trace: &'t Trace, property: &str) -> &'t Standing {
    &verdict(trace, property).standing
}

#[track_caller]
pub(crate) fn promised(trace: &Trace, property: &str) -> Result<(), String> {
    verdict(trace, property).promised.clone()
}

/// The property held from the start to the end of the run.
#[track_caller]
pub(crate) fn holds(trace: &Trace, property: &str) {
    assert_eq!(*standing(trace, property), Standing::Held, "{property}");
}

/// The property is broken; the sentence that says why.
#[track_caller]
pub(crate) fn breaks(trace: &Trace, property: &str) -> String {
    match standing(trace, property) {
        Standing::Broken(_, why) => why.clone(),
        other => panic!("{property}: {other:?}"),
    }
}

/// Nothing that was promised is broken.
#[track_caller]
pub(crate) fn keeps_its_promises(trace: &Trace) {
    for verdict in trace.verdicts.iter().filter(|verdict| verdict.promised.is_ok()) {
        let broken = matches!(verdict.standing, Standing::Broken(..));
        assert!(!broken, "{}: {:?}", verdict.name, verdict.standing);
    }
}

/// A figure of the run; `None` when the run has none.
#[track_caller]
pub(crate) fn metric(trace: &Trace, name: &str) -> Option<f64> {
    let metric = trace.metrics.iter().find(|metric| metric.name == name);
    metric.unwrap_or_else(|| panic!("no metric is called {name}")).value
}

/// Whether somebody announced something with these words.
pub(crate) fn announced(trace: &Trace, words: &str) -> bool {
    trace.records.iter().flat_map(|record| &record.notes).any(|note| note.text.contains(words))
}

/// The badges of all nodes at the end.
pub(crate) fn badges(trace: &Trace) -> Vec<String> {
    trace.stage().cards(trace.last()).into_iter().map(|card| card.badge).collect()
}
