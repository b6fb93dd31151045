//! A run, one statement after the other, and back.

use crate::cli::debug::happened;
use crate::report::Printer;
use crate::testing::timeline::{Timeline, Way};
use std::collections::BTreeSet;
use std::io::BufRead;

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
        breaks: BTreeSet::new(),
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
    breaks: BTreeSet<u32>,
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
            [line] if line.bytes().all(|byte| byte.is_ascii_digit()) => self.go_to_line(line),
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

    /// The next statement on a line, or the first on it.
    fn go_to_line(&mut self, line: &str) {
        let wanted = line
            .parse()
            .ok()
            .and_then(|line| self.timeline.statement_line(line));
        let lines: BTreeSet<u32> = wanted.into_iter().collect();
        let first = || (0..=self.at).find(|at| self.timeline.line(*at) == wanted);
        let later = self.timeline.to_line(self.at, &lines, false);
        match wanted.and_then(|_| later.or_else(first)) {
            Some(at) => self.go(Some(at)),
            None => self
                .printer
                .note(&format!("the run never came to line {line}")),
        }
    }

    fn set_break(&mut self, line: &str) {
        match line
            .parse()
            .ok()
            .and_then(|line| self.timeline.statement_line(line))
        {
            Some(line) => {
                self.breaks.insert(line);
                self.printer.note(&format!("stops at line {line}"));
            }
            None => self
                .printer
                .note(&format!("no statement is at line {line} or below")),
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
        if let Some(line) = self.timeline.line(self.at) {
            let source = &self.timeline.program.source;
            let text = source.slice(source.line_span(line)).trim();
            self.printer
                .result(&format!("{line:>4} | {}", redactor.clean_written(text)));
        }
    }
}
