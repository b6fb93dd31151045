//! Messages: what stands in the way of `names`.

use super::walk::{missing, shown_form};
use crate::diagnostic::{Diagnostic, Safety};
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
                format!("`{}` holds the letter `{letter}`", token.text),
            )
            .label("names are made of A to Z, a to z, 0 to 9 and `_`")
            .help("type the name anew, in plain letters"),
        );
    }
    let name = capitalised(token.text);
    let problem = Diagnostic::error(
        codes::CASE,
        token.span,
        format!("names begin with a capital letter: `{}`", token.text),
    )
    .label(format!("written `{name}`, this is a name"))
    .help("small letters are words of the language, capitalised words are your data");
    Box::new(problem.fix(
        format!("write `{name}`"),
        Safety::Unsafe,
        vec![edit(token.span, &name)],
    ))
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
            format!("{what} is written without `< >` here"),
        )
        .label("`< >` marks an input in a phrase or after `with`")
        .help(format!("write `{}`", name.text))
        .fix(
            "take out `<` and `>`",
            Safety::Safe,
            vec![edit(open, ""), edit(close.span, "")],
        ),
    )
}

pub(in crate::syntax::explain) fn unquoted_name(
    walk: &Walk<'_>,
    token: Token<'_>,
    what: &str,
) -> Box<Diagnostic> {
    Box::new(
        Diagnostic::error(
            codes::FOREIGN,
            token.span,
            format!("{what} is written without quotes"),
        )
        .label("this is a text")
        .help(shown_form(walk)),
    )
}
