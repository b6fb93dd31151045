//! Statements without a block.

use super::foreign::foreign_word;
use super::literal;
use super::walk::{Walk, Way, edit};
use crate::diagnostic::{Diagnostic, Safety};
use crate::source::Span;
use crate::syntax::codes;
use crate::syntax::expected::{Of, Part, Want};
use crate::syntax::tokens::{Sort, Token};
use crate::syntax::words::{VALUES, is_statement_word};

impl<'a> Walk<'a> {
    pub(super) fn let_stmt(&mut self) -> Way {
        let name = self.need_new_name("the name")?;
        match self.peek() {
            Some(sign) if sign.text == ":" => return Err(self.equals_for(sign)),
            Some(dot) if dot.text == "." => return Err(self.field_changed(name)),
            _ => self.need_sign("=")?,
        }
        self.then_end(|walk| walk.expr("the value", Of::Any))
    }

    fn equals_for(&self, sign: Token<'_>) -> Box<Diagnostic> {
        let gap = Span::new(self.gap().start, sign.span.end);
        Box::new(
            Diagnostic::error(
                codes::FOREIGN,
                sign.span,
                "after `let` a name gets its value with `=`",
            )
            .label("should be `=`")
            .help("write `let Name = value`")
            .fix("write `=`", Safety::Safe, vec![edit(gap, " =")]),
        )
    }

    fn field_changed(&self, name: Token<'_>) -> Box<Diagnostic> {
        Box::new(
            Diagnostic::error(codes::FOREIGN, self.here(), "a field cannot be changed")
                .label("`let` takes a name alone")
                .help(format!(
                    "make a new record: `let {} = {{ Field: value }}`",
                    name.text
                )),
        )
    }

    pub(super) fn emit(&mut self) -> Way {
        self.need_new_name("the result's name")?;
        if let Some(sign) = self.peek().filter(|sign| sign.text == "=") {
            return Err(self.colon_for(sign.span));
        }
        self.need_sign(":")?;
        self.then_end(|walk| walk.expr("the value", Of::Any))
    }

    /// `return`, `finish`, `fail`: alone, or with a value.
    pub(super) fn jump_value(&mut self) -> Way {
        self.want(|_| Want::Value(Of::Text));
        if self.peek().is_some() {
            self.expr("a text", Of::Text)?;
        }
        self.need_end()
    }

    pub(super) fn run(&mut self) -> Way {
        if self.is("this") {
            return Err(Box::new(
                Diagnostic::error(
                    codes::NOT_A_STATEMENT,
                    self.here(),
                    "`run this flow` belongs in a test",
                )
                .label("a flow cannot run itself")
                .help("call a step: `run Park(ContactId)`"),
            ));
        }
        self.call_step()?;
        self.clauses()
    }

    /// `Park(ContactId)`
    pub(super) fn call_step(&mut self) -> Way {
        self.want(|_| Want::Step);
        let name = self.need_name("the step's name")?;
        if !self.is("(") {
            return Err(self.no_arguments(name));
        }
        let open = self.peek();
        self.step();
        let closed = self
            .tokens
            .iter()
            .skip(self.at)
            .any(|token| token.text == ")");
        match open {
            Some(open) if !closed && !self.unfinished => Err(self.unclosed(open, ")")),
            _ => self.listed(")", |walk, what| walk.expr(what, Of::Any)),
        }
    }

    fn no_arguments(&self, name: Token<'_>) -> Box<Diagnostic> {
        let problem = Diagnostic::error(codes::MISSING, self.here(), "`( )` is missing")
            .label("a step is called with brackets, empty ones too")
            .help(format!("write `run {}()`", name.text));
        let ends = self.peek().is_none_or(|next| is_statement_word(next.text));
        Box::new(match ends {
            true => problem.fix("put in `()`", Safety::Safe, vec![edit(self.gap(), "()")]),
            false => problem,
        })
    }

    pub(super) fn wait(&mut self) -> Way {
        if self.take("until") {
            return self.wait_until();
        }
        if self.is("for") {
            return Err(self.wait_for_word());
        }
        self.then_end(|walk| walk.expr("how long", Of::Duration))
    }

    fn wait_for_word(&self) -> Box<Diagnostic> {
        let here = self.here();
        let blank = Span::new(
            here.start,
            self.after(1).map_or(here.end, |next| next.span.start),
        );
        Box::new(
            Diagnostic::error(codes::FOREIGN, here, "`wait` takes the time right after it")
                .label("`for` is not written here")
                .help("write `wait 5s`")
                .fix("take out `for`", Safety::Safe, vec![edit(blank, "")]),
        )
    }

    fn wait_until(&mut self) -> Way {
        self.system_prefix();
        self.want(|_| Want::Thing { awaited: false });
        let thing = self.peek().map_or("", |thing| thing.text);
        match self.peek() {
            Some(token) if token.sort == Sort::Word => self.step(),
            Some(token) if token.text == "<" || token.sort == Sort::Name => {
                return Err(self.no_thing(token));
            }
            _ => return Err(self.missing("what is waited for", None)),
        }
        self.want(|_| Want::Subject { thing });
        self.operand("which one")?;
        self.need_word("is")?;
        self.take("not");
        self.want(|_| Want::State { thing });
        self.need_name("the state")?;
        self.time_limit()?;
        self.clauses()
    }

    fn no_thing(&self, token: Token<'_>) -> Box<Diagnostic> {
        Box::new(
            Diagnostic::error(
                codes::MISSING,
                token.span,
                "the word for what is waited for is missing",
            )
            .label("`contact`, `agent` or the like belongs before this")
            .help(self.shown_form()),
        )
    }

    fn system_prefix(&mut self) {
        if self.after(1).is_some_and(|next| next.text == ":") {
            self.at += 2;
        }
    }

    /// `, at most 30s`
    fn time_limit(&mut self) -> Way {
        if self.is("at") {
            return Err(self.missing("a comma", Some(",")));
        }
        if !self.take(",") {
            return Ok(());
        }
        if self.peek().is_some_and(|next| next.sort == Sort::Number) {
            return Err(self.missing("`at most`", Some(" at most")));
        }
        self.at_most(Of::Duration)
    }

    /// `at most 30s`
    pub(super) fn at_most(&mut self, of: Of<'a>) -> Way {
        self.need_words("at most")?;
        self.expr("the limit", of)
    }

    pub(super) fn wait_for(&mut self) -> Way {
        self.system_prefix();
        self.want(|_| Want::Thing { awaited: true });
        if self.take_sort(Sort::Word).is_none() {
            return Err(self.missing("what is awaited", None));
        }
        self.time_limit()?;
        self.clauses()
    }

    /// An action: its words and values, then its clauses.
    pub(super) fn action(&mut self, first: Token<'a>, prefix: Option<&'a str>) -> Way {
        if let Some(foreign) = self.foreign_first(first) {
            return Err(foreign);
        }
        if let Some(meant) = self.meant(first) {
            return Err(meant);
        }
        self.head = "";
        let parts = self.phrase(&["with", "giving", "on"])?;
        let more = parts.len();
        self.want(|_| Want::Phrase {
            prefix,
            parts,
            mocked: None,
        });
        match more {
            0 => Ok(()),
            _ => self.clauses(),
        }
    }

    fn foreign_first(&self, first: Token<'_>) -> Option<Box<Diagnostic>> {
        if first.text == "set" && self.after(2).is_some_and(|sign| sign.text == "=") {
            let title = "a name gets its value with `let`, not with `set`".to_owned();
            return Some(self.replace(first, codes::FOREIGN, title, "let"));
        }
        if matches!(first.text, "elif" | "elsif" | "elseif") {
            let title = format!("`{}` is written `else if`", first.text);
            let mut found = self.replace(first, codes::FOREIGN, title, "else if");
            found.help =
                Some("it follows the `}` of the block above: `} else if Age > 4h {`".into());
            return Some(found);
        }
        let help = foreign_word(first.text)?;
        Some(self.foreign(first, help))
    }

    /// A first word of another language; `help` says what it is here.
    pub(super) fn foreign(&self, first: Token<'_>, help: &str) -> Box<Diagnostic> {
        Box::new(
            Diagnostic::error(
                codes::FOREIGN,
                first.span,
                format!("`{}` is not a word of the language", first.text),
            )
            .label("no statement begins with it")
            .help(help),
        )
    }

    /// Words and values, up to one of these words.
    pub(super) fn phrase(&mut self, stops: &[&str]) -> Way<Vec<Part<'a>>> {
        let mut parts = Vec::new();
        while let Some(token) = self.peek() {
            if token.sort == Sort::Word && stops.contains(&token.text) {
                break;
            }
            if token.glued {
                return Err(self.no_blank(token));
            }
            self.data = true;
            self.phrase_part(token)?;
            self.data = false;
            parts.push(
                match token.sort == Sort::Word && !VALUES.contains(&token.text) {
                    true => Part::Word(token.text),
                    false => Part::Value,
                },
            );
        }
        Ok(parts)
    }

    fn phrase_part(&mut self, token: Token<'a>) -> Way {
        match token.sort {
            Sort::Word if VALUES.contains(&token.text) => {
                self.operand("a value")?;
                self.shifted(token)
            }
            Sort::Word => {
                self.step();
                Ok(())
            }
            Sort::Mixed => Err(self.bad_name(token)),
            Sort::Sign if !matches!(token.text, "<" | "(" | "[" | "{" | "-") => {
                Err(self.sign_in_phrase(token))
            }
            _ => self.operand("a value"),
        }
    }

    /// `now + 2h`
    fn shifted(&mut self, token: Token<'_>) -> Way {
        let sum = self.is("+") || self.is("-");
        if token.text == "now" && sum {
            self.step();
            return self.operand("a duration");
        }
        Ok(())
    }

    fn sign_in_phrase(&self, token: Token<'_>) -> Box<Diagnostic> {
        if let Some(problem) = self.phone_number(token) {
            return problem;
        }
        let problem = match token.text {
            ":" => Diagnostic::error(codes::MISSING, token.span, "`with` is missing")
                .label("named values stand after `with`")
                .help("write `with Name: value, Other: value`"),
            "," => Diagnostic::error(codes::LEFT_OVER, token.span, "`,` does not belong here")
                .label("the words and values of an action have spaces between them")
                .help("take out the comma"),
            "->" => Diagnostic::error(codes::MISSING, token.span, "`on` is missing")
                .label("what stands before this arrow is not a handler")
                .help("write `on InvalidState -> retry`"),
            "=" => Diagnostic::error(codes::FOREIGN, token.span, "`=` cannot stand in an action")
                .label("a name gets its value with `let`")
                .help("write `let Name = value`; a value of the action stands after `with Name: value`"),
            "+" | "*" | "/" | ">" | "!=" | "<=" | ">=" => {
                Diagnostic::error(codes::MISSING, token.span, "a calculation in an action needs brackets")
                    .label("the action's words and values go on after this")
                    .help(format!("write it as `{}`", self.in_brackets_here(token)))
            }
            _ => return self.left_over(),
        };
        Box::new(problem)
    }

    /// The calculation around a sign, as far as it can be told.
    fn in_brackets_here(&self, sign: Token<'_>) -> String {
        let value = |token: &Token<'_>| matches!(token.sort, Sort::Name | Sort::Number);
        let sides = self.before().filter(value).zip(self.after(1).filter(value));
        let sides = sides.filter(|_| {
            let before = self.at.checked_sub(2);
            before.is_none_or(|at| self.tokens[at].text != ".")
        });
        match sides {
            Some((left, right)) => format!("({} {} {})", left.text, sign.text, right.text),
            None => "(A + B)".to_owned(),
        }
    }

    fn no_blank(&self, token: Token<'_>) -> Box<Diagnostic> {
        if !matches!(token.text, "(" | "<" | "[" | "{") && token.sort == Sort::Sign {
            return self.sign_in_phrase(token);
        }
        let at = Span::at(token.span.start);
        Box::new(
            Diagnostic::error(codes::MISSING, token.span, "a space is missing")
                .label("a space belongs before this")
                .help("the words and values of an action have spaces between them")
                .fix("put in a space", Safety::Safe, vec![edit(at, " ")]),
        )
    }

    /// A duration, `5s`: told apart where a plain number stands.
    pub(super) fn duration(&mut self, what: &str) -> Way {
        if let (Some(number), Some(word)) = (self.peek(), self.after(1))
            && number.sort == Sort::Number
            && word.sort == Sort::Word
        {
            literal::check(self, number)?;
        }
        self.expr(what, Of::Duration)
    }
}
