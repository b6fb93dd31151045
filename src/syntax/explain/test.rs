//! The lines of a test.

use super::messages as say;
use super::walk::{Walk, Way};
use crate::nearest::nearest;
use crate::syntax::codes;
use crate::syntax::tokens::Sort;
use crate::syntax::want::{Mocked, Of, Part, Want};

impl<'a> Walk<'a> {
    pub(super) fn test_line(&mut self) -> Way {
        self.want(|_| Want::TestLine);
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
                Err(say::no_test_line(self, first))
            }
        }
    }

    fn given(&mut self) -> Way {
        self.want(|_| mocked(None, Vec::new(), Mocked::Given));
        if self.is("now") {
            self.step();
            self.need_equals()?;
            return self.then_end(|walk| walk.expr("a time", Of::Time));
        }
        let Some(first) = self.peek() else {
            return Err(say::missing(self, "an input or an action", None));
        };
        let phrase = self.after(2).is_some_and(|next| next.sort == Sort::Word);
        let prefix = phrase && self.after(1).is_some_and(|next| next.text == ":");
        if first.sort == Sort::Name && !prefix {
            return self.given_inputs();
        }
        if first.sort == Sort::Mixed {
            return Err(say::bad_name(first));
        }
        if self.after(1).is_some_and(|next| next.text == "=") {
            return Err(say::bad_name(first));
        }
        self.at += if prefix { 2 } else { 0 };
        self.given_answers(prefix.then_some(first.text))
    }

    fn need_equals(&mut self) -> Way {
        match self.peek() {
            Some(sign) if sign.text == ":" || sign.text == "is" => Err(say::replace(
                self,
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
            let name = self.need_name("the input's name")?;
            self.need_equals()?;
            self.expr("the value", Of::Input(name.text))?;
            if !self.take(",") {
                return self.need_end();
            }
        }
    }

    fn given_answers(&mut self, prefix: Option<&'a str>) -> Way {
        let parts = self.phrase(&["answers", "answer", "returns", "gives", "with"])?;
        self.want(|_| mocked(prefix, parts.clone(), Mocked::Given));
        match self.peek() {
            Some(word) if word.text != "answers" && word.text != "with" => {
                let title = format!("`{}` is written `answers` here", word.text);
                return Err(say::replace(self, word, codes::MISSPELT, title, "answers"));
            }
            _ => self.need_word("answers")?,
        }
        loop {
            self.want(|_| Want::Answer {
                parts: parts.clone(),
                outputs: None,
            });
            self.need_name("the outcome")?;
            if self.take("with") {
                self.answer_values(&parts)?;
                return self.need_end();
            }
            if !self.take(",") {
                return self.need_end();
            }
        }
    }

    /// `SessionId: "S1", Other: 2`, and after a comma perhaps the next outcome.
    fn answer_values(&mut self, parts: &[Part<'a>]) -> Way {
        let mut given = Vec::new();
        loop {
            self.want(|_| Want::Answer {
                parts: parts.to_vec(),
                outputs: Some(given.clone()),
            });
            let next_is_outcome = self
                .after(1)
                .is_none_or(|next| matches!(next.text, "," | "with"));
            let name = self.need_name("the name of an output")?;
            given.push(name.text);
            if next_is_outcome {
                self.take("with");
            } else {
                if let Some(sign) = self.peek().filter(|sign| sign.text == "=") {
                    return Err(say::colon_for(self, sign.span));
                }
                self.need_sign(":")?;
                self.expr("the value", Of::Output(name.text))?;
            }
            if self.peek().is_none() || !self.take(",") {
                return Ok(());
            }
        }
    }

    fn run_in_test(&mut self) -> Way {
        self.want(|_| Want::Word("this flow"));
        if self.is("this") {
            self.step();
            self.need_word("flow")?;
            return self.need_end();
        }
        if self.is("flow") {
            return Err(say::missing(self, "`this`", Some(" this")));
        }
        self.call_step()?;
        self.need_end()
    }

    fn expect(&mut self) -> Way {
        self.want(|_| mocked(None, Vec::new(), Mocked::Expected));
        let Some(first) = self.peek() else {
            return Err(say::missing(self, "what to expect", None));
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
        self.want(|_| Want::Word("finishes"));
        self.want(|_| Want::Word("fails"));
        match self.peek() {
            Some(how) if how.text == "finishes" || how.text == "fails" => self.step(),
            Some(how) if how.is_letters() && nearest(how.text, ["finishes", "fails"]).is_some() => {
                let meant = nearest(how.text, ["finishes", "fails"]).unwrap_or("finishes");
                return Err(say::misspelt(self, how, meant));
            }
            _ => return Err(say::missing(self, "`finishes` or `fails`", None)),
        }
        if self.peek().is_some_and(|token| token.sort == Sort::Text) {
            let found = say::missing(self, "`with`", Some(" with"));
            return Err(Box::new(found.help("write `expect it fails with \"why\"`")));
        }
        if self.take("with") {
            self.expr("a text", Of::Text)?;
        }
        self.need_end()
    }

    fn expect_emitted(&mut self) -> Way {
        self.step();
        self.need_name("the result's name")?;
        self.need_equals()?;
        self.then_end(|walk| walk.expr("the value", Of::Any))
    }

    fn expect_calls(&mut self) -> Way {
        let parts = self.phrase(&["called", "passed"])?;
        self.want(|_| mocked(None, parts, Mocked::Expected));
        if self.is("passed") {
            self.step();
            return self.need_end();
        }
        self.need_word("called")?;
        self.want(|_| Want::Word("once"));
        self.want(|_| Want::Word("never"));
        self.want(|_| Want::Value(Of::Count));
        match self.peek() {
            Some(often) if matches!(often.text, "once" | "never") => self.step(),
            Some(often) if often.text == "twice" => {
                return Err(say::replace(
                    self,
                    often,
                    codes::FOREIGN,
                    "`twice` is written as a number".to_owned(),
                    "2 times",
                ));
            }
            Some(often) if often.sort != Sort::Word => {
                self.expr("how often", Of::Count)?;
                self.need_word("times")?;
            }
            _ => return Err(say::missing(self, "`once`, `never` or `2 times`", None)),
        }
        self.need_end()
    }
}

fn mocked<'a>(prefix: Option<&'a str>, parts: Vec<Part<'a>>, by: Mocked) -> Want<'a> {
    Want::Phrase {
        prefix,
        parts,
        mocked: Some(by),
    }
}
