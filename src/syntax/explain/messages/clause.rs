//! Messages: what stands in the way of `clause`.

use super::walk::missing;
use crate::diagnostic::{Diagnostic, Safety};
use crate::source::Span;
use crate::syntax::codes;
use crate::syntax::explain::walk::{Walk, Way, edit};
use crate::syntax::tokens::Token;

/// `with A: 1 and B: 2`: the `and` was read as part of the value.
pub(in crate::syntax::explain) fn no_and(walk: &Walk<'_>) -> Way {
    let Some(index) = walk.at.checked_sub(2).filter(|_| walk.is(":")) else {
        return Ok(());
    };
    match walk.tokens[index] {
        and if and.text == "and" => {
            let before = index
                .checked_sub(1)
                .map_or(and.span.start, |i| walk.tokens[i].span.end);
            Err(comma_for(and, before))
        }
        _ => Ok(()),
    }
}

pub(in crate::syntax::explain) fn no_colon(walk: &Walk<'_>, name: Token<'_>) -> Box<Diagnostic> {
    let problem = missing(walk, "`:`", walk.peek().map(|_| ":"));
    Box::new(problem.help(format!(
        "each value after `with` needs a name: `with {}: <value>`",
        name.text
    )))
}

pub(in crate::syntax::explain) fn last_comma(walk: &Walk<'_>) -> Box<Diagnostic> {
    let comma = walk
        .before()
        .map_or_else(|| walk.here(), |token| token.span);
    Box::new(
        Diagnostic::error(
            codes::INCOMPLETE,
            comma,
            "expected another value after the comma",
        )
        .help("write the next `<Name>: <value>`, or remove the comma")
        .fix("remove the comma", Safety::Safe, vec![edit(comma, "")]),
    )
}

pub(in crate::syntax::explain) fn comma_between_outcomes(
    walk: &Walk<'_>,
    or: Token<'_>,
) -> Box<Diagnostic> {
    let gap = Span::new(walk.gap().start, or.span.end);
    Box::new(
        Diagnostic::error(
            codes::FOREIGN,
            or.span,
            "use a comma between outcomes, not `or`",
        )
        .fix("write a comma", Safety::Safe, vec![edit(gap, ",")]),
    )
}

pub(in crate::syntax::explain) fn split_arrow(walk: &Walk<'_>, dash: Token<'_>) -> Box<Diagnostic> {
    let whole = dash
        .span
        .to(walk.after(1).map_or(dash.span, |next| next.span));
    Box::new(
        Diagnostic::error(codes::LITERAL, whole, "the arrow `->` is one symbol")
            .help("remove the space inside it")
            .fix("write `->`", Safety::Safe, vec![edit(whole, "->")]),
    )
}

pub(in crate::syntax::explain) fn comma_for(and: Token<'_>, before: u32) -> Box<Diagnostic> {
    let gap = Span::new(before, and.span.end);
    Box::new(
        Diagnostic::error(
            codes::FOREIGN,
            and.span,
            "use a comma between values, not `and`",
        )
        .fix("write a comma", Safety::Safe, vec![edit(gap, ",")]),
    )
}

/// Studio's `Default` branch.
pub(in crate::syntax) fn default_branch(at: Span) -> Box<Diagnostic> {
    Box::new(
        Diagnostic::error(codes::FOREIGN, at, "`Default` is not an outcome")
            .label("a branch of Studio")
            .help(
                "write `on any other -> …` for every outcome that no handler names; unlike Studio's `Default`, \
                 it never handles success",
            ),
    )
}

/// Words that elsewhere mean every other outcome.
pub(in crate::syntax::explain) fn everything(first: Token<'_>) -> Option<Diagnostic> {
    if !matches!(
        first.text,
        "*" | "_"
            | "else"
            | "other"
            | "others"
            | "otherwise"
            | "default"
            | "error"
            | "errors"
            | "failure"
            | "all"
    ) {
        return None;
    }
    Some(
        Diagnostic::error(
            codes::FOREIGN,
            first.span,
            format!("`{}` is not an outcome", first.text),
        )
        .help("write `on any other -> …`: every outcome but `Success` that no handler names")
        .fix(
            "write `any other`",
            Safety::Safe,
            vec![edit(first.span, "any other")],
        ),
    )
}
