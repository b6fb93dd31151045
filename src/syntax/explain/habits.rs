//! Whole lines of other languages: what is said of one sign in them would lead nowhere.

use super::walk::Walk;
use crate::diagnostic::Diagnostic;
use crate::syntax::codes;

/// What is said of a line that is another language's as a whole.
pub(super) fn whole_line(walk: &Walk<'_>) -> Option<Diagnostic> {
    let first = walk.tokens.first()?;
    let (what, help) = language(walk)?;
    Some(Diagnostic::error(codes::FOREIGN, first.span, what).help(help))
}

fn language(walk: &Walk<'_>) -> Option<(&'static str, &'static str)> {
    let word = |at: usize| walk.tokens.get(at).map_or("", |token| token.text);
    let has = |text: &str| {
        let mut tokens = walk.tokens.iter();
        tokens.any(|token| token.text.eq_ignore_ascii_case(text))
    };
    match word(0).to_ascii_lowercase().as_str() {
        "select" | "delete" if has("from") => Some(SQL),
        "insert" if has("into") => Some(SQL),
        "exten" | "same" if word(1) == "=>" => Some(DIALPLAN),
        "let" | "const" | "var" if has("=>") => Some(FUNCTION),
        "for" if word(2) == "=" || word(1) == "(" => Some(COUNTING),
        _ => None,
    }
}

const SQL: (&str, &str) = (
    "the line looks like SQL",
    "use a `find …` action; `flow actions find` lists them",
);
const DIALPLAN: (&str, &str) = (
    "the line looks like an Asterisk dialplan",
    "write one action on each line; `flow actions` lists them",
);
const FUNCTION: (&str, &str) = (
    "the line looks like a JavaScript function",
    "write a step instead: `step <Name>(<Parameter>) { … }`, and run it with `run <Name>(…)`",
);
const COUNTING: (&str, &str) = (
    "a flow has no counting loop",
    "write `for each <Name> in <list> { … }`, or `repeat at most <n> times { … }`",
);
