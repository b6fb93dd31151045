//! Messages: what stands in the way of `first`.

use super::clause::default_branch;
use super::names::bad_name;
use super::statement::foreign;
use super::walk::{closes_nothing, misspelt};
use crate::diagnostic::{Diagnostic, Safety};
use crate::source::Span;
use crate::syntax::codes;
use crate::syntax::explain::foreign::foreign_word;
use crate::syntax::explain::walk::{Walk, edit};
use crate::syntax::tokens::{Sort, Token};
use crate::syntax::words::meant_word;

pub(in crate::syntax::explain) fn only_in_handler(walk: &Walk<'_>, word: &str) -> Box<Diagnostic> {
    let help = format!("write it after an action, in a handler: `on <Outcome> -> {word}`");
    Box::new(out_of_place(walk, format!("`{word}` belongs in a handler")).help(help))
}

pub(in crate::syntax::explain) fn lone_then(walk: &Walk<'_>) -> Box<Diagnostic> {
    Box::new(
        out_of_place(walk, "`then` belongs to a `retry`".to_owned())
            .label("the line above does not end with a comma")
            .help("write it after a `retry`: `retry <n> times, then …`; an `if` needs no `then`"),
    )
}

pub(in crate::syntax::explain) fn only_in_test(walk: &Walk<'_>, word: &str) -> Box<Diagnostic> {
    Box::new(
        out_of_place(walk, format!("`{word}` belongs in a test"))
            .help("move it into a test: `test \"…\" { … }`"),
    )
}

/// That the first word, which has just been taken, begins no statement here.
pub(in crate::syntax::explain) fn out_of_place(walk: &Walk<'_>, title: String) -> Diagnostic {
    let word = walk.before().map_or_else(|| walk.here(), |word| word.span);
    Diagnostic::error(codes::NOT_A_STATEMENT, word, title)
}

pub(in crate::syntax::explain) fn no_on(first: Token<'_>) -> Box<Diagnostic> {
    if first.text == "Default" {
        return default_branch(first.span);
    }
    let help = format!("write `on {} -> …`", first.text);
    no_word(first, "on", "a handler starts with `on`", help)
}

pub(in crate::syntax::explain) fn capital_phrase(
    walk: &Walk<'_>,
    first: Token<'_>,
    small: &str,
) -> Box<Diagnostic> {
    if let Some(help) = foreign_word(small) {
        let mut found = foreign(first, help);
        found.code = codes::CASE;
        return found;
    }
    let problem = Diagnostic::error(
        codes::CASE,
        first.span,
        format!("a statement cannot start with the name `{}`", first.text),
    )
    .label("the words of an action are lower case");
    let followed = walk
        .after(1)
        .is_some_and(|next| next.sort == Sort::Word || next.text == "<");
    Box::new(match followed {
        true => problem.help(format!("write `{small} …`")).fix(
            format!("write `{small}`"),
            Safety::Safe,
            vec![edit(first.span, small)],
        ),
        false => problem.help(
            "start with a keyword, like `log` or `let`, or with an action: `flow actions` lists them",
        ),
    })
}

/// `holdContact`, `hold_contact`, `HOLD_CONTACT`
pub(in crate::syntax::explain) fn mixed_words(first: Token<'_>) -> Box<Diagnostic> {
    if !first.text.is_ascii() {
        return bad_name(first);
    }
    let apart = in_words(first.text);
    Box::new(
        Diagnostic::error(
            codes::CASE,
            first.span,
            format!("unknown keyword `{}`", first.text),
        )
        .label("words are lower case, with spaces between them")
        .help(format!("write `{apart}`")),
    )
}

pub(in crate::syntax::explain) fn no_statement(first: Token<'_>) -> Box<Diagnostic> {
    if matches!(first.text, ")" | "]") {
        return closes_nothing(first);
    }
    if first.text == "{" {
        return loose_block(first.span);
    }
    let what = match first.sort {
        Sort::Text => "a text".to_owned(),
        Sort::Number => "a number".to_owned(),
        _ => format!("`{}`", first.text),
    };
    Box::new(
        Diagnostic::error(
            codes::NOT_A_STATEMENT,
            first.span,
            format!("a statement cannot start with {what}"),
        )
        .label("a statement starts with a lower-case word")
        .help(
            "start with a keyword, like `log` or `let`, or with an action: `flow actions` lists them",
        ),
    )
}

/// A word that begins no statement, and what follows shows that one was meant.
pub(in crate::syntax::explain) fn meant<'a>(
    walk: &Walk<'a>,
    first: Token<'a>,
) -> Option<Box<Diagnostic>> {
    let followed_as = |word: &str| match walk.after(1) {
        Some(next) => fits(word, next),
        None => walk.opens.is_some() && matches!(word, "try" | "else" | "always"),
    };
    let meant = meant_word(first.text).filter(|word| followed_as(word))?;
    Some(misspelt(walk, first, meant))
}

/// A name that is missing the word before it.
pub(in crate::syntax::explain) fn no_word(
    first: Token<'_>,
    word: &str,
    label: &str,
    help: String,
) -> Box<Diagnostic> {
    let before = Span::at(first.span.start);
    Box::new(
        Diagnostic::error(
            codes::MISSING,
            first.span,
            format!("expected `{word}` before {}", super::walk::quoted(first)),
        )
        .label(label)
        .help(help)
        .fix(
            format!("add `{word}`"),
            Safety::Safe,
            vec![edit(before, &format!("{word} "))],
        ),
    )
}

/// `holdContact` and `hold_contact` as words.
pub(in crate::syntax::explain) fn in_words(mixed: &str) -> String {
    let mut words = String::new();
    let mut small_before = false;
    for c in mixed.chars() {
        if c == '_' || (c.is_ascii_uppercase() && small_before) {
            words.push(' ');
        }
        if c != '_' {
            words.push(c.to_ascii_lowercase());
        }
        small_before = c.is_ascii_lowercase();
    }
    words
}

/// A block that no statement opens.
pub(in crate::syntax::explain) fn loose_block(open: Span) -> Box<Diagnostic> {
    Box::new(
        Diagnostic::error(
            codes::LOOSE_BLOCK,
            open,
            "a block needs a statement before it",
        )
        .help(
            "write what it is for before it: `if <condition> {`, `try {` or `within <duration> {`; or \
             remove the braces",
        ),
    )
}

/// Whether a token can come right after a statement's first word.
pub(in crate::syntax::explain) fn fits(word: &str, next: Token<'_>) -> bool {
    match word {
        "let" | "emit" | "step" | "run" | "giving" | "input" | "given" => next.sort == Sort::Name,
        "with" => next.sort == Sort::Name,
        "on" => next.sort == Sort::Name || next.text == "any",
        "for" => next.text == "each",
        "repeat" => next.text == "at",
        "everywhere" => next.text == "on",
        "test" | "log" => next.sort == Sort::Text,
        "finish" | "fail" => next.sort == Sort::Text,
        "try" | "else" | "always" => next.text == "{" || next.text == "if",
        "within" | "wait" => next.sort == Sort::Number || next.text == "until",
        "if" => next.sort != Sort::Word || next.text == "not",
        "expect" => next.text == "it",
        _ => false,
    }
}
