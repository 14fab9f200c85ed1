//! A small chart: means with their 95 % intervals, and what theory expects, over a parameter.

use super::svg::number;
use crate::lesson::figure;
use crate::session::survey::{Summary, SurveyRow};
use yew::prelude::*;

const WIDTH: f64 = 276.0;
const HEIGHT: f64 = 132.0;
const LEFT: f64 = 40.0;
const TOP: f64 = 10.0;
const BOTTOM: f64 = 22.0;

/// The chart of `metric`, from zero up.
pub fn plot(metric: &str, label: &str, rows: &[(&SurveyRow, Summary)]) -> Html {
    let expected = |row: &SurveyRow| row.expected(metric).map(|theory| theory.mean);
    let tops = rows.iter().map(|(row, summary)| {
        (summary.mean + summary.margin).max(expected(row).unwrap_or_default())
    });
    let top = tops.fold(1e-9, f64::max);
    let y = |value: f64| TOP + (HEIGHT - TOP - BOTTOM) * (1.0 - (value / top).max(0.0));
    let step = (WIDTH - LEFT - 8.0) / rows.len() as f64;
    let x = |at: usize| LEFT + step * (at as f64 + 0.5);
    let places = || (0..).zip(rows);
    let path = |values: Vec<(usize, f64)>| {
        let mut d = String::new();
        for (at, value) in values {
            let pen = if d.is_empty() { 'M' } else { 'L' };
            d.push_str(&format!("{pen}{} {}", number(x(at)), number(y(value))));
        }
        d
    };
    let measured = path(places().map(|(at, (_, summary))| (at, summary.mean)).collect());
    let theory = path(places().filter_map(|(at, (row, _))| Some((at, expected(row)?))).collect());
    let words = |(row, summary): &(&SurveyRow, Summary)| {
        format!("{}: {}", row.value, figure(Some(summary.mean)))
    };
    let words: Vec<String> = rows.iter().map(words).collect();
    let value = |(at, (row, summary)): (usize, &(&SurveyRow, Summary))| {
        let (low, high) = (y(summary.mean - summary.margin), y(summary.mean + summary.margin));
        let at = number(x(at));
        html! {
            <>
                <line class="spread" x1={at.clone()} x2={at.clone()} y1={number(low)}
                    y2={number(high)} />
                <circle class="measured" cx={at.clone()} cy={number(y(summary.mean))} r="3.2" />
                <text class="tick" x={at} y={number(HEIGHT - 6.0)} text-anchor="middle">
                    { short(&row.value) }</text>
            </>
        }
    };
    html! {
        <svg class="plot" viewBox={format!("0 0 {} {}", number(WIDTH), number(HEIGHT))} role="img"
            aria-label={format!("{label}. {}", words.join("; "))}>
            <line class="axis" x1={number(LEFT)} x2={number(WIDTH)} y1={number(y(0.0))}
                y2={number(y(0.0))} />
            <text class="tick" x={number(LEFT - 6.0)} y={number(y(0.0) + 3.5)}
                text-anchor="end">{ "0" }</text>
            <text class="tick" x={number(LEFT - 6.0)} y={number(y(top) + 3.5)}
                text-anchor="end">{ figure(Some(top)) }</text>
            <path class="theory" d={theory} />
            <path class="measured" d={measured} />
            { for places().map(value) }
        </svg>
    }
}

/// At most seven characters, so that neighbours do not touch.
fn short(text: &str) -> String {
    text.chars().take(7).collect()
}
