//! Expressions of a branch.

use super::Run;
use super::handlers::Level;
use crate::program::{Expr, MOST_TIMES};
use crate::run::evaluate::{Scope, wrong};
use crate::run::event::Fault;
use crate::value::{Text, TextBuilder, Value};
use jiff::SignedDuration;
use rust_decimal::prelude::ToPrimitive;

impl Run {
    /// The value of an expression, where the branch is now.
    pub(super) fn evaluate(&mut self, branch: usize, expr: &Expr) -> Result<Value, Box<Fault>> {
        let frame = self.branch(branch).slots.len().saturating_sub(1);
        self.evaluate_in(Some((branch, frame)), expr)
    }

    fn evaluate_in(
        &mut self,
        frame: Option<(usize, usize)>,
        expr: &Expr,
    ) -> Result<Value, Box<Fault>> {
        let mut made: Vec<Text> = Vec::new();
        let slots = frame.and_then(|(branch, frame)| self.branch(branch).slots.get(frame));
        let mut scope = Scope {
            slots: slots.map_or(&[], |slots| slots),
            inputs: &self.inputs,
            now: self.now,
            zone: &self.zone,
            made: &mut made,
        };
        let value = scope.evaluate(expr);
        for text in made {
            self.hear(&Value::Text(text));
        }
        value
    }

    /// As text.
    pub(super) fn text(&mut self, branch: usize, expr: &Expr) -> Result<Text, Box<Fault>> {
        let mut text = TextBuilder::new();
        self.evaluate(branch, expr)?
            .tell_into(&mut text, &self.zone);
        Ok(text.build())
    }

    pub(super) fn yes_no(&mut self, branch: usize, expr: &Expr) -> Result<bool, Box<Fault>> {
        match self.evaluate(branch, expr)? {
            Value::YesNo(yes) => Ok(yes),
            other => Err(wrong(expr.span, "yes/no", &other)),
        }
    }

    /// A time span; one before zero counts as none.
    pub(super) fn duration(
        &mut self,
        branch: usize,
        expr: &Expr,
    ) -> Result<SignedDuration, Box<Fault>> {
        as_duration(self.evaluate(branch, expr)?, expr)
    }

    /// How many; less than none counts as none.
    pub(super) fn count(&mut self, branch: usize, expr: &Expr) -> Result<u64, Box<Fault>> {
        as_count(self.evaluate(branch, expr)?, expr)
    }

    /// A time span, where a handler stands.
    pub(super) fn duration_in(
        &mut self,
        level: &Level,
        expr: &Expr,
    ) -> Result<SignedDuration, Box<Fault>> {
        as_duration(self.evaluate_in(self.frame_of(level), expr)?, expr)
    }

    /// How many, where a handler stands.
    pub(super) fn count_in(&mut self, level: &Level, expr: &Expr) -> Result<u64, Box<Fault>> {
        as_count(self.evaluate_in(self.frame_of(level), expr)?, expr)
    }

    fn frame_of(&self, level: &Level) -> Option<(usize, usize)> {
        let everywhere = matches!(level.owner, super::frames::Owner::Everywhere(_));
        let frame = self.branch(level.branch).slots_at(level.depth);
        (!everywhere).then_some((level.branch, frame))
    }
}

fn as_duration(value: Value, expr: &Expr) -> Result<SignedDuration, Box<Fault>> {
    match value {
        Value::Duration(time) => Ok(time.max(SignedDuration::ZERO)),
        other => Err(wrong(expr.span, "a duration", &other)),
    }
}

fn as_count(value: Value, expr: &Expr) -> Result<u64, Box<Fault>> {
    match value {
        Value::Number(number) if number > MOST_TIMES.into() => {
            let wanted = format!("a number of at most {MOST_TIMES}");
            Err(wrong(expr.span, &wanted, &value))
        }
        Value::Number(number) => Ok(number.floor().to_u64().unwrap_or(0)),
        other => Err(wrong(expr.span, "a number", &other)),
    }
}
