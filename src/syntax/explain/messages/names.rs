//! Messages: what stands in the way of `names`.

use super::walk::{missing, shown_form};
use crate::diagnostic::{Diagnostic, Safety, own_line};
use crate::syntax::codes;
use crate::syntax::explain::names::capitalised;
use crate::syntax::explain::walk::{Walk, edit};
use crate::syntax::tokens::{Sort, Token};

/// A name that is not written as one.
pub(in crate::syntax::explain) fn bad_name(token: Token<'_>) -> Box<Diagnostic> {
    if let Some(letter) = token.text.chars().find(|c| !c.is_ascii()) {
        return Box::new(
            Diagnostic::error(
                codes::LOOK_ALIKE,
                token.span,
                format!("name `{}` contains the letter `{letter}`", token.text),
            )
            .label("names use A to Z, a to z, 0 to 9 and `_`")
            .help("use a different name without that letter, here and wherever it is used"),
        );
    }
    let name = capitalised(token.text);
    let problem = Diagnostic::error(
        codes::CASE,
        token.span,
        format!("name `{}` must start with an upper-case letter", token.text),
    )
    .help(format!(
        "write `{name}`: names start with an upper-case letter, keywords are lower case"
    ));
    Box::new(problem.fix(
        format!("write `{name}`"),
        Safety::Unsafe,
        vec![edit(token.span, &name)],
    ))
}

/// `with Variable: callVariable3`: more often a text without its quotes than a variable.
pub(in crate::syntax::explain) fn mixed_value(
    walk: &Walk<'_>,
    token: Token<'_>,
) -> Box<Diagnostic> {
    if !token.text.is_ascii() {
        return bad_name(token);
    }
    let quoted = format!("\"{}\"", token.text);
    let line = own_line::replaced(walk.source, token.span, &quoted).unwrap_or(quoted);
    let found = Diagnostic::error(
        codes::CASE,
        token.span,
        format!("`{}` is neither a text nor a name", token.text),
    );
    Box::new(
        found
            .label("a text has quotes, a name starts with an upper-case letter")
            .help(format!(
                "write `{line}` for a text, or `{}` for a variable",
                capitalised(token.text)
            )),
    )
}

/// `<Name>` where a name alone belongs.
pub(in crate::syntax::explain) fn bare_name(walk: &Walk<'_>, what: &str) -> Box<Diagnostic> {
    let (open, close) = (walk.here(), walk.after(2));
    let name = walk.after(1).filter(|token| token.sort == Sort::Name);
    let (Some(name), Some(close)) = (name, close.filter(|token| token.text == ">")) else {
        return missing(walk, what, None);
    };
    Box::new(
        Diagnostic::error(
            codes::FOREIGN,
            open.to(close.span),
            format!("{what} does not take angle brackets here"),
        )
        .label("`< >` marks an input of an action")
        .help(format!("write `{}`", name.text))
        .fix(
            "remove `<` and `>`",
            Safety::Safe,
            vec![edit(open, ""), edit(close.span, "")],
        ),
    )
}

/// `"Approved"` where a name alone belongs.
pub(in crate::syntax::explain) fn unquoted_name(
    walk: &Walk<'_>,
    token: Token<'_>,
    what: &str,
) -> Box<Diagnostic> {
    let problem = Diagnostic::error(
        codes::FOREIGN,
        token.span,
        format!("{what} does not take quotes"),
    )
    .label("a text")
    .help(shown_form(walk));
    let inner = token.text.trim_matches('"');
    let mut letters = inner.chars();
    let is_name = letters
        .next()
        .is_some_and(|first| first.is_ascii_uppercase())
        && letters.all(|c| c.is_ascii_alphanumeric() || c == '_');
    Box::new(match is_name {
        true => problem.fix(
            "remove the quotes",
            Safety::Safe,
            vec![edit(token.span, inner)],
        ),
        false => problem,
    })
}
