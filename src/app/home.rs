//! The home page: what this is, and the patterns that work.

use super::header::brand;
use super::presets;
use super::theme::ThemeButton;
use crate::lesson::SortedSet;
use crate::lesson::{AnyLesson, Catalog, Complaint, Preset, Shows};
use yew::prelude::*;

/// The catalog, and what was wrong with the link that led here.
pub fn home(catalog: &Catalog, complaint: Option<&Complaint>) -> Html {
    let lessons: Vec<Html> = catalog.iter().map(lesson).collect();
    html! {
        <div class="home">
            <header class="top">
                { brand() }
                <span class="space"></span>
                <ThemeButton />
            </header>
            <main>
                if let Some(complaint) = complaint {
                    <p class="notice warn" role="status" data-test="complaints">
                        <span><code>{ &complaint.part }</code>{ ": " }{ &complaint.why }{ "." }
                        </span>
                    </p>
                }
                <h1>{ "Distributed patterns, run for real" }</h1>
                <p class="lead">
                    { "Each pattern here is a real protocol engine that runs in your browser: \
                       play its story, step back and forth, change what you like and break what \
                       you can. Every run is a link, and the same link is the same run." }
                </p>
                <div class="catalog" data-test="catalog">{ for lessons }</div>
            </main>
        </div>
    }
}

fn lesson(lesson: &dyn AnyLesson) -> Html {
    let (about, all) = (lesson.about(), lesson.presets());
    let shown: SortedSet<Shows> = all.iter().map(|preset| preset.shows).collect();
    let claims = shown.iter().filter(|shows| **shows != Shows::Mistake).count();
    let mistakes = all.iter().filter(|preset| preset.shows == Shows::Mistake).count();
    let item = |preset: &Preset| {
        let href = format!("#{}", presets::link(about.name, preset));
        html! { <li><a {href}>{ preset.title }</a></li> }
    };
    html! {
        <article class="entry" data-test={format!("entry-{}", about.name)}>
            <p class="eyebrow">{ about.scenario }</p>
            <h2>{ about.title }</h2>
            <p>{ about.idea }</p>
            <p class="soft">{ format!("{} claims to see happen, {mistakes} mistakes to catch.",
                claims) }</p>
            <p><a class="button primary" href={format!("#/{}", about.name)} data-test="start">
                { "Start the story" }</a></p>
            <details>
                <summary>{ "Or start with a what-if" }</summary>
                <ul class="links">{ for all.iter().map(item) }</ul>
            </details>
        </article>
    }
}
