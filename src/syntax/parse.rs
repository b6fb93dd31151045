//! Text to tree.

use super::parsed::Parsed;
use super::tree::Tree;
use super::{build, depth, explain};
use crate::diagnostic::Diagnostic;
use crate::source::Source;

/// Reads a script. Never fails and never panics: every mistake is in [`Parsed::problems`].
pub fn parse(source: &Source) -> Parsed {
    if let Some(problem) = explain::unreadable(source) {
        return refused(problem);
    }
    match depth::parts(source, depth::PART) {
        Ok(parts) => build::build(source, parts),
        Err(at) => refused(depth::problem(at)),
    }
}

fn refused(problem: Diagnostic) -> Parsed {
    Parsed {
        tree: Tree::default(),
        problems: vec![problem],
    }
}
