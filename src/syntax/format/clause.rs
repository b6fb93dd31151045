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
        put_with(self, with, &mut line);
        put_giving(self, giving, &mut line);
        put_handlers(self, handlers, &mut line);
        line.end
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

    pub(super) fn phrase_value(&mut self, value: &Expr) {
        let outside = std::mem::replace(&mut self.in_phrase, true);
        self.expr(value);
        self.in_phrase = outside;
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
        put_reaction(self, &handler.reaction);
    }
}

fn put_with(printer: &mut Printer<'_>, args: &[Arg], line: &mut Line) {
    let (Some(first), Some(last)) = (args.first(), args.last()) else {
        return;
    };
    let all = first.name.to(last.value.span);
    let short = printer.on_one_line(all) && !printer.has_comment(all);
    let inline = short
        && printer.same_line(line.end, all.start)
        && printer.fits(|printer| printer.short_with(" with ", args));
    if !inline {
        break_line(printer, line, all.start);
        if !(short && printer.fits(|printer| printer.short_with("with ", args))) {
            long_with(printer, args);
        }
        printer.indent -= INDENT;
    }
    line.end = all.end;
}

fn long_with(printer: &mut Printer<'_>, args: &[Arg]) {
    let widest = args.iter().map(|arg| arg.name.len()).max().unwrap_or(0);
    printer.put("with ");
    printer.indent += "with ".len();
    for (index, arg) in args.iter().enumerate() {
        if index > 0 {
            printer.go_on(arg.name.start);
        }
        printer.raw(arg.name);
        printer.put(":");
        printer.pad(widest + 1 - arg.name.len());
        printer.phrase_value(&arg.value);
        if index + 1 < args.len() {
            printer.put(",");
            printer.end(arg.value.span.end);
        }
    }
    printer.indent -= "with ".len();
}

fn put_giving(printer: &mut Printer<'_>, name: Option<Span>, line: &mut Line) {
    let Some(name) = name else {
        return;
    };
    if line.broken || !printer.same_line(line.end, name.start) {
        break_line(printer, line, name.start);
        printer.put("giving ");
        printer.indent -= INDENT;
    } else {
        printer.put(" giving ");
    }
    printer.raw(name);
    line.end = name.end;
}

fn put_handlers(printer: &mut Printer<'_>, handlers: &[Handler], line: &mut Line) {
    if let [handler] = handlers
        && !line.broken
        && printer.same_line(line.end, handler.span.start)
        && !printer.has_comment(handler.span)
        && printer.fits(|printer| printer.handler(" on ", handler, 0))
    {
        line.end = handler.span.end;
        return;
    }
    printer.indent += INDENT;
    for (handler, width) in handlers.iter().zip(widths(handlers)) {
        printer.end(line.end);
        printer.go_on(handler.span.start);
        printer.handler("on ", handler, width);
        line.end = handler.span.end;
    }
    printer.indent -= INDENT;
}

fn put_reaction(printer: &mut Printer<'_>, reaction: &Reaction) {
    match &reaction.kind {
        ReactionKind::Retry(retry) => put_retry(printer, retry),
        ReactionKind::Jump(jump) => printer.jump(jump),
        ReactionKind::Run(call) => printer.run_step(call),
        ReactionKind::Block(block) => printer.block(block),
        ReactionKind::Bad => printer.raw(reaction.span),
    }
}

fn put_retry(printer: &mut Printer<'_>, retry: &Retry) {
    printer.put("retry");
    match &retry.times {
        Some(RetryTimes::Once) => printer.put(" once"),
        Some(RetryTimes::Count(count)) => {
            printer.optional(" ", Some(count));
            printer.put(" times");
        }
        None => {}
    }
    match &retry.pace {
        Some(Pace::Every(time)) => printer.optional(" every ", Some(time)),
        Some(Pace::BackingOff(from, to)) => {
            printer.optional(" backing off ", Some(from));
            printer.optional(" to ", Some(to));
        }
        None => {}
    }
    printer.optional(", for at most ", retry.limit.as_ref());
    if let Some(then) = &retry.then {
        printer.put(", then ");
        put_reaction(printer, then);
    }
}

/// Begins an indented line for a clause; whoever prints it takes the indent back.
fn break_line(printer: &mut Printer<'_>, line: &mut Line, start: u32) {
    printer.indent += INDENT;
    printer.end(line.end);
    printer.go_on(start);
    line.broken = true;
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
