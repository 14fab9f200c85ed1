//! One sentence under the stage: what happened at this event. Announced to screen readers.

use super::panel::Panel;
use super::words;
use crate::lesson::trace::RecordKind;
use yew::prelude::*;

/// The sentence of the event that is looked at.
pub fn caption(panel: &Panel) -> Html {
    let trace = &panel.session.trace;
    let record = trace.record(panel.session.cursor);
    let kind = match record.kind {
        RecordKind::Start => "start",
        RecordKind::Deliver => "arrival",
        RecordKind::Lost => "loss",
        RecordKind::Timer => "timer",
        RecordKind::Forced => "forced write",
        RecordKind::Command => "command",
        RecordKind::Fault => "fault",
        RecordKind::Fate => "message",
    };
    let broken = record.breaks.iter();
    let broken = broken.map(|at| {
        let verdict = &trace.verdicts[*at as usize];
        match verdict.promised {
            Ok(()) => ("Broken", verdict.name, ""),
            Err(_) => ("Not so", verdict.name, " (never promised)"),
        }
    });
    // The story is beside it for the eye; who listens hears it here.
    let beats = panel.session.trace.beats.iter();
    let told = beats.filter(|told| told.at == Some(panel.session.cursor));
    html! {
        <section class="caption" aria-label="What happened">
            <p class="mono soft" aria-hidden="true">
                { words::time(record.time) }<span class="kind">{ kind }</span>
            </p>
            <p class="sentence" aria-live="polite" data-test="caption">
                { &record.text }
                { for told.map(|told| html! {
                    <span class="hidden">{ format!(" {}: {}", told.title, told.text) }</span>
                }) }
                { for record.notes.iter().map(|note| html! {
                    <span class="note">{ " " }{ sentence(&note.text) }</span>
                }) }
                { for broken.map(|(word, name, aside)| html! {
                    <strong class="breaks">{ format!(" {word}: {name}{aside}.") }</strong>
                }) }
            </p>
        </section>
    }
}

/// A note as a sentence of its own.
fn sentence(text: &str) -> String {
    let text = words::capital(text);
    if text.ends_with(['.', '?', ':']) { text } else { format!("{text}.") }
}
