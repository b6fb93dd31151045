//! Statements with a block.

use super::walk::{Walk, Way, edit};
use crate::diagnostic::{Diagnostic, Safety};
use crate::nearest::nearest;
use crate::source::Span;
use crate::syntax::codes;
use crate::syntax::expected::{Of, Want};
use crate::syntax::tokens::{Sort, Token};
use crate::syntax::words::is_language_word;

impl<'a> Walk<'a> {
    /// The `{` of a block, and where it stands on the line whole, the block and what follows.
    pub(super) fn block(&mut self) -> Way {
        self.want(|_| Want::Sign("{"));
        match self.peek() {
            None if self.opens.take().is_some() => Ok(()),
            None => Err(self.no_brace()),
            Some(token) if token.text == "{" => {
                self.skip_block();
                self.after_one_line_block()
            }
            Some(token) if token.text == "then" || token.text == ":" || token.text == "do" => {
                Err(self.no_then(token))
            }
            Some(_) => Err(self.missing("`{`", None)),
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

    fn no_brace(&self) -> Box<Diagnostic> {
        let rest = self.source.text().get(self.end as usize..).unwrap_or("");
        let below = rest.trim_start();
        let problem = Diagnostic::error(codes::MISSING, self.gap(), "`{` is missing");
        if below.starts_with('{') {
            let at = self.end + (rest.len() - below.len()) as u32;
            let gap = Span::new(self.gap().start, at);
            let problem = problem
                .label("the block's `{` belongs here")
                .also(Span::new(at, at + 1), "not on a line of its own")
                .help("put the `{` at the end of the line that opens the block");
            let only_blanks = self.source.slice(gap).trim().is_empty();
            return Box::new(match only_blanks {
                true => problem.fix("move it up", Safety::Safe, vec![edit(gap, " ")]),
                false => problem,
            });
        }
        Box::new(
            problem
                .label("a block belongs here")
                .help(self.shown_form()),
        )
    }

    fn no_then(&self, token: Token<'_>) -> Box<Diagnostic> {
        let problem = Diagnostic::error(
            codes::FOREIGN,
            token.span,
            format!("a block begins with `{{`, not with `{}`", token.text),
        )
        .label("should be `{`")
        .help(self.shown_form());
        let brace_follows = self.after(1).is_some_and(|next| next.text == "{")
            || (self.after(1).is_none() && self.opens.is_some());
        let gap = Span::new(self.gap().start, token.span.end);
        Box::new(match brace_follows {
            true => problem.fix(
                format!("take out `{}`", token.text),
                Safety::Safe,
                vec![edit(gap, "")],
            ),
            false => problem,
        })
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
            return Err(self.replace(
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
            return Err(self.no_each());
        }
        self.need_word("each")?;
        self.need_new_name("the item's name")?;
        if let Some(of) = self
            .peek()
            .filter(|token| token.text == "of" || token.text == "from")
        {
            return Err(self.replace(
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

    fn no_each(&self) -> Box<Diagnostic> {
        match self.peek() {
            Some(every) if every.text == "every" => self.replace(
                every,
                codes::FOREIGN,
                "`every` is written `each` here".to_owned(),
                "each",
            ),
            _ => self.missing("`each`", Some(" each")),
        }
    }

    /// `, at most 500, 20 at once`
    fn loop_limits(&mut self) -> Way {
        if self.is("at") || self.peek().is_some_and(|token| token.sort == Sort::Number) {
            return Err(self.missing("a comma", Some(",")));
        }
        if !self.take(",") {
            return Ok(());
        }
        self.want(|_| Want::Word("at most"));
        if self.is("at") {
            self.at_most(Of::Count)?;
            if self.peek().is_some_and(|token| token.sort == Sort::Number) {
                return Err(self.missing("a comma", Some(",")));
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
            return Err(self.missing("`at once`", None));
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
                .help(self.shown_form()),
            ));
        }
        Ok(())
    }

    pub(super) fn repeat(&mut self) -> Way {
        if self.peek().is_some_and(|token| token.sort == Sort::Number) {
            return Err(self.missing("`at most`", Some(" at most")));
        }
        if let Some(token) = self
            .peek()
            .filter(|p| matches!(p.text, "until" | "while" | "forever"))
        {
            return Err(self.endless(token));
        }
        if self.peek().is_none() {
            self.want(|_| Want::Word("at most"));
            return Err(self.missing("`at most … times`", None));
        }
        self.at_most(Of::Count)?;
        self.need_word("times")?;
        self.pace()?;
        self.block()
    }

    fn endless(&self, token: Token<'_>) -> Box<Diagnostic> {
        Box::new(
            Diagnostic::error(
                codes::FOREIGN,
                token.span,
                format!("`repeat {}` has no limit", token.text),
            )
            .label("`at most … times` belongs here")
            .help("write `repeat at most 10 times every 5s { … if Done { leave } }`"),
        )
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
            return Err(self.missing("the time limit", None));
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
            return Err(self.replace(
                token,
                codes::FOREIGN,
                format!("`{}` is written `else if`", token.text),
                "else if",
            ));
        }
        if let Some(meant) = self.meant_clause(token) {
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
        Err(self.after_brace(token))
    }

    /// `} esle {`
    fn meant_clause(&self, token: Token<'_>) -> Option<Box<Diagnostic>> {
        if !token.is_letters() || is_language_word(token.text) {
            return None;
        }
        let meant = nearest(token.text, ["else", "always"])?;
        Some(self.misspelt(token, meant))
    }

    fn after_brace(&self, token: Token<'_>) -> Box<Diagnostic> {
        let gap = Span::at(token.span.start);
        let shown = super::walk::quoted(token);
        let problem =
            Diagnostic::error(codes::LEFT_OVER, token.span, "a block's `}` ends its line")
                .label(format!("{shown} stands after it"))
                .help("put what follows on a line of its own");
        Box::new(match token.sort {
            Sort::Word => problem.fix("begin a new line", Safety::Safe, vec![edit(gap, "\n")]),
            _ => problem,
        })
    }
}
