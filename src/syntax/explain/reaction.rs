//! What stands after `->`.

use super::walk::{Walk, Way, edit};
use crate::diagnostic::{Diagnostic, Safety};
use crate::nearest::nearest;
use crate::source::Span;
use crate::syntax::codes;
use crate::syntax::expected::{Of, Want};
use crate::syntax::tokens::{Sort, Token};
use crate::syntax::words::{REACTIONS, is_language_word};

/// Words that others write for a reaction.
const FOREIGN: &[(&[&str], &str)] = &[
    (
        &["continue", "skip", "pass", "proceed", "nothing", "noop"],
        "ignore",
    ),
    (&["break"], "leave"),
    (&["abort", "raise", "throw", "error", "die"], "fail"),
    (&["stop", "exit", "quit", "end", "done", "halt"], "finish"),
    (&["again", "repeat", "try"], "retry"),
    (&["call", "goto", "do"], "run"),
];

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
            _ => Err(self.bad_reaction(token)),
        }
    }

    fn no_reaction(&mut self) -> Way {
        if self.opens.take().is_some() {
            return Ok(());
        }
        Err(Box::new(
            Diagnostic::error(codes::INCOMPLETE, self.gap(), "the handler does nothing")
                .label("what to do belongs here, on the same line")
                .help(format!("write one of {}, or a block in braces", listed())),
        ))
    }

    fn reaction_value(&mut self) -> Way {
        self.step();
        self.want(|_| Want::Value(Of::Text));
        match self.peek() {
            Some(next) if next.sort != Sort::Word || self.calls() => self.expr("a text", Of::Text),
            _ => Ok(()),
        }
    }

    /// Whether words with a bracket follow: a function, and no clause.
    fn calls(&self) -> bool {
        let words = (0..).take_while(|&n| self.after(n).is_some_and(|p| p.sort == Sort::Word));
        self.after(words.count())
            .is_some_and(|open| open.is_sign("(") && open.glued)
    }

    fn bad_reaction(&self, token: Token<'a>) -> Box<Diagnostic> {
        if !token.is_letters() {
            return Box::new(
                Diagnostic::error(codes::NOT_A_REACTION, token.span, "this is not a reaction")
                    .label("what to do belongs here")
                    .help(format!("write one of {}, or a block in braces", listed())),
            );
        }
        if is_language_word(token.text)
            && !FOREIGN.iter().any(|(words, _)| words.contains(&token.text))
        {
            return self.needs_braces(token);
        }
        let followed = self.after(1).is_some_and(|next| {
            next.text == "<" || matches!(next.sort, Sort::Word | Sort::Name) && next.text != "on"
        });
        let foreign = FOREIGN
            .iter()
            .find(|(words, _)| words.contains(&token.text));
        match (nearest(token.text, REACTIONS.iter().copied()), foreign) {
            (_, Some((_, ours))) if !followed => self.foreign_reaction(token, ours),
            (Some(meant), _) => self.misspelt(token, meant),
            _ if followed => self.needs_braces(token),
            _ => self.unknown_reaction(token),
        }
    }

    fn foreign_reaction(&self, token: Token<'_>, ours: &str) -> Box<Diagnostic> {
        Box::new(
            Diagnostic::error(
                codes::FOREIGN,
                token.span,
                format!("`{}` is written `{ours}` here", token.text),
            )
            .label(format!("should be `{ours}`"))
            .help(format!(
                "the reactions are {}, or a block in braces",
                listed()
            ))
            .fix(
                format!("write `{ours}`"),
                Safety::Unsafe,
                vec![edit(token.span, ours)],
            ),
        )
    }

    fn unknown_reaction(&self, token: Token<'_>) -> Box<Diagnostic> {
        Box::new(
            Diagnostic::error(
                codes::NOT_A_REACTION,
                token.span,
                format!("`{}` is not a reaction", token.text),
            )
            .label("what to do belongs here")
            .help(format!(
                "write one of {}; an action stands in braces: `-> {{ … }}`",
                listed()
            )),
        )
    }

    /// An action or a statement right after `->`.
    fn needs_braces(&self, token: Token<'_>) -> Box<Diagnostic> {
        let problem = Diagnostic::error(
            codes::NOT_A_REACTION,
            token.span,
            "a statement in a handler needs braces",
        )
        .label("this is a statement, not a reaction");
        let last = self.tokens.last().map_or(token.span, |last| last.span);
        let whole = token.span.to(last);
        let text = self.source.slice(whole);
        let another = self
            .tokens
            .iter()
            .skip(self.at)
            .any(|next| next.text == "on");
        if self.opens.is_some() || another || text.contains('\n') || text.len() > 60 {
            return Box::new(problem.help("write `-> { … }`"));
        }
        Box::new(problem.help(format!("write `-> {{ {text} }}`")).fix(
            "put it into braces",
            Safety::Safe,
            vec![
                edit(Span::at(whole.start), "{ "),
                edit(Span::at(whole.end), " }"),
            ],
        ))
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
                return Err(self.replace(
                    token,
                    codes::FOREIGN,
                    "`twice` is written as a number".to_owned(),
                    "2 times",
                ));
            }
            (_, "up" | "at" | "max" | "maximum") => return Err(self.count_alone(token)),
            (_, "forever" | "always" | "until" | "while") => return Err(self.endless_retry(token)),
            (Sort::Number | Sort::Name, _) | (_, "(") => {}
            _ => return Ok(()),
        }
        self.expr("how many times", Of::Count)?;
        match self.peek() {
            Some(time) if matches!(time.text, "time" | "x" | "retries" | "attempts") => Err(self
                .replace(
                    time,
                    codes::MISSPELT,
                    "the count is followed by `times`".to_owned(),
                    "times",
                )),
            _ => self.need_word("times"),
        }
    }

    fn count_alone(&self, token: Token<'_>) -> Box<Diagnostic> {
        Box::new(
            Diagnostic::error(
                codes::FOREIGN,
                token.span,
                "the number of retries comes right after `retry`",
            )
            .label(format!("leave `{}` out", token.text))
            .help("write `retry 3 times`; the number is the most there can be"),
        )
    }

    fn endless_retry(&self, token: Token<'_>) -> Box<Diagnostic> {
        Box::new(
            Diagnostic::error(codes::FOREIGN, token.span, "every retry has a limit")
                .label(format!("`{}` has none", token.text))
                .help("write `retry 5 times backing off 1s to 60s` or `retry, for at most 5m`"),
        )
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
                let found = self.replace(token, codes::MISSPELT, title, "backing off");
                Err(Box::new(found.help(BACKING_OFF)))
            }
            "after" | "in" | "wait" | "delay" | "with"
                if self.after(1).is_some_and(|n| n.sort == Sort::Number) =>
            {
                Err(self.replace(
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
                Err(self.comma_too_many(token))
            }
            _ => Ok(()),
        }
    }

    fn comma_too_many(&self, comma: Token<'_>) -> Box<Diagnostic> {
        Box::new(
            Diagnostic::error(codes::LEFT_OVER, comma.span, "no comma belongs here")
                .label("what follows it comes without one")
                .help(self.shown_form())
                .fix(
                    "take out the comma",
                    Safety::Safe,
                    vec![edit(comma.span, "")],
                ),
        )
    }

    fn backing_off(&mut self) -> Way {
        self.step();
        self.need_word("off")?;
        self.duration("the first wait")?;
        self.want(|_| Want::Word("to"));
        if self.peek().is_none_or(|token| token.text != "to") {
            let found = self.missing("`to` with the longest wait", None);
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
            return Err(self.comma_before(token));
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
                .help(self.shown_form())
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

    fn comma_before(&self, token: Token<'_>) -> Box<Diagnostic> {
        let mut problem = self.missing("a comma", Some(","));
        problem.labels[0].text = format!("a comma belongs before `{}`", token.text);
        let unlimited = self.after(1).is_some_and(|next| next.sort == Sort::Number);
        if let Some(fix) = problem
            .fix
            .as_mut()
            .filter(|_| token.text == "for" && unlimited)
        {
            fix.title = "write `, for at most`".to_owned();
            fix.edits.push(edit(Span::at(token.span.end), " at most"));
        }
        problem
    }

    fn retry_limit(&mut self) -> Way {
        if self.peek().is_some_and(|token| token.text == "at") {
            return Err(self.missing("`for`", Some(" for")));
        }
        self.need_word("for")?;
        if self.peek().is_some_and(|token| token.sort == Sort::Number) {
            return Err(self.missing("`at most`", Some(" at most")));
        }
        self.at_most(Of::Duration)
    }
}

fn listed() -> String {
    let words: Vec<String> = REACTIONS.iter().map(|word| format!("`{word}`")).collect();
    words.join(", ")
}
