//! The branch that has its turn, and the run around it.

use super::branch::Branch;
use super::effects::Role;
use super::frames::Frame;
use super::leaving::{Why, WhySlots};
use super::next::broken;
use super::owner::Site;
use super::state::State;
use crate::program::{Expr, MOST_TIMES, Slot};
use crate::run::effect::{EffectId, Request};
use crate::run::evaluate::{Scope, wrong};
use crate::run::event::{EventKind, Fault};
use crate::source::Span;
use crate::value::{Text, TextBuilder, Value};
use jiff::SignedDuration;
use rust_decimal::prelude::ToPrimitive;
use std::fmt::Write;
use std::sync::Arc;

/// The branch that has its turn, and the run around it.
pub(super) struct Cx<'r> {
    pub state: &'r mut State,
    pub branch: usize,
}

impl Cx<'_> {
    pub fn here(&self) -> &Branch {
        self.state.branch(self.branch)
    }

    pub fn here_mut(&mut self) -> &mut Branch {
        self.state.branch_mut(self.branch)
    }

    pub fn push(&mut self, frame: Frame) {
        self.here_mut().stack.push(frame);
    }

    pub fn say(&mut self, span: Span, kind: EventKind) {
        self.state.say(span, kind);
    }

    pub fn hear(&mut self, value: &Value) {
        self.state.news.hear(value);
    }

    pub fn forget(&mut self, effect: Option<EffectId>) {
        if let Some(id) = effect {
            self.state.effects.forget(id);
        }
    }

    /// The stable name of an effect of a statement: `<run>/<where>/<last>`. What is written of
    /// the frame that asks, which is not among those below it, is `own`.
    pub fn name(&self, own: &str, path: &str, last: std::fmt::Arguments<'_>) -> Arc<str> {
        let mut name = String::with_capacity(self.state.name.len() + path.len() + 24);
        name.push_str(&self.state.name);
        name.push('/');
        let mut lineage: Vec<usize> = self.state.lineage(self.branch).collect();
        lineage.reverse();
        for line in lineage {
            self.write_item(&mut name, line);
            let frames = self.state.branch(line).stack.iter();
            frames.for_each(|frame| frame.write_name(&mut name));
        }
        let _ = write!(name, "{own}{path}/{last}");
        name.into()
    }

    fn write_item(&self, name: &mut String, branch: usize) {
        let branch = self.state.branch(branch);
        let parent = branch.parent.map(|parent| self.state.branch(parent));
        if let Some(Frame::Many(many)) = parent.and_then(|parent| parent.stack.last()) {
            let _ = write!(name, "{}[{}]/", many.site.path, branch.item);
        }
    }

    /// Asks for something, whose answer the frame on top gets.
    pub fn ask(&mut self, name: Arc<str>, request: Request) -> EffectId {
        self.state
            .effects
            .ask(self.branch, Role::Top, name, request)
    }

    /// Asks for a pause that belongs to a statement.
    pub fn ask_pause(
        &mut self,
        role: Role,
        own: &str,
        site: &Site,
        last: std::fmt::Arguments<'_>,
        time: SignedDuration,
    ) -> EffectId {
        let name = self.name(own, &site.path, last);
        self.state.effects.ask_sleep(self.branch, role, name, time)
    }

    /// The value of an expression, where the branch is now.
    pub fn evaluate(&mut self, expr: &Expr) -> Result<Value, Box<Fault>> {
        let frame = self.here().slots.len().saturating_sub(1);
        self.evaluate_in(Some((self.branch, frame)), expr)
    }

    /// The value of an expression that sees these slots of a branch, or none.
    pub fn evaluate_in(
        &mut self,
        frame: Option<(usize, usize)>,
        expr: &Expr,
    ) -> Result<Value, Box<Fault>> {
        let mut made: Vec<Text> = Vec::new();
        let state = &mut *self.state;
        let slots = frame.and_then(|(branch, frame)| state.branches.get(branch).slots.get(frame));
        let mut scope = Scope {
            slots: slots.map_or(&[], |slots| slots),
            inputs: &state.inputs,
            now: state.now,
            zone: &state.zone,
            item: Value::Nothing,
            made: &mut made,
            work: 0,
        };
        let value = scope.evaluate(expr);
        let work = scope.work;
        state.budget.count_work(work);
        for text in made {
            state.news.hear(&Value::Text(text));
        }
        value
    }

    /// As text.
    pub fn text(&mut self, expr: &Expr) -> Result<Text, Box<Fault>> {
        let mut text = TextBuilder::new();
        let value = self.evaluate(expr)?;
        value.tell_into(&mut text, &self.state.zone);
        Ok(text.build())
    }

    pub fn yes_no(&mut self, expr: &Expr) -> Result<bool, Box<Fault>> {
        match self.evaluate(expr)? {
            Value::YesNo(yes) => Ok(yes),
            other => Err(wrong(expr.span, "a yes/no value", &other)),
        }
    }

    /// A time span to wait for.
    pub fn duration(&mut self, expr: &Expr) -> Result<SignedDuration, Box<Fault>> {
        as_duration(self.evaluate(expr)?, expr)
    }

    /// A time limit. One that is over already is none: what it limits has no time.
    pub fn limit(&mut self, expr: &Expr) -> Result<SignedDuration, Box<Fault>> {
        as_limit(self.evaluate(expr)?, expr)
    }

    /// How many.
    pub fn count(&mut self, expr: &Expr) -> Result<u64, Box<Fault>> {
        as_count(self.evaluate(expr)?, expr)
    }

    /// Gives a name its value.
    pub fn store(&mut self, slot: Slot, value: Value, span: Span) -> Result<(), Box<Fault>> {
        let branch = self.state.branches.get_mut(self.branch);
        let slots = branch.slots.last_mut();
        let Some(place) = slots.and_then(|slots| slots.get_mut(slot as usize)) else {
            return Err(broken(span, "a variable has no slot"));
        };
        let old = std::mem::replace(place, value);
        match self.state.budget.hold(place, &old, span) {
            Ok(()) => Ok(()),
            Err(fault) => {
                self.state.begin_grace();
                Err(fault)
            }
        }
    }

    /// Gives `Outcome` and `Reason` their values, where they are used.
    pub fn bind_why(&mut self, slots: WhySlots, why: &Why, span: Span) -> Result<(), Box<Fault>> {
        for (slot, value) in slots.values(why) {
            self.store(slot, value, span)?;
        }
        Ok(())
    }

    /// Slots that a frame brought are gone with it.
    pub fn drop_slots(&mut self) {
        if let Some(slots) = self.here_mut().slots.pop() {
            self.state.budget.release(&slots);
        }
    }
}

/// A wait of less than no time is a mistake in a calculation: without a word it would not wait at all.
pub(super) fn as_duration(value: Value, expr: &Expr) -> Result<SignedDuration, Box<Fault>> {
    match value {
        Value::Duration(time) if time.is_negative() => Err(negative(
            expr,
            format!("the duration is {value}; it must not be negative"),
            "if the time may be over already, write `max([0s, <duration>])`",
        )),
        Value::Duration(time) => Ok(time),
        other => Err(wrong(expr.span, "a duration", &other)),
    }
}

pub(super) fn as_limit(value: Value, expr: &Expr) -> Result<SignedDuration, Box<Fault>> {
    match value {
        Value::Duration(time) => Ok(time.max(SignedDuration::ZERO)),
        other => Err(wrong(expr.span, "a duration", &other)),
    }
}

fn negative(expr: &Expr, message: String, help: &str) -> Box<Fault> {
    Box::new(Fault {
        outcome: None,
        span: expr.span,
        message: message.into(),
        help: Some(help.to_owned()),
    })
}

pub(super) fn as_count(value: Value, expr: &Expr) -> Result<u64, Box<Fault>> {
    match value {
        Value::Number(number) if number > MOST_TIMES.into() => {
            let wanted = format!("a number of at most {MOST_TIMES}");
            Err(wrong(expr.span, &wanted, &value))
        }
        Value::Number(number) if number.is_sign_negative() && !number.is_zero() => Err(negative(
            expr,
            format!("the number is {number}; it must not be negative"),
            "if it may be less than 0, write `max([0, <number>])`",
        )),
        Value::Number(number) => Ok(number.floor().to_u64().unwrap_or(0)),
        other => Err(wrong(expr.span, "a number", &other)),
    }
}
