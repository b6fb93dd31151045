//! What stands at the top of a file.

use super::Printer;
use crate::source::Span;
use crate::syntax::tree::*;

impl Printer<'_> {
    pub(super) fn item(&mut self, item: &Item) {
        match item {
            Item::Stmt(stmt) => self.stmt(stmt),
            Item::Input(_) => self.inputs(std::slice::from_ref(item)),
            Item::Use(system) => self.use_line(system),
            Item::Everywhere(everywhere) => self.everywhere(everywhere),
            Item::Step(step) => self.step(step),
            Item::Test(test) => self.test(test),
        }
    }

    fn use_line(&mut self, system: &Use) {
        self.begin(system.span.start);
        self.put("use ");
        self.raw(system.system);
        if let Some(alias) = system.alias {
            self.put(" as ");
            self.raw(alias);
        }
        self.end(system.span.end);
    }

    fn step(&mut self, step: &Step) {
        self.begin(step.span.start);
        self.put("step ");
        self.raw(step.name);
        self.put("(");
        for (index, param) in step.params.iter().enumerate() {
            self.put(if index == 0 { "" } else { ", " });
            self.raw(*param);
        }
        self.put(") ");
        self.block(&step.body);
        self.end(step.span.end);
    }

    fn everywhere(&mut self, everywhere: &Everywhere) {
        self.begin(everywhere.span.start);
        self.put("everywhere");
        if let [handler] = everywhere.handlers.as_slice() {
            self.handler(" on ", handler, 0);
            return self.end(handler.span.end);
        }
        let word = Span::new(everywhere.span.start, everywhere.span.start + 10);
        let end = self.several(word.end, &everywhere.handlers);
        self.end(end);
    }

    fn several(&mut self, end: u32, handlers: &[Handler]) -> u32 {
        self.clauses(end, &[], None, handlers)
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
                    || self.comment_line_between(end, start)
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

    /// Whether a comment has a line of its own between two places.
    fn comment_line_between(&self, from: u32, to: u32) -> bool {
        let between = self.slice(Span::new(from, to));
        let lines = between.lines().skip(1);
        lines
            .into_iter()
            .any(|line| line.trim_start().starts_with('#'))
    }

    /// Inputs that stand together, in columns.
    pub(super) fn inputs(&mut self, items: &[Item]) {
        let inputs: Vec<&Input> = items
            .iter()
            .filter_map(|item| match item {
                Item::Input(input) => Some(input),
                _ => None,
            })
            .collect();
        if let [input] = inputs.as_slice() {
            return self.one_input(input);
        }
        let kinds: Vec<String> = inputs.iter().map(|input| self.kind_column(input)).collect();
        let widest_name = inputs.iter().map(|i| i.name.len()).max().unwrap_or(0);
        let with_help = inputs.iter().zip(&kinds).filter(|(i, _)| i.help.is_some());
        let widest_kind = with_help.map(|(_, k)| k.chars().count()).max().unwrap_or(0);
        for (input, kind) in inputs.iter().zip(&kinds) {
            self.input(input, kind, widest_name, widest_kind);
        }
    }

    fn input(&mut self, input: &Input, kind: &str, widest_name: usize, widest_kind: usize) {
        self.begin(input.span.start);
        self.put("input ");
        self.raw(input.name);
        self.put(":");
        self.pad(widest_name + 1 - input.name.len());
        self.put(kind);
        if let Some(help) = input.help {
            self.pad(widest_kind.saturating_sub(kind.chars().count()) + 2);
            self.raw(help);
        }
        self.end(input.span.end);
    }

    /// An input that stands alone; its default may go over several lines.
    fn one_input(&mut self, input: &Input) {
        self.begin(input.span.start);
        self.put("input ");
        self.raw(input.name);
        self.put(": ");
        self.kind(&input.kind);
        self.optional(" = ", input.default.as_ref());
        if let Some(help) = input.help {
            self.put("  ");
            self.raw(help);
        }
        self.end(input.span.end);
    }

    /// The kind and the default on one line, as they are printed.
    fn kind_column(&mut self, input: &Input) -> String {
        let start = self.out.len();
        self.kind(&input.kind);
        self.optional(" = ", input.default.as_ref());
        self.out.split_off(start)
    }

    fn kind(&mut self, kind: &KindRef) {
        match &kind.form {
            KindForm::Words => self.words(kind.span),
            KindForm::List(of) => {
                self.put("list of ");
                self.kind(of);
            }
            KindForm::OneOf(texts) => {
                self.put("one of ");
                for (index, text) in texts.iter().enumerate() {
                    self.put(if index == 0 { "" } else { ", " });
                    self.raw(*text);
                }
            }
        }
    }
}
