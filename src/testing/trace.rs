//! What happened in the run of a test, line by line: for people, and to be kept.

use super::Seen;
use crate::report::trace::{Detail, Telling};
use crate::report::{Look, Redactor};
use crate::run::event::{Event, EventKind};

/// The lines of a run, as people may see them. The same run gives the same lines: they are kept
/// beside tests that expect the accepted trace.
pub fn trace(seen: &Seen, look: Look, redactor: &Redactor) -> Vec<String> {
    for text in &seen.sensitive {
        redactor.register_text(text);
    }
    let Some(started) = seen.started() else {
        return Vec::new();
    };
    let lines = seen.events.iter().flat_map(|event| {
        let detail = match &event.kind {
            EventKind::Handled { .. } | EventKind::Ended(_) => Detail::Full,
            _ => Detail::Story,
        };
        let telling = Telling {
            detail,
            look,
            redactor,
        };
        match own(event, redactor) {
            Some(line) => vec![format!("        {line}")],
            None => telling.lines(event, started, &event.source),
        }
    });
    lines.collect()
}

/// What traces on the terminal leave to the flow's own output.
fn own(event: &Event, redactor: &Redactor) -> Option<String> {
    match &event.kind {
        EventKind::Log(text) => Some(format!("log \"{}\"", redactor.show(text))),
        EventKind::Emitted(name, value) => {
            Some(format!("emit {name}: {}", redactor.show_value(value)))
        }
        _ => None,
    }
}
