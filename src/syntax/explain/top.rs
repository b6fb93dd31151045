//! What stands at the top of a file.

use super::lex::{Piece, Sort};
use super::walk::{Walk, Way, edit, letters};
use crate::diagnostic::{Diagnostic, Safety};
use crate::source::Span;
use crate::syntax::codes;
use crate::value::Kind;

impl Walk<'_> {
    pub(super) fn use_line(&mut self) -> Way {
        match self.peek() {
            Some(piece) if piece.sort == Sort::Word => self.step(),
            Some(piece) if letters(piece) || piece.sort == Sort::Text => {
                return Err(self.small_system(piece));
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
            self.need_name("the name for it in this file")?;
        }
        self.need_end()
    }

    fn small_system(&self, piece: Piece<'_>) -> Box<Diagnostic> {
        let small = piece.text.trim_matches('"').to_lowercase();
        let title = "systems are written in small letters, without quotes";
        self.replace(piece, codes::CASE, title.to_owned(), &small)
    }

    pub(super) fn input_line(&mut self) -> Way {
        let name = self.need_name("the input's name")?;
        if !self.take(":") {
            return Err(self.no_kind(name));
        }
        self.kind()?;
        if self.take("=") {
            self.expr("the default")?;
        }
        if self.peek().is_some_and(|piece| piece.sort == Sort::Text) {
            self.step();
        }
        self.need_end()
    }

    fn no_kind(&self, name: Piece<'_>) -> Box<Diagnostic> {
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
        while self.take_all(&["list", "of"]) {}
        if self.take_all(&["one", "of"]) {
            return self.choices();
        }
        let Some(piece) = self.peek() else {
            return Err(self.kind_expected());
        };
        if piece.sort == Sort::Name || piece.sort == Sort::Mixed {
            return Err(self.capital_kind(piece));
        }
        if self.take_sort(Sort::Word).is_none() {
            return Err(self.kind_expected());
        }
        while self.take("/") || self.take_sort(Sort::Word).is_some() {}
        Ok(())
    }

    fn kind_expected(&self) -> Box<Diagnostic> {
        Box::new(
            Diagnostic::error(codes::MISSING, self.here(), "the kind is missing")
                .label("a kind belongs here")
                .help(format!("the kinds are {}", kinds())),
        )
    }

    fn capital_kind(&self, piece: Piece<'_>) -> Box<Diagnostic> {
        let small = piece.text.to_lowercase();
        let problem = Diagnostic::error(
            codes::CASE,
            piece.span,
            format!("`{}` is not a kind", piece.text),
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
                .fix(write, safety, vec![edit(piece.span, known)]),
        )
    }

    fn choices(&mut self) -> Way {
        loop {
            match self.peek() {
                Some(piece) if piece.sort == Sort::Text => self.step(),
                Some(piece) if letters(piece) => return Err(self.unquoted(piece)),
                _ => return Err(self.no_value("a text")),
            }
            if !self.take(",") {
                return Ok(());
            }
        }
    }

    fn unquoted(&self, piece: Piece<'_>) -> Box<Diagnostic> {
        let quoted = format!("\"{}\"", piece.text);
        let bare = self.pieces.iter().skip(self.at);
        let bare = bare.take_while(|next| letters(**next) || next.text == ",");
        let mut edits = Vec::new();
        for word in bare.filter(|next| letters(**next)) {
            edits.push(edit(Span::at(word.span.start), "\""));
            edits.push(edit(Span::at(word.span.end), "\""));
        }
        Box::new(
            Diagnostic::error(
                codes::MISSING,
                piece.span,
                "the values of `one of` are written in quotes",
            )
            .label(format!("should be `{quoted}`"))
            .help("write `one of \"fast\", \"slow\"`")
            .fix("put them in quotes", Safety::Safe, edits),
        )
    }

    pub(super) fn everywhere(&mut self) -> Way {
        match self.is("on") {
            true => self.clauses(),
            false => Err(self.missing("`on`", Some(" on"))),
        }
    }

    pub(super) fn step_head(&mut self) -> Way {
        let name = self.need_name("the step's name")?;
        if !self.take("(") {
            return Err(self.no_params(name));
        }
        self.listed(")", |walk, _| walk.param())?;
        self.block()
    }

    fn no_params(&self, name: Piece<'_>) -> Box<Diagnostic> {
        Box::new(
            Diagnostic::error(codes::MISSING, self.gap(), "`( )` is missing")
                .label("a step has brackets after its name, empty ones too")
                .help(format!("write `step {}() {{ … }}`", name.text))
                .fix("put in `()`", Safety::Safe, vec![edit(self.gap(), "()")]),
        )
    }

    fn param(&mut self) -> Way {
        self.need_name("a name")?;
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
            self.pieces.last().map_or(self.here(), |p| p.span),
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
