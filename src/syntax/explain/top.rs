//! What stands at the top of a file.

use super::walk::{Walk, Way, edit};
use crate::diagnostic::{Diagnostic, Safety};
use crate::source::Span;
use crate::syntax::codes;
use crate::syntax::expected::{Of, Want};
use crate::syntax::tokens::{Sort, Token};
use crate::value::Kind;

impl<'a> Walk<'a> {
    pub(super) fn use_line(&mut self) -> Way {
        self.want(|_| Want::System);
        match self.peek() {
            Some(token) if token.sort == Sort::Word => self.step(),
            Some(token) if token.is_letters() || token.sort == Sort::Text => {
                return Err(self.small_system(token));
            }
            _ => return Err(self.missing("the system's name", None)),
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

    fn small_system(&self, token: Token<'_>) -> Box<Diagnostic> {
        let small = token.text.trim_matches('"').to_lowercase();
        let title = "systems are written in small letters, without quotes";
        self.replace(token, codes::CASE, title.to_owned(), &small)
    }

    pub(super) fn input_line(&mut self) -> Way {
        let name = self.need_new_name("the input's name")?;
        if !self.take(":") {
            return Err(self.no_kind(name));
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

    fn no_kind(&self, name: Token<'_>) -> Box<Diagnostic> {
        Box::new(
            Diagnostic::error(codes::MISSING, self.gap(), "the kind is missing")
                .label(format!(
                    "`: text` or another kind belongs after `{}`",
                    name.text
                ))
                .help(format!("the kinds are {}", kinds())),
        )
    }

    fn kind(&mut self) -> Way {
        self.want(|_| Want::Kind { words: Vec::new() });
        while self.take_all(&["list", "of"]) {}
        self.want(|_| Want::Kind { words: Vec::new() });
        if self.take_all(&["one", "of"]) {
            return self.choices();
        }
        let Some(token) = self.peek() else {
            return Err(self.kind_expected());
        };
        if token.sort == Sort::Name || token.sort == Sort::Mixed {
            return Err(self.capital_kind(token));
        }
        let first = self.at;
        if self.take_sort(Sort::Word).is_none() {
            return Err(self.kind_expected());
        }
        while self.is("/") || self.peek().is_some_and(|next| next.sort == Sort::Word) {
            self.step();
        }
        self.want(|walk| Want::Kind {
            words: walk.tokens[first..].iter().map(|word| word.text).collect(),
        });
        Ok(())
    }

    fn kind_expected(&self) -> Box<Diagnostic> {
        Box::new(
            Diagnostic::error(codes::MISSING, self.here(), "the kind is missing")
                .label("a kind belongs here")
                .help(format!("the kinds are {}", kinds())),
        )
    }

    fn capital_kind(&self, token: Token<'_>) -> Box<Diagnostic> {
        let small = token.text.to_lowercase();
        let problem = Diagnostic::error(
            codes::CASE,
            token.span,
            format!("`{}` is not a kind", token.text),
        )
        .label("kinds are written in small letters");
        let mut named = Kind::NAMED.iter().map(|(name, _)| *name);
        let (known, safety) = match named.find(|name| *name == small) {
            Some(known) => (Some(known), Safety::Safe),
            None => (Kind::meant(&small), Safety::Unsafe),
        };
        let Some(known) = known else {
            return Box::new(problem.help(format!("the kinds are {}", kinds())));
        };
        let write = format!("write `{known}`");
        Box::new(
            problem
                .help(write.clone())
                .fix(write, safety, vec![edit(token.span, known)]),
        )
    }

    fn choices(&mut self) -> Way {
        loop {
            match self.peek() {
                Some(token) if token.sort == Sort::Text => self.step(),
                Some(token) if token.is_letters() => return Err(self.unquoted(token)),
                _ => return Err(self.no_value("a text")),
            }
            if !self.take(",") {
                return Ok(());
            }
        }
    }

    fn unquoted(&self, token: Token<'_>) -> Box<Diagnostic> {
        let quoted = format!("\"{}\"", token.text);
        let bare = self.tokens.iter().skip(self.at);
        let bare = bare.take_while(|next| next.is_letters() || next.text == ",");
        let mut edits = Vec::new();
        for word in bare.filter(|next| next.is_letters()) {
            edits.push(edit(Span::at(word.span.start), "\""));
            edits.push(edit(Span::at(word.span.end), "\""));
        }
        Box::new(
            Diagnostic::error(
                codes::MISSING,
                token.span,
                "the values of `one of` are written in quotes",
            )
            .label(format!("should be `{quoted}`"))
            .help("write `one of \"fast\", \"slow\"`")
            .fix("put them in quotes", Safety::Safe, edits),
        )
    }

    pub(super) fn everywhere(&mut self) -> Way {
        match self.may("on") {
            true => self.clauses(),
            false => Err(self.missing("`on`", Some(" on"))),
        }
    }

    pub(super) fn step_head(&mut self) -> Way {
        let name = self.need_new_name("the step's name")?;
        if !self.take("(") {
            return Err(self.no_params(name));
        }
        self.listed(")", |walk, _| walk.param())?;
        self.block()
    }

    fn no_params(&self, name: Token<'_>) -> Box<Diagnostic> {
        Box::new(
            Diagnostic::error(codes::MISSING, self.gap(), "`( )` is missing")
                .label("a step has brackets after its name, empty ones too")
                .help(format!("write `step {}() {{ … }}`", name.text))
                .fix("put in `()`", Safety::Safe, vec![edit(self.gap(), "()")]),
        )
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
            return Err(self.unnamed_test());
        }
        self.block()
    }

    fn unnamed_test(&self) -> Box<Diagnostic> {
        let (first, last) = (
            self.here(),
            self.tokens.last().map_or(self.here(), |p| p.span),
        );
        let problem = self.missing("the test's name", None);
        if self.peek().is_none() {
            return problem;
        }
        let words = self.source.slice(first.to(last));
        let plain = !words.contains(['"', '\n', '{']);
        Box::new(match plain {
            true => problem
                .help(format!("write `test \"{words}\" {{ … }}`"))
                .fix(
                    "put the name in quotes",
                    Safety::Safe,
                    vec![
                        edit(Span::at(first.start), "\""),
                        edit(Span::at(last.end), "\""),
                    ],
                ),
            false => *problem,
        })
    }
}

fn kinds() -> String {
    let mut names: Vec<&str> = Kind::NAMED.iter().map(|(name, _)| *name).collect();
    names.extend(["list of …", "one of \"A\", \"B\""]);
    names.join(", ")
}
