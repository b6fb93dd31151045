//! Values in brackets, and what is missing in them.

use super::messages as say;
use super::walk::{Walk, Way};
use crate::syntax::tokens::{Sort, Token};
use crate::syntax::want::Of;

impl<'a> Walk<'a> {
    /// Something after an opening bracket; one that is never closed is reported there.
    pub(super) fn in_brackets(
        &mut self,
        open: Token<'a>,
        close: &'static str,
        inside: impl FnOnce(&mut Self) -> Way,
    ) -> Way {
        self.step();
        if !self.unfinished && !say::is_closed(self, open.text, close) {
            return Err(say::unclosed(self, open, close));
        }
        inside(self)
    }

    pub(super) fn listed_one(&mut self, what: &str) -> Way {
        self.expr(what, Of::Any)?;
        self.close(")")
    }

    /// Things with commas between them, up to a closing bracket.
    pub(super) fn listed(
        &mut self,
        close: &'static str,
        mut one: impl FnMut(&mut Self, &str) -> Way,
    ) -> Way {
        while !self.take(close) {
            one(self, "a value")?;
            if !self.take(",") && !self.may(close) {
                return Err(say::no_comma(self, close));
            }
        }
        Ok(())
    }

    fn close(&mut self, close: &'static str) -> Way {
        if self.take(close) {
            return Ok(());
        }
        Err(say::no_comma(self, close))
    }

    /// `Name: value` in a record.
    pub(super) fn field_value(&mut self) -> Way {
        match self.peek() {
            Some(token) if token.sort == Sort::Text => self.step(),
            Some(token) if token.sort == Sort::Word || token.sort == Sort::Mixed => {
                return Err(say::quoted_field(token));
            }
            _ => drop(self.need_name("a field's name")?),
        }
        if self.is("=") {
            let token = self.here();
            return Err(say::colon_for(self, token));
        }
        self.need_sign(":")?;
        self.expr("a value", Of::Any)
    }

    /// `<Name>`
    pub(super) fn input_value(&mut self) -> Way {
        let open = self.peek();
        self.step();
        let name = self.peek();
        let Some((open, name)) = open.zip(name.filter(|token| token.is_letters())) else {
            return Err(say::no_value(self, "the input's name"));
        };
        if name.sort != Sort::Name {
            return Err(say::bad_name(name));
        }
        self.step();
        if self.take(">") {
            return Ok(());
        }
        Err(say::open_input(self, open, name))
    }
}
