//! What stands at the top of a file.

use super::messages as say;
use super::walk::{Walk, Way};
use crate::diagnostic::Diagnostic;
use crate::source::Span;
use crate::syntax::codes;
use crate::syntax::tokens::Sort;
use crate::syntax::want::{Of, Want};

impl<'a> Walk<'a> {
    pub(super) fn use_line(&mut self) -> Way {
        self.want(|_| Want::System);
        match self.peek() {
            Some(token) if token.sort == Sort::Word => self.step(),
            Some(token) if token.is_letters() || token.sort == Sort::Text => {
                return Err(say::small_system(self, token));
            }
            _ => return Err(say::missing(self, "the system's name", None)),
        }
        if self.is(",") {
            return Err(Box::new(
                Diagnostic::error(
                    codes::LEFT_OVER,
                    self.here(),
                    "every system has a `use` line of its own",
                )
                .label("a second one would follow")
                .help("write `use cxone` and `use finesse` on two lines"),
            ));
        }
        if self.take("as") {
            self.need_new_name("the name for it in this file")?;
        }
        self.need_end()
    }

    pub(super) fn input_line(&mut self) -> Way {
        let name = self.need_new_name("the input's name")?;
        if !self.take(":") {
            return Err(say::no_kind(self, name));
        }
        let first = self.here();
        self.kind()?;
        let source = self.source;
        let kind = source.slice(Span::new(first.start, self.gap().end.max(first.start)));
        if self.take("=") {
            self.expr("the default", Of::Kind(kind))?;
        }
        if self.peek().is_some_and(|token| token.sort == Sort::Text) {
            self.step();
        }
        self.need_end()
    }

    fn kind(&mut self) -> Way {
        self.want(|_| Want::Kind { words: Vec::new() });
        while self.take_all(&["list", "of"]) {}
        self.want(|_| Want::Kind { words: Vec::new() });
        if self.take_all(&["one", "of"]) {
            return self.choices();
        }
        let Some(token) = self.peek() else {
            return Err(say::kind_expected(self));
        };
        if token.sort == Sort::Name || token.sort == Sort::Mixed {
            return Err(say::capital_kind(token));
        }
        let first = self.at;
        if self.take_sort(Sort::Word).is_none() {
            return Err(say::kind_expected(self));
        }
        while self.is("/") || self.peek().is_some_and(|next| next.sort == Sort::Word) {
            self.step();
        }
        self.want(|walk| Want::Kind {
            words: walk.tokens[first..].iter().map(|word| word.text).collect(),
        });
        Ok(())
    }

    fn choices(&mut self) -> Way {
        loop {
            match self.peek() {
                Some(token) if token.sort == Sort::Text => self.step(),
                Some(token) if token.is_letters() => return Err(say::unquoted(self, token)),
                _ => return Err(say::no_value(self, "a text")),
            }
            if !self.take(",") {
                return Ok(());
            }
        }
    }

    pub(super) fn everywhere(&mut self) -> Way {
        match self.may("on") {
            true => self.clauses(),
            false => Err(say::missing(self, "`on`", Some(" on"))),
        }
    }

    pub(super) fn step_head(&mut self) -> Way {
        let name = self.need_new_name("the step's name")?;
        if !self.take("(") {
            return Err(say::no_params(self, name));
        }
        self.listed(")", |walk, _| walk.param())?;
        self.block()
    }

    fn param(&mut self) -> Way {
        self.need_new_name("a name")?;
        if self.is(":") || self.is("=") {
            return Err(Box::new(
                Diagnostic::error(
                    codes::FOREIGN,
                    self.here(),
                    "a step's parameters have no kinds or defaults",
                )
                .label("only the name belongs here")
                .help("the kind comes from what the step does with it"),
            ));
        }
        Ok(())
    }

    pub(super) fn test_head(&mut self) -> Way {
        if self.take_sort(Sort::Text).is_none() {
            return Err(say::unnamed_test(self));
        }
        self.block()
    }
}
