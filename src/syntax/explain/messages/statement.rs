//! Messages: what stands in the way of `statement`.

use super::value::phone_number;
use super::walk::{left_over, replace, shown_form};
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
            "after `let` a name gets its value with `=`",
        )
        .label("should be `=`")
        .help("write `let Name = value`")
        .fix("write `=`", Safety::Safe, vec![edit(gap, " =")]),
    )
}

pub(in crate::syntax::explain) fn field_changed(
    walk: &Walk<'_>,
    name: Token<'_>,
) -> Box<Diagnostic> {
    Box::new(
        Diagnostic::error(codes::FOREIGN, walk.here(), "a field cannot be changed")
            .label("`let` takes a name alone")
            .help(format!(
                "make a new record: `let {} = {{ Field: value }}`",
                name.text
            )),
    )
}

pub(in crate::syntax::explain) fn no_arguments(
    walk: &Walk<'_>,
    name: Token<'_>,
) -> Box<Diagnostic> {
    let problem = Diagnostic::error(codes::MISSING, walk.here(), "`( )` is missing")
        .label("a step is called with brackets, empty ones too")
        .help(format!("write `run {}()`", name.text));
    let ends = walk.peek().is_none_or(|next| is_statement_word(next.text));
    Box::new(match ends {
        true => problem.fix("put in `()`", Safety::Safe, vec![edit(walk.gap(), "()")]),
        false => problem,
    })
}

pub(in crate::syntax::explain) fn wait_for_word(walk: &Walk<'_>) -> Box<Diagnostic> {
    let here = walk.here();
    let blank = Span::new(
        here.start,
        walk.after(1).map_or(here.end, |next| next.span.start),
    );
    Box::new(
        Diagnostic::error(codes::FOREIGN, here, "`wait` takes the time right after it")
            .label("`for` is not written here")
            .help("write `wait 5s`")
            .fix("take out `for`", Safety::Safe, vec![edit(blank, "")]),
    )
}

pub(in crate::syntax::explain) fn no_thing(walk: &Walk<'_>, token: Token<'_>) -> Box<Diagnostic> {
    Box::new(
        Diagnostic::error(
            codes::MISSING,
            token.span,
            "the word for what is waited for is missing",
        )
        .label("`contact`, `agent` or the like belongs before this")
        .help(shown_form(walk)),
    )
}

pub(in crate::syntax::explain) fn foreign_first(
    walk: &Walk<'_>,
    first: Token<'_>,
) -> Option<Box<Diagnostic>> {
    if first.text == "set" && walk.after(2).is_some_and(|sign| sign.text == "=") {
        let title = "a name gets its value with `let`, not with `set`".to_owned();
        return Some(replace(walk, first, codes::FOREIGN, title, "let"));
    }
    if matches!(first.text, "elif" | "elsif" | "elseif") {
        let title = format!("`{}` is written `else if`", first.text);
        let mut found = replace(walk, first, codes::FOREIGN, title, "else if");
        found.help = Some("it follows the `}` of the block above: `} else if Age > 4h {`".into());
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
            format!("`{}` is not a word of the language", first.text),
        )
        .label("no statement begins with it")
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
        ":" => Diagnostic::error(codes::MISSING, token.span, "`with` is missing")
            .label("named values stand after `with`")
            .help("write `with Name: value, Other: value`"),
        "," => Diagnostic::error(codes::LEFT_OVER, token.span, "`,` does not belong here")
            .label("the words and values of an action have spaces between them")
            .help("take out the comma"),
        "->" => Diagnostic::error(codes::MISSING, token.span, "`on` is missing")
            .label("what stands before this arrow is not a handler")
            .help("write `on InvalidState -> retry`"),
        "=" => Diagnostic::error(codes::FOREIGN, token.span, "`=` cannot stand in an action")
            .label("a name gets its value with `let`")
            .help(
                "write `let Name = value`; a value of the action stands after `with Name: value`",
            ),
        "+" | "*" | "/" | ">" | "!=" | "<=" | ">=" => Diagnostic::error(
            codes::MISSING,
            token.span,
            "a calculation in an action needs brackets",
        )
        .label("the action's words and values go on after this")
        .help(format!("write it as `{}`", in_brackets_here(walk, token))),
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
        Diagnostic::error(codes::MISSING, token.span, "a space is missing")
            .label("a space belongs before this")
            .help("the words and values of an action have spaces between them")
            .fix("put in a space", Safety::Safe, vec![edit(at, " ")]),
    )
}
