//! Messages: what stands in the way of `brackets`.

use super::walk::missing;
use crate::diagnostic::{Diagnostic, Edit, Safety, own_line};
use crate::source::Span;
use crate::syntax::codes;
use crate::syntax::explain::walk::{Walk, edit};
use crate::syntax::tokens::{Sort, Token};

/// Whether the bracket just taken is closed in the rest of the statement.
pub(in crate::syntax::explain) fn is_closed(walk: &Walk<'_>, open: &str, close: &str) -> bool {
    let mut depth = 1usize;
    for token in walk
        .tokens
        .iter()
        .skip(walk.at)
        .filter(|p| p.sort == Sort::Sign)
    {
        if token.text == open {
            depth += 1;
        } else if token.text == close {
            depth -= 1;
            if depth == 0 {
                return true;
            }
        }
    }
    false
}

pub(in crate::syntax::explain) fn unclosed(
    walk: &Walk<'_>,
    open: Token<'_>,
    close: &str,
) -> Box<Diagnostic> {
    let end = walk
        .tokens
        .last()
        .map_or(open.span.end, |last| last.span.end);
    let problem = Diagnostic::error(
        codes::UNCLOSED_BRACKET,
        open.span,
        format!("`{}` is never closed", open.text),
    )
    .label("opened here");
    let line = all_closed(walk).map(|line| format!("write `{line}`"));
    let last = walk.tokens.last();
    if let Some(other) = last.filter(|last| matches!(last.text, ")" | "]" | "}")) {
        return Box::new(
            problem
                .also(other.span, "closes a different bracket")
                .help(line.unwrap_or_else(|| format!("write `{close}` before it"))),
        );
    }
    Box::new(
        problem
            .also(
                Span::at(end),
                format!("the statement ends without its `{close}`"),
            )
            .help(line.unwrap_or_else(|| format!("add `{close}` at its end"))),
    )
}

/// The line with every bracket closed, each where the next one closes or at the end; nothing where
/// clauses follow that could stand inside or outside.
fn all_closed(walk: &Walk<'_>) -> Option<String> {
    let mut edits: Vec<Edit> = Vec::new();
    let mut open: Vec<&'static str> = Vec::new();
    for token in &walk.tokens {
        let clause = matches!(token.text, "with" | "giving" | "on" | "at" | "->");
        match (token.sort, token.text) {
            (Sort::Word | Sort::Sign, _) if clause && !open.is_empty() => return None,
            (Sort::Sign, "(") => open.push(")"),
            (Sort::Sign, "[") => open.push("]"),
            (Sort::Sign, "{") => open.push("}"),
            (Sort::Sign, close @ (")" | "]" | "}")) => {
                match open.iter().rposition(|waits| *waits == close) {
                    Some(at) => {
                        let missing: String = open.drain(at + 1..).rev().collect();
                        edits.push(edit(Span::at(token.span.start), &missing));
                        open.pop();
                    }
                    None => edits.push(edit(token.span, open.pop()?)),
                }
            }
            _ => {}
        }
    }
    let spaced = |close: &&'static str| if *close == "}" { " }" } else { *close };
    let missing: String = open.iter().rev().map(spaced).collect();
    edits.push(edit(Span::at(walk.tokens.last()?.span.end), &missing));
    own_line::with(walk.source, &edits)
}

pub(in crate::syntax::explain) fn no_comma(walk: &Walk<'_>, close: &str) -> Box<Diagnostic> {
    let begins_value = walk.peek().is_some_and(|token| {
        token.sort != Sort::Sign || matches!(token.text, "<" | "{" | "[" | "(")
    });
    if !begins_value {
        return missing(walk, &format!("`{close}`"), None);
    }
    Box::new(missing(walk, "a comma", Some(",")).help(match close {
        "]" => "separate the items with commas: `[<value>, <value>]`",
        "}" => "separate the fields with commas: `{ <Name>: <value>, <Name>: <value> }`",
        _ => "separate the values with commas",
    }))
}

pub(in crate::syntax::explain) fn colon_for(walk: &Walk<'_>, sign: Span) -> Box<Diagnostic> {
    Box::new(
        Diagnostic::error(codes::FOREIGN, sign, "use `:` between a name and its value")
            .help("write `<Name>: <value>`; `=` compares, and sets a variable after `let`")
            .fix(
                "write `:`",
                Safety::Safe,
                vec![edit(Span::new(walk.gap().start, sign.end), ":")],
            ),
    )
}

pub(in crate::syntax::explain) fn quoted_field(token: Token<'_>) -> Box<Diagnostic> {
    let quoted = format!("\"{}\"", token.text);
    Box::new(
        Diagnostic::error(
            codes::CASE,
            token.span,
            format!("field `{}` starts with a lower-case letter", token.text),
        )
        .help(format!(
            "write {quoted}: a field that the vendor writes in lower case needs quotes"
        ))
        .fix("add quotes", Safety::Safe, vec![edit(token.span, &quoted)]),
    )
}

pub(in crate::syntax::explain) fn open_input(
    walk: &Walk<'_>,
    open: Token<'_>,
    name: Token<'_>,
) -> Box<Diagnostic> {
    if walk.is(".") {
        return Box::new(
            Diagnostic::error(codes::FOREIGN, walk.here(), "`< >` holds a name only")
                .label("a field goes outside")
                .help(format!("write `<{}>.Field`", name.text)),
        );
    }
    let problem = Diagnostic::error(codes::UNCLOSED_BRACKET, open.span, "`<` is never closed")
        .label("opened here")
        .also(Span::at(name.span.end), "`>` belongs here")
        .help(format!("write `<{}>`", name.text));
    if walk
        .peek()
        .is_some_and(|next| next.is_letters() && next.sort != Sort::Word)
    {
        return Box::new(problem);
    }
    Box::new(problem.fix(
        "add `>`",
        Safety::Safe,
        vec![edit(Span::at(name.span.end), ">")],
    ))
}
