//! What stands after `->`.

use super::messages as say;
use super::walk::{Walk, Way, edit};
use crate::diagnostic::{Diagnostic, Safety};
use crate::source::Span;
use crate::syntax::codes;
use crate::syntax::tokens::Sort;
use crate::syntax::want::{Of, Want};

const BACKING_OFF: &str = "write it as `retry 3 times backing off 1s to 30s`";

impl<'a> Walk<'a> {
    /// What a handler of these outcomes does; `then` after its retries.
    pub(super) fn reaction(&mut self, of: &[&'a str], then: bool) -> Way {
        self.want(|_| Want::Reaction {
            of: of.to_vec(),
            then,
        });
        let Some(token) = self.peek() else {
            return self.no_reaction();
        };
        if token.text == "{" {
            return self.block();
        }
        match token.text {
            "retry" => self.retry(of),
            "ignore" | "next" | "leave" | "restart" => {
                self.step();
                Ok(())
            }
            "finish" | "fail" | "return" => self.reaction_value(),
            "run" => {
                self.step();
                self.call_step()
            }
            _ => Err(say::bad_reaction(self, token)),
        }
    }

    fn no_reaction(&mut self) -> Way {
        if self.opens.take().is_some() {
            return Ok(());
        }
        Err(Box::new(
            Diagnostic::error(codes::INCOMPLETE, self.gap(), "the handler does nothing")
                .label("what to do belongs here, on the same line")
                .help(format!(
                    "write one of {}, or a block in braces",
                    say::listed()
                )),
        ))
    }

    fn reaction_value(&mut self) -> Way {
        self.step();
        self.want(|_| Want::Value(Of::Text));
        match self.peek() {
            Some(next) if next.sort != Sort::Word || say::calls(self) => {
                self.expr("a text", Of::Text)
            }
            _ => Ok(()),
        }
    }

    /// `retry 3 times every 2s, for at most 5m, then fail`
    fn retry(&mut self, of: &[&'a str]) -> Way {
        self.head = "retry";
        self.step();
        self.retry_count()?;
        self.retry_pace()?;
        self.retry_rest(of)
    }

    fn retry_count(&mut self) -> Way {
        self.want(|_| Want::Word("once"));
        self.want(|_| Want::Value(Of::Count));
        let Some(token) = self.peek() else {
            return Ok(());
        };
        if self.take("once") {
            return Ok(());
        }
        match (token.sort, token.text) {
            (_, "twice") => {
                return Err(say::replace(
                    self,
                    token,
                    codes::FOREIGN,
                    "`twice` is written as a number".to_owned(),
                    "2 times",
                ));
            }
            (_, "up" | "at" | "max" | "maximum") => return Err(say::count_alone(token)),
            (_, "forever" | "always" | "until" | "while") => {
                return Err(say::endless_retry(token));
            }
            (Sort::Number | Sort::Name, _) | (_, "(") => {}
            _ => return Ok(()),
        }
        self.expr("how many times", Of::Count)?;
        match self.peek() {
            Some(time) if matches!(time.text, "time" | "x" | "retries" | "attempts") => {
                Err(say::replace(
                    self,
                    time,
                    codes::MISSPELT,
                    "the count is followed by `times`".to_owned(),
                    "times",
                ))
            }
            _ => self.need_word("times"),
        }
    }

    fn retry_pace(&mut self) -> Way {
        if self.take("every") {
            return self.duration("how long between two retries");
        }
        self.want(|_| Want::Word("backing off"));
        let Some(token) = self.peek() else {
            return Ok(());
        };
        match token.text {
            "backing" => self.backing_off(),
            "backoff" | "back" => {
                let title = format!("`{}` is written `backing off`", token.text);
                let found = say::replace(self, token, codes::MISSPELT, title, "backing off");
                Err(Box::new(found.help(BACKING_OFF)))
            }
            "after" | "in" | "wait" | "delay" | "with"
                if self.after(1).is_some_and(|n| n.sort == Sort::Number) =>
            {
                Err(say::replace(
                    self,
                    token,
                    codes::FOREIGN,
                    format!("`{}` is written `every` here", token.text),
                    "every",
                ))
            }
            "," if self
                .after(1)
                .is_some_and(|n| matches!(n.text, "every" | "backing")) =>
            {
                Err(say::comma_too_many(self, token))
            }
            _ => Ok(()),
        }
    }

    fn backing_off(&mut self) -> Way {
        self.step();
        self.need_word("off")?;
        self.duration("the first wait")?;
        self.want(|_| Want::Word("to"));
        if self.peek().is_none_or(|token| token.text != "to") {
            let found = say::missing(self, "`to` with the longest wait", None);
            return Err(Box::new(found.help(BACKING_OFF)));
        }
        self.step();
        self.duration("the longest wait")
    }

    /// `, for at most 5m, then fail`
    fn retry_rest(&mut self, of: &[&'a str]) -> Way {
        if let Some(token) = self
            .peek()
            .filter(|token| matches!(token.text, "for" | "then"))
        {
            return Err(say::comma_before(self, token));
        }
        if let Some(token) = self
            .peek()
            .filter(|token| matches!(token.text, "else" | "otherwise"))
        {
            let gap = Span::new(self.gap().start, token.span.end);
            return Err(Box::new(
                Diagnostic::error(
                    codes::FOREIGN,
                    token.span,
                    format!("`{}` is written `then` here", token.text),
                )
                .label("should be `, then`")
                .help(say::shown_form(self))
                .fix("write `, then`", Safety::Safe, vec![edit(gap, ", then")]),
            ));
        }
        let mut limited = false;
        while self.take(",") {
            if !limited {
                self.want(|_| Want::Word("for at most"));
            }
            if self.take("then") {
                return self.reaction(of, true);
            }
            self.retry_limit()?;
            limited = true;
        }
        Ok(())
    }

    fn retry_limit(&mut self) -> Way {
        if self.peek().is_some_and(|token| token.text == "at") {
            return Err(say::missing(self, "`for`", Some(" for")));
        }
        self.need_word("for")?;
        if self.peek().is_some_and(|token| token.sort == Sort::Number) {
            return Err(say::missing(self, "`at most`", Some(" at most")));
        }
        self.at_most(Of::Duration)
    }
}
