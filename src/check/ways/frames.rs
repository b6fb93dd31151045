//! What a statement can stand in.

use super::path::{Arm, Mark};
use super::raise::Raise;
use crate::check::graph::Node;
use crate::syntax::tree::Handler;

/// What a statement can stand in.
pub(super) enum Frame<'a> {
    /// The body of a `try` or `within`.
    Group(Group<'a>),
    /// The body of a loop.
    Loop(Loop),
    /// A handler of a `try`: `restart` runs that one again.
    Restartable {
        restarted: bool,
        head: Node,
        always: Option<u32>,
    },
    /// An `always` block.
    Always,
}

/// The body of a `try` or `within`.
pub(super) struct Group<'a> {
    pub handlers: &'a [Handler],
    pub restartable: bool,
    /// Where it begins again.
    pub head: Node,
    /// Its block that always runs.
    pub always: Option<u32>,
    pub mark: Mark,
    pub notes: Vec<Note<'a>>,
    /// Something in it is broken: anything may happen.
    pub anything: bool,
    /// How many unhandled outcomes were known when it began.
    pub unhandled: usize,
}

/// What has reached a handler.
#[derive(Default)]
pub(super) struct Note<'a> {
    pub arm: Arm,
    pub raises: Vec<Raise<'a>>,
}

/// The body of a loop.
pub(super) struct Loop {
    pub mark: Mark,
    pub leave: Arm,
    pub next: Arm,
    /// Whether something in it goes out of it.
    pub exits: bool,
}

impl Loop {
    pub fn new(mark: Mark) -> Self {
        Self {
            mark,
            leave: None,
            next: None,
            exits: false,
        }
    }
}
