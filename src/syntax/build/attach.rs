//! Where clauses belong: each goes to the statement above it, or it is said why it cannot.

use super::{Builder, Last, Sink};
use crate::diagnostic::{Diagnostic, Edit, Safety, own_line};
use crate::source::{Source, Span};
use crate::syntax::codes;
use crate::syntax::tree::*;

/// A clause that has been read and looks for its statement.
pub(super) enum Clause {
    With(Vec<Arg>, Option<Expr>),
    Giving(Span, Option<Expr>),
    On(Handler),
    Else(Option<Expr>, Block),
    Always(Block),
}

/// Why a clause and the statement above it do not fit.
enum Refusal {
    /// Nothing of that sort may follow such a statement.
    Foreign,
    /// A signal is waited for by its name alone.
    OfSignal,
    /// It comes too late: what stands before it has to stand behind it.
    Late(&'static str),
    /// There is one already.
    Second,
    /// It names what a `when` line returns, which sets the inputs of the same names.
    Gives(Span),
    /// It has a time limit, and such a statement takes none.
    Limit(Span),
    /// It has a time limit, and so has the statement already.
    SecondLimit(Span),
}

pub(super) fn attach<S: Sink>(
    builder: &mut Builder<'_>,
    clause: Clause,
    word: &'static str,
    at: Span,
    end: u32,
    out: &mut S,
) {
    let refused = match out.last() {
        Last::Stmt(stmt) => match give(stmt, clause) {
            Ok(()) => {
                stmt.span.end = stmt.span.end.max(end);
                return;
            }
            Err(refusal) => Some((stmt.span, refusal)),
        },
        Last::Everywhere(everywhere) => match clause {
            Clause::On(handler) => {
                everywhere.handlers.push(handler);
                everywhere.span.end = end;
                return;
            }
            _ => Some((everywhere.span, Refusal::Foreign)),
        },
        Last::When(line) => match give_conditions(line, clause) {
            Ok(()) => {
                line.span.end = end;
                return;
            }
            Err(refusal) => Some((line.span, refusal)),
        },
        Last::Nothing | Last::Other => None,
    };
    match refused {
        Some((above, refusal)) => {
            let clause = Span::new(at.start, end);
            misplaced(builder, word, at, (above, clause), refusal);
        }
        None => orphan(builder, word, at),
    }
}

fn orphan(builder: &mut Builder<'_>, word: &str, at: Span) {
    let wants = wants(word);
    builder.report(
        Diagnostic::error(
            codes::ORPHAN,
            at,
            format!("`{word}` belongs to no statement"),
        )
        .label(format!("no {wants} above it"))
        .help(format!("write `{word}` right after its {wants}")),
    );
}

/// `above` is the statement above, and the whole clause.
fn misplaced(
    builder: &mut Builder<'_>,
    word: &str,
    at: Span,
    (above, clause): (Span, Span),
    refusal: Refusal,
) {
    let above = builder
        .source
        .line_span(builder.source.line_of(above.start));
    let above = trimmed(builder, above);
    let problem = match refusal {
        Refusal::OfSignal => Diagnostic::error(codes::ORPHAN, at, "a signal has no conditions")
            .label("it is waited for by its name alone")
            .help(
                "remove `with` and what follows it; `giving <Name>` contains the value of the signal",
            ),
        Refusal::Foreign => Diagnostic::error(
            codes::ORPHAN,
            at,
            format!("`{word}` does not belong to the statement above it"),
        )
        .label(format!("`{word}` follows {}", follows(word)))
        .also(above, format!("`{word}` cannot follow this"))
        .help(format!("move `{word}` to its statement, or remove it")),
        Refusal::Late(before) => {
            let problem = Diagnostic::error(codes::ORDER, at, format!("`{word}` comes too late"))
                .label(format!("`{before}` comes before it"));
            match in_order(builder.source, before, clause) {
                Some((edit, line)) => problem.help(format!("write `{line}`")).fix(
                    format!("move `{word}` before `{before}`"),
                    Safety::Safe,
                    vec![edit],
                ),
                None => problem.help("write `with`, then `giving`, then `on`, and `always` last"),
            }
        }
        Refusal::Limit(limit) => {
            Diagnostic::error(codes::LEFT_OVER, limit, "`at most` needs a wait before it")
                .label("only `wait until` and `await` have a time limit")
                .also(above, "this does not wait")
                .help("limit the time of any statement with `within <duration> { … }`")
        }
        Refusal::SecondLimit(limit) => {
            Diagnostic::error(codes::TWICE, limit, "`at most` is set twice")
                .label("set again here")
                .help("remove one of the two limits")
        }
        Refusal::Gives(name) => {
            Diagnostic::error(codes::ORPHAN, at, "`giving` does not belong to `when`")
                .label("what arrives sets the inputs of the same names")
                .also(above, "`giving` cannot follow this")
                .help(format!(
                    "remove `giving {}`, and use the inputs: `<ContactId>`",
                    builder.source.slice(name)
                ))
        }
        Refusal::Second => {
            Diagnostic::error(codes::TWICE, at, format!("`{word}` is written twice")).help(
                match own_line::replaced(builder.source, clause, "") {
                    Some(line) if word == "giving" && !line.is_empty() => format!(
                        "one name holds everything that an action returns, by its fields: `{line}`"
                    ),
                    _ => second(word).to_owned(),
                },
            )
        }
    };
    builder.report(problem);
}

/// The late clause moved before the one that it has to precede, where one line has both.
fn in_order(source: &Source, before: &str, late: Span) -> Option<(Edit, String)> {
    let line = source.line_span(source.line_of(late.start));
    if late.end > line.end {
        return None;
    }
    let ahead = source.slice(Span::new(line.start, late.start));
    let first = ahead.rfind(&format!(" {before} "))? + 1;
    let first = Span::new(line.start + first as u32, late.start);
    let text = source.slice(first);
    if text.contains('"') {
        return None;
    }
    let edit = Edit {
        span: Span::new(first.start, late.end),
        text: format!("{} {}", source.slice(late).trim(), text.trim()),
    };
    let line = own_line::with(source, std::slice::from_ref(&edit))?;
    Some((edit, line))
}

fn trimmed(builder: &Builder<'_>, at: Span) -> Span {
    let text = builder.slice(at);
    let start = at.start + (text.len() - text.trim_start().len()) as u32;
    Span::new(start, start + text.trim().len() as u32)
}

fn give(stmt: &mut Stmt, clause: Clause) -> Result<(), Refusal> {
    if matches!(stmt.kind, StmtKind::Bad) {
        return Ok(());
    }
    match clause {
        Clause::With(args, limit) => give_with(stmt, args).and_then(|()| give_limit(stmt, limit)),
        Clause::Giving(name, limit) => give_name(stmt, name).and_then(|()| give_limit(stmt, limit)),
        Clause::On(handler) => give_handler(stmt, handler),
        Clause::Else(condition, block) => give_else(stmt, condition, block),
        Clause::Always(block) => give_always(stmt, block),
    }
}

fn give_conditions(line: &mut When, clause: Clause) -> Result<(), Refusal> {
    match clause {
        Clause::With(_, Some(limit)) => Err(Refusal::Limit(limit.span)),
        Clause::With(args, None) if line.with.is_empty() => {
            line.with = args;
            Ok(())
        }
        Clause::With(..) => Err(Refusal::Second),
        Clause::Giving(name, _) => Err(Refusal::Gives(name)),
        _ => Err(Refusal::Foreign),
    }
}

fn give_with(stmt: &mut Stmt, args: Vec<Arg>) -> Result<(), Refusal> {
    let (with, giving, handlers) = match &mut stmt.kind {
        StmtKind::Action(action) => (&mut action.with, &action.giving, &action.handlers),
        StmtKind::Await(wait) if wait.signal.is_none() => {
            (&mut wait.with, &wait.giving, &wait.handlers)
        }
        StmtKind::Await(_) => return Err(Refusal::OfSignal),
        _ => return Err(Refusal::Foreign),
    };
    if !handlers.is_empty() {
        return Err(Refusal::Late("on"));
    }
    if giving.is_some() {
        return Err(Refusal::Late("giving"));
    }
    if !with.is_empty() {
        return Err(Refusal::Second);
    }
    *with = args;
    Ok(())
}

/// `, at most 5m` behind a clause: the parts of a wait come in any order.
fn give_limit(stmt: &mut Stmt, limit: Option<Expr>) -> Result<(), Refusal> {
    let Some(limit) = limit else {
        return Ok(());
    };
    let at = limit.span;
    let StmtKind::Await(wait) = &mut stmt.kind else {
        return Err(Refusal::Limit(at));
    };
    match wait.at_most.replace(limit) {
        None => Ok(()),
        Some(_) => Err(Refusal::SecondLimit(at)),
    }
}

fn give_name(stmt: &mut Stmt, name: Span) -> Result<(), Refusal> {
    let (giving, handlers) = match &mut stmt.kind {
        StmtKind::Action(action) => (&mut action.giving, &action.handlers),
        StmtKind::Await(wait) => (&mut wait.giving, &wait.handlers),
        StmtKind::Run(run) => (&mut run.giving, &run.handlers),
        _ => return Err(Refusal::Foreign),
    };
    if !handlers.is_empty() {
        return Err(Refusal::Late("on"));
    }
    if giving.replace(name).is_some() {
        return Err(Refusal::Second);
    }
    Ok(())
}

fn give_handler(stmt: &mut Stmt, handler: Handler) -> Result<(), Refusal> {
    if let StmtKind::Try(group) = &stmt.kind
        && group.always.is_some()
    {
        return Err(Refusal::Late("always"));
    }
    add(handlers_of(stmt).ok_or(Refusal::Foreign)?, handler);
    Ok(())
}

/// One more of a list that is short for nearly all: it takes no room for more than there are.
pub(super) fn add<T>(list: &mut Vec<T>, one: T) {
    if list.len() < A_FEW {
        list.reserve_exact(1);
    }
    list.push(one);
}

/// From so many on a list grows as others do.
const A_FEW: usize = 4;

/// The handlers of a statement that can have some.
pub(super) fn handlers_of(stmt: &mut Stmt) -> Option<&mut Vec<Handler>> {
    match &mut stmt.kind {
        StmtKind::Action(action) => Some(&mut action.handlers),
        StmtKind::Repeat(repeat) => Some(&mut repeat.handlers),
        StmtKind::Try(group) => Some(&mut group.handlers),
        StmtKind::Within(within) => Some(&mut within.handlers),
        StmtKind::WaitUntil(wait) => Some(&mut wait.handlers),
        StmtKind::Await(wait) => Some(&mut wait.handlers),
        StmtKind::Run(run) => Some(&mut run.handlers),
        _ => None,
    }
}

fn give_else(stmt: &mut Stmt, condition: Option<Expr>, block: Block) -> Result<(), Refusal> {
    let StmtKind::If { arms, otherwise } = &mut stmt.kind else {
        return Err(Refusal::Foreign);
    };
    if otherwise.is_some() {
        return Err(Refusal::Second);
    }
    match condition {
        Some(condition) => arms.push((condition, block)),
        None => *otherwise = Some(block),
    }
    Ok(())
}

fn give_always(stmt: &mut Stmt, block: Block) -> Result<(), Refusal> {
    let StmtKind::Try(group) = &mut stmt.kind else {
        return Err(Refusal::Foreign);
    };
    if group.always.replace(block).is_some() {
        return Err(Refusal::Second);
    }
    Ok(())
}

fn wants(word: &str) -> &'static str {
    match word {
        "else" => "`if`",
        "always" => "`try`",
        "giving" => "action",
        _ => "action",
    }
}

fn follows(word: &str) -> &'static str {
    match word {
        "else" => "the `}` of an `if`",
        "always" => "the `}` or the handlers of a `try`",
        "on" => "an action, `run`, `try`, `within`, `repeat`, `await` or `wait until`",
        "giving" => "an action, `await` or `run`",
        _ => "an action or `await`",
    }
}

fn second(word: &str) -> &'static str {
    match word {
        "with" => "write all values after one `with`, separated by commas",
        "giving" => "one name holds everything that an action returns: read it as `<Name>.<Field>`",
        "else" => "an `if` has one `else`, and it is the last part",
        _ => "a `try` has one `always`: join both blocks",
    }
}
