//! What can be wrong inside of a text.

use super::names::capitalised;
use super::walk::{Walk, Way, edit};
use crate::diagnostic::{Diagnostic, Safety};
use crate::source::Span;
use crate::syntax::codes;
use crate::syntax::tokens::Token;
use crate::syntax::words::VALUES;

/// Whether a closed text holds right escapes and right values in braces.
pub(super) fn check(walk: &Walk<'_>, token: Token<'_>) -> Way {
    let inside = &token.text[1..token.text.len().saturating_sub(1).max(1)];
    let first = token.span.start + 1;
    let mut at = 0;
    while let Some(found) = inside[at..].find(['\\', '{']) {
        at += found;
        let place = first + at as u32;
        let rest = &inside[at..];
        if rest.starts_with('\\') {
            at += escape(rest, place)?;
        } else {
            at += insert(walk, token, rest, place)?;
        }
    }
    Ok(())
}

/// Looks at an escape; how long it is.
fn escape(rest: &str, at: u32) -> Way<usize> {
    let letter = rest.chars().nth(1).unwrap_or(' ');
    if matches!(letter, '"' | '{' | '\\' | 'n') {
        return Ok(2);
    }
    let span = Span::new(at, at + 1 + letter.len_utf8() as u32);
    let problem = Diagnostic::error(
        codes::ESCAPE,
        span,
        format!("unknown escape `\\{letter}` in a text"),
    )
    .label("`\\` goes before `\"`, `{`, `\\` and `n` only");
    Err(Box::new(match letter {
        't' => problem.help("type a tab, or spaces"),
        '}' => problem.help("write `}` without a backslash").fix(
            "remove the `\\`",
            Safety::Safe,
            vec![edit(Span::new(at, at + 1), "")],
        ),
        _ => problem.help("write `\\\\` for a backslash").fix(
            "write `\\\\`",
            Safety::Safe,
            vec![edit(Span::new(at, at + 1), "\\\\")],
        ),
    }))
}

/// Looks at a value in braces; how long it is.
fn insert(walk: &Walk<'_>, token: Token<'_>, rest: &str, at: u32) -> Way<usize> {
    let open = Span::new(at, at + 1);
    let Some(close) = rest.find('}') else {
        return Err(Box::new(unclosed(walk, token, open)));
    };
    let inside = &rest[1..close];
    let span = Span::new(at, at + close as u32 + 1);
    match fault(inside, span) {
        Some(problem) => Err(Box::new(problem)),
        None => Ok(close + 1),
    }
}

fn unclosed(walk: &Walk<'_>, token: Token<'_>, open: Span) -> Diagnostic {
    let goes_on = walk
        .tokens
        .iter()
        .any(|next| next.glued && next.span.start == token.span.end);
    if goes_on {
        return Diagnostic::error(codes::INSERT, open, "a text cannot contain another text")
            .label("the quotes inside these braces end the text")
            .help("set a variable first, `let <Name> = …`, and write it in braces");
    }
    Diagnostic::error(codes::INSERT, open, "`{` is never closed")
        .label("the text ends before its `}`")
        .help("write `{Name}` for a value, `\\{` for a plain brace")
        .fix("write `\\{`", Safety::Unsafe, vec![edit(open, "\\{")])
}

fn fault(inside: &str, span: Span) -> Option<Diagnostic> {
    let word = inside.trim();
    let problem = |title: String| Diagnostic::error(codes::INSERT, span, title);
    let inner = Span::new(span.start + 1, span.end - 1);
    if word.is_empty() {
        return Some(
            problem("the braces are empty".to_owned())
                .help("write `{Name}` for a value, `\\{}` for plain braces"),
        );
    }
    if let Some(name) = bracketed(word) {
        return Some(
            problem("an input inside a text does not take angle brackets".to_owned())
                .help(format!("write `{{{name}}}`"))
                .fix(
                    format!("write `{name}`"),
                    Safety::Safe,
                    vec![edit(inner, name)],
                ),
        );
    }
    if is_one_word(word)
        && !word.starts_with(|c: char| c.is_ascii_uppercase() || c.is_ascii_digit())
    {
        let name = capitalised(word);
        return Some(
            problem(format!("`{word}` is not a name"))
                .label("names start with an upper-case letter")
                .help(match VALUES.contains(&word) {
                    true => format!(
                        "set a variable first, `let <Name> = {word}`, and write it in the braces"
                    ),
                    false => {
                        format!("write `{{{name}}}` for the value, `\\{{{word}}}` for plain braces")
                    }
                }),
        );
    }
    if word.contains('(') {
        return Some(
            problem("a text cannot contain a function or a bracket".to_owned())
                .label("it can contain names, fields, numbers and `+ - * /`")
                .help("set a variable first, `let <Name> = …`, and write it in braces"),
        );
    }
    if reads(word) {
        return None;
    }
    Some(
        problem("the braces hold what a text cannot contain".to_owned())
            .label("it can contain names, fields, numbers and `+ - * /`")
            .help("write a name in the braces, or `\\{` for a plain brace"),
    )
}

fn bracketed(word: &str) -> Option<&str> {
    let name = word.strip_prefix('<')?.strip_suffix('>')?;
    is_one_word(name).then_some(name)
}

fn is_one_word(word: &str) -> bool {
    !word.is_empty() && word.chars().all(|c| c.is_alphanumeric() || c == '_')
}

/// Whether what stands in braces is operands with signs between them.
fn reads(word: &str) -> bool {
    let mut operand = true;
    for part in word.split_whitespace() {
        let sign = matches!(part, "+" | "-" | "*" | "/");
        if sign == operand
            || !(sign || part.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '-'))
        {
            return false;
        }
        operand = !operand;
    }
    !operand
}
