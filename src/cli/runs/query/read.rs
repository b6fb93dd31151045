//! How a query is read.

use super::{Condition, Operator, Wanted};
use crate::config::Problem;
use crate::journal::RunState;
use crate::nearest::nearest;
use crate::source::{Source, Span};
use std::sync::Arc;

const FIELDS: [&str; 6] = ["state", "flow", "id", "job", "age", "doubt"];

/// Alternatives, each of conditions that all have to hold.
pub(super) fn conditions(name: &str, text: &str) -> Result<Vec<Vec<Condition>>, Problem> {
    let source = Arc::new(Source::new(name, text));
    let tokens = tokens(text).map_err(|span| {
        Problem::new(format!("a quote in `{name}` is not closed"))
            .at(&source, span, "it begins here")
            .help("write the same quote after the text")
    })?;
    if tokens.is_empty() {
        return Err(
            Problem::new(format!("`{name}` is empty")).help("write a condition: `state = held`")
        );
    }
    let mut reader = Reader {
        source: &source,
        tokens: &tokens,
        next: 0,
    };
    let mut any = vec![vec![reader.condition()?]];
    while let Some((word, span)) = reader.take() {
        match word.to_ascii_lowercase().as_str() {
            "or" => any.push(vec![reader.condition()?]),
            "and" => {
                let condition = reader.condition()?;
                if let Some(all) = any.last_mut() {
                    all.push(condition);
                }
            }
            _ => return Err(reader.wrong(span, "expected `and` or `or`")),
        }
    }
    Ok(any)
}

fn operator(word: &str) -> Option<Operator> {
    Some(match word {
        "=" | "==" | "is" => Operator::Is,
        "!=" => Operator::IsNot,
        "<" => Operator::Less,
        ">" => Operator::More,
        "<=" => Operator::AtMost,
        ">=" => Operator::AtLeast,
        _ => return None,
    })
}

/// A word with its place.
type Token = (String, Span);

/// Words, texts in quotes and operators; what is none of these stands alone, for a message. `Err` with the
/// place of a quote that is not closed.
fn tokens(text: &str) -> Result<Vec<Token>, Span> {
    let mut found = Vec::new();
    let mut rest = text.char_indices().peekable();
    while let Some((start, first)) = rest.next() {
        let mut end = start + first.len_utf8();
        let mut word = String::new();
        match first {
            _ if first.is_whitespace() => continue,
            '"' | '\'' => {
                let mut is_closed = false;
                for (at, next) in rest.by_ref() {
                    end = at + next.len_utf8();
                    is_closed = next == first;
                    if is_closed {
                        break;
                    }
                    word.push(next);
                }
                if !is_closed {
                    return Err(Span::new(start as u32, end as u32));
                }
            }
            '=' | '!' | '<' | '>' => {
                word.push(first);
                if let Some((at, _)) = rest.next_if(|(_, next)| *next == '=') {
                    end = at + 1;
                    word.push('=');
                }
            }
            _ => {
                word.push(first);
                while let Some((at, next)) = rest.next_if(|(_, next)| !ends_word(*next)) {
                    end = at + next.len_utf8();
                    word.push(next);
                }
            }
        }
        found.push((word, Span::new(start as u32, end as u32)));
    }
    Ok(found)
}

fn ends_word(next: char) -> bool {
    next.is_whitespace() || matches!(next, '=' | '!' | '<' | '>' | '"' | '\'')
}

struct Reader<'a> {
    source: &'a Arc<Source>,
    tokens: &'a [Token],
    next: usize,
}

impl<'a> Reader<'a> {
    fn take(&mut self) -> Option<(&'a str, Span)> {
        let (word, span) = self.tokens.get(self.next)?;
        self.next += 1;
        Some((word, *span))
    }

    fn end(&self) -> Span {
        let end = self.source.text().len() as u32;
        Span::new(end, end)
    }

    fn wrong(&self, span: Span, why: &str) -> Problem {
        Problem::new(format!("`{}` is not a query", self.source.name()))
            .at(self.source, span, why)
            .help("write `FIELD OPERATOR VALUE`, joined by `and` or `or`: `state = held and age > 1h`")
    }

    fn condition(&mut self) -> Result<Condition, Problem> {
        let (field, at) = self
            .take()
            .ok_or_else(|| self.wrong(self.end(), "expected a field"))?;
        if !FIELDS.contains(&field) {
            return Err(self.no_field(field, at));
        }
        let operator = self
            .take()
            .and_then(|(word, span)| Some((operator(word)?, span)));
        let (operator, sign) =
            operator.ok_or_else(|| self.wrong(at, "expected `=`, `!=`, `<` or `>` after this"))?;
        let (value, place) = self
            .take()
            .ok_or_else(|| self.wrong(self.end(), "expected a value"))?;
        let ordered = matches!(field, "age" | "doubt");
        if !ordered && !matches!(operator, Operator::Is | Operator::IsNot) {
            return Err(self.wrong(
                sign,
                "only `age` and `doubt` can be compared with this operator",
            ));
        }
        let value = self.value(field, value, place)?;
        Ok(Condition { value, operator })
    }

    fn value(&self, field: &str, value: &str, place: Span) -> Result<Wanted, Problem> {
        Ok(match field {
            "state" if RunState::WORDS.contains(&value) => Wanted::State(value.into()),
            "state" => {
                let words = RunState::WORDS.join(", ");
                let label = format!("not a state: {words}");
                return Err(self.wrong(place, &label));
            }
            "flow" => Wanted::Flow(value.into()),
            "id" => Wanted::Id(value.into()),
            "job" => Wanted::Job(value.into()),
            "age" => Wanted::Age(
                crate::value::duration(value)
                    .ok()
                    .filter(|age| !age.is_negative())
                    .ok_or_else(|| self.wrong(place, "not a duration: 90s, 5m, 1h, 3d"))?,
            ),
            _ => Wanted::Doubt(
                value
                    .parse()
                    .map_err(|_| self.wrong(place, "not a whole number"))?,
            ),
        })
    }

    fn no_field(&self, field: &str, at: Span) -> Problem {
        let name = self.source.name();
        let problem = Problem::new(format!("unknown field `{field}` in `{name}`"));
        let problem = problem.at(self.source, at, "");
        match nearest(field, FIELDS) {
            Some(near) => problem.help(format!("did you mean `{near}`?")),
            None => problem.help(format!("the fields are {}", FIELDS.join(", "))),
        }
    }
}
