//! Names: where one belongs, and how it is written.

use super::walk::{Walk, Way, edit};
use crate::diagnostic::{Diagnostic, Safety};
use crate::syntax::codes;
use crate::syntax::expected::Want;
use crate::syntax::tokens::{Sort, Token};
use crate::syntax::words::is_statement_word;

impl<'a> Walk<'a> {
    /// The next token has to be a name; `what` says of what.
    pub(super) fn need_name(&mut self, what: &str) -> Way<Token<'a>> {
        let Some(token) = self.peek() else {
            return Err(self.missing(what, None));
        };
        match token.sort {
            Sort::Name => {
                self.step();
                Ok(token)
            }
            Sort::Word if is_statement_word(token.text) => Err(self.missing(what, None)),
            Sort::Word | Sort::Mixed => Err(self.bad_name(token)),
            _ if token.text == "<" => Err(self.bare_name(what)),
            Sort::Text => Err(self.unquoted_name(token, what)),
            _ => Err(self.missing(what, None)),
        }
    }

    /// The next token has to be a name that is given here.
    pub(super) fn need_new_name(&mut self, what: &str) -> Way<Token<'a>> {
        self.want(|_| Want::NewName);
        self.need_name(what)
    }

    /// A name that is not written as one.
    pub(super) fn bad_name(&self, token: Token<'_>) -> Box<Diagnostic> {
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
    fn bare_name(&self, what: &str) -> Box<Diagnostic> {
        let (open, close) = (self.here(), self.after(2));
        let name = self.after(1).filter(|token| token.sort == Sort::Name);
        let (Some(name), Some(close)) = (name, close.filter(|token| token.text == ">")) else {
            return self.missing(what, None);
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

    fn unquoted_name(&self, token: Token<'_>, what: &str) -> Box<Diagnostic> {
        Box::new(
            Diagnostic::error(
                codes::FOREIGN,
                token.span,
                format!("{what} is written without quotes"),
            )
            .label("this is a text")
            .help(self.shown_form()),
        )
    }
}

/// A word as a name: `contact_id` and `contactId` are `ContactId`.
pub(super) fn capitalised(word: &str) -> String {
    let mut name = String::new();
    for part in word.split(['_', '-']).filter(|part| !part.is_empty()) {
        let mut letters = part.chars();
        name.extend(letters.next().map(|first| first.to_ascii_uppercase()));
        name.push_str(letters.as_str());
    }
    name
}
