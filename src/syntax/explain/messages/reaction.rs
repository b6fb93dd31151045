//! Messages: what stands in the way of `reaction`.

use super::walk::{missing, misspelt, shown_form};
use crate::diagnostic::{Diagnostic, Safety};
use crate::nearest::nearest;
use crate::source::Span;
use crate::syntax::codes;
use crate::syntax::explain::walk::{Walk, edit};
use crate::syntax::tokens::{Sort, Token};
use crate::syntax::words::{REACTIONS, is_language_word};

/// Whether words with a bracket follow: a function, and no clause.
pub(in crate::syntax::explain) fn calls(walk: &Walk<'_>) -> bool {
    let words = (0..).take_while(|&n| walk.after(n).is_some_and(|p| p.sort == Sort::Word));
    walk.after(words.count())
        .is_some_and(|open| open.is_sign("(") && open.glued)
}

pub(in crate::syntax::explain) fn bad_reaction<'a>(
    walk: &Walk<'a>,
    token: Token<'a>,
) -> Box<Diagnostic> {
    if !token.is_letters() {
        return Box::new(
            Diagnostic::error(codes::NOT_A_REACTION, token.span, "unknown handler action")
                .help(format!("write one of {}, or a block in braces", listed())),
        );
    }
    if is_language_word(token.text) && !FOREIGN.iter().any(|(words, _)| words.contains(&token.text))
    {
        return needs_braces(walk, token);
    }
    let followed = walk.after(1).is_some_and(|next| {
        next.text == "<" || matches!(next.sort, Sort::Word | Sort::Name) && next.text != "on"
    });
    let foreign = FOREIGN
        .iter()
        .find(|(words, _)| words.contains(&token.text));
    match (nearest(token.text, REACTIONS.iter().copied()), foreign) {
        (_, Some((_, ours))) if !followed => foreign_reaction(token, ours),
        (Some(meant), _) => misspelt(walk, token, meant),
        _ if followed => needs_braces(walk, token),
        _ => unknown_reaction(token),
    }
}

pub(in crate::syntax::explain) fn foreign_reaction(
    token: Token<'_>,
    ours: &str,
) -> Box<Diagnostic> {
    Box::new(
        Diagnostic::error(
            codes::FOREIGN,
            token.span,
            format!("use `{ours}` instead of `{}`", token.text),
        )
        .help(format!(
            "the handler actions are {}, or a block in braces",
            listed()
        ))
        .fix(
            format!("write `{ours}`"),
            Safety::Unsafe,
            vec![edit(token.span, ours)],
        ),
    )
}

pub(in crate::syntax::explain) fn unknown_reaction(token: Token<'_>) -> Box<Diagnostic> {
    Box::new(
        Diagnostic::error(
            codes::NOT_A_REACTION,
            token.span,
            format!("unknown handler action `{}`", token.text),
        )
        .help(format!(
            "write one of {}; an action needs braces: `-> {{ … }}`",
            listed()
        )),
    )
}

/// An action or a statement right after `->`.
pub(in crate::syntax::explain) fn needs_braces(
    walk: &Walk<'_>,
    token: Token<'_>,
) -> Box<Diagnostic> {
    let problem = Diagnostic::error(
        codes::NOT_A_REACTION,
        token.span,
        "a statement in a handler needs braces",
    );
    let last = walk.tokens.last().map_or(token.span, |last| last.span);
    let whole = token.span.to(last);
    let text = walk.source.slice(whole);
    let another = walk
        .tokens
        .iter()
        .skip(walk.at)
        .any(|next| next.text == "on");
    if walk.opens.is_some() || another || text.contains('\n') || text.len() > 60 {
        return Box::new(problem.help("write `-> { … }`"));
    }
    Box::new(problem.help(format!("write `-> {{ {text} }}`")).fix(
        "add braces",
        Safety::Safe,
        vec![
            edit(Span::at(whole.start), "{ "),
            edit(Span::at(whole.end), " }"),
        ],
    ))
}

pub(in crate::syntax::explain) fn count_alone(token: Token<'_>) -> Box<Diagnostic> {
    Box::new(
        Diagnostic::error(
            codes::FOREIGN,
            token.span,
            "the number of retries comes right after `retry`",
        )
        .label("not needed here")
        .help("write `retry <n> times`"),
    )
}

pub(in crate::syntax::explain) fn endless_retry(token: Token<'_>) -> Box<Diagnostic> {
    Box::new(
        Diagnostic::error(codes::FOREIGN, token.span, "a retry needs a limit")
            .label(format!("`{}` has none", token.text))
            .help("write `retry <n> times` or `retry, for at most <duration>`"),
    )
}

pub(in crate::syntax::explain) fn comma_too_many(
    walk: &Walk<'_>,
    comma: Token<'_>,
) -> Box<Diagnostic> {
    Box::new(
        Diagnostic::error(codes::LEFT_OVER, comma.span, "a comma does not belong here")
            .label("no comma is needed here")
            .help(shown_form(walk))
            .fix("remove the comma", Safety::Safe, vec![edit(comma.span, "")]),
    )
}

pub(in crate::syntax::explain) fn comma_before(
    walk: &Walk<'_>,
    token: Token<'_>,
) -> Box<Diagnostic> {
    let mut problem = missing(walk, "a comma", Some(","));

    let unlimited = walk.after(1).is_some_and(|next| next.sort == Sort::Number);
    if let Some(fix) = problem
        .fix
        .as_mut()
        .filter(|_| token.text == "for" && unlimited)
    {
        fix.title = "write `, for at most`".to_owned();
        fix.edits.push(edit(Span::at(token.span.end), " at most"));
    }
    problem
}

pub(in crate::syntax::explain) fn listed() -> String {
    let words: Vec<String> = REACTIONS.iter().map(|word| format!("`{word}`")).collect();
    words.join(", ")
}

/// Words that others write for a reaction.
const FOREIGN: &[(&[&str], &str)] = &[
    (
        &["continue", "skip", "pass", "proceed", "nothing", "noop"],
        "ignore",
    ),
    (&["break"], "leave"),
    (&["abort", "raise", "throw", "error", "die"], "fail"),
    (&["stop", "exit", "quit", "end", "done", "halt"], "finish"),
    (&["again", "repeat", "try"], "retry"),
    (&["call", "goto", "do"], "run"),
];
