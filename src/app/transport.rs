//! The transport: play, pause, step forward and back, scrub, speed.

use super::history::Undo;
use super::icon::icon;
use super::panel::Panel;
use super::words;
use crate::lesson::Link;
use crate::lesson::trace::RecordKind;
use crate::session::{Action, SPEEDS, Session};
use web_sys::{HtmlInputElement, HtmlSelectElement};
use yew::prelude::*;

/// With more events than this, only those that mean something get a mark.
const MARK_ALL: u32 = 80;
/// More marks than this would be a smear.
const MARKS_MAX: usize = 240;

/// The bottom of a pattern's page.
pub fn transport(panel: &Panel) -> Html {
    let session = &panel.session;
    let (cursor, last) = (session.cursor, session.trace.last());
    let button = |label: &'static str, name: &'static str, action: Action, off: bool| {
        html! {
            <button class="round" aria-label={label} title={label} data-test={name}
                onclick={panel.on(action)} disabled={off}>{ icon(name) }</button>
        }
    };
    let (play, sign) = if session.playing { ("Pause", "pause") } else { ("Play", "play") };
    let now = session.trace.record(cursor).time;
    html! {
        <footer class="transport" aria-label="Transport">
            <div class="buttons">
                { button("To the start", "first", Action::Home, cursor == 0) }
                { button("Step back", "back", Action::Step(-1), cursor == 0) }
                <button class="round big" aria-label={play} title={play} data-test="play"
                    onclick={panel.on(Action::TogglePlay)}>{ icon(sign) }</button>
                { button("Step forward", "forward", Action::Step(1), cursor == last) }
                { button("To the end", "last", Action::End, cursor == last) }
            </div>
            if !session.embedded() {
                <Undo />
            }
            { speed(panel) }
            { scrubber(panel) }
            <p class="where mono" data-test="position">
                <span><span class="word">{ "event " }</span>{ format!("{cursor} / {last}") }</span>
                <span class="clock">{ words::time(now) }</span>
            </p>
            if session.embedded() {
                <a class="button small" href={whole(session)} target="_blank" rel="noopener"
                    data-test="whole-page">{ "Open in patternscope" }</a>
            } else {
                <p class="hints soft" aria-hidden="true">
                    <kbd>{ "←" }</kbd><kbd>{ "→" }</kbd>{ " step " }
                    <kbd>{ "space" }</kbd>{ " play " }<kbd>{ "?" }</kbd>
                </p>
            }
        </footer>
    }
}

/// The whole page at this moment.
fn whole(session: &Session) -> String {
    format!("#{}", Link { embed: None, ..session.link.clone() })
}

fn speed(panel: &Panel) -> Html {
    let onchange = panel.send.reform(|event: Event| {
        let select: HtmlSelectElement = event.target_unchecked_into();
        Action::Speed(select.value().parse().unwrap_or(100))
    });
    let now = panel.session.speed;
    let option = |speed: u16| {
        let text = match speed {
            25 => "¼×".to_string(),
            50 => "½×".to_string(),
            _ => format!("{}×", speed / 100),
        };
        html! { <option value={speed.to_string()} selected={speed == now}>{ text }</option> }
    };
    html! {
        <select class="speed mono" aria-label="Speed" data-test="speed" {onchange}>
            { for SPEEDS.into_iter().map(option) }
        </select>
    }
}

fn scrubber(panel: &Panel) -> Html {
    let session = &panel.session;
    let (cursor, last) = (session.cursor, session.trace.last());
    let oninput = panel.send.reform(|event: InputEvent| {
        let input: HtmlInputElement = event.target_unchecked_into();
        Action::Go(input.value().parse().unwrap_or(0))
    });
    let percent = |at: u32| f64::from(at) * 100.0 / f64::from(last.max(1));
    let done = format!("--done:{:.2}%", percent(cursor));
    let mark = |(at, class): (u32, &'static str)| {
        html! { <i {class} style={format!("left:{:.2}%", percent(at))}></i> }
    };
    let text = format!("event {cursor} of {last}: {}", session.trace.record(cursor).text);
    html! {
        <div class="scrub" style={done}>
            <input type="range" min="0" max={last.to_string()} step="1"
                value={cursor.to_string()} {oninput} aria-label="Event" aria-valuetext={text}
                data-test="scrub" />
            <div class="marks" aria-hidden="true">{ for marks(session).into_iter().map(mark) }</div>
        </div>
    }
}

/// Marks under the scrubber: breaks, faults, beats, and every event of a short run.
fn marks(session: &Session) -> Vec<(u32, &'static str)> {
    let trace = &session.trace;
    let beats: Vec<u32> = trace.beats.iter().filter_map(|told| told.at).collect();
    let kind = |at: u32| {
        let record = trace.record(at);
        if !record.breaks.is_empty() {
            Some("break")
        } else if record.kind == RecordKind::Fault {
            Some("fault")
        } else if beats.contains(&at) {
            Some("beat")
        } else {
            (trace.last() <= MARK_ALL).then_some("event")
        }
    };
    let all = (0..=trace.last()).filter_map(|at| Some((at, kind(at)?)));
    all.take(MARKS_MAX).collect()
}
