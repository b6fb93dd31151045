//! `with`, `giving` and `on`.

use super::messages as say;
use super::walk::{Walk, Way, edit};
use crate::diagnostic::{Diagnostic, Safety};
use crate::source::Span;
use crate::syntax::codes;
use crate::syntax::tokens::Sort;
use crate::syntax::want::{Of, Want};

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
                    return Err(say::last_comma(self));
                }
                continue;
            }
            match self.peek() {
                Some(next) if next.sort == Sort::Name => {
                    return Err(say::missing(self, "a comma", Some(",")));
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
            Some(sign) if sign.text == "=" => return Err(say::colon_for(self, sign.span)),
            Some(sign) if sign.text == ":" => self.step(),
            _ => return Err(say::no_colon(self, name)),
        }
        self.data = true;
        self.expr("the value", Of::Param(name.text))?;
        self.data = false;
        say::no_and(self)
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
            return Err(say::missing(self, "the outcome", None));
        };
        if first.text == "any" {
            self.step();
            self.need_word("other")?;
            return Ok(vec!["any"]);
        }
        if let Some(problem) = say::everything(first) {
            return Err(Box::new(problem));
        }
        loop {
            self.want(|_| Want::Outcome {
                named: named.clone(),
            });
            let name = self.need_name("the outcome")?;
            named.push(name.text);
            if name.text == "Default" {
                return Err(say::default_branch(name.span));
            }
            if let Some(or) = self.peek().filter(|next| matches!(next.text, "or" | "and")) {
                return Err(say::comma_between_outcomes(self, or));
            }
            if !self.take(",") {
                return Ok(named);
            }
        }
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
                Err(say::split_arrow(self, dash))
            }
            _ => Err(say::missing(self, "`->`", Some(" ->"))),
        }
    }
}
