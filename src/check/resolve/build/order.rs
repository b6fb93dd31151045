//! The order of the steps: each behind those that it runs.

use crate::check::resolve::{Ring, Step};
use crate::source::Span;
use crate::syntax::tree::RunStep;
use crate::syntax::visit::{self, Visit};

/// The order, and the rings that were broken for it.
#[derive(Default)]
pub(super) struct Order {
    pub steps: Vec<usize>,
    pub rings: Vec<Ring>,
}

/// The steps, each after those that it runs; `number` is that of the step with a name.
pub(super) fn steps_in_order(steps: &[Step<'_>], number: impl Fn(Span) -> Option<usize>) -> Order {
    let calls: Vec<Vec<(usize, Span)>> = steps
        .iter()
        .map(|step| {
            let mut calls = Calls(Vec::new());
            visit::block_parts(&mut calls, &step.step.body);
            let known = calls.0.iter();
            known
                .filter_map(|call| Some((number(call.name)?, call.span)))
                .collect()
        })
        .collect();
    let mut order = Order::default();
    let mut state = vec![Seen::No; calls.len()];
    for first in 0..calls.len() {
        order.visit(first, &calls, &mut state);
    }
    order
}

struct Calls<'a>(Vec<&'a RunStep>);

impl<'a> Visit<'a> for Calls<'a> {
    fn call(&mut self, call: &'a RunStep) {
        self.0.push(call);
    }

    fn expr(&mut self, _: &'a crate::syntax::tree::Expr) {}
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Seen {
    No,
    Open,
    Done,
}

impl Order {
    /// From a step to those that it runs, with a list in place of the stack: a chain may be long.
    fn visit(&mut self, first: usize, calls: &[Vec<(usize, Span)>], state: &mut [Seen]) {
        if state[first] != Seen::No {
            return;
        }
        state[first] = Seen::Open;
        let mut open = vec![(first, 0)];
        while let Some((step, next)) = open.last_mut() {
            let Some((called, at)) = calls[*step].get(*next) else {
                state[*step] = Seen::Done;
                self.steps.push(*step);
                open.pop();
                continue;
            };
            *next += 1;
            match state[*called] {
                Seen::Done => {}
                Seen::No => {
                    state[*called] = Seen::Open;
                    open.push((*called, 0));
                }
                Seen::Open => {
                    let from = open.iter().position(|(step, _)| step == called);
                    let ring = &open[from.unwrap_or(0)..];
                    let (_, before) = ring.split_last().unwrap_or((&(0, 0), &[]));
                    let through = before.iter().map(|(step, next)| calls[*step][next - 1].1);
                    self.rings.push(Ring {
                        steps: ring.iter().map(|(step, _)| *step).collect(),
                        through: through.collect(),
                        at: *at,
                    });
                }
            }
        }
    }
}
