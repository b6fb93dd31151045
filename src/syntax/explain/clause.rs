//! `with`, `giving` and `on`.

use super::walk::{Walk, Way, edit};
use crate::diagnostic::{Diagnostic, Safety};
use crate::source::Span;
use crate::syntax::codes;
use crate::syntax::expected::{Of, Want};
use crate::syntax::tokens::{Sort, Token};

impl<'a> Walk<'a> {
    /// The clauses that follow on the same line.
    pub(super) fn clauses(&mut self) -> Way {
        loop {
            self.want_clauses();
            let Some(token) = self.peek().filter(|token| token.sort == Sort::Word) else {
                return self.need_end();
            };
            if !matches!(token.text, "with" | "giving" | "on" | "else" | "always") {
                return self.need_end();
            }
            self.head = token.text;
            self.step();
            match token.text {
                "with" => self.args()?,
                "giving" => self.given_name()?,
                "on" => self.handler_part()?,
                "else" => return self.else_clause(),
                _ => return self.block(),
            }
        }
    }

    /// The clauses that may follow the one just read, in their order.
    fn want_clauses(&mut self) {
        let after: &[&str] = match self.head {
            "" => &["with", "giving", "on"],
            "with" | "await" | "run" => &["giving", "on"],
            "retry" | "on" | "giving" | "wait" => &["on"],
            _ => &[],
        };
        for word in after {
            self.want(|_| Want::Word(word));
        }
        if self.head == "await" {
            self.want(|_| Want::Word("with"));
        }
    }

    pub(super) fn with(&mut self) -> Way {
        self.args()?;
        self.clauses()
    }

    pub(super) fn args(&mut self) -> Way {
        let mut given = Vec::new();
        loop {
            self.want(|_| Want::Param {
                given: given.clone(),
            });
            self.arg(&mut given)?;
            if self.take(",") {
                if self.peek().is_none() && !self.unfinished {
                    return Err(self.last_comma());
                }
                continue;
            }
            match self.peek() {
                Some(next) if next.sort == Sort::Name => {
                    return Err(self.missing("a comma", Some(",")));
                }
                _ => return Ok(()),
            }
        }
    }

    fn arg(&mut self, given: &mut Vec<&'a str>) -> Way {
        let name = self.need_name("the name of the value")?;
        given.push(name.text);
        self.want(|_| Want::Sign(":"));
        match self.peek() {
            Some(sign) if sign.text == "=" => return Err(self.colon_for(sign.span)),
            Some(sign) if sign.text == ":" => self.step(),
            _ => return Err(self.no_colon(name)),
        }
        self.data = true;
        self.expr("the value", Of::Param(name.text))?;
        self.data = false;
        self.no_and()
    }

    /// `with A: 1 and B: 2`: the `and` was read as part of the value.
    fn no_and(&self) -> Way {
        let Some(index) = self.at.checked_sub(2).filter(|_| self.is(":")) else {
            return Ok(());
        };
        match self.tokens[index] {
            and if and.text == "and" => {
                let before = index
                    .checked_sub(1)
                    .map_or(and.span.start, |i| self.tokens[i].span.end);
                Err(comma_for(and, before))
            }
            _ => Ok(()),
        }
    }

    fn no_colon(&self, name: Token<'_>) -> Box<Diagnostic> {
        let problem = self.missing("`:`", self.peek().map(|_| ":"));
        Box::new(problem.help(format!(
            "after `with`, every value has its name: `with {}: value`",
            name.text
        )))
    }

    fn last_comma(&self) -> Box<Diagnostic> {
        let comma = self
            .before()
            .map_or_else(|| self.here(), |token| token.span);
        Box::new(
            Diagnostic::error(
                codes::INCOMPLETE,
                comma,
                "another value is missing after this comma",
            )
            .label("a comma goes on to the next value")
            .help("write the next `Name: value`, or take out the comma")
            .fix("take out the comma", Safety::Safe, vec![edit(comma, "")]),
        )
    }

    pub(super) fn giving(&mut self) -> Way {
        self.given_name()?;
        self.clauses()
    }

    fn given_name(&mut self) -> Way {
        self.want(|_| Want::Giving);
        let name = self.need_name("the name for what the action gives")?;
        if self.is(",") {
            return Err(Box::new(
                Diagnostic::error(codes::LEFT_OVER, self.here(), "`giving` takes one name")
                    .label("a second one would follow")
                    .help(format!(
                        "`{0}` holds everything the action gives: write `{0}.CallbackId` and so on",
                        name.text
                    )),
            ));
        }
        Ok(())
    }

    pub(super) fn handler(&mut self) -> Way {
        self.handler_part()?;
        self.clauses()
    }

    fn handler_part(&mut self) -> Way {
        self.head = "on";
        let named = self.outcomes()?;
        self.arrow()?;
        self.reaction(&named, false)
    }

    /// The outcomes of a handler.
    fn outcomes(&mut self) -> Way<Vec<&'a str>> {
        let mut named = Vec::new();
        self.want(|_| Want::Outcome { named: Vec::new() });
        let Some(first) = self.peek() else {
            return Err(self.missing("the outcome", None));
        };
        if first.text == "any" {
            self.step();
            self.need_word("other")?;
            return Ok(vec!["any"]);
        }
        if let Some(problem) = everything(first) {
            return Err(Box::new(problem));
        }
        loop {
            self.want(|_| Want::Outcome {
                named: named.clone(),
            });
            let name = self.need_name("the outcome")?;
            named.push(name.text);
            if name.text == "Default" {
                return Err(default_branch(name.span));
            }
            if let Some(or) = self.peek().filter(|next| matches!(next.text, "or" | "and")) {
                return Err(self.comma_between_outcomes(or));
            }
            if !self.take(",") {
                return Ok(named);
            }
        }
    }

    fn comma_between_outcomes(&self, or: Token<'_>) -> Box<Diagnostic> {
        let gap = Span::new(self.gap().start, or.span.end);
        Box::new(
            Diagnostic::error(codes::FOREIGN, or.span, "outcomes have commas between them")
                .label("should be a comma")
                .help("write `on InvalidState, InvalidContactId -> …`")
                .fix("write a comma", Safety::Safe, vec![edit(gap, ",")]),
        )
    }

    fn arrow(&mut self) -> Way {
        if self.take("->") {
            return Ok(());
        }
        match self.peek() {
            Some(token) if matches!(token.text, ":" | "then" | "=" | ">" | "do") => {
                let gap = Span::new(self.gap().start, token.span.end);
                Err(Box::new(
                    Diagnostic::error(
                        codes::FOREIGN,
                        token.span,
                        format!("a handler's arrow is `->`, not `{}`", token.text),
                    )
                    .label("should be `->`")
                    .help("write `on InvalidState -> retry`")
                    .fix("write `->`", Safety::Safe, vec![edit(gap, " ->")]),
                ))
            }
            Some(dash)
                if dash.text == "-" && self.after(1).is_some_and(|next| next.text == ">") =>
            {
                Err(self.split_arrow(dash))
            }
            _ => Err(self.missing("`->`", Some(" ->"))),
        }
    }

    fn split_arrow(&self, dash: Token<'_>) -> Box<Diagnostic> {
        let whole = dash
            .span
            .to(self.after(1).map_or(dash.span, |next| next.span));
        Box::new(
            Diagnostic::error(codes::LITERAL, whole, "the arrow is one sign")
                .label("should be `->`")
                .help("take out the space inside it")
                .fix("write `->`", Safety::Safe, vec![edit(whole, "->")]),
        )
    }
}

fn comma_for(and: Token<'_>, before: u32) -> Box<Diagnostic> {
    let gap = Span::new(before, and.span.end);
    Box::new(
        Diagnostic::error(
            codes::FOREIGN,
            and.span,
            "values after `with` have commas between them",
        )
        .label("should be a comma")
        .help("write `with Name: value, Other: value`")
        .fix("write a comma", Safety::Safe, vec![edit(gap, ",")]),
    )
}

/// Words that elsewhere mean every other outcome.
fn everything(first: Token<'_>) -> Option<Diagnostic> {
    if !matches!(
        first.text,
        "*" | "_"
            | "else"
            | "other"
            | "others"
            | "otherwise"
            | "default"
            | "error"
            | "errors"
            | "failure"
            | "all"
    ) {
        return None;
    }
    Some(
        Diagnostic::error(
            codes::FOREIGN,
            first.span,
            format!("`{}` is not an outcome", first.text),
        )
        .label("should be `any other`")
        .help("write `on any other -> …`: every outcome but Success that no handler names")
        .fix(
            "write `any other`",
            Safety::Safe,
            vec![edit(first.span, "any other")],
        ),
    )
}

/// Studio's `Default` branch.
pub(in crate::syntax) fn default_branch(at: Span) -> Box<Diagnostic> {
    Box::new(
        Diagnostic::error(codes::FOREIGN, at, "`Default` is not an outcome")
            .label("a branch of Studio, not of this language")
            .help(
                "write `on any other -> …`: every outcome but Success that no handler names. \
                 `Default` also takes success where it is not wired; `any other` never does",
            ),
    )
}
