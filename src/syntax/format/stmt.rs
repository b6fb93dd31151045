//! Statements and blocks. Each leaves its last line open and hands back where that line's text
//! ended in the source, so that what follows can stand on it.

use super::{INDENT, Printer};
use crate::source::Span;
use crate::syntax::tree::*;

impl Printer<'_> {
    /// A statement on lines of its own.
    pub(super) fn stmt(&mut self, stmt: &Stmt) {
        self.begin(stmt.span.start);
        let end = self.open_stmt(stmt);
        self.end(end);
    }

    fn open_stmt(&mut self, stmt: &Stmt) -> u32 {
        match &stmt.kind {
            StmtKind::Action(action) => return self.action(action),
            StmtKind::If { arms, otherwise } => return self.if_stmt(arms, otherwise.as_ref()),
            StmtKind::ForEach(each) => self.each(each),
            StmtKind::Repeat(repeat) => return self.repeat(repeat),
            StmtKind::Try(group) => return self.group(group),
            StmtKind::Within(within) => {
                self.optional("within ", Some(&within.limit));
                return self.body(&within.body, &within.handlers);
            }
            StmtKind::WaitUntil(wait) => return self.wait_until(wait),
            StmtKind::Await(wait) => return self.wait_for(wait),
            StmtKind::Run(run) => {
                self.run_step(&run.call);
                return self.clauses(run.call.span.end, &[], run.giving, &run.handlers);
            }
            StmtKind::Let { name, value } => self.named("let ", *name, " = ", value),
            StmtKind::Emit { name, value } => self.named("emit ", *name, ": ", value),
            StmtKind::Plain(plain, value) => {
                self.put(plain.word());
                self.optional(" ", Some(value));
            }
            StmtKind::Jump(jump) => self.jump(jump),
            StmtKind::Bad => self.raw(stmt.span),
        }
        stmt.span.end
    }

    pub(super) fn named(&mut self, before: &str, name: Span, between: &str, value: &Expr) {
        self.put(before);
        self.raw(name);
        self.put(between);
        self.expr(value);
    }

    fn action(&mut self, action: &Action) -> u32 {
        self.phrase(&action.phrase);
        let end = action.phrase.span.end;
        self.clauses(end, &action.with, action.giving, &action.handlers)
    }

    pub(super) fn phrase(&mut self, phrase: &Phrase) {
        self.system(phrase.system);
        for (index, part) in phrase.parts.iter().enumerate() {
            self.put(if index == 0 { "" } else { " " });
            match part {
                PhrasePart::Word(word) => self.raw(*word),
                PhrasePart::Value(value) => self.phrase_value(value),
            }
        }
    }

    pub(super) fn system(&mut self, system: Option<Span>) {
        if let Some(system) = system {
            self.raw(system);
            self.put(": ");
        }
    }

    fn if_stmt(&mut self, arms: &[(Expr, Block)], otherwise: Option<&Block>) -> u32 {
        let alone = arms.len() == 1 && otherwise.is_none();
        let mut end = None;
        for (condition, block) in arms {
            self.after_block(end, condition.span.start);
            self.put(if end.is_some() { "else if " } else { "if " });
            self.expr(condition);
            self.put(" ");
            self.block_of(block, alone);
            end = Some(block.span.end);
        }
        if let Some(block) = otherwise {
            self.after_block(end, block.span.start);
            self.put("else ");
            self.block_of(block, false);
            end = Some(block.span.end);
        }
        end.unwrap_or_default()
    }

    /// Comes between a `}` and the word that goes on after it: a blank, or the comments there.
    fn after_block(&mut self, end: Option<u32>, start: u32) {
        let Some(end) = end else {
            return;
        };
        if self.has_comment(Span::new(end, start)) {
            self.end(end);
            self.go_on(start);
        } else {
            self.put(" ");
        }
    }

    fn each(&mut self, each: &ForEach) {
        self.put("for each ");
        self.raw(each.name);
        self.optional(" in ", Some(&each.items));
        self.optional(", at most ", each.at_most.as_ref());
        if let Some(at_once) = &each.at_once {
            self.optional(", ", Some(at_once));
            self.put(" at once");
        }
        self.put(" ");
        self.block(&each.body);
    }

    fn repeat(&mut self, repeat: &Repeat) -> u32 {
        self.optional("repeat at most ", Some(&repeat.times));
        self.put(" times");
        self.optional(" every ", repeat.every.as_ref());
        self.body(&repeat.body, &repeat.handlers)
    }

    fn body(&mut self, block: &Block, handlers: &[Handler]) -> u32 {
        self.put(" ");
        self.block(block);
        self.clauses(block.span.end, &[], None, handlers)
    }

    fn group(&mut self, group: &Try) -> u32 {
        self.put("try");
        if let Some(times) = &group.times {
            self.optional(" ", Some(times));
            self.put(" times");
        }
        self.optional(" every ", group.every.as_ref());
        let end = self.body(&group.body, &group.handlers);
        let Some(always) = &group.always else {
            return end;
        };
        if group.handlers.is_empty() {
            self.after_block(Some(end), always.span.start);
        } else {
            self.end(end);
            self.go_on(always.span.start);
        }
        self.put("always ");
        self.block(always);
        always.span.end
    }

    fn wait_until(&mut self, wait: &WaitUntil) -> u32 {
        self.system(wait.system);
        self.put("wait until ");
        self.raw(wait.thing);
        self.put(" ");
        self.phrase_value(&wait.subject);
        self.put(if wait.negated { " is not " } else { " is " });
        self.raw(wait.state);
        self.optional(", at most ", wait.at_most.as_ref());
        let end = wait.at_most.as_ref().map_or(wait.state, |most| most.span);
        self.clauses(end.end, &[], None, &wait.handlers)
    }

    fn wait_for(&mut self, wait: &Await) -> u32 {
        self.system(wait.system);
        self.put("await ");
        self.raw(wait.thing);
        let mut end = wait.thing;
        if let Some(signal) = &wait.signal {
            self.put(" ");
            self.raw(signal.name);
            self.optional(" ", signal.question.as_ref());
            end = signal
                .question
                .as_ref()
                .map_or(signal.name, |text| text.span);
        }
        self.optional(", at most ", wait.at_most.as_ref());
        // A limit that comes behind a clause in the text is printed before it.
        let clauses = wait.with.iter().map(|arg| arg.name).chain(wait.giving);
        let first = clauses.map(|clause| clause.start).min().unwrap_or(u32::MAX);
        let limit = wait.at_most.as_ref().map(|most| most.span);
        let end = limit.filter(|limit| limit.start < first).unwrap_or(end);
        self.clauses(end.end, &wait.with, wait.giving, &wait.handlers)
    }

    pub(super) fn run_step(&mut self, call: &RunStep) {
        self.put("run ");
        self.raw(call.name);
        self.put("(");
        for (index, arg) in call.args.iter().enumerate() {
            self.put(if index == 0 { "" } else { ", " });
            self.expr(arg);
        }
        self.put(")");
    }

    pub(super) fn jump(&mut self, jump: &Jump) {
        self.put(jump.word());
        self.optional(" ", jump.value());
    }

    pub(super) fn block(&mut self, block: &Block) {
        self.block_of(block, true);
    }

    /// A block, on one line where the author wrote it so, it is short, and it may be.
    fn block_of(&mut self, block: &Block, may_be_short: bool) {
        let short = may_be_short && self.on_one_line(block.span) && is_short(block);
        if !(short && self.fits(|printer| printer.short_block(block))) {
            self.long_block(block);
        }
    }

    fn short_block(&mut self, block: &Block) {
        self.put("{ ");
        for stmt in &block.stmts {
            self.open_stmt(stmt);
            self.put(" ");
        }
        self.put("}");
    }

    fn long_block(&mut self, block: &Block) {
        self.put("{");
        self.indent += INDENT;
        self.end(block.span.start + 1);
        for stmt in &block.stmts {
            self.faithful(stmt.span, |printer| printer.stmt(stmt));
        }
        self.comments_before(block.span.end.saturating_sub(1), true);
        self.indent -= INDENT;
        self.pad(self.indent);
        self.put("}");
    }
}

/// Whether a block is one plain statement, or none.
fn is_short(block: &Block) -> bool {
    match block.stmts.as_slice() {
        [] => true,
        [only] => match &only.kind {
            StmtKind::Action(action) => action.handlers.is_empty(),
            StmtKind::Run(run) => run.handlers.is_empty(),
            StmtKind::Let { .. }
            | StmtKind::Emit { .. }
            | StmtKind::Plain(..)
            | StmtKind::Jump(_) => true,
            _ => false,
        },
        _ => false,
    }
}
