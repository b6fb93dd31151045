//! Literals as values.

use crate::source::{Source, Span};
use crate::syntax::tree::{Expr, ExprKind, Key, TextPart};
use crate::value::{Kind, Operator, Value};
use std::borrow::Cow;

/// The value of a literal, or why there is none; `None` for what is no literal.
pub(super) fn literal(source: &Source, expr: &Expr) -> Option<Result<Value, String>> {
    let kind = match &expr.kind {
        ExprKind::True => return Some(Ok(Value::YesNo(true))),
        ExprKind::False => return Some(Ok(Value::YesNo(false))),
        ExprKind::Text(parts) => {
            return plain_text(source, parts).map(|text| Ok(Value::text(text)));
        }
        ExprKind::Group(inner) => return literal(source, inner),
        other => kind_of(other)?,
    };
    Some(kind.read(source.slice(expr.span)))
}

/// The value of an expression that can be worked out before the run; nothing for one that cannot,
/// or that fails.
pub(super) fn constant(source: &Source, expr: &Expr) -> Option<Value> {
    match &expr.kind {
        ExprKind::Group(inner) => constant(source, inner),
        ExprKind::List(items) => {
            let items = items.iter().map(|item| constant(source, item));
            Some(Value::list(items.collect::<Option<Vec<_>>>()?))
        }
        ExprKind::Binary(a, operator, b) => {
            let (a, b) = (constant(source, a)?, constant(source, b)?);
            match operator {
                Operator::Add => a.add(&b).ok(),
                Operator::Subtract => a.subtract(&b).ok(),
                Operator::Multiply => a.multiply(&b).ok(),
                Operator::Divide => a.divide(&b).ok(),
                _ => None,
            }
        }
        _ => literal(source, expr)?.ok(),
    }
}

/// How a number is written, where an expression is one: as the id that it may be, `007` and `1002.0`
/// are not `7` and `1002`.
pub(super) fn spelling<'a>(source: &'a Source, expr: &Expr) -> Option<&'a str> {
    match &expr.kind {
        ExprKind::Number => Some(source.slice(expr.span)),
        ExprKind::Group(inner) => spelling(source, inner),
        _ => None,
    }
}

/// Whether a number, read and said again, would be written otherwise.
pub(super) fn loses_digits(spelling: &str) -> bool {
    let digits = spelling.strip_prefix('-').unwrap_or(spelling);
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let leading = whole.len() > 1 && whole.starts_with('0');
    leading || fraction.ends_with('0')
}

/// The kind of a literal that has no parts.
pub(super) fn kind_of(expr: &ExprKind) -> Option<Kind> {
    Some(match expr {
        ExprKind::Number => Kind::Number,
        ExprKind::Duration => Kind::Duration,
        ExprKind::Date => Kind::Date,
        ExprKind::Time => Kind::Time,
        ExprKind::Clock => Kind::Clock,
        _ => return None,
    })
}

/// Whether it is a text without values.
pub(super) fn is_plain_text(expr: &Expr) -> bool {
    match &expr.kind {
        ExprKind::Text(parts) => matches!(parts.as_slice(), [] | [TextPart::Chars(_)]),
        _ => false,
    }
}

fn plain_text(source: &Source, parts: &[TextPart]) -> Option<String> {
    match parts {
        [] => Some(String::new()),
        [TextPart::Chars(span)] => Some(unescape(source.slice(*span))),
        _ => None,
    }
}

/// The characters that a literal's text stands for.
pub(super) fn unescape(raw: &str) -> String {
    if !raw.contains('\\') {
        return raw.to_owned();
    }
    let mut text = String::with_capacity(raw.len());
    let mut chars = raw.chars();
    while let Some(char) = chars.next() {
        match char {
            '\\' => match chars.next() {
                Some('n') => text.push('\n'),
                Some(other) => text.push(other),
                None => {}
            },
            plain => text.push(plain),
        }
    }
    text
}

/// A text as a script has it.
#[cfg(feature = "lsp")]
pub(crate) fn escape(text: &str) -> String {
    let mut raw = String::with_capacity(text.len() + 2);
    raw.push('"');
    for char in text.chars() {
        match char {
            '\n' => raw.push_str("\\n"),
            '\\' | '"' | '{' => raw.extend(['\\', char]),
            plain => raw.push(plain),
        }
    }
    raw.push('"');
    raw
}

/// The characters of a quoted text that has no values inside.
pub(super) fn quoted(source: &Source, span: Span) -> String {
    let raw = source.slice(span);
    let inner = raw.strip_prefix('"').unwrap_or(raw);
    unescape(inner.strip_suffix('"').unwrap_or(inner))
}

/// A field's name.
pub(super) fn key(source: &Source, key: Key) -> Cow<'_, str> {
    match key {
        Key::Name(span) => Cow::Borrowed(source.slice(span)),
        Key::Text(span) => Cow::Owned(quoted(source, span)),
    }
}

#[cfg(test)]
mod tests {
    use super::{escape, loses_digits, quoted};
    use crate::source::{Source, Span};

    #[test]
    fn numbers_whose_digits_matter_are_told_apart() {
        for (spelling, loses) in [
            ("007", true),
            ("-01", true),
            ("00", true),
            ("1002.0", true),
            ("01234", true),
            ("0", false),
            ("0.5", false),
            ("-3.5", false),
            ("1002", false),
        ] {
            assert_eq!(loses_digits(spelling), loses, "{spelling}");
        }
    }

    #[test]
    fn what_is_escaped_reads_as_it_was() {
        for text in ["SOLD", "said \"{no}\"", "a\\b", "two\nlines", ""] {
            let raw = escape(text);
            let source = Source::new("a.flow", &*raw);
            let whole = Span::new(0, raw.len() as u32);
            assert_eq!(quoted(&source, whole), text, "{raw}");
            let script = Source::new("a.flow", format!("log {raw}"));
            assert!(crate::syntax::parse(&script).is_clean(), "{raw}");
        }
    }
}
