//! What rules decide on: a resolved script, and what is worked out of it when a rule asks.

use super::graph::Asked;
use super::resolve::Resolved;
use super::rules::jumps::{self, JumpAt};
use super::together::{self, Loops};
use super::ways::{self, Ways};
use std::cell::OnceCell;
use std::ops::Deref;

/// A script as rules see it.
pub struct Model<'a> {
    resolved: Resolved<'a>,
    ways: OnceCell<Ways<'a>>,
    asked: OnceCell<Asked<'a>>,
    loops: OnceCell<Loops<'a>>,
    jumps: OnceCell<Vec<JumpAt>>,
}

impl<'a> Model<'a> {
    /// What rules see of a resolved script.
    pub fn new(resolved: Resolved<'a>) -> Self {
        Self {
            resolved,
            ways: OnceCell::new(),
            asked: OnceCell::new(),
            loops: OnceCell::new(),
            jumps: OnceCell::new(),
        }
    }

    /// What following the ways through the script has found.
    pub(super) fn ways(&self) -> &Ways<'a> {
        self.ways.get_or_init(|| ways::follow(&self.resolved))
    }

    /// What is to be said of the ways together: only of a script without errors, since with one
    /// they may not be what they will be.
    pub(super) fn asked(&self) -> &Asked<'a> {
        let graph = &self.ways().graph;
        self.asked.get_or_init(|| Asked::new(&self.resolved, graph))
    }

    /// What loops do.
    pub(super) fn loops(&self) -> &Loops<'a> {
        self.loops.get_or_init(|| together::loops(&self.resolved))
    }

    /// Where jumps land.
    pub(super) fn jumps(&self) -> &[JumpAt] {
        self.jumps.get_or_init(|| jumps::all(self.resolved.tree))
    }
}

impl<'a> Deref for Model<'a> {
    type Target = Resolved<'a>;

    fn deref(&self) -> &Resolved<'a> {
        &self.resolved
    }
}
