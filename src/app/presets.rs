//! What if: every claim and every deliberate mistake of the pattern, a link each.

use super::panel::Panel;
use crate::lesson::{Link, Preset, Shows};
use yew::prelude::*;

/// The link of a preset.
pub fn link(pattern: &str, preset: &Preset) -> Link {
    Link::parse(&format!("{pattern}?{}", preset.link))
}

/// The what-if that this experiment is.
fn current(panel: &Panel) -> Option<&'static Preset> {
    let declared = &panel.session.declared;
    let here = panel.session.link.experiment();
    let own = |preset: &&Preset| link(declared.about.name, preset).experiment() == here;
    declared.presets.iter().find(own)
}

/// What this experiment is there to show, above the story: who came by its link sees no list.
pub fn what_if(panel: &Panel) -> Html {
    let Some(preset) = current(panel) else { return html! {} };
    let kind = match preset.shows {
        Shows::Claim(_) => "What if",
        Shows::Mistake => "A rule left out",
    };
    html! {
        <section class="what-if" aria-label={kind} data-test="what-if">
            <p class="kind">{ kind }</p>
            <h2>{ preset.title }</h2>
            <p data-test="watch">{ preset.watch }</p>
        </section>
    }
}

/// The what-ifs, claims first.
pub fn presets(panel: &Panel) -> Html {
    let declared = &panel.session.declared;
    let pattern = declared.about.name;
    let here = panel.session.link.experiment();
    let current = current(panel);
    let group = |title: &'static str, mistakes: bool| {
        let mut all = declared.presets.iter();
        let any = all.any(|preset| (preset.shows == Shows::Mistake) == mistakes);
        let all = declared.presets.iter();
        let all = all.filter(move |preset| (preset.shows == Shows::Mistake) == mistakes);
        let item = |preset: &Preset| {
            let is_here = current.is_some_and(|own| std::ptr::eq(own, preset));
            let href = format!("#{}", link(pattern, preset));
            html! {
                <li>
                    <a {href} data-test="preset" aria-current={is_here.then_some("true")}>
                        { preset.title }
                    </a>
                </li>
            }
        };
        html! {
            if any {
                <h3>{ title }</h3>
                <ul class="links">{ for all.map(item) }</ul>
            }
        }
    };
    let story = Link::of(pattern);
    html! {
        <section class="block" aria-labelledby="presets-title" data-test="presets">
            <h2 id="presets-title">{ "What if" }</h2>
            if here != story {
                <p><a href={format!("#{story}")} data-test="default-story">
                    { "Back to the default story" }</a></p>
            }
            { group("Claims, each seen happening", false) }
            { group("Mistakes: a rule left out", true) }
        </section>
    }
}
