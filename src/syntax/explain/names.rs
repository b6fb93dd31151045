//! Names: where one belongs, and how it is written.

use super::messages as say;
use super::walk::{Walk, Way};
use crate::syntax::tokens::{Sort, Token};
use crate::syntax::want::Want;
use crate::syntax::words::is_statement_word;

/// What a value that an action takes is called by.
pub(super) const VALUE_NAME: &str = "the name of the value";

impl<'a> Walk<'a> {
    /// The next token has to be a name; `what` says of what.
    pub(super) fn need_name(&mut self, what: &str) -> Way<Token<'a>> {
        let Some(token) = self.peek() else {
            return Err(say::missing(self, what, None));
        };
        match token.sort {
            Sort::Name => {
                self.step();
                Ok(token)
            }
            Sort::Word if is_statement_word(token.text) => Err(say::missing(self, what, None)),
            Sort::Word | Sort::Mixed => Err(say::bad_name(token)),
            _ if token.text == "<" => Err(say::bare_name(self, what)),
            // `with "Sale"`: the value itself, whose name is missing
            Sort::Text
                if what == VALUE_NAME && self.after(1).is_none_or(|next| next.text != ":") =>
            {
                Err(say::missing(self, what, None))
            }
            Sort::Text => Err(say::unquoted_name(self, token, what)),
            _ => Err(say::missing(self, what, None)),
        }
    }

    /// The next token has to be a name that is given here.
    pub(super) fn need_new_name(&mut self, what: &str) -> Way<Token<'a>> {
        self.want(|_| Want::NewName);
        self.need_name(what)
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
