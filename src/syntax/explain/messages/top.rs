//! Messages: what stands in the way of `top`.

use super::walk::{missing, replace};
use crate::diagnostic::{Diagnostic, Safety};
use crate::source::Span;
use crate::syntax::codes;
use crate::syntax::explain::walk::{Walk, edit};
use crate::syntax::tokens::{Sort, Token};
use crate::value::Kind;

pub(in crate::syntax::explain) fn small_system(
    walk: &Walk<'_>,
    token: Token<'_>,
) -> Box<Diagnostic> {
    let small = token.text.trim_matches('"').to_lowercase();
    let title = "a system's name is lower case, without quotes";
    replace(walk, token, codes::CASE, title.to_owned(), &small)
}

/// Whether a `use` line names a file rather than a system.
pub(in crate::syntax::explain) fn means_steps(walk: &Walk<'_>) -> bool {
    let Some(first) = walk.peek() else {
        return false;
    };
    let more = walk.after(1).is_some();
    let file = first.sort == Sort::Text && first.text.contains(".flow");
    file || first.text == "steps" || more && first.text == "step"
}

/// That a line does not say when the flow starts.
pub(in crate::syntax::explain) fn form_of_every(walk: &Walk<'_>) -> Box<Diagnostic> {
    let problem = Diagnostic::error(
        codes::MISSING,
        walk.here(),
        "expected days with a time of day, or a period",
    );
    Box::new(problem.help(
        "write `every <days> at <time> in \"<zone>\"`, with `day`, `weekday` or names of days, or \
         `every <duration>`",
    ))
}

/// That what follows the comma of an `every` line is none of what it can be.
pub(in crate::syntax::explain) fn form_of_every_clause(walk: &Walk<'_>) -> Box<Diagnostic> {
    let problem = Diagnostic::error(
        codes::MISSING,
        walk.here(),
        "expected `if missed run within` or `if running wait`",
    );
    Box::new(problem.help(
        "write `, if missed run within <duration>`, then `, if running wait`, or only one of them",
    ))
}

/// That a `when` line does not say what arrives. Other languages test conditions with the word.
pub(in crate::syntax::explain) fn form_of_when(walk: &Walk<'_>) -> Box<Diagnostic> {
    let opens = walk.opens.is_some() || walk.tokens.iter().any(|token| token.is_sign("{"));
    let tests = opens || walk.tokens.iter().any(|token| token.is_sign("->"));
    let problem = Diagnostic::error(
        codes::MISSING,
        walk.here(),
        "expected what arrives, then `arrives`",
    );
    Box::new(problem.help(match tests {
        true => {
            "write `if <condition> { … }` to test a condition; `when contact arrives` at the top starts the \
             flow by itself"
        }
        false => "write `when contact arrives`, or `when contact arrives with <Name>: <value>`",
    }))
}

/// That a line to use the steps of a file is not written so; with what it says, where that is plain.
pub(in crate::syntax::explain) fn form_of_steps(walk: &Walk<'_>) -> Box<Diagnostic> {
    let first = walk.tokens.get(1).map_or(walk.here(), |token| token.span);
    let last = walk.tokens.last().map_or(first, |token| token.span);
    let words = walk.source.slice(first.to(last));
    let path = words
        .trim_start_matches("steps")
        .trim_start_matches("step")
        .trim_start()
        .trim_start_matches("from ")
        .trim();
    let problem = Diagnostic::error(
        codes::MISSING,
        walk.here(),
        "expected `use steps from` and a file in quotes",
    );
    let bare = path.trim_matches('"');
    let plain = bare.ends_with(".flow") && !bare.contains(['"', ' ', '\n', '{', '\\']);
    Box::new(match plain {
        true => {
            let line = format!("steps from \"{bare}\"");
            problem.help(format!("write `use {line}`")).fix(
                format!("Write `use {line}`"),
                Safety::Safe,
                vec![edit(first.to(last), &line)],
            )
        }
        false => problem.help("write `use steps from \"….flow\"`"),
    })
}

pub(in crate::syntax::explain) fn no_kind(walk: &Walk<'_>, name: Token<'_>) -> Box<Diagnostic> {
    Box::new(
        Diagnostic::error(codes::MISSING, walk.gap(), "expected a type")
            .label(format!(
                "write `: text` or another type after `{}`",
                name.text
            ))
            .help(format!("the types are {}", kinds())),
    )
}

pub(in crate::syntax::explain) fn kind_expected(walk: &Walk<'_>) -> Box<Diagnostic> {
    Box::new(
        Diagnostic::error(codes::MISSING, walk.here(), "expected a type")
            .help(format!("the types are {}", kinds())),
    )
}

pub(in crate::syntax::explain) fn capital_kind(token: Token<'_>) -> Box<Diagnostic> {
    let small = token.text.to_lowercase();
    let problem = Diagnostic::error(
        codes::CASE,
        token.span,
        format!("unknown type `{}`", token.text),
    )
    .label("types are lower case");
    let mut named = Kind::NAMED.iter().map(|(name, _)| *name);
    let (known, safety) = match named.find(|name| *name == small) {
        Some(known) => (Some(known), Safety::Safe),
        None => (Kind::meant(&small), Safety::Unsafe),
    };
    let Some(known) = known else {
        return Box::new(problem.help(format!("the types are {}", kinds())));
    };
    let write = format!("write `{known}`");
    Box::new(
        problem
            .help(write.clone())
            .fix(write, safety, vec![edit(token.span, known)]),
    )
}

pub(in crate::syntax::explain) fn unquoted(walk: &Walk<'_>, token: Token<'_>) -> Box<Diagnostic> {
    let bare = walk.tokens.iter().skip(walk.at);
    let bare = bare.take_while(|next| next.is_letters() || next.text == ",");
    let mut edits = Vec::new();
    for word in bare.filter(|next| next.is_letters()) {
        edits.push(edit(Span::at(word.span.start), "\""));
        edits.push(edit(Span::at(word.span.end), "\""));
    }
    Box::new(
        Diagnostic::error(
            codes::MISSING,
            token.span,
            "the values of `one of` need quotes",
        )
        .fix("add quotes", Safety::Safe, edits),
    )
}

pub(in crate::syntax::explain) fn no_params(walk: &Walk<'_>, name: Token<'_>) -> Box<Diagnostic> {
    Box::new(
        Diagnostic::error(
            codes::MISSING,
            walk.gap(),
            "expected `( )` after the step's name",
        )
        .help(format!("write `step {}() {{ … }}`", name.text))
        .fix("add `()`", Safety::Safe, vec![edit(walk.gap(), "()")]),
    )
}

pub(in crate::syntax::explain) fn unnamed_test(walk: &Walk<'_>) -> Box<Diagnostic> {
    let (first, last) = (
        walk.here(),
        walk.tokens.last().map_or(walk.here(), |p| p.span),
    );
    let problem = missing(walk, "the test's name", None);
    if walk.peek().is_none() {
        return problem;
    }
    let words = walk.source.slice(first.to(last));
    let plain = !words.contains(['"', '\n', '{']);
    Box::new(match plain {
        true => problem
            .help(format!("write `test \"{words}\" {{ … }}`"))
            .fix(
                "add quotes",
                Safety::Safe,
                vec![
                    edit(Span::at(first.start), "\""),
                    edit(Span::at(last.end), "\""),
                ],
            ),
        false => *problem,
    })
}

pub(in crate::syntax::explain) fn kinds() -> String {
    let mut names: Vec<&str> = Kind::NAMED.iter().map(|(name, _)| *name).collect();
    names.extend(["list of …", "one of \"A\", \"B\""]);
    names.join(", ")
}
