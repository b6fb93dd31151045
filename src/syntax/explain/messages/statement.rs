//! Messages: what stands in the way of `statement`.

use super::value::phone_number;
use super::walk::{comma_before_clause, left_over, replace};
use crate::diagnostic::{Diagnostic, Safety};
use crate::source::Span;
use crate::syntax::codes;
use crate::syntax::explain::foreign::foreign_word;
use crate::syntax::explain::walk::{Walk, edit};
use crate::syntax::tokens::{Sort, Token};
use crate::syntax::words::is_statement_word;

pub(in crate::syntax::explain) fn equals_for(walk: &Walk<'_>, sign: Token<'_>) -> Box<Diagnostic> {
    let gap = Span::new(walk.gap().start, sign.span.end);
    Box::new(
        Diagnostic::error(
            codes::FOREIGN,
            sign.span,
            "use `=` after the name of a `let`",
        )
        .fix("write `=`", Safety::Safe, vec![edit(gap, " =")]),
    )
}

pub(in crate::syntax::explain) fn field_changed(
    walk: &Walk<'_>,
    name: Token<'_>,
) -> Box<Diagnostic> {
    Box::new(
        Diagnostic::error(codes::FOREIGN, walk.here(), "a field cannot be changed")
            .label("`let` sets a whole variable")
            .help(format!(
                "write a new record: `let {} = {{ <Field>: <value> }}`",
                name.text
            )),
    )
}

pub(in crate::syntax::explain) fn no_arguments(
    walk: &Walk<'_>,
    name: Token<'_>,
) -> Box<Diagnostic> {
    let problem = Diagnostic::error(
        codes::MISSING,
        walk.here(),
        "expected `( )` after the step's name",
    )
    .help(format!("write `run {}()`", name.text));
    let ends = walk.peek().is_none_or(|next| is_statement_word(next.text));
    Box::new(match ends {
        true => problem.fix("add `()`", Safety::Safe, vec![edit(walk.gap(), "()")]),
        false => problem,
    })
}

pub(in crate::syntax::explain) fn foreign_first(
    walk: &Walk<'_>,
    first: Token<'_>,
) -> Option<Box<Diagnostic>> {
    if first.text == "set" && walk.after(2).is_some_and(|sign| sign.text == "=") {
        let title = "use `let` to set a variable, not `set`".to_owned();
        return Some(replace(walk, first, codes::FOREIGN, title, "let"));
    }
    if matches!(first.text, "elif" | "elsif" | "elseif") {
        let title = format!("use `else if` instead of `{}`", first.text);
        let mut found = replace(walk, first, codes::FOREIGN, title, "else if");
        found.help =
            Some("write it after the `}` of the block above: `} else if <condition> {`".into());
        return Some(found);
    }
    let help = foreign_word(first.text)?;
    Some(foreign(first, help))
}

/// A first word of another language; `help` says what it is here.
pub(in crate::syntax::explain) fn foreign(first: Token<'_>, help: &str) -> Box<Diagnostic> {
    Box::new(
        Diagnostic::error(
            codes::FOREIGN,
            first.span,
            format!("unknown keyword `{}`", first.text),
        )
        .help(help),
    )
}

pub(in crate::syntax::explain) fn sign_in_phrase(
    walk: &Walk<'_>,
    token: Token<'_>,
) -> Box<Diagnostic> {
    if let Some(problem) = phone_number(walk, token) {
        return problem;
    }
    let problem = match token.text {
        ":" => Diagnostic::error(
            codes::MISSING,
            token.span,
            "expected `with` before the named values",
        )
        .help("write `with <Name>: <value>`"),
        "," if comma_before_clause(walk, token).is_some() => return left_over(walk),
        "," => Diagnostic::error(codes::LEFT_OVER, token.span, "`,` does not belong here")
            .label("an action has spaces between its words and values")
            .help("remove the comma"),
        "->" => Diagnostic::error(
            codes::MISSING,
            token.span,
            "expected `on` before the outcome",
        )
        .label("no handler starts before this arrow")
        .help("write `on <Outcome> -> …`"),
        "=" => Diagnostic::error(
            codes::FOREIGN,
            token.span,
            "`=` does not belong in an action",
        )
        .label("`let` sets a variable")
        .help(
            "write `let <Name> = <value>`, or `with <Name>: <value>` for a parameter of the action",
        ),
        "+" | "-" | "*" | "/" | ">" | "!=" | "<=" | ">=" => Diagnostic::error(
            codes::MISSING,
            token.span,
            "a calculation in an action needs parentheses",
        )
        .help(format!("write `{}`", in_brackets_here(walk, token))),
        _ => return left_over(walk),
    };
    Box::new(problem)
}

/// The calculation around a sign, as far as it can be told.
pub(in crate::syntax::explain) fn in_brackets_here(walk: &Walk<'_>, sign: Token<'_>) -> String {
    let value = |token: &Token<'_>| matches!(token.sort, Sort::Name | Sort::Number);
    let sides = walk.before().filter(value).zip(walk.after(1).filter(value));
    let sides = sides.filter(|_| {
        let before = walk.at.checked_sub(2);
        before.is_none_or(|at| walk.tokens[at].text != ".")
    });
    match sides {
        Some((left, right)) => format!("({} {} {})", left.text, sign.text, right.text),
        None => "(A + B)".to_owned(),
    }
}

pub(in crate::syntax::explain) fn no_blank(walk: &Walk<'_>, token: Token<'_>) -> Box<Diagnostic> {
    if !matches!(token.text, "(" | "<" | "[" | "{") && token.sort == Sort::Sign {
        return sign_in_phrase(walk, token);
    }
    let at = Span::at(token.span.start);
    Box::new(
        Diagnostic::error(codes::MISSING, token.span, "expected a space")
            .label("an action has spaces between its words and values")
            .fix("add a space", Safety::Safe, vec![edit(at, " ")]),
    )
}
