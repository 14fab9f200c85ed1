//! What the pattern is, what speaks for and against it, what is left out, and who says so.

use super::panel::Panel;
use super::presets;
use crate::lesson::{Preset, Shows, TradeOff};
use yew::prelude::*;

/// The pattern in its own words.
pub fn about(panel: &Panel) -> Html {
    let declared = &panel.session.declared;
    let about = declared.about;
    let claim = |number: u8| -> Option<&Preset> {
        let mut all = declared.presets.iter();
        all.find(|preset| preset.shows == Shows::Claim(number))
    };
    let trade_off = |good: bool, trade: &TradeOff| {
        let see = claim(trade.claim).map(|preset| {
            let href = format!("#{}", presets::link(about.name, preset));
            html! { <>{ " " }<a {href} aria-label={format!("See it: {}", preset.title)}>
            { "See it" }</a></> }
        });
        html! {
            <li class={if good { "for" } else { "against" }}>
                { trade.text }{ see.unwrap_or_default() }
            </li>
        }
    };
    let side = |good: bool| {
        let all = about.trade_offs.iter().filter(move |trade| trade.good == good);
        html! { <ul class="trades">{ for all.map(|trade| trade_off(good, trade)) }</ul> }
    };
    html! {
        <section class="block" aria-labelledby="about-title" data-test="about">
            <h2 id="about-title">{ "About" }</h2>
            <p>{ about.idea }</p>
            <details>
                <summary>{ "Advantages and limits" }</summary>
                <h3>{ "Advantages" }</h3>
                { side(true) }
                <h3>{ "Limits" }</h3>
                { side(false) }
            </details>
            <details>
                <summary>{ "What is left out" }</summary>
                <p>{ about.omitted }</p>
            </details>
            <details>
                <summary>{ "Sources" }</summary>
                <ul class="sources">
                    { for about.sources.iter().map(|source| html! {
                        <li>{ source.authors }{ ": " }<cite>{ source.title }</cite>
                            { format!(", {}", source.year) }</li>
                    }) }
                </ul>
            </details>
        </section>
    }
}
