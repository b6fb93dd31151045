//! Values: where one belongs, and what stands there instead.

use super::messages as say;
use super::walk::{Walk, Way, is_between};
use super::{literal, text};
use crate::diagnostic::Diagnostic;
use crate::syntax::tokens::{Sort, Token};
use crate::syntax::want::{Of, Want};
use crate::syntax::{codes, depth};

impl<'a> Walk<'a> {
    /// An expression. `what` says what it is for, where none stands here.
    pub(super) fn expr(&mut self, what: &str, of: Of<'a>) -> Way {
        let of = match of {
            Of::Any if self.data => Of::Data,
            of => of,
        };
        loop {
            self.want(|_| Want::Value(of));
            while self.is("not") {
                self.step();
            }
            self.operand(what)?;
            say::comparing_words(self)?;
            if of == Of::Condition {
                for word in ["and", "or", "in"] {
                    self.want(|_| Want::Word(word));
                }
            }
            if !self.peek().is_some_and(is_between) {
                return Ok(());
            }
            self.step();
        }
    }

    /// One value, with its fields.
    pub(super) fn operand(&mut self, what: &str) -> Way {
        let Some(token) = self.peek() else {
            return Err(say::no_value(self, what));
        };
        if self.depth > depth::MOST_OPEN {
            return Err(Box::new(depth::problem(token.span.start)));
        }
        self.depth += 1;
        self.one_operand(token, what)?;
        self.depth -= 1;
        self.fields()
    }

    fn one_operand(&mut self, token: Token<'a>, what: &str) -> Way {
        match token.sort {
            Sort::Name => self.name_value(token)?,
            Sort::Number => {
                literal::check(self, token)?;
                self.step();
            }
            Sort::Text => {
                text::check(self, token)?;
                self.step();
            }
            Sort::Word => self.word_value(token, what)?,
            Sort::Mixed => return Err(say::bad_name(token)),
            Sort::OpenText | Sort::Comment => return Err(say::no_value(self, what)),
            Sort::Sign => self.sign_value(token, what)?,
        }
        Ok(())
    }

    fn name_value(&mut self, token: Token<'a>) -> Way {
        self.step();
        match self.peek() {
            Some(next) if next.text == "(" && next.glued => Err(say::not_called(token)),
            _ => Ok(()),
        }
    }

    fn word_value(&mut self, token: Token<'a>, what: &str) -> Way {
        match token.text {
            "true" | "false" | "now" => {
                self.step();
                Ok(())
            }
            "today" | "tomorrow" => self.day(),
            "weekday" => self.weekday(),
            _ => self.call(token, what),
        }
    }

    fn day(&mut self) -> Way {
        self.step();
        if self.take("at") {
            self.operand("a time of day")?;
            if self.take("in") {
                self.operand("a time zone")?;
            }
        }
        Ok(())
    }

    fn weekday(&mut self) -> Way {
        self.step();
        self.need_word("of")?;
        self.want(|_| Want::Value(Of::Time));
        self.operand("a time")?;
        if self.take("in") {
            self.operand("a time zone")?;
        }
        Ok(())
    }

    /// `count(Xs)`, `starts with(A, B)`
    fn call(&mut self, token: Token<'a>, what: &str) -> Way {
        let words = (0..).take_while(|&n| self.after(n).is_some_and(|p| p.sort == Sort::Word));
        let words = words.count();
        match self.after(words) {
            Some(open) if open.text == "(" && open.glued => {
                self.at += words;
                let any = |walk: &mut Self, what: &str| walk.expr(what, Of::Any);
                self.in_brackets(open, ")", |walk| walk.listed(")", any))
            }
            Some(open) if open.text == "(" && words > 0 => Err(say::apart(self, open)),
            _ => Err(say::word_as_value(self, token, what)),
        }
    }

    fn sign_value(&mut self, token: Token<'a>, what: &str) -> Way {
        match token.text {
            "<" => self.input_value(),
            "(" => self.in_brackets(token, ")", |walk| walk.listed_one(what)),
            "[" => self.in_brackets(token, "]", |walk| {
                walk.listed("]", |walk, what| walk.expr(what, Of::Any))
            }),
            "{" => self.in_brackets(token, "}", |walk| walk.listed("}", |w, _| w.field_value())),
            "-" => self.minus(token),
            "+" => Err(say::phone_number(self, token).unwrap_or_else(|| say::no_value(self, what))),
            _ => Err(say::no_value(self, what)),
        }
    }

    fn minus(&mut self, minus: Token<'a>) -> Way {
        self.step();
        match self.peek() {
            Some(next) if next.sort == Sort::Number => {
                literal::check(self, next)?;
                self.step();
                Ok(())
            }
            _ => Err(Box::new(
                Diagnostic::error(codes::LITERAL, minus.span, "only numbers have a minus sign")
                    .label("something else follows it")
                    .help("subtract from zero: `0 - Amount`"),
            )),
        }
    }

    /// `.Field`, `."vendor field"`
    fn fields(&mut self) -> Way {
        while self.is(".") {
            self.step();
            match self.peek() {
                Some(token) if matches!(token.sort, Sort::Name | Sort::Text) => self.step(),
                Some(token) if token.is_letters() => return Err(say::quoted_field(token)),
                _ => return Err(say::no_value(self, "a field's name")),
            }
        }
        if self.is("[") && self.peek().is_some_and(|token| token.glued) {
            return Err(say::indexed(self));
        }
        Ok(())
    }
}
