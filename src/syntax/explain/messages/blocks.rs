//! Messages: what stands in the way of `blocks`.

use super::walk::{missing, misspelt, quoted, replace, shown_form};
use crate::diagnostic::{Diagnostic, Safety};
use crate::nearest::nearest;
use crate::source::Span;
use crate::syntax::codes;
use crate::syntax::explain::walk::{Walk, edit};
use crate::syntax::tokens::{Sort, Token};
use crate::syntax::words::is_language_word;

pub(in crate::syntax::explain) fn no_brace(walk: &Walk<'_>) -> Box<Diagnostic> {
    let rest = walk.source.text().get(walk.end as usize..).unwrap_or("");
    let below = rest.trim_start();
    let problem = Diagnostic::error(codes::MISSING, walk.gap(), "expected `{`");
    if below.starts_with('{') {
        let at = walk.end + (rest.len() - below.len()) as u32;
        let gap = Span::new(walk.gap().start, at);
        let problem = problem
            .also(Span::new(at, at + 1), "not on its own line")
            .help("move the `{` to the end of the line that opens the block");
        let only_blanks = walk.source.slice(gap).trim().is_empty();
        return Box::new(match only_blanks {
            true => problem.fix("move it up", Safety::Safe, vec![edit(gap, " ")]),
            false => problem,
        });
    }
    Box::new(problem.help(shown_form(walk)))
}

pub(in crate::syntax::explain) fn no_then(walk: &Walk<'_>, token: Token<'_>) -> Box<Diagnostic> {
    let problem = Diagnostic::error(
        codes::FOREIGN,
        token.span,
        format!("a block begins with `{{`, not with `{}`", token.text),
    )
    .help(shown_form(walk));
    let brace_follows = walk.after(1).is_some_and(|next| next.text == "{")
        || (walk.after(1).is_none() && walk.opens.is_some());
    let gap = Span::new(walk.gap().start, token.span.end);
    Box::new(match brace_follows {
        true => problem.fix(
            format!("remove `{}`", token.text),
            Safety::Safe,
            vec![edit(gap, "")],
        ),
        false => problem,
    })
}

pub(in crate::syntax::explain) fn no_each(walk: &Walk<'_>) -> Box<Diagnostic> {
    match walk.peek() {
        Some(every) if every.text == "every" => replace(
            walk,
            every,
            codes::FOREIGN,
            "use `each` instead of `every`".to_owned(),
            "each",
        ),
        _ => missing(walk, "`each`", Some(" each")),
    }
}

pub(in crate::syntax::explain) fn endless(token: Token<'_>) -> Box<Diagnostic> {
    Box::new(
        Diagnostic::error(
            codes::FOREIGN,
            token.span,
            format!("`repeat {}` has no limit", token.text),
        )
        .help("the form is `repeat at most <n> times every <duration> { … }`, with `leave` inside"),
    )
}

/// `} esle {`
pub(in crate::syntax::explain) fn meant_clause(
    walk: &Walk<'_>,
    token: Token<'_>,
) -> Option<Box<Diagnostic>> {
    if !token.is_letters() || is_language_word(token.text) {
        return None;
    }
    let meant = nearest(token.text, ["else", "always"])?;
    Some(misspelt(walk, token, meant))
}

pub(in crate::syntax::explain) fn after_brace(token: Token<'_>) -> Box<Diagnostic> {
    let gap = Span::at(token.span.start);
    let shown = quoted(token);
    let problem = Diagnostic::error(
        codes::LEFT_OVER,
        token.span,
        "the `}` of a block must end its line",
    )
    .label(format!("{shown} follows it"))
    .help("move what follows to its own line");
    Box::new(match token.sort {
        Sort::Word => problem.fix("start a new line", Safety::Safe, vec![edit(gap, "\n")]),
        _ => problem,
    })
}
