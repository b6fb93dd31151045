//! Values: where one belongs, and what stands there instead.

use super::walk::{Walk, Way, edit, quoted};
use super::{literal, text};
use crate::diagnostic::{Diagnostic, Safety};
use crate::source::Span;
use crate::syntax::expected::{Of, Want};
use crate::syntax::tokens::{Sort, Token};
use crate::syntax::words::OPERATORS;
use crate::syntax::{codes, depth};

impl<'a> Walk<'a> {
    /// An expression. `what` says what it is for, where none stands here.
    pub(super) fn expr(&mut self, what: &str, of: Of<'a>) -> Way {
        let of = match of {
            Of::Any if self.data => Of::Data,
            of => of,
        };
        loop {
            self.want(|_| Want::Value(of));
            while self.is("not") {
                self.step();
            }
            self.operand(what)?;
            self.comparing_words()?;
            if of == Of::Condition {
                for word in ["and", "or", "in"] {
                    self.want(|_| Want::Word(word));
                }
            }
            if !self.peek().is_some_and(is_between) {
                return Ok(());
            }
            self.step();
        }
    }

    /// `is`, `equals`, `contains` between two values: habits from speech.
    fn comparing_words(&self) -> Way {
        let Some(token) = self.peek().filter(|token| token.sort == Sort::Word) else {
            return Ok(());
        };
        let left = self.before().map_or("A", |before| before.text);
        let help = match token.text {
            "is" => {
                "compare with `=` or `!=`; `is` belongs to `wait until contact <ContactId> is Held`"
            }
            "equals" | "equal" | "eq" => "compare with `=`",
            "contains" | "has" => {
                "write `contains(Text, \"part\")`, with the text in place of `Text`"
            }
            "starts" => "write `starts with(Text, \"part\")`, with the text in place of `Text`",
            "ends" => "write `ends with(Text, \"part\")`, with the text in place of `Text`",
            "mod" => "there is no remainder",
            _ => return Ok(()),
        };
        Err(Box::new(
            Diagnostic::error(
                codes::FOREIGN,
                token.span,
                format!("`{}` does not compare values", token.text),
            )
            .label(format!("it stands after `{left}`"))
            .help(help),
        ))
    }

    /// One value, with its fields.
    pub(super) fn operand(&mut self, what: &str) -> Way {
        let Some(token) = self.peek() else {
            return Err(self.no_value(what));
        };
        if self.depth > depth::MOST_OPEN {
            return Err(Box::new(depth::problem(token.span.start)));
        }
        self.depth += 1;
        self.one_operand(token, what)?;
        self.depth -= 1;
        self.fields()
    }

    fn one_operand(&mut self, token: Token<'a>, what: &str) -> Way {
        match token.sort {
            Sort::Name => self.name_value(token)?,
            Sort::Number => {
                literal::check(self, token)?;
                self.step();
            }
            Sort::Text => {
                text::check(self, token)?;
                self.step();
            }
            Sort::Word => self.word_value(token, what)?,
            Sort::Mixed => return Err(self.bad_name(token)),
            Sort::OpenText | Sort::Comment => return Err(self.no_value(what)),
            Sort::Sign => self.sign_value(token, what)?,
        }
        Ok(())
    }

    /// That a value is missing where the next token stands, or at the end.
    pub(super) fn no_value(&self, what: &str) -> Box<Diagnostic> {
        let label = match (self.before(), self.peek()) {
            (_, None) if self.opens.is_some() => format!("{what} belongs here, before the `{{`"),
            (Some(before), None) => format!("the line ends after {}", quoted(before)),
            (_, Some(token)) => format!("{} stands here instead", quoted(token)),
            (None, None) => "nothing stands here".to_owned(),
        };
        let help = match self.before() {
            Some(sign) if sign.text != "=" && is_between(sign) => {
                format!("write a value after `{}`", sign.text)
            }
            _ => self.shown_form(),
        };
        Box::new(
            Diagnostic::error(codes::INCOMPLETE, self.here(), format!("{what} is missing"))
                .label(label)
                .help(help),
        )
    }

    fn name_value(&mut self, token: Token<'a>) -> Way {
        self.step();
        match self.peek() {
            Some(next) if next.text == "(" && next.glued => Err(self.not_called(token)),
            _ => Ok(()),
        }
    }

    /// `Count(Xs)`, `Park(X)` as a value.
    fn not_called(&self, token: Token<'_>) -> Box<Diagnostic> {
        let small = token.text.to_lowercase();
        Box::new(
            Diagnostic::error(
                codes::CASE,
                token.span,
                format!("`{}(…)` is not a value", token.text),
            )
            .label("functions are written in small letters")
            .help(format!(
                "write `{small}(…)` for a function; a step is called with `run {}(…)`",
                token.text
            )),
        )
    }

    fn word_value(&mut self, token: Token<'a>, what: &str) -> Way {
        match token.text {
            "true" | "false" | "now" => {
                self.step();
                Ok(())
            }
            "today" | "tomorrow" => self.day(),
            "weekday" => self.weekday(),
            _ => self.call(token, what),
        }
    }

    fn day(&mut self) -> Way {
        self.step();
        if self.take("at") {
            self.operand("a time of day")?;
            if self.take("in") {
                self.operand("a time zone")?;
            }
        }
        Ok(())
    }

    fn weekday(&mut self) -> Way {
        self.step();
        self.need_word("of")?;
        self.want(|_| Want::Value(Of::Time));
        self.operand("a time")?;
        if self.take("in") {
            self.operand("a time zone")?;
        }
        Ok(())
    }

    /// `count(Xs)`, `starts with(A, B)`
    fn call(&mut self, token: Token<'a>, what: &str) -> Way {
        let words = (0..).take_while(|&n| self.after(n).is_some_and(|p| p.sort == Sort::Word));
        let words = words.count();
        match self.after(words) {
            Some(open) if open.text == "(" && open.glued => {
                self.at += words;
                let any = |walk: &mut Self, what: &str| walk.expr(what, Of::Any);
                self.in_brackets(open, ")", |walk| walk.listed(")", any))
            }
            Some(open) if open.text == "(" && words > 0 => Err(self.apart(open)),
            _ => Err(self.word_as_value(token, what)),
        }
    }

    fn apart(&self, open: Token<'_>) -> Box<Diagnostic> {
        let before = self
            .tokens
            .iter()
            .rev()
            .find(|token| token.span.end <= open.span.start);
        let gap = Span::new(
            before.map_or(open.span.start, |p| p.span.end),
            open.span.start,
        );
        Box::new(
            Diagnostic::error(
                codes::MISSING,
                open.span,
                "a function and its `(` stand together",
            )
            .label("a space stands before this")
            .help("write `count(Contacts)`")
            .fix("take out the space", Safety::Safe, vec![edit(gap, "")]),
        )
    }

    /// A bare word where a value belongs.
    fn word_as_value(&self, token: Token<'_>, what: &str) -> Box<Diagnostic> {
        if crate::syntax::words::is_language_word(token.text) {
            return self.no_value(what);
        }
        let is_whole = self.head == "let" && self.at == 3;
        if is_whole && self.after(1).is_some_and(|next| !is_between(next)) {
            return self.action_as_value(token);
        }
        let name = super::names::capitalised(token.text);
        let help = match token.text {
            "null" | "nil" | "none" | "undefined" => {
                "the language has no empty value: leave the parameter out, or write an empty text, `\"\"`".to_owned()
            }
            "yes" => "write `true`".to_owned(),
            "no" => "write `false`".to_owned(),
            _ => format!("a name is written `{name}`, a text `\"{}\"`", token.text),
        };
        Box::new(
            Diagnostic::error(
                codes::NOT_A_VALUE,
                token.span,
                format!("`{}` is not a value", token.text),
            )
            .label(format!("{what} belongs here"))
            .help(help),
        )
    }

    fn action_as_value(&self, token: Token<'_>) -> Box<Diagnostic> {
        let end = self.tokens.last().map_or(token.span, |last| last.span);
        let action = self.source.slice(token.span.to(end));
        let name = self.tokens.get(1).map_or("Name", |name| name.text);
        let action = if action.contains('\n') { "…" } else { action };
        Box::new(
            Diagnostic::error(codes::NOT_A_VALUE, token.span, "an action is not a value")
                .label("an action stands on a line of its own")
                .help(format!(
                    "what it gives gets a name with `giving`: `{action} giving {name}`"
                )),
        )
    }

    fn sign_value(&mut self, token: Token<'a>, what: &str) -> Way {
        match token.text {
            "<" => self.input_value(),
            "(" => self.in_brackets(token, ")", |walk| walk.listed_one(what)),
            "[" => self.in_brackets(token, "]", |walk| {
                walk.listed("]", |walk, what| walk.expr(what, Of::Any))
            }),
            "{" => self.in_brackets(token, "}", |walk| walk.listed("}", |w, _| w.field_value())),
            "-" => self.minus(token),
            "+" => Err(self
                .phone_number(token)
                .unwrap_or_else(|| self.no_value(what))),
            _ => Err(self.no_value(what)),
        }
    }

    /// `+448675309` without its quotes.
    pub(super) fn phone_number(&self, plus: Token<'_>) -> Option<Box<Diagnostic>> {
        let digits = self
            .tokens
            .iter()
            .find(|next| next.span.start == plus.span.end)?;
        let is_phone = plus.text == "+" && digits.sort == Sort::Number && digits.text.len() >= 7;
        let (text, whole) = (format!("\"+{}\"", digits.text), plus.span.to(digits.span));
        is_phone.then(|| {
            Box::new(
                Diagnostic::error(codes::LITERAL, whole, "a phone number is written in quotes")
                    .label(format!("should be `{text}`"))
                    .help("put it in quotes; as a number it would lose its `+`")
                    .fix("put it in quotes", Safety::Safe, vec![edit(whole, &text)]),
            )
        })
    }

    fn minus(&mut self, minus: Token<'a>) -> Way {
        self.step();
        match self.peek() {
            Some(next) if next.sort == Sort::Number => {
                literal::check(self, next)?;
                self.step();
                Ok(())
            }
            _ => Err(Box::new(
                Diagnostic::error(codes::LITERAL, minus.span, "only numbers have a minus sign")
                    .label("something else follows it")
                    .help("subtract from zero: `0 - Amount`"),
            )),
        }
    }

    /// `.Field`, `."vendor field"`
    fn fields(&mut self) -> Way {
        while self.is(".") {
            self.step();
            match self.peek() {
                Some(token) if matches!(token.sort, Sort::Name | Sort::Text) => self.step(),
                Some(token) if token.is_letters() => return Err(self.quoted_field(token)),
                _ => return Err(self.no_value("a field's name")),
            }
        }
        if self.is("[") && self.peek().is_some_and(|token| token.glued) {
            return Err(self.indexed());
        }
        Ok(())
    }

    fn indexed(&self) -> Box<Diagnostic> {
        let of = self.before().map_or("Items", |before| before.text);
        Box::new(
            Diagnostic::error(
                codes::FOREIGN,
                self.here(),
                "values are not picked with `[ ]`",
            )
            .label("`[` begins a list")
            .help(format!(
                "write `first({of})`, `last({of})`, `{of}.Field` or `{of}.\"vendor field\"`"
            )),
        )
    }
}

fn is_between(token: Token<'_>) -> bool {
    matches!(token.sort, Sort::Sign | Sort::Word) && OPERATORS.contains(&token.text)
}
