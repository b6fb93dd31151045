//! What is kept of a step for those who run it.

use super::needs::Need;
use super::path::{Arm, Mark, Var};
use super::raise::Raise;
use crate::check::graph::Node;

/// What the walk over a step has found.
#[derive(Default)]
pub(super) struct StepWays<'a> {
    pub needs: Vec<Need<'a>>,
    /// What it has handed on where it is left.
    pub gives: Arm,
    pub raises: Vec<StepRaise<'a>>,
    /// Something in it is broken.
    pub anything: bool,
    pub start: Option<Mark>,
    pub returns_nothing: bool,
}

/// An outcome that gets out of a step.
pub(super) struct StepRaise<'a> {
    pub raise: Raise<'a>,
    /// What had been handed on by then.
    pub given: Vec<Var>,
    /// The place where it gets out.
    pub escape: Node,
}
