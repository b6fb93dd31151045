//! `run Step(…)` and `wait`.

use super::frames::{Called, Frame, Site};
use super::turn::{Turn, Turned};
use super::{Role, Run};
use crate::program::{self, Expr, Slot, Stmt};
use crate::run::event::EventKind;
use crate::source::Span;
use crate::value::Value;
use std::sync::Arc;

impl Run {
    pub(super) fn run_step(
        &mut self,
        branch: usize,
        site: Site,
        run: &Arc<program::Run>,
    ) -> Turned {
        let program = self.program.clone();
        let Some(step) = program.steps.get(run.step as usize) else {
            return Ok(Turn::More);
        };
        let mut slots = vec![Value::Nothing; step.body.slots as usize];
        for (slot, arg) in slots.iter_mut().zip(&run.args) {
            *slot = self.evaluate(branch, arg)?;
        }
        self.hold_slots(&slots);
        let called = Called {
            run: run.clone(),
            site,
        };
        self.push(branch, Frame::Called(Box::new(called)));
        self.branch_mut(branch).slots.push(slots.into());
        self.push(branch, Frame::Block(step.body.block.clone(), 0));
        Ok(Turn::More)
    }

    /// A step has come back with a value.
    pub(super) fn returned(&mut self, branch: usize, slot: Option<Slot>, value: Value) -> Turned {
        if let Some(slot) = slot {
            self.store(branch, slot, value, Span::default())?;
        }
        Ok(Turn::More)
    }

    pub(super) fn wait(&mut self, branch: usize, stmt: &Stmt, time: &Expr) -> Turned {
        let time = self.duration(branch, time)?;
        self.say(stmt.span, EventKind::Waiting { at_most: time });
        let id = self.ask_pause(branch, Role::Pass, &stmt.path, format_args!("wait"), time);
        self.push(branch, Frame::Wait(id));
        Ok(Turn::Waits)
    }

    /// The `run` statements through which a branch got where it is, innermost first.
    pub(super) fn through(&self, mut branch: usize) -> Vec<Span> {
        let mut through = Vec::new();
        loop {
            let at = self.branch(branch);
            let calls = at.stack.iter().rev().filter_map(|frame| match frame {
                Frame::Called(called) => Some(called.run.span),
                _ => None,
            });
            through.extend(calls);
            match at.parent {
                Some(parent) => branch = parent,
                None => return through,
            }
        }
    }
}
