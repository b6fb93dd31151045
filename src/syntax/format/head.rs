//! What stands at the top of a file.

use super::Printer;
use crate::source::Span;
use crate::syntax::tree::*;

impl Printer<'_> {
    pub(super) fn item(&mut self, item: &Item) {
        match item {
            Item::Stmt(stmt) => self.stmt(stmt),
            Item::Input(_) => self.inputs(std::slice::from_ref(item)),
            Item::Use(system) => put_use(self, system),
            Item::UseSteps(line) => {
                self.begin(line.span.start);
                self.put("use steps from ");
                self.raw(line.path);
                self.end(line.span.end);
            }
            Item::Everywhere(everywhere) => put_everywhere(self, everywhere),
            Item::Every(every) => put_every(self, every),
            Item::When(line) => put_when(self, line),
            Item::Step(step) => put_step(self, step),
            Item::Test(test) => self.test(test),
        }
    }

    /// How many inputs stand together from the first on, with nothing between them.
    pub(super) fn inputs_together(&self, items: &[Item]) -> usize {
        let mut count = 0;
        let mut end: Option<u32> = None;
        for item in items {
            let Item::Input(input) = item else {
                break;
            };
            let start = input.span.start;
            let apart = end.is_some_and(|end| {
                !self.on_one_line(input.span)
                    || self.blank_above(start)
                    || comment_line_between(self, end, start)
            });
            if apart {
                break;
            }
            if !self.on_one_line(input.span) {
                return 1;
            }
            end = Some(input.span.end);
            count += 1;
        }
        count
    }

    /// Inputs that stand together, in columns.
    pub(super) fn inputs(&mut self, items: &[Item]) {
        let inputs: Vec<&Input> = items
            .iter()
            .filter_map(|item| match item {
                Item::Input(input) => Some(&**input),
                _ => None,
            })
            .collect();
        if let [input] = inputs.as_slice() {
            return one_input(self, input);
        }
        let kinds: Vec<String> = inputs
            .iter()
            .map(|input| kind_column(self, input))
            .collect();
        let widest_name = inputs.iter().map(|i| i.name.len()).max().unwrap_or(0);
        let with_help = inputs.iter().zip(&kinds).filter(|(i, _)| i.help.is_some());
        let widest_kind = with_help.map(|(_, k)| k.chars().count()).max().unwrap_or(0);
        for (input, kind) in inputs.iter().zip(&kinds) {
            put_input(self, input, kind, widest_name, widest_kind);
        }
    }
}

fn put_use(printer: &mut Printer<'_>, system: &Use) {
    printer.begin(system.span.start);
    printer.put("use ");
    printer.raw(system.system);
    if let Some(alias) = system.alias {
        printer.put(" as ");
        printer.raw(alias);
    }
    printer.end(system.span.end);
}

fn put_step(printer: &mut Printer<'_>, step: &Step) {
    printer.begin(step.span.start);
    printer.put("step ");
    printer.raw(step.name);
    printer.put("(");
    for (index, param) in step.params.iter().enumerate() {
        printer.put(if index == 0 { "" } else { ", " });
        printer.raw(*param);
    }
    printer.put(") ");
    printer.block(&step.body);
    printer.end(step.span.end);
}

fn put_everywhere(printer: &mut Printer<'_>, everywhere: &Everywhere) {
    printer.begin(everywhere.span.start);
    printer.put("everywhere");
    if let [handler] = everywhere.handlers.as_slice() {
        printer.handler(" on ", handler, 0);
        return printer.end(handler.span.end);
    }
    let word = Span::new(everywhere.span.start, everywhere.span.start + 10);
    let end = several(printer, word.end, &everywhere.handlers);
    printer.end(end);
}

fn several(printer: &mut Printer<'_>, end: u32, handlers: &[Handler]) -> u32 {
    printer.clauses(end, &[], None, handlers)
}

/// Whether a comment has a line of its own between two places.
fn comment_line_between(printer: &Printer<'_>, from: u32, to: u32) -> bool {
    let between = printer.slice(Span::new(from, to));
    let lines = between.lines().skip(1);
    lines
        .into_iter()
        .any(|line| line.trim_start().starts_with('#'))
}

fn put_input(
    printer: &mut Printer<'_>,
    input: &Input,
    kind: &str,
    widest_name: usize,
    widest_kind: usize,
) {
    printer.begin(input.span.start);
    printer.put("input ");
    printer.raw(input.name);
    printer.put(":");
    printer.pad(widest_name + 1 - input.name.len());
    printer.put(kind);
    if let Some(help) = input.help {
        printer.pad(widest_kind.saturating_sub(kind.chars().count()) + 2);
        printer.raw(help);
    }
    printer.end(input.span.end);
}

/// An input that stands alone; its default may go over several lines.
fn one_input(printer: &mut Printer<'_>, input: &Input) {
    printer.begin(input.span.start);
    printer.put("input ");
    printer.raw(input.name);
    printer.put(": ");
    put_kind(printer, &input.kind);
    printer.optional(" = ", input.default.as_ref());
    if let Some(help) = input.help {
        printer.put("  ");
        printer.raw(help);
    }
    printer.end(input.span.end);
}

/// The kind and the default on one line, as they are printed.
fn kind_column(printer: &mut Printer<'_>, input: &Input) -> String {
    let start = printer.out.len();
    put_kind(printer, &input.kind);
    printer.optional(" = ", input.default.as_ref());
    printer.out.split_off(start)
}

fn put_kind(printer: &mut Printer<'_>, kind: &KindRef) {
    match &kind.form {
        KindForm::Words => printer.words(kind.span),
        KindForm::List(of) => {
            printer.put("list of ");
            put_kind(printer, of);
        }
        KindForm::OneOf(texts) => {
            printer.put("one of ");
            for (index, text) in texts.iter().enumerate() {
                printer.put(if index == 0 { "" } else { ", " });
                printer.raw(*text);
            }
        }
    }
}

fn put_every(printer: &mut Printer<'_>, every: &Every) {
    printer.begin(every.span.start);
    printer.put("every ");
    match &every.form {
        EveryForm::Period(at) => printer.raw(*at),
        EveryForm::Days { days, at, zone } => {
            for (index, day) in days.iter().enumerate() {
                printer.put(if index > 0 { ", " } else { "" });
                printer.raw(*day);
            }
            printer.put(" at ");
            printer.raw(*at);
            if let Some(zone) = zone {
                printer.put(" in ");
                printer.raw(*zone);
            }
        }
    }
    if let Some(late) = every.late {
        printer.put(", if missed run within ");
        printer.raw(late);
    }
    if every.waits.is_some() {
        printer.put(", if running wait");
    }
    printer.end(every.span.end);
}

fn put_when(printer: &mut Printer<'_>, line: &When) {
    printer.begin(line.span.start);
    printer.system(line.system);
    printer.put("when ");
    printer.raw(line.thing);
    printer.put(" arrives");
    let end = printer.clauses(line.head.end, &line.with, None, &[]);
    printer.end(end);
}
