//! A name: what it holds and where that comes from.

use crate::lsp::document::Document;
use crate::lsp::index::{Name, Sort};
use crate::source::Span;
use crate::syntax::tree::{Item, Step};
use crate::value::Kind;

/// What is to be said of a name.
pub fn hover(document: &Document, name: &Name) -> String {
    let head = head(document, name);
    match origin(document, name) {
        Some(origin) => format!("{head}\n\n{origin}"),
        None => head,
    }
}

fn head(document: &Document, name: &Name) -> String {
    let text = &name.text;
    let kind = match &name.kind {
        Kind::Any => String::new(),
        kind => format!(": {kind}"),
    };
    match name.sort {
        Sort::Variable | Sort::Output => format!("`{text}`{kind}"),
        Sort::Item => format!("`{text}`{kind} (item of a loop)"),
        Sort::Param => format!("`{text}` (parameter of a step)"),
        Sort::Reason => format!("`{text}` (of the outcome that is being handled)"),
        Sort::Input => format!("`<{text}>`{kind} (input)"),
        Sort::Step => step(document, text),
        Sort::Result => format!("`{text}` (result in the run's report)"),
        Sort::Alias => format!("`{text}` (system)"),
    }
}

fn step(document: &Document, name: &str) -> String {
    let mut items = document.whole_tree().items.iter();
    let found = items.find_map(|item| match item {
        Item::Step(step) if document.whole().slice(step.name) == name => Some(step),
        _ => None,
    });
    let Some(step) = found else {
        return format!("`step {name}`");
    };
    let (home, _) = document.whole().home(step.name);
    let file = match home.name() == document.source.name() {
        true => String::new(),
        false => format!("\n\nOf `{}`.", home.name()),
    };
    let head = format!("```flow\n{}\n```{file}", signature(document, step));
    match said_above(document, step.span) {
        Some(comment) => format!("{head}\n{comment}"),
        None => head,
    }
}

/// `step Name(A, B)`
fn signature(document: &Document, step: &Step) -> String {
    let name = document.whole().slice(step.name);
    let params = step
        .params
        .iter()
        .map(|param| document.whole().slice(*param));
    let params: Vec<&str> = params.collect();
    format!("step {name}({})", params.join(", "))
}

/// The comment that stands on the lines right above.
fn said_above(document: &Document, span: Span) -> Option<String> {
    let (source, span) = document.whole().home(span);
    let mut lines = Vec::new();
    let mut line = source.line_of(span.start).checked_sub(1)?;
    while line > 0 {
        let text = source.slice(source.line_span(line)).trim();
        let Some(comment) = text.strip_prefix('#') else {
            break;
        };
        lines.push(comment.trim().to_owned());
        line -= 1;
    }
    lines.reverse();
    (!lines.is_empty()).then(|| lines.join("\n"))
}

/// Where its value comes from.
fn origin(document: &Document, name: &Name) -> Option<String> {
    let source = &document.source;
    if let Some(given) = name.given_by.first() {
        let action = source.slice(*given).lines().next().unwrap_or_default();
        let line = source.line_of(given.start);
        if name.sort == Sort::Input {
            return Some(format!(
                "Set by `when {action} arrives` in line {line}; elsewhere with `--input`, a row, the \
                 environment or the profile."
            ));
        }
        return Some(format!("Returned by `{action}` in line {line}."));
    }
    let binding = name.places.iter().find(|place| place.binds);
    if name.sort == Sort::Input {
        return Some(match binding {
            Some(place) => of_input(document, place.span),
            None => "Set it with `--input`, a row, the environment or the profile.".into(),
        });
    }
    let line = source.line_of(binding?.span.start);
    let text = source.slice(source.line_span(line)).trim();
    Some(format!("Line {line}: `{}`", text.replace('`', "'")))
}

fn of_input(document: &Document, at: Span) -> String {
    let mut items = document.parsed().tree.items.iter();
    let help = items.find_map(|item| match item {
        Item::Input(line) if line.name == at => line.help,
        _ => None,
    });
    let line = document.source.line_of(at.start);
    match help {
        Some(help) => document.source.slice(help).trim_matches('"').to_owned(),
        None => format!("Declared in line {line}."),
    }
}
