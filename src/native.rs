//! The native command: prints the run of a link as text, as JSON, or once per seed.

use crate::lesson::document::{Document, SeedLine, lecture};
use crate::lesson::mermaid::mermaid;
use crate::lesson::shiviz::shiviz;
use crate::lesson::{AnyLesson, Link, Trace};
use crate::patterns::catalog;
use crate::session::variants::Variants;
use crate::view::{Sheet, SpacetimeOptions, spacetime, svg};
use std::io::{self, Write};
use std::ops::Range;
use std::process::ExitCode;

const USAGE: &str = "\
patternscope [--json | --mermaid | --shiviz | --svg | --seeds A..B | --variants NAME] <link>

  <link>          the whole link as one argument, with or without #/, such as
                  'quorum?n=5&r=2&w=2&do=12ms.crash.E'
  --json          one JSON document: complaints, events, messages, captions, properties, costs,
                  metrics, digest
  --mermaid       a sequence diagram as Mermaid text
  --shiviz        a log with vector clocks that ShiViz reads
  --svg           the space-time diagram of the whole run as an SVG picture, the playhead where
                  the link says, or at the end
  --seeds A..B    the link once for every seed from A to B, B not included; one JSON line each:
                  seed, metrics, verdicts, digest
  --variants NAME the link once for every value of this parameter, on the same luck, as a table:
                  what differs first, then what is the same everywhere

What a link asks for and cannot be is complained about, and a default is used instead: the
complaints are part of the text and of the document; with --seeds they go to standard error.";

/// How drawings look: what the page uses, too.
const DRAWING_CSS: &str = include_str!("../static/drawing.css");

enum Form {
    Text,
    Json,
    Mermaid,
    Shiviz,
    Svg,
    Seeds(Range<u64>),
    Variants(String),
}

/// Runs the command with these arguments (without the program's name).
pub fn main(args: impl Iterator<Item = String>) -> ExitCode {
    let mut out = io::BufWriter::new(io::stdout().lock());
    let outcome = command(args, &mut out).and_then(|()| out.flush().map_err(|e| e.to_string()));
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            eprintln!("patternscope: {why}");
            ExitCode::FAILURE
        }
    }
}

fn command(args: impl Iterator<Item = String>, out: &mut impl Write) -> Result<(), String> {
    let (mut form, mut link, mut args) = (Form::Text, None, args);
    while let Some(arg) = args.next() {
        match arg.as_str() {
            "--help" | "-h" => return writeln!(out, "{USAGE}").map_err(|e| e.to_string()),
            "--json" => form = Form::Json,
            "--mermaid" => form = Form::Mermaid,
            "--shiviz" => form = Form::Shiviz,
            "--svg" => form = Form::Svg,
            "--seeds" => form = Form::Seeds(seeds(args.next())?),
            "--variants" => form = Form::Variants(args.next().unwrap_or_default()),
            _ if arg.starts_with("--") => {
                return Err(format!("{arg} is not understood\n\n{USAGE}"));
            }
            _ if link.is_some() => return Err("only one link is taken; quote it".to_string()),
            _ => link = Some(Link::parse(&arg)),
        }
    }
    let link = link.ok_or_else(|| format!("there is no link\n\n{USAGE}"))?;
    let catalog = catalog();
    let lesson = catalog.get(&link.pattern).ok_or_else(|| {
        let known: Vec<&str> = catalog.iter().map(|lesson| lesson.about().name).collect();
        format!("there is no pattern “{}”; known are: {}", link.pattern, known.join(", "))
    })?;
    print(lesson, &link, form, out).map_err(|e| e.to_string())
}

fn seeds(text: Option<String>) -> Result<Range<u64>, String> {
    let text = text.unwrap_or_default();
    let range = text.split_once("..").and_then(|(a, b)| Some(a.parse().ok()?..b.parse().ok()?));
    range
        .filter(|range| range.start < range.end)
        .ok_or_else(|| format!("--seeds needs a range such as 1..1000, not “{text}”"))
}

fn print(lesson: &dyn AnyLesson, link: &Link, form: Form, out: &mut impl Write) -> io::Result<()> {
    match form {
        Form::Text => {
            let trace = lesson.run(link);
            write!(out, "{}", lecture(link, &trace))
        }
        Form::Json => {
            let trace = lesson.run(link);
            serde_json::to_writer(&mut *out, &Document::new(link, &trace))?;
            writeln!(out)
        }
        Form::Mermaid => write!(out, "{}", mermaid(link, &lesson.run(link))),
        Form::Shiviz => write!(out, "{}", shiviz(&lesson.run(link))),
        Form::Svg => write!(out, "{}", picture(link, &lesson.run(link))),
        Form::Variants(name) => {
            let Some(mut variants) = Variants::new(lesson, link, &name) else {
                return Err(io::Error::other(not_varied(lesson, &name)));
            };
            while variants.advance(lesson) {}
            write!(out, "{variants}")
        }
        Form::Seeds(seeds) => {
            for complaint in &lesson.run(link).complaints {
                eprintln!("patternscope: {complaint}");
            }
            for seed in seeds {
                let trace = lesson.run(&link.clone().with_param("seed", Some(&seed.to_string())));
                serde_json::to_writer(&mut *out, &SeedLine::new(seed, &trace))?;
                writeln!(out)?;
            }
            Ok(())
        }
    }
}

fn not_varied(lesson: &dyn AnyLesson, name: &str) -> String {
    let known = Variants::choices(&lesson.params()).join(", ");
    format!(
        "--variants needs a parameter with more than one value, not “{name}”; known are: {known}"
    )
}

/// The space-time diagram of the whole run, the playhead where the link says, or at the end.
fn picture(link: &Link, trace: &Trace) -> String {
    let cursor = link.at.as_deref().and_then(|at| at.parse().ok()).unwrap_or(u32::MAX);
    let clocks = link.clocks.as_deref() == Some("1");
    let options = SpacetimeOptions { width: 1200.0, clocks, ..SpacetimeOptions::default() };
    svg(&spacetime(trace, cursor.min(trace.last()), &options), Sheet::Diagram, DRAWING_CSS)
}
