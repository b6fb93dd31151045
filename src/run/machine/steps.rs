//! `run Step(…)`.

use super::cx::Cx;
use super::frames::{Called, Frame, Stmts};
use super::next::{Next, Stepped, Stop, broken};
use super::owner::Site;
use crate::program;
use crate::source::Span;
use crate::value::Value;
use std::sync::Arc;

pub(super) fn call_step(
    cx: &mut Cx<'_>,
    site: Site,
    run: &Arc<program::Run>,
) -> Result<Frame, Stop> {
    let program = cx.state.program.clone();
    let Some(step) = program.steps.get(run.step as usize) else {
        return Err(broken(run.span, "the step is missing").into());
    };
    let mut slots = vec![Value::Nothing; step.body.slots as usize];
    for (slot, arg) in slots.iter_mut().zip(&run.args) {
        *slot = cx.evaluate(arg)?;
    }
    Ok(Frame::Called(Box::new(Called {
        run: run.clone(),
        site,
        slots: Some(slots.into()),
    })))
}

impl Called {
    /// It begins, or comes back with nothing.
    pub fn step(&mut self, cx: &mut Cx<'_>) -> Stepped {
        if let Some(slots) = self.slots.take() {
            let program = cx.state.program.clone();
            let Some(step) = program.steps.get(self.run.step as usize) else {
                return Err(broken(self.run.span, "the step is missing").into());
            };
            cx.state.budget.hold_slots(&slots);
            cx.here_mut().slots.push(slots);
            return Ok(Next::Push(Stmts::of(&step.body.block)));
        }
        cx.drop_slots();
        if let Some(slot) = self.run.giving {
            cx.store(slot, Value::Nothing, Span::default())?;
        }
        Ok(Next::Done)
    }
}
