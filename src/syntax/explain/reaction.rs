//! What stands after `->`.

use super::lex::{Piece, Sort};
use super::walk::{Walk, Way, edit, letters};
use super::words::{REACTIONS, is_language_word};
use crate::diagnostic::{Diagnostic, Safety};
use crate::nearest::nearest;
use crate::source::Span;
use crate::syntax::codes;

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
    pub(super) fn reaction(&mut self) -> Way {
        let Some(piece) = self.peek() else {
            return self.no_reaction();
        };
        if piece.text == "{" {
            return self.block();
        }
        match piece.text {
            "retry" => self.retry(),
            "ignore" | "next" | "leave" | "restart" => {
                self.step();
                Ok(())
            }
            "finish" | "fail" | "return" => self.reaction_value(),
            "run" => {
                self.step();
                self.call_step()
            }
            _ => Err(self.bad_reaction(piece)),
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
        match self.peek() {
            Some(next) if next.sort != Sort::Word => self.expr("a text"),
            _ => Ok(()),
        }
    }

    fn bad_reaction(&self, piece: Piece<'a>) -> Box<Diagnostic> {
        if !letters(piece) {
            return Box::new(
                Diagnostic::error(codes::NOT_A_REACTION, piece.span, "this is not a reaction")
                    .label("what to do belongs here")
                    .help(format!("write one of {}, or a block in braces", listed())),
            );
        }
        if is_language_word(piece.text)
            && !FOREIGN.iter().any(|(words, _)| words.contains(&piece.text))
        {
            return self.needs_braces(piece);
        }
        let followed = self.after(1).is_some_and(|next| {
            next.text == "<" || matches!(next.sort, Sort::Word | Sort::Name) && next.text != "on"
        });
        let foreign = FOREIGN
            .iter()
            .find(|(words, _)| words.contains(&piece.text));
        match (nearest(piece.text, REACTIONS.iter().copied()), foreign) {
            (_, Some((_, ours))) if !followed => self.foreign_reaction(piece, ours),
            (Some(meant), _) => self.misspelt(piece, meant),
            _ if followed => self.needs_braces(piece),
            _ => self.unknown_reaction(piece),
        }
    }

    fn foreign_reaction(&self, piece: Piece<'_>, ours: &str) -> Box<Diagnostic> {
        Box::new(
            Diagnostic::error(
                codes::FOREIGN,
                piece.span,
                format!("`{}` is written `{ours}` here", piece.text),
            )
            .label(format!("should be `{ours}`"))
            .help(format!(
                "the reactions are {}, or a block in braces",
                listed()
            ))
            .fix(
                format!("write `{ours}`"),
                Safety::Unsafe,
                vec![edit(piece.span, ours)],
            ),
        )
    }

    fn unknown_reaction(&self, piece: Piece<'_>) -> Box<Diagnostic> {
        Box::new(
            Diagnostic::error(
                codes::NOT_A_REACTION,
                piece.span,
                format!("`{}` is not a reaction", piece.text),
            )
            .label("what to do belongs here")
            .help(format!(
                "write one of {}; an action stands in braces: `-> {{ … }}`",
                listed()
            )),
        )
    }

    /// An action or a statement right after `->`.
    fn needs_braces(&self, piece: Piece<'_>) -> Box<Diagnostic> {
        let problem = Diagnostic::error(
            codes::NOT_A_REACTION,
            piece.span,
            "a statement in a handler needs braces",
        )
        .label("this is a statement, not a reaction");
        let last = self.pieces.last().map_or(piece.span, |last| last.span);
        let whole = piece.span.to(last);
        let text = self.source.slice(whole);
        let another = self
            .pieces
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
    fn retry(&mut self) -> Way {
        self.head = "retry";
        self.step();
        self.retry_count()?;
        self.retry_pace()?;
        self.retry_rest()
    }

    fn retry_count(&mut self) -> Way {
        let Some(piece) = self.peek() else {
            return Ok(());
        };
        if self.take("once") {
            return Ok(());
        }
        match (piece.sort, piece.text) {
            (_, "twice") => {
                return Err(self.replace(
                    piece,
                    codes::FOREIGN,
                    "`twice` is written as a number".to_owned(),
                    "2 times",
                ));
            }
            (_, "up" | "at" | "max" | "maximum") => return Err(self.count_alone(piece)),
            (_, "forever" | "always" | "until" | "while") => return Err(self.endless_retry(piece)),
            (Sort::Number | Sort::Name, _) | (_, "(") => {}
            _ => return Ok(()),
        }
        self.expr("how many times")?;
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

    fn count_alone(&self, piece: Piece<'_>) -> Box<Diagnostic> {
        Box::new(
            Diagnostic::error(
                codes::FOREIGN,
                piece.span,
                "the number of retries comes right after `retry`",
            )
            .label(format!("leave `{}` out", piece.text))
            .help("write `retry 3 times`; the number is the most there can be"),
        )
    }

    fn endless_retry(&self, piece: Piece<'_>) -> Box<Diagnostic> {
        Box::new(
            Diagnostic::error(codes::FOREIGN, piece.span, "every retry has a limit")
                .label(format!("`{}` has none", piece.text))
                .help("write `retry 5 times backing off 1s to 60s` or `retry, for at most 5m`"),
        )
    }

    fn retry_pace(&mut self) -> Way {
        if self.take("every") {
            return self.duration("how long between two retries");
        }
        let Some(piece) = self.peek() else {
            return Ok(());
        };
        match piece.text {
            "backing" => self.backing_off(),
            "backoff" | "back" => {
                let title = format!("`{}` is written `backing off`", piece.text);
                let found = self.replace(piece, codes::MISSPELT, title, "backing off");
                Err(Box::new(found.help(BACKING_OFF)))
            }
            "after" | "in" | "wait" | "delay" | "with"
                if self.after(1).is_some_and(|n| n.sort == Sort::Number) =>
            {
                Err(self.replace(
                    piece,
                    codes::FOREIGN,
                    format!("`{}` is written `every` here", piece.text),
                    "every",
                ))
            }
            "," if self
                .after(1)
                .is_some_and(|n| matches!(n.text, "every" | "backing")) =>
            {
                Err(self.comma_too_many(piece))
            }
            _ => Ok(()),
        }
    }

    fn comma_too_many(&self, comma: Piece<'_>) -> Box<Diagnostic> {
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
        if self.peek().is_none_or(|piece| piece.text != "to") {
            let found = self.missing("`to` with the longest wait", None);
            return Err(Box::new(found.help(BACKING_OFF)));
        }
        self.step();
        self.duration("the longest wait")
    }

    /// `, for at most 5m, then fail`
    fn retry_rest(&mut self) -> Way {
        if let Some(piece) = self
            .peek()
            .filter(|piece| matches!(piece.text, "for" | "then"))
        {
            return Err(self.comma_before(piece));
        }
        if let Some(piece) = self
            .peek()
            .filter(|piece| matches!(piece.text, "else" | "otherwise"))
        {
            let gap = Span::new(self.gap().start, piece.span.end);
            return Err(Box::new(
                Diagnostic::error(
                    codes::FOREIGN,
                    piece.span,
                    format!("`{}` is written `then` here", piece.text),
                )
                .label("should be `, then`")
                .help(self.shown_form())
                .fix("write `, then`", Safety::Safe, vec![edit(gap, ", then")]),
            ));
        }
        while self.is(",") {
            self.step();
            if self.take("then") {
                return self.reaction();
            }
            self.retry_limit()?;
        }
        Ok(())
    }

    fn comma_before(&self, piece: Piece<'_>) -> Box<Diagnostic> {
        let mut problem = self.missing("a comma", Some(","));
        problem.labels[0].text = format!("a comma belongs before `{}`", piece.text);
        let unlimited = self.after(1).is_some_and(|next| next.sort == Sort::Number);
        if let Some(fix) = problem
            .fix
            .as_mut()
            .filter(|_| piece.text == "for" && unlimited)
        {
            fix.title = "write `, for at most`".to_owned();
            fix.edits.push(edit(Span::at(piece.span.end), " at most"));
        }
        problem
    }

    fn retry_limit(&mut self) -> Way {
        if self.peek().is_some_and(|piece| piece.text == "at") {
            return Err(self.missing("`for`", Some(" for")));
        }
        self.need_word("for")?;
        if self.peek().is_some_and(|piece| piece.sort == Sort::Number) {
            return Err(self.missing("`at most`", Some(" at most")));
        }
        self.at_most()
    }
}

fn listed() -> String {
    let words: Vec<String> = REACTIONS.iter().map(|word| format!("`{word}`")).collect();
    words.join(", ")
}
