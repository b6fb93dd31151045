//! Statements by their first word: which one was begun, or meant.

use super::foreign::foreign_word;
use super::walk::{Walk, Way, closes_nothing, edit};
use crate::diagnostic::{Diagnostic, Safety};
use crate::source::Span;
use crate::syntax::codes;
use crate::syntax::expected::{Of, Want};
use crate::syntax::tokens::{Sort, Token};
use crate::syntax::words::{is_language_word, meant_word};

impl<'a> Walk<'a> {
    pub(super) fn statement(&mut self) -> Way {
        self.want(|_| Want::Statement);
        let Some(first) = self.peek() else {
            return self.opens.map_or(Ok(()), |open| Err(loose_block(open)));
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
            Sort::Mixed => Err(self.mixed_words(first)),
            _ => Err(self.no_statement(first)),
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
            "retry" | "ignore" => Err(self.only_in_handler(word)),
            "then" => Err(self.lone_then()),
            _ => Err(self.only_in_test(word)),
        }
    }

    pub(super) fn then_end(&mut self, read: impl FnOnce(&mut Self) -> Way) -> Way {
        read(self)?;
        self.need_end()
    }

    fn only_in_handler(&self, word: &str) -> Box<Diagnostic> {
        let help = format!("write it after an action: `on InvalidState -> {word}`");
        Box::new(
            self.out_of_place(format!("`{word}` belongs in a handler"))
                .label("no `on … ->` stands before it")
                .help(help),
        )
    }

    fn lone_then(&self) -> Box<Diagnostic> {
        Box::new(
            self.out_of_place("`then` belongs to a `retry`".to_owned())
                .label("the line above does not end in a comma")
                .help("write `retry 3 times, then fail`; an `if` needs no `then`"),
        )
    }

    fn only_in_test(&self, word: &str) -> Box<Diagnostic> {
        Box::new(
            self.out_of_place(format!("`{word}` belongs in a test"))
                .label("this is not inside a `test \"…\" { … }`")
                .help("put it into a test"),
        )
    }

    /// That the first word, which has just been taken, begins no statement here.
    fn out_of_place(&self, title: String) -> Diagnostic {
        let word = self.before().map_or_else(|| self.here(), |word| word.span);
        Diagnostic::error(codes::NOT_A_STATEMENT, word, title)
    }

    /// `Desk: hold contact …`, or something that only begins with a name.
    fn begins_with_name(&mut self, first: Token<'a>) -> Way {
        let small = first.text.to_lowercase();
        if is_language_word(&small) {
            return Err(self.misspelt(first, &small));
        }
        match self.after(1).map(|next| next.text) {
            Some(":") => {
                self.at += 2;
                self.after_prefix(first)
            }
            Some("->") => Err(self.no_on(first)),
            Some("=") => {
                let help = format!("write `let {} = …`", first.text);
                Err(no_word(
                    first,
                    "let",
                    "a name gets its value with `let`",
                    help,
                ))
            }
            Some("(") => {
                let help = format!("write `run {}(…)`", first.text);
                Err(no_word(first, "run", "a step is called with `run`", help))
            }
            _ => Err(self.capital_phrase(first, &small)),
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
            _ => Err(self.missing("an action", None)),
        }
    }

    fn no_on(&self, first: Token<'_>) -> Box<Diagnostic> {
        if first.text == "Default" {
            return super::clause::default_branch(first.span);
        }
        let help = format!("write `on {} -> …`", first.text);
        no_word(first, "on", "a handler begins with `on`", help)
    }

    fn capital_phrase(&self, first: Token<'_>, small: &str) -> Box<Diagnostic> {
        if let Some(help) = foreign_word(small) {
            let mut found = self.foreign(first, help);
            found.code = codes::CASE;
            return found;
        }
        let problem = Diagnostic::error(
            codes::CASE,
            first.span,
            format!("no statement begins with a name: `{}`", first.text),
        )
        .label("the words of an action are written in small letters");
        let followed = self
            .after(1)
            .is_some_and(|next| next.sort == Sort::Word || next.text == "<");
        Box::new(match followed {
            true => problem
                .help(format!(
                    "write `{small} …`, as in `hold contact <ContactId>`"
                ))
                .fix(
                    format!("write `{small}`"),
                    Safety::Safe,
                    vec![edit(first.span, small)],
                ),
            false => problem.help("an action is words and values: `hold contact <ContactId>`"),
        })
    }

    /// `holdContact`, `hold_contact`, `HOLD_CONTACT`
    fn mixed_words(&self, first: Token<'_>) -> Box<Diagnostic> {
        if !first.text.is_ascii() {
            return self.bad_name(first);
        }
        let apart = in_words(first.text);
        Box::new(
            Diagnostic::error(
                codes::CASE,
                first.span,
                format!("`{}` is not a word of the language", first.text),
            )
            .label("words are written in small letters, with spaces between them")
            .help(format!("write `{apart}`")),
        )
    }

    fn no_statement(&self, first: Token<'_>) -> Box<Diagnostic> {
        if matches!(first.text, ")" | "]") {
            return closes_nothing(first);
        }
        if first.text == "{" {
            return loose_block(first.span);
        }
        let what = match first.sort {
            Sort::Text => "a text".to_owned(),
            Sort::Number => "a number".to_owned(),
            _ => format!("`{}`", first.text),
        };
        Box::new(
            Diagnostic::error(
                codes::NOT_A_STATEMENT,
                first.span,
                format!("no statement begins with {what}"),
            )
            .label("a statement begins with a word in small letters")
            .help("write an action, like `hold contact <ContactId>`, or a statement, like `log \"…\"`"),
        )
    }

    /// A word that begins no statement, and what follows shows that one was meant.
    pub(super) fn meant(&self, first: Token<'a>) -> Option<Box<Diagnostic>> {
        let followed_as = |word: &str| match self.after(1) {
            Some(next) => fits(word, next),
            None => self.opens.is_some() && matches!(word, "try" | "else" | "always"),
        };
        let meant = meant_word(first.text).filter(|word| followed_as(word))?;
        Some(self.misspelt(first, meant))
    }
}

/// A name that is missing the word before it.
fn no_word(first: Token<'_>, word: &str, label: &str, help: String) -> Box<Diagnostic> {
    let before = Span::at(first.span.start);
    Box::new(
        Diagnostic::error(codes::MISSING, first.span, format!("`{word}` is missing"))
            .label(label)
            .help(help)
            .fix(
                format!("put in `{word}`"),
                Safety::Safe,
                vec![edit(before, &format!("{word} "))],
            ),
    )
}

/// A block that no statement opens.
fn loose_block(open: Span) -> Box<Diagnostic> {
    Box::new(
        Diagnostic::error(
            codes::LOOSE_BLOCK,
            open,
            "a block needs a statement that opens it",
        )
        .label("nothing stands before this `{`")
        .help("put `if …`, `try`, `within 30s` or the like before it, or leave the braces out"),
    )
}

/// Whether a token can come right after a statement's first word.
fn fits(word: &str, next: Token<'_>) -> bool {
    match word {
        "let" | "emit" | "step" | "run" | "giving" | "input" | "given" => next.sort == Sort::Name,
        "with" => next.sort == Sort::Name,
        "on" => next.sort == Sort::Name || next.text == "any",
        "for" => next.text == "each",
        "repeat" => next.text == "at",
        "everywhere" => next.text == "on",
        "test" | "log" => next.sort == Sort::Text,
        "finish" | "fail" => next.sort == Sort::Text,
        "try" | "else" | "always" => next.text == "{" || next.text == "if",
        "within" | "wait" => next.sort == Sort::Number || next.text == "until",
        "if" => next.sort != Sort::Word || next.text == "not",
        "expect" => next.text == "it",
        _ => false,
    }
}

/// `holdContact` and `hold_contact` as words.
fn in_words(mixed: &str) -> String {
    let mut words = String::new();
    let mut small_before = false;
    for c in mixed.chars() {
        if c == '_' || (c.is_ascii_uppercase() && small_before) {
            words.push(' ');
        }
        if c != '_' {
            words.push(c.to_ascii_lowercase());
        }
        small_before = c.is_ascii_lowercase();
    }
    words
}
