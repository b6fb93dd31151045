//! The lines of a test.

use super::lex::{Piece, Sort};
use super::walk::{Walk, Way, letters};
use crate::diagnostic::Diagnostic;
use crate::nearest::nearest;
use crate::syntax::codes;

const LINES: &[&str] = &["given", "run", "expect"];

impl Walk<'_> {
    pub(super) fn test_line(&mut self) -> Way {
        let Some(first) = self.peek() else {
            return Ok(());
        };
        self.head = first.text;
        self.step();
        match first.text {
            "given" => self.given(),
            "expect" => self.expect(),
            "run" => self.run_in_test(),
            _ => {
                self.at -= 1;
                Err(self.no_test_line(first))
            }
        }
    }

    fn no_test_line(&self, first: Piece<'_>) -> Box<Diagnostic> {
        if letters(first)
            && let Some(meant) = nearest(first.text, LINES.iter().copied())
        {
            return self.misspelt(first, meant);
        }
        Box::new(
            Diagnostic::error(
                codes::NOT_A_STATEMENT,
                first.span,
                format!(
                    "no line of a test begins with {}",
                    super::walk::quoted(first)
                ),
            )
            .label("its lines begin with `given`, `run` or `expect`")
            .help("write what is given, then `run this flow`, then what to expect"),
        )
    }

    fn given(&mut self) -> Way {
        if self.take("now") {
            self.need_equals()?;
            return self.then_end(|walk| walk.expr("a time"));
        }
        let Some(first) = self.peek() else {
            return Err(self.missing("an input or an action", None));
        };
        let phrase = self.after(2).is_some_and(|next| next.sort == Sort::Word);
        let prefix = phrase && self.after(1).is_some_and(|next| next.text == ":");
        if first.sort == Sort::Name && !prefix {
            return self.given_inputs();
        }
        if first.sort == Sort::Mixed {
            return Err(self.bad_name(first));
        }
        if self.after(1).is_some_and(|next| next.text == "=") {
            return Err(self.bad_name(first));
        }
        self.at += if prefix { 2 } else { 0 };
        self.given_answers()
    }

    fn need_equals(&mut self) -> Way {
        match self.peek() {
            Some(sign) if sign.text == ":" || sign.text == "is" => Err(self.replace(
                sign,
                codes::FOREIGN,
                format!("a test gives values with `=`, not `{}`", sign.text),
                "=",
            )),
            _ => self.need_sign("="),
        }
    }

    fn given_inputs(&mut self) -> Way {
        loop {
            self.need_name("the input's name")?;
            self.need_equals()?;
            self.expr("the value")?;
            if !self.take(",") {
                return self.need_end();
            }
        }
    }

    fn given_answers(&mut self) -> Way {
        self.phrase(&["answers", "answer", "returns", "gives", "with"])?;
        match self.peek() {
            Some(word) if word.text != "answers" && word.text != "with" => {
                let title = format!("`{}` is written `answers` here", word.text);
                return Err(self.replace(word, codes::MISSPELT, title, "answers"));
            }
            _ => self.need_word("answers")?,
        }
        loop {
            self.need_name("the outcome")?;
            if self.take("with") {
                self.answer_values()?;
                return self.need_end();
            }
            if !self.take(",") {
                return self.need_end();
            }
        }
    }

    /// `SessionId: "S1", Other: 2`, and after a comma perhaps the next outcome.
    fn answer_values(&mut self) -> Way {
        loop {
            let next_is_outcome = self
                .after(1)
                .is_none_or(|next| matches!(next.text, "," | "with"));
            self.need_name("the name of an output")?;
            if next_is_outcome {
                self.take("with");
            } else {
                if let Some(sign) = self.peek().filter(|sign| sign.text == "=") {
                    return Err(self.colon_for(sign.span));
                }
                self.need_sign(":")?;
                self.expr("the value")?;
            }
            if self.peek().is_none() || !self.take(",") {
                return Ok(());
            }
        }
    }

    fn run_in_test(&mut self) -> Way {
        if self.is("this") {
            self.step();
            self.need_word("flow")?;
            return self.need_end();
        }
        if self.is("flow") {
            return Err(self.missing("`this`", Some(" this")));
        }
        self.call_step()?;
        self.need_end()
    }

    fn expect(&mut self) -> Way {
        let Some(first) = self.peek() else {
            return Err(self.missing("what to expect", None));
        };
        match first.text {
            "it" => self.expect_end(),
            "emitted" => self.expect_emitted(),
            _ if first.sort == Sort::Number => {
                self.duration("how long")?;
                self.need_word("passed")?;
                self.need_end()
            }
            _ => self.expect_calls(),
        }
    }

    fn expect_end(&mut self) -> Way {
        self.step();
        match self.peek() {
            Some(how) if how.text == "finishes" || how.text == "fails" => self.step(),
            Some(how) if letters(how) && nearest(how.text, ["finishes", "fails"]).is_some() => {
                let meant = nearest(how.text, ["finishes", "fails"]).unwrap_or("finishes");
                return Err(self.misspelt(how, meant));
            }
            _ => return Err(self.missing("`finishes` or `fails`", None)),
        }
        if self.peek().is_some_and(|piece| piece.sort == Sort::Text) {
            let found = self.missing("`with`", Some(" with"));
            return Err(Box::new(found.help("write `expect it fails with \"why\"`")));
        }
        if self.take("with") {
            self.expr("a text")?;
        }
        self.need_end()
    }

    fn expect_emitted(&mut self) -> Way {
        self.step();
        self.need_name("the result's name")?;
        self.need_equals()?;
        self.then_end(|walk| walk.expr("the value"))
    }

    fn expect_calls(&mut self) -> Way {
        self.phrase(&["called", "passed"])?;
        if self.take("passed") {
            return self.need_end();
        }
        self.need_word("called")?;
        match self.peek() {
            Some(often) if matches!(often.text, "once" | "never") => self.step(),
            Some(often) if often.text == "twice" => {
                return Err(self.replace(
                    often,
                    codes::FOREIGN,
                    "`twice` is written as a number".to_owned(),
                    "2 times",
                ));
            }
            Some(often) if often.sort != Sort::Word => {
                self.expr("how often")?;
                self.need_word("times")?;
            }
            _ => return Err(self.missing("`once`, `never` or `2 times`", None)),
        }
        self.need_end()
    }
}
