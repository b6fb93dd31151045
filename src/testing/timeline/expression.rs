//! Expressions of the language, worked out where a run stands: what somebody watches, and the conditions
//! of breakpoints. Nothing is carried out.

use super::stop::Scene;
use crate::catalogue::Catalogue;
use crate::check::{Context, check_text};
use crate::diagnostic::Severity;
use crate::program::{Expr, Op};
use crate::run::Scope;
use crate::source::Source;
use crate::value::{Kind, Value};
use std::sync::Arc;

/// What a value is called in an expression that stands by itself.
const STAND_IN: &str = "Value";

impl Scene {
    /// The value of an expression, seen from a level; why it has none.
    pub fn evaluate(&self, level: usize, written: &str) -> Result<Value, String> {
        let written = written.trim();
        if is_path(written) {
            let unknown = || format!("unknown variable `{written}`");
            return self.value(level, written).ok_or_else(unknown);
        }
        let known = |path: &str| self.value(level, path);
        self.calculate(&StandIns::of(written, known))
    }

    /// The text of a message with expressions in braces: `{ContactId} is held`.
    pub fn text(&self, level: usize, message: &str) -> Result<Value, String> {
        let quoted = message.replace('\\', "\\\\").replace('"', "\\\"");
        let known = |path: &str| self.value(level, path);
        self.calculate(&StandIns::of(&format!("\"{quoted}\""), known))
    }

    fn calculate(&self, of: &StandIns) -> Result<Value, String> {
        let expr = compiled(&of.expression, &of.values).map_err(|why| of.as_written(&why))?;
        let zone = self.now.time_zone();
        let mut made = Vec::new();
        let mut scope = Scope {
            slots: &[],
            inputs: &of.values,
            now: self.now.timestamp(),
            zone,
            item: Value::Nothing,
            made: &mut made,
            work: 0,
        };
        let value = scope.evaluate(&expr);
        value.map_err(|fault| fault.message.masked().to_string())
    }
}

/// Whether it names a value and calculates nothing.
fn is_path(written: &str) -> bool {
    let bare = written.trim_matches(['<', '>']);
    let plain = |c: char| c.is_alphanumeric() || matches!(c, '.' | '_');
    bare.starts_with(|c: char| c.is_uppercase() || c == '_') && bare.chars().all(plain)
}

/// An expression with a name of its own for each value that it names.
struct StandIns {
    expression: String,
    names: Vec<String>,
    values: Vec<Value>,
}

impl StandIns {
    fn of(written: &str, known: impl Fn(&str) -> Option<Value>) -> Self {
        let mut made = Self {
            expression: String::with_capacity(written.len()),
            names: Vec::new(),
            values: Vec::new(),
        };
        for (part, is_name) in parts(written) {
            match is_name.then(|| known(part)).flatten() {
                Some(value) => {
                    let number = made.number(part, value);
                    made.expression.push_str(&format!("{STAND_IN}{number}"));
                }
                None => made.expression.push_str(part),
            }
        }
        made
    }

    fn number(&mut self, name: &str, value: Value) -> usize {
        if let Some(at) = self.names.iter().position(|known| known == name) {
            return at + 1;
        }
        self.names.push(name.to_owned());
        self.values.push(value);
        self.names.len()
    }

    /// A message with the names as they were written.
    fn as_written(&self, message: &str) -> String {
        let names = self.names.iter().enumerate().rev();
        names.fold(message.to_owned(), |message, (at, name)| {
            message.replace(&format!("{STAND_IN}{}", at + 1), name)
        })
    }
}

/// The parts of an expression, and which of them may name a value: a word in upper case that is outside
/// of a text, or in the braces of one.
fn parts(written: &str) -> Vec<(&str, bool)> {
    let mut parts = Vec::new();
    let mut rest = written;
    let (mut in_text, mut braces) = (false, 0_usize);
    while let Some(first) = rest.chars().next() {
        let reads = !in_text || braces > 0;
        let word = rest.find(|c: char| !(c.is_alphanumeric() || matches!(c, '_' | '.')));
        let word = word.unwrap_or(rest.len());
        let length = match first {
            '\\' if in_text => {
                let escaped = rest.chars().nth(1).map_or(0, char::len_utf8);
                first.len_utf8() + escaped
            }
            _ if word > 0 => word,
            _ => first.len_utf8(),
        };
        match first {
            '"' if braces == 0 => in_text = !in_text,
            '{' if in_text => braces += 1,
            '}' if in_text => braces = braces.saturating_sub(1),
            _ => {}
        }
        let (part, later) = rest.split_at(length);
        let whole = part.trim_end_matches('.');
        let is_name = reads && first.is_uppercase();
        parts.push((whole, is_name));
        if whole.len() < part.len() {
            parts.push((&part[whole.len()..], false));
        }
        rest = later;
    }
    parts
}

/// The expression as the checker reads it, in a flow with an input for each value.
fn compiled(expression: &str, values: &[Value]) -> Result<Expr, String> {
    if expression.contains(['\n', '\r', '#']) {
        return Err("the expression must be on one line".to_owned());
    }
    let mut flow = format!("emit Result: {expression}\n");
    for (number, value) in values.iter().enumerate() {
        let kind = kind_of(value);
        flow.push_str(&format!("input {STAND_IN}{}: {kind}\n", number + 1));
    }
    let source = Arc::new(Source::new("expression", flow));
    let checked = check_text(&source, &Catalogue::default(), &Context::default());
    let mut errors = checked.problems.iter();
    let error = errors.find(|problem| problem.severity == Severity::Error);
    if let Some(error) = error {
        return Err(error.message.clone());
    }
    let not_one = || "this is not an expression".to_owned();
    let program = checked.program.ok_or_else(not_one)?;
    let [only] = &*program.main.block.stmts else {
        return Err(not_one());
    };
    let Op::Emit(_, expr) = &only.op else {
        return Err(not_one());
    };
    Ok(expr.clone())
}

/// As an input says what it holds.
fn kind_of(value: &Value) -> String {
    match value {
        Value::List(items) => {
            let first = items.first().map_or_else(|| "text".to_owned(), kind_of);
            format!("list of {first}")
        }
        Value::Record(_) => "record".to_owned(),
        plain => {
            let kind = plain.kind();
            let mut named = Kind::NAMED.iter();
            let name = named.find(|(_, known)| *known == kind);
            name.map_or("text", |(name, _)| name).to_owned()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::run::Level;
    use crate::source::Span;
    use jiff::{Timestamp, tz::TimeZone};

    fn scene() -> Scene {
        let contact = Value::record([("State".into(), Value::text("Held"))]);
        let variables = [
            ("Count", Value::from(3_u64)),
            ("Contact", contact),
            (
                "Skills",
                Value::list([Value::from(1_u64), Value::from(2_u64)]),
            ),
        ];
        let variables = variables.map(|(name, value)| (name.into(), value));
        let level = Level {
            step: None,
            item: None,
            span: Span::default(),
            variables: variables.into(),
        };
        Scene {
            levels: vec![level],
            inputs: vec![("Phone".into(), Value::text("a \"quoted\" text"))],
            now: Timestamp::UNIX_EPOCH.to_zoned_datetime(TimeZone::UTC),
        }
    }

    #[test]
    fn expressions_are_those_of_the_language() {
        for (written, value) in [
            ("Count", "3"),
            ("<Count>", "3"),
            ("Contact.State", "Held"),
            ("Count + 1", "4"),
            ("Count > 2 and Contact.State = \"Held\"", "true"),
            ("\"Count {Count} in {Contact.State}\"", "Count 3 in Held"),
            ("count(Skills)", "2"),
            ("Phone", "a \"quoted\" text"),
        ] {
            let shown = scene().evaluate(0, written).map(|value| value.to_string());
            assert_eq!(shown.as_deref(), Ok(value), "{written}");
        }
    }

    #[test]
    fn what_is_no_expression_is_said_and_nothing_is_carried_out() {
        for written in [
            "Nope",
            "Nope + 1",
            "Count +",
            "1\nend contact 1001",
            "Count # 1",
            "",
        ] {
            let wrong = scene().evaluate(0, written);
            assert!(wrong.is_err(), "{written}: {wrong:?}");
        }
    }

    #[test]
    fn a_message_has_values_in_braces() {
        let text = scene().text(0, "{Count} of \"all\": {Contact.State}");
        assert_eq!(text.unwrap().to_string(), "3 of \"all\": Held");
        assert!(scene().text(0, "{Nope}").is_err());
    }
}
