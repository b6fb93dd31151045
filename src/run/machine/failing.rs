//! A statement whose values cannot be: an outcome that a handler may take.

use super::cx::Cx;
use super::frames::{Failing, Frame};
use super::handlers::{Subject, raise};
use super::leaving::{Trouble, failure};
use super::next::{Next, Stepped, Stop};
use super::owner::{Owner, Site};
use crate::program::{Op, Stmt};
use crate::run::event::Fault;
use std::sync::Arc;

/// The outcome that a fault is, if it is one: it looks for its handler as that of an action would.
pub(super) fn outcome_of(stmt: &Stmt, stop: Stop) -> Stepped {
    let fault = match stop {
        Stop::Fault(fault) if fault.outcome.is_some() => *fault,
        other => return Err(other),
    };
    let Fault {
        span,
        message,
        outcome,
        ..
    } = fault;
    let failed = failure(
        outcome.unwrap_or(crate::outcome::Outcome::FAULT),
        "",
        message,
        span,
    );
    Ok(Next::Push(Frame::Failing(Box::new(Failing {
        owner: owner(&stmt.op),
        site: Site::of(stmt),
        trouble: Arc::new(Trouble::plain(failed)),
    }))))
}

/// Whose handlers are asked first.
fn owner(op: &Op) -> Option<Owner> {
    match op {
        Op::Call(call) => Some(Owner::Call(call.clone())),
        Op::WaitUntil(wait) => Some(Owner::Watch(wait.clone())),
        Op::Await(wait) => Some(Owner::Await(wait.clone())),
        Op::Signal(wait) => Some(Owner::Signal(wait.clone())),
        Op::Run(run) => Some(Owner::Run(run.clone())),
        _ => None,
    }
}

impl Failing {
    pub fn step(&mut self, cx: &mut Cx<'_>) -> Stepped {
        let site = self.site.clone();
        let subject = self.owner.take().map(|owner| Subject {
            owner,
            site,
            tries: None,
        });
        raise(cx, subject, self.trouble.clone())
    }
}
