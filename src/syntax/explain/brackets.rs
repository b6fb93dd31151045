//! Values in brackets, and what is missing in them.

use super::walk::{Walk, Way, edit};
use crate::diagnostic::{Diagnostic, Safety};
use crate::source::Span;
use crate::syntax::codes;
use crate::syntax::expected::Of;
use crate::syntax::tokens::{Sort, Token};

impl<'a> Walk<'a> {
    /// Something after an opening bracket; one that is never closed is reported there.
    pub(super) fn in_brackets(
        &mut self,
        open: Token<'a>,
        close: &'static str,
        inside: impl FnOnce(&mut Self) -> Way,
    ) -> Way {
        self.step();
        if !self.unfinished && !self.is_closed(open.text, close) {
            return Err(self.unclosed(open, close));
        }
        inside(self)
    }

    pub(super) fn listed_one(&mut self, what: &str) -> Way {
        self.expr(what, Of::Any)?;
        self.close(")")
    }

    /// Whether the bracket just taken is closed in the rest of the statement.
    fn is_closed(&self, open: &str, close: &str) -> bool {
        let mut depth = 1usize;
        for token in self
            .tokens
            .iter()
            .skip(self.at)
            .filter(|p| p.sort == Sort::Sign)
        {
            if token.text == open {
                depth += 1;
            } else if token.text == close {
                depth -= 1;
                if depth == 0 {
                    return true;
                }
            }
        }
        false
    }

    pub(super) fn unclosed(&self, open: Token<'_>, close: &str) -> Box<Diagnostic> {
        let end = self
            .tokens
            .last()
            .map_or(open.span.end, |last| last.span.end);
        let problem = Diagnostic::error(
            codes::UNCLOSED_BRACKET,
            open.span,
            format!("this `{}` is never closed", open.text),
        )
        .label("opened here");
        let last = self.tokens.last();
        if let Some(other) = last.filter(|last| matches!(last.text, ")" | "]" | "}")) {
            return Box::new(
                problem
                    .also(other.span, "this closes another kind of bracket")
                    .help(format!("write `{close}` here")),
            );
        }
        Box::new(
            problem
                .also(
                    Span::at(end),
                    format!("the statement ends without its `{close}`"),
                )
                .help(format!("put a `{close}` where it ends")),
        )
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
                return Err(self.no_comma(close));
            }
        }
        Ok(())
    }

    fn no_comma(&self, close: &str) -> Box<Diagnostic> {
        let begins_value = self.peek().is_some_and(|token| {
            token.sort != Sort::Sign || matches!(token.text, "<" | "{" | "[" | "(")
        });
        if !begins_value {
            return self.missing(&format!("`{close}`"), None);
        }
        Box::new(self.missing("a comma", Some(",")).help(match close {
            "]" => "a list is written `[1, 2]`",
            "}" => "a record is written `{ Name: value, Other: value }`",
            _ => "what stands in brackets has commas between: `Park(ContactId, \"why\")`",
        }))
    }

    fn close(&mut self, close: &'static str) -> Way {
        if self.take(close) {
            return Ok(());
        }
        Err(self.no_comma(close))
    }

    /// `Name: value` in a record.
    pub(super) fn field_value(&mut self) -> Way {
        match self.peek() {
            Some(token) if token.sort == Sort::Text => self.step(),
            Some(token) if token.sort == Sort::Word || token.sort == Sort::Mixed => {
                return Err(self.quoted_field(token));
            }
            _ => drop(self.need_name("a field's name")?),
        }
        if self.is("=") {
            let token = self.here();
            return Err(self.colon_for(token));
        }
        self.need_sign(":")?;
        self.expr("a value", Of::Any)
    }

    pub(super) fn colon_for(&self, sign: Span) -> Box<Diagnostic> {
        Box::new(
            Diagnostic::error(codes::FOREIGN, sign, "a value follows its name after `:`")
                .label("should be `:`")
                .help("write `Name: value`; `=` compares, and gives a name its value after `let`")
                .fix(
                    "write `:`",
                    Safety::Safe,
                    vec![edit(Span::new(self.gap().start, sign.end), ":")],
                ),
        )
    }

    pub(super) fn quoted_field(&self, token: Token<'_>) -> Box<Diagnostic> {
        let quoted = format!("\"{}\"", token.text);
        Box::new(
            Diagnostic::error(
                codes::CASE,
                token.span,
                format!("the field `{}` begins with a small letter", token.text),
            )
            .label(format!("should be `{quoted}`"))
            .help("a field that the vendor writes with a small letter stands in quotes")
            .fix(
                "put it in quotes",
                Safety::Safe,
                vec![edit(token.span, &quoted)],
            ),
        )
    }

    /// `<Name>`
    pub(super) fn input_value(&mut self) -> Way {
        let open = self.peek();
        self.step();
        let name = self.peek();
        let Some((open, name)) = open.zip(name.filter(|token| token.is_letters())) else {
            return Err(self.no_value("the input's name"));
        };
        if name.sort != Sort::Name {
            return Err(self.bad_name(name));
        }
        self.step();
        if self.take(">") {
            return Ok(());
        }
        Err(self.open_input(open, name))
    }

    fn open_input(&self, open: Token<'_>, name: Token<'_>) -> Box<Diagnostic> {
        if self.is(".") {
            return Box::new(
                Diagnostic::error(codes::FOREIGN, self.here(), "`< >` takes a name alone")
                    .label("a field stands outside")
                    .help(format!("write `<{}>.Field`", name.text)),
            );
        }
        let problem = Diagnostic::error(
            codes::UNCLOSED_BRACKET,
            open.span,
            "this `<` is never closed",
        )
        .label("opened here")
        .also(Span::at(name.span.end), "a `>` belongs here")
        .help(format!("write `<{}>`", name.text));
        if self
            .peek()
            .is_some_and(|next| next.is_letters() && next.sort != Sort::Word)
        {
            return Box::new(problem);
        }
        Box::new(problem.fix(
            "put in `>`",
            Safety::Safe,
            vec![edit(Span::at(name.span.end), ">")],
        ))
    }
}
