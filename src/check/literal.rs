//! Literals as values.

use crate::source::{Source, Span};
use crate::syntax::tree::{Expr, ExprKind, Key, TextPart};
use crate::value::{Kind, Value};

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
pub(super) fn key(source: &Source, key: Key) -> String {
    match key {
        Key::Name(span) => source.slice(span).to_owned(),
        Key::Text(span) => quoted(source, span),
    }
}

#[cfg(test)]
mod tests {
    use super::{escape, quoted};
    use crate::source::{Source, Span};

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
