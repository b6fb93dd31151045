//! `with`, `giving` and `on`.

use super::{INDENT, Printer};
use crate::source::Span;
use crate::syntax::tree::*;

/// How wide outcomes may be that reactions are lined up after.
const WIDEST: usize = 40;

impl Printer<'_> {
    /// The clauses of a statement whose text so far ended at `end` in the source. The last line
    /// stays open; where it ended in the source is handed back.
    pub(super) fn clauses(
        &mut self,
        end: u32,
        with: &[Arg],
        giving: Option<Span>,
        handlers: &[Handler],
    ) -> u32 {
        let mut line = Line { end, broken: false };
        self.with(with, &mut line);
        self.giving(giving, &mut line);
        self.handlers(handlers, &mut line);
        line.end
    }

    fn with(&mut self, args: &[Arg], line: &mut Line) {
        let (Some(first), Some(last)) = (args.first(), args.last()) else {
            return;
        };
        let all = first.name.to(last.value.span);
        let short = self.on_one_line(all) && !self.has_comment(all);
        let inline = short
            && self.same_line(line.end, all.start)
            && self.fits(|printer| printer.short_with(" with ", args));
        if !inline {
            self.break_line(line, all.start);
            if !(short && self.fits(|printer| printer.short_with("with ", args))) {
                self.long_with(args);
            }
            self.indent -= INDENT;
        }
        line.end = all.end;
    }

    pub(super) fn short_with(&mut self, word: &str, args: &[Arg]) {
        self.put(word);
        for (index, arg) in args.iter().enumerate() {
            self.put(if index == 0 { "" } else { ", " });
            self.raw(arg.name);
            self.put(": ");
            self.phrase_value(&arg.value);
        }
    }

    fn long_with(&mut self, args: &[Arg]) {
        let widest = args.iter().map(|arg| arg.name.len()).max().unwrap_or(0);
        self.put("with ");
        self.indent += "with ".len();
        for (index, arg) in args.iter().enumerate() {
            if index > 0 {
                self.go_on(arg.name.start);
            }
            self.raw(arg.name);
            self.put(":");
            self.pad(widest + 1 - arg.name.len());
            self.phrase_value(&arg.value);
            if index + 1 < args.len() {
                self.put(",");
                self.end(arg.value.span.end);
            }
        }
        self.indent -= "with ".len();
    }

    pub(super) fn phrase_value(&mut self, value: &Expr) {
        let outside = std::mem::replace(&mut self.in_phrase, true);
        self.expr(value);
        self.in_phrase = outside;
    }

    fn giving(&mut self, name: Option<Span>, line: &mut Line) {
        let Some(name) = name else {
            return;
        };
        if line.broken || !self.same_line(line.end, name.start) {
            self.break_line(line, name.start);
            self.put("giving ");
            self.indent -= INDENT;
        } else {
            self.put(" giving ");
        }
        self.raw(name);
        line.end = name.end;
    }

    fn handlers(&mut self, handlers: &[Handler], line: &mut Line) {
        if let [handler] = handlers
            && !line.broken
            && self.same_line(line.end, handler.span.start)
            && !self.has_comment(handler.span)
            && self.fits(|printer| printer.handler(" on ", handler, 0))
        {
            line.end = handler.span.end;
            return;
        }
        self.indent += INDENT;
        for (handler, width) in handlers.iter().zip(widths(handlers)) {
            self.end(line.end);
            self.go_on(handler.span.start);
            self.handler("on ", handler, width);
            line.end = handler.span.end;
        }
        self.indent -= INDENT;
    }

    pub(super) fn handler(&mut self, word: &str, handler: &Handler, width: usize) {
        self.put(word);
        match &handler.catches {
            Catches::AnyOther(_) => self.put("any other"),
            Catches::Named(names) => {
                for (index, name) in names.iter().enumerate() {
                    self.put(if index == 0 { "" } else { ", " });
                    self.raw(*name);
                }
            }
        }
        self.pad(width.saturating_sub(catches_width(handler)));
        self.put(" -> ");
        self.reaction(&handler.reaction);
    }

    fn reaction(&mut self, reaction: &Reaction) {
        match &reaction.kind {
            ReactionKind::Retry(retry) => self.retry(retry),
            ReactionKind::Ignore => self.put("ignore"),
            ReactionKind::Jump(jump) => self.jump(jump),
            ReactionKind::Run(call) => self.run_step(call),
            ReactionKind::Block(block) => self.block(block),
            ReactionKind::Bad => self.raw(reaction.span),
        }
    }

    fn retry(&mut self, retry: &Retry) {
        self.put("retry");
        match &retry.times {
            Some(RetryTimes::Once) => self.put(" once"),
            Some(RetryTimes::Count(count)) => {
                self.optional(" ", Some(count));
                self.put(" times");
            }
            None => {}
        }
        match &retry.pace {
            Some(Pace::Every(time)) => self.optional(" every ", Some(time)),
            Some(Pace::BackingOff(from, to)) => {
                self.optional(" backing off ", Some(from));
                self.optional(" to ", Some(to));
            }
            None => {}
        }
        self.optional(", for at most ", retry.limit.as_ref());
        if let Some(then) = &retry.then {
            self.put(", then ");
            self.reaction(then);
        }
    }

    /// Begins an indented line for a clause; whoever prints it takes the indent back.
    fn break_line(&mut self, line: &mut Line, start: u32) {
        self.indent += INDENT;
        self.end(line.end);
        self.go_on(start);
        line.broken = true;
    }
}

/// How far a statement has been printed.
struct Line {
    /// Where its text so far ended in the source.
    end: u32,
    /// Whether a clause stands on a line of its own already.
    broken: bool,
}

/// How wide each handler's outcomes are to be: as wide as the widest of those right above and below
/// it. A handler with a block stands for itself, and parts the others.
fn widths(handlers: &[Handler]) -> Vec<usize> {
    let mut widths = Vec::with_capacity(handlers.len());
    for group in handlers.chunk_by(|a, b| !has_block(&a.reaction) && !has_block(&b.reaction)) {
        let widest = group.iter().map(catches_width).max().unwrap_or(0);
        let width = if widest > WIDEST { 0 } else { widest };
        widths.extend(std::iter::repeat_n(width, group.len()));
    }
    widths
}

fn catches_width(handler: &Handler) -> usize {
    match &handler.catches {
        Catches::AnyOther(_) => "any other".len(),
        Catches::Named(names) => {
            let letters: usize = names.iter().map(|name| name.len()).sum();
            letters + 2 * names.len().saturating_sub(1)
        }
    }
}

fn has_block(reaction: &Reaction) -> bool {
    match &reaction.kind {
        ReactionKind::Block(_) => true,
        ReactionKind::Retry(retry) => retry.then.as_ref().is_some_and(has_block),
        _ => false,
    }
}
