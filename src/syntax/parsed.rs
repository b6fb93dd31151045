//! What comes of reading a script.

use super::tree::Tree;
use crate::diagnostic::Diagnostic;

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
