//! Expressions as one text for one meaning, however they are written.

use super::rename::Names;
use crate::program::{Expr, ExprKind, Program};
use crate::syntax::word_of;
use crate::value::Value;

/// What says expressions of one body: its slots have these names.
#[derive(Clone, Copy)]
pub(super) struct Says<'a> {
    pub program: &'a Program,
    pub slots: &'a [std::sync::Arc<str>],
    pub names: &'a Names,
}

impl Says<'_> {
    /// The same text for the same value.
    pub fn value(self, expr: &Expr) -> String {
        let of = |exprs: &[Expr]| -> String {
            let all: Vec<String> = exprs.iter().map(|one| self.value(one)).collect();
            all.join(", ")
        };
        match &expr.kind {
            ExprKind::Value(value) => said(value),
            ExprKind::Slot(slot) => {
                let name = self.slots.get(*slot as usize);
                self.names.of(name.map_or("?", |name| name)).to_owned()
            }
            ExprKind::Input(input) => {
                let input = self.program.inputs.get(*input as usize);
                self.names
                    .of(input.map_or("?", |input| &input.name))
                    .to_owned()
            }
            ExprKind::Now => "now".into(),
            ExprKind::DayAt(day) => {
                let word = if day.tomorrow { "tomorrow" } else { "today" };
                let at = day.at.as_ref().map(|at| format!(" at {}", self.value(at)));
                format!(
                    "{word}{}{}",
                    at.unwrap_or_default(),
                    self.zone(day.zone.as_ref())
                )
            }
            ExprKind::WeekdayOf(of) => {
                format!(
                    "weekday of {}{}",
                    self.value(&of.0),
                    self.zone(of.1.as_ref())
                )
            }
            ExprKind::Opening(opening) => format!(
                "{}open({}, {}{})",
                if opening.next { "next " } else { "" },
                opening.calendar.name,
                self.value(&opening.time),
                self.zone(opening.zone.as_ref())
            ),
            ExprKind::Text(parts) => {
                let parts = parts.iter().map(|part| self.part(part));
                format!("\"{}\"", parts.collect::<String>())
            }
            ExprKind::List(items) => format!("[{}]", of(items)),
            ExprKind::Record(fields) => {
                let fields = fields
                    .iter()
                    .map(|(name, value)| format!("{name}: {}", self.value(value)));
                format!("{{ {} }}", fields.collect::<Vec<_>>().join(", "))
            }
            ExprKind::Field(of, name) => format!("{}.{name}", self.value(of)),
            ExprKind::Call(function, args) => format!("{}({})", function.name, of(args)),
            ExprKind::Where(both) => {
                format!("{} where {}", self.value(&both.0), self.value(&both.1))
            }
            ExprKind::SortBy(both) => {
                format!("sort({}) by {}", self.value(&both.0), self.value(&both.1))
            }
            ExprKind::Item => String::new(),
            ExprKind::Not(of) => format!("not {}", self.operand(of)),
            ExprKind::Binary(both) => format!(
                "{} {} {}",
                self.operand(&both.0),
                word_of(both.1),
                self.operand(&both.2)
            ),
            // what a value has to become is said by where it is used
            ExprKind::Convert(of, _) => self.value(of),
        }
    }

    fn zone(self, zone: Option<&Expr>) -> String {
        zone.map(|zone| format!(" in {}", self.value(zone)))
            .unwrap_or_default()
    }

    /// A calculation inside of another is in brackets, written or not.
    fn operand(self, expr: &Expr) -> String {
        match &expr.kind {
            ExprKind::Binary(_) => format!("({})", self.value(expr)),
            ExprKind::Convert(of, _) => self.operand(of),
            _ => self.value(expr),
        }
    }

    /// A part of a text: its letters, or a value in braces.
    fn part(self, expr: &Expr) -> String {
        match &expr.kind {
            ExprKind::Value(Value::Text(text)) => text.to_string(),
            ExprKind::Convert(of, _) => self.part(of),
            _ => format!("{{{}}}", self.value(expr)),
        }
    }
}

/// A value that is known before the run, as the language writes it.
fn said(value: &Value) -> String {
    match value {
        // ids are texts, and written without quotes where they can be
        Value::Text(text) if is_number(text) => text.to_string(),
        Value::Text(text) => format!("\"{}\"", &**text),
        other => other.said().to_string(),
    }
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}
