//! Text to tree and back: the parser, the tree, the formatter.
//!
//! [`parse`] never gives up: whatever it is handed, there is a tree of what could be read and a
//! finding for each mistake.

mod build;
pub mod codes;
mod depth;
mod dump;
mod expected;
mod explain;
mod format;
mod grammar;
mod marks;
#[cfg(test)]
mod tests;
pub mod tokens;
pub mod tree;
pub mod visit;
pub mod words;

pub use dump::dump;
pub use expected::{Mocked, Of, Part, Want, begun, expected};
pub use explain::{Place, foreign_word};
pub use format::{format, print};
#[cfg(feature = "lsp")]
pub(crate) use marks::brackets;

use crate::diagnostic::Diagnostic;
use crate::source::Source;
use tree::Tree;

/// A script as read: its tree, and what is wrong with it.
#[derive(Debug, Default)]
pub struct Parsed {
    /// What could be read; what could not is `Bad` in it.
    pub tree: Tree,
    /// What could not be read, in the order of the text. Empty where the script is well formed.
    pub problems: Vec<Diagnostic>,
}

impl Parsed {
    /// Whether there is nothing to report.
    pub fn is_clean(&self) -> bool {
        self.problems.is_empty()
    }
}

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
