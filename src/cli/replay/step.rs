//! A run, one statement after the other, and back.

use crate::cli::debug::happened;
use crate::report::Printer;
use crate::testing::timeline::{Line, Timeline, Way};
use std::io::BufRead;
use std::path::Path;

const HELP: &str = "n next, i into a step, o out of it, b back, a line's number jumps to that \
                    line, break 7 stops there each time, c continues to the next such stop, a name \
                    prints its value, q quits";

/// Goes through the statements until the end, or until somebody has seen enough.
pub(super) fn through(timeline: &Timeline, printer: &Printer) {
    for text in &timeline.sensitive {
        printer.redactor().register_text(text);
    }
    let mut steps = Steps {
        timeline,
        printer,
        at: 0,
        told: 0,
        breaks: Vec::new(),
    };
    let mut lines = std::io::stdin().lock().lines();
    steps.show();
    while steps.at < timeline.stops.len() {
        let Some(Ok(command)) = lines.next() else {
            return;
        };
        if matches!(command.trim(), "q" | "quit") {
            return;
        }
        steps.obey(command.trim());
    }
}

struct Steps<'a> {
    timeline: &'a Timeline,
    printer: &'a Printer,
    /// The statement at hand; past the last one the run is over.
    at: usize,
    /// How many events have been shown.
    told: usize,
    breaks: Vec<Line>,
}

impl Steps<'_> {
    fn obey(&mut self, command: &str) {
        let word = command.split_whitespace().collect::<Vec<_>>();
        match word.as_slice() {
            [] | ["n" | "next"] => self.step(Way::Next),
            ["i" | "into"] => self.step(Way::Into),
            ["o" | "out"] => self.step(Way::Out),
            ["b" | "back"] => self.step(Way::Back),
            ["c" | "continue"] => self.go(self.timeline.to_line(self.at, &self.breaks, false)),
            ["break", line] => self.set_break(line),
            ["p" | "print", name] => self.print(name),
            [line] if is_line(line) => self.go_to_line(line),
            [name] if name.starts_with(|c: char| c.is_uppercase() || c == '<') => self.print(name),
            _ => self.printer.note(HELP),
        }
    }

    fn step(&mut self, way: Way) {
        let to = self.timeline.step(self.at, way);
        match (to, way) {
            (None, Way::Back) => self.printer.note("this is the first statement"),
            (to, _) => self.go(to),
        }
    }

    /// To a statement, or to the end.
    fn go(&mut self, to: Option<usize>) {
        self.at = to.unwrap_or(self.timeline.stops.len());
        self.show();
    }

    /// The next stop at a line, or the first there.
    fn go_to_line(&mut self, written: &str) {
        let found = self.line(written).and_then(|line| {
            let later = self
                .timeline
                .to_line(self.at, std::slice::from_ref(&line), false);
            let mut before = 0..=self.at;
            later.or_else(|| before.find(|at| self.timeline.is_stopped_by(*at, &line)))
        });
        match found {
            Some(at) => self.go(Some(at)),
            None => {
                let note = format!("the run never came to line {written}");
                self.printer.note(&note);
            }
        }
    }

    fn set_break(&mut self, written: &str) {
        let note = match self.line(written) {
            Some(line) => {
                let note = format!("stops at line {}", self.shown(&line));
                self.breaks.push(line);
                note
            }
            None => format!("no statement is at line {written} or below"),
        };
        self.printer.note(&note);
    }

    /// The line that is meant by `7`, or by `steps.flow:7` in a file whose steps the flow uses.
    fn line(&self, written: &str) -> Option<Line> {
        let wanted = match written.rsplit_once(':') {
            Some((file, number)) => {
                let files = self.timeline.files();
                let mut files = files.into_iter();
                Line {
                    file: files.find(|known| Path::new(&**known).ends_with(file))?,
                    number: number.parse().ok()?,
                }
            }
            None => self.timeline.own_line(written.parse().ok()?),
        };
        self.timeline.stopping_line(&wanted)
    }

    /// A line: its number, with its file where that is another than the flow's.
    fn shown(&self, line: &Line) -> String {
        match *line == self.timeline.own_line(line.number) {
            true => line.number.to_string(),
            false => format!("{}:{}", line.file, line.number),
        }
    }

    fn print(&self, name: &str) {
        let redactor = self.printer.redactor();
        match self.timeline.scene(self.at).value(0, name) {
            Some(value) => self
                .printer
                .result(&format!("{name} = {}", redactor.show_value(&value))),
            None => self.printer.note(&format!("unknown variable `{name}`")),
        }
    }

    /// What has happened since, and the statement that is next.
    fn show(&mut self) {
        let redactor = self.printer.redactor();
        let stop = self.timeline.stops.get(self.at);
        let events = stop.map_or(self.timeline.events.len(), |stop| stop.events);
        for line in happened(self.timeline, self.told, events, redactor) {
            self.printer.result(&format!("        {line}"));
        }
        self.told = events;
        if let Some((line, stop)) = self.timeline.line(self.at).zip(stop) {
            let (source, span) = self.timeline.program.source.home(stop.span);
            let text = source.slice(source.line_span(source.line_of(span.start)));
            self.printer.result(&format!(
                "{:>4} | {}",
                self.shown(&line),
                redactor.clean_written(text.trim())
            ));
        }
    }
}

fn is_line(written: &str) -> bool {
    let number = written
        .rsplit_once(':')
        .map_or(written, |(_, number)| number);
    !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit())
}
