//! Statements by their first word: which one was begun, or meant.

use super::messages as say;
use super::walk::{Walk, Way};
use crate::diagnostic::Diagnostic;
use crate::syntax::codes;
use crate::syntax::tokens::{Sort, Token};
use crate::syntax::want::{Of, Want};
use crate::syntax::words::is_language_word;

impl<'a> Walk<'a> {
    pub(super) fn statement(&mut self) -> Way {
        self.want(|_| Want::Statement);
        let Some(first) = self.peek() else {
            return self
                .opens
                .map_or(Ok(()), |open| Err(say::loose_block(open)));
        };
        self.head = first.text;
        match first.sort {
            Sort::Word if is_language_word(first.text) => {
                self.step();
                self.known(first.text)
            }
            Sort::Word if self.after(1).is_some_and(|next| next.text == ":") => {
                self.at += 2;
                self.after_prefix(first)
            }
            Sort::Word => self.action(first, None),
            Sort::Name => self.begins_with_name(first),
            Sort::Mixed => Err(say::mixed_words(first)),
            _ => Err(say::no_statement(first)),
        }
    }

    fn known(&mut self, word: &str) -> Way {
        match word {
            "let" => self.let_stmt(),
            "log" => self.then_end(|walk| walk.expr("a text", Of::Text)),
            "emit" => self.emit(),
            "if" => self.if_stmt(),
            "else" => self.else_clause(),
            "for" => self.for_each(),
            "repeat" => self.repeat(),
            "try" => self.try_stmt(),
            "always" => self.block(),
            "within" => self.within(),
            "wait" => self.wait(),
            "await" => self.wait_for(),
            "run" => self.run(),
            "use" => self.use_line(),
            "input" => self.input_line(),
            "everywhere" => self.everywhere(),
            "step" => self.step_head(),
            "test" => self.test_head(),
            "on" => self.handler(),
            "with" => self.with(),
            "giving" => self.giving(),
            "next" | "leave" | "restart" => self.need_end(),
            "return" | "finish" | "fail" => self.jump_value(),
            "retry" | "ignore" => Err(say::only_in_handler(self, word)),
            "then" => Err(say::lone_then(self)),
            _ => Err(say::only_in_test(self, word)),
        }
    }

    pub(super) fn then_end(&mut self, read: impl FnOnce(&mut Self) -> Way) -> Way {
        read(self)?;
        self.need_end()
    }

    /// `Desk: hold contact …`, or something that only begins with a name.
    fn begins_with_name(&mut self, first: Token<'a>) -> Way {
        let small = first.text.to_lowercase();
        if is_language_word(&small) {
            return Err(say::misspelt(self, first, &small));
        }
        match self.after(1).map(|next| next.text) {
            Some(":") => {
                self.at += 2;
                self.after_prefix(first)
            }
            Some("->") => Err(say::no_on(first)),
            Some("=") => {
                let help = format!("write `let {} = …`", first.text);
                Err(say::no_word(
                    first,
                    "let",
                    "a name gets its value with `let`",
                    help,
                ))
            }
            Some("(") => {
                let help = format!("write `run {}(…)`", first.text);
                Err(say::no_word(
                    first,
                    "run",
                    "a step is called with `run`",
                    help,
                ))
            }
            _ => Err(say::capital_phrase(self, first, &small)),
        }
    }

    fn after_prefix(&mut self, prefix: Token<'a>) -> Way {
        self.want(|_| Want::Phrase {
            prefix: Some(prefix.text),
            parts: Vec::new(),
            mocked: None,
        });
        match self.peek() {
            Some(word) if word.sort == Sort::Word && !is_language_word(word.text) => {
                self.action(word, Some(prefix.text))
            }
            Some(word) if word.sort == Sort::Word => Err(Box::new(
                Diagnostic::error(
                    codes::LEFT_OVER,
                    word.span,
                    format!("`{}` belongs to no system", word.text),
                )
                .label("only actions have a system's name before them")
                .help("take out the name and its `:`"),
            )),
            _ => Err(say::missing(self, "an action", None)),
        }
    }
}
