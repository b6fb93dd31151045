//! What has happened in a run, and what is known where it stands, for the page. Values are hidden as everywhere.

use crate::report::trace::{Detail, Telling};
use crate::report::{Look, Redactor};
use crate::run::event::{Event, EventKind, RunReport};
use crate::source::Source;
use crate::testing::timeline::Scene;
use crate::value::Value;
use serde_json::{Value as Json, json};
use std::sync::Arc;

/// So many of the last events are shown; a loop can do anything thousands of times.
const MOST: usize = 400;
/// So many variables and results are shown.
const MOST_VALUES: usize = 500;
/// The longest value that is shown.
const LONGEST: usize = 2_000;

/// The events of a run, the last of them; what it has logged and emitted is among them.
pub(super) fn events(events: &[Event], redactor: &Redactor) -> Json {
    let began = events.first().map(|event| event.at);
    let told = events.iter().filter_map(|event| {
        let (sort, mut lines) = lines(event, redactor)?;
        let after = event
            .at
            .duration_since(began.unwrap_or(event.at))
            .as_millis();
        let text = (!lines.is_empty()).then(|| lines.remove(0));
        Some(json!({
            // the end of a run is nowhere in its text
            "line": (sort != "end").then(|| event.source.line_at_home(event.span.start)),
            "after": i64::try_from(after).unwrap_or(i64::MAX),
            "sort": sort,
            "text": text,
            "more": lines,
        }))
    });
    let told: Vec<Json> = told.collect();
    let left_out = told.len().saturating_sub(MOST);
    json!({ "before": left_out, "all": &told[left_out..] })
}

/// What sort of event it is, and its lines: the first says what happened, the others how.
fn lines(event: &Event, redactor: &Redactor) -> Option<(&'static str, Vec<String>)> {
    let telling = Telling {
        detail: Detail::Full,
        look: Look::default(),
        redactor,
    };
    let sort = match &event.kind {
        EventKind::Started | EventKind::Asked { .. } | EventKind::Progress { .. } => return None,
        EventKind::Log(text) => return Some(("log", vec![redactor.show(text)])),
        EventKind::Emitted(name, value) => {
            let text = format!("{name}: {}", cut(redactor.show_value(value)));
            return Some(("emit", vec![text]));
        }
        EventKind::Answered { answer, .. } if answer.is_success() => "good",
        EventKind::Answered { .. } | EventKind::Abandoned { .. } => "bad",
        EventKind::Ended(_) => "end",
        _ => "other",
    };
    // each begins with its time since itself, which says nothing
    let said = telling.lines(event, event.at, &event.source);
    let said = said
        .iter()
        .map(|line| line.trim().trim_start_matches("0.0s"));
    let said: Vec<String> = said.map(|line| line.trim().to_owned()).collect();
    (!said.is_empty()).then_some((sort, said))
}

/// The variables and inputs of a place, from the innermost step outwards.
pub(super) fn scene(scene: &Scene, redactor: &Redactor) -> Json {
    let levels = scene.levels.iter().map(|level| {
        // of a name that is bound again, the last counts
        let mut all: Vec<(Arc<str>, Value)> = Vec::new();
        for (name, value) in &level.variables {
            all.retain(|(known, _)| known != name);
            all.push((name.clone(), value.clone()));
        }
        json!({
            "step": level.step.as_deref(),
            "item": level.item.map(|item| item + 1),
            "variables": values(&all, redactor),
        })
    });
    json!({
        "levels": levels.collect::<Vec<_>>(),
        "inputs": values(&scene.inputs, redactor),
    })
}

fn values(all: &[(Arc<str>, Value)], redactor: &Redactor) -> Vec<Json> {
    let all = all.iter().take(MOST_VALUES);
    all.map(|(name, value)| json!({ "name": &**name, "value": cut(redactor.show_value(value)) }))
        .collect()
}

/// How a run has ended.
pub(super) fn end(report: &RunReport, redactor: &Redactor) -> Json {
    let in_doubt = report
        .in_doubt
        .iter()
        .map(|doubt| redactor.show(&doubt.what));
    let results = report.results.iter();
    let results = results
        .map(|(name, value)| json!({ "name": &**name, "value": cut(redactor.show_value(value)) }));
    json!({
        "succeeded": report.succeeded(),
        "text": crate::report::concise::end(report, redactor),
        "inDoubt": in_doubt.collect::<Vec<_>>(),
        "results": results.collect::<Vec<_>>(),
    })
}

/// Where something is: the line of its own file, and the file where it is another one than the flow's.
pub(super) fn place(source: &Source, at: u32) -> Json {
    json!(source.line_at_home(at))
}

fn cut(text: String) -> String {
    match text.char_indices().nth(LONGEST) {
        Some((at, _)) => format!("{}…", &text[..at]),
        None => text,
    }
}
