//! Statements without a block.

use super::literal;
use super::messages as say;
use super::walk::{Walk, Way};
use crate::diagnostic::Diagnostic;
use crate::syntax::codes;
use crate::syntax::tokens::{Sort, Token};
use crate::syntax::want::{Of, Part, Want};
use crate::syntax::words::VALUES;

impl<'a> Walk<'a> {
    pub(super) fn let_stmt(&mut self) -> Way {
        let name = self.need_new_name("the name")?;
        match self.peek() {
            Some(sign) if sign.text == ":" => return Err(say::equals_for(self, sign)),
            Some(dot) if dot.text == "." => return Err(say::field_changed(self, name)),
            _ => self.need_sign("=")?,
        }
        self.then_end(|walk| walk.expr("the value", Of::Any))
    }

    pub(super) fn emit(&mut self) -> Way {
        self.need_new_name("the result's name")?;
        if let Some(sign) = self.peek().filter(|sign| sign.text == "=") {
            return Err(say::colon_for(self, sign.span));
        }
        self.need_sign(":")?;
        self.then_end(|walk| walk.expr("the value", Of::Any))
    }

    /// `return`, `finish`, `fail`: alone, or with a value.
    pub(super) fn jump_value(&mut self) -> Way {
        self.want(|_| Want::Value(Of::Text));
        if self.peek().is_some() {
            self.expr("a text", Of::Text)?;
        }
        self.need_end()
    }

    pub(super) fn run(&mut self) -> Way {
        if self.is("this") {
            return Err(Box::new(
                Diagnostic::error(
                    codes::NOT_A_STATEMENT,
                    self.here(),
                    "`run this flow` belongs in a test",
                )
                .label("a flow cannot run itself")
                .help("call a step: `run Park(ContactId)`"),
            ));
        }
        self.call_step()?;
        self.clauses()
    }

    /// `Park(ContactId)`
    pub(super) fn call_step(&mut self) -> Way {
        self.want(|_| Want::Step);
        let name = self.need_name("the step's name")?;
        if !self.is("(") {
            return Err(say::no_arguments(self, name));
        }
        let open = self.peek();
        self.step();
        let closed = self
            .tokens
            .iter()
            .skip(self.at)
            .any(|token| token.text == ")");
        match open {
            Some(open) if !closed && !self.unfinished => Err(say::unclosed(self, open, ")")),
            _ => self.listed(")", |walk, what| walk.expr(what, Of::Any)),
        }
    }

    pub(super) fn wait(&mut self) -> Way {
        if self.take("until") {
            return self.wait_until();
        }
        if self.is("for") {
            return Err(say::wait_for_word(self));
        }
        self.then_end(|walk| walk.expr("how long", Of::Duration))
    }

    fn wait_until(&mut self) -> Way {
        self.system_prefix();
        self.want(|_| Want::Thing { awaited: false });
        let thing = self.peek().map_or("", |thing| thing.text);
        match self.peek() {
            Some(token) if token.sort == Sort::Word => self.step(),
            Some(token) if token.text == "<" || token.sort == Sort::Name => {
                return Err(say::no_thing(self, token));
            }
            _ => return Err(say::missing(self, "what is waited for", None)),
        }
        self.want(|_| Want::Subject { thing });
        self.operand("which one")?;
        self.need_word("is")?;
        self.take("not");
        self.want(|_| Want::State { thing });
        self.need_name("the state")?;
        self.time_limit()?;
        self.clauses()
    }

    fn system_prefix(&mut self) {
        if self.after(1).is_some_and(|next| next.text == ":") {
            self.at += 2;
        }
    }

    /// `, at most 30s`
    fn time_limit(&mut self) -> Way {
        if self.is("at") {
            return Err(say::missing(self, "a comma", Some(",")));
        }
        if !self.take(",") {
            return Ok(());
        }
        if self.peek().is_some_and(|next| next.sort == Sort::Number) {
            return Err(say::missing(self, "`at most`", Some(" at most")));
        }
        self.at_most(Of::Duration)
    }

    /// `at most 30s`
    pub(super) fn at_most(&mut self, of: Of<'a>) -> Way {
        self.need_words("at most")?;
        self.expr("the limit", of)
    }

    pub(super) fn wait_for(&mut self) -> Way {
        self.system_prefix();
        self.want(|_| Want::Thing { awaited: true });
        if self.take_sort(Sort::Word).is_none() {
            return Err(say::missing(self, "what is awaited", None));
        }
        self.time_limit()?;
        self.clauses()
    }

    /// An action: its words and values, then its clauses.
    pub(super) fn action(&mut self, first: Token<'a>, prefix: Option<&'a str>) -> Way {
        if let Some(foreign) = say::foreign_first(self, first) {
            return Err(foreign);
        }
        if let Some(meant) = say::meant(self, first) {
            return Err(meant);
        }
        self.head = "";
        let parts = self.phrase(&["with", "giving", "on"])?;
        let more = parts.len();
        self.want(|_| Want::Phrase {
            prefix,
            parts,
            mocked: None,
        });
        match more {
            0 => Ok(()),
            _ => self.clauses(),
        }
    }

    /// Words and values, up to one of these words.
    pub(super) fn phrase(&mut self, stops: &[&str]) -> Way<Vec<Part<'a>>> {
        let mut parts = Vec::new();
        while let Some(token) = self.peek() {
            if token.sort == Sort::Word && stops.contains(&token.text) {
                break;
            }
            if token.glued {
                return Err(say::no_blank(self, token));
            }
            self.data = true;
            self.phrase_part(token)?;
            self.data = false;
            parts.push(
                match token.sort == Sort::Word && !VALUES.contains(&token.text) {
                    true => Part::Word(token.text),
                    false => Part::Value,
                },
            );
        }
        Ok(parts)
    }

    fn phrase_part(&mut self, token: Token<'a>) -> Way {
        match token.sort {
            Sort::Word if VALUES.contains(&token.text) => {
                self.operand("a value")?;
                self.shifted(token)
            }
            Sort::Word => {
                self.step();
                Ok(())
            }
            Sort::Mixed => Err(say::bad_name(token)),
            Sort::Sign if !matches!(token.text, "<" | "(" | "[" | "{" | "-") => {
                Err(say::sign_in_phrase(self, token))
            }
            _ => self.operand("a value"),
        }
    }

    /// `now + 2h`
    fn shifted(&mut self, token: Token<'_>) -> Way {
        let sum = self.is("+") || self.is("-");
        if token.text == "now" && sum {
            self.step();
            return self.operand("a duration");
        }
        Ok(())
    }

    /// A duration, `5s`: told apart where a plain number stands.
    pub(super) fn duration(&mut self, what: &str) -> Way {
        if let (Some(number), Some(word)) = (self.peek(), self.after(1))
            && number.sort == Sort::Number
            && word.sort == Sort::Word
        {
            literal::check(self, number)?;
        }
        self.expr(what, Of::Duration)
    }
}
