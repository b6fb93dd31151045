//! Who carries handlers, and where.

use crate::program::{self, Handler, Program, Repeat, Stmt, Try, Within};
use crate::source::Span;
use std::sync::Arc;

/// Where a statement stands.
#[derive(Clone, Debug)]
pub(super) struct Site {
    pub path: Arc<str>,
    pub span: Span,
}

impl Site {
    pub fn of(stmt: &Stmt) -> Self {
        Self {
            path: stmt.path.clone(),
            span: stmt.span,
        }
    }
}

/// What is asked of a system.
#[derive(Clone, Debug)]
pub(super) enum Doing {
    Call(Arc<program::Call>),
    Watch(Arc<program::WaitUntil>),
    Await(Arc<program::Await>),
    Signal(Arc<program::Signal>),
}

/// Who carries a list of handlers.
#[derive(Clone, Debug)]
pub(super) enum Owner {
    Call(Arc<program::Call>),
    Watch(Arc<program::WaitUntil>),
    Await(Arc<program::Await>),
    Signal(Arc<program::Signal>),
    Run(Arc<program::Run>),
    Repeat(Arc<Repeat>),
    Try(Arc<Try>),
    Within(Arc<Within>),
    Everywhere(Arc<Program>),
}

impl Owner {
    pub fn handlers(&self) -> &[Handler] {
        match self {
            Self::Call(call) => &call.handlers,
            Self::Watch(watch) => &watch.handlers,
            Self::Await(wait) => &wait.handlers,
            Self::Signal(wait) => &wait.handlers,
            Self::Run(run) => &run.handlers,
            Self::Repeat(repeat) => &repeat.handlers,
            Self::Try(group) => &group.handlers,
            Self::Within(within) => &within.handlers,
            Self::Everywhere(program) => &program.everywhere,
        }
    }
}

impl Doing {
    pub fn owner(&self) -> Owner {
        match self {
            Self::Call(call) => Owner::Call(call.clone()),
            Self::Watch(watch) => Owner::Watch(watch.clone()),
            Self::Await(wait) => Owner::Await(wait.clone()),
            Self::Signal(wait) => Owner::Signal(wait.clone()),
        }
    }
}

/// A handler as seen from a statement: how far out its list is, which it is in the list, and
/// how many `then` deep.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct HandlerKey {
    pub level: u16,
    pub index: u16,
    pub stage: u16,
}
