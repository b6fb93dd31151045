//! Statements with a block.

use super::messages as say;
use super::walk::{Walk, Way};
use crate::diagnostic::Diagnostic;
use crate::syntax::codes;
use crate::syntax::tokens::Sort;
use crate::syntax::want::{Of, Want};

impl<'a> Walk<'a> {
    /// The `{` of a block, and where it stands on the line whole, the block and what follows.
    pub(super) fn block(&mut self) -> Way {
        self.want(|_| Want::Sign("{"));
        match self.peek() {
            None if self.opens.take().is_some() => Ok(()),
            None => Err(say::no_brace(self)),
            Some(token) if token.text == "{" => {
                self.skip_block();
                self.after_one_line_block()
            }
            Some(token) if token.text == "then" || token.text == ":" || token.text == "do" => {
                Err(say::no_then(self, token))
            }
            Some(_) => Err(say::missing(self, "`{`", None)),
        }
    }

    fn skip_block(&mut self) {
        let mut depth = 0usize;
        while let Some(token) = self.peek() {
            self.step();
            match token.text {
                "{" => depth += 1,
                "}" => depth = depth.saturating_sub(1),
                _ => {}
            }
            if depth == 0 {
                return;
            }
        }
    }

    fn after_one_line_block(&mut self) -> Way {
        match self.peek().map(|token| token.text) {
            Some("else" | "always" | "on") => self.clauses(),
            _ => self.need_end(),
        }
    }

    pub(super) fn if_stmt(&mut self) -> Way {
        self.expr("the condition", Of::Condition)?;
        self.block()
    }

    pub(super) fn else_clause(&mut self) -> Way {
        if let Some(token) = self
            .peek()
            .filter(|p| matches!(p.text, "elif" | "elsif" | "elseif"))
        {
            return Err(say::replace(
                self,
                token,
                codes::FOREIGN,
                format!("`{}` is written `if` after `else`", token.text),
                "if",
            ));
        }
        match self.take("if") {
            true => self.if_stmt(),
            false => self.block(),
        }
    }

    pub(super) fn for_each(&mut self) -> Way {
        if self
            .peek()
            .is_some_and(|token| token.sort == Sort::Name || token.text == "every")
        {
            return Err(say::no_each(self));
        }
        self.need_word("each")?;
        self.need_new_name("the item's name")?;
        if let Some(of) = self
            .peek()
            .filter(|token| token.text == "of" || token.text == "from")
        {
            return Err(say::replace(
                self,
                of,
                codes::FOREIGN,
                format!("`{}` is written `in` here", of.text),
                "in",
            ));
        }
        self.need_word("in")?;
        self.expr("the items", Of::Items)?;
        self.loop_limits()?;
        self.block()
    }

    /// `, at most 500, 20 at once`
    fn loop_limits(&mut self) -> Way {
        if self.is("at") || self.peek().is_some_and(|token| token.sort == Sort::Number) {
            return Err(say::missing(self, "a comma", Some(",")));
        }
        if !self.take(",") {
            return Ok(());
        }
        self.want(|_| Want::Word("at most"));
        if self.is("at") {
            self.at_most(Of::Count)?;
            if self.peek().is_some_and(|token| token.sort == Sort::Number) {
                return Err(say::missing(self, "a comma", Some(",")));
            }
            if !self.take(",") {
                return Ok(());
            }
        }
        self.at_once()
    }

    fn at_once(&mut self) -> Way {
        let start = self.here();
        self.expr("how many at once", Of::Count)?;
        if self.is("at") && self.after(1).is_some_and(|next| next.text == "most") {
            self.step();
            return Err(say::missing(self, "`at once`", None));
        }
        self.need_words("at once")?;
        if self.is(",") && self.after(1).is_some_and(|next| next.text == "at") {
            return Err(Box::new(
                Diagnostic::error(
                    codes::ORDER,
                    self.here().to(start),
                    "`at most` comes before `at once`",
                )
                .label("written the other way round")
                .help(say::shown_form(self)),
            ));
        }
        Ok(())
    }

    pub(super) fn repeat(&mut self) -> Way {
        if self.peek().is_some_and(|token| token.sort == Sort::Number) {
            return Err(say::missing(self, "`at most`", Some(" at most")));
        }
        if let Some(token) = self
            .peek()
            .filter(|p| matches!(p.text, "until" | "while" | "forever"))
        {
            return Err(say::endless(token));
        }
        if self.peek().is_none() {
            self.want(|_| Want::Word("at most"));
            return Err(say::missing(self, "`at most … times`", None));
        }
        self.at_most(Of::Count)?;
        self.need_word("times")?;
        self.pace()?;
        self.block()
    }

    fn pace(&mut self) -> Way {
        if self.take("every") {
            return self.duration("how long between");
        }
        Ok(())
    }

    pub(super) fn try_stmt(&mut self) -> Way {
        self.want(|_| Want::Value(Of::Count));
        let starts_block = self.is("{") || self.peek().is_none();
        if !starts_block {
            self.expr("how many times", Of::Count)?;
            self.need_word("times")?;
            self.pace()?;
        }
        self.block()
    }

    pub(super) fn within(&mut self) -> Way {
        self.want(|_| Want::Value(Of::Duration));
        if self.is("{") || self.peek().is_none() {
            return Err(say::missing(self, "the time limit", None));
        }
        self.duration("the time limit")?;
        self.block()
    }

    /// What follows a `}` in its line.
    pub(super) fn after_block(&mut self) -> Way {
        self.want(|_| Want::AfterBlock);
        let Some(token) = self.peek() else {
            return Ok(());
        };
        if matches!(token.text, "elif" | "elsif" | "elseif") {
            self.head = "else";
            return Err(say::replace(
                self,
                token,
                codes::FOREIGN,
                format!("`{}` is written `else if`", token.text),
                "else if",
            ));
        }
        if let Some(meant) = say::meant_clause(self, token) {
            return Err(meant);
        }
        if matches!(token.text, "catch" | "except" | "finally" | "rescue") {
            let help = super::foreign::foreign_word(token.text).unwrap_or_default();
            return Err(Box::new(
                Diagnostic::error(
                    codes::FOREIGN,
                    token.span,
                    format!("`{}` is not a word of the language", token.text),
                )
                .label("nothing like this follows a block")
                .help(help),
            ));
        }
        if matches!(token.text, "else" | "always" | "on" | "with" | "giving") {
            return self.clauses();
        }
        Err(say::after_brace(token))
    }
}
