//! A run, one step after the other, and back.

use crate::report::Printer;
use crate::report::trace::{Detail, Telling};
use crate::run::event::{Event, EventKind};
use crate::testing::Seen;
use std::io::BufRead;

/// Goes through what happened until the end, or until somebody has seen enough.
pub(super) fn through(seen: &Seen, printer: &Printer) {
    let stops: Vec<&Event> = seen.events.iter().filter(|event| is_stop(event)).collect();
    let mut lines = std::io::stdin().lock().lines();
    let mut at = 0;
    while let Some(event) = stops.get(at) {
        show(event, seen, printer);
        let Some(Ok(command)) = lines.next() else {
            return;
        };
        at = match command.trim() {
            "" | "n" | "next" => at + 1,
            "b" | "back" => at.saturating_sub(1),
            "q" | "quit" => return,
            other => match other.parse() {
                Ok(line) => to_line(&stops, at, line).unwrap_or(at),
                Err(_) => {
                    printer.note("n next, b back, a line's number goes on to that line, q quits");
                    at
                }
            },
        };
    }
}

/// The next step on a line, or the first on it.
fn to_line(stops: &[&Event], at: usize, line: u32) -> Option<usize> {
    let on_line = |event: &&&Event| event.source.line_of(event.span.start) == line;
    let later = stops.iter().enumerate().skip(at + 1);
    let mut all = later.chain(stops.iter().enumerate());
    all.find(|(_, event)| on_line(event)).map(|(at, _)| at)
}

fn is_stop(event: &Event) -> bool {
    !matches!(
        event.kind,
        EventKind::Asked { .. } | EventKind::Progress { .. }
    )
}

fn show(event: &Event, seen: &Seen, printer: &Printer) {
    let telling = Telling {
        detail: Detail::Full,
        look: printer.look(),
        redactor: printer.redactor(),
    };
    let redactor = printer.redactor();
    let source = &event.source;
    let line = source.line_of(event.span.start);
    let text = source.slice(source.line_span(line)).trim();
    printer.result(&format!("{line:>4} | {}", redactor.clean_written(text)));
    let said = match &event.kind {
        EventKind::Log(text) => vec![format!("        log \"{}\"", redactor.show(text))],
        EventKind::Emitted(name, value) => {
            vec![format!(
                "        emit {name}: {}",
                redactor.show_value(value)
            )]
        }
        EventKind::Started => vec!["        the run begins".to_owned()],
        _ => telling.lines(event, seen.started().unwrap_or(event.at), source),
    };
    said.iter().for_each(|line| printer.result(line));
}
